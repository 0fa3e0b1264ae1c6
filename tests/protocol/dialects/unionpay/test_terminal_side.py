"""The terminal's half: requests under their MAC, answers matched field by field (house decision 6)."""

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.unionpay import (
    host_side,
    management_messages,
    ours,
    payment_messages,
    settlement_messages,
    terminal_side,
)
from protocol.dialects.unionpay.demands import Demand
from protocol.dialects.unionpay.envelope import Envelope, read, seal
from protocol.dialects.unionpay.matrix import ROWS
from protocol.dialects.unionpay.profiles import open_profile
from protocol.dialects.unionpay.terminal_side import AnswerMismatchError, ForeignAnswerError, OrderPage
from protocol.errors import DecodeError, MacError, RemoteProtocolError
from protocol.message import Message
from protocol.security import Key, WorkingKeys
from protocol.transactions import (
    Answer,
    ByOrder,
    Cancel,
    CardEntry,
    EntryMode,
    Found,
    ManagementAnswer,
    OrderAnswer,
    OrderQuery,
    OutcomeAnswer,
    OutcomeQuery,
    PaymentAnswer,
    PreAuth,
    Refund,
    RefundAnswer,
    RefundKey,
    Rejected,
    Request,
    Sale,
    Settle,
    SettleAnswer,
    SignOff,
    SignOn,
    SignOnAnswer,
    Station,
    Totals,
    UploadAnswer,
    UploadEnd,
    Verdict,
)

KEYS = WorkingKeys(Key(bytes(range(16))), Key(bytes(range(16, 32))))
APPROVED = RefundAnswer("00", "926512345678", 1234, "1122", "101530", "1123")
SIGN_ON = SignOn("123456789012345", "00000000", "0a1b2c3d", "000007", "000001", "01")
SIGNED_ON = SignOnAnswer(
    "00", "123456789012345", "10000001", "000007", "20261122", "101530", bytes(range(40)), "00112233445566ff", True,
    local_date="1122",
)  # fmt: skip
REFUND_KEY = RefundKey("123456789012345", "10000001", "0a1b2c3d", "000007", "000123", "20261122")
SENDER = Station("123456789012345", "10000001", "000007", "000123", "01")
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


# --- the whole matrix ----------------------------------------------------------------------------------------------


def mac_is_due(request: Request) -> bool:
    return 64 in read(terminal_side.encode(request, KEYS)).message.fields


def test_every_request_is_sealed_as_the_matrix_says(written) -> None:
    """A MAC where the trade's captures have one (domain notes 5), and nothing but it beside the fields."""
    packet = read(terminal_side.encode(written.request, KEYS))
    plain = {number: value for number, value in packet.message.fields.items() if number != 64}
    assert plain == dict(sorted(written.fields.items()))
    assert (64 in packet.message.fields) is ROWS[written.row].has_mac


def test_every_answer_is_heard_as_it_was_said(spoken) -> None:
    data = seal(Envelope(), Message(spoken.mti, spoken.fields), KEYS.mak if mac_is_due(spoken.request) else None)
    assert terminal_side.decode(data, spoken.request, KEYS) == spoken.answer


def test_an_answer_without_its_mac_is_a_code(spoken) -> None:
    data = seal(Envelope(), Message(spoken.mti, {**spoken.fields, 39: "77"}), None)
    bare = terminal_side.decode(data, spoken.request, KEYS)
    assert bare.code == "77"
    assert isinstance(bare, Rejected) is mac_is_due(spoken.request)


def test_an_answer_to_another_trace_or_type_is_foreign(spoken) -> None:
    other = {**spoken.fields, 60: "00000007999"} if 11 not in spoken.fields else {**spoken.fields, 11: "000999"}
    with pytest.raises(ForeignAnswerError):
        terminal_side.decode(seal(Envelope(), Message(spoken.mti, other), KEYS.mak), spoken.request, KEYS)


def test_a_mac_that_is_not_due_is_verified_all_the_same() -> None:
    message = Message("0830", {11: "000123", 39: "00", 41: "10000001", 42: "123456789012345", 60: "00000007002"})
    sign_off = SignOff(SENDER)
    assert terminal_side.decode(seal(Envelope(), message, KEYS.mak), sign_off, KEYS) == ManagementAnswer("00")
    assert terminal_side.decode(seal(Envelope(), message, KEYS.pik), sign_off, None) == ManagementAnswer("00")
    with pytest.raises(MacError):
        terminal_side.decode(seal(Envelope(), message, KEYS.pik), sign_off, KEYS)


