"""`--profile auto`: the profile that a dump was written in, found by reading it in every way that profiles allow.

A fixed order, the plain profile first: every part in front present or not, where a message type stands behind it, then
up to three variants of the fields. The first reading without a doubt is taken, else the one with the fewest. The rule:
what was found reads the dump again, and writes it back to the identical bytes. Bounded by MOST_READINGS.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

from protocol import codec
from protocol.dialects.unionpay.doubts import doubts, front_doubts
from protocol.dialects.unionpay.envelope import Packet, read, read_front
from protocol.dialects.unionpay.profiles import DEFAULT, VARIANTS, Profile, named
from protocol.errors import DecodeError

# The parts in front, commonest first.
_FRONTS = (
    (),
    ("length",),
    ("no-tpdu",),
    ("no-header",),
    ("length", "no-header"),
    ("length", "no-tpdu"),
    ("no-tpdu", "no-header"),
    ("length", "no-tpdu", "no-header"),
    ("short-header",),
    ("length", "short-header"),
    ("no-tpdu", "short-header"),
    ("length", "no-tpdu", "short-header"),
)

# What changes how fields are read. Not right-22 and filler-f: the plain profile reads such messages too, and keeps
# their nibbles. Not the MAC, which is judged when the fields are known.
_VARIANTS = ("text-60", "text-48", "text-61", "binary-prefix", "right-digits", "long-fields")

MOST_VARIANTS = 3
"""Variants of the fields in one reading; an acquirer that differs in more has a profile of its own."""
MOST_READINGS = len(_FRONTS) * sum(comb(len(_VARIANTS), size) for size in range(MOST_VARIANTS + 1))
"""Of one dump: 504. A message that a profile fits without a doubt takes one or two."""

_HEAD_BYTES = 18
_MAC = 64
_RAW_MAC = "mac-x9.19"
_CAPITAL_HEX = frozenset(b"0123456789ABCDEF")


@dataclass(frozen=True, slots=True)
class Detection:
    """profile: a base and variants; its name opens it again. packet: what `read` gives for the dump by this profile."""

    profile: Profile
    packet: Packet


@dataclass(frozen=True, slots=True)
class _Start:
    """One way to read what stands in front: variants of a profile's name, doubts, and the fields of the bitmap."""

    names: tuple[str, ...]
    doubts: int
    fields: frozenset[int]


def detect(data: bytes) -> Detection:
    """The likeliest profile of a whole dump. Raises DecodeError: what was tried, and where the closest reading failed.

    Of the MAC the bytes say only whether it is text: a raw one is called X9.19, the one a public message proves (V42).
    """
    starts = [start for names in _FRONTS if (start := _start(names, data))]
    if not starts:
        reason = "no message type stands where any profile has one"
        raise DecodeError(reason, field="0", offset=0, wanted="a message of a known profile", left=len(data))
    found: list[tuple[int, Profile, Packet]] = []
    failed: list[tuple[int, int, Profile, DecodeError]] = []
    for start, names in _readings(starts):
        profile = named("+".join((DEFAULT.name, *names)))
        try:
            packet = read(data, profile)
        except DecodeError as error:
            failed.append((start.doubts, -(error.offset or 0), profile, error))
            continue
        found.append((doubts(packet, len(data)), profile, packet))
        if found[-1][0] == 0:
            break
    if not found:
        raise _refusal(failed)
    _, profile, packet = min(found, key=lambda row: row[0])
    return _with_mac(profile, packet)


def _start(names: tuple[str, ...], data: bytes) -> _Start | None:
    """None where no message begins behind these parts."""
    profile = named("+".join((DEFAULT.name, *names)))
    try:
        envelope, at = read_front(data, profile)
        mti, numbers, _ = codec.read_head(data[at : at + _HEAD_BYTES])
    except DecodeError:
        return None
    if mti[0] != "0" or mti[1] == "0" or max(mti[2:]) > "5":
        return None
    return _Start(names, front_doubts(envelope, len(data)), frozenset(numbers))


def _readings(starts: list[_Start]) -> Iterator[tuple[_Start, tuple[str, ...]]]:
    """Every reading, the likeliest first: none with a variant about fields that the message does not have."""
    for size in range(MOST_VARIANTS + 1):
        for variants in combinations(_VARIANTS, size):
            for start in starts:
                if all(VARIANTS[name].fields & start.fields for name in variants):
                    yield start, (*start.names, *variants)


def _with_mac(profile: Profile, packet: Packet) -> Detection:
    mac = packet.message.octets(_MAC)
    if not mac or set(mac) <= _CAPITAL_HEX:
        return Detection(profile, packet)
    profile = named(f"{profile.name}+{_RAW_MAC}")
    return Detection(profile, replace(packet, mac=profile.mac))


def _refusal(failed: list[tuple[int, int, Profile, DecodeError]]) -> DecodeError:
    """The error of the reading that got furthest behind the likeliest front, and the profiles that were tried."""
    _, _, profile, error = min(failed, key=lambda row: row[:2])
    tried = {word for _, _, other, _ in failed for word in other.name.split("+")}
    names = ", ".join(name for name in VARIANTS if name in tried)
    reason = f"{error.reason} in the closest profile, {profile.name}; {DEFAULT.name} was tried with {names}"
    return DecodeError(
        reason, field=error.field, offset=error.offset, wanted=error.wanted, left=error.left, so_far=error.so_far
    )
