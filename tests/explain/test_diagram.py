"""The map and its pictures name every state and every move of the table, and nothing else."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from tutor.core.events import Event, Exchange, Opened, Secured
from tutor.core.spec import Class, Listens
from tutor.core.wire import Side, What, Wire
from tutor.explain import map_lines, nearby_lines, walked
from tutor.explain.diagram import HANDSHAKE, Edge, Step, edges, full, mermaid
from tutor.explain.picture import svg
from tutor.page import Line
from tutor.protocols import PROTOCOLS
from tutor.session import Item, Session
from tutor.words import LANGUAGES, Words

WORDS = {language: Words(language) for language in LANGUAGES}
CODES = r"(?:2yz|3yz|4yz|5yz|\+OK|-ERR|\+)"
SVG = "{http://www.w3.org/2000/svg}"
each_protocol = pytest.mark.parametrize("protocol", PROTOCOLS)


def table(protocol: str) -> set[tuple[str, str, str]]:
    """(state, move, state) as the table has them, what is passed through included."""
    spec = PROTOCOLS[protocol]
    found = set()
    for before, row in spec.moves.items():
        for move, targets in row.items():
            left = {after for after in targets.values() if after != before}
            for after in left or {before}:
                path = (before, *spec.via.get((before, move, after), ()), after)
                found.add((before, move, path[1]))
                found |= {(one, "", other) for one, other in itertools.pairwise(path[1:])}
    for key, state in spec.states.items():
        if state.listens is Listens.HANDSHAKE:
            found.add((key, HANDSHAKE, spec.secured[key]))
    return found | {("", code, spec.closed) for code in spec.closing}


def legs(edge: Edge) -> Iterator[tuple[str, str, str]]:
    """An edge state by state."""
    path = edge.path or (edge.before,)
    yield edge.before, edge.move, path[0]
    yield from ((one, "", other) for one, other in itertools.pairwise(path))


@each_protocol
def test_the_graph_is_the_table(protocol: str) -> None:
    assert {leg for edge in edges(protocol) for leg in legs(edge)} == table(protocol)


# -- mermaid -------------------------------------------------------------------------------------


@each_protocol
def test_mermaid_is_the_table(protocol: str) -> None:
    first, *rows = mermaid(protocol).splitlines()
    assert first == "stateDiagram-v2"
    names: dict[str, str] = {}
    drawn = set()
    for row in rows:
        if named := re.fullmatch(r'    state "([^"]+)" as (\w+)', row):
            names[named[2]] = named[1]
            continue
        edge = re.fullmatch(r"    (\S+) --> (\w+)(?:: (.+))?", row)
        assert edge, row
        if edge[1] == "[*]":
            assert edge[2] == PROTOCOLS[protocol].start
            continue
        label = re.sub(rf"(?: {CODES})+$", "", edge[3] or "")
        before = "" if edge[1] == "ANY" else edge[1]
        drawn |= {(before, move, edge[2]) for move in label.split(", ")}
    assert names.pop("ANY", "*") == "*"
    assert names == {key: full(state) for key, state in PROTOCOLS[protocol].states.items()}
    assert drawn == table(protocol)


# -- svg -----------------------------------------------------------------------------------------


class Box(NamedTuple):
    """Where something stands in a picture."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def picture(protocol: str, language: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(svg(protocol, WORDS[language]))


