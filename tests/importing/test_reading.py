"""Files as `annotate` and `replay` read them."""

import io
from pathlib import Path

import pytest

from tests.importing.telling import exchanges
from tutor import importing, log, reading
from tutor.core.wire import Side, What, Wire
from tutor.words import Words
from tutor.world import World

POST = Path(__file__).with_name("post.md")


def world(stdin: bytes = b"", language: str = "en") -> World:
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    return World(io.BytesIO(stdin), stdout, io.StringIO(), Words(language), Path("nowhere"))


def told(found: World) -> str:
    assert isinstance(found.stderr, io.StringIO)
    return found.stderr.getvalue()


def test_a_log_is_read_as_a_log(tmp_path: Path) -> None:
    written = io.BytesIO()
    log.Recorder(written.write, log.Header("smtp", "mx.example"))
    path = tmp_path / "a.session.jsonl"
    path.write_bytes(written.getvalue() + b'[0.5,"S","220 hi\\r\\n"]\n')
    for found in (
        reading.read(world(), str(path)),
        reading.read(world(path.read_bytes()), "-"),
    ):
        assert found.header == log.Header("smtp", "mx.example")
        assert list(found.facts) == [Wire(What.BYTES, 0.5, Side.SERVER, b"220 hi\r\n")]


def test_what_is_left_out_is_told_in_one_line() -> None:
    here = world()
    found = reading.read(here, str(POST))
    assert found.header.protocol == "smtp"
    assert told(here).count("\n") == 1
    assert "line 119" in told(here)


def test_a_transcript_may_come_from_stdin() -> None:
    here = world("220 hi\nhelo me\n250 me\n".encode("utf-16"))
    assert len(list(reading.wires(reading.read(here, "-")))) == 6
    assert told(here) == ""


@pytest.mark.parametrize(
    ("text", "where"),
    [("Dear all,\nhello\n", "-:1"), ("S: 220 hi\nC: quit\nso what\n", "-:3"), ("\n", "-:1")],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_no_transcript_is_told(text: str, where: str, language: str) -> None:
    with pytest.raises(reading.ReadingError) as caught:
        reading.read(world(text.encode(), language), "-")
    assert str(caught.value).startswith(where)


def marked(wires: list[Wire]) -> str:
    """Wires as C:/S: lines with a mark for everything that no line shows."""
    lines = []
    for wire in wires:
        if wire.side is not None:
            lines.append(f"{wire.side.value}: {wire.data.decode().removesuffix(chr(13) + chr(10))}")
        elif wire.what is What.GAP:
            ((name, value),) = wire.about.items()
            lines.append(f"-- gap {name}" + ("" if value is True else f" {value}"))
        elif wire.what is What.OPEN:
            lines.append(f"-- open {wire.about['protocol']} {wire.about['peer']}")
        elif wire.what is What.CLOSE:
            lines.append(f"-- close {wire.about['by']} {wire.about['reason']}".rstrip())
    return "\n".join(lines) + "\n"


def test_what_was_read_can_be_written_down_with_its_gaps_and_read_again() -> None:
    first = importing.read(POST.read_bytes(), "post.md")
    again = importing.read(marked(first.wires).encode(), "again.txt")
    assert again.wires == first.wires
    assert exchanges(again) == exchanges(first)
