"""A link URL -> what it means: which line, which framing, which times. Text only; nothing is opened here.

Forms: emulator: | tcp://host:port | serial:///dev/ttyUSB0?baud=115200 | serial://COM3 | serial://?vid=1a86&pid=7523 |
pty: (serve only) | rfc2217://host:port. Options: framing=link|length, check=lrc|crc, t_ack, t_resp, t_cap in seconds,
baud, dialect=unionpay|hypercom|tlv, profile (a name or a TOML file, of unionpay), types (three numbers, of tlv),
scenario (a name or a TOML file, of emulator). A plus sign is one, as names of profiles have it: %20 is a space.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import quote, unquote, urlsplit

from protocol.framing import Check
from protocol.session import Framing, Timing

_KINDS = {
    "emulator": Framing.LINK,
    "pty": Framing.LINK,
    "serial": Framing.LINK,
    "rfc2217": Framing.LINK,
    "tcp": Framing.LENGTH,
}
_OPTIONS = frozenset({
    "framing", "check", "t_ack", "t_resp", "t_cap", "baud", "vid", "pid", "dialect", "profile", "types", "scenario",
})  # fmt: skip
_TIMES = ("t_ack", "t_resp", "t_cap")
_TIMING = Timing()
PRACTICE_PROFILE = "practice"
"""The profile where none is named."""
BAUD = 115200
"""The preset of serial lines."""
MAX_PORT, MAX_PORT_DIGITS = 65_535, 5
MAX_SECONDS = 3600.0
"""Longest time an option may ask for."""


Choice = TypeVar("Choice", bound=StrEnum)


class LinkUrlError(ValueError):
    """Not a link URL; the text says which part."""


class Speech(StrEnum):
    """Which dialect the peer speaks."""

    UNIONPAY = "unionpay"
    HYPERCOM = "hypercom"
    TLV = "tlv"


@dataclass(frozen=True, slots=True)
class LinkUrl:
    """kind: the scheme. address: host:port, a device name, or "". baud: for serial. vid, pid: hex of a USB adapter.

    check: of frames. profile: a name or a file, as it was written. types: DF02 of a tlv device, two digits each: its
    sign-on, card refund and code refund; empty for any other dialect. scenario: what goes wrong in the emulator of this
    process, a name or a file, "" for nothing.
    """

    kind: str
    address: str
    framing: Framing
    timing: Timing
    baud: int = BAUD
    vid: str = ""
    pid: str = ""
    profile: str = PRACTICE_PROFILE
    speech: Speech = Speech.UNIONPAY
    check: Check = Check.LRC
    types: tuple[str, ...] = ()
    scenario: str = ""

    @property
    def host_port(self) -> tuple[str, int]:
        """For tcp. Raises LinkUrlError."""
        host, _, port = self.address.rpartition(":")
        if not host or not (port.isascii() and port.isdecimal()):
            raise LinkUrlError(f"{self.address!r}: host:port wanted")
        if len(port) > MAX_PORT_DIGITS or int(port) > MAX_PORT:
            raise LinkUrlError(f"{self.address!r}: port 0…{MAX_PORT} wanted")
        return host.strip("[]"), int(port)


def parse_link(text: str, preset: Speech = Speech.UNIONPAY, timing: Timing = _TIMING) -> LinkUrl:
    """preset: the dialect where none is named. timing: the times that it does not name. Raises LinkUrlError naming what
    is wrong.
    """
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise LinkUrlError(f"{text!r}: {error}") from None
    if parts.scheme not in _KINDS:
        raise LinkUrlError(f"{text!r}: one of {', '.join(_KINDS)} wanted")
    options = _split(parts.query)
    unknown = sorted(set(options) - _OPTIONS)
    if unknown:
        raise LinkUrlError(f"{text!r}: no option {unknown[0]}")
    speech = _one_of(options, "dialect", preset)
    framing = _one_of(options, "framing", _KINDS[parts.scheme])
    link = LinkUrl(
        kind=parts.scheme,
        address=parts.netloc + parts.path,
        framing=framing,
        timing=replace(timing, **{name: _seconds(options, name) for name in _TIMES if name in options}),
        baud=_baud(options),
        vid=options.get("vid", ""),
        pid=options.get("pid", ""),
        profile=_profile(options, speech),
        speech=speech,
        check=_check(options, framing),
        types=_types(options, speech),
        scenario=_scenario(options, parts.scheme),
    )
    if link.kind in ("tcp", "rfc2217"):
        _ = link.host_port
    if link.kind == "serial" and not (link.address or (link.vid and link.pid)):
        raise LinkUrlError(f"{text!r}: a port name, or vid and pid, wanted")
    if link.kind == "serial" and "://" in link.address:
        raise LinkUrlError(f"{text!r}: a port name wanted, and that is a URL")
    return link


def link_of(address: str, url: LinkUrl) -> str:
    """The link by which a terminal speaks to what is served at `address` with the options of `url`: those that are not
    preset are named.
    """
    # fmt: off
    options = {
        "framing": url.framing if url.framing is not _KINDS[address.partition(":")[0]] else "",
        "check":   url.check if url.check is not Check.LRC else "",
        "baud":    str(url.baud) if url.baud != BAUD else "",
        "dialect": url.speech if url.speech is not Speech.UNIONPAY else "",
        "profile": quote(url.profile, safe="/+:\\") if url.profile != PRACTICE_PROFILE else "",
        "types":   ",".join(url.types),
    }
    # fmt: on
    query = "&".join(f"{name}={value}" for name, value in options.items() if value)
    return f"{address}?{query}" if query else address


def _split(query: str) -> dict[str, str]:
    """name=value&name=value, percent-encoded where need be."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return {unquote(name): unquote(value) for name, _, value in pairs}


