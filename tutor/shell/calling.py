"""What goes out from the prompt: connections are opened, lines are said, replies are waited for."""

import asyncio
from collections.abc import Callable, Iterable, Mapping

from tutor.core.spec import Listens
from tutor.net.link import LinkError, Target
from tutor.net.talk import Talk
from tutor.net.target import TargetError
from tutor.page import Line, Page, Role, info
from tutor.shell import caution, hosts
from tutor.shell.guiding.guide import Guide
from tutor.shell.retrace import Retrace, Rewind
from tutor.shell.voice import Ask, Voice
from tutor.slips.line import TAIL
from tutor.world import World

PATIENCE = 0.8
"""Seconds to wait for a reply before the prompt comes back without it."""


class Caller(Voice):
    """A sitting that can be connected. `played` are the hosts that the practice server plays,
    `stage` those that may be called; none: anybody."""

    def __init__(
        self,
        world: World,
        talk: Talk,
        page: Page,
        show: Callable[[Iterable[Line]], None],
        *,
        ask: Ask,
        guide: Guide | None = None,
        rewind: Rewind | None = None,
        played: Mapping[str, Target] | None = None,
        stage: hosts.Stage = (),
    ) -> None:
        super().__init__(world, talk, page, show, ask=ask, guide=guide, rewind=rewind)
        self.spoke_at = 0.0
        self.letter_lines = 0
        self.letter_last = b""
        self.calling: tuple[Target, float] | None = None
        self.retrace = Retrace(talk, self.mark)
        self._played = played or {}
        self._stage = stage
        self._unheard = False

    def mark(self) -> object:
        """How things stand, for `:undo`."""
        if self.rewind is None or not self.practice:
            return None
        return self.rewind.take(), self.guide.place() if self.guide is not None else None

    def turn_to(self, number: int) -> None:
        """Type to this line from now on; to the shell for 0."""
        self.talk.current = number
        if self.guide is not None:
            self.guide.progress.turn_to(number)

    # -- a connection ----------------------------------------------------------------------------

    async def call(self, word: str) -> None:
        """Do as a shell would with this line: connect, or say that nobody hears it."""
        try:
            call = hosts.read(word, self._stage)
        except TargetError as error:
            examined = self.guide is not None and self.guide.help.hints == "none"
            silent = examined and error.key.startswith("ui.lesson.")
            self.tell("ui.exam.place" if silent else error.key, Role.WARN, **error.args_for_words)
            return
        if call is None:
            self._unheard = self._heard_by_nobody(word)
            return
        target = hosts.play(call.target, self._played)
        await self.connect(target)
        if call.starttls and self.talk.link is not None:
            await self.start_tls()

    def _heard_by_nobody(self, line: str) -> bool:
        """A line that is no call, without a connection; an exam names no host."""
        from tutor.shell import nobody

        guide, last = self.guide, self.talk.target
        helps = guide is None or guide.help.hints != "none"
        wanted = guide.progress.wanted() if guide is not None and helps else None
        key, told = nobody.sentence(
            line,
            self._stage if helps else (),
            last.label.lower() if last is not None else None,
            again=self._unheard,
            wanted=wanted.text if wanted is not None else "",
            busy={each.label.lower() for n in self.talk.open if (each := self.talk.target_of(n))},
        )
        self.tell(key, Role.WARN, **told)
        if not self._stage and not self._unheard:
            self.suggest_next()
        return True

    async def connect(self, target: Target) -> bool:
        """Connect and wait for the greeting; a failure is explained."""
        self.calling, self._unheard = (target, self.talk.clock()), False
        try:
            await self.talk.connect(target)
        except LinkError as error:
            from tutor.shell.coaching import sentence

            text = sentence(self.world, error, target, self.talk)
            self.show([info(text, Role.WARN)])
            return False
        finally:
            self.calling = None
        self.spoke_at = self.talk.clock()
        await self.pause()
        return True

    async def start_tls(self) -> None:
        """Say what leads to TLS, or begin the handshake that the server waits for."""
        conversation = self.conversation
        if conversation is None:
            self.tell("ui.not.connected")
        elif conversation.listens is Listens.HANDSHAKE:
            await self.talk.secure()
        else:
            smtp = conversation.protocol.name == "smtp"
            if smtp and conversation.state == "GREETED":
                await self.say_line("EHLO wiretutor.example")
            await self.say_line("STARTTLS" if smtp else "STLS")
            await self.talk.wait(self.ready, timeout=5.0)

    # -- a line ----------------------------------------------------------------------------------

    async def say_line(self, line: str) -> None:
        """Send a line with CRLF, exactly as typed, and wait a little for the reply."""
        conversation = self.conversation
        data = line.encode("utf-8", "surrogateescape")
        if conversation is not None and not self.practice:
            concern = caution.concern(conversation, data, self.talk)
            if concern is not None and not await self._confirmed(concern):
                return
        self.letter_lines = self.letter_lines + 1 if self.listens is Listens.TEXT else 0
        self.letter_last = data[-TAIL:] if self.letter_lines else b""
        self.retrace.remember(conversation, data)
        spoken_to = self.talk.current
        self.talk.say(data + b"\r\n")
        self.spoke_at = self.talk.clock()
        await self.talk.drain()
        await self.pause()
        conversation = self.conversation
        if conversation is not None and conversation.state == "CLOSED":
            # After its goodbye the server closes: that belongs to the reply, not to the next line.
            await self.pause(lambda: self.talk.link is None or self.talk.current != spoken_to)
        if self.guide is not None:
            self.guide.settle()

    async def pause(self, ready: Callable[[], bool] | None = None) -> None:
        """Wait a little, so that a reply stands above the prompt that follows it."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.talk.wait(ready or self.ready)
        except TimeoutError:
            return

    async def _confirmed(self, concern: caution.Concern) -> bool:
        self.tell(concern.key, Role.WARN, **concern.args)
        answer = await self.ask("ui.caution.go")
        if answer.strip().lower() in ("y", "yes", "是", "好"):
            return True
        self.tell("ui.caution.kept")
        return False
