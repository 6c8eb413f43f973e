"""A session as something to publish: which formats there are, and who writes them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Format(NamedTuple):
    """A format: the module that has its `writer`, and whether it is no text for a terminal."""

    module: str
    binary: bool = False


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "html": Format("tutor.render.html"),
        "markdown": Format("tutor.render.markdown"),
        "text": Format("tutor.render.text"),
        "svg": Format("tutor.render.svg"),
        "cast": Format("tutor.render.cast"),
        "cast3": Format("tutor.render.cast3"),
        "json": Format("tutor.render.json_sheet"),
        "eml": Format("tutor.export.letters", binary=True),
        "pcap": Format("tutor.export.pcap", binary=True),
    }
)
"""By the names that `--to` knows."""
