"""What may have been meant by a text that nothing explains."""

import difflib

from tutor.explain.catalogue import Catalogue


def near(catalogue: Catalogue, shown: str) -> list[str]:
    """The closest three names, as they are spelled."""
    words = shown.split()
    found: list[str] = []
    for wanted in (words[0].rstrip("*:"), "-".join(words).rstrip("*")):
        key = wanted[:80].casefold()
        close = difflib.get_close_matches(key, catalogue.names, 3)
        # Letters that changed places are the commonest slip of all.
        moved = [name for name in close if sorted(name) == sorted(key)]
        found += sorted(moved, key=lambda name: name[0] != shown[0].casefold()) + close
    return list(dict.fromkeys(_spelling(catalogue, name) for name in found))[:3]


def _spelling(catalogue: Catalogue, name: str) -> str:
    exact = (entry.name for entry in catalogue.names[name] if entry.name.casefold() == name)
    return next(exact, name)
