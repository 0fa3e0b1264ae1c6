"""A cashier at a real terminal of 80x24: from boot to receipt by keyboard alone, and then the same order again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tmux_screen import Screen

from scanner.paper.cells import width

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="NO TMUX: the screen is not looked at here")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    opened = Screen(tmp_path / "home", tmp_path / "tmux")
    yield opened
    opened.close()


def to_the_goods(screen: Screen) -> str:
    """From the main menu to the goods of the first customer's slip."""
    screen.wait_for("主菜单")
    screen.press("3")
    screen.wait_for("销售单退货")
    screen.press("1")
    screen.wait_for("请输入主管密码")
    screen.press("1", "2", "3", "4", "5", "6")
    screen.wait_for("******_")  # so near together they are a scanner's, whose Enter presses nothing
    screen.press("Enter")
    screen.wait_for("14位 销售单号")
    screen.press("F5")
    screen.wait_for("带孩子的妈妈")
    screen.press("Enter")
    screen.wait_for("8000 0026 0001 49", "▀")
    screen.press("F6")
    screen.wait_for("原交易", "可退金额", "1 退货方式 全退")
    screen.press("1")
    screen.wait_for("请选择退货方式")
    screen.press("2")
    return screen.wait_for("请选择退货商品", "/可退", "合计")


@pytest.mark.timeout(150)
def test_two_goods_from_boot_to_receipt_and_then_what_remains(screen: Screen, tmp_path: Path) -> None:
    screen.wait_for("操作员号")
    screen.press("Enter")
    screen.wait_for("操作员密码", "0000")
    screen.press("0", "0", "0", "0", "Enter")
    goods = to_the_goods(screen)
    assert "退3/可退3" in goods
    assert "退4/可退4" in goods
    screen.press("1", "Down", "2")
    screen.wait_for("退1/可退3", "退2/可退4", "*49.50")
    screen.press("Enter")
    screen.wait_for("退部分数量", "顾客退货")
    screen.press("Enter")
    screen.wait_for("请刷卡/插卡/挥卡", "620000******0005")
    screen.press("Enter")
    confirm = screen.wait_for("请确认金额", "*49.50", "肆拾玖元伍角")
    assert "保温杯x1 毛巾x2" in confirm
    screen.press("Enter")
    screen.wait_for("交易成功", "练习币 -49.50")
    assert len(list((tmp_path / "home" / "practice" / "receipts").glob("*.png"))) == 2
    screen.press("Enter")
    to_the_goods(screen)
    again = screen.wait_for("退2/可退2", "*79.00")
    assert again.count("退2/可退2") == 2
    assert [line for line in again.splitlines() if width(line) > 80] == []
