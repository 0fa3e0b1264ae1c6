"""`tuihuo shop`: the practice shop's orders, orders of one's own, and a fresh start."""

import json
import secrets
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from emulator.control import ControlError
from emulator.control_client import served_at
from emulator.ledger.contract import LedgerError, SaleTakenError
from emulator.ledger.records import OutsideLine
from emulator.practice_host import open_ledger, reset_ledger
from emulator.shop.importing import ImportingError, place_of, read_orders
from protocol.money import format_yuan
from protocol.transactions import Original
from terminal.cli.layout import fill, screen_columns
from terminal.cli.refusal import complain
from terminal.columns import Align, clean, pad, width
from terminal.desk.door import Refusal
from terminal.desk.faults import DONE, MALFORMED
from terminal.language import translator
from terminal.records.journal import Journal, JournalError
from terminal.records.retiring import retire_journal
from terminal.settings import load_settings

app = App(name="shop", help="The practice shop's orders.")

# fmt: off
COLUMNS: tuple[tuple[str, str, int, Align], ...] = (  # of the list for people: head zh, en, half-width cells, side
    ("销售单号", "order",     14, "left"),
    ("日期",     "paid",       8, "left"),
    ("参考号",   "reference", 12, "left"),
    ("渠道",     "channel",   11, "left"),
    ("金额",     "amount",    10, "right"),
    ("已退",     "refunded",  10, "right"),
    ("状态",     "state",     15, "left"),
)
# fmt: on
_GOODS = ("可退商品", "goods left")


@app.command(name="list")
def list_orders(*, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False) -> int:
    """Every order with its amount, what was refunded, its state and the goods that are left; --json: one line each."""
    settings = load_settings()
    try:
        with open_ledger(settings.ledger) as ledger:
            originals, outside = ledger.originals(), _by_sale(ledger.outside_lines())
    except LedgerError as error:
        raise Refusal("link_unavailable", reason=str(error)) from None
    if as_json:
        documents = (_document(original, outside[_name(original)]) for original in originals)
        lines = [json.dumps(document, ensure_ascii=False) for document in documents]
    else:
        columns = screen_columns()
        told = (_cells(original, outside[_name(original)], settings.lang) for original in originals)
        rows = [_head(settings.lang), *told]
        lines = [line for row in rows for line in fill(row, columns)]
    print(*lines, sep="\n")
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
        sales = read_orders(file, _now())
        with open_ledger(load_settings().ledger) as ledger:
            ledger.add_sales(sales)
    except ImportingError as error:
        complain(error)
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
    """Renew orders, journal, ledger and locks together, under a new epoch. Refused while a terminal is open, or an
    emulator serves the ledger.
    """
    settings = load_settings()
    texts = translator(settings.lang)
    try:
        with open_ledger(settings.ledger) as ledger:
            served = served_at(settings.control, ledger.identity().ledger_id)
            if served:
                raise Refusal("ledger_served", listening=served)
            retire_journal(settings.journal, _now())
            reset_ledger(ledger)
            ledger_id = ledger.identity().ledger_id
        journal = Journal(settings.journal, _now, secrets.token_bytes)
        epoch = journal.epoch
        journal.close()
    except JournalError as error:
        raise Refusal(error.word, reason=error.reason) from None
    except (LedgerError, ControlError) as error:
        raise Refusal("link_unavailable", reason=str(error)) from None
    print(texts("shop.reset", ledger=ledger_id, epoch=epoch), file=sys.stderr)
    return DONE


def _now() -> datetime:
    return datetime.now().astimezone()


def _by_sale(lines: tuple[OutsideLine, ...]) -> dict[tuple[str, str], list[OutsideLine]]:
    """What is paid outside the terminal, by reference number and day of its sale."""
    found: dict[tuple[str, str], list[OutsideLine]] = defaultdict(list)
    for line in lines:
        found[line.reference_no, line.paid_date].append(line)
    return found


def _name(original: Original) -> tuple[str, str]:
    return original.reference_no, original.paid_date


def _document(original: Original, outside: list[OutsideLine]) -> dict[str, object]:
    return {
        "order_no": original.order_no,
        "reference_no": original.reference_no,
        "paid_date": original.paid_date,
        "paid_time": original.paid_time,
        "channel": original.channel.value,
        "payer": original.payer,
        "amount_fen": original.amount_fen,
        "refunded_fen": original.refunded_fen,
        "outside": [
            {
                "amount_fen": line.amount_fen,
                "route": line.note.route.value,
                "case_no": line.note.case_no,
                "operator_no": line.note.operator_no,
                "supervisor_no": line.note.supervisor_no,
                "released": line.released,
            }
            for line in outside
        ],
        "state": original.state.value,
        "goods": [
            {"sku": g.sku, "name": g.name, "unit_fen": g.unit_fen, "quantity": g.quantity, "returned": g.returned}
            for g in original.goods
        ],
    }


def _head(lang: str) -> list[str]:
    words = [zh if lang == "zh" else en for zh, en, _, _ in COLUMNS]
    return [*_padded(words), _GOODS[0] if lang == "zh" else _GOODS[1]]


def _cells(original: Original, outside: list[OutsideLine], lang: str) -> list[str]:
    amounts = format_yuan(original.amount_fen), format_yuan(original.refunded_fen)
    sale = original.order_no, original.paid_date, original.reference_no, original.channel.value
    goods = [f"{line.sku} {clean(line.name)} x{line.left}" for line in original.goods]
    paid = [_paid_outside(line, lang) for line in outside if not line.released]
    return [*_padded([*sale, *amounts, original.state.value]), *goods, *paid]


def _paid_outside(line: OutsideLine, lang: str) -> str:
    """终端外 28.50 bank 202611220001: what stands, by which route and for which case."""
    outside = "终端外" if lang == "zh" else "outside"
    return f"{outside} {format_yuan(line.amount_fen)} {line.note.route.value} {line.note.case_no}"


def _padded(words: list[str]) -> list[str]:
    """Never cut: a word that is too long moves what follows."""
    rows = zip(words, COLUMNS, strict=True)
    return [pad(word, max(columns, width(word)), align) for word, (_, _, columns, align) in rows]
