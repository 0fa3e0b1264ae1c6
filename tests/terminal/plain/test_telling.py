"""A page in sentences: what stands side by side on the LCD is told one thing a line."""

from cashier import Cashier
from fake_cases import FakeCases
from fake_desk import PHONE_ORDER, FakeDesk

from terminal.face.pages import Page
from terminal.plain.telling import told


def test_a_menu_in_two_columns_is_told_one_entry_a_line() -> None:
    case = Cashier(FakeDesk(cases=FakeCases())).sign_on()
    case.press("8", "9", "0", "1", "2", "1", PHONE_ORDER, "ok", "ok", "ok")
    case.press("1", "ok", "13800000000", "ok", "1", "ok", "ok")
    assert case.page is Page.CASE
    entries = [line for line in told(case.scene).lines if line[0].isdecimal() and line[1] == " "]
    assert entries == [
        "1 请客户备材料", "2 改申请表", "3 客户撤回申请", "0 主管/店长办理",
        "5 材料", "6 沟通记录", "7 打印", "8 经过", "9 记等待原因",
    ]  # fmt: skip
