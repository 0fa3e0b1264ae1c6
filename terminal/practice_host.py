"""The practice host in this process: what an `emulator:` link leads to, its orders, and what goes wrong there on
purpose.

It wires no desk. The rule: the emulator is loaded where a link is to it, and its ledger is given back by whoever had it
opened.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from protocol.dialects.unionpay.profiles import Profile, open_profile
from protocol.transactions import Original
from protocol.transport.base import Transport
from protocol.transport.pipe import Clock, PipeTransport
from terminal.desk.door import Refusal
from terminal.desk.doors import Announcement
from terminal.desk.parts import Trouble
from terminal.line.links import LinkUrl, LinkUrlError
from terminal.settings import Settings

if TYPE_CHECKING:
    from emulator.ledger.contract import Ledger
    from emulator.play import News, Play
    from emulator.scenario import Scenario


@dataclass(frozen=True, slots=True)
class PracticeHost:
    """line: to it. orders: all of its shop. happen, trouble: see terminal.desk.workplace.Parts."""

    line: Transport
    orders: Callable[[], tuple[Original, ...]]
    happen: Callable[[Mapping[str, object]], None]
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class PracticeHosts:
    """Hosts over the ledger of this home. delay_s: how long the bank thinks. hear: told what scenarios do."""

    settings: Settings
    delay_s: float
    hear: Callable[[Announcement], None]

    def open(self, url: LinkUrl, clock: Clock, opened: ExitStack, *, reset: bool) -> PracticeHost:
        """reset: with the shop's orders renewed. Refusal link_unavailable; raises LinkUrlError."""
        from emulator.conditions import events_of
        from emulator.device import Device
        from emulator.ledger.contract import LedgerError
        from emulator.practice_host import open_front_end, open_ledger, open_play, reset_ledger

        try:
            ledger = opened.enter_context(open_ledger(self.settings.ledger))
            if reset:
                reset_ledger(ledger)
        except LedgerError as error:
            raise Refusal("link_unavailable", reason=str(error)) from None
        front_end = open_front_end(ledger, _spoken(url))
        play = open_play(front_end, url.framing)
        play.listeners.append(lambda news: _announce(news, self.hear))
        trouble = _Trouble(play)
        scenario = scenario_of(url)
        if scenario is not None:
            play.load(scenario)
        return PracticeHost(
            PipeTransport(lambda: Device(front_end, url.framing, self.delay_s, play=play), clock),
            _orders_of(ledger),
            lambda words: play.change(*events_of(words)),
            trouble,
        )

    def refuse_served(self) -> None:
        """Practice data is not renewed under a server's feet. Refusal ledger_served, link_unavailable."""
        from emulator.control import ControlError
        from emulator.control_client import served_at
        from emulator.ledger.contract import LedgerError
        from emulator.practice_host import open_ledger

        try:
            with open_ledger(self.settings.ledger) as ledger:
                served = served_at(self.settings.control, ledger.identity().ledger_id)
        except (LedgerError, ControlError) as error:
            raise Refusal("link_unavailable", reason=str(error)) from None
        if served:
            raise Refusal("ledger_served", listening=served)


def scenario_of(url: LinkUrl) -> "Scenario | None":
    """What the link says shall go wrong. LinkUrlError: no such scenario, a faulty file, or for another framing."""
    from emulator.scenario import ScenarioError
    from emulator.scenario_file import open_scenario

    if not url.scenario:
        return None
    try:
        scenario = open_scenario(url.scenario)
        scenario.require(url.framing)
    except ScenarioError as error:
        raise LinkUrlError(f"scenario={url.scenario}: {error}") from None
    return scenario


def _spoken(url: LinkUrl) -> Profile:
    """How the host of this process speaks: as the terminal does, with parts of our own or without."""
    from emulator.front_end import OURS

    return OURS if open_profile(url.profile).own_parts else replace(OURS, own_parts=False)


def _orders_of(ledger: "Ledger") -> Callable[[], tuple[Original, ...]]:
    from emulator.ledger.contract import LedgerError

    def orders() -> tuple[Original, ...]:
        try:
            return ledger.originals()
        except LedgerError as error:
            raise Refusal("link_unavailable", reason=str(error)) from None

    return orders


def _announce(news: "News", hear: Callable[[Announcement], None]) -> None:
    from emulator.play import Hit

    if isinstance(news, Hit):
        details = (("name", news.scenario), ("code", news.act.code))
        hear(Announcement(str(news), news.act.kinds, details))


class _Trouble:
    """Scenarios of the practice host in this process, armed one at a time."""

    def __init__(self, play: "Play") -> None:
        self._play = play
        self._armed = ""
        self._left = 0
        play.listeners.append(self._heard)

    def arm(self, scenario: str, times: int) -> None:
        """See terminal.desk.workplace.Trouble."""
        from emulator.scenario_file import open_scenario

        opened = open_scenario(scenario)
        self.clear()
        if opened.name not in self._play.loaded:  # else somebody has loaded it for longer than that
            self._play.load(opened)
            self._armed, self._left = opened.name, times

    def clear(self) -> None:
        """See terminal.desk.workplace.Trouble."""
        armed, self._armed = self._armed, ""
        if armed in self._play.loaded:
            self._play.unload(armed)

    def _heard(self, news: "News") -> None:
        from emulator.play import Hit

        if isinstance(news, Hit) and news.scenario == self._armed:
            self._left -= 1
            if not self._left:
                self.clear()
