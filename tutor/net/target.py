"""Where to: URLs and telnet's HOST PORT (DESIGN 3.2), read without asking any server."""

import re

from tutor.net.link import Target

_SCHEMES = {
    "smtp": ("smtp", 25, False),
    "smtps": ("smtp", 465, True),
    "pop3": ("pop3", 110, False),
    "pop3s": ("pop3", 995, True),
}
_PORTS = {
    25: ("smtp", False),
    587: ("smtp", False),
    465: ("smtp", True),
    110: ("pop3", False),
    995: ("pop3", True),
}
# Compiled by `re` when an address is first read, and kept there: a prompt may need none.
_AUTHORITY = r"(?:(?P<user>[^@]*)@)?(?:\[(?P<v6>[^\]]*)\]|(?P<host>[^:]*))(?::(?P<port>.*))?"
_PASSWORD = r"(?s)[^@\[]*:.*@"


class TargetError(ValueError):
    """The address cannot be read; `key` names the sentence, `args` fill it."""

    def __init__(self, key: str, **args: object) -> None:
        super().__init__(key)
        self.key = key
        self.args_for_words = args


def parse(text: str, port: str | None = None) -> Target:
    """A URL, HOST, HOST:PORT, or HOST with PORT. Raises TargetError."""
    scheme, mark, rest = text.partition("://")
    if re.match(_PASSWORD, rest if mark else text):
        raise TargetError("error.target.password")
    if mark:
        return _url(scheme.lower(), rest, text)
    if port is None:
        host, port = _split(text)
    else:
        host = text.strip("[]")
    if not host:
        raise TargetError("error.target.host", text=text)
    number = _port(port) if port else 25
    protocol, tls = _PORTS.get(number, (None, False))
    return Target(host, number, tls, protocol)


def _url(scheme: str, rest: str, text: str) -> Target:
    if scheme not in _SCHEMES:
        raise TargetError("error.target.scheme", scheme=scheme)
    authority = rest.rstrip("/")
    match = re.fullmatch(_AUTHORITY, authority)
    if match is None or "/" in authority:
        raise TargetError("error.target.url", text=text)
    host = match["v6"] or match["host"] or ""
    if not host:
        raise TargetError("error.target.host", text=text)
    protocol, default, tls = _SCHEMES[scheme]
    port = _port(match["port"]) if match["port"] else default
    return Target(host, port, tls, protocol, match["user"])


def _split(text: str) -> tuple[str, str | None]:
    match = re.fullmatch(_AUTHORITY, text)
    if match is None or (text.count(":") > 1 and not match["v6"]):
        return text.strip("[]"), None
    return match["v6"] or match["host"] or "", match["port"]


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536):
        raise TargetError("error.target.port", port=text)
    return int(text)
