"""Asks of the device: its state, the check before a refund, what stood on the line, and the practice device's knobs."""

from dataclasses import dataclass
from typing import ClassVar

from terminal.desk.door import CashDesk
from terminal.desk.doors import Checked
from terminal.face.asks.ask import Tell
from terminal.line.frames import SeenFrame
from terminal.trade.preflight import DeviceReport


@dataclass(frozen=True, slots=True)
class Glance:
    """What the device tells, for the icons. Asked aside. Answered by DeviceReport."""

    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> DeviceReport:
        return desk.device.state()


@dataclass(frozen=True, slots=True)
class Preflight:
    """Is all well for a refund? Asked aside. Answered by Checked."""

    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> Checked:
        return desk.device.preflight()


@dataclass(frozen=True, slots=True)
class LookAtLine:
    """What stood on the line. Asked aside. Answered by a tuple of SeenFrame."""

    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> tuple[SeenFrame, ...]:
        return desk.device.frames()


@dataclass(frozen=True, slots=True)
class CheckAgain:
    """The check before a refund, everything asked anew. Answered by Checked."""

    busy: ClassVar[str] = "busy.device"

    def perform(self, desk: CashDesk, tell: Tell) -> Checked:
        return desk.device.preflight(anew=True)


@dataclass(frozen=True, slots=True)
class LookAtDevice:
    """Everything about the device, asked anew, and nobody is signed on for it. Answered by Checked."""

    busy: ClassVar[str] = "busy.device"

    def perform(self, desk: CashDesk, tell: Tell) -> Checked:
        return desk.device.look(anew=True)


@dataclass(frozen=True, slots=True)
class TurnKnob:
    """Let something happen to the practice device. Answered by DeviceReport, what it tells after that."""

    words: tuple[tuple[str, str | int], ...]
    busy: ClassVar[str] = "busy.device"

    def perform(self, desk: CashDesk, tell: Tell) -> DeviceReport:
        if desk.device.practice is not None:
            desk.device.practice.happen(dict(self.words))
        return desk.device.state()


Aside = Glance | Preflight | LookAtLine
"""Asked while keys go on: nobody waits for the answer, and it is heard on whatever page."""
