"""``python -m tutor`` is the command ``wiretutor``."""

from tutor.cli import entry

raise SystemExit(entry())
