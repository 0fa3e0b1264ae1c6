"""预授权: holding an amount of a card, giving it up, and taking it (完成请求, 完成通知). Its void is in voids.

The rule: a pre-authorisation is named by its number and its day, at its merchant, with the card it was made with.
"""

from dataclasses import dataclass
from datetime import date

from emulator.host.attempts import auth_no_of, by_card, new_sale
from emulator.host.callers import Asked
from emulator.host.issuer import refuse_card
from emulator.host.rules import (
    APPROVED,
    NO_ORIGINAL,
    OTHER_AMOUNT,
    OVER_LIMIT,
    PAST_WINDOW,
    WRONG_CARD,
    HostPolicy,
    Rules,
    age_days,
    first_broken,
    latest_day,
)
from emulator.ledger.contract import Books
from emulator.ledger.moves import Authorise, Complete, Move, Release
from emulator.ledger.records import Hold, HoldState, Kind
from protocol.transactions import Completion, CompletionNotice, PaymentAnswer, PreAuth, PreAuthVoid


@dataclass(frozen=True, slots=True)
class _Case:
    """A hold, and who comes for how much of it."""

    hold: Hold
    amount_fen: int
    card_hash: str
    today: date
    policy: HostPolicy

    @property
    def most_fen(self) -> int:
        return self.hold.amount_fen * self.policy.completion_percent // 100


# The first broken rule answers, as of a void (S12); time and limit: K.
# fmt: off
_NAMED: Rules[_Case] = (
    # code         broken when
    (NO_ORIGINAL,  lambda case: case.hold.state is not HoldState.OPEN),
    (WRONG_CARD,   lambda case: case.card_hash != case.hold.card_hash),
)
_VOID: Rules[_Case] = (
    *_NAMED,
    (OTHER_AMOUNT, lambda case: case.amount_fen != case.hold.amount_fen),
)
_COMPLETION: Rules[_Case] = (
    *_NAMED,
    (PAST_WINDOW,  lambda case: age_days(case.hold.paid_date, case.today) > case.policy.hold_days),
    (OVER_LIMIT,   lambda case: case.amount_fen > case.most_fen),
)
# fmt: on


def preauth(request: PreAuth, asked: Asked) -> PaymentAnswer:
    """0110. Declines: 15, 14, 54, 51 by the card."""
    card, fen = request.card, request.amount_fen
    card_hash = asked.ledger.card_hash(card.pan)

    def judge(_books: Books, reference_no: str) -> Move | str:
        code = refuse_card(card, fen, asked.today, asked.policy)
        made = Authorise(auth_no_of(reference_no), asked.moment.day, fen, card.masked, card_hash)
        return made if code == APPROVED else code

    return by_card(Kind.PRE_AUTH, request, card_hash, asked, judge)


def preauth_void(request: PreAuthVoid, asked: Asked) -> PaymentAnswer:
    """0110. Declines: 25, 14, 64."""
    card_hash = asked.ledger.card_hash(request.card.pan)

    def judge(books: Books, _reference_no: str) -> Move | str:
        hold = _held(books, request, card_hash, asked, _VOID)
        return hold if isinstance(hold, str) else Release(hold.id)

    said = request.auth_no, request.original_month_day
    return by_card(Kind.PRE_AUTH_VOID, request, card_hash, asked, judge, *said)


def completion(request: Completion | CompletionNotice, asked: Asked) -> PaymentAnswer:
    """0210 or 0230. Declines: 25, 14, 22, 61. Request and notice of one completion have the same body."""
    card, fen = request.card, request.amount_fen
    card_hash = asked.ledger.card_hash(card.pan)

    def judge(books: Books, reference_no: str) -> Move | str:
        hold = _held(books, request, card_hash, asked, _COMPLETION)
        if isinstance(hold, str):
            return hold
        return Complete(hold.id, new_sale(fen, reference_no, asked, card.masked, card_hash, auth_no=request.auth_no))

    return by_card(Kind.COMPLETION, request, card_hash, asked, judge, request.auth_no, request.original_month_day)


def _held(
    books: Books,
    request: PreAuthVoid | Completion | CompletionNotice,
    card_hash: str,
    asked: Asked,
    rules: Rules[_Case],
) -> Hold | str:
    """The pre-authorisation that is named, as long as no rule is broken; else a code."""
    made = latest_day(request.original_month_day, asked.today)
    hold = books.hold(request.sender.merchant_no, request.auth_no, made) if made else None
    if hold is None:
        return NO_ORIGINAL
    code = first_broken(rules, _Case(hold, request.amount_fen, card_hash, asked.today, asked.policy))
    return hold if code == APPROVED else code
