"""The answer to a refund that comes when nobody waits for it any more: it changes its own record, and no other (H3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cashier import Cashier
from slow_line import SlowLine, open_slowly
from supervisor import BY, nobody

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference, Original
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.desk.refund_desk import error_word
from terminal.face.pages import Page
from terminal.settings import Settings
from terminal.trade.batch import SettlementState
from terminal.trade.refund import RefundRecord, State

CARD = TEST_CARDS["unionpay"]
PLAIN = "emulator:?t_ack=0.1&t_resp=0.3&profile=plain-acquirer"
OURS = "emulator:?t_ack=0.1&t_resp=0.3"
KINDS = ["refund.intent", "refund.manual", "late.answer", "refund.approved"]


@dataclass
class Counter:
    """A desk and its line. keyed: its host tells of no original."""

    desk: Desk
    line: SlowLine
    keyed: bool

    def original(self) -> Original:
        with open_ledger(Path(self.desk.journal.path).parent / "ledger.db") as ledger:
            sold = ledger.originals()[0]
        named = ByReference(sold.reference_no, sold.month_day)
        return self.desk.keyed(named, sold.amount_fen) if self.keyed else self.desk.find(named)

    def refund(self, fen: int = 100, *holds: str) -> RefundRecord:
        request = RefundRequest(self.original(), fen)
        self.line.holds = set(holds)
        return self.desk.refund(BY, request, CARD, nobody).record

    def slow_refund(self) -> RefundRecord:
        record = self.refund(100, "0230")
        assert self.line.held
        return record

    def now(self, record: RefundRecord) -> RefundRecord:
        (found,) = [one for one in self.desk.journal.refunds() if one.key == record.key]
        return found

    def kinds(self, record: RefundRecord) -> list[str]:
        self.desk.prints.wait(10)
        return [entry.kind for entry in self.desk.journal.entries(str(record.key))]


@pytest.fixture(autouse=True)
def _nobody_waits(nobody_waits: None) -> None:
    """The emulator's clock."""


def counter_on(link: str, home: Path) -> Iterator[Counter]:
    desk, line = open_slowly(link, Settings(home, "zh", 0.0))
    yield Counter(desk, line, keyed=link.startswith(PLAIN))
    desk.close()


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Counter]:
    yield from counter_on(PLAIN, tmp_path / "home")


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Counter]:
    yield from counter_on(OURS, tmp_path / "home")


def test_a_late_yes_approves_what_was_parked_for_a_person(plain: Counter) -> None:
    record = plain.slow_refund()
    assert record.state is State.MANUAL
    plain.line.let_go()
    other = plain.desk.payments.sale(500, CARD, "", nobody).record
    assert other.state == "approved"
    assert (plain.now(record).state, plain.now(record).code) == (State.APPROVED, "00")
    assert plain.kinds(record)[:4] == KINDS
    assert plain.desk.open_refunds() == ()
    assert plain.line.asked.count("0220") == 1


def test_it_comes_twice_and_counts_once(plain: Counter) -> None:
    record = plain.slow_refund()
    plain.line.let_go(times=2)
    plain.desk.payments.sale(500, CARD, "", nobody)
    assert plain.kinds(record).count("late.answer") == 1
    assert plain.kinds(record).count("refund.approved") == 1


def test_it_is_the_other_ones_answer_and_this_one_waits_on(plain: Counter) -> None:
    record = plain.slow_refund()
    plain.line.let_go()
    other = plain.desk.payments.sale(500, CARD, "", nobody).record
    assert (other.reference_no == plain.now(record).reference_no) is False
    assert plain.now(record).reference_no


def test_whoever_takes_it_up_behind_it_hears_what_it_said(plain: Counter) -> None:
    """A face may still show it open: no other card is refused, and nothing is asked."""
    record = plain.slow_refund()
    plain.line.let_go()
    plain.desk.payments.sale(500, CARD, "", nobody)
    asked = len(plain.line.asked)
    told = plain.desk.settle(record, TEST_CARDS["visa"], False, nobody).record
    assert (told.state, len(plain.line.asked)) == (State.APPROVED, asked)


