"""One suite for the three stores: what `contract.Ledger` promises, call by call, with a host that has no rules at all.

So whatever keeps money safe here is the store's own. Every test ends with books that balance: the fixture `ledger`
sees to it.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from emulator.ledger.contract import (
    Applied,
    BodyDiffers,
    LedgerError,
    Refused,
    Registration,
    Repeated,
    Reversed,
    SaleTakenError,
    Tombstoned,
)
from emulator.ledger.moves import (
    Adjust,
    Attempt,
    Authorise,
    Complete,
    NewSale,
    Refund,
    Release,
    Ruling,
    Sell,
    Void,
)
from emulator.ledger.opening import shop_sales
from emulator.ledger.records import (
    BatchSums,
    HoldState,
    Kind,
    SaleState,
    StoredAnswer,
    Sums,
    Terminal,
)
from protocol.cards import TEST_CARDS
from protocol.transactions import FOREIGN_EPOCH, Channel, OriginalState, RefundKey

SHOP_NO, DAY = "888888800000001", "20261122"
TODAY = date(2026, 11, 22)


def key(trace, batch_no="000001", terminal_no="88000001"):
    return RefundKey(SHOP_NO, terminal_no, "0a0b0c0d", batch_no, f"{trace:06d}", DAY)


def approve(move, number, fen):
    return Ruling(StoredAnswer("00", f"9{number:011d}", f"A{number:05d}", fen, "1122", "120000", "1122"), move)


def never(books, number):
    raise AssertionError("a known key is not decided again")


def decline(books, number):
    return Ruling(StoredAnswer("25", "", "", 1000, "1122", "120000"))


class Till:
    """Does transactions under new keys, and remembers nothing but the last key."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.trace = 100

    def do(self, kind, move, fen, batch_no="000001", **changes):
        """`move`: a move, or what makes one of the entry's number."""
        self.trace += 1
        attempt = Attempt(**({"key": key(self.trace, batch_no), "kind": kind, "body": ("d",)} | changes))

        def decide(books, number):
            return approve(move(number) if callable(move) else move, number, fen)

        return self.ledger.apply(attempt, decide)

    @property
    def last(self):
        return key(self.trace)

    def sell(self, fen=5000, **changes):
        """A sale; its number."""
        done = self.do(Kind.SALE, lambda n: Sell(new_sale(n, fen)), fen, **changes)
        assert isinstance(done, Applied)
        held = self.ledger.sale_by_reference(SHOP_NO, done.answer.reference_no, DAY)
        return held.sale.id

    def hold(self, fen=8000):
        """A pre-authorisation; its number."""
        done = self.do(Kind.PRE_AUTH, lambda n: Authorise(f"A{n:05d}", DAY, fen, "620000******0005", "hash"), fen)
        assert isinstance(done, Applied)
        return self.ledger.hold(SHOP_NO, done.answer.auth_no, DAY).id

    def complete(self, hold_id, fen=7500):
        """A completion; the number of its sale."""
        done = self.do(Kind.COMPLETION, lambda n: Complete(hold_id, new_sale(n, fen)), fen)
        assert isinstance(done, Applied)
        return self.ledger.sale_by_reference(SHOP_NO, done.answer.reference_no, DAY).sale.id

    def held(self, sale_id):
        return next(
            held
            for trace in range(101, self.trace + 1)
            if (held := self.ledger.sale_by_voucher("88000001", "000001", f"{trace:06d}")) and held.sale.id == sale_id
        )

    def hold_state(self, hold_id):
        holds = (self.ledger.hold(SHOP_NO, f"A{number:05d}", DAY) for number in range(1, 60))
        return next(hold.state for hold in holds if hold and hold.id == hold_id)

    def sums(self, batch_no="000001"):
        return self.ledger.batch_sums("88000001", batch_no).domestic


def new_sale(number, fen, **changes):
    sale = {"reference_no": f"9{number:011d}", "paid_date": DAY, "paid_time": "120000", "auth_no": f"A{number:05d}"}
    return NewSale(**({"amount_fen": fen, "payer": "620000******0005", "card_hash": "hash"} | sale | changes))


@pytest.fixture
def till(ledger):
    return Till(ledger)


# ---- at most once ----


def test_applied_once_then_repeated(ledger, refund):
    attempt, decide = refund()
    assert ledger.last_number() == 0
    first = ledger.apply(attempt, decide)
    assert first == Applied(StoredAnswer("00", "900000000001", "", 1000, "1122", "120000", "1122"))
    assert ledger.apply(attempt, never) == Repeated(first.answer)
    assert ledger.outcome(attempt.key) == Repeated(first.answer)
    assert ledger.cancel(attempt.key) == Repeated(first.answer)
    entry = ledger.entry(attempt.key)
    assert (entry.key, entry.order_no, entry.approved, entry.counted_fen) == (
        attempt.key, "80000026000149", True, 1000,
    )  # fmt: skip
    assert ledger.all_refunds() == (entry,)
    assert ledger.originals()[0].refunded_fen == 1000
    assert ledger.last_number() == 1


def test_a_decline_is_stored_and_moves_nothing(ledger, refund):
    attempt, _ = refund()
    before = ledger.originals()
    refused = Refused(StoredAnswer("25", "", "", 1000, "1122", "120000"))
    assert ledger.apply(attempt, decline) == refused
    assert ledger.apply(attempt, never) == Repeated(refused.answer)
    assert ledger.originals() == before
    assert [(entry.approved, entry.order_no) for entry in ledger.all_refunds()] == [(False, "")]


