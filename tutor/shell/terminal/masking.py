"""How typed characters look: a real password is stars, an odd character is underlined."""

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments

from tutor.core.spec import Listens
from tutor.shell.repl import Repl
from tutor.shell.terminal import secrecy


class Masking(Processor):
    """Real passwords are masked as they are typed; odd characters are underlined."""

    def __init__(self, repl: Repl) -> None:
        self._repl = repl

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Stars over what the grammar calls a credential, one for each character."""
        given = transformation_input
        typed = given.document.lines[given.lineno]
        hidden = secrecy.hidden_from(self._repl, typed)
        if hidden is None and self._follows_login(given):
            hidden = 0
        if hidden is None and typed.isascii():
            return Transformation(given.fragments)
        start = len(typed) if hidden is None else hidden
        command = self._repl.listens is Listens.COMMAND
        out: StyleAndTextTuples = []
        # Behind what is typed may stand what is suggested.
        for number, (style, char, *_) in enumerate(explode_text_fragments(given.fragments)):
            odd = command and number < len(typed) and not char.isascii()
            shown = "*" if start <= number < len(typed) else char
            out.append((f"{style} class:unusual" if odd else style, shown))
        return Transformation(out)

    def _follows_login(self, at: TransformationInput) -> bool:
        """Whether a line of a pasted block stands behind one that asks for a login."""
        conversation = self._repl.conversation
        if conversation is None or self._repl.practice or self._repl.elsewhere or not at.lineno:
            return False
        return any(line.upper().startswith("AUTH") for line in at.document.lines[: at.lineno])
