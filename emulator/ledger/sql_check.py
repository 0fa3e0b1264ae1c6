"""Whether the books balance, asked of the data base itself in one consistent view. Nothing is changed here."""

from collections.abc import Iterator

from emulator.ledger.connection import Connection
from emulator.ledger.moves import HELD, merchant

_REFUNDS = """SELECT sales.id, refunded_fen - before_fen, coalesce(sum(counted_fen), 0) FROM sales
    LEFT JOIN entries ON entries.sale_id = sales.id AND entries.kind = 'refund'
    GROUP BY sales.id, refunded_fen, before_fen
    HAVING refunded_fen - before_fen <> coalesce(sum(counted_fen), 0) ORDER BY sales.id"""
_OUTSIDE = """SELECT sales.id, outside_fen, coalesce(sum(entries.amount_fen), 0) FROM sales
    LEFT JOIN entries ON entries.sale_id = sales.id AND entries.kind = 'outside' AND approved = 1 AND reversed = 0
    GROUP BY sales.id, outside_fen, refunded_fen, sales.amount_fen
    HAVING outside_fen <> coalesce(sum(entries.amount_fen), 0) OR refunded_fen + outside_fen > sales.amount_fen
    ORDER BY sales.id"""
_BALANCES = """SELECT account, sum(fen) FROM (
        SELECT credit AS account, fen FROM transfers UNION ALL SELECT debit, -fen FROM transfers
    ) AS postings GROUP BY account"""
_OWED = """SELECT merchant_no, sum(CASE WHEN state = 'normal' THEN amount_fen - refunded_fen ELSE 0 END)
    FROM sales GROUP BY merchant_no"""
_HELD = "SELECT coalesce(sum(amount_fen), 0) FROM holds WHERE state = 'open'"


def discrepancies(db: Connection) -> tuple[str, ...]:
    """See `contract.Ledger.discrepancies`."""
    return (*_refunds(db), *_outside(db), *_accounts(db))


def _refunds(db: Connection) -> Iterator[str]:
    for sale_id, refunded, entered in db.rows(_REFUNDS):
        yield f"sale {sale_id}: {refunded} fen refunded, {entered} in its entries"


def _outside(db: Connection) -> Iterator[str]:
    for sale_id, outside, entered in db.rows(_OUTSIDE):
        yield f"sale {sale_id}: {outside} fen outside, {entered} in its entries"


def _accounts(db: Connection) -> Iterator[str]:
    balances = {account: int(fen) for account, fen in db.rows(_BALANCES)}
    stands = {merchant(merchant_no): int(fen) for merchant_no, fen in db.rows(_OWED)}
    stands[HELD] = int(db.rows(_HELD)[0][0])
    for account, fen in stands.items():
        if balances.get(account, 0) != fen:
            yield f"account {account}: {balances.get(account, 0)} fen, {fen} by what stands"
