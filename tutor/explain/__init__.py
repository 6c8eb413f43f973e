"""What one line, code or word means, with no server: the reference, and the map of the states.

Everything is read from the tables and the words files: nothing is explained here that the live
session would not say too. A typed secret is masked by the grammars before anything is done with it.
"""

from typing import Any

from tutor.explain.answering import Explained, Reference, explain

__all__ = ["Explained", "Reference", "explain", "listing", "map_lines", "nearby_lines", "walked"]


def __getattr__(name: str) -> Any:
    """The list, the map and the path on it: few explanations need them, so they are not loaded."""
    if name == "listing":
        from tutor.explain.contents import listing

        return listing
    if name in ("map_lines", "nearby_lines"):
        from tutor.explain import map as drawing

        return getattr(drawing, name)
    if name == "walked":
        from tutor.explain.path import walked

        return walked
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
