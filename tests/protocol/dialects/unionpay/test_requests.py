"""Requests as messages: the refund field by field as the trade has it, everything both ways, what is refused."""

import dataclasses
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol import codec
from protocol.cards import TEST_CARDS, Card
from protocol.dialects.unionpay import requests
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.errors import DecodeError, EncodeError
from protocol.message import Message
from protocol.money import MAX_FEN
from protocol.transactions import (
    FOREIGN_EPOCH,
    NO_DATE,
    Balance,
    ByOrder,
    ByReference,
    Cancel,
    CardEntry,
    CardReader,
    Channel,
    EntryMode,
    OrderQuery,
    OutcomeQuery,
    Pin,
    PinCipher,
    PinForm,
    QrVoid,
    Refund,
    RefundKey,
    Request,
    Reversal,
    ReversalReason,
    Reverses,
    Sale,
    SignOn,
    Station,
    VoidSale,
    Voucher,
)

KEY = RefundKey("123456789012345", "10000001", "0a1b2c3d", "000007", "000123", "20261122")
SIGN_ON = SignOn("123456789012345", "00000000", "0a1b2c3d", "000007", "000001", "01")
SENDER = Station("123456789012345", "10000001", "000007", "000123", "01")
NUMBER = TEST_CARDS["unionpay"].number
TRACK2 = f"{NUMBER}D30122011234500000"
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
        ("0800", {**STATION, 11: "000001", 60: "00000007005", 63: "01 ", 62: b"RK10a1b2c3d00000000"}),
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


# --- the whole matrix ----------------------------------------------------------------------------------------------


def test_a_request_of_every_transaction_both_ways(written) -> None:
    message = requests.write(written.request)
    assert (message.mti, dict(message.fields)) == (written.mti, dict(sorted(written.fields.items())))
    assert requests.read(Message(written.mti, written.fields)) == written.request


def test_bytes_of_every_transaction_decode_to_it(written) -> None:
    data = codec.encode(Message(written.mti, written.fields), UNIONPAY)
    assert requests.read(codec.decode(data, UNIONPAY)) == written.request


def test_no_request_shows_its_secrets(written) -> None:
    text = repr(written.request)
    secrets = {NUMBER, TRACK2, "134567890123456789", repr(b"0A766E5460EED5FA"), "0a766e54", "9F26"}
    assert [secret for secret in sorted(secrets) if secret in text] == []


# Public requests and what they mean (fixtures/messages). Field 48 of V28 is empty, its MAC binary; V30 has 059 text.
PUBLIC: dict[str, Request] = {
    "V24": Sale(
        Station("874350357222471", "10421695", "000001", "100175"), 88800,
        CardEntry(EntryMode.SWIPE, track2="6221550000000728D151110100000000000",
                  pin=Pin(bytes.fromhex("F421C8F4FFE584DC"), 12, PinForm.WITH_NUMBER, PinCipher.DES)),
    ),
    "V39": Reversal(
        Station("874440345112510", "10431258", "000705", "300203", "01"), Reverses.SALE, 1002000, "021",
        ReversalReason.TIMED_OUT,
    ),
    "V42": Reversal(
        Station("306581054990003", "axtest3-", "160529", "681186"), Reverses.SALE, 500, "021",
        ReversalReason.TIMED_OUT, "1234567890123456", original=Voucher("233415", "681186", "0529"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLIC)
def test_public_requests_as_values(name: str, public) -> None:
    assert requests.read(public(name)) == PUBLIC[name]


def test_a_public_balance_inquiry_with_two_tracks(public) -> None:
    request = requests.read(public("V28"))
    assert isinstance(request, Balance)
    assert (request.sender.trace_no, request.card.masked, len(request.card.track3)) == (
        "004106",
        "622848*********1511",
        104,
    )
    assert request.card.pin == Pin(bytes.fromhex("C8E14E9C5B92918D"), 6, PinForm.PLAIN, PinCipher.DES)


def test_a_public_chip_sale(public) -> None:
    request = requests.read(public("V30"))
    assert isinstance(request, Sale)
    assert (request.amount_fen, request.card.mode, request.card.sequence) == (5588, EntryMode.CHIP, "001")
    assert request.card.chip_data[:3] == bytes.fromhex("9F2608")
    assert request.card.pin == Pin(bytes.fromhex("086BDB118D7AC25E"), 6)


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("V01", SignOn("88758D048165555", "58D01115", FOREIGN_EPOCH, "000001", "001247", "01", "003")),
        ("V07", SignOn("309310083985008", "50080001", FOREIGN_EPOCH, "000172", "000172", "CUP", "003")),
        ("V10", SignOn("123456789012345", "12345671", FOREIGN_EPOCH, "000001", "000012", "01", "001")),
    ],
)
def test_a_public_sign_on_has_no_epoch_of_ours(name: str, request_: SignOn, public) -> None:
    assert requests.read(public(name)) == request_
    assert 62 not in requests.write(request_).fields


