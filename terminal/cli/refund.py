"""`tuihuo refund`: the same desk as the screen's, without a screen."""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from protocol.transactions import ByReference
from terminal.cli.narration import Heard, announce, check, narrate
from terminal.cli.original import OF_SALE, Named, OfSale, found
from terminal.cli.refund_result import printed, report
from terminal.cli.refusal import refused
from terminal.cli.typed import amount_of, card_for, item_of, password_of, test_card
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import REASONS, RefundRequest, RefundResult, Refusal
from terminal.desk.faults import NOTHING_SENT
from terminal.desk.operators import SUPERVISOR
from terminal.language import translator
from terminal.line.links import LinkUrlError
from terminal.settings import load_settings
from terminal.trade import rules
from terminal.trade.order_source import BookError

MAX_REQUEST_NO = 64
"""Characters of the caller's own number: a UUID or a till's receipt number is shorter."""


def refund(
    *,
    of: OfSale = OF_SALE,
    amount: str = "",
    item: Annotated[list[str] | None, Parameter(negative="")] = None,
    reason: str = REASONS[0],
    card: str = "",
    request: str = "",
    exchange: Annotated[bool, Parameter(negative="")] = False,
    operator: str = "01",
    supervisor_file: Path | None = None,
    book: Path | None = None,
    link: str = "",
    live: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """One refund without a screen. Without --item or --amount: all that remains.

    Parameters
    ----------
    of
        The sale.
    amount
        Amount in yuan.
    item
        Goods to return, SKU=QTY; may be given several times.
    reason
        Reason code: customer, quality, wrong_goods, price, paid_twice or other.
    card
        Name of a test card; without it the original's own.
    request
        Your own number: the same number and the same refund give the stored result.
    exchange
        A new sale follows (换货): its number is on the slip and in the result, for the sale at the terminal.
    operator
        Operator number.
    supervisor_file
        File with the supervisor password (or TUIHUO_SUPERVISOR_PASSWORD).
    book
        CSV or JSON file of original sales, instead of the host's query.
    link
        Link URL; without it the terminal's own (管理 通讯), which is the emulator of this process until it is changed.
    live
        The peer may be another one than our emulator.
    as_json
        Print one JSON document.
    """
    settings = load_settings()
    texts = translator(settings.lang)
    wish = _Wish(of, amount, item or [], reason, card, request, exchange, operator, supervisor_file)
    heard = Heard()
    try:
        desk = open_desk(link, settings, Options(live=live, book=book, announce=announce))
        try:
            result = printed(desk, _refund(desk, wish, heard))
        finally:
            desk.close()
    except KeyboardInterrupt:
        if heard.last is None:
            return NOTHING_SENT
        result = RefundResult(heard.last)
    except (Refusal, LinkUrlError, BookError) as error:
        return refused(error, texts, as_json=as_json)
    return report(result, texts, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Wish:
    """The options of one refund, as they were typed."""

    of: OfSale
    amount: str
    items: list[str]
    reason: str
    card: str
    request: str
    exchange: bool
    operator: str
    supervisor_file: Path | None


def _refund(desk: Desk, wish: _Wish, heard: Heard) -> RefundResult:
    amount_fen = amount_of(wish.amount) if wish.amount else None
    items = tuple(item_of(text) for text in wish.items)
    if wish.reason not in REASONS:
        raise Refusal("reason_unknown", reason=wish.reason, known=", ".join(REASONS))
    if len(wish.request) > MAX_REQUEST_NO or not wish.request.isprintable():
        raise Refusal("usage", hint="--request NO")
    by = desk.check_supervisor(password_of(desk, SUPERVISOR, wish.supervisor_file))
    what = wish.of.wanted(desk)
    asked = _asked(what, amount_fen, items, exchange=wish.exchange)
    before = desk.asked_before(wish.request, asked, test_card(wish.card) if wish.card else None)
    if before is not None:
        heard.last = before.record  # something of it may have left long ago
        return _latest(desk, before, wish.operator)
    station = desk.sign_on(wish.operator)
    if wish.exchange and not station.payments:
        raise Refusal("link_no_such_payment")
    desk.resume(narrate)
    check(desk)
    original = found(desk, what, amount_fen)
    rules.check_original(original)
    chosen = items or (rules.all_left(original) if amount_fen is None else ())
    if amount_fen is None:
        amount_fen = rules.amount_of(original, items) if items else original.remaining_fen
    request = RefundRequest(original, amount_fen, chosen, wish.reason, wish.request, asked, wish.exchange)
    return desk.refund(by, request, card_for(wish.card, original.channel, original.payer), heard)


def _asked(
    what: Named,
    amount_fen: int | None,
    items: tuple[tuple[str, int], ...],
    *,
    exchange: bool,
) -> str:
    """The body of a request as it was typed: it compares equal when the order has changed meanwhile."""
    original = f"{what.reference_no}/{what.month_day}" if isinstance(what, ByReference) else what.order_no
    return json.dumps([original, amount_fen, sorted(items), *(["exchange"] if exchange else [])])


def _latest(desk: Desk, before: RefundResult, operator_no: str) -> RefundResult:
    """The stored result; one that was still open is asked about first, if the line allows it."""
    if before.record not in desk.open_refunds():
        return before
    with suppress(Refusal):
        desk.sign_on(operator_no)
        results = {result.record.key: result for result in desk.resume(narrate)}
        return replace(results.get(before.record.key, before), replayed=True)
    return before