def _one_of(options: dict[str, str], name: str, preset: Choice) -> Choice:
    kind = type(preset)
    try:
        return kind(options.get(name, preset))
    except ValueError:
        raise LinkUrlError(f"{name}={options[name]}: {' or '.join(kind)} wanted") from None


def _profile(options: dict[str, str], speech: Speech) -> str:
    if "profile" in options and speech is not Speech.UNIONPAY:
        raise LinkUrlError(f"profile={options['profile']}: only dialect=unionpay has profiles")
    return options.get("profile", PRACTICE_PROFILE)


def _check(options: dict[str, str], framing: Framing) -> Check:
    if "check" in options and framing is not Framing.LINK:
        raise LinkUrlError(f"check={options['check']}: only framing=link has check bytes")
    return _one_of(options, "check", Check.LRC)


def _types(options: dict[str, str], speech: Speech) -> tuple[str, ...]:
    """Nobody published these numbers; they stand in the manual of the device."""
    said = options.get("types", "")
    if speech is not Speech.TLV:
        if said:
            raise LinkUrlError(f"types={said}: only dialect=tlv has them")
        return ()
    types = tuple(said.split(","))
    if not all(len(number) == 2 and number.isascii() and number.isdecimal() for number in types):
        types = ()
    if len(types) != 3 or len(set(types)) != 3:
        raise LinkUrlError(
            f"types={said}: dialect=tlv wants DF02 of sign-on, card refund and code refund by the device's manual: "
            "three different numbers of two digits, as in types=01,45,46"
        )
    return types


def _scenario(options: dict[str, str], kind: str) -> str:
    if "scenario" in options and kind != "emulator":
        raise LinkUrlError(
            f"scenario={options['scenario']}: only emulator: has them; elsewhere `emulator ctl` loads one"
        )
    return options.get("scenario", "")


def _seconds(options: dict[str, str], name: str) -> float:
    try:
        seconds = float(options[name])
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= MAX_SECONDS:
        raise LinkUrlError(f"{name}={options[name]}: seconds wanted")
    return seconds


def _baud(options: dict[str, str]) -> int:
    text = options.get("baud", str(BAUD))
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= 4_000_000):
        raise LinkUrlError(f"baud={text}: a baud rate wanted")
    return int(text)
