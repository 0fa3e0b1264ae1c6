"""What may go wrong in a seed: the classes of faults, which of them a seed has, and which fire. Nothing is done here.

Swarm testing: each class is on or off for a seed, and its chance is drawn, so that rare combinations come about. The
rule: in the HEAL phase nothing fires.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from terminal.simulation.chance import Chances, Concern


class Fault(StrEnum):
    """A class of faults."""

    DELAY = "delay"
    DROP = "drop"
    DUPLICATE = "duplicate"
    CORRUPT = "corrupt"
    CUT = "cut"
    LINE_LOST = "line_lost"
    OPEN_REFUSED = "open_refused"
    LATE_REQUEST = "late_request"
    LATE_ANSWER = "late_answer"
    HOST_CRASH_BEFORE = "host_crash_before"
    HOST_CRASH_AFTER = "host_crash_after"
    DECLINED = "declined"
    UNSURE_BEFORE = "unsure_before"
    UNSURE_AFTER = "unsure_after"
    BAD_MAC = "bad_mac"
    TAMPERED = "tampered"
    ALTERED = "altered"
    REPLAYED = "replayed"
    KEYS_LOST = "keys_lost"
    LEDGER_FAILS_BEFORE = "ledger_fails_before"
    LEDGER_FAILS_AFTER = "ledger_fails_after"
    WRITE_FAILS = "write_fails"
    DISK_FULL = "disk_full"
    KILLED_BEFORE_COMMIT = "killed_before_commit"
    KILLED_IN_COMMIT = "killed_in_commit"
    KILLED_AFTER_COMMIT = "killed_after_commit"
    KILLED_BEFORE_SEND = "killed_before_send"
    KILLED_AFTER_SEND = "killed_after_send"
    KILLED_WAITING = "killed_waiting"
    KILLED_PRINTING = "killed_printing"
    CLOCK_JUMPS = "clock_jumps"
    PAPER_OUT = "paper_out"
    PRESSED_TWICE = "pressed_twice"
    WRONG_ORDER = "wrong_order"
    OTHER_AMOUNT = "other_amount"
    OTHER_CARD = "other_card"
    OTHER_BODY = "other_body"
    KEYED_AGAIN = "keyed_again"
    POWER_CYCLED = "power_cycled"
    INTERRUPTED = "interrupted"
    GIVES_UP = "gives_up"
    WALKS_AWAY = "walks_away"
    CLOSES_BY_HAND = "closes_by_hand"
    BATCH_CLOSED = "batch_closed"
    HOST_CLOSES = "host_closes"
    CLOSED_BEFORE = "closed_before"
    CLOSED_AFTER = "closed_after"
    OLDER_COPY = "older_copy"
    PUTS_RIGHT = "puts_right"


@dataclass(frozen=True, slots=True)
class Class:
    """concern: whose source decides. share: of seeds that have it. least, most: its chance at each opportunity."""

    concern: Concern
    share: float
    least: float
    most: float


_N, _H, _D, _K, _O = Concern.NETWORK, Concern.HOST, Concern.DISK, Concern.CRASH, Concern.OPERATORS
# fmt: off
CLASSES: Mapping[Fault, Class] = MappingProxyType({  # opportunity: a chunk, a message, a commit, a wait, a task
    Fault.DELAY:                Class(_N, 0.80, 0.10,  0.60),
    Fault.DROP:                 Class(_N, 0.60, 0.005, 0.08),
    Fault.DUPLICATE:            Class(_N, 0.70, 0.02,  0.30),
    Fault.CORRUPT:              Class(_N, 0.60, 0.005, 0.08),
    Fault.CUT:                  Class(_N, 0.40, 0.002, 0.04),
    Fault.LINE_LOST:            Class(_N, 0.50, 0.002, 0.03),
    Fault.OPEN_REFUSED:         Class(_N, 0.40, 0.05,  0.40),
    Fault.LATE_REQUEST:         Class(_H, 0.50, 0.005, 0.12),
    Fault.LATE_ANSWER:          Class(_H, 0.60, 0.005, 0.08),
    Fault.HOST_CRASH_BEFORE:    Class(_H, 0.40, 0.002, 0.02),
    Fault.HOST_CRASH_AFTER:     Class(_H, 0.40, 0.002, 0.02),
    Fault.DECLINED:             Class(_H, 0.50, 0.01,  0.10),
    Fault.UNSURE_BEFORE:        Class(_H, 0.40, 0.005, 0.05),
    Fault.UNSURE_AFTER:         Class(_H, 0.40, 0.005, 0.05),
    Fault.BAD_MAC:              Class(_H, 0.40, 0.005, 0.05),
    Fault.TAMPERED:             Class(_H, 0.40, 0.005, 0.05),
    Fault.ALTERED:              Class(_H, 0.40, 0.005, 0.05),
    Fault.REPLAYED:             Class(_H, 0.30, 0.005, 0.05),
    Fault.KEYS_LOST:            Class(_H, 0.40, 0.005, 0.04),
    Fault.LEDGER_FAILS_BEFORE:  Class(_H, 0.30, 0.005, 0.03),
    Fault.LEDGER_FAILS_AFTER:   Class(_H, 0.30, 0.005, 0.03),
    Fault.WRITE_FAILS:          Class(_D, 0.30, 0.001, 0.01),
    Fault.DISK_FULL:            Class(_D, 0.15, 0.001, 0.004),
    Fault.KILLED_BEFORE_COMMIT: Class(_K, 0.30, 0.001, 0.01),
    Fault.KILLED_IN_COMMIT:     Class(_K, 0.30, 0.001, 0.01),
    Fault.KILLED_AFTER_COMMIT:  Class(_K, 0.30, 0.001, 0.01),
    Fault.KILLED_BEFORE_SEND:   Class(_K, 0.30, 0.001, 0.01),
    Fault.KILLED_AFTER_SEND:    Class(_K, 0.30, 0.001, 0.01),
    Fault.KILLED_WAITING:       Class(_K, 0.30, 0.002, 0.02),
    Fault.KILLED_PRINTING:      Class(_K, 0.30, 0.005, 0.03),
    Fault.CLOCK_JUMPS:          Class(Concern.CLOCK, 0.30, 0.02, 0.15),
    Fault.PAPER_OUT:            Class(Concern.PRINTER, 0.40, 0.02, 0.30),
    Fault.PRESSED_TWICE:        Class(_O, 0.60, 0.02,  0.25),
    Fault.WRONG_ORDER:          Class(_O, 0.40, 0.01,  0.10),
    Fault.OTHER_AMOUNT:         Class(_O, 0.50, 0.02,  0.15),
    Fault.OTHER_CARD:           Class(_O, 0.50, 0.02,  0.15),
    Fault.OTHER_BODY:           Class(_O, 0.40, 0.02,  0.15),
    Fault.KEYED_AGAIN:          Class(_O, 0.50, 0.05,  0.40),
    Fault.POWER_CYCLED:         Class(_O, 0.40, 0.01,  0.08),
    Fault.INTERRUPTED:          Class(_O, 0.30, 0.02,  0.20),
    Fault.GIVES_UP:             Class(_O, 0.60, 0.20,  0.90),
    Fault.WALKS_AWAY:           Class(_O, 0.60, 0.20,  0.80),
    Fault.CLOSES_BY_HAND:       Class(_O, 0.50, 0.20,  0.90),
    Fault.BATCH_CLOSED:         Class(_O, 0.50, 0.01,  0.05),
    Fault.HOST_CLOSES:          Class(_O, 0.30, 0.01,  0.05),
    Fault.CLOSED_BEFORE:        Class(_H, 0.20, 0.005, 0.05),
    Fault.CLOSED_AFTER:         Class(_H, 0.20, 0.005, 0.05),
    Fault.OLDER_COPY:           Class(_D, 0.30, 0.02,  0.20),
    Fault.PUTS_RIGHT:           Class(_O, 0.50, 0.20,  0.90),
})
# fmt: on


EVERY = frozenset(Fault)


BEFORE = -1
"""Number of the task before the first."""


class Fired(NamedTuple):
    """A fault that fired: its class, at which terminal and in which of its tasks (from 0, or BEFORE), and at which of
    the class's opportunities in it, from 1.
    """

    fault: Fault
    terminal: int
    task: int
    number: int


class Swarm:
    """The classes of one seed, and what became of them. without: those that it shall not have. only: the faults that
    fire, whatever is drawn. healing: none fires any more. fired: those that did.
    """

    def __init__(
        self, chances: Chances, without: frozenset[Fault] = frozenset(), only: frozenset[Fired] | None = None
    ) -> None:
        draw = chances.of(Concern.FAULTS)
        self.chances: dict[Fault, float] = {}
        for fault, row in CLASSES.items():
            on, chance = draw.random() < row.share, draw.uniform(row.least, row.most)
            if on and fault not in without:
                self.chances[fault] = chance
        self.only = only
        self.healing = False
        self.fired: list[Fired] = []


class Faults:
    """Those that one terminal meets, and whatever it asks the host. chances: its own sources."""

    def __init__(self, swarm: Swarm, chances: Chances, terminal: int) -> None:
        self._swarm, self._terminal = swarm, terminal
        self.chances = chances
        self._of = swarm.chances
        self._draw: dict[Fault, Callable[[], float]] = {}
        self._task = BEFORE
        self._met: dict[Fault, int] = {}

    @property
    def healing(self) -> bool:
        """None fires any more."""
        return self._swarm.healing

    def begin(self, task: int) -> None:
        """The next task."""
        self._task, self._met, self._draw = task, {}, {}
        self.chances.begin(task)

    def fires(self, fault: Fault) -> bool:
        """It does, at this opportunity."""
        chance = self._of.get(fault)
        swarm = self._swarm
        if chance is None or swarm.healing:
            return False
        number = self._met.get(fault, 0) + 1
        if number == 1:
            self._draw[fault] = self.chances.of(CLASSES[fault].concern).random
        self._met[fault] = number
        fires = self._draw[fault]() < chance
        if swarm.only is not None:
            fires = Fired(fault, self._terminal, self._task, number) in swarm.only
        if fires:
            swarm.fired.append(Fired(fault, self._terminal, self._task, number))
        return fires
