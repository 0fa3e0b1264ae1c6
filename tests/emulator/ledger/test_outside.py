"""What is paid outside the terminal, in the three stores: it takes what a refund would take, once, and gives it back
once. A host without rules decides, so that whatever keeps money safe here is the store's own; the fixture `ledger` sees
to it that the books balance at the end of every test.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from emulator.ledger.contract import Applied, BodyDiffers, LedgerError, Refused, Repeated, Reversed, Tombstoned
from emulator.ledger.memory import MemoryLedger
from emulator.ledger.moves import Adjust, Attempt, NewSale, Refund, Ruling, Sell, SetAside, Void
from emulator.ledger.records import Kind, OutsideNote, StoredAnswer, Sums
from emulator.practice_host import open_ledger
from protocol.transactions import OriginalState, OutsideRoute, RefundKey

SHOP_NO, DAY = "888888800000001", "20261122"
NOTE = OutsideNote(OutsideRoute.BANK, "202611220001", "01", "00")
ORDER = 1
"""Of the practice shop: 128.50, nothing of it went back."""
PAID_FEN = 12850


def key(trace, terminal_no="88000001"):
    return RefundKey(SHOP_NO, terminal_no, "0a0b0c0d", "000001", f"{trace:06d}", DAY)


def never(books, number):
    raise AssertionError("a known key is not decided again")


class Counter:
    """Refunds and entries of the shop's first order under keys that the test names by their trace."""

    def __init__(self, ledger, order_no):
        self.ledger = ledger
        self.order_no = order_no

    @property
    def held(self):
        return self.ledger.sale_by_order(SHOP_NO, self.order_no)

    def do(self, trace, kind, move, fen, code="00"):
        def decide(books, number):
            answer = StoredAnswer(
                code, f"9{number:011d}" if code == "00" else "", "", max(fen, 0), "1122", "120000", "1122"
            )
            return Ruling(answer, move if code == "00" else None)

        return self.ledger.apply(Attempt(key(trace), kind, (f"body of {fen}",)), decide)

    def enter(self, trace, fen, note=NOTE):
        return self.do(trace, Kind.OUTSIDE, SetAside(self.held.sale.id, fen, note), fen)

    def refund(self, trace, fen):
        return self.do(trace, Kind.REFUND, Refund(self.held.sale.id, fen), fen)

    @property
    def books(self):
        """Refunded, outside, and what remains."""
        held = self.held
        return held.refunded_fen, held.outside_fen, held.remaining_fen


@pytest.fixture
def counter(ledger, shop):
    return Counter(ledger, shop.order(ORDER).order_no)


def test_an_entry_takes_from_what_remains_and_from_nothing_else(ledger, counter):
    owed = ledger.merchant_fen(SHOP_NO)
    done = counter.enter(1, 2850)
    assert isinstance(done, Applied)
    assert counter.books == (0, 2850, 10000)
    assert ledger.merchant_fen(SHOP_NO) == owed, "the money is the merchant's own"
    assert ledger.batch_sums("88000001", "000001").domestic == Sums()
    assert ledger.batch_entries("88000001", "000001") == ()
    assert ledger.all_refunds() == ()
    entry = ledger.entry(key(1))
    assert (entry.kind, entry.approved, entry.reversed, entry.counted_fen) == (Kind.OUTSIDE, True, False, 0)


def test_the_same_entry_again_is_answered_from_store(ledger, counter):
    done = counter.enter(1, 2850)
    attempt = Attempt(key(1), Kind.OUTSIDE, ("body of 2850",))
    assert ledger.apply(attempt, never) == Repeated(done.answer)
    assert ledger.apply(attempt._replace(body=("body of 2851",)), never) == BodyDiffers()
    assert counter.books == (0, 2850, 10000)


def test_the_original_says_it_to_people(ledger, counter):
    counter.enter(1, 2850)
    original = ledger.original_by_order(SHOP_NO, counter.order_no)
    assert (original.refunded_fen, original.outside_fen, original.remaining_fen) == (0, 2850, 10000)
    assert original.state is OriginalState.PARTLY_REFUNDED
    counter.enter(2, 10000)
    assert ledger.originals()[ORDER - 1].state is OriginalState.REFUNDED


def test_all_lines_are_told_with_who_how_and_why(ledger, counter):
    other = OutsideNote(OutsideRoute.ALIPAY, "202611220002", "07", "08")
    counter.enter(1, 100)
    counter.enter(2, 200, other)
    counter.enter(3, 99999)  # refused
    ledger.release(key(1))
    sale = counter.held.sale
    assert [(line.key, line.amount_fen, line.note, line.released) for line in ledger.outside_lines()] == [
        (key(1), 100, NOTE, True),
        (key(2), 200, other, False),
    ]
    assert {(line.order_no, line.reference_no, line.paid_date) for line in ledger.outside_lines()} == {
        (sale.order_no, sale.reference_no, sale.paid_date)
    }