def texts(root: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    found = [each for each in root.iter(f"{SVG}text") if kind in each.get("class", "").split()]
    return [each for each in found if each.text]


def place(text: ElementTree.Element) -> Box:
    """Where a text stands, with letters as wide as monospaced ones get."""
    kind = text.get("class", "")
    size = 18 if kind == "title" else 15 if kind == "state" else 13
    shown = text.text or ""
    wide = sum(0.61 * size if char.isascii() else size for char in shown)
    x, y = float(text.get("x", "")), float(text.get("y", ""))
    left = x - wide if text.get("text-anchor") == "end" else x
    return Box(left, y - 0.78 * size, left + wide, y + 0.22 * size, shown)


@each_protocol
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_names_every_state_and_every_move(protocol: str, language: str) -> None:
    root = picture(protocol, language)
    spec = PROTOCOLS[protocol]
    states = [each.text for each in texts(root, "state")]
    expected = [full(state) for state in spec.states.values()] + ["*"] * bool(spec.closing)
    assert sorted(map(str, states)) == sorted(expected)
    moves = set()
    for each in (*texts(root, "move"), *texts(root, "stay")):
        moves |= set(re.sub(rf"(?: {CODES})+$", "", (each.text or "").rstrip(",")).split(", "))
    assert moves == {move for _, move, _ in table(protocol) if move}


@each_protocol
def test_each_label_stands_beside_its_state(protocol: str) -> None:
    """Read back from the picture: which moves leave which box, and which stay in it."""
    root = picture(protocol)
    frames = [frame(each) for each in root.iter(f"{SVG}rect")]
    titles = [place(each) for each in texts(root, "state")]
    found: dict[str, set[str]] = {}
    for each in (*texts(root, "move"), *texts(root, "stay")):
        y = float(each.get("y", ""))
        box = next(box for box in frames if box.top <= y <= box.bottom)
        name = next(title.text for title in titles if box.meets(title))
        label = re.sub(rf"(?: {CODES})+$", "", (each.text or "").rstrip(","))
        found.setdefault(name, set()).update(label.split(", "))
    expected: dict[str, set[str]] = {}
    for before, move, _ in table(protocol):
        if move:
            name = full(PROTOCOLS[protocol].states[before]) if before else "*"
            expected.setdefault(name, set()).add(move)
    assert found == expected


def frame(rect: ElementTree.Element) -> Box:
    x, y, wide, high = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + wide, y + high)


@each_protocol
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_the_picture_covers_anything(protocol: str, language: str) -> None:
    root = picture(protocol, language)
    frames = [frame(each) for each in root.iter(f"{SVG}rect")]
    written = [place(each) for each in root.iter(f"{SVG}text")]
    for one, other in itertools.combinations(written, 2):
        assert not one.meets(other), (one, other)
    for one, other in itertools.combinations(frames, 2):
        assert not one.meets(other)
    for label in (place(each) for each in texts(root, "move")):
        assert not any(label.meets(box) for box in frames), label
    for inside in (place(each) for each in (*texts(root, "state"), *texts(root, "stay"))):
        assert any(
            box.left <= inside.left and inside.right <= box.right and inside.bottom <= box.bottom
            for box in frames
        ), inside
    _, _, wide, high = (float(part) for part in root.get("viewBox", "").split())
    for each in (*written, *frames):
        assert each.left >= 0
        assert each.right <= wide, each
        assert each.bottom <= high


@each_protocol
def test_no_line_of_the_picture_crosses_a_label(protocol: str) -> None:
    root = picture(protocol)
    labels = [place(each) for each in texts(root, "move")]
    for line in root.iter(f"{SVG}path"):
        found = re.fullmatch(r"M([\d.]+) ([\d.]+)([HV])([\d.]+)", line.get("d", ""))
        if found:
            x, y, end = float(found[1]), float(found[2]), float(found[4])
            across = found[3] == "H"
            low, high = sorted((x if across else y, end))
            reach = Box(low, y, high, y) if across else Box(x, low, x, high)
            assert not any(reach.meets(label._replace(bottom=label.bottom - 1)) for label in labels)


@each_protocol
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_stands_alone(protocol: str, language: str) -> None:
    source = svg(protocol, WORDS[language])
    root = ElementTree.fromstring(source)
    title, about = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert about is not None
    assert title.text
    assert about.text
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {about.get('id')}"
    assert root.get("lang") == language
    assert "prefers-color-scheme: dark" in source
    assert not re.search(r"@import|@font-face|url\(|<script|<image|<use|href", source)
    assert source.count("http") == 1  # the name space


def test_what_the_words_say_is_escaped() -> None:
    class Odd(Words):
        def say(self, protocol: str | None, /, *keys: str, **args: object) -> str:
            return '</text><b> & "'

    root = ElementTree.fromstring(svg("pop3", Odd("en")))
    assert [each.text for each in texts(root, "title")] == ['</text><b> & "']


# -- the path so far -----------------------------------------------------------------------------


def session(protocol: str, *said: str) -> list[Event]:
    """The events of lines said in turn: `C: ` the client's, `S: ` the server's, `TLS`."""
    items: list[Item] = []
    talk = Session()
    wires = [Wire(What.OPEN, about={"protocol": protocol})]
    for line in said:
        side = Side.CLIENT if line.startswith("C:") else Side.SERVER
        data = line[3:].encode() + b"\r\n"
        spoken = Wire(What.BYTES, side=side, data=data)
        wires.append(Wire(What.TLS) if line == "TLS" else spoken)
    for wire in wires:
        items += talk.see(wire)
    kinds = (Opened, Exchange, Secured)
    return [item.event for item in items if isinstance(item.event, kinds)]


