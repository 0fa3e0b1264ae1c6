"""Forged answers: what is changed is changed, everything else stays, and the MAC fits where the real one did."""

from datetime import datetime

import pytest

from emulator.forge import Forge, wrong_mac
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import host_side
from protocol.dialects.unionpay.envelope import read
from protocol.dialects.unionpay.profiles import open_profile
from protocol.dialects.unionpay.terminal_side import decode, encode, hear
from protocol.errors import MacError
from protocol.security import Key, WorkingKeys
from protocol.transactions import (
    Channel,
    Echo,
    ManagementAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    RefundKey,
    Rejected,
    SignOn,
    SignOnAnswer,
)

MAK = Key(bytes(range(16)))
KEYS = WorkingKeys(MAK, MAK)
TERMINAL = "10000001"
KEY = RefundKey("888888800000001", TERMINAL, "0a1b2c3d", "000007", "000123", "20261122")
REFUND = Refund(KEY, 1234, "925498334778", "1120", Channel.CARD, "80000000000186", TEST_CARDS["unionpay"])
ASKED = encode(REFUND, KEYS)
APPROVED = RefundAnswer("00", "926512345678", 1234, "1122", "101530", "1122")


@pytest.fixture
def forge() -> Forge:
    return Forge(lambda terminal_no: MAK if terminal_no == TERMINAL else None, lambda: datetime(2026, 11, 22, 9, 8, 7))  # noqa: DTZ001


@pytest.fixture
def answer() -> bytes:
    """What the host says."""
    packet, request = host_side.decode(ASKED)
    return host_side.encode(packet, request, APPROVED, MAK)


def test_a_refusal_is_a_whole_answer(forge):
    assert decode(forge.refusal(ASKED, "51"), REFUND, KEYS) == RefundAnswer("51", "", 1234, "1122", "090807")


@pytest.mark.parametrize("code", ["77", "99", "A0"])
def test_a_host_that_can_not_authenticate_has_no_mac_to_say_so(forge, code):
    said = forge.refusal(ASKED, code)
    assert 64 not in read(said).message.fields
    assert decode(said, REFUND, KEYS) == Rejected(code)


def test_a_refusal_to_a_terminal_without_keys_has_no_mac():
    forge = Forge(lambda _terminal_no: None, lambda: datetime(2026, 11, 22, 9, 8, 7))  # noqa: DTZ001
    assert decode(forge.refusal(ASKED, "51"), REFUND, KEYS) == Rejected("51")


def test_a_refusal_of_a_question_that_has_no_mac(forge):
    echo = Echo("888888800000001", TERMINAL, "000007")
    said = forge.refusal(encode(echo, None), "96")
    assert decode(said, echo, None) == ManagementAnswer("96", "1122", "090807")


def test_a_refused_sign_on(forge):
    sign_on = SignOn("888888800000001", TERMINAL, "0a1b2c3d", "000007", "000001", "01")
    said = decode(forge.refusal(encode(sign_on, None), "97"), sign_on, None)
    assert isinstance(said, SignOnAnswer)
    assert (said.code, said.working_keys) == ("97", b"")


def test_a_refused_query(forge):
    query = OutcomeQuery(KEY, "000124")
    assert decode(forge.refusal(encode(query, KEYS), "96"), query, KEYS) == Rejected("96")


def test_what_has_no_answer_is_not_refused(forge, answer):
    assert forge.refusal(answer, "96") is None


def test_a_changed_field_under_a_mac_that_fits(forge, answer):
    said = forge.changed(answer, {37: "000000000001", 15: "0101"})
    assert decode(said, REFUND, KEYS) == RefundAnswer("00", "000000000001", 1234, "1122", "101530", "0101")
    assert read(said).envelope == read(answer).envelope


def test_a_field_that_was_not_there(forge, answer):
    assert read(forge.changed(answer, {38: "ABCDEF"})).message.text(38) == "ABCDEF"


def test_an_answer_without_a_mac_gets_none(forge):
    bare = forge.refusal(ASKED, "77")
    assert 64 not in read(forge.changed(bare, {11: "000001"})).message.fields


def test_a_demand_changes_one_digit_of_the_header(forge, answer):
    said = forge.changed(answer, {}, "3")
    assert [place for place, (one, other) in enumerate(zip(said, answer, strict=True)) if one != other] == [7]
    assert (hear(said, REFUND, KEYS).sign_on_again, hear(answer, REFUND, KEYS).sign_on_again) == (True, False)


@pytest.mark.parametrize("name", ["unionpay+no-header", "unionpay+short-header"])
def test_a_demand_needs_a_header(name):
    profile = open_profile(name)
    forge = Forge(lambda _terminal_no: MAK, lambda: datetime(2026, 11, 22, 9, 8, 7), profile)  # noqa: DTZ001
    packet, request = host_side.decode(encode(REFUND, KEYS, profile=profile), profile)
    said = host_side.encode(packet, request, APPROVED, MAK, profile)
    assert forge.changed(said, {}, "3") == said
    assert decode(forge.changed(said, {15: "0101"}, "3"), REFUND, KEYS, profile).settle_date == "0101"


def test_a_wrong_mac_is_wrong_and_nothing_else(answer):
    said = wrong_mac(answer)
    assert (said[:-8], len(said)) == (answer[:-8], len(answer))
    with pytest.raises(MacError):
        decode(said, REFUND, KEYS)
