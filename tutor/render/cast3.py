"""`--to cast3`: the same recording in asciicast v3."""

from functools import partial

from tutor.render.cast import Cast

writer = partial(Cast, version=3)
