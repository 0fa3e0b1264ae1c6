"""A cash desk in memory for the tests of the screens: real dataclasses, no journal, no line, no scanner.

The rule: it refuses with the words of terminal.desk.door.FAULTS and remembers what it was asked; nothing clever.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from fake_admin import FakeSetup, FakeStaff
from fake_cases import FakeCases
from fake_device import FakeDevice
from fake_lessons import FakeLessons
from fake_orders import FakeOrders
from fake_payments import FakePayments
from fake_printing import FakeBatch, FakePrints
from fake_records import FakeRecords
from policies import PLAIN

from protocol.cards import TEST_CARDS, Card
from protocol.transactions import ByOrder, ByReference, Channel, Goods, Original, OriginalState, RefundKey
from scanner.decode.symbol import Symbol
from scanner.known_texts import classify
from scanner.salesslip import SalesSlip, SlipError, check_order_no, order_no
from terminal.desk.case_door import Which
from terminal.desk.closing import waits_for_somebody
from terminal.desk.door import (
    Counter,
    CounterCustomer,
    Preferences,
    RefundRequest,
    RefundResult,
    Refusal,
    Slip,
    Station,
    Tell,
)
from terminal.desk.operators import Admitted, Right
from terminal.desk.scanned import slip_of
from terminal.trade.order_source import keyed_original
from terminal.trade.refund import BY_HAND, Cause, LinkIdentity, RefundRecord, State

MERCHANT, TERMINAL_NO = "898310000000001", "00000001"
LINK = LinkIdentity("practice", MERCHANT, TERMINAL_NO, "0" * 16)
CARD_ORDER, PHONE_ORDER = order_no("812345678901"), order_no("812345678902")
GOODS = (
    Goods("A1", "拿铁咖啡", 2500, 2),
    Goods("B2", "提拉米苏蛋糕", 3800, 1),
    Goods("C3", "全麦面包", 1234, 3, returned=1),
)
CARD_SALE = Original(
    CARD_ORDER, "000000000123", "000045", "20261120", "102030", Channel.CARD, TEST_CARDS["unionpay"].masked,
    12502, 1234, OriginalState.PARTLY_REFUNDED, GOODS,
)  # fmt: skip
PHONE_SALE = Original(
    PHONE_ORDER, "000000000124", "000046", "20261121", "110000", Channel.WECHAT, "1350****7788", 5000, 0,
    OriginalState.NORMAL, (),
)  # fmt: skip


class FakeCounter:
    """Two customers: one with the card that paid, one who paid by phone."""

    def customers(self) -> tuple[CounterCustomer, ...]:
        return (
            CounterCustomer("顾客一", "这两样我想退掉", TEST_CARDS["unionpay"], id="first"),
            CounterCustomer("顾客二", "用微信付的", None),
        )

    def slip(self, index: int) -> Slip:
        modules = tuple(tuple((x + y) % 2 == 0 for x in range(25)) for y in range(25))
        return Slip(Path(f"slip{index}.png"), ("销售单号", (CARD_ORDER, PHONE_ORDER)[index]), modules)


@dataclass
class FakeDesk:
    """answers: states the next refunds end in, approved when there are none. left_open: what resume finds. vouchers: by
    order number, of sales that can be voided.
    """

    practice: bool = True
    counter: Counter | None = field(default_factory=FakeCounter)
    device: FakeDevice = field(default_factory=FakeDevice)
    lessons: FakeLessons = field(default_factory=lambda: FakeLessons(CARD_ORDER))
    answers: list[State] = field(default_factory=list)
    left_open: list[RefundResult] = field(default_factory=list)
    asked: list[object] = field(default_factory=list)
    sales: dict[str, Original] = field(default_factory=lambda: {CARD_ORDER: CARD_SALE, PHONE_ORDER: PHONE_SALE})
    pause: Callable[[], None] = lambda: None
    tries: int = 5
    closed: bool = False
    kept: dict[RefundKey, RefundRecord] = field(default_factory=dict)
    interrupted: bool = False
    unlisted: frozenset[str] = frozenset()
    vouchers: dict[str, str] = field(default_factory=dict)
    payments: FakePayments = field(default_factory=FakePayments)
    prints: FakePrints = field(default_factory=FakePrints)
    batch: FakeBatch = field(init=False)
    records: FakeRecords = field(default_factory=FakeRecords)
    cases: FakeCases = field(default_factory=FakeCases)
    staff: FakeStaff = field(default_factory=FakeStaff)
    setup: FakeSetup = field(default_factory=FakeSetup)
    preferences: Preferences = field(default_factory=Preferences)

    def __post_init__(self) -> None:
        self.batch = FakeBatch(self.payments)

    def enter(self, operator_no: str, password: str) -> Admitted:
        return self.check_operator(operator_no, password)

    def cases_due(self, by: Admitted) -> int:
        return len(self.cases.listed(by, Which.DUE))

    def check_operator(self, operator_no: str, password: str) -> Admitted:
        if operator_no not in self.staff.passwords:
            raise Refusal("operator_unknown")
        self._password(password == self.staff.passwords[operator_no], "operator_password")
        return Admitted(operator_no)

    def check_supervisor(self, password: str) -> Admitted:
        self._password(password == self.staff.passwords["00"], "supervisor_password")
        return Admitted("00")

    def _password(self, fits: bool, word: str) -> None:
        if fits:
            return
        self.tries -= 1
        if self.tries <= 0:
            raise Refusal("locked", operator="00", seconds=60)
        raise Refusal(word, tries_left=self.tries)

    def sign_on(self, operator_no: str) -> Station:
        return Station(
            MERCHANT, "练习商店", TERMINAL_NO, "000001", "20261122", self.practice, "emulator:", "95016", LINK,
            arrivals=PLAIN.arrivals,
        )  # fmt: skip

    def resume(self, tell: Tell) -> tuple[RefundResult, ...]:
        return tuple(self.left_open)

    def open_refunds(self) -> tuple[RefundRecord, ...]:
        return tuple(result.record for result in self.left_open)

    def for_a_person(self, shown: Collection[RefundKey] = ()) -> tuple[RefundRecord, ...]:
        """Those that resume found, and what became of them here."""
        every = {one.record.key: one.record for one in self.left_open} | self.kept
        waiting = (one for one in every.values() if waits_for_somebody(one) or one.state in BY_HAND)
        return tuple({one.key: one for one in (*waiting, *(every[key] for key in shown if key in every))}.values())

    def scan(self, picture: Path) -> SalesSlip:
        self.asked.append(picture)
        if picture.name not in {"slip0.png", "slip1.png"}:
            raise Refusal("picture_unreadable")
        return SalesSlip((CARD_ORDER, PHONE_ORDER)[int(picture.stem[-1])], None, authenticated=True, source="qr")

    @property
    def orders(self) -> FakeOrders:
        return FakeOrders(self.sales, self.vouchers)

    def read(self, text: str) -> SalesSlip:
        return slip_of(classify(text, shop_key=None, typed=True))

    def seen(self, codes: tuple[Symbol, ...]) -> SalesSlip:
        return self.read(codes[0].text or "")

    def find(self, what: SalesSlip | ByOrder | ByReference) -> Original:
        self.asked.append(what)
        if isinstance(what, ByReference):
            if what.reference_no in self.unlisted:
                raise Refusal("no_order_source")
            return self._one(lambda sale: (sale.reference_no, sale.month_day) == (what.reference_no, what.month_day))
        try:
            number = check_order_no(what.order_no)
        except SlipError:
            raise Refusal("order_check_digits")
        return self._one(lambda sale: sale.order_no == number)

    def keyed(self, what: ByReference, amount_fen: int) -> Original:
        self.asked.append((what, amount_fen))
        return keyed_original(what, amount_fen, date(2026, 11, 22))

    def _one(self, fits: Callable[[Original], bool]) -> Original:
        for sale in self.sales.values():
            if fits(sale):
                return sale
        raise Refusal("order_unknown")

    def refund(self, by: Admitted, request: RefundRequest, card: Card | None, tell: Tell) -> RefundResult:
        by.require(Right.ALLOW)
        self.asked.append((request, card))
        original = request.original
        if original.channel is Channel.CARD and (card is None or card.masked != original.payer):
            raise Refusal("card_wrong")
        record = make_record(original, request.amount_fen, request.items, len(self.asked))
        tell(replace(record, state=State.PENDING))
        self.pause()
        state = self.answers.pop(0) if self.answers else State.APPROVED
        if state is not State.DECLINED:
            self._book(original, request)
        return self._end(record, state)

    def _book(self, original: Original, request: RefundRequest) -> None:
        sold = dict(request.items)
        goods = tuple(replace(item, returned=item.returned + sold.get(item.sku, 0)) for item in original.goods)
        refunded = original.refunded_fen + request.amount_fen
        state = OriginalState.REFUNDED if refunded == original.amount_fen else OriginalState.PARTLY_REFUNDED
        self.sales[original.order_no] = replace(original, goods=goods, refunded_fen=refunded, state=state)

    def _end(self, record: RefundRecord, state: State) -> RefundResult:
        ended = self._ended(record, state)
        self.kept[record.key] = ended.record
        return ended

    def _ended(self, record: RefundRecord, state: State) -> RefundResult:
        match state:
            case State.APPROVED:
                done = replace(record, state=state, code="00", reference_no="000000000999")
                return RefundResult(done, tuple(f"签购单 第{n}行" for n in range(12)), (Path("000123.txt"),))
            case State.DECLINED:
                return RefundResult(replace(record, state=state, code="51"))
            case _:
                return RefundResult(replace(record, state=state, cause=Cause.NO_ANSWER))

    def settle(self, record: RefundRecord, card: Card | None, cancel: bool, tell: Tell) -> RefundResult:
        self.asked.append((record.key, card, cancel))
        return self._end(record, State.CANCELLED if cancel else State.APPROVED)

    def close_by_hand(self, by: Admitted, record: RefundRecord, reason: str, *, done: bool) -> RefundRecord:
        self.asked.append((by.operator_no, record.key, reason, done))
        said = State.CLOSED_DONE if done else State.CLOSED_UNDONE
        ended = replace(
            record, state=said, closed_by="01", closed_allowed=by.operator_no, closed_reason=reason, contradicted=""
        )
        self.kept.pop(record.key, None)
        self.kept[record.key] = ended
        return ended

    def reset_practice(self) -> None:
        self.asked.append("reset")

    def interrupt(self) -> None:
        self.interrupted = True

    def close(self) -> None:
        self.closed = True


def make_record(original: Original, fen: int, items: tuple[tuple[str, int], ...], trace: int) -> RefundRecord:
    """A record of a refund of `original`, as the desk would make it."""
    return RefundRecord(
        key=RefundKey(MERCHANT, TERMINAL_NO, "0a1b2c3d", "000001", f"{trace:06}", "20261122"),
        link=LINK,
        amount_fen=fen,
        original_reference=original.reference_no,
        original_month_day=original.month_day,
        channel=original.channel,
        order_no=original.order_no,
        payer=original.payer,
        items=items,
        reason="customer",
        operator_no="01",
        supervisor_no="00",
        practice=True,
        opened_at="2026-11-22T10:20:30",
    )
