"""What is paid outside the terminal (0620/0630, ours): entered against what remains of a sale, and released again.

No account moves: the money is the merchant's own. The rule: an entry takes what a refund would take, under the same
lock, and is refused where a refund would be; but card, channel, instalments and days do not count, since it is made
where the original means can't be used any more.
"""

from emulator.host.attempts import answer_of
from emulator.host.callers import Asked
from emulator.host.rules import APPROVED, DUPLICATE, INVALID, NO_ORIGINAL, NOT_FOR_TERMINAL, OVER_LIMIT, latest_day
from emulator.ledger.contract import Applied, BodyDiffers, Books, Refused, Repeated, Reversed, Tombstoned
from emulator.ledger.moves import Attempt, Ruling, SetAside
from emulator.ledger.records import Held, Kind, OutsideNote, SaleState, StoredAnswer
from protocol.transactions import (
    FOREIGN_EPOCH,
    OutsideAnswer,
    OutsideEntry,
    OutsideRelease,
    OutsideStanding,
    RefundKey,
    Rejected,
)


def entry(request: OutsideEntry, asked: Asked) -> OutsideAnswer | Rejected:
    """The 0630. 00: entered, now or before under this key. 94: known key, other body. 12: the key was released or
    cancelled. 25: no such sale, or it does not stand. 61: more than what remains. Rejected 58: another journal's key.
    """
    if not _fits(request.key, asked):
        return Rejected(NOT_FOR_TERMINAL)
    fen = request.amount_fen

    def decide(books: Books, _number: int) -> Ruling:
        held = _find(books, request, asked)
        code = _code(held, request)
        note = OutsideNote(request.route, request.case_no, request.operator_no, request.supervisor_no)
        move = SetAside(held.sale.id, fen, note) if held is not None and code == APPROVED else None
        return Ruling(answer_of(code, asked, fen), move)

    outcome = asked.ledger.apply(Attempt(request.key, Kind.OUTSIDE, entry_body(request)), decide)
    left = _find(asked.ledger, request, asked)
    remaining_fen = left.remaining_fen if left is not None else None
    match outcome:
        case Applied(answer) | Refused(answer) | Repeated(answer):
            return _stored(answer, remaining_fen)
        case BodyDiffers():
            return OutsideAnswer(DUPLICATE)
        case Tombstoned():
            return OutsideAnswer(INVALID, OutsideStanding.RELEASED, remaining_fen)


def release(request: OutsideRelease, asked: Asked) -> OutsideAnswer | Rejected:
    """The 0630. 00: this key takes nothing, now or since before, and never will. 12: something else was done under it.
    Rejected 58: another journal's key.
    """
    if not _fits(request.key, asked):
        return Rejected(NOT_FOR_TERMINAL)
    if asked.ledger.release(request.key) is Reversed.IMPOSSIBLE:
        return OutsideAnswer(INVALID)
    return OutsideAnswer(APPROVED, OutsideStanding.RELEASED)


def entry_body(request: OutsideEntry) -> tuple[str | int, ...]:
    """Fields 4, 37, 41, 42, 59, 60.1, 60.3, 61 and 63: an entry says nothing that may differ the second time."""
    key = request.key
    return (
        Kind.OUTSIDE.value, request.amount_fen, request.original_reference, key.terminal_no, key.merchant_no,
        request.order_no, request.route.value, request.case_no, request.supervisor_no, request.original_month_day,
        request.operator_no,
    )  # fmt: skip


def _stored(answer: StoredAnswer, remaining_fen: int | None) -> OutsideAnswer:
    standing = OutsideStanding.ENTERED if answer.code == APPROVED else None
    return OutsideAnswer(answer.code, standing, remaining_fen)


def _fits(key: RefundKey, asked: Asked) -> bool:
    return key.epoch == asked.terminal.epoch != FOREIGN_EPOCH


def _find(books: Books, request: OutsideEntry, asked: Asked) -> Held | None:
    """The original, by merchant, reference number and day."""
    day = latest_day(request.original_month_day, asked.moment.today)
    merchant_no = asked.terminal.merchant_no
    return books.sale_by_reference(merchant_no, request.original_reference, day) if day else None


def _code(held: Held | None, request: OutsideEntry) -> str:
    """Why it can't be entered; APPROVED where it can."""
    if held is None or (request.order_no and request.order_no != held.sale.order_no):
        return NO_ORIGINAL
    if held.sale.kind is not Kind.SALE or held.state is not SaleState.NORMAL:
        return NO_ORIGINAL
    return OVER_LIMIT if request.amount_fen > held.remaining_fen else APPROVED
