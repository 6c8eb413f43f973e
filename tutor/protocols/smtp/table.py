"""SMTP as a table (RFC 5321, with 3030, 3207, 4954 and the registries' other commands).

Everything that moves a state lives here, and nothing else keeps an order rule: the engine, the
completer, the diagram and the practice server read these rows. This file knows no bytes.
"""

from tutor.core.spec import Class, Listens, Protocol, State
from tutor.protocols.smtp.grammar import SmtpGrammar

STATES = {
    state.key: state
    for state in (
        State("CONNECTED", "CONNECTED"),
        State("REFUSED", "REFUSED"),
        State("GREETED", "GREETED"),
        State("READY", "READY"),
        State("TLS", "TLS", Listens.HANDSHAKE),
        State("AUTH", "AUTH", Listens.SASL),
        State("MAIL", "MAIL"),
        State("RCPT", "RCPT"),
        State("DATA", "DATA", Listens.TEXT),
        State("BDAT", "BDAT", gathers=True),
        State("INDETERMINATE", "INDETERMINATE"),
        State("REVERSED", "REVERSED", Listens.NOBODY),
        State("CLOSED", "CLOSED"),
    )
}

_STAY: dict[Class, str] = {}
_HELLO = {"EHLO": {Class.OK: "READY"}, "HELO": {Class.OK: "READY"}}
_QUIT = {"QUIT": {Class.OK: "CLOSED"}}
_RESET = {"RSET": {Class.OK: "READY"}, "NOOP": _STAY}
_ASK = {"VRFY": _STAY, "EXPN": _STAY, "HELP": _STAY}
_WHATEVER = dict.fromkeys(Class, "READY")
_FAILED = {Class.TRANSIENT: "INDETERMINATE", Class.PERMANENT: "INDETERMINATE"}
_CHUNKS = {
    "BDAT": {Class.OK: "BDAT", **_FAILED},
    "BDAT LAST": {Class.OK: "READY", **_FAILED},
    "BURL": {Class.OK: "BDAT"},
    "BURL LAST": {Class.OK: "READY"},
}
_SENDER = {verb: {Class.OK: "MAIL"} for verb in ("MAIL", "SEND", "SOML", "SAML")}

MOVES: dict[str, dict[str, dict[Class, str]]] = {
    "CONNECTED": {
        "GREETING": {Class.OK: "GREETED", Class.TRANSIENT: "REFUSED", Class.PERMANENT: "REFUSED"},
    },
    "REFUSED": {**_QUIT},
    "GREETED": {
        **_HELLO,
        "LHLO": {Class.OK: "READY"},
        **_ASK,
        "RSET": _STAY,
        "NOOP": _STAY,
        **_QUIT,
    },
    "READY": {
        "AUTH": {Class.INTERMEDIATE: "AUTH", Class.OK: "READY"},
        "MAIL": _SENDER["MAIL"],
        "STARTTLS": {Class.OK: "TLS"},
        **_HELLO,
        **_ASK,
        **_RESET,
        "ETRN": _STAY,
        "ATRN": {Class.OK: "REVERSED"},
        "TURN": {Class.OK: "REVERSED"},
        **_SENDER,
        "VERB": _STAY,
        "ONEX": _STAY,
        "XCLIENT": {Class.OK: "GREETED"},
        "XFORWARD": _STAY,
        **_QUIT,
    },
    "TLS": {},
    "AUTH": {
        "AUTH-RESPONSE": {
            Class.INTERMEDIATE: "AUTH",
            **dict.fromkeys((Class.OK, Class.TRANSIENT, Class.PERMANENT), "READY"),
        },
        "AUTH-CANCEL": dict.fromkeys((Class.OK, Class.TRANSIENT, Class.PERMANENT), "READY"),
    },
    "MAIL": {"RCPT": {Class.OK: "RCPT"}, **_RESET, **_HELLO, **_ASK, **_QUIT},
    "RCPT": {
        "DATA": {Class.INTERMEDIATE: "DATA"},
        "RCPT": {Class.OK: "RCPT"},
        **_CHUNKS,
        **_RESET,
        **_HELLO,
        **_ASK,
        **_QUIT,
    },
    "DATA": {".": _WHATEVER},
    "BDAT": {**_CHUNKS, **_RESET, **_HELLO, **_QUIT},
    "INDETERMINATE": {"RSET": {Class.OK: "READY"}, **_QUIT},
    "REVERSED": {},
    "CLOSED": {},
}

# A lenient server takes the text all the same.
_TEXT_INSTEAD = {Class.INTERMEDIATE: "DATA", **_FAILED}

LAPSES = {
    # A BDAT that the server refuses leaves the transaction undecided, wherever it stood; so does
    # DATA where chunks were begun or the body is binary (RFC 3030 2 and 3).
    "READY": {"BDAT": _FAILED, "BDAT LAST": _FAILED},
    "MAIL": {"BDAT": _FAILED, "BDAT LAST": _FAILED, "DATA BINARYMIME": _TEXT_INSTEAD},
    "RCPT": {"DATA BINARYMIME": _TEXT_INSTEAD},
    "BDAT": {"DATA": _TEXT_INSTEAD, "DATA BINARYMIME": _TEXT_INSTEAD},
}

VERBS = frozenset(
    """EHLO HELO MAIL RCPT DATA BDAT RSET VRFY EXPN HELP NOOP QUIT STARTTLS AUTH ETRN ATRN TURN
    BURL SEND SOML SAML VERB ONEX LHLO XCLIENT XFORWARD""".split()
)

SMTP = Protocol(
    name="smtp",
    port=25,
    tls_port=465,
    states=STATES,
    start="CONNECTED",
    moves=MOVES,
    lapses=LAPSES,
    verbs=VERBS,
    grammar=SmtpGrammar(VERBS),
    secured={"TLS": "GREETED", "READY": "GREETED"},
    unless={
        # RFC 4954 4: no second login in a session. RFC 3207 4: no TLS inside TLS.
        "AUTH": lambda facts: facts.authenticated,
        "STARTTLS": lambda facts: facts.tls,
    },
    barriers=frozenset({"DATA", "DATA BINARYMIME", "AUTH", "AUTH-RESPONSE", "AUTH-CANCEL"})
    | {"STARTTLS"},
    logins=frozenset({"AUTH", "AUTH-RESPONSE", "AUTH-CANCEL"}),
    offered_as={
        "BDAT": "CHUNKING",
        **{name: name for name in ("AUTH", "STARTTLS", "BURL", "ETRN", "ATRN", "TURN", "VERB")},
        **{name: name for name in ("SEND", "SOML", "SAML", "ONEX", "XCLIENT", "XFORWARD", "LHLO")},
    },
    closing=frozenset({"421"}),
)
