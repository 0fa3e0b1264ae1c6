"""A device for the tests of the screens: what it tells is set from outside, and what was asked of it is remembered."""

from dataclasses import dataclass, field

from terminal.desk.doors import Checked
from terminal.line.seen import SeenFrame
from terminal.trade.preflight import DeviceReport, Standing, findings


@dataclass
class FakeKnobs:
    """happened: (word, value) of each."""

    happened: list[tuple[str, str | int]] = field(default_factory=list)

    def happen(self, word: str, value: str | int) -> None:
        self.happened.append((word, value))


@dataclass
class FakeDevice:
    """standing: how the terminal stands now; its findings are the real ones. asked: True for each question anew."""

    standing: Standing = field(default_factory=Standing)
    seen: tuple[SeenFrame, ...] = ()
    practice: FakeKnobs | None = field(default_factory=FakeKnobs)
    asked: list[bool] = field(default_factory=list)

    def state(self, *, anew: bool = False) -> DeviceReport:
        return self.standing.device

    def preflight(self, *, anew: bool = False) -> Checked:
        self.asked.append(anew)
        return Checked(self.standing, findings(self.standing))

    def frames(self) -> tuple[SeenFrame, ...]:
        return self.seen
