"""How a refund without a screen ended: its slip for people, one JSON document for programs, and the exit code.

Nothing is done here but waiting for printers. The rule: files exist when a verb ends, or it says why they do not.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import replace

from protocol.money import format_yuan
from terminal.columns import clean
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundResult
from terminal.desk.faults import DONE, FAULTS
from terminal.desk.refund_desk import error_word
from terminal.language import Texts
from terminal.printers.outcome import NotPrinted
from terminal.records.table import moment
from terminal.trade.refund import FINAL, OPEN, RefundRecord, State

PRINT_WAIT_S = 120.0
"""For files and printers, which all have ends of their own: three that hang take less."""


def printed(desk: Desk, result: RefundResult) -> RefundResult:
    """The result when its receipt is out, or why it is not: files exist when the verb ends."""
    desk.prints.wait(PRINT_WAIT_S)
    out = desk.prints.of(str(result.record.key))
    return replace(result, receipt=out.lines, saved=out.files, trouble=out.trouble)


def report(result: RefundResult, texts: Texts, *, as_json: bool, settling: bool = False) -> int:
    """Say it; the exit code. settling: what was wanted is that it is over, however: then that is no error."""
    record = result.record
    word = error_word(record)
    over = settling and record.state in FINAL and not record.contradicted
    if as_json:
        said = document(result, texts)
        print(json.dumps({**said, "error": None} if over else said, ensure_ascii=False))
    else:
        print("\n".join(result.receipt) or (_waiting(record, texts) if record.state in OPEN else _state(record, texts)))
    tell_trouble(result.trouble, texts)
    if word:
        print(texts(f"fault.{word}", code=_code(record)), file=sys.stderr)
    if record.state is State.MANUAL:
        print(texts("resolve.manual", voucher=record.key.trace_no), file=sys.stderr)
        print(texts("resolve.by_hand", key=record.key), file=sys.stderr)
    return FAULTS[word] if word and not over else DONE


def _code(record: RefundRecord) -> str:
    """The host's last word, late or not."""
    return record.contradicted or record.code


def _state(record: RefundRecord, texts: Texts) -> str:
    return texts(f"state.{record.state.value}")


def _waiting(record: RefundRecord, texts: Texts) -> str:
    """All that tells it from others, and the key that `resolve --manual` wants, on one line."""
    return texts(
        "resolve.open",
        state=_state(record, texts),
        amount=format_yuan(record.amount_fen, commas=False),
        original=clean(record.original_reference),
        day=record.original_month_day,
        voucher=record.key.trace_no,
        when=moment(record.opened_at),
        key=record.key,
    )


def tell_trouble(trouble: Iterable[NotPrinted], texts: Texts) -> None:
    """What did not come out of a printer, and why."""
    for one in trouble:
        print(clean(texts(one.why, printer=one.printer, reason=one.reason)), file=sys.stderr)


def document(result: RefundResult, texts: Texts) -> dict[str, object]:
    """For programs."""
    word = error_word(result.record)
    record = result.record
    return {
        "state": record.state.value,
        "error": word or None,
        "message": texts(f"fault.{word}", code=_code(record)) if word else texts(f"state.{record.state.value}"),
        "code": record.code,
        "amount": format_yuan(record.amount_fen, commas=False),
        "amount_fen": record.amount_fen,
        "reference_no": record.reference_no,
        "key": str(record.key),
        "order_no": record.order_no,
        "original_reference": record.original_reference,
        "original_date": record.original_month_day,
        "channel": record.channel.value,
        "payer": record.payer,
        "exchange_no": record.exchange_no,
        "items": [{"sku": sku, "quantity": quantity} for sku, quantity in record.items],
        "case_no": record.case_no,
        "closed_by": record.closed_by,
        "closed_allowed": record.closed_allowed,
        "closed_reason": record.closed_reason,
        "contradicted": record.contradicted,
        "practice": record.practice,
        "replayed": result.replayed,
        "receipt": [str(path) for path in result.saved],
        "not_printed": [{"printer": one.printer, "why": one.why.partition(".")[2]} for one in result.trouble],
    }
