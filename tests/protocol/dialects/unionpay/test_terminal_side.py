"""The terminal's half: requests under their MAC, answers matched field by field (house decision 6)."""

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.unionpay import host_side, ours, terminal_side
from protocol.dialects.unionpay.envelope import Envelope, read, seal
from protocol.dialects.unionpay.terminal_side import AnswerMismatchError, ForeignAnswerError, OrderPage
from protocol.errors import MacError, RemoteProtocolError
from protocol.message import Message
from protocol.security import Key, WorkingKeys
from protocol.transactions import (
    Answer,
    ByOrder,
    Cancel,
    Found,
    OrderAnswer,
    OrderQuery,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    RefundKey,
    Rejected,
    Request,
    SignOn,
    SignOnAnswer,
)

KEYS = WorkingKeys(Key(bytes(range(16))), Key(bytes(range(16, 32))))
APPROVED = RefundAnswer("00", "926512345678", 1234, "1122", "101530", "1123")
SIGN_ON = SignOn("123456789012345", "00000000", "0a1b2c3d", "000007", "000001", "01")
SIGNED_ON = SignOnAnswer(
    "00", "123456789012345", "10000001", "000007", "20261122", "101530", bytes(range(40)), "00112233445566ff", True,
    local_date="1122",
)  # fmt: skip
REFUND_KEY = RefundKey("123456789012345", "10000001", "0a1b2c3d", "000007", "000123", "20261122")
QUERY = OrderQuery("123456789012345", "10000001", "000007", "000124", ByOrder("80000000000186"))


def answer_to(request: Request, answer: Answer, key: Key | None = KEYS.mak) -> bytes:
    packet, asked = host_side.decode(terminal_side.encode(request, KEYS))
    return host_side.encode(packet, asked, answer, key)


def altered(data: bytes, changes: dict[int, str | bytes | None], mti: str = "") -> bytes:
    message = read(data).message
    fields = {n: value for n, value in {**message.fields, **changes}.items() if value is not None and n != 64}
    return seal(Envelope(), Message(mti or message.mti, fields), KEYS.mak)


# --- requests ------------------------------------------------------------------------------------------------------


def test_every_request_but_sign_on_carries_a_mac(refund: Refund) -> None:
    signed = [refund, QUERY, OutcomeQuery(refund.key, "000125"), Cancel(refund.key, "000126")]
    for request in signed:
        read(terminal_side.encode(request, KEYS)).verify(KEYS.mak)
    assert 64 not in read(terminal_side.encode(SIGN_ON, KEYS)).message.fields


def test_a_refund_fits_a_link_frame(refund: Refund) -> None:
    assert len(terminal_side.encode(refund, KEYS)) <= 1024


# --- answers -------------------------------------------------------------------------------------------------------


def test_each_answer_as_the_host_meant_it(refund: Refund) -> None:
    outcome = OutcomeAnswer("00", Found.FOUND, APPROVED)
    pairs: list[tuple[Request, Answer]] = [
        (refund, APPROVED),
        (refund, RefundAnswer("61", "", 1234, "1122", "101530")),
        (OutcomeQuery(refund.key, "000125"), outcome),
        (Cancel(refund.key, "000126"), OutcomeAnswer("00", Found.CANCELLED)),
        (SIGN_ON, SIGNED_ON),
    ]
    assert [terminal_side.decode(answer_to(*pair), pair[0], KEYS) for pair in pairs] == [answer for _, answer in pairs]


def test_an_order_answer_without_an_order() -> None:
    assert terminal_side.decode(answer_to(QUERY, OrderAnswer("25")), QUERY, KEYS) == OrderPage("25", None)


def test_an_outcome_with_another_code_is_a_rejection(refund: Refund) -> None:
    query = OutcomeQuery(refund.key, "000125")
    assert terminal_side.decode(answer_to(query, OutcomeAnswer("96")), query, KEYS) == Rejected("96")


def test_sign_on_takes_the_number_the_host_gives() -> None:
    assert terminal_side.decode(answer_to(SIGN_ON, SIGNED_ON), SIGN_ON, None) == SIGNED_ON


def test_sign_on_at_a_host_of_another_maker() -> None:
    """Public 0810 V16: field 63 is absent, so that there is no ledger and no business date."""
    data = altered(answer_to(SIGN_ON, SIGNED_ON), {63: None})
    answer = terminal_side.decode(data, SIGN_ON, None)
    assert answer == dataclasses.replace(SIGNED_ON, ledger_id="", business_date="", emulator=False)


