"""Rows B1 to B9 of docs/features.md, and another route of A6, without a screen: each on the real desk, in process.

One test a row, named by it, and more where a row says more; the same rows through the screens are walked in
test_features_cases.py, whole disputes by verbs in docs/disputes/.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from case_walk import (
    BOSS,
    CARD,
    CARD_ORDER,
    CARD_PAID,
    CLERK,
    MANAGER,
    QR_ORDER,
    CaseWalk,
    form_of,
    nobody,
    paid_now,
    word,
)
from policies import TOML

from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.case.acts import (
    Act,
    Applied,
    Approved,
    ArrivalNoted,
    Escalated,
    EscalationEnded,
    FollowedUp,
    GoodsReceived,
    GoodsRejected,
    GoodsReturned,
    GoodsSent,
    PapersAsked,
    PapersBegun,
    Refused,
    TalkHeld,
    WaitNoted,
    Withdrawn,
)
from terminal.case.papers import NEEDED, Kind, Paper
from terminal.case.words import Fault, Intake, Route, State, Venue, Wait
from terminal.compose import open_desk
from terminal.desk.case_door import CaseSheet, Which
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.settings import Settings
from terminal.trade.refund import State as RefundState

WEEK_OLD = order_no("800000260005")
LOST = "emulator:?scenario=query-lost&t_ack=0.1&t_resp=0.1"
"""The refund's answer is lost, and so is that of every question about it."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "zh", 0.0, printers=("txt:",))


@pytest.fixture
def opened(settings: Settings) -> Iterator[Callable[..., Desk]]:
    """A desk on the shop's one terminal, signed on; the one before it is closed first."""
    desks: list[Desk] = []

    def at(link: str = "emulator:", *, signed_on: bool = True) -> Desk:
        close()
        desks.append(open_desk(link, settings))
        if signed_on:
            desks[-1].sign_on("01")
        return desks[-1]

    def close() -> None:
        for desk in desks:
            desk.close()
        desks.clear()

    yield at
    close()


@pytest.fixture
def desk(opened: Callable[..., Desk]) -> Desk:
    return opened()


@pytest.fixture
def walk(desk: Desk, tmp_path: Path) -> CaseWalk:
    return CaseWalk(desk, tmp_path)


def text_of(desk: Desk, walk: CaseWalk, sheet: CaseSheet) -> str:
    """What the paper says that came out."""
    printed = desk.cases.print(CLERK, walk.no, sheet)
    (done,) = [one for one in desk.prints.wait(10) if one.number == printed.number]
    return "".join(file.read_text(encoding="utf-8") for file in done.files)


def quick(desk: Desk) -> object:
    """A refund at the counter, beside the case."""
    return desk.refund(BOSS, RefundRequest(desk.find(ByOrder(CARD_ORDER)), 100), CARD, nobody)


# --- B1, B2: kinds and papers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Kind))
def test_b1_each_kind_of_refund_has_its_own_form_and_papers(desk: Desk, tmp_path: Path, kind: Kind) -> None:
    walk = CaseWalk(desk, tmp_path, kind).opened()
    assert (walk.case.kind, walk.case.missing) == (kind, NEEDED[kind])
    wrong = form_of(walk.original, Kind.SERVICE if kind is Kind.DEVICE else Kind.DEVICE)
    said = word(lambda: desk.cases.change_form(CLERK, walk.no, wrong))
    assert said == ("case_fault_missing" if kind is Kind.DEVICE else "case_fault_foreign")


def test_b2_the_form_and_its_papers_and_what_is_missing_by_name(desk: Desk, walk: CaseWalk) -> None:
    walk.opened().gathered()
    form, kept = walk.case.form, walk.case.kept
    assert (form.receipt_no, form.intake, form.wanted_fen, form.wanted_by) == (
        CARD_ORDER, Intake.SHOP, CARD_PAID, "2099-12-01",
    )  # fmt: skip
    assert {one.paper for one in kept} == set(NEEDED[Kind.TRANSACTION])
    assert {one.keep_until for one in kept} == {f"{datetime.now().astimezone().date() + timedelta(days=1095)}"}
    said = text_of(desk, walk, CaseSheet.APPLICATION)
    assert all(
        words in said for words in (CARD_ORDER, "到店", "同一笔付了两次", "128.50", "壹佰贰拾捌元伍角", "2099-12-01")
    )
    slip = next(one for one in kept if one.paper is Paper.SLIP)
    desk.cases.discard(BOSS, walk.no, slip.sha256, "客户要求收回")
    (gone,) = [one for one in walk.case.papers if one.discarded]
    assert (gone.sha256, walk.case.missing) == (slip.sha256, (Paper.SLIP,))
    walk.applied()
    assert word(walk.approved) == "case_papers_missing"


