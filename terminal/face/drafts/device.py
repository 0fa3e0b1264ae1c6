"""What a cashier has been told of the device: its last check, what of it was waved through, and what stood on the line.

Pure. The rule: what blocks can't be waved through, and what was waved through is told again once it is another thing.
"""

from dataclasses import dataclass, replace

from terminal.desk.doors import Announcement, Checked
from terminal.line.frames import SeenFrame
from terminal.trade.preflight import UNTOLD, DeviceReport, Finding, Severity, blocks


@dataclass(frozen=True, slots=True)
class DeviceDraft:
    """report: what the device last told. checked: the last check before a refund, None before one. passed: words of
    warnings that the cashier has read. frames: what stood on the line when 检视 was last opened, None before that.
    every: all of these are listed, not those of the last transaction alone. opened: which of the listed is read.
    announced: what a scenario has just done. admitted: what is amiss was heard behind 主管密码.
    """

    report: DeviceReport = UNTOLD
    checked: Checked | None = None
    passed: frozenset[str] = frozenset()
    frames: tuple[SeenFrame, ...] | None = None
    every: bool = False
    opened: int | None = None
    announced: Announcement | None = None
    admitted: bool = False

    @property
    def listed(self) -> tuple[SeenFrame, ...]:
        """What 检视 lists: the conversation of the last transaction, or all where nothing else is wanted or known."""
        frames = self.frames or ()
        last = max((one.talk for one in frames if one.trade), default=None)
        return frames if self.every or last is None else tuple(one for one in frames if one.talk == last)

    @property
    def amiss(self) -> tuple[Finding, ...]:
        """What has to be read before a refund goes on."""
        found = self.checked.findings if self.checked is not None else ()
        return tuple(one for one in found if one.severity is Severity.BLOCK or one.word not in self.passed)

    @property
    def blocked(self) -> bool:
        """No refund goes on."""
        return blocks(self.amiss)

    def heard(self, answer: object) -> "DeviceDraft":
        """After an answer to what was asked aside."""
        match answer:
            case DeviceReport():
                return replace(self, report=answer)
            case Checked():
                return self.told(answer)
            case tuple():
                return replace(self, frames=answer, every=False, opened=None)
            case _:
                return self

    def told(self, checked: Checked) -> "DeviceDraft":
        """After another check; of what is no longer wrong nothing stays waved through."""
        still = {one.word for one in checked.findings}
        return replace(self, report=checked.standing.device, checked=checked, passed=self.passed & still)

    def read(self) -> "DeviceDraft":
        """The cashier has read what was amiss."""
        return replace(self, passed=self.passed | {one.word for one in self.amiss})


NOTHING_TOLD = DeviceDraft()
