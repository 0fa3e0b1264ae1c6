"""The order screen and what follows it: everything preset and changed by digits, the last look, the way, the end."""

from dataclasses import replace

import pytest
from cashier import Cashier
from fake_desk import CARD_ORDER, CARD_SALE, PHONE_ORDER, PHONE_SALE, make_record

from protocol.transactions import Channel, Goods, OriginalState
from terminal.desk.door import CounterCustomer, Preferences, RefundResult
from terminal.desk.doors import Story, Underway
from terminal.face import stage
from terminal.face.asks.refund import Looked, Submit
from terminal.face.drafts.payment import Doing, void_of
from terminal.face.drafts.refund import Option
from terminal.face.pages import Page
from terminal.trade.refund import OPEN, Cause, State

LONG_NAME = "现磨埃塞俄比亚耶加雪菲手冲咖啡豆礼盒装五百克"


def test_all_is_preset(cashier, desk) -> None:
    cashier.at_original()
    for words in ("1 退货方式 全退", "*112.68", "2 退货原因 顾客退货", "退款路径 原路退回 银行卡", "1-7个工作日(示例)"):
        assert words in cashier.lcd
    cashier.press("ok", "1", "ok")
    request, _ = desk.asked[-1]
    assert (request.amount_fen, request.reason, request.exchange) == (11268, "customer", False)
    assert request.items == (("A1", 2), ("B2", 1), ("C3", 2))


# fmt: off
OPTIONS = [
    # keys on the order screen,           option,          fen,   goods,                                  exchange
    (("1", "1"),                          Option.WHOLE,    11268, (("A1", 2), ("B2", 1), ("C3", 2)),      False),
    (("1", "2", "1", "ok", "0", "ok", "ok"), Option.PART,  4968,  (("A1", 1), ("C3", 2)),                 False),
    (("1", "3", "500", "ok"),             Option.AMOUNT,   500,   (),                                     False),
    (("amount", "500", "ok"),             Option.AMOUNT,   500,   (),                                     False),
    (("1", "4", "ok"),                    Option.EXCHANGE, 11268, (("A1", 2), ("B2", 1), ("C3", 2)),      True),
    (("1", "4", "amount", "500", "ok"),   Option.EXCHANGE, 500,   (),                                     True),
    (("1", "4", "ok", "1", "1"),          Option.WHOLE,    11268, (("A1", 2), ("B2", 1), ("C3", 2)),      False),
    (("1", "4", "back", "back"),          Option.WHOLE,    11268, (("A1", 2), ("B2", 1), ("C3", 2)),      False),
    (("1", "3", "500", "ok", "1", "2", "ok"), Option.WHOLE, 11268, (("A1", 2), ("B2", 1), ("C3", 2)),     False),
]
# fmt: on


@pytest.mark.parametrize(("keys", "option", "fen", "items", "exchange"), OPTIONS)
def test_each_way_to_refund(
    cashier, desk, keys: tuple[str, ...], option: Option, fen: int, items: tuple[tuple[str, int], ...], exchange: bool
) -> None:
    cashier.at_original().press(*keys)
    assert cashier.page is Page.ORIGINAL
    assert stage.texts(cashier.scene)(f"option.{option}") in cashier.lcd
    cashier.press("ok", "1", "ok")
    request, _ = desk.asked[-1]
    assert (request.amount_fen, request.items, request.exchange) == (fen, items, exchange)


def test_an_order_without_goods_offers_no_part_of_them(cashier) -> None:
    cashier.at_original(PHONE_ORDER).press("1")
    assert "退部分数量" not in cashier.lcd
    assert cashier.press("3").page is Page.AMOUNT
    assert "折价退" in cashier.press("100", "ok").lcd
    assert "全退" in cashier.press("1", "1").lcd


def test_goods_and_history_stand_on_the_next_page(cashier) -> None:
    cashier.at_original()
    record = replace(make_record(CARD_SALE, 1000, (), 7), state=State.APPROVED)
    _hear(cashier, Looked(CARD_SALE, Story((record,))))
    assert "原交易 1/2" in cashier.lcd
    cashier.press("down")
    for words in ("原交易 2/2", "原凭证号 000045", "拿铁咖啡", "2件 单价*25.00 已退0件", "凭证号000007 退货成功",
                  "*10.00", "另在别处退货 *2.34"):  # fmt: skip
        assert words in cashier.lcd
    assert "原交易 1/2" in cashier.press("plus").lcd


def _hear(cashier, looked: Looked) -> None:
    cashier.scene = cashier.scene.drafted(cashier.scene.draft.with_original(looked.original, looked.story))


