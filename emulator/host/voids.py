"""撤销: of a sale, a scanned payment, a completion; and what a sale must be so that anything is done with it at all.

The rule: what is undone or corrected is a sale of this terminal's open batch and this day that stands whole.
"""

from dataclasses import dataclass

from emulator.host.attempts import (
    Judge,
    answer_in_batch,
    body_of,
    by_card,
    key_of,
    named,
    payment_answer,
)
from emulator.host.callers import Asked
from emulator.host.rules import APPROVED, INVALID, NO_ORIGINAL, OTHER_AMOUNT, WRONG_CARD, Rules, first_broken
from emulator.ledger.contract import Books
from emulator.ledger.moves import Attempt, Move, Void
from emulator.ledger.records import Held, Kind, SaleState
from protocol.transactions import Channel, CompletionVoid, PaymentAnswer, QrVoid, VoidSale, Voucher

NO_DATE = "0000"
"""61.3 of a terminal that names its original by batch and voucher alone."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How a request names the sale it is about. kinds: what may be touched so. channel: None where the request leaves
    it to the sale. card_hash: of the card presented, "" for none. amount_fen: None where it may be another.
    reference_no: "" where the voucher alone names it.
    """

    original: Voucher
    kinds: frozenset[Kind]
    channel: Channel | None
    card_hash: str
    amount_fen: int | None
    reference_no: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    held: Held
    naming: Naming
    today: str


# The first broken rule answers. S12: void - same day 25, card 14, amount 64; a sale that does not stand whole is none.
# fmt: off
_RULES: Rules[_Case] = (
    # code         broken when
    (NO_ORIGINAL,  lambda case: case.held.sale.kind not in case.naming.kinds),
    (NO_ORIGINAL,  lambda case: case.naming.reference_no not in {"", case.held.sale.reference_no}),
    (NO_ORIGINAL,  lambda case: case.naming.original.month_day not in {NO_DATE, case.held.sale.paid_date[4:]}),
    (NO_ORIGINAL,  lambda case: case.held.state is not SaleState.NORMAL),
    (NO_ORIGINAL,  lambda case: case.held.given_back_fen > 0),
    (NO_ORIGINAL,  lambda case: case.held.settled),
    (NO_ORIGINAL,  lambda case: case.held.sale.paid_date != case.today),
    (INVALID,      lambda case: case.naming.channel not in {None, case.held.sale.channel}),
    (WRONG_CARD,   lambda case: case.naming.card_hash != case.held.sale.card_hash),
    (OTHER_AMOUNT, lambda case: case.naming.amount_fen not in {None, case.held.amount_fen}),
)
# fmt: on


def standing(books: Books, naming: Naming, asked: Asked) -> Held | str:
    """The sale that is named, as long as it stands whole; else a code: 25, 12, 14, 64."""
    original = naming.original
    held = books.sale_by_voucher(asked.terminal.terminal_no, original.batch_no, original.trace_no)
    if held is None:
        return NO_ORIGINAL
    code = first_broken(_RULES, _Case(held, naming, asked.moment.day))
    return held if code == APPROVED else code


def sale_void(request: VoidSale, asked: Asked) -> PaymentAnswer:
    """0210. Declines: 25, 12, 14, 64."""
    return _by_card(Kind.VOID, Kind.SALE, request, asked)


def completion_void(request: CompletionVoid, asked: Asked) -> PaymentAnswer:
    """0210; the pre-authorisation is open again. Declines as a void."""
    return _by_card(Kind.COMPLETION_VOID, Kind.COMPLETION, request, asked)


def qr_void(request: QrVoid, asked: Asked) -> PaymentAnswer:
    """0210. Declines: 25, 12 (paid another way), 64."""
    original, fen, reference_no = request.original, request.amount_fen, request.reference_no
    naming = Naming(original, frozenset({Kind.SALE}), request.channel, "", fen, reference_no)
    body = body_of(Kind.VOID, request.sender, fen, "by code", reference_no, named(original))
    attempt = Attempt(key_of(request.sender, asked), Kind.VOID, body)
    return payment_answer(answer_in_batch(attempt, fen, asked, _judge(naming, asked)))


def _by_card(kind: Kind, undone: Kind, request: VoidSale | CompletionVoid, asked: Asked) -> PaymentAnswer:
    original, fen, reference_no = request.original, request.amount_fen, request.reference_no
    card_hash = asked.ledger.card_hash(request.card.pan)
    naming = Naming(original, frozenset({undone}), Channel.CARD, card_hash, fen, reference_no)
    return by_card(kind, request, card_hash, asked, _judge(naming, asked), reference_no, named(original))


def _judge(naming: Naming, asked: Asked) -> Judge:
    def judge(books: Books, _reference_no: str) -> Move | str:
        held = standing(books, naming, asked)
        return held if isinstance(held, str) else Void(held.sale.id, held.sale.hold_id)

    return judge
