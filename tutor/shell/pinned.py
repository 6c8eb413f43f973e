"""The row pinned below the prompt: what to do, which keys help, how the connection stands."""

from tutor.core.spec import Listens
from tutor.core.visible import visible
from tutor.render.wrap import fit, width
from tutor.shell.repl import Repl

_TASKS: dict[Listens | None, str] = {
    Listens.TEXT: "ui.letter.pinned",
    Listens.SASL: "ui.answer.pinned",
}
_QUIET = 1.5
_WORTH_COUNTING = 16 * 1024


def row(repl: Repl, columns: int) -> str:
    """The whole row, as wide as the terminal at most."""
    left, right = _task(repl), _passing(repl) or standing(repl)
    keys = repl.world.say("ui.keys.short" if repl.guide is not None else "ui.keys.free")
    if repl.guide is not None and repl.guide.help.hints == "none":
        keys = repl.world.say("ui.keys.exam")
    if repl.guide is not None and repl.guide.away:
        left, keys = repl.world.say("ui.watch.pinned"), ""
    if repl.world.big:
        keys = ""
    return fit(left, keys, right, columns)


def showing(repl: Repl, columns: int) -> str:
    """The row while the program types: which step, which keys, how the connection stands."""
    guide, say = repl.guide, repl.world.say
    number = guide.number(shown=True) if guide is not None else ""
    if repl.world.big:
        return f" {number}"
    keys, right = say("ui.watch.keys"), _passing(repl) or standing(repl)
    narrow = width(number) + width(keys) + width(right) + 6 > columns
    return fit(number, "" if narrow else keys, keys if narrow else right, columns)


def standing(repl: Repl) -> str:
    """TLS or clear, logged in or not, real or played."""
    conversation, say = repl.conversation, repl.world.say
    if repl.talk.unwired:
        return say("ui.serve.standing")
    if conversation is None:
        return say("ui.standing.none")
    facts = conversation.facts
    how = "tls" if facts.tls else "clear"
    if facts.tls and repl.talk.current in repl.talk.unverified:
        how = "unverified"
    target = repl.talk.target
    parts = [visible(target.label)] if target is not None and repl.label() else []
    parts.append(say(f"ui.standing.{how}"))
    parts.append(say(f"ui.standing.{'in' if facts.authenticated else 'out'}"))
    if not repl.practice:
        parts.append(say("ui.standing.real"))
    return say("ui.standing.comma").join(parts)


def _task(repl: Repl) -> str:
    """What to do now."""
    guide, say = repl.guide, repl.world.say
    if repl.calling is not None:
        return say("ui.connecting", peer=visible(repl.calling[0].label))
    if guide is not None:
        if guide.waits or repl.elsewhere or repl.listens is not Listens.TEXT:
            return guide.task()
        return f"{guide.number()}  {say('ui.letter.pinned')}"
    if repl.conversation is None:
        return say("ui.shell.pinned")
    if repl.listens in _TASKS:
        return say(_TASKS[repl.listens])
    return say("ui.next", verbs=", ".join(repl.conversation.useful()[:3]) or "-")


def _passing(repl: Repl) -> str:
    """What goes on at this moment: something on its way, or the patience that is left."""
    say = repl.world.say
    if repl.sending is not None:
        done, total = repl.sending
        return say("ui.sending", octets=f"{done:,}", total=f"{total:,}")
    conversation = repl.conversation
    if conversation is not None and conversation.arriving > _WORTH_COUNTING:
        return say("ui.arriving", octets=f"{conversation.arriving:,}")
    left = _waiting(repl)
    return say("ui.waiting", seconds=left) if left else ""


def _waiting(repl: Repl) -> int:
    """Whole seconds that are left of the patience with a silent server; 0 when not waiting."""
    if repl.calling is not None:
        since = repl.calling[1]
    elif repl.talk.link is None or repl.ready() or repl.listens is Listens.TEXT:
        return 0
    else:
        since = max(repl.talk.heard_at, repl.spoke_at)
    quiet = repl.talk.clock() - since
    return max(0, round(repl.talk.timeout - quiet)) if quiet > _QUIET else 0
