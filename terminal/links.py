"""A link URL -> what it means: which line, which framing, which times. Text only; nothing is opened here.

Forms: emulator: | tcp://host:port | serial:///dev/ttyUSB0?baud=115200 | serial://COM3 | serial://?vid=1a86&pid=7523 |
pty: (serve only) | rfc2217://host:port. Options: framing=link|length, t_ack, t_resp, t_cap in seconds, baud, profile.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from protocol.session import Framing, Timing

_KINDS = {
    "emulator": Framing.LINK,
    "pty": Framing.LINK,
    "serial": Framing.LINK,
    "rfc2217": Framing.LINK,
    "tcp": Framing.LENGTH,
}
_OPTIONS = frozenset({"framing", "t_ack", "t_resp", "t_cap", "baud", "vid", "pid", "profile"})
MAX_SECONDS = 3600.0
"""Longest time an option may ask for."""


class LinkUrlError(ValueError):
    """Not a link URL; the text says which part."""


@dataclass(frozen=True, slots=True)
class LinkUrl:
    """kind: the scheme. address: host:port, a device name, or "". baud: for serial. vid, pid: hex of a USB adapter."""

    kind: str
    address: str
    framing: Framing
    timing: Timing
    baud: int = 115200
    vid: str = ""
    pid: str = ""
    profile: str = "practice"

    @property
    def host_port(self) -> tuple[str, int]:
        """For tcp. Raises LinkUrlError."""
        host, _, port = self.address.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65535:
            raise LinkUrlError(f"{self.address!r}: host:port wanted")
        return host.strip("[]"), int(port)


def parse_link(text: str) -> LinkUrl:
    """Raises LinkUrlError naming what is wrong."""
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise LinkUrlError(f"{text!r}: {error}") from None
    if parts.scheme not in _KINDS:
        raise LinkUrlError(f"{text!r}: one of {', '.join(_KINDS)} wanted")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(options) - _OPTIONS)
    if unknown:
        raise LinkUrlError(f"{text!r}: no option {unknown[0]}")
    link = LinkUrl(
        kind=parts.scheme,
        address=parts.netloc + parts.path,
        framing=_framing(options, _KINDS[parts.scheme]),
        timing=Timing(**{name: _seconds(options, name) for name in ("t_ack", "t_resp", "t_cap") if name in options}),
        baud=_baud(options),
        vid=options.get("vid", ""),
        pid=options.get("pid", ""),
        profile=options.get("profile", "practice"),
    )
    if link.kind in ("tcp", "rfc2217"):
        _ = link.host_port
    if link.kind == "serial" and not (link.address or (link.vid and link.pid)):
        raise LinkUrlError(f"{text!r}: a port name, or vid and pid, wanted")
    return link


def _framing(options: dict[str, str], preset: Framing) -> Framing:
    try:
        return Framing(options.get("framing", preset))
    except ValueError:
        raise LinkUrlError(f"framing={options['framing']}: link or length wanted") from None


def _seconds(options: dict[str, str], name: str) -> float:
    try:
        seconds = float(options[name])
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= MAX_SECONDS:
        raise LinkUrlError(f"{name}={options[name]}: seconds wanted")
    return seconds


def _baud(options: dict[str, str]) -> int:
    text = options.get("baud", "115200")
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= 4_000_000):
        raise LinkUrlError(f"baud={text}: a baud rate wanted")
    return int(text)
