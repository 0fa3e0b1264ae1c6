"""Cases as the fold of the journal: what is kept, what is heard of refunds, and what a damaged event does."""

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from cases import CASE_NO, CLERK, MANAGER, attached, opened
from fake_records import refund
from noon_journal import journal_at

from terminal.case.acts import Act, AgreementDrawn, Applied, Approved, PapersBegun, Signed, TalkHeld, Withdrawn
from terminal.case.case import Case
from terminal.case.judge import CaseFault
from terminal.case.papers import NEEDED, Kind
from terminal.case.words import Intake, Party, RefundStanding, Route, State
from terminal.records.bodies import refund_of
from terminal.records.case_book import MOST_A_DAY, STANDINGS, CaseBook
from terminal.records.journal import Journal, JournalError
from terminal.trade import refund as refunds
from terminal.trade.refund import RefundRecord

DAY, AT = "20261122", "2026-11-22T12:00:00+00:00"
SHA = hashlib.sha256(b"agreed").hexdigest()
GRANTED = 10_000


@pytest.fixture
def book(journal: Journal) -> CaseBook:
    return CaseBook(journal)


def begun(book: CaseBook) -> str:
    return book.open(DAY, AT, CLERK, opened(Kind.TRANSACTION)).case_no


def ready(book: CaseBook) -> str:
    no = begun(book)
    acts: list[tuple[str, Act]] = [
        (CLERK, PapersBegun()),
        *((CLERK, attached(paper)) for paper in NEEDED[Kind.TRANSACTION]),
        (CLERK, Applied()),
        (MANAGER, Approved(GRANTED, 0, Route.ORIGINAL, "")),
        (CLERK, AgreementDrawn(SHA)),
        (CLERK, Signed(Party.CUSTOMER, "王女士", SHA)),
        (CLERK, Signed(Party.SHOP, "李店长", SHA)),
    ]
    for by, act in acts:
        book.act(no, AT, by, act)
    return no


def of_case(case_no: str, state: refunds.State, fen: int = GRANTED) -> RefundRecord:
    return replace(refund(7, fen), case_no=case_no, state=state, supervisor_no="00")


def test_an_act_is_durable_and_a_case_is_read_back(journal: Journal, book: CaseBook, path: Path) -> None:
    no = begun(book)
    after = book.act(no, AT, CLERK, TalkHeld(Intake.PHONE, "王女士", "带发票来"))
    assert (no, after.state, len(after.talks)) == (CASE_NO, State.TALKING, 1)
    assert [entry.kind for entry in journal.entries(no)] == ["case.opened", "case.talk_held"]
    journal.close()
    again = journal_at(path)
    assert CaseBook(again).find(no) == after
    assert again.verify() == 2
    again.close()


def test_what_may_not_happen_leaves_no_event(journal: Journal, book: CaseBook) -> None:
    no = begun(book)
    with pytest.raises(CaseFault, match="case_out_of_order"):
        book.act(no, AT, MANAGER, Approved(1, 0, Route.ORIGINAL, ""))
    with pytest.raises(CaseFault, match="case_unknown"):
        book.act("202601010001", AT, CLERK, PapersBegun())
    assert [entry.kind for entry in journal.entries()] == ["case.opened"]


def test_numbers_go_on_and_end_with_the_day(book: CaseBook, monkeypatch: pytest.MonkeyPatch) -> None:
    book.act(begun(book), AT, CLERK, Withdrawn("不退了"))
    assert begun(book) == f"{DAY}0002"
    assert book.open("20261121", AT, CLERK, opened()).case_no == "202611210001"
    monkeypatch.setattr("terminal.records.case_book.MOST_A_DAY", 2)
    with pytest.raises(CaseFault, match="case_numbers"):
        begun(book)
    assert MOST_A_DAY == 9_999


def test_a_refund_of_a_case_is_heard_wherever_it_is_written(journal: Journal, book: CaseBook) -> None:
    no = ready(book)
    journal.record("refund.intent", of_case(no, refunds.State.PENDING))
    assert (book.find(no).state, book.find(no).due_fen) == (State.PAYING, 0)
    marks = len(book.find(no).life)
    journal.record("refund.unknown", of_case(no, refunds.State.UNKNOWN))
    assert len(book.find(no).life) == marks
    journal.record("refund.approved", of_case(no, refunds.State.APPROVED))
    paid = book.find(no)
    assert (paid.state, paid.paid_fen, paid.life[-1].by) == (State.PAID, GRANTED, "00")
    assert CaseBook(journal).find(no) == paid