FOREIGN_REFUND = {n: value for n, value in REFUND_FIELDS.items() if n not in {2, 59, 62}} | {22: "022"}


@pytest.mark.parametrize(
    "said",
    [
        {2: "6200000000000005"},
        {35: "6200000000000005D3012"},
        {36: "996200000000000005D156"},
        {2: "6200000000000005", 62: b"20000002"},
    ],
    ids=["typed", "track 2", "track 3", "62 of its own use"],
)
def test_a_refund_of_a_terminal_that_is_not_ours(said: dict[int, Any]) -> None:
    refund = requests.read(Message("0220", FOREIGN_REFUND | said))
    assert isinstance(refund, Refund)
    assert (refund.key.epoch, refund.key.business_date) == (FOREIGN_EPOCH, NO_DATE)
    assert (refund.card, refund.channel) == (Card("6200000000000005", "3012"), Channel.CARD)
    assert 62 not in requests.write(refund).fields


@pytest.mark.parametrize(("name", "field"), [("V43", "60"), ("V45", "60"), ("V34", "0"), ("V52", "0")])
def test_public_messages_that_are_no_request_of_the_matrix(name: str, field: str, public) -> None:
    with pytest.raises(DecodeError) as caught:
        requests.read(public(name))
    assert caught.value.field == field


def test_what_cannot_be_written_is_never_sealed() -> None:
    """A typed sale by chip without chip data, as a refund may be: the matrix wants field 55."""
    with pytest.raises(EncodeError) as caught:
        requests.write(Sale(SENDER, 1, CardEntry(EntryMode.CHIP, TEST_CARDS["unionpay"].number, sequence="001")))
    assert caught.value.field == "55"


def test_a_card_refund_without_its_card_is_never_sealed(refund: Refund) -> None:
    by_device = dataclasses.replace(refund, card=None, card_read_by=CardReader.DEVICE)
    with pytest.raises(EncodeError) as caught:
        requests.write(by_device)
    assert caught.value.field == "2"


VOID = {
    3: "200000", 4: "000000001234", 11: "000123", 22: "012", 25: "00", 2: NUMBER, 37: "925498334778",
    41: "10000001", 42: "123456789012345", 49: "156", 60: "23000007000600", 61: "0000070000991120",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({22: "992"}, "22"),
        ({22: "011"}, "52"),
        ({22: "011", 52: b"\x01" * 8}, "26"),
        ({22: "011", 52: b"\x01" * 8, 26: "12"}, "53"),
        ({22: "012", 52: b"\x01" * 8, 26: "12", 53: "2600000000000000"}, "22"),
        ({22: "011", 52: b"\x01" * 8, 26: "12", 53: "7600000000000000"}, "53"),
        ({22: "011", 52: b"\x01" * 8, 26: "12", 53: "2900000000000000"}, "53"),
        ({22: "011", 52: b"\x01" * 8, 26: "1x", 53: "2600000000000000"}, "26"),
        ({22: "011", 52: b"\x01" * 8, 26: "13", 53: "2600000000000000"}, None),
        ({22: "052"}, "23"),
        ({22: "022"}, None),
        ({55: b"\x9f"}, None),
        ({35: "6243030000000001D3012"}, None),
        ({2: "12"}, None),
        ({2: None}, "2"),
        ({49: "840"}, "49"),
        ({4: "000000000000"}, None),
        ({61: "000007000099112"}, "61"),
        ({60: "2300000"}, "60"),
        ({60: "230000070"}, "60"),
        ({60: "23000007201"}, "60"),
        ({37: "9254983347-8"}, None),
        ({63: "Ω"}, None),
        ({11: "12"}, None),
    ],
)
def test_a_void_with_something_wrong(changes: dict[int, Any], field: str | None) -> None:
    fields = {number: value for number, value in {**VOID, **changes}.items() if value is not None}
    with pytest.raises(DecodeError) as caught:
        requests.read(Message("0200", fields))
    assert caught.value.field == field
    assert NUMBER not in str(caught.value)


