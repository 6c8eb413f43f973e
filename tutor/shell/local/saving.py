"""`:save`: the recording under a name of the learner's, as it is or in a format to publish."""

import shlex
from pathlib import Path
from typing import NamedTuple

from tutor import log
from tutor.export import FORMATS
from tutor.page import Detail, Role
from tutor.reading import ReadingError
from tutor.shell.repl import Repl

DETAILS = {each.value: each for each in Detail}


class Wish(NamedTuple):
    """What was asked for; `to` is None for the log itself."""

    path: str
    to: str | None = None
    mask: tuple[str, ...] = ()
    both: bool = False
    detail: Detail | None = None


class WishError(ValueError):
    """It cannot be understood; the text is what was not."""


def wish(text: str) -> Wish:
    """What stands behind `:save`: a name, perhaps with blanks, and options. Raises WishError."""
    words = text.split(" --")
    found = Wish(words[0].strip().strip("\"'"))
    for option in words[1:]:
        name, _, value = option.strip().replace("=", " ", 1).partition(" ")
        value = value.strip()
        if name == "to" and value in FORMATS:
            found = found._replace(to=value)
        elif name == "mask" and value:
            found = found._replace(mask=(*found.mask, _unquoted(value)))
        elif name == "lang" and value == "both":
            found = found._replace(both=True)
        elif name == "detail" and value in DETAILS:
            found = found._replace(detail=DETAILS[value])
        else:
            raise WishError(f"--{option}".strip())
    return found


def _unquoted(value: str) -> str:
    try:
        return " ".join(shlex.split(value))
    except ValueError:
        return value


def save(repl: Repl, text: str) -> None:
    """Save, and say what came of it; no secret of this session gets into a file."""
    try:
        wanted = wish(text)
    except WishError as error:
        repl.tell("ui.save.option", Role.WARN, option=error, formats=", ".join(FORMATS))
        return
    if not wanted.path:
        repl.tell("ui.save.where", Role.WARN)
    elif repl.keeping is None or repl.keeping.path is None:
        repl.tell("ui.save.nothing", Role.WARN)
    else:
        _save(repl, wanted, repl.keeping.path)


def _save(repl: Repl, wanted: Wish, recording: Path) -> None:
    path = Path(wanted.path).expanduser()
    assert repl.keeping is not None
    try:
        row = repl.keeping.unsafe(repl.talk.session.secrets)
        if row is not None:
            repl.tell("ui.save.secret", Role.WARN, path=path, line=row)
        elif wanted.to is None and not wanted.mask:
            with log.create(path, force=repl.world.force) as stream:
                stream.write(recording.read_bytes())
            repl.tell("ui.save.done", path=path)
        else:
            _publish(repl, wanted, recording, path)
    except FileExistsError:
        repl.tell("error.file.exists", Role.WARN, path=path)
    except OSError as error:
        repl.tell("error.file", Role.WARN, path=path, reason=repl.world.trouble(error))


def _publish(repl: Repl, wanted: Wish, recording: Path, path: Path) -> None:
    from tutor.export.command import ExportError, Order, publish

    order = Order(
        str(recording), wanted.to or "json", path, None, wanted.mask, wanted.both, wanted.detail
    )
    try:
        publish(repl.world, order)
    except ExportError as error:
        repl.tell(error.key, Role.WARN, **error.told)
    except ReadingError as error:
        repl.tell("error.log", Role.WARN, reason=error)
    else:
        repl.tell("ui.save.done", path=path)