def test_todays_whole_sale_by_card_offers_the_void_in_one_key(cashier, desk) -> None:
    sold = replace(CARD_SALE, refunded_fen=0, state=OriginalState.NORMAL, goods=())
    desk.sales[CARD_ORDER], desk.vouchers[CARD_ORDER] = sold, "000045"
    cashier.at_original()
    assert "3 当日未结算，可改为撤销" in cashier.lcd
    cashier.press("3")
    assert cashier.page in {Page.VOUCHER, Page.VOID}
    payment = cashier.scene.payment
    assert (payment.doing, payment.voucher, payment.instead) == (Doing.VOID, "000045", True)


def test_part_of_it_offers_no_void(cashier, desk) -> None:
    desk.vouchers[CARD_ORDER] = "000045"
    cashier.at_original().press("amount", "100", "ok")
    assert "可改为撤销" not in cashier.lcd
    assert cashier.press("3").page is Page.ORIGINAL


def test_the_last_look_says_everything(cashier) -> None:
    cashier.at_original().press("1", "4", "ok", "2", "2", "ok", "1")
    for words in ("退货金额 *112.68", "练习币壹佰壹拾贰元陆角捌分", "银行卡 620000******0005", "8123 4567 8901",
                  "拿铁咖啡x2", "退货方式 换货", "退货原因 质量问题", "原路退回 银行卡",
                  "预计到账 1-7个工作日(示例)"):  # fmt: skip
        assert words in cashier.lcd


def test_real_money_is_named_in_capitals(cashier_at, desk) -> None:
    desk.practice = False
    cashier = cashier_at(desk).at_original().press("ok", "1")
    assert "金额大写 人民币壹佰壹拾贰元陆角捌分" in cashier.lcd


def test_a_long_last_look_has_pages_and_nothing_is_cut(cashier, desk) -> None:
    goods = tuple(Goods(f"S{n}", f"{LONG_NAME}{n}号", 100, 1) for n in range(12))
    desk.sales[CARD_ORDER] = replace(CARD_SALE, goods=goods)
    cashier.at_original().press("ok", "1")
    seen = []
    for _ in range(3):
        seen.append(cashier.lcd)
        cashier.press("down")
    assert [f"请确认金额 {page}/3" in lcd for page, lcd in enumerate(seen, 1)] == [True] * 3
    assert "".join(lcd.replace("\n", "").replace(" ", "") for lcd in seen).count("号x1") == 12
    assert "1/3" in cashier.lcd
    assert cashier.press("ok").page is Page.RESULT


def test_digits_on_the_last_look_confirm_nothing(cashier, desk) -> None:
    cashier.at_original().press("ok", "1")
    asked = len(desk.asked)
    cashier.press(*"80000026000149", "ok")
    assert (cashier.page, len(desk.asked)) == (Page.CONFIRM, asked)
    assert "尚未确认" in cashier.lcd
    cashier.paste("80000026000149")
    cashier.press("ok")
    assert (cashier.page, len(desk.asked)) == (Page.CONFIRM, asked)
    assert cashier.press("ok").page is Page.RESULT


def test_no_key_leaves_while_it_is_on_its_way_and_the_way_out_is_told(cashier) -> None:
    cashier.at_original().press("ok", "1")
    turn = stage.after_key(cashier.scene, "ok")
    assert isinstance(turn.ask, Submit)
    cashier.scene = turn.scene
    steps = []
    pending = replace(make_record(CARD_SALE, 1, (), 7), state=State.PENDING)
    told = (None, pending, Underway(True), Underway(False), replace(pending, state=State.QUERYING))
    for news, seconds in zip(told, (0, 0, 2, 2, 7), strict=True):
        cashier.scene = stage.after_told(cashier.scene, news) if news else cashier.scene
        cashier.wait(seconds)
        steps.append(next(row.strip() for row in cashier.lcd.splitlines() if "正在" in row and "交易" not in row))
        for key in ("ok", "back", "menu", "1"):
            cashier.scene = stage.after_key(cashier.scene, key).scene
            assert cashier.page is Page.SENDING
        cashier.scene = replace(cashier.scene, note=None)
    assert steps == ["正在准备", "正在发送", "正在接收，等待主机应答", "正在发送", "结果未知,正在查询,请勿重复退货"]
    assert "已用时 11 秒" in cashier.lcd
    assert "下次启动会自动查询" in cashier.lcd.replace("\n", "")


