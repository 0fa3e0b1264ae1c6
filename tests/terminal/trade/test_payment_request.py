"""Record -> request and 冲正: fields as domain notes 2 and 3 have them, PIN blocks against pycryptodome."""

from dataclasses import replace
from typing import Any

import pytest
from Crypto.Cipher import DES, DES3

from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import requests
from protocol.security import Key
from protocol.transactions import Channel, RefundKey, ReversalReason, Voucher, reversal_of
from terminal.trade.payment import PaymentKind, PaymentRecord
from terminal.trade.payment_request import NOTHING, Presented, named_by_day, request_of, reversal_for, shown, swiped
from terminal.trade.refund import LinkIdentity

K = PaymentKind
CARD = TEST_CARDS["unionpay"]
PIK = Key(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
CODE = "134567890123456789"
RECORD = PaymentRecord(
    RefundKey("888888800000001", "88000001", "01020304", "000003", "000007", "20261122"),
    LinkIdentity("practice", "888888800000001", "88000001", "0" * 16),
    K.SALE, 2950, Channel.CARD, CARD.masked, "021", "01", "", True, "",
)  # fmt: skip
BY_CARD, BY_CODE = swiped(CARD, "123456", PIK), shown(CODE)
EARLIER = Voucher("000003", "000005", "1122")
MONEY = {4: "000000002950", 11: "000007", 25: "00", 41: "88000001", 42: "888888800000001", 49: "156", 63: "01 "}
TRACK = {22: "021", 26: "12", 35: f"{CARD.number}D30121010000000000", 53: "2600000000000000"}
HOLD = {25: "06", 38: "123456", 61: "0000000000001120"}

# kind: (what is presented, what it is about, MTI, fields). 25, 60.1 and 61: domain notes 2 and 3.
# fmt: off
ROWS: dict[PaymentKind, tuple[Presented, dict[str, Any], str, dict[int, str]]] = {
    K.SALE:            (BY_CARD, {}, "0200", {3: "000000", 60: "22000003000600", **TRACK}),
    K.VOID:            (BY_CARD, {"original": EARLIER, "original_reference": "963260000001"}, "0200",
                        {3: "200000", 37: "963260000001", 60: "23000003000600", 61: "0000030000051122", **TRACK}),
    K.PRE_AUTH:        (BY_CARD, {}, "0100", {3: "030000", 60: "10000003000600", **TRACK, 25: "06"}),
    K.PRE_AUTH_VOID:   (BY_CARD, {"original": named_by_day("1120"), "original_auth_no": "123456"}, "0100",
                        {3: "200000", 60: "11000003000600", **TRACK, **HOLD}),
    K.COMPLETION:      (BY_CARD, {"original": named_by_day("1120"), "original_auth_no": "123456"}, "0200",
                        {3: "000000", 60: "20000003000600", **TRACK, **HOLD}),
    K.COMPLETION_VOID: (BY_CARD, {"original": EARLIER, "original_reference": "963260000001"}, "0200",
                        {3: "200000", 37: "963260000001", 60: "21000003000600", 61: "0000030000051122", **TRACK,
                         25: "06"}),
    K.QR_SALE:         (BY_CODE, {}, "0200", {3: "000000", 22: "032", 59: f"A3018{CODE}CH006wechat",
                                              60: "22000003000600"}),
    K.QR_VOID:         (NOTHING, {"original": EARLIER, "original_reference": "963260000001"}, "0200",
                        {3: "200000", 22: "032", 37: "963260000001", 59: "A4006000005CH006wechat",
                         60: "23000003000600", 61: "0000030000051122"}),
}
# fmt: on


def record_of(kind: PaymentKind) -> PaymentRecord:
    presented, about, _, _ = ROWS[kind]
    by_code = kind in {K.QR_SALE, K.QR_VOID}
    channel = Channel.WECHAT if by_code else Channel.CARD
    return replace(RECORD, kind=kind, channel=channel, entry="032" if by_code else presented.entry, **about)


@pytest.mark.parametrize("kind", K, ids=str)
def test_the_message_of_each_payment(kind: PaymentKind) -> None:
    presented, _, mti, fields = ROWS[kind]
    message = requests.write(request_of(record_of(kind), presented))
    written = {number: message.text(number) for number in message.fields if number != 52}
    assert (message.mti, written) == (mti, MONEY | fields)


@pytest.mark.parametrize("kind", K, ids=str)
def test_a_reversal_from_the_record_is_that_of_the_request_but_for_the_card(kind: PaymentKind) -> None:
    presented = ROWS[kind][0]
    record = record_of(kind)
    theirs = reversal_of(request_of(record, presented), ReversalReason.TIMED_OUT)
    assert reversal_for(record, ReversalReason.TIMED_OUT, presented.number) == theirs
    assert reversal_for(record, ReversalReason.TIMED_OUT) == replace(theirs, number="")
    message = requests.write(reversal_for(record, ReversalReason.BAD_MAC))
    assert (message.text(39), message.text(11), 2 in message.fields) == ("A0", "000007", False)


@pytest.mark.parametrize("kind", K, ids=str)
def test_what_was_not_presented(kind: PaymentKind) -> None:
    other = BY_CARD if kind in {K.QR_SALE, K.QR_VOID} else NOTHING
    with pytest.raises(ValueError, match="is not made of this"):
        request_of(record_of(kind), other)


@pytest.mark.parametrize(("key", "security"), [("0123456789ABCDEFFEDCBA9876543210", "26"), ("0123456789ABCDEF", "20")])
def test_a_pin_block_is_format_0_under_the_pik(key: str, security: str) -> None:
    octets = bytes.fromhex(key)
    message = requests.write(request_of(RECORD, swiped(CARD, "123456", Key(octets))))
    clear = int("06123456FFFFFFFF", 16) ^ int("0000" + CARD.number[-13:-1], 16)
    block = clear.to_bytes(8, "big")
    theirs = (DES3.new(octets, DES3.MODE_ECB) if len(octets) > 8 else DES.new(octets, DES.MODE_ECB)).encrypt(block)
    assert (message.octets(52), message.text(53)[:2]) == (theirs, security)


def test_no_pin() -> None:
    message = requests.write(request_of(RECORD, swiped(CARD, "", None)))
    assert (message.text(22), message.fields.keys() & {26, 52, 53}) == ("022", set())


@pytest.mark.parametrize("pin", ["123", "1" * 13, "12a4", "１２３４５６", " 1234"])
def test_a_pin_that_is_none_is_refused_and_not_named(pin: str) -> None:
    with pytest.raises(ValueError, match="a PIN has") as refused:
        swiped(CARD, pin, PIK)
    assert pin not in str(refused.value)
    with pytest.raises(ValueError, match="a PIN needs a key"):
        swiped(CARD, "123456", None)


@pytest.mark.parametrize("text", ["", "963260000001", CARD.number, "https://example.com", "1" * 18 + "x"])
def test_what_is_no_payer_code(text: str) -> None:
    with pytest.raises(ValueError, match="no payer code"):
        shown(text)


def test_nothing_presented_shows_itself() -> None:
    for presented in (BY_CARD, BY_CODE):
        request = request_of(record_of(K.SALE if presented is BY_CARD else K.QR_SALE), presented)
        said = repr(presented) + repr(request) + repr(reversal_for(RECORD, ReversalReason.OTHER, CARD.number))
        assert CARD.number not in said
        assert CODE not in repr(presented)
        assert "123456" not in repr(presented)
