"""A local line, run. The registry is filled by the files imported here, in the order of `:help`."""

from tutor.page import Role

# isort: off
from tutor.shell.local import looking as local_looking
from tutor.shell.local import coding as local_coding
from tutor.shell.local import doing as local_doing
from tutor.shell.local import keeping as local_keeping

# isort: on
from tutor.shell.local.registry import LOCALS, Local, beginning
from tutor.shell.repl import Repl

__all__ = ["LOCALS", "beginning", "run"]

FILES = (local_looking, local_coding, local_doing, local_keeping)
"""Where the local commands are."""

_TO_A_SERVER = frozenset({"again", "drop", "send", "starttls", "switch", "undo"})
"""What means nothing where the learner is the server."""


async def run(repl: Repl, line: str) -> None:
    """Run a local line, without its colon."""
    name, _, argument = line.strip().partition(" ")
    found = LOCALS.get(name.lower()) or _abbreviated(name.lower())
    if found is None:
        repl.tell("ui.local.unknown", Role.WARN, name=name)
        return
    if found.name in _TO_A_SERVER and repl.guide is not None and repl.guide.serves is not None:
        repl.tell("ui.serve.turn", Role.WARN)
        return
    await found.run(repl, argument.strip())


def _abbreviated(name: str) -> Local | None:
    near = [LOCALS[known] for known in LOCALS if name and known.startswith(name)]
    return near[0] if len(near) == 1 else None
