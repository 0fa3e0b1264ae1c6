"""Numbers spelled in Chinese become digits where they are as long as a card's; words stay words."""

import pytest

from scanner.chinese_digits import in_digits

# fmt: off
TEXTS = [
    # what is written                          what it says
    ("四〇〇〇零零零零零零零零一",              "4000000000001"),
    ("四〇〇〇零零零零零零零一",                "四〇〇〇零零零零零零零一"),        # 12 digits
    ("四壹幺贰 叁肆伍陆 柒捌玖六",              "四壹幺贰 叁肆伍陆 柒捌玖六"),
    ("四壹幺贰 叁肆伍陆 柒捌玖六 七",           "4112 3456 7896 7"),
    ("四一1一-1一一1_一11一、五",               "4111-1111_1111、5"),
    ("卡四 --- 一一一一一一一一一一一一号",     "卡4 --- 111111111111号"),
    (f"四{'.' * 40}一一一一一一一一一一一一",   f"4{'.' * 40}111111111111"),
    ("一百一十一一一一一一一一一一一一",        "一百一十一一一一一一一一一一一一"),      # letters part it
    ("二〇二六年十一月二十二日 一号店",         "二〇二六年十一月二十二日 一号店"),
    ("4111111111111111 第一",                   "4111111111111111 第一"),
    ("",                                        ""),
]
# fmt: on


@pytest.mark.parametrize(("written", "says"), TEXTS)
def test_a_number_as_long_as_a_cards(written: str, says: str) -> None:
    assert in_digits(written) == says
    assert len(says) == len(written)
