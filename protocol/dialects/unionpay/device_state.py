"""What a device tells of itself: battery, paper, printer, card slot, line, clock. Ours: 状态上送 with 60.3 = 362.

A terminal asks with `ASK` in field 62 of an 0820; the 0830 carries `DS1` and one element (DFxx, length, text) a row of
`_ROWS`. Only the name of what was presented crosses the line, never a number: practice knows the cards of `WALLET`.
Peers that are not ours answer nothing of it. Source: docs/protocol.md, "Device state".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from protocol.cards import TEST_CARDS, Card
from protocol.dialects.tlv.elements import Element, read_elements, write_elements
from protocol.errors import DecodeError

ASK = b"DS1"
"""Field 62 of the request, and what field 62 of the answer begins with."""

MAX_CLOCK_OFFSET_S = 366 * 86_400
"""A clock further off than a year is not set wrong, it is broken."""


class Paper(StrEnum):
    """Of the printer."""

    PLENTY = "plenty"
    LOW = "low"
    OUT = "out"


class PrinterState(StrEnum):
    """READY prints, if there is paper."""

    READY = "ready"
    HOT = "hot"
    OPEN = "open"
    FAULT = "fault"


class Slot(StrEnum):
    """How something is presented: a card by its chip, its stripe or its antenna, a payer code before the lens."""

    EMPTY = "empty"
    INSERTED = "inserted"
    SWIPED = "swiped"
    TAPPED = "tapped"
    SHOWN = "shown"


# Payer codes of the shapes that the wallets publish (scanner.salesslip), with made-up digits.
PAYER_CODES: Mapping[str, str] = MappingProxyType({
    "wechat-code": "130000000000000001",
    "alipay-code": "280000000000000002",
    "unionpay-code": "6200000000000000003",
})  # fmt: skip
WALLET: Mapping[str, Card | str] = MappingProxyType({**TEST_CARDS, **PAYER_CODES})
"""Everything that can be presented to a practice device, by name: test cards, and payer codes as text."""


@dataclass(frozen=True, slots=True)
class DeviceState:
    """battery_percent: 0 to 100; 0 is a device that is off. line_percent: 100 is a line that loses nothing, 0 one that
    loses everything. clock_offset_s: seconds by which its clock is ahead. presented: a name of WALLET, "" in an empty
    slot. Raises ValueError for what no device can be.
    """

    battery_percent: int = 100
    charging: bool = False
    paper: Paper = Paper.PLENTY
    printer: PrinterState = PrinterState.READY
    slot: Slot = Slot.EMPTY
    presented: str = ""
    line_percent: int = 100
    clock_offset_s: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.battery_percent <= 100 and 0 <= self.line_percent <= 100):
            raise ValueError("battery and line have 0 to 100 percent")
        if abs(self.clock_offset_s) > MAX_CLOCK_OFFSET_S:
            raise ValueError("a clock is at most a year off")
        if self.presented and self.presented not in WALLET:
            raise ValueError(f"nothing in the wallet has this name; there are {', '.join(WALLET)}")
        if _fitting(self.presented) is not (self.slot if self.slot in {Slot.EMPTY, Slot.SHOWN} else None):
            raise ValueError(
                "a card is inserted, swiped or tapped, a payer code is shown, and an empty slot has neither"
            )

    @property
    def dead(self) -> bool:
        """The device is off: it hears and says nothing."""
        return self.battery_percent == 0 and not self.charging

    @property
    def can_print(self) -> bool:
        """A slip would come out whole."""
        return self.paper is not Paper.OUT and self.printer is PrinterState.READY


def _fitting(name: str) -> Slot | None:
    """The slot that goes with a name; None for a card, which has three ways in."""
    if not name:
        return Slot.EMPTY
    return Slot.SHOWN if name in PAYER_CODES else None


@dataclass(frozen=True, slots=True)
class Row:
    """One element of the answer. attribute: of DeviceState. read: its text -> the value, or ValueError."""

    tag: str
    attribute: str
    zh: str
    en: str
    read: Callable[[str], object]


def _whole(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 9):
        raise ValueError("a whole number of at most 9 digits wanted")
    return int(text)


def _flag(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError("yes or no wanted")
    return text == "yes"


# fmt: off
_ROWS = (
    #   tag     attribute          名称        meaning
    Row("DF01", "battery_percent", "电量",     "battery, percent; 0 is off",              _whole),
    Row("DF02", "charging",        "充电",     "charging: yes, no",                       _flag),
    Row("DF03", "paper",           "打印纸",   "paper: plenty, low, out",                 Paper),
    Row("DF04", "printer",         "打印机",   "printer: ready, hot, open, fault",        PrinterState),
    Row("DF05", "slot",            "读卡",     "empty, inserted, swiped, tapped, shown",  Slot),
    Row("DF06", "presented",       "出示",     "name of the card or code, may be empty",  str),
    Row("DF07", "line_percent",    "线路质量", "line, percent; 100 loses nothing",        _whole),
    Row("DF08", "clock_offset_s",  "时钟偏差", "seconds by which its clock is ahead",     _whole),
)
# fmt: on
ROWS: Mapping[str, Row] = MappingProxyType({row.tag: row for row in _ROWS})


def write_state(state: DeviceState) -> bytes:
    """Field 62 of the answer."""
    said = {row.tag: getattr(state, row.attribute) for row in _ROWS}
    texts = {
        tag: {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value) for tag, value in said.items()
    }
    return ASK + write_elements([Element(tag, text.encode("ascii")) for tag, text in texts.items()])


def read_state(data: bytes) -> DeviceState:
    """The state in field 62 of an answer. Raises DecodeError naming the tag; tags of no row are passed over.

    An element that is missing leaves what a device has as a rule.
    """
    return _state(_values(data))


def read_told(data: bytes) -> Mapping[str, object]:
    """What field 62 of an answer says, by attribute of DeviceState; what is missing was not told. Raises as
    `read_state`.
    """
    values = _values(data)
    _state(values)
    return values


def _values(data: bytes) -> dict[str, object]:
    if data[: len(ASK)] != ASK:
        raise DecodeError("a device state begins with DS1", field="62", offset=0)
    values: dict[str, object] = {}
    for element in read_elements(data[len(ASK) :], len(ASK)):
        row = ROWS.get(element.tag)
        if row is None:
            continue
        if row.attribute in values:
            raise DecodeError("stands twice", field=element.tag)
        values[row.attribute] = _value(row, element)
    return values


def _state(values: dict[str, object]) -> DeviceState:
    try:
        return DeviceState(**values)  # type: ignore[arg-type]  # each row reads what its attribute is
    except ValueError as error:
        raise DecodeError(str(error), field="62") from None


def _value(row: Row, element: Element) -> object:
    try:
        return row.read(element.value.decode("ascii"))
    except ValueError:  # its text would show the value
        raise DecodeError(f"{row.en}: no such value", field=row.tag) from None
