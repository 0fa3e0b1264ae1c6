"""What a face (screen or command line) may ask of the cash desk.

No widget and no argument parser here, and no wire: `CashDesk` is the one door between the faces and the refund core.
Its methods block; in the screen they are called by one worker thread only. The words by which it refuses stand in
faults.py.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from protocol.cards import Card
from protocol.transactions import ByOrder, ByReference, Channel, Original, RefundKey
from scanner.decode.symbol import Symbol
from scanner.salesslip import SalesSlip
from terminal.desk.faults import FAULTS
from terminal.printers.outcome import NotPrinted
from terminal.trade.arrival import Arrival
from terminal.trade.payment import PaymentRecord
from terminal.trade.refund import LinkIdentity, RefundRecord

if TYPE_CHECKING:  # they refuse by the exception of this file
    from terminal.desk.case_door import Cases
    from terminal.desk.doors import BatchDoor, DeviceDoor, Lessons, Orders, Payments, Prints, Records
    from terminal.desk.office import Setup, Staff
    from terminal.desk.operators import Admitted

# fmt: off
# Reasons for a refund: code -> text key `reason.<code>`. The first is preset.
REASONS: tuple[str, ...] = ("customer", "quality", "wrong_goods", "price", "paid_twice", "other")
# fmt: on


class Refusal(Exception):
    """The desk says no before any money can have moved. `word` is a key of FAULTS; `details` fill its text."""

    def __init__(self, word: str, **details: str | int) -> None:
        super().__init__(word, details)
        self.word = word
        self.details = details

    @property
    def exit_code(self) -> int:
        """What a headless verb exits with."""
        return FAULTS[self.word]

    def __str__(self) -> str:
        return " ".join((self.word, *(f"{name}={value}" for name, value in self.details.items())))


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the parameters say of the screens. card_first: a refund by reference asks for the card first."""

    card_first: bool = False


@dataclass(frozen=True, slots=True)
class Station:
    """The signed-on terminal: what stands on the status line and in the receipt's head. identity: whom its records
    belong to. payments: 消费 and the others can be asked here; not where the device at the other end reads the card, as
    none of those has a message for them. arrivals: working days until money is back, by how it was paid.
    """

    merchant_no: str
    merchant_name: str
    terminal_no: str
    batch_no: str
    business_date: str
    practice: bool
    link: str
    hotline: str
    identity: LinkIdentity
    payments: bool = True
    arrivals: Mapping[Channel, Arrival] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """What the cashier confirmed; the desk knows who that is. amount_fen: integer fen; items: (sku, quantity), empty
    for an amount only.

    reason: a code of REASONS. request_no: the caller's own number for idempotence, "" without. asked: what was asked
    for under that number, in the caller's own words (it stays the same when the goods are gone). exchange: a new sale
    follows (换货); both slips then name each other. case_no: of the approved case that it was started from, "" at the
    counter.
    """

    original: Original
    amount_fen: int
    items: tuple[tuple[str, int], ...] = ()
    reason: str = REASONS[0]
    request_no: str = ""
    asked: str = ""
    exchange: bool = False
    case_no: str = ""


@dataclass(frozen=True, slots=True)
class RefundResult:
    """How it ended. receipt: the printed lines (empty unless approved). saved, trouble: files of it, and what did not
    come out, as far as the printers are by now; prints.collect tells the rest.
    """

    record: RefundRecord
    receipt: tuple[str, ...] = ()
    saved: tuple[Path, ...] = ()
    trouble: tuple[NotPrinted, ...] = ()
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip in a customer's hand: the picture that is really scanned, and its text for the paper pane."""

    picture: Path
    lines: tuple[str, ...]
    modules: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class CounterCustomer:
    """Somebody at the practice counter. card: what they would present; None for a phone. order_no: of their slip, ""
    where they hold none of ours out. name_en, words_en: in English, "" where nobody wrote that.
    id: what a task names them by, "" for somebody in no task.
    """

    name: str
    words: str
    card: Card | None
    order_no: str = ""
    name_en: str = ""
    words_en: str = ""
    id: str = ""

    def told(self, lang: str) -> tuple[str, str]:
        """Name and words in this language, as far as there are any."""
        if lang.startswith("en"):
            return self.name_en or self.name, self.words_en or self.words
        return self.name, self.words


class Counter(Protocol):
    """The practice shop's customers; only there on the emulator."""

    def customers(self) -> tuple[CounterCustomer, ...]:
        """Who stands at the counter, in order."""

    def slip(self, index: int) -> Slip:
        """The slip of that customer, drawn when first asked for."""


Tell = Callable[[RefundRecord], None]
"""Hears each new state of a refund while it runs; called in the caller's thread."""

TellBoth = Callable[[RefundRecord | PaymentRecord], None]
"""Hears of payments that are undone first, too."""


