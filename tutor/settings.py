"""Where the program keeps things, and the settings that last (`config.toml`)."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

NAME = "wiretutor"


class SettingsError(Exception):
    """`config.toml` cannot be read; the text says where and why."""


class Settings(NamedTuple):
    """What stands in `config.toml`; None where nothing is said."""

    lang: str | None = None
    detail: str | None = None
    record: bool = True
    theme: str | None = None


def state_folder(given: str | None) -> Path:
    """Progress, history and recordings; `given` is --state."""
    if given:
        return Path(given)
    return _folder("state", "~/.local/state")


def config_file() -> Path:
    """The file of lasting settings."""
    return _folder("config", "~/.config") / "config.toml"


def _folder(kind: str, usual: str) -> Path:
    """The platform's folder for us. On Linux that is the XDG specification's one line of rules,
    which spares every start the import of platformdirs (12 ms, a quarter of `--help`)."""
    system: str = sys.platform
    if system == "linux":
        given = os.environ.get(f"XDG_{kind.upper()}_HOME", "")
        home = given if Path(given).is_absolute() else os.path.expanduser(usual)
        return Path(home) / NAME
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")(NAME, appauthor=False))


def load(path: Path) -> Settings:
    """Read the settings; no file means none. Raises SettingsError."""
    if not path.is_file():
        return Settings()
    import tomllib

    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: {error}") from error
    lang, detail, theme = found.get("lang"), found.get("detail"), found.get("theme")
    record = found.get("record", True)
    for name, value, allowed in (
        ("lang", lang, ("en", "zh")),
        ("detail", detail, ("brief", "full", "off")),
        ("theme", theme, ("dark", "light")),
    ):
        if value is not None and value not in allowed:
            raise SettingsError(f"{path}: {name} is one of {', '.join(allowed)}, not {value!r}")
    if not isinstance(record, bool):
        raise SettingsError(f"{path}: record is true or false, not {record!r}")
    return Settings(lang, detail, record, theme)


def remember_language(path: Path, language: str) -> None:
    """Put `lang` into the settings, and leave all else there as its owner wrote it.

    Raises OSError, and SettingsError where the file cannot be read.
    """
    from tutor.replacing import replace

    load(path)  # what cannot be read is not written over
    text = path.read_text("utf-8-sig") if path.is_file() else ""
    made = _with_language(text, language)
    if _tables(made) != {**(_tables(text) or {}), "lang": language}:
        raise SettingsError(f'{path}: write lang = "{language}" there by hand')
    replace(path, made.encode())


def _with_language(text: str, language: str) -> str:
    """The text with this one line changed, or put in front of all tables."""
    line = f'lang = "{language}"'
    lines = text.removesuffix("\n").split("\n") if text else []
    heads = (n for n, each in enumerate(lines) if each.lstrip().startswith("["))
    top = next(heads, len(lines))
    for number, each in enumerate(lines[:top]):
        if each.partition("=")[0].strip() in ("lang", '"lang"', "'lang'"):
            comment = each.partition("#")[2]
            lines[number] = f"{line}  #{comment}" if comment else line
            break
    else:
        lines.insert(0, line)
    return "\n".join(lines) + "\n"


def _tables(text: str) -> dict[str, object] | None:
    import tomllib

    try:
        return tomllib.loads(text)
    except ValueError:
        return None
