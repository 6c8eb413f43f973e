"""What one line, code or word means, with no server: the reference, and the map of the states.

Everything is read from the tables and the words files: nothing is explained here that the live
session would not say too. A typed secret is masked by the grammars before anything is done with it.
"""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from tutor.annotate import COMMAND, Note, enhanced_keys, notes
from tutor.core.events import Command, Exchange, Reply
from tutor.core.octets import decode
from tutor.core.secrets import hide
from tutor.core.spec import Class, Facts, Listens, Phrase, Protocol, State, Status
from tutor.core.visible import visible
from tutor.core.wire import NOTHING
from tutor.page import Line, Role, Span
from tutor.protocols import PROTOCOLS, sasl
from tutor.words import SHARED, Words

MOST_TEXT = 2000
"""Characters of a text that are looked at; nobody's line is longer (RFC 5321 4.5.3.1.6)."""
MOST_SHOWN = 200
_MOST_VERBS = 26  # columns of a map's edge; more verbs go on in the next row

KINDS = ("verb", "reply", "enhanced", "extension", "parameter", "capability", "response", "state")
SHARED_KINDS = ("sasl", "violation", "class")
# What stands inside the entries of the others, and is no entry of its own.
_INNER = frozenset({"syntax", "example", "gist", "matters", "move", "replyclass"})
# What may stand at the head of a longer line; a state's name there is only a word.
_OFFERS = frozenset({"extension", "capability"})
_HEADS = _OFFERS | {"parameter", "response", "sasl"}

_CODES = {
    "smtp": {
        Class.OK: "2yz",
        Class.INTERMEDIATE: "3yz",
        Class.TRANSIENT: "4yz",
        Class.PERMANENT: "5yz",
    },
    "pop3": {Class.OK: "+OK", Class.INTERMEDIATE: "+", Class.FAILURE: "-ERR"},
}
_PLACE = re.compile(r"\{\w+\}")
_BLANKS = re.compile(rb"[\t\r\n]+")
# RFCs mark who speaks so, swaks and our own screen so; the mark is no part of the line.
_SPEAKER = re.compile(rb"(?:[CS]:|->|<-|~>|<~|<|>)\s+", re.IGNORECASE)
_ENHANCED = re.compile(r"\(?#?([245X])(?:\.([0-9]{1,3}|X)(?:\.([0-9]{1,3}|X))?)\)?")
_CLASS = re.compile(r"([2-5])(?:YZ|XX|XY)?")
_SIZES = re.compile(r"[0-9]{1,10} +[0-9]{1,15}")
_UNIQUE = re.compile(r"[0-9]{1,10} +[!-~]{1,70}")
_LOGIN = re.compile(r"(?:250[- ])?(?:AUTH(?:=LOGIN)?|SASL) +(.*)", re.IGNORECASE)
_SYNONYMS = {"*": ("AUTH-CANCEL",), ".": ("dot",)}


class Explained(NamedTuple):
    """What there is to say; `found` is False where nothing explains the text."""

    lines: list[Line]
    found: bool


class _Entry(NamedTuple):
    """Something that has a name; `protocol` is None where SMTP and POP3 share it."""

    kind: str
    name: str
    key: str
    protocol: Protocol | None


def explain(text: str, words: Words, protocol: str | None = None) -> Explained:
    """What a line of a server or a client, a code or a word means. Never raises on a text.

    `protocol` ("smtp", "pop3") is asked alone; without it, both are.
    """
    return _Reference(words, protocol).explain(text)


def listing(words: Words, protocol: str | None = None) -> list[Line]:
    """All that can be explained, in groups; each name is one that `explain` answers."""
    return list(_Reference(words, protocol).listing())


