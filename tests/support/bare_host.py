"""A host that has no rules at all: what it answers, the keys it is asked under, and a till that remembers the last.

So whatever keeps money safe under it is the store's own.
"""

from datetime import date

from emulator.ledger.contract import Applied
from emulator.ledger.moves import Attempt, Authorise, Complete, NewSale, Ruling, Sell
from emulator.ledger.records import Kind, StoredAnswer
from protocol.transactions import RefundKey

SHOP_NO, DAY = "888888800000001", "20261122"
TODAY = date(2026, 11, 22)


def key(trace, batch_no="000001", terminal_no="88000001"):
    """Of the terminal that the fixture `ledger` registers."""
    return RefundKey(SHOP_NO, terminal_no, "0a0b0c0d", batch_no, f"{trace:06d}", DAY)


def approve(move, number, fen):
    """Yes, whatever it is."""
    return Ruling(StoredAnswer("00", f"9{number:011d}", f"A{number:05d}", fen, "1122", "120000", "1122"), move)


def never(books, number):
    """A host that must not be asked."""
    raise AssertionError("a known key is not decided again")


def decline(books, number):
    """No, for any reason."""
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
    """Of a card, named by the number of its entry."""
    sale = {"reference_no": f"9{number:011d}", "paid_date": DAY, "paid_time": "120000", "auth_no": f"A{number:05d}"}
    return NewSale(**({"amount_fen": fen, "payer": "620000******0005", "card_hash": "hash"} | sale | changes))
