"""What is going on at one far end: the device's state, the scenarios that are loaded, and what they do to a message.

One object behind all connections of a server, so that counts and conditions outlive a connection. No line and no time
here. Whoever listens hears of each hit, each change and each loading; nothing that goes wrong on purpose goes silently.
"""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from emulator.conditions import ConditionError, Event, after
from emulator.scenario import Act, Match, Scenario, ScenarioError
from emulator.spoken import Forging, Heard, require
from protocol.dialects.unionpay.device_state import DeviceState
from protocol.money import format_yuan
from protocol.session import Framing

MAX_LOADED = 20
"""Scenarios at once: more than anybody can follow."""
MAX_LATE = 100
"""Answers kept for behind another: terminals may never ask again, and any number of them may come."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule acts now; its text announces that. rule: its number in the file, from 1. failed: why a part of it could
    not happen, or "".
    """

    scenario: str
    rule: int
    heard: Heard
    act: Act
    failed: str = ""

    def __str__(self) -> str:
        heard = self.heard
        amount = "" if heard.amount_fen is None else f" {format_yuan(heard.amount_fen)}"
        failed = f", but {self.failed}" if self.failed else ""
        return f"scenario {self.scenario}, rule {self.rule}: {heard.transaction or 'a message'}{amount}{failed}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The scenarios that are loaded now, oldest first."""

    names: tuple[str, ...]


News = Hit | Loaded | DeviceState


@dataclass
class _Running:
    """One loaded scenario: what was heard since, and how often each rule fitted."""

    scenario: Scenario
    heard: set[str] = field(default_factory=set)
    fitted: Counter[int] = field(default_factory=Counter)

    def act_on(self, heard: Heard) -> Hit | None:
        """The first rule that acts on it; every rule that fits counts it."""
        hit = None
        for number, rule in enumerate(self.scenario.rules, 1):
            if _fits(rule.match, heard, self.heard):
                self.fitted[number] += 1
                if hit is None and _due(rule.match, self.fitted[number]):
                    hit = Hit(self.scenario.name, number, heard, rule.act)
        self.heard.add(heard.transaction)
        return hit


class Play:
    """framing: of the lines that it is played on. forge: knows their dialect. seed: of all chance. listeners: hear all
    news, in the thread that made them.
    """

    def __init__(self, framing: Framing, forge: Forging, seed: int = 0) -> None:
        self.framing = framing
        self.forge = forge
        self.random = Random(seed)
        self.state = DeviceState()
        self.listeners: list[Callable[[News], None]] = []
        self._running: list[_Running] = []
        self._late: deque[tuple[str, str, bytes]] = deque(maxlen=MAX_LATE)

    @property
    def loaded(self) -> tuple[str, ...]:
        """Names of what is loaded, oldest first; of two that act on one message the older does."""
        return tuple(running.scenario.name for running in self._running)

    def announce_to(self, say: Callable[[str], None], told: Callable[[Hit], str] = str) -> None:
        """Each hit, as text. told: says it in the user's words."""
        self.listeners.append(lambda news: say(told(news)) if isinstance(news, Hit) else None)

    def load(self, scenario: Scenario) -> None:
        """From now on. Loaded once more it begins anew. Raises ScenarioError where the link lacks what it disturbs."""
        scenario.require(self.framing)
        require(scenario, self.forge.spoken)
        others = [running for running in self._running if running.scenario.name != scenario.name]
        if len(others) >= MAX_LOADED:
            raise ScenarioError(scenario.name, "", f"{MAX_LOADED} scenarios are loaded")
        try:
            state = self.state
            for event in scenario.device:
                state = after(state, event)
        except ConditionError as error:
            raise ScenarioError(scenario.name, "device", error.reason) from None
        self._running = [*others, _Running(scenario)]
        self._become(state)
        self._tell(Loaded(self.loaded))

    def unload(self, name: str) -> None:
        """From now on no more; what it did to the device stays. Raises ScenarioError."""
        if name not in self.loaded:
            raise ScenarioError(name, "", "is not loaded")
        self._running = [running for running in self._running if running.scenario.name != name]
        self._tell(Loaded(self.loaded))

    def change(self, *events: Event) -> None:
        """Something happens to the device: all of it, or nothing and a ConditionError."""
        state = self.state
        for event in events:
            state = after(state, event)
        self._become(state)

    def answer_state(self, data: bytes) -> bytes | None:
        """The device's own answer, where a terminal asks for its state; None for every other message."""
        return self.forge.state_answer(data, self.state)

    def hear(self, data: bytes) -> Hit | None:
        """A message arrived: what a scenario does to it. Its device events have happened when this returns."""
        heard = self.forge.look(data, self.state) if self._running else None
        if heard is None:
            return None
        hits = [hit for running in self._running if (hit := running.act_on(heard)) is not None]
        if not hits:
            return None
        hit = self._happen(hits[0])
        self._tell(hit)
        return hit

    def keep(self, terminal_no: str, behind: str, answer: bytes) -> None:
        """An answer that comes behind that to another transaction of the same terminal; the oldest of MAX_LATE never
        comes.
        """
        self._late.append((terminal_no, behind, answer))

    def kept_behind(self, data: bytes) -> list[bytes]:
        """What was kept for behind the answer to this message, once."""
        heard = self.forge.look(data, self.state) if self._late else None
        if heard is None:
            return []
        now = [one for one in self._late if one[:2] == (heard.terminal_no, heard.transaction)]
        for one in now:
            self._late.remove(one)
        return [answer for *_, answer in now]

    def _happen(self, hit: Hit) -> Hit:
        try:
            self.change(*hit.act.device)
        except ConditionError as error:
            return Hit(hit.scenario, hit.rule, hit.heard, hit.act, str(error))
        return hit

    def _become(self, state: DeviceState) -> None:
        if state != self.state:
            self.state = state
            self._tell(state)

    def _tell(self, news: News) -> None:
        for listener in tuple(self.listeners):
            listener(news)


def _fits(match: Match, heard: Heard, before: set[str]) -> bool:
    return (
        (not match.transactions or heard.transaction in match.transactions)
        and match.amount_fen in {None, heard.amount_fen}
        and (match.ends is None or (heard.amount_fen is not None and heard.amount_fen % 100 == match.ends))
        and match.card in {"", heard.card}
        and match.terminal in {"", heard.terminal_no}
        and (not match.after or match.after in before)
    )


def _due(match: Match, count: int) -> bool:
    return count >= match.nth and (match.times == 0 or count < match.nth + match.times)
