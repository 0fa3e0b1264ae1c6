"""What happens to a device from outside: events, and the state after each. Pure values, no line and no message.

The operator makes them (emulator.control) or a scenario does; a terminal sees only the state, by the device-state
message. The rule: an event that can't happen now is a ConditionError and changes nothing. `WORDS` is how people write
events, in scenarios and on the control channel alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from protocol.dialects.unionpay.device_state import WALLET, DeviceState, Paper, PrinterState, Slot


class ConditionError(ValueError):
    """This can't happen to the device, or not now; the text says why. key: the word it was asked with, or ""."""

    def __init__(self, reason: str, key: str = "") -> None:
        super().__init__(f"{key}: {reason}" if key else reason)
        self.reason, self.key = reason, key


@dataclass(frozen=True, slots=True)
class BatteryChanged:
    """percent: 0 to 100. charging: it is on its charger."""

    percent: int
    charging: bool = False


@dataclass(frozen=True, slots=True)
class PaperChanged:
    """A new roll, a low one, or none."""

    paper: Paper


@dataclass(frozen=True, slots=True)
class PrinterChanged:
    """The printer got hot, was opened, broke or is ready again."""

    printer: PrinterState


@dataclass(frozen=True, slots=True)
class Presented:
    """A card was inserted, swiped or tapped, or a payer code shown. name: of the wallet."""

    slot: Slot
    name: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Card or phone was taken away."""


@dataclass(frozen=True, slots=True)
class LineChanged:
    """percent: 100 is a line that loses nothing."""

    percent: int


@dataclass(frozen=True, slots=True)
class ClockChanged:
    """offset_s: seconds by which the device's clock is ahead of the true one."""

    offset_s: int


Event = BatteryChanged | PaperChanged | PrinterChanged | Presented | Removed | LineChanged | ClockChanged


def after(state: DeviceState, event: Event) -> DeviceState:
    """The state after `event`. Raises ConditionError."""
    try:
        return _after(state, event)
    except ConditionError:
        raise
    except ValueError as error:
        raise ConditionError(str(error)) from None


def _after(state: DeviceState, event: Event) -> DeviceState:
    match event:
        case BatteryChanged(percent, charging):
            return replace(state, battery_percent=percent, charging=charging)
        case PaperChanged(paper):
            return replace(state, paper=paper)
        case PrinterChanged(printer):
            return replace(state, printer=printer)
        case Presented(slot, name):
            return _presented(state, slot, name)
        case Removed():
            if state.slot is Slot.EMPTY:
                raise ConditionError("nothing is presented")
            return replace(state, slot=Slot.EMPTY, presented="")
        case LineChanged(percent):
            return replace(state, line_percent=percent)
        case ClockChanged(offset_s):
            return replace(state, clock_offset_s=offset_s)


def _presented(state: DeviceState, slot: Slot, name: str) -> DeviceState:
    if state.slot is not Slot.EMPTY:
        raise ConditionError(f"{state.presented} is still {state.slot}")
    if name not in WALLET:
        raise ConditionError(f"nothing in the wallet has this name; there are {', '.join(WALLET)}")
    return replace(state, slot=slot, presented=name)


def device_clock(state: DeviceState, true_time: datetime) -> datetime:
    """What the device's clock shows."""
    return true_time + timedelta(seconds=state.clock_offset_s)


# --- events in words ------------------------------------------------------------------------------------------------


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConditionError("a whole number is expected")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ConditionError("text is expected")
    return value


def _yes(value: object) -> Removed:
    if value is not True:
        raise ConditionError("true is expected")
    return Removed()


# fmt: off
WORDS: Mapping[str, Callable[[object], Event]] = {
    # word     value                      what happens
    "remove":  _yes,                                                        # first, so that another can be presented
    "battery": lambda value: BatteryChanged(_whole(value)),
    "charge":  lambda value: BatteryChanged(_whole(value), charging=True),
    "paper":   lambda value: PaperChanged(Paper(_text(value))),
    "printer": lambda value: PrinterChanged(PrinterState(_text(value))),
    "insert":  lambda value: Presented(Slot.INSERTED, _text(value)),
    "swipe":   lambda value: Presented(Slot.SWIPED, _text(value)),
    "tap":     lambda value: Presented(Slot.TAPPED, _text(value)),
    "show":    lambda value: Presented(Slot.SHOWN, _text(value)),
    "line":    lambda value: LineChanged(_whole(value)),
    "clock":   lambda value: ClockChanged(_whole(value)),
}
# fmt: on


def events_of(words: Mapping[str, object]) -> tuple[Event, ...]:
    """The events that `words` ask for, in the order of WORDS. Raises ConditionError with the key of a bad one.

    What no device can be is refused here too; what only this device can't be now is `after`'s to say.
    """
    for key in words:
        if key not in WORDS:
            raise ConditionError(f"unknown; there are {', '.join(WORDS)}", key)
    return tuple(_event(key, words[key]) for key in WORDS if key in words)


def _event(key: str, value: object) -> Event:
    try:
        event = WORDS[key](value)
        if not isinstance(event, Removed):
            after(DeviceState(), event)
    except ConditionError as error:
        raise ConditionError(error.reason, key) from None
    except ValueError as error:  # of an enumeration: "'x' is not a valid Paper"
        raise ConditionError(str(error), key) from None
    return event
