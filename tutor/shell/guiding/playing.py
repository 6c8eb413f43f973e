"""Steps in which the learner is the server: the program plays the client of the lesson."""

from collections.abc import Callable

from tutor.core.events import Exchange
from tutor.core.wire import Side
from tutor.lesson import Lesson, Serve, Task
from tutor.net.talk import Talk
from tutor.page import Page
from tutor.shell.guiding.guide import Guide


class Client:
    """The client of a lesson. It says its lines when their step begins, or, where nobody has
    greeted it yet, one after the other, each when the one before is answered. Where the learner's
    answers lead nowhere it begins the step again, on a new connection that stands as it has to.
    """

    def __init__(self, talk: Talk, guide: Guide, page: Page, tell: Callable[..., None]) -> None:
        self.muted = False
        self._page = page
        self._talk = talk
        self._guide = guide
        self._tell = tell
        self._step: Serve | None = None
        self._told = False
        self._unsaid: list[str] = []
        self._turns = False

    @property
    def waits(self) -> bool:
        """Whether the client has said its lines and it is the learner's turn."""
        return self._guide.serves is not None and self._guide.serves is self._step

    @property
    def halfway(self) -> bool:
        """Whether the learner's answer is not over yet."""
        conversation = self._talk.conversation
        return conversation is not None and conversation.halfway

    def forget(self) -> None:
        """The lesson is walked anew: what was said counts no more."""
        self._step = None

    def begin(self) -> None:
        """Say the lines of a step that has begun; those of others were said."""
        step = self._guide.serves
        if isinstance(self._guide.progress.step, Task) and not self._guide.waits:
            self._talk.leave()  # the learner is the client again
        if step is None or step is self._step:
            return
        self._step = step
        if not self._told:
            self._told = True
            self._tell("ui.serve.begin")
        if not self._talk.unwired:
            self._stand(step)
        self._say(step)

    def hear(self, line: str) -> bool:
        """The learner's line, as the server. Whether it was a whole answer."""
        step, index = self._guide.serves, self._guide.progress.index
        if step is None:
            return False
        if not self._talk.unwired:
            self._again(step)
            return True
        answered = self._reply(line)
        if index == self._guide.progress.index:
            self._go_on()
        owed = self._talk.conversation is not None and bool(self._talk.conversation.pending)
        over = not self._talk.unwired
        if answered and index == self._guide.progress.index and (over or not owed):
            self._again(step)
        return answered

    def _again(self, step: Serve) -> None:
        """The same step once more."""
        self._tell("ui.serve.again")
        self._stand(step)
        self._say(step)

    def _stand(self, step: Serve) -> None:
        """A new connection that stands where the step begins; nothing is judged on the way."""
        way = _before(self._guide.lesson, step)
        if not way and not self._talk.unwired:
            self._talk.host(self._protocol(step))
            return
        self._guide.remark("pause", what="takeover")
        self.muted = True
        try:
            if self._talk.unwired:
                self._talk.leave()
            self._talk.host(self._protocol(step))
            for earlier in way:
                self._say(earlier)
                for line in earlier.lines:
                    self._reply(line)
                    self._go_on()
        finally:
            self.muted = False
            self._guide.remark("pause", what="back")

    def _reply(self, line: str) -> bool:
        items = self._talk.speak(Side.SERVER, _octets(line))
        conversation = self._talk.conversation
        if conversation is not None and conversation.key == conversation.protocol.closed:
            self._talk.leave(by_server=True)
        return any(isinstance(item.event, Exchange) for item in items)

    def _say(self, step: Serve) -> None:
        talk = self._talk.conversation
        self._unsaid, self._turns = list(step.client), talk is None or not talk.greeted
        self._go_on()

    def _go_on(self) -> None:
        """Say what is left, up to a line that waits for an answer."""
        # A terminal that shows what is typed has not shown this: nobody typed it.
        echo, self._page.echo = self._page.echo, True
        while self._unsaid and (not self._turns or self._is_answered()):
            self._talk.speak(Side.CLIENT, _octets(self._unsaid.pop(0)))
        self._page.echo = echo

    def _is_answered(self) -> bool:
        talk = self._talk.conversation
        return talk is not None and talk.greeted and not talk.pending

    def _protocol(self, step: Serve) -> str:
        return step.connection or self._guide.lesson.protocol


def _before(lesson: Lesson, step: Serve) -> list[Serve]:
    """The steps before this one on the same connection, which begins where a greeting is wanted."""
    found: list[Serve] = []
    for each in lesson.steps:
        if isinstance(each, Serve):
            found = [*found, each] if each.client else [each]
        if each is step:
            break
    return found[:-1]


def _octets(line: str) -> bytes:
    return line.encode("utf-8", "surrogateescape") + b"\r\n"
