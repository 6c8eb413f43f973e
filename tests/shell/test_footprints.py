"""What the map remembers of a session: its way, and nothing that was said."""

from tutor.core.wire import Side, What, Wire
from tutor.explain import walked
from tutor.session import Session
from tutor.shell.footprints import Footprints

SAID = ["+OK x", "USER alice", "+OK x", "PASS hunter2", "+OK x", "STAT", "+OK 2 320"]


def test_the_way_is_kept_and_no_secret() -> None:
    prints = Footprints()
    events = []
    talk = Session(sinks=[lambda item: prints.see(item.event)])
    talk.add(lambda item: events.append(item.event))
    talk.see(Wire(What.OPEN, about={"protocol": "pop3"}))
    for number, line in enumerate(SAID):
        side = Side.CLIENT if number % 2 else Side.SERVER
        talk.see(Wire(What.BYTES, side=side, data=line.encode() + b"\r\n"))
    assert walked("pop3", prints) == walked("pop3", events)
    assert [step.move for step in walked("pop3", prints)] == ["GREETING", "USER", "PASS", "STAT"]
    for event in prints:
        command = getattr(event, "command", None)
        assert command is None or not (command.line or command.phrase.secrets)
        assert "320" not in repr(getattr(event, "reply", None))


def test_a_new_connection_begins_anew() -> None:
    prints = Footprints()
    talk = Session(sinks=[lambda item: prints.see(item.event)])
    for conn in (1, 2):
        talk.see(Wire(What.OPEN, conn=conn, about={"protocol": "smtp"}))
        talk.see(Wire(What.BYTES, side=Side.SERVER, data=b"220 x\r\n", conn=conn))
    assert len(walked("smtp", prints)) == 1
