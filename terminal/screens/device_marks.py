"""Battery, signal, paper and lock as small marks for the status line, in signs and in ASCII. Pure.

The rule: a mark says what was told and no more; of what nobody told (未上报) it says so with a question mark.
"""

from dataclasses import dataclass

from protocol.dialects.unionpay.device_state import Paper
from terminal.face.scene import Scene
from terminal.trade.preflight import BATTERY_WARN_PERCENT, LINE_WARN_PERCENT, DeviceReport

UNTOLD = "?"


@dataclass(frozen=True, slots=True)
class Mark:
    """sign, ascii: as it stands, two signs at most and the value. wrong: it wants to be seen."""

    sign: str
    ascii: str
    wrong: bool = False


UNPRINTED = Mark("未打", "P*", wrong=True)


def status_marks(scene: Scene) -> tuple[Mark, ...]:
    """Battery, signal, paper, where a slip that did not come out is told, too; and a lock where keys are closed."""
    report = scene.device.report
    paper = _paper(report)
    if scene.printing.unprinted and not paper.wrong:
        paper = UNPRINTED
    marks = (_battery(report), _signal(report), paper)
    return (*marks, Mark("锁", "LOCK", wrong=True)) if scene.locked_s else marks


def _battery(told: DeviceReport) -> Mark:
    return _percent("电", "B", told.battery_percent, BATTERY_WARN_PERCENT, charging=bool(told.charging))


def _signal(told: DeviceReport) -> Mark:
    if told.silent:
        return Mark("线×", "Lx", wrong=True)
    return _percent("线", "L", told.line_percent, LINE_WARN_PERCENT)


def _percent(sign: str, letter: str, percent: int | None, least: int, *, charging: bool = False) -> Mark:
    if percent is None:
        return Mark(sign + UNTOLD, letter + UNTOLD)
    plus = "+" if charging else ""
    return Mark(f"{sign}{percent}{plus}", f"{letter}{percent}{plus}", wrong=percent < least and not charging)


def _paper(told: DeviceReport) -> Mark:
    if told.paper is None:
        return Mark("纸" + UNTOLD, "P" + UNTOLD)
    sign, letter, wrong = _PAPER[told.paper]
    return Mark(sign, letter, wrong=wrong)


# fmt: off
_PAPER: dict[Paper, tuple[str, str, bool]] = {
    # paper         sign   ASCII   wrong
    Paper.PLENTY:  ("纸",   "P",    False),
    Paper.LOW:     ("纸少", "P-",   True),
    Paper.OUT:     ("缺纸", "P0",   True),
}
# fmt: on
