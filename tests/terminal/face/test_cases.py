"""退款申请 on the pure face: the list, phrases and typed words, whose password counts, and what --plain makes of it."""

from dataclasses import replace

import pytest
from cashier import Cashier
from fake_cases import FakeCases, older
from fake_desk import PHONE_ORDER, FakeDesk
from typed import SIGN_ON, session

from terminal.case.course import Decision, Entry, Mark, Payee
from terminal.case.papers import Paper
from terminal.case.words import Route, State
from terminal.columns import width
from terminal.desk.door import Refusal
from terminal.face import stage
from terminal.face.asks.cases import CountDue
from terminal.face.drafts.case_forms import FIELDS, Shape
from terminal.face.drafts.cases import NO_CASES
from terminal.face.pages import Page
from terminal.face.reminder import counted, reminding
from terminal.screens.cases.one import MOVES, REVIEWS
from terminal.screens.frame import bar
from terminal.screens.page import LCD_COLUMNS, Turn

OPENING = ("0", "1", "2", "1", PHONE_ORDER, "ok", "ok", "ok")
FORM = ("1", "ok", "13800000000", "ok", "1", "ok", "ok")
BY_00 = ("0", "ok", "123456", "ok")


@pytest.fixture
def cases() -> FakeCases:
    return FakeCases()


@pytest.fixture
def clerk(cases: FakeCases) -> Cashier:
    return Cashier(FakeDesk(cases=cases)).sign_on().press("8", "9")


@pytest.fixture
def case(clerk: Cashier) -> Cashier:
    return clerk.press(*OPENING, *FORM)


def test_what_is_due_stands_first_and_marked_and_is_counted(case: Cashier, cases: FakeCases) -> None:
    cases.cases["202611220001"] = older(cases.cases["202611220001"], 30)
    case.press("back", *OPENING, *FORM, "back")
    rows = [row for row in case.lcd.splitlines() if "20261122" in row]
    assert [row.split()[2] if row.startswith(">") else row.split()[1] for row in rows] == [
        "202611220001",
        "202611220002",
    ]
    assert ["!30天" in row for row in rows] == [True, False]
    assert "未结案2件 逾期1件" in case.lcd
    assert "逾期1件" in case.press("filter").lcd
    assert "共2件" in case.press("filter").lcd


def test_a_case_is_found_by_a_part_of_its_number_of_a_receipt_or_of_a_name(case: Cashier) -> None:
    for part, found in (("0001", True), (PHONE_ORDER[3:9], True), ("顾客", True), ("9999", False)):
        case.press("menu", "8", "9", "find")
        case.paste(part).press("ok")
        assert (part in case.lcd, "没有这样的退款申请" in case.lcd) == (True, not found)


def test_digits_take_phrases_until_other_words_are_keyed(clerk: Cashier) -> None:
    clerk.press(*OPENING)
    assert clerk.press("2").scene.cases.keyed == "家人代办"
    assert clerk.press("1").scene.cases.keyed == "顾客本人"
    assert clerk.press("clear").scene.cases.keyed == ""
    assert clerk.press("王", "2", "号").scene.cases.keyed == "王2号"
    assert clerk.press("clear").scene.cases.keyed == "王2"


def test_no_card_number_is_taken_where_words_are_keyed(clerk: Cashier) -> None:
    clerk.press(*OPENING).paste("6200000000000005")
    assert (clerk.page, clerk.scene.cases.keyed, "不得填写卡号" in clerk.lcd) == (Page.CASE_WORDS, "", True)
    clerk.press("卡", *"6200000000000005", "ok")
    assert (clerk.page, "不得填写卡号" in clerk.lcd) == (Page.CASE_WORDS, True)


def test_what_is_refused_stays_keyed_and_nothing_was_written(case: Cashier, cases: FakeCases) -> None:
    case.press("1", "ok", "1", "ok", *BY_00, "1")
    assert case.page is Page.CASE_FORM
    asked = len(cases.asked)
    case.press("ok")
    assert (case.page, case.scene.cases.form, len(cases.asked)) == (Page.CASE_FORM, "approved", asked + 1)
    assert cases.cases["202611220001"].state is State.APPLIED


def test_a_reviewers_password_counts_for_one_act(case: Cashier) -> None:
    case.press("1", "ok", "1", "ok", *BY_00)
    assert case.scene.cases.reviewer is not None
    case.press("2", "1", "ok", "1", "ok", "ok")
    assert (case.page, case.scene.cases.reviewer) == (Page.CASE, None)
    case.press(*BY_00, "back")
    assert case.scene.cases.reviewer is None
    assert case.press(*BY_00, "menu").scene.cases == replace(NO_CASES, due=0)