def test_an_approval_that_moves_nothing_is_stored_as_one(ledger):
    attempt = Attempt(key(1), Kind.ADJUSTMENT, ("d",))
    assert isinstance(ledger.apply(attempt, lambda books, number: approve(None, number, 100)), Applied)
    assert ledger.entry(key(1)).approved
    assert ledger.batch_sums("88000001", "000001") == BatchSums()


def test_a_decline_that_moves_is_no_ruling():
    with pytest.raises(ValueError, match="answered with 61 moves nothing"):
        assert Ruling(StoredAnswer("61"), Refund(1, 100)).approved


def test_another_body_changes_nothing(ledger, refund):
    attempt, decide = refund()
    ledger.apply(attempt, decide)
    before = ledger.originals(), ledger.all_refunds()
    assert ledger.apply(attempt._replace(body=("another",)), never) == BodyDiffers()
    assert (ledger.originals(), ledger.all_refunds()) == before


def test_a_tombstone_meets_its_late_original(ledger, refund):
    attempt, _ = refund()
    assert ledger.outcome(attempt.key) is None
    assert ledger.cancel(attempt.key) == ledger.cancel(attempt.key) == Tombstoned()
    assert ledger.apply(attempt, never) == Tombstoned()
    assert ledger.apply(attempt._replace(body=("another",)), never) == Tombstoned()
    assert ledger.outcome(attempt.key) == Tombstoned()
    assert (ledger.entry(attempt.key), ledger.all_refunds()) == (None, ())


@pytest.mark.parametrize(
    "part",
    [
        {"terminal_no": "88000002"},
        {"epoch": "0a0b0c0e"},
        {"batch_no": "000002"},
        {"trace_no": "000999"},
        {"business_date": "20261123"},
    ],
    ids=lambda part: next(iter(part)),
)
def test_each_part_of_the_key_makes_another_entry(ledger, refund, part):
    attempt, decide = refund()
    ledger.apply(attempt, decide)
    other = attempt._replace(key=replace(attempt.key, **part))
    assert ledger.outcome(other.key) is None
    assert isinstance(ledger.apply(other, decide), Applied)
    assert ledger.originals()[0].refunded_fen == 2000


def test_another_merchants_key_is_another_entry_and_gets_none_of_the_money(ledger, refund):
    attempt, decide = refund()
    ledger.apply(attempt, decide)
    other = attempt._replace(key=replace(attempt.key, merchant_no="888888800000002"))
    assert ledger.outcome(other.key) is None
    assert ledger.apply(other, decide) == Refused(StoredAnswer("61", "", "", 1000, "1122", "120000", ""))
    assert ledger.originals()[0].refunded_fen == 1000
    assert ledger.discrepancies() == ()


def test_numbers_are_never_given_twice(ledger, refund):
    given = []

    def note(books, number):
        given.append(number)
        return decline(books, number)

    for trace in range(1, 6):
        ledger.apply(refund(trace)[0], note)
        ledger.cancel(key(trace + 500))
    assert given == sorted(set(given))
    assert len(given) == 5


def test_a_failing_rule_leaves_nothing_behind(ledger, refund):
    before = ledger.originals()
    attempt, decide = refund()
    with pytest.raises(AssertionError):
        ledger.apply(attempt, never)
    assert (ledger.originals(), ledger.all_refunds(), ledger.outcome(attempt.key)) == (before, (), None)
    assert isinstance(ledger.apply(attempt, decide), Applied)


# ---- the guard of last resort ----

# fmt: off
GUARDED = [
    # what a host without rules lets through: order, fen, items
    (1,  12851, ()),                            # over the amount
    (23, 14901, ()),                            # over what is left
    (27, 1,     ()),                            # refunded in full
    (31, 100,   ()),                            # voided
    (1,  100,   (("1001", 4),)),                # more goods than sold
    (1,  100,   (("1001", 2), ("1001", 2))),
    (1,  100,   (("1001", 1), ("9999", 1))),    # goods of no line: the first line must not move either
    (1,  100,   (("1001", 0),)),
    (1,  100,   (("1001", -1),)),
]
# fmt: on


@pytest.mark.parametrize(("order", "fen", "items"), GUARDED)
def test_the_last_guard_holds_without_any_rule(ledger, refund, order, fen, items):
    before = ledger.originals()
    done = ledger.apply(*refund(1, fen, order, items))
    assert isinstance(done, Refused)
    assert (done.answer.code, done.answer.reference_no, done.answer.settle_date) == ("61", "", "")
    assert ledger.originals() == before
    assert [(entry.answer, entry.approved) for entry in ledger.all_refunds()] == [(done.answer, False)]


@pytest.mark.parametrize("move", [Refund(999, 1), Void(999), Adjust(999, 1), Release(999), Void(1, 999)], ids=repr)
def test_what_is_not_there_is_not_moved(till, move):
    done = till.do(Kind.REFUND, move, 1)
    assert (done.answer.code, done.answer.auth_no) == ("61", "")


@pytest.mark.parametrize(
    "make",
    [lambda: Adjust(1, 0), lambda: new_sale(1, 0), lambda: Authorise("A", DAY, 0, "", "")],
    ids=["adjust", "sale", "hold"],
)
def test_no_move_is_made_of_nothing(make):
    with pytest.raises(ValueError, match="1 fen or more"):
        make()


