"""What one peer, and all of them, may cost. Numbers and their bounds; nothing is enforced here.

The rule: each limit is configuration with a preset that holds for the shop, and bounds outside of which it would be
none. Source of the presets: notes on slow or greedy peers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields


class LimitError(ValueError):
    """A limit that can't be had; the text names it and its range."""


@dataclass(frozen=True, slots=True)
class Limits:
    """connections: open at once. 512 and not the 64 of the notes: 200 slow peers shall leave room for honest newcomers,
    and an open connection costs some 2 kB. per_address: of one address, loopback apart. first_byte_s: from opening to
    the first byte, and for a TLS handshake. reserve_s: to the first answered message of a connection that came into the
    last tenth of the places. frame_s: from a frame's first byte to its last. idle_s: without a whole
    message. frame_bytes: of one message. bad_frames: that many messages without answer, or faults of the link, in a
    row end a connection. write_buffer_bytes: answers that a peer leaves unread. group: messages in one commit at most.
    """

    connections: int = 512
    per_address: int = 4
    first_byte_s: float = 5.0
    reserve_s: float = 1.0
    frame_s: float = 10.0
    idle_s: float = 120.0
    frame_bytes: int = 2048
    bad_frames: int = 20
    write_buffer_bytes: int = 65_536
    group: int = 100

    def __post_init__(self) -> None:
        for row in fields(self):
            _require(row.name, getattr(self, row.name), "")


# fmt: off
# limit ->             least, most; whole numbers where both are
RANGES: Mapping[str, tuple[float, float]] = {
    "connections":        (1,      100_000),
    "per_address":        (1,      100_000),
    "first_byte_s":       (0.05,   3600.0),
    "reserve_s":          (0.05,   3600.0),
    "frame_s":            (0.05,   3600.0),
    "idle_s":             (0.05,   86_400.0),
    "frame_bytes":        (32,     8192),        # a header with MTI and bitmap; the most of any profile
    "bad_frames":         (1,      1_000_000),
    "write_buffer_bytes": (1024,   16_777_216),
    "group":              (1,      10_000),
}
# fmt: on


def read_limits(words: Mapping[str, object], where: str) -> Limits:
    """Limits from a TOML table, or from `name=value` options as text. where: the file or option, for errors.

    Raises LimitError naming `where`, the key and its range.
    """
    values: dict[str, float] = {}
    for name, value in words.items():
        if name not in RANGES:
            raise LimitError(f"{where}: {name[:40]!r}: unknown limit; there are {', '.join(RANGES)}")
        number = _number(name, value) if isinstance(value, str) else value
        values[name] = _require(name, number, where)
    return Limits(**values)  # type: ignore[arg-type] # RANGES says which are whole


def _number(name: str, text: str) -> object:
    try:
        return int(text) if _is_whole(name) else float(text)
    except ValueError:
        return None


def _require(name: str, value: object, where: str) -> float:
    least, most = RANGES[name]
    whole = _is_whole(name)
    right = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    if not right or not least <= value <= most:  # type: ignore[operator]
        kind = "a whole number" if whole else "seconds"
        raise LimitError(f"{where}: {name}: {kind} from {least} to {most}".removeprefix(": "))
    return value  # type: ignore[return-value]


def _is_whole(name: str) -> bool:
    return isinstance(RANGES[name][0], int)