class _Reference:
    """The words files, turned into entries with names."""

    def __init__(self, words: Words, protocol: str | None) -> None:
        self.words = words
        self.scope = [p for p in PROTOCOLS.values() if protocol in (None, p.name)]
        self.entries = [*self._entries(), *self._topics()]
        self.names: dict[str, list[_Entry]] = {}
        for entry in self.entries:
            for name in {entry.name.casefold(), *_parts(entry)}:
                self.names.setdefault(name, []).append(entry)
        self.synonyms = {
            name.casefold(): (key.removeprefix("explain.names."),)
            for key in words.keys(None)
            if key.startswith("explain.names.")
            for name in words.say(None, key).split()
        } | _SYNONYMS

    def explain(self, text: str) -> Explained:
        """See the function of this name."""
        line, secret = self._masked(_octets(text))
        shown = decode(line)[0]
        lines = [row for p in self.scope for row in self._of_protocol(p, line, shown)]
        lines += self._shared(line, shown)
        if not lines and _is_answer(shown):
            shown, secret = "****", True
            lines = [row for p in self.scope for row in self._named(p, ("AUTH-RESPONSE",))]
        if not lines:
            return Explained(list(self._unknown(shown, line, secret)), False)
        if len(shown.split()) > 1 or secret:
            role = Role.SERVER if _is_status(line) else Role.CLIENT
            head = [Line((Span(_short(shown), role),), 0, 4)]
            head += [self._say("explain.secret", role=Role.WARN)] if secret else []
            lines = head + lines
        return Explained(lines, True)

    def listing(self) -> Iterator[Line]:
        """See the function of this name."""
        groups: dict[tuple[str, str], list[_Entry]] = {}
        for entry in self.entries:
            name = entry.protocol.name.upper() if entry.protocol else ""
            groups.setdefault((name, entry.kind), []).append(entry)
        for number, ((protocol, kind), entries) in enumerate(groups.items()):
            if number:
                yield Line(())
            title = f"{protocol} {self.words.say(None, f'explain.kinds.{kind}')}".strip()
            yield Line((Span(title, Role.STATE),))
            for entry in entries:
                yield self._note(entry.protocol, (entry.key,), entry.name)

    # -- what has a name -------------------------------------------------------------------------

    def _entries(self) -> Iterator[_Entry]:
        for protocol in self.scope:
            keys = self.words.keys(protocol.name)
            for kind in KINDS:
                for key in keys:
                    family, _, rest = key.partition(".")
                    if family == kind and not (kind == "reply" and "." in rest):
                        yield _Entry(kind, _spelled(kind, rest), key, protocol)
        for kind in SHARED_KINDS:
            for key in self.words.keys(SHARED):
                if key.startswith(f"{kind}."):
                    yield _Entry(kind, key.partition(".")[2], key, None)

    def _topics(self) -> Iterator[_Entry]:
        """What the session says besides: about TLS, closing, secrets, the letter."""
        known = {*KINDS, *SHARED_KINDS, *_INNER}
        for protocol in (*self.scope, None):
            for key in self.words.keys(protocol.name if protocol else SHARED):
                family, dot, _ = key.partition(".")
                if family not in known and not (family == "order" and dot):
                    yield _Entry("topic", key, key, protocol)

    def _find(self, name: str) -> list[_Entry]:
        key = name.casefold()
        found = list(self.names.get(key, ()))
        for other in self.synonyms.get(key, ()):
            found += self.names.get(other.casefold(), ())
        return found

    def _named(
        self,
        protocol: Protocol | None,
        names: Iterable[str],
        kinds: Collection[str] | None = None,
    ) -> Iterator[Line]:
        """The entries with these names, of one protocol, or of the shared ones."""
        for name in names:
            for entry in self._find(name):
                fits = kinds is None or entry.kind in kinds
                if fits and entry.protocol is protocol and not entry.name.endswith("yz"):
                    yield from self._entry(entry)

    # -- one text --------------------------------------------------------------------------------

    def _masked(self, line: bytes) -> tuple[bytes, bool]:
        """The line as it may be shown, and whether anything was hidden in it.

        A login may also stand behind other words; all protocols' grammars are asked, whichever the
        reader asked about.
        """
        if _is_status(line) or self._is_offer(decode(line)[0]):
            return line, False
        spans: list[tuple[int, int]] = []
        for found in re.finditer(rb"\S+", line):
            at = found.start()
            read = [p.grammar.command(line[at:], Facts()) for p in PROTOCOLS.values()]
            # What one protocol knows, the other may take for a slip, and hide more than the secret.
            sure = [phrase for phrase in read if phrase.known and phrase.spans]
            for phrase in sure or (read if at == 0 else ()):
                spans += [(at + start, at + end) for start, end, _, _ in phrase.spans]
        if not spans:
            return line, False
        start, end = min(span[0] for span in spans), max(span[1] for span in spans)
        return hide(line, ((start, end, "password", ()),))[0], True

    def _is_offer(self, shown: str) -> bool:
        """Whether this is a line of an EHLO or CAPA answer, whose words are public names."""
        head, *rest = shown.split() or [""]
        kinds = {entry.kind for entry in self._find(head)}
        if not rest:
            verb, _, mechanism = head.upper().partition("=")
            return bool(kinds) or (verb == "AUTH" and mechanism in sasl.MECHANISMS)
        if head.upper() in ("AUTH", "AUTH=LOGIN", "SASL"):
            least = 2 if head.upper() == "AUTH" else 1
            return len(rest) >= least and all(word.upper() in sasl.MECHANISMS for word in rest)
        counts = kinds & {"extension", "capability"} and "verb" not in kinds
        return bool(counts) and all(word.isdigit() or word.upper() == "USER" for word in rest)

    def _of_protocol(self, protocol: Protocol, line: bytes, shown: str) -> Iterator[Line]:
        status = _status(protocol, line)
        if status.code is not None:
            yield from self._reply(protocol, status, shown)
            return
        several = len(shown.split()) > 1
        phrase = protocol.grammar.command(line, Facts())
        if phrase.known and several and not self._is_offer(shown):
            said = Command(phrase, shown, True, False, 0.0, violations=phrase.violations)
            yield from self._verb(protocol, phrase.verb, said)
        else:
            yield from self._named(protocol, self._spoken(shown), self._kinds(shown))
        if protocol.name == "smtp":
            yield from self._codes(protocol, shown)
        elif not _is_status(line) or len(self.scope) == 1:
            row = "listing" if _SIZES.fullmatch(shown) else "uidl"
            if row == "listing" or _UNIQUE.fullmatch(shown):
                yield from self._named(protocol, (f"{row}.row",))

    def _spoken(self, shown: str) -> list[str]:
        """The names that a text may stand for: the whole of it, or the word at its head."""
        tokens = shown.split()
        if not tokens:
            return []
        head = tokens[0] if tokens[0] in "[]" else tokens[0].strip("[]")
        names = [head if len(tokens) == 1 else "-".join(tokens)]
        if len(tokens) > 1 and any(e.kind in _HEADS for e in self._find(head)):
            names = [head]
        before, equals, _ = head.partition("=")
        return [before] if equals and not self._find(names[0]) else names

    def _kinds(self, shown: str) -> Collection[str] | None:
        """What a text may be about: one word or its parts joined, anything; else what heads it."""
        tokens = shown.split()
        if len(tokens) < 2 or "-".join(tokens).casefold() in self.names:
            return None
        return _OFFERS if self._is_offer(shown) else _HEADS

    def _codes(self, protocol: Protocol, shown: str) -> Iterator[Line]:
        """A class of replies, or an enhanced status code that stands at the head."""
        head = (shown.split() or [""])[0].upper()
        found = _CLASS.fullmatch(head) if shown.upper() == head else None
        if found:
            yield self._heading(protocol, "reply", f"{found[1]}yz")
            yield self._note(protocol, (f"reply.{found[1]}",))
            kind = next(kind for kind, code in _CODES["smtp"].items() if code[0] == found[1])
            yield self._note(None, (f"class.{kind.value}",), kind.value)
        code = _ENHANCED.fullmatch(head)
        if code:
            name = ".".join(part or "X" for part in code.groups())
            rows = list(self._enhanced(protocol, name))
            yield from [self._heading(protocol, "enhanced", name), *rows] if rows else ()

    def _shared(self, line: bytes, shown: str) -> Iterator[Line]:
        """What SMTP and POP3 share: the mechanisms of a login, a violation, a topic."""
        login = _LOGIN.fullmatch(shown)
        if login:
            for word in dict.fromkeys(login[1].split()):
                if set(word) not in ({"*"}, {"="}):
                    known = word.upper() in sasl.MECHANISMS
                    yield from self._named(None, (word if known else "?",), ("sasl",))
        elif not _is_status(line):
            yield from self._named(None, self._spoken(shown), self._kinds(shown))

    # -- entries ---------------------------------------------------------------------------------

    def _entry(self, entry: _Entry) -> Iterator[Line]:
        if entry.kind == "verb" and entry.protocol:
            yield from self._verb(entry.protocol, entry.name)
        elif entry.kind == "state" and entry.protocol:
            yield from self._state(entry.protocol, entry.name)
        elif entry.kind == "enhanced" and entry.protocol:
            yield self._heading(entry.protocol, "enhanced", entry.name)
            yield from self._enhanced(entry.protocol, entry.name)
        else:
            yield self._heading(entry.protocol, entry.kind, entry.name)
            yield self._note(entry.protocol, (entry.key,))

    def _verb(self, protocol: Protocol, verb: str, said: Command | None = None) -> Iterator[Line]:
        """A command: what it is for, how it is written, where it may be said, where it leads."""
        name = protocol.name
        yield self._heading(protocol, "verb", verb)
        yield self._note(protocol, (f"verb.{verb}",))
        yield from self._line(protocol, said) if said else ()
        for part in ("syntax", "example"):
            if found := self.words.look(name, f"{part}.{verb}"):
                yield self._labelled(part, found.text)
        if said is None:
            yield from self._gist(protocol, verb)
        where = dict.fromkeys(
            protocol.states[key].name for key, row in protocol.moves.items() if _of(verb, row)
        )
        if where:
            yield self._labelled("where", ", ".join(where))
        leads = [f"{codes}: {path}" for codes, path in _leads(protocol, verb)]
        for way in leads or ([self.words.say(None, "explain.stays")] if where else []):
            yield self._labelled("leads", way)
        if found := self.words.look(name, f"matters.{verb}"):
            yield self._labelled("then", found.text)
        if found := self.words.look(name, f"order.{verb}"):
            yield self._labelled("order", found.text)
        if said is None:
            yield from self._replies(protocol, f"reply.{verb}.")

    def _gist(self, protocol: Protocol, verb: str) -> Iterator[Line]:
        """The example in plain words."""
        example = self.words.say(protocol.name, f"example.{verb}")
        phrase = protocol.grammar.command(example.encode(), Facts())
        if phrase.verb != verb or not phrase.argument:
            phrase = Phrase(verb, verb, known=True, argument=example.partition(" ")[2])
        said = Command(phrase, "", True, False, 0.0)
        args = next((n.args for n in _said_notes(said) if n.role == "gist"), {})
        if self.words.look(protocol.name, f"gist.{verb}"):
            text = self.words.say(protocol.name, f"gist.{verb}", **args)
            yield self._labelled("says", text)

    def _line(self, protocol: Protocol, said: Command) -> Iterator[Line]:
        """What is special about the line that was asked about."""
        for note in (*_said_notes(said), *_breaches(said)):
            family, _, name = note.keys[0].partition(".")
            found = self.words.look(protocol.name, *note.keys)
            if found is None or family == "verb":
                continue
            empty = [arg for arg, value in note.args.items() if not value]
            if any(f"{{{arg}}}" in found.text for arg in empty):
                continue
            args = {arg: _short(str(value), 60) for arg, value in note.args.items()}
            text = self.words.say(protocol.name, *note.keys, **args)
            if family == "gist":
                yield self._labelled("says", text)
            else:
                label = visible(name)[:24] if family == "parameter" else ""
                role = Role.WARN if family == "violation" else Role.NOTE
                yield _row(label, text, role, found.ref)

    def _state(self, protocol: Protocol, name: str) -> Iterator[Line]:
        yield self._heading(protocol, "state", name)
        yield self._note(protocol, (f"state.{name}",))
        for moves, codes, path in _public_edges(protocol, name):
            way = f"{codes} -> {path}" if path else self.words.say(None, "explain.stays")
            yield self._labelled("moves", f"{', '.join(moves)}: {way}")
        for key in self.words.keys(protocol.name):
            if key.startswith("move.") and key.rpartition(".")[2] == name:
                path = " -> ".join(key.split(".")[1:])
                yield self._note(protocol, (key,), path if path != name else f"-> {name}")

    def _reply(self, protocol: Protocol, status: Status, shown: str) -> Iterator[Line]:
        """A line of a server: its code, its class, and what else stands in it."""
        code = status.code or ""
        bare = not status.text.strip()
        yield self._heading(protocol, "reply", code)
        for note in _reply_notes(protocol, status, shown):
            family, _, name = note.keys[0].partition(".")
            if family == "violation" and (not bare or name == "first-digit-out-of-range"):
                yield self._note(protocol, note.keys, role=Role.WARN)
            elif family == "enhanced":
                yield from self._enhanced(protocol, protocol.grammar.codes(status, None)[0] or "")
            elif family == "reply" and status.kind is not Class.NONE:
                yield self._note(protocol, note.keys, code)
                yield from self._class(protocol, status)
            elif family in ("response", "challenge"):
                label = visible(name)[:24] if family == "response" else ""
                yield self._note(protocol, note.keys, label, args=note.args)
        if status.more:
            yield self._say("explain.more", label="-")
        if protocol.name == "smtp":
            yield from self._offered(status)
            if bare:
                yield from self._replies(protocol, "reply.", f".{code}")
        elif status.kind is Class.OK:
            yield from self._fetched(protocol, status.text.strip())

    def _fetched(self, protocol: Protocol, text: str) -> Iterator[Line]:
        """What stands behind +OK: two counts, or the time stamp of a greeting."""
        if re.fullmatch(r"[0-9]+ [0-9]+", text):
            for verb in ("STAT", "LIST"):
                yield self._note(protocol, (f"reply.{verb}.+OK",), self._after(verb))
        if re.search(r"<[^<>@\s]+@[^<>\s]*>", text):
            yield self._note(protocol, ("greeting.timestamp",))

    def _class(self, protocol: Protocol, status: Status) -> Iterator[Line]:
        smtp = protocol.name == "smtp"
        label = _CODES["smtp"].get(status.kind, "") if smtp else status.kind.value
        yield self._note(None, (f"class.{status.kind.value}",), label)
        code = status.code or ""
        if smtp and self.words.look("smtp", f"replyclass.second.{code[1]}"):
            yield self._note(protocol, (f"replyclass.second.{code[1]}",), f"x{code[1]}z")

    def _offered(self, status: Status) -> Iterator[Line]:
        """A line of an EHLO answer: the keyword that it offers."""
        word = (status.text.split() or [""])[0]
        if status.code != "250" or not word:
            return
        protocol = PROTOCOLS["smtp"]
        found = [entry for entry in self._find(word) if entry.kind == "extension"]
        old = word.upper().startswith("AUTH=")
        shouted = word == word.upper() and any(char.isalpha() for char in word)
        if old or (found and (status.more or shouted)):
            key = "extension.AUTH=LOGIN" if old else found[0].key
            yield self._note(protocol, (key, "extension.private"), visible(word)[:24])
        elif status.more:
            key = "extension.hostname" if "." in word else "extension.private"
            yield self._note(protocol, (key,), visible(word)[:24])

    def _replies(self, protocol: Protocol, head: str, tail: str = "") -> Iterator[Line]:
        """What replies mean to certain commands."""
        for key in self.words.keys(protocol.name):
            middle = key[len(head) : len(key) - len(tail)]
            if key.startswith(head) and key.endswith(tail) and len(key) > len(head + tail):
                yield self._note(protocol, (key,), self._after(middle) if tail else middle)

    def _after(self, verb: str) -> str:
        return self.words.say(None, "explain.after", verb=verb)

    def _enhanced(self, protocol: Protocol, code: str) -> Iterator[Line]:
        """An enhanced status code: the exact meaning, its subject, its class (RFC 3463)."""
        kind, subject, detail = code.split(".")
        exact, about, how = enhanced_keys(code)
        if detail != "X" and self.words.look(protocol.name, exact):
            yield self._note(protocol, (exact,), code)
        if subject != "X" and self.words.look(protocol.name, about):
            yield self._note(protocol, (about,), f"X.{subject}.X")
        if kind != "X":
            yield self._note(protocol, (how,), f"{kind}.X.X")

    # -- nothing explains it ---------------------------------------------------------------------

    def _unknown(self, shown: str, line: bytes, secret: bool) -> Iterator[Line]:
        if not shown:
            yield self._say("explain.empty")
            return
        yield self._say("explain.unknown", role=Role.WARN, text=_short(shown, 60))
        if secret:
            yield self._say("explain.secret", role=Role.WARN)
        for other in PROTOCOLS.values():
            if other in self.scope:
                continue
            if _Reference(self.words, other.name).knows(line, shown):
                yield self._say("explain.elsewhere", protocol=other.name.upper())
                return
        near = self._near(shown)
        if near:
            yield self._say("explain.near", names=", ".join(near))
        else:
            yield self._say("explain.list")

    def knows(self, line: bytes, shown: str) -> bool:
        """Whether the protocol in question has something to say of its own."""
        return any(True for p in self.scope for _ in self._of_protocol(p, line, shown))

    def _near(self, shown: str) -> list[str]:
        """The closest three names, as they are spelled."""
        words = shown.split()
        found: list[str] = []
        for wanted in (words[0].rstrip("*:"), "-".join(words).rstrip("*")):
            key = wanted[:80].casefold()
            near = difflib.get_close_matches(key, self.names, 3)
            # Letters that changed places are the commonest slip of all.
            moved = [name for name in near if sorted(name) == sorted(key)]
            found += sorted(moved, key=lambda name: name[0] != shown[0].casefold()) + near
        return list(dict.fromkeys(self._spelling(name) for name in found))[:3]

    def _spelling(self, name: str) -> str:
        exact = (e.name for e in self.names[name] if e.name.casefold() == name)
        return next(exact, name)

    # -- lines -----------------------------------------------------------------------------------

    def _heading(self, protocol: Protocol | None, kind: str, name: str) -> Line:
        label = self.words.say(None, f"explain.kind.{kind}")
        title = f"{protocol.name.upper()} {label}" if protocol else label
        return Line((Span(f"{title}  ", Role.LABEL), Span(visible(name), Role.STATE)))

    def _note(
        self,
        protocol: Protocol | None,
        keys: tuple[str, ...],
        label: str = "",
        role: Role = Role.NOTE,
        args: Mapping[str, object] = NOTHING,
    ) -> Line:
        found = self.words.look(protocol.name if protocol else None, *keys)
        filled = {name: _short(str(value), 60) for name, value in args.items()}
        text = self.words.say(protocol.name if protocol else None, *keys, **filled)
        if not args:
            text = _PLACE.sub("...", text)
        return _row(label, text, role, found.ref if found else None)

    def _labelled(self, part: str, text: str) -> Line:
        return _row(self.words.say(None, f"explain.label.{part}"), text)

    def _say(self, key: str, label: str = "", role: Role = Role.NOTE, **args: object) -> Line:
        found = self.words.look(None, key)
        return _row(label, self.words.say(None, key, **args), role, found.ref if found else None)


