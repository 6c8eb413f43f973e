"""One judge for both, and whatever a recording says: it is judged, and nothing breaks."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.grading.making import WHOLE, Sitting, lesson
from tests.lesson.test_recorded import DEEDS, do
from tutor.grading.judging import judge
from tutor.grading.recording import Recording
from tutor.grading.work import Work, about
from tutor.lesson import Mode
from tutor.lesson.scoring import score
from tutor.log import LogError

OF = lesson(WHOLE)


def opened(text: str) -> Recording:
    return Recording(text.encode("utf-8", "surrogatepass").splitlines(keepends=True), "x")


def work(text: str) -> Work:
    return Work("x", "x", about(opened(text).header), ("file", "x"), "x")


@settings(max_examples=20)
@given(
    deeds=st.lists(DEEDS, max_size=25),
    mode=st.sampled_from([Mode.FOLLOW, Mode.SOLO, Mode.EXAM]),
)
def test_a_recording_is_worth_what_the_session_was(
    deeds: list[tuple[str, str]], mode: Mode
) -> None:
    done = Sitting(WHOLE, mode.value)
    for deed in deeds:
        do(done, deed)  # type: ignore[arg-type]
    text = done.text()
    found = judge(OF, [work(text)], lambda _work: opened(text))
    assert found.score == score(OF, done.progress.tallies)
    assert not [each for each in found.findings if each.kind not in ("hinted", "question")]


WORDS = st.sampled_from(
    [
        *("step", "given", "class", "number", "what", "catchup", "passed", "hints", "lesson"),
        *("conn", "protocol", "peer", "address", "served", "by", "base64", "hello", "meaning"),
        *("smtp", "pop3", "whole", "x", "250 x\r\n", "ehlo x\r\n", "data\r\n", ".\r\n"),
        *("practice", "\x1b[2J"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5),
    lambda inner: st.dictionaries(WORDS, inner, max_size=4) | st.lists(inner, max_size=3),
    max_leaves=6,
)
KINDS = st.sampled_from(["open", "C", "S", "tls", "close", "gap", "step", "answer", "predict"])
ROWS = st.tuples(st.floats(-5, 99) | VALUES, KINDS | WORDS, VALUES, st.dictionaries(WORDS, VALUES))
HEADS = st.fixed_dictionaries(
    {"wiretutor": st.just(1)},
    optional={
        "protocol": VALUES,
        "peer": VALUES,
        "started": VALUES,
        "lesson": VALUES
        | st.dictionaries(
            st.sampled_from(["id", "hash", "mode", "seed", "student", "server", "auto", "hints"]),
            VALUES | st.sampled_from(["class", "exam", "whole", "practice", 3]),
        ),
    },
)


@settings(max_examples=80)
@given(st.lists(st.tuples(HEADS, st.lists(ROWS, max_size=12), st.booleans()), min_size=1))
def test_whatever_they_say_it_is_judged(
    made: list[tuple[dict[str, object], list[tuple[object, ...]], bool]],
) -> None:
    texts = []
    for head, rows, torn in made[:4]:
        lines = [json.dumps(head), *(json.dumps(row) for row in rows)]
        texts.append("\n".join(lines)[: -1 if torn and rows else None])
    works = [work(text)._replace(path=f"{number}") for number, text in enumerate(texts)]
    found = judge(OF, works, lambda each: opened(texts[int(each.path)]))
    assert 0 <= found.score.points <= found.score.of
    assert found.score.passed + found.missed == len(found.score.marks)


def test_a_header_nested_too_deep_is_no_header() -> None:
    text = '{"wiretutor": 1, "lesson": ' + "[" * 100_000
    try:
        opened(text)
    except LogError:
        return
    raise AssertionError("it was read")