def test_its_original_is_free_again(plain: Counter) -> None:
    record = plain.slow_refund()
    with pytest.raises(Refusal, match="original_busy"):
        plain.refund()
    plain.line.let_go()
    plain.desk.payments.sale(500, CARD, "", nobody)
    assert plain.refund(200).state is State.APPROVED
    assert plain.now(record).state is State.APPROVED


@pytest.mark.parametrize("done", [False, True])
def test_a_late_yes_beats_a_persons_word(plain: Counter, done: bool) -> None:
    record = plain.slow_refund()
    plain.desk.close_by_hand(BY, record, "acquirer", done=done)
    plain.line.let_go()
    plain.desk.payments.sale(500, CARD, "", nobody)
    now = plain.now(record)
    assert (now.state, now.closed_by, now.contradicted) == (State.APPROVED, "", "")
    closed = f"refund.closed_{'done' if done else 'undone'}"
    assert plain.kinds(record)[2:5] == [closed, "late.answer", "refund.approved"]
    assert plain.desk.prints.of(str(record.key)).lines
    assert [one.key for one in plain.desk.orders.story(plain.original()).refunds] == [record.key]


@pytest.fixture
def denied(tmp_path: Path) -> Iterator[Counter]:
    """Its host says no to every refund."""
    yield from counter_on(f"{PLAIN}&scenario=declined-61", tmp_path / "home")


def late_no(counter: Counter, *, done: bool) -> RefundRecord:
    record = counter.slow_refund()
    counter.desk.close_by_hand(BY, record, "acquirer", done=done)
    counter.line.let_go()
    counter.desk.payments.sale(500, CARD, "", nobody)
    return counter.now(record)


def test_a_late_no_to_what_was_ended_as_done_is_told_until_a_person_has_looked_again(denied: Counter) -> None:
    record = late_no(denied, done=True)
    assert (record.state, record.contradicted, error_word(record)) == (State.CLOSED_DONE, "61", "contradicted")
    assert denied.kinds(record)[2:] == ["refund.closed_done", "late.answer", "refund.contradicted"]
    assert [one.record for one in denied.desk.resume(nobody)] == [record]
    again = denied.desk.close_by_hand(BY, record, "statement", done=True)
    assert (again.state, again.contradicted, denied.desk.resume(nobody)) == (State.CLOSED_DONE, "", ())


def test_a_late_no_stands_on_the_list_without_a_new_sign_on_and_is_put_right_there(denied: Counter) -> None:
    cashier = Cashier(denied.desk)  # type: ignore[arg-type]
    cashier.sign_on()
    record = late_no(denied, done=True)
    assert "9 未决退货" in cashier.press("3").lcd
    assert "与主机" in cashier.press("9").lcd
    assert "应答码61" in cashier.press("1").lcd.replace("\n", "")
    assert "3 核实无误：已退款" in cashier.lcd
    cashier.press("4", "123456", "ok", "2", "ok")
    now = denied.now(record)
    assert (now.state, now.closed_by, now.closed_allowed, now.closed_reason, now.contradicted) == (
        State.CLOSED_UNDONE, "01", "00", "statement", "",
    )  # fmt: skip
    assert (cashier.page, "9 未决退货" in cashier.press("3").lcd) == (Page.MENU, False)
    assert denied.kinds(record)[-1] == "refund.closed_undone"


def test_it_comes_while_its_page_is_left_and_the_list_is_looked_at_again(denied: Counter) -> None:
    """Nothing is asked in between: the list is what the journal says when it is opened."""
    record = denied.slow_refund()
    denied.desk.close_by_hand(BY, record, "acquirer", done=True)
    cashier = Cashier(denied.desk)  # type: ignore[arg-type]
    cashier.sign_on().press("3", "8")
    assert ("了结:已退款" in cashier.lcd, "与主机矛盾" in cashier.lcd) == (True, False)
    denied.line.let_go()
    denied.desk.payments.sale(500, CARD, "", nobody)
    assert "与主机矛盾" in cashier.press("back", "8").lcd


