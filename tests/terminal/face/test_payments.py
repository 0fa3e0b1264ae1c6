"""A cashier's payments without a widget: keys in, the LCD out, over a desk in memory."""

from dataclasses import replace

import pytest
from cashier import Cashier
from fake_desk import CARD_ORDER, CARD_SALE
from fake_payments import paid

from protocol.cards import TEST_CARDS
from terminal.desk.door import Refusal
from terminal.face.drafts.payment import exchange_for, void_of
from terminal.face.pages import Event, Page
from terminal.face.stage import SCREENS, after_key, texts, view
from terminal.trade.payment import ClosedAs, PaymentKind, PaymentState
from terminal.trade.refund import Cause

S, K = PaymentState, PaymentKind
CARD, OTHER = TEST_CARDS["unionpay"], TEST_CARDS["unionpay2"]
PHONE = "134567890123456789"
PIN = "987654"
OKS = ("ok", "ok", "ok")
SLIP = "81234567890123"
SOLD = replace(
    paid(K.SALE, 12300, CARD, 7), state=S.APPROVED, code="00", reference_no="000007000009", reached="1122102031"
)
BY_PHONE = replace(paid(K.QR_SALE, 4500, None, 8), state=S.APPROVED, reference_no="000008000009", reached="1122102031")
DUE = replace(paid(K.SALE, 900, CARD, 9), state=S.DUE, cause=Cause.NO_ANSWER, tries=1)
MANUAL = replace(DUE, key=replace(DUE.key, trace_no="000010"), state=S.MANUAL, tries=3)


# fmt: off
# name, keys from the main menu, what the desk was asked, the secret that came with it
KINDS = [
    ("a sale",             ["1", "1", "1234", "ok", "swipe", "ok", PIN, "ok"],
     ("sale", 1234, CARD.masked, ""), PIN),
    ("a sale without PIN", ["1", "1", "1234", "ok", "3", "ok", "ok"],
     ("sale", 1234, OTHER.masked, ""), ""),
    ("a sale by code",     ["1", "2", "100", "ok", "ok", PHONE, "ok"],
     ("qr_sale", 100, "134567********6789", ""), PHONE),
    ("the practice phone", ["1", "2", "100", "ok", "ok", "scan", "ok"],
     ("qr_sale", 100, "134567********6789", ""), PHONE),
    ("a void",             ["2", "123456", "ok", "7", "ok", "ok", "ok", PIN, "ok"],
     ("void", "000007", CARD.masked), PIN),
    ("a void by phone",    ["2", "123456", "ok", "8", "ok", "ok"],
     ("void", "000008", None), ""),
    ("a hold",             ["4", "1", "9900", "ok", "ok", "ok", PIN, "ok"],
     ("preauth", 9900, CARD.masked), PIN),
    ("its void",           ["4", "2", "123456", "ok", "123456", "ok", "1122", "ok", "9900", *OKS, PIN, "ok"],
     ("preauth_void", 9900, "123456", "1122", CARD.masked), PIN),
    ("its completion",     ["4", "3", "2", "letter", "34567", "ok", "1122", "ok", "9900", *OKS, PIN, "ok"],
     ("completion", 9900, "A34567", "1122", CARD.masked), PIN),
]
# fmt: on


@pytest.mark.parametrize(("keys", "asked", "secret"), [row[1:] for row in KINDS], ids=[row[0] for row in KINDS])
def test_each_kind_is_approved_and_its_slip_rolls(cashier, desk, keys: list[str], asked: object, secret: str) -> None:
    desk.payments.done = [SOLD, BY_PHONE]
    cashier.sign_on().press(*keys)
    assert cashier.page is Page.PAY_RESULT
    assert (desk.payments.asked, desk.payments.pins) == ([asked], [secret])
    assert "交易成功" in cashier.lcd
    assert cashier.scene.sheet.roll
    assert cashier.press("ok").page is Page.MENU


@pytest.mark.parametrize("keys", [row[1] for row in KINDS], ids=[row[0] for row in KINDS])
def test_nothing_is_asked_before_the_last_key_and_back_leads_to_the_menu(cashier, desk, keys: list[str]) -> None:
    desk.payments.done = [SOLD, BY_PHONE]
    cashier.sign_on().press(*keys[:-1])
    assert desk.payments.asked == []
    pages = [cashier.page]
    for _ in range(9):
        pages.append(cashier.press("back").page)
    assert desk.payments.asked == []
    assert Page.MENU in pages


