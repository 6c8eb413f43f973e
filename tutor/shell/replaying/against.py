"""`replay FILE --against URL`: the client's side of a recording, said to a live server."""

import argparse
import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from tutor.comparing import Login, Say, Saying, Unsaid, asks_for_login, differences
from tutor.comparing.saying import command_of, is_refused_login
from tutor.core.conversation import Conversation
from tutor.core.events import Exchange
from tutor.core.spec import Listens
from tutor.net.link import LinkError, Target
from tutor.net.talk import Talk
from tutor.net.target import TargetError, parse
from tutor.net.ways import Ways
from tutor.protocols import PROTOCOLS
from tutor.reading import read, report, wires
from tutor.reenacting import Cue, Part
from tutor.reenacting import read as read_parts
from tutor.session import Item, Session
from tutor.shell.coaching import complain_about
from tutor.shell.keeping import keep
from tutor.shell.replaying import credentials
from tutor.shell.replaying.differing import Differing
from tutor.world import World

LINGER = 2.0
"""Seconds in which a server that was said goodbye to may close."""


class _Ended(NamedTuple):
    """How a connection ended: "" or why not all was said, and how many commands were not."""

    reason: str = ""
    unsaid: int = 0


def run(world: World, options: argparse.Namespace, ways: Ways) -> int:
    """Say it again and compare; returns the exit code. Raises ReadingError."""
    found = read(world, options.file)
    parts = read_parts(wires(found), found.header.protocol)
    report(world, found)
    try:
        target = parse(options.against)
    except TargetError as error:
        world.complain(error.key, **error.args_for_words)
        return 2
    spoken = {part.protocol for part in parts}
    if target.protocol is None and len(spoken) == 1:
        target = target._replace(protocol=next(iter(spoken)))
    own = [part for part in parts if part.protocol == target.protocol and part.cues]
    if not own:
        world.complain("error.against.protocol", path=options.file, url=options.against)
        return 2
    others = sum(part.protocol != target.protocol for part in parts)
    if others:
        world.complain("ui.against.others", count=others, protocol=target.protocol)
    login = None
    if asks_for_login(own):
        if not world.stdin.isatty():
            world.complain("error.against.terminal", path=options.file)
            return 2
        try:
            login = credentials.ask(world, target, own)
        except EOFError:
            world.complain("error.against.terminal", path=options.file)
            return 2
    return asyncio.run(_Again(world, target, ways, login, deliver=options.deliver).run(own))


