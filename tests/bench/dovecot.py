"""A private Dovecot with reused processes and a mailbox for each client, where it is installed."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from tests.bench.ground import Ground, Served, pinned

CONFIG = """
base_dir = {home}/run
log_path = {home}/dovecot.log
protocols = pop3
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{home}/mail/%u
mail_max_userip_connections = 0
first_valid_uid = 1
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={home}/mail/%u
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
  process_limit = 400
  service_count = 0
  process_min_avail = 1
  client_limit = 1000
}}
service pop3 {{
  process_limit = 500
  service_count = 1000
}}
service anvil {{
  client_limit = 2000
}}
service auth {{
  client_limit = 5000
}}
"""
MAIL = (
    "From: alice@example.test\nTo: bob@example.test\nSubject: practice\n\n" + ("x" * 70 + "\n") * 13
)


def missing() -> str:
    """Why it cannot be run here; empty if it can."""
    if shutil.which("dovecot") is None:
        return "Dovecot is not installed"
    return "" if os.geteuid() == 0 else "Dovecot needs root here"


@contextmanager
def serving(ground: Ground, clients: int, processor: int | None) -> Iterator[Served]:
    """Dovecot 2.3 in the foreground with `clients` mailboxes of two messages."""
    home = ground.folder / "dovecot"
    for name in (f"alice{number}" for number in range(clients)):
        for part in ("cur", "new", "tmp"):
            (home / "mail" / name / part).mkdir(parents=True)
        for number in (1, 2):
            path = home / "mail" / name / "cur" / f"{1700000000 + number}.M{number}P1.practice:2,S"
            path.write_text(MAIL)
    subprocess.run(["chown", "-R", "nobody:nogroup", home / "mail"], check=True)
    ground.folder.chmod(0o711)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = home / "dovecot.conf"
    config.write_text(CONFIG.format(home=home, port=port))
    program = str(shutil.which("dovecot"))
    with subprocess.Popen(
        pinned([program, "-F", "-c", str(config)], processor),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait(port, home)
            yield Served(process.pid, {"pop3": port})
        finally:
            process.terminate()


def _wait(port: int, home: Path) -> None:
    end = monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if monotonic() > end:
                log = home / "dovecot.log"
                why = log.read_text()[-500:] if log.exists() else ""
                raise RuntimeError(f"Dovecot did not start: {why}") from None
            sleep(0.05)
        else:
            return
