"""Filling the ledger's tables with the sales of a shop, and emptying them, inside a transaction of the caller.

The rule: relative days become dates here, and card numbers become keyed hashes here; nothing after this sees either.
"""

import hashlib
import hmac
import sqlite3
from datetime import date

from emulator.ledger.contract import Entropy
from emulator.ledger.schema import TABLES
from emulator.shop.orders import Order, Shop
from protocol.cards import TEST_CARDS
from protocol.transactions import Channel

LEDGER_ID_BYTES = 8
SECRET_BYTES = 32


def hash_card(secret: bytes, number: str) -> str:
    """HMAC-SHA-256 of a card number, hex."""
    return hmac.new(secret, number.encode("ascii"), hashlib.sha256).hexdigest()


def empty(db: sqlite3.Connection) -> None:
    """Delete every row of every table."""
    for table in TABLES:
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of our own


def fill(db: sqlite3.Connection, shop: Shop, today: date, entropy: Entropy, *, shop_epoch: int) -> None:
    """Write a new identity and the shop's sales, dated back from `today`, into empty tables."""
    ledger_id, secret = entropy(LEDGER_ID_BYTES).hex(), entropy(SECRET_BYTES)
    db.execute(
        "INSERT INTO meta VALUES (1, ?, ?, ?, ?, ?)",
        (ledger_id, f"{today:%Y%m%d}", shop_epoch, shop.merchant_no, secret),
    )
    for order in shop.orders:
        db.execute(
            "INSERT INTO originals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _original(order, shop.merchant_no, today, secret),
        )
        db.executemany(
            "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (order.index, place, line.sku, line.name, line.unit_fen, line.quantity, line.returned)
                for place, line in enumerate(order.lines, 1)
            ),
        )


def _original(order: Order, merchant_no: str, today: date, secret: bytes) -> tuple[object, ...]:
    by_card = order.channel is Channel.CARD
    return (
        order.index,
        merchant_no,
        order.order_no,
        order.reference_no(today),
        order.voucher_no,
        f"{order.paid_on(today):%Y%m%d}",
        f"{order.paid_at:%H%M%S}",
        order.channel.value,
        order.payer_masked,
        hash_card(secret, TEST_CARDS[order.payer].number) if by_card else "",
        order.amount_fen,
        order.refunded_fen,
        order.refunded_fen,
        int(order.voided),
    )
