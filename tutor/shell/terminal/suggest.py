"""What may be said now, pure: the completer, the prompt and the tests share it."""

from collections.abc import Iterator
from typing import NamedTuple

from tutor.core.conversation import Conversation
from tutor.words import Words


class Suggestion(NamedTuple):
    """A way to go on: what the line becomes, what is shown, what it means, whether it fits now."""

    text: str
    label: str
    meaning: str
    fits: bool


_BRACKETED = {
    "MAIL": "FROM:<",
    "RCPT": "TO:<",
    "SEND": "FROM:<",
    "SOML": "FROM:<",
    "SAML": "FROM:<",
}
_RARE = frozenset(
    """SEND SOML SAML TURN VERB ONEX LHLO XCLIENT XFORWARD LAST RPOP XTND BURL ATRN ETRN""".split()
)
_MANY = 20
_SURE = 2
"""Letters of a rare command after which it is offered."""


def suggestions(conversation: Conversation, typed: str, words: Words) -> list[Suggestion]:
    """How the typed line may go on: what fits now first, what does not fit last."""
    verb, space, rest = typed.partition(" ")
    if not space:
        return list(_verbs(conversation, verb, words))
    return list(_arguments(conversation, verb, rest, words))


def _verbs(conversation: Conversation, typed: str, words: Words) -> Iterator[Suggestion]:
    protocol = conversation.protocol
    useful = conversation.useful()
    fitting = conversation.fitting()
    wanted = typed.upper()
    rest = protocol.verbs - set(useful) - (_RARE if len(wanted) < _SURE else frozenset())
    for verb in (*useful, *sorted(rest, key=lambda each: (each not in fitting, each))):
        if not verb.startswith(wanted):
            continue
        shown = verb.lower() if typed and typed == typed.lower() else verb
        text = shown + _after(verb, lower=shown != verb)
        meaning = words.say(protocol.name, f"gist.{verb}", f"verb.{verb}")
        yield Suggestion(text, shown, _plain(meaning), verb in fitting)


def _after(verb: str, *, lower: bool) -> str:
    opening = _BRACKETED.get(verb)
    if opening is None:
        return ""
    return " " + (opening.lower() if lower else opening)


def _arguments(
    conversation: Conversation, verb: str, typed: str, words: Words
) -> Iterator[Suggestion]:
    name, facts = verb.upper(), conversation.facts
    if name == "AUTH":
        for mechanism in facts.offers.get("AUTH", facts.offers.get("SASL", ())):
            # A server may offer anything: only what can be a name gets into the line.
            named = mechanism.isascii() and mechanism.replace("-", "").replace("_", "").isalnum()
            if named and mechanism.upper().startswith(typed.upper()):
                meaning = words.say(None, f"sasl.{mechanism.upper()}", "sasl.?")
                yield Suggestion(f"{verb} {mechanism}", mechanism, meaning, fits=True)
    elif name in _BRACKETED and _BRACKETED[name].lower().startswith(typed.lower()):
        form = _BRACKETED[name]
        form = form.lower() if verb.islower() else form
        meaning = words.say("smtp", f"verb.{name}")
        yield Suggestion(f"{verb} {form}", form, meaning, fits=True)
    elif name in ("RETR", "TOP", "DELE", "LIST", "UIDL") and facts.maildrop:
        count = facts.maildrop[0]
        numbers = (str(n) for n in range(1, min(count, 1000) + 1) if n not in facts.deleted)
        for number in [n for n in numbers if n.startswith(typed)][:_MANY]:
            yield Suggestion(f"{verb} {number}", number, "", fits=True)


def _plain(meaning: str) -> str:
    """A meaning without its places: {argument} is not known yet."""
    return meaning.replace("{argument}", "…").replace("{address}", "…").replace("{size}", "…")
