"""What a command means: what it is for, how it is written, where it may be said and leads."""

from collections.abc import Iterable, Iterator

from tutor.core.events import Command
from tutor.core.spec import Facts, Phrase, Protocol
from tutor.core.visible import visible
from tutor.explain import session_notes
from tutor.explain.lines import Writer, row, short
from tutor.explain.replies import replies_to
from tutor.explain.ways import public_names, ways
from tutor.page import Line, Role


def command(
    write: Writer, protocol: Protocol, verb: str, said: Command | None = None
) -> Iterator[Line]:
    """All about a verb; with the line that was `said`, about that line rather than the example."""
    name, words = protocol.name, write.words
    yield write.heading(protocol, "verb", verb)
    yield write.note(protocol, (f"verb.{verb}",))
    yield from _line(write, protocol, said) if said else ()
    for part in ("syntax", "example"):
        if found := words.look(name, f"{part}.{verb}"):
            yield write.labelled(part, found.text)
    if said is None:
        yield _gist(write, protocol, verb)
    where = dict.fromkeys(
        protocol.states[key].name for key, moves in protocol.moves.items() if _of(verb, moves)
    )
    if where:
        yield write.labelled("where", ", ".join(where))
    leads = [f"{codes}: {path}" for codes, path in _leads(protocol, verb)]
    for way in leads or ([words.say("explain", "explain.stays")] if where else []):
        yield write.labelled("leads", way)
    if found := words.look(name, f"matters.{verb}"):
        yield write.labelled("then", found.text)
        yield from _by_state(write, protocol, f"matters.{verb}.")
    yield from _order(write, protocol, verb)
    if said is None:
        yield from replies_to(write, protocol, verb)


def _order(write: Writer, protocol: Protocol, verb: str) -> Iterator[Line]:
    """What should come first."""
    if found := write.words.look(protocol.name, f"order.{verb}"):
        yield write.labelled("order", found.text)
    yield from _by_state(write, protocol, f"order.{verb}.")


def _by_state(write: Writer, protocol: Protocol, head: str) -> Iterator[Line]:
    """What is said in one state alone."""
    for key in write.words.keys(protocol.name):
        if key.startswith(head):
            yield write.note(protocol, (key,), key.removeprefix(head))


def _gist(write: Writer, protocol: Protocol, verb: str) -> Line:
    """The example in plain words."""
    example = write.words.say(protocol.name, f"example.{verb}")
    phrase = protocol.grammar.command(example.encode(), Facts())
    if phrase.verb != verb or not phrase.argument:
        phrase = Phrase(verb, verb, known=True, argument=example.partition(" ")[2])
    told = session_notes.of_command(session_notes.command_of(phrase))
    args = next((note.args for note in told if note.role == "gist"), {})
    return write.labelled("says", write.words.say(protocol.name, f"gist.{verb}", **args))


def _line(write: Writer, protocol: Protocol, said: Command) -> Iterator[Line]:
    """What is special about the line that was asked about."""
    for note in (*session_notes.of_command(said), *session_notes.of_breaches(said)):
        family, _, name = note.keys[0].partition(".")
        found = write.words.look(protocol.name, *note.keys)
        if found is None or family == "verb":
            continue
        empty = [arg for arg, value in note.args.items() if not value]
        if any(f"{{{arg}}}" in found.text for arg in empty):
            continue
        args = {arg: short(str(value), 60) for arg, value in note.args.items()}
        text = write.words.say(protocol.name, *note.keys, **args)
        if family == "gist":
            yield write.labelled("says", text)
        else:
            label = visible(name)[:24] if family == "parameter" else ""
            role = Role.WARN if note.role == "warn" else Role.NOTE
            yield row(label, text, role, found.ref)


def _leads(protocol: Protocol, verb: str) -> list[tuple[str, str]]:
    """Where the replies to a verb lead, states that go the same way together: (codes, path)."""
    together: dict[tuple[str, str], list[str]] = {}
    for key, moves in protocol.moves.items():
        state = protocol.states[key]
        for move in _of(verb, moves):
            for codes, path in ways(protocol, state, move, moves[move]):
                names = together.setdefault((codes, public_names(path)), [])
                if state.name not in (path[-1].name, *names):
                    names.append(state.name)
    return [
        (codes, f"{', '.join(names)} -> {told}")
        for (codes, told), names in together.items()
        if names
    ]


def _of(verb: str, moves: Iterable[str]) -> list[str]:
    """The moves that are this verb's (BDAT: also BDAT LAST)."""
    return [move for move in moves if move.partition(" ")[0] == verb]
