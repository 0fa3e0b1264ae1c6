"""What a face may ask of the cash desk beside refunds: payments, 冲正, the batch and its settlement, slips, the device.

As terminal.desk.door: no widget, no wire; methods block, and every one may raise Refusal with a word of desk.FAULTS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from protocol.cards import Card
from protocol.transactions import Original
from terminal.desk.operators import Admitted
from terminal.lessons.judge import Begun
from terminal.lessons.results import Best, Done
from terminal.line.frames import SeenFrame
from terminal.printers.outcome import Printout
from terminal.records.report import DayReport, Filter, Report
from terminal.records.timeline import Step
from terminal.trade.balance import BalanceTold
from terminal.trade.batch import CountedBatch, SettlementRecord, Transaction
from terminal.trade.order_list import OrderList
from terminal.trade.payment import ClosedAs, PaymentRecord, TellPayment
from terminal.trade.preflight import DeviceReport, Finding, Standing
from terminal.trade.refund import RefundRecord

if TYPE_CHECKING:  # no first page waits for the policy
    from terminal.case.policy import Ruling

TellSettlement = Callable[[SettlementRecord | PaymentRecord], None]
"""Hears each new state of a settlement while it runs, and of payments that are undone first."""


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """How it stands. printed: its slip, or its fault slip; empty where there is neither."""

    record: PaymentRecord
    printed: Printout


@dataclass(frozen=True, slots=True)
class Story:
    """What this terminal knows of an original beside what its source says. refunds: made here before, those that are
    not decided too; what changed last comes last. voucher_no: of its sale, where the open batch holds it and it can
    still be voided as a whole today; "" else. ruling: what the refund policy says of it, None where none is read.
    case_no: of the open case about it, "" without one; barred_by: of the one that it is refunded from, or not at all;
    bar_only: that one has ended.
    """

    refunds: tuple[RefundRecord, ...] = ()
    voucher_no: str = ""
    ruling: "Ruling | None" = None
    case_no: str = ""
    barred_by: str = ""
    bar_only: bool = False


class Orders(Protocol):
    """Orders at hand: of a book, of the practice shop where it is in this process, and of this terminal's journal. What
    a host alone knows is asked for by number (CashDesk.find).
    """

    def listed(self, digits: str = "") -> OrderList:
        """Those that these digits mean (terminal.trade.order_list), all without any; newest first."""

    def story(self, original: Original) -> Story:
        """What happened to it here."""


class Payments(Protocol):
    """Each sends what is owed first: a 冲正 that gets no answer is a Refusal reversal_pending, and nothing else goes.

    amount_fen: integer fen. pin: "" where none is asked; 4 to 12 digits, in memory only. by: who allows it;
    Refusal right_missing. An outcome other than approved is a result, not a Refusal: see its record's state.
    """

    def sale(self, amount_fen: int, card: Card, pin: str, tell: TellPayment, exchange_no: str = "") -> PaymentResult:
        """消费. exchange_no: of the refund whose goods it replaces (换货). Refusal exchange_malformed,
        exchange_unknown (no such refund here), exchange_done (a sale of it stands or is not decided).
        """

    def qr_sale(self, amount_fen: int, payer_code: str, tell: TellPayment, exchange_no: str = "") -> PaymentResult:
        """扫码消费, as sale. Refusal payer_code_unknown."""

    def exchange_open(self, refund: RefundRecord) -> bool:
        """An exchange of this link whose goods are back and whose new sale is still to come."""

    def voidable(self, voucher_no: str) -> PaymentRecord:
        """What 撤销 would undo, before a card is presented; nothing is sent. Refusal as void, but for the card."""

    def void(self, by: Admitted, voucher_no: str, card: Card | None, pin: str, tell: TellPayment) -> PaymentResult:
        """撤销 of a sale, a scanned sale or a completion of this batch. Refusal voucher_unknown, refund_not_voidable,
        not_voidable, already_voided, refunded_not_voidable, original_busy, void_open, card_missing, card_wrong.
        """

    def preauth(self, amount_fen: int, card: Card, pin: str, tell: TellPayment) -> PaymentResult:
        """预授权; its record's auth_no and day (named.month_day) name it from then on."""

    def preauth_void(
        self, by: Admitted, amount_fen: int, auth_no: str, month_day: str, card: Card, pin: str, tell: TellPayment
    ) -> PaymentResult:
        """预授权撤销. Refusal hold_malformed: 6 characters and MMDD."""

    def completion(
        self, amount_fen: int, auth_no: str, month_day: str, card: Card, pin: str, tell: TellPayment
    ) -> PaymentResult:
        """预授权完成 (请求). Refusal hold_malformed."""

    def balance(self, card: Card, pin: str) -> BalanceTold:
        """余额查询."""

    def unsettled(self) -> tuple[PaymentRecord, ...]:
        """Payments that are owed a 冲正, or a person: to be shown until they are none, on whatever link."""

    def resume(self, tell: TellPayment) -> tuple[PaymentResult, ...]:
        """At the start, before anything else: send each 冲正 that is owed here, and print what an
        earlier run left unprinted of the open batch and of today.
        """

    def reverse(self, record: PaymentRecord, card: Card | None, tell: TellPayment) -> PaymentResult:
        """A person asks once more, with the card presented again where the host wants its number. Refusal card_wrong,
        reversal_elsewhere.
        """

    def close_by_hand(self, by: Admitted, record: PaymentRecord, said: ClosedAs) -> PaymentRecord:
        """人工了结: the acquirer was asked, and said this. Refusal reversal_still_due: it is still to be tried
        here.
        """

    def slip(self, record: PaymentRecord) -> Printout:
        """What was printed for it in this run: its slip or its fault slip."""

    def slip_again(self, record: PaymentRecord) -> Printout:
        """Its slip again, marked 重打印, or its fault slip. Refusal nothing_to_print for what has neither."""


