"""A record's life as a real journal tells it: refunds, payments, slips, and what a newer version wrote."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fake_records import SALES, refund

from terminal.records.entry import Entry
from terminal.records.journal import Journal
from terminal.records.timeline import KINDS, OTHER, Step, life
from terminal.trade.payment import PaymentState
from terminal.trade.refund import Cause, State

START = datetime.fromisoformat("2026-11-22T10:00:00+08:00")
REFUND, SALE = refund(6, 900, State.PENDING, sends=1), replace(SALES[0], state=PaymentState.PENDING)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    times = iter(START + timedelta(seconds=n) for n in range(100))
    journal = Journal(tmp_path / "journal.db", lambda: next(times), lambda size: bytes(range(1, size + 1)))
    yield journal
    journal.close()


def lived(journal: Journal, key: object) -> tuple[Step, ...]:
    return life(journal.entries(str(key)))


def test_a_refund_that_was_silent_asked_about_sent_again_and_printed(journal: Journal) -> None:
    unknown = replace(REFUND, state=State.QUERYING, cause=Cause.NO_ANSWER)
    approved = replace(
        unknown, state=State.APPROVED, cause=Cause.NONE, code="00", queries=2, sends=2, reference_no="R1"
    )
    journal.record("refund.intent", REFUND)
    journal.record("refund.intent", refund(7))
    journal.record("refund.unknown", unknown)
    journal.record("refund.approved", approved)
    journal.note(
        "receipt.printed", operator_no="01", subject=str(REFUND.key), body={"files": ["a.txt"], "reprint": False}
    )
    journal.note(
        "receipt.printed",
        operator_no="02",
        subject=str(REFUND.key),
        body={"reprint": True, "trouble": ["lp: no paper"]},
    )
    steps = lived(journal, REFUND.key)
    at = [f"2026-11-22T10:00:0{n}.000+08:00" for n in (0, 2, 3, 4, 5)]
    assert [step.at for step in steps] == at
    assert steps[0] == Step(at[0], "refund.intent", "01", "00", "pending", sends=1)
    assert steps[1] == Step(at[1], "refund.unknown", "01", "00", "querying", cause=Cause.NO_ANSWER, sends=1)
    assert steps[2] == Step(
        at[2], "refund.approved", "01", "00", "approved", code="00", reference_no="R1", sends=2, queries=2
    )
    assert steps[3] == Step(at[3], "receipt.printed", "01", files=("a.txt",))
    assert steps[4] == Step(at[4], "receipt.printed", "02", reprint=True, trouble=("lp: no paper",))


@pytest.mark.parametrize("kind", ["refund.closed_done", "refund.closed_undone"])
def test_a_closing_has_its_own_reason_and_not_why_the_host_was_not_heard(journal: Journal, kind: str) -> None:
    manual = replace(REFUND, state=State.MANUAL, cause=Cause.NO_ANSWER)
    said = {"closed_by": "01", "closed_allowed": "00", "closed_reason": "statement"}
    journal.record("refund.manual", manual)
    journal.record(kind, replace(manual, state=State(kind.removeprefix("refund.")), **said))
    told = [(one.what, one.cause, one.reason) for one in lived(journal, REFUND.key)]
    assert told == [("refund.manual", Cause.NO_ANSWER, ""), (kind, Cause.NONE, "statement")]


def test_a_payment_that_was_reversed_and_closed_by_hand(journal: Journal) -> None:
    due = replace(SALE, state=PaymentState.DUE, cause=Cause.BAD_MAC, code="00", tries=1)
    closed = replace(due, state=PaymentState.CLOSED, closed_by="00", reversal_code="96", tries=3)
    for kind, record in (("payment.intent", SALE), ("payment.due", due), ("payment.closed", closed)):
        journal.record(kind, record)
    said = [(one.what, one.operator_no, one.code, one.cause, one.tries) for one in lived(journal, SALE.key)]
    assert said == [
        ("payment.intent", "01", "", Cause.NONE, 0),
        ("payment.due", "01", "00", Cause.BAD_MAC, 1),
        ("payment.closed", "00", "96", Cause.BAD_MAC, 3),
    ]


def test_what_a_newer_version_wrote_is_shown_by_its_name(journal: Journal) -> None:
    journal.record("refund.paid_by_hand", REFUND)
    journal.note("case.opened", operator_no="03", subject=str(REFUND.key))
    steps = lived(journal, REFUND.key)
    assert [(one.what, one.name, one.operator_no) for one in steps] == [
        (OTHER, "refund.paid_by_hand", "01"),
        (OTHER, "case.opened", "03"),
    ]


def test_nobody_and_nonsense(journal: Journal) -> None:
    assert lived(journal, "nobody") == ()
    with pytest.raises(ValueError, match="no such record"):
        life([Entry(1, START.isoformat(), "refund.intent", "x", "01", {"amount_fen": 1})])
    (printed,) = life([Entry(1, START.isoformat(), "receipt.printed", "x", "01", {"files": 7, "reprint": "yes"})])
    assert (printed.files, printed.reprint) == ((), False)


def test_every_kind_that_the_machines_write_has_its_words() -> None:
    """The kinds stand in the machines as literals; a payment's are its states."""
    root = Path(__file__).parents[3] / "terminal" / "trade"
    said = (root / "refund_steps.py").read_text(encoding="utf-8")
    written = [word for word in KINDS if word.startswith("refund.") and f'"{word}"' in said]
    assert sorted(written) == sorted(word for word in KINDS if word.startswith("refund."))
    assert said.count('"refund.') == said.count('"refund.unknown"') + len(written) - 1
    ends = {f"payment.{state}" for state in PaymentState} - {"payment.new", "payment.pending"}
    assert {word for word in KINDS if word.startswith("payment.")} == ends | {"payment.intent"}
