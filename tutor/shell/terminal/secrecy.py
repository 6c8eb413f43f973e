"""What of a typed line is secret: which characters are masked, which lines are never remembered."""

from tutor.core.spec import Listens
from tutor.shell import hosts
from tutor.shell.repl import Repl


def hidden_from(repl: Repl, text: str) -> int | None:
    """From which character on what is being typed is a credential; None if nothing is.

    Practice codes are printed by the lesson: there is nothing to hide from anybody.
    """
    guide = repl.guide
    if guide is not None and guide.asks is not None:
        return None if repl.is_local(text) else _hidden_answer(repl, text, real=guide.real)
    return None if repl.practice or repl.elsewhere or not text else _hidden_line(repl, text)


def _hidden_line(repl: Repl, text: str) -> int | None:
    conversation = repl.conversation
    if conversation is None:
        return None
    if repl.is_local(text):
        name, space, _ = text.partition(" ")
        return len(name) + 1 if space and name[1:].lower() in ("b64", "cram") else None
    if repl.listens is Listens.SASL:
        return None if text == "*" else 0
    if repl.uncertain:
        moves = {command.phrase.move for command in conversation.pending}
        return 0 if moves & conversation.protocol.logins else None
    if repl.listens is not Listens.COMMAND:
        return None
    octets = text.encode("utf-8", "surrogateescape")
    spans = conversation.protocol.grammar.command(octets, conversation.facts).spans
    return len(octets[: spans[0][0]].decode("utf-8", "replace")) if spans else None


def _hidden_answer(repl: Repl, text: str, *, real: bool) -> int | None:
    """An answer to a question is no secret, unless it looks like a login."""
    from tutor.shell import echoed

    start = echoed.hidden_from(text, repl.talk.session.secrets, slips=real)
    if start is None:
        return None
    return len(text.encode("utf-8", "surrogateescape")[:start].decode("utf-8", "replace"))


def may_remember(repl: Repl, text: str) -> bool:
    """Whether a typed line may stand in the history: no secret, no letter, nothing local."""
    if not text.strip() or repl.is_local(text) or "\n" in text or repl.elsewhere:
        return False
    conversation = repl.conversation
    if conversation is None:
        # What is no call may have been meant for a server that is gone.
        return hosts.is_call(text)
    if repl.uncertain or repl.listens is not Listens.COMMAND:
        return False
    octets = text.encode("utf-8", "surrogateescape")
    return not conversation.protocol.grammar.command(octets, conversation.facts).spans
