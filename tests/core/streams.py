"""Sessions that Hypothesis invents: what clients and servers may say, cut anyhow."""

from collections.abc import Sequence

from hypothesis import strategies as st

from tutor.core.events import Kept
from tutor.core.wire import Side, What, Wire
from tutor.session import Item, Session

C, S = Side.CLIENT, Side.SERVER

CLIENT = b"""EHLO x|HELO x|MAIL FROM:<a@b>|MAIL FROM:<a@b> BODY=BINARYMIME|RCPT TO: <c@d>|DATA|
RSET|NOOP|QUIT|STARTTLS|AUTH LOGIN|AUTH PLAIN|AUTH PLAIN AGFsaWNlAHNlc2FtZTEyMw==|
AUTH EXTERNAL =|*|c2VzYW1lMTIz|.|..|Subject: x||BDAT 7|BDAT 0 LAST|BDAT 9 LAST|BDAT x|ATRN|
XCLIENT|FOO|PASSWORD sesame|USER alice|PASS sesame123|
APOP alice 0123456789abcdef0123456789abcdef|CAPA|STLS|STAT|LIST|LIST 1|UIDL|TOP 1 1|RETR 1|DELE 1|
LANG|AUTH|sesame123""".replace(b"\n", b"").split(b"|")
SERVER = b"""220 x|250 ok|250-SIZE|250-AUTH PLAIN|250 2.0.0 sesame123|250 5.0.0 x|354 go|
334 VXNlcm5hbWU6|334 |334 UGFzc3dvcmQ6|235 ok|535 5.7.8 c2VzYW1lMTIz|500 what|501-no|421 bye|
221 bye|550-a|550 b|999 x|250|hello||+OK|+OK 1 10|-ERR [AUTH] no|+ok|+ |+ VXNlcm5hbWU6|1 10|
2 sesame123|..|.|Subject: x|Content-Type: text/plain; charset=GBK""".replace(b"\n", b"").split(b"|")
ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b""])


def stretch(side: Side, words: Sequence[bytes]) -> st.SearchStrategy[Wire]:
    line = st.builds(bytes.__add__, st.sampled_from(words), ENDS)
    data = st.one_of(line, line, line, st.binary(max_size=40))
    return data.map(lambda octets: Wire(What.BYTES, 0.0, side, octets))


def wire(what: What, *abouts: dict[str, object]) -> st.SearchStrategy[Wire]:
    return st.sampled_from(abouts).map(lambda about: Wire(what, about=about))


TLS = wire(What.TLS, {"version": "TLSv1.3", "cipher": "x", "verified": True}, {}, {"error": "x"})
CLOSE = wire(What.CLOSE, {"by": "server"}, {"by": "client", "reason": "x"}, {}, {"by": 7})
OPEN = wire(What.OPEN, {"protocol": "smtp"}, {"protocol": "pop3", "peer": "x"}, {"protocol": "?"})
FACT = st.one_of(
    stretch(C, CLIENT), stretch(C, CLIENT), stretch(S, SERVER), stretch(S, SERVER), TLS
)
GREETING = st.sampled_from([b"220 x\r\n", b"+OK x\r\n", b"", b"421 x\r\n", b"-ERR\r\n"])


@st.composite
def sessions(draw: st.DrawFn) -> list[Wire]:
    """Opened, greeted perhaps, talked, closed; and something may stand behind the close."""
    opened = draw(OPEN)
    greeting = Wire(What.BYTES, 0.0, S, draw(GREETING))
    said = draw(st.lists(FACT, max_size=24))
    behind = draw(st.lists(FACT, max_size=2))
    return [opened, greeting, *said, draw(CLOSE), *behind]


@st.composite
def cuts(draw: st.DrawFn, wires: list[Wire]) -> list[Wire]:
    """The same bytes in other stretches; the order of the directions is kept."""
    joined: list[Wire] = []
    for each in wires:
        if joined and each.what is What.BYTES and joined[-1].side is each.side:
            joined[-1] = joined[-1]._replace(data=joined[-1].data + each.data)
        else:
            joined.append(each)
    out: list[Wire] = []
    for each in joined:
        points = draw(st.lists(st.integers(0, len(each.data)), max_size=6)) if each.data else []
        begin = 0
        for end in (*sorted(points), len(each.data)):
            out.append(each._replace(data=each.data[begin:end]))
            begin = end
    return out


def see(wires: Sequence[Wire], session: Session | None = None) -> list[Item]:
    session = session or Session()
    return [item for each in wires for item in session.see(each)]


def events(items: Sequence[Item]) -> list[object]:
    """What was understood: everything but the stretches, which are cut as the bytes were.

    (`Item.useful` is what may be said now, when all the bytes that came have been read.)
    """
    return [
        (item.seq, item.event, item.notes) for item in items if not isinstance(item.event, Kept)
    ]


def streams(items: Sequence[Item]) -> dict[Side | None, tuple[bytes, list[object]]]:
    """For each side its bytes, joined, and where the masks stand in them."""
    found: dict[Side | None, tuple[bytes, list[object]]] = {}
    for item in items:
        if isinstance(item.event, Kept):
            kept = item.event
            data, masks = found.setdefault(kept.wire.side, (b"", []))
            masks += [(len(data) + a, len(data) + b, *more) for a, b, *more in kept.masked]
            found[kept.wire.side] = (data + kept.wire.data, masks)
    return found
