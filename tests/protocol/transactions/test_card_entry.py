"""How a card was read: what each entry mode has and has not, and that nothing of it is shown."""

from typing import Any

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import CardEntry, EntryMode, Pin, PinCipher, PinForm

NUMBER = TEST_CARDS["unionpay"].number
TRACK2 = f"{NUMBER}D30122011234500000"
BLOCK = bytes.fromhex("0A766E5460EED5FA")  # published PIN block of the vectors

MODES: dict[EntryMode, dict[str, Any]] = {
    EntryMode.MANUAL: {"number": NUMBER, "expiry": "3012"},
    EntryMode.SWIPE: {"track2": TRACK2},
    EntryMode.FALLBACK: {"track2": TRACK2, "track3": "99" + NUMBER},
    EntryMode.CHIP: {"number": NUMBER, "sequence": "001", "chip_data": b"\x9f\x36\x02\x00\x47"},
    EntryMode.TAP: {"number": NUMBER, "sequence": "000", "track2": TRACK2},
}


@pytest.mark.parametrize("mode", EntryMode)
def test_each_way_to_read_a_card(mode: EntryMode) -> None:
    card = CardEntry(mode, **MODES[mode], pin=Pin(BLOCK))
    assert (card.pan, card.masked) == (NUMBER, "620000******0005")
    assert repr(card) == f"CardEntry({mode.name}, 620000******0005, with PIN)"


def test_a_pin_shows_how_it_was_enciphered_and_no_more() -> None:
    assert repr(Pin(BLOCK, 6, PinForm.PLAIN, PinCipher.SM4)) == "Pin(SM4)"


@pytest.mark.parametrize(("block", "length"), [(BLOCK, 4), (BLOCK, 12)])
def test_pins_at_the_edge(block: bytes, length: int) -> None:
    assert Pin(block, length).length == length


@pytest.mark.parametrize(
    ("block", "length"), [(BLOCK, 3), (BLOCK, 13), (BLOCK[:7], 6), (BLOCK + b"1", 6), (bytes(8), 6)]
)
def test_what_is_no_pin(block: bytes, length: int) -> None:
    with pytest.raises(ValueError, match="PIN"):
        Pin(block, length)


@pytest.mark.parametrize(
    ("mode", "changes"),
    [
        (EntryMode.MANUAL, {"number": ""}),
        (EntryMode.MANUAL, {"number": "620000000000"}),
        (EntryMode.MANUAL, {"number": NUMBER + "0000"}),
        (EntryMode.MANUAL, {"number": "٠" * 16}),
        (EntryMode.MANUAL, {"expiry": "301"}),
        (EntryMode.MANUAL, {"track2": TRACK2}),
        (EntryMode.MANUAL, {"track3": "1"}),
        (EntryMode.MANUAL, {"chip_data": b"\x9f"}),
        (EntryMode.SWIPE, {"track2": "", "number": NUMBER}),
        (EntryMode.SWIPE, {"track2": TRACK2 + "00000"}),
        (EntryMode.SWIPE, {"track2": TRACK2[:-1] + "="}),
        (EntryMode.SWIPE, {"number": "6243030000000001"}),
        (EntryMode.SWIPE, {"chip_data": b"\x9f"}),
        (EntryMode.SWIPE, {"track3": "0" * 105}),
        (EntryMode.FALLBACK, {"track2": ""}),
        (EntryMode.CHIP, {"sequence": ""}),
        (EntryMode.CHIP, {"sequence": "01"}),
        (EntryMode.CHIP, {"chip_data": bytes(256)}),
        (EntryMode.TAP, {"sequence": ""}),
    ],
)
def test_what_was_not_read_so(mode: EntryMode, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"card|track|chip|expiry") as caught:
        CardEntry(mode, **{**MODES[mode], **changes})
    assert NUMBER not in str(caught.value)


def test_the_longest_that_is_read() -> None:
    chip = CardEntry(EntryMode.CHIP, NUMBER, sequence="001", chip_data=bytes(255), track3="0" * 104)
    swipe = CardEntry(EntryMode.SWIPE, track2=TRACK2 + "0000"[: 37 - len(TRACK2)])
    assert (len(chip.chip_data), len(swipe.track2)) == (255, 37)
