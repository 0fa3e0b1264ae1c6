"""What is looked at before a refund, and what a cashier is told of it: facts in, findings out. Pure; asks nobody.

The rule: it speaks only of what is wrong, and of what nobody told it says nothing; a finding that blocks is one after
which the refund could not be sent, kept or answered for. Texts: `preflight.<word>`, and what to do: `remedy.<word>`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from protocol.dialects.unionpay.device_state import Paper, PrinterState, Slot

BATTERY_BLOCK_PERCENT = 5
"""Below it a device may go off between a refund and its answer; most stop printing there."""
BATTERY_WARN_PERCENT = 20
"""Below it there is time for the refund, and then for the charger."""
LINE_WARN_PERCENT = 70
"""Below it a frame in three is sent again."""
CLOCK_WARN_S = 300
"""Further off, slips and day ends are seen to be wrong; 5 minutes is also what a host's own clock may drift."""
STORAGE_BLOCK_BYTES = 10 * 2**20
"""Below it the journal may not be able to take the next intent."""
STORAGE_WARN_BYTES = 200 * 2**20
"""Below it there is a day left for receipts and their pictures."""


class Severity(StrEnum):
    """WARN: the cashier may go on. BLOCK: not before it is mended."""

    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What a device told of itself, as DeviceState; None: 未上报. silent: it was asked and said nothing in time."""

    battery_percent: int | None = None
    charging: bool | None = None
    paper: Paper | None = None
    printer: PrinterState | None = None
    slot: Slot | None = None
    line_percent: int | None = None
    clock_offset_s: int | None = None
    silent: bool = False


UNTOLD = DeviceReport()
"""Of a peer that can't tell."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How this terminal stands. sign_on: the fault with which 签到 was refused, "" where it was not. host_offset_s: by
    which the host's clock is ahead of ours. batch_count: transactions in the open batch. free_bytes: of the disk that
    the journal is on. None: not known.
    """

    device: DeviceReport = UNTOLD
    signed_on: bool = True
    sign_on: str = ""
    host_offset_s: int | None = None
    batch_count: int = 0
    batch_full: bool = False
    settle_unfinished: bool = False
    free_bytes: int | None = None

    @property
    def clock_off_s(self) -> int:
        """By how much device or host differ from this clock at most; 0 where neither told the time."""
        return max(abs(self.device.clock_offset_s or 0), abs(self.host_offset_s or 0))


@dataclass(frozen=True, slots=True)
class Finding:
    """word: what is wrong. fault: the word of a refusal that says why, or "". value: {value} of its text."""

    word: str
    severity: Severity
    value: int = 0
    fault: str = ""


def blocks(found: tuple[Finding, ...]) -> bool:
    """No refund before this is mended."""
    return any(finding.severity is Severity.BLOCK for finding in found)


def findings(now: Standing) -> tuple[Finding, ...]:
    """What is wrong, what blocks first."""
    found = [
        Finding(word, severity, _VALUES.get(word, _nothing)(now), now.sign_on if word == SIGNED_OFF else "")
        for word, severity, wrong in _ROWS
        if wrong(now)
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.BLOCK))


def _battery(now: Standing) -> int:
    """Percent, where it matters: not on its charger, and told."""
    percent = now.device.battery_percent
    return 100 if percent is None or now.device.charging else percent


def _line(now: Standing) -> int:
    return 100 if now.device.line_percent is None else now.device.line_percent


def _room(now: Standing) -> int:
    return STORAGE_WARN_BYTES if now.free_bytes is None else now.free_bytes


def _nothing(_now: Standing) -> int:
    return 0


SIGNED_OFF = "signed_off"
_BLOCK, _WARN = Severity.BLOCK, Severity.WARN
# fmt: off
_ROWS: tuple[tuple[str, Severity, Callable[[Standing], bool]], ...] = (
    # word               severity  wrong where
    (SIGNED_OFF,          _BLOCK,  lambda now: not now.signed_on),
    ("device_silent",     _WARN,   lambda now: now.device.silent),
    ("battery_empty",     _BLOCK,  lambda now: _battery(now) < BATTERY_BLOCK_PERCENT),
    ("battery_low",       _WARN,   lambda now: BATTERY_BLOCK_PERCENT <= _battery(now) < BATTERY_WARN_PERCENT),
    ("paper_out",         _WARN,   lambda now: now.device.paper is Paper.OUT),
    ("paper_low",         _WARN,   lambda now: now.device.paper is Paper.LOW),
    ("printer_hot",       _WARN,   lambda now: now.device.printer is PrinterState.HOT),
    ("printer_open",      _WARN,   lambda now: now.device.printer is PrinterState.OPEN),
    ("printer_fault",     _WARN,   lambda now: now.device.printer is PrinterState.FAULT),
    ("line_weak",         _WARN,   lambda now: _line(now) < LINE_WARN_PERCENT),
    ("clock_wrong",       _WARN,   lambda now: now.clock_off_s >= CLOCK_WARN_S),
    ("settle_unfinished", _BLOCK,  lambda now: now.settle_unfinished),
    ("batch_full",        _BLOCK,  lambda now: now.batch_full),
    ("storage_full",      _BLOCK,  lambda now: _room(now) < STORAGE_BLOCK_BYTES),
    ("storage_low",       _WARN,   lambda now: STORAGE_BLOCK_BYTES <= _room(now) < STORAGE_WARN_BYTES),
)
_VALUES: dict[str, Callable[[Standing], int]] = {
    "battery_empty": _battery,
    "battery_low":   _battery,
    "line_weak":     _line,
    "clock_wrong":   lambda now: now.clock_off_s // 60,
    "batch_full":    lambda now: now.batch_count,
    "storage_full":  lambda now: _room(now) // 2**20,
    "storage_low":   lambda now: _room(now) // 2**20,
}
"""{value} in the text: percent, percent, percent, minutes, transactions, MiB, MiB."""
# fmt: on
WORDS = tuple(word for word, *_ in _ROWS)
