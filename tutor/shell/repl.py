"""The prompt's mind: what a typed line means here, and what is done with it. Knows no keys.

With no connection it is the walkthrough's shell; connected, each line goes to the socket with
CRLF, exactly as typed. How lines are read and where lines are shown is handed in.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path

from tutor.core.conversation import Conversation
from tutor.core.events import Closed, Exchange
from tutor.core.spec import Listens
from tutor.net.link import LinkError, Target
from tutor.net.talk import Talk
from tutor.net.target import TargetError
from tutor.page import Detail, Line, Page, Role, info
from tutor.session import Item
from tutor.shell import caution, hosts
from tutor.shell.coaching import sentence
from tutor.shell.guide import Guide
from tutor.shell.keeping import Keeping
from tutor.shell.retrace import Retrace
from tutor.world import World

PATIENCE = 0.8
"""Seconds to wait for a reply before the prompt comes back without it."""

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
    ) -> None:
        self.world = world
        self.talk = talk
        self.page = page
        self.show = show
        self.keeping = keeping
        self.guide = guide
        self.done = False
        self.prefill = ""
        self.last: Item | None = None
        self.spoke_at = 0.0
        self.letter_lines = 0
        self.retrace = Retrace(talk)
        self.locals = locals_
        self._run_local = run_local
        self._ask = ask
        self._played = played or {}
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
    def practice(self) -> bool:
        """Whether the practice server is at the other end."""
        target = self.talk.target
        return target is not None and target.played

    def message(self) -> str:
        """The prompt: the state, or `letter` while message text is typed."""
        if self.talk.link is None:
            return "$ "
        conversation = self.conversation
        if conversation is None:
            return "... "
        names = {Listens.TEXT: "letter", Listens.SASL: "answer", Listens.HANDSHAKE: "TLS"}
        return f"{names.get(self.listens or Listens.COMMAND, conversation.state)}> "

    def standing(self) -> str:
        """TLS or clear, logged in or not, real or played; for the pinned row."""
        conversation = self.conversation
        if conversation is None:
            return self.world.say("ui.standing.none")
        facts = conversation.facts
        parts = [self.world.say("ui.standing.tls" if facts.tls else "ui.standing.clear")]
        parts.append(self.world.say(f"ui.standing.{'in' if facts.authenticated else 'out'}"))
        if not self.practice:
            parts.append("REAL SERVER")
        return self.world.say("ui.standing.comma").join(parts)

    def tell(self, key: str, role: Role = Role.INFO, **args: object) -> None:
        """Show a sentence of the program's own."""
        self.show([info(self.world.say(key, **args), role)])

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
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if number and self.talk.link is not None:
                await self.talk.wait(self.ready)
            await self._take_line(line.removesuffix("\r"))
            if self.done:
                return

    def ready(self) -> bool:
        """Whether a person would type now."""
        return self.talk.settled or self.listens in (Listens.TEXT, Listens.SASL)

    async def _take_line(self, line: str) -> None:
        if self.guide is not None and self.guide.waits and not line.strip():
            self.guide.go_on()
            return
        if self.talk.link is None:
            await self._shell_line(line)
        elif self.is_local(line):
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
        await self.talk.wait(self.ready, timeout=PATIENCE)

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
            self.tell("ui.shell.unknown", Role.WARN, word=word.split(maxsplit=1)[0])
            self.suggest_next()
            return
        target = hosts.play(call.target, self._played)
        await self.connect(target)
        if call.starttls and self.talk.link is not None:
            await self.start_tls()

    async def connect(self, target: Target) -> None:
        """Connect and wait for the greeting; a failure is explained."""
        try:
            await self.talk.connect(target)
        except LinkError as error:
            text = sentence(self.world, error, target, self.talk)
            self.show([info(text, Role.WARN)])
            return
        self.spoke_at = self.talk.clock()
        await self.talk.wait(self.ready, timeout=3.0)

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
        for start in range(0, len(stuffed), 65536):
            self.talk.say(stuffed[start : start + 65536])
            await self.talk.drain()
            if self.talk.link is None:
                return
        self.tell("ui.send.done", octets=f"{len(stuffed):,}", lines=len(lines))
        self.talk.say(b".\r\n")
        await self.talk.wait(self.ready, timeout=PATIENCE)

    async def undo(self) -> None:
        """Back before the last command; the practice server only."""
        if not self.practice:
            self.tell("ui.undo.practice", Role.WARN)
            return
        await self._walk_again(self.retrace.before_last(), "ui.undo.done")

    async def again(self) -> None:
        """Reconnect and say again what is harmless to say again."""
        await self._walk_again(self.retrace.harmless(), "ui.again.done")

    async def _walk_again(self, lines: list[bytes], key: str) -> None:
        target = self.talk.target
        if target is None:
            self.tell("ui.not.connected")
            return
        await self.talk.hang_up("again")
        self.retrace.forget()
        await self.connect(target)
        for line in lines:
            if self.talk.link is None:
                return
            await self.say_line(line.decode("utf-8", "surrogateescape"))
        self.tell(key)

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
        if self.last is not None and self.page.detail is Detail.FULL:
            self.show(self.page.again(self.last, Detail.FULL))

    def hidden_characters(self, text: str) -> int | None:
        """From which character on what is being typed is a credential; None if nothing is.

        Practice codes are printed by the lesson: there is nothing to hide from anybody.
        """
        conversation = self.conversation
        if conversation is None or self.practice or not text:
            return None
        if self.listens is Listens.SASL:
            return None if text == "*" else 0
        if self.listens is not Listens.COMMAND or self.is_local(text):
            return None
        octets = text.encode("utf-8", "surrogateescape")
        spans = conversation.protocol.grammar.command(octets, conversation.facts).spans
        return len(octets[: spans[0][0]].decode("utf-8", "replace")) if spans else None

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
