"""Local commands for what is kept of a session; and the one that ends it."""

from tutor.core.events import Exchange
from tutor.page import Role, info
from tutor.shell.local.registry import local
from tutor.shell.repl import Repl


@local("note", "TEXT")
async def _note(repl: Repl, text: str) -> None:
    _remark(repl, "note", text)


@local("mark", "TEXT")
async def _mark(repl: Repl, text: str) -> None:
    """A chapter of the recording begins here."""
    _remark(repl, "mark", text)


def _remark(repl: Repl, kind: str, text: str) -> None:
    """Keep a remark in the recording; a secret of this session does not get in with it."""
    if not text:
        repl.tell(f"ui.{kind}.nothing", Role.WARN)
    elif repl.keeping is None:
        repl.tell("ui.save.nothing", Role.WARN)
    else:
        harmless, _ = repl.talk.session.secrets.mask(text.encode("utf-8", "replace"))
        repl.remark(kind, harmless.decode("utf-8", "replace"))
        repl.tell(f"ui.{kind}.kept")


@local("save", "FILE [--to FORMAT]")
async def _save(repl: Repl, text: str) -> None:
    from tutor.shell.local import saving

    saving.save(repl, text)


@local("reveal")
async def _reveal(repl: Repl, _: str) -> None:
    """The last hidden line as it was said, to whoever sits here."""
    event = repl.last.event if repl.last else None
    command = event.command if isinstance(event, Exchange) else None
    if command is None or command.hidden is None:
        repl.tell("ui.reveal.nothing")
        return
    line = repl.talk.session.secrets.line(command.hidden).decode("utf-8", "backslashreplace")
    repl.show([info(line, Role.WARN)])


@local("quit")
async def _quit(repl: Repl, _: str) -> None:
    from tutor.shell import leaving

    repl.done = await leaving.leaves(repl)
