"""Payments and the batch of a desk in memory, for the tests of the screens: real records, no journal, no line.

The rule: it refuses with the words of terminal.desk.door.FAULTS and remembers what it was asked; nothing clever.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from protocol.cards import Card, mask
from protocol.transactions import Channel, RefundKey, Voucher
from terminal.desk.door import Refusal
from terminal.desk.doors import PaymentResult
from terminal.desk.operators import Admitted, Right
from terminal.printers.outcome import Printout
from terminal.trade.balance import BalanceTold
from terminal.trade.batch import Transaction
from terminal.trade.exchange import exchange_open
from terminal.trade.payment import UNSETTLED, ClosedAs, PaymentKind, PaymentRecord, PaymentState, TellPayment
from terminal.trade.refund import Cause, LinkIdentity, RefundRecord
from terminal.trade.voids import found, to_void, voidable

MERCHANT, TERMINAL_NO = "898310000000001", "00000001"
S, K = PaymentState, PaymentKind


def paid(kind: PaymentKind, fen: int, card: Card | None, trace: int) -> PaymentRecord:
    """A payment as it is when nothing was sent yet; without a card by a WeChat code."""
    return PaymentRecord(
        key=RefundKey(MERCHANT, TERMINAL_NO, "0a1b2c3d", "000001", f"{trace:06}", "20261122"),
        link=LinkIdentity("practice", MERCHANT, TERMINAL_NO, "0" * 16),
        kind=kind,
        amount_fen=fen,
        channel=Channel.CARD if card else Channel.WECHAT,
        payer=card.masked if card else mask("134567890123456789"),
        entry="021" if card else "032",
        operator_no="01",
        supervisor_no="",
        practice=True,
        opened_at="2026-11-22T10:20:30",
        card_hash=card.masked if card else "",
    )


@dataclass
class FakePayments:
    """done: what there is of today, oldest first. answers: states the next payments end in, approved without any.
    asked: what was asked, without what may not be kept. pins: as they came.
    """

    done: list[Transaction] = field(default_factory=list)
    answers: list[PaymentState] = field(default_factory=list)
    asked: list[object] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    refuse: list[Refusal] = field(default_factory=list)
    pause: Callable[[], None] = lambda: None

    def sale(self, fen: int, card: Card, pin: str, tell: TellPayment, exchange_no: str = "") -> PaymentResult:
        self.asked.append(("sale", fen, card.masked, exchange_no))
        return self._end(paid(K.SALE, fen, card, self._next()), pin, tell)

    def qr_sale(self, fen: int, payer_code: str, tell: TellPayment, exchange_no: str = "") -> PaymentResult:
        self.asked.append(("qr_sale", fen, mask(payer_code), exchange_no))
        return self._end(paid(K.QR_SALE, fen, None, self._next()), payer_code, tell)

    def exchange_open(self, refund: RefundRecord) -> bool:
        return exchange_open(refund, [one for one in self.done if isinstance(one, PaymentRecord)])

    def voidable(self, voucher_no: str) -> PaymentRecord:
        return voidable(found(self._batch(), voucher_no), self.done)

    def void(self, by: Admitted, voucher_no: str, card: Card | None, pin: str, tell: TellPayment) -> PaymentResult:
        by.require(Right.ALLOW)
        self.asked.append(("void", voucher_no, card.masked if card else None))
        original, kind = to_void(
            found(self._batch(), voucher_no), self.done, (lambda known: known == card.masked) if card else None
        )
        record = replace(paid(kind, original.amount_fen, card, self._next()), original=original.named)
        return self._end(replace(record, original_reference=original.reference_no), pin, tell)

    def preauth(self, fen: int, card: Card, pin: str, tell: TellPayment) -> PaymentResult:
        self.asked.append(("preauth", fen, card.masked))
        return self._end(paid(K.PRE_AUTH, fen, card, self._next()), pin, tell)

    def preauth_void(
        self, by: Admitted, fen: int, auth_no: str, month_day: str, card: Card, pin: str, tell: TellPayment
    ) -> PaymentResult:
        by.require(Right.ALLOW)
        return self._of_hold(K.PRE_AUTH_VOID, fen, auth_no, month_day, card, pin, tell)

    def completion(
        self, fen: int, auth_no: str, month_day: str, card: Card, pin: str, tell: TellPayment
    ) -> PaymentResult:
        return self._of_hold(K.COMPLETION, fen, auth_no, month_day, card, pin, tell)

    def balance(self, card: Card, pin: str) -> BalanceTold:
        self.asked.append(("balance", card.masked))
        self.pins.append(pin)
        return BalanceTold("00", 5_000_000, card.masked) if pin else BalanceTold("55", None, card.masked)

    def unsettled(self) -> tuple[PaymentRecord, ...]:
        return tuple(one for one in self.done if isinstance(one, PaymentRecord) and one.state in UNSETTLED)

    def resume(self, tell: TellPayment) -> tuple[PaymentResult, ...]:
        return ()

    def reverse(self, record: PaymentRecord, card: Card | None, tell: TellPayment) -> PaymentResult:
        self.asked.append(("reverse", record.voucher_no, card.masked if card else None))
        self._refused()
        tell(replace(record, state=S.REVERSING))
        return PaymentResult(self._kept(replace(record, state=self._state(S.REVERSED))), Printout())

    def close_by_hand(self, by: Admitted, record: PaymentRecord, said: ClosedAs) -> PaymentRecord:
        by.require(Right.ALLOW)
        self.asked.append(("close", record.voucher_no, said))
        self._refused()
        return self._kept(replace(record, state=S.CLOSED, closed_by="01", closed_as=said, supervisor_no=by.operator_no))

    def slip(self, record: PaymentRecord) -> Printout:
        return Printout()

    def slip_again(self, record: PaymentRecord) -> Printout:
        return Printout(("***故障报告单,非凭证联***", "冲正不成功,请人工处理"))

    # the batch

    def find(self, voucher_no: str) -> Transaction:
        return found(self._batch(), voucher_no)

    def today(self) -> tuple[Transaction, ...]:
        return tuple(self.done)

    # inside

    def _batch(self) -> list[Transaction]:
        return [one for one in self.done if one.state.value == "approved"]

    def _next(self) -> int:
        return 100 + len(self.done)

    def _state(self, usual: PaymentState) -> PaymentState:
        return self.answers.pop(0) if self.answers else usual

    def _refused(self) -> None:
        if self.refuse:
            raise self.refuse.pop(0)

    def _kept(self, record: PaymentRecord) -> PaymentRecord:
        self.done = [one for one in self.done if one.key != record.key] + [record]
        return record

    def _of_hold(
        self, kind: PaymentKind, fen: int, auth_no: str, day: str, card: Card, pin: str, tell: TellPayment
    ) -> PaymentResult:
        self.asked.append((kind.value, fen, auth_no, day, card.masked))
        record = replace(paid(kind, fen, card, self._next()), original=Voucher("000000", "000000", day))
        return self._end(replace(record, original_auth_no=auth_no), pin, tell)

    def _end(self, record: PaymentRecord, secret: str, tell: TellPayment) -> PaymentResult:
        self.pins.append(secret)
        self._refused()
        tell(replace(record, state=S.PENDING))
        self.pause()
        after = replace(record, state=self._state(S.APPROVED))
        match after.state:
            case S.APPROVED:
                told = replace(after, code="00", reference_no=f"{after.voucher_no}000009", reached="1122102031")
                after = replace(told, auth_no="AB12C3" if after.channel is Channel.CARD else "")
                return PaymentResult(self._kept(after), Printout(tuple(f"签购单 第{n}行" for n in range(12))))
            case S.DECLINED:
                return PaymentResult(self._kept(replace(after, code="51")), Printout())
            case S.NOT_SENT:
                return PaymentResult(self._kept(replace(after, cause=Cause.LINE_LOST)), Printout())
            case _:
                tell(replace(after, state=S.REVERSING, cause=Cause.NO_ANSWER, tries=1))
                return PaymentResult(self._kept(replace(after, cause=Cause.NO_ANSWER, tries=1)), Printout())