@pytest.mark.parametrize("fen", [0, -1])
def test_a_refund_of_nothing_or_less_is_not_done(ledger, fen):
    before = ledger.originals()
    assert Till(ledger).do(Kind.REFUND, Refund(1, fen), 100).answer.code == "61"
    assert (ledger.originals(), ledger.discrepancies()) == (before, ())


def test_partial_refunds_up_to_the_amount_and_not_one_fen_more(ledger, refund):
    codes = [ledger.apply(*refund(trace, 3900, 8)).answer.code for trace in range(1, 6)]
    assert codes == ["00"] * 4 + ["61"]
    assert ledger.originals()[7].state is OriginalState.REFUNDED


def test_returned_goods_are_counted(ledger, refund):
    ledger.apply(*refund(1, 4950, 1, (("1001", 1), ("1002", 2))))
    ledger.apply(*refund(2, 1000, 1, (("1002", 1),)))
    assert [(line.sku, line.quantity, line.returned) for line in ledger.goods(1)] == [("1001", 3, 1), ("1002", 4, 3)]
    assert ledger.original_by_order(SHOP_NO, "80000026000149").goods == ledger.goods(1)


# ---- sales, voids, adjustments ----


def test_a_sale_stands_in_the_books_with_all_that_names_it(ledger, till):
    before = ledger.merchant_fen(SHOP_NO)
    sale_id = till.sell(5000)
    held = ledger.sale_by_voucher("88000001", "000001", "000101")
    sale = held.sale
    assert (sale.id, sale.kind, sale.voucher_no, sale.batch_no) == (sale_id, Kind.SALE, "000101", "000001")
    assert (held.amount_fen, held.refunded_fen, held.remaining_fen) == (5000, 0, 5000)
    assert (held.state, held.settled) == (SaleState.NORMAL, False)
    assert (sale.channel, sale.order_no, sale.instalment, sale.hold_id) == (Channel.CARD, "", False, None)
    assert "hash" not in repr(sale).replace("card_hash", "")
    assert ledger.sale_by_reference(SHOP_NO, sale.reference_no, DAY) == held
    assert ledger.originals()[-1].reference_no == sale.reference_no
    assert ledger.merchant_fen(SHOP_NO) == before + 5000
    assert till.sums() == Sums(5000, 1, 0, 0)
    assert ledger.goods(sale_id) == ()


def test_what_does_not_name_a_sale_finds_none(ledger, till):
    till.sell()
    assert ledger.sale_by_order(SHOP_NO, "") is None
    assert ledger.sale_by_voucher("", "", ledger.originals()[0].voucher_no) is None
    assert ledger.sale_by_voucher("88000001", "000001", "000999") is None
    assert ledger.sale_by_reference("888888800000002", ledger.originals()[0].reference_no, DAY) is None
    assert ledger.original_by_reference(SHOP_NO, ledger.originals()[0].reference_no, "20261121") is None
    assert ledger.original_by_order(SHOP_NO, "80000026999999") is None
    assert ledger.hold(SHOP_NO, "A00001", DAY) is None


def test_a_sale_with_an_order_number_and_by_instalment(ledger, till):
    made = till.do(Kind.SALE, lambda n: Sell(new_sale(n, 100, order_no="80000026990039", instalment=True)), 100)
    assert isinstance(made, Applied)
    assert ledger.sale_by_order(SHOP_NO, "80000026990039").sale.instalment is True
    again = till.do(Kind.SALE, lambda n: Sell(new_sale(n, 100, order_no="80000026990039")), 100)
    assert again.answer.code == "61", "an order is paid once"


def test_a_reference_number_is_one_sales_own(ledger, till):
    till.do(Kind.SALE, Sell(new_sale(7, 100)), 100)
    assert till.do(Kind.SALE, Sell(new_sale(7, 100)), 100).answer.code == "61"
    hold_id = till.hold()
    done = till.do(Kind.COMPLETION, Complete(hold_id, new_sale(7, 100)), 100)
    assert done.answer.code == "61"
    assert till.hold_state(hold_id) is HoldState.OPEN, "the hold was turned and turned back"


def test_a_voided_sale_is_neither_refunded_nor_voided_again(ledger, till):
    before = ledger.merchant_fen(SHOP_NO)
    sale_id = till.sell(5000)
    assert till.do(Kind.VOID, Void(sale_id), 5000).answer.code == "00"
    assert till.held(sale_id).state is SaleState.VOIDED
    assert ledger.merchant_fen(SHOP_NO) == before
    assert till.sums() == Sums(5000, 1, 5000, 1)
    for kind, move in (
        (Kind.REFUND, Refund(sale_id, 1)),
        (Kind.VOID, Void(sale_id)),
        (Kind.ADJUSTMENT, Adjust(sale_id, 9)),
    ):
        assert till.do(kind, move, 1).answer.code == "61"
    assert ledger.originals()[-1].state is OriginalState.VOIDED


def test_a_partly_refunded_sale_is_not_voided_nor_adjusted(till):
    sale_id = till.sell(5000)
    assert till.do(Kind.REFUND, Refund(sale_id, 1), 1).answer.code == "00"
    assert till.do(Kind.VOID, Void(sale_id), 5000).answer.code == "61"
    assert till.do(Kind.ADJUSTMENT, Adjust(sale_id, 6000), 6000).answer.code == "61"
    assert till.held(sale_id).state is SaleState.NORMAL