class BatchDoor(Protocol):
    """The batch of this terminal at its host."""

    def now(self) -> CountedBatch:
        """The open batch."""

    def today(self) -> tuple[Transaction, ...]:
        """All of today at this host, also what was declined or undone, oldest first."""

    def find(self, voucher_no: str) -> Transaction:
        """By 凭证号 (1 to 6 digits) among what was approved in the open batch. Refusal voucher_unknown."""

    def settle(self, tell: TellSettlement) -> SettlementRecord:
        """结算; one that was begun and not finished goes on. Refusal settle_refund_open, reversal_pending. Not CLOSED:
        its code or cause says why.
        """

    def unfinished(self) -> SettlementRecord | None:
        """A settlement here that was begun and is not known to be over: settle goes on with it."""

    def unclosed(self) -> tuple[SettlementRecord, ...]:
        """All such, on whatever link; without a sign-on."""

    def last_settlement(self) -> SettlementRecord | None:
        """The last closed one, for 重打结算单."""

    def sign_off(self) -> None:
        """签退. Refusal settle_first, sign_off_refused."""


class Lessons(Protocol):
    """练习任务, at a practice counter. no: number of the task; trainee: of terminal.lessons.results.trainee_of."""

    def begin(self, no: int) -> Begun:
        """A customer for it, whose order is as the shop sold it. Refusal lesson_used_up."""

    def start(self, no: int) -> None:
        """From now on it counts: what is to go wrong in this task will, until it is over or another signs on."""

    def keep(self, trainee: str, word: str, done: Done) -> Mapping[str, Best]:
        """The task is over; their best of each, this one among it. Refusal lesson_not_kept."""

    def results(self, trainee: str) -> Mapping[str, Best]:
        """Word of the task -> best. Refusal lesson_not_kept."""


