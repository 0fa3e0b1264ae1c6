"""One seed from its beginning to its end: SAFETY, in which everything fails, then HEAL, in which all must come right.

The rule: the same seed gives the same history, whatever the hash seed, the process or the machine.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from traceback import format_exception

from protocol.errors import ProtocolError
from protocol.transactions import ByReference
from protocol.transport.base import LineError
from terminal.desk.door import Refusal
from terminal.records.store import JournalError
from terminal.simulation.chance import Chances, Concern
from terminal.simulation.clerk import Clerk
from terminal.simulation.faults import Fault, Faults, Fired
from terminal.simulation.host import HostSide
from terminal.simulation.machine import Machine
from terminal.simulation.plan import BEGAN, Plan, plan_of
from terminal.simulation.scenario import Scenario
from terminal.simulation.watch import Violation, Watch
from terminal.simulation.world import EndlessError, PowerCut, World
from terminal.trade.refund import IllegalTransition

SAFETY_S = 3_600.0
"""Longest SAFETY phase: an hour at the counter."""
HEAL_S = 1_800.0
"""By then everything has come right, or never does (M6)."""
RESTART_S = (1.0, 10.0)
PROGRAM = (
    ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError,
    IllegalTransition, JournalError, LineError, ProtocolError, Refusal,
)  # fmt: skip
"""What no terminal and no host may end with."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a seed. refunds: durable intents. faults: how many fired, by class. reached: rare states, and how
    often. seconds: virtual ones. history: one line an event. fired, tasks: as a scenario says them.
    """

    seed: int
    digest: str
    refunds: int
    faults: Mapping[str, int]
    reached: Mapping[str, int]
    seconds: float
    events: int
    violations: tuple[Violation, ...]
    history: tuple[str, ...]
    fired: tuple[Fired, ...]
    tasks: tuple[tuple[int, int], ...]


def simulate(seed: int, *, without: frozenset[Fault] = frozenset()) -> Run:
    """Run one seed. without: classes of faults that it shall not have, whatever was drawn for it."""
    chances = Chances(seed)
    return Simulation(seed, chances, Faults(chances, without), plan_of(chances)).run()


def replay(scenario: Scenario) -> Run:
    """Run what was written down."""
    chances = Chances(scenario.seed)
    faults = Faults(chances, only=frozenset(scenario.faults))
    return Simulation(scenario.seed, chances, faults, plan_of(chances).only(frozenset(scenario.tasks))).run()


class Simulation:
    """The world of one seed."""

    def __init__(self, seed: int, chances: Chances, faults: Faults, plan: Plan) -> None:
        self.seed = seed
        self.faults = faults
        self._plan = plan
        self.world = World()
        self._crash = chances.of(Concern.CRASH)
        terminals = len(plan.tasks)
        self.host = HostSide(
            self.world, self.faults, chances, plan.shop, BEGAN, framing=plan.framing, own_parts=plan.own_parts
        )
        self.watch = Watch(self.world, self.host, terminals)
        self.machines = [
            Machine(number, self.world, self.faults, chances, self.host, self.watch, plan)
            for number in range(terminals)
        ]
        operators = chances.of(Concern.OPERATORS)
        sold: list[ByReference] = []
        self._clerks = [
            Clerk(machine, tasks, self.faults, operators, self.watch, sold)
            for machine, tasks in zip(self.machines, plan.tasks, strict=True)
        ]

    def run(self) -> Run:
        """To its end, or to the first thing that breaks."""
        for machine, clerk in zip(self.machines, self._clerks, strict=True):
            self._begin(machine, clerk)
        try:
            self._until(SAFETY_S, lambda: all(clerk.idle for clerk in self._clerks))
            self.faults.healing = True
            self._until(self.world.now + HEAL_S, lambda: all(clerk.done for clerk in self._clerks))
            self._judge()
        except EndlessError as error:
            self.watch.broken("M30", str(error))
        except PROGRAM as error:
            self.watch.broken("program", "".join(format_exception(error)))
        return self._result()

    def _until(self, latest: float, over: Callable[[], bool]) -> None:
        world, broken = self.world, self.watch.violations
        world.run(lambda: bool(broken) or world.now > latest or over())

    def _begin(self, machine: Machine, clerk: Clerk) -> None:
        machine.actor = self.world.begin(partial(self._at_work, machine, clerk))

    def _at_work(self, machine: Machine, clerk: Clerk) -> None:
        try:
            clerk.work()
        except PowerCut:
            self.watch.cut(machine.number)
            machine.lost()
            self.world.after(self._crash.uniform(*RESTART_S), partial(self._begin, machine, clerk))

    def _judge(self) -> None:
        if self.watch.violations:
            return
        if not all(clerk.done for clerk in self._clerks):
            self.watch.broken("M6", f"not all has come right {HEAL_S:.0f} s after the last fault")
        self.watch.quiet()
        for said in filter(None, [machine.replayed() for machine in self.machines]):
            self.watch.broken("M31", said)

    def _result(self) -> Run:
        watch, faults = self.watch, self.faults
        return Run(
            self.seed,
            watch.digest,
            watch.refunds,
            Counter(fault.value for fault, _ in faults.fired),
            dict(sorted(watch.reached.items())),
            self.world.now,
            self.world.events,
            tuple(watch.violations),
            tuple(watch.history),
            tuple(faults.fired),
            self._plan.places,
        )
