# ruff: noqa: S608 - only our own column names are put into statements
"""How an older ledger becomes one of today: forward only, all steps in one transaction of the caller.

The rule: a step is a list of statements and is never changed once it was released; the last one ends with the tables of
`schema.py`.
"""

from emulator.ledger.schema import KEY_COLUMNS, POSTGRES, SQLITE, added_in_3, added_in_4, tables_of_2

_KEY = ", ".join(KEY_COLUMNS)
_KEY_OF_REFUND = ", ".join(f"refunds.{name}" for name in KEY_COLUMNS)

_FROM_1 = (
    # Version 1 knew refunds alone: originals become sales, refunds and tombstones become entries, and what they moved
    # becomes transfers.
    "ALTER TABLE meta RENAME TO meta_1",
    "ALTER TABLE terminals RENAME TO terminals_1",
    *tables_of_2(SQLITE),
    """INSERT INTO meta (one, ledger_id, opened_on, shop_epoch, merchant_no, card_secret)
        SELECT one, ledger_id, opened_on, shop_epoch, merchant_no, card_secret FROM meta_1""",
    """INSERT INTO terminals (terminal_no, merchant_no, epoch, serial, batch_no, batch_opened_on, sealed_keys)
        SELECT terminal_no, merchant_no, epoch, 1, batch_no, opened_on, sealed_keys FROM terminals_1, meta_1""",
    """INSERT INTO batches (terminal_no, serial, batch_no, opened_on)
        SELECT terminal_no, serial, batch_no, batch_opened_on FROM terminals""",
    """INSERT INTO sales (id, kind, merchant_no, terminal_no, batch_no, voucher_no, order_no, reference_no, auth_no,
        paid_date, paid_time, channel, payer, card_hash, instalment, hold_id, amount_fen, before_fen, refunded_fen,
        state, settled)
        SELECT id, 'sale', merchant_no, '', '', voucher_no, order_no, reference_no, '', paid_date, paid_time, channel,
        payer, card_hash, 0, NULL, amount_fen, before_fen, refunded_fen,
        CASE voided WHEN 1 THEN 'voided' ELSE 'normal' END, 1 FROM originals ORDER BY id""",
    """INSERT INTO goods (sale_id, position, sku, name, unit_fen, quantity, returned)
        SELECT original_id, position, sku, name, unit_fen, quantity, returned FROM lines""",
    f"""INSERT INTO entries (id, {_KEY}, kind, digest, code, reference_no, auth_no, amount_fen, local_date, local_time,
        settle_date, approved, sale_id, counted_fen, from_abroad, reversed, serial)
        SELECT refunds.id, {_KEY_OF_REFUND}, 'refund', digest, code, reference_no, '', amount_fen, local_date,
        local_time, settle_date, code = '00', CASE code WHEN '00' THEN original_id END,
        CASE code WHEN '00' THEN amount_fen ELSE 0 END, 0, 0,
        coalesce((SELECT serial FROM terminals WHERE terminals.terminal_no = refunds.terminal_no), 0)
        FROM refunds ORDER BY refunds.id""",
    f"""INSERT INTO entries ({_KEY}, kind, digest, code, reference_no, auth_no, amount_fen, local_date, local_time,
        settle_date, approved, counted_fen, from_abroad, reversed, serial)
        SELECT {_KEY}, 'tombstone', '', '', NULL, '', 0, '', '', '', 0, 0, 0, 0, 0 FROM tombstones""",
    """INSERT INTO transfers (debit, credit, fen)
        SELECT 'opening', 'merchant ' || merchant_no, amount_fen - before_fen FROM sales
        WHERE state = 'normal' AND amount_fen > before_fen ORDER BY id""",
    """INSERT INTO transfers (entry_id, debit, credit, fen)
        SELECT id, 'merchant ' || merchant_no, 'cardholders', counted_fen FROM entries WHERE approved = 1
        ORDER BY id""",
    *(f"DROP TABLE {table}" for table in ("tombstones", "refunds", "lines", "originals", "terminals_1", "meta_1")),
)

STEPS: tuple[tuple[str, ...], ...] = (_FROM_1, added_in_3(SQLITE), added_in_4(SQLITE))
"""STEPS[0] takes a file of version 1 to 2, and so on."""
FIRST_ON_A_SERVER = 2
"""PostgreSQL has known no version before this one."""
SERVER_STEPS: tuple[tuple[str, ...], ...] = (added_in_3(POSTGRES), added_in_4(POSTGRES))
"""SERVER_STEPS[0] takes a schema of FIRST_ON_A_SERVER to the next, and so on."""
