"""What is kept of earlier sessions, as its owner lists, looks at and clears it."""

import json
from pathlib import Path

import pytest

from tutor import log, recordings
from tutor.cli import main
from tutor.core.wire import Remark, Side, What, Wire
from tutor.protocols import PROTOCOLS
from tutor.session import Session


def record(state: Path, now: float, peer: str = "mail.example:25") -> Path:
    """A recording of a greeting, with a chapter."""
    path = recordings.new_path(state, peer, now)
    with log.create(path) as stream:
        header = log.Header("smtp", peer, "2026-01-05T09:00:00Z", {"id": "smtp-by-hand"})
        recorder = log.Recorder(stream.write, header)
        session = Session(PROTOCOLS["smtp"], sinks=[lambda item: recorder(item.event)])
        session.see(Wire(What.OPEN, 0.0, about={"peer": peer, "protocol": "smtp"}))
        recorder.remark(Remark(0.1, "mark", "the greeting"))
        session.see(Wire(What.BYTES, 0.1, Side.SERVER, b"220 mail.example\r\n"))
        session.see(Wire(What.CLOSE, 0.2, about={"by": "client", "reason": ""}))
    return path


def say(state: Path, *words: str, lang: str = "en") -> int:
    return main(["recordings", *words, "--state", str(state), "--lang", lang])


def test_the_list_begins_with_the_newest(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    old, new = record(tmp_path, 1e9), record(tmp_path, 2e9, "pop.example:110")
    assert say(tmp_path, "list", "--json") == 0
    first, second = (json.loads(row) for row in capfdbinary.readouterr().out.splitlines())
    assert (first["number"], first["file"], first["peer"]) == (1, str(new), "pop.example:110")
    assert (second["file"], second["exchanges"], second["marks"]) == (str(old), 1, 1)
    assert (second["lesson"], second["started"]) == ("smtp-by-hand", "2026-01-05T09:00:00Z")
    assert second["octets"] == old.stat().st_size


def test_what_cannot_be_read_has_its_row_too(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    recordings.new_path(tmp_path, "x", 1e9).parent.mkdir(parents=True)
    recordings.new_path(tmp_path, "x", 1e9).write_text("\x1b[2Jno log")
    assert say(tmp_path) == 0
    out = capfdbinary.readouterr().out
    assert b"no header of a session log" in out
    assert b"\x1b" not in out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_any_the_list_says_where_they_will_be(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], lang: str
) -> None:
    assert say(tmp_path, lang=lang) == 0
    assert str(tmp_path) in capfd.readouterr().out


def test_one_is_shown_by_its_number_or_the_beginning_of_its_name(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = record(tmp_path, 1e9)
    for name in ("1", path.name, path.name[:20]):
        assert say(tmp_path, "show", name) == 0
        assert "220 mail.example" in capfd.readouterr().out


@pytest.mark.parametrize("name", ["0", "3", "nothing", "../../etc/passwd", ""])
def test_a_name_that_fits_none_or_several_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    record(tmp_path, 1e9), record(tmp_path, 2e9)
    assert say(tmp_path, "show", name) == 1
    assert "wiretutor: " in capfd.readouterr().err


def test_nothing_is_deleted_unasked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = record(tmp_path, 1e9)
    assert say(tmp_path, "delete", "1") == 2
    assert "--force" in capfd.readouterr().err
    assert path.exists()
    assert say(tmp_path, "delete", "1", "--force") == 0
    assert not path.exists()


def test_a_link_out_of_the_folder_is_none_of_them(tmp_path: Path) -> None:
    outside = tmp_path / f"outside{log.SUFFIX}"
    outside.write_text("precious")
    path = record(tmp_path / "state", 1e9)
    (path.parent / f"99990101-link{log.SUFFIX}").symlink_to(outside)
    assert say(tmp_path / "state", "delete", "99990101", "--force") == 1
    assert outside.exists()


def test_the_newest_stay(tmp_path: Path) -> None:
    made = [record(tmp_path, 1e9 + 86400 * day) for day in range(5)]
    assert say(tmp_path, "prune", "--keep", "2", "--force") == 0
    assert [path.exists() for path in made] == [False, False, False, True, True]


@pytest.mark.parametrize(
    "words", [["replay"], ["annotate"], ["export", "--to", "text"]], ids=lambda words: words[0]
)
def test_a_number_names_it_wherever_a_recording_is_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], words: list[str]
) -> None:
    record(tmp_path, 1e9), record(tmp_path, 2e9, "pop.example:25")
    command, *options = words
    for number, there in (("1", 0), ("3", 2)):
        assert main([command, number, *options, "--state", str(tmp_path)]) == there
    assert "220 mail.example" in capfd.readouterr().out
