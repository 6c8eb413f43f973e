"""The prompt's mind: what a typed line means here, and who hears it. Knows no keys.

With no connection it is the walkthrough's shell; connected, each line goes to the socket with
CRLF, exactly as typed. How lines are read and where lines are shown is handed in.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

from tutor.core.conversation import Conversation
from tutor.core.events import Closed, Exchange
from tutor.core.spec import Listens
from tutor.core.visible import visible
from tutor.core.wire import Remark
from tutor.net.link import LinkError, Target
from tutor.net.talk import Talk
from tutor.net.target import TargetError
from tutor.page import Line, Page, Role, Span, info
from tutor.session import Item
from tutor.shell import caution, hosts, nobody
from tutor.shell.coaching import sentence
from tutor.shell.footprints import Footprints
from tutor.shell.foresight import Foresight
from tutor.shell.guide import Guide
from tutor.shell.keeping import Keeping
from tutor.shell.playing import Client
from tutor.shell.retrace import Retrace, Rewind
from tutor.slips.line import TAIL
from tutor.world import World

PATIENCE = 0.8
"""Seconds to wait for a reply before the prompt comes back without it."""

ANSWERING = frozenset(
    f":{name}"
    for name in (
        "help hint why state map envelope b64 cram unb64 detail lang starttls send drop undo again"
        " catchup switch listen predict note mark save reveal quit"
    ).split()
)
"""The local commands that are heard where an answer to a login is typed: all of them, by their
whole names. Whatever else begins with a colon there may be somebody's password."""

