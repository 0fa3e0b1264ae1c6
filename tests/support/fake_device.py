"""A device for the tests of the screens: what it tells is set from outside, and what was asked of it is remembered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from terminal.desk.doors import Checked, Notice
from terminal.line.frames import SeenFrame
from terminal.trade.preflight import DeviceReport, Standing, findings


@dataclass
class FakeKnobs:
    """happened: the words of each time."""

    happened: list[dict[str, str | int]] = field(default_factory=list)

    def happen(self, words: Mapping[str, str | int]) -> None:
        self.happened.append(dict(words))


@dataclass
class FakeDevice:
    """standing: how the terminal stands now; its findings are the real ones. asked: True for each question anew."""

    standing: Standing = field(default_factory=Standing)
    seen: tuple[SeenFrame, ...] = ()
    practice: FakeKnobs | None = field(default_factory=FakeKnobs)
    asked: list[bool] = field(default_factory=list)
    ears: list[Callable[[Notice], None]] = field(default_factory=list)

    def listen(self, hear: Callable[[Notice], None]) -> None:
        self.ears.append(hear)

    def state(self, *, anew: bool = False) -> DeviceReport:
        return self.standing.device

    def preflight(self, *, anew: bool = False) -> Checked:
        self.asked.append(anew)
        return Checked(self.standing, findings(self.standing))

    def look(self, *, anew: bool = False) -> Checked:
        return self.preflight(anew=anew)

    def frames(self) -> tuple[SeenFrame, ...]:
        return self.seen