@pytest.mark.parametrize("fen", [6000, 4000, 5000], ids=["a tip", "less", "the same"])
def test_an_adjustment_is_the_sales_new_amount(ledger, till, fen):
    before = ledger.merchant_fen(SHOP_NO)
    sale_id = till.sell(5000)
    assert till.do(Kind.ADJUSTMENT, Adjust(sale_id, fen), fen).answer.code == "00"
    assert till.held(sale_id).amount_fen == fen
    assert ledger.merchant_fen(SHOP_NO) == before + fen
    assert till.sums() == Sums(fen, 1, 0, 0)
    assert till.do(Kind.REFUND, Refund(sale_id, fen), fen).answer.code == "00"


def test_after_a_void_that_was_reversed_an_adjustment_leaves_the_void_alone(ledger, till):
    sale_id = till.sell(5000)
    till.do(Kind.VOID, Void(sale_id), 5000)
    void = till.last
    assert ledger.reverse(void, Kind.VOID, 5000) is Reversed.DONE
    assert till.do(Kind.ADJUSTMENT, Adjust(sale_id, 6000), 6000).answer.code == "00"
    assert ledger.entry(void).counted_fen == 5000
    assert till.sums() == Sums(6000, 1, 0, 0)


# ---- holds ----


def test_a_hold_is_completed_once(ledger, till):
    owed = ledger.merchant_fen(SHOP_NO)
    hold_id = till.hold(8000)
    hold = ledger.hold(SHOP_NO, ledger.outcome(till.last).answer.auth_no, DAY)
    assert (hold.amount_fen, hold.state, hold.terminal_no, hold.card_hash) == (8000, HoldState.OPEN, "88000001", "hash")
    assert ledger.merchant_fen(SHOP_NO) == owed, "a hold is nobody's money yet"
    sale_id = till.complete(hold_id, 7500)
    assert (till.held(sale_id).sale.hold_id, till.held(sale_id).sale.kind) == (hold_id, Kind.COMPLETION)
    assert till.hold_state(hold_id) is HoldState.COMPLETED
    assert ledger.merchant_fen(SHOP_NO) == owed + 7500
    assert till.sums() == Sums(7500, 1, 0, 0)
    assert till.do(Kind.COMPLETION, lambda n: Complete(hold_id, new_sale(n, 1)), 1).answer.code == "61"
    assert till.do(Kind.PRE_AUTH_VOID, Release(hold_id), 8000).answer.code == "61"
    assert till.do(Kind.REFUND, Refund(sale_id, 7500), 7500).answer.code == "00", "a completion is refunded like a sale"


def test_more_than_was_held_may_be_completed(till):
    """115 % is the trade's; how much is the host's rule."""
    assert till.held(till.complete(till.hold(8000), 9200)).amount_fen == 9200


def test_a_released_hold_is_gone(till):
    hold_id = till.hold()
    assert till.do(Kind.PRE_AUTH_VOID, Release(hold_id), 8000).answer.code == "00"
    assert till.hold_state(hold_id) is HoldState.RELEASED
    assert till.do(Kind.PRE_AUTH_VOID, Release(hold_id), 8000).answer.code == "61"
    assert till.do(Kind.COMPLETION, lambda n: Complete(hold_id, new_sale(n, 1)), 1).answer.code == "61"
    assert till.sums() == Sums(), "neither side"


def test_a_voided_completion_opens_its_hold_again(till):
    hold_id = till.hold()
    sale_id = till.complete(hold_id)
    assert till.do(Kind.COMPLETION_VOID, Void(sale_id, hold_id), 7500).answer.code == "00"
    assert (till.held(sale_id).state, till.hold_state(hold_id)) == (SaleState.VOIDED, HoldState.OPEN)
    assert till.sums() == Sums(7500, 1, 7500, 1)
    assert till.held(till.complete(hold_id, 7000)).state is SaleState.NORMAL


def test_a_void_with_a_hold_that_is_not_completed_does_neither(till):
    sale_id, hold_id = till.sell(), till.hold()
    assert till.do(Kind.COMPLETION_VOID, Void(sale_id, hold_id), 5000).answer.code == "61"
    assert (till.held(sale_id).state, till.hold_state(hold_id)) == (SaleState.NORMAL, HoldState.OPEN)


def test_an_authorisation_number_is_one_holds_own(till):
    till.do(Kind.PRE_AUTH, Authorise("SAME01", DAY, 100, "", ""), 100)
    assert till.do(Kind.PRE_AUTH, Authorise("SAME01", DAY, 100, "", ""), 100).answer.code == "61"
    assert till.do(Kind.PRE_AUTH, Authorise("SAME01", "20261123", 100, "", ""), 100).answer.code == "00"


# ---- 冲正 ----


# fmt: off
UNDONE = {
    # kind: what it leaves when it was reversed
    Kind.SALE:            (SaleState.REVERSED, None),
    Kind.VOID:            (SaleState.NORMAL,   None),
    Kind.PRE_AUTH:        (None,               HoldState.REVERSED),
    Kind.PRE_AUTH_VOID:   (None,               HoldState.OPEN),
    Kind.COMPLETION:      (SaleState.REVERSED, HoldState.OPEN),
    Kind.COMPLETION_VOID: (SaleState.NORMAL,   HoldState.COMPLETED),
}
# fmt: on