def test_without_keys_a_request_is_sealed_without_a_mac(refund: Refund) -> None:
    assert 64 not in read(terminal_side.encode(refund, None)).message.fields


def test_a_host_of_a_profile_without_mac_is_believed_without(refund: Refund) -> None:
    profile = open_profile("unionpay+mac-none")
    packet, asked = host_side.decode(terminal_side.encode(refund, KEYS, profile=profile), profile)
    data = host_side.encode(packet, asked, APPROVED, KEYS.mak, profile)
    assert terminal_side.decode(data, refund, None, profile) == APPROVED


def test_another_profile_both_ways(refund: Refund) -> None:
    """No header, X9.19: the same values."""
    profile = open_profile("unionpay+no-header+mac-x9.19")
    data = terminal_side.encode(refund, KEYS, profile=profile)
    packet, asked = host_side.decode(data, profile)
    packet.verify(KEYS.mak)
    assert (asked, data[5:7].hex()) == (refund, "0220")
    answer = host_side.encode(packet, asked, APPROVED, KEYS.mak, profile)
    assert terminal_side.decode(answer, refund, KEYS, profile) == APPROVED


SALE = Sale(SENDER, 1234, CardEntry(EntryMode.SWIPE, track2="6200000000000005D3012201"))
PAID: dict[int, str | bytes | None] = {
    3: "000000", 4: "000000001234", 11: "000123", 12: "101530", 13: "1122", 37: "926512345678", 39: "00",
    41: "10000001", 42: "123456789012345", 60: "22000007000600",
}  # fmt: skip


def paid(changes: dict[int, str | bytes | None]) -> bytes:
    fields = {number: value for number, value in {**PAID, **changes}.items() if value is not None}
    return seal(Envelope(), Message("0210", fields), KEYS.mak)


def test_the_answer_to_a_swipe_names_the_card_of_its_track() -> None:
    answer = terminal_side.decode(paid({2: "6200000000000005"}), SALE, KEYS)
    assert isinstance(answer, PaymentAnswer)
    assert (answer.number, repr(answer).count("6200000000000005")) == ("6200000000000005", 0)
    with pytest.raises(AnswerMismatchError):
        terminal_side.decode(paid({2: "6243030000000001"}), SALE, KEYS)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({37: None}, "37"),
        ({12: None}, "12"),
        ({39: None}, "39"),
        ({54: "1002156C0000000001"}, "54"),
        ({54: "1002156X000000000100"}, "54"),
        ({54: "1002156C00000000010x"}, "54"),
    ],
)
def test_an_approval_that_lacks_or_garbles_something(changes: dict[int, str | bytes | None], field: str) -> None:
    with pytest.raises(DecodeError) as caught:
        terminal_side.decode(paid(changes), SALE, KEYS)
    assert caught.value.field == field


def test_a_pre_authorisation_wants_its_number() -> None:
    request = PreAuth(SENDER, 1234, SALE.card)
    fields = {**PAID, 3: "030000", 60: "10000007000600"}
    with pytest.raises(DecodeError) as caught:
        terminal_side.decode(seal(Envelope(), Message("0110", fields), KEYS.mak), request, KEYS)
    assert caught.value.field == "38"


def test_a_verdict_that_is_none() -> None:
    settle = Settle(SENDER, Totals(), Totals())
    fields: dict[int, str] = {11: "000123", 41: "10000001", 42: "123456789012345", 48: "0" * 30 + "9" + "0" * 31}
    with pytest.raises(DecodeError, match="field 48"):
        terminal_side.decode(seal(Envelope(), Message("0510", fields), None), settle, None)


def test_a_refused_settlement_is_a_code() -> None:
    settle = Settle(SENDER, Totals(), Totals())
    fields: dict[int, str] = {11: "000123", 39: "95", 41: "10000001", 42: "123456789012345"}
    data = seal(Envelope(), Message("0510", fields), None)
    assert terminal_side.decode(data, settle, None) == Rejected("95")


# Public answers and what they mean (fixtures/messages); the request is what their host must have been asked.
V34 = PaymentAnswer(
    "00", "203217491827", "012345", 73700, "0827", "203217", "0827", "CUP", "01020000", "48031000",
    number="6212260000000005573", chip_data=bytes.fromhex("9F36020047"),
)  # fmt: skip
V36 = PaymentAnswer(
    "00", "322811685415", "", 123, "0816", "113725", "", "CUP", number="6222800000000002940"
)  # fmt: skip
V32 = ("A0", 5588, "1115", "165419")


