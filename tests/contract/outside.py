"""The program from outside: run as a process, spoken to by servers that play a script.

Nothing here imports the program. A server is a function that is given each connection; it runs in
a thread of the test, on a port of its own, and says whatever the test wants, right or wrong.
"""

import contextlib
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PATIENCE = 20.0
"""Seconds after which whatever still runs is taken for hung."""


class Line:
    """The server's end of one connection. Everything that the client said is in `heard`."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.heard = bytearray()
        self._read = 0

    def say(self, *lines: bytes | str) -> None:
        """Send lines, each with CRLF."""
        data = b"".join(
            (line.encode() if isinstance(line, str) else line) + b"\r\n" for line in lines
        )
        self.send(data)

    def send(self, data: bytes) -> None:
        """Send octets."""
        self.socket.sendall(data)

    def drip(self, data: bytes, pause: float = 0.01) -> None:
        """Send octets one by one."""
        for octet in data:
            self.send(bytes((octet,)))
            time.sleep(pause)

    def hear(self, end: bytes = b"\n") -> bytes:
        """What the client says, up to `end`; b"" if it closes before."""
        while (found := self.heard.find(end, self._read)) < 0:
            if not self._more():
                return b""
        begin, self._read = self._read, found + len(end)
        return bytes(self.heard[begin : self._read])

    def take(self, octets: int) -> bytes:
        """So many octets of the client."""
        while len(self.heard) < self._read + octets and self._more():
            pass
        begin, self._read = self._read, min(len(self.heard), self._read + octets)
        return bytes(self.heard[begin : self._read])

    def rest(self) -> bytes:
        """All that the client still says, until it closes."""
        while self._more():
            pass
        begin, self._read = self._read, len(self.heard)
        return bytes(self.heard[begin:])

    def quiet(self, seconds: float) -> bool:
        """Whether the client says nothing for a while."""
        if self._read < len(self.heard):
            return False
        self.socket.settimeout(seconds)
        try:
            return not self._more()
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(PATIENCE)

    def reset(self) -> None:
        """Cut the connection with a reset."""
        linger = (1).to_bytes(4, sys.byteorder) + (0).to_bytes(4, sys.byteorder)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.socket.close()

    def secure(self, context: ssl.SSLContext) -> None:
        """The server's side of a TLS handshake."""
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def _more(self) -> bool:
        try:
            data = self.socket.recv(65536)
        except (ConnectionError, ssl.SSLError):
            return False
        self.heard += data
        return bool(data)


Part = Callable[[Line], None]


class Server:
    """Plays `part` to every client; `lines` are the connections so far, `failed` what broke."""

    def __init__(self, part: Part, host: str = "127.0.0.1") -> None:
        self.part = part
        self.lines: list[Line] = []
        self.failed: list[BaseException] = []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self.host = host
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._accepter = threading.Thread(target=self._accept, daemon=True)
        self._accepter.start()

    @property
    def heard(self) -> bytes:
        """What the first client said."""
        return bytes(self.lines[0].heard) if self.lines else b""

    def url(self, scheme: str = "smtp") -> str:
        """The URL of this server."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}"

    def stop(self) -> None:
        """No further clients; wait for the parts to end."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in self.lines:
            with contextlib.suppress(OSError):
                line.socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = Line(connection)
            self.lines.append(line)
            thread = threading.Thread(target=self._play, args=(line,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _play(self, line: Line) -> None:
        try:
            self.part(line)
        except (ConnectionError, ssl.SSLError):
            pass  # the client left; what it said before is what the test looks at
        except BaseException as error:
            self.failed.append(error)
        finally:
            with contextlib.suppress(OSError):
                line.socket.close()


@contextlib.contextmanager
def serving(part: Part, host: str = "127.0.0.1") -> Iterator[Server]:
    """A server for the time of a test; what broke in it breaks the test."""
    server = Server(part, host)
    try:
        yield server
    finally:
        server.stop()
    if server.failed:
        raise server.failed[0]


def answering(*replies: bytes | str, greeting: bytes | str = "220 here ESMTP") -> Part:
    """A server that greets and gives one reply a line; it closes behind QUIT, else never."""

    def part(line: Line) -> None:
        line.say(greeting)
        for reply in replies:
            command = line.hear()
            if command:
                line.say(reply)
            if command.strip().upper() in (b"", b"QUIT"):
                return
        line.rest()

    return part


@dataclass(frozen=True)
class Done:
    """A process that has ended."""

    code: int
    out: bytes
    err: bytes
    seconds: float

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.out.decode()

    @property
    def events(self) -> list[dict]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.decode().splitlines()]

    @property
    def exchanges(self) -> list[dict]:
        """The exchanges, without the greeting."""
        return [
            event
            for event in self.events
            if event["event"] == "exchange" and event["command"]["verb"] != "GREETING"
        ]


@dataclass
class Program:
    """The program with folders of its own."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> Path:
        """Where it keeps recordings."""
        return self.home / "state" / "wiretutor"

    @property
    def logs(self) -> list[Path]:
        """Its recordings."""
        return sorted(self.state.glob("recordings/*.session.jsonl"))

    def environment(self, **more: str) -> dict[str, str]:
        """Its environment: nothing of ours but the path."""
        passed = ("PATH", "SYSTEMROOT", "COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START")
        return {
            **{name: os.environ[name] for name in passed if name in os.environ},
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "LC_ALL": "C.UTF-8",
            **self.env,
            **more,
        }

    def start(
        self,
        *words: object,
        env: dict[str, str] | None = None,
        stdin: IO[bytes] | int = subprocess.PIPE,
        stdout: IO[bytes] | int = subprocess.PIPE,
    ) -> subprocess.Popen[bytes]:
        """Start it with pipes."""
        return subprocess.Popen(
            [sys.executable, "-m", "tutor", *map(str, words)],
            bufsize=0,
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=self.environment(**(env or {})),
            cwd=self.home,
        )

    def __call__(
        self, *words: object, say: bytes | str = b"", env: dict[str, str] | None = None
    ) -> Done:
        """Run it to its end. No traceback ever, whatever the test looks for."""
        begun = time.monotonic()
        process = self.start(*words, env=env)
        data = say.encode() if isinstance(say, str) else say
        try:
            out, err = process.communicate(data, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError((words, out[-2000:], err[-2000:])) from None
        assert b"Traceback" not in err, err.decode()
        assert b"internal error" not in err.lower(), err.decode()
        return Done(process.returncode, out, err, time.monotonic() - begun)

    def connect(self, server: Server, *words: object, say: bytes | str = b"") -> Done:
        """`connect --json` to a server."""
        return self("connect", server.url(), "--json", "--timeout", 5, *words, say=say)


def until(ready: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)


def finish(process: subprocess.Popen[bytes], number: int = signal.SIGINT) -> Done:
    """Send a signal and wait for the end."""
    begun = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    return Done(process.returncode, out or b"", err, time.monotonic() - begun)


def verbs(events: Sequence[dict]) -> list[str]:
    """What was said, in order."""
    return [event["command"]["verb"] for event in events if event.get("command")]