def done(till, kind):
    """Does one transaction of this kind: the numbers of its sale and hold, and its amount."""
    match kind:
        case Kind.SALE:
            return till.sell(5000), None, 5000
        case Kind.VOID:
            sale_id = till.sell(5000)
            till.do(kind, Void(sale_id), 5000)
            return sale_id, None, 5000
        case Kind.PRE_AUTH:
            return None, till.hold(8000), 8000
        case Kind.PRE_AUTH_VOID:
            hold_id = till.hold(8000)
            till.do(kind, Release(hold_id), 8000)
            return None, hold_id, 8000
        case Kind.COMPLETION:
            hold_id = till.hold(8000)
            return till.complete(hold_id, 7500), hold_id, 7500
        case _:
            hold_id = till.hold(8000)
            sale_id = till.complete(hold_id, 7500)
            till.do(kind, Void(sale_id, hold_id), 7500)
            return sale_id, hold_id, 7500


@pytest.mark.parametrize("kind", UNDONE)
def test_a_reversal_undoes_what_was_done_and_only_once(ledger, till, kind):
    sale_id, hold_id, fen = done(till, kind)
    undone, answer = till.last, ledger.outcome(till.last).answer
    assert ledger.reverse(undone, kind, fen + 1) is Reversed.OTHER_AMOUNT
    assert ledger.outcome(undone) == Repeated(answer), "nothing was changed"
    assert ledger.reverse(undone, kind, fen) is Reversed.DONE
    sale, hold = UNDONE[kind]
    assert (sale_id and till.held(sale_id).state, hold_id and till.hold_state(hold_id)) == (sale, hold)
    assert ledger.discrepancies() == ()
    assert ledger.reverse(undone, kind, fen) is Reversed.BEFORE
    assert (sale_id and till.held(sale_id).state, hold_id and till.hold_state(hold_id)) == (sale, hold)
    assert ledger.outcome(undone) == Tombstoned(), "a late repeat must not read an approval"
    assert ledger.apply(Attempt(undone, kind, ("d",)), never) == Tombstoned()
    assert ledger.entry(undone).reversed is True


@pytest.mark.parametrize("kind", UNDONE)
def test_a_reversal_of_another_kind_undoes_nothing(ledger, till, kind):
    """Nor does it say of what was undone that it is: that was something else."""
    _, _, fen = done(till, kind)
    undone, stored = till.last, ledger.entry(till.last)
    others = [other for other in Kind if other is not kind]
    assert {ledger.reverse(undone, other, fen) for other in others} == {Reversed.IMPOSSIBLE}
    assert ledger.entry(undone) == stored
    assert ledger.reverse(undone, kind, fen) is Reversed.DONE
    assert {ledger.reverse(undone, other, fen) for other in others} == {Reversed.IMPOSSIBLE}


def test_what_was_reversed_counts_nowhere(ledger, till):
    before = ledger.merchant_fen(SHOP_NO)
    sale_id = till.sell(5000)
    assert ledger.reverse(till.last, Kind.SALE, 5000) is Reversed.DONE
    assert (till.sums(), ledger.merchant_fen(SHOP_NO)) == (Sums(), before)
    assert ledger.batch_entries("88000001", "000001") == ()
    assert till.do(Kind.REFUND, Refund(sale_id, 1), 1).answer.code == "61"
    assert till.do(Kind.VOID, Void(sale_id), 5000).answer.code == "61"


def test_a_reversal_before_its_original_refuses_it_for_ever(ledger, till):
    late = key(900)
    assert ledger.reverse(late, Kind.SALE, 5000) is Reversed.NEVER_SEEN
    assert ledger.reverse(late, Kind.SALE, 5000) is Reversed.BEFORE
    assert ledger.apply(Attempt(late, Kind.SALE, ("d",)), never) == Tombstoned()


def test_what_was_declined_needs_no_reversal(ledger):
    ledger.apply(Attempt(key(1), Kind.SALE, ("d",)), decline)
    assert ledger.reverse(key(1), Kind.SALE, 1000) is Reversed.NOT_DONE


def test_a_refund_has_no_reversal(ledger, refund):
    attempt, decide = refund()
    ledger.apply(attempt, decide)
    for said in (Kind.REFUND, Kind.SALE):
        assert ledger.reverse(attempt.key, said, 1000) is Reversed.IMPOSSIBLE
    assert isinstance(ledger.outcome(attempt.key), Repeated)
    assert ledger.originals()[0].refunded_fen == 1000


# fmt: off
SINCE = [
    # kind, what happened since, note
    (Kind.SALE,          lambda t, sale, hold: t.do(Kind.REFUND, Refund(sale, 1), 1),                     "refunded"),
    (Kind.SALE,          lambda t, sale, hold: t.do(Kind.VOID, Void(sale), 5000),                         "voided"),
    (Kind.PRE_AUTH,      lambda t, sale, hold: t.complete(hold),                                          "completed"),
    (Kind.PRE_AUTH,      lambda t, sale, hold: t.do(Kind.PRE_AUTH_VOID, Release(hold), 8000),             "released"),
    (Kind.COMPLETION,    lambda t, sale, hold: t.do(Kind.REFUND, Refund(sale, 1), 1),                     "refunded"),
    (Kind.COMPLETION_VOID, lambda t, sale, hold: t.complete(hold),                                       "taken"),
    (Kind.SALE,          lambda t, sale, hold: t.ledger.close_batch("88000001", "000001", TODAY),         "settled"),
    (Kind.VOID,          lambda t, sale, hold: t.ledger.close_batch("88000001", "000001", TODAY),         "settled"),
    (Kind.PRE_AUTH,      lambda t, sale, hold: t.ledger.close_batch("88000001", "000001", TODAY),         "settled"),
]
# fmt: on


