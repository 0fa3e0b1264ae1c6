"""人工了结 of a refund at the terminal: who may, by which digits, and that nothing is kept before the last 确认."""

from dataclasses import replace

import pytest

from protocol.money import MAX_KEYED_FEN
from terminal.desk.door import RefundResult, Refusal
from terminal.face import stage, waiting
from terminal.face.asks.refund import Waiting
from terminal.face.pages import Page
from terminal.screens.refund.closing import ClosingPage
from terminal.trade.refund import Cause, RefundRecord, State

SUPERVISOR = ("123456", "ok")


@pytest.fixture
def manual(open_record: RefundRecord) -> RefundRecord:
    return replace(open_record, state=State.MANUAL, cause=Cause.NO_ANSWER)


def at_open(cashier_at, desk, record: RefundRecord):
    desk.left_open.append(RefundResult(record))
    return cashier_at(desk).sign_on().press("1")


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("digit", ["3", "4"])
def test_the_last_look_says_of_which_refund_on_whose_word_and_what_follows(
    cashier_at, desk, manual: RefundRecord, digit: str, lang: str
) -> None:
    """And a message below hides none of that."""
    manual = replace(manual, payer="620000******0005", opened_at="2026-11-22T09:41:07")
    cashier = at_open(cashier_at, desk, manual)
    cashier.scene = replace(cashier.scene, lang=lang)
    cashier.press(digit, *SUPERVISOR)
    assert ("50.00" in cashier.lcd, stage.texts(cashier.scene)("closing.backend") in cashier.lcd) == (True, True)
    said = " ".join(cashier.press("5", "7").lcd.split())  # a stray digit
    after = stage.texts(cashier.scene)("closing.after_done" if digit == "3" else "closing.after_undone")
    wanted = ["50.00", "09:41", manual.key.trace_no, manual.key.batch_no, manual.order_no, manual.payer, " 00 "]
    assert [words for words in [*wanted, *after.split()] if words not in said] == []


@pytest.mark.parametrize(("digit", "done", "title"), [("3", True, "已退款"), ("4", False, "未退款")])
def test_a_person_ends_it_behind_a_password_and_a_second_look(
    cashier_at, desk, manual: RefundRecord, digit: str, done: bool, title: str
) -> None:
    cashier = at_open(cashier_at, desk, manual).press(digit)
    assert (cashier.page, title in cashier.lcd) == (Page.CLOSING_SUPERVISOR, True)
    cashier.press(*SUPERVISOR)
    assert (cashier.page, "对账单" in cashier.lcd) == (Page.CLOSING_REASON, True)
    cashier.press("2")
    assert (cashier.page, "对账单" in cashier.lcd, title in cashier.lcd) == (Page.CLOSING, True, True)
    assert desk.asked == []
    cashier.press("ok")
    assert desk.asked == [("00", manual.key, "statement", done)]
    assert (cashier.page, cashier.scene.results, "已登记人工了结" in cashier.lcd) == (Page.MENU, (), True)
    assert cashier.scene.allowed is None


def test_what_the_host_has_said_meanwhile_is_told_instead(cashier_at, desk, manual: RefundRecord, monkeypatch) -> None:
    done = replace(manual, state=State.APPROVED, reference_no="000000000999")
    monkeypatch.setattr(desk, "close_by_hand", lambda *_words, **_said: desk.kept.setdefault(done.key, done))
    cashier = at_open(cashier_at, desk, manual).press("4", *SUPERVISOR, "1", "ok")
    assert (cashier.page, cashier.scene.results, "交易成功" in cashier.lcd) == (Page.MENU, (), True)
    assert "登记" not in cashier.lcd


def test_back_keeps_nothing(cashier_at, desk, manual: RefundRecord) -> None:
    cashier = at_open(cashier_at, desk, manual).press("3", *SUPERVISOR, "1")
    for page in (Page.CLOSING_REASON, Page.OPEN_ONE, Page.OPEN):
        assert cashier.press("back").page is page
    assert (desk.asked, len(cashier.scene.results)) == ([], 1)


def test_a_stray_digit_ends_nothing(cashier_at, desk, manual: RefundRecord) -> None:
    cashier = at_open(cashier_at, desk, manual).press("3", *SUPERVISOR, "1", "7", "ok")
    assert (cashier.page, desk.asked) == (Page.CLOSING, [])
    cashier.press("ok")
    assert len(desk.asked) == 1


