"""A real Postfix and a real Dovecot, private to one test run, on free loopback ports.

Postfix takes mail for ``example.test`` and puts it into the Maildirs that Dovecot serves. Whoever
has logged in may send elsewhere too: that mail is accepted and thrown away, nothing ever leaves
the machine. Both need root, Linux and the Debian packages ``postfix`` and ``dovecot-pop3d``.
Whatever ends the run, ``reaper.py`` stops both and deletes their folder.
"""

import contextlib
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import trustme

HERE = Path(__file__).parent
HOST = "127.0.0.1"
DOMAIN = "example.test"
SERVER_NAME = "mail.example.test"
BIG = 5_800_000  # octets, as POP3 counts them (CRLF)
HASTY = 2  # seconds of silence until the hasty port says 421

# The named accounts, and a row of unused ones for tests that want a maildrop of their own.
NAMED = {"alice": "secret", "bob": "swordfish", "carol": "two words", "big": "secret"}
SPARE = {f"student{number:02}": f"code{number:02}" for number in range(1, 61)}

DOVECOT_CONF = """\
base_dir = {t}/run
state_dir = {t}/run
log_path = {t}/dovecot.log
protocols = pop3
listen = {host}
login_greeting = Dovecot ready.
ssl = yes
ssl_cert = <{t}/cert.pem
ssl_key = <{t}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 apop
auth_username_format = %Ln
auth_failure_delay = 0
mail_location = maildir:{t}/mail/%n
mail_max_userip_connections = 0
first_valid_uid = 1
pop3_lock_session = yes
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {t}/users
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={t}/mail/%n
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
service auth {{
  unix_listener {t}/auth-smtp {{
    mode = 0666
  }}
}}
# no growing pauses after refused logins: here every login comes from one address
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""

MAIN_CF = """\
compatibility_level = 3.6
queue_directory = {t}/queue
data_directory = {t}/data
maillog_file = {t}/postfix.log
maillog_file_prefixes = {t}
inet_interfaces = {host}
inet_protocols = ipv4
myhostname = {name}
myorigin = {domain}
mydestination =
mynetworks =
alias_maps =
alias_database =
local_recipient_maps =
smtpd_peername_lookup = no
append_dot_mydomain = no
default_transport = discard:
relay_transport = discard:
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = texthash:{t}/mailboxes
virtual_mailbox_base = {t}/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_mailbox_limit = 0
message_size_limit = 20480000
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {t}/auth-smtp
smtpd_tls_security_level = may
smtpd_tls_chain_files = {t}/key.pem, {t}/cert.pem
smtpd_tls_received_header = yes
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
"""
MASTER_CF = """\
{host}:{smtp} inet n - n - - smtpd
{host}:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
{host}:{hasty} inet n - n - - smtpd
  -o smtpd_timeout={seconds}s
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
virtual unix - n n - - virtual
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
"""


def missing() -> str | None:
    """Why the servers cannot be started here, as a sentence; None where they can."""
    absent = [name for name in ("postfix", "dovecot") if not shutil.which(name)]
    if absent:
        return f"{' and '.join(absent)} not installed"
    if not Path("/proc/self/stat").exists():
        return "the private mail servers need Linux"
    return None if os.geteuid() == 0 else "Postfix and Dovecot need root to start"


def big_message(octets: int = BIG) -> bytes:
    """A mail with an attachment, ``octets`` long in CRLF form; some lines begin with dots."""
    head = (
        b"From: Big Files <big@example.test>\r\nTo: big@example.test\r\n"
        b"Subject: The whole album\r\nDate: Mon, 05 Jan 2026 09:00:00 +0000\r\n"
        b"Message-ID: <album@example.test>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="cut-here"\r\n\r\n'
        b"--cut-here\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
        b".A line that begins with a dot.\r\n..And one with two.\r\n"
        b".\r\nThe last was a dot alone.\r\n"
        b"--cut-here\r\nContent-Type: application/octet-stream; name=album.bin\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n"
    )
    tail = b"\r\n--cut-here--\r\n"
    line = bytes(range(65, 91)) * 3
    line = line[:76] + b"\r\n"
    full, rest = divmod(octets - len(head) - len(tail), len(line))
    return head + line * full + b"A" * rest + tail


@dataclass(frozen=True)
class Account:
    """Who may log in at both servers; ``address`` is where this account's mail arrives."""

    name: str
    password: str

    @property
    def address(self) -> str:
        return f"{self.name}@{DOMAIN}"


