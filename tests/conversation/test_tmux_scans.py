"""Scans at a real terminal of 80x24: bursts of a scanner that types, a pasted picture, and what none of them does."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_pictures import SIGNED, SLIPS
from tmux_screen import Screen

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="NO TMUX: the screen is not looked at here")

PAYER_CODE = "134567890123456789"


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    opened = Screen(tmp_path / "home", tmp_path / "tmux")
    yield opened
    opened.close()


@pytest.mark.timeout(150)
def test_bursts_from_the_password_to_the_question_before_the_money(screen: Screen) -> None:
    screen.wait_for("操作员号")
    screen.press("Enter")
    screen.wait_for("操作员密码")
    screen.burst(PAYER_CODE, "Enter")
    screen.wait_for("密码不能扫码输入", "  _")
    screen.press("0", "0", "0", "0", "Enter")
    screen.wait_for("主菜单")
    screen.burst(SIGNED, "Enter")
    screen.wait_for("主菜单", "不能扫描或粘贴")
    screen.press("3")
    screen.wait_for("销售单退货")
    screen.press("1")
    screen.wait_for("请输入主管密码")
    screen.press("1", "2", "3", "4", "5", "6")
    screen.wait_for("******_")
    screen.press("Enter")
    screen.wait_for("14位 销售单号")
    screen.burst(PAYER_CODE, "Enter")
    assert PAYER_CODE not in screen.wait_for("这是付款码")
    screen.burst("裂开人1*80000026000149*12850*阿爸", "Enter")
    screen.wait_for("请切换英文输入法")
    screen.press("F7")
    screen.wait_for("识读方式", "1 图片文件", "2 摄像头", "直接扫即可")
    screen.burst(SIGNED, "Enter")
    screen.wait_for("8000 0026 0001 49", "可退金额")
    screen.press("Enter")
    screen.wait_for("请刷卡/插卡/挥卡")
    screen.press("Enter")
    screen.wait_for("请确认金额")
    for end in (("Enter",), ("Tab",), ("Enter", "Enter")):
        screen.burst(SIGNED, *end)
        screen.wait_for("请确认金额", "未确认")
    screen.press("Escape", "Escape", "Escape")
    screen.wait_for("14位 销售单号")
    screen.paste(f"'{SLIPS / 'order-02.png'}'")
    screen.wait_for("8000 0026 0002 46")