LETTER = """S: 220 x
C: EHLO me
S: 250 x
C: NOOP
S: 250 x
C: MAIL FROM:<a@b>
S: 250 x
C: RCPT TO:<c@d>
S: 550 x
C: RCPT TO:<c@d>
S: 250 x
C: RSET
S: 250 x
C: EHLO me
S: 250 x""".splitlines()


def rows_of(lines: list[Line]) -> list[str]:
    return ["".join(span.text for span in line.spans) for line in lines]


def test_the_path_is_read_from_the_events() -> None:
    assert walked("smtp", session("smtp", *LETTER)) == (
        Step("CONNECTED", "GREETING", "GREETED"),
        Step("GREETED", "EHLO", "READY"),
        Step("READY", "NOOP", "READY"),
        Step("READY", "MAIL", "MAIL"),
        Step("MAIL", "RCPT", "MAIL"),
        Step("MAIL", "RCPT", "RCPT"),
        Step("RCPT", "RSET", "READY"),
        Step("READY", "EHLO", "READY"),
    )


def test_the_path_knows_states_that_share_a_name() -> None:
    said = ["S: +OK x", "C: STLS", "S: +OK x", "TLS", "C: USER a", "S: +OK x", "C: AUTH PLAIN"]
    steps = walked("pop3", session("pop3", *said, "S: + "))
    assert [step.after for step in steps] == [
        "AUTHORIZATION", "STLS", "AUTHORIZATION", "NAMED", "SASL",
    ]  # fmt: skip
    assert steps[2].move == HANDSHAKE
    assert walked("smtp", session("smtp", "S: 220 x", "C: NOOP", "S: 421 x"))[-1] == Step(
        "GREETED", "421", "CLOSED"
    )


def test_a_path_that_begins_anywhere_finds_its_place() -> None:
    events = session("smtp", *LETTER)[5:]
    assert walked("smtp", events)[0] == Step("MAIL", "RCPT", "MAIL")
    assert walked("smtp", []) == ()


def test_the_map_marks_what_was_gone_and_nothing_else() -> None:
    path = walked("smtp", session("smtp", *LETTER))
    rows = rows_of(map_lines("smtp", "READY", WORDS["en"], path))
    starred = {row.split("]")[0][1:] for row in rows if re.match(r"\[\w+\] \*", row)}
    assert starred == {"CONNECTED", "GREETED", "READY", "MAIL", "RCPT"}
    thick = [re.sub(" +", " ", row) for row in rows if "|==" in row or "o==" in row]
    assert thick == [
        "|== GREETING 2yz ==> GREETED",
        "|== EHLO 2yz ==> READY",
        "|== MAIL 2yz ==> MAIL",
        "o== EHLO, NOOP",
        "|== RCPT 2yz ==> RCPT",
        "|== RSET 2yz ==> READY",
    ]
    assert any("mark the path so far" in row for row in rows)
    bare = rows_of(map_lines("smtp", "READY", WORDS["en"]))
    assert not any(mark in row for row in bare for mark in ("==>", "|==", "o==", "] *"))


@each_protocol
def test_the_marked_map_has_the_same_moves(protocol: str) -> None:
    def moves(rows: list[str]) -> list[str]:
        return sorted(re.findall(r"[A-Z0-9.?-]{2,}", " ".join(rows)))

    path = [Step(edge.before, edge.move, edge.after) for edge in edges(protocol)][::2]
    marked, bare = rows_of(map_lines(protocol, path=path)), rows_of(map_lines(protocol))
    assert set(moves(marked)) == set(moves(bare))
    assert all(row.isascii() and len(row) <= 74 for row in marked)


def test_the_small_map_marks_the_path_too() -> None:
    path = walked("smtp", session("smtp", *LETTER))
    text = "\n".join(rows_of(nearby_lines("smtp", "READY", WORDS["en"], path)))
    assert "CONNECTED ==GREETING==> GREETED ==EHLO==> READY ==MAIL==> MAIL ==RCPT==> RCPT" in text
    assert "--DATA-->" in text
    assert "o== EHLO, NOOP" in text
    assert text.count("mark the path so far") == 1


def test_a_class_that_no_row_names_is_no_edge() -> None:
    for protocol in PROTOCOLS:
        known = {(edge.before, edge.move) for edge in edges(protocol)}
        for state, row in PROTOCOLS[protocol].moves.items():
            assert {(state, move) for move in row} <= known
            assert all(set(targets) <= set(Class) for targets in row.values())
