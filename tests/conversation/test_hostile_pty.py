"""What a real terminal gets to read when a shop's goods are named by somebody who means harm: our own sequences alone.

The whole program in a pty of tmux, every byte that it writes kept; and the same orders by verbs whose stdout is a file.
"""

import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tmux_screen import Screen, terminal

from scanner.salesslip import order_no

ORDER = order_no("812345678909")
NAMES = (
    "毒[/x][bold]]", "毒\x1b]52;c;ZXZpbA==\x07", "毒\x1b[77;7H毒", "毒\x1b]0;evil\x1b\\", '毒\x1bP$q"p\x1b\\',
    "毒\x9b77;7H", "毒\x9d52;c;ZQ==\x9c", "毒\u202etxe\u2066\u200b", "毒\x00\x07\x08\x7f\r\n\t",
    "毒\U000e0041\ufeff\ue000", "毒{reason}%s",
)  # fmt: skip
GOODS = [{"sku": f"E{at}", "name": name, "unit_fen": 100, "quantity": 1} for at, name in enumerate(NAMES)]
OURS = re.compile(r"\x1b\[[0-9;:?<>=]*[ -/]*[A-Za-z]|\x1b[()][0B]|\x1b[=>78]|\x1b]22;[a-z]+\x07|[\r\n\x08\x0e\x0f]")
"""CSI, character sets, keypad, cursor, shape of the pointer: what Textual draws with."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A shop with that order, taken in by the verb; it names a file that is hostile too where it does not take it."""
    yesterday = f"{datetime.now().astimezone() - timedelta(days=1):%Y%m%d}"
    order = {
        "order_no": ORDER, "reference_no": "269999000001", "paid_date": yesterday, "channel": "wechat",
        "payer": "oTh7Lx0Practice0Payer0Zz99Kq", "amount_fen": 100 * len(GOODS), "goods": GOODS,
    }  # fmt: skip
    file = tmp_path / "orders.json"
    file.write_text(json.dumps([order]), encoding="utf-8")
    assert verb(tmp_path / "home", "shop", "import", str(file)) == (0, '{"imported": 1}\n', "")
    return tmp_path / "home"


def verb(home: Path, *words: str) -> tuple[int, str, str]:
    done = subprocess.run([*terminal(home), *words], capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def strange(text: str) -> list[str]:
    """What is neither a plain sign nor one of our own sequences."""
    rest = OURS.sub("", text)
    return sorted({f"{sign!r}" for sign in rest if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}})


@pytest.fixture
def screen(home: Path, tmp_path: Path) -> Iterator[Screen]:
    opened = Screen(home, tmp_path / "tmux")
    opened._run("pipe-pane", f"cat > {tmp_path / 'drawn'}")
    yield opened
    opened.close()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="NO TMUX: no terminal's bytes are looked at here")
@pytest.mark.timeout(150)
def test_goods_on_a_real_terminal(screen: Screen, tmp_path: Path) -> None:
    screen.wait_for("操作员号")
    screen.press("Enter")
    screen.wait_for("操作员密码", "0000")
    screen.press("0", "0", "0", "0", "Enter")
    screen.wait_for("主菜单")
    screen.press("3", "1")
    screen.wait_for("请输入主管密码")
    screen.press("1", "2", "3", "4", "5", "6")
    screen.wait_for("******_")
    screen.press("Enter")
    screen.wait_for("14位 销售单号")
    screen.paste(ORDER)
    screen.wait_for("原交易", "退货方式")
    screen.press("1", "2")
    screen.wait_for("请选择退货商品", "77;7H")  # what is left of a sequence stands there as letters
    screen.press("Down", "Down", "Down", "Down", "Down", "Down", "Down", "Down")
    screen.wait_for("毒{reason}%s")
    drawn = (tmp_path / "drawn").read_bytes().decode("utf-8")
    assert len(drawn) > 5_000
    assert (strange(drawn), [bad for bad in ("\x1b[77;7H", "\x1b]52", "\x1b]0", "\x1bP") if bad in drawn]) == ([], [])


def test_goods_told_by_verbs(home: Path, tmp_path: Path) -> None:
    listed = verb(home, "shop", "list")
    unknown = verb(home, "shop", "import", str(tmp_path / "no\x1b]52;c;ZQ==\x07\u202e.json"))
    for code, out, err in (listed, unknown):
        assert (strange(out), strange(err), code in {0, 2}) == ([], [], True)
        assert "\x1b" not in out + err
    assert listed[1].count("毒") >= len(NAMES)
