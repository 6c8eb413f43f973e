"""No connection: what happened and what to try, in two sentences."""

from tutor.net.link import LinkError, Target
from tutor.net.talk import Talk
from tutor.world import World


def advice(error: LinkError, target: Target, talk: Talk | None = None) -> tuple[str, ...]:
    """The keys of what there is to say, most exact first."""
    if error.kind == "tls":
        kind = talk.tls_failure[0] if talk is not None and talk.tls_failure else "handshake"
        return (f"error.link.tls.{kind}", "error.link.tls.handshake")
    exact = (f"error.link.{error.kind}.25",) if target.port == 25 else ()
    return (*exact, f"error.link.{error.kind}", "error.link.unreachable")


def sentence(world: World, error: LinkError, target: Target, talk: Talk | None = None) -> str:
    """The whole advice in the language of the world."""
    keys = advice(error, target, talk)
    seconds = round(talk.timeout) if talk is not None else 30
    return world.words.say(
        None,
        *keys,
        peer=target.label,
        host=target.host,
        port=target.port,
        detail=error.detail,
        seconds=seconds,
    )


def complain_about(
    world: World, error: LinkError, target: Target, talk: Talk | None = None
) -> None:
    """Say on stderr why there is no connection."""
    world.complain("ui.verbatim", text=sentence(world, error, target, talk))
