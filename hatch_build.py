"""The build's own step: words and lessons, also as JSON, which is read ten times as fast.

The YAML stays the source: a JSON file names the checksum of what it was made from, and is passed
over when that has changed.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """Makes a `.json` beside each shipped `.yaml`, for a wheel and for an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before the files are collected."""
        sys.path.insert(0, self.root)
        try:
            from tutor import course, data
            from tutor.data import ready
            from tutor.lesson.reading import course_faults, read_tree
            from tutor.words import compiled
        finally:
            sys.path.remove(self.root)
        for source in Path(self.root, "tutor").rglob("words.yaml"):
            source.with_suffix(".json").write_text(compiled(source), "utf-8")
        for source in Path(self.root, "lessons").glob("*.yaml"):
            text = source.read_bytes()
            tree = data.read(text.decode("utf-8-sig"), source.name)
            # Of what is made ready the form is not judged again by whoever reads it.
            if source.name != course.NAME:
                read_tree(tree, source.name)
            elif faults := course_faults(tree, source.name):
                raise data.DataError(faults)
            source.with_suffix(".json").write_text(ready.dumped(text, tree), "utf-8")
