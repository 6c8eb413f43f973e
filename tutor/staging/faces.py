"""The hosts of a lesson that are something of their own, as the practice server shows them."""

from collections.abc import Collection

from tutor import practice
from tutor.lesson import Host, Lesson
from tutor.lesson.scene import is_secure


def faces(lesson: Lesson, domains: Collection[str]) -> dict[str, practice.Face]:
    """Each by its "host:port" in small letters; `domains` are those of the store."""
    return {peer.lower(): _face(peer, host, domains) for peer, host in lesson.faces.items()}


def _face(peer: str, host: Host, domains: Collection[str]) -> practice.Face:
    called = peer.rpartition(":")[0].lower()
    own = {each for each in domains if called == each or called.endswith(f".{each}")}
    return practice.Face(
        protocol=host.protocol,
        name=host.name or (called if host.role else ""),
        style=host.style,
        role=host.role,
        # A name that says nothing of a domain is at home in all of them.
        home=frozenset(own) if host.role else frozenset(),
        secure=is_secure(peer),
    )
