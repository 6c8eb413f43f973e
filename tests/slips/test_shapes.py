"""What may be known of a hidden answer, live and from a log: its harmless shape, and no more."""

import base64
import io

import pytest

from tests.slips.scenes import Scene, scenes, told, wires
from tutor import log
from tutor.core.spec import Facts
from tutor.core.wire import Wire
from tutor.protocols import PROTOCOLS, sasl
from tutor.session import Session

GBK = "密码".encode("gbk")
USERNAME = "VXNlcm5hbWU6"


@pytest.mark.parametrize(
    ("challenge", "typed", "shape"),
    [
        ("", base64.b64encode(b"\0alice\0sesame"), ("base64",)),
        ("", base64.b64encode(b"alice sesame"), ("base64", "no-nul")),
        ("", base64.b64encode(b"alice@a.example\nsesame"), ("base64", "at", "no-nul")),
        ("", b"alice sesame", ()),
        (USERNAME, base64.b64encode(b"alice"), ("base64",)),
        (USERNAME, b"password", ("base64", "binary")),
        (USERNAME, base64.b64encode(GBK), ("base64", "binary")),
        (USERNAME, b"alice@a.example", ("at",)),
        (USERNAME, b"YWxpY2VAMTYzLmNvbQ=", ("padding",)),
        (USERNAME, b"YWxpY2VAMTYzLmNvbQ", ("padding",)),
        (USERNAME, b"YWxpY2VAMTYzLmNvbQ====", ("padding",)),
        (USERNAME, b"YWxpY2VAMTYLmNvbQ==", ("padding",)),
        (USERNAME, b"alice", ()),
        (USERNAME, b"wonderland", ()),
        ("", b"AGFsaWNlAHNlc2FtZQ=", ("padding",)),
        (USERNAME, b"emFvZ*******oZW4", ("masked",)),
        (USERNAME, b"****", ("masked",)),
        (USERNAME, b"*x", ()),
    ],
)
def test_an_answer(challenge: str, typed: bytes, shape: tuple[str, ...]) -> None:
    [span] = sasl.answer(typed, challenge).spans
    assert span[3] == shape


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize(
    ("line", "shape"),
    [
        (b"AUTH PLAIN " + base64.b64encode(b"\0alice\0sesame"), ("base64",)),
        (b"auth plain " + base64.b64encode(b"alice sesame"), ("base64", "no-nul")),
        (b"AUTH LOGIN " + base64.b64encode(b"alice"), ("base64",)),
        (b"AUTH PLAIN alice sesame", ()),
        (b"AUTH XOAUTH2 " + base64.b64encode(b"user=a\1auth=Bearer x\1\1"), ("base64",)),
    ],
)
def test_an_initial_response(name: str, line: bytes, shape: tuple[str, ...]) -> None:
    [span] = PROTOCOLS[name].grammar.command(line, Facts()).spans
    assert span[3] == shape


@pytest.mark.parametrize("scene", list(scenes()), ids=lambda scene: scene.name)
def test_a_log_gives_the_same_slips(scene: Scene) -> None:
    written = io.BytesIO()
    recorder = log.Recorder(written.write, log.Header())
    live = Session(sinks=[lambda item: recorder(item.event)])
    facts = list(wires(scene.lines))
    for fact in facts:
        live.see(fact)
    read = log.read(io.BytesIO(written.getvalue()), "x")
    assert (read.damaged, read.unknown) == (0, 0)
    again = [fact for fact in read.facts if isinstance(fact, Wire)]
    assert [note for _, note in told(iter(again))] == [note for _, note in told(iter(facts))]
