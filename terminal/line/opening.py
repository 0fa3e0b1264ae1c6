"""The line of a link to something outside this process. What is in it is terminal.practice_host's.

The rule: nothing is opened before the first sign-on; each kind of line is imported where a link asks for it.
"""

from protocol.transport.base import Transport
from terminal.line.links import LinkUrl


def line_to(url: LinkUrl) -> Transport:
    """Not open yet. Which links a terminal opens at all is terminal.line.peers'."""
    if url.kind == "tcp":
        from protocol.transport.tcp import TcpTransport

        return TcpTransport(*url.host_port)
    from protocol.transport.serial_port import SerialTransport

    if url.kind == "rfc2217":
        return SerialTransport(f"rfc2217://{url.address}", url.baud)
    return SerialTransport(url.address, url.baud, usb=None if url.address else (url.vid, url.pid))
