"""The register's half: requests as the published frames have them, answers that count and answers that do not."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS
from protocol.dialects import DEVICE, AnswerMismatchError, ForeignAnswerError, Progress, Stage
from protocol.dialects.hypercom.body import Body, read_body, write_body
from protocol.dialects.hypercom.register import Hypercom
from protocol.errors import DecodeError, LocalProtocolError, RemoteProtocolError
from protocol.transactions import (
    ByOrder,
    Cancel,
    CardReader,
    Channel,
    Found,
    OrderQuery,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    RefundKey,
    Rejected,
    SignOn,
    SignOnAnswer,
)

DIALECT = Hypercom()
KEY_TEXT = b"0a1b2c3d000007000066"
KEY = RefundKey("888888800000001", "10000001", "0a1b2c3d", "000007", "000066", "20261122")
KEY_DATE = b"20261122" + b" " * 12
SIGN_ON = SignOn("888888800000001", "00000000", "0a1b2c3d", "000007", "000065", "01")


def answer(code: str, *fields: tuple[str, bytes], response: str = "00", indicator: str = "1") -> bytes:
    return write_body(Body(indicator, code, response, fields=fields))


def approval(**changes: bytes) -> bytes:
    fields = {"f02": b"APPROVED".ljust(40), "f40": b"000000010000", "f65": b"000066", "fD3": b"926512345678",
              "f03": b"261122", "f04": b"101530"} | changes  # fmt: skip
    return answer("27", *((name[1:], data) for name, data in fields.items() if data))


APPROVED = RefundAnswer("00", "926512345678", 10000, "1122", "101530")


# --- requests ------------------------------------------------------------------------------------------------------


def test_a_refund_is_the_published_shape_and_our_key(refund: Refund, frame_of: Callable) -> None:
    """Frame D1, and behind it R1 (epoch, batch, trace) and R2 (business date)."""
    ours = b"R1\x00\x20" + KEY_TEXT + b"\x1cR2\x00\x20" + KEY_DATE + b"\x1c"
    assert DIALECT.encode(refund, None) == frame_of("D1").data + ours


def test_an_original_of_last_year(last_year: Refund) -> None:
    """23 November is not yet over on 22 November 2026."""
    assert read_body(DIALECT.encode(last_year, None)).text("03") == "251123"


def test_sign_on_is_an_echo(frame_of: Callable) -> None:
    """Frame P5 as a request: indicator 0."""
    published = frame_of("P5").data
    assert DIALECT.encode(SIGN_ON, None) == published[:11] + b"0" + published[12:]


@pytest.mark.parametrize(("kind", "code"), [(OutcomeQuery, "74"), (Cancel, "D1")])
def test_questions_about_a_key(key, kind: type, code: str) -> None:
    fields = (("R1", KEY_TEXT), ("R2", KEY_DATE), ("65", b"000070"))
    assert read_body(DIALECT.encode(kind(key, "000070"), None)) == Body("0", code, fields=fields)


@pytest.mark.parametrize("channel", [Channel.WECHAT, Channel.ALIPAY, Channel.UNIONPAY_QR])
def test_no_message_for_a_qr_refund(refund: Refund, channel: Channel) -> None:
    with pytest.raises(LocalProtocolError, match="Refund"):
        DIALECT.encode(replace(refund, channel=channel), None)


def test_no_message_for_an_order_query() -> None:
    with pytest.raises(LocalProtocolError, match="OrderQuery"):
        DIALECT.encode(OrderQuery("888888800000001", "10000001", "000007", "000070", ByOrder("80000000000186")), None)


def test_a_card_read_here_is_not_sent(refund: Refund) -> None:
    here = replace(refund, card=TEST_CARDS["unionpay"], card_read_by=CardReader.TERMINAL)
    assert DIALECT.encode(here, None) == DIALECT.encode(refund, None)


def test_nothing_is_assumed_of_a_device() -> None:
    assert DIALECT.capabilities == DEVICE
    row = {name: getattr(DEVICE, name) for name in DEVICE.__slots__}
    assert row.pop("card_read_by") is CardReader.DEVICE
    assert set(row.values()) == {False}
    assert len(row) == 7


# --- answers -------------------------------------------------------------------------------------------------------


def test_an_approval(refund: Refund) -> None:
    assert DIALECT.decode(approval(), refund, None) == APPROVED
    assert DIALECT.decode(approval(fR1=KEY_TEXT, fX9=b"\xff unknown"), refund, None) == APPROVED


def test_the_published_decline(refund: Refund, frame_of: Callable) -> None:
    """D2 repeats nothing: on a line with one request outstanding its type says whose it is. ND is ISO's 05."""
    assert DIALECT.decode(frame_of("D2").data, refund, None) == RefundAnswer("05", "", 0, "", "")


@pytest.mark.parametrize(("said", "code"), [("UA", "05"), ("51", "51"), ("TO", "TO"), ("XX", "XX"), ("NB", "NB")])
def test_response_codes(refund: Refund, said: str, code: str) -> None:
    got = DIALECT.decode(answer("27", response=said), refund, None)
    assert (type(got), got.code) == (RefundAnswer, code)


def test_an_approval_without_an_amount_says_none(refund: Refund) -> None:
    """So that the refund core finds no amount that equals its own, and calls it unknown."""
    assert DIALECT.decode(approval(f40=b""), refund, None) == replace(APPROVED, amount_fen=0)


