"""The prompt's mind: what a typed line means here, and what is done with it. Knows no keys.

With no connection it is the walkthrough's shell; connected, each line goes to the socket with
CRLF, exactly as typed. How lines are read and where lines are shown is handed in.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path

from tutor.core.conversation import Conversation
from tutor.core.events import Closed, Exchange
from tutor.core.spec import Listens
from tutor.core.visible import visible
from tutor.net.link import LinkError, Target
from tutor.net.talk import Talk
from tutor.net.target import TargetError
from tutor.page import Detail, Line, Page, Role, Span, info
from tutor.protocols import PROTOCOLS
from tutor.session import Item
from tutor.shell import caution, hosts
from tutor.shell.coaching import sentence
from tutor.shell.guide import Guide
from tutor.shell.keeping import Keeping
from tutor.shell.retrace import Retrace, Rewind, Spoken, matters
from tutor.world import World

PATIENCE = 0.8
"""Seconds to wait for a reply before the prompt comes back without it."""
BLOCK = 64 * 1024
"""Octets of a file that are sent at a time."""

Ask = Callable[[str, bool], Awaitable[str]]
RunLocal = Callable[["Repl", str], Awaitable[None]]


class Repl:
    """One sitting at the prompt."""

    def __init__(
        self,
        world: World,
        talk: Talk,
        page: Page,
        show: Callable[[Iterable[Line]], None],
        *,
        run_local: RunLocal,
        locals_: Mapping[str, str],
        ask: Ask,
        keeping: Keeping | None = None,
        guide: Guide | None = None,
        played: Mapping[str, Target] | None = None,
        rewind: Rewind | None = None,
    ) -> None:
        self.world = world
        self.talk = talk
        self.page = page
        self.show = show
        self.keeping = keeping
        self.guide = guide
        self.done = False
        self.prefill = ""
        self.answer = ""
        self.last: Item | None = None
        self.spoke_at = 0.0
        self.letter_lines = 0
        self.sending: tuple[int, int] | None = None
        self.calling: tuple[Target, float] | None = None
        self.is_typing: Callable[[], bool] = lambda: False
        self.muted = False
        self.retrace = Retrace(talk, self._mark)
        self.locals = locals_
        self._run_local = run_local
        self._ask = ask
        self._played = played or {}
        self._rewind = rewind
        self._refused_logins = 0

    # -- what is known ---------------------------------------------------------------------------

    @property
    def conversation(self) -> Conversation | None:
        """The engine of the open connection, if one is open."""
        return self.talk.conversation if self.talk.link is not None else None

    @property
    def listens(self) -> Listens | None:
        """Who listens to what is typed next; None where there is no connection."""
        conversation = self.conversation
        if conversation is None:
            return None
        return conversation.listens or Listens.COMMAND

    @property
    def uncertain(self) -> bool:
        """Whether a reply decides what the next line is: text, an answer to a login, a command."""
        conversation = self.conversation
        return conversation is not None and conversation.listens is None

    @property
    def practice(self) -> bool:
        """Whether the practice server is at the other end."""
        target = self.talk.target
        return target is not None and target.played

    def message(self) -> str:
        """The prompt: the state, or `letter` while message text is typed."""
        if self.guide is not None and self.guide.waits:
            return f"{self.world.say('ui.enter')}> "
        if self.talk.link is None:
            return "$ "
        conversation = self.conversation
        if conversation is None:
            return "... "
        names = {Listens.TEXT: "letter", Listens.SASL: "answer", Listens.HANDSHAKE: "TLS"}
        return f"{names.get(self.listens or Listens.COMMAND, conversation.state)}> "

    def standing(self, *, short: bool = False) -> str:
        """TLS or clear, logged in or not, real or played; for the pinned row."""
        conversation = self.conversation
        if conversation is None:
            return self.world.say("ui.standing.none")
        facts = conversation.facts
        parts = [self.world.say("ui.standing.tls" if facts.tls else "ui.standing.clear")]
        if not short:
            parts.append(self.world.say(f"ui.standing.{'in' if facts.authenticated else 'out'}"))
        if not self.practice:
            parts.append(self.world.say("ui.standing.real"))
        return self.world.say("ui.standing.comma").join(parts)

    def tell(self, key: str, role: Role = Role.INFO, **args: object) -> None:
        """Show a sentence of the program's own."""
        self.show([info(self.world.say(key, **args), role)])

    def stumble(self, error: BaseException) -> None:
        """A fault of the program's own: a sentence, never a traceback, and the session goes on."""
        self.tell("ui.stumbled", Role.WARN, kind=type(error).__name__)

    async def ask(self, key: str, *, hidden: bool = False) -> str:
        """Ask a question of the program's own."""
        return await self._ask(self.world.say(key), hidden)

    # -- the sink --------------------------------------------------------------------------------

    def see(self, item: Item) -> None:
        """Remember what `:why` may ask for, and advise after refused logins."""
        event = item.event
        if isinstance(event, Closed):
            self._refused_logins = 0
        if not isinstance(event, Exchange):
            return
        self.last = item
        command = event.command
        if command is not None and caution.is_refused_login(item.protocol, event):
            self._refused_logins += 1
            if self._refused_logins >= 2 and not self.practice:
                self.tell("ui.caution.logins", Role.WARN)

    # -- typing ----------------------------------------------------------------------------------

    async def take(self, text: str) -> None:
        """What was typed: one line, or a pasted block that is said line by line."""
        lines = text.removesuffix("\n").split("\n")
        for number, line in enumerate(lines):
            if number and not await self._may_go_on(line):
                self.tell("ui.paste.left", Role.WARN, count=len(lines) - number)
                return
            await self._take_line(line.removesuffix("\r"))
            if self.done:
                return

    async def _may_go_on(self, line: str) -> bool:
        """Whether the next line of a pasted block may be said: it was not meant for nobody."""
        if self.talk.link is not None and not await self.talk.wait(self.ready):
            return False
        return self.talk.link is not None or self.is_local(line) or _calls(line)

    def ready(self) -> bool:
        """Whether a person would type now."""
        return self.talk.settled or self.listens in (Listens.TEXT, Listens.SASL)

    async def _take_line(self, line: str) -> None:
        if self.guide is not None and self.guide.waits:
            self.guide.go_on()
            if not line.strip():
                return
        if self.talk.link is None:
            await self._shell_line(line)
        elif self.is_local(line):
            self._echo(line)
            await self._run_local(self, line[1:])
        else:
            escaped = line.startswith(("::", "：：")) and self.listens is Listens.COMMAND
            await self.say_line(line[1:] if escaped else line)

    def is_local(self, line: str) -> bool:
        """Whether a line is a local command: a colon begins it where commands are expected."""
        if self.talk.link is not None and self.listens in (Listens.TEXT, Listens.SASL):
            return False
        return line.startswith((":", "：")) and not line.startswith(("::", "：："))

    async def run_local(self, line: str) -> None:
        """Run a local line whoever listens (F4, Ctrl-])."""
        await self._run_local(self, line.lstrip(":："))

    async def say_line(self, line: str) -> None:
        """Send a line with CRLF, exactly as typed, and wait a little for the reply."""
        conversation = self.conversation
        data = line.encode("utf-8", "surrogateescape")
        if conversation is not None and not self.practice:
            concern = caution.concern(conversation, data, self.talk)
            if concern is not None and not await self._confirmed(concern):
                return
        self.letter_lines = self.letter_lines + 1 if self.listens is Listens.TEXT else 0
        self.retrace.remember(conversation, data)
        self.talk.say(data + b"\r\n")
        self.spoke_at = self.talk.clock()
        await self.talk.drain()
        await self._pause(self.ready)
        conversation = self.conversation
        if conversation is not None and conversation.state == "CLOSED":
            # After its goodbye the server closes: that belongs to the reply, not to the next line.
            await self._pause(lambda: self.talk.link is None)
        if self.guide is not None:
            self.guide.settle()

    async def _pause(self, ready: Callable[[], bool]) -> None:
        """Wait a little, so that a reply stands above the prompt that follows it."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.talk.wait(ready)
        except TimeoutError:
            return

    def _echo(self, line: str) -> None:
        """A line that no server sees belongs to the transcript too; what it may hide does not."""
        if not self.page.echo:
            return
        name, space, _ = line.partition(" ")
        hides = space and name.lstrip(":：").lower() in ("b64", "unb64")
        shown = f"{name} ****" if hides else line
        prompt = (Span(self.message(), Role.INFO), Span(visible(shown), Role.CLIENT))
        self.show([Line(prompt, 0, 5)])

    async def _confirmed(self, concern: caution.Concern) -> bool:
        self.tell(concern.key, Role.WARN, **concern.args)
        answer = await self.ask("ui.caution.go")
        if answer.strip().lower() in ("y", "yes", "是", "好"):
            return True
        self.tell("ui.caution.kept")
        return False

    async def _shell_line(self, line: str) -> None:
        word = line.strip()
        if not word:
            return
        if self.is_local(word) or word.lower() in hosts.LEAVE or _calls(word):
            self._echo(word)
        if self.is_local(word):
            await self._run_local(self, word[1:])
        elif word.lower() in hosts.LEAVE:
            self.done = True
        else:
            await self._call(word)

    async def _call(self, word: str) -> None:
        try:
            call = hosts.read(word)
        except TargetError as error:
            self.tell(error.key, Role.WARN, **error.args_for_words)
            return
        if call is None:
            # Perhaps it was meant for a server that is gone, and secret: it is not said again.
            verb = word.split(maxsplit=1)[0].upper()
            known = any(verb in protocol.verbs for protocol in PROTOCOLS.values())
            self.tell("ui.shell.unknown" if known else "ui.shell.nobody", Role.WARN, word=verb)
            self.suggest_next()
            return
        target = hosts.play(call.target, self._played)
        await self.connect(target)
        if call.starttls and self.talk.link is not None:
            await self.start_tls()

    async def connect(self, target: Target) -> bool:
        """Connect and wait for the greeting; a failure is explained."""
        self.calling = target, self.talk.clock()
        try:
            await self.talk.connect(target)
        except LinkError as error:
            text = sentence(self.world, error, target, self.talk)
            self.show([info(text, Role.WARN)])
            return False
        finally:
            self.calling = None
        self.spoke_at = self.talk.clock()
        await self._pause(self.ready)
        return True

    # -- what local commands do ------------------------------------------------------------------

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

    async def send_text(self, data: bytes) -> None:
        """Send a file as message text: CRLF line ends, dots stuffed, ended by its dot."""
        if self.listens is not Listens.TEXT:
            self.tell("ui.send.data", Role.WARN)
            return
        lines = data.replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n")
        stuffed = b"".join(b"." * line.startswith(b".") + line + b"\r\n" for line in lines)
        try:
            for start in range(0, len(stuffed), BLOCK):
                self.sending = start, len(stuffed)
                self.talk.say(stuffed[start : start + BLOCK])
                await self.talk.drain()
                # A big letter leaves room for the pinned row and for what the server says.
                await asyncio.sleep(0)
                if self.talk.link is None:
                    return
        finally:
            self.sending = None
        self.tell("ui.send.done", octets=f"{len(stuffed):,}", lines=len(lines))
        self.talk.say(b".\r\n")
        self.spoke_at = self.talk.clock()
        await self._pause(self.ready)

    async def undo(self) -> None:
        """Back before the last command; the practice server only."""
        target, rewind = self.talk.target, self._rewind
        if not self.practice or target is None or rewind is None:
            self.tell("ui.undo.practice", Role.WARN)
            return
        before, last = self.retrace.split(cut=self.talk.link is None)
        if last is None and not before:
            self.tell("ui.undo.nothing", Role.WARN)
            return
        mark = last.mark if last is not None else self._mark()
        self.muted = True
        try:
            await self._walk_back(target, rewind, before, mark)
        finally:
            self.muted = False
        verb = last.verb if last is not None else ""
        self.tell("ui.undo.done" if verb else "ui.undo.cut", verb=verb)
        if self.guide is not None:
            self.guide.present()
        else:
            self.suggest_next()

    async def _walk_back(
        self, target: Target, rewind: Rewind, before: list[Spoken], mark: object
    ) -> None:
        """To where these lines lead, on a new connection, with the mailboxes as they were."""
        stood, place = mark if isinstance(mark, tuple) else (mark, None)
        await self.talk.hang_up("undo")
        async with asyncio.timeout(self.talk.timeout):
            while rewind.is_busy():
                await asyncio.sleep(0.01)
        rewind.restore(stood)
        await self.talk.connect(target)
        await self.talk.wait(self.ready)
        for spoken in filter(matters, before):
            self.talk.say(spoken.line + b"\r\n")
            await self.talk.wait(self.ready)
        # What was sent on the way is in the mailboxes already.
        rewind.restore(stood)
        self.retrace.go_on(before)
        if self.guide is not None and place is not None:
            self.guide.go_back(place)

    def _mark(self) -> object:
        """How things stand, for `:undo`."""
        if self._rewind is None or not self.practice:
            return None
        return self._rewind.take(), self.guide.place() if self.guide is not None else None

    async def again(self) -> None:
        """Reconnect and say again what is harmless to say again."""
        target, lines = self.talk.target, self.retrace.harmless()
        if target is None:
            self.tell("ui.not.connected")
            return
        await self.talk.hang_up("again")
        self.retrace.forget()
        if not await self.connect(target):
            return
        for line in lines:
            if self.talk.link is None:
                return
            await self.say_line(line.decode("utf-8", "surrogateescape"))
        self.tell("ui.again.done")

    def suggest_next(self) -> None:
        """What may be said now, in one line."""
        conversation = self.conversation
        if conversation is None:
            self.tell("ui.shell.help")
            return
        useful = ", ".join(conversation.useful()[:4])
        self.tell("ui.next", verbs=useful or "-")

    def save(self, path: Path) -> None:
        """Keep the recording under a name of the learner's; no secret gets into it."""
        if self.keeping is None:
            self.tell("ui.save.nothing", Role.WARN)
            return
        try:
            found = self.keeping.save(path, self.talk.session.secrets, force=self.world.force)
        except FileExistsError:
            self.tell("error.file.exists", Role.WARN, path=path)
        except OSError as error:
            self.tell("error.file", Role.WARN, path=path, reason=error.strerror)
        else:
            key = "ui.save.secret" if found is not None else "ui.save.done"
            self.tell(key, Role.WARN if found else Role.INFO, path=path, line=found)

    def next_detail(self) -> None:
        """F2: the last exchange in the next detail, which holds from now on."""
        order = [Detail.BRIEF, Detail.FULL, Detail.OFF]
        self.page.detail = order[(order.index(self.page.detail) + 1) % len(order)]
        self.tell("ui.detail.now", now=self.page.detail.value)
        if self.last is not None and self.page.detail is not Detail.OFF:
            self.show(self.page.again(self.last, self.page.detail))

    def hidden_characters(self, text: str) -> int | None:
        """From which character on what is being typed is a credential; None if nothing is.

        Practice codes are printed by the lesson: there is nothing to hide from anybody.
        """
        conversation = self.conversation
        if conversation is None or self.practice or not text:
            return None
        if self.is_local(text):
            name, space, _ = text.partition(" ")
            return len(name) + 1 if space and name[1:].lower() == "b64" else None
        if self.listens is Listens.SASL:
            return None if text == "*" else 0
        if self.uncertain:
            moves = {command.phrase.move for command in conversation.pending}
            return 0 if moves & conversation.protocol.logins else None
        if self.listens is not Listens.COMMAND:
            return None
        octets = text.encode("utf-8", "surrogateescape")
        spans = conversation.protocol.grammar.command(octets, conversation.facts).spans
        return len(octets[: spans[0][0]].decode("utf-8", "replace")) if spans else None

    def may_remember(self, text: str) -> bool:
        """Whether a typed line may stand in the history: no secret, no letter, nothing local."""
        if not text.strip() or self.is_local(text) or "\n" in text:
            return False
        conversation = self.conversation
        if conversation is None:
            # What is no call may have been meant for a server that is gone.
            return _calls(text)
        if self.uncertain or self.listens is not Listens.COMMAND:
            return False
        octets = text.encode("utf-8", "surrogateescape")
        return not conversation.protocol.grammar.command(octets, conversation.facts).spans

    def local_names(self, typed: str) -> list[tuple[str, str]]:
        """Local commands that begin so, with how they are written."""
        return [(name, how) for name, how in self.locals.items() if name.startswith(typed)]

    def reveal(self) -> None:
        """Show the last hidden line as it was said, to whoever sits here."""
        event = self.last.event if self.last else None
        command = event.command if isinstance(event, Exchange) else None
        if command is None or command.hidden is None:
            self.tell("ui.reveal.nothing")
            return
        line = self.talk.session.secrets.line(command.hidden).decode("utf-8", "backslashreplace")
        self.show([info(line, Role.WARN)])


def _calls(line: str) -> bool:
    """Whether a line is a call of the walkthrough's shell, a good one or not."""
    try:
        return hosts.read(line.strip()) is not None
    except TargetError:
        return True
