"""The line that fails on purpose: each fault alone, both directions, and the same seed is the same run."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.transport.base import LineError
from protocol.transport.faulty import Faults, FaultyTransport

DATA = b"a chunk that crosses"
NAMES = tuple(row.name for row in fields(Faults))


@dataclass
class Recorder:
    """A line that gives what lies in `incoming`, keeps what it is given, and notes every call."""

    incoming: list[bytes] = field(default_factory=list)
    written: list[bytes] = field(default_factory=list)
    calls: list[object] = field(default_factory=list)

    def open(self) -> None:
        self.calls.append("open")

    def read(self, timeout_s: float) -> bytes:
        self.calls.append(timeout_s)
        return self.incoming.pop(0) if self.incoming else b""

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.calls.append("close")

    def now(self) -> float:
        return 42.0

    def sleep(self, seconds: float) -> None:
        self.calls.append(("sleep", seconds))


def faulty(faults: Faults, seed: int = 1, incoming: tuple[bytes, ...] = ()) -> tuple[FaultyTransport, Recorder]:
    line = Recorder(list(incoming))
    return FaultyTransport(line, faults, Random(seed)), line


def read(data: bytes, faults: Faults, seed: int) -> bytes:
    return faulty(faults, seed, (data,))[0].read(1.0)


def written(data: bytes, faults: Faults, seed: int) -> bytes:
    transport, line = faulty(faults, seed)
    transport.write(data)
    return b"".join(line.written)


Cross = Callable[[bytes, Faults, int], bytes]
BOTH_WAYS = pytest.mark.parametrize("cross", [read, written])


# --- each fault alone ----------------------------------------------------------------------------------------------


@BOTH_WAYS
def test_without_faults_everything_passes(cross: Cross) -> None:
    assert cross(DATA, Faults(), 1) == DATA


@BOTH_WAYS
def test_a_chunk_is_dropped(cross: Cross) -> None:
    assert cross(DATA, Faults(drop=1.0), 1) == b""


@BOTH_WAYS
def test_a_chunk_is_doubled(cross: Cross) -> None:
    assert cross(DATA, Faults(double=1.0), 1) == DATA + DATA


@BOTH_WAYS
@pytest.mark.parametrize("seed", range(8))
def test_one_bit_is_damaged(cross: Cross, seed: int) -> None:
    spoiled = cross(DATA, Faults(damage=1.0), seed)
    assert len(spoiled) == len(DATA)
    assert (int.from_bytes(spoiled, "big") ^ int.from_bytes(DATA, "big")).bit_count() == 1


@BOTH_WAYS
@pytest.mark.parametrize("seed", range(8))
def test_a_chunk_is_cut_short(cross: Cross, seed: int) -> None:
    cut = cross(DATA, Faults(cut=1.0), seed)
    assert len(cut) < len(DATA)
    assert DATA.startswith(cut)


@BOTH_WAYS
@pytest.mark.parametrize("fault", ["damage", "cut"])
def test_a_chunk_of_one_byte_can_be_spoiled_too(cross: Cross, fault: str) -> None:
    assert cross(b"A", Faults(**{fault: 1.0}), 1) != b"A"


@BOTH_WAYS
def test_the_line_goes(cross: Cross) -> None:
    with pytest.raises(LineError, match="went away"):
        cross(DATA, Faults(lose_line=1.0), 1)


def test_when_the_line_goes_the_far_end_had_it_or_not() -> None:
    """Both happen: nobody on this side can know."""
    had = []
    for seed in range(20):
        transport, line = faulty(Faults(lose_line=1.0), seed)
        with pytest.raises(LineError):
            transport.write(DATA)
        had.append(line.written)
    assert [] in had
    assert [DATA] in had
    assert all(lines in ([], [DATA]) for lines in had)


def test_what_is_dropped_is_not_written_at_all() -> None:
    transport, line = faulty(Faults(drop=1.0))
    transport.write(DATA)
    assert line.written == []


# --- what fired, and when ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [name for name in NAMES if name != "lose_line"])
def test_every_fault_is_counted_by_name(fault: str) -> None:
    transport, _ = faulty(Faults(**{fault: 1.0}), incoming=(DATA,))
    transport.write(DATA)
    transport.read(1.0)
    assert transport.fired == dict.fromkeys(NAMES, 0) | {fault: 2}


def test_a_line_that_went_is_counted() -> None:
    transport, _ = faulty(Faults(lose_line=1.0), incoming=(DATA,))
    with pytest.raises(LineError):
        transport.read(1.0)
    assert transport.fired == dict.fromkeys(NAMES, 0) | {"lose_line": 1}


def test_silence_and_nothing_meet_no_fault() -> None:
    transport, line = faulty(Faults(lose_line=1.0))
    assert transport.read(0.5) == b""
    transport.write(b"")
    assert (line.written, sum(transport.fired.values())) == ([], 0)


def test_switched_off_everything_passes_and_on_again_it_fails() -> None:
    transport, line = faulty(Faults(drop=1.0), incoming=(DATA, DATA))
    transport.on = False
    transport.write(DATA)
    assert (transport.read(1.0), line.written, transport.fired["drop"]) == (DATA, [DATA], 0)
    transport.on = True
    assert (transport.read(1.0), transport.fired["drop"]) == (b"", 1)


def test_the_chances_are_shares_of_one_draw() -> None:
    """A quarter each of four faults: every chunk meets exactly one, and each comes up its share of 4000 times."""
    transport, _ = faulty(Faults(drop=0.25, double=0.25, damage=0.25, cut=0.25))
    for _ in range(4000):
        transport.write(DATA)
    assert sum(transport.fired.values()) == 4000
    assert [900 < transport.fired[name] < 1100 for name in NAMES] == [True, True, True, True, False]


@given(st.integers(0, 2**32), st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=30))
def test_the_same_seed_is_the_same_run(seed: int, chunks: list[bytes]) -> None:
    told = []
    for _ in range(2):
        transport, line = faulty(Faults(drop=0.2, double=0.2, damage=0.2, cut=0.2), seed, tuple(chunks))
        heard = [transport.read(1.0) for _ in chunks]
        transport.write(b"".join(chunks))
        told.append((heard, line.written, transport.fired))
    assert told[0] == told[1]


# --- the rest is the line's own ------------------------------------------------------------------------------------


def test_everything_else_is_the_lines_own() -> None:
    transport, line = faulty(Faults(lose_line=1.0))
    transport.open()
    transport.read(0.75)
    transport.sleep(3.0)
    transport.close()
    assert line.calls == ["open", 0.75, ("sleep", 3.0), "close"]
    assert transport.now() == 42.0