def test_a_completion_is_voided_by_its_voucher_and_nothing_else_is(cashier, desk) -> None:
    completed = replace(SOLD, kind=K.COMPLETION, key=replace(SOLD.key, trace_no="000012"), reference_no="R" * 12)
    desk.payments.done = [SOLD, completed]
    cashier.sign_on().press("4", "4", "123456", "ok", "7", "ok")
    assert (cashier.page, "不是预授权完成" in cashier.lcd) == (Page.VOUCHER, True)
    cashier.press("clear", "12", "ok")
    assert "预授权完成" in cashier.lcd
    cashier.press("ok", "ok", "ok")
    assert (desk.payments.asked, desk.payments.done[-1].kind) == ([("void", "000012", CARD.masked)], K.COMPLETION_VOID)


def test_entries_are_kept_on_the_way_back(cashier) -> None:
    cashier.sign_on().press("4", "3", "123456", "ok", "1122", "ok", "9900", "ok", "ok")
    assert cashier.page is Page.PAY_CONFIRM
    cashier.press(*["back"] * 4)
    assert (cashier.page, "123456" in cashier.lcd) == (Page.AUTH_NO, True)
    cashier.press("ok", "ok", "ok", "ok")
    assert "99.00" in cashier.lcd


# --- what may not be kept ----------------------------------------


@pytest.mark.parametrize(
    ("keys", "secret"), [(["1", "1", "1234", "ok", "1", "ok"], PIN), (["1", "2", "1", "ok", "ok"], PHONE)]
)
def test_pin_and_payer_code_are_stars_and_gone_on_every_other_page(cashier, desk, keys: list[str], secret: str) -> None:
    cashier.sign_on().press(*keys, secret)
    assert "*" * len(secret) in cashier.lcd
    asked = SCREENS[cashier.page].press(cashier.scene, "ok").ask
    assert [secret in text for text in (cashier.lcd, repr(cashier.scene), repr(asked))] == [False] * 3
    cashier.press("back")
    assert cashier.scene.password == ""
    cashier.press("ok")
    assert ("*" * 4 in cashier.lcd, cashier.scene.password) == (cashier.page is Page.PIN, "")
    cashier.press(secret)
    waiting = after_key(cashier.scene, "ok").scene
    assert (waiting.busy is not None, secret in repr(waiting)) == (True, False)
    cashier.press("ok")
    assert (cashier.scene.password, secret in repr(cashier.scene)) == ("", False)


def test_a_refused_payment_wants_its_pin_again(cashier, desk) -> None:
    desk.payments.refuse = [Refusal("link_silent", reason="no_answer")]
    cashier.sign_on().press("1", "1", "100", "ok", "ok", "ok", PIN, "ok")
    assert (cashier.page, "本笔未发送" in cashier.lcd) == (Page.PAY_CONFIRM, True)
    cashier.press("ok")
    assert (cashier.page, cashier.scene.password) == (Page.PIN, "")


# fmt: off
BAD = [
    ("no amount",                 ["1", "1", "ok"],                                 "金额不能为0",     Page.PAY_AMOUNT),
    ("a PIN of three",            ["1", "1", "1", "ok", "ok", "ok", "123", "ok"],   "4至12位",         Page.PIN),
    ("no payer code",             ["1", "2", "1", "ok", "ok", "ok"],                "位数不足",        Page.PAYER_CODE),
    ("a card number as a code",   ["1", "2", "1", "ok", "ok", CARD.number, "ok"],   "不是付款码",      Page.PAYER_CODE),
    ("a slip's number as a code", ["1", "2", "1", "ok", "ok", SLIP, "ok"],         "不是付款码",      Page.PAYER_CODE),
    ("a chip",                    ["1", "1", "1", "ok", "insert"],                  "本练习卡为磁条卡", Page.PAY_CARD),
    ("a wave",                    ["1", "1", "1", "ok", "tap"],                     "本练习卡为磁条卡", Page.PAY_CARD),
    ("no voucher",                ["2", "123456", "ok", "ok"],                      "位数不足",        Page.VOUCHER),
    ("a voucher of nothing",      ["2", "123456", "ok", "999", "ok"],               "没有此凭证号",    Page.VOUCHER),
    ("the wrong password",     ["2", "000000", "ok"],                         "密码错误",        Page.PAY_SUPERVISOR),
    ("another card for a void",   ["2", "123456", "ok", "7", "ok", "ok", "3"],      "非原交易卡",      Page.PAY_CARD),
    ("a short number",            ["4", "3", "12345", "ok"],                        "位数不足",        Page.AUTH_NO),
    ("a day needs a number",     ["4", "3", "123456", "ok"],                       "授权码   123456", Page.AUTH_DATE),
    ("30 February",               ["4", "3", "123456", "ok", "0230", "ok"],         "日期不正确",      Page.AUTH_DATE),
    ("a look at nothing",         ["5", "3", "999", "ok"],                          "没有此凭证号",    Page.VOUCHER),
]
# fmt: on


