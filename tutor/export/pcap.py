"""`--to pcap`: the session as the TCP packets that would have carried it, for Wireshark.

The classic capture format, link type RAW (https://www.tcpdump.org/linktypes.html): each packet
begins with its IP header. Addresses, ports and sequence numbers are made up where the log has none;
what was said, by whom and when is as recorded. Under TLS a listener sees no lines: what this file
holds from there on is the decrypted talk, in a connection of its own, so that it can be read.
"""

import ipaddress
import struct
from datetime import datetime

from tutor.core.events import Closed, Kept, Opened, Secured
from tutor.core.wire import Remark, Side
from tutor.render.sheet import About, Write
from tutor.session import Item

_MAGIC = 0xA1B2C3D4
_RAW = 101
_LONGEST = 262_144
_SEGMENT = 1440
"""Octets of a segment: what Ethernet leaves beside the headers of IPv6 and TCP."""

_PORTS = {"smtp": (25, 587), "pop3": (110,)}
"""Where readers of captures look for the protocol in clear text, the usual one first."""
_CLIENT_PORT = 49152  # RFC 6335 6: the dynamic ports begin here
_FIN, _SYN, _PSH, _ACK = 1, 2, 8, 16

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class _Flow:
    """One TCP connection: who talks to whom, and how many octets each has said."""

    def __init__(self, server: _Address, port: int, client_port: int) -> None:
        client = "2001:db8::100" if server.version == 6 else "192.0.2.100"
        here: _Address = server if server.is_loopback else ipaddress.ip_address(client)
        self.ends = {Side.CLIENT: (here, client_port), Side.SERVER: (server, port)}
        self.said = {Side.CLIENT: 0, Side.SERVER: 0}

    def packet(self, side: Side, flags: int, data: bytes = b"") -> bytes:
        """A packet from `side`; SYN and FIN count as one octet (RFC 9293 3.4)."""
        other = Side.SERVER if side is Side.CLIENT else Side.CLIENT
        (source, source_port), (target, target_port) = self.ends[side], self.ends[other]
        known = self.said[other] if flags & _ACK else 0
        head = struct.pack(
            ">HHIIBBHHH", source_port, target_port, self.said[side], known, 5 << 4, flags,
            65535, 0, 0,
        )  # fmt: skip
        self.said[side] = (self.said[side] + len(data) + bool(flags & (_SYN | _FIN))) % (1 << 32)
        segment = head + data
        pseudo = source.packed + target.packed + struct.pack(">II", len(segment), 6)
        checked = head[:16] + struct.pack(">H", _checksum(pseudo + segment)) + head[18:] + data
        return _ip_header(source, target, len(checked)) + checked


class Pcap:
    """Packets in a capture file, written as they come."""

    def __init__(self, write: Write, about: About) -> None:
        self._write = write
        self._started = _seconds(about.header.started)
        self._flows: dict[int, _Flow] = {}
        self._count = 0
        write(struct.pack("<IHHiIII", _MAGIC, 2, 4, 0, 0, _LONGEST, _RAW))

    def item(self, item: Item) -> None:
        """The packets of a stretch of bytes, and of the connection's beginning and end."""
        event = item.event
        if isinstance(event, Kept) and event.wire.side is not None:
            flow = self._flow(item, event.wire.conn, event.wire.at)
            data, side = event.wire.data, event.wire.side
            for begin in range(0, len(data), _SEGMENT):
                piece = data[begin : begin + _SEGMENT]
                self._put(event.wire.at, flow.packet(side, _PSH | _ACK, piece))
        elif isinstance(event, Opened):
            self._open(item, event.conn, event.at, str(event.wire.about.get("address", "")))
        elif isinstance(event, Secured) and "error" not in event.wire.about:
            self._close(event.wire.conn, event.wire.at, Side.CLIENT)
            self._open(item, event.wire.conn, event.wire.at, "")
        elif isinstance(event, Closed):
            by_server = event.wire.about.get("by") == "server"
            closer = Side.SERVER if by_server else Side.CLIENT
            self._close(event.wire.conn, event.wire.at, closer)

    def remark(self, remark: Remark) -> None:
        """It was not on the wire."""

    def end(self) -> None:
        """A capture may end anywhere."""

    def _flow(self, item: Item, conn: int, at: float) -> _Flow:
        if conn not in self._flows:
            self._open(item, conn, at, "")
        return self._flows[conn]

    def _open(self, item: Item, conn: int, at: float, address: str) -> None:
        server, port = _peer(address, _PORTS[item.protocol.name])
        client_port = _CLIENT_PORT + self._count % (65536 - _CLIENT_PORT)
        flow = self._flows[conn] = _Flow(server, port, client_port)
        self._count += 1
        self._put(at, flow.packet(Side.CLIENT, _SYN))
        self._put(at, flow.packet(Side.SERVER, _SYN | _ACK))
        self._put(at, flow.packet(Side.CLIENT, _ACK))

    def _close(self, conn: int, at: float, closer: Side) -> None:
        flow = self._flows.pop(conn, None)
        if flow is None:
            return
        other = Side.CLIENT if closer is Side.SERVER else Side.SERVER
        self._put(at, flow.packet(closer, _FIN | _ACK))
        self._put(at, flow.packet(other, _FIN | _ACK))
        self._put(at, flow.packet(closer, _ACK))

    def _put(self, at: float, packet: bytes) -> None:
        micros = max(0, round((self._started + at) * 1_000_000))
        seconds, rest = divmod(micros, 1_000_000)
        size = len(packet)
        self._write(struct.pack("<IIII", seconds % (1 << 32), rest, size, size) + packet)


writer = Pcap


def _ip_header(source: _Address, target: _Address, size: int) -> bytes:
    """RFC 8200 3, RFC 791 3.1; the payload is TCP."""
    if source.version == 6:
        return struct.pack(">IHBB", 6 << 28, size, 6, 64) + source.packed + target.packed
    ends = source.packed + target.packed
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + size, 0, 0x4000, 64, 6, 0) + ends
    return head[:10] + struct.pack(">H", _checksum(head)) + head[12:]


def _checksum(data: bytes) -> int:
    """The internet checksum (RFC 1071): ones' complement sums are remainders of 0xFFFF."""
    padded = data + b"\0" * (len(data) % 2)
    return 0xFFFF - int.from_bytes(padded, "big") % 0xFFFF


def _peer(address: str, ports: tuple[int, ...]) -> tuple[_Address, int]:
    """The server's end as the log has it; a port that is not the protocol's own would hide what
    is said from whoever opens the capture."""
    host, _, port = address.rpartition(":")
    try:
        found: _Address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        found = ipaddress.IPv4Address("192.0.2.1")
    known = int(port) if port.isdecimal() and len(port) < 6 else 0
    return found, known if known in ports else ports[0]


def _seconds(started: str) -> float:
    """Seconds since 1970 of the header's time; 0 where it has none."""
    try:
        return max(0.0, datetime.fromisoformat(started).timestamp())
    except ValueError:
        return 0.0