@pytest.mark.parametrize("path", ["~", "~nobody-of-that-name/发票.png", "/tmp/a b/c-d_(1).png"])
def test_a_paper_is_named_by_any_path(case: Cashier, cases: FakeCases, path: str) -> None:
    case.press("5", "1", "1", "0", *path, "ok", "ok")
    assert case.page is Page.CASE_PAPER
    assert len(cases.cases["202611220001"].papers) == 1


def test_the_menu_of_a_case_offers_what_the_desk_says_and_nothing_else(case: Cashier) -> None:
    view = case.scene.cases.view
    assert view is not None
    offered = [word for word in MOVES if word in view.may]
    assert offered == ["papers_begun", "form_changed", "withdrawn"]
    none = replace(case.scene, cases=replace(case.scene.cases, view=replace(view, may=())))
    dead = [stage.after_key(none, digit).scene.page for digit in "12349"]
    assert dead == [Page.CASE] * 5


def test_every_form_asks_for_what_its_act_needs(case: Cashier) -> None:
    """Whole and by phrases alone, so that a numeric pad is enough."""
    pad_keyed = {Shape.NUMBER, Shape.DAY, Shape.SUM, Shape.CHOICE, Shape.MARKS}
    spoken = [(form, field.name) for form, fields in FIELDS.items() for field in fields if field.shape not in pad_keyed]
    phrased = [(form, field.name) for form, fields in FIELDS.items() for field in fields if field.phrases]
    assert len(spoken) > 20
    assert set(spoken) <= set(phrased)
    keyless = {"agreement_drawn", "take_up", "refund"}
    assert {*MOVES, *REVIEWS} - keyless <= set(FIELDS)


def test_who_is_paid_outside_stands_in_no_repr(case: Cashier, cases: FakeCases) -> None:
    cases.cases["202611220001"] = replace(cases.cases["202611220001"], state=State.READY)
    case.scene = replace(case.scene, cases=replace(case.scene.cases, form="payee_keyed"))
    keyed = case.scene.cases.valued("account", "123456789012")
    assert "123456789012" not in repr(replace(keyed, keyed="123456789012"))


def test_due_cases_are_told_once_a_sign_on_behind_whatever_else_is_asked(cases: FakeCases) -> None:
    clerk = Cashier(FakeDesk(cases=cases)).sign_on()
    assert (clerk.page, clerk.scene.cases.due, "逾期" in clerk.lcd) == (Page.MENU, 0, False)
    fresh = replace(clerk.scene, cases=NO_CASES)
    assert reminding(Turn(fresh)).aside == CountDue(fresh.by)
    assert reminding(Turn(counted(fresh, None))).aside is None
    assert stage.after_refusal(fresh, CountDue(fresh.by), Refusal("journal_damaged")).scene.cases.due == 0
    told = replace(fresh, cases=replace(NO_CASES, due=2))
    clerk.scene = told
    assert "逾期退款申请2件" in clerk.lcd


def test_line_by_line_words_are_words_and_a_stuck_enter_sends_nothing(cases: FakeCases) -> None:
    keyed = (*SIGN_ON, "8 9", "0 1", "2", "1", f"{PHONE_ORDER} ok", "ok", "ok", "王 小明 2号 ok", "13800000000 ok")
    code, console, face = session(FakeDesk(cases=cases), *keyed, "it does not work at all ok", "", "", "")
    assert (code, cases.cases, face.scene.page) == (0, {}, Page.CASE_FORM)
    assert "此处空行不算确认：键入 ok 确认，b 取消" in console.said
    session(FakeDesk(cases=cases), *keyed, "it does not work at all ok", "ok")
    (opened,) = cases.cases.values()
    assert (opened.form.applicant, opened.form.reason) == ("王 小明 2号", "it does not work at all")


KEEP = ("1", "1", "ok", "back")
PAPERS = ("5", *(key for paper in "123456" for key in (paper, *KEEP)), "back")
SIGNING = ("1", "ok", *PAPERS, "1", "ok", *BY_00, "1", "ok", "1")


def test_an_agreement_that_somebody_signed_is_not_drawn_away(case: Cashier, cases: FakeCases) -> None:
    """The customer has left: the same text is printed again, another one asks first."""
    case.press(*SIGNING)
    assert case.page is Page.CASE
    assert "1 记签字" in case.lcd
    case.press("1", "1", "ok", "ok", "2")
    assert _signers(cases) == ["customer"]
    cases.text = "b" * 64
    case.press("2")
    assert (case.page, "已有签字作废" in case.lcd, _signers(cases)) == (Page.CASE_FORM, True, ["customer"])
    case.press("back", "2", "ok")
    assert (case.page, _signers(cases)) == (Page.CASE, [])


