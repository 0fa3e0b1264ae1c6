"""A journal's chain, walked: does every event fit the one before it, and did it once end as somebody says it did?

No store and no file here. The rule: it says the first thing that does not fit, by the event's number, and judges
nothing behind it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terminal.records.format import GENESIS, check_of, digest_of
from terminal.records.store import Row

MARK_DIGITS = 12
"""Hex digits of a hash on paper: nobody makes another journal that ends in the same 48 bits, and it fits a line."""

ON_PAPER = ("batch.closed", "batch.host_closed")
"""Kinds of events behind which the head goes on a slip."""

_NUMBER = re.compile("[0-9]{1,18}")


class BrokenChainError(Exception):
    """seq: number of the first event that does not fit, 0 where it is the facts. The text says what is wrong."""

    def __init__(self, seq: int, said: str) -> None:
        super().__init__(said)
        self.seq = seq


@dataclass(frozen=True, slots=True)
class Head:
    """How a chain stood: the epoch of its journal, the number of its last event and the hash of that, or its start."""

    epoch: str
    seq: int
    digest: str

    def __str__(self) -> str:
        return f"{self.epoch} {self.seq} {self.digest}"

    @property
    def mark(self) -> str:
        """As it stands on paper."""
        return f"{self.seq} {self.digest[:MARK_DIGITS]}"

    @classmethod
    def read(cls, text: str) -> "Head":
        """From what `str` gave. Raises ValueError."""
        words = text.split()
        if len(words) != 3 or not _NUMBER.fullmatch(words[1]) or len(words[2]) > len(GENESIS):
            raise ValueError("no head of a journal")
        return cls(words[0], int(words[1]), words[2])


class Walked:
    """A chain that fits: the hash behind each event, by number; facts: as they were given."""

    def __init__(self, digests: list[str], facts: Mapping[str, str]) -> None:
        self._digests = digests
        self.facts = facts

    @property
    def count(self) -> int:
        """Events."""
        return len(self._digests)

    @property
    def head(self) -> Head:
        """Where it ends."""
        return Head(self.facts["epoch"], self.count, self._digests[-1] if self._digests else GENESIS)

    def stood(self, said: Head) -> bool:
        """It once ended so; a hash may be shortened, as it is on paper."""
        if said.epoch != self.facts["epoch"] or said.seq > self.count:
            return False
        digest = self._digests[said.seq - 1] if said.seq else GENESIS
        return bool(said.digest) and digest.startswith(said.digest)


def walk(rows: Iterable[Row], facts: dict[str, str]) -> Walked:
    """Raises BrokenChainError."""
    digests: list[str] = []
    previous = GENESIS
    for *values, before, digest in rows:
        count = len(digests) + 1
        if values[0] != count:
            raise BrokenChainError(count, f"event {count} is missing: behind event {count - 1} stands {values[0]!r}")
        if before != previous or digest != digest_of(values, before):
            raise BrokenChainError(count, f"event {count} does not fit the chain")
        digests.append(digest)
        previous = digest
    others = {name: value for name, value in facts.items() if name != "check"}
    if facts.get("check", "") != check_of(others) or others.get("head") != f"{len(digests)} {previous}":
        raise BrokenChainError(0, f"the facts do not fit the {len(digests)} events")
    return Walked(digests, others)
