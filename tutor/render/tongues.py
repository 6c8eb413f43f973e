"""A page in one language or two: what both say, and what is shown of each."""

from html import escape

from tutor.words import Words


class Tongues:
    """The languages of a page; the first is the main one. Everything it gives is escaped."""

    def __init__(self, words: tuple[Words, ...]) -> None:
        self.words = words
        self.main = words[0]
        self._rank = {each.language: number for number, each in enumerate(words)}

    @property
    def both(self) -> tuple[Words, ...]:
        """The languages to switch between; none where there is only one."""
        return self.words if len(self.words) > 1 else ()

    def rank(self, language: str) -> int:
        """The main language comes first."""
        return self._rank[language]

    def attributes(self, language: str) -> str:
        """Of an element that is in this language, and shown in it only if there are two."""
        switched = f' data-lang="{language}"' if self.both else ""
        return f'lang="{code(language)}"{switched}'

    def say(self, key: str, **args: object) -> str:
        """A sentence in every language of the page."""
        if not self.both:
            return escape(self.main.say(None, key, **args))
        return " ".join(
            f"<span {self.attributes(each.language)}>{escape(each.say(None, key, **args))}</span>"
            for each in self.words
        )

    def labels(self, key: str) -> str:
        """What a screen reader calls something, and what it is called in the other language."""
        own = escape(self.main.say(None, key))
        more = "".join(
            f' data-label-{each.language}="{escape(each.say(None, key))}"' for each in self.both
        )
        return f'aria-label="{own}"{more}'


def code(language: str) -> str:
    """As HTML names a language (RFC 5646)."""
    return "zh-CN" if language == "zh" else "en"
