"""A line that fails on purpose: loses, doubles and damages what crosses it, and goes away. Stands in another transport.

All chance comes from the random source that is handed in, so that a seed is a whole run. Each chunk that crosses, in
either direction, meets at most one fault. It knows no frame and no message.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from protocol.transport.base import LineError, Transport


@dataclass(frozen=True, slots=True)
class Faults:
    """Chances (0 to 1) that one chunk is dropped, doubled, damaged in one bit, cut short, or that the line goes."""

    drop: float = 0.0
    double: float = 0.0
    damage: float = 0.0
    cut: float = 0.0
    lose_line: float = 0.0


class FaultyTransport:
    """Wraps `line`. on False: everything passes; it can be switched while in use. fired: faults so far, by name."""

    def __init__(self, line: Transport, faults: Faults, random: Random) -> None:
        self._line = line
        self._random = random
        self._table: tuple[tuple[str, float, Callable[[bytes], bytes]], ...] = (
            ("drop", faults.drop, lambda _data: b""),
            ("double", faults.double, lambda data: data + data),
            ("damage", faults.damage, self._damage),
            ("cut", faults.cut, lambda data: data[: self._random.randrange(len(data))]),
            ("lose_line", faults.lose_line, self._lose),
        )
        self.on = True
        self.fired: dict[str, int] = {name: 0 for name, _, _ in self._table}

    def open(self) -> None:
        """As the line."""
        self._line.open()

    def read(self, timeout_s: float) -> bytes:
        """What the line gave, perhaps damaged; LineError when the line is made to go."""
        return self._pass(self._line.read(timeout_s))

    def write(self, data: bytes) -> None:
        """To the line, perhaps damaged; LineError when the line is made to go (all of it may have left)."""
        said = self._pass(data)
        if said:
            self._line.write(said)

    def close(self) -> None:
        """As the line."""
        self._line.close()

    def now(self) -> float:
        """As the line."""
        return self._line.now()

    def sleep(self, seconds: float) -> None:
        """As the line."""
        self._line.sleep(seconds)

    def _pass(self, data: bytes) -> bytes:
        if not data or not self.on:
            return data
        chance = self._random.random()
        for name, rate, spoil in self._table:
            if chance < rate:
                self.fired[name] += 1
                return spoil(data)
            chance -= rate
        return data

    def _damage(self, data: bytes) -> bytes:
        spoiled = bytearray(data)
        spoiled[self._random.randrange(len(data))] ^= 1 << self._random.randrange(8)
        return bytes(spoiled)

    def _lose(self, data: bytes) -> bytes:
        if self._random.random() < 0.5:  # the far end had it already, or not
            self._line.write(data)
        raise LineError("the line went away")