def test_b2_a_file_that_changed_or_vanished_stops_the_approval(desk: Desk, walk: CaseWalk, settings: Settings) -> None:
    walk.opened().gathered().applied()
    first, second, *_ = walk.case.kept
    kept = {file.name: file for file in settings.home.rglob("evidence/*")}
    kept[first.sha256].write_bytes(b"another")
    assert word(walk.approved) == "evidence_changed"
    kept[first.sha256].unlink()
    kept[second.sha256].unlink()
    assert word(walk.approved) == "evidence_vanished"
    faulty = desk.cases.view(CLERK, walk.no).faulty
    assert [(one.paper, one.vanished) for one in faulty] == [(first.paper, True), (second.paper, True)]


# --- B3, B4: seven steps and the review -----------------------------------------------------------------------------


def test_b3_seven_steps_each_with_who_when_and_why(desk: Desk, walk: CaseWalk) -> None:
    walk.opened()
    desk.cases.act(CLERK, walk.no, TalkHeld(Intake.PHONE, "王女士", "银行扣款两次"))
    walk.gathered().applied().approved()
    case, _printed = desk.cases.draw_agreement(CLERK, walk.no)
    assert case.agreement is not None
    assert (case.state, case.agreement.in_force) == (State.SIGNING, False)
    assert word(walk.refund) == "case_not_ready"
    walk.signed()
    record = walk.refund().record
    desk.cases.act(CLERK, walk.no, ArrivalNoted(arrived=True, words="客户来电确认"))
    desk.cases.act(CLERK, walk.no, FollowedUp(5, "满意"))
    case = walk.case
    assert [(one.key, one.amount_fen) for one in case.refunds] == [(str(record.key), CARD_PAID)]
    assert (record.case_no, case.state) == (walk.no, State.CLOSED)
    done = {mark.act: (mark.by, mark.words) for mark in case.life}
    assert (done["talk_held"], done["approved"], done["followed_up"]) == (
        ("01", "银行扣款两次"), ("98", ""), ("01", "满意"),
    )  # fmt: skip
    assert sorted(mark.at for mark in case.life) == [mark.at for mark in case.life]


