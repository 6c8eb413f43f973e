"""What holds for whatever two sides may say."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.contract import check, check_whole
from tests.core.streams import cuts, events, see, sessions, streams
from tests.dialogues.notation import objects
from tutor import log
from tutor.core.conversation import Conversation
from tutor.core.wire import Remark, Side, What, Wire
from tutor.page import Detail, Page
from tutor.protocols import PROTOCOLS
from tutor.session import Session
from tutor.words import Words

WORDS = Words("en")
many = settings(max_examples=250, deadline=None)


@many
@given(st.data())
def test_the_cut_of_the_bytes_means_nothing(data: st.DataObject) -> None:
    wires = data.draw(sessions())
    whole, cut = see(wires), see(data.draw(cuts(wires)))
    assert events(cut) == events(whole)
    assert streams(cut) == streams(whole)


@many
@given(sessions())
def test_the_contract_holds_for_whatever_is_said(wires: list[Wire]) -> None:
    items = see(wires)
    check(objects(items))
    check_whole(items)


@many
@given(sessions())
def test_nothing_is_lost_of_what_is_no_secret(wires: list[Wire]) -> None:
    kept = streams(see(wires))
    end = next(n for n, wire in enumerate(wires) if wire.what is What.CLOSE)
    for side in Side:
        said = b"".join(wire.data for wire in wires[:end] if wire.side is side)
        data, masks = kept.get(side, (b"", []))
        if not masks:
            assert data.startswith(said)
        else:
            assert data.count(b"\n") >= said.count(b"\n")


@many
@given(sessions())
def test_a_log_gives_the_same_events_back(wires: list[Wire]) -> None:
    written = io.BytesIO()
    recorder = log.Recorder(written.write, log.Header())
    live = see(wires, Session(sinks=[lambda item: recorder(item.event)]))
    read = log.read(io.BytesIO(written.getvalue()), "x")
    assert (read.damaged, read.unknown) == (0, 0)
    back = see([fact for fact in read.facts if not isinstance(fact, Remark)])
    assert objects(back) == objects(live)
    assert streams(back) == streams(live)


@many
@given(
    st.sampled_from(sorted(PROTOCOLS)),
    st.lists(
        st.one_of(
            st.builds(
                Wire, st.just(What.BYTES), st.floats(0, 9), st.sampled_from(Side), st.binary()
            ),
            st.builds(Wire, st.just(What.TLS), about=st.just({})),
            st.builds(Wire, st.just(What.TLS), about=st.just({"error": "x"})),
            st.builds(Wire, st.just(What.CLOSE)),
        )
    ),
)
def test_observe_takes_anything(name: str, wires: list[Wire]) -> None:
    conversation = Conversation(PROTOCOLS[name])
    for wire in wires:
        conversation.observe(wire)
        assert conversation.state
        assert conversation.useful() is not None
        assert conversation.fitting() is not None
        assert conversation.pending is not None


@settings(max_examples=150, deadline=None)
@given(sessions(), st.sampled_from(Detail))
def test_the_page_shows_anything(wires: list[Wire], detail: Detail) -> None:
    page = Page(WORDS, detail)
    for item in see(wires):
        for line in page.lines(item):
            for span in line.spans:
                assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in span.text), span