def test_a_refund_that_came_to_nothing_leaves_it_to_be_paid(journal: Journal, book: CaseBook) -> None:
    no = ready(book)
    journal.record("refund.intent", of_case(no, refunds.State.PENDING))
    journal.record("refund.declined", of_case(no, refunds.State.DECLINED))
    after = book.find(no)
    assert (after.state, after.due_fen, after.refunds[0].standing) == (State.READY, GRANTED, RefundStanding.NOTHING)


def test_a_refund_of_no_case_is_no_cases_business(journal: Journal, book: CaseBook) -> None:
    no = begun(book)
    journal.record("refund.approved", refund(8, 100))
    assert book.find(no).refunds == ()


def test_every_state_that_is_written_stands_for_something() -> None:
    assert set(STANDINGS) == set(refunds.State) - {refunds.State.NEW}


def test_where_there_is_no_case_nothing_is_read(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.record("refund.approved", refund(8, 100))
    assert not journal.has_cases()
    monkeypatch.setattr(Journal, "of_cases", None)
    assert CaseBook(journal).cases() == ()


def test_a_record_from_before_cases_is_one_of_none() -> None:
    from dataclasses import asdict

    body = asdict(refund(8, 100))
    del body["case_no"]
    assert refund_of(body).case_no == ""


# fmt: off
DAMAGED = [
    # kind                   body                                                    said
    ("case.talk_held",       {"intake": "shop", "who": "王", "words": "第一件事"},   "journal_damaged"),  # never opened
    ("case.refund_moved",    {"key": "x", "amount_fen": 1, "standing": "paid"},      "journal_damaged"),
    ("case.nonsense",        {},                                                     "journal_newer"),
    ("case.opened",          {"kind": "device"},                                     "journal_newer"),
]
NEWER = [
    # kind                   body
    ("case.nonsense",        {}),
    ("case.papers_begun",    {"since": "2026-11-22"}),
    ("case.talk_held",       {"intake": "telepathy", "who": "王", "words": "第一件事"}),
    ("case.signed",          {"party": "shop", "name": "李", "sha256": SHA, "seal": {"no": 1}}),
]
# fmt: on


@pytest.mark.parametrize(("kind", "body", "said"), DAMAGED)
def test_an_event_that_makes_no_case_stops_everything(
    journal: Journal, kind: str, body: dict[str, object], said: str
) -> None:
    begun(CaseBook(journal))
    journal.note(kind, operator_no="01", subject="202611229999", body=body)
    book = CaseBook(journal)
    for _again in range(2):
        with pytest.raises(JournalError) as damaged:
            book.cases()
        assert (damaged.value.word, "event 2" in damaged.value.reason) == (said, True)


@pytest.mark.parametrize(("kind", "body"), NEWER)
def test_what_a_newer_program_wrote_of_a_case_stops_that_case_alone(
    journal: Journal, kind: str, body: dict[str, object]
) -> None:
    no, other = begun(CaseBook(journal)), begun(CaseBook(journal))
    journal.note(kind, operator_no="01", subject=no, body=body)
    book = CaseBook(journal)
    before = book.find(no)
    assert (before.unread, before.blocks, before.over, before.state) == (True, True, False, State.TALKING)
    with pytest.raises(CaseFault, match="case_newer"):
        book.act(no, AT, CLERK, TalkHeld(Intake.PHONE, "王女士", "带发票来"))
    journal.record("refund.approved", of_case(no, refunds.State.APPROVED))
    assert (book.find(no).paid_fen, book.find(no).unread) == (GRANTED, True)
    assert book.act(other, AT, CLERK, TalkHeld(Intake.PHONE, "王女士", "带发票来")).blocks is False


def test_a_changed_case_is_seen_in_the_chain(journal: Journal, path: Path) -> None:
    begun(CaseBook(journal))
    journal.close()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE event SET body = replace(body, '29900', '29901') WHERE seq = 1")
    db.close()
    with pytest.raises(JournalError, match="journal_damaged"):
        journal_at(path)


def test_cases_of_one_sale(book: CaseBook) -> None:
    no = begun(book)
    case: Case = book.find(no)
    assert ([one.case_no for one in book.about(case.sale.named)], book.about(("x", "0101"))) == ([no], ())