Ask = Callable[[str, bool, str], Awaitable[str]]
"""Asks a question: whether the answer is hidden, and which keys are an answer without Enter."""
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
        ask: Ask,
        keeping: Keeping | None = None,
        guide: Guide | None = None,
        played: Mapping[str, Target] | None = None,
        rewind: Rewind | None = None,
        stage: hosts.Stage = (),
    ) -> None:
        self.world = world
        self.talk = talk
        self.page = page
        self.show = show
        self.keeping = keeping
        self.guide = guide
        self.rewind = rewind
        self.done = False
        self.prefill = ""
        self.answer = ""
        self.last: Item | None = None
        self.footprints = Footprints()
        self.spoke_at = 0.0
        self.letter_lines = 0
        self.letter_last = b""
        self.sending: tuple[int, int] | None = None
        self.calling: tuple[Target, float] | None = None
        self.is_typing: Callable[[], bool] = lambda: False
        self.muted = False
        self.overheard: Callable[[], list[Line]] | None = None
        self.retrace = Retrace(talk, self.mark)
        self._run_local = run_local
        self._ask = ask
        self._played = played or {}
        self._stage = stage
        self._unheard = False
        self._refused_logins = caution.RefusedLogins()
        self._patience = caution.Patience()
        self.client = Client(talk, guide, page, self.tell) if guide is not None else None
        self.foresight = Foresight(lambda keys: ask("predict>", False, keys), self.tell)

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

    @property
    def elsewhere(self) -> bool:
        """Whether what is typed is for the lesson and for no server: the answer to a question, or
        a reply where the learner is the server."""
        guide = self.guide
        return guide is not None and (guide.asks is not None or guide.serves is not None)

    def mark(self) -> object:
        """How things stand, for `:undo`."""
        if self.rewind is None or not self.practice:
            return None
        return self.rewind.take(), self.guide.place() if self.guide is not None else None

    def message(self) -> str:
        """The prompt: the state, or `letter` while message text is typed."""
        if self.guide is not None and self.guide.waits:
            return f"{self.world.say('ui.enter')}> "
        if self.elsewhere:
            return "answer?> " if self.guide is not None and self.guide.asks else "server> "
        if self.talk.link is None:
            return "$ "
        conversation = self.conversation
        if conversation is None:
            return "... "
        names = {Listens.TEXT: "letter", Listens.SASL: "answer", Listens.HANDSHAKE: "TLS"}
        name = names.get(self.listens or Listens.COMMAND, conversation.state)
        name = "chunk" if conversation.owed else name
        return f"{self.label()} {name}> ".lstrip()

    def label(self) -> str:
        """Which of several open lines is typed to: its protocol where that tells it from the
        others, else its number; "" where there is one only."""
        talk = self.talk
        if len(talk.open) < 2 or talk.link is None:
            return ""
        known = [talk.session.conversations.get(number) for number in talk.open]
        names = [each.protocol.name if each is not None else "" for each in known]
        own = names[talk.open.index(talk.current)]
        return own if names.count(own) == 1 and own else str(talk.current)

    def turn_to(self, number: int) -> None:
        """Type to this line from now on; to the shell for 0."""
        self.talk.current = number
        if self.guide is not None:
            self.guide.progress.turn_to(number)

    def tell(self, key: str, role: Role = Role.INFO, **args: object) -> None:
        """Show a sentence of the program's own."""
        self.show([info(self.world.say(key, **args), role)])

    def suggest_next(self) -> None:
        """What may be said now, in one line."""
        conversation = self.conversation
        if conversation is None:
            self.tell("ui.shell.help")
            return
        useful = ", ".join(conversation.useful()[:4])
        self.tell("ui.next", verbs=useful or "-")

    def foretold(self) -> tuple[int, int]:
        """How many predictions came true, of how many."""
        if self.guide is None:
            return self.foresight.right, self.foresight.said
        made = [right for each in self.guide.progress.tallies.values() for right in each.foretold]
        return sum(made), len(made)

    def explains_nothing(self) -> bool:
        """Whether this is no time for explanations; says so."""
        silent = self.guide is not None and self.guide.help.notes == "none"
        if silent:
            self.tell("ui.lesson.silent")
        return silent

    def stumble(self, error: BaseException) -> None:
        """A fault of the program's own: a sentence, never a traceback, and the session goes on."""
        self.tell("ui.stumbled", Role.WARN, kind=type(error).__name__)

    async def ask(self, key: str, *, hidden: bool = False, keys: str = "", **told: object) -> str:
        """Ask a question of the program's own; one of `keys` answers without Enter."""
        return await self._ask(self.world.say(key, **told), hidden, keys)

    async def answer_to(self, prompt: str) -> str:
        """Ask at a prompt of its own; "" is Enter alone, or the wish to be asked no more."""
        return await self._ask(prompt, False, "")

    # -- the sink --------------------------------------------------------------------------------

    def see(self, item: Item) -> None:
        """Remember what `:why` and `:map` may ask for, and advise after refused logins."""
        if isinstance(item.event, Exchange):
            self.last = item
        if isinstance(item.event, Closed) and item.event.wire.conn == self.talk.current:
            self._fall_back()
        self.footprints.see(item.event)
        self.foresight.see(item.event)
        if self._refused_logins.see(item) and not self.practice and not self.talk.unwired:
            self.tell("ui.caution.logins", Role.WARN)
        if self.practice and self._patience.see(item):
            self.tell("ui.caution.last", Role.WARN)

    def _fall_back(self) -> None:
        """The line that was typed to is over: the newest of those that are open is next."""
        if self.talk.link is None and self.talk.open:
            self.talk.current = self.talk.open[-1]
            target = self.talk.target
            if target is not None:
                self.tell("ui.switch.back", peer=visible(target.label))

    # -- typing ----------------------------------------------------------------------------------

    async def take(self, text: str) -> None:
        """What was typed: one line, or a pasted block that is said line by line."""
        lines = text.removesuffix("\n").split("\n")
        for number, line in enumerate(lines):
            if number and not await self._may_go_on(line):
                self.tell("ui.paste.left", Role.WARN, count=len(lines) - number)
                return
            await self._take_line(line.removesuffix("\r"), alone=len(lines) == 1)
            self.keep_up()
            if self.done:
                return

    async def _may_go_on(self, line: str) -> bool:
        """Whether the next line of a pasted block may be said: it was not meant for nobody, nor
        for a question that came in between."""
        if self.guide is not None and self.elsewhere:
            return self.guide.asks is None
        if self.talk.link is not None and not await self.talk.wait(self.ready):
            return False
        return self.talk.link is not None or self.is_local(line) or hosts.is_call(line)

    def ready(self) -> bool:
        """Whether a person would type now."""
        if self.talk.unwired:
            return True
        conversation = self.conversation
        owes = conversation is not None and conversation.owed > 0  # octets that BDAT announced
        return self.talk.settled or owes or self.listens in (Listens.TEXT, Listens.SASL)

    async def _take_line(self, line: str, *, alone: bool = True) -> None:
        guide = self.guide
        if guide is not None and guide.waits:
            guide.go_on()
            self.keep_up()
            if not line.strip():
                return
        if guide is not None and guide.asks is not None and not self.is_local(line):
            if line.strip():
                self._echo(line)
            guide.answer(line)
        elif self.client is not None and self.client.waits and not self.is_local(line):
            self._serve(self.client, line)
        elif self.talk.link is None and not self.elsewhere:
            called = alone and hosts.is_call(line.strip())
            if not called or await self._foretell(line.strip()):
                await self._shell_line(line)
        elif self.is_local(line):
            self._echo(line)
            await self.run_local(line)
        else:
            escaped = line.startswith(("::", "：：")) and self.listens is Listens.COMMAND
            said = line[1:] if escaped else line
            if not alone or await self._foretell(said):
                await self.say_line(said)

    def keep_up(self) -> None:
        """What the lesson does by itself when a step begins."""
        if self.client is not None:
            self.client.begin()

    def _serve(self, client: Client, line: str) -> None:
        """A line of the learner's as the server; an answer is shown when it is whole."""
        if not line and not client.halfway:
            self.tell("ui.serve.turn")
            return
        prompt = Line((Span(self.message(), Role.INFO), Span(visible(line), Role.SERVER)), 0, 8)
        if not client.hear(line) and self.page.echo:
            self.show([prompt])

    async def _foretell(self, line: str) -> bool:
        """Before a line is sent: what its reply will be, where somebody asks. Whether it is sent;
        else it stands in the prompt again."""
        protocol = self.guide.foresees(line) if self.guide is not None else None
        conversation = self.conversation
        if protocol is None and self.foresight.always and conversation is not None:
            command = self.listens is Listens.COMMAND
            ends = self.listens is Listens.TEXT and line == "."
            protocol = conversation.protocol.name if command or ends else None
        if protocol is None or self.foresight.silent:
            return True
        kind = await self.foresight.foretell(protocol)
        if isinstance(kind, str):
            self.prefill = line
            self.tell("ui.predict.kept")
            return False
        if kind is not None and self.guide is not None:
            self.guide.foretell(kind, protocol)
        elif kind is not None:
            self.foresight.hold(kind, protocol)
            self.remark("predict", {"step": None, "class": kind.value})
        return True

    def remark(self, kind: str, value: object) -> None:
        """Write down what is no wire; what a lesson judges goes by its guide."""
        if self.keeping is not None:
            self.keeping.remark(Remark(round(self.talk.clock(), 3), kind, value))

    def is_local(self, line: str) -> bool:
        """Whether a line is a local command: a colon begins it where commands are expected."""
        listens = None if self.elsewhere or self.talk.link is None else self.listens
        if listens is Listens.TEXT:
            return False
        if listens is Listens.SASL:
            # There is no colon in base64: in its place may be asked for help, or to go back.
            return line.partition(" ")[0].replace("：", ":").lower() in ANSWERING
        return line.startswith((":", "：")) and not line.startswith(("::", "：："))

    async def run_local(self, line: str) -> None:
        """Run a local line whoever listens (F4, Ctrl-])."""
        line = line.lstrip(":：")
        await self._run_local(self, line)
        if self.guide is not None:
            self.guide.progress.did(f":{line}")

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

    def _echo(self, line: str) -> None:
        """A line that no server sees belongs to the transcript too; what it may hide does not."""
        if not self.page.echo:
            return
        name, space, _ = line.partition(" ")
        hides = space and name.lstrip(":：").lower() in ("b64", "unb64", "cram")
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
        if self.is_local(word) or word.lower() in hosts.LEAVE or hosts.is_call(word):
            self._echo(word)
        if self.is_local(word):
            await self.run_local(word)
        elif word.lower() in hosts.LEAVE:
            await self._run_local(self, "quit")
        else:
            await self._call(word)

    async def _call(self, word: str) -> None:
        try:
            call = hosts.read(word, self._stage)
        except TargetError as error:
            self.tell(error.key, Role.WARN, **error.args_for_words)
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
        helps = self.guide is None or self.guide.help.hints != "none"
        stage, last = self._stage if helps else (), self.talk.target
        peer = last.label.lower() if last is not None else None
        key, told = nobody.sentence(line, stage, peer, again=self._unheard)
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
