"""The build's own step: the words files, also as JSON, which is read ten times as fast.

The YAML stays the source: a JSON file names the checksum of what it was made from, and is passed
over when that has changed.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """Makes `words.json` beside each `words.yaml`, for a wheel and for an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before the files are collected."""
        sys.path.insert(0, self.root)
        try:
            from tutor.words import compiled
        finally:
            sys.path.remove(self.root)
        for source in Path(self.root, "tutor").rglob("words.yaml"):
            source.with_suffix(".json").write_text(compiled(source), "utf-8")
