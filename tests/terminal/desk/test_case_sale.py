"""Which sale a case is about, on the real desk: of one host, with one amount, given back once, whoever tells of it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from case_walk import (
    BOSS,
    CARD,
    CARD_ORDER,
    CARD_PAID,
    CLERK,
    MANAGER,
    CaseWalk,
    form_of,
    nobody,
    paid_now,
    word,
)

from protocol.transactions import ByOrder, ByReference, Original
from terminal.case.acts import Applied, Approved, Escalated, EscalationEnded, PapersBegun, Refused, Reopened, Withdrawn
from terminal.case.papers import Kind
from terminal.case.words import Route, State, Venue
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.settings import Settings

OURS, PLAIN = "emulator:", "emulator:?profile=plain-acquirer"
"""Our host, and one that can be asked for nothing and keeps no entry."""

Open = Callable[..., Desk]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """One desk at a time, all of them over one journal."""
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    desks: list[Desk] = []

    def make(link: str = OURS, book: Path | None = None) -> Desk:
        for desk in desks:
            desk.close()
        desks[:] = [open_desk(link, Settings(tmp_path / "home", "zh", 0.0), Options(book=book))]
        desks[0].sign_on("01")
        return desks[0]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def sold(opened: Open) -> Original:
    """The sale, as our host tells it."""
    return opened().find(ByOrder(CARD_ORDER))


def slip(sold: Original) -> ByReference:
    return ByReference(sold.reference_no, sold.month_day)


def about(desk: Desk, folder: Path, original: Original, receipt_no: str = "") -> CaseWalk:
    """A case of an original as it stands, with nothing asked."""
    walk = CaseWalk.__new__(CaseWalk)
    walk.desk, walk.folder, walk.kind, walk.original, walk.no = desk, folder, Kind.TRANSACTION, original, ""
    form = form_of(original, receipt_no=receipt_no)
    walk.no = desk.cases.open(CLERK, Kind.TRANSACTION, original, form).case_no
    return walk


def pay_outside(walk: CaseWalk) -> None:
    walk.gathered().applied().approved(Route.BANK).signed().keyed().entered()
    assert paid_now(walk.desk, BOSS, walk.no).state is State.PAID


def refund(desk: Desk, original: Original, fen: int) -> object:
    return desk.refund(BOSS, RefundRequest(original, fen), CARD, nobody)


# --- what is paid outside, and who knows of it ----------------------------------------------------------------------


def test_what_no_host_keeps_is_taken_off_at_one_that_keeps_entries(
    opened: Open, sold: Original, tmp_path: Path
) -> None:
    desk = opened(PLAIN)
    pay_outside(about(desk, tmp_path, desk.keyed(slip(sold), CARD_PAID), "A-1"))
    desk = opened(OURS)
    assert desk.find(ByOrder(CARD_ORDER)).remaining_fen == 0
    (row,) = [one.original for one in desk.orders.listed().rows if one.original.order_no == CARD_ORDER]
    assert row.remaining_fen == 0
    assert word(lambda: refund(desk, sold, CARD_PAID)) == "original_refunded"


def test_what_the_host_keeps_is_taken_off_once(opened: Open, sold: Original, tmp_path: Path) -> None:
    desk = opened()
    walk = CaseWalk(desk, tmp_path).ready(Route.BANK, wanted_fen=CARD_PAID - 100).keyed()
    walk.entered()
    paid_now(desk, BOSS, walk.no)
    left = desk.find(ByOrder(CARD_ORDER))
    assert (left.outside_fen, left.remaining_fen) == (CARD_PAID - 100, 100)
    assert word(lambda: refund(desk, left, 100)) == ""


def test_what_a_restored_host_has_forgotten_is_taken_off_all_the_same(opened: Open, tmp_path: Path) -> None:
    walk = CaseWalk(opened(), tmp_path).ready(Route.BANK).keyed()
    ledger = tmp_path / "home" / "practice" / "ledger.db"
    walk.desk.close()
    before = ledger.read_bytes()
    walk.desk = opened()
    walk.entered()
    walk.desk.close()
    ledger.write_bytes(before)
    desk = walk.desk = opened()
    paid_now(desk, BOSS, walk.no)
    assert desk.find(ByOrder(CARD_ORDER)).remaining_fen == 0
    assert word(lambda: refund(desk, walk.original, CARD_PAID)) == "original_refunded"


# --- what was refunded, and a book that has not heard of it ---------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path, sold: Original) -> Path:
    file = tmp_path / "book.json"
    names = ("order_no", "reference_no", "paid_date", "paid_time", "payer", "amount_fen")
    file.write_text(json.dumps([{name: getattr(sold, name) for name in names}]), encoding="utf-8")
    return file


def test_what_was_refunded_here_no_longer_remains_for_a_case_whatever_a_book_says(
    opened: Open, book: Path, tmp_path: Path
) -> None:
    desk = opened(PLAIN, book)
    walk = CaseWalk(desk, tmp_path).opened()
    refund(desk, walk.original, CARD_PAID - 100)
    walk.gathered().applied()
    assert desk.cases.view(CLERK, walk.no).remaining_fen == 100
    assert word(lambda: walk.approved(Route.BANK)) == "amount_over_remaining"
    walk.approved(Route.BANK, granted_fen=100).signed().keyed()
    assert walk.entered().state is State.ENTERED
    assert desk.find(ByOrder(CARD_ORDER)).outside_fen == 100


def test_what_was_refunded_whole_is_granted_no_more(opened: Open, book: Path, tmp_path: Path) -> None:
    desk = opened(PLAIN, book)
    walk = CaseWalk(desk, tmp_path).opened()
    refund(desk, walk.original, CARD_PAID)
    walk.gathered().applied()
    assert word(lambda: walk.approved(Route.BANK)) == "original_refunded"


# --- the amount that is keyed ---------------------------------------------------------------------------------------


def test_a_sale_that_a_case_paid_is_keyed_with_no_other_amount(opened: Open, sold: Original, tmp_path: Path) -> None:
    desk = opened(PLAIN)
    first = about(desk, tmp_path, desk.keyed(slip(sold), CARD_PAID), "A-1")
    pay_outside(first)
    more = desk.keyed(slip(sold), 2 * CARD_PAID)
    assert word(lambda: about(desk, tmp_path, more, "A-2")) == "case_duplicate"
    desk.cases.act(MANAGER, first.no, Escalated(Venue.BANK, "", "客户找银行"))
    desk.cases.act(MANAGER, first.no, EscalationEnded(review=False, words="到此为止"))
    assert first.case.state is State.CLOSED
    assert word(lambda: about(desk, tmp_path, more, "A-2")) == "case_sold_otherwise"
    assert word(lambda: refund(desk, more, CARD_PAID)) == "case_sold_otherwise"
    assert desk.journal.refunds() == ()


def test_a_sale_of_this_terminal_is_keyed_with_no_other_amount(opened: Open, tmp_path: Path) -> None:
    desk = opened(PLAIN)
    sale = desk.payments.sale(4321, CARD, "", nobody).record
    keyed = desk.keyed(ByReference(sale.reference_no, sale.named.month_day), 4322)
    assert word(lambda: about(desk, tmp_path, keyed, "A-1")) == "sold_otherwise"
    about(desk, tmp_path, replace(keyed, amount_fen=4321), "A-1")


def test_a_mistake_in_keying_that_moved_nothing_is_mended_by_another_case(
    opened: Open, sold: Original, tmp_path: Path
) -> None:
    desk = opened(PLAIN)
    wrong = about(desk, tmp_path, desk.keyed(slip(sold), 3 * CARD_PAID), "A-1")
    desk.cases.act(CLERK, wrong.no, Withdrawn("输错金额"))
    assert about(desk, tmp_path, desk.keyed(slip(sold), CARD_PAID), "A-1").case.sale.amount_fen == CARD_PAID


def test_letters_of_either_case_name_one_sale(opened: Open, sold: Original, tmp_path: Path) -> None:
    desk = opened(PLAIN)
    small, large = (
        desk.keyed(ByReference(number, sold.month_day), CARD_PAID) for number in ("a1b2c3d4e5f6", "A1B2C3D4E5F6")
    )
    first = about(desk, tmp_path, small, "A-1")
    assert word(lambda: about(desk, tmp_path, large, "A-2")) == "case_duplicate"
    desk.cases.act(CLERK, first.no, PapersBegun())
    desk.cases.act(CLERK, first.no, Applied())
    assert word(lambda: refund(desk, large, CARD_PAID)) == "case_open"
    assert desk.journal.refunds() == ()


# --- at which host --------------------------------------------------------------------------------------------------


def test_a_case_is_decided_and_paid_at_its_host_alone(opened: Open, tmp_path: Path) -> None:
    walk = CaseWalk(opened(), tmp_path).ready()
    assert walk.case.sale.link is not None
    walk.desk = opened(PLAIN)
    assert word(walk.refund) == "case_elsewhere"
    again = Approved(CARD_PAID, 0, Route.BANK, "")
    assert word(lambda: walk.desk.cases.act(MANAGER, walk.no, again)) == "case_elsewhere"
    named = RefundRequest(walk.original, CARD_PAID, case_no=walk.no)
    assert word(lambda: walk.desk.refund(BOSS, named, CARD, nobody)) == "case_elsewhere"
    assert (walk.desk.cases.view(CLERK, walk.no).remaining_fen, walk.desk.journal.refunds()) == (None, ())
    walk.desk = opened()
    assert walk.refund().record.link == walk.case.sale.link


def test_nothing_is_entered_at_another_host(opened: Open, tmp_path: Path) -> None:
    walk = CaseWalk(opened(), tmp_path).ready(Route.BANK).keyed()
    walk.desk = opened(PLAIN)
    assert (word(walk.entered), walk.case.state) == ("case_elsewhere", State.READY)


# --- a bar outlives its case ----------------------------------------------------------------------------------------


def test_a_case_that_ended_refused_is_reopened_and_has_no_second(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    walk = CaseWalk(desk, tmp_path).opened().gathered().applied()
    desk.cases.act(MANAGER, walk.no, Refused("人为损坏", "检测报告"))
    desk.cases.act(CLERK, walk.no, Withdrawn("算了"))
    assert word(lambda: CaseWalk(desk, tmp_path).opened()) == "case_duplicate"
    desk.cases.act(MANAGER, walk.no, Reopened("检测报告到了"))
    desk.cases.act(CLERK, walk.no, Withdrawn("不等了"))
    assert word(lambda: CaseWalk(desk, tmp_path).opened()) == "case_duplicate"


def test_a_case_that_others_ended_unpaid_has_no_second(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    walk = CaseWalk(desk, tmp_path).opened().gathered().applied()
    desk.cases.act(BOSS, walk.no, Escalated(Venue.BANK, "", "投诉"))
    desk.cases.act(BOSS, walk.no, EscalationEnded(review=False, words="银行驳回"))
    assert walk.case.state is State.CLOSED
    assert word(lambda: CaseWalk(desk, tmp_path).opened()) == "case_duplicate"
