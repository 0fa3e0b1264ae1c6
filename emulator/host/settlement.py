"""批结算 and 批上送: the host's totals beside the terminal's, its records, and the end that closes the batch.

The rules: what is asked again about a batch that is closed is answered as before; closing happens once, and never with
totals that no 0500 of that batch was answered with.
"""

from emulator.host.callers import Asked
from emulator.host.rules import APPROVED, INVALID, NO_ORIGINAL
from emulator.ledger.records import Sums
from protocol.money import MAX_FEN
from protocol.transactions import (
    Rejected,
    Settle,
    SettleAnswer,
    Station,
    Totals,
    UploadAnswer,
    UploadChip,
    UploadDetails,
    UploadEnd,
    Verdict,
)
from protocol.transactions.settlement import MAX_COUNT


def settle(request: Settle, asked: Asked) -> SettleAnswer | Rejected:
    """The 0510 with the host's totals and a verdict on each side, from which on an upload's end may close the batch
    as long as they stand; Rejected 25 for a batch that never was.
    """
    sums = asked.ledger.batch_sums(asked.terminal.terminal_no, request.sender.batch_no)
    if sums is None:
        return Rejected(NO_ORIGINAL)
    asked.ledger.hear_totals(asked.terminal.terminal_no, request.sender.batch_no, sums)
    day, time = _moment(asked)
    domestic, foreign = _judged(request.domestic, sums.domestic), _judged(request.foreign, sums.foreign)
    return SettleAnswer(*domestic, *foreign, local_date=day, local_time=time, settle_date=day)


def upload(request: UploadDetails | UploadChip, asked: Asked) -> UploadAnswer:
    """0330 to records that the terminal has: taken (00), and what they differ in is for people. 25 as settle."""
    return _answer(APPROVED if _is_known(request.sender, asked) else NO_ORIGINAL, asked)


def upload_end(request: UploadEnd, asked: Asked) -> UploadAnswer:
    """0330 to the end of an upload, which closes the batch, now or before. 25 as settle; 12 to the end of an open batch
    whose totals are not those that its last 0500 was answered with, or that had none: nothing is closed.
    """
    terminal, batch_no = asked.terminal, request.sender.batch_no
    with asked.ledger.group():  # nothing is done at another desk between the look and the end
        sums = asked.ledger.batch_sums(terminal.terminal_no, batch_no)
        if sums is None:
            return _answer(NO_ORIGINAL, asked)
        if terminal.batch_no == batch_no and asked.ledger.totals_heard(terminal.terminal_no, batch_no) != sums:
            return _answer(INVALID, asked)
        asked.ledger.close_batch(terminal.terminal_no, batch_no, asked.today)
    return _answer(APPROVED, asked, request.count)


def _judged(said: Totals, sums: Sums) -> tuple[Totals, Verdict]:
    """The host's totals of one side. ERROR: more than field 48 can say."""
    told = Totals(
        min(sums.debit_fen, MAX_FEN),
        min(sums.debit_count, MAX_COUNT),
        min(sums.credit_fen, MAX_FEN),
        min(sums.credit_count, MAX_COUNT),
    )
    if Sums(told.debit_fen, told.debit_count, told.credit_fen, told.credit_count) != sums:
        return told, Verdict.ERROR
    return told, Verdict.BALANCED if told == said else Verdict.UNBALANCED


def _is_known(sender: Station, asked: Asked) -> bool:
    return asked.ledger.batch_sums(asked.terminal.terminal_no, sender.batch_no) is not None


def _answer(code: str, asked: Asked, count: int | None = None) -> UploadAnswer:
    return UploadAnswer(code, *_moment(asked), count=count)


def _moment(asked: Asked) -> tuple[str, str]:
    return f"{asked.now:%m%d}", f"{asked.now:%H%M%S}"