@dataclass(frozen=True)
class MailServers:
    """The running pair. Ports are on ``host``; ``cafile`` is what a client must trust.

    ``hasty`` is an SMTP port that closes with 421 after ``HASTY`` seconds of silence.
    ``other_cafile`` is a certificate authority that did not sign: verification fails with it.
    """

    folder: Path
    smtp: int
    smtps: int
    hasty: int
    pop3: int
    pop3s: int
    host: str = HOST
    name: str = SERVER_NAME
    domain: str = DOMAIN
    accounts: Mapping[str, Account] = field(
        default_factory=lambda: {
            name: Account(name, password) for name, password in (NAMED | SPARE).items()
        }
    )

    @property
    def cafile(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def other_cafile(self) -> Path:
        return self.folder / "other-ca.pem"

    def url(self, scheme: str) -> str:
        """``smtp://127.0.0.1:40001`` for smtp, smtps, pop3, pop3s."""
        return f"{scheme}://{self.host}:{getattr(self, scheme)}"

    def _maildir(self, user: str) -> Path:
        return self.folder / "mail" / self.accounts[user].name

    def deliver(self, user: str, message: bytes) -> str:
        """Put a mail into a Maildir, as Postfix would: LF on disk, CRLF again over POP3.

        Returns its file name. A POP3 session that is already open does not see it.
        """
        box = self._maildir(user)
        name = f"{time.time_ns() // 1000}.M{next(_numbers)}P{os.getpid()}.{SERVER_NAME}"
        draft = box / "tmp" / name
        draft.write_bytes(message.replace(b"\r\n", b"\n"))
        shutil.chown(draft, "nobody", "nogroup")
        draft.rename(box / "new" / name)
        return name

    def mails(self, user: str) -> list[bytes]:
        """What lies in a Maildir now, the oldest first, with LF line ends."""
        box = self._maildir(user)
        found = [*(box / "new").iterdir(), *(box / "cur").iterdir()]
        return [path.read_bytes() for path in sorted(found, key=lambda path: path.name)]

    def wait_for_mails(self, user: str, count: int, seconds: float = 15) -> list[bytes]:
        """The mails of a user as soon as there are ``count``, else TimeoutError."""
        end = time.monotonic() + seconds
        while len(mails := self.mails(user)) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(mails)} of {count} mails for {user}\n{self.logs()}")
            time.sleep(0.05)
        return mails

    def empty(self, user: str) -> None:
        """Throw away what lies in a Maildir."""
        box = self._maildir(user)
        for path in (*(box / "new").iterdir(), *(box / "cur").iterdir()):
            path.unlink()

    def logs(self) -> str:
        """The last lines of what both servers logged."""
        files = (self.folder / "postfix.log", self.folder / "dovecot.log")
        texts = [file.read_text(errors="replace") for file in files if file.exists()]
        return "\n".join("\n".join(text.splitlines()[-30:]) for text in texts)

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        return cls(folder, *_free_ports(5))


_numbers = itertools.count(1)


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on: all are held until the last is found, so they differ."""
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in held:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in held]


def _write_certificates(folder: Path) -> None:
    authority = trustme.CA(organization_name="wiretutor tests")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    trustme.CA(organization_name="somebody else").cert_pem.write_to_path(folder / "other-ca.pem")
    certificate = authority.issue_cert(SERVER_NAME, "localhost", HOST)
    (folder / "cert.pem").write_bytes(b"".join(p.bytes() for p in certificate.cert_chain_pems))
    key = folder / "key.pem"
    key.touch(mode=0o600)
    key.write_bytes(certificate.private_key_pem.bytes())


def _write_folder(servers: MailServers) -> None:
    """Everything that the two servers read, and the empty Maildirs."""
    folder = servers.folder
    folder.chmod(0o755)
    for name in ("postfix", "queue", "data", "run", "mail"):
        (folder / name).mkdir(mode=0o755)
    shutil.chown(folder / "data", "postfix")
    _write_certificates(folder)
    facts = {
        "t": folder,
        "host": HOST,
        "name": SERVER_NAME,
        "domain": DOMAIN,
        "seconds": HASTY,
        "uid": (owner := pwd.getpwnam("nobody")).pw_uid,
        "gid": owner.pw_gid,
        **{port: getattr(servers, port) for port in ("smtp", "smtps", "hasty", "pop3", "pop3s")},
    }
    (folder / "dovecot.conf").write_text(DOVECOT_CONF.format(**facts))
    (folder / "postfix/main.cf").write_text(MAIN_CF.format(**facts))
    (folder / "postfix/master.cf").write_text(MASTER_CF.format(**facts))
    accounts = servers.accounts.values()
    # passwd-file fields end at a colon; no password here holds one
    (folder / "users").write_text("".join(f"{a.name}:{{PLAIN}}{a.password}\n" for a in accounts))
    boxes = {a.address: f"{a.name}/" for a in accounts} | {f"postmaster@{DOMAIN}": "carol/"}
    (folder / "mailboxes").write_text("".join(f"{a} {box}\n" for a, box in boxes.items()))
    for account in accounts:
        for part in ("", "tmp", "new", "cur"):
            box = folder / "mail" / account.name / part
            box.mkdir(mode=0o700)
            os.chown(box, owner.pw_uid, owner.pw_gid)


def _run(*command: str) -> None:
    """Run a command to its end; where it fails, RuntimeError carries what it said.

    Its output goes to a file, not a pipe: the daemons that it leaves behind would hold a pipe open.
    """
    with tempfile.TemporaryFile() as said:
        code = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False
        ).returncode
        said.seek(0)
        if code:
            raise RuntimeError(f"{' '.join(command)}: exit {code}: {said.read().decode()}")


def _wait_until_listening(port: int, servers: MailServers, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise RuntimeError(f"nothing listens on {port}\n{servers.logs()}") from None
            time.sleep(0.05)
        else:
            return


@contextlib.contextmanager
def running() -> Iterator[MailServers]:
    """Start both servers, give them, and stop them; nothing of theirs is left behind."""
    # Not below TMPDIR or pytest's own folder: the servers' own users must be able to walk in.
    folder = Path(tempfile.mkdtemp(prefix="wiretutor-", dir="/tmp"))
    reaper = subprocess.Popen(
        [sys.executable, str(HERE / "reaper.py"), str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,  # so that Ctrl-C ends the tests, and they end the servers
    )
    try:
        servers = MailServers.in_folder(folder)
        _write_folder(servers)
        _run("dovecot", "-c", str(folder / "dovecot.conf"))
        _run("postfix", "-c", str(folder / "postfix"), "start")
        for port in (servers.smtp, servers.smtps, servers.hasty, servers.pop3, servers.pop3s):
            _wait_until_listening(port, servers)
        servers.deliver("big", big_message())
        yield servers
    finally:
        reaper.communicate(timeout=60)
    assert reaper.returncode == 0, "a mail server had to be killed"