# -- the map -------------------------------------------------------------------------------------


def map_lines(protocol: str, state: str | None = None, words: Words | None = None) -> list[Line]:
    """The states with what leads from one to another, drawn from the table.

    `state` (a state's key or name) is marked as the place where one is. Without `words` there are
    only names and signs, else a legend too.
    """
    return list(_map(PROTOCOLS[protocol], state, words))


def _map(protocol: Protocol, here: str | None, words: Words | None) -> Iterator[Line]:
    for state in protocol.states.values():
        title = [Span(f"[{_full(state)}]", Role.STATE)]
        if here == state.key:
            mark = words.say(None, "explain.map.here") if words else ""
            title.append(Span(f"  <== {mark}".rstrip(), Role.WARN))
        yield Line(tuple(title))
        edges = [
            (row, codes, path)
            for moves, codes, path in _edges(protocol, state)
            for row in _packed(moves, _MOST_VERBS if path else 2 * _MOST_VERBS)
        ]
        if state.listens is Listens.HANDSHAKE:
            after = protocol.states[protocol.secured[state.key]]
            edges.append(("(TLS)", "", _full(after)))
        # A move that stays has no code to align, and may be as long as it likes.
        verbs = max((len(row) for row, _, path in edges if path), default=0)
        answers = max((len(codes) for _, codes, path in edges if path), default=0)
        for row, codes, path in edges:
            told = f"  {codes:<{answers}}" if answers else ""
            text = f"|-- {row:<{verbs}}{told} --> {path}" if path else f"o-- {row}"
            yield Line((Span(text, Role.NOTE),), 2, 6)
    if protocol.closing:
        yield Line((Span("[*]", Role.STATE),))
        closed = protocol.states[protocol.closed].name
        text = f"|-- {' '.join(sorted(protocol.closing))} --> {closed}"
        yield Line((Span(text, Role.NOTE),), 2, 6)
    if words:
        yield Line(())
        for key in (f"explain.map.legend.{protocol.name}", "explain.map.legend"):
            yield Line((Span(words.say(None, key), Role.NOTE),))


