"""What every message that moves money has in common: its key, what "the same body" means, and its stored answer.

The rule: a known key is answered from store before any rule is looked at, so that a repeat never has a second effect
and never another answer (house decision 2); the ledger calls the rules under its write lock.
"""

from collections.abc import Callable
from typing import Protocol

from emulator.host.callers import Asked
from emulator.host.issuer import is_foreign, scheme_of
from emulator.host.moments import MAX_NUMBER, Moment
from emulator.host.rules import APPROVED, DUPLICATE, INVALID
from emulator.ledger.contract import (
    Applied,
    BodyDiffers,
    Books,
    LedgerError,
    Outcome,
    Refused,
    Repeated,
    Tombstoned,
)
from emulator.ledger.moves import Attempt, Authorise, Complete, EntryKey, Move, NewSale, Ruling, Sell
from emulator.ledger.moves import Refund as RefundMove
from emulator.ledger.records import Kind, StoredAnswer
from protocol.transactions import CardEntry, Channel, PaymentAnswer, RefundKey, Station, Voucher

_AUTH_DIGITS = 6
_new = tuple.__new__
"""Makes a NamedTuple of all its parts in half the time: what is made for every answer is made so."""


Judge = Callable[[Books, str], Move | str]
"""What an approval moves, or the code of a decline; told is the reference number that an approval would have."""


class ByCard(Protocol):
    """Any payment with a card."""

    @property
    def sender(self) -> Station: ...
    @property
    def amount_fen(self) -> int: ...
    @property
    def card(self) -> CardEntry: ...


def key_of(sender: Station | RefundKey, asked: Asked) -> EntryKey:
    """The key of a message that says no epoch and no business date: merchant, terminal, batch and trace are enough, and
    the day is that of its batch. One that there never was is as the open one.
    """
    terminal, batch_no = asked.terminal, sender.batch_no
    opened_on = terminal.batch_opened_on
    if batch_no != terminal.batch_no:
        opened_on = asked.ledger.batch_opened_on(terminal.terminal_no, batch_no) or opened_on
    return EntryKey(sender.merchant_no, sender.terminal_no, terminal.epoch, batch_no, sender.trace_no, opened_on)


def body_of(kind: Kind, sender: Station, amount_fen: int, *rest: str) -> tuple[str | int, ...]:
    """What is done, where, how much, and what else makes it another body: not clock fields, entry mode, operator or
    trace.
    """
    return (kind.value, amount_fen, sender.terminal_no, sender.merchant_no, *rest)


def named(original: Voucher) -> str:
    """An original as part of a body."""
    return original.batch_no + original.trace_no + original.month_day


def answer_once(attempt: Attempt, amount_fen: int, asked: Asked, judge: Judge) -> StoredAnswer:
    """The answer to a message that moves money: judged now, or stored before. 94: known key with another body; 12: the
    key was cancelled or reversed. LedgerError: nothing is known; ask again under the same key.
    """

    def decide(books: Books, number: int) -> Ruling:
        reference_no = own_reference(number, asked.moment)
        return ruling(judge(books, reference_no), reference_no, amount_fen, asked)

    return stored_by(asked.ledger.apply(attempt, decide), amount_fen, asked)


def ruling(ruled: Move | str, reference_no: str, amount_fen: int, asked: Asked) -> Ruling:
    """What a Judge says, with its answer."""
    if type(ruled) is RefundMove:  # what is usual, before what is asked more slowly
        moment = asked.moment
        day = moment.month_day
        answer = _new(StoredAnswer, (APPROVED, reference_no, "", amount_fen, day, moment.time, day))
        return _new(Ruling, (answer, ruled))
    if isinstance(ruled, str):
        return Ruling(answer_of(ruled, asked, amount_fen))
    return Ruling(answer_of(APPROVED, asked, amount_fen, reference_no, _auth_no(ruled)), ruled)


def stored_by(outcome: Outcome, amount_fen: int, asked: Asked) -> StoredAnswer:
    """The answer that an `apply` leaves to be given."""
    match outcome:
        case Applied(answer) | Refused(answer) | Repeated(answer):
            return answer
        case BodyDiffers():
            return answer_of(DUPLICATE, asked, amount_fen)
        case Tombstoned():
            return answer_of(INVALID, asked, amount_fen)


def answer_in_batch(attempt: Attempt, amount_fen: int, asked: Asked, judge: Judge) -> StoredAnswer:
    """As answer_once, for a key that counts in the open batch alone: 94 for any other batch."""
    if attempt.key.batch_no != asked.terminal.batch_no:
        return answer_of(DUPLICATE, asked, amount_fen)
    return answer_once(attempt, amount_fen, asked, judge)


def by_card(kind: Kind, request: ByCard, card_hash: str, asked: Asked, judge: Judge, *said: str) -> PaymentAnswer:
    """The answer to a payment with a card. said: what its body says beside card and amount."""
    number, fen = request.card.pan, request.amount_fen
    body = body_of(kind, request.sender, fen, card_hash, *said)
    attempt = Attempt(key_of(request.sender, asked), kind, body, is_foreign(number))
    return payment_answer(answer_in_batch(attempt, fen, asked, judge), scheme_of(number), number)


def answer_of(code: str, asked: Asked, amount_fen: int, reference_no: str = "", auth_no: str = "") -> StoredAnswer:
    """An answer of this moment."""
    moment = asked.moment
    day = moment.month_day
    return _new(
        StoredAnswer, (code, reference_no, auth_no, amount_fen, day, moment.time, day if code == APPROVED else "")
    )  # fmt: skip


def payment_answer(answer: StoredAnswer, scheme: str = "", number: str = "") -> PaymentAnswer:
    """The 0210, 0110 or 0230 that a stored answer makes. scheme, number: of the card that is presented now."""
    times = answer.local_date, answer.local_time, answer.settle_date
    return PaymentAnswer(
        answer.code, answer.reference_no, answer.auth_no, answer.amount_fen, *times, scheme, number=number
    )  # fmt: skip


def new_sale(
    amount_fen: int,
    reference_no: str,
    asked: Asked,
    payer: str,
    card_hash: str = "",
    channel: Channel = Channel.CARD,
    *,
    auth_no: str | None = None,
    instalment: bool = False,
) -> NewSale:
    """A sale of this moment. payer: masked. auth_no: of one that was authorised before, "" for none."""
    moment, said = asked.moment, auth_no_of(reference_no) if auth_no is None else auth_no
    return NewSale(
        amount_fen, reference_no, moment.day, moment.time, said, channel, payer, card_hash,
        instalment=instalment,
    )  # fmt: skip


def own_reference(number: int, moment: Moment) -> str:
    """The host's own reference number: 9, last digit of the year, day of the year, number; 12 digits.

    The number alone makes it unique; 9 keeps it apart from the shop's sales, which begin with the year.
    LedgerError past MAX_NUMBER.
    """
    if not 1 <= number <= MAX_NUMBER:
        raise LedgerError("the ledger is full: no reference number is left")
    return str(moment.references + number)


def auth_no_of(reference_no: str) -> str:
    """6 digits, unique for a day of a million."""
    return reference_no[-_AUTH_DIGITS:]


def _auth_no(move: Move) -> str:
    """What the answer names an approval by, beside the reference number."""
    match move:
        case Sell(sale) | Complete(sale=sale):
            return sale.auth_no
        case Authorise():
            return move.auth_no
    return ""