def test_b3_whatever_is_overdue_is_listed_first(
    opened: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened()
    late = CaseWalk(desk, tmp_path).opened().gathered().applied()
    CaseWalk(desk, tmp_path, order=QR_ORDER).opened()
    assert desk.cases.listed(CLERK, Which.DUE) == ()
    monkeypatch.setattr("terminal.compose._now", lambda: datetime.now().astimezone() + timedelta(days=4))
    desk = opened(signed_on=False)
    due, *_ = desk.cases.listed(CLERK, Which.DUE)
    assert (len(desk.cases.listed(CLERK)), due.waiting.overdue) == (2, True)
    (reviewed,) = [one for one in desk.cases.listed(CLERK, Which.DUE) if one.case.case_no == late.no]
    assert (reviewed.waiting.why, reviewed.waiting.days) == (Wait.REVIEW, 4)


def test_b4_a_review_asks_for_papers_refuses_with_a_reason_and_grants_what_was_improved(
    desk: Desk, walk: CaseWalk, tmp_path: Path
) -> None:
    walk.opened().gathered().applied()
    desk.cases.act(BOSS, walk.no, PapersAsked((Paper.IDENTITY,), "请补身份证明"))
    assert (walk.case.state, walk.case.missing) == (State.WANTING, (Paper.IDENTITY,))
    file = tmp_path / "身份证明.txt"
    file.write_text("identity", encoding="utf-8")
    desk.cases.attach(CLERK, walk.no, Paper.IDENTITY, file)
    walk.applied()
    desk.cases.act(BOSS, walk.no, Refused("截图只见一次扣款", "请提供银行明细"))
    said = text_of(desk, walk, CaseSheet.ANSWER)
    assert all(words in said for words in ("截图只见一次扣款", "请提供银行明细"))
    assert (word(walk.refund), word(lambda: quick(desk))) == ("case_not_ready", "case_open")
    walk.applied().approved()
    assert (walk.case.state, walk.case.barred) == (State.APPROVED, False)


def test_b4_nobody_reviews_what_he_asked_for_and_00_not_beyond_the_limit(
    opened: Callable[..., Desk], settings: Settings, tmp_path: Path
) -> None:
    own_rules(settings, "supervisor_limit_fen = 500_000", "supervisor_limit_fen = 5_000")
    desk = opened()
    walk = CaseWalk(desk, tmp_path).opened().gathered()
    desk.cases.act(MANAGER, walk.no, Applied())
    grant = Approved(CARD_PAID, 0, Route.ORIGINAL, "")
    said = [word(lambda by=by: desk.cases.act(by, walk.no, grant)) for by in (CLERK, MANAGER, BOSS)]
    assert said == ["right_missing", "case_own_request", "case_over_limit"]
    assert desk.cases.act(BOSS, walk.no, Approved(5_000, 0, Route.ORIGINAL, "")).state is State.APPROVED


# --- B5: the shop's rules -------------------------------------------------------------------------------------------


def own_rules(settings: Settings, *changed: str) -> None:
    """The shipped policy but for this, in force from the next sign-on."""
    text = TOML
    for old, new in zip(changed[::2], changed[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    settings.policy.parent.mkdir(parents=True, exist_ok=True)
    settings.policy.write_text(text, encoding="utf-8")


def test_b5_a_change_of_rules_counts_from_its_day_and_old_cases_keep_theirs(
    opened: Callable[..., Desk], settings: Settings, tmp_path: Path
) -> None:
    desk = opened()
    before = CaseWalk(desk, tmp_path).opened()
    today = datetime.now().astimezone().date()
    fee = f'since = {today}\ncounts = "request"\nfee = {{ permille = 100, free_days = 0, words = "折旧费" }}'
    own_rules(
        settings,
        "until = 2025-12-31",
        f"until = {today - timedelta(days=1)}",
        'since = 2026-01-01\ncounts = "sale"',
        fee,
    )
    desk = opened()
    after = CaseWalk(desk, tmp_path, order=WEEK_OLD).opened()
    old, new = (desk.cases.view(CLERK, walk.no) for walk in (before, after))
    assert (old.case.terms.fee_fen, old.case.terms.since) == (0, "2026-01-01")
    assert (new.case.terms.fee_fen, new.case.terms.since) == (4_680, f"{today}")
    assert (old.waiting.rules_changed, new.waiting.rules_changed) == (True, False)
    after.gathered().applied().approved()
    assert (after.case.granted_fen, after.case.form.wanted_fen) == (42_120, 46_800)


# --- B6: a device comes back ----------------------------------------------------------------------------------------


def test_b6_a_device_comes_back_whole_and_is_paid(desk: Desk, tmp_path: Path) -> None:
    walk = CaseWalk(desk, tmp_path, Kind.DEVICE).opened().gathered().applied().approved().signed()
    assert (walk.case.state, walk.case.form.fault, word(walk.refund)) == (
        State.GOODS_DUE,
        Fault.FAULT,
        "case_not_ready",
    )
    said = text_of(desk, walk, CaseSheet.RETURN)
    assert all(words in said for words in ("主机", "电源线", "上海市南京东路1号"))
    walk.returned()
    assert (walk.case.parcel.number, walk.case.state) == ("SF1234567890", State.READY)
    walk.refund()
    assert walk.case.state is State.PAID


def test_b6_a_device_that_is_not_taken_goes_back_and_is_paid_by_no_door(desk: Desk, tmp_path: Path) -> None:
    walk = CaseWalk(desk, tmp_path, Kind.DEVICE).opened().gathered().applied().approved().signed()
    acts: tuple[Act, ...] = (
        GoodsSent("顺丰", "SF1"),
        GoodsReceived(("电源线",)),
        GoodsRejected("进水，非质量故障"),
        GoodsReturned("顺丰", "SF2"),
        FollowedUp(2, "已寄回客户"),
    )
    assert word(lambda: desk.cases.act(CLERK, walk.no, acts[2])) == "right_missing"
    states = [desk.cases.act(BOSS, walk.no, act).state.value for act in acts]
    assert states == ["goods_due", "goods_in", "goods_back", "sent_back", "closed"]
    assert (walk.case.parcel.missing, walk.case.parcel.back_number) == (("电源线",), "SF2")
    assert (word(walk.refund), word(lambda: quick(desk))) == ("case_not_ready", "case_open")


# --- B7: the bank's channel, a complaint ----------------------------------------------------------------------------


@pytest.mark.parametrize("venue", list(Venue))
def test_b7_an_escalated_case_is_a_bundle_and_is_paid_by_nobody(desk: Desk, walk: CaseWalk, venue: Venue) -> None:
    walk.opened().gathered().applied()
    desk.cases.act(BOSS, walk.no, Refused("超过期限", "无"))
    desk.cases.act(BOSS, walk.no, Escalated(venue, "12315-0042", "客户不同意"))
    assert (word(walk.refund), word(lambda: quick(desk))) == ("case_not_ready", "case_open")
    bundle = desk.cases.bundle(CLERK, walk.no, "zh_CN")
    files = (bundle.pdf, bundle.machine)
    assert bundle.sha256 == tuple(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    assert bundle.pdf.read_bytes().startswith(b"%PDF-")
    with zipfile.ZipFile(bundle.machine) as machine:
        told = json.loads(machine.read("case.json"))["case"]
        papers = {hashlib.sha256(machine.read(name)).hexdigest() for name in machine.namelist() if "evidence/" in name}
    assert (told["venue"], papers) == (venue.value, {one.sha256 for one in walk.case.kept})
    desk.cases.act(BOSS, walk.no, EscalationEnded(review=True, words="重新审核"))
    walk.approved()
    assert walk.case.state is State.APPROVED


# --- B8: waiting ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("nobody_waits")
def test_b8_a_host_that_does_not_answer_is_waited_for_and_asked_again(
    opened: Callable[..., Desk], tmp_path: Path
) -> None:
    walk = CaseWalk(opened(LOST), tmp_path).ready()
    assert walk.refund().record.state is RefundState.UNKNOWN
    view = walk.desk.cases.view(CLERK, walk.no)
    assert (view.case.state, view.waiting.why, view.case.due_fen) == (State.PAYING, Wait.HOST, 0)
    assert view.waiting.since == view.case.life[-1].at
    assert word(walk.refund) == "case_not_ready"
    desk = opened()
    desk.resume(nobody)
    case = desk.cases.view(CLERK, walk.no).case
    assert (case.state, case.paid_fen, len(desk.journal.refunds())) == (State.PAID, CARD_PAID, 1)


def test_b8_each_waiting_case_says_why_and_since_when(desk: Desk, walk: CaseWalk) -> None:
    walk.opened()
    assert desk.cases.view(CLERK, walk.no).waiting.why is Wait.CUSTOMER
    desk.cases.act(CLERK, walk.no, PapersBegun())
    noted = desk.cases.act(CLERK, walk.no, WaitNoted(Wait.MAINTENANCE, "系统维护至明日"))
    waiting = desk.cases.view(CLERK, walk.no).waiting
    assert (waiting.why, waiting.noted, waiting.since) == (Wait.MAINTENANCE, "系统维护至明日", noted.life[-1].at)
    assert desk.cases.act(CLERK, walk.no, Withdrawn("不退了")).state is State.WITHDRAWN
    assert desk.cases.view(CLERK, walk.no).waiting.why is None


# --- B9: what was learnt, and thanks --------------------------------------------------------------------------------


def test_b9_times_of_each_step_slow_cases_and_a_confirmation_with_thanks(desk: Desk, walk: CaseWalk) -> None:
    record = walk.ready().refund().record
    desk.cases.act(CLERK, walk.no, ArrivalNoted(arrived=True, words=""))
    desk.cases.act(CLERK, walk.no, FollowedUp(5, "满意"))
    said = text_of(desk, walk, CaseSheet.CONFIRMATION)
    assert all(words in said for words in ("王女士", "128.50", record.reference_no, "感谢", "400-000-0000"))
    assert desk.cases.slow_report(CLERK, "zh_CN").read_bytes().startswith(b"%PDF-")
    assert any("审核" in line for line in desk.cases.slow_lines(CLERK, 60, "zh_CN"))


# --- A6: another route, as agreed ------------------------------------------------------------------------------------


def test_a6_another_route_is_entered_by_two_people_and_is_never_an_approved_refund(desk: Desk, walk: CaseWalk) -> None:
    walk.ready(Route.BANK).keyed()
    assert walk.entered().state is State.ENTERED
    assert (walk.case.paid_fen, desk.find(ByOrder(CARD_ORDER)).remaining_fen) == (0, 0)
    assert "不是退款成功" in text_of(desk, walk, CaseSheet.PAY_ORDER)
    assert (word(lambda: quick(desk)), desk.journal.refunds()) == ("case_open", ())
    paid = paid_now(desk, BOSS, walk.no, "ICBC20261122001")
    assert (paid.state, paid.paid_fen, paid.paid_outside[0].at_host) == (State.PAID, CARD_PAID, True)
