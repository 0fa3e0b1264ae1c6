"""Virtual time: one heap of what happens when, and actors that wait in it. Nothing of terminals or hosts here.

An actor is a greenlet, so that synchronous product code runs unchanged: where it waits, the world goes on, and comes
back with what it waited for. The rule: one thread, one order; two things at one time happen in the order in which
they were asked for.
"""

from collections.abc import Callable
from heapq import heappop, heappush

from greenlet import getcurrent, greenlet

MAX_EVENTS = 200_000
"""Of one seed: some fifty times what one takes."""


class PowerCut(BaseException):
    """The process is gone: what was not durable is lost, and nothing more of it runs."""


class EndlessError(Exception):
    """More happened than any run can need: something goes round and round."""


class World:
    """now: virtual seconds since the beginning. events: how many have happened."""

    def __init__(self) -> None:
        self.now = 0.0
        self.events = 0
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._asked = 0
        self._halted = False
        self._hub = getcurrent()

    def at(self, time: float, act: Callable[[], None]) -> None:
        """Have this happen then, or now where that is over."""
        self._asked += 1
        heappush(self._heap, (time if time > self.now else self.now, self._asked, act))

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Have this happen so much later."""
        self.at(self.now + seconds, act)

    def run(self, latest: float) -> None:
        """Until somebody halts it, that time is over, or nothing is left to happen. EndlessError."""
        heap, self._halted = self._heap, False
        while heap and not self._halted and self.now <= latest:
            self.now, _, act = heappop(heap)
            self.events += 1
            if self.events > MAX_EVENTS:
                raise EndlessError(f"{MAX_EVENTS} events by {self.now:.0f} s")
            act()

    def halt(self) -> None:
        """Nothing more happens in this `run`."""
        self._halted = True

    @property
    def pending(self) -> int:
        """What is still to happen."""
        return len(self._heap)

    def begin(self, act: Callable[[], None]) -> "Actor":
        """Somebody who does this, from now on."""
        return Actor(self, self._hub, act)


class Actor:
    """One greenlet that does something and is over, or is cut off."""

    def __init__(self, world: World, hub: greenlet, act: Callable[[], None]) -> None:
        self._world = world
        self._hub = hub
        self._act = act
        self._greenlet = greenlet(self._run, hub)
        self._turn = 0
        self.over = False
        world.at(world.now, self._resumer())

    def wait(self, until: float) -> None:
        """Let the world go on until then, or until `wake`; only for what this actor does itself."""
        self._turn += 1
        self._world.at(until, self._resumer())
        self._hub.switch()

    def wake(self) -> None:
        """What it waits for is there; nothing where it waits for nothing."""
        self._world.at(self._world.now, self._resumer())

    def cut(self) -> None:
        """End it where it stands. Not for the actor that runs: that raises PowerCut itself."""
        self.over = True
        if self._greenlet:
            self._greenlet.throw(PowerCut)

    def _resumer(self) -> Callable[[], None]:
        turn = self._turn

        def resume() -> None:
            if turn == self._turn and not self.over:
                self._greenlet.switch()

        return resume

    def _run(self) -> None:
        self._turn += 1
        try:
            self._act()
        except PowerCut:
            pass
        finally:
            self.over = True