@pytest.mark.parametrize(("kind", "happens", "note"), SINCE, ids=[f"{row[0]} {row[2]}" for row in SINCE])
def test_a_reversal_that_comes_too_late_changes_nothing(ledger, till, kind, happens, note):
    sale_id, hold_id, fen = done(till, kind)
    undone = till.last
    happens(till, sale_id, hold_id)
    before = ledger.originals(), ledger.merchant_fen(SHOP_NO)
    assert ledger.reverse(undone, kind, fen) is Reversed.IMPOSSIBLE
    assert (ledger.originals(), ledger.merchant_fen(SHOP_NO)) == before
    assert isinstance(ledger.outcome(undone), Repeated)


# ---- batches ----


def test_a_batch_counts_both_sides_and_cards_from_abroad_apart(ledger, till, refund):
    voided = till.sell(300)
    till.sell(5000)
    till.sell(700, foreign=True)
    till.complete(till.hold(8000), 7500)
    till.do(Kind.OFFLINE_SALE, lambda n: Sell(new_sale(n, 40)), 40)
    till.do(Kind.VOID, Void(voided), 300)
    ledger.apply(*refund(1, 1000))
    ledger.apply(*refund(2, 99999))  # declined
    ledger.apply(*refund(3, 20, foreign=True))
    sums = BatchSums(Sums(300 + 5000 + 7500 + 40, 4, 300 + 1000, 2), Sums(700, 1, 20, 1))
    assert ledger.batch_sums("88000001", "000001") == sums
    entries = ledger.batch_entries("88000001", "000001")
    assert [(entry.kind, entry.counted_fen, entry.foreign) for entry in entries] == [
        (Kind.SALE, 300, False), (Kind.SALE, 5000, False), (Kind.SALE, 700, True), (Kind.COMPLETION, 7500, False),
        (Kind.OFFLINE_SALE, 40, False), (Kind.VOID, 300, False), (Kind.REFUND, 1000, False), (Kind.REFUND, 20, True),
    ]  # fmt: skip


def test_closing_a_batch_settles_it_and_opens_the_next(ledger, till):
    sale_id = till.sell(5000)
    tomorrow = TODAY + timedelta(days=1)
    opened = ledger.close_batch("88000001", "000001", tomorrow)
    assert (opened.batch_no, opened.batch_opened_on) == ("000002", "20261123")
    assert ledger.terminal("88000001") == opened
    assert till.held(sale_id).settled is True
    assert till.do(Kind.VOID, Void(sale_id), 5000).answer.code == "61", "settled: only a refund is left"
    assert till.do(Kind.REFUND, Refund(sale_id, 700), 700).answer.code == "00"
    assert till.sums("000001") == Sums(5000, 1, 0, 0), "the closed batch stays what it was"
    assert till.sums("000002") == Sums(0, 0, 700, 1), "what comes late counts in the open one"
    assert ledger.batch_sums("88000001", "000003") is None
    assert ledger.batch_sums("88000099", "000001") is None
    assert ledger.batch_entries("88000001", "000003") == ()


def test_a_batch_is_closed_once(ledger, till):
    first = ledger.close_batch("88000001", "000001", TODAY)
    sale_id = till.sell(5000, batch_no="000002")
    assert ledger.close_batch("88000001", "000001", TODAY) == first
    assert ledger.sale_by_voucher("88000001", "000002", "000101").settled is False
    assert sale_id == ledger.sale_by_voucher("88000001", "000002", "000101").sale.id


def test_totals_are_heard_of_the_open_batch_alone(ledger):
    """An 0500 was heard: kept until that batch is closed, and of no other batch or terminal."""
    ledger.register("11111111", None, TODAY)
    ledger.hear_totals("88000001", "000002")
    assert not ledger.totals_heard("88000001", "000001"), "another batch is open"
    for _ in range(2):
        ledger.hear_totals("88000001", "000001")
        assert ledger.totals_heard("88000001", "000001")
    assert not ledger.totals_heard("88000001", "000002")
    assert not ledger.totals_heard("88000002", "000001")
    ledger.close_batch("88000001", "000001", TODAY)
    assert not ledger.totals_heard("88000001", "000001"), "closed"
    assert not ledger.totals_heard("88000001", "000002"), "a new one"


def test_totals_that_were_heard_go_with_the_terminal_that_said_them(ledger):
    """A number that nobody has used for money goes to whoever brings it next, with a batch begun anew."""
    ledger.enrol(Terminal(SHOP_NO, "A0000001", "11111111", "000005", DAY))
    ledger.hear_totals("A0000001", "000005")
    ledger.enrol(Terminal(SHOP_NO, "A0000001", "22222222", "000005", DAY))
    assert not ledger.totals_heard("A0000001", "000005")


def test_totals_that_were_heard_in_a_group_that_fails_were_not(ledger):
    def group():
        with ledger.group():
            ledger.hear_totals("88000001", "000001")
            raise RuntimeError("the group failed")

    with pytest.raises(RuntimeError, match="the group failed"):
        group()
    assert not ledger.totals_heard("88000001", "000001")


def test_another_terminals_sales_stay_open(ledger, till):
    ledger.register("11111111", None, TODAY)
    till.sell(5000)
    ledger.close_batch("88000002", "000001", TODAY)
    assert ledger.sale_by_voucher("88000001", "000001", "000101").settled is False
    assert ledger.batch_sums("88000002", "000001") == BatchSums()


