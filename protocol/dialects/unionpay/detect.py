"""`--profile auto`: the profile that a dump was written in, found by reading it in every way that profiles allow.

A fixed order, the plain profile first: every part in front present or not, where a message type stands behind it, then
more and more variants of the fields. The first reading without a doubt is taken, else the one with the fewest. The
rule: what was found reads the dump again, and writes it back to the identical bytes. Bounded by MOST_READINGS.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from protocol import codec
from protocol.dialects.unionpay.doubts import field_doubts, front_doubts
from protocol.dialects.unionpay.envelope import Packet, read_front, read_once
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

MOST_READINGS = len(_FRONTS) * 2 ** len(_VARIANTS)
"""Of one dump: 768. A message that a profile fits without a doubt takes a few."""

MOST_DOUBTS = 1
"""About the fields, in a reading with variants of them: bytes that end too early often make some sense in one of them.
One, as V43 has an unknown type and V28 an empty field. The plain profile needs no such excuse."""

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


@dataclass(frozen=True, slots=True)
class _Failure:
    """A reading that came to an end: the error, and the doubts up to there."""

    profile: Profile
    doubts: int
    error: DecodeError

    @property
    def distance(self) -> tuple[int, int]:
        """From what was meant: the smallest is the closest. Doubts first, then how little was read."""
        return self.doubts, -(self.error.offset or 0)


def detect(data: bytes) -> Detection:
    """The likeliest profile of a whole dump. Raises DecodeError: what was tried, and where the closest reading failed.

    Of the MAC the bytes say only whether it is text: a raw one is called X9.19, the one a public message proves (V42).
    """
    starts = [start for names in _FRONTS if (start := _start(names, data))]
    if not starts:
        reason = "no message type stands where any profile has one"
        raise DecodeError(reason, field="0", offset=0, wanted="a message of a known profile", left=len(data))
    fewest = min(start.doubts for start in starts)
    found: list[tuple[int, Profile, Packet]] = []
    failures: list[_Failure] = []
    for start, variants in _readings(starts):
        profile = _profile(*start.names, *variants)
        try:
            packet = read_once(data, profile)
        except DecodeError as error:
            failures.append(_Failure(profile, start.doubts + field_doubts(error.so_far or {}, {}), error))
            continue
        doubts = field_doubts(packet.message.fields, packet.message.fillers)
        if not variants or doubts <= MOST_DOUBTS:
            found.append((start.doubts + doubts, profile, packet))
        if found and found[-1][0] == fewest:
            break
    if not found:
        raise _refusal(min(failures, key=lambda failure: failure.distance), failures)
    _, profile, packet = min(found, key=lambda row: row[0])
    return _with_mac(profile, packet)


def _profile(*names: str) -> Profile:
    return named("+".join((DEFAULT.name, *names)))


def _start(names: tuple[str, ...], data: bytes) -> _Start | None:
    """None where no message begins behind these parts."""
    profile = _profile(*names)
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
    for size in range(len(_VARIANTS) + 1):
        for variants in combinations(_VARIANTS, size):
            for start in starts:
                if all(VARIANTS[name].fields & start.fields for name in variants):
                    yield start, variants


def _with_mac(profile: Profile, packet: Packet) -> Detection:
    mac = packet.message.octets(_MAC)
    if not mac or set(mac) <= _CAPITAL_HEX:
        return Detection(profile, packet)
    profile = named(f"{profile.name}+{_RAW_MAC}")
    return Detection(profile, replace(packet, mac=profile.mac))


def _refusal(closest: _Failure, failures: list[_Failure]) -> DecodeError:
    """The error of the closest reading, and the profiles that were tried."""
    tried = {word for failure in failures for word in failure.profile.name.split("+")}
    names = ", ".join(name for name in VARIANTS if name in tried)
    error = closest.error
    reason = f"{error.reason} (closest profile: {closest.profile.name}; {DEFAULT.name} was tried with {names})"
    return DecodeError(
        reason, field=error.field, offset=error.offset, wanted=error.wanted, left=error.left, so_far=error.so_far
    )
