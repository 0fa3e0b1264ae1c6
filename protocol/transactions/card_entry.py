"""How a card was read, as one value: the entry mode, what was read, and the PIN block that was typed with it.

Not a card of the shop's customers' (protocol.cards) but what goes to the host of it; its repr shows the masked number.
"""

from dataclasses import dataclass
from enum import StrEnum

from protocol.cards import mask
from protocol.transactions.checks import is_digits, is_number, require

PIN_BYTES = 8
MAX_CHIP_BYTES = 255
"""Field 55 of the trade: b..255."""
MAX_TRACK2, MAX_TRACK3 = 37, 104


class EntryMode(StrEnum):
    """First two digits of field 22."""

    MANUAL = "01"
    SWIPE = "02"
    CHIP = "05"
    TAP = "07"
    FALLBACK = "80"
    """A chip card that had to be swiped."""


_SWIPED, _BY_CHIP = (EntryMode.SWIPE, EntryMode.FALLBACK), (EntryMode.CHIP, EntryMode.TAP)
_TYPED = EntryMode.MANUAL
_TRACK = frozenset("0123456789D")


class PinForm(StrEnum):
    """First digit of field 53: whether the card number is mixed into the PIN block (X9.8)."""

    PLAIN = "1"
    WITH_NUMBER = "2"


class PinCipher(StrEnum):
    """Second digit of field 53."""

    DES = "0"
    SM4 = "3"
    TRIPLE_DES = "6"


@dataclass(frozen=True, slots=True, repr=False)
class Pin:
    """block: 8 bytes, enciphered (field 52). length: the longest PIN the pad takes, 4..12 (field 26)."""

    block: bytes
    length: int = 12
    form: PinForm = PinForm.WITH_NUMBER
    cipher: PinCipher = PinCipher.TRIPLE_DES

    def __post_init__(self) -> None:
        require(len(self.block) == PIN_BYTES and any(self.block), "a PIN block has 8 bytes, not all zero")
        require(4 <= self.length <= 12, "a PIN has 4 to 12 digits")

    def __repr__(self) -> str:
        return f"Pin({self.cipher.name})"


@dataclass(frozen=True, slots=True, repr=False)
class CardEntry:
    """number: 13-19 digits; may be "" where track 2 says it. expiry: YYMM or "". sequence: 3 digits or "" (field 23),
    needed of a chip. track2, track3: as fields 35 and 36 carry them, "D" between their parts. chip_data: BER-TLV of
    field 55, at most 255 bytes. pin: None where none was asked.
    """

    mode: EntryMode
    number: str = ""
    expiry: str = ""
    sequence: str = ""
    track2: str = ""
    track3: str = ""
    chip_data: bytes = b""
    pin: Pin | None = None

    def __post_init__(self) -> None:
        number = self.pan
        require(is_number(number), "a card number has 13 to 19 digits")
        require(self.expiry == "" or is_digits(self.expiry, 4), "an expiry date is YYMM")
        require(self.sequence == "" or is_digits(self.sequence, 3), "a card sequence number has three digits")
        require(_is_track(self.track2, MAX_TRACK2), "track 2 has at most 37 digits and separators")
        require(_is_track(self.track3, MAX_TRACK3), "track 3 has at most 104 digits and separators")
        require(self.track2 == "" or self.track2.split("D")[0] == number, "track 2 is of another card")
        require(len(self.chip_data) <= MAX_CHIP_BYTES, "chip data have at most 255 bytes")
        self._require_what_was_read()

    def _require_what_was_read(self) -> None:
        swiped, by_chip = self.mode in _SWIPED, self.mode in _BY_CHIP
        require(bool(self.track2) or not swiped, "a swiped card has a track 2")
        require(bool(self.sequence) or not by_chip, "a chip card has a sequence number")
        require(by_chip or not self.chip_data, "chip data come from a chip")
        typed = self.mode is _TYPED
        require(not (typed and (self.track2 or self.track3)), "a number that is typed has no track")

    @property
    def pan(self) -> str:
        """The card number, from track 2 where it was not read apart."""
        return self.number or self.track2.split("D")[0]

    @property
    def masked(self) -> str:
        """The number as it may be shown."""
        return mask(self.pan)

    def __repr__(self) -> str:
        return f"CardEntry({self.mode.name}, {self.masked}{', with PIN' if self.pin else ''})"


def _is_track(text: str, most: int) -> bool:
    return not text or (len(text) <= most and _TRACK.issuperset(text))