@pytest.mark.parametrize("state", [State.PENDING, State.QUERYING, State.CANCELLING, State.NOT_FOUND])
def test_what_the_host_can_still_say_is_not_offered(cashier_at, desk, open_record, state: State) -> None:
    cashier = at_open(cashier_at, desk, replace(open_record, state=state))
    assert "人工了结" not in cashier.lcd
    assert cashier.press("3").page is Page.OPEN_ONE


@pytest.mark.parametrize("state", [State.PENDING, State.NOT_FOUND, State.UNKNOWN])
def test_of_another_host_it_is_a_persons(cashier_at, desk, open_record, state: State) -> None:
    elsewhere = replace(open_record, state=state, link=replace(open_record.link, ledger_id="f" * 16))
    cashier = at_open(cashier_at, desk, elsewhere)
    assert "3 人工了结" in cashier.lcd
    assert cashier.press("4").page is Page.CLOSING_SUPERVISOR


def test_its_host_was_not_asked_and_the_screen_says_so(cashier_at, desk, open_record) -> None:
    elsewhere = replace(open_record, state=State.UNKNOWN, link=replace(open_record.link, ledger_id="f" * 16))
    cashier = at_open(cashier_at, desk, elsewhere)
    assert "未向其查询" in cashier.lcd
    assert "未向其查询" in cashier.press("4", *SUPERVISOR, "1").lcd


@pytest.mark.parametrize("state", [State.PENDING, State.NOT_FOUND, State.UNKNOWN])
def test_of_the_same_host_under_another_profile_it_is_not_a_persons(cashier_at, desk, open_record, state) -> None:
    other = replace(open_record, state=state, link=replace(open_record.link, profile="their-profile"))
    cashier = at_open(cashier_at, desk, other)
    assert ("人工了结" in cashier.lcd, "their-profile" in cashier.lcd) == (False, True)
    assert cashier.press("4").page is Page.OPEN_ONE


@pytest.mark.parametrize(("cause", "digits"), [(Cause.NO_ANSWER, ""), (Cause.LINE_LOST, ""), (Cause.HOST_UNSURE, "4")])
def test_not_refunded_is_offered_only_where_the_host_has_answered(cashier_at, desk, open_record, cause, digits) -> None:
    unknown = replace(open_record, state=State.UNKNOWN, cause=cause)
    cashier = at_open(cashier_at, desk, unknown)
    assert "3 人工了结：已退款" in cashier.lcd
    assert ("4 人工了结：未退款" in cashier.lcd) is bool(digits)


# --- what was said wrongly ------------------------------------------------------------------------------------------

ENDED = {"closed_by": "02", "closed_allowed": "00", "closed_reason": "cardholder", "cause": Cause.HOST_UNSURE}


def at_ended(cashier_at, desk, *records: RefundRecord):
    desk.kept |= {one.key: one for one in records}
    return cashier_at(desk).sign_on().press("3")


def test_a_host_that_has_contradicted_meanwhile_is_on_the_list_at_once(cashier_at, desk, manual: RefundRecord) -> None:
    """What a person said stands beside it; the look aside comes behind this."""
    scene = at_open(cashier_at, desk, manual).press("3", *SUPERVISOR, "2").scene
    denied = replace(manual, state=State.CLOSED_DONE, contradicted="61", **ENDED)
    turn = ClosingPage().answered(scene, stage.after_key(scene, "ok").ask, denied)
    assert [one.record for one in turn.scene.results] == [denied]


@pytest.fixture
def done(open_record: RefundRecord) -> RefundRecord:
    return replace(open_record, state=State.CLOSED_DONE, **ENDED)


@pytest.fixture
def undone(open_record: RefundRecord) -> RefundRecord:
    return replace(open_record, state=State.CLOSED_UNDONE, **ENDED)


