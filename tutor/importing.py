"""Transcripts that were not recorded by this program, as wires.

Read so far: `C:` and `S:` lines as RFCs print them, with `-- tls` and `-- close WHO` for what no
line shows. A line end is CRLF unless the transcript says otherwise; times are not known.
"""

from collections.abc import Iterable, Iterator

from tutor.core.wire import Side, What, Wire

_SIDES = {"C": Side.CLIENT, "S": Side.SERVER}


class ImportingError(Exception):
    """The text is no transcript; the message names the first line that could not be read."""


def is_dialogue(text: str) -> bool:
    """Whether a text looks like C:/S: lines."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return first.startswith(("C:", "S:", "--"))


def dialogue(lines: Iterable[str], name: str) -> Iterator[Wire]:
    """The wires of C:/S: lines. Raises ImportingError at the first line that is neither."""
    closed = False
    yield Wire(What.OPEN, about={"peer": name})
    for number, line in enumerate(lines, 1):
        closed |= line.startswith("-- close")
        wire = _wire(line.rstrip("\r\n"))
        if wire is not None:
            yield wire
        elif line.strip():
            raise ImportingError(
                f"{name}:{number}: neither C: nor S: begins this line; write who said it"
            )
    if not closed:
        yield Wire(What.CLOSE, about={"by": "client", "reason": "end of the transcript"})


def _wire(line: str) -> Wire | None:
    side = _SIDES.get(line[:1]) if line[1:2] == ":" else None
    if side is not None:
        text = line[3:] if line[2:3] == " " else line[2:]
        return Wire(What.BYTES, side=side, data=text.encode() + b"\r\n")
    words = line.split()
    if words[:2] == ["--", "tls"]:
        return Wire(What.TLS, about={"version": " ".join(words[2:]) or "TLS", "verified": False})
    if words[:2] == ["--", "close"]:
        return Wire(What.CLOSE, about={"by": words[2] if len(words) > 2 else "server"})
    return None
