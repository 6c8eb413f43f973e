"""`:cram`: the answer to CRAM-MD5's challenge, which nobody works out in the head."""

from tutor.core.spec import Listens
from tutor.core.visible import visible
from tutor.page import Line, Role, Span
from tutor.protocols import dialogue, sasl
from tutor.shell.repl import Repl


async def respond(repl: Repl, text: str) -> None:
    """Work out the answer for "NAME CODE" and say it; without a code that is asked hidden. On the
    practice server it is shown how it was made (RFC 2195 2)."""
    conversation = repl.conversation
    challenge = conversation.challenge if conversation is not None else ""
    clear = sasl.decoded(challenge.encode("utf-8", "replace"))
    if repl.listens is not Listens.SASL or not clear:
        repl.tell("ui.cram.when", Role.WARN)
        return
    name, _, code = text.partition(" ")
    if not name:
        repl.tell("ui.cram.name", Role.WARN)
        return
    code = code.strip() or await repl.ask("ui.cram.ask", hidden=True)
    answer = dialogue.answer(name, code, challenge) if code else None
    if answer is None:
        repl.tell("ui.b64.nothing")
        return
    if repl.practice:
        repl.tell("ui.cram.asked", challenge=visible(clear.decode("utf-8", "replace")))
        repl.tell("ui.cram.made")
        said = visible(f"{name} {dialogue.keyed(code, clear)}")
        repl.show([Line((Span(said, Role.LABEL),), 5, 5)])
    await repl.say_line(answer.decode())