def _edges(protocol: Protocol, state: State) -> Iterator[tuple[list[str], str, str]]:
    """What leads out of a state: moves that go the same way together, those that stay last.

    Each is (moves, codes, path); the path of a move that stays is empty.
    """
    ways: dict[tuple[str, str], list[str]] = {}
    for move, row in protocol.moves[state.key].items():
        found = _ways(protocol, state, move, row)
        for codes, path in found:
            told = " --> ".join(_full(passed) for passed in path)
            ways.setdefault((codes, told), []).append(move)
        if not found:
            ways.setdefault(("", ""), []).append(move)
    stays = ways.pop(("", ""), [])
    for (codes, told), moves in ways.items():
        yield moves, codes, told
    if stays:
        yield stays, "", ""


def _ways(
    protocol: Protocol, state: State, move: str, row: Mapping[Class, str]
) -> list[tuple[str, tuple[State, ...]]]:
    """Where the replies to a move lead, those aside that change nothing: (codes, path)."""
    codes: dict[str, list[str]] = {}
    for kind, label in _CODES[protocol.name].items():
        after = row.get(kind, state.key)
        if after != state.key:
            codes.setdefault(after, []).append(label)
    found = []
    for after, labels in codes.items():
        keys = (*protocol.via.get((state.key, move, after), ()), after)
        found.append((" ".join(labels), tuple(protocol.states[key] for key in keys)))
    return found


