"""A whole session on a list of lines: the desk in memory, time by hand."""

from dataclasses import replace

import pytest
from fake_desk import CARD_ORDER, FakeDesk
from fake_payments import paid
from fake_printing import BEGUN
from typed import SIGN_ON, Lines, session

from protocol.cards import TEST_CARDS
from terminal.desk.door import Refusal
from terminal.face import stage
from terminal.face.idle import IDLE_S
from terminal.face.pages import Page
from terminal.plain.session import PlainFace
from terminal.printers.outcome import NotPrinted, Printout, Why
from terminal.trade.payment import PaymentKind, PaymentState
from terminal.trade.refund import State

TO_THE_ORDER = (*SIGN_ON, "3", "1", "123456 ok")
PAYER_CODE = "134567890123456789"


def test_two_goods_line_by_line(desk: FakeDesk) -> None:
    code, console, _ = session(desk, *TO_THE_ORDER, "c", "1", "s", "1 2", "1 down 1 down 0 ok", "", "1", "ok", "")
    assert code == 0
    assert desk.asked[-1][0].items == (("A1", 1), ("B2", 1))
    assert "交易成功" in console.said
    assert "签购单 第11行" in console.said
    assert desk.closed


STUCK = ("", " ", "\t", "") * 5


@pytest.mark.parametrize(
    "lines",
    [
        (*TO_THE_ORDER, "c", "2", "s"),
        (*TO_THE_ORDER, "c", "1", "s", "", "1"),
        (*SIGN_ON, "1", "1", "1.00 ok", "1"),
        (*SIGN_ON, "7"),
    ],
    ids=["refund", "refund by card", "sale before its pin", "settlement"],
)
def test_a_stuck_enter_sends_nothing(desk: FakeDesk, lines: tuple[str, ...]) -> None:
    before = session(FakeDesk(), *lines)[2].scene
    code, console, face = session(desk, *lines, *STUCK)
    assert (code, [one for one in desk.asked if isinstance(one, tuple)]) == (0, [])
    assert "此处空行不算确认：键入 ok 确认，b 取消" in console.said
    assert stage.final(face.scene), before.page
    assert session(FakeDesk(), *lines, *STUCK, "ok")[2].scene.page is not face.scene.page


def test_a_settlement_that_an_earlier_run_left_is_told_at_sign_on(desk: FakeDesk) -> None:
    desk.batch.left = (BEGUN,)
    code, console, _ = session(desk, *SIGN_ON)
    assert (code, "上次结算未完成，请继续结算" in console.said) == (3, True)
    assert session(desk, *SIGN_ON, "ok")[2].scene.page is Page.SETTLED


def test_in_english(desk: FakeDesk) -> None:
    code, console, _ = session(desk, *TO_THE_ORDER, "Buyers", "2", "Scan", "", "ok", "1", "", lang="en")
    assert code == 0
    assert "Approved" in console.said
    assert "0 s" in console.said


def test_every_page_of_a_practice_terminal_says_so(desk: FakeDesk) -> None:
    _, console, _ = session(desk, *TO_THE_ORDER)
    assert {"练习 操作员签到", "练习 主菜单", "练习 退货", "练习 销售单退货"} <= set(console.said)


def test_the_status_line_is_said_when_it_changes(desk: FakeDesk) -> None:
    _, console, _ = session(desk, *TO_THE_ORDER)
    assert sum(line.startswith("01 练习 线路通") for line in console.said) == 1
    assert [line for line in console.said if "10:20" in line] == []


def test_passwords_are_read_as_secrets_and_never_said(desk: FakeDesk) -> None:
    _, console, _ = session(desk, *SIGN_ON, "3", "1", "654321", "654x", "", "b")
    assert console.secret == ["0000 ok", "654321", "654x", "", "b"]
    assert "******" in console.said
    assert [line for line in console.said if "654" in line] == []
    assert "主管密码错误，还可试4次" in console.said


def test_only_what_changed_is_said_again(desk: FakeDesk) -> None:
    _, console, _ = session(desk, *TO_THE_ORDER, "c", "1", "s", "1 2", "1")
    goods = console.said.index("练习 请选择退货商品和数量")
    assert len(console.said) - goods > 5
    assert len(console.said[console.said.index(">拿铁咖啡 25.00 退1/可退2") :]) == 2


def test_a_word_that_means_nothing_presses_nothing(desk: FakeDesk) -> None:
    _, console, face = session(desk, *SIGN_ON, "3 nonsense")
    assert console.said[-1] == "没有这个键，什么也没按。? 看帮助"
    assert face.scene.page is Page.MENU