def test_what_is_half_keyed_stays_as_help_says_and_so_does_the_form(clerk: Cashier) -> None:
    clerk.press(*OPENING, "1", "ok", *"13800001", "back")
    assert (clerk.page, "1380000" in clerk.lcd) == (Page.CASE_FORM, False)
    clerk.press("2")
    assert (clerk.page, clerk.scene.cases.keyed) == (Page.CASE_WORDS, "13800001")
    clerk.press(*"111", "ok", "back", "back", "back", "back")
    assert clerk.page is Page.CASE_SALE
    clerk.press("1", PHONE_ORDER, "ok", "ok")
    assert (clerk.page, "13800001111" in clerk.lcd, "顾客本人" in clerk.lcd) == (Page.CASE_FORM, True, True)
    clerk.press("back", "back", "back", "back", "3", "1", PHONE_ORDER, "ok", "ok")
    assert "13800001111" not in clerk.lcd


def test_clear_takes_one_digit_off_a_number_that_stands_there_and_a_phrase_whole(clerk: Cashier) -> None:
    clerk.press(*OPENING, "1", "ok", "13800001111", "ok", "back", "2")
    assert clerk.press("clear").scene.cases.keyed == "1380000111"
    assert clerk.press("2", "ok", "back", "2").scene.cases.keyed == "13800001112"
    clerk.press("back", "1")
    assert clerk.press("clear").scene.cases.keyed == ""


def test_who_looks_for_the_sale_of_a_case_is_not_refunding(clerk: Cashier) -> None:
    clerk.press("0", "1", "2", "1")
    assert (clerk.page, "新建退款申请" in clerk.lcd, "销售单退货" in clerk.lcd) == (Page.ORDER, True, False)
    clerk.press("back", "2")
    assert (clerk.page, "新建退款申请" in clerk.lcd) == (Page.REFERENCE, True)
    for page in (Page.DATE, Page.KEYED):
        drawn = stage.SCREENS[page].view(replace(clerk.scene, page=page), stage.texts(clerk.scene))
        assert drawn.title == "新建退款申请"
    clerk.press("back", "1", PHONE_ORDER, "ok")
    assert (clerk.page, "原交易" in clerk.lcd, "金额" in footer(clerk)) == (Page.ORIGINAL, True, False)
    assert "F5" not in clerk.press("help").lcd
    clerk.press("help", "menu", "3", "1", "123456", "ok")
    assert (clerk.page, "销售单退货" in clerk.lcd) == (Page.ORDER, True)
    assert "F5 金额" in footer(clerk.press(PHONE_ORDER, "ok"))


def footer(cashier: Cashier) -> str:
    return " ".join(label for _, label in bar(cashier.scene))


def test_a_form_is_sent_from_its_last_page(clerk: Cashier, cases: FakeCases) -> None:
    clerk.press("0", "1", "1", "1", PHONE_ORDER, "ok", "ok", "ok", "1", "ok", "13800000000", "ok", "1", "ok")
    clerk.press("1", "ok", "1", "ok")
    assert (clerk.page, "1/2" in clerk.lcd, "确认=下一页" in clerk.lcd) == (Page.CASE_FORM, True, True)
    clerk.press("ok")
    assert ("2/2" in clerk.lcd, "确认=提交" in clerk.lcd, cases.cases) == (True, True, {})
    clerk.press("ok")
    assert (clerk.page, len(cases.cases)) == (Page.CASE, 1)


def test_help_says_what_finding_and_filtering_do_among_cases(clerk: Cashier) -> None:
    shown = clerk.press("help").lcd
    assert ("按申请号单据号或姓名" in shown, "未结案/逾期/全部" in shown, "金额" in shown) == (True, True, False)
    assert ("最近通讯的报文" in shown, "本笔" in shown) == (True, False)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_help_among_cases_fits_its_room(cases: FakeCases, lang: str) -> None:
    shown = Cashier(FakeDesk(cases=cases), lang).sign_on().press("8", "9", "help").lcd
    assert max(width(row) for row in shown.splitlines()) <= LCD_COLUMNS


def test_words_that_are_missing_are_not_too_few_digits(clerk: Cashier) -> None:
    clerk.press(*OPENING, "ok")
    assert ("请填写此项" in clerk.lcd, "位数" in clerk.lcd) == (True, False)


