"""The contract, over each store: which journal a terminal number belongs to, and for how long."""

from datetime import timedelta

import pytest
from bare_host import DAY, SHOP_NO, TODAY, decline

from emulator.ledger.contract import LedgerError, Registration
from emulator.ledger.moves import Attempt
from emulator.ledger.records import BatchSums, Kind, Terminal
from protocol.transactions import FOREIGN_EPOCH, RefundKey


def test_terminals_belong_to_one_journal(ledger):
    assert ledger.register("11111111", "88000002", TODAY) is Registration.UNKNOWN
    assert ledger.register("11111111", "88000001", TODAY) is Registration.IN_USE
    first = ledger.register("0a0b0c0d", None, TODAY + timedelta(days=9))
    assert first == Terminal(SHOP_NO, "88000001", "0a0b0c0d", "000001", DAY, b"")
    assert ledger.register("0a0b0c0d", "88000001", TODAY) == first
    assert ledger.register("11111111", None, TODAY).terminal_no == "88000002"
    ledger.store_keys("88000001", b"sealed")
    assert ledger.terminal("88000001").sealed_keys == b"sealed"
    assert "sealed'" not in repr(ledger.terminal("88000001"))
    assert ledger.terminal("88000099") is None


def test_terminals_that_bring_their_number(ledger):
    foreign = Terminal(SHOP_NO, "A0000001", FOREIGN_EPOCH, "000123", DAY)
    other = foreign._replace(terminal_no="A0000002")
    assert (ledger.enrol(foreign), ledger.enrol(other)) == (foreign, other), "many have no epoch"
    assert ledger.enrol(foreign._replace(batch_no="000777")) == foreign, "its batch stands"
    assert ledger.register(FOREIGN_EPOCH, "A0000001", TODAY) is Registration.IN_USE
    assert ledger.register("33333333", None, TODAY).terminal_no == "88000002", "the next free one of ours"


BROUGHT = Terminal(SHOP_NO, "A0000001", "0a0b0c0e", "000123", DAY)


# fmt: off
LATER = [
    (BROUGHT._replace(epoch="22222222", batch_no="000777", batch_opened_on="20261123"), "another journal"),
    (BROUGHT._replace(epoch=FOREIGN_EPOCH, batch_no="000777"),                          "no journal"),
    (BROUGHT._replace(merchant_no="888888800000002"),                                   "another merchant"),
]
# fmt: on


@pytest.fixture
def brought(ledger):
    """A terminal with keys, which has closed a batch with nothing in it."""
    ledger.enrol(BROUGHT)
    ledger.close_batch("A0000001", "000123", TODAY)
    ledger.store_keys("A0000001", b"sealed")
    return ledger.terminal("A0000001")


def money_of(one, trace=1, batch_no="000124"):
    """Something that a terminal asks for."""
    return RefundKey(one.merchant_no, one.terminal_no, one.epoch, batch_no, f"{trace:06d}", DAY)


@pytest.mark.parametrize(("later", "note"), LATER, ids=[row[1] for row in LATER])
def test_until_money_was_answered_the_latest_has_the_number(ledger, brought, later, note):
    assert ledger.enrol(later) == later == ledger.terminal("A0000001"), "batch anew, and no keys"
    assert ledger.batch_sums("A0000001", later.batch_no) == BatchSums()
    assert ledger.batch_sums("A0000001", "000124") is None
    assert ledger.close_batch("A0000001", later.batch_no, TODAY).batch_no > later.batch_no
    assert ledger.enrol(BROUGHT) == BROUGHT, "who was first may come again"


@pytest.mark.parametrize(("later", "note"), LATER, ids=[row[1] for row in LATER])
@pytest.mark.parametrize("way", ["declined", "cancelled", "reversed"])
def test_from_then_on_it_keeps_it(ledger, brought, later, note, way):
    ways = {
        "declined": lambda: ledger.apply(Attempt(money_of(BROUGHT), Kind.REFUND, ("d",)), decline),
        "cancelled": lambda: ledger.cancel(money_of(BROUGHT)),
        "reversed": lambda: ledger.reverse(money_of(BROUGHT), Kind.SALE, 1000),
    }
    ways[way]()
    assert ledger.enrol(later) == brought == ledger.terminal("A0000001")


def test_the_last_trace_number_is_the_highest_of_the_latest_batch_of_that_journal(ledger, brought):
    named = (BROUGHT.merchant_no, BROUGHT.terminal_no, BROUGHT.epoch)
    assert ledger.last_trace(*named) == ""
    for trace, batch_no in ((900, "000123"), (7, "000124"), (12, "000124"), (9, "000124")):
        ledger.apply(Attempt(money_of(BROUGHT, trace, batch_no), Kind.REFUND, ("d",)), decline)
    for other in (BROUGHT._replace(epoch="22222222"), BROUGHT._replace(terminal_no="A0000002")):
        ledger.cancel(money_of(other, 99, "000125"))
    assert ledger.last_trace(*named) == "000012"
    ledger.cancel(money_of(BROUGHT, 13))
    assert ledger.last_trace(*named) == "000013"


def test_batch_numbers_that_begin_again_are_the_latest(ledger, brought):
    named = (BROUGHT.merchant_no, BROUGHT.terminal_no, BROUGHT.epoch)
    for trace, batch_no in ((900, "999998"), (950, "999999")):
        ledger.cancel(money_of(BROUGHT, trace, batch_no))
    assert ledger.last_trace(*named) == "000950"
    for trace, batch_no in ((960, "000001"), (970, "000002"), (940, "999999")):
        ledger.cancel(money_of(BROUGHT, trace, batch_no))
    assert ledger.last_trace(*named) == "000970"


def test_another_terminals_money_keeps_no_number(ledger, brought):
    later = LATER[0][0]
    ledger.cancel(money_of(BROUGHT._replace(terminal_no="A0000002")))
    assert ledger.enrol(later) == later
    ledger.cancel(money_of(BROUGHT))
    assert ledger.enrol(BROUGHT) == BROUGHT, "money under the first, and none under the later one, which loses it"
    assert ledger.enrol(later) == BROUGHT


def test_a_journal_has_one_number(ledger):
    ledger.enrol(BROUGHT)
    ledger.enrol(BROUGHT._replace(terminal_no="A0000002", epoch="22222222"))
    for wanted in ("A0000002", "A0000003"):
        assert ledger.enrol(BROUGHT._replace(terminal_no=wanted)) == BROUGHT
    assert (ledger.terminal("A0000002").epoch, ledger.terminal("A0000003")) == ("22222222", None)


def test_a_number_that_was_taken_in_a_group_that_failed_is_as_it_was(ledger, brought):
    with pytest.raises(LedgerError), ledger.group():  # noqa: PT012
        ledger.enrol(LATER[0][0])
        raise LedgerError("the disk is full")
    assert ledger.terminal("A0000001") == brought
    assert ledger.batch_sums("A0000001", "000124") == BatchSums()


def test_terminal_numbers_end(ledger):
    ledger.enrol(Terminal(SHOP_NO, "99999998", "22222222", "000001", DAY))
    assert ledger.register("33333333", None, TODAY).terminal_no == "99999999"
    with pytest.raises(LedgerError, match="no terminal number"):
        ledger.register("44444444", None, TODAY)
