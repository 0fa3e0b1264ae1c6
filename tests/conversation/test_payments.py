"""Everything that is no refund, over a pipe, a tcp connection and a pty, with the real host behind it: each payment
approved and declined, silence and its 冲正, three tries in vain, settlement and sign-off. Both books agree at the end.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from between import Between
from supervisor import BY

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.envelope import read
from protocol.framing import Deframer, Frame, LengthDeframer
from protocol.message import Message
from protocol.transactions import ByOrder, ByReference, Channel, RefundKey, Totals, Verdict
from protocol.transport.base import LineClosedError, LineError, Transport
from scanner.salesslip import order_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.records.journal import JournalError
from terminal.settings import Settings
from terminal.trade.batch import BATCH_LIMIT, SettlementRecord, SettlementState
from terminal.trade.payment import ClosedAs, PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import Cause

pytestmark = pytest.mark.usefixtures("nobody_waits")

S, K = PaymentState, PaymentKind
CARD, OTHER, FOREIGN = TEST_CARDS["unionpay"], TEST_CARDS["unionpay2"], TEST_CARDS["visa"]
WECHAT = "134567890123456789"
PIN = "123456"
QUICK = "t_resp=0.25&t_ack=0.1"  # apart: in virtual time they would end at the same moment
ORDER = order_no("800000260001")


@dataclass
class Muffled(Between):
    """Stands in the line: of messages whose type is in `requests` the host hears nothing, of those in `answers` it is
    heard by nobody. sent: what was written. gone: there is no line any more.
    """

    framing: str
    requests: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    sent: list[Message] = field(default_factory=list)
    deaf: bool = False
    gone: bool = False

    def write(self, data: bytes) -> None:
        if self.gone:
            raise LineClosedError("gone")
        messages = self.messages(data)
        self.sent += messages
        types = {message.mti for message in messages}
        if messages:
            self.deaf = bool(types & (self.answers | self.requests))
        if not types & self.requests:
            self.line.write(data)

    def read(self, timeout_s: float) -> bytes:
        data = self.line.read(timeout_s)
        return b"" if self.deaf else data

    def messages(self, data: bytes) -> list[Message]:
        deframer = Deframer() if self.framing == "link" else LengthDeframer()
        frames = [heard.data for heard in deframer.feed(data) if isinstance(heard, Frame)]
        return [read(frame).message for frame in frames]

    def types(self) -> list[str]:
        """Of all that was sent, without what was sent again."""
        said = [message.mti for message in self.sent]
        return [mti for at, mti in enumerate(said) if not at or self.sent[at] != self.sent[at - 1]]

    def open(self) -> None:
        if self.gone:
            raise LineError("gone")
        self.line.open()


@dataclass
class Counter:
    """A signed-on desk, the line before it, and what was told."""

    desk: Desk
    line: Muffled
    settings: Settings
    told: list[PaymentRecord] = field(default_factory=list)
    settled: list[SettlementRecord] = field(default_factory=list)

    def sale(self, fen: int = 1000, card: Any = CARD) -> PaymentRecord:
        return self.desk.payments.sale(fen, card, PIN, self.told.append).record

    def settle(self) -> SettlementRecord:
        return self.desk.batch.settle(self.settled.append)

    def host(self, key: RefundKey) -> tuple[str, bool] | None:
        """Code of the host's entry under this key, and whether it was undone; None where it has none."""
        with open_ledger(self.settings.ledger) as ledger:
            entry = ledger.entry(key)
        return (entry.answer.code, entry.reversed) if entry else None

    def books_agree(self) -> bool:
        """The terminal's totals of the open batch are the host's, and the host's accounts balance."""
        now, terminal_no = self.desk.batch.now(), self.desk.journal.payments()[0].key.terminal_no
        with open_ledger(self.settings.ledger) as ledger:
            sums, wrong = ledger.batch_sums(terminal_no, now.batch_no), ledger.discrepancies()
        assert sums is not None
        sides = [(now.totals.domestic, sums.domestic), (now.totals.foreign, sums.foreign)]
        names = ("debit_fen", "debit_count", "credit_fen", "credit_count")
        return not wrong and all(getattr(one, name) == getattr(other, name) for one, other in sides for name in names)


