"""`--profile auto`: the profile that a dump was written in, found by reading it in every way that profiles allow.

A fixed order, the plain profile first: every part in front present or not, where a message type stands behind it, then
more and more variants of the fields. The first reading without a doubt is taken, else the one with the fewest. Where
none fits, the plainest says why: the front that is least to be doubted, and the fewest variants behind it. The rule:
what was found reads the dump again, and writes it back to the identical bytes. Bounded by MOST_READINGS.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from protocol import codec
from protocol.dialects.unionpay.doubts import field_doubts, front_doubts
from protocol.dialects.unionpay.envelope import LENGTH_BYTES, Envelope, Packet, read_front, read_once
from protocol.dialects.unionpay.profiles import DEFAULT, VARIANTS, Profile, named
from protocol.errors import DecodeError
from protocol.fields import Kind

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
_MTI_BYTES = 2
_DIGITS_SHOWN = 4
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
    """A reading that came to an end: variants in front and of the fields, doubts about the front, and the error."""

    front: tuple[str, ...]
    variants: tuple[str, ...]
    doubts: int
    error: DecodeError

    @property
    def distance(self) -> tuple[int, bool, int, int]:
        """From what was meant: the smallest is the closest. How far it read says nothing: odd variants read far."""
        has_no_type = self.error.field == "0"
        return self.doubts, has_no_type, len(self.variants), len(self.front)


def detect(data: bytes) -> Detection:
    """The likeliest profile of a whole dump. Raises DecodeError: what was tried, and where the closest reading failed.

    Of the MAC the bytes say only whether it is text: a raw one is called X9.19, the one a public message proves (V42).
    """
    begun = [one for names in _FRONTS if (one := _begin(names, data))]
    starts = [one for one in begun if isinstance(one, _Start)]
    failures = [one for one in begun if isinstance(one, _Failure)]
    fewest = min((start.doubts for start in starts), default=0)
    found: list[tuple[int, Profile, Packet]] = []
    for start, variants in _readings(starts):
        profile = _profile(*start.names, *variants)
        try:
            packet = read_once(data, profile)
        except DecodeError as error:
            failures.append(_Failure(start.names, variants, start.doubts, error))
            continue
        doubts = field_doubts(packet.message.fields, packet.message.fillers)
        if not variants or doubts <= MOST_DOUBTS:
            found.append((start.doubts + doubts, profile, packet))
        if found and found[-1][0] == fewest:
            break
    if not found:
        raise _refusal(data, failures)
    _, profile, packet = min(found, key=lambda row: row[0])
    return _with_mac(profile, packet)


def _profile(*names: str) -> Profile:
    return named("+".join((DEFAULT.name, *names)))


def _begin(names: tuple[str, ...], data: bytes) -> _Start | _Failure | None:
    """What these parts are followed by; None where no message type is, and the parts do not look like any either.

    Of a dump that ends in them, what is missing is taken to be as usual.
    """
    profile = _profile(*names)
    usual = Envelope(profile.tpdu, profile.header, 0 if profile.length else None).octets()
    try:
        envelope, at = read_front(data[: len(usual)] + usual[len(data) :], profile)
    except DecodeError:
        return None
    doubts = front_doubts(envelope, len(data))
    mti = data[at : at + _MTI_BYTES].hex()
    left = len(data) - at
    if left >= _MTI_BYTES and not _is_message_type(mti):
        reason = "a message type has four digits: 0, 1 to 9, and two up to 5"
        error = DecodeError(reason, field="0", offset=at, wanted="a message type", left=left)
        return _Failure(names, (), doubts, error) if _is_front(envelope) else None
    try:
        _, numbers, _ = codec.read_head(data[at : at + _HEAD_BYTES])
    except DecodeError as error:
        cut = DecodeError("the message ends inside the head", offset=len(data), wanted="MTI and bitmap", left=0)
        return _Failure(names, (), doubts, cut if error.field is None else error.moved(at))
    return _Start(names, doubts, frozenset(numbers))


def _is_message_type(mti: str) -> bool:
    return mti.isdecimal() and mti[0] == "0" and mti[1] != "0" and max(mti[2:]) <= "5"


def _is_front(envelope: Envelope) -> bool:
    """Application 60, and nothing else to doubt but the length."""
    plain = replace(envelope, length=None)
    return (envelope.tpdu or envelope.header or "").startswith("60") and front_doubts(plain, 0) == 0


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


def _refusal(data: bytes, failures: list[_Failure]) -> DecodeError:
    """The error of the closest reading, and the profiles that were tried."""
    if not failures:
        reason = "no message type stands where any profile has one"
        return DecodeError(reason, field="0", offset=0, wanted="a message of a known profile", left=len(data))
    closest = _closest(data, failures)
    tried = {name for failure in failures for name in (*failure.front, *failure.variants)}
    names = ", ".join(name for name in VARIANTS if name in tried) or "no variant"
    profile, error = _profile(*closest.front, *closest.variants), closest.error
    reason = f"{error.reason} (closest profile: {profile.name}; {DEFAULT.name} was tried with {names})"
    return DecodeError(
        reason, field=error.field, offset=error.offset, wanted=error.wanted, left=error.left, so_far=error.so_far
    )


def _closest(data: bytes, failures: list[_Failure]) -> _Failure:
    """The plainest reading; where it stopped at the length of a field in which text digits stand, the one as text."""
    plain = min(failures, key=lambda failure: failure.distance)
    for one in failures:
        if (one.front, len(one.variants)) == (plain.front, 1) and _is_text_there(data, plain.error, *one.variants):
            return one
    return plain


def _is_text_there(data: bytes, error: DecodeError, name: str) -> bool:
    variant, start = VARIANTS[name], (error.offset or 0) + LENGTH_BYTES
    is_of_it = variant.sets.get("kind") is Kind.TEXT and [error.field] == [str(number) for number in variant.fields]
    return is_of_it and data[start : start + _DIGITS_SHOWN].isdigit()
