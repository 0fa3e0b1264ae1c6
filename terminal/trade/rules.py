"""What a cash desk refuses before anything is written or sent. Pure: an original, a request, and yes or a Refusal.

The terminal's check is advice to the cashier; the host refuses more than what remains, whoever asks (H12).
"""

from collections import Counter
from collections.abc import Iterable

from protocol.cards import Card
from protocol.transactions import CardReader, Channel, Original, OriginalState
from terminal.desk.door import REASONS, RefundRequest, Refusal
from terminal.trade.payment import UNSETTLED, PaymentKind, PaymentRecord
from terminal.trade.refund import LinkIdentity, RefundRecord
from terminal.trade.sale_name import sale_name, same_reference


def all_left(original: Original) -> tuple[tuple[str, int], ...]:
    """Every item that can still be returned."""
    return tuple((line.sku, line.left) for line in original.goods if line.left)


def amount_of(original: Original, items: Iterable[tuple[str, int]]) -> int:
    """Fen for these items, never more than what remains. Refusal item_unknown, item_over_remaining."""
    lines = {line.sku: line for line in original.goods}
    total = 0
    for sku, quantity in _counted(items).items():
        line = lines.get(sku)
        if line is None:
            raise Refusal("item_unknown", sku=sku)
        if not 1 <= quantity <= line.left:
            raise Refusal("item_over_remaining", sku=sku, name=line.name, left=line.left)
        total += line.unit_fen * quantity
    return min(total, original.remaining_fen)


def check_original(original: Original) -> None:
    """Refusal original_voided or original_refunded."""
    if original.state is OriginalState.VOIDED:
        raise Refusal("original_voided")
    if original.remaining_fen == 0:
        raise Refusal("original_refunded")


def check_request(
    request: RefundRequest,
    card: Card | None,
    still_open: Iterable[RefundRecord],
    card_read_by: CardReader = CardReader.TERMINAL,
) -> None:
    """Everything that can be said no to here; the first thing wrong is the Refusal. A device asks for cards itself."""
    original = request.original
    check_original(original)
    name = sale_name(original.reference_no, original.month_day)
    for record in still_open:
        if sale_name(record.original_reference, record.original_month_day) == name:
            raise Refusal("original_busy", key=str(record.key), state=record.state.value)
    if request.amount_fen == 0:
        raise Refusal("amount_zero")
    if request.amount_fen < 0:
        raise Refusal("amount_negative")
    if request.items and request.amount_fen not in _prices(original, request.items):
        raise Refusal("items_amount", items_fen=amount_of(original, request.items))
    if request.amount_fen > original.remaining_fen:
        raise Refusal("amount_over_remaining", remaining_fen=original.remaining_fen)
    if request.reason not in REASONS:
        raise Refusal("reason_unknown", reason=request.reason, known=", ".join(REASONS))
    if card_read_by is CardReader.TERMINAL:
        check_card(original, card)


def _prices(original: Original, items: tuple[tuple[str, int], ...]) -> frozenset[int]:
    """What these items may be given back for: their own prices, and all that are left for all that remains. Anything
    else is a refund by amount.
    """
    own = amount_of(original, items)
    return frozenset({own, original.remaining_fen if _counted(items) == dict(all_left(original)) else own})


def _counted(items: Iterable[tuple[str, int]]) -> Counter[str]:
    """How many of each."""
    counted: Counter[str] = Counter()
    for sku, quantity in items:
        counted[sku] += quantity
    return counted


def check_voids(reference_no: str, link: LinkIdentity, payments: Iterable[PaymentRecord]) -> None:
    """No void of that original is open here, and none stands. Refusal void_open (voucher), original_voided."""
    for one in payments:
        if one.link != link or not same_reference(one.original_reference, reference_no):
            continue
        if one.state in UNSETTLED:
            raise Refusal("void_open", voucher=one.voucher_no)
        if one.stands:
            raise Refusal("original_voided")


def check_completion(original: Original, link: LinkIdentity, payments: Iterable[PaymentRecord]) -> None:
    """It is no pre-authorisation that was completed here. Refusal completion_not_refundable (voucher)."""
    name = sale_name(original.reference_no, original.month_day)
    for one in payments:
        if one.link != link or one.kind is not PaymentKind.COMPLETION:
            continue
        if sale_name(one.reference_no, one.named.month_day) == name:
            raise Refusal("completion_not_refundable", voucher=one.voucher_no)


def check_card(original: Original, card: Card | None) -> None:
    """The mask is all that a terminal knows of the original card; the host compares the whole number (14)."""
    if original.channel is not Channel.CARD:
        return
    if card is None:
        raise Refusal("card_missing")
    if original.payer and card.masked != original.payer:
        raise Refusal("card_wrong", payer=original.payer, card=card.masked)
