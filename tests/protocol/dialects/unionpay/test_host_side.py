"""The host's half: what an answer repeats, what it adds, and answers that carry nothing but a code."""

import dataclasses

import pytest

from protocol.dialects.unionpay import host_side, ours, terminal_side
from protocol.dialects.unionpay.envelope import Envelope, read, seal
from protocol.errors import DecodeError, MacError
from protocol.message import Message
from protocol.security import Key, WorkingKeys
from protocol.transactions import (
    ByOrder,
    Cancel,
    Channel,
    Found,
    OrderAnswer,
    OrderQuery,
    Original,
    OriginalState,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    Rejected,
    Request,
    SignOn,
    SignOnAnswer,
)

KEYS = WorkingKeys(Key(bytes(range(16))), Key(bytes(range(16, 32))))
APPROVED = RefundAnswer("00", "926512345678", 1234, "1122", "101530", "1123")
SIGN_ON = SignOn("123456789012345", "00000000", "0a1b2c3d", "000007", "000001", "01")
SIGNED_ON = SignOnAnswer(
    "00", "123456789012345", "10000001", "000007", "20261122", "101530", bytes(range(40)), "00112233445566ff", True
)  # fmt: skip
ORIGINAL = Original(
    "80000000000186", "925498334778", "000066", "20261120", "101530", Channel.ALIPAY, "2088***", 10000, 0,
    OriginalState.NORMAL,
)  # fmt: skip


def asked(request: Request, keys: WorkingKeys | None = KEYS) -> bytes:
    return terminal_side.encode(request, keys)


def answered(request: Request, answer, key: Key | None = KEYS.mak) -> Message:
    packet, request = host_side.decode(asked(request))
    return read(host_side.encode(packet, request, answer, key)).message


def test_a_request_arrives_as_it_was_sent(refund: Refund) -> None:
    packet, request = host_side.decode(asked(refund))
    packet.verify(KEYS.mak)
    assert (request, packet.envelope) == (refund, Envelope())


def test_an_approval_field_by_field(refund: Refund) -> None:
    """The matrix of the trade for 0230: no 38; 37 is the refund's own new reference."""
    message = answered(refund, APPROVED)
    fields = dict(message.fields)
    mac = fields.pop(64)
    assert (message.mti, fields) == ("0230", {
        2: "6200000000000005", 3: "200000", 4: "000000001234", 11: "000123", 12: "101530", 13: "1122", 14: "3012",
        15: "1123", 25: "00", 37: "926512345678", 39: "00", 41: "10000001", 42: "123456789012345", 49: "156",
        60: "25000007000600",
    })  # fmt: skip
    assert isinstance(mac, bytes)
    assert len(mac) == 8


def test_a_decline_before_a_reference_was_made(refund: Refund) -> None:
    message = answered(refund, RefundAnswer("61", "", 1234, "1122", "101530"))
    assert (message.text(39), {15, 37} & set(message.fields)) == ("61", set())


def test_the_amount_is_the_answers_and_not_an_echo(refund: Refund) -> None:
    assert answered(refund, dataclasses.replace(APPROVED, amount_fen=1000)).text(4) == "000000001000"


def test_a_repeat_is_answered_like_the_first(refund: Refund) -> None:
    assert answered(dataclasses.replace(refund, repeat=True), APPROVED) == answered(refund, APPROVED)


def test_a_sign_on_field_by_field() -> None:
    message = answered(SIGN_ON, SIGNED_ON)
    fields = dict(message.fields)
    assert len(fields.pop(64)) == 8  # under the MAK that it delivers
    assert (message.mti, fields) == ("0810", {
        11: "000001", 12: "101530", 13: "1122", 39: "00", 41: "10000001", 42: "123456789012345", 60: "00000007003",
        62: bytes(range(40)), 63: "LK100112233445566ff20261122" + SIGN_ON.epoch + "TUIHUO",
    })  # fmt: skip


def test_a_refused_sign_on_has_no_keys() -> None:
    assert 62 not in answered(SIGN_ON, dataclasses.replace(SIGNED_ON, code="97", working_keys=b"")).fields


QUERY = OrderQuery("123456789012345", "10000001", "000007", "000124", ByOrder("80000000000186"))