class _Again:
    """Says the parts of a recording, one connection after the other."""

    def __init__(
        self, world: World, target: Target, ways: Ways, login: Login | None, *, deliver: bool
    ) -> None:
        self._world = world
        self._target = target
        self._ways = ways
        self._login = login
        self._deliver = deliver
        self._show = Differing(world)
        self._heard: list[Exchange] = []

    async def run(self, parts: Sequence[Part]) -> int:
        """Returns the exit code."""
        target, ways, world = self._target, self._ways, self._world
        session = Session(PROTOCOLS[target.protocol] if target.protocol else None)
        keeping = keep(world)
        if keeping is not None:
            session.add(keeping)
        session.add(self._hear)
        talk = Talk(session, ways.context, timeout=ways.timeout, family=ways.family)
        ended = _Ended()
        try:
            for part in parts:
                ended = max(ended, await self._play(talk, part), key=lambda each: bool(each.reason))
                if ended.reason == "tls":
                    raise LinkError("tls", (talk.tls_failure or ("", ""))[1])
        except LinkError as error:
            complain_about(world, error, target, talk)
            return 3
        finally:
            await talk.close()
            if keeping is not None:
                keeping.close()
                if keeping.failed is not None:
                    world.complain("error.recording", reason=keeping.failed)
        self._show.sum_up()
        if ended.reason:
            told = {"count": ended.unsaid, "peer": target.label}
            world.complain(f"error.against.{ended.reason}", **told, seconds=f"{talk.timeout:g}")
            return 4
        return 1 if self._show.differs else 0

    def _hear(self, item: Item) -> None:
        if isinstance(item.event, Exchange) and item.event.command is not None:
            self._heard.append(item.event)

    async def _play(self, talk: Talk, part: Part) -> _Ended:
        """One connection from its greeting to its end. Raises LinkError."""
        self._heard.clear()
        await talk.connect(self._target)
        if not await talk.wait(lambda: talk.link is None or talk.greeted):
            await talk.hang_up("timeout")
            return _Ended("silent", len(part.cues))
        greeting = self._heard[0] if self._heard else None
        if greeting is not None and part.greeting is not None:
            self._compare(part.greeting, greeting)
        text = " ".join(greeting.reply.lines) if greeting and greeting.reply else ""
        saying = Saying(part, self._login, deliver=self._deliver)
        ended = await self._say_all(talk, part, saying, text)
        await _leave(talk)
        return ended

    async def _say_all(self, talk: Talk, part: Part, saying: Saying, greeting: str) -> _Ended:
        number, cues = 0, part.cues
        while number < len(cues):
            conversation = talk.conversation
            left = len(cues) - number
            if _is_over(talk) or conversation is None:
                return _Ended("tls" if talk.tls_failure else "closed", left)
            step = saying.next(number, conversation, greeting)
            if isinstance(step, Unsaid):
                self._show.unsaid(cues[number], step.why, left if step.stops else 0)
                if step.stops:
                    return _Ended()
                number += 1
                continue
            out, count = _at_once(
                saying, cues, number, step, conversation=conversation, greeting=greeting
            )
            self._heard.clear()
            talk.say(out)
            if await talk.drain():
                await talk.wait(lambda: talk.settled)
            for cue, now in zip(cues[number : number + count], self._heard, strict=False):
                self._compare(cue, now)
            answered = len(self._heard)
            number += count
            if answered < count:
                return _Ended("silent", len(cues) - number + count - answered)
            if self._gives_up(talk, cues[number - 1], self._heard[-1]):
                self._show.unsaid(cues[number - 1], "gives-up", len(cues) - number)
                return _Ended()
        return _Ended("tls" if talk.tls_failure else "")

    def _gives_up(self, talk: Talk, cue: Cue, now: Exchange) -> bool:
        """A login that is refused now is not tried again, and nothing follows it; without the TLS
        that was recorded nothing goes on in clear."""
        conversation = talk.conversation
        assert conversation is not None
        verb, refused = command_of(cue).verb, now.kind.refused
        tls = verb in ("STARTTLS", "STLS") and refused and not cue.exchange.kind.refused
        return tls or is_refused_login(cue, now.kind, conversation.protocol.logins)

    def _compare(self, cue: Cue, now: Exchange) -> None:
        protocol = self._target.protocol or "smtp"
        self._show.exchange(
            cue.exchange, now, differences(cue.exchange, now, protocol), protocol
        )  # fmt: skip


def _at_once(
    saying: Saying,
    cues: Sequence[Cue],
    number: int,
    step: Say,
    *,
    conversation: Conversation,
    greeting: str,
) -> tuple[bytes, int]:
    """A line, and those that were said at once with it where the server takes that (RFC 2920): the
    octets and how many commands they are."""
    count, out = 1, step.octets
    while number + count < len(cues) and cues[number + count].early:
        move = command_of(cues[number + count - 1]).phrase.move
        if move in conversation.protocol.barriers or not _takes_groups(conversation):
            break
        following = saying.next(number + count, conversation, greeting)
        if isinstance(following, Unsaid):
            break
        out += following.octets
        count += 1
    return out, count


def _takes_groups(conversation: Conversation) -> bool:
    return "PIPELINING" in conversation.facts.offers


def _is_over(talk: Talk) -> bool:
    conversation = talk.conversation
    if talk.link is None or conversation is None:
        return True
    return conversation.key == conversation.protocol.closed


async def _leave(talk: Talk) -> None:
    """Say goodbye where the server listens to commands, and close."""
    conversation = talk.conversation
    listening = conversation is not None and conversation.listens is Listens.COMMAND
    deletes = conversation is not None and bool(conversation.facts.deleted)
    if listening and not deletes and talk.settled and not _is_over(talk):
        talk.say(b"QUIT\r\n")
        await talk.wait(lambda: _is_over(talk), timeout=LINGER)
    if talk.link is not None and _is_over(talk):
        await talk.wait(lambda: talk.link is None, timeout=LINGER)
    await talk.hang_up()