@pytest.mark.parametrize(("name", "answer"), [("V34", V34), ("V36", V36)])
def test_public_approvals_as_values(name: str, answer: PaymentAnswer, public) -> None:
    assert payment_messages.read_answer(public(name)) == answer


def test_a_public_rejection_as_a_value(public) -> None:
    answer = payment_messages.read_answer(public("V32"))
    assert (answer.code, answer.amount_fen, answer.local_date, answer.local_time) == V32
    assert (answer.reference_no, answer.issuer, answer.balance_fen) == ("", "", None)


def test_a_public_settlement_as_a_value(public) -> None:
    """V52, field 48: 000000000011 011 000000000002 002 1, then 000000000000 000 000000000000 000 1; no field 39."""
    answer = settlement_messages.read_settle_answer(public("V52"))
    sides = (Totals(11, 11, 2, 2), Verdict.BALANCED, Totals(), Verdict.BALANCED)
    assert answer == SettleAnswer(*sides, "0908", "160803", "0908", "150908836097")
    assert answer.balanced


def test_a_public_end_of_upload_as_a_value(public) -> None:
    request = UploadEnd(SENDER, 0, balanced=True)
    answer = settlement_messages.read_upload_answer(request, public("V55"))
    assert answer == UploadAnswer("00", "0908", "160804", "150908836098", 0)


def test_public_parameters_as_a_value(public) -> None:
    assert management_messages.read_answer(public("V22")) == ManagementAnswer("00", "0910", "093113", "150910447250")


@pytest.mark.parametrize(("name", "size", "dated"), [("V14", 40, "20250908"), ("V16", 40, "20260322")])
def test_a_public_sign_on_at_a_host_that_is_not_ours(name: str, size: int, dated: str, public) -> None:
    """No LK1 in field 63: the business date is field 13 with the year of the terminal's own clock."""
    message = public(name)
    asked = SignOn(message.text(42), message.text(41), "0a1b2c3d", "000001", message.text(11), "01")
    answer = terminal_side.decode(seal(Envelope(), message, None), asked, None)
    assert isinstance(answer, SignOnAnswer)
    assert (len(answer.working_keys), answer.business_date, answer.emulator) == (size, "", False)
    assert answer.dated("20260101") == dated


@pytest.mark.parametrize("size", [24, 40, 60, 84])
def test_working_keys_of_every_size(size: int) -> None:
    """Domain notes 5: which of them can be opened is the security module's to say."""
    answer = terminal_side.decode(altered(answer_to(SIGN_ON, SIGNED_ON), {62: bytes(size)}), SIGN_ON, None)
    assert isinstance(answer, SignOnAnswer)
    assert answer.working_keys == bytes(size)


def test_a_sign_on_answer_without_keys_is_none() -> None:
    with pytest.raises(DecodeError, match="field 62"):
        terminal_side.decode(altered(answer_to(SIGN_ON, SIGNED_ON), {62: None}), SIGN_ON, None)


# --- what the header asks for --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "demand", "again"),
    [
        ("603110000100", Demand.NOTHING, False),
        ("603113000100", Demand.SIGN_ON, True),
        ("603103310030", Demand.SIGN_ON, True),
        ("603111000100", Demand.MAGNETIC, False),
        ("60311B000100", Demand.NO_PIN_B, False),
        ("60311F31FFF1", Demand.NOTHING, False),
    ],
)
def test_what_the_header_asks_for(refund: Refund, header: str, demand: Demand, again: bool) -> None:
    """处理要求 is the sixth digit; V30's header 60310031FFF1 shows that others carry anything."""
    data = seal(Envelope(header=header), read(answer_to(refund, APPROVED)).message, KEYS.mak)
    heard = terminal_side.hear(data, refund, KEYS)
    assert (heard.answer, heard.demand, heard.sign_on_again) == (APPROVED, demand, again)


@pytest.mark.parametrize(("code", "again"), [("77", True), ("99", True), ("A0", True), ("30", False), ("00", False)])
def test_codes_that_ask_for_a_new_sign_on(refund: Refund, code: str, again: bool) -> None:
    packet, _ = host_side.decode(terminal_side.encode(refund, KEYS))
    assert terminal_side.hear(host_side.reject(packet, code), refund, KEYS).sign_on_again is again


def test_a_sign_on_answer_to_another_epoch() -> None:
    """Field 63 of our host repeats the epoch it was asked with."""
    other = dataclasses.replace(SIGN_ON, epoch="ffffffff")
    with pytest.raises(AnswerMismatchError, match="field 63"):
        terminal_side.decode(answer_to(SIGN_ON, SIGNED_ON), other, None)
