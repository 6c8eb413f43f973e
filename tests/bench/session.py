"""One full session, the whole process: ours explains every line and records it."""

from tests.bench import scripts
from tests.bench.ground import Ground
from tests.bench.measure import Job, race, show

GOALS = {"smtp": "2", "pop3": "3"}


def run(ground: Ground) -> None:
    """`connect` with a script against smtplib and poplib, on the same canned server."""
    texts = {"smtp": scripts.SMTP, "pop3": scripts.POP3}
    with ground.serving(ground.peer("canned")) as server:
        for protocol, text in texts.items():
            script = scripts.written(ground.folder, protocol, text)
            port = server.ports[protocol]
            url = f"{protocol}://127.0.0.1:{port}"
            unit = "smtplib" if protocol == "smtp" else "poplib"
            jobs = [
                Job(unit, ground.peer(protocol, port)),
                Job("connect, explained and recorded", ground.ours("connect", url), script),
                Job("connect --json, recorded", ground.ours("connect", url, "--json"), script),
                Job("connect --no-record", ground.ours("connect", url, "--no-record"), script),
            ]
            goals = {jobs[1].name: GOALS[protocol]}
            show(f"One {protocol.upper()} session", race(ground, jobs), unit, goals)