def test_whoever_reviews_sees_reason_papers_rules_and_refusals_before_the_menu(case: Cashier, cases: FakeCases) -> None:
    (before,) = cases.cases.values()
    terms = replace(before.terms, against=("against.window",))
    cases.cases[before.case_no] = replace(before, terms=terms)
    case.press("1", "ok", "1", "ok", *BY_00, "2", "1", "ok", "1", "ok", "ok", "1", "ok")
    assert "提交审核" not in case.press(*BY_00).lcd
    lines = case.lcd
    assert case.page is Page.CASE_REVIEW
    for words in ("退款原因：", "操作员01受理", "缺：销售单", "规则不许", "曾不通过"):
        assert words in lines, (words, lines)


def test_what_was_refused_stands_on_the_first_page_and_is_asked_about_when_it_is_handed_in_again(case: Cashier) -> None:
    case.press("1", "ok", "1", "ok", *BY_00, "2", "3", "ok", "1", "ok", "ok")
    assert ("材料不能证明" in case.lcd, "请补故障检测报告" in case.lcd) == (True, True)
    assert "请补故障检测报告" in case.press("1").lcd


def test_what_is_left_to_a_reviewer_is_said(case: Cashier, cases: FakeCases) -> None:
    case.press("1", "ok", "1", "ok")
    assert "下一步" in case.lcd
    assert "审核（按0）" in case.lcd


def test_a_payee_that_is_keyed_waits_for_another_person(case: Cashier, cases: FakeCases) -> None:
    (one,) = cases.cases.values()
    decision = Decision("2026-11-22T10:00:00", "00", 5_000, 0, Route.BANK, "")
    payee = Payee(Route.BANK, "周**", "6243****0001", "工行", "0" * 64, "01")
    cases.cases[one.case_no] = replace(one, state=State.READY, decision=decision, payee=payee)
    case.press("back", "1")
    assert all(words in case.lcd for words in ("周**", "6243****0001", "另一人复核（按0）"))


@pytest.mark.parametrize(
    ("state", "fit", "act", "words"),
    [
        (State.CLOSED, False, "goods_rejected", "验货不合格，货物已退还，未退款"),
        (State.SENT_BACK, False, "withdrawn", "货物已退还，未退款"),
        (State.WITHDRAWN, None, "withdrawn", "客户撤回，未退款"),
        (State.CLOSED, None, "refused", "审核不通过，未退款"),
    ],
)
def test_a_case_that_ended_unpaid_says_so(
    case: Cashier, cases: FakeCases, state: State, fit: bool | None, act: str, words: str
) -> None:
    (one,) = cases.cases.values()
    granted = 0 if act == "refused" else 5_000
    decision = Decision("2026-11-22T10:00:00", "00", granted, 0, Route.ORIGINAL, "不符", "补")
    life = (*one.life, Mark("2026-11-22T11:00:00", "00", act, state, ""))
    parcel = replace(one.parcel, fit=fit)
    cases.cases[one.case_no] = replace(one, state=state, decision=decision, life=life, parcel=parcel)
    case.press("back", "filter", "filter", "1")
    assert (words in case.lcd, "✗退款" in case.lcd, "✓退款" in case.lcd) == (True, True, False)


def test_what_can_still_go_back_is_said_of_no_case_that_ended(case: Cashier, cases: FakeCases) -> None:
    (one,) = cases.cases.values()
    view = case.scene.cases.view
    assert view is not None
    unasked = replace(view, remaining_fen=None)
    case.scene = case.scene.casing(replace(case.scene.cases, view=unasked))
    assert "可退 不详" in case.lcd
    ended = replace(unasked, case=replace(one, state=State.CLOSED), waiting=replace(view.waiting, why=None))
    case.scene = case.scene.casing(replace(case.scene.cases, view=ended))
    assert ("原单" in case.lcd, "可退" in case.lcd, "不详" in case.lcd) == (True, False, False)


@pytest.mark.parametrize(
    ("lang", "said"), [("zh_CN", "核准 *50.00 练习币伍拾元整 原路退回"), ("en", "Granted *50.00, Original means")]
)
def test_a_grant_is_said_in_figures_and_in_capitals_to_whoever_reads_chinese(
    case: Cashier, cases: FakeCases, lang: str, said: str
) -> None:
    (one,) = cases.cases.values()
    decision = Decision("2026-11-22T10:00:00", "00", 5_000, 0, Route.ORIGINAL, "")
    cases.cases[one.case_no] = replace(one, state=State.APPROVED, decision=decision)
    case.press("back", "1", "plus")
    case.scene = replace(case.scene, lang=lang)
    assert said in case.lcd


