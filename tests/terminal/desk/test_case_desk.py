"""Refund cases on the real desk: from the first talk to the customer's answer, and everything that is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
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
    word,
)

from protocol.transactions import ByOrder, ByReference, Original
from terminal.case.acts import (
    Applied,
    Approved,
    ArrivalNoted,
    BarLifted,
    Escalated,
    FollowedUp,
    PapersBegun,
    RefundMoved,
    Refused,
    Reopened,
    TalkHeld,
    Withdrawn,
    body_of,
    kind_of,
)
from terminal.case.papers import Kind
from terminal.case.policy import Fee, Verdict
from terminal.case.words import Intake, RefundStanding, Route, State, Venue
from terminal.cli.case.shown import document, lines_of
from terminal.compose import open_desk
from terminal.desk.case_door import Which
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.desk.operators import Admitted
from terminal.desk.original_desk import OriginalDesk
from terminal.face.scene import Scene
from terminal.language import TextId, translator
from terminal.records.report import Filter
from terminal.screens.cases.told import summary
from terminal.settings import Settings
from terminal.trade.refund import State as RefundState

FULL_WIDTH = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_from_the_first_talk_to_the_last(desk: Desk, tmp_path: Path, kind: Kind) -> None:
    walk = CaseWalk(desk, tmp_path, kind)
    walk.opened()
    desk.cases.act(CLERK, walk.no, TalkHeld(Intake.PHONE, "王女士", "说明退款材料"))
    walk.gathered().applied().approved().signed()
    if kind is Kind.DEVICE:
        walk.returned()
    record = walk.refund().record
    assert (record.case_no, record.amount_fen, record.supervisor_no) == (walk.no, walk.case.granted_fen, "00")
    assert walk.case.state is State.PAID
    desk.cases.act(CLERK, walk.no, ArrivalNoted(arrived=True, words=""))
    after = desk.cases.act(CLERK, walk.no, FollowedUp(5, "满意"))
    assert (after.state, after.paid_fen) == (State.CLOSED, record.amount_fen)
    assert any(
        line.startswith("退款申请号") and line.endswith(walk.no) for line in desk.prints.of(str(record.key)).lines
    )
    desk.journal.verify()


def test_numbers_are_the_day_and_a_serial_and_a_restart_goes_on(desk: Desk, settings: Settings, tmp_path: Path) -> None:
    first = CaseWalk(desk, tmp_path).opened()
    desk.cases.act(CLERK, first.no, Withdrawn("不退了"))
    desk.close()
    again = open_desk("emulator:", settings)
    again.sign_on("01")
    second = CaseWalk(again, tmp_path, order=QR_ORDER).opened()
    day = f"{again.cases.view(CLERK, second.no).case.opened_at[:10]}".replace("-", "")
    assert (first.no, second.no) == (f"{day}0001", f"{day}0002")
    listed = again.cases.listed(CLERK, Which.ALL)
    assert [(one.case.case_no, one.case.state) for one in listed] == [
        (second.no, State.TALKING),
        (first.no, State.WITHDRAWN),
    ]
    again.close()


def test_a_case_is_what_its_events_make_it(desk: Desk, settings: Settings, walk: CaseWalk) -> None:
    walk.ready().refund()
    before = walk.case
    desk.close()
    again = open_desk("emulator:", settings)
    assert again.cases.view(CLERK, walk.no).case == before
    again.close()


# --- the quick refund and its doors ---------------------------------------------------------------------------------


def quick(desk: Desk) -> object:
    return desk.refund(BOSS, RefundRequest(desk.find(ByOrder(CARD_ORDER)), 100), CARD, nobody)


def by_reference(desk: Desk) -> object:
    known = desk.find(ByOrder(CARD_ORDER))
    original = desk.find(ByReference(known.reference_no, known.month_day))
    return desk.refund(BOSS, RefundRequest(original, 100), CARD, nobody)


def by_slip(desk: Desk) -> object:
    slip = desk.counter.slip(0) if desk.counter else None
    assert slip is not None
    return desk.refund(BOSS, RefundRequest(desk.find(desk.scan(slip.picture)), 100), CARD, nobody)


def exchanged(desk: Desk) -> object:
    return desk.refund(BOSS, RefundRequest(desk.find(ByOrder(CARD_ORDER)), 100, exchange=True), CARD, nobody)


DOORS: list[Callable[[Desk], object]] = [quick, by_reference, by_slip, exchanged]


@pytest.mark.parametrize("door", DOORS)
def test_while_a_case_is_under_way_no_other_door_pays(
    desk: Desk, walk: CaseWalk, door: Callable[[Desk], object]
) -> None:
    walk.opened().gathered().applied()
    assert word(lambda: door(desk)) == "case_open"
    assert desk.journal.refunds() == ()


@pytest.mark.parametrize("door", DOORS)
def test_a_case_that_is_only_talked_about_bars_nothing(
    desk: Desk, walk: CaseWalk, door: Callable[[Desk], object]
) -> None:
    walk.opened()
    assert word(lambda: door(desk)) == ""


@pytest.mark.parametrize("door", DOORS)
def test_a_refused_case_is_paid_by_no_side_door(desk: Desk, walk: CaseWalk, door: Callable[[Desk], object]) -> None:
    walk.opened().gathered().applied()
    desk.cases.act(BOSS, walk.no, Refused("超过期限", "补充检测报告"))
    desk.cases.act(CLERK, walk.no, Withdrawn("算了"))
    assert word(lambda: door(desk)) == "case_open"


def test_what_a_review_did_not_grant_is_paid_by_no_side_door(desk: Desk, walk: CaseWalk) -> None:
    walk.opened().gathered().applied().approved(granted_fen=5_000).signed().refund()
    rest = RefundRequest(desk.find(ByOrder(CARD_ORDER)), CARD_PAID - 5_000)
    assert word(lambda: desk.refund(BOSS, rest, CARD, nobody)) == "case_open"
    desk.cases.act(CLERK, walk.no, ArrivalNoted(arrived=True, words=""))
    desk.cases.act(CLERK, walk.no, FollowedUp(5, "满意"))
    assert word(lambda: desk.refund(BOSS, rest, CARD, nobody)) == "case_open"
    assert word(lambda: desk.cases.act(CLERK, walk.no, BarLifted("另有约定"))) == "right_missing"
    desk.cases.act(BOSS, walk.no, BarLifted("另有约定"))
    assert word(lambda: desk.refund(BOSS, rest, CARD, nobody)) == ""


def test_a_withdrawal_lifts_no_bar_of_a_smaller_grant(desk: Desk, walk: CaseWalk) -> None:
    walk.opened().gathered().applied()
    desk.cases.act(BOSS, walk.no, Refused("超过期限", "补充检测报告"))
    walk.applied().approved(granted_fen=5_000)
    desk.cases.act(CLERK, walk.no, Withdrawn("算了"))
    with pytest.raises(Refusal) as refused:
        quick(desk)
    assert (refused.value.word, refused.value.details["case"]) == ("case_open", walk.no)
    assert refused.value.details["where"] == TextId("case_open.ended")


def test_an_escalated_case_is_not_paid(desk: Desk, walk: CaseWalk) -> None:
    walk.ready()
    desk.cases.act(BOSS, walk.no, Escalated(Venue.COMPLAINT, "", "客户向12315投诉"))
    assert (word(walk.refund), word(lambda: quick(desk))) == ("case_not_ready", "case_open")


def test_a_sale_whose_case_is_open_is_not_voided(desk: Desk, tmp_path: Path) -> None:
    sale = desk.payments.sale(2000, CARD, "", nobody).record
    original = desk.find(ByReference(sale.reference_no, sale.named.month_day))
    form = form_of(original, receipt_no="A-17")
    case = desk.cases.open(CLERK, Kind.SERVICE, original, form)
    desk.cases.act(CLERK, case.case_no, PapersBegun())
    desk.cases.act(CLERK, case.case_no, Applied())
    assert word(lambda: desk.payments.voidable(sale.voucher_no)) == "case_open"
    assert word(lambda: desk.payments.void(BOSS, sale.voucher_no, CARD, "", nobody)) == "case_open"


def test_a_refund_that_names_a_case_is_what_the_case_owes(desk: Desk, tmp_path: Path) -> None:
    walk = CaseWalk(desk, tmp_path).ready()
    other, own = desk.find(ByOrder(QR_ORDER)), desk.find(ByOrder(CARD_ORDER))
    asked = {
        "case_sale": RefundRequest(other, CARD_PAID, case_no=walk.no),
        "case_amount": RefundRequest(own, 100, case_no=walk.no),
        "case_unknown": RefundRequest(own, CARD_PAID, case_no="200001010001"),
    }
    said = {
        name: word(lambda request=request: desk.refund(BOSS, request, CARD, nobody)) for name, request in asked.items()
    }
    assert said == {name: name for name in asked}


# --- who may --------------------------------------------------------------------------------------------------------


def test_nobody_decides_on_his_own_request_and_operators_on_none(desk: Desk, walk: CaseWalk) -> None:
    walk.opened().gathered()
    desk.cases.act(BOSS, walk.no, Applied())
    grant = Approved(CARD_PAID, 0, Route.ORIGINAL, "")
    assert word(lambda: desk.cases.act(CLERK, walk.no, grant)) == "right_missing"
    assert word(lambda: desk.cases.act(BOSS, walk.no, grant)) == "case_own_request"
    assert desk.cases.act(MANAGER, walk.no, grant).state is State.APPROVED


def test_whoever_says_to_be_manager_is_looked_up(desk: Desk, walk: CaseWalk) -> None:
    walk.opened().gathered().applied()
    desk.staff.add(BOSS, "02", "0202")
    forged, grant = Admitted("02", manager=True), Approved(CARD_PAID, 0, Route.ORIGINAL, "")
    assert word(lambda: desk.cases.act(forged, walk.no, grant)) == "right_missing"
    desk.staff.appoint(Admitted("99"), "02")
    assert desk.cases.act(Admitted("02"), walk.no, grant).state is State.APPROVED
    assert word(lambda: desk.cases.listed(Admitted("99"))) == "right_missing"


def test_papers_that_are_missing_stop_an_approval_by_name(desk: Desk, walk: CaseWalk) -> None:
    walk.opened()
    desk.cases.act(CLERK, walk.no, PapersBegun())
    walk.applied()
    with pytest.raises(Refusal) as caught:
        walk.approved()
    said = translator("zh_CN")(f"fault.{caught.value.word}", **caught.value.details)
    assert said == "材料不齐，不能审核通过：销售单、发票、合同副本、付款凭证、交易记录、截图"


# --- one sale, one case ---------------------------------------------------------------------------------------------


def test_the_same_sale_or_receipt_has_one_case_at_a_time(desk: Desk, walk: CaseWalk) -> None:
    walk.opened()
    other = desk.find(ByOrder(QR_ORDER))
    receipt = walk.case.form.receipt_no
    same = form_of(other, receipt_no=f"{receipt[:4]}-{receipt[4:]}".translate(FULL_WIDTH))
    assert word(lambda: CaseWalk(desk, walk.folder).opened()) == "case_duplicate"
    assert word(lambda: desk.cases.open(CLERK, Kind.SERVICE, other, same)) == "case_duplicate"
    desk.cases.act(CLERK, walk.no, Withdrawn("不退了"))
    second = CaseWalk(desk, walk.folder).opened()
    assert word(lambda: desk.cases.act(BOSS, walk.no, Reopened("又要退"))) == "case_duplicate"
    changed = form_of(other, receipt_no="B-1")
    third = desk.cases.open(CLERK, Kind.SERVICE, other, changed)
    assert word(lambda: desk.cases.change_form(CLERK, third.case_no, same)) == "case_duplicate"
    assert desk.cases.about(walk.original) == desk.cases.view(CLERK, second.no).case


def test_parts_of_a_sale_count_together_against_the_supervisors_limit(
    desk: Desk, walk: CaseWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = desk._parts.rulebook.policy
    limited = replace(policy, periods=tuple(replace(one, supervisor_limit_fen=6_500) for one in policy.periods))
    monkeypatch.setattr(desk._parts.rulebook, "policy", limited)
    desk.refund(BOSS, RefundRequest(walk.original, 200), CARD, nobody)
    walk.opened(6_400).gathered().applied()
    assert word(lambda: walk.approved(by=BOSS)) == "case_over_limit"
    assert walk.approved(by=BOSS, granted_fen=6_300).case.state is State.APPROVED
    walk.approved(by=MANAGER)
    act = next(reversed([one for one in desk.journal.entries() if one.kind == "case.approved"]))
    assert act.body["before_fen"] == 200


def test_what_the_policy_refuses_outright_is_the_managers(
    desk: Desk, walk: CaseWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = desk._parts.rulebook.policy
    strict = tuple(replace(one, not_returnable=("*",), excluded=Verdict.REFUSED) for one in policy.periods)
    monkeypatch.setattr(desk._parts.rulebook, "policy", replace(policy, periods=strict))
    walk.opened().gathered().applied()
    grant = Approved(CARD_PAID, 0, Route.ORIGINAL, "")
    may = {by.operator_no: "approved" in desk.cases.view(by, walk.no).may for by in (BOSS, MANAGER)}
    assert may == {"00": False, "98": True}
    assert word(lambda: desk.cases.act(BOSS, walk.no, replace(grant, words="召回"))) == "case_for_manager"
    assert word(lambda: desk.cases.act(MANAGER, walk.no, grant)) == "case_words_wanted"
    assert desk.cases.act(MANAGER, walk.no, replace(grant, words="召回")).state is State.APPROVED


def test_an_account_in_words_is_refused_by_the_fields_name(desk: Desk, walk: CaseWalk) -> None:
    walk.opened()
    with pytest.raises(Refusal) as caught:
        desk.cases.act(CLERK, walk.no, TalkHeld(Intake.PHONE, "王女士", "打到110908222710808"))
    said = translator("zh_CN")(f"fault.{caught.value.word}", **caught.value.details)
    assert said == "说明：不要填写账号、证件号等12位以上的号码"
    assert walk.case.talks == ()


def test_of_two_cases_that_an_older_program_let_stand_neither_is_paid_beside_the_other(
    desk: Desk, walk: CaseWalk
) -> None:
    walk.opened().gathered()
    desk.cases.act(CLERK, walk.no, Withdrawn("不退了"))
    second = CaseWalk(desk, walk.folder).ready()
    for act in (Reopened("又要退"), Applied()):
        desk.journal.note(kind_of(act), operator_no="01", subject=walk.no, body=body_of(act))
    assert word(second.refund) == "case_open"
    assert desk.journal.refunds() == ()


def test_an_original_that_was_refunded_meanwhile_is_not_granted_again(desk: Desk, walk: CaseWalk) -> None:
    walk.opened()
    quick(desk)
    walk.gathered().applied()
    assert word(walk.approved) == "amount_over_remaining"
    assert walk.approved(granted_fen=CARD_PAID - 100).case.state is State.APPROVED


def test_a_sale_that_was_paid_by_phone_is_barred_the_same(desk: Desk, tmp_path: Path) -> None:
    CaseWalk(desk, tmp_path, order=QR_ORDER).opened().gathered().applied()
    scanned = RefundRequest(desk.find(ByOrder(QR_ORDER)), 100)
    assert word(lambda: desk.refund(BOSS, scanned, None, nobody)) == "case_open"


def test_what_remains_is_asked_of_a_host_that_answers(
    desk: Desk, walk: CaseWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.opened()
    assert desk.cases.view(CLERK, walk.no).remaining_fen == CARD_PAID
    asked: list[object] = []

    def silent(_desk: object, what: object) -> Original:
        asked.append(what)
        raise Refusal("link_silent")

    monkeypatch.setattr(OriginalDesk, "find", silent)
    assert [desk.cases.view(CLERK, walk.no).remaining_fen for _ in range(3)] == [None] * 3
    assert len(asked) == 1
    desk.sign_on("01")
    assert (desk.cases.view(CLERK, walk.no).remaining_fen, len(asked)) == (None, 2)


def test_who_was_removed_does_nothing_more(desk: Desk, walk: CaseWalk) -> None:
    desk.staff.add(BOSS, "02", "0202")
    desk.staff.remove(BOSS, "02")
    assert word(lambda: desk.cases.listed(Admitted("02"))) == "operator_unknown"


def test_a_case_keeps_its_rules_and_a_route_is_one_that_the_shop_agrees_to(
    desk: Desk, walk: CaseWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.opened().gathered().applied()
    policy = desk._parts.rulebook.policy
    none_outside = replace(policy, periods=tuple(replace(one, outside={}) for one in policy.periods))
    monkeypatch.setattr(desk._parts.rulebook, "policy", none_outside)
    assert word(lambda: walk.approved(Route.BANK)) == "case_route_closed"
    dear = replace(policy, name="another", periods=tuple(replace(one, fee=Fee(500)) for one in policy.periods))
    monkeypatch.setattr(desk._parts.rulebook, "policy", dear)
    assert walk.approved().case.terms.fee_fen == 0
    other = CaseWalk(desk, walk.folder, order=QR_ORDER).opened()
    assert other.case.terms.fee_fen == other.case.form.wanted_fen // 2


def test_a_form_is_changed_under_the_rules_of_its_day(desk: Desk, walk: CaseWalk) -> None:
    walk.opened()
    changed = desk.cases.change_form(CLERK, walk.no, form_of(walk.original, wanted_fen=100))
    assert (changed.form.wanted_fen, changed.terms.policy) == (100, walk.case.terms.policy)
    assert word(lambda: desk.cases.change_form(CLERK, walk.no, form_of(walk.original, wanted_fen=CARD_PAID + 1))) == (
        "case_wanted_over"
    )


def test_the_list_finds_by_number_receipt_and_name(desk: Desk, walk: CaseWalk) -> None:
    walk.opened()
    found = [
        len(desk.cases.listed(CLERK, Which.OPEN, text)) for text in (walk.no[-4:], CARD_ORDER, "王", " 女士 ", "李")
    ]
    assert found == [1, 1, 1, 1, 0]
    assert word(lambda: desk.cases.act(CLERK, walk.no, RefundMoved("k", 1, RefundStanding.PAID))) == "usage"


def test_how_many_are_due_loads_nothing_where_there_is_no_case(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desk, "_case_desk", None)
    assert desk.cases_due(CLERK) == 0


def test_how_many_are_due(desk: Desk, walk: CaseWalk, monkeypatch: pytest.MonkeyPatch) -> None:
    walk.opened()
    assert desk.cases_due(CLERK) == 0
    days = walk.case.terms.due_days[0] + 1
    monkeypatch.setattr(desk._place, "clock", lambda: datetime.now().astimezone() + timedelta(days=days))
    assert (desk.cases_due(CLERK), desk.cases.view(CLERK, walk.no).waiting.overdue) == (1, True)


def test_its_refund_is_found_and_exported_by_the_cases_number(desk: Desk, walk: CaseWalk) -> None:
    record = walk.ready().refund().record
    quick_one = RefundRequest(desk.find(ByOrder(QR_ORDER)), 100)
    desk.refund(BOSS, quick_one, None, nobody)
    found = desk.records.find(BOSS, Filter(text=walk.no))
    assert [one.key for one in found.rows] == [record.key]
    exported = desk.records.export(BOSS, Filter(), "json", "zh_CN")
    rows = json.loads(exported.path.read_text(encoding="utf-8"))["transactions"]
    assert [row["case_no"] for row in rows if row["kind"].endswith("refund")] in ([walk.no, ""], ["", walk.no])
    assert desk.journal.verify() > 0


def test_what_a_person_says_of_its_refund_moves_the_case_both_ways(desk: Desk, walk: CaseWalk) -> None:
    """Its host can't be asked: it is another one's record."""
    record = walk.ready().refund().record
    elsewhere = replace(record.link, ledger_id="f" * 16)
    desk.journal.record("refund.manual", replace(record, state=RefundState.MANUAL, link=elsewhere))
    assert walk.case.state is State.PAYING
    states = []
    for done in (False, True, False):
        desk.close_by_hand(BOSS, desk.journal.refunds()[-1], "acquirer", done=done)
        states.append(walk.case.state)
    assert states == [State.READY, State.PAID, State.READY]
    desk.journal.record("refund.approved", record)  # the host's word comes late
    assert walk.case.state is State.PAID


def test_what_its_host_has_said_against_a_persons_word_stands_on_it_until_that_is_said_again(
    desk: Desk, walk: CaseWalk
) -> None:
    """On its page, in its lines and for programs, as soon as it is in the journal."""
    record = walk.ready().refund().record
    elsewhere = replace(record.link, ledger_id="f" * 16)
    done = replace(record, state=RefundState.CLOSED_DONE, link=elsewhere)
    desk.journal.record("refund.closed_done", done)
    assert desk.cases.view(CLERK, walk.no).denied == ()
    desk.journal.record("refund.contradicted", replace(done, contradicted="61"))
    view = desk.cases.view(CLERK, walk.no)
    assert [one.contradicted for one in view.denied] == ["61"]
    assert document(view)["denied"] == [{"key": str(record.key), "code": "61"}]
    assert [line for line in lines_of(view, translator("zh_CN")) if "主机后来应答未退款(61)" in line] != []
    page = "".join(line.text for line in summary(Scene(), view, 76, translator("zh_CN")))
    assert (record.key.trace_no in page, "主机后来应答未退款(61)" in page) == (True, True)
    desk.close_by_hand(BOSS, desk.journal.refunds()[-1], "acquirer", done=False)
    assert (desk.cases.view(CLERK, walk.no).denied, walk.case.state) == ((), State.READY)