@pytest.mark.parametrize(
    "data",
    [
        approval(f65=b"000067"),
        approval(fR1=b"0a1b2c3d000007000067"),
        approval(fR1=b"ffffffff000007000066"),
        answer("20"),
        answer("74"),
        answer("27", indicator="0"),
        answer("27", indicator="2"),
    ],
)
def test_foreign_answers(refund: Refund, data: bytes) -> None:
    with pytest.raises(ForeignAnswerError):
        DIALECT.decode(data, refund, None)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (approval(f40=b"000000010001"), "40"),
        (answer("20", ("65", b"000066")), "code"),
        (answer("26", ("R1", KEY_TEXT)), "code"),
    ],
)
def test_answers_that_contradict(refund: Refund, data: bytes, field: str) -> None:
    with pytest.raises(AnswerMismatchError) as caught:
        DIALECT.decode(data, refund, None)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b"", "head"),
        (approval(f40=b"00000001000x"), "40"),
        (approval(f40=b"1"), "40"),
        (approval(f03=b"2611"), "03"),
        (approval(f04=b"1"), "04"),
        (approval(fD3=b"\xff" * 12), "D3"),
        (approval(f65=b"\xff"), "65"),
    ],
)
def test_unreadable_answers(refund: Refund, data: bytes, field: str) -> None:
    with pytest.raises(DecodeError) as caught:
        DIALECT.decode(data, refund, None)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("name", "progress"), [("P7-C0", Progress("C0", Stage.CARD)), ("P7-P4", Progress("P4", Stage.PIN))]
)
def test_published_progress(refund: Refund, frame_of: Callable, name: str, progress: Progress) -> None:
    assert DIALECT.decode(frame_of(name).data, refund, None) == progress


def test_the_published_echo_answer(frame_of: Callable) -> None:
    """It says nothing: merchant, terminal and batch stay the register's own, and the peer is not our emulator."""
    expected = SignOnAnswer("00", "888888800000001", "00000000", "000007", "", "")
    assert DIALECT.decode(frame_of("P4").data, SIGN_ON, None) == expected


def test_an_echo_that_says_who_it_is() -> None:
    fields = (("02", b"LK10123456789abcdef20261122TUIHUO".ljust(40)), ("16", b"10000001"), ("D1", b"888888800000009"),
              ("50", b"000009"), ("03", b"261122"), ("04", b"101530"))  # fmt: skip
    assert DIALECT.decode(answer("D0", *fields), SIGN_ON, None) == SignOnAnswer(
        "00", "888888800000009", "10000001", "000009", "20261122", "101530",
        ledger_id="0123456789abcdef", emulator=True, local_date="1122",
    )  # fmt: skip


@pytest.mark.parametrize("text", [b"LK10123456789abcdef2026112", b"HELLO", b"LK10123456789abcdef20261122TUIHU"])
def test_an_echo_of_somebody_else(text: bytes) -> None:
    assert DIALECT.decode(answer("D0", ("02", text)), SIGN_ON, None).emulator is False


def outcome(text: bytes, *fields: tuple[str, bytes], code: str = "74", response: str = "00") -> bytes:
    return answer(code, ("02", text.ljust(40)), ("R1", KEY_TEXT), *fields, response=response)


STORED = (("40", b"000000010000"), ("D3", b"926512345678"), ("03", b"261122"), ("04", b"101530"))


@pytest.mark.parametrize(("kind", "code"), [(OutcomeQuery, "74"), (Cancel, "D1")])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ((b"RO1F00", *STORED), OutcomeAnswer("00", Found.FOUND, APPROVED)),
        ((b"RO1F51", *STORED[:1]), OutcomeAnswer("00", Found.FOUND, RefundAnswer("51", "", 10000, "", ""))),
        ((b"RO1N",), OutcomeAnswer("00", Found.NOT_FOUND)),
        ((b"RO1C",), OutcomeAnswer("00", Found.CANCELLED)),
        ((b"APPROVED",), Rejected("00")),
        ((b"",), Rejected("00")),
    ],
)
def test_what_became_of_a_key(key, kind: type, code: str, data: tuple, expected: object) -> None:
    assert DIALECT.decode(outcome(*data, code=code), kind(key, "000070"), None) == expected


def test_a_code_without_an_outcome_settles_nothing(key) -> None:
    assert DIALECT.decode(answer("74", response="ND"), OutcomeQuery(key, "000070"), None) == Rejected("05")
    assert DIALECT.decode(outcome(b"RO1N", response="30"), OutcomeQuery(key, "000070"), None) == Rejected("30")


def test_an_outcome_without_its_key_is_not_believed(key) -> None:
    with pytest.raises(AnswerMismatchError):
        DIALECT.decode(answer("74", ("02", b"RO1N")), OutcomeQuery(key, "000070"), None)


def test_an_outcome_of_another_key(key) -> None:
    other = replace(key, trace_no="000067")
    with pytest.raises(ForeignAnswerError):
        DIALECT.decode(outcome(b"RO1N"), OutcomeQuery(other, "000070"), None)


@given(st.binary(max_size=80), st.integers(0, 120), st.integers(0, 12))
@example(b"", 0, 0)
def test_any_bytes_are_an_answer_or_an_error_of_the_peer(data: bytes, at: int, cut: int) -> None:
    """Alone, behind a head, and within a good answer, which is one as it is."""
    good = outcome(b"RO1N")
    assert DIALECT.decode(good, OutcomeQuery(KEY, "000070"), None) == OutcomeAnswer("00", Found.NOT_FOUND)
    for said in (data, b"60000000001127000\x1c" + data, good[:at] + data + good[at + cut :]):
        try:
            got = DIALECT.decode(said, OutcomeQuery(KEY, "000070"), None)
        except RemoteProtocolError:
            continue
        assert isinstance(got, OutcomeAnswer | Rejected | Progress)
