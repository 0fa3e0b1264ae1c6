"""How a payment ended: done, declined with what to do, undone, or for a person; and a balance. Pure.

The rule: nothing but an approval is called a success, and what is still owed says so.
"""

from protocol.transactions import Channel
from terminal.columns import clean, row
from terminal.face.asks.printing import PrintBalance
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.one_page import offer
from terminal.screens.page import LCD_COLUMNS, Line, Look, PageScreen, Turn, View, going, money, wrapped
from terminal.screens.paging import paged, turned
from terminal.screens.printing.news import again, slip_lines
from terminal.screens.printing.printing_menu import printing
from terminal.screens.refund.result import declined, hotline
from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState

PRINTS = "1"
"""On a balance: its slip."""


class PayResultPage(PageScreen):
    """确认 goes on; what is owed is listed first."""

    page = Page.PAY_RESULT

    def view(self, scene: Scene, t: Texts) -> View:
        record = scene.payment.ended
        if record is None:
            return View(t("title.result"), ())
        paper = slip_lines(scene, str(record.key), t)
        lines = (*ended(record, scene, t), *paper, *advice(record, scene, t))
        return paged(t("title.result"), (lines,), scene.cursor, t("hint.result"), t("hint.result_pages"))

    def press(self, scene: Scene, key: str) -> Turn:
        return turned(scene, key) or again(scene, key) or going(scene, key)


class BalancePage(PageScreen):
    """可用余额, or why it was not told; 1 prints it for the cardholder."""

    page = Page.BALANCE

    def view(self, scene: Scene, t: Texts) -> View:
        told = scene.payment.balance
        if told is None:
            return View(t("doing.balance"), ())
        payer = wrapped(t("one.payer", payer=clean(told.payer)))
        if told.balance_fen is None:
            return View(t("doing.balance"), (*payer, *declined(told.code, t)), t("hint.result"))
        balance = t("balance.left", amount=money(told.balance_fen, scene.practice, t))
        slip = offer(PRINTS, f"{PRINTS} {t('balance.print')}")
        return View(t("doing.balance"), (Line(), *payer, Line(balance, Look.STRONG), Line(), slip), t("hint.result"))

    def press(self, scene: Scene, key: str) -> Turn:
        told = scene.payment.balance
        if key == PRINTS and told is not None and told.balance_fen is not None:
            return printing(scene, Event.PRINT, PrintBalance(told))
        return going(scene, key)


def ended(record: PaymentRecord, scene: Scene, t: Texts, beside: str = "") -> tuple[Line, ...]:
    """The lines that say how it stands. beside: on the line of its voucher, where little room is left."""
    voucher = t("result.voucher", number=record.voucher_no)
    head = (
        *wrapped(t(f"pay_result.{record.state}"), Look.STRONG),
        Line(f"{t(f'kind.{record.kind}')} {money(record.amount_fen, scene.practice, t)}"),
        *wrapped(t("one.payer", payer=clean(record.payer))),
        *(Line(text) for text in (row(voucher, beside, LCD_COLUMNS) if beside else (voucher,))),
    )
    match record.state:
        case PaymentState.APPROVED:
            reference = Line(t("result.reference", number=clean(record.reference_no)))
            return (*head, reference, *_authorised(record, t))
        case PaymentState.DECLINED:
            return (*head, *declined(record.code, t))
        case _:
            return (*head, *(wrapped(t(f"cause.{record.cause}")) if record.cause else ()))


def advice(record: PaymentRecord, scene: Scene, t: Texts) -> tuple[Line, ...]:
    """The lines that say what to do next, and whom to call."""
    if record.state is PaymentState.APPROVED:  # what was paid by code is not signed
        return wrapped(t("advice.approved" if record.channel is Channel.CARD else "pay_advice.approved"))
    told = () if record.state is PaymentState.DECLINED else wrapped(t(f"pay_advice.{record.state}"))
    return (*told, *hotline(scene, t))


def _authorised(record: PaymentRecord, t: Texts) -> tuple[Line, ...]:
    """授权码; of a pre-authorisation with its day, as both are asked for when it is completed or voided."""
    number, day = clean(record.auth_no), record.named.month_day
    if not number.strip():
        return ()
    held = record.kind is PaymentKind.PRE_AUTH
    return (Line(t("result.hold", number=number, day=day) if held else t("result.auth_no", number=number)),)
