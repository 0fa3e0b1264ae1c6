"""PIN blocks (field 52) of ISO 9564-1 format 0: ANSI X9.8 with the card number. What fields 26 and 53 say of them is
protocol.transactions.card_entry's.

Clear PINs pass through here and stay nowhere: no error names one. Source: domain notes 5; vector in
fixtures/messages/keys.toml.
"""

from protocol.errors import RemoteProtocolError
from protocol.security import Key

MIN_PIN, MAX_PIN = 4, 12
"""Digits of a PIN (ISO 9564-1)."""
PIN_BLOCK_BYTES = 8
_NIBBLES = 2 * PIN_BLOCK_BYTES
_PAN_DIGITS = 12


def card_number(number: str, track2: str = "", track3: str = "") -> str:
    """The number that a PIN block is made with: field 2, else the digits before D of field 35, else of field 36 behind
    its 2-digit format code (ISO/IEC 4909). Raises ValueError when none gives 13 to 19 digits.
    """
    found = number or track2.partition("D")[0] or track3.partition("D")[0][2:]
    if not (_digits(found) and 13 <= len(found) <= 19):
        raise ValueError("a PIN block needs a card number of 13 to 19 digits")
    return found


def seal_pin(key: Key, pin: str, number: str) -> bytes:
    """Field 52: the PIN in format 0 under the PIK, 8 bytes. Raises ValueError when PIN or card number do not fit."""
    return key.encrypt(_format_0(pin, number))


def open_pin(key: Key, block: bytes, number: str) -> str:
    """The PIN in field 52. Raises RemoteProtocolError when it is not format 0 under this key and card (code 99),
    ValueError as card_number.
    """
    if len(block) != PIN_BLOCK_BYTES:
        raise RemoteProtocolError(f"a PIN block has {PIN_BLOCK_BYTES} bytes, {len(block)} are here", field="52")
    clear = int.from_bytes(key.decrypt(block), "big") ^ _card_part(number)
    text = f"{clear:016X}"
    length = int(text[1], 16)
    pin, filler = text[2 : 2 + length], text[2 + length :]
    if text[0] != "0" or not _is_pin(pin) or filler.strip("F"):
        raise RemoteProtocolError("not a PIN block of format 0 for this card", field="52")
    return pin


def _format_0(pin: str, number: str) -> bytes:
    if not _is_pin(pin):
        raise ValueError(f"a PIN has {MIN_PIN} to {MAX_PIN} digits")
    clear = int(f"0{len(pin):X}{pin}".ljust(_NIBBLES, "F"), 16)
    return (clear ^ _card_part(number)).to_bytes(PIN_BLOCK_BYTES, "big")


def _card_part(number: str) -> int:
    """The 12 digits before the check digit, behind four zeros."""
    return int(card_number(number)[-_PAN_DIGITS - 1 : -1], 16)


def _is_pin(text: str) -> bool:
    return _digits(text) and MIN_PIN <= len(text) <= MAX_PIN


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()