def test_what_was_paid_outside_is_told_apart_on_the_first_page(case: Cashier, cases: FakeCases) -> None:
    assert "终端外" not in case.lcd
    (one,) = cases.cases.values()
    paid = Entry("E1", 5_000, at_host=True, by="00", at="2026-11-22T10:00:00", reference="R1", paid_day="2026-11-22")
    cases.cases[one.case_no] = replace(one, state=State.PAID, paid_outside=(paid,))
    case.press("back", "1")
    assert ("核准 *0.00  终端外已付 *50.00" in case.lcd, "已退 *" in case.lcd) == (True, False)


def test_what_was_printed_of_a_case_is_not_left_for_the_next_customer(case: Cashier) -> None:
    case.press("7", "1")
    assert case.scene.sheet.lines
    kept = case.scene
    assert case.press("back", "back").scene.sheet.lines == ()
    case.scene = kept
    assert case.press("menu").scene.sheet.lines == ()


def test_a_file_is_named_before_it_is_attached_and_before_it_is_destroyed(case: Cashier, cases: FakeCases) -> None:
    case.press("5", "1", "1", "1")
    assert (case.page, "销售单：发票.png" in case.lcd, "inbox" in case.lcd) == (Page.CASE_FORM, True, True)
    assert "123456字节 2026-11-21 17:05" in case.lcd
    assert case.press("back").page is Page.CASE_FILES
    assert "发票.png" in case.lcd
    assert "123456字节 2026-11-21 17:05" in case.lcd
    assert case.press("1", "ok").page is Page.CASE_PAPER
    (one,) = cases.cases.values()
    assert [paper.name for paper in one.papers] == ["发票.png"]
    case.press("2", "ok", "123456", "ok", "1", "ok")
    assert (case.page, "销售单：发票.png" in case.lcd, "不能恢复" in case.lcd) == (Page.CASE_FORM, True, True)


def test_a_file_by_its_path_is_shown_before_it_is_attached(case: Cashier, cases: FakeCases) -> None:
    case.press("5", "1", "1", "0", *"/a/b.png", "ok")
    assert [words in case.lcd for words in ("销售单：b.png", "123456字节 2026-11-21 17:05", "/a/b.png")] == [True] * 3
    (one,) = cases.cases.values()
    assert (case.page, one.papers) == (Page.CASE_FORM, ())
    assert case.press("ok").page is Page.CASE_PAPER
    (one,) = cases.cases.values()
    assert [paper.name for paper in one.papers] == ["b.png"]


def test_a_path_that_leads_to_no_file_is_said_where_it_is_keyed(case: Cashier) -> None:
    case.press("5", "1", "1", "0", *"/a/gone.png", "ok")
    assert (case.page, "gone.png" in case.lcd) == (Page.CASE_PATH, True)


def test_a_note_of_waiting_offers_what_may_be_true_there(case: Cashier) -> None:
    lines = case.press("9").lcd
    said = [words for words in ("等客户", "等主机答复", "系统维护", "规则变更", "等到账", "等签字") if words in lines]
    assert (said, "等待原因" in lines) == (["等客户", "等主机答复", "系统维护", "规则变更"], True)


def test_a_paper_keeps_its_digit_whatever_is_asked_for(case: Cashier, cases: FakeCases) -> None:
    before = case.press("5").lcd
    (one,) = cases.cases.values()
    cases.cases[one.case_no] = replace(one, wanted=(Paper.OTHER,))
    rows = [row[:10] for row in before.splitlines() if row[2:4].strip().isdecimal()]
    case.press("back", "back", "1", "5")
    assert [row[:10] for row in case.lcd.splitlines() if row[2:4].strip().isdecimal()] == rows
    assert len(rows) > 5


def _signers(cases: FakeCases) -> list[str]:
    (one,) = cases.cases.values()
    return [signed.party.value for signed in one.agreement.signatures] if one.agreement else []


@pytest.mark.parametrize(("digit", "score"), [("5", 5), ("1", 1), ("0", 0)])
def test_a_score_is_the_digit_that_is_keyed(case: Cashier, cases: FakeCases, digit: str, score: int) -> None:
    cases.cases["202611220001"] = replace(cases.cases["202611220001"], state=State.ARRIVED)
    case.press("back", "1", "1")
    assert (" 5 很满意" in case.lcd, "1 5" in case.lcd) == (True, False)
    case.press("6", "9")
    assert case.page is Page.CASE_CHOICE
    case.press(digit, "ok")
    assert cases.cases["202611220001"].score == score


def test_an_act_says_who_did_it(case: Cashier, cases: FakeCases) -> None:
    case.press("1", "ok", "1", "ok", *BY_00, "2", "1", "ok", "1", "ok", "ok")
    assert [by for by, _act in cases.asked][-3:] == ["01", "01", "00"]