def test_a_void_with_nothing_wrong_and_zeros_for_no_pin() -> None:
    request = requests.read(Message("0200", {**VOID, 52: bytes(8)}))
    assert isinstance(request, VoidSale)
    assert request.card.pin is None


CODE = {**VOID, 22: "032", 59: "A4006000099CH006alipay"}
del CODE[2]


@pytest.mark.parametrize("text", ["CH006", "CH004cash", "CH00xalipay", "CH004card"])
def test_a_scanned_void_says_how_it_was_paid_or_nothing(text: str) -> None:
    with pytest.raises(DecodeError):
        requests.read(Message("0200", {**CODE, 59: text}))


@pytest.mark.parametrize("text", ["", "A4006000099"])
def test_a_scanned_void_of_a_terminal_that_is_not_ours(text: str) -> None:
    void = requests.read(Message("0200", {**CODE, 59: text}))
    assert isinstance(void, QrVoid)
    assert void.channel is None
    assert requests.write(void).text(59) == "A4006000099"


REVERSAL = {**{n: value for n, value in VOID.items() if n != 37}, 39: "98"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({39: "00"}, "39"), ({39: None}, "39"), ({3: "310000"}, "3"), ({60: "25000007000600"}, "3"), ({61: "0"}, "61"),
     ({22: "032", 3: "030000"}, "3"), ({22: "0x2"}, None), ({52: b"\x01" * 8}, "52"), ({35: "1"}, "35")],
)  # fmt: skip
def test_a_reversal_with_something_wrong(changes: dict[int, Any], field: str | None) -> None:
    fields = {number: value for number, value in {**REVERSAL, **changes}.items() if value is not None}
    with pytest.raises(DecodeError) as caught:
        requests.read(Message("0400", fields))
    assert caught.value.field == field


SENT = {11: "000123", 41: "10000001", 42: "123456789012345"}


@pytest.mark.parametrize(
    ("mti", "fields", "field"),
    [
        ("0500", {**SENT, 49: "156", 60: "00000007201", 63: "01 ", 48: "0" * 61}, "48"),
        ("0500", {**SENT, 49: "156", 60: "00000007201", 63: "01 ", 48: "0" * 30 + "4" + "0" * 31}, "48"),
        ("0320", {**SENT, 60: "00000007201", 48: "01" + "0" * 39}, "48"),
        ("0320", {**SENT, 60: "00000007201", 48: "00"}, None),
        ("0320", {**SENT, 60: "00000007201", 48: ""}, "48"),
        ("0320", {**SENT, 60: "00000007201", 48: "01" + "02" + "000001" + "0" * 20 + "000000000001"}, "48"),
        ("0320", {**SENT, 60: "00000007201", 48: "01" + "00" + "000001" + "0" * 20 + "000000000000"}, None),
        ("0320", {**SENT, 60: "00000007202", 48: "017"}, "48"),
        ("0620", {**SENT, 60: "00000007951", 61: "0000070000991120", 55: b""}, None),
        ("0820", {41: "10000001", 42: "123456789012345", 60: "000000073"}, "60"),
        ("0820", {41: "1", 42: "123456789012345", 60: "00000007301"}, None),
        ("0820", {41: "10000001", 42: "123456789012345", 60: "00000007301", 2: "6200000000000005"}, "2"),
        ("0700", {**SENT}, "0"),
        ("0800", {**SENT, 60: "00000007999"}, "60"),
    ],
)
def test_management_and_settlement_with_something_wrong(mti: str, fields: dict[int, Any], field: str | None) -> None:
    with pytest.raises(DecodeError) as caught:
        requests.read(Message(mti, fields))
    assert caught.value.field == field


WHOLE = st.one_of(st.text("0123456789DRKQACHIT=,xé", max_size=40), st.binary(max_size=24))
BINARY = {52, 55, 62, 64}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_message_of_any_transaction_is_read_or_refused(written, data: st.DataObject) -> None:
    """Any field of any request replaced by text or bytes of its kind."""
    row = written
    number = data.draw(st.sampled_from(sorted({*row.fields, 2, 22, 35, 39, 48, 52, 55, 59, 61})))
    value = data.draw(WHOLE.filter(lambda value: isinstance(value, bytes) is (number in BINARY)))
    assert outcome_of(Message(row.mti, {**row.fields, number: value})) in {"read", "DecodeError"}


def outcome_of(message: Message) -> str:
    try:
        requests.read(message)
    except DecodeError as error:
        return type(error).__name__
    return "read"
