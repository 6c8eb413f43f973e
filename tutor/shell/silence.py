"""When nothing comes for some seconds: what the server is waiting for."""

import asyncio

from tutor.core.spec import Listens
from tutor.page import Role
from tutor.shell.repl import Repl

SILENCE = 5.0
"""Seconds without a reply after which the silence is explained."""
PAUSE = 12.0
"""Seconds in which no line of a letter is typed, after which its end is explained."""
TLS_PORTS = {465: "smtps", 995: "pop3s"}


async def explain_silence(repl: Repl) -> None:
    """Say once for each wait what the server is waiting for, and once for each letter."""
    told: object = None
    while True:
        await asyncio.sleep(1.0)
        if repl.talk.link is None or repl.talk.unwired:
            continue
        quiet = repl.talk.clock() - max(repl.talk.heard_at, repl.spoke_at)
        if repl.listens is Listens.TEXT:
            from tutor.slips.ending import how_text_ends

            ending = how_text_ends(repl.letter_last + b"\r\n")
            mark = (repl.talk.current, repl.talk.heard_at, ending)
            if mark != told and repl.letter_lines and not repl.is_typing():
                told = mark if _explain_letter(repl, ending, quiet) else told
            continue
        mark = (repl.talk.current, repl.spoke_at, "")
        if mark != told and quiet > SILENCE and not repl.talk.settled:
            told = mark
            _explain_wait(repl)


def _explain_letter(repl: Repl, ending: str, quiet: float) -> bool:
    """What is lacking for the letter to be over; whoever typed a dot of some kind waits already."""
    if quiet <= (SILENCE if ending else PAUSE):
        return False
    repl.tell(f"ui.silent.{ending or 'dot'}", Role.WARN)
    return True


def _explain_wait(repl: Repl) -> None:
    target = repl.talk.target
    if repl.talk.greeted:
        repl.tell("ui.silent.reply", Role.WARN, seconds=round(repl.talk.timeout))
    elif target is not None and target.port in TLS_PORTS and not target.tls:
        scheme = TLS_PORTS[target.port]
        repl.tell("ui.silent.greeting.tls", Role.WARN, port=target.port, scheme=scheme)
    else:
        repl.tell("ui.silent.greeting", Role.WARN)
