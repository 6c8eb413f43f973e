"""A letter as its writer typed it: where its header section ends, and its fields."""


class Typed:
    """The letter's octets, its fields by their names in small letters, and where the body begins.

    `stop` is where the header section ends: at an empty line, at the end, or before a line that
    cannot be in one.
    """

    # No named tuple: every session imports this, and few look at a letter.
    __slots__ = ("body_at", "fields", "is_ascii", "source", "stop")

    def __init__(
        self, source: bytes, fields: dict[str, str], stop: int, body_at: int, is_ascii: bool
    ) -> None:
        self.source = source
        self.fields = fields
        self.stop = stop
        self.body_at = body_at
        self.is_ascii = is_ascii

    @property
    def is_parted(self) -> bool:
        """Whether an empty line stands between the header section and the rest."""
        return self.body_at > self.stop

    @property
    def head(self) -> bytes:
        """The header section."""
        return self.source[: self.stop]

    @property
    def body(self) -> bytes:
        """What follows the header section."""
        return self.source[self.body_at :]

    @property
    def break_line(self) -> bytes:
        """The line at which the header section ended."""
        end = self.source.find(b"\n", self.stop, self.stop + 1000)
        return self.source[self.stop : end if end >= 0 else self.stop + 1000].strip(b"\r")
