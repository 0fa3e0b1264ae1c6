"""Asks of payments: each payment, its original, a balance, and what is owed a 冲正.

The rule: PIN and payer code stand in no repr.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from protocol.cards import Card
from terminal.desk.door import CashDesk, Refusal
from terminal.desk.doors import PaymentResult
from terminal.desk.operators import Admitted
from terminal.face.asks.ask import Ask, Tell
from terminal.face.drafts.payment import Doing, PaymentDraft
from terminal.printers.outcome import Printout
from terminal.trade.balance import BalanceTold
from terminal.trade.batch import Transaction
from terminal.trade.payment import ClosedAs, PaymentRecord, PaymentState
from terminal.trade.refund import RefundRecord

NOTHING_PRINTED = Printout()


@dataclass(frozen=True, slots=True)
class Sell:
    """消费. Answered by PaymentResult."""

    amount_fen: int
    card: Card
    pin: str = field(repr=False)
    exchange_no: str = ""
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> PaymentResult:
        return desk.payments.sale(self.amount_fen, self.card, self.pin, tell, self.exchange_no)


@dataclass(frozen=True, slots=True)
class SellByCode:
    """扫码消费. Answered by PaymentResult."""

    amount_fen: int
    payer_code: str = field(repr=False)
    exchange_no: str = ""
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> PaymentResult:
        return desk.payments.qr_sale(self.amount_fen, self.payer_code, tell, self.exchange_no)


@dataclass(frozen=True, slots=True)
class VoidIt:
    """撤销 by voucher number, allowed by whom; no card for a scanned sale. Answered by PaymentResult."""

    by: Admitted
    voucher_no: str
    card: Card | None = None
    pin: str = field(default="", repr=False)
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> PaymentResult:
        return desk.payments.void(self.by, self.voucher_no, self.card, self.pin, tell)


@dataclass(frozen=True, slots=True)
class PreAuthorise:
    """预授权. Answered by PaymentResult."""

    amount_fen: int
    card: Card
    pin: str = field(repr=False)
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> PaymentResult:
        return desk.payments.preauth(self.amount_fen, self.card, self.pin, tell)


@dataclass(frozen=True, slots=True)
class Complete:
    """预授权完成 of a hold by authorisation number and day. Answered by PaymentResult."""

    amount_fen: int
    auth_no: str
    month_day: str
    card: Card
    pin: str = field(repr=False)
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> PaymentResult:
        return desk.payments.completion(self.amount_fen, self.auth_no, self.month_day, self.card, self.pin, tell)


@dataclass(frozen=True, slots=True)
class VoidHold:
    """预授权撤销, allowed by whom. Answered by PaymentResult."""

    by: Admitted
    amount_fen: int
    auth_no: str
    month_day: str
    card: Card
    pin: str = field(repr=False)
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> PaymentResult:
        return desk.payments.preauth_void(
            self.by, self.amount_fen, self.auth_no, self.month_day, self.card, self.pin, tell
        )


@dataclass(frozen=True, slots=True)
class AskBalance:
    """余额查询. Answered by BalanceTold."""

    card: Card
    pin: str = field(repr=False)
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> BalanceTold:
        return desk.payments.balance(self.card, self.pin)


@dataclass(frozen=True, slots=True)
class FindVoidable:
    """What 撤销 of this voucher would undo. Answered by PaymentRecord."""

    voucher_no: str
    busy: ClassVar[str] = "busy.find"

    def perform(self, desk: CashDesk, tell: Tell) -> PaymentRecord:
        return desk.payments.voidable(self.voucher_no)


@dataclass(frozen=True, slots=True)
class LookUp:
    """交易查询: the latest of today with this voucher number, however it ended; without a number 末笔查询. Answered by
    Transaction.
    """

    voucher_no: str = ""
    busy: ClassVar[str] = "busy.find"

    def perform(self, desk: CashDesk, tell: Tell) -> Transaction:
        today = [one for one in desk.batch.today() if self.voucher_no in ("", one.key.trace_no)]
        if today:
            return today[-1]
        if not self.voucher_no:
            raise Refusal("no_transaction")
        return desk.batch.find(self.voucher_no)


@dataclass(frozen=True, slots=True)
class Owed:
    """records: what waits for its 冲正 or a person. slip: the fault slip of the one that it was asked for."""

    records: tuple[PaymentRecord, ...]
    slip: Printout = NOTHING_PRINTED


@dataclass(frozen=True, slots=True)
class AskOwed:
    """待冲正. because, voucher: the refusal after which it is asked, which stays on the LCD. Answered by Owed."""

    because: str = ""
    voucher: str = ""
    busy: ClassVar[str] = "busy.owed"

    def perform(self, desk: CashDesk, tell: Tell) -> Owed:
        records = desk.payments.unsettled()
        failed = (one for one in records if one.voucher_no == self.voucher and one.state is PaymentState.MANUAL)
        return Owed(records, next((desk.payments.slip(one) for one in failed), NOTHING_PRINTED))


@dataclass(frozen=True, slots=True)
class Reverse:
    """再试一次, with the card presented again where the host wants its number. Answered by PaymentResult."""

    record: PaymentRecord
    card: Card | None = None
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> PaymentResult:
        return desk.payments.reverse(self.record, self.card, tell)


@dataclass(frozen=True, slots=True)
class CloseByHand:
    """人工了结, allowed by whom. Answered by PaymentRecord."""

    by: Admitted
    record: PaymentRecord
    said: ClosedAs
    busy: ClassVar[str] = "busy.close"

    def perform(self, desk: CashDesk, tell: Tell) -> PaymentRecord:
        return desk.payments.close_by_hand(self.by, self.record, self.said)


@dataclass(frozen=True, slots=True)
class AskExchange:
    """Is the new sale of this refund still to come? Answered by the 换货号 where it is, else by ""."""

    record: RefundRecord
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> str:
        return self.record.exchange_no if desk.payments.exchange_open(self.record) else ""


@dataclass(frozen=True, slots=True)
class PrintAgain:
    """Its slip, or its fault slip, once more. Answered by Printout."""

    record: PaymentRecord
    busy: ClassVar[str] = "busy.print"

    def perform(self, desk: CashDesk, tell: Tell) -> Printout:
        return desk.payments.slip_again(self.record)


def sent_as(draft: PaymentDraft, by: Admitted, secret: str = "") -> Ask | None:
    """What the last 确认 sends. by: who stands for it. secret: the PIN, "" for none, or the payer code. None where
    something is missing.
    """
    match draft.doing, draft.card:
        case Doing.SALE, Card() as card:
            return Sell(draft.amount.fen, card, secret, draft.exchange_no)
        case Doing.QR_SALE, _:
            return SellByCode(draft.amount.fen, secret, draft.exchange_no)
        case Doing.VOID | Doing.COMPLETION_VOID, card if draft.original is not None:
            return VoidIt(by, draft.original.key.trace_no, card, secret)
        case Doing.PRE_AUTH, Card() as card:
            return PreAuthorise(draft.amount.fen, card, secret)
        case Doing.COMPLETION, Card() as card:
            return Complete(draft.amount.fen, draft.auth_no, draft.month_day, card, secret)
        case Doing.PRE_AUTH_VOID, Card() as card:
            return VoidHold(by, draft.amount.fen, draft.auth_no, draft.month_day, card, secret)
        case Doing.BALANCE, Card() as card:
            return AskBalance(card, secret)
        case Doing.REVERSE, card if draft.owed is not None:
            return Reverse(draft.owed, card)
        case _:
            return None
