"""The case's machine: whole walks as the trade has them, and each rule that stops one."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cases import (
    CASE_NO,
    CLERK,
    ELSEWHERE,
    HERE,
    MANAGER,
    OTHER,
    SUPERVISOR,
    WANTED_FEN,
    attached,
    form,
    opened,
    terms,
    walked,
    with_papers,
)

from terminal.case import judge
from terminal.case.acts import (
    ACTS,
    Act,
    AgreementDrawn,
    Applied,
    Approved,
    ArrivalNoted,
    BarLifted,
    EntryIntended,
    EntryRefused,
    EntryReleased,
    EntryTaken,
    Escalated,
    EscalationEnded,
    FollowedUp,
    FormChanged,
    GoodsChecked,
    GoodsReceived,
    GoodsRejected,
    GoodsReturned,
    GoodsSent,
    Happened,
    PaidOutside,
    PaperDiscarded,
    PapersAsked,
    PapersBegun,
    PayeeKeyed,
    RefundMoved,
    Refused,
    ReleaseIntended,
    Reopened,
    Signed,
    TalkHeld,
    Withdrawn,
    act_of,
    body_of,
    kind_of,
)
from terminal.case.case import Case
from terminal.case.course import Payee
from terminal.case.judge import CaseFault, require_paid_once, require_payable
from terminal.case.papers import NEEDED, Kind, Paper
from terminal.case.steps import after, step
from terminal.case.table import TABLE
from terminal.case.words import Intake, Party, RefundStanding, Route, State, Venue
from terminal.trade.refund import LinkIdentity

TEXT = "ab" * 32
KEY = "898000000000001/10000001/0a0b0c0d/000001/000031/20261122"
BANK = Payee(Route.BANK, "王**", "6222****0005", "中国工商银行", "cd" * 32, CLERK)


def applied(kind: Kind = Kind.TRANSACTION, *, fee_fen: int = 0, limit_fen: int = 0) -> Case:
    first = (CLERK, opened(kind, fee_fen=fee_fen, limit_fen=limit_fen))
    talk = (CLERK, TalkHeld(Intake.SHOP, "王女士", "要求退款"))
    return walked(first, talk, (CLERK, PapersBegun()), *with_papers(kind), (CLERK, Applied()))


def signed(kind: Kind = Kind.TRANSACTION, route: Route = Route.ORIGINAL) -> Case:
    return walked(
        (SUPERVISOR, Approved(WANTED_FEN, 0, route, "")),
        (CLERK, AgreementDrawn(TEXT)),
        (CLERK, Signed(Party.CUSTOMER, "王女士", TEXT)),
        (CLERK, Signed(Party.SHOP, "陈店长", TEXT)),
        case=applied(kind),
    )


def moved(standing: RefundStanding, fen: int = WANTED_FEN) -> tuple[str, Act]:
    return SUPERVISOR, RefundMoved(KEY, fen, standing)


def fault_of(by: str, act: Act, case: Case) -> str:
    with pytest.raises(CaseFault) as caught:
        walked((by, act), case=case)
    return caught.value.word


def test_a_transaction_refund_goes_through_all_seven_steps() -> None:
    case = signed()
    require_payable(case, WANTED_FEN)
    case = walked(
        moved(RefundStanding.OPEN),
        moved(RefundStanding.PAID),
        (CLERK, ArrivalNoted(False, "还没到")),
        (CLERK, ArrivalNoted(True, "到了")),
        (CLERK, FollowedUp(5, "满意")),
        case=case,
    )
    assert (case.state, case.paid_fen, case.due_fen, case.blocks) == (State.CLOSED, WANTED_FEN, 0, False)
    assert [mark.state for mark in case.life][-6:] == [
        State.READY, State.PAYING, State.PAID, State.PAID, State.ARRIVED, State.CLOSED
    ]  # fmt: skip


def test_a_device_comes_back_before_it_is_paid() -> None:
    case = signed(Kind.DEVICE)
    assert case.state is State.GOODS_DUE
    parcel = (CLERK, GoodsSent("顺丰", "SF1234567890"))
    case = walked(parcel, (CLERK, GoodsReceived()), (CLERK, GoodsChecked("完好")), case=case)
    assert (case.state, case.parcel.number) == (State.READY, "SF1234567890")


def test_a_device_that_is_not_taken_is_sent_back_and_bars_its_sale() -> None:
    bad = (SUPERVISOR, GoodsRejected("进水"))
    back = (CLERK, GoodsReturned("顺丰", "SF2"))
    case = walked((CLERK, GoodsReceived(("电源线",))), bad, back, (CLERK, FollowedUp(1, "")), case=signed(Kind.DEVICE))
    assert (case.state, case.blocks, case.parcel.missing) == (State.CLOSED, True, ("电源线",))


def test_who_opened_a_case_does_not_turn_its_device_away() -> None:
    here = walked((SUPERVISOR, GoodsReceived()), case=signed(Kind.DEVICE))
    assert fault_of(CLERK, GoodsRejected("进水"), here) == "case_own_request"


def test_drawing_the_same_text_again_keeps_who_signed_it_and_another_text_does_not() -> None:
    granted = walked((SUPERVISOR, Approved(WANTED_FEN, 0, Route.ORIGINAL, "")), case=applied())
    drawn = walked((CLERK, AgreementDrawn(TEXT)), (CLERK, Signed(Party.CUSTOMER, "王女士", TEXT)), case=granted)
    same = walked((CLERK, AgreementDrawn(TEXT)), case=drawn)
    other = walked((CLERK, AgreementDrawn("f" * 64)), case=drawn)
    counted = [len(case.agreement.signatures) if case.agreement else -1 for case in (same, other)]
    assert counted == [1, 0]


def test_its_life_names_papers_signers_parcels_and_payments() -> None:
    parcel = (CLERK, GoodsSent("顺丰", "SF1234567890"))
    case = walked(parcel, (CLERK, TalkHeld(Intake.PHONE, "王女士", "已寄出")), case=signed(Kind.DEVICE))
    said = {(mark.act, mark.words) for mark in case.life}
    named = {("paper_attached", "slip.png"), ("signed", "陈店长"), ("goods_sent", "SF1234567890")}
    assert named | {("talk_held", "已寄出")} <= said
    gone = walked((SUPERVISOR, TAKE_AWAY), case=gathering())
    assert (gone.life[-1].words, gone.life[-1].papers) == ("slip.png 附错", (Paper.SLIP,))


def test_approval_stops_on_what_is_missing_by_name() -> None:
    case = walked((CLERK, opened()), (CLERK, PapersBegun()), *with_papers(Kind.TRANSACTION)[:-1], (CLERK, Applied()))
    with pytest.raises(CaseFault) as caught:
        walked((SUPERVISOR, Approved(WANTED_FEN, 0, Route.ORIGINAL, "")), case=case)
    assert (caught.value.word, caught.value.details) == ("case_papers_missing", {"papers": "screenshots"})


@pytest.mark.parametrize(("by", "act", "word"), [
    (CLERK,      Approved(WANTED_FEN, 0, Route.ORIGINAL, ""),        "case_own_request"),
    (CLERK,      Refused("超过期限", "无"),                           "case_own_request"),
    (SUPERVISOR, Approved(WANTED_FEN + 1, 0, Route.ORIGINAL, ""),    "case_granted_over"),
    (SUPERVISOR, Approved(WANTED_FEN, 1, Route.ORIGINAL, ""),        "case_granted_over"),
    (SUPERVISOR, Approved(1, WANTED_FEN, Route.ORIGINAL, ""),        "case_fee_over"),
    (CLERK,      AgreementDrawn(TEXT),                               "case_out_of_order"),
    (CLERK,      FollowedUp(5, ""),                                  "case_out_of_order"),
    (CLERK,      opened(),                                           "case_exists"),
])  # fmt: skip
def test_what_an_application_does_not_take(by: str, act: Act, word: str) -> None:
    assert fault_of(by, act, applied()) == word


def test_above_the_limit_the_manager_decides() -> None:
    case = applied(limit_fen=WANTED_FEN - 1)
    approve = Approved(WANTED_FEN, 0, Route.ORIGINAL, "")
    assert fault_of(SUPERVISOR, approve, case) == "case_over_limit"
    assert walked((MANAGER, approve), case=case).state is State.APPROVED


@pytest.mark.parametrize("end", [
    (CLERK, Withdrawn("算了")),
    (SUPERVISOR, Escalated(Venue.COMPLAINT, "12315-1", "不服")),
])  # fmt: skip
def test_a_refused_case_stays_barred_whatever_comes_but_an_approval(end: tuple[str, Act]) -> None:
    case = walked((SUPERVISOR, Refused("超过期限", "出示检测报告")), end, case=applied())
    assert case.blocks
    ends = {State.WITHDRAWN: Reopened("新材料"), State.ESCALATED: EscalationEnded(True, "调解")}
    again = walked((SUPERVISOR, ends[case.state]), case=case)
    assert again.blocks


def test_who_had_a_hand_in_the_request_never_decides_on_it() -> None:
    refused = walked((SUPERVISOR, Refused("超过期限", "出示检测报告")), (CLERK, Withdrawn("算了")), case=applied())
    again = walked((SUPERVISOR, Reopened("新材料")), (OTHER, Applied()), case=refused)
    grant = Approved(WANTED_FEN, 0, Route.ORIGINAL, "")
    assert [fault_of(by, grant, again) for by in (CLERK, OTHER, SUPERVISOR)] == ["case_own_request"] * 3
    assert walked((MANAGER, grant), case=again).state is State.APPROVED


def test_a_taken_device_goes_back_when_the_customer_withdraws() -> None:
    here = walked((CLERK, GoodsReceived()), (CLERK, GoodsChecked("完好")), case=signed(Kind.DEVICE))
    assert walked((CLERK, Withdrawn("不退了")), case=here).state is State.GOODS_BACK


def test_what_was_paid_while_it_was_escalated_is_not_paid_again() -> None:
    case = walked(moved(RefundStanding.OPEN), (SUPERVISOR, Escalated(Venue.BANK, "", "等不及")), case=signed())
    review = (SUPERVISOR, EscalationEnded(True, "调解"))
    assert walked(moved(RefundStanding.PAID), review, case=case).state is State.PAID
    grant = (MANAGER, Approved(WANTED_FEN, 0, Route.ORIGINAL, ""))
    signing = ((CLERK, AgreementDrawn(TEXT)), *((CLERK, Signed(party, "王女士", TEXT)) for party in Party))
    still_open = walked(review, grant, *signing, case=case)
    assert (still_open.state, still_open.due_fen) == (State.PAYING, 0)
    assert walked(moved(RefundStanding.PAID), case=still_open).state is State.PAID
    late = walked(review, grant, moved(RefundStanding.PAID), *signing, case=case)
    assert (late.state, late.due_fen) == (State.PAID, 0)


def test_what_stands_in_the_journal_is_not_judged_again() -> None:
    case = walked((CLERK, opened()), (CLERK, PapersBegun()), (CLERK, Applied()))
    stood = Happened(CASE_NO, "2026-11-22T11:00:00", CLERK, Approved(WANTED_FEN, 0, Route.ORIGINAL, ""))
    assert after(case, stood).state is State.APPROVED


def test_after_a_refusal_it_is_applied_for_again_and_granted() -> None:
    case = walked((SUPERVISOR, Refused("缺报告", "补报告")), (OTHER, Applied()), case=applied())
    granted = walked((SUPERVISOR, Approved(WANTED_FEN, 0, Route.ORIGINAL, "")), case=case)
    assert (granted.state, granted.barred) == (State.APPROVED, False)


def test_what_a_smaller_grant_did_not_give_stays_barred_until_a_decision_gives_it() -> None:
    less = walked((SUPERVISOR, Approved(WANTED_FEN - 100, 100, Route.ORIGINAL, "")), case=applied())
    gone = walked((CLERK, Withdrawn("算了")), case=less)
    assert (less.barred, gone.barred, gone.blocks) == (True, True, True)
    all_of_it = (MANAGER, Approved(WANTED_FEN, 0, Route.ORIGINAL, ""))
    assert not walked(all_of_it, (CLERK, Withdrawn("算了")), case=less).blocks


def test_a_form_that_wants_less_after_a_refusal_lifts_no_bar() -> None:
    refused = walked((SUPERVISOR, Refused("超过期限", "出示检测报告")), case=applied())
    fewer = FormChanged(form(wanted_fen=100), refused.terms)
    granted = (SUPERVISOR, Approved(100, 0, Route.ORIGINAL, ""))
    case = walked((OTHER, fewer), (OTHER, Applied()), granted, (CLERK, Withdrawn("算了")), case=refused)
    assert case.blocks


def test_a_bar_on_a_case_that_has_ended_is_lifted_by_who_decides_and_by_nobody_else() -> None:
    refused = walked((SUPERVISOR, Refused("超过期限", "出示检测报告")), (CLERK, Withdrawn("算了")), case=applied())
    lift = BarLifted("与客户另行约定")
    assert fault_of(CLERK, lift, refused) == "case_own_request"
    free = walked((MANAGER, lift), case=refused)
    assert (free.state, free.blocks) == (State.WITHDRAWN, False)
    assert fault_of(MANAGER, lift, free) == "case_not_barred"
    above = replace(refused, terms=replace(refused.terms, limit_fen=WANTED_FEN - 1))
    assert fault_of(SUPERVISOR, lift, above) == "case_over_limit"


def test_a_payment_outside_needs_a_second_person_who_keys_the_same_payee() -> None:
    case = walked((CLERK, PayeeKeyed(BANK)), case=signed(route=Route.BANK))
    intend = EntryIntended(KEY, WANTED_FEN, BANK.digest, at_host=True)
    assert fault_of(CLERK, intend, case) == "case_same_person"
    assert fault_of(SUPERVISOR, EntryIntended(KEY, WANTED_FEN, "ef" * 32, at_host=True), case) == "payee_differs"
    assert fault_of(SUPERVISOR, EntryIntended(KEY, WANTED_FEN - 1, BANK.digest, at_host=True), case) == "case_amount"
    case = walked((SUPERVISOR, intend), (SUPERVISOR, EntryTaken(KEY)), case=case)
    assert (case.state, case.paid_fen, case.due_fen) == (State.ENTERED, 0, 0)
    case = walked((SUPERVISOR, PaidOutside("NB20261122001", "2026-11-22", BANK.digest)), case=case)
    assert case.life[-1].words == "NB20261122001"
    assert (case.state, case.paid_fen, case.entry) == (State.PAID, WANTED_FEN, None)


def entered() -> Case:
    intend = EntryIntended(KEY, WANTED_FEN, BANK.digest, at_host=True)
    keyed = (CLERK, PayeeKeyed(BANK))
    return walked(keyed, (SUPERVISOR, intend), (SUPERVISOR, EntryTaken(KEY)), case=signed(route=Route.BANK))


@pytest.mark.parametrize(("by", "day", "word"), [
    (SUPERVISOR, "2026-11-21", "case_paid_day"),
    (SUPERVISOR, "2026-11-23", "case_paid_day"),
    (SUPERVISOR, "1999-01-01", "case_paid_day"),
    (CLERK,      "2026-11-22", "case_same_person"),
])  # fmt: skip
def test_it_is_paid_between_entry_and_today_and_not_by_who_keyed_the_payee(by: str, day: str, word: str) -> None:
    assert fault_of(by, PaidOutside("NB1", day, BANK.digest), entered()) == word


@pytest.mark.parametrize("digest", ["ef" * 32, ""])
def test_whoever_paid_keys_the_same_payee_once_more(digest: str) -> None:
    assert fault_of(SUPERVISOR, PaidOutside("NB1", "2026-11-22", digest), entered()) == "payee_differs"


def test_the_manager_who_entered_may_mark_it_paid_on_its_day() -> None:
    assert walked((SUPERVISOR, PaidOutside("NB1", "2026-11-22", BANK.digest)), case=entered()).state is State.PAID


def test_a_payment_reference_stands_once_among_all_cases() -> None:
    paid = walked((SUPERVISOR, PaidOutside("NB 1", "2026-11-22", BANK.digest)), case=entered())
    with pytest.raises(CaseFault) as caught:
        require_paid_once(PaidOutside("ｎｂ-1", "2026-11-22", BANK.digest), [entered(), paid])
    assert (caught.value.word, caught.value.details) == ("case_reference_used", {"case": CASE_NO})
    require_paid_once(PaidOutside("NB2", "2026-11-22", BANK.digest), [entered(), paid])


# --- papers are kept ------------------------------------------------------------------------------------------------

SLIP = attached(Paper.SLIP)
TAKE_AWAY = PaperDiscarded(SLIP.sha256, "附错")


def gathering() -> Case:
    return walked((CLERK, opened()), (CLERK, PapersBegun()), (CLERK, SLIP))


def late(case: Case, day: str) -> Case:
    return step(case, Happened(CASE_NO, f"{day}T10:00:00", SUPERVISOR, TAKE_AWAY))


def test_a_paper_that_was_attached_wrongly_is_taken_away_before_it_is_handed_in() -> None:
    assert walked((SUPERVISOR, TAKE_AWAY), case=gathering()).kept == ()


@pytest.mark.parametrize("then", [
    ((CLERK, Applied()),),
    ((CLERK, Applied()), (SUPERVISOR, PapersAsked((Paper.OTHER,), ""))),
    ((CLERK, Applied()), (SUPERVISOR, Refused("不符", "补"))),
    ((CLERK, Applied()), (SUPERVISOR, Refused("不符", "补")), (CLERK, Withdrawn("算了"))),
    ((CLERK, Withdrawn("算了")),),
    ((SUPERVISOR, Escalated(Venue.BANK, "", "不服")),),
])  # fmt: skip
def test_what_was_handed_in_is_kept(then: tuple[tuple[str, Act], ...]) -> None:
    with pytest.raises(CaseFault) as caught:
        walked(*then, (MANAGER, TAKE_AWAY), case=gathering())
    assert (caught.value.word, caught.value.details["until"]) == ("paper_kept", SLIP.keep_until)


def test_a_paper_that_came_after_a_refusal_is_taken_away_and_what_was_refused_is_not() -> None:
    case = walked(
        (CLERK, Applied()), (SUPERVISOR, Refused("不符", "补")), (CLERK, attached(Paper.OTHER)), case=gathering()
    )
    other = PaperDiscarded(attached(Paper.OTHER).sha256, "附错")
    assert [one.paper for one in walked((MANAGER, other), case=case).kept] == [Paper.SLIP]


def test_the_table_has_a_paper_go_only_where_one_may() -> None:
    assert {state for state in State if PaperDiscarded in TABLE[state]} == {
        State.TALKING, State.GATHERING, State.WANTING, State.REFUSED, State.CLOSED, State.WITHDRAWN,
    }  # fmt: skip


def test_after_the_end_and_its_day_a_paper_goes() -> None:
    open_one = walked((CLERK, Applied()), case=gathering())
    over = walked((CLERK, Withdrawn("算了")), case=open_one)
    assert late(over, "2029-11-23").kept == ()
    for case, day in ((over, "2029-11-22"), (open_one, "2029-11-23")):
        with pytest.raises(CaseFault):
            late(case, day)


# --- against the rules ----------------------------------------------------------------------------------------------


def test_what_the_rules_refuse_outright_the_manager_alone_grants_and_says_why() -> None:
    against = replace(terms(Kind.TRANSACTION), refused=True)
    first = replace(opened(), terms=against)
    case = walked((CLERK, first), (CLERK, PapersBegun()), *with_papers(Kind.TRANSACTION), (CLERK, Applied()))
    grant = Approved(WANTED_FEN, 0, Route.ORIGINAL, "厂家召回")
    assert fault_of(SUPERVISOR, grant, case) == "case_for_manager"
    assert fault_of(MANAGER, replace(grant, words=" "), case) == "case_words_wanted"
    assert walked((MANAGER, grant), case=case).state is State.APPROVED


def test_a_fee_below_that_of_the_rules_wants_words() -> None:
    case = applied(fee_fen=100)
    less = Approved(WANTED_FEN - 99, 99, Route.ORIGINAL, "")
    assert fault_of(SUPERVISOR, less, case) == "case_words_wanted"
    assert walked((SUPERVISOR, replace(less, words="老顾客")), case=case).state is State.APPROVED
    whole = Approved(WANTED_FEN - 100, 100, Route.ORIGINAL, "")
    assert walked((SUPERVISOR, whole), case=case).state is State.APPROVED


def test_the_limit_counts_what_was_given_back_of_the_sale_before() -> None:
    case = applied(limit_fen=20_000)
    grant = Approved(15_000, 0, Route.ORIGINAL, "", before_fen=5_001)
    assert fault_of(SUPERVISOR, grant, case) == "case_over_limit"
    assert walked((SUPERVISOR, replace(grant, before_fen=5_000)), case=case).state is State.APPROVED
    assert walked((MANAGER, grant), case=case).state is State.APPROVED


# --- numbers in words -----------------------------------------------------------------------------------------------

ACCOUNT = "110908222710808"


@pytest.mark.parametrize("act", [
    TalkHeld(Intake.SHOP, "王女士", f"打到 {ACCOUNT}"),
    TalkHeld(Intake.SHOP, f"王女士{ACCOUNT}", "要求退款"),
    FormChanged(replace(form(), contact=ACCOUNT), terms(Kind.TRANSACTION)),
    FormChanged(replace(form(), reason=ACCOUNT), terms(Kind.TRANSACTION)),
    FormChanged(replace(form(), applicant=ACCOUNT), terms(Kind.TRANSACTION)),
    FormChanged(replace(form(), return_address=ACCOUNT), terms(Kind.TRANSACTION)),
    Withdrawn(ACCOUNT),
])  # fmt: skip
def test_no_account_in_words(act: Act) -> None:
    assert fault_of(CLERK, act, gathering()) == "case_long_number"


def test_no_account_in_the_first_form_either() -> None:
    with pytest.raises(CaseFault, match="case_long_number"):
        walked((CLERK, replace(opened(), form=replace(form(), reason=ACCOUNT))))


@pytest.mark.parametrize("act", [
    TalkHeld(Intake.SHOP, "王女士", "销售单 80000026000149，申请 202611220001，参考号 000000000149"),
    FormChanged(replace(form(), receipt_no="26117000000000012345"), terms(Kind.TRANSACTION)),
    FormChanged(replace(form(), receipt_no="26117000000000012345", reason="发票 26117000000000012345"),
                terms(Kind.TRANSACTION)),
])  # fmt: skip
def test_the_cases_own_numbers_are_said(act: Act) -> None:
    walked((CLERK, act), case=gathering())


def test_couriers_and_payments_have_numbers_as_long_as_they_are() -> None:
    sent = walked((CLERK, GoodsSent("邮政", "9876543210123")), case=signed(Kind.DEVICE))
    walked((CLERK, TalkHeld(Intake.PHONE, "王女士", "单号 9876543210123 已寄")), case=sent)
    walked((SUPERVISOR, PaidOutside("20261122000012", "2026-11-22", BANK.digest)), case=entered())


def test_an_entry_that_is_not_paid_is_given_back_once() -> None:
    intend = EntryIntended(KEY, WANTED_FEN, BANK.digest, at_host=True)
    first = (CLERK, PayeeKeyed(BANK))
    case = walked(first, (SUPERVISOR, intend), (SUPERVISOR, EntryTaken(KEY)), case=signed(route=Route.BANK))
    release = (SUPERVISOR, ReleaseIntended(KEY, "账户有误"))
    case = walked(release, (SUPERVISOR, EntryReleased(KEY)), case=case)
    assert (case.state, case.due_fen, len(case.released)) == (State.READY, WANTED_FEN, 1)
    assert fault_of(SUPERVISOR, EntryReleased(KEY), case) == "case_out_of_order"


def test_a_refund_starts_from_a_ready_case_by_its_own_route_and_amount_alone() -> None:
    rows = ((applied(), WANTED_FEN, "case_not_ready"), (signed(), WANTED_FEN - 1, "case_amount"),
            (signed(route=Route.BANK), WANTED_FEN, "case_route"))  # fmt: skip
    for case, fen, word in rows:
        with pytest.raises(CaseFault) as caught:
            require_payable(case, fen)
        assert caught.value.word == word


def ready() -> Case:
    way = [*with_papers(Kind.SERVICE), (CLERK, Applied()), (MANAGER, Approved(WANTED_FEN, 0, Route.ORIGINAL, ""))]
    text = "a" * 64
    agreed = [(CLERK, AgreementDrawn(text)), *((CLERK, Signed(side, "某", text)) for side in Party)]
    return walked((CLERK, opened(Kind.SERVICE)), (CLERK, PapersBegun()), *way, *agreed)


def test_a_case_belongs_to_the_host_where_its_sale_was_found() -> None:
    case = ready()
    judge.require_here(case, HERE)
    with pytest.raises(CaseFault, match="case_elsewhere"):
        judge.require_here(case, ELSEWHERE)
    judge.require_here(replace(case, sale=replace(case.sale, link=None)), ELSEWHERE)


# fmt: off
SECOND = [
    # state             barred  a second case      another is paid
    (State.TALKING,     False,  "case_duplicate",  ""),
    (State.APPLIED,     False,  "case_duplicate",  "case_open"),
    (State.PAID,        False,  "case_duplicate",  ""),
    (State.CLOSED,      False,  "",                ""),
    (State.CLOSED,      True,   "case_duplicate",  "case_open"),
    (State.WITHDRAWN,   False,  "",                ""),
    (State.WITHDRAWN,   True,   "case_duplicate",  "case_open"),
]
# fmt: on


def word_of_fault(rule: Callable[[], None]) -> str:
    try:
        rule()
    except CaseFault as fault:
        return fault.word
    return ""


@pytest.mark.parametrize(("state", "barred", "second", "alone"), SECOND)
def test_beside_a_case_that_goes_on_or_bars_there_is_no_other(
    state: State, barred: bool, second: str, alone: str
) -> None:
    other = replace(ready(), state=state, barred_fen=int(barred))
    assert word_of_fault(lambda: judge.require_single([other])) == second
    assert word_of_fault(lambda: judge.require_single([other], ever=True)) == "case_duplicate"
    assert word_of_fault(lambda: judge.require_alone([other])) == alone


# fmt: off
KEYED = [
    # keyed           money moved  host       a case is opened       at the counter
    (WANTED_FEN,      True,        HERE,      "",                    ""),
    (WANTED_FEN + 1,  True,        HERE,      "case_sold_otherwise", "case_sold_otherwise"),
    (WANTED_FEN - 1,  True,        HERE,      "case_sold_otherwise", ""),
    (WANTED_FEN + 1,  False,       HERE,      "",                    ""),
    (WANTED_FEN + 1,  True,        ELSEWHERE, "",                    ""),
]
# fmt: on


@pytest.mark.parametrize(("keyed", "moved", "link", "case", "counter"), KEYED)
def test_an_amount_that_is_keyed_is_what_a_case_knows(
    keyed: int, moved: bool, link: LinkIdentity, case: str, counter: str
) -> None:
    standing = RefundStanding.OPEN if moved else RefundStanding.NOTHING
    known = [walked((MANAGER, RefundMoved("k", 100, standing)), case=ready())]
    assert word_of_fault(lambda: judge.require_as_sold(keyed, link, known)) == case
    assert word_of_fault(lambda: judge.require_as_sold(keyed, link, known, at_most=True)) == counter


def test_money_that_moved_is_told_in_every_state() -> None:
    case = walked(moved(RefundStanding.OPEN), (SUPERVISOR, Escalated(Venue.BANK, "", "等不及")), case=signed())
    late = walked(moved(RefundStanding.PAID), case=case)
    assert (late.state, late.paid_fen) == (State.ESCALATED, WANTED_FEN)


def test_an_agreement_of_another_text_is_not_signed() -> None:
    approve = (SUPERVISOR, Approved(WANTED_FEN, 0, Route.ORIGINAL, ""))
    case = walked(approve, (CLERK, AgreementDrawn(TEXT)), case=applied())
    assert fault_of(CLERK, Signed(Party.CUSTOMER, "王女士", "00" * 32), case) == "agreement_differs"
    case = walked((CLERK, Signed(Party.CUSTOMER, "王女士", TEXT)), case=case)
    assert fault_of(CLERK, Signed(Party.CUSTOMER, "王女士", TEXT), case) == "agreement_signed"
    assert case.state is State.SIGNING


def test_every_act_comes_back_from_the_journal_as_it_went() -> None:
    one_of_each = (opened(Kind.DEVICE), PayeeKeyed(BANK), Approved(1, 0, Route.WECHAT, "好"), GoodsReceived(("主机",)))
    assert [act_of(kind_of(act), body_of(act)) for act in one_of_each] == list(one_of_each)


@pytest.mark.parametrize("body", [{}, {"why": ""}, {"why": 1}, {"why": "x" * 501}, {"why": "卡号 4111111111111111"}])
def test_a_body_that_is_no_act_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"case\.withdrawn"):
        act_of("case.withdrawn", body)


def test_the_table_knows_every_act_and_each_kind_its_papers() -> None:
    told = {act for row in TABLE.values() for act in row}
    assert told == {made for made, _who in ACTS.values()} - {type(opened())}
    assert Paper.SLIP in NEEDED[Kind.SERVICE]
    assert CASE_NO.isdecimal()


def test_a_paper_that_review_asked_for_is_missing_until_a_file_comes_after_the_asking() -> None:
    grant = Approved(WANTED_FEN, 0, Route.ORIGINAL, "")
    asked = walked((SUPERVISOR, PapersAsked((Paper.SLIP,), "看不清")), case=applied())
    assert asked.missing == (Paper.SLIP,)
    assert fault_of(SUPERVISOR, grant, walked((CLERK, Applied()), case=asked)) == "case_papers_missing"
    assert fault_of(CLERK, attached(Paper.SLIP), asked) == "paper_twice"
    better = walked((CLERK, attached(Paper.SLIP, 1)), (CLERK, Applied()), case=asked)
    assert (better.missing, walked((SUPERVISOR, grant), case=better).state) == ((), State.APPROVED)


def test_an_answer_about_another_entry_is_nobodys() -> None:
    intend = EntryIntended(KEY, WANTED_FEN, BANK.digest, at_host=True)
    entering = walked((CLERK, PayeeKeyed(BANK)), (SUPERVISOR, intend), case=signed(route=Route.BANK))
    entered = walked((SUPERVISOR, EntryTaken(KEY)), case=entering)
    releasing = walked((SUPERVISOR, ReleaseIntended(KEY, "账号有误")), case=entered)
    asked = (
        (EntryTaken("another"), entering),
        (EntryRefused("another", "61"), entering),
        (ReleaseIntended("another", "账号有误"), entered),
        (EntryReleased("another"), releasing),
    )
    assert [fault_of(SUPERVISOR, act, case) for act, case in asked] == ["entry_unknown"] * 4
