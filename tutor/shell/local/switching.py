"""Several lines open at once: which one is typed to, and how each stands."""

from collections.abc import Iterator

from tutor.core.visible import visible
from tutor.page import Line, Role, Span
from tutor.shell.repl import Repl


def switch(repl: Repl) -> None:
    """To the next open line; with a single one to the shell, where a second can be opened."""
    talk, others = repl.talk, [number for number in repl.talk.open if number != repl.talk.current]
    if not talk.open:
        repl.tell("ui.switch.none", Role.WARN)
        return
    if others:
        later = [number for number in others if number > talk.current]
        repl.turn_to((later or others)[0])
        repl.tell("ui.switch.now", peer=visible(_peer(repl, talk.current)))
        return
    peer = _peer(repl, talk.current)
    repl.turn_to(0)
    repl.tell("ui.switch.shell", peer=visible(peer))


def lines(repl: Repl) -> Iterator[Line]:
    """The open lines, the one that is typed to marked; nothing where there is one at most."""
    talk = repl.talk
    if talk.open in ([], [talk.current]):
        return
    for number in talk.open:
        conversation = talk.session.conversations.get(number)
        mark = ">" if number == talk.current else " "
        state = conversation.state if conversation is not None else "..."
        head = Span(f"{mark} {number}  {visible(_peer(repl, number))}  ", Role.LABEL)
        yield Line((head, Span(state, Role.STATE)), 3, 8)


def _peer(repl: Repl, number: int) -> str:
    target = repl.talk.target_of(number)
    return target.label if target is not None else str(number)