def _public_edges(protocol: Protocol, name: str) -> Iterator[tuple[list[str], str, str]]:
    """What leads out of all the states that share a name, as users see it (see `_edges`)."""
    ways: dict[tuple[str, str], list[str]] = {}
    stays: dict[str, None] = {}
    for key, row in protocol.moves.items():
        state = protocol.states[key]
        for move in row if state.name == name else ():
            stays[move] = None
            for codes, path in _ways(protocol, state, move, row[move]):
                moves = ways.setdefault((codes, _names(path)), [])
                if path[-1].name != name and move not in moves:
                    moves.append(move)
    for (codes, told), moves in ways.items():
        if moves:
            yield moves, codes, told
    gone = {move for moves in ways.values() for move in moves}
    if left := [move for move in stays if move not in gone]:
        yield left, "", ""


def _names(path: Iterable[State]) -> str:
    return " -> ".join(state.name for state in path)


def _full(state: State) -> str:
    """A state's name; behind it the key, where several states share the name."""
    return state.name if state.key == state.name else f"{state.name} ({state.key})"


def _packed(moves: Iterable[str], most: int) -> Iterator[str]:
    row = ""
    for move in moves:
        longer = f"{row}, {move}" if row else move
        if row and len(longer) > most:
            yield row
            longer = move
        row = longer
    yield row


