"""Every dialogue file, line by line; and each of them against the contract of `--json`."""

import io
from pathlib import Path

import pytest

from tests.core.contract import check, check_whole
from tests.dialogues.notation import objects, rewritten, secrets, source, wires
from tutor import log
from tutor.core.events import Kept
from tutor.session import Item, Session

FILES = sorted(Path(__file__).parent.glob("*/*.txt"))
every_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}"
)


@every_file
def test_dialogue(path: Path, request: pytest.FixtureRequest) -> None:
    text = path.read_text(encoding="utf-8")
    again, _ = rewritten(source(text))
    if request.config.getoption("--rewrite", default=False):
        path.write_text(again, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == again


@every_file
@pytest.mark.parametrize("language", ["en", "zh"])
def test_contract(path: Path, language: str) -> None:
    _, items = rewritten(source(path.read_text(encoding="utf-8")))
    check(objects(items, language))
    check_whole(items)


@every_file
def test_the_log_reads_back(path: Path) -> None:
    lines = source(path.read_text(encoding="utf-8"))
    written = io.BytesIO()
    recorder = log.Recorder(written.write, log.Header())
    live = Session(secrets=secrets(lines), sinks=[lambda item: recorder(item.event)])
    said = [item for wire in wires(lines) for item in live.see(wire)]
    read = log.read(io.BytesIO(written.getvalue()), "x")
    assert (read.damaged, read.unknown) == (0, 0)
    again = Session()
    back = [item for fact in read.facts if hasattr(fact, "what") for item in again.see(fact)]
    assert objects(back) == objects(said)
    assert masks(back) == masks(said)


def masks(items: list[Item]) -> list[tuple[bytes, object]]:
    kept = [item.event for item in items if isinstance(item.event, Kept)]
    return [(each.wire.data, each.masked) for each in kept if each.masked]
