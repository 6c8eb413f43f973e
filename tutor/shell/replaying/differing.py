"""What a comparison shows: each exchange with its differences, by the page or as JSON."""

from collections.abc import Iterator, Sequence

from tutor import screen
from tutor.comparing import Difference
from tutor.core import jsonlines
from tutor.core.events import Exchange
from tutor.core.wire import Side
from tutor.page.line import Line, Role, Span, arrow, info, short, wire_line
from tutor.reenacting import Cue
from tutor.world import World

_MOST_LINES = 3
"""Lines of a reply that are shown of each side."""
_MOST_SHOWN = 200
"""Characters of a value that is shown."""


class Differing:
    """Shows one exchange after the other, and counts. `differs`: a class or a state did."""

    def __init__(self, world: World) -> None:
        self.differs = False
        self._world = world
        self._show = screen.printer(world)
        self._compared = 0
        self._alike = 0
        self._counted: dict[str, int] = {}

    def exchange(
        self,
        recorded: Exchange,
        now: Exchange,
        found: Sequence[Difference],
        protocol: str,
    ) -> None:
        """An exchange that was said again."""
        self._compared += 1
        self._alike += not found
        self.differs |= any(each.counts for each in found)
        for verdict in {each.verdict for each in found}:
            self._counted[verdict] = self._counted.get(verdict, 0) + 1
        if self._world.json:
            told = [self._told(each, protocol) for each in found]
            sides = {"recorded": _side(recorded), "now": _side(now)}
            self._write({"event": "compared", **_command(recorded), **sides, "differences": told})
        else:
            self._show(self._lines(recorded, now, found, protocol))

    def unsaid(self, cue: Cue, why: str, left: int) -> None:
        """A recorded command is not said; `left` commands are not, where it ends with this one."""
        say = self._world.say
        if self._world.json:
            told = {"why": why, "left": left, "text": say(f"compare.unsaid.{why}")}
            self._write({"event": "unsaid", **_command(cue.exchange), **told})
            return
        line, command = short(_line(cue.exchange), 80), cue.exchange.command
        verb = command.phrase.move if command is not None else ""
        told = {"line": line, "verb": short(verb), "why": say(f"compare.unsaid.{why}")}
        rows = [info(say("compare.unsaid", **told))]
        if left:
            rows.append(info(say("compare.stopped", count=left)))
        self._show(rows)

    def sum_up(self) -> None:
        """All is compared."""
        told = {
            "compared": self._compared,
            "alike": self._alike,
            "open": self._counted.get("open", 0),
            "own": self._counted.get("own", 0),
            "closed": self._counted.get("closed", 0),
        }
        if self._world.json:
            self._write({"event": "verdict", **told, "differs": self.differs})
            return
        self._show([info(self._world.say("compare.sum", **told), self._role(self.differs))])

    def _lines(
        self, recorded: Exchange, now: Exchange, found: Sequence[Difference], protocol: str
    ) -> Iterator[Line]:
        say = self._world.say
        greets = recorded.command is not None and recorded.command.verb == "GREETING"
        if not greets:
            client = arrow(Side.CLIENT, tls=now.facts.tls)
            yield wire_line(client, _line(recorded), Role.CLIENT)
        if not found:
            yield from self._reply("", now)
            yield _note(say("compare.alike"), Role.NOTE)
            return
        yield from self._reply(say("compare.recorded"), recorded)
        yield from self._reply(say("compare.now"), now)
        for each in _gathered(found):
            text = self._world.words.look(protocol, f"compare.{each.kind}")
            ref = text.ref if text is not None else None
            role = Role.WARN if each.verdict == "closed" else Role.NOTE
            yield _note(self._sentence(each), role, _ref(ref, protocol))

    def _reply(self, label: str, exchange: Exchange) -> Iterator[Line]:
        reply = exchange.reply
        lines = reply.lines if reply is not None else ()
        server = arrow(Side.SERVER, tls=exchange.facts.tls)
        role = Role.REFUSED if exchange.kind.refused else Role.SERVER
        before = f"{label}  " if label else ""
        for line in lines[:_MOST_LINES] or (self._world.say("compare.none"),):
            yield Line(
                (Span(server, role), Span(before, Role.LABEL), Span(short(line), role)), 0, 5
            )
        if len(lines) > _MOST_LINES:
            yield _note(self._world.say("compare.more", count=len(lines) - _MOST_LINES), Role.INFO)

    def _sentence(self, each: Difference) -> str:
        say = self._world.say
        none = say("compare.absent")
        told = {
            name: short(value, _MOST_SHOWN) or none
            for name, value in (("recorded", each.recorded), ("now", each.now))
        }
        what = say(f"compare.{each.kind}", **told)
        return f"{what} {say(f'compare.verdict.{each.verdict}')}"

    def _told(self, each: Difference, protocol: str) -> dict[str, object]:
        text = self._world.words.look(protocol, f"compare.{each.kind}")
        ref = _ref(text.ref if text is not None else None, protocol)
        return {**each._asdict(), "text": self._sentence(each), "ref": ref or None}

    def _role(self, differs: bool) -> Role:
        return Role.WARN if differs else Role.INFO

    def _write(self, told: dict[str, object]) -> None:
        self._world.stdout.flush()
        self._world.stdout.buffer.write(jsonlines.line(told).encode() + b"\n")
        self._world.stdout.buffer.flush()


def _gathered(found: Sequence[Difference]) -> list[Difference]:
    """What is of one kind in one sentence: a server offers ten extensions more."""
    kinds: dict[str, list[Difference]] = {}
    for each in found:
        kinds.setdefault(each.kind, []).append(each)
    return [
        alike[0]._replace(
            recorded=", ".join(each.recorded for each in alike if each.recorded),
            now=", ".join(each.now for each in alike if each.now),
        )
        for alike in kinds.values()
    ]


def _ref(ref: str | None, protocol: str) -> str:
    """The reference for this protocol: where there are two, SMTP's stands first."""
    smtp, _, pop3 = (ref or "").partition("; ")
    return pop3 or smtp if protocol == "pop3" else smtp


def _note(text: str, role: Role, ref: str = "") -> Line:
    return Line((Span(text, role),), 7, 7, ref)


def _line(exchange: Exchange) -> str:
    command = exchange.command
    if command is None:
        return ""
    return f"{command.verb} ****" if command.verb == "AUTH-RESPONSE" else command.line


def _command(exchange: Exchange) -> dict[str, object]:
    command = exchange.command
    verb = command.verb if command is not None else None
    return {"conn": exchange.conn, "command": {"verb": verb, "line": _line(exchange)}}


def _side(exchange: Exchange) -> dict[str, object]:
    reply = exchange.reply
    return {
        "code": reply.code if reply is not None else None,
        "enhanced": reply.enhanced if reply is not None else None,
        "lines": list(reply.lines) if reply is not None else [],
        "class": exchange.kind.value,
        "state": exchange.after,
    }