def test_batch_numbers_wrap_and_the_latest_is_meant(ledger):
    ledger.enrol(Terminal(SHOP_NO, "A0000001", FOREIGN_EPOCH, "999999", DAY))
    one = RefundKey(SHOP_NO, "A0000001", FOREIGN_EPOCH, "999999", "000001", DAY)
    ledger.apply(Attempt(one, Kind.SALE, ("d",)), lambda books, n: approve(Sell(new_sale(n, 10)), n, 10))
    assert ledger.close_batch("A0000001", "999999", TODAY).batch_no == "000001"
    ledger.apply(
        Attempt(replace(one, batch_no="000001"), Kind.SALE, ("d",)),
        lambda books, n: approve(Sell(new_sale(n, 20)), n, 20),
    )
    assert ledger.batch_sums("A0000001", "999999").domestic == Sums(10, 1, 0, 0)
    assert ledger.batch_sums("A0000001", "000001").domestic == Sums(20, 1, 0, 0)


def test_the_same_voucher_number_in_another_batch_is_another_sale(ledger, till):
    first = till.sell(100)
    ledger.close_batch("88000001", "000001", TODAY)
    till.trace -= 1
    till.sell(200, batch_no="000002")
    assert ledger.sale_by_voucher("88000001", "000001", "000101").sale.id == first
    assert ledger.sale_by_voucher("88000001", "000002", "000101").amount_fen == 200


@pytest.mark.parametrize("call", ["store_keys", "close_batch", "hear_totals"])
def test_an_unknown_terminal_is_an_error(ledger, call):
    words = {
        "store_keys": ("88000099", b"sealed"),
        "close_batch": ("88000099", "000001", TODAY),
        "hear_totals": ("88000099", "000001"),
    }
    with pytest.raises(LedgerError, match="terminal 88000099 is not registered"):
        getattr(ledger, call)(*words[call])


# ---- terminals ----


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


# ---- the shop ----


def test_without_a_shop_there_is_no_identity(connect):
    ledger = connect()
    for ask in (ledger.identity, lambda: ledger.card_hash("4111111111111111"), lambda: ledger.add_sales(())):
        with pytest.raises(LedgerError, match="no shop"):
            ask()
    assert (ledger.originals(), ledger.discrepancies()) == ((), ())


def test_opening_twice_keeps_what_is_there(ledger, shop, refund, opened):
    ledger.apply(*refund())
    identity = ledger.identity()
    assert ledger.open_shop(shop, opened + timedelta(days=40), lambda size: b"\x02" * size) == identity
    assert (identity.ledger_id, identity.shop_epoch, identity.opened_on) == ("01" * 8, 1, TODAY)
    assert len(ledger.all_refunds()) == 1


def test_reset_makes_everything_new(ledger, shop, refund, opened):
    ledger.apply(*refund(1))
    ledger.cancel(key(2))
    Till(ledger).hold()
    hashed = ledger.card_hash("4111111111111111")
    identity = ledger.reset(shop, opened + timedelta(days=9), lambda size: b"\x02" * size)
    assert (identity.ledger_id, identity.shop_epoch, identity.opened_on) == ("02" * 8, 2, date(2026, 12, 1))
    assert (ledger.all_refunds(), ledger.terminal("88000001"), ledger.outcome(key(2))) == ((), None, None)
    assert ledger.originals()[0].paid_date == "20261201"
    assert ledger.card_hash("4111111111111111") != hashed
    assert ledger.batch_sums("88000001", "000001") is None
    assert ledger.apply(*refund()).answer.reference_no == "900000000001"


def test_a_reset_that_fails_changes_nothing(ledger, shop, refund, opened):
    ledger.apply(*refund())
    before = ledger.identity(), ledger.originals(), ledger.all_refunds()

    def no_entropy(size):
        raise OSError("no entropy")

    with pytest.raises(OSError, match="no entropy"):
        ledger.reset(shop, opened, no_entropy)
    with pytest.raises(LedgerError, match="part of a group"), ledger.group():
        ledger.reset(shop, opened, lambda size: b"\x02" * size)
    assert (ledger.identity(), ledger.originals(), ledger.all_refunds()) == before


def test_every_store_holds_the_same_shop(ledger, shop, opened):
    sales = shop_sales(shop, opened)
    originals = ledger.originals()
    assert [(o.order_no, o.amount_fen, o.refunded_fen, o.goods) for o in originals] == [
        (s.order_no, s.amount_fen, s.refunded_fen, s.goods) for s in sales
    ]
    held = ledger.sale_by_order(SHOP_NO, sales[0].order_no)
    assert held.sale.card_hash == ledger.card_hash(TEST_CARDS["unionpay"].number)
    assert held.settled is True
    by_reference = ledger.original_by_reference(SHOP_NO, sales[0].reference_no, DAY)
    assert by_reference == originals[0] == ledger.original_by_order(SHOP_NO, sales[0].order_no)
    assert ledger.merchant_fen(SHOP_NO) == sum(original.remaining_fen for original in originals)
    assert ledger.merchant_fen("888888800000002") == 0


# ---- earlier sales ----


def test_earlier_sales_are_taken_in_all_or_none(ledger, shop, opened):
    known = shop_sales(shop, opened)[1]
    fresh = replace(known, order_no="80000026990039", reference_no="261122W99003")
    no_order = replace(known, order_no="", reference_no="261122W99004", card_number=TEST_CARDS["visa"].number)
    ledger.add_sales((fresh, no_order, replace(no_order, reference_no="261122W99005")))
    held = ledger.sale_by_reference(SHOP_NO, "261122W99004", DAY)
    assert (held.amount_fen, held.sale.card_hash) == (5990, ledger.card_hash(TEST_CARDS["visa"].number))
    assert ledger.original_by_order(SHOP_NO, "80000026990039").goods == known.goods
    before = ledger.originals()
    assert len(before) == len(shop.orders) + 3
    another = replace(fresh, order_no="80000026990136", reference_no="261122W99006")
    for index, column, sales in (
        (1, "order_no", (another, replace(another, reference_no="261122W99007"))),
        (0, "reference_no", (replace(another, reference_no="261122W99003"),)),
        (2, "reference_no", (another, replace(no_order, reference_no="261122W99008"), known)),
    ):
        with pytest.raises(SaleTakenError) as caught:
            ledger.add_sales(sales)
        assert (caught.value.index, caught.value.column) == (index, column)
        assert ledger.originals() == before


