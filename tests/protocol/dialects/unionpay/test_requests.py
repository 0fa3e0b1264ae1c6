"""Requests as messages: the refund field by field as the trade has it, everything both ways, what is refused."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import requests
from protocol.errors import DecodeError
from protocol.message import Message
from protocol.money import MAX_FEN
from protocol.transactions import (
    ByOrder,
    ByReference,
    Cancel,
    Channel,
    OrderQuery,
    OutcomeQuery,
    Refund,
    RefundKey,
    Request,
    SignOn,
)

KEY = RefundKey("123456789012345", "10000001", "0a1b2c3d", "000007", "000123", "20261122")
SIGN_ON = SignOn("123456789012345", "00000000", "0a1b2c3d", "000007", "000001", "01")
STATION = {41: "10000001", 42: "123456789012345"}

# Refund: the matrix of the trade (3, 4, 11, 22, 25, 37, 41, 42, 49, 60, 61, 63) and a full terminal's 2, 14, 23.
REFUND_FIELDS: dict[int, str | bytes] = {
    2: "6200000000000005", 3: "200000", 4: "000000001234", 11: "000123", 14: "3012", 22: "052", 23: "001", 25: "00",
    37: "925498334778", **STATION, 49: "156", 59: "OD01480000000000186CH004cardIT011A01=1,B02=2",
    60: "25000007000600", 61: "0000000000001120", 62: b"RK10a1b2c3d20261122", 63: "000",
}  # fmt: skip
ROWS: list[tuple[Request, str, dict[int, str | bytes]]] = [
    (SIGN_ON, "0800", {11: "000001", 41: "00000000", 42: "123456789012345", 60: "00000007003",
                       62: b"RK10a1b2c3d00000000", 63: "01 "}),
    (OrderQuery("123456789012345", "10000001", "000007", "000124", ByOrder("80000000000186"), 2), "0600",
     {11: "000124", **STATION, 60: "01000007901", 62: b"RQ102O80000000000186"}),
    (OrderQuery("123456789012345", "10000001", "000007", "000124", ByReference("925498334778", "1120")), "0600",
     {11: "000124", **STATION, 60: "01000007901", 62: b"RQ101R9254983347781120"}),
    (OutcomeQuery(KEY, "000125"), "0600",
     {11: "000125", **STATION, 60: "01000007902", 61: "0000070001231122", 62: b"RK10a1b2c3d20261122"}),
    (Cancel(KEY, "000126"), "0600",
     {11: "000126", **STATION, 60: "01000007903", 61: "0000070001231122", 62: b"RK10a1b2c3d20261122"}),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "mti", "fields"), ROWS)
def test_every_request_both_ways(request_: Request, mti: str, fields: dict[int, str | bytes]) -> None:
    message = requests.write(request_)
    assert (message.mti, dict(message.fields)) == (mti, dict(sorted(fields.items())))
    assert requests.read(message) == request_


def test_a_refund_both_ways(refund: Refund) -> None:
    message = requests.write(refund)
    assert (message.mti, dict(message.fields)) == ("0220", dict(sorted(REFUND_FIELDS.items())))
    assert requests.read(message) == refund


def test_a_repeat_differs_in_its_type_alone(refund: Refund) -> None:
    repeat = dataclasses.replace(refund, repeat=True)
    assert requests.write(repeat) == Message("0221", requests.write(refund).fields)
    assert requests.read(requests.write(repeat)) == repeat


@pytest.mark.parametrize("channel", [Channel.WECHAT, Channel.ALIPAY, Channel.UNIONPAY_QR])
def test_a_qr_refund_has_no_card_fields(refund: Refund, channel: Channel) -> None:
    qr = dataclasses.replace(refund, channel=channel, card=None)
    message = requests.write(qr)
    assert set(message.fields) == set(REFUND_FIELDS) - {2, 14, 23}
    assert message.text(22) == "032"
    assert requests.read(message) == qr


def test_no_pin_no_track_no_chip_data_and_no_authorisation_number(refund: Refund) -> None:
    assert not {26, 35, 36, 38, 52, 53, 55} & set(requests.write(refund).fields)


def test_answers_have_their_types() -> None:
    assert requests.ANSWER_MTI == {
        "0100": "0110", "0200": "0210", "0220": "0230", "0221": "0230", "0320": "0330", "0400": "0410",
        "0500": "0510", "0600": "0610", "0620": "0630", "0800": "0810", "0820": "0830", "0920": "0930",
    }  # fmt: skip


@given(
    st.integers(1, MAX_FEN),
    st.sampled_from([None, *TEST_CARDS.values()]),
    st.lists(st.tuples(st.text("ABC0123456789-", min_size=1, max_size=8), st.integers(1, 999)), max_size=8),
    st.text("0123456789", max_size=14),
    st.booleans(),
)
def test_any_refund_both_ways(fen: int, card: Any, items: list[tuple[str, int]], order_no: str, repeat: bool) -> None:
    channel = Channel.ALIPAY if card is None else Channel.CARD
    refund = Refund(KEY, fen, "bQjBbZAg09l0", "0229", channel, order_no, card, tuple(items), repeat=repeat)
    assert requests.read(requests.write(refund)) == refund


# --- refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({3: "000000"}, "3"),
        ({60: "22000007000600"}, "60"),
        ({11: None}, "11"),
        ({41: None}, "41"),
        ({42: None}, "42"),
        ({60: None}, "60"),
        ({62: None}, "62"),
        ({62: b"RK1"}, "62"),
        ({59: "CH004cash"}, "59"),
        ({59: "IT004A1=0"}, None),
        ({4: None}, "4"),
        ({4: "00000000123x"}, "4"),
        ({4: "000000000000"}, None),
        ({61: "00000000000011"}, "61"),
        ({61: "0000070001231120"}, "61"),
        ({49: "840"}, "49"),
        ({22: None}, "22"),
        ({37: None}, "37"),
        ({39: "00"}, "39"),
        ({23: None}, "23"),
        ({25: "06"}, "25"),
        ({2: None}, "2"),
        ({2: "62000000"}, None),
        ({60: "25"}, None),
        ({62: b"RK10a1b2c3d2026112x"}, "62"),
    ],
)
def test_a_refund_with_something_wrong(changes: dict[int, Any], field: str | None) -> None:
    fields = {number: value for number, value in {**REFUND_FIELDS, **changes}.items() if value is not None}
    with pytest.raises(DecodeError) as caught:
        requests.read(Message("0220", fields))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("mti", "fields"),
    [
        ("0200", REFUND_FIELDS),
        ("0230", REFUND_FIELDS),
        ("0600", {**STATION, 11: "000001", 60: "01000007904"}),
        ("0600", {**STATION, 11: "000001", 60: "01"}),
        ("0600", {**STATION, 11: "000001"}),
        ("0600", {**STATION, 11: "000001", 60: "01000007902", 62: b"RK10a1b2c3d20261122"}),
        ("0600", {**STATION, 11: "000001", 60: "01000007903", 61: "00000700012", 62: b"RK10a1b2c3d20261122"}),
        ("0800", {**STATION, 11: "000001", 60: "00000007001", 62: b"RK10a1b2c3d00000000"}),
        ("0800", {**STATION, 11: "000001", 60: "00000007003"}),
    ],
)
def test_what_is_no_request_of_ours(mti: str, fields: dict[int, str | bytes]) -> None:
    with pytest.raises(DecodeError):
        requests.read(Message(mti, fields))


VALUES = st.one_of(st.text("0123456789ORDCHIT=,RKQabc", max_size=24), st.binary(max_size=24))
NUMBERS = sorted({*REFUND_FIELDS, 2, 59})


@given(st.sampled_from(["0220", "0221", "0600", "0800"]), st.dictionaries(st.sampled_from(NUMBERS), VALUES))
def test_any_message_is_a_request_or_a_decode_error(mti: str, changes: dict[int, str | bytes]) -> None:
    """Field kinds are the codec's affair, so a value of the wrong kind is left out here."""
    fields = {n: value for n, value in changes.items() if isinstance(value, bytes) is (n == 62)}
    try:
        back = requests.write(requests.read(Message(mti, {**REFUND_FIELDS, **fields}))).mti
    except DecodeError:
        back = mti
    assert back == mti
