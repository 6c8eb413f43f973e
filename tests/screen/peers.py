"""Servers that say what a test wants, in a thread: polite, hostile or silent ones."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator


class Peer:
    """A connection to the learner. `heard` is what the learner's side has sent."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._data = b""
        self.heard = b""

    def say(self, data: bytes) -> None:
        self._connection.sendall(data)

    def hear(self) -> bytes:
        """The next line without its end; b"" when the learner has gone."""
        while b"\n" not in self._data:
            more = self._connection.recv(65536)
            if not more:
                return b""
            self.heard += more
            self._data += more
        line, _, self._data = self._data.partition(b"\n")
        return line.rstrip(b"\r")


Play = Callable[[Peer], None]


@contextlib.contextmanager
def serving(play: Play) -> Iterator[int]:
    """The port of a server that plays to everybody who comes, and then closes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    play(Peer(connection))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def answering(greeting: bytes, answers: dict[bytes, bytes], other: bytes) -> Play:
    """A server that knows one answer for each verb."""

    def play(peer: Peer) -> None:
        peer.say(greeting)
        while line := peer.hear():
            verb = line.split(b" ")[0].upper()
            peer.say(answers.get(verb, other))
            if verb == b"QUIT":
                return

    return play
