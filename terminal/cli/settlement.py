"""What `tuihuo resolve` does first: it goes on with a settlement that was begun and cut, as 7 结算 at the terminal.

Only what was begun is gone on with: no batch is closed here that nobody began to close. The rule: one that the host did
not answer is unfinished, never failed; asking it again is harmless.
"""

import json
import sys

from terminal.cli.narration import say
from terminal.cli.refund_result import PRINT_WAIT_S, tell_trouble
from terminal.desk.cashdesk import Desk
from terminal.desk.faults import DONE, FAULTS
from terminal.language import Texts
from terminal.printers.outcome import Printout
from terminal.trade.batch import BatchTotals, SettlementRecord, SettlementState
from terminal.trade.payment import PaymentRecord
from terminal.trade.refund import RefundRecord

# How it stands -> the error word, "" where it is closed.
_WORDS = {SettlementState.BEGUN: "settle_unanswered", SettlementState.REFUSED: "settle_refused"}


def go_on(desk: Desk, texts: Texts, *, as_json: bool) -> int:
    """Finish what an earlier run began at this host, say how it ended; name what waits at another. The exit code."""
    code = DONE
    if desk.batch.unfinished() is not None:
        say(texts("settle.unfinished"))
        record = desk.batch.settle(_nobody)
        desk.prints.wait(PRINT_WAIT_S)
        code = report_settlement(record, desk.prints.of(record.key), texts, as_json=as_json)
    return max(code, _elsewhere(desk, texts))


def report_settlement(record: SettlementRecord, out: Printout, texts: Texts, *, as_json: bool) -> int:
    """Say it; the exit code."""
    word = _WORDS.get(record.state, "")
    if as_json:
        print(json.dumps({"settlement": _document(record, out, texts)}, ensure_ascii=False))
    else:
        print("\n".join(out.lines) or _message(record, texts))
    tell_trouble(out.trouble, texts)
    if word:
        print(texts(f"fault.{word}", code=record.code), file=sys.stderr)
    return FAULTS[word] if word else DONE


def _elsewhere(desk: Desk, texts: Texts) -> int:
    """Settlements of other hosts are theirs: named, never asked about."""
    here = desk.batch.now().link
    away = [one for one in desk.batch.unclosed() if one.link != here]
    for one in away:
        say(texts("resolve.settle_elsewhere", batch=one.batch_no, terminal=one.link.terminal_no))
    return FAULTS["settle_unanswered"] if away else DONE


def _message(record: SettlementRecord, texts: Texts) -> str:
    word = _WORDS.get(record.state)
    if word is None:
        return texts("settled.closed", old=record.batch_no, new=record.next_batch_no)
    return texts(f"fault.{word}", code=record.code)


def _document(record: SettlementRecord, out: Printout, texts: Texts) -> dict[str, object]:
    """For programs."""
    return {
        "state": record.state.value,
        "error": _WORDS.get(record.state),
        "message": _message(record, texts),
        "code": record.code,
        "cause": record.cause.value,
        "batch_no": record.batch_no,
        "balanced": record.balanced,
        "uploaded": record.uploaded,
        "ours": _totals(record.ours),
        "host": None if record.host is None else _totals(record.host),
        "practice": record.practice,
        "receipt": [str(path) for path in out.files],
    }


def _totals(both: BatchTotals) -> dict[str, int]:
    """Both halves together, in fen."""
    halves = (both.domestic, both.foreign)
    return {
        "debit_count": sum(one.debit_count for one in halves),
        "debit_fen": sum(one.debit_fen for one in halves),
        "credit_count": sum(one.credit_count for one in halves),
        "credit_fen": sum(one.credit_fen for one in halves),
    }


def _nobody(_record: SettlementRecord | PaymentRecord | RefundRecord) -> None:
    """Nobody listens: its end is told."""