@pytest.mark.parametrize(("keys", "words", "page"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_is_said_and_asked_for_again(cashier, desk, keys: list[str], words: str, page: Page) -> None:
    desk.payments.done = [SOLD]
    cashier.sign_on().press(*keys)
    assert (cashier.page, words in cashier.lcd) == (page, True)
    assert (desk.payments.asked, cashier.scene.password) == ([], "")


@pytest.mark.parametrize("text", ["\x1b[2J", "退货", "１２３４x", "12.50\n", "6" * 40])
def test_pasted_garbage_is_no_payer_code(cashier, desk, text: str) -> None:
    cashier.sign_on().press("1", "2", "1", "ok", "ok").paste(text).press("ok")
    assert (cashier.page, desk.payments.asked) == (Page.PAYER_CODE, [])


SCANNED = ["fp" + "aZ0" * 11, "2812345678901234", "300000000000000000000000", "6212345678901234567"]


@pytest.mark.parametrize("code", SCANNED)
def test_every_wallets_code_is_taken_as_it_is_scanned(cashier, desk, code: str) -> None:
    cashier.sign_on().press("1", "2", "1", "ok", "ok").paste(code).press("ok")
    assert (desk.payments.pins, cashier.page) == ([code], Page.PAY_RESULT)


def test_a_scanned_payer_code_fills_the_field_and_sends_nothing_by_itself(cashier, desk) -> None:
    cashier.sign_on().press("1", "2", "1", "ok", "ok").paste(PHONE)
    assert (desk.payments.asked, PHONE in cashier.lcd) == ([], False)
    cashier.press("ok")
    assert desk.payments.pins == [PHONE]


def test_an_amount_takes_ten_digits_and_loses_its_last(cashier) -> None:
    cashier.sign_on().press("1", "1", "9" * 12)
    assert "99,999,999.99" in cashier.lcd
    cashier.press("clear")
    assert "9,999,999.99" in cashier.lcd


# --- void: what its voucher says ----------------------------------------


def test_a_refund_is_not_voided(cashier, desk, open_record) -> None:
    desk.payments.done = [replace(open_record, state=type(open_record.state)("approved"))]
    cashier.sign_on().press("2", "123456", "ok", "7", "ok")
    assert "退货交易不能撤销，如退错请重新消费收款" in cashier.lcd.replace("\n", "").replace(" ", "")


def test_the_original_is_seen_before_its_void(cashier, desk) -> None:
    desk.payments.done = [SOLD]
    cashier.sign_on().press("2", "123456", "ok", "7", "ok")
    assert [word in cashier.lcd for word in ("消费", "000007", CARD.masked, "123.00", "000007000009")] == [True] * 5
    cashier.press("ok", "ok", "ok", "ok", "2", "123456", "ok", "7", "ok")
    assert "该交易已撤销" in cashier.lcd


def test_a_void_in_place_of_a_refund_begins_with_its_voucher(cashier, desk) -> None:
    desk.payments.done = [SOLD]
    cashier.at_original()
    cashier.scene = replace(cashier.scene.paying(void_of("7")), page=Page.VOUCHER)
    assert (cashier.press("ok").page, cashier.scene.facts.instead) == (Page.VOID, True)
    assert cashier.press("back").page is Page.ORIGINAL


def test_the_sale_of_an_exchange_carries_its_number(cashier, desk) -> None:
    cashier.sign_on()
    cashier.scene = replace(cashier.scene.paying(exchange_for("000001000123")), page=Page.SALE)
    cashier.press("1", "500")
    assert "换货号   000001000123" in cashier.lcd
    cashier.press("ok", "ok")
    assert "换货号   000001000123" in cashier.lcd
    cashier.press("ok", "ok")
    assert desk.payments.asked == [("sale", 500, CARD.masked, "000001000123")]
    assert cashier.press("ok").scene.payment.exchange_no == ""


# --- how it ends ----------------------------------------

# fmt: off
ENDS = [
    (S.DECLINED, ["交易拒绝", "应答码 51 余额不足", "客服热线 95016"], Page.MENU),
    (S.NOT_SENT, ["未发送，本笔不作数", "通讯中断", "客服热线"],        Page.MENU),
    (S.REVERSED, ["已冲正，本笔不作数", "主机无应答"],          Page.MENU),
    (S.DUE,      ["冲正未完成", "下一笔交易前将再次冲正"],      Page.OWED),
    (S.PENDING,  ["结果未知，待冲正", "下一笔交易前将先冲正"],           Page.OWED),
    (S.MANUAL,   ["冲正不成功，请人工处理", "请凭故障单", "客服热线"],  Page.OWED),
]
# fmt: on


@pytest.mark.parametrize(("state", "words", "after"), ENDS, ids=[str(row[0]) for row in ENDS])
def test_each_end_has_its_words_and_none_but_an_approval_is_a_success(
    cashier, desk, state: PaymentState, words: list[str], after: Page
) -> None:
    desk.payments.answers = [state]
    cashier.sign_on().press("1", "1", "100", "ok", "ok", "ok", "ok")
    assert [word for word in words if word not in cashier.lcd] == []
    assert [word for word in ("成功请", "交易成功", "失败") if word in cashier.lcd] == []
    assert cashier.press("ok").page is after


def test_the_wait_says_where_it_is_and_takes_no_key(cashier, desk) -> None:
    desk.payments.answers = [S.REVERSED]
    seen: list[str] = []
    cashier.sign_on().press("1", "1", "100", "ok", "ok", "ok")
    desk.payments.pause = lambda: seen.append(cashier.lcd)
    cashier.press("ok")
    assert ["正在发送" in lcd for lcd in seen] == [True]
    assert [record.state for record in cashier.told] == [S.PENDING, S.REVERSING]


@pytest.mark.parametrize("page", [Page.PAY_SENDING, Page.SENDING, Page.SETTLING])
def test_an_earlier_reversal_says_whose_it_is(cashier, page: Page) -> None:
    cashier.sign_on()
    cashier.scene = SCREENS[page].entered(replace(cashier.scene, page=page))
    assert "正在准备" in cashier.lcd
    cashier.scene = SCREENS[page].told(cashier.scene, replace(DUE, state=S.REVERSING))
    assert ("冲正处理" in cashier.lcd, "000009" in cashier.lcd) == (True, True)
    assert cashier.press("ok", "back", "menu").page is page
    assert "可退出终端" in cashier.wait(10).lcd.replace("\n", "")


# --- queries ----------------------------------------


def test_a_balance_is_told_or_says_why_not(cashier, desk) -> None:
    cashier.sign_on().press("5", "1", "ok", PIN, "ok")
    assert (cashier.page, "50,000.00" in cashier.lcd) == (Page.BALANCE, True)
    assert cashier.press("ok").page is Page.MENU
    cashier.press("5", "1", "ok", "ok")
    assert "应答码 55" in cashier.lcd


def test_a_balance_is_printed_where_it_was_told(cashier, desk) -> None:
    cashier.sign_on().press("5", "1", "ok", PIN, "ok")
    assert "1 打印余额查询单" in cashier.lcd
    assert (cashier.press("1").page, desk.prints.asked) == (Page.PRINTED, ["balance 5000000"])
    assert cashier.press("ok").page is Page.MENU
    cashier.press("5", "1", "ok", "ok")
    assert ("打印" in cashier.lcd, cashier.press("1").page) == (False, Page.BALANCE)


def test_the_last_and_any_other_by_its_voucher(cashier, desk) -> None:
    cashier.sign_on().press("5", "2")
    assert "今天还没有交易" in cashier.lcd
    desk.payments.done = [SOLD, replace(BY_PHONE, state=S.DECLINED, code="51")]
    cashier.press("2")
    assert (cashier.page, "拒绝" in cashier.lcd, "000008" in cashier.lcd) == (Page.TRANSACTION, True, True)
    cashier.press("ok", "3", "7", "ok")
    assert (cashier.page, CARD.masked in cashier.lcd) == (Page.TRANSACTION, True)
    assert cashier.press("back").page is Page.QUERIES


# --- 待冲正 ----------------------------------------


def test_a_balance_without_an_answer_is_no_unsent_payment(cashier, desk, monkeypatch) -> None:
    def silent(_card: object, _pin: str) -> None:
        raise Refusal("link_silent", reason="no_answer")

    monkeypatch.setattr(desk.payments, "balance", silent)
    cashier.sign_on().press("5", "1", "ok", PIN, "ok")
    assert (cashier.page, "没有得到余额" in cashier.lcd, "未发送" in cashier.lcd) == (Page.QUERIES, True, False)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize(("record", "digits"), [(MANUAL, "12345"), (DUE, "12")])
def test_whom_to_call_stands_beside_what_can_be_done_about_it(cashier, desk, record, digits: str, lang: str) -> None:
    """And all of it on one page."""
    desk.payments.done = [record]
    cashier.sign_on()
    cashier.scene = replace(cashier.scene, lang=lang)
    shown = view(cashier.press("1").scene)
    assert (cashier.page, [line.key for line in shown.lines if line.key]) == (Page.OWED_ONE, list(digits))
    hotline = texts(cashier.scene)("result.hotline", hotline=cashier.scene.station.hotline)
    assert [words for words in (hotline, record.voucher_no) if words not in cashier.lcd] == []
    assert "/" not in shown.title


def test_the_main_menu_says_that_something_is_owed(cashier, desk) -> None:
    desk.payments.done = [MANUAL]
    assert "待冲正 1 笔" in cashier.sign_on().press("menu").lcd


def test_a_refund_of_today_is_looked_up_too(cashier, desk, open_record) -> None:
    desk.payments.done = [open_record]
    cashier.sign_on().press("5", "2")
    assert [word in cashier.lcd for word in ("退货", "000007", "主机未收到")] == [True] * 3


def test_nothing_owed_is_said(cashier) -> None:
    assert "没有待冲正的交易" in cashier.sign_on().press("5", "4").lcd
    assert cashier.page is Page.QUERIES


@pytest.mark.parametrize(("word", "words"), [("reversal_pending", "冲正未得到应答"), ("reversal_failed", "冲正不成功")])
def test_a_payment_that_must_wait_shows_why_and_what_is_owed(cashier, desk, word: str, words: str) -> None:
    desk.payments.done = [MANUAL]
    cashier.sign_on().press("menu")
    desk.payments.refuse = [Refusal(word, voucher="000010")]
    cashier.press("1", "1", "100", "ok", "ok", "ok", "ok")
    assert (cashier.page, words in cashier.lcd) == (Page.OWED, True)
    assert "未发送" in cashier.lcd.replace("\n", "").replace(" ", "")
    assert "000010" in cashier.lcd


def test_what_is_owed_is_shown_after_sign_on_and_tried_again(cashier, desk) -> None:
    desk.payments.done = [DUE, MANUAL]
    cashier.sign_on()
    assert (cashier.page, "待冲正" in cashier.lcd, "待人工核对" in cashier.lcd) == (Page.OWED, True, True)
    cashier.press("1", "1")
    assert (cashier.page, "已冲正" in cashier.lcd) == (Page.PAY_RESULT, True)
    assert desk.payments.asked == [("reverse", "000009", None)]
    assert cashier.scene.owed == (MANUAL,)


def test_a_card_may_be_presented_for_a_reversal(cashier, desk) -> None:
    desk.payments.done = [MANUAL]
    cashier.sign_on().press("1", "2", "3")
    assert "非原交易卡" in cashier.lcd
    cashier.press("1")
    assert desk.payments.asked == [("reverse", "000010", CARD.masked)]


def test_a_fault_slip_comes_again(cashier, desk) -> None:
    desk.payments.done = [MANUAL]
    cashier.sign_on().press("1", "5")
    assert "冲正不成功" in "".join(cashier.scene.sheet.lines)


@pytest.mark.parametrize(
    ("digit", "title", "said"), [("3", "交易成立", ClosedAs.STANDS), ("4", "交易未成立", ClosedAs.UNDONE)]
)
def test_closing_by_hand_wants_the_supervisor_and_a_second_look(cashier, desk, digit, title, said) -> None:
    desk.payments.done = [MANUAL]
    cashier.sign_on().press("1", digit, "123456", "ok")
    assert (cashier.page, desk.payments.asked, title in cashier.lcd) == (Page.CLOSE_BY_HAND, [], True)
    assert cashier.press("back").page is Page.OWED_ONE
    cashier.press(digit, "123456", "ok", "ok")
    assert (cashier.page, "已登记人工了结" in cashier.lcd) == (Page.MENU, True)
    assert (desk.payments.asked, cashier.scene.owed) == ([("close", "000010", said)], ())


def test_what_is_still_tried_is_not_closed(cashier, desk) -> None:
    desk.payments.done = [MANUAL]
    desk.payments.refuse = [Refusal("reversal_still_due", voucher="000010")]
    cashier.sign_on().press("1", "3", "123456", "ok", "ok")
    assert "仍会自动冲正" in cashier.lcd
    assert cashier.scene.owed == (MANUAL,)


def test_a_reversal_of_another_host_says_so(cashier, desk) -> None:
    desk.payments.done = [DUE]
    desk.payments.refuse = [Refusal("reversal_elsewhere")]
    cashier.sign_on().press("1", "1")
    assert (cashier.page, "另一主机" in cashier.lcd) == (Page.OWED_ONE, True)


def test_the_menu_key_forgets_what_was_begun(cashier) -> None:
    cashier.sign_on().press("1", "1", "1234", "ok", "ok", "ok", PIN, "menu")
    assert (cashier.page, cashier.scene.password, cashier.scene.payment.amount.fen) == (Page.MENU, "", 0)


def test_events_of_the_refund_s_pages_are_ours() -> None:
    assert {Event.EXCHANGE, Event.VOID_INSTEAD} <= set(Event)


def test_a_void_in_place_of_a_refund_leads_back_to_its_order(cashier, desk) -> None:
    desk.payments.done, desk.vouchers = [SOLD], {CARD_ORDER: SOLD.voucher_no}
    desk.sales[CARD_ORDER] = replace(CARD_SALE, refunded_fen=0)
    cashier.at_original()
    assert "1-3" in cashier.lcd.splitlines()[-1]
    assert cashier.press("3").page is Page.VOID
    assert cashier.press("back").page is Page.ORIGINAL
    assert cashier.scene.draft.original is not None


def test_only_what_waits_for_a_person_is_closed_by_hand(cashier, desk) -> None:
    desk.payments.done = [DUE, MANUAL]
    cashier.sign_on().press("1")
    assert ("人工了结" in cashier.lcd, cashier.press("3").page) == (False, Page.OWED_ONE)
    cashier.press("back", "2")
    assert "人工了结" in cashier.lcd


def test_what_another_host_is_owed_is_closed_by_hand_as_nothing_is_tried_here(cashier, desk) -> None:
    desk.payments.done = [replace(DUE, link=replace(DUE.link, ledger_id="1" * 16))]
    assert "人工了结" in cashier.sign_on().press("1").lcd


ASKED = [(("2", "123456", "ok"), "请输入原凭证号:"), (("5", "3"), "请输入凭证号:")]


@pytest.mark.parametrize(("keys", "prompt"), ASKED)
def test_a_void_names_an_original_and_a_look_names_any_transaction(cashier, keys, prompt: str) -> None:
    assert prompt in cashier.sign_on().press(*keys).lcd


@pytest.mark.parametrize(("practice", "shown"), [(True, "可用余额 *50,000.00"), (False, "可用余额 RMB 50,000.00")])
def test_a_balance_is_marked_as_every_amount_is(desk, practice: bool, shown: str) -> None:
    desk.practice = practice
    cashier = Cashier(desk).sign_on().press("5", "1", "ok", PIN, "ok")
    assert (cashier.page, shown in cashier.lcd) == (Page.BALANCE, True)


@pytest.mark.parametrize("menu", ["1", "3", "4"])
def test_the_merchant_copy_lies_there_until_something_else_does(cashier, menu: str) -> None:
    slip = cashier.sign_on().press(*KINDS[0][1]).scene.sheet
    assert slip.lines
    cashier.press("ok", menu)
    assert cashier.scene.sheet == slip