def test_a_late_yes_stands_on_the_list_as_what_it_is(plain: Counter) -> None:
    record = plain.slow_refund()
    cashier = Cashier(plain.desk)  # type: ignore[arg-type]
    cashier.sign_on()
    assert (cashier.page, "待人工核对" in cashier.lcd) == (Page.OPEN, True)
    plain.line.let_go()
    plain.desk.payments.sale(500, CARD, "", nobody)
    assert plain.now(record).state is State.APPROVED
    cashier.press("1", "back")
    assert ("待人工核对" in cashier.lcd, "> 1 成功" in cashier.lcd) == (False, True)


def test_a_late_no_to_what_was_ended_as_not_done_says_nothing_new(denied: Counter) -> None:
    record = late_no(denied, done=False)
    assert (record.state, record.contradicted) == (State.CLOSED_UNDONE, "")
    assert denied.desk.resume(nobody) == ()


def test_it_comes_while_its_own_outcome_is_being_asked(ours: Counter) -> None:
    """The query is answered by nobody; the late answer ends the conversation."""
    ours.line.let_go_at = "0600"
    record = ours.refund(100, "0230")
    assert (record.state, ours.kinds(record)[:4]) == (
        State.APPROVED,
        ["refund.intent", "refund.unknown", "late.answer", "refund.approved"],
    )
    assert ours.refund(200).state is State.APPROVED


def test_settling_what_a_late_answer_has_ended_asks_and_prints_nothing_more(ours: Counter) -> None:
    record = ours.refund(100, "0230", "0610")
    assert record.state is State.UNKNOWN
    ours.line.let_go()
    ours.desk.payments.sale(500, CARD, "", nobody)
    asked = len(ours.line.asked)
    again = ours.desk.settle(record, None, False, nobody)
    assert (again.record.state, len(ours.line.asked)) == (State.APPROVED, asked)
    assert ours.kinds(record).count("refund.approved") == 1


def test_a_yes_behind_the_end_of_its_batch_stands_on_the_next_slip_and_on_no_other(plain: Counter) -> None:
    plain.slow_refund()
    said = [settled(plain, then="let go"), settled(plain), settled(plain)]
    assert [bool(re.search(r"前批迟到退货 +1 +1\.00", text)) for text in said] == [False, True, False]
    assert "待人工核对" in said[0]


def test_on_the_list_of_its_own_batch_it_stands_apart_and_counts_nowhere(plain: Counter) -> None:
    sold = plain.desk.payments.sale(700, CARD, "", nobody).record
    late = plain.slow_refund()
    assert "消费" in settled(plain, then="let go")
    listed = "\n".join(plain.desk.prints.details(settled=True).lines)
    counted, apart = re.split("迟到应答 未计入本批", listed)
    assert [f"{one} " in counted for one in (sold.voucher_no, late.key.trace_no)] == [True, False]
    assert [f"{one} " in apart for one in (sold.voucher_no, late.key.trace_no)] == [False, True]
    assert (bool(re.search(r"总笔数\(COUNT\): +1$", counted, re.MULTILINE)), "-1.00" in apart) == (True, True)


def test_a_list_that_holds_nothing_but_a_late_yes_says_so(plain: Counter) -> None:
    plain.slow_refund()
    settled(plain, then="let go")
    listed = "\n".join(plain.desk.prints.details(settled=True).lines)
    assert [bool(re.search(one, listed)) for one in (r"COUNT\): +0", "迟到应答 未计入本批")] == [True, True]


OWN, EARLIER = r"本批迟到退货 +1 +1\.00", r"前批迟到退货 +1 +1\.00"


def told(slip: str) -> tuple[bool, bool]:
    """It names the late refund as one of its own batch, and as one of a batch before it."""
    return bool(re.search(OWN, slip)), bool(re.search(EARLIER, slip))


