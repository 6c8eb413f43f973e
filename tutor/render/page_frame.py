"""What stands around a session on its page: the head with its policy, the maps, the controls.

The style and the script are constants, so the page's Content-Security-Policy allows these two and
nothing else (https://www.w3.org/TR/CSP3/).
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from pathlib import Path

from tutor.core.visible import visible
from tutor.explain import picture
from tutor.protocols import PROTOCOLS
from tutor.render.tongues import Tongues, code

_HERE = Path(__file__).parent
_KEYS = ("first", "previous", "play", "next", "last", "all")
_SWITCH = """\
[data-shows="en"] [data-lang="zh"], [data-shows="zh"] [data-lang="en"] { display: none; }
"""
"""One attribute at the root switches the language: a page of thousands of lines has no lag."""
_SIGNS = {"first": "|<", "previous": "<", "next": ">", "last": ">|"}


def head(tongues: Tongues, title: str, started: str) -> str:
    """From the first octet to where the session begins."""
    title, started = escape(visible(title)), escape(visible(started))
    switch = _SWITCH if tongues.both else ""
    style = (_HERE / "page.css").read_text("utf-8") + switch + f".map {{{picture.STYLE}}}\n"
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(_script())}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{code(tongues.main.language)}">\n<head>\n'
        f'<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header><h1>{title}</h1><p class="about">{started}</p></header>\n<main>\n'
    )


def foot(tongues: Tongues, protocols: Iterable[str]) -> Iterator[str]:
    """From the end of the session to the last octet."""
    names = tuple(protocols)
    yield "</main>\n"
    for name in names:
        yield _map(tongues, name)
    yield _controls(tongues, names)
    yield f"<script>{_script()}</script>\n</body>\n</html>\n"


def _script() -> str:
    return (_HERE / "player.js").read_text("utf-8")


def _map(tongues: Tongues, protocol: str) -> str:
    """The diagram; the script marks the place in it."""
    drawn = "".join(
        f"<div {tongues.attributes(each.language)}>{picture.part(protocol, each)}</div>"
        for each in tongues.words
    )
    title = tongues.say("page.html.map", protocol=protocol.upper())
    return (
        f'<details class="map" data-protocol="{protocol}"><summary>{title}</summary>\n'
        f"{drawn}</details>\n"
    )


def _controls(tongues: Tongues, protocols: Iterable[str]) -> str:
    buttons = "".join(_button(tongues, name) for name in _KEYS)
    languages = "".join(
        f'<button type="button" data-speech="{each.language}" lang="{code(each.language)}">'
        f"{escape(each.say(None, 'page.html.language'))}</button>"
        for each in tongues.both
    )
    states = "".join(
        f'<ol class="states" data-protocol="{name}" {tongues.labels("page.html.states")}>'
        f"{''.join(_states(name))}</ol>"
        for name in protocols
    )
    return (
        f'<nav class="controls" {tongues.labels("page.html.controls")} hidden>\n{states}'
        f"<div>{buttons}"
        f'<input type="range" min="1" max="1" step="1" {tongues.labels("page.html.slider")}>'
        f"{languages}</div>\n"
        f'<output aria-live="polite"></output></nav>\n'
    )


def _button(tongues: Tongues, name: str) -> str:
    key = f"page.html.{name}"
    if name in _SIGNS:
        sign = escape(_SIGNS[name])
        return f'<button type="button" data-do="{name}" {tongues.labels(key)}>{sign}</button>'
    data = "".join(f' data-{w.language}="{escape(w.say(None, key))}"' for w in tongues.words)
    inside = f"<span{data}>{escape(tongues.main.say(None, key))}</span>"
    return f'<button type="button" data-do="{name}">{inside}</button>'


def _states(protocol: str) -> Iterator[str]:
    names = dict.fromkeys(state.name for state in PROTOCOLS[protocol].states.values())
    for name in names:
        yield f'<li data-state="{escape(name)}" data-of="{protocol}">{escape(name)}</li>'


def _digest(text: str) -> str:
    """How a Content-Security-Policy names a text that it allows."""
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