# -- small pieces --------------------------------------------------------------------------------


def _octets(text: str) -> bytes:
    """The text as a line of octets: no line end, no quotes around it, no mark of who speaks."""
    text = text[:MOST_TEXT]
    try:
        line = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        line = text.encode("utf-8", "surrogatepass")
    line = _BLANKS.sub(b" ", line).strip()
    if len(line) > 2 and line[:1] == line[-1:] and line[:1] in (b'"', b"'", b"`"):
        line = line[1:-1].strip()
    found = _SPEAKER.match(line)
    return line[found.end() :] if found else line


def _status(protocol: Protocol, line: bytes) -> Status:
    """A line of the server, if it is one; a code alone may be in small letters."""
    said = line.upper() if line.lower() in (b"+ok", b"-err") else line
    return protocol.grammar.status(said, None, first=True)


def _is_status(line: bytes) -> bool:
    return any(_status(protocol, line).code for protocol in PROTOCOLS.values())


def _spelled(kind: str, name: str) -> str:
    """A name as the registries spell it: a class of codes is 5yz, of enhanced codes 5.X.X."""
    if kind == "enhanced":
        return ".".join([*name.split("."), "X", "X"][:3])
    return f"{name}yz" if kind == "reply" and len(name) == 1 and name.isdigit() else name