# fmt: off
ENDS = [  # state, code, words, words that must not stand there
    (State.UNKNOWN,   "",   ("结果未知,正在查询,请勿重复退货", "未决退货", "客服热线 95016"), ("失败", "成功")),
    (State.QUERYING,  "",   ("结果未知,正在查询,请勿重复退货", "客服热线 95016"),             ("失败", "成功")),
    (State.MANUAL,    "",   ("结果未知,请人工核对,请勿重复退货", "客服热线 95016"),           ("失败", "成功")),
    (State.DECLINED,  "51", ("交易拒绝", "应答码 51", "请持卡人联系发卡银行", "客服热线 95016"),      ("成功",)),
    (State.NOT_SENT,  "",   ("未发送，未退款", "客服热线 95016"),                             ("成功",)),
    (State.APPROVED,  "00", ("交易成功", "预计到账 1-7个工作日(示例)", "请撕单"),             ("客服热线", "换货")),
]
# fmt: on


@pytest.mark.parametrize(("state", "code", "words", "never"), ENDS, ids=[str(row[0]) for row in ENDS])
def test_how_it_ended(cashier, state: State, code: str, words: tuple[str, ...], never: tuple[str, ...]) -> None:
    cause = Cause.NO_ANSWER if state in {State.UNKNOWN, State.QUERYING, State.MANUAL} else Cause.NONE
    _ended(cashier, RefundResult(replace(make_record(CARD_SALE, 100, (), 7), state=state, code=code, cause=cause)))
    assert [word for word in words if word not in cashier.lcd] == []
    assert [word for word in never if word in cashier.lcd] == []


def _ended(cashier, result: RefundResult) -> None:
    cashier.sign_on()
    draft = replace(cashier.scene.draft, result=result)
    cashier.scene = replace(cashier.scene, page=Page.RESULT, draft=draft)


def test_a_done_exchange_goes_on_to_the_new_sale(cashier) -> None:
    record = replace(make_record(CARD_SALE, 100, (), 7), state=State.APPROVED, exchange_no="000001000007")
    _ended(cashier, RefundResult(record))
    assert "换货号   000001000007" in cashier.lcd
    assert "1 办理换货的新消费" in cashier.lcd
    cashier.press("1")
    assert (cashier.page, cashier.scene.payment.exchange_no) == (Page.SALE, "000001000007")


@pytest.mark.parametrize("state", [State.DECLINED, State.UNKNOWN, State.MANUAL])
def test_an_exchange_that_is_not_done_offers_no_sale(cashier, state: State) -> None:
    record = replace(make_record(CARD_SALE, 100, (), 7), state=state, exchange_no="000001000007")
    _ended(cashier, RefundResult(record))
    assert "新消费" not in cashier.lcd
    assert cashier.press("1").page is Page.RESULT


def test_a_long_payer_and_the_greatest_amounts_stand_whole(cashier, desk) -> None:
    long = replace(PHONE_SALE, payer="oTh7Lx" + "*" * 54 + "02Kq", amount_fen=999_999_999_999)
    desk.sales[PHONE_ORDER] = long
    lcd = cashier.at_original(PHONE_ORDER).lcd.replace("\n", "").replace(" ", "")
    assert long.payer in lcd
    assert lcd.count("*9,999,999,999.99") == 3
    confirm = cashier.press("ok").lcd.replace("\n", "").replace(" ", "")
    assert "玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分" in confirm


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_undecided_refund_of_it_stops_here(cashier, state: State) -> None:
    cashier.at_original()
    _hear(cashier, Looked(CARD_SALE, Story((replace(make_record(CARD_SALE, 1000, (), 7), state=state),))))
    assert "退货方式" not in cashier.lcd
    assert cashier.press("ok").page is Page.ORIGINAL
    assert "结果未知，请先在 退货-未决退货 中处理" in cashier.lcd.replace("\n", "")


def test_what_nobody_was_asked_about_shows_no_state(cashier_at, desk) -> None:
    desk.unlisted = frozenset({"000000000777"})
    cashier = cashier_at(desk).sign_on()
    cashier.press("3", "2", "123456", "ok", "000000000777", "ok", "1120", "ok", "1234", "ok")
    assert "由主机决定" in cashier.lcd
    assert "正常" not in cashier.lcd
    assert "退货方式 折价退" in cashier.lcd
    cashier.press("1")
    assert ("全退" in cashier.lcd, "换货" in cashier.lcd) == (False, True)


def test_a_card_presented_first_is_not_shown_for_what_was_paid_by_phone(cashier_at, desk) -> None:
    desk.preferences = Preferences(card_first=True)
    cashier = cashier_at(desk).sign_on()
    cashier.press("3", "2", "123456", "ok", "1", "000000000124", "ok", "1121", "ok", "ok")
    assert cashier.page is Page.CONFIRM
    assert "微信 1350****7788" in cashier.lcd
    assert "620000" not in cashier.lcd


