"""交易记录 at the cash desk, on the in-process emulator: a day, its files, its slips again, no line at all."""

import csv
import io
import json
import os
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_records import SETTLED, payment, refund
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.desk.operators import Admitted
from terminal.records.journal import Journal
from terminal.records.report import Filter, Group, Standing
from terminal.records.timeline import PRINTED
from terminal.settings import Settings
from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import Cause, RefundRecord, State

pytestmark = pytest.mark.usefixtures("nobody_waits")

CARD, VISA = TEST_CARDS["unionpay"], TEST_CARDS["visa"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    return tmp_path / "home"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    desk = open_desk("emulator:", Settings(home, "zh", 0.0))
    desk.sign_on("01")
    yield desk
    desk.close()


def sold(desk: Desk, fen: int) -> PaymentRecord:
    return desk.payments.sale(fen, CARD, "", lambda _record: None).record


def refunded(desk: Desk, sale: PaymentRecord, fen: int) -> RefundRecord:
    original = desk.find(ByReference(sale.reference_no, sale.named.month_day))
    return desk.refund(BY, RefundRequest(original, fen), CARD, lambda _record: None).record


def test_a_day_in_lists_and_totals(desk: Desk) -> None:
    assert desk.records.today("01").rows == ()
    sale = sold(desk, 5000)
    refund = refunded(desk, sale, 300)
    today = desk.records.today("01")
    assert (today.rows, today.found) == ((refund,), 1)
    assert [(one.kind, one.count, one.fen) for one in today.totals] == [("refund", 1, 300)]
    assert (today.asked.since, today.asked.until, today.asked.operator_no) == (
        today.asked.until,
        today.asked.since,
        "01",
    )
    assert desk.records.today("02").rows == ()
    assert set(desk.records.find(BY, Filter()).rows) == {sale, refund}
    assert sale in desk.records.find(BY, Filter(text=sale.voucher_no)).rows
    day = desk.records.day_report(BY)
    assert [(one.kind, one.fen) for one in day.totals] == [("sale", 5000), ("refund", 300)]
    assert desk.records.day_report(BY, "2020-01-01").totals == ()


def test_a_batch_is_the_present_hosts(desk: Desk) -> None:
    sold(desk, 5000)
    batch = desk.batch.now().batch_no
    desk.batch.settle(lambda _record: None)
    desk.sign_on("01")
    later = sold(desk, 100)
    assert [one.amount_fen for one in desk.records.find(BY, Filter(batch_no=batch)).rows] == [5000]
    assert desk.records.find(BY, Filter(batch_no=desk.batch.now().batch_no)).rows == (later,)
    other = desk._place.till
    other.station = None
    assert len(desk.records.find(BY, Filter(batch_no=batch)).rows) == 1


def test_another_hosts_batch_and_settlement_are_not_this_ones(home: Path) -> None:
    journal = Journal(
        home / "practice" / "journal.db", lambda: datetime.now(UTC), lambda size: bytes(range(1, size + 1))
    )
    journal.record("refund.approved", refund(1, 100, key=replace(refund(1).key, batch_no="000001")))
    journal.record("batch.closed", SETTLED)
    journal.close()
    desk = open_desk("emulator:", Settings(home, "zh", 0.0))
    assert desk.records.settlement() == SETTLED
    desk.sign_on("01")
    assert desk.records.settlement() is None
    assert desk.batch.now().batch_no == "000001"
    assert desk.records.find(BY, Filter(batch_no="000001")).rows == ()
    assert desk.records.find(BY, Filter()).found == 1
    desk.close()


def test_a_settlement_says_what_the_host_says(desk: Desk) -> None:
    assert desk.records.settlement() is None
    refunded(desk, sold(desk, 5000), 300)
    desk.payments.sale(700, VISA, "", lambda _record: None)
    settled = desk.batch.settle(lambda _record: None)
    assert desk.records.settlement() == settled
    assert settled.host == settled.ours
    assert (settled.ours.domestic.debit_fen, settled.ours.domestic.credit_fen) == (5000, 300)
    assert settled.ours.foreign.debit_fen == 700


def test_one_life_and_its_slip_again(desk: Desk) -> None:
    refund = refunded(desk, sold(desk, 5000), 300)
    key = str(refund.key)
    desk.prints.wait(10)
    desk.batch.settle(lambda _record: None)
    desk.sign_on("01")
    again = desk.records.again(key)
    assert "***重打印票据***" in "\n".join(again.lines)
    assert refund.key.trace_no in "\n".join(again.lines)
    kinds = [step.what for step in desk.records.life(key)]
    assert kinds[:3] == ["refund.intent", "refund.approved", "receipt.printed"]
    assert desk.records.life("nobody") == ()


def test_what_was_not_done_has_no_slip(desk: Desk) -> None:
    declined = refunded(desk, sold(desk, 5000), 5000)
    with pytest.raises(Refusal, match="nothing_to_print"):
        desk.records.again("nobody")
    assert desk.records.find(BY, Filter(standing=Standing.DONE, text=declined.reference_no)).rows == (declined,)


def test_files_are_new_and_whole(desk: Desk, home: Path) -> None:
    refund = refunded(desk, sold(desk, 5000), 300)
    asked = Filter(group=Group.REFUND)
    made = [desk.records.export(BY, asked, form, "zh_CN") for form in ("csv", "csv", "json", "pdf")]
    paths = [one.path for one in made]
    assert [(one.rows, one.found) for one in made] == [(1, 1)] * 4
    assert {path.parent for path in paths} == {home / "practice" / "exports"}
    assert len(set(paths)) == 4
    rows = list(csv.DictReader(io.StringIO(paths[0].read_text(encoding="utf-8-sig"), newline="")))
    assert [row["凭证号"] for row in rows] == [refund.key.trace_no]
    said = json.loads(paths[2].read_text(encoding="utf-8"))
    assert [row["voucher_no"] for row in said["transactions"]] == [refund.key.trace_no]
    assert paths[3].read_bytes().startswith(b"%PDF")
    assert [CARD.number.encode() in path.read_bytes() for path in paths] == [False] * 4


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_nobody_else_reads_an_export(desk: Desk) -> None:
    refunded(desk, sold(desk, 5000), 300)
    made = [desk.records.export(BY, Filter(group=Group.REFUND), form, "zh_CN") for form in ("csv", "json", "pdf")]
    assert [oct(one.path.stat().st_mode & 0o777) for one in made] == ["0o600"] * 3


def test_a_body_that_is_no_record_is_a_damaged_journal(desk: Desk) -> None:
    refund = refunded(desk, sold(desk, 5000), 300)
    desk.journal.note("refund.approved", subject=str(refund.key), body={"amount_fen": 1})
    with pytest.raises(Refusal, match="journal_damaged"):
        desk.records.life(str(refund.key))


def test_a_day_as_a_pdf(desk: Desk, home: Path) -> None:
    sold(desk, 5000)
    path = desk.records.export_day(BY, "", "en")
    assert (path.parent, path.suffix) == (home / "practice" / "exports", ".pdf")
    assert path.read_bytes().startswith(b"%PDF")


def test_a_disk_that_will_not(desk: Desk, home: Path) -> None:
    (home / "practice" / "exports").write_text("", encoding="utf-8")
    with pytest.raises(Refusal, match="not_exported"):
        desk.records.export(BY, Filter(), "csv", "zh_CN")


def test_records_are_shown_without_a_sign_on(home: Path) -> None:
    first = open_desk("emulator:", Settings(home, "zh", 0.0))
    first.sign_on("01")
    sale = sold(first, 5000)
    first.close()
    desk = open_desk("emulator:", Settings(home, "zh", 0.0))
    assert desk.records.find(BY, Filter()).rows == (sale,)
    assert desk.records.export(BY, Filter(), "csv", "en").found == 1
    desk.close()


def test_a_day_among_20_000_events_opens_at_once(home: Path) -> None:
    """The journal was read when the terminal asked for open refunds at its start; a day is then found in memory."""
    journal = Journal(home / "practice" / "journal.db", lambda: datetime.now(UTC), bytes)
    journal._store.db.execute("PRAGMA synchronous = OFF")
    for trace in range(1, 10_001):
        begun = refund(trace, trace, State.PENDING, opened_at=f"2026-{1 + trace % 12:02}-{1 + trace % 28:02}T10:00:00")
        journal.record("refund.intent", begun)
        journal.record("refund.approved", replace(begun, state=State.APPROVED))
    journal.close()
    desk = open_desk("emulator:", Settings(home, "zh", 0.0))
    assert desk.open_refunds() == ()
    spent = []
    for _ in range(3):
        began = time.process_time()
        found = desk.records.find(BY, Filter(since="2026-11-11", until="2026-11-11", operator_no="01"))
        life = desk.records.life(str(found.rows[0].key))
        spent.append(time.process_time() - began)
    desk.close()
    assert (found.found, len(life)) == (119, 2)
    assert min(spent) < 0.05


# fmt: off
LIVES = [
    # scenario         state                  what the journal tells, without the slips
    ("",               State.APPROVED,        ["refund.intent", "refund.approved"]),
    ("declined-51",    State.DECLINED,        ["refund.intent", "refund.declined"]),
    ("answer-lost",    State.APPROVED,        ["refund.intent", "refund.unknown", "refund.approved"]),
]
# fmt: on


@pytest.mark.parametrize(("scenario", "state", "kinds"), LIVES, ids=[row[0] or "plain" for row in LIVES])
def test_a_life_says_what_the_line_did(home: Path, scenario: str, state: State, kinds: list[str]) -> None:
    rules = f"&scenario={scenario}" if scenario else ""
    desk = open_desk(f"emulator:?t_resp=0.2&t_ack=0.1{rules}", Settings(home, "zh", 0.0))
    desk.sign_on("01")
    refund = refunded(desk, sold(desk, 5000), 300)
    steps = [step for step in desk.records.life(str(refund.key)) if step.what != PRINTED]
    with nullcontext() if state is State.APPROVED else pytest.raises(Refusal, match="nothing_to_print"):
        desk.records.again(str(refund.key))
    desk.close()
    assert (refund.state, [step.what for step in steps]) == (state, kinds)
    assert (steps[0].operator_no, steps[0].supervisor_no, steps[-1].code) == ("01", "00", refund.code)
    assert [step.cause for step in steps[1:-1]] == [Cause.NO_ANSWER] * (len(kinds) - 2)


def test_every_state_out_of_a_journal_on_disk(home: Path) -> None:
    journal = Journal(home / "practice" / "journal.db", lambda: datetime.now(UTC), bytes)
    for trace, state in enumerate(State, 1):
        journal.record("refund.step", refund(trace, 100, state))
    for trace, paid_state in enumerate(PaymentState, 101):
        journal.record("payment.step", payment(trace, 1000, PaymentKind.SALE, paid_state))
    journal.close()
    desk = open_desk("emulator:", Settings(home, "zh", 0.0))
    found = desk.records.find(BY, Filter())
    listed = [desk.records.find(BY, Filter(standing=one)).found for one in Standing]
    day = desk.records.day_report(BY, "2026-11-22")
    desk.close()
    assert (found.found, [(one.count, one.fen) for one in found.totals]) == (23, [(1, 1000), (1, 100)])
    assert listed == [found.standings[one] for one in Standing] == [2, 8, 10, 3]
    assert (day.totals, day.standings) == (found.totals, found.standings)


def test_what_others_did_wants_the_supervisor(desk: Desk) -> None:
    desk.staff.add(BY, "02", "2222")
    mine = sold(desk, 100)
    desk.sign_on("02")
    theirs = sold(desk, 100)
    one = Admitted("01")
    assert desk.records.find(one, Filter(operator_no="01")).rows == (mine,)
    for asked in (Filter(), Filter(operator_no="02")):
        with pytest.raises(Refusal, match="right_missing"):
            desk.records.find(one, asked)
        with pytest.raises(Refusal, match="right_missing"):
            desk.records.export(one, asked, "csv", "en")
    day, whole = desk.records.day_report(one), desk.records.day_report(BY)
    assert [row.operator_no for row in day.operators] == ["01"]
    assert [row.operator_no for row in whole.operators] == ["01", "02"]
    assert day.totals == whole.totals  # the terminal's, as its 汇总 is
    assert set(desk.records.find(BY, Filter()).rows) == {mine, theirs}
