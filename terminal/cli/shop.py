"""`tuihuo shop`: the practice shop's orders, orders of one's own, and a fresh start."""

import json
import secrets
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from emulator.ledger.contract import LedgerError, SaleTakenError
from emulator.practice_host import open_ledger, reset_ledger
from emulator.shop.importing import ImportingError, place_of, read_orders
from protocol.money import format_yuan
from protocol.transactions import Original
from terminal.columns import clean
from terminal.compose import retire_journal
from terminal.desk import DONE, MALFORMED, Refusal
from terminal.journal import Journal, JournalError
from terminal.settings import load_settings

app = App(name="shop", help="The practice shop's orders.")


@app.command(name="list")
def list_orders(*, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False) -> int:
    """Every order with its amount, what was refunded and its state; --json: one line each."""
    try:
        with open_ledger(load_settings().ledger) as ledger:
            originals = ledger.originals()
    except LedgerError as error:
        raise Refusal("link_unavailable", reason=str(error)) from None
    for original in originals:
        print(json.dumps(_document(original), ensure_ascii=False) if as_json else _line(original))
    return DONE


@app.command(name="import")
def import_orders(file: Path) -> int:
    """Take orders of one's own into the shop, all of a file or none; docs/how-to-import-orders.md has the format.

    Parameters
    ----------
    file
        CSV, or JSON where its name ends in .json.
    """
    try:
        sales = read_orders(file, datetime.now().astimezone())
        with open_ledger(load_settings().ledger) as ledger:
            ledger.add_sales(sales)
    except ImportingError as error:
        print(clean(str(error)), file=sys.stderr)
        return MALFORMED
    except SaleTakenError as error:
        taken = f"{file}: {place_of(file, error.index)}: {error.column}: another order has it"
        print(clean(taken), file=sys.stderr)
        return MALFORMED
    except LedgerError as error:
        raise Refusal("link_unavailable", reason=str(error)) from None
    print(json.dumps({"imported": len(sales)}))
    return DONE


@app.command
def reset() -> int:
    """Renew orders, journal, ledger and locks together, under a new epoch. Refused while a terminal is open."""
    settings = load_settings()
    try:
        retire_journal(settings.journal)
        with open_ledger(settings.ledger) as ledger:
            reset_ledger(ledger)
        Journal(settings.journal, lambda: datetime.now().astimezone(), secrets.token_bytes).close()
    except JournalError as error:
        raise Refusal(error.word, reason=error.reason) from None
    except LedgerError as error:
        raise Refusal("link_unavailable", reason=str(error)) from None
    return DONE


def _document(original: Original) -> dict[str, object]:
    return {
        "order_no": original.order_no,
        "reference_no": original.reference_no,
        "paid_date": original.paid_date,
        "paid_time": original.paid_time,
        "channel": original.channel.value,
        "payer": original.payer,
        "amount_fen": original.amount_fen,
        "refunded_fen": original.refunded_fen,
        "state": original.state.value,
        "goods": [
            {"sku": g.sku, "name": g.name, "unit_fen": g.unit_fen, "quantity": g.quantity, "returned": g.returned}
            for g in original.goods
        ],
    }


def _line(original: Original) -> str:
    goods = ", ".join(f"{line.sku} {line.name} x{line.left}" for line in original.goods)
    amounts = f"{format_yuan(original.amount_fen):>10} -{format_yuan(original.refunded_fen):>10}"
    paid = f"{original.paid_date} {original.reference_no}"
    return f"{original.order_no}  {paid}  {original.channel.value:11}  {amounts}  {original.state.value:15}  {goods}"
