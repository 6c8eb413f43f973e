"""Local commands that tell: help, hints, the last reply, where one stands."""

from tutor.core.events import Exchange
from tutor.page import Detail, Line, Role, Span, info
from tutor.protocols import PROTOCOLS
from tutor.shell.local import switching
from tutor.shell.local.registry import LOCALS, help_line, local
from tutor.shell.pinned import standing
from tutor.shell.repl import Repl


@local("help", "[WORD]")
async def _help(repl: Repl, word: str) -> None:
    if word:
        if not word.startswith(":") and repl.explains_nothing():
            return
        from tutor import explain

        named = LOCALS.get(word.removeprefix(":").lower())
        if named is not None:
            repl.show([help_line(repl, named)])
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
        repl.show([help_line(repl, each)])
    repl.tell("ui.keys")


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
