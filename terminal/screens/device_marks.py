"""Battery, signal, paper and lock as small marks for the status line. Pure.

The rule: a mark says what was told and no more; of what nobody told (未上报) it says so with a question mark.
"""

from dataclasses import dataclass

from protocol.dialects.unionpay.device_state import Paper
from terminal.face.drafts.sources import Port
from terminal.face.scene import Scene
from terminal.trade.preflight import BATTERY_WARN_PERCENT, LINE_WARN_PERCENT, DeviceReport

UNTOLD = "?"


@dataclass(frozen=True, slots=True)
class Mark:
    """word: its text is mark.<word>, two signs at most. value: behind it. wrong: it wants to be seen."""

    word: str
    value: str = ""
    wrong: bool = False


UNPRINTED = Mark("unprinted", wrong=True)
UNPLUGGED = Mark("scanner", wrong=True)
WORDS = ("battery", "line", "line_lost", "paper", "paper_low", "paper_out", "unprinted", "scanner", "locked")
"""Of every mark."""


def status_marks(scene: Scene) -> tuple[Mark, ...]:
    """Battery, signal, paper, where a slip that did not come out is told, too; the serial scanner where it is gone; and
    a lock where keys are closed.
    """
    report = scene.device.report
    paper = _paper(report)
    if scene.printing.unprinted and not paper.wrong:
        paper = UNPRINTED
    scanner = (UNPLUGGED,) if scene.sources.port is Port.GONE else ()
    marks = (_battery(report), _signal(report, down=scene.line_down), paper, *scanner)
    return (*marks, Mark("locked", wrong=True)) if scene.locked_s else marks


def _battery(told: DeviceReport) -> Mark:
    return _percent("battery", told.battery_percent, BATTERY_WARN_PERCENT, charging=bool(told.charging))


def _signal(told: DeviceReport, *, down: bool) -> Mark:
    """Never another thing than 线路通 or 线路断 beside it: what was told before the line went is old."""
    if down:
        return Mark("line_lost", wrong=True)
    return _percent("line", told.line_percent, LINE_WARN_PERCENT)


def _percent(word: str, percent: int | None, least: int, *, charging: bool = False) -> Mark:
    if percent is None:
        return Mark(word, UNTOLD)
    value = f"{percent}+" if charging else str(percent)
    return Mark(word, value, wrong=percent < least and not charging)


def _paper(told: DeviceReport) -> Mark:
    if told.paper is None:
        return Mark("paper", UNTOLD)
    return _PAPER[told.paper]


_PAPER: dict[Paper, Mark] = {
    Paper.PLENTY: Mark("paper"),
    Paper.LOW: Mark("paper_low", wrong=True),
    Paper.OUT: Mark("paper_out", wrong=True),
}