# ---- groups ----


def test_a_group_is_one_commit_and_its_calls_see_each_other(ledger, refund):
    with ledger.group():
        assert isinstance(ledger.apply(*refund(1)), Applied)
        assert isinstance(ledger.apply(*refund(1)), Repeated)
        assert ledger.originals()[0].refunded_fen == 1000
        assert ledger.cancel(key(2)) == Tombstoned()
        ledger.store_keys("88000001", b"sealed")
        assert ledger.register("11111111", None, TODAY).terminal_no == "88000002"
    assert ledger.originals()[0].refunded_fen == 1000
    assert ledger.outcome(key(2)) == Tombstoned()
    assert ledger.terminal("88000001").sealed_keys == b"sealed"


def test_a_group_that_ends_in_an_error_leaves_nothing_half(ledger, refund):
    ledger.apply(*refund(1))
    before = ledger.originals(), ledger.all_refunds(), ledger.merchant_fen(SHOP_NO)
    till = Till(ledger)
    with pytest.raises(KeyboardInterrupt), ledger.group():  # noqa: PT012
        ledger.apply(*refund(2, 2950, 1, (("1001", 1),)))
        sale_id = till.sell()
        till.do(Kind.VOID, Void(sale_id), 5000)
        ledger.reverse(till.last, Kind.VOID, 5000)
        till.complete(till.hold())
        ledger.cancel(key(3))
        ledger.register("11111111", None, TODAY)
        ledger.close_batch("88000001", "000001", TODAY)
        raise KeyboardInterrupt
    assert (ledger.originals(), ledger.all_refunds(), ledger.merchant_fen(SHOP_NO)) == before
    assert (ledger.outcome(key(2)), ledger.outcome(key(3)), ledger.terminal("88000002")) == (None, None, None)
    assert ledger.terminal("88000001").batch_no == "000001"
    assert isinstance(ledger.apply(*refund(2)), Applied), "and it goes on"


def test_one_failing_rule_does_not_spoil_its_group(ledger, refund):
    with ledger.group():
        ledger.apply(*refund(1))
        with pytest.raises(AssertionError):
            ledger.apply(refund(2)[0], never)
        ledger.apply(*refund(3))
    assert [entry.key.trace_no for entry in ledger.all_refunds()] == ["000001", "000003"]


def test_a_decline_that_moves_leaves_nothing_and_does_not_spoil_its_group(ledger, refund):
    attempt, decide = refund(1)
    with ledger.group():
        with pytest.raises(ValueError, match="moves nothing"):
            ledger.apply(attempt, lambda books, number: Ruling(StoredAnswer("61"), Refund(1, 100)))
        assert ledger.outcome(attempt.key) is None
        assert isinstance(ledger.apply(attempt, decide), Applied)
    assert (len(ledger.all_refunds()), ledger.discrepancies()) == (1, ())


def test_a_card_is_hashed_alike_inside_a_group_and_anew_after_a_reset(ledger, shop, opened):
    number = TEST_CARDS["unionpay"].number
    before = ledger.card_hash(number)
    with ledger.group():
        assert [ledger.card_hash(number), ledger.card_hash(number)] == [before] * 2
    ledger.reset(shop, opened, lambda size: bytes(range(1, size + 1)))
    with ledger.group():
        assert ledger.card_hash(number) == ledger.card_hash(number) != before
    assert ledger.card_hash(number) != before


def test_a_group_inside_a_group_is_undone_alone(ledger, refund):
    with ledger.group():
        ledger.apply(*refund(1))
        with pytest.raises(KeyboardInterrupt), ledger.group():  # noqa: PT012
            ledger.apply(*refund(2))
            raise KeyboardInterrupt
        with ledger.group():
            ledger.apply(*refund(3))
    assert [entry.key.trace_no for entry in ledger.all_refunds()] == ["000001", "000003"]
    assert ledger.originals()[0].refunded_fen == 2000


def test_a_failed_move_in_a_group_is_a_decline_like_any_other(ledger, refund):
    with ledger.group():
        codes = [ledger.apply(*refund(trace, 3900, 8, (("1011", 1),))).answer.code for trace in range(1, 6)]
    assert codes == ["00"] * 4 + ["61"]


# ---- closing ----


def test_a_closed_ledger_says_so(connect, shop, opened, refund):
    ledger = connect()
    ledger.open_shop(shop, opened, lambda size: b"\x01" * size)
    ledger.close()
    with pytest.raises(LedgerError):
        ledger.all_refunds()
    with pytest.raises(LedgerError):
        ledger.apply(*refund())
    with pytest.raises(LedgerError):
        ledger.identity()


def test_a_ledger_closes_with_its_with(connect, shop, opened):
    with connect() as ledger:
        ledger.open_shop(shop, opened, lambda size: b"\x01" * size)
    with pytest.raises(LedgerError):
        ledger.identity()
