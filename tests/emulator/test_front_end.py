"""The front end by rows: what a message is answered with, from the bytes alone."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import count

import pytest

from emulator.front_end import FrontEnd
from emulator.host import Host
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import load_shop
from protocol.dialects.unionpay import terminal_side
from protocol.dialects.unionpay.envelope import read
from protocol.errors import MacError
from protocol.security import PRACTICE_MASTER_KEY, WorkingKeys, open_working_keys, seal_working_keys
from protocol.transactions import ByOrder, OrderQuery, Rejected, SignOn, SignOnAnswer

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
SHOP = load_shop()
SIGN_ON = SignOn(SHOP.merchant_no, "00000000", "0a0b0c0d", "000001", "000001", "01")
QUERY = OrderQuery(SHOP.merchant_no, "88000001", "000001", "000002", ByOrder(SHOP.order(1).order_no))


class Bank:
    """A front end, and the terminal's half beside it."""

    def __init__(self) -> None:
        self.ledger = SqliteLedger(":memory:")
        self.ledger.open_shop(SHOP, NOON, lambda size: bytes(range(size)))
        draws = count(1)
        host = Host(self.ledger, lambda: NOON, lambda size: bytes([next(draws)] * size))
        self.front_end = FrontEnd(host)

    def sign_on(self) -> WorkingKeys:
        answer = terminal_side.decode(self.answer(terminal_side.encode(SIGN_ON, None)), SIGN_ON, None)
        if not isinstance(answer, SignOnAnswer):
            raise TypeError(answer)
        return open_working_keys(PRACTICE_MASTER_KEY, answer.working_keys)

    def answer(self, data: bytes) -> bytes:
        return self.front_end.answer(data) or b""

    def code(self, data: bytes) -> tuple[str, str, bool]:
        """Type, code and whether a MAC is there."""
        message = read(self.answer(data)).message
        return message.mti, message.text(39), 64 in message.fields


@pytest.fixture
def bank() -> Bank:
    return Bank()


def test_sign_on_is_answered_under_the_keys_it_delivers(bank):
    asked = terminal_side.encode(SIGN_ON, None)
    assert bank.code(asked) == ("0810", "00", True)
    answer = bank.answer(asked)
    delivered = terminal_side.decode(answer, SIGN_ON, None)
    assert isinstance(delivered, SignOnAnswer)
    keys = open_working_keys(PRACTICE_MASTER_KEY, delivered.working_keys)
    read(answer).verify(keys.mak)
    with pytest.raises(MacError):
        read(answer).verify(keys.pik)


def test_a_sign_on_that_is_refused_has_no_keys_and_no_mac(bank):
    refused = terminal_side.encode(replace(SIGN_ON, merchant_no="999999999999999"), None)
    assert bank.code(refused) == ("0810", "03", False)


def test_a_query_before_sign_on(bank):
    keys_of_another_bank = Bank().sign_on()
    assert bank.code(terminal_side.encode(QUERY, keys_of_another_bank)) == ("0610", "77", False)


def test_a_query_after_sign_on_carries_a_mac_that_verifies(bank):
    keys = bank.sign_on()
    answer = bank.answer(terminal_side.encode(QUERY, keys))
    read(answer).verify(keys.mak)
    page = terminal_side.decode(answer, QUERY, keys)
    assert isinstance(page, terminal_side.OrderPage)
    assert page.code == "00"


def test_every_flipped_bit_of_a_mac_is_a_bad_mac_and_is_answered_without_one(bank):
    keys = bank.sign_on()
    asked = terminal_side.encode(QUERY, keys)
    codes = {bank.code(asked[:-1] + bytes((asked[-1] ^ (1 << bit),))) for bit in range(8)}
    assert codes == {("0610", "A0", False)}


def test_keys_of_an_older_sign_on_are_worth_nothing(bank):
    old = bank.sign_on()
    bank.sign_on()
    assert bank.code(terminal_side.encode(QUERY, old)) == ("0610", "A0", False)


def test_keys_that_cannot_be_unsealed_ask_for_a_sign_on(bank):
    keys = bank.sign_on()
    bank.ledger.store_keys("88000001", b"x" * 40)
    assert bank.code(terminal_side.encode(QUERY, keys)) == ("0610", "77", False)


def test_an_unknown_terminal_asks_for_a_sign_on(bank):
    keys = bank.sign_on()
    assert bank.code(terminal_side.encode(replace(QUERY, terminal_no="88000002"), keys)) == ("0610", "77", False)


def test_a_host_that_only_rejects_says_so_without_a_mac(bank):
    keys = bank.sign_on()
    other = replace(QUERY, merchant_no="999999999999999")
    answer = bank.answer(terminal_side.encode(other, keys))
    assert terminal_side.decode(answer, other, keys) == Rejected("03")


# fmt: off
JUNK = [
    (b"",                                            "nothing"),
    (b"\x60",                                        "one byte"),
    (bytes.fromhex("6000030000603110000100"),        "TPDU and header alone"),
    (bytes.fromhex("6000030000603110000100") + b"\x08", "half a type"),
    (b"GET / HTTP/1.1\r\n\r\n",                      "another protocol"),
]
# fmt: on


@pytest.mark.parametrize("data", [row[0] for row in JUNK], ids=[row[1] for row in JUNK])
def test_what_has_no_type_is_not_answered(bank, data):
    assert bank.front_end.answer(data) is None


def test_a_message_cut_anywhere_is_answered_with_30_or_not_at_all(bank):
    whole = terminal_side.encode(QUERY, bank.sign_on())
    answers = [bank.front_end.answer(whole[:length]) for length in range(len(whole))]
    codes = {read(answer).message.text(39) for answer in answers if answer is not None}
    assert codes <= {"30", "A0"}
    assert answers[:13] == [None] * 13


def test_an_answer_is_never_answered(bank):
    """A type that is no request: two front ends on one line do not talk for ever."""
    answer = bank.answer(terminal_side.encode(SIGN_ON, None))
    assert bank.front_end.answer(answer) is None