@pytest.mark.parametrize(
    ("changes", "mti", "error", "field"),
    [
        ({}, "0210", ForeignAnswerError, "0"),
        ({}, "0220", ForeignAnswerError, "0"),
        ({11: "000124"}, "", ForeignAnswerError, "11"),
        ({11: None}, "", ForeignAnswerError, "11"),
        ({41: "10000002"}, "", ForeignAnswerError, "41"),
        ({41: None}, "", ForeignAnswerError, "41"),
        ({42: "543210987654321"}, "", ForeignAnswerError, "42"),
        ({2: "6243030000000001"}, "", AnswerMismatchError, "2"),
        ({3: "000000"}, "", AnswerMismatchError, "3"),
        ({4: "000000001235"}, "", AnswerMismatchError, "4"),
        ({4: "000000123400"}, "", AnswerMismatchError, "4"),
        ({49: "344"}, "", AnswerMismatchError, "49"),
        ({60: "22000007000600"}, "", AnswerMismatchError, "60"),
        ({60: "25000008000600"}, "", AnswerMismatchError, "60"),
    ],
)
def test_an_answer_that_does_not_match(refund: Refund, changes, mti: str, error: type[Exception], field: str) -> None:
    with pytest.raises(error) as caught:
        terminal_side.decode(altered(answer_to(refund, APPROVED), changes, mti), refund, KEYS)
    assert getattr(caught.value, "field", None) == field


@pytest.mark.parametrize("field", [2, 3, 4, 49, 60, 15, 14])
def test_what_is_not_repeated_is_not_compared(refund: Refund, field: int) -> None:
    answer = terminal_side.decode(altered(answer_to(refund, APPROVED), {field: None}), refund, KEYS)
    assert isinstance(answer, RefundAnswer)
    assert answer.code == "00"


def test_field_60_is_compared_in_type_and_batch_only(refund: Refund) -> None:
    data = altered(answer_to(refund, APPROVED), {60: "25000007"})
    assert terminal_side.decode(data, refund, KEYS) == APPROVED


def test_the_reference_is_the_refunds_own_and_not_compared(refund: Refund) -> None:
    answer = terminal_side.decode(answer_to(refund, APPROVED), refund, KEYS)
    assert isinstance(answer, RefundAnswer)
    assert answer.reference_no != refund.original_reference


def test_a_mac_comes_before_a_contradiction(refund: Refund) -> None:
    """Who it is for is read first, what it says only under a MAC that verifies."""
    bent = bytearray(answer_to(refund, APPROVED))
    bent[-1] ^= 1
    with pytest.raises(MacError):
        terminal_side.decode(bytes(bent), refund, KEYS)


def test_no_keys_no_answer(refund: Refund) -> None:
    with pytest.raises(MacError, match="no working keys"):
        terminal_side.decode(answer_to(refund, APPROVED), refund, None)


@pytest.mark.parametrize("code", ["00", "77", "A0", "30"])
def test_without_a_mac_only_the_code_is_heard(refund: Refund, code: str) -> None:
    packet, _ = host_side.decode(terminal_side.encode(refund, KEYS))
    assert terminal_side.decode(host_side.reject(packet, code), refund, KEYS) == Rejected(code)


@given(st.binary(max_size=120))
def test_any_field_62_of_an_outcome(data: bytes) -> None:
    request = OutcomeQuery(REFUND_KEY, "000125")
    good = answer_to(request, OutcomeAnswer("00"))
    assert told(lambda: terminal_side.decode(altered(good, {62: data}), request, KEYS)) in {"answer", "DecodeError"}


@given(st.binary(max_size=120))
def test_any_bytes_are_an_error_of_the_peer(data: bytes) -> None:
    request = OutcomeQuery(REFUND_KEY, "000125")
    assert told(lambda: terminal_side.decode(data, request, KEYS)) != "answer"


def told(read_it: Callable[[], object]) -> str:
    try:
        read_it()
    except RemoteProtocolError as error:
        return type(error).__name__
    return "answer"


def test_a_page_is_read_and_not_judged() -> None:
    page = ours.Page(1, 2, "00000000", b"chunk")
    data = altered(answer_to(QUERY, OrderAnswer("25")), {39: "00", 62: b"RQ1010200000000chunk"})
    assert terminal_side.decode(data, QUERY, KEYS) == OrderPage("00", page)