def test_what_is_typed_behind_a_refusal_is_not_pressed(desk: FakeDesk) -> None:
    _, console, face = session(desk, *TO_THE_ORDER, "81234567890199 ok 3 ok")
    assert "校验位不符" in console.said[-1]
    assert face.scene.draft.order == "81234567890199"


def test_a_key_without_a_meaning_here_is_answered_too(desk: FakeDesk) -> None:
    _, console, _ = session(desk, *SIGN_ON, "+")
    assert console.said[-1] == "没有变化"


def test_help_names_the_words_of_the_page(desk: FakeDesk) -> None:
    _, console, face = session(desk, *TO_THE_ORDER, "?")
    assert any(line.startswith("c 顾客: ") for line in console.said)
    assert any(line.startswith("b 取消: ") for line in console.said)
    assert (face.scene.page, face.scene.overlay) == (Page.ORDER, "")


def test_a_picture_is_named_on_its_line(desk: FakeDesk) -> None:
    _, _, face = session(desk, *TO_THE_ORDER, "p", "1", "slip0.png")
    assert face.scene.page is Page.ORIGINAL
    _, console, face = session(desk, *TO_THE_ORDER, "p", "1", "no\x00thing.png")
    assert "不是图片" in console.said[-1]
    _, _, face = session(desk, *TO_THE_ORDER, "p", "1", "")
    assert face.scene.page is Page.SOURCES


def test_no_source_is_offered_that_cannot_be_heard_line_by_line(desk: FakeDesk) -> None:
    _, console, face = session(desk, *TO_THE_ORDER, "p", "3")
    assert face.scene.page is Page.SOURCES
    assert [line for line in console.said if "串口" in line or "监视" in line] == []
    assert "扫码枪: 直接扫即可" in console.said


def test_quitting_asks_first(desk: FakeDesk) -> None:
    code, console, _ = session(desk, *SIGN_ON, "q", "", "3")
    assert code == 0
    assert "练习 退出终端" in console.said
    assert desk.closed


def test_the_end_of_the_input_with_a_refund_that_is_not_known(
    desk: FakeDesk, open_record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "open_refunds", lambda: (open_record,))
    assert session(desk, *SIGN_ON)[0] == 3


def test_the_end_of_the_input_with_a_reversal_that_is_owed(desk: FakeDesk) -> None:
    owed = replace(paid(PaymentKind.SALE, 1234, TEST_CARDS["unionpay"], 7), state=PaymentState.REVERSING)
    desk.payments.done.append(owed)
    assert session(desk, *SIGN_ON)[0] == 3


def test_an_unknown_outcome_is_never_called_failed(desk: FakeDesk) -> None:
    desk.answers = [State.UNKNOWN]
    _, console, _ = session(desk, *TO_THE_ORDER, "c", "2", "s", "", "ok", "1", "")
    said = "".join(console.said)
    assert "结果未知" in said
    assert "失败" not in said


def test_a_desk_that_will_not_open_says_why_and_leaves_its_code() -> None:
    def held() -> FakeDesk:
        raise Refusal("journal_held")

    console = Lines(())
    face = PlainFace(held, console, lang="zh_CN", monotonic=lambda: 0.0, clock=lambda: "10:20")
    assert face.run() == 4
    assert any("流水正被另一终端使用" in line for line in console.said)