def _parts(entry: _Entry) -> set[str]:
    """A topic is found by each word of its key too."""
    if entry.kind != "topic":
        return set()
    return {part for part in entry.key.split(".") if len(part) > 2 and not part.isdigit()}


def _of(verb: str, row: Iterable[str]) -> list[str]:
    """The moves in a row that are this verb's (BDAT: also BDAT LAST)."""
    return [move for move in row if move.partition(" ")[0] == verb]


def _leads(protocol: Protocol, verb: str) -> list[tuple[str, str]]:
    """Where the replies to a verb lead, states that go the same way together: (codes, path)."""
    ways: dict[tuple[str, str], list[str]] = {}
    for key, row in protocol.moves.items():
        state = protocol.states[key]
        for move in _of(verb, row):
            for codes, path in _ways(protocol, state, move, row[move]):
                names = ways.setdefault((codes, _names(path)), [])
                if state.name not in (path[-1].name, *names):
                    names.append(state.name)
    return [
        (codes, f"{', '.join(names)} -> {told}") for (codes, told), names in ways.items() if names
    ]


def _exchange(
    command: Command, reply: Reply | None, kind: Class, breaches: tuple[str, ...] = ()
) -> Exchange:
    return Exchange(0.0, 0.0, 1, command, reply, kind, "", "", (), Facts(), False, breaches, {})


