"""Where somebody at the prompt is: which line is typed to, who listens there, what the prompt says.

Knows; says nothing and changes nothing.
"""

from tutor.core.conversation import Conversation
from tutor.core.spec import Listens
from tutor.net.talk import Talk
from tutor.shell import caution
from tutor.shell.guiding.guide import Guide
from tutor.shell.retrace import Rewind
from tutor.world import World

_NAMES = {Listens.TEXT: "letter", Listens.SASL: "answer", Listens.HANDSHAKE: "TLS"}


class Whereabouts:
    """What is known of one sitting. `guide` leads through a lesson; `rewind` takes the practice
    server back."""

    def __init__(
        self, world: World, talk: Talk, guide: Guide | None = None, rewind: Rewind | None = None
    ) -> None:
        self.world = world
        self.talk = talk
        self.guide = guide
        self.rewind = rewind

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

    def ready(self) -> bool:
        """Whether a person would type now."""
        if self.talk.unwired:
            return True
        conversation = self.conversation
        owes = conversation is not None and conversation.owed > 0  # octets that BDAT announced
        return self.talk.settled or owes or self.listens in (Listens.TEXT, Listens.SASL)

    def is_local(self, line: str) -> bool:
        """Whether a line is a local command: a colon begins it where commands are expected."""
        listens = None if self.elsewhere or self.talk.link is None else self.listens
        if listens is Listens.TEXT:
            return False
        if listens is Listens.SASL:
            return caution.local_name(line)[1:] in caution.MAKE_ANSWERS
        return line.startswith((":", "：")) and not line.startswith(("::", "：："))

    # -- the prompt ------------------------------------------------------------------------------

    def message(self) -> str:
        """The prompt: the state, or `letter` while message text is typed."""
        if self.guide is not None and self.guide.waits:
            return f"{self.world.say('ui.enter')}> "
        if self.elsewhere:
            asks = self.guide is not None and self.guide.asks is not None
            return f"{self.world.say('ui.prompt.question')} " if asks else "server> "
        if self.talk.link is None:
            return "$ "
        conversation = self.conversation
        if conversation is None:
            return "... "
        name = _NAMES.get(self.listens or Listens.COMMAND, conversation.state)
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
