"""Who sends (11, 41, 42, 60.2, 63.1) and how the card was read (2, 14, 22, 23, 26, 35, 36, 52, 53, 55), both ways.

What the matrix asks for is there when this reads; what it says is judged here and by the values themselves.
"""

from protocol.dialects.unionpay import layouts
from protocol.errors import DecodeError
from protocol.message import Message, Value
from protocol.transactions import CardEntry, EntryMode, Pin, PinCipher, PinForm, Station

PIN_ENTERED, NO_PIN = "1", "2"
_SECURITY_REST = "0" * 14
_MODES = {mode.value: mode for mode in EntryMode}


def write_station(sender: Station) -> dict[int, Value]:
    """11, 41, 42, and 63 where the sender names an operator."""
    fields: dict[int, Value] = {11: sender.trace_no, 41: sender.terminal_no, 42: sender.merchant_no}
    return fields | ({63: layouts.write_63(sender.operator_no)} if sender.operator_no else {})


def read_station(message: Message) -> Station:
    """The sender of any message that has a trace number. Raises ValueError or DecodeError."""
    batch_no = layouts.batch_of(message)
    return Station(message.text(42), message.text(41), batch_no, message.text(11), layouts.read_63(message))


def write_card(card: CardEntry) -> dict[int, Value]:
    """The card's fields: only what was read; field 2 is left out where track 2 alone says the number."""
    said: dict[int, Value] = {
        2: card.number,
        14: card.expiry,
        22: card.mode + (PIN_ENTERED if card.pin else NO_PIN),
        23: card.sequence,
        35: card.track2,
        36: card.track3,
        55: card.chip_data,
    }
    return {number: value for number, value in said.items() if value} | (_write_pin(card.pin) if card.pin else {})


def read_card(message: Message) -> CardEntry:
    """How the card was read. Raises ValueError or DecodeError."""
    mode = _MODES.get(message.text(22)[:2])
    if mode is None:
        raise DecodeError("no such entry mode: 01, 02, 05, 07 or 80", field="22")
    return CardEntry(
        mode,
        message.text(2),
        message.text(14),
        message.text(23),
        message.text(35),
        message.text(36),
        message.octets(55),
        _read_pin(message) if any(message.octets(52)) else None,
    )


def _write_pin(pin: Pin) -> dict[int, Value]:
    return {26: f"{pin.length:02d}", 52: pin.block, 53: pin.form + pin.cipher + _SECURITY_REST}


def _read_pin(message: Message) -> Pin:
    form, cipher, length = message.text(53)[:1], message.text(53)[1:2], message.text(26)
    if form not in set(PinForm) or cipher not in set(PinCipher):
        raise DecodeError("no such PIN format or cipher", field="53")
    if not (length.isascii() and length.isdecimal()):
        raise DecodeError("2 digits wanted", field="26")
    return Pin(message.octets(52), int(length), PinForm(form), PinCipher(cipher))