def test_goods_page_has_pages_and_says_long_names_and_prices_whole(cashier, desk) -> None:
    goods = tuple(Goods(f"S{n}", f"{LONG_NAME}{n}号", 999_999_999, 99) for n in range(14))
    desk.sales[CARD_ORDER] = replace(CARD_SALE, goods=goods, amount_fen=999_999_999_999, refunded_fen=0)
    cashier.at_original().press("1", "2")
    assert "请选择退货商品和数量 1/3" in cashier.lcd
    assert cashier.lcd.count("9,999,999.99 退99/可退99") == 6
    assert f"{LONG_NAME}0号" in cashier.lcd.replace("\n", "").replace(" ", "")
    cashier.press("up")
    assert "3/3" in cashier.lcd
    assert f"{LONG_NAME}13号" in cashier.lcd.replace("\n", "").replace(" ", "")


def test_a_line_that_takes_no_sale_offers_no_exchange(cashier) -> None:
    cashier.at_original()
    cashier.scene = replace(cashier.scene, station=replace(cashier.scene.station, payments=False))
    cashier.press("1")
    assert ("折价退" in cashier.lcd, "换货" in cashier.lcd) == (True, False)
    assert cashier.press("4").page is Page.OPTION


def test_after_a_refused_amount_the_next_digit_begins_anew(cashier) -> None:
    cashier.at_original().press("amount", "9999900", "ok")
    assert "超过可退金额" in cashier.lcd
    assert "99,999.00" in cashier.lcd
    cashier.press("500")
    assert "  5.00" in cashier.lcd


def test_each_option_keeps_its_number_and_the_list_stands_on_the_one_in_force(cashier) -> None:
    by_phone = cashier.at_original(PHONE_ORDER).press("1").lcd
    assert ("> 1 全退" in by_phone, "3 折价退" in by_phone, "4 换货" in by_phone) == (True, True, True)
    assert cashier.press("2").page is Page.OPTION
    cashier.press("3", "500", "ok", "1")
    assert "> 3 折价退" in cashier.lcd
    cashier.press("4", "ok", "1")
    assert "> 4 换货" in cashier.lcd


WORDS = "昨天买的那两盒高山乌龙茶有一股怪味，家里人都不敢喝，" + "小票和卡都在这里，麻烦全部退给我，谢谢你们了，" * 2


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_what_a_customer_says_is_never_cut(desk, lang: str) -> None:
    says = CounterCustomer("一位很有礼貌的老先生", WORDS, None, words_en="I do not like it. " * 8 + "The end")
    desk.counter.customers = lambda: (says,) * 7
    cashier = Cashier(desk, lang).at_order().press("customers")
    said = says.told(lang)[1]
    assert "".join(said.split()) in "".join(cashier.lcd.split())
    assert cashier.press("down").scene.cursor == 1
    cashier.press("ok")
    assert (cashier.page, "".join(said.split()) in "".join(cashier.lcd.split())) == (Page.ORDER, True)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_a_long_payer_stands_whole_on_a_line(desk, lang: str) -> None:
    desk.sales[PHONE_ORDER] = replace(PHONE_SALE, payer="oTh7Lx0P*******************Aa02Kq")
    cashier = Cashier(desk, lang).at_original(PHONE_ORDER)
    assert [row.strip() for row in cashier.lcd.splitlines() if "oTh7" in row] == ["oTh7Lx0P*******************Aa02Kq"]


# fmt: off
ROUTES = [
    # lang    channel                where the money goes
    ("zh_CN", Channel.CARD,          "退款路径 原路退回 银行卡"),
    ("zh_CN", Channel.WECHAT,        "退款路径 原路退回 微信"),
    ("en",    Channel.CARD,          "Refund to original card"),
    ("en",    Channel.WECHAT,        "Refund to original WeChat account"),
    ("en",    Channel.UNIONPAY_QR,   "Refund to original UnionPay QR account"),
]
# fmt: on


@pytest.mark.parametrize(("lang", "channel", "words"), ROUTES)
def test_where_the_money_goes(desk, lang: str, channel: Channel, words: str) -> None:
    desk.sales[PHONE_ORDER] = replace(PHONE_SALE, channel=channel)
    cashier = Cashier(desk, lang).at_original(PHONE_ORDER)
    assert words in [row.strip() for row in cashier.lcd.splitlines()]


def test_a_void_in_place_of_a_refund_is_of_its_voucher_alone(cashier, desk) -> None:
    """It was allowed for this order; another voucher has its own menu, which asks for the password."""
    cashier.at_original()
    cashier.scene = replace(cashier.scene, page=Page.VOUCHER, payment=void_of("000045"))
    cashier.press("clear", "9", "back")
    assert cashier.scene.payment.voucher == "000045"