class CashDesk(Protocol):
    """One terminal with its journal and its line. Every method may raise Refusal with a word of FAULTS. What is no
    refund is behind `payments` and `batch` (terminal.desk.doors).
    """

    @property
    def payments(self) -> "Payments":
        """消费, 撤销, 预授权, 查询 and their 冲正."""

    @property
    def batch(self) -> "BatchDoor":
        """The batch: totals, lists, 结算, 签退."""

    @property
    def orders(self) -> "Orders":
        """Orders to choose from, and what is known of one beside its source."""

    @property
    def prints(self) -> "Prints":
        """打印: slips again, lists, totals."""

    @property
    def device(self) -> "DeviceDoor":
        """设备: its state, the check before a refund, what stood on the line."""

    @property
    def records(self) -> "Records":
        """交易记录: what the journal says, and files of it."""

    @property
    def cases(self) -> "Cases":
        """退款申请: the cases around disputed refunds."""

    @property
    def lessons(self) -> "Lessons":
        """练习任务; with a counter only."""

    @property
    def practice(self) -> bool:
        """No real money moves here."""

    @property
    def counter(self) -> Counter | None:
        """The practice customers, or None on a foreign peer."""

    @property
    def staff(self) -> "Staff":
        """操作员: who there is, and their passwords."""

    @property
    def setup(self) -> "Setup":
        """参数 and 通讯."""

    @property
    def preferences(self) -> Preferences:
        """What the parameters say of the screens, as far as they are in force."""

    def cases_due(self, by: "Admitted") -> int:
        """How many cases are due (Which.DUE), for a reminder; where there is no case, nothing of cases is loaded."""

    def enter(self, operator_no: str, password: str) -> "Admitted":
        """As check_operator, and whoever was signed on has left: 00 and 99 have nobody's sign-on to trade by."""

    def check_operator(self, operator_no: str, password: str) -> "Admitted":
        """Whoever it is, 00 and 99 too. Refusal operator_unknown, operator_password (tries_left), locked (seconds)."""

    def check_supervisor(self, password: str) -> "Admitted":
        """主管密码, as proof. Refusal supervisor_password (tries_left), locked (seconds)."""

    def sign_on(self, operator_no: str) -> Station:
        """签到: opens the line and gets working keys; changed parameters count from here on. Refusal link_unavailable,
        link_silent, sign_on_refused, operator_supervisor, operator_system …
        """

    def resume(self, tell: TellBoth) -> tuple[RefundResult, ...]:
        """Send each 冲正 that is owed here, then ask what became of refunds that an earlier run left open on this link.
        Nothing of a refund is sent again without a person.
        """

    def open_refunds(self) -> tuple[RefundRecord, ...]:
        """Refunds whose outcome is not known, on whatever link: what changed last comes last."""

    def for_a_person(self, shown: Collection[RefundKey] = ()) -> tuple[RefundRecord, ...]:
        """Refunds that are not decided, that a person has ended, and those of these keys, as they stand now: what
        changed last comes last, on whatever link. Nothing is asked of a host.
        """

    def scan(self, picture: Path) -> SalesSlip:
        """Read a slip from a picture file. Refusal picture_unreadable, no_code, payment_code, slip_foreign …"""

    def read(self, text: str) -> SalesSlip:
        """What a scanner typed is a slip. Refusal payment_code, slip_foreign, not_a_slip …"""

    def seen(self, codes: tuple[Symbol, ...]) -> SalesSlip:
        """What a camera has read at a time is a slip. Refusal as read, order_ambiguous …"""

    def find(self, what: SalesSlip | ByOrder | ByReference) -> Original:
        """Ask the order source. Refusal order_check_digits, order_unknown, slip_amount, no_order_source …"""

    def keyed(self, what: ByReference, amount_fen: int) -> Original:
        """After no_order_source: an original of which only the slip is known. Refusal order_unknown."""

    def refund(self, by: "Admitted", request: RefundRequest, card: Card | None, tell: TellBoth) -> RefundResult:
        """One refund, from the durable intent to the printed receipt. by: who allows it; Refusal right_missing. An
        unknown outcome is a result, not a Refusal.
        """

    def settle(self, record: RefundRecord, card: Card | None, cancel: bool, tell: TellBoth) -> RefundResult:
        """Take up an open refund: with its card (sent again if the host never saw it), or give it up for good."""

    def close_by_hand(self, by: "Admitted", record: RefundRecord, reason: str, *, done: bool) -> RefundRecord:
        """人工了结: somebody found out elsewhere that the money went back (done), or did not. by: who allows it.
        reason: how it was found out. Not done, a host that can be told to refuse it is told first, and its word counts.
        What a person ended is put right so, where `record` is it as it stands.
        Refusal refund_still_asked, refund_unanswered, refund_other_profile (the host can still say), closing_reason.
        """

    def reset_practice(self) -> None:
        """恢复练习数据: orders, journal, ledger and locks together, under a new epoch. Signs off.

        Refusal reset_elsewhere where the orders are not in this process.
        """

    def interrupt(self) -> None:
        """From any thread, before `close`: nobody waits any more. Whatever is under way on the line ends where it is,
        by an exception that is no Refusal; what the journal says of it stands, and the next start takes it up.
        """

    def close(self) -> None:
        """Give back line and journal; safe to call twice."""
