"""Predicting the class of a reply: asked for before a line is sent, held against what comes."""

from collections.abc import Awaitable, Callable

from tutor.core.events import Event
from tutor.core.spec import Class
from tutor.lesson.foretelling import Prediction, came, follow
from tutor.shell.guiding.asking import ENDED, GIVEN_UP, KEYS, key_of, predicted

Ask = Callable[[str], Awaitable[str]]
"""Asks for one of these keys; what comes may be anything, "" skips."""
Tell = Callable[..., None]


class Foresight:
    """The predictions of one sitting; in a lesson its judge keeps them, else they are kept here.

    `always` asks before each command; `silent` never asks, for who cannot be asked.
    """

    def __init__(self, ask: Ask, tell: Tell) -> None:
        self.always = False
        self.silent = False
        self.said = 0
        self.right = 0
        self._ask = ask
        self._tell = tell
        self._held: Prediction | None = None
        self._protocol = ""

    async def foretell(self, protocol: str) -> Class | str | None:
        """Ask for a class; None where it is skipped, GIVEN_UP where nothing is to be sent yet."""
        self._tell(f"ui.predict.ask.{protocol}")
        keys = "".join(KEYS[protocol])
        while text := (await self._ask(keys)).strip():
            if text in (GIVEN_UP, ENDED):
                return GIVEN_UP
            kind = predicted(text, protocol)
            if kind is not None:
                return kind
            self._tell("ui.predict.keys", keys=" ".join(keys))
        return None

    def hold(self, kind: Class, protocol: str) -> None:
        """A prediction outside a lesson: of the reply to what is said next."""
        self._held, self._protocol = Prediction(kind, None), protocol

    def see(self, event: Event) -> None:
        """Hold an event against the prediction, and say what came of it."""
        if self._held is None:
            return
        kind = came(self._held, event)
        if kind is None:
            self._held = follow(self._held, event)
            return
        right = kind is self._held.said
        self.said, self.right = self.said + 1, self.right + right
        names = [key_of(each, self._protocol) for each in (self._held.said, kind)]
        self._held = None
        key = "ui.predict.right" if right else "ui.predict.other"
        self._tell(key, said=names[0], came=names[1])
