"""The answer: which explanations a TEXT calls for, in which order, and what to say to none."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from tutor.core.octets import decode
from tutor.core.spec import Facts, Protocol
from tutor.explain import asking, replies, session_notes
from tutor.explain.catalogue import Catalogue, Entry, example_of, fold, names_of
from tutor.explain.commands import command
from tutor.explain.lines import Writer, short
from tutor.explain.masking import is_answer, masked
from tutor.explain.states import state
from tutor.page import Line, Role, Span
from tutor.protocols import PROTOCOLS
from tutor.words import Words

_SIZES = re.compile(r"[0-9]{1,10} +[0-9]{1,15}")
_UNIQUE = re.compile(r"[0-9]{1,10} +[!-~]{1,70}")


class Explained(NamedTuple):
    """What there is to say; `found` is False where nothing explains the text."""

    lines: list[Line]
    found: bool


def explain(text: str, words: Words, protocol: str | None = None) -> Explained:
    """What a line of a server or a client, a code or a word means. Never raises on a text.

    `protocol` ("smtp", "pop3") is asked alone; without it, both are.
    """
    return Reference(words, protocol).explain(text)


class Reference:
    """What can be told about one protocol, or about both; for who asks more than once.

    It speaks the language that `words` spoke when it was made.
    """

    def __init__(self, words: Words, protocol: str | None) -> None:
        self.catalogue = Catalogue(words, protocol)
        self.write = Writer(words)

    def explain(self, text: str) -> Explained:
        """See the function of this name."""
        line, secret = masked(self.catalogue, asking.octets(text))
        shown = decode(line)[0]
        lines = self._told(line, shown)
        if not lines:
            # By name only: what stands in brackets or behind a stroke could be a secret.
            parts = asking.parts_in(self.catalogue, text)
            if parts:
                told = [piece for part in parts for piece in self._told(part.encode(), part)]
                return Explained(list(dict.fromkeys(told)), True)
        if not lines and is_answer(shown):
            shown, secret = "****", True
            for protocol in self.catalogue.scope:
                lines += self._named(protocol, ("AUTH-RESPONSE",))
        if not lines:
            return Explained(list(self._unknown(shown, line, secret)), False)
        if secret or (len(shown.split()) > 1 and not self.catalogue.knows(shown)):
            role = Role.SERVER if asking.is_status(line) else Role.CLIENT
            head = [Line((Span(short(shown), role),), 0, 4)]
            head += [self.write.say("explain.secret", role=Role.WARN)] if secret else []
            lines = head + lines
        return Explained(lines, True)

    def _told(self, line: bytes, shown: str) -> list[Line]:
        return [*self._of_protocols(line, shown), *self._shared(line, shown)]

    def _of_protocols(self, line: bytes, shown: str) -> Iterator[Line]:
        """What each protocol has to say of its own."""
        for protocol in self.catalogue.scope:
            status = asking.status_of(protocol, line)
            if status.code is not None:
                yield from replies.reply(self.write, self.catalogue, protocol, status, shown)
            else:
                yield from self._spoken(protocol, line, shown)

    def _spoken(self, protocol: Protocol, line: bytes, shown: str) -> Iterator[Line]:
        """A line of the client, a row of a listing, or something that has a name."""
        several = len(shown.split()) > 1 and not self.catalogue.knows(shown)
        phrase = protocol.grammar.command(line, Facts())
        if phrase.known and several and not asking.is_offer(self.catalogue, shown):
            said = session_notes.command_of(phrase, shown)
            yield from command(self.write, protocol, phrase.verb, said)
        elif not asking.is_status(line):  # another protocol's code is no name in this one
            yield from self._names_in(protocol, shown)
        if protocol.name == "smtp":
            yield from replies.codes(self.write, protocol, shown)
        elif not asking.is_status(line) or len(self.catalogue.scope) == 1:
            if _SIZES.fullmatch(shown):
                yield from self._named(protocol, ("listing.row",))
            elif _UNIQUE.fullmatch(shown):
                yield from self._named(protocol, ("uidl.row",))

    def _shared(self, line: bytes, shown: str) -> Iterator[Line]:
        """What SMTP and POP3 share: mechanisms of a login, a header line, a term, a topic."""
        mechanisms = asking.mechanisms_in(shown)
        if mechanisms is not None and self.catalogue.knows(shown):
            mechanisms = None
        header = asking.header_in(self.catalogue, shown)
        if mechanisms is not None:
            yield from self._named(None, mechanisms, ("sasl",))
        elif header is not None:
            yield from self._named(None, (header,), ("header",))
        elif not asking.is_status(line):
            yield from self._names_in(None, shown)

    def _names_in(self, protocol: Protocol | None, shown: str) -> Iterator[Line]:
        names = asking.names_in(self.catalogue, shown)
        yield from self._named(protocol, names, asking.kinds_in(self.catalogue, shown))

    def _named(
        self,
        protocol: Protocol | None,
        names: Iterable[str],
        kinds: Collection[str] | None = None,
    ) -> Iterator[Line]:
        """The entries with these names, of one protocol, or of the shared ones."""
        for name in names:
            for entry in self.catalogue.find(name):
                fits = kinds is None or entry.kind in kinds
                coded = entry.kind == "enhanced" or entry.name.endswith("yz")
                told = coded and replies.is_code(name)  # by `replies.codes`
                if fits and entry.protocol is protocol and not told:
                    yield from self._entry(entry)

    def _entry(self, entry: Entry) -> Iterator[Line]:
        """All about one entry, its example last."""
        if entry.kind == "verb" and entry.protocol:
            yield from command(self.write, entry.protocol, entry.name)
        elif entry.kind == "state" and entry.protocol:
            yield from state(self.write, entry.protocol, entry.name)
        elif entry.kind == "enhanced" and entry.protocol:
            yield self.write.heading(entry.protocol, "enhanced", entry.name)
            yield from replies.enhanced(self.write, entry.protocol, entry.name)
        else:
            yield self.write.heading(entry.protocol, entry.kind, entry.name)
            yield from self._sentences(entry)
        names = names_of(self.write.words, entry)
        also = [name for name in names if fold(name) != fold(entry.name)]
        if also:
            yield self.write.labelled("names", ", ".join(also))
        example = example_of(self.write.words, entry)
        if example is not None:
            yield self.write.labelled("example", example)

    def _sentences(self, entry: Entry) -> Iterator[Line]:
        """What it is; what to do about it, and what else is said of it."""
        args = {"name": entry.name} if entry.kind == "header" else {}
        line = self.write.note(entry.protocol, (entry.key,), args=args)
        # What no standard speaks of is a matter of this program or of the servers themselves.
        yield line if line.ref else line._replace(ref="wiretutor")
        for key in entry.more:
            family, _, rest = key.partition(".")
            label = rest.removeprefix(entry.key.partition(".")[2]).removeprefix(".")
            if family == "advice":
                advice = self.write.words.say("explain", "explain.label.advice")
                label = f"{advice} ({label})" if label else advice
            yield self.write.note(entry.protocol, (key,), label)

    def _unknown(self, shown: str, line: bytes, secret: bool) -> Iterator[Line]:
        if not shown.strip():
            yield self.write.say("explain.empty")
            return
        yield self.write.say("explain.unknown", role=Role.WARN, text=short(shown, 60))
        if secret:
            yield self.write.say("explain.secret", role=Role.WARN)
        for other in PROTOCOLS.values():
            if other in self.catalogue.scope:
                continue
            if any(Reference(self.write.words, other.name)._of_protocols(line, shown)):
                yield self.write.say("explain.elsewhere", protocol=other.name.upper())
                return
        from tutor.explain.nearness import near

        meant = near(self.catalogue, shown)
        if meant:
            yield self.write.say("explain.near", names=", ".join(meant))
        else:
            yield self.write.say("explain.list")