@pytest.mark.parametrize("question", ["0500", "0320"])
def test_a_yes_between_the_totals_and_the_end_of_its_batch_stands_on_its_own_slip_and_on_no_other(
    plain: Counter, question: str
) -> None:
    """The totals stand as they were said; the host's have it already."""
    plain.desk.payments.sale(700, CARD, "", nobody)
    late = plain.slow_refund()
    plain.line.let_go_at = question
    own = settled(plain)
    ended = plain.desk.batch.last_settlement()
    assert (plain.now(late).state, ended.ours.domestic.credit_count) == (State.APPROVED, 0)
    assert ended.host.domestic.credit_fen == 100
    listed = "\n".join(plain.desk.prints.details(settled=True).lines)
    again = "\n".join(plain.desk.prints.settlement_again().lines)
    assert [told(slip) for slip in (own, again, settled(plain))] == [(True, False), (True, False), (False, False)]
    counted, apart = re.split("迟到应答 未计入本批", listed)
    assert [f"{late.key.trace_no} " in part for part in (counted, apart)] == [False, True]


def comes_with_no_totals(counter: Counter) -> None:
    """A settlement in which the late yes is heard, and no 0510."""
    line = counter.line
    line.due, line.held, line.holds = line.held, b"", {"0510"}
    counter.desk.batch.settle(nobody)
    line.holds = set()


def test_so_it_does_where_the_settlement_was_interrupted_and_taken_up_again(plain: Counter) -> None:
    """It goes on with the totals that it began with."""
    plain.desk.payments.sale(700, CARD, "", nobody)
    late = plain.slow_refund()
    comes_with_no_totals(plain)
    assert (plain.now(late).state, plain.desk.batch.unfinished() is None) == (State.APPROVED, False)
    own = settled(plain)
    assert plain.desk.batch.last_settlement().ours.domestic.credit_count == 0
    assert [told(slip) for slip in (own, settled(plain))] == [(True, False), (False, False)]


REFUSED_ONCE = """zh = "结算一次被拒"
en = "a settlement refused once"
sees_zh = "批次未结"
sees_en = "a batch that stays open"
links = "any"

[[rule]]
[rule.match]
transaction = "settlement"
nth = 1

[rule.act]
code = "97"
"""


@pytest.fixture
def refusing(tmp_path: Path) -> Iterator[Counter]:
    """As plain; its host refuses the first totals."""
    (tmp_path / "refused.toml").write_text(REFUSED_ONCE, encoding="utf-8")
    yield from counter_on(f"{PLAIN}&scenario={tmp_path / 'refused.toml'}", tmp_path / "home")


def test_where_the_settlement_was_refused_the_next_totals_have_it(refusing: Counter) -> None:
    """They are drawn anew."""
    refusing.desk.payments.sale(700, CARD, "", nobody)
    late = refusing.slow_refund()
    refusing.line.let_go_at = "0500"
    refused = refusing.desk.batch.settle(nobody)
    assert (refused.state, refused.code, refused.ours.domestic.credit_count) == (SettlementState.REFUSED, "97", 0)
    assert (refusing.now(late).state, refusing.desk.batch.unclosed()) == (State.APPROVED, ())
    refusing.desk.sign_on("01")
    own = settled(refusing)
    ended = refusing.desk.batch.last_settlement()
    assert (ended.batch_no, ended.ours.domestic.credit_count) == (late.key.batch_no, 1)
    listed = "\n".join(refusing.desk.prints.details(settled=True).lines)
    assert [told(slip) for slip in (own, settled(refusing))] == [(False, False), (False, False)]
    assert ("退货" in own, f"{late.key.trace_no} " in listed, "迟到" in listed) == (True, True, False)


def settled(counter: Counter, then: str = "") -> str:
    """The slip of a settlement."""
    closed = counter.desk.batch.settle(nobody)
    if then:
        counter.line.let_go()
    counter.desk.payments.sale(500, CARD, "", nobody)
    return "\n".join(counter.desk.prints.of(closed.key).lines)
