"""Where a replay stands and how fast it goes. Pure: the clock is an argument."""

from collections.abc import Sequence

FASTEST = 64.0
SLOWEST = 1 / 16


class Playhead:
    """A place in a row of frames; it stands at the last one shown. `times` are seconds; while
    `more` frames are still read, they may grow, and their end is no end."""

    def __init__(
        self,
        times: Sequence[float],
        marks: Sequence[int],
        *,
        speed: float = 1.0,
        idle: float = 2.0,
        playing: bool = True,
    ) -> None:
        """`marks` are the places of chapters, `idle` the longest pause in seconds."""
        self.place = 0
        self.speed = min(max(speed, SLOWEST), FASTEST)
        self.playing = playing
        self.more = False
        self._times = times
        self._marks = marks
        self._idle = max(idle, 0.0)
        self._since: float | None = None

    @property
    def last(self) -> int:
        """The last place."""
        return max(len(self._times) - 1, 0)

    @property
    def at(self) -> float:
        """Seconds since the recording began."""
        return self._times[self.place] if self._times else 0.0

    @property
    def length(self) -> float:
        """Seconds of the whole recording."""
        return self._times[-1] if self._times else 0.0

    def due(self, now: float) -> float | None:
        """Seconds until the next frame; None while nothing plays."""
        if not self.playing or self.place >= self.last:
            return None
        if self._since is None:
            self._since = now
        gap = max(0.0, self._times[self.place + 1] - self._times[self.place])
        return max(0.0, min(gap / self.speed, self._idle) - (now - self._since))

    def tick(self, now: float) -> bool:
        """Go on if it is time; whether it was."""
        if self.due(now) != 0.0:
            return False
        self.place, self._since = self.place + 1, now
        if self.place == self.last and not self.more:
            self.playing = False
        return True

    def toggle(self) -> None:
        """Pause, or play on; from the end it plays again."""
        if not self.playing and self.place == self.last:
            self.place = 0
        self.playing, self._since = not self.playing, None

    def go(self, place: int) -> None:
        """To a place, and stay there."""
        self.place = max(0, min(place, self.last))
        self.playing, self._since = False, None

    def step(self, count: int) -> None:
        """So many frames on, or back."""
        self.go(self.place + count)

    def mark(self, way: int) -> bool:
        """To the next chapter (1) or to the one before (-1); False where there is none."""
        ahead = [mark for mark in self._marks if (mark - self.place) * way > 0]
        if not ahead:
            return False
        self.go(min(ahead) if way > 0 else max(ahead))
        return True

    def faster(self, factor: float) -> None:
        """So many times as fast as now, within bounds."""
        self.speed = min(max(self.speed * factor, SLOWEST), FASTEST)
        self._since = None
