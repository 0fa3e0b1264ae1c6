"""One seed from its beginning to its end: SAFETY, in which everything fails, then HEAL, in which all must come right.

The rule: the same seed gives the same history, whatever the hash seed, the process or the machine.
"""

from collections import Counter
from collections.abc import Mapping
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
from terminal.simulation.faults import Fault, Faults, Fired, Swarm
from terminal.simulation.host import HostSide
from terminal.simulation.machine import Machine
from terminal.simulation.plan import BEGAN, Plan, plan_of
from terminal.simulation.scenario import Scenario
from terminal.simulation.watch import Violation, Watch
from terminal.simulation.world import EndlessError, PowerCut, World
from terminal.trade.refund_steps import IllegalTransition

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
    return Simulation(seed, chances, Swarm(chances, without), plan_of(chances)).run()


def replay(scenario: Scenario) -> Run:
    """Run what was written down."""
    chances = Chances(scenario.seed)
    swarm = Swarm(chances, only=frozenset(scenario.faults))
    return Simulation(scenario.seed, chances, swarm, plan_of(chances).only(frozenset(scenario.tasks))).run()


class Simulation:
    """The world of one seed."""

    def __init__(self, seed: int, chances: Chances, swarm: Swarm, plan: Plan, watched: type[Watch] = Watch) -> None:
        self.seed = seed
        self.swarm = swarm
        self._plan = plan
        self.world = World()
        self.host = HostSide(self.world, chances, plan.shop, BEGAN, framing=plan.framing, own_parts=plan.own_parts)
        self.watch = watched(self.world, self.host, len(plan.tasks))
        secrets = chances.of(Concern.SECRETS)
        sold: list[ByReference] = []
        self.machines: list[Machine] = []
        self._clerks: list[Clerk] = []
        for number, tasks in enumerate(plan.tasks):
            faults = Faults(swarm, Chances(seed, f"terminal {number}"), number)
            machine = Machine(number, self.world, faults, secrets, self.host, self.watch, plan)
            self.machines.append(machine)
            self._clerks.append(Clerk(machine, tasks, faults, self.watch, sold, self._rested))

    def run(self) -> Run:
        """To its end, or to the first thing that breaks."""
        for machine, clerk in zip(self.machines, self._clerks, strict=True):
            self._begin(machine, clerk)
        try:
            self.world.run(SAFETY_S)
            self.swarm.healing = True
            if not self.watch.violations:
                self.world.run(self.world.now + HEAL_S)
            self._judge()
        except EndlessError as error:
            self.watch.broken("M30", str(error))
        except PROGRAM as error:
            self.watch.broken("program", "".join(format_exception(error)))
        return self._result()

    def _rested(self) -> None:
        """A phase is over as soon as every cashier has nothing to do in it."""
        if all(clerk.done if self.swarm.healing else clerk.idle for clerk in self._clerks):
            self.world.halt()

    def _begin(self, machine: Machine, clerk: Clerk) -> None:
        machine.actor = self.world.begin(partial(self._at_work, machine, clerk))

    def _at_work(self, machine: Machine, clerk: Clerk) -> None:
        try:
            clerk.work()
        except PowerCut:
            self.watch.cut(machine.number)
            machine.lost()
            crash = machine.faults.chances.of(Concern.CRASH)
            self.world.after(crash.uniform(*RESTART_S), partial(self._begin, machine, clerk))

    def _judge(self) -> None:
        if self.watch.violations:
            return
        if not all(clerk.done for clerk in self._clerks):
            self.watch.broken("M6", f"not all has come right {HEAL_S:.0f} s after the last fault")
        self.watch.quiet()
        for said in filter(None, [machine.replayed() for machine in self.machines]):
            self.watch.broken("M31", said)

    def _result(self) -> Run:
        watch, fired = self.watch, self.swarm.fired
        return Run(
            self.seed,
            watch.digest,
            watch.refunds,
            Counter(one.fault.value for one in fired),
            {state: times for state, times in sorted(watch.reached.items()) if times},
            self.world.now,
            self.world.events,
            tuple(watch.violations),
            tuple(watch.history),
            tuple(fired),
            self._plan.places,
        )