def _said_notes(said: Command) -> list[Note]:
    """What the session would say about a line of the client."""
    return [n for n in notes(_exchange(said, None, Class.NONE)) if n.on == COMMAND]


def _breaches(said: Command) -> list[Note]:
    return [Note(COMMAND, (f"violation.{name}",), role="warn") for name in said.violations]


def _reply_notes(protocol: Protocol, status: Status, shown: str) -> list[Note]:
    """What the session would say about a line of the server, to a command that nobody knows."""
    enhanced, response = protocol.grammar.codes(status, None)
    asks = status.kind is Class.INTERMEDIATE and status.code in ("334", "+")
    verb = "AUTH" if asks and status.text.strip() else ""
    command = Command(Phrase(verb, verb, known=bool(verb)), "", True, False, 0.0)
    reply = Reply(status.code, (shown,), 0, enhanced=enhanced, response_code=response)
    said = _exchange(command, reply, status.kind, status.violations)
    return [note for note in notes(said) if note.on == "reply"]


def _is_answer(shown: str) -> bool:
    """Whether a lone word is what one answers in a login: base64 of readable text."""
    if " " in shown or len(shown) < 8 or shown in (shown.lower(), shown.capitalize()):
        return False
    clear = sasl.decoded(shown.encode("utf-8", "replace"))
    try:
        text = (clear or b"").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text) and re.sub("[\0\x01\r\n]", "", text).isprintable()


def _row(label: str, text: str, role: Role = Role.NOTE, ref: str | None = None) -> Line:
    spans = [Span(f"{label}  ", Role.LABEL)] if label else []
    return Line((*spans, Span(visible(text), role)), 2, 4, ref or "")


def _short(text: str, most: int = MOST_SHOWN) -> str:
    return visible(text if len(text) <= most else text[:most] + "...")
