"""Rows B1 to B9 of docs/features.md, each walked on the screens over the real desk and the in-process emulator.

Nothing but digits, Enter, Backspace and Esc is pressed. Headless, the same rows stand in test_cases_headless.py.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from case_keys import CARD_ACCOUNT, DEVICE, MANAGER, POLICY, SERVICE, SUPERVISOR, TRANSACTION, CaseKeys, file_of

from protocol.money import capitals
from scanner.salesslip import order_no
from terminal.case.words import State
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.face.pages import Page
from terminal.settings import Settings

CARD_ORDER, QR_ORDER = order_no("800000260001"), order_no("800000260002")
CARD_PAID, QR_PAID = 12850, 5990


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0))
    yield desk
    desk.close()


@pytest.fixture
def keys(desk: Desk) -> CaseKeys:
    keys = CaseKeys(desk)  # type: ignore[arg-type]
    keys.press("ok", "0000", "ok")
    return keys


# fmt: off
KINDS = [
    # kind          order        name        a paper of its own
    (TRANSACTION,   QR_ORDER,    "交易退款", "截图"),
    (SERVICE,       QR_ORDER,    "服务退款", "服务评价"),
    (POLICY,        QR_ORDER,    "政策退款", "政府通知"),
]
# fmt: on


@pytest.mark.parametrize(("kind", "order", "name", "paper"), KINDS, ids=[row[2] for row in KINDS])
def test_b1_each_kind_goes_from_the_first_talk_to_the_last_word(
    keys: CaseKeys, kind: str, order: str, name: str, paper: str
) -> None:
    keys.opened(kind, order)
    assert (name in keys.lcd, paper in keys.lcd) == (True, True)
    keys.gathered().applied().approved().signed()
    keys.press(*SUPERVISOR, "1")
    assert (keys.page, "申请号" in keys.lcd, capitals(QR_PAID) in keys.lcd) == (Page.CASE_CONFIRM, True, True)
    keys.press("ok")
    assert (keys.page, "交易成功" in keys.lcd) == (Page.RESULT, True)
    keys.press("ok")
    assert (keys.page, keys.case.state) == (Page.CASE, State.PAID)
    keys.press("1", "1", "ok", "1", "5", "ok")
    assert (keys.case.state, keys.case.score, "已结案" in keys.lcd) == (State.CLOSED, 5, True)


def test_b2_what_is_missing_stops_the_approval_by_name_and_papers_are_kept_by_hash(keys: CaseKeys, desk: Desk) -> None:
    keys.opened(TRANSACTION, QR_ORDER).press("1", "ok", "1", "ok", *SUPERVISOR, "1", "ok")
    assert (keys.page, "发票" in keys.lcd) == (Page.CASE_FORM, True)
    keys.press("back", "3", "ok", "ok")  # ask for what is missing
    assert (keys.page, keys.case.state) == (Page.CASE, State.WANTING)
    file_of(desk, "发票.txt").write_text("invoice", encoding="utf-8")
    keys.press("5", "2", "1", "1", "ok")
    assert (keys.page, "完好" in keys.lcd, "保存至" in keys.press("down").lcd) == (Page.CASE_PAPER, True, True)
    keys.press("2", "ok", "123456", "ok", "2", "ok", "ok")
    assert keys.page is Page.CASE_PAPERS
    assert (keys.case.papers[0].discarded, keys.case.papers[0].sha256 != "") == ("附错了文件", True)


def test_b3_seven_steps_each_with_who_when_and_why_and_an_agreement_both_sign(keys: CaseKeys) -> None:
    keys.ready(TRANSACTION, QR_ORDER)
    assert "[退款]" in keys.lcd
    agreement = keys.case.agreement
    assert agreement is not None
    assert agreement.in_force
    keys.press("8")
    assert all(words in keys.lcd for words in ("受理 -> 沟通中", "01", "00", "审核通过"))
    keys.press("back", "6")
    assert "已解释退款政策和所需材料" in keys.lcd


def test_b4_a_refusal_says_why_and_what_would_help_and_bars_the_quick_refund(keys: CaseKeys) -> None:
    keys.opened(TRANSACTION, QR_ORDER).gathered().applied()
    number = keys.case.case_no
    keys.press(*SUPERVISOR, "2", "3", "ok", "1", "ok", "ok")
    assert (keys.case.state, keys.case.barred) == (State.REFUSED, True)
    assert all(words in keys.whole for words in ("材料不能证明", "请补故障检测报告"))
    keys.press("menu", "3", "1", "123456", "ok", QR_ORDER, "ok", "ok")
    assert (keys.page, number in keys.lcd) == (Page.ORIGINAL, True)
    keys.press("menu", "8", "9", "1", "1", "ok", *MANAGER, "1", "ok")
    assert (keys.case.state, keys.case.decision.by if keys.case.decision else "") == (State.APPROVED, "98")


def test_b4_what_was_not_granted_stays_barred_after_the_end_until_a_reviewer_lifts_it_with_words(
    keys: CaseKeys,
) -> None:
    keys.opened(TRANSACTION, QR_ORDER).gathered().applied()
    keys.press(*SUPERVISOR, "2", "3", "ok", "1", "ok", "ok", "4", "1", "ok", "ok")
    assert (keys.case.state, keys.case.barred, "由审核人解除" in keys.lcd) == (State.WITHDRAWN, True, True)
    keys.press(*MANAGER, "2", "2", "ok", "ok")
    assert (keys.case.state, keys.case.barred, "由审核人解除" in keys.lcd) == (State.WITHDRAWN, False, False)


def test_b4_nobody_reviews_what_he_opened(desk: Desk) -> None:
    manager = CaseKeys(desk)  # type: ignore[arg-type]
    manager.press(*"98", "ok", "9898", "ok")
    manager.opened(TRANSACTION, QR_ORDER).gathered().applied().press(*MANAGER)
    assert (manager.page, "审核通过" in manager.lcd) == (Page.CASE_REVIEW, False)


def test_b5_the_policy_in_force_stands_with_the_case(keys: CaseKeys) -> None:
    keys.opened(TRANSACTION, QR_ORDER)
    assert keys.case.terms.policy != ""
    assert keys.case.terms.policy in keys.whole


def test_b6_a_device_comes_back_with_its_parts_before_it_is_paid(keys: CaseKeys) -> None:
    keys.ready(DEVICE, QR_ORDER)
    assert (keys.case.state, "配件" in keys.lcd) == (State.GOODS_DUE, True)
    assert keys.case.articles[0].name in keys.lcd
    keys.press("1", "1", "ok", "20261122001", "ok", "ok", "2", "2", "ok", "ok")
    assert (keys.case.state, "电源线（缺）" in keys.lcd) == (State.GOODS_IN, True)
    keys.press("1", "1", "ok", "ok")
    assert keys.case.state is State.READY
    keys.press(*SUPERVISOR, "1", "ok", "ok")
    assert keys.case.state is State.PAID


def test_b6_what_is_not_as_sold_goes_back_and_nothing_is_paid(keys: CaseKeys) -> None:
    keys.ready(DEVICE, QR_ORDER).press("2", "ok", "ok", *SUPERVISOR, "1", "1", "ok", "ok")
    assert keys.case.state is State.GOODS_BACK
    keys.press("1", "1", "ok", "20261122002", "ok", "ok")
    assert (keys.case.state, keys.case.paid_fen) == (State.SENT_BACK, 0)


def test_b7_a_case_is_escalated_with_a_bundle_of_its_evidence(keys: CaseKeys) -> None:
    keys.opened(TRANSACTION, QR_ORDER).gathered().applied().press(*SUPERVISOR, "4", "1", "1", "ok", "ok")
    assert (keys.case.state, "银行渠道" in keys.whole) == (State.ESCALATED, True)
    keys.press("7")
    keys.press(str(len(keys.scene.cases.view.sheets) + 1 if keys.scene.cases.view else 0))
    bundle = keys.scene.cases.bundle
    assert bundle is not None
    assert (bundle.pdf.read_bytes()[:4], bundle.machine.read_bytes()[:2]) == (b"%PDF", b"PK")
    assert "SHA-256" in keys.lcd


def test_b8_each_case_says_what_it_waits_for_and_since_when(keys: CaseKeys) -> None:
    keys.opened(TRANSACTION, QR_ORDER)
    assert "等客户" in keys.lcd
    keys.press("9", "2", "1", "ok", "ok")
    assert (keys.page, "主机不通" in keys.lcd, "等主机答复" in keys.lcd) == (Page.CASE, True, True)
    assert "等主机答复" in keys.press("back").lcd


def test_b9_the_customer_gets_a_confirmation_and_slow_steps_are_seen(keys: CaseKeys) -> None:
    keys.ready(TRANSACTION, QR_ORDER).press(*SUPERVISOR, "1", "ok", "ok", "1", "1", "ok", "7")
    sheets = [sheet.value for sheet in keys.scene.cases.view.sheets] if keys.scene.cases.view else []
    keys.press(str(sheets.index("confirmation") + 1))
    assert any("感谢" in line for line in keys.scene.sheet.lines)
    keys.press("back", "back", "0", "4")
    assert (keys.page, keys.scene.cases.slow != ()) == (Page.CASES_SLOW, True)
    keys.press("1")
    assert keys.scene.cases.out[0].read_bytes()[:4] == b"%PDF"


def test_a_payment_outside_is_keyed_by_two_and_is_no_refund_before_it_is_marked(keys: CaseKeys, desk: Desk) -> None:
    keys.ready(TRANSACTION, QR_ORDER, "2")
    payee = ("1", "ok", CARD_ACCOUNT, "ok", "1", "ok")
    keys.press("1")
    keys.paste("王小明").press("ok", *payee[2:], "ok")
    assert (keys.case.state, CARD_ACCOUNT in keys.whole) == (State.READY, False)
    keys.press(*SUPERVISOR, "1")
    keys.paste("王小明").press("ok", *payee[2:], "ok")
    assert (keys.case.state, "待终端外支付，不是退款成功" in keys.lcd) == (State.ENTERED, True)
    assert CARD_ACCOUNT not in repr(keys.scene)
    keys.press(*SUPERVISOR, "1")
    today = f"{datetime.now().astimezone():%Y%m%d}"
    keys.paste("王小明").press("ok", *payee[2:], "20261122001", "ok", today, "ok", "ok")
    assert (keys.case.state, keys.case.paid_fen) == (State.PAID, QR_PAID)
    assert CARD_ACCOUNT.encode() not in desk.journal.path.read_bytes()


def test_a_case_by_card_asks_for_the_card_that_paid(keys: CaseKeys) -> None:
    keys.ready(TRANSACTION, CARD_ORDER).press(*SUPERVISOR, "1")
    assert keys.page is Page.CARD
    keys.press("1")
    assert (keys.page, capitals(CARD_PAID) in keys.lcd) == (Page.CASE_CONFIRM, True)
    assert keys.press("ok").page is Page.RESULT
    assert keys.press("ok").page is Page.CASE
