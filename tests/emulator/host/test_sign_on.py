"""Sign-on: numbers are given once and belong to one journal; lists, anybody, terminals without epoch; keys of each net.

Sizes of field 62 by 60.3: domain notes 5 and public 0810s.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from emulator.host import sign_on
from emulator.ledger.contract import LedgerError
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.registry import ANYBODY, PRACTICE, Listed, Others, Registry
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.security import PRACTICE_MASTER_KEY, Key, MasterKey, open_working_keys
from protocol.transactions import FOREIGN_EPOCH, Channel, Echo, Refund, RefundKey, Rejected, SignOn, SignOnAnswer

OTHER_EPOCH = "11111111"
BANK, BANK_KEY = "123456789012345", MasterKey(bytes(range(1, 17)))
LISTED = Registry({"10000001": Listed(BANK, "前台", "10000001", BANK_KEY)}, Others.NOBODY)


def foreign(number, merchant_no=BANK, batch_no="000007", net="003"):
    return SignOn(merchant_no, number, FOREIGN_EPOCH, batch_no, "000001", "01", net)


@pytest.fixture
def listed(counter):
    counter.host = replace(counter.host, registry=LISTED)
    return counter


@pytest.fixture
def open_to_all(counter):
    counter.host = replace(counter.host, registry=ANYBODY)
    return counter


def test_a_terminal_without_a_number_gets_the_next_free_one(counter):
    first = counter.sign_on()
    second = counter.sign_on(epoch=OTHER_EPOCH)
    assert (first.terminal_no, second.terminal_no) == ("88000001", "88000002")
    assert counter.sign_on(epoch=OTHER_EPOCH).terminal_no == "88000002", "a journal keeps its number"
    assert counter.sign_on("88000002", OTHER_EPOCH).terminal_no == "88000002"


def test_the_answer(counter):
    answer = counter.sign_on()
    assert answer == SignOnAnswer(
        "00", counter.shop.merchant_no, "88000001", "000001", "20261122", "120000",
        working_keys=answer.working_keys, ledger_id=counter.ledger.identity().ledger_id, emulator=True,
    )  # fmt: skip
    assert len(answer.working_keys) == 40
    assert counter.ledger.terminal("88000001").sealed_keys == answer.working_keys


def test_keys_are_new_at_every_sign_on(counter):
    first, second = counter.sign_on().working_keys, counter.sign_on().working_keys
    assert first != second
    assert counter.ledger.terminal("88000001").sealed_keys == second


@pytest.mark.parametrize(("net", "size", "tracks"), [("001", 24, False), ("003", 40, False), ("004", 60, True)])
def test_the_keys_that_were_asked_for(counter, net, size, tracks):
    request = SignOn(counter.shop.merchant_no, "00000000", "0a0b0c0d", "000001", "000001", "01", net)
    answer = counter.answer(request)
    assert len(answer.working_keys) == size
    keys = open_working_keys(PRACTICE_MASTER_KEY, answer.working_keys)
    assert (isinstance(keys.tdk, Key), keys.pik != keys.mak) == (tracks, True)


@pytest.mark.parametrize(
    ("terminal_no", "epoch", "merchant_no", "code"),
    [
        ("88000001", OTHER_EPOCH, None, "58"),
        ("88000009", OTHER_EPOCH, None, "97"),
        ("88000009", "0a0b0c0d", None, "97"),
        ("00000000", OTHER_EPOCH, "888888800000002", "03"),
        ("88000001", FOREIGN_EPOCH, None, "58"),
        ("00000000", FOREIGN_EPOCH, None, "97"),
    ],
    ids=[
        "another journal's number",
        "never given out",
        "never given out, known journal",
        "unknown merchant",
        "a journal's number without epoch",
        "no epoch, no number",
    ],
)
def test_refused(counter, terminal_no, epoch, merchant_no, code):
    keys = counter.ledger.terminal("88000001").sealed_keys
    assert counter.sign_on(terminal_no, epoch, merchant_no) == Rejected(code)
    assert counter.ledger.terminal("88000001").sealed_keys == keys, "a refused sign-on changes no keys"
    assert counter.ledger.terminal("88000002") is None, "nor gives it a number out"


def test_a_reset_forgets_the_numbers(counter):
    counter.ledger.reset(counter.shop, datetime(2026, 11, 23, 9, tzinfo=UTC), lambda size: b"\x07" * size)
    assert counter.sign_on("88000001") == Rejected("97")
    again = counter.sign_on(epoch=OTHER_EPOCH)
    assert (again.terminal_no, again.ledger_id) == ("88000001", "0707070707070707")


def test_a_listed_terminal_brings_its_number_its_batch_and_gets_keys_under_its_own_key(listed):
    answer = listed.answer(foreign("10000001"))
    assert (answer.code, answer.merchant_no, answer.terminal_no, answer.batch_no) == ("00", BANK, "10000001", "000007")
    assert len(open_working_keys(BANK_KEY, answer.working_keys).mak.check_value) == 4
    assert answer.ledger_id == listed.ledger.identity().ledger_id
    again = listed.answer(foreign("10000001", batch_no="000999"))
    assert again.batch_no == "000007", "from then on the host's batch holds"


@pytest.mark.parametrize("batch_no", ["000000", "", "12", "00000x"])
def test_one_that_brings_no_batch_begins_with_the_first(listed, batch_no):
    assert listed.answer(foreign("10000001", batch_no=batch_no)).batch_no == "000001"


@pytest.mark.parametrize(
    ("number", "merchant_no", "code"),
    [("10000001", "888888800000001", "03"), ("10000002", BANK, "97"), ("10000002", "9" * 15, "03")],
)
def test_who_is_not_listed(listed, number, merchant_no, code):
    assert listed.answer(foreign(number, merchant_no)) == Rejected(code)


def test_a_list_serves_no_practice_terminal(listed):
    assert listed.sign_on() == Rejected("97")
    assert listed.answer(Echo(listed.shop.merchant_no, "88000001", "000001")) == Rejected("97")


MINE = SignOn(BANK, "10000001", "22222222", "000001", "000001", "01")
STRANGERS = replace(MINE, epoch=OTHER_EPOCH, batch_no="999999")


def gives_back(counter, signed_on, trace_no="000009"):
    """The terminal of this sign-on asks for a refund of what was never sold: 25, an answer of money."""
    batch_no = counter.ledger.terminal("10000001").batch_no
    key = RefundKey(BANK, "10000001", signed_on.epoch, batch_no, trace_no, "20261122")
    never_sold = Refund(key, 1000, "999999999999", "1122", Channel.CARD, card=TEST_CARDS["unionpay"])
    assert counter.answer(never_sold).code == "25"


@pytest.mark.parametrize("strangers", [STRANGERS, foreign("10000001", batch_no="999999")], ids=["a journal", "none"])
def test_a_stranger_who_signed_on_first_does_not_keep_a_listed_number(listed, strangers):
    assert listed.answer(strangers).code == "00"
    mine = listed.answer(MINE)
    assert (mine.code, mine.batch_no) == ("00", "000001")
    assert listed.ledger.terminal("10000001").sealed_keys == mine.working_keys
    gives_back(listed, MINE)
    assert listed.answer(strangers) == Rejected("58")
    assert listed.ledger.terminal("10000001").sealed_keys == mine.working_keys, "nor changes its keys"


def test_a_listed_terminal_belongs_to_the_journal_that_asked_for_money_first(listed):
    assert listed.answer(MINE).code == "00"
    gives_back(listed, MINE)
    assert listed.answer(STRANGERS) == Rejected("58")
    assert listed.answer(foreign("10000001")) == Rejected("58")
    assert listed.answer(replace(MINE, trace_no="000010")).code == "00"


@pytest.mark.parametrize(
    ("trace_no", "code"),
    [("000001", "58"), ("000009", "58"), ("000010", "00"), ("999999", "00")],
    ids=["as it was", "the same number again", "the next", "far ahead"],
)
def test_a_journal_that_is_behind_its_own_epoch_is_a_copy(listed, trace_no, code):
    """It was copied, and the other one has done something since; the keys of that one stay (M11)."""
    assert listed.answer(MINE).code == "00"
    gives_back(listed, MINE)  # under 000009
    keys = listed.ledger.terminal("10000001").sealed_keys
    answer = listed.answer(replace(MINE, trace_no=trace_no))
    assert (answer.code, listed.ledger.terminal("10000001").sealed_keys == keys) == (code, code == "58")


def test_numbers_that_were_set_forward_past_their_end_are_not_behind(listed):
    assert listed.answer(replace(MINE, trace_no="399990")).code == "00"
    gives_back(listed, MINE, "400000")
    assert listed.answer(replace(MINE, trace_no="300001")).code == "58"
    assert listed.answer(replace(MINE, trace_no="999999")).code == "00"
    assert listed.answer(replace(MINE, trace_no="000001")).code == "00"


def test_numbers_that_wrapped_are_not_behind(listed):
    assert listed.answer(replace(MINE, trace_no="999990")).code == "00"
    gives_back(listed, MINE, "999998")
    assert listed.answer(replace(MINE, trace_no="000003")).code == "00"


def test_nobody_signs_on_between_a_terminals_number_and_its_keys(tmp_path):
    now, path = datetime(2026, 11, 22, 12, tzinfo=UTC), tmp_path / "ledger.db"
    with SqliteLedger(path) as ledger, SqliteLedger(path, busy_timeout_s=0.05) as other:
        ledger.open_shop(load_shop(), now, bytes)

        def meanwhile(size):
            with pytest.raises(LedgerError, match="locked"):
                sign_on.answer(STRANGERS, other, now, lambda size: bytes(range(size)), LISTED)
            return bytes(range(100, 100 + size))

        answer = sign_on.answer(MINE, ledger, now, meanwhile, LISTED)
        kept = ledger.terminal("10000001")
    assert (kept.epoch, kept.sealed_keys) == (MINE.epoch, answer.working_keys)


def test_a_journal_brings_one_number(open_to_all):
    assert open_to_all.answer(MINE).code == "00"
    assert open_to_all.answer(replace(MINE, terminal_no="10000002")) == Rejected("58")
    assert open_to_all.ledger.terminal("10000002") is None


@pytest.mark.parametrize(("number", "merchant_no"), [("ABCD0001", BANK), ("10000001", "A" * 15)])
def test_anybody_is_served_under_the_published_key(open_to_all, number, merchant_no):
    answer = open_to_all.answer(foreign(number, merchant_no))
    assert (answer.code, answer.merchant_no, answer.terminal_no) == ("00", merchant_no, number)
    open_working_keys(PRACTICE_MASTER_KEY, answer.working_keys)


def test_anybody_keeps_the_number_under_which_they_asked_for_money(open_to_all):
    assert open_to_all.answer(foreign("10000001", "9" * 15)).code == "00"
    assert open_to_all.answer(MINE).code == "00"
    gives_back(open_to_all, MINE)
    assert open_to_all.answer(foreign("10000001", "9" * 15)) == Rejected("03")
    assert open_to_all.answer(STRANGERS) == Rejected("58")
    assert open_to_all.sign_on(epoch=OTHER_EPOCH).terminal_no == "88000002", "practice terminals get numbers"


@pytest.mark.parametrize(
    ("number", "merchant_no"), [("终端终端", BANK), ("1000\x0001", BANK), ("10000001", "商户" * 7)]
)
def test_a_number_that_no_field_can_hold_is_30(open_to_all, number, merchant_no):
    assert open_to_all.answer(foreign(number, merchant_no)) == Rejected("30")


@pytest.mark.parametrize(
    ("registry", "merchant_no", "code"),
    [(LISTED, BANK, "77"), (LISTED, "9" * 15, "03"), (ANYBODY, BANK, "77"), (PRACTICE, BANK, "03")],
    ids=["listed", "listed, another merchant's", "anybody", "practice"],
)
def test_before_its_first_sign_on(counter, registry, merchant_no, code):
    counter.host = replace(counter.host, registry=registry)
    assert counter.answer(Echo(merchant_no, "10000001", "000001")) == Rejected(code)
