"""What a server says where the recording has no words for it: short, and in the protocol's form."""

from tutor.core.events import Command
from tutor.core.spec import Class
from tutor.protocols.hosting import Answer

_SMTP = {
    "GREETING": b"220 replay.example ESMTP, a recording\r\n",
    "EHLO": b"250 replay.example\r\n",
    "HELO": b"250 replay.example\r\n",
    "LHLO": b"250 replay.example\r\n",
    "NOOP": b"250 2.0.0 OK\r\n",
    "RSET": b"250 2.0.0 OK\r\n",
    "QUIT": b"221 2.0.0 Bye\r\n",
}
_POP3 = {
    "GREETING": b"+OK A recording\r\n",
    "CAPA": b"+OK\r\n.\r\n",
    "NOOP": b"+OK\r\n",
    "RSET": b"+OK\r\n",
    "QUIT": b"+OK Bye\r\n",
}
_ALWAYS = ("NOOP", "RSET", "QUIT")
_BEFORE = ("EHLO", "HELO", "LHLO", "CAPA")
"""Said before what a recording begins with, where it has no greeting."""

_ACCEPTED = {Class.OK: b"250 2.0.0 OK\r\n", Class.INTERMEDIATE: b"334 \r\n"}
_WENT = {"DATA": b"354 Go on\r\n", "STARTTLS": b"220 2.0.0 Go on\r\n"} | {
    "AUTH": b"235 2.7.0 OK\r\n",
    "AUTH-RESPONSE": b"235 2.7.0 OK\r\n",
}
_REFUSED = {
    "shape": "Not the kind of answer that was recorded",
    "text": "Not the letter that was recorded",
    "unanswered": "The recording has no reply to this",
}
_CODES = {"shape": "501 5.5.2", "text": "554 5.6.0", "unanswered": "503 5.5.1"}
_LISTED = ("RETR", "TOP", "LIST", "UIDL", "CAPA")


def greeting(protocol: str) -> bytes:
    """The first words of a recording that has none."""
    return (_SMTP if protocol == "smtp" else _POP3)["GREETING"]


def habit(protocol: str, command: Command, *, order: str, begun: bool) -> bytes | None:
    """What is always answered: NOOP, RSET and QUIT, in the strict order QUIT alone. `begun`: the
    recording has a greeting; where it has none, a hello is answered too."""
    allowed = _ALWAYS if order != "strict" else ("QUIT",)
    if command.verb in allowed or (not begun and command.verb in _BEFORE):
        return (_SMTP if protocol == "smtp" else _POP3).get(command.verb)
    return None


def accepted(protocol: str, command: Command, *, asking: bool) -> bytes:
    """A reply that was not copied and counts as accepted; `asking`: the client answers it."""
    if protocol == "pop3":
        if asking:
            return b"+ \r\n"
        bare = not command.phrase.argument or command.verb in ("RETR", "TOP")
        return b"+OK\r\n.\r\n" if command.verb in _LISTED and bare else b"+OK\r\n"
    if asking and command.verb != "DATA":
        return _ACCEPTED[Class.INTERMEDIATE]
    return _WENT.get(command.verb) or _SMTP.get(command.verb) or _ACCEPTED[Class.OK]


def refusal(protocol: str, why: str, command: Command, expected: str) -> Answer:
    """The reply to a client that strays; `expected` is the verb that the recording goes on with."""
    goes_on = f"The recording goes on with {expected}" if expected else "The recording is over"
    text = _REFUSED.get(why, goes_on)
    if protocol == "pop3":
        return Answer(f"-ERR {text}\r\n".encode())
    code = _CODES.get(why) or ("503 5.5.1" if command.known else "500 5.5.2")
    return Answer(f"{code} {text}\r\n".encode())
