"""Serves tcp: listens, looks at all connections now and then, lets everybody hear of what happens, ends cleanly.

The rule: loopback, or TLS, or a laboratory's networks; and whatever peers do, the next honest one is answered. Timers
are one look at all connections a second, none of their own.
"""

import asyncio
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

from emulator.play import News, Play
from emulator.serving.batch import Batch
from emulator.serving.connection import Connection, Hall
from emulator.serving.far_end import FarEnd, ServeError
from emulator.serving.gate import Gate
from emulator.serving.limits import Limits
from emulator.serving.protection import PlainLab, Protection, Tls, require_protected
from emulator.serving.tls_connection import TlsConnection
from emulator.serving.watch import Ending
from emulator.serving.wire import AGAIN_S, STOP_S
from protocol.dialects.unionpay.device_state import DeviceState
from protocol.session import Framing

LOOK_S = 1.0
"""Between two looks at the connections; oftener where a limit is short."""
MAX_PORT = 65_535
BACKLOG = 512
"""Connections that the system keeps for us until we look."""
ACCEPT_AT_ONCE = 16
"""Connections between two looks at those before: asyncio takes as many as its backlog says, and each is a file until it
is closed. A process without files stops accepting for a second.
"""
RECEIVE_BYTES = 65_536
"""What the system keeps of a peer that we do not read: a terminal asks one thing at a time."""
SPARE_FILES = 96
"""Open files that are not connections: ledger, journal, control channel, libraries, and peers on their way out."""


async def serve_tcp(
    host: str, port: int, far_end: FarEnd, protection: Protection, announce: Callable[[str], None]
) -> None:
    """Serve until cancelled, and then end cleanly; cancelled once more, at once. announce: hears the URL to use.

    Raises ServeError where the address can't be had, or must not be served so.
    """
    require_protected(host, protection)
    loop = asyncio.get_running_loop()
    listening = _listen(host, port)
    hall = _hall(far_end, protection, loop)
    server = await loop.create_server(_door(hall, protection), sock=listening, backlog=ACCEPT_AT_ONCE)
    listening.listen(BACKLOG)  # as long as before
    looking = loop.create_task(_look_on(hall))
    hear = _listener(hall)
    if far_end.play is not None:
        far_end.play.listeners.append(hear)
    try:
        name = listening.getsockname()
        announce(f"tcp://[{host}]:{name[1]}" if ":" in host else f"tcp://{host}:{name[1]}")
        await asyncio.Event().wait()
    finally:
        if far_end.play is not None:
            far_end.play.listeners.remove(hear)
        looking.cancel()
        server.close()
        await _end(hall)


def _hall(far_end: FarEnd, protection: Protection, loop: asyncio.AbstractEventLoop) -> Hall:
    limits = far_end.limits
    networks = protection.networks if isinstance(protection, PlainLab) else ()
    return Hall(
        far_end=far_end,
        loop=loop,
        gate=Gate(places(limits), limits.per_address, networks),
        batch=Batch(far_end.front_end, far_end.ledger, limits.group, loop.call_soon),
        quick=limits.frame_bytes if _nothing_happens(far_end) else 0,
    )


def _door(hall: Hall, protection: Protection) -> Callable[[], Connection]:
    if isinstance(protection, Tls):
        context = protection.context
        return lambda: TlsConnection(hall, context)
    return lambda: Connection(hall)


def _nothing_happens(far_end: FarEnd) -> bool:
    """Between the line and the host; until a scenario or a condition says otherwise, and then for good."""
    plain = far_end.framing is Framing.LENGTH and not far_end.delay_s and far_end.devices is None
    return plain and (far_end.play is None or _is_quiet(far_end.play))


def _is_quiet(play: Play) -> bool:
    return not play.loaded and play.state == DeviceState()


def _listener(hall: Hall) -> Callable[[News], None]:
    """Hears of scenarios and conditions: from then on the devices see all that crosses them."""

    def hear(_news: News) -> None:
        hall.quick = 0
        for connection in hall.open:
            connection.stir()

    return hear


# --- limits ----------------------------------------------------------------------------------------------------------


def places(limits: Limits) -> int:
    """Connections that this process can have: as configured, or as many as it may open files for."""
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return limits.connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.connections + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return limits.connections if soft == resource.RLIM_INFINITY else max(1, min(limits.connections, soft - SPARE_FILES))


async def _look_on(hall: Hall) -> None:
    limits = hall.far_end.limits
    shortest = min(limits.first_byte_s, limits.reserve_s, limits.frame_s, limits.idle_s)
    while True:
        await asyncio.sleep(min(LOOK_S, shortest / 4))
        now = hall.loop.time()
        for connection in tuple(hall.open):
            look_at(connection, now, limits)


def look_at(connection: Connection, now: float, limits: Limits) -> None:
    """A whole message, or an answer on its way, begins the time anew."""
    if connection.why is not None:
        if now - connection.since > STOP_S:  # it does not read what was said last
            connection.abort()
        return
    connection.see_off()
    if connection.answer_by is not None and now > connection.answer_by and not connection.awaits_answer:
        connection.hang_up(Ending.HANDSHAKE if connection.shaking_hands else Ending.FIRST_BYTE)
    elif connection.shaking_hands:
        if now - connection.since > limits.first_byte_s:
            connection.hang_up(Ending.HANDSHAKE)
    elif connection.begun_at is not None and connection.in_frame and now - connection.begun_at > limits.frame_s:
        connection.hang_up(Ending.FRAME)
    elif connection.heard or connection.busy:
        connection.heard, connection.silent, connection.since = False, False, now
    elif connection.silent and now - connection.since > limits.first_byte_s:
        connection.hang_up(Ending.FIRST_BYTE)
    elif now - connection.since > limits.idle_s:
        connection.hang_up(Ending.IDLE)


# --- beginning and ending --------------------------------------------------------------------------------------------


def _listen(host: str, port: int) -> socket.socket:
    name = "127.0.0.1" if host == "localhost" else host
    if not 0 <= port <= MAX_PORT:
        raise ServeError(f"{host}:{port}: a port is 0 to {MAX_PORT}")
    try:
        found = socket.getaddrinfo(
            name, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _, address = found[0]
        listening = socket.socket(family, kind, protocol)  # of a socket without protocol asyncio does not set NODELAY
    except OSError as error:
        raise ServeError(f"{host}:{port}: {error.strerror or error}") from None
    try:
        if sys.platform != "win32":  # there it would let two servers have one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        listening.setblocking(False)
        listening.bind(address)
        listening.listen(BACKLOG)  # here, because a port that is taken may show only now
    except OSError as error:
        listening.close()
        raise ServeError(f"{host}:{port}: {error.strerror or error}") from None
    return listening


async def _end(hall: Hall) -> None:
    """Nobody new; what was asked is answered, committed and said, and then each connection goes."""
    hall.gate.stopping, hall.quick = True, 0
    try:
        hall.batch.flush()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                while hall.open:
                    for connection in tuple(hall.open):
                        connection.finish()
                    await asyncio.sleep(AGAIN_S)
    finally:
        for connection in tuple(hall.open):
            connection.hang_up(Ending.STOPPING)
            connection.abort()
            connection.connection_lost(None)
