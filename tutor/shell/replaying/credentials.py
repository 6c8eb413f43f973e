"""The name and the code with which a recording is said to another server: asked, never kept."""

import getpass
from collections.abc import Sequence

from tutor.comparing import Login
from tutor.comparing.saying import command_of, login_name
from tutor.core.spec import Class
from tutor.core.visible import visible
from tutor.net.link import Target
from tutor.reenacting import Part
from tutor.world import World


def ask(world: World, target: Target, parts: Sequence[Part]) -> Login:
    """The name and the code, the code hidden; what would go in clear is said before.

    Raises EOFError where nobody answers.
    """
    local = target.host in ("localhost", "::1") or target.host.startswith("127.")
    if not local and not target.tls and not all(_upgrades(part) for part in parts):
        world.complain("ui.against.clear", peer=target.label)
    usual = target.user or login_name(parts)
    told = {"peer": target.label, "usual": f" [{usual}]" if usual else ""}
    world.stdout.flush()
    world.stderr.write(visible(world.say("ui.against.name", **told)))
    world.stderr.flush()
    name = world.stdin.readline().decode("utf-8", "surrogateescape").strip() or usual
    code = getpass.getpass(world.say("ui.against.code"), world.stderr)
    return Login(name, code)


def _upgrades(part: Part) -> bool:
    """Whether TLS began before the first login."""
    for cue in part.cues:
        verb = command_of(cue).verb
        if verb in ("STARTTLS", "STLS") and cue.exchange.kind is Class.OK:
            return True
        if verb in ("AUTH", "USER", "APOP"):
            return False
    return True
