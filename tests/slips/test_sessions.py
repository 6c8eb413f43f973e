"""Whole sessions: the lessons' own lines, the post, and what is said on several connections."""

from pathlib import Path

import pytest

from tests.lesson.playing import Player
from tests.lesson.walks import POP3, SMTP
from tests.slips.scenes import told, wires
from tutor import importing
from tutor.protocols import PROTOCOLS
from tutor.slips import Slips

POST = Path(__file__).parents[1] / "importing" / "post.md"


@pytest.mark.parametrize(
    ("name", "walk", "expected"),
    [
        (
            "smtp",
            SMTP,
            [
                ("ehlo", "ehlo-other-name"),
                ("letter", "bcc-visible.unsent"),
                ("letter", "cc-without-rcpt"),
                ("letter", "html-without-type"),
            ],
        ),
        ("pop3", POP3, [("retr", "pop-base64-body")]),
    ],
)
def test_the_lessons_get_the_remarks_that_they_are_about(
    name: str, walk: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    player, slips = Player(frozenset([b"SHOUQUANMA163"])), Slips()
    found = [
        (step, note.keys[0].removeprefix("slip."))
        for step, dialogue in walk.items()
        for event in player.play(dialogue)
        for note in slips.see(event, PROTOCOLS[name])
    ]
    assert found == expected


def test_a_post_without_replies_is_read_as_if_accepted_and_its_masks_are_left_alone() -> None:
    facts = importing.read(POST.read_bytes(), "post").wires
    keys = [note.keys[0].removeprefix("slip.") for _, note in told(iter(facts))]
    assert keys[0] == "ehlo-other-name"
    assert "html-without-type" in keys
    for about_masks in ("cleartext", "cc-without", "from-header", "fullwidth", "pop-base64."):
        assert not any(key.startswith(about_masks) for key in keys)


def test_each_session_is_told_anew() -> None:
    lines = ("S: 163.com", "S: 220 163.com ready", "C: EHLO 163.com", "S: 250 mail")
    for _ in range(2):
        assert [note.keys[0] for _, note in told(wires(lines))] == ["slip.ehlo-other-name"]