def test_interrupting_a_refund_on_its_way_tells_that_it_is_not_known(
    desk: FakeDesk, open_record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> None:
        monkeypatch.setattr(desk, "open_refunds", lambda: (open_record,))
        raise KeyboardInterrupt

    desk.pause = interrupt
    assert session(desk, *TO_THE_ORDER, "c", "2", "s", "", "ok")[0] == 3
    assert desk.closed


def test_what_was_typed_for_a_page_that_has_gone_presses_nothing(desk: FakeDesk) -> None:
    lines = Lines((*TO_THE_ORDER, "81234567890199 ok"))
    late = lambda: 0.0 if lines.left else IDLE_S  # noqa: E731 - nobody typed for a minute before the last line
    face = PlainFace(lambda: desk, lines, lang="zh_CN", monotonic=late, clock=lambda: "10:20")
    face.run()
    assert face.scene.page is Page.IDLE
    assert desk.asked == []


def test_a_lock_takes_no_password_until_its_time_is_over(desk: FakeDesk) -> None:
    lines = Lines((*SIGN_ON, "3", "1", *["654321 ok"] * 5, "123456 ok", "123456 ok"))
    face = PlainFace(
        lambda: desk, lines, lang="zh_CN", monotonic=lambda: 0.0 if lines.left else 61.0, clock=lambda: "10:20"
    )
    face.run()
    said = [line for line in lines.said if "锁定" in line or "销售单退货" in line]
    assert any("60秒后可重试" in line for line in said)
    assert said[-1] == "练习 销售单退货"


def test_interrupting_is_leaving(desk: FakeDesk) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    face = PlainFace(lambda: desk, Lines((), interrupt), lang="zh_CN", monotonic=lambda: 0.0, clock=lambda: "10:20")
    assert face.run() == 0
    assert desk.closed


def test_a_printers_trouble_is_said_before_the_next_line_counts(desk: FakeDesk) -> None:
    def fail() -> None:
        if desk.asked and not desk.prints.asked:
            trouble = (NotPrinted("tcp://10.0.0.5", Why.NO_PAPER),)
            desk.prints.news = [Printout((), (), trouble, subject="000009", number=1)]

    console = Lines((*SIGN_ON, "6", "1", "6", "1"), fail)
    desk.asked.append("a refund")
    face = PlainFace(lambda: desk, console, lang="zh_CN", monotonic=lambda: 0.0, clock=lambda: "10:20")
    assert face.run() == 0
    assert any("打印机缺纸" in line for line in console.said)
    assert desk.prints.asked == ["slip "]


# fmt: off
SCANNED = [
    # lines                                            page          what is said last
    ((*TO_THE_ORDER, PAYER_CODE),                      Page.ORDER,   "付款码"),
    ((*TO_THE_ORDER, PAYER_CODE, ""),                  Page.ORDER,   "键入 ok"),
    ((*TO_THE_ORDER, PAYER_CODE, PAYER_CODE),          Page.ORDER,   "付款码"),
    ((*TO_THE_ORDER, "LKR1*8000*1*X", "LKR1*8000*1*X"), Page.ORDER,  "请切换英文输入法"),
    ((*TO_THE_ORDER, "https://a.example/x"),           Page.ORDER,   "网址"),
    ((*TO_THE_ORDER, "customerss"),                    Page.ORDER,   "没有这个键"),
    ((*SIGN_ON, CARD_ORDER, CARD_ORDER),               Page.MENU,    "不能扫描或粘贴"),
    ((*TO_THE_ORDER, "/小票/slip0.png"),                Page.ORIGINAL, ""),
    ((*TO_THE_ORDER, "p", "'/小票/my slip1.png'"),      Page.ORDER,   "图片"),
    ((*TO_THE_ORDER, "p", "1", CARD_ORDER),            Page.ORIGINAL, ""),
    ((*TO_THE_ORDER, f"{CARD_ORDER[:4]}-{CARD_ORDER[4:]}"), Page.ORIGINAL, ""),
    ((*TO_THE_ORDER, "LKR1*8000*1*X"),                 Page.ORDER,   "请切换英文输入法"),
    ((*TO_THE_ORDER, "裂开1*8000*1"),                   Page.ORDER,   "请切换英文输入法"),
    ((*SIGN_ON, CARD_ORDER),                           Page.MENU,    "不能扫描或粘贴"),
    ((*SIGN_ON, CARD_ORDER, ""),                       Page.MENU,    "键入 ok"),
    (("", PAYER_CODE),                                 Page.PASSWORD, "密码不能扫码输入"),
    (("", PAYER_CODE, ""),                             Page.PASSWORD, "键入 ok"),
    (("", "LKR1*8000*1*X", "0000 ok"),                 Page.MENU,    ""),
    ((*SIGN_ON, "q", CARD_ORDER),                      Page.MENU,    ""),
]
# fmt: on


@pytest.mark.parametrize("scanned", [PAYER_CODE, "LKR1*8000*1*X", "https://a.example/x", "81"])
@pytest.mark.parametrize("lines", [TO_THE_ORDER, SIGN_ON], ids=["order", "menu"])
def test_the_same_thing_twice_is_answered_twice(desk: FakeDesk, lines: tuple[str, ...], scanned: str) -> None:
    once = len(session(desk, *lines, scanned)[1].said)
    assert len(session(FakeDesk(), *lines, scanned, scanned)[1].said) > once


@pytest.mark.parametrize(("lines", "page", "said"), SCANNED)
def test_what_a_scanner_types_into_a_line_is_one_text_and_its_second_end_confirms_nothing(
    desk: FakeDesk, lines: tuple[str, ...], page: Page, said: str
) -> None:
    _, console, face = session(desk, *lines)
    assert face.scene.page is page
    assert said in console.said[-1]
    assert [line for line in console.said if PAYER_CODE in line] == []
    assert PAYER_CODE not in repr(face.scene)