# fmt: off
TOO_MUCH = [
    # what is done before: (kind, fen)                  then an entry, and a refund, of
    ([],                                                PAID_FEN + 1),
    ([("refund", 2850)],                                10001),
    ([("enter", 2850)],                                 10001),
    ([("refund", 2000), ("enter", 850)],                10001),
    ([("enter", PAID_FEN)],                             1),
    ([("refund", PAID_FEN)],                            1),
    ([],                                                0),
    ([],                                                -1),
]
# fmt: on


@pytest.mark.parametrize("way", ["enter", "refund"])
@pytest.mark.parametrize(("before", "fen"), TOO_MUCH, ids=range(len(TOO_MUCH)))
def test_not_one_fen_more_than_remains_whoever_asks(counter, before, fen, way):
    for trace, (act, amount) in enumerate(before, 1):
        assert isinstance(getattr(counter, act)(trace, amount), Applied)
    books = counter.books
    done = getattr(counter, way)(90, fen)
    assert isinstance(done, Refused)
    assert (done.answer.code, done.answer.reference_no) == ("61", "")
    assert counter.books == books


def test_the_last_fen_goes_one_way_or_the_other(counter):
    assert isinstance(counter.enter(1, 850), Applied)
    assert isinstance(counter.refund(2, 2000), Applied)
    assert isinstance(counter.enter(3, 10000), Applied)
    assert counter.books == (2000, 10850, 0)


def test_another_merchants_sale_is_not_entered(ledger, counter):
    move = SetAside(counter.held.sale.id, 100, NOTE)
    attempt = Attempt(replace(key(1), merchant_no="888888800000002"), Kind.OUTSIDE, ("b",))
    done = ledger.apply(attempt, lambda books, number: Ruling(StoredAnswer("00", "900000000001", "", 100), move))
    assert done.answer.code == "61"
    assert counter.books == (0, 0, PAID_FEN)


# ---- released ----


def test_a_release_gives_back_once_and_refuses_the_key_for_ever(ledger, counter):
    counter.enter(1, 2850)
    assert ledger.release(key(1)) is Reversed.DONE
    assert counter.books == (0, 0, PAID_FEN)
    assert [ledger.release(key(1)) for _ in range(2)] == [Reversed.BEFORE] * 2
    assert counter.books == (0, 0, PAID_FEN)
    assert ledger.apply(Attempt(key(1), Kind.OUTSIDE, ("body of 2850",)), never) == Tombstoned()
    assert ledger.outcome(key(1)) == Tombstoned()
    assert isinstance(counter.refund(2, PAID_FEN), Applied)


def test_releasing_what_was_never_entered_refuses_it_when_it_comes_late(ledger, counter):
    assert ledger.release(key(1)) is Reversed.NEVER_SEEN
    assert ledger.release(key(1)) is Reversed.BEFORE
    assert counter.enter(1, 2850) == Tombstoned()
    assert (counter.books, ledger.outside_lines()) == ((0, 0, PAID_FEN), ())


def test_what_was_refused_took_nothing_and_gives_nothing_back(ledger, counter):
    refused = counter.enter(1, 99999)
    assert ledger.release(key(1)) is Reversed.NOT_DONE
    assert ledger.apply(Attempt(key(1), Kind.OUTSIDE, ("body of 99999",)), never) == Repeated(refused.answer)
    assert counter.books == (0, 0, PAID_FEN)


def test_only_an_entry_is_released(ledger, counter):
    counter.refund(1, 100)
    assert ledger.release(key(1)) is Reversed.IMPOSSIBLE
    assert counter.books == (100, 0, PAID_FEN - 100)


def test_an_entry_is_not_reversed_nor_cancelled(ledger, counter):
    done = counter.enter(1, 2850)
    kinds = [kind for kind in Kind if kind is not Kind.OUTSIDE]
    assert {ledger.reverse(key(1), kind, 2850) for kind in kinds} == {Reversed.IMPOSSIBLE}
    assert ledger.reverse(key(1), Kind.OUTSIDE, 2850) is Reversed.IMPOSSIBLE
    assert ledger.cancel(key(1)) == Repeated(done.answer)
    assert counter.books == (0, 2850, 10000)


def test_a_release_of_an_entry_of_a_closed_batch(ledger, counter, opened):
    counter.enter(1, 2850)
    ledger.close_batch("88000001", "000001", opened.date() + timedelta(days=1))
    assert ledger.release(key(1)) is Reversed.DONE
    assert counter.books == (0, 0, PAID_FEN)


# ---- beside what else happens to a sale ----


