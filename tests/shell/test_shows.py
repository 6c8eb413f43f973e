"""What a step shows: raw lines with their arrows before its text, whoever wrote them."""

import io
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.rehearsing import good
from tests.shell.seat import world
from tutor.core.wire import Side
from tutor.lesson import Shown
from tutor.page import Line
from tutor.render.plain import text
from tutor.shell.guiding.telling import Teller
from tutor.shell.lessons import guided

LESSONS = Path(__file__).parents[1] / "lesson" / "good"


def told(shows: tuple[Shown, ...]) -> str:
    """A step of the tests, as it is presented with these lines."""
    shown: list[Line] = []
    teller = Teller(world(Path()))
    teller.show = shown.extend
    teller.step("Step", good("shows").steps[0]._replace(shows=shows))
    return text(shown)


def test_it_stands_before_the_text_and_is_not_explained(tmp_path: Path) -> None:
    said = b"server\nehlo me\n220 me.example ready\n"
    here = world(tmp_path)._replace(stdin=io.BytesIO(said))
    assert guided.run(here, str(LESSONS / "shows.yaml"), guided.Options()) == 0
    here.stdout.flush()
    shown = here.stdout.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert (
        "\n\n --  A piece of a session:\n"
        "<-   220 mx.example ESMTP\n ->  EHLO me\n<-   250-mx.example\n<-   250 STARTTLS\n"
        " ->  STARTTLS\n<-   220 go\n ~>  AUTH PLAIN ****\n<~   235 ok\n Step 1/3"
    ) in shown
    assert "<-   550 5.7.1 no\n Step 2/3" in shown
    assert " ->  QUIT\n<-   221 bye\n Step 3/3" in shown


@given(st.lists(st.tuples(st.sampled_from(Side), st.text(max_size=40)), max_size=5))
def test_hostile_lines_are_harmless(lines: list[tuple[Side, str]]) -> None:
    said = told(tuple(Shown(side, line) for side, line in lines))
    assert len(said.splitlines()) == len(lines) + (3 if lines else 1)
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", said
    )
