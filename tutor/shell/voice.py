"""How the program speaks to whoever sits at the prompt, and asks."""

from collections.abc import Awaitable, Callable, Iterable

from tutor.net.talk import Talk
from tutor.page import Line, Page, Role, info
from tutor.shell.guiding.guide import Guide
from tutor.shell.retrace import Rewind
from tutor.shell.whereabouts import Whereabouts
from tutor.world import World

Ask = Callable[[str, bool, str], Awaitable[str]]
"""Asks a question: whether the answer is hidden, and which keys are an answer without Enter."""


class Voice(Whereabouts):
    """A sitting that can be spoken in. While it is `muted` nothing is shown."""

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
    ) -> None:
        super().__init__(world, talk, guide, rewind)
        self.page = page
        self.show = show
        self.muted = False
        self._ask = ask

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
