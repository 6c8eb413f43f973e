"""Local commands that change what is shown, or do something with the connection."""

from pathlib import Path

from tutor.page import Detail, Role
from tutor.shell.local import going_back, switching
from tutor.shell.local.registry import LOCALS, help_line, local
from tutor.shell.local.sending import send
from tutor.shell.repl import Repl


@local("detail", "brief|full|off")
async def _detail(repl: Repl, name: str) -> None:
    if repl.explains_nothing():
        return
    try:
        repl.page.detail = Detail(name.lower())
    except ValueError:
        now = repl.world.say(f"ui.detail.{repl.page.detail.value}")
        repl.tell("ui.detail.which", Role.WARN, now=now)
        return
    repl.tell("ui.detail.now", now=repl.world.say(f"ui.detail.{repl.page.detail.value}"))


@local("lang", "en|zh")
async def _lang(repl: Repl, name: str) -> None:
    words = repl.world.words
    wanted = name.lower() or ("zh" if words.language == "en" else "en")
    if wanted not in ("en", "zh"):
        repl.tell("ui.lang.which", Role.WARN)
        return
    words.switch(wanted)
    repl.tell("ui.lang.now")


@local("starttls", "[on|off]")
async def _starttls(repl: Repl, argument: str) -> None:
    if argument in ("on", "off"):
        repl.talk.auto_tls = argument == "on"
        repl.tell(f"ui.starttls.{argument}")
        return
    await repl.start_tls()


@local("send", "FILE")
async def _send(repl: Repl, name: str) -> None:
    if not name:
        repl.tell("ui.send.which", Role.WARN)
        return
    try:
        data = Path(name).expanduser().read_bytes()
    except OSError as error:
        repl.tell("error.file", Role.WARN, path=name, reason=repl.world.trouble(error))
        return
    await send(repl, data)


@local("drop")
async def _drop(repl: Repl, _: str) -> None:
    if repl.talk.link is None:
        repl.tell("ui.not.connected")
        return
    await repl.talk.hang_up("dropped")


@local("undo")
async def _undo(repl: Repl, _: str) -> None:
    await going_back.undo(repl)


@local("again")
async def _again(repl: Repl, _: str) -> None:
    await going_back.again(repl)


@local("catchup", "[STEP]")
async def _catchup(repl: Repl, step: str) -> None:
    from tutor.shell.local import catching_up

    await catching_up.command(repl, step)


@local("switch")
async def _switch(repl: Repl, _: str) -> None:
    switching.switch(repl)


@local("listen")
async def _listen(repl: Repl, _: str) -> None:
    """What somebody on the wire saw since this was asked the last time."""
    if repl.overheard is None:
        repl.tell("ui.listen.none")
        return
    repl.show(repl.overheard())
    repl.retrace.listen()


@local("predict", "on|off")
async def _predict(repl: Repl, argument: str) -> None:
    """Ask before each command what its reply will be."""
    foresight = repl.foresight
    if argument.lower() in ("on", "off", ""):
        foresight.always = argument.lower() == "on" or not (argument or foresight.always)
        repl.tell(f"ui.predict.{'on' if foresight.always else 'off'}")
        return
    repl.show([help_line(repl, LOCALS["predict"])])
