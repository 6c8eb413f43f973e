"""Casts as others read them: asciinema's own reader, and its player in a browser."""

import base64
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.export.pages import published

DIALOGUES = ("smtp/walkthrough-163", "smtp/hostile-text", "pop3/mailbox")
PLAYER = "https://registry.npmjs.org/asciinema-player/-/asciinema-player-3.18.0.tgz"
DIGEST = "5gpt2ipFcy4NKmgkv+c/QXnJ9zMicxqWROCOuJqgwwtiYKM8Qe9hnDOvfqke5bW6M2DW/seO3uQYkQ0xeUUVtw=="


def events(data: bytes) -> list[Any]:
    return [json.loads(row) for row in data.decode().splitlines()]


def shown(data: bytes) -> str:
    return "".join(text for _, code, text in events(data)[1:] if code == "o")


def test_times_are_as_recorded_and_never_go_back() -> None:
    head, *rows = events(published("cast", *DIALOGUES))
    assert (head["version"], head["width"], head["height"]) == (2, 80, 24)
    assert head["timestamp"] == 1767603600
    times = [at for at, _, _ in rows]
    assert times == sorted(times)
    assert times[0] == 100.0


def test_version_3_counts_from_the_event_before() -> None:
    two, three = events(published("cast", *DIALOGUES)), events(published("cast3", *DIALOGUES))
    assert three[0]["version"] == 3
    assert three[0]["term"]["cols"] == 80
    at = 0.0
    for old, new in zip(two[1:], three[1:], strict=True):
        at += new[0]
        assert new[1:] == old[1:]
        assert at == pytest.approx(old[0], abs=1e-3)


def test_each_exchange_has_a_marker() -> None:
    rows = events(published("cast", "smtp/helo"))[1:]
    marks = [text for _, code, text in rows if code == "m"]
    assert marks[0].startswith("<b>Chapter</b> 1")
    assert marks[1] == "1 GREETING 220"
    assert marks[-1].endswith("QUIT 221")


def test_only_our_own_colours_act_on_the_terminal() -> None:
    text = shown(published("cast", *DIALOGUES))
    assert "\\x1b[2J" in text
    for piece in text.split("\x1b")[1:]:
        assert piece.startswith("[")
        assert piece[1:].partition("m")[0].replace(";", "").isdigit()
    assert set(text) & {"\x07", "\x00", "\u202e", "\x9b"} == set()


def test_asciinema_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "session.cast"
    data = published("cast", *DIALOGUES)
    path.write_bytes(data)
    # `asciinema cat` wants a terminal; its reader does not.
    code = (
        "import sys; from asciinema.asciicast import open_from_url\n"
        "with open_from_url(sys.argv[1]) as cast:\n"
        "    sys.stdout.write(''.join(text for _, _, text in cast.events('o')))"
    )
    told = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, str(path)], capture_output=True, check=True
    )
    assert told.stdout.decode() == shown(data)


@pytest.fixture(scope="session")
def player() -> tuple[str, str]:
    """The player's script and style, from npm's registry."""
    try:
        with urllib.request.urlopen(PLAYER, timeout=60) as answer:
            data = answer.read()
    except OSError as error:
        pytest.skip(f"npm's registry cannot be reached: {error}")
    assert base64.b64encode(hashlib.sha512(data).digest()).decode() == DIGEST
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        parts = []
        for name in ("asciinema-player.min.js", "asciinema-player.css"):
            found = archive.extractfile(f"package/dist/bundle/{name}")
            assert found is not None
            parts.append(found.read().decode())
    return parts[0], parts[1]


@pytest.mark.parametrize("name", ["cast", "cast3"])
def test_the_player_plays_it(
    chromium: Any, player: tuple[str, str], tmp_path: Path, name: str
) -> None:
    script, style = player
    data = published(name, "smtp/walkthrough-163").decode()
    page = chromium.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content("<div id=here></div>")
    page.add_style_tag(content=style)
    page.add_script_tag(content=script)
    page.evaluate(
        """(data) => { window.player = AsciinemaPlayer.create({data},
            document.getElementById('here'), {preload: true}); }""",
        data,
    )
    page.wait_for_function("player.getDuration() > 0")
    length = page.evaluate("player.getDuration()")
    page.evaluate("player.seek('99%')")
    page.wait_for_function("document.body.innerText.includes('221 Bye')")
    assert length > 3
    assert errors == []
    assert page.locator(".ap-marker, .ap-marker-container").count() > 5
    page.close()