def test_where_nobody_has_ended_one_there_is_no_list_of_them(cashier_at, desk) -> None:
    cashier = cashier_at(desk).sign_on().press("3")
    assert ("已人工了结" in cashier.lcd, cashier.press("8").page) == (False, Page.REFUND)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_it_is_found_again_with_who_said_what_and_why(cashier_at, desk, done: RefundRecord, lang: str) -> None:
    done = replace(done, payer="620000******0005", opened_at="2026-11-22T09:41:07")
    cashier = at_ended(cashier_at, desk, done)
    cashier.scene = replace(cashier.scene, lang=lang)
    t = stage.texts(cashier.scene)
    assert t("menu.ended") in cashier.lcd
    assert (cashier.press("8").page, t("stands.closed_done") in cashier.lcd) == (Page.ENDED, True)
    said = cashier.press("1").lcd
    wanted = [done.order_no, "11-22 09:41", done.key.trace_no, done.payer, "50.00", " 02", "00"]
    wanted += [t("closing.cardholder"), t("result.closed_done"), t("title.ended")]
    assert (cashier.page, [words for words in wanted if words not in said]) == (Page.OPEN_ONE, [])


def test_how_a_person_found_it_out_stands_there_as_it_was_typed(cashier_at, desk, done: RefundRecord) -> None:
    typed = replace(done, closed_reason="Input/output error")
    assert "核实依据 Input/output error" in at_ended(cashier_at, desk, typed).press("8", "1").lcd


@pytest.mark.parametrize(("before", "digit", "other"), [("done", "4", False), ("undone", "3", True)])
def test_the_other_outcome_is_said_behind_a_password_a_reason_and_a_second_look(
    cashier_at, desk, request: pytest.FixtureRequest, before: str, digit: str, other: bool
) -> None:
    record = request.getfixturevalue(before)
    cashier = at_ended(cashier_at, desk, record).press("8", "1")
    assert [line.key for line in stage.view(cashier.scene).lines if line.key] == [digit]
    title = f"更正了结：{'已' if other else '未'}退款"
    for keys, page in ((digit,), Page.CLOSING_SUPERVISOR), (SUPERVISOR, Page.CLOSING_REASON), (("2",), Page.CLOSING):
        cashier.press(*keys)
        assert (cashier.page, title in cashier.lcd, desk.asked) == (page, True, [])
    cashier.press("ok")
    assert desk.asked == [("00", record.key, "statement", other)]
    assert (cashier.page, "已登记人工了结" in cashier.lcd) == (Page.ENDED, True)
    assert f"了结:{'已' if other else '未'}退款" in cashier.lcd
    assert cashier.press("back").page is Page.REFUND


def test_the_newest_stands_first_and_back_leads_to_the_list(cashier_at, desk, done, undone) -> None:
    newer = replace(undone, key=replace(undone.key, trace_no="000009"))
    cashier = at_ended(cashier_at, desk, done, newer).press("8")
    assert [line.text[4:11].strip() for line in stage.view(cashier.scene).lines if line.key] == [
        "了结:未退款",
        "了结:已退款",
    ]
    assert "未退款" in cashier.press("1").lcd
    for page in (Page.ENDED, Page.REFUND, Page.MENU):
        assert cashier.press("back").page is page
    assert desk.asked == []


LATE = ({"contradicted": "61"}, {"state": State.APPROVED})


@pytest.mark.parametrize("said", LATE, ids=["no", "yes"])
@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_late_answer_moves_no_row_of_the_list_that_is_seen(cashier_at, desk, done, rows: int, said) -> None:
    """A digit and 确认 open what stood there when it was read; from the menu on the newest is first again, and what the
    host has approved is not among them.
    """
    first, second, third = (replace(done, key=replace(done.key, trace_no=f"00000{n}")) for n in (3, 2, 1))
    cashier = at_ended(cashier_at, desk, third, second, first).press("8", *["down"] * rows)
    wanted = (first, second, third)[rows]
    late = Waiting((second, first, replace(third, **said)))
    asked = waiting.look(cashier.scene).shown
    assert {one.key for one in (first, second, third)} <= set(asked)
    cashier.scene = waiting.heard(cashier.scene, late)
    assert [one.key for one in cashier.scene.ended] == [first.key, second.key, third.key]
    for key in ("ok", str(rows + 1)):
        assert (cashier.press(key).page, cashier.scene.draft.settling.key) == (Page.OPEN_ONE, wanted.key)
        cashier.press("back")
    left = waiting.heard(cashier.press("back").scene, late)
    assert [one.key for one in left.ended if one.key != third.key] == [first.key, second.key]
    assert [one.key for one in left.ended][:1] == [third.key if "contradicted" in said else first.key]


