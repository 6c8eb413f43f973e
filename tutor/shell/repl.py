"""The prompt's mind: what a typed line means here, and who hears it. Knows no keys.

With no connection it is the walkthrough's shell; connected, each line goes to the socket with
CRLF, exactly as typed. How lines are read and where lines are shown is handed in.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from tutor.core.events import Closed, Exchange
from tutor.core.spec import Listens
from tutor.core.visible import visible
from tutor.core.wire import Remark
from tutor.net.link import Target
from tutor.net.talk import Talk
from tutor.page import Line, Page, Role, Span
from tutor.session import Item
from tutor.shell import caution, hosts
from tutor.shell.calling import Caller
from tutor.shell.footprints import Footprints
from tutor.shell.guiding.foresight import Foresight
from tutor.shell.guiding.guide import Guide
from tutor.shell.keeping import Keeping
from tutor.shell.retrace import Rewind
from tutor.shell.voice import Ask
from tutor.world import World

RunLocal = Callable[["Repl", str], Awaitable[None]]


class Repl(Caller):
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
        super().__init__(
            world, talk, page, show, ask=ask, guide=guide, rewind=rewind, played=played, stage=stage
        )
        self.keeping = keeping
        self.done = False
        self.prefill = ""
        self.answer = ""
        self.last: Item | None = None
        self.footprints = Footprints()
        self.sending: tuple[int, int] | None = None
        self.is_typing: Callable[[], bool] = lambda: False
        self.overheard: Callable[[], list[Line]] | None = None
        self._run_local = run_local
        self.held = ""
        self._secrets = talk.session.secrets
        self._refused_logins = caution.RefusedLogins()
        self._patience = caution.Patience()
        self.client = None
        if guide is not None and guide.has_client:
            from tutor.shell.guiding.playing import Client

            self.client = Client(talk, guide, page, self.tell)
        self.foresight = Foresight(
            lambda keys: ask(world.say("ui.prompt.predict"), False, keys), self.tell
        )

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

    def foretold(self) -> tuple[int, int]:
        """How many predictions came true, of how many."""
        if self.guide is None:
            return self.foresight.right, self.foresight.said
        made = [right for each in self.guide.progress.tallies.values() for right in each.foretold]
        return sum(made), len(made)

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

    async def _take_line(self, line: str, *, alone: bool = True) -> None:
        guide = self.guide
        if guide is not None and guide.waits:
            guide.go_on()
            self.keep_up()
            if not line.strip():
                return
        if guide is not None and guide.asks is not None and not self.is_local(line):
            from tutor.shell import echoed

            asked = guide.real and self.listens is Listens.SASL
            line = echoed.answer(guide.asks, line, self._secrets, real=guide.real, asked=asked)
            if line.strip():
                self._echo(line)
            guide.answer(line)
        elif self.client is not None and self.client.waits and not self.is_local(line):
            self._serve(line)
        elif self.talk.link is None and not self.elsewhere:
            called = alone and hosts.is_call(line.strip())
            if not called or await self._foretell(line.strip()):
                await self._shell_line(line)
        elif self.is_local(line):
            self._echo(line)
            await self.run_local(line)
        else:
            await self._server_line(line, alone=alone)

    async def _server_line(self, line: str, *, alone: bool) -> None:
        if alone and self._holds_back(line):
            return
        escaped = line.startswith(("::", "：：")) and self.listens is Listens.COMMAND
        said = line[1:] if escaped else line
        if not alone or await self._foretell(said):
            await self.say_line(said)

    def keep_up(self) -> None:
        """What the lesson does by itself when a step begins."""
        if self.client is not None:
            self.client.begin()

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
            await self.call(word)

    async def run_local(self, line: str) -> None:
        """Run a local line whoever listens (F4, Ctrl-])."""
        line = line.lstrip(":：")
        await self._run_local(self, line)
        if self.guide is not None:
            self.guide.progress.did(f":{line}")

    def _echo(self, line: str) -> None:
        """A line that no server sees belongs to the transcript too; what it may hide does not."""
        if not self.page.echo:
            return
        shown = line
        if self.is_local(line):
            from tutor.shell import echoed

            event = self.last.event if self.last is not None else None
            reply = event.reply if isinstance(event, Exchange) else None
            shown = echoed.local(line, self._secrets, reply.lines if reply is not None else ())
        prompt = (Span(self.message(), Role.INFO), Span(visible(shown), Role.CLIENT))
        self.show([Line(prompt, 0, 5)])

    def _holds_back(self, line: str) -> bool:
        """A command of the program's, typed where nothing is local: said once, and the line stands
        in the prompt again; as it stands there it is sent."""
        again, self.held = line == self.held, ""
        name = caution.local_name(line)
        where = {Listens.TEXT: "letter", Listens.SASL: "answer"}.get(self.listens or Listens.NOBODY)
        if again or not name or where is None or not self.world.interactive or self.muted:
            return False
        self.held = self.prefill = line
        self.tell(f"ui.caution.local.{where}", Role.WARN, name=name)
        return True

    def _serve(self, line: str) -> None:
        """A line of the learner's as the server; an answer is shown when it is whole."""
        client = self.client
        if client is None or not (line or client.halfway):
            self.tell("ui.serve.turn")
            return
        prompt = Line((Span(self.message(), Role.INFO), Span(visible(line), Role.SERVER)), 0, 8)
        if not client.hear(line) and self.page.echo:
            self.show([prompt])

    async def _foretell(self, line: str) -> bool:
        """Before a line is sent: what its reply will be, where somebody asks. Whether it is sent;
        else it stands in the prompt again."""
        protocol = self.guide.foresees(line) if self.guide is not None else None
        whatever = protocol is None
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
            self.guide.foretell(kind, protocol, whatever=whatever)
        elif kind is not None:
            self.foresight.hold(kind, protocol)
            self.remark("predict", {"step": None, "class": kind.value})
        return True

    def remark(self, kind: str, value: object) -> None:
        """Write down what is no wire; what a lesson judges goes by its guide."""
        if self.keeping is not None:
            self.keeping.remark(Remark(round(self.talk.clock(), 3), kind, value))
