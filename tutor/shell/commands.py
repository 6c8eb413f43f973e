"""The local `:` commands: a registry that writes its own help.

A local command never reaches the wire, and its arguments never reach the history.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from tutor.core.events import Exchange
from tutor.core.spec import Listens
from tutor.page import Detail, Line, Role, Span, info
from tutor.protocols import PROTOCOLS
from tutor.shell import going_back, switching
from tutor.shell.encoding import base64_of
from tutor.shell.pinned import standing
from tutor.shell.repl import Repl
from tutor.shell.sending import send

Run = Callable[[Repl, str], Awaitable[None]]


class Local(NamedTuple):
    """A local command: how it is written; its help stands in the words as `local.NAME`."""

    name: str
    syntax: str
    run: Run


LOCALS: dict[str, Local] = {}
_TO_A_SERVER = frozenset({"again", "drop", "send", "starttls", "switch", "undo"})
"""What means nothing where the learner is the server."""


def beginning(typed: str) -> list[Local]:
    """The local commands whose names begin so."""
    return [each for each in LOCALS.values() if each.name.startswith(typed)]


def local(name: str, syntax: str = "") -> Callable[[Run], Run]:
    """Register a local command."""

    def add(run: Run) -> Run:
        LOCALS[name] = Local(name, f":{name} {syntax}".strip(), run)
        return run

    return add


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


@local("help", "[WORD]")
async def _help(repl: Repl, word: str) -> None:
    if word:
        if not word.startswith(":") and repl.explains_nothing():
            return
        from tutor import explain

        named = LOCALS.get(word.removeprefix(":").lower())
        if named is not None:
            repl.show([_help_line(repl, named)])
            if word.startswith(":"):
                return
        conversation = repl.talk.conversation
        protocol = conversation.protocol.name if conversation else None
        found = explain.explain(word, repl.world.words, protocol)
        if not found.found:
            found = explain.explain(word, repl.world.words, None)
        if found.found or named is None:
            repl.show(found.lines)
        return
    for each in LOCALS.values():
        repl.show([_help_line(repl, each)])
    repl.tell("ui.keys")


def _help_line(repl: Repl, each: Local) -> Line:
    meaning = repl.world.say(f"local.{each.name}")
    return Line((Span(f"{each.syntax:<23}", Role.LABEL), Span(meaning, Role.NOTE)), 2, 25)


@local("hint")
async def _hint(repl: Repl, _: str) -> None:
    if repl.guide is None:
        repl.suggest_next()
        return
    repl.guide.give_hint()


@local("why", "[N]")
async def _why(repl: Repl, number: str) -> None:
    item = repl.last
    if repl.explains_nothing():
        return
    if item is None:
        repl.tell("ui.why.nothing")
        return
    if not number:
        repl.show(repl.page.again(item, Detail.FULL))
        return
    wanted = int(number) - 1 if number.isascii() and number.isdigit() else -1
    event = item.event
    assert isinstance(event, Exchange)
    rows = event.reply.lines if event.reply else ()
    if not 0 <= wanted < len(rows):
        repl.tell("ui.why.lines", Role.WARN, count=len(rows))
        return
    from tutor import explain

    repl.show(explain.explain(rows[wanted], repl.world.words, item.protocol.name).lines)


@local("state")
async def _state(repl: Repl, _: str) -> None:
    conversation = repl.talk.conversation
    repl.show(switching.lines(repl))
    if conversation is None:
        repl.tell("ui.not.connected")
        return
    text = repl.world.words.say(conversation.protocol.name, f"state.{conversation.state}")
    repl.show([Line((Span(f"{conversation.state}  ", Role.STATE), Span(text, Role.NOTE)), 5, 7)])
    repl.show([info(standing(repl))])
    useful = ", ".join(conversation.useful()[:6])
    if useful and (repl.guide is None or repl.guide.help.next):
        repl.show([info(repl.world.say("ui.next", verbs=useful))])
    right, said = repl.foretold()
    if said:
        repl.tell("ui.predict.score", right=right, said=said)


@local("map")
async def _map(repl: Repl, _: str) -> None:
    if repl.explains_nothing():
        return
    conversation = repl.talk.conversation
    from tutor import explain

    if conversation is not None:
        name = conversation.protocol.name
        path = explain.walked(name, repl.footprints)
        repl.show(explain.nearby_lines(name, conversation.key, repl.world.words, path))
        return
    for name in PROTOCOLS:
        repl.show(explain.nearby_lines(name, None, repl.world.words))


@local("envelope")
async def _envelope(repl: Repl, _: str) -> None:
    conversation = repl.talk.conversation
    facts = conversation.facts if conversation else None
    if conversation is not None and conversation.protocol.name == "pop3":
        repl.tell("ui.envelope.pop3")
        return
    if facts is None or facts.sender is None:
        repl.tell("ui.envelope.none")
        return
    repl.tell("ui.envelope.from", address=facts.sender or "<>")
    for address in facts.recipients:
        repl.tell("ui.envelope.to", address=address)
    if not facts.recipients:
        repl.tell("ui.envelope.nobody")


@local("b64", "[TEXT]")
async def _b64(repl: Repl, text: str) -> None:
    if text:
        repl.show([Line((Span(base64_of(text), Role.LABEL),), 5, 5)])
        return
    hidden = await repl.ask("ui.b64.ask", hidden=True)
    if not hidden:
        repl.tell("ui.b64.nothing")
        return
    repl.answer = base64_of(hidden)
    repl.tell("ui.b64.ready" if repl.listens is Listens.SASL else "ui.b64.later")


@local("cram", "NAME [CODE]")
async def _cram(repl: Repl, text: str) -> None:
    from tutor.shell import responding

    await responding.respond(repl, text)


@local("unb64", "TEXT [CHARSET]")
async def _unb64(repl: Repl, text: str) -> None:
    text, _, charset = text.partition(" ")
    try:
        clear = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        repl.tell("ui.unb64.bad", Role.WARN)
        return
    repl.show([info(_as_text(clear, charset.strip()))])


def _as_text(octets: bytes, charset: str) -> str:
    """Octets in quotes: as text of this charset (UTF-8), or each that is none as \\xNN."""
    if charset:
        from tutor.message import charsets

        return repr(charsets.decode(octets, charset))
    try:
        return repr(octets.decode())
    except UnicodeDecodeError:
        return repr(octets).removeprefix("b")


@local("detail", "brief|full|off")
async def _detail(repl: Repl, name: str) -> None:
    if repl.explains_nothing():
        return
    try:
        repl.page.detail = Detail(name.lower())
    except ValueError:
        now = repl.world.say(f"ui.detail.{repl.page.detail.value}")
        repl.tell("ui.detail.which", Role.WARN, now=now)
        return
    repl.tell("ui.detail.now", now=repl.world.say(f"ui.detail.{repl.page.detail.value}"))


@local("lang", "en|zh")
async def _lang(repl: Repl, name: str) -> None:
    words = repl.world.words
    wanted = name.lower() or ("zh" if words.language == "en" else "en")
    if wanted not in ("en", "zh"):
        repl.tell("ui.lang.which", Role.WARN)
        return
    words.switch(wanted)
    repl.tell("ui.lang.now")


@local("starttls", "[on|off]")
async def _starttls(repl: Repl, argument: str) -> None:
    if argument in ("on", "off"):
        repl.talk.auto_tls = argument == "on"
        repl.tell(f"ui.starttls.{argument}")
        return
    await repl.start_tls()


@local("send", "FILE")
async def _send(repl: Repl, name: str) -> None:
    if not name:
        repl.tell("ui.send.which", Role.WARN)
        return
    try:
        data = Path(name).expanduser().read_bytes()
    except OSError as error:
        repl.tell("error.file", Role.WARN, path=name, reason=error.strerror)
        return
    await send(repl, data)


@local("drop")
async def _drop(repl: Repl, _: str) -> None:
    if repl.talk.link is None:
        repl.tell("ui.not.connected")
        return
    await repl.talk.hang_up("dropped")


@local("undo")
async def _undo(repl: Repl, _: str) -> None:
    await going_back.undo(repl)


@local("again")
async def _again(repl: Repl, _: str) -> None:
    await going_back.again(repl)


@local("catchup", "[STEP]")
async def _catchup(repl: Repl, step: str) -> None:
    from tutor.shell import catching_up

    await catching_up.command(repl, step)


@local("switch")
async def _switch(repl: Repl, _: str) -> None:
    switching.switch(repl)


@local("listen")
async def _listen(repl: Repl, _: str) -> None:
    """What somebody on the wire saw since this was asked the last time."""
    if repl.overheard is None:
        repl.tell("ui.listen.none")
        return
    repl.show(repl.overheard())


@local("predict", "on|off")
async def _predict(repl: Repl, argument: str) -> None:
    """Ask before each command what its reply will be."""
    foresight = repl.foresight
    if argument.lower() in ("on", "off", ""):
        foresight.always = argument.lower() == "on" or not (argument or foresight.always)
        repl.tell(f"ui.predict.{'on' if foresight.always else 'off'}")
        return
    repl.show([_help_line(repl, LOCALS["predict"])])


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
    from tutor.shell import saving

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