@pytest.mark.parametrize("move", [Void, lambda number: Adjust(number, 4000)], ids=["void", "tip"])
def test_a_sale_of_which_something_is_paid_outside_stays_as_it_is(ledger, counter, move):
    number = sell(ledger, 1, 5000)
    counter.do(2, Kind.OUTSIDE, SetAside(number, 1, NOTE), 1)
    assert counter.do(3, Kind.VOID, move(number), 5000).answer.code == "61"
    assert ledger.reverse(key(1), Kind.SALE, 5000) is Reversed.IMPOSSIBLE
    ledger.release(key(2))
    assert isinstance(counter.do(4, Kind.VOID, move(number), 5000), Applied)


def test_of_a_voided_sale_nothing_is_entered(ledger, counter):
    number = sell(ledger, 1, 5000)
    counter.do(2, Kind.VOID, Void(number), 5000)
    assert counter.do(3, Kind.OUTSIDE, SetAside(number, 1, NOTE), 1).answer.code == "61"


def sell(ledger, trace, fen):
    new = NewSale(fen, "900000000077", DAY, "120000")
    ruling = Ruling(StoredAnswer("00", "900000000077", "", fen), Sell(new))
    assert isinstance(ledger.apply(Attempt(key(trace), Kind.SALE, ("s",)), lambda books, number: ruling), Applied)
    return ledger.sale_by_reference(SHOP_NO, "900000000077", DAY).sale.id


# ---- groups, resets, other connections ----


def test_in_a_group_that_fails_nothing_of_it_stays(ledger, counter):
    counter.enter(1, 1000)

    def both():
        with ledger.group():
            counter.enter(2, 2000)
            ledger.release(key(1))
            assert counter.books == (0, 2000, 10850)
            raise LookupError

    with pytest.raises(LookupError):
        both()
    assert counter.books == (0, 1000, 11850)
    assert [line.released for line in ledger.outside_lines()] == [False]
    with ledger.group():
        counter.enter(2, 2000)
        ledger.release(key(1))
    assert counter.books == (0, 2000, 10850)


def test_a_reset_forgets_it(ledger, counter, shop, opened):
    counter.enter(1, 1000)
    ledger.reset(shop, opened + timedelta(hours=1), lambda size: b"\x02" * size)
    assert (ledger.outside_lines(), ledger.outcome(key(1))) == ((), None)


def test_a_closed_ledger_says_so(ledger, connect, shop, opened):
    other = connect()
    other.open_shop(shop, opened, bytes)
    other.close()
    with pytest.raises(LedgerError):
        other.outside_lines()
    with pytest.raises(LedgerError):
        other.release(key(1))


def test_a_wrong_sum_is_found(ledger, counter):
    """The check must see it: books whose sale says more, or less, than its entries."""
    counter.enter(1, 1000)
    number = counter.held.sale.id
    spoil(ledger, number, 1)
    assert ledger.discrepancies() == (f"sale {number}: 1001 fen outside, 1000 in its entries",)
    spoil(ledger, number, -1)


def spoil(ledger, number, fen):
    if isinstance(ledger, MemoryLedger):
        held = ledger.sales[number]
        ledger.sales[number] = held._replace(outside_fen=held.outside_fen + fen)
    else:
        ledger._db.change("UPDATE sales SET outside_fen = outside_fen + ? WHERE id = ?", (fen, number))


WORKERS, TRIES = 6, 40


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_refunds_entries_and_releases_race_and_never_overdraw(where, ledger, counter):
    """Threads, each on its own connection, over one sale: more is asked for than there is, and some is released."""
    start = Barrier(WORKERS)

    def work(me):
        with open_ledger(where) as own:
            start.wait(30)
            return [one_of_each(Counter(own, counter.order_no), me, number) for number in range(TRIES)]

    with ThreadPoolExecutor(WORKERS) as threads:
        done = [outcome for told in threads.map(work, range(WORKERS)) for outcome in told]
    refunded, outside, left = counter.books
    assert refunded + outside + left == PAID_FEN
    assert left < 97, "nothing was scarce: the run proves nothing"
    assert outside == sum(line.amount_fen for line in ledger.outside_lines() if not line.released)
    assert refunded == sum(entry.counted_fen for entry in ledger.all_refunds())
    assert {type(outcome) for outcome in done} == {Applied, Refused}
    assert any(line.released for line in ledger.outside_lines())


def one_of_each(counter, me, number):
    """A refund or an entry, and now and then a release of what was entered before."""
    trace = 1000 * (me + 1) + number
    done = counter.enter(trace, 97) if (me + number) % 2 else counter.refund(trace, 89)
    if number % 5 == 4:
        counter.ledger.release(key(trace - 1 + (me + number) % 2))
    return done