def test_what_a_person_ended_meanwhile_comes_behind_what_is_seen(cashier_at, desk, done) -> None:
    cashier = at_ended(cashier_at, desk, done).press("8")
    newer = replace(done, key=replace(done.key, trace_no="000009"))
    cashier.scene = waiting.heard(cashier.scene, Waiting((done, newer)))
    assert [one.key for one in cashier.scene.ended] == [done.key, newer.key]


def test_where_its_refund_has_left_the_list_the_cursor_stays_on_the_list(cashier_at, desk, done) -> None:
    newer = replace(done, key=replace(done.key, trace_no="000009"))
    cashier = at_ended(cashier_at, desk, done, newer).press("8", "down")
    cashier.scene = waiting.heard(cashier.scene, Waiting((newer,)))
    assert cashier.press("ok").scene.draft.settling.key == newer.key


def test_the_cursor_stays_on_its_undecided_refund(cashier_at, desk, manual) -> None:
    other = replace(manual, key=replace(manual.key, trace_no="000009"))
    desk.left_open.append(RefundResult(other))
    cashier = at_open(cashier_at, desk, manual).press("menu", "3", "9", "down")
    assert (cashier.page, cashier.scene.cursor) == (Page.OPEN, 1)
    pointed = cashier.scene.results[1].record.key
    new = replace(manual, key=replace(manual.key, trace_no="000010"))
    cashier.scene = waiting.heard(cashier.scene, Waiting((new, replace(manual, contradicted="61"), other)))
    assert cashier.press("ok").scene.draft.settling.key == pointed


def test_what_its_host_can_be_asked_under_another_profile_is_not_put_right_here(cashier_at, desk, done) -> None:
    other = replace(done, link=replace(done.link, profile="their-profile"))
    cashier = at_ended(cashier_at, desk, other).press("8", "1")
    assert ("更正" in cashier.lcd, "their-profile" in cashier.lcd) == (False, True)
    assert cashier.press("4").page is Page.OPEN_ONE


def test_of_another_host_it_is_put_right(cashier_at, desk, done) -> None:
    other = replace(done, link=replace(done.link, ledger_id="f" * 16))
    cashier = at_ended(cashier_at, desk, other).press("8", "1", "4")
    assert cashier.page is Page.CLOSING_SUPERVISOR


def test_why_the_desk_refuses_stands_there_and_the_record_as_it_is_by_now(cashier_at, desk, done, monkeypatch) -> None:
    """Its host was told first, and is silent."""

    def silent(*_words: object, **_said: object) -> None:
        desk.kept[done.key] = replace(done, state=State.UNKNOWN, cause=Cause.NO_ANSWER)
        raise Refusal("refund_unanswered", voucher=done.key.trace_no)

    monkeypatch.setattr(desk, "close_by_hand", silent)
    cashier = at_ended(cashier_at, desk, done).press("8", "1", "4", *SUPERVISOR, "1", "ok")
    refused = stage.texts(cashier.scene)("fault.refund_unanswered", voucher=done.key.trace_no)
    assert (cashier.page, refused[:12] in cashier.lcd) == (Page.CLOSING, True)
    assert cashier.scene.draft.settling.state is State.UNKNOWN
    assert "9 未决退货" in cashier.press("menu", "3").lcd


def test_what_its_host_has_said_meanwhile_is_not_called_registered(cashier_at, desk, done, monkeypatch) -> None:
    """The desk has taken nothing down: the record is another than the one that was looked at."""
    denied = replace(done, contradicted="61")
    monkeypatch.setattr(
        desk, "close_by_hand", lambda *_words, **_said: desk.kept.__setitem__(done.key, denied) or denied
    )
    cashier = at_ended(cashier_at, desk, done).press("8", "1", "4", *SUPERVISOR, "1", "ok")
    assert (cashier.page, "矛盾" in cashier.lcd, "登记" in cashier.lcd) == (Page.ENDED, True, False)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_how_it_stands_is_whole_on_the_list_beside_the_largest_amount(cashier_at, desk, done, lang: str) -> None:
    denied = replace(done, amount_fen=MAX_KEYED_FEN, contradicted="61")
    cashier = at_open(cashier_at, desk, denied).press("back")
    cashier.scene = replace(cashier.scene, lang=lang)
    row = next(line for line in cashier.lcd.splitlines() if "99,999,999.99" in line)
    assert {"zh_CN": "与主机矛盾", "en": "host says no"}[lang] in row