def test_a_page_of_an_order() -> None:
    message = answered(QUERY, OrderAnswer("00", ORIGINAL))
    assert (message.mti, message.text(39), message.octets(62)) == ("0610", "00", ours.write_page(ORIGINAL, 1))


@pytest.mark.parametrize("page", [0, 2, 99])
def test_a_page_that_is_not_there(page: int) -> None:
    message = answered(dataclasses.replace(QUERY, page=page), OrderAnswer("00", ORIGINAL))
    assert (message.text(39), 62 in message.fields) == ("25", False)


def test_no_such_order() -> None:
    message = answered(QUERY, OrderAnswer("25"))
    assert (message.text(39), 62 in message.fields) == ("25", False)


@pytest.mark.parametrize("kind", [OutcomeQuery, Cancel])
@pytest.mark.parametrize(
    "answer",
    [OutcomeAnswer("00"), OutcomeAnswer("00", Found.CANCELLED), OutcomeAnswer("00", Found.FOUND, APPROVED)],
)
def test_an_outcome(refund: Refund, kind, answer: OutcomeAnswer) -> None:
    message = answered(kind(refund.key, "000125"), answer)
    assert (message.mti, message.text(61)) == ("0610", "0000070001231122")
    assert ours.read_outcome(message.text(39), message.octets(62)) == answer


def test_the_addresses_are_swapped_and_the_header_echoed(refund: Refund) -> None:
    envelope = Envelope("6005250000", "603110310030")
    packet, request = host_side.decode(terminal_side.encode(refund, KEYS, envelope))
    answer = read(host_side.encode(packet, request, APPROVED, KEYS.mak))
    assert answer.envelope == Envelope("6000000525", "603110310030")


@pytest.mark.parametrize(
    ("mti", "answer_mti"), [("0200", "0210"), ("0220", "0230"), ("0221", "0230"), ("0400", "0410"), ("0800", "0810")]
)
def test_a_bare_code_answers_any_request(mti: str, answer_mti: str) -> None:
    packet = read(seal(Envelope(), Message(mti, {11: "000001", 37: "925498334778", 41: "10000001"}), None))
    answer = read(host_side.reject(packet, "30"))
    assert (answer.message.mti, dict(answer.message.fields)) == (answer_mti, {11: "000001", 39: "30", 41: "10000001"})
    with pytest.raises(MacError):
        answer.verify(KEYS.mak)


@pytest.mark.parametrize("mti", ["0210", "0230", "0410", "0610", "0810", "9999"])
def test_an_answer_is_never_answered(mti: str) -> None:
    with pytest.raises(DecodeError, match="not a request"):
        host_side.reject(read(seal(Envelope(), Message(mti, {11: "000001"}), None)), "30")


def test_a_rejection_under_a_mac(refund: Refund) -> None:
    message = answered(refund, Rejected("96"))
    assert (message.mti, message.text(39), message.text(4)) == ("0230", "96", "000000001234")


# --- the whole matrix ----------------------------------------------------------------------------------------------


def test_every_answer_field_by_field(spoken) -> None:
    packet, asked_for = host_side.decode(terminal_side.encode(spoken.request, KEYS))
    message = read(host_side.encode(packet, asked_for, spoken.answer, None)).message
    assert (message.mti, dict(message.fields)) == (spoken.mti, dict(sorted(spoken.fields.items())))


def test_every_answer_comes_back_as_it_was_meant(spoken) -> None:
    packet, asked_for = host_side.decode(terminal_side.encode(spoken.request, KEYS))
    data = host_side.encode(packet, asked_for, spoken.answer, KEYS.mak)
    assert terminal_side.decode(data, spoken.request, KEYS) == spoken.answer


def test_every_request_can_be_refused(written) -> None:
    """A bare code under no MAC answers any of them, and the terminal hears it."""
    packet, _ = host_side.decode(terminal_side.encode(written.request, KEYS))
    answer = terminal_side.decode(host_side.reject(packet, "96"), written.request, KEYS)
    assert answer.code == "96"


def test_an_answer_of_another_family_says_its_code_alone(refund: Refund) -> None:
    """A host that answers a refund as if it were a sign-on or a query: its fields are not made up."""
    for wrong in (SIGNED_ON, OrderAnswer("00", ORIGINAL)):
        assert 62 not in answered(refund, wrong).fields