class Prints(Protocol):
    """打印. A slip that is printed again says so. Refusal nothing_to_print. Nothing here waits for a printer: what
    is still printing is told of again by `collect`, with its files and with what did not come out.
    """

    def listen(self, wake: Callable[[], None]) -> None:
        """Have `wake` called, in another thread, whenever there is something to collect; it must not wait."""

    def collect(self) -> tuple[Printout, ...]:
        """What has come out or failed since, noted in the journal; never in the middle of a transaction."""

    def wait(self, within_s: float) -> tuple[Printout, ...]:
        """Collect when everything is out or has failed, at the latest after so many seconds; for verbs that end."""

    def of(self, subject: str) -> Printout:
        """What came so far of what was last printed for this key in this run; empty without."""

    def again(self, voucher_no: str = "") -> Printout:
        """重打任意一笔 of the open batch by its voucher number, 重打上一笔 without one. Refusal voucher_unknown."""

    def left(self) -> tuple[str, ...]:
        """Keys of what has a slip at this host that no printer has brought out and none has in hand, oldest first;
        Records.again prints them.
        """

    def settlement_again(self) -> Printout:
        """重打结算单: of the last closed batch."""

    def details(self, *, settled: bool = False) -> Printout:
        """明细 of the open batch, or of the last closed one."""

    def summary(self) -> Printout:
        """汇总 of the open batch."""

    def balance(self, told: BalanceTold) -> Printout:
        """余额查询单 of a balance that was told."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How the terminal stands, and what of it is wrong, what blocks first."""

    standing: Standing
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Announcement:
    """A scenario acts now. line: in one line of English. kinds: words with a text `scenario.<kind>`, filled in from
    details.
    """

    line: str
    kinds: tuple[str, ...]
    details: tuple[tuple[str, str | int], ...]

    def __str__(self) -> str:
        return self.line


@dataclass(frozen=True, slots=True)
class Underway:
    """What is on its way over the line. delivered: the peer has it and its answer is awaited; else it is being sent."""

    delivered: bool


Notice = Announcement | Underway
"""What is heard while a transaction runs, beside its states."""


class PracticeDevice(Protocol):
    """The practice device's own knobs; only there where it is in this process."""

    def happen(self, words: Mapping[str, str | int]) -> None:
        """Battery, paper, printer, line, clock … as `emulator ctl set` has them. ValueError for what no device does."""


class DeviceDoor(Protocol):
    """The device and its line. Nothing here moves money, and nothing of it keeps a cashier waiting."""

    @property
    def practice(self) -> PracticeDevice | None:
        """The knobs, or None."""

    def listen(self, hear: Callable[[Notice], None]) -> None:
        """From now on `hear` is told what a scenario does, in the thread that it happens in."""

    def state(self, *, anew: bool = False) -> DeviceReport:
        """What it tells of itself; not asked again within seconds unless `anew`, and never where the peer can't tell or
        nobody is signed on.
        """

    def preflight(self, *, anew: bool = False) -> Checked:
        """Before a refund. Signs on where the keys were lost; why that was refused is a finding. Refusal
        journal_damaged, journal_write.
        """

    def look(self, *, anew: bool = False) -> Checked:
        """The same for whoever wants to know: it signs nobody on. Refusal journal_damaged, journal_write."""

    def frames(self) -> tuple[SeenFrame, ...]:
        """What the last conversations said, masked, oldest first."""


@dataclass(frozen=True, slots=True)
class Exported:
    """path: the new file. rows: how many of the `found` transactions are in it, the newest."""

    path: Path
    rows: int
    found: int


class Records(Protocol):
    """交易记录: what the journal says, without the host and without a sign-on. Where a batch is asked for, the present
    host's. key: a record's, as text. by: who looks; others' records want the supervisor, Refusal right_missing.
    """

    def today(self, operator_no: str) -> Report:
        """The refunds of this operator of today."""

    def find(self, by: Admitted, asked: Filter) -> Report:
        """Whatever is asked for; the newest terminal.records.report.LISTED rows, with how many there are."""

    def life(self, key: str) -> tuple[Step, ...]:
        """One record's life, oldest first; empty for a key that nobody knows."""

    def again(self, key: str) -> Printout:
        """Its slip again, of whatever batch, and it says so, or its fault slip. Refusal nothing_to_print where it has
        neither.
        """

    def day_report(self, by: Admitted, day: str = "") -> DayReport:
        """日报 of one day, yyyy-mm-dd, today without one; its rows of operators are those that `by` may see."""

    def settlement(self) -> SettlementRecord | None:
        """The last closed settlement here, with the host's totals beside ours; None before the first."""

    def export(self, by: Admitted, asked: Filter, form: str, lang: str) -> Exported:
        """Into a new file. form: of terminal.records.export.FORMATS. lang: of its words. Refusal not_exported."""

    def export_day(self, by: Admitted, day: str, lang: str) -> Path:
        """日报 as a new PDF. Refusal not_exported."""