Open = Callable[..., Counter]


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of receipts: their drawing has tests of its own, and takes longer than a payment."""
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")


@pytest.fixture
def at(desk_on: Callable[..., Desk], settings: Settings) -> Open:
    """A counter on a link, signed on as operator 01."""

    def make(link: str = f"emulator:?{QUICK}", framing: str = "link") -> Counter:
        lines: list[Muffled] = []

        def muffle(line: Transport) -> Any:
            lines.append(Muffled(line, framing))
            return lines[-1]

        desk = desk_on(link, transport=muffle)
        desk.sign_on("01")
        return Counter(desk, lines[0], settings)

    return make


@pytest.fixture(params=["pipe", "tcp", "pty"])
def counter(
    request: pytest.FixtureRequest, at: Open, served: Callable[..., Any], settings: Settings
) -> Iterator[Counter]:
    """The same counter on each kind of line."""
    if request.param == "pipe":
        yield at()
    else:
        listen = {"tcp": "tcp://127.0.0.1:0", "pty": "pty:"}[request.param]
        with served(listen, settings.ledger) as (link, _):
            yield at(link + ("&" if "?" in link else "?") + QUICK, "length" if request.param == "tcp" else "link")


def test_a_day_at_the_counter(counter: Counter) -> None:
    pay, batch = counter.desk.payments, counter.desk.batch
    first, second = counter.sale(5000), counter.sale(700, FOREIGN)
    assert (first.state, first.code, first.scheme, second.scheme) == (S.APPROVED, "00", "CUP", "VIS")
    told = counter.told.append
    done = [
        pay.void(BY, first.voucher_no, CARD, "", told).record,
        pay.preauth(8000, CARD, PIN, told).record,
        pay.preauth(9000, OTHER, PIN, told).record,
        pay.qr_sale(4000, WECHAT, told).record,
    ]
    hold, given_up, by_phone = done[1:]
    done += [
        pay.completion(8800, hold.auth_no, hold.named.month_day, CARD, PIN, told).record,
        pay.preauth_void(BY, 9000, given_up.auth_no, given_up.named.month_day, OTHER, PIN, told).record,
        pay.void(BY, by_phone.voucher_no, None, "", told).record,
        pay.completion(8100, hold.auth_no, hold.named.month_day, CARD, PIN, told).record,
    ]
    assert [record.state for record in done] == [S.APPROVED] * 7 + [S.DECLINED]
    assert (done[7].code, done[6].kind, done[3].channel, done[3].payer) == (
        "25",
        K.QR_VOID,
        Channel.WECHAT,
        "134567********6789",
    )
    done.append(pay.void(BY, done[4].voucher_no, CARD, PIN, told).record)
    assert (done[8].kind, done[8].state) == (K.COMPLETION_VOID, S.APPROVED)
    balance = pay.balance(CARD, PIN)
    assert (balance.code, balance.balance_fen) == ("00", 5_000_000)
    original = counter.desk.find(ByOrder(ORDER))
    counter.desk.refund(BY, RefundRequest(original, 300), CARD, lambda _record: None)
    assert counter.books_agree()
    now = batch.now()
    assert now.totals.domestic == Totals(5000 + 4000 + 8800, 3, 5000 + 4000 + 8800 + 300, 4)
    assert (now.totals.foreign, len(now.transactions), now.full) == (Totals(700, 1, 0, 0), 10 + 1, False)
    assert len(batch.today()) == 10 + 2
    with pytest.raises(Refusal, match="settle_first"):
        batch.sign_off()
    settled = counter.settle()
    assert (settled.state, settled.balanced, settled.host, settled.uploaded) == (
        SettlementState.CLOSED, True, now.totals, 0,
    )  # fmt: skip
    assert [one.state for one in counter.settled][-1] is SettlementState.CLOSED
    assert (batch.now().batch_no, batch.now().transactions, batch.last_settlement()) == ("000002", (), settled)
    batch.sign_off()
    assert counter.line.types()[-3:] == ["0320", "0800", "0820"]
    counter.desk.sign_on("01")
    assert counter.sale().key.batch_no == "000002"
    assert "0400" not in counter.line.types()
    counter.desk.journal.verify()


@pytest.mark.parametrize(("lost", "code", "entry"), [("answers", "00", ("00", True)), ("requests", "25", None)])
def test_silence_is_undone_at_once(counter: Counter, lost: str, code: str, entry: tuple[str, bool] | None) -> None:
    getattr(counter.line, lost).add("0200")
    record = counter.sale()
    assert (record.state, record.reversal_code, record.tries) == (S.REVERSED, code, 1)
    assert counter.host(record.key) == entry
    reversal = counter.line.sent[-1]
    assert [reversal.text(number) for number in (11, 39, 2)] == [record.voucher_no, "98", CARD.number]
    getattr(counter.line, lost).clear()
    assert counter.sale().state is S.APPROVED
    assert counter.books_agree()


def test_three_tries_in_vain_and_then_a_person(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_words: object) -> None:
        raise JournalError("journal_write", "disk full")

    counter.line.answers |= {"0200", "0400"}
    record = counter.sale()
    assert (record.state, record.tries, record.cause) == (S.DUE, 1, Cause.NO_ANSWER)
    for word, left in (("reversal_pending", S.DUE), ("reversal_failed", S.MANUAL)):
        with pytest.raises(Refusal, match=word):
            counter.desk.refund(BY, RefundRequest(counter.desk.find(ByOrder(ORDER)), 100), CARD, lambda _record: None)
        assert [one.state for one in counter.desk.payments.unsettled()] == [left]
    assert [mti for mti in counter.line.types() if mti in {"0200", "0220"}] == ["0200"]
    counter.desk.prints.wait(10)
    slips = [entry for entry in counter.desk.journal.entries() if entry.kind == "receipt.printed"]
    assert [entry.subject for entry in slips] == [str(record.key)]
    assert any("冲正不成功,请人工处理" in line for line in counter.desk.payments.slip(record).lines)
    counter.line.answers.clear()
    assert counter.sale(2000).state is S.APPROVED
    (waiting,) = counter.desk.payments.unsettled()
    with monkeypatch.context() as patched:
        patched.setattr(counter.desk.journal, "record", full)
        with pytest.raises(Refusal, match="closing_write"):
            counter.desk.payments.close_by_hand(BY, waiting, ClosedAs.UNDONE)
    closed = counter.desk.payments.close_by_hand(BY, waiting, ClosedAs.UNDONE)
    assert (closed.state, closed.closed_by, counter.desk.payments.unsettled()) == (S.CLOSED, "01", ())
    assert counter.books_agree()


def test_what_the_host_did_and_settled_is_never_taken_for_undone(counter: Counter) -> None:
    """It closed its batch over night with a sale in it whose answer nobody heard: 22, and a person puts it right."""
    counter.line.answers.add("0200")
    counter.line.requests.add("0400")
    stands = counter.sale()
    night = date.fromisoformat(stands.key.business_date) + timedelta(days=1)
    with open_ledger(counter.settings.ledger) as ledger:
        ledger.close_batch(stands.key.terminal_no, stands.key.batch_no, night)
    counter.line.requests.clear()
    for word in ("reversal_pending", "reversal_failed"):
        with pytest.raises(Refusal, match=word):
            counter.sale()
    (waiting,) = counter.desk.payments.unsettled()
    assert (waiting.state, waiting.reversal_code, waiting.key) == (S.MANUAL, "22", stands.key)
    assert counter.host(stands.key) == ("00", False)
    counter.desk.prints.wait(10)
    assert any("冲正不成功,请人工处理" in line for line in counter.desk.payments.slip(stands).lines)


# --- on the pipe alone: what goes wrong at the host, by a scenario -------------------------------------------------

# act: how a rule disturbs the answer -> state, reason (39 of the 0400), code of the 0410
# fmt: off
ACTS: dict[str, tuple[PaymentState, str, str]] = {
    'code = "51"':                            (S.DECLINED, "",   ""),
    'code = "96"':                            (S.REVERSED, "06", "25"),
    'code = "ZZ"':                            (S.REVERSED, "06", "25"),
    'lost = "request"':                       (S.REVERSED, "98", "25"),
    'lost = "answer"':                        (S.REVERSED, "98", "00"),
    'spoiled = "mac"\nsends = 0':             (S.REVERSED, "A0", "00"),
    '[rule.act.fields]\n4 = "000000000001"':  (S.REVERSED, "06", "00"),
}
FEW = ['code = "51"', 'lost = "request"', 'lost = "answer"']
# fmt: on


def scenario(folder: Path, transaction: str, *acts: str) -> str:
    """A link on which the first so many payments of a kind are disturbed, each in its way."""
    rules = "".join(
        f'[[rule]]\n[rule.match]\ntransaction = "{transaction}"\nnth = {number}\n[rule.act]\n{act}\n'.replace(
            "[rule.act]\n[rule.act.fields]", "[rule.act.fields]"
        )
        for number, act in enumerate(acts, 1)
    )
    path = folder / "faults.toml"
    head = 'zh = "故障"\nen = "faults"\nsees_zh = "冲正"\nsees_en = "a reversal"\nlinks = "any"\n'
    path.write_text(head + rules, encoding="utf-8")
    return f"emulator:?{QUICK}&scenario={path}"


def disturbed(counter: Counter, kind: PaymentKind) -> PaymentRecord:
    """A payment of this kind; what it is about is approved before."""
    pay, told = counter.desk.payments, counter.told.append
    match kind:
        case K.SALE:
            return counter.sale()
        case K.VOID:
            return pay.void(BY, counter.sale().voucher_no, CARD, PIN, told).record
        case K.QR_SALE:
            return pay.qr_sale(1000, WECHAT, told).record
        case K.QR_VOID:
            return pay.void(BY, pay.qr_sale(1000, WECHAT, told).record.voucher_no, None, "", told).record
        case K.PRE_AUTH:
            return pay.preauth(1000, CARD, PIN, told).record
    hold = pay.preauth(1000, CARD, PIN, told).record
    named = (hold.auth_no, hold.named.month_day, CARD, PIN, told)
    if kind is K.PRE_AUTH_VOID:
        return pay.preauth_void(BY, 1000, *named).record
    completed = pay.completion(900, *named).record
    return completed if kind is K.COMPLETION else pay.void(BY, completed.voucher_no, CARD, PIN, told).record


@pytest.mark.parametrize(
    ("kind", "acts"), [(kind, list(ACTS) if kind is K.SALE else FEW) for kind in K], ids=lambda part: str(part)[:20]
)
def test_each_payment_is_declined_or_undone(at: Open, tmp_path: Path, kind: PaymentKind, acts: list[str]) -> None:
    counter = at(scenario(tmp_path, kind.value, *acts))
    records = [disturbed(counter, kind) for _ in acts]
    assert [(one.kind, one.state, one.reversal_code) for one in records] == [
        (kind, ACTS[act][0], ACTS[act][2]) for act in acts
    ]
    reasons = [message.text(39) for message in counter.line.sent if message.mti == "0400"]
    assert reasons == [ACTS[act][1] for act in acts if ACTS[act][1]]
    assert disturbed(counter, kind).state is S.APPROVED
    assert counter.books_agree()
    counter.desk.journal.verify()


def test_the_host_refuses_the_pre_authorisation_of_another_card(at: Open) -> None:
    counter = at()
    hold = counter.desk.payments.preauth(1000, CARD, PIN, counter.told.append).record
    named = (hold.auth_no, hold.named.month_day, OTHER, PIN, counter.told.append)
    taken = counter.desk.payments.completion(1000, *named).record
    assert (taken.state, taken.code) == (S.DECLINED, "14")


# --- settlement ----------------------------------------------------------------------------------------------------


def unequal(counter: Counter, sales: int) -> PaymentRecord:
    """So many sales, and one that the host has and this terminal gave to a person."""
    for number in range(sales):
        counter.sale(100 + number)
    counter.line.answers.add("0200")
    counter.line.requests.add("0400")
    record = counter.sale(5000)
    for _ in range(2):
        with pytest.raises(Refusal, match="reversal_"):
            counter.sale()
    counter.line.answers.clear()
    counter.line.requests.clear()
    return record


def test_unequal_totals_send_every_record_and_close_the_batch(at: Open) -> None:
    counter = at()
    record = unequal(counter, 9)
    settled = counter.settle()
    assert (settled.state, settled.balanced, settled.uploaded) == (SettlementState.CLOSED, False, 9)
    assert settled.verdicts == (Verdict.UNBALANCED, Verdict.BALANCED)
    assert (settled.host and settled.host.domestic.debit_fen, settled.ours.domestic.debit_fen) == (5936, 936)
    uploads = [message for message in counter.line.sent if message.mti == "0320"]
    assert [message.text(60)[8:11] for message in uploads] == ["201", "201", "202"]
    assert [message.text(48)[:2] for message in uploads] == ["08", "01", "00"]
    assert uploads[0].text(48)[2:42] == "00" + "000002" + "0" * 20 + "000000000100"
    (waiting,) = counter.desk.payments.unsettled()
    assert (waiting.key, waiting.state) == (record.key, S.MANUAL)
    assert counter.sale().key.batch_no == "000002"


@pytest.mark.parametrize("mti", ["0500", "0320"])
@pytest.mark.parametrize("lost", ["answers", "requests"])
def test_a_settlement_that_is_not_answered_goes_on_before_anything_is_sold(at: Open, lost: str, mti: str) -> None:
    counter = at()
    sold = counter.sale()
    original = counter.desk.find(ByOrder(ORDER))
    getattr(counter.line, lost).add(mti)
    begun = counter.settle()
    assert (begun.state, begun.cause) == (SettlementState.BEGUN, Cause.NO_ANSWER)
    assert (begun.balanced, [one.mti for one in counter.line.sent].count(mti) % 3) == (mti == "0320", 0)
    for sell in (
        counter.sale,
        lambda: counter.desk.payments.balance(CARD, ""),
        lambda: counter.desk.refund(BY, RefundRequest(original, 100), CARD, lambda _record: None),
    ):
        with pytest.raises(Refusal, match="settle_unfinished"):
            sell()
    with pytest.raises(Refusal, match="settle_first"):
        counter.desk.batch.sign_off()
    getattr(counter.line, lost).clear()
    settled = counter.settle()
    assert (settled.state, settled.balanced, settled.batch_no) == (SettlementState.CLOSED, True, sold.key.batch_no)
    assert counter.sale().key.batch_no == "000002"
    with open_ledger(counter.settings.ledger) as ledger:
        assert ledger.batch_sums(sold.key.terminal_no, "000003") is None


def test_the_next_batch_is_proposed_at_the_sign_on_behind_it_and_after_a_start(at: Open) -> None:
    """For hosts that leave the batch to the terminal; ours says the same."""
    counter = at()
    counter.sale()
    counter.settle()
    counter.desk.batch.now()
    counter.desk.close()
    again = at()
    proposed = [one.text(60)[2:8] for line in (counter.line, again.line) for one in line.sent if one.mti == "0800"]
    assert proposed == ["000001", "000002", "000002"]


def test_a_refund_that_is_not_decided_blocks_the_settlement(at: Open) -> None:
    counter = at()
    counter.sale()
    original = counter.desk.find(ByOrder(ORDER))
    counter.line.answers |= {"0220", "0600"}
    unknown = counter.desk.refund(BY, RefundRequest(original, 100), CARD, lambda _record: None).record
    with pytest.raises(Refusal, match="settle_refund_open") as refused:
        counter.settle()
    assert refused.value.details["voucher"] == unknown.key.trace_no
    counter.line.answers.clear()
    counter.desk.resume(lambda _record: None)
    settled = counter.settle()
    assert (settled.balanced, settled.ours.domestic.credit_fen) == (True, 100)


def test_a_line_that_is_gone_settles_nothing_and_blocks_nothing(at: Open) -> None:
    counter = at()
    counter.sale()
    counter.line.gone = True
    refused = counter.settle()
    assert (refused.state, refused.cause) == (SettlementState.REFUSED, Cause.LINE_LOST)
    counter.line.gone = False
    assert counter.sale().state is S.APPROVED
    assert (counter.settle().state, counter.desk.batch.now().batch_no) == (SettlementState.CLOSED, "000002")


def test_a_host_that_refuses_the_totals_leaves_the_batch_open(at: Open, tmp_path: Path) -> None:
    counter = at(scenario(tmp_path, "settlement", 'code = "97"', 'lost = "answer"', 'code = "95"'))
    counter.sale()
    assert (counter.settle().state, counter.settled[-1].code) == (SettlementState.REFUSED, "97")
    assert counter.sale().key.batch_no == "000001"
    assert counter.settle().state is SettlementState.BEGUN
    unequal = counter.settle()
    assert (unequal.state, unequal.host, unequal.uploaded) == (SettlementState.CLOSED, None, 2)


def test_a_host_that_has_not_heard_the_totals_takes_no_end_of_them(at: Open, tmp_path: Path) -> None:
    """Something in front of it has answered 95 in its place: it says 12, nothing is closed, and the totals go again."""
    counter = at(scenario(tmp_path, "settlement", 'code = "95"'))
    counter.sale()
    left = counter.settle()
    assert (left.state, left.code, left.uploaded) == (SettlementState.BEGUN, "12", 1)
    with pytest.raises(Refusal, match="settle_unfinished"):
        counter.sale()
    assert (counter.settle().state, counter.settled[-1].balanced) == (SettlementState.CLOSED, True)
    assert counter.sale().key.batch_no == "000002"


def test_a_settlement_whose_end_may_have_left_is_not_over_because_a_line_is_gone(at: Open) -> None:
    """The host has closed the batch; what would be sold under it would count in none (found by the simulation)."""
    counter = at()
    counter.sale()
    counter.line.answers.add("0320")
    assert counter.settle().state is SettlementState.BEGUN
    counter.line.answers.clear()
    counter.line.gone = True
    again = counter.settle()
    assert (again.state, again.cause) == (SettlementState.BEGUN, Cause.LINE_LOST)
    counter.line.gone = False
    with pytest.raises(Refusal, match="settle_unfinished"):
        counter.sale()
    assert counter.settle().state is SettlementState.CLOSED
    assert counter.sale().key.batch_no == "000002"


@pytest.mark.parametrize("code", ["96", "09", "Q9"])
def test_a_host_that_does_not_know_has_not_refused_the_totals(at: Open, tmp_path: Path, code: str) -> None:
    counter = at(scenario(tmp_path, "settlement", f'code = "{code}"'))
    counter.sale()
    unsure = counter.settle()
    assert (unsure.state, unsure.code) == (SettlementState.BEGUN, code)
    assert counter.settle().state is SettlementState.CLOSED


def test_behind_a_refusal_the_host_says_which_batch_is_open(at: Open, tmp_path: Path) -> None:
    """It may have been closed by what it did not answer."""
    counter = at(scenario(tmp_path, "settlement", "delay_ms = 10", 'code = "97"'))
    counter.sale()
    counter.line.answers.add("0320")
    assert counter.settle().state is SettlementState.BEGUN
    counter.line.answers.clear()
    assert counter.settle().state is SettlementState.REFUSED
    assert counter.sale().key.batch_no == "000002"


# --- what is refused before anything is written --------------------------------------------------------------------


def test_refusals(at: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = at()
    pay, told = counter.desk.payments, counter.told.append
    sold, original = counter.sale(), counter.desk.find(ByOrder(ORDER))
    refund = counter.desk.refund(BY, RefundRequest(original, 100), CARD, lambda _record: None).record
    hold = pay.preauth(100, CARD, PIN, told).record
    voided = pay.void(BY, sold.voucher_no, CARD, "", told).record
    standing, given_back = counter.sale(200), counter.sale(300)
    by_reference = ByReference(given_back.reference_no, given_back.named.month_day)
    counter.desk.refund(BY, RefundRequest(counter.desk.find(by_reference), 50), CARD, lambda _record: None)
    before = [entry.seq for entry in counter.desk.journal.entries()]
    sent = len(counter.line.sent)
    # fmt: off
    rows: list[tuple[str, Callable[[], object]]] = [
        ("amount_zero",           lambda: pay.sale(0, CARD, PIN, told)),
        ("amount_negative",       lambda: pay.preauth(-1, CARD, PIN, told)),
        ("amount_too_large",      lambda: pay.qr_sale(10**12, WECHAT, told)),
        ("pin_malformed",         lambda: pay.sale(100, CARD, "123", told)),
        ("pin_malformed",         lambda: pay.balance(CARD, "12345x")),
        ("payer_code_unknown",    lambda: pay.qr_sale(100, CARD.number, told)),
        ("hold_malformed",        lambda: pay.completion(100, "12345", "1122", CARD, PIN, told)),
        ("hold_malformed",        lambda: pay.preauth_void(BY, 100, "123456", "112", CARD, PIN, told)),
        ("voucher_unknown",       lambda: pay.void(BY, "999999", CARD, PIN, told)),
        ("voucher_unknown",       lambda: pay.void(BY, "", CARD, PIN, told)),
        ("voucher_unknown",       lambda: counter.desk.batch.find("x")),
        ("refund_not_voidable",   lambda: pay.void(BY, refund.key.trace_no, CARD, PIN, told)),
        ("not_voidable",          lambda: pay.void(BY, hold.voucher_no, CARD, PIN, told)),
        ("not_voidable",          lambda: pay.void(BY, voided.voucher_no, CARD, PIN, told)),
        ("already_voided",        lambda: pay.void(BY, sold.voucher_no, CARD, PIN, told)),
        ("refunded_not_voidable", lambda: pay.void(BY, given_back.voucher_no, CARD, PIN, told)),
        ("card_missing",          lambda: pay.void(BY, standing.voucher_no, None, "", told)),
        ("card_wrong",            lambda: pay.void(BY, standing.voucher_no, OTHER, PIN, told)),
    ]
    # fmt: on
    refused = []
    for _, ask in rows:
        with pytest.raises(Refusal) as refusal:
            ask()
        refused.append(refusal.value.word)
    assert refused == [word for word, _ in rows]
    assert ([entry.seq for entry in counter.desk.journal.entries()], len(counter.line.sent)) == (before, sent)
    assert counter.desk.batch.find(standing.voucher_no.lstrip("0")) == standing
    monkeypatch.setattr("terminal.desk.workplace.BATCH_LIMIT", len(counter.desk.batch.now().transactions))
    with pytest.raises(Refusal, match="batch_full"):
        counter.sale()
    assert BATCH_LIMIT == 500


def test_a_reversal_is_asked_for_again_by_a_person_with_the_card(at: Open) -> None:
    counter = at()
    counter.line.answers |= {"0200", "0400"}
    due = counter.sale()
    pay = counter.desk.payments
    with pytest.raises(Refusal, match="reversal_still_due"):
        pay.close_by_hand(BY, due, ClosedAs.UNDONE)
    with pytest.raises(Refusal, match="card_wrong"):
        pay.reverse(due, OTHER, counter.told.append)
    elsewhere = replace(due, key=replace(due.key, trace_no="999999"), link=replace(due.link, ledger_id="f" * 16))
    with pytest.raises(Refusal, match="reversal_elsewhere"):
        pay.reverse(elsewhere, CARD, counter.told.append)
    counter.line.answers.clear()
    assert pay.reverse(due, CARD, counter.told.append).record.state is S.REVERSED
    assert counter.line.sent[-1].text(2) == CARD.number
    events, sent = len(list(counter.desk.journal.entries())), len(counter.line.sent)
    assert pay.reverse(due, None, counter.told.append).record.state is S.REVERSED
    assert pay.close_by_hand(BY, due, ClosedAs.UNDONE).state is S.REVERSED
    assert (len(list(counter.desk.journal.entries())), len(counter.line.sent)) == (events, sent)


def test_a_line_that_is_gone_while_a_reversal_is_owed_costs_no_try(at: Open) -> None:
    counter = at()
    counter.line.answers |= {"0200", "0400"}
    due = counter.sale()
    counter.line.gone = True
    for word in ("reversal_pending", *["link_unavailable"] * 3):
        with pytest.raises(Refusal, match=word):
            counter.sale()
    counter.line.gone = False
    counter.line.answers.clear()
    assert counter.sale().state is S.APPROVED
    undone = counter.desk.journal.payments()[0]
    assert (undone.state, undone.tries) == (S.REVERSED, due.tries + 1)
    assert counter.line.types()[-2:] == ["0400", "0200"]


def test_no_secret_is_in_any_file(at: Open, settings: Settings) -> None:
    counter = at()
    counter.line.answers.add("0200")
    counter.sale()
    counter.line.answers.clear()
    pay = counter.desk.payments
    pay.preauth(100, CARD, PIN, counter.told.append)
    pay.qr_sale(100, WECHAT, counter.told.append)
    pay.balance(CARD, PIN)
    counter.settle()
    counter.desk.close()
    files = [file for file in settings.home.rglob("*") if file.is_file()]
    found = [
        (file.name, secret)
        for file in files
        for secret in (CARD.number, WECHAT)
        if secret.encode() in file.read_bytes() or secret in file.read_bytes().hex()
    ]
    assert (found, len(files) > 4) == ([], True)
    assert [record for record in counter.told if CARD.number in repr(record)] == []
