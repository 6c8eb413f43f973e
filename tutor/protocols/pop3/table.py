"""POP3 as a table (RFC 1939, with 2449, 2595, 5034, 6856 and the registries' other commands).

Everything that moves a state lives here, and nothing else keeps an order rule. RFC 1939's names
are public; NAMED, SASL and STLS are AUTHORIZATION to the user, and differ in who listens and in
what may come next.
"""

from tutor.core.spec import Class, Listens, Protocol, State
from tutor.protocols.pop3.grammar import Pop3Grammar

STATES = {
    state.key: state
    for state in (
        State("CONNECTED", "CONNECTED"),
        State("AUTHORIZATION", "AUTHORIZATION"),
        State("NAMED", "AUTHORIZATION"),
        State("SASL", "AUTHORIZATION", Listens.SASL),
        State("STLS", "AUTHORIZATION", Listens.HANDSHAKE),
        State("TRANSACTION", "TRANSACTION"),
        State("UPDATE", "UPDATE"),
        State("CLOSED", "CLOSED"),
    )
}

_STAY: dict[Class, str] = {}
_LOGIN = {Class.OK: "TRANSACTION"}
# RFC 1939 7: PASS may be given only immediately after a successful USER.
_UNNAMED = {kind: "AUTHORIZATION" for kind in (Class.OK, Class.FAILURE)}
_ENDED = {Class.OK: "TRANSACTION", Class.FAILURE: "AUTHORIZATION"}

_AUTHORIZATION: dict[str, dict[Class, str]] = {
    "USER": {Class.OK: "NAMED"},
    "APOP": _LOGIN,
    "AUTH": {Class.OK: "TRANSACTION", Class.INTERMEDIATE: "SASL"},
    "AUTH ?": _STAY,
    "STLS": {Class.OK: "STLS"},
    "CAPA": _STAY,
    "QUIT": {Class.OK: "CLOSED"},
    "UTF8": _STAY,
    "LANG": _STAY,
    "RPOP": _LOGIN,
}

MOVES: dict[str, dict[str, dict[Class, str]]] = {
    "CONNECTED": {"GREETING": {Class.OK: "AUTHORIZATION", Class.FAILURE: "CLOSED"}},
    "AUTHORIZATION": _AUTHORIZATION,
    "NAMED": {
        "PASS": {Class.OK: "TRANSACTION", Class.FAILURE: "AUTHORIZATION"},
        **{move: {**_UNNAMED, **row} for move, row in _AUTHORIZATION.items()},
    },
    "SASL": {
        "AUTH-RESPONSE": {**_ENDED, Class.INTERMEDIATE: "SASL"},
        "AUTH-CANCEL": _ENDED,
    },
    "STLS": {},
    "TRANSACTION": {
        "STAT": _STAY,
        "LIST": _STAY,
        "RETR": _STAY,
        "DELE": _STAY,
        "NOOP": _STAY,
        "RSET": _STAY,
        "TOP": _STAY,
        "UIDL": _STAY,
        "CAPA": _STAY,
        "LANG": _STAY,
        "LAST": _STAY,
        "XTND": _STAY,
        # RFC 1939 6: UPDATE is entered by QUIT, also where not every message could be removed.
        "QUIT": {Class.OK: "CLOSED", Class.FAILURE: "CLOSED"},
    },
    "UPDATE": {},
    "CLOSED": {},
}

VERBS = frozenset(
    """USER PASS APOP AUTH QUIT STAT LIST RETR DELE NOOP RSET TOP UIDL CAPA STLS UTF8 LANG LAST
    RPOP XTND""".split()
)

POP3 = Protocol(
    name="pop3",
    port=110,
    tls_port=995,
    states=STATES,
    start="CONNECTED",
    moves=MOVES,
    verbs=VERBS,
    grammar=Pop3Grammar(VERBS),
    secured={"STLS": "AUTHORIZATION", "NAMED": "AUTHORIZATION"},
    via={("TRANSACTION", "QUIT", "CLOSED"): ("UPDATE",)},
    unless={"STLS": lambda facts: facts.tls},
    barriers=frozenset({"AUTH", "AUTH-RESPONSE", "AUTH-CANCEL", "STLS"}),
    logins=frozenset({"AUTH", "AUTH-RESPONSE", "AUTH-CANCEL", "PASS", "APOP", "RPOP"}),
    # What CAPA would have to name; the rest works everywhere (RFC 1939).
    offered_as={name: name for name in ("UTF8", "LANG", "STLS")}
    | {name: name for name in ("LAST", "RPOP", "XTND", "APOP")}
    | {"AUTH": "SASL", "AUTH ?": "SASL"},
    # RFC 2449 4: a command line has at most 255 octets, a first reply line 512.
    command_limit=255,
)
