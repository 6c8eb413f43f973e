"""The architecture as a test: who may import what. The two tables are the law; tune them here.

A *unit* is a module or a folder of ``tutor``; a module belongs to the longest unit that names it.
"""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

BONES = {"core", "protocols", "protocols.smtp", "protocols.pop3", "message", "data"}
SENSE = BONES | {
    "words",
    "causes",
    "annotate",
    "slips",
    "log",
    "importing",
    "timing",
    "lesson",
    "practice",
}
NECK = SENSE | {"page", "session", "settings", "world", "explain", "blaming"}
FILES = {"options", "screen", "reading", "replaying", "recordings", "course", "progress"}

# unit: the units of ours that it may import besides its own
OURS: dict[str, set[str]] = {
    "core": set(),
    "protocols": {"core", "protocols.smtp", "protocols.pop3"},
    "protocols.smtp": {"core", "protocols"},
    "protocols.pop3": {"core", "protocols"},
    "message": {"core"},
    "data": {"core"},
    "words": BONES,
    "blaming": BONES | {"words"},
    "causes": BONES,
    "annotate": BONES | {"causes"},
    "slips": BONES | {"annotate", "causes"},
    "log": BONES,
    "importing": BONES,
    "timing": BONES,
    "lesson": BONES | {"importing"},
    "practice": BONES,
    "settings": BONES | {"replacing"},
    "session": SENSE,
    "page": SENSE | {"session"},
    "explain": SENSE | {"page"},
    "world": SENSE | {"settings", "blaming"},
    "options": BONES | {"words", "export", "misuse"},
    "misuse": {"words"},
    "recordings": NECK | {"screen", "reading"},
    "replacing": set(),
    "progress": BONES | {"replacing"},
    "staging": BONES | {"lesson", "practice"},
    "proving": SENSE | {"session", "staging"},
    "authoring": NECK | {"course", "export", "render", "staging", "proving", "replacing"},
    "grading": SENSE | {"session", "page", "words"},
    "grading.files": SENSE | {"grading"},
    "grading.command": NECK | {"grading", "grading.files", "course", "render", "screen"},
    "classroom": SENSE | {"staging"},
    "render": NECK,
    "screen": NECK | {"render"},
    "reading": NECK | {"screen"},
    "reenacting": SENSE | {"session"},
    "comparing": SENSE | {"reenacting"},
    "replaying": NECK | {"screen", "reading"},
    "redaction": BONES,
    "export": NECK | {"reading", "render", "redaction", "screen"},
    "course": NECK | {"screen"},
    "net": NECK,
    "shell": NECK
    | FILES
    | {"export", "redaction", "reenacting", "comparing", "classroom", "render", "net", "staging"},
    "subcommands": NECK
    | FILES
    | {"render", "net", "shell", "authoring", "export", "grading.command"},
    "cli": NECK | FILES | {"subcommands"},
    "__main__": {"cli"},
    "": set(),  # tutor/__init__.py: the version, nothing else (and so everybody may import it)
}
# a package that is not ours, or a heavy one of Python's: the units that may import it
OUTSIDE: dict[str, set[str]] = {
    "asyncio": {"net", "shell"},
    "ssl": {"net", "shell"},
    "socket": {"net", "shell"},
    "rich": {"render"},
    "prompt_toolkit": {"shell"},
    "yaml": {"data"},
    "markdown_it": {"importing"},
    "trustme": {"net"},
    "platformdirs": {"cli", "settings"},
    # real clients hide what we teach; threads and logging are not how this program talks
    "smtplib": set(),
    "poplib": set(),
    "imaplib": set(),
    "threading": set(),
    "logging": set(),
}
PURE = {"core", "protocols", "protocols.smtp", "protocols.pop3", "message", "timing"}
PURE |= {"annotate", "causes", "slips", "importing", "redaction", "grading", "reenacting"}
PURE |= {"comparing"}
# no clock, no file, no process, no chance: what the pure units may not import
WORLD = {"os", "sys", "io", "time", "datetime", "pathlib", "tempfile", "subprocess", "random"}


def name_of(path: Path) -> str:
    """``tutor/core/wire.py`` -> ``core.wire``; a package's ``__init__.py`` is the package."""
    parts = path.relative_to(ROOT / "tutor").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted((ROOT / "tutor").rglob("*.py"))}


def unit_of(module: str) -> str:
    parts = module.split(".")
    heads = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((head for head in heads if head in OURS), f"{module}: no row in OURS")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Each imported module with its line, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            for alias in node.names:  # "from tutor.core import wire" names a module
                full = f"{source}.{alias.name}"
                yield node.lineno, full if full.removeprefix("tutor.") in MODULES else source


def is_allowed(importer: str, imported: str) -> bool:
    unit, (head, _, rest) = unit_of(importer), imported.partition(".")
    if head == "tutor":
        return not rest or unit_of(rest) in OURS[unit] | {unit}
    if unit in PURE and head in WORLD:
        return False
    return bool(head) and unit in OUTSIDE.get(head, {unit})


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_downwards_only(module: str) -> None:
    path = MODULES[module]
    assert unit_of(module) in OURS, unit_of(module)
    bad = [f"{path}:{n}: {name}" for n, name in imports(path) if not is_allowed(module, name)]
    assert not bad, "not allowed here (see OURS and OUTSIDE): " + ", ".join(bad)
    assert "TYPE_CHECKING" not in path.read_text(encoding="utf-8"), f"{path}: a hidden import ring"


def test_no_ring_of_modules() -> None:
    graph = {
        module: {name.removeprefix("tutor.") for _, name in imports(path)} & (MODULES.keys() - {""})
        for module, path in MODULES.items()
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))
