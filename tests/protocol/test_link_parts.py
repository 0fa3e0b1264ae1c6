"""One value of a register's link: what is shown of it, what is hidden, and how it is told."""

import pytest

from protocol.cards import TEST_CARDS
from protocol.fields import Sensitivity
from protocol.link_parts import Form, LinkPart, code_words, line_of
from protocol.words import NOTHING, Words

H = bytes.fromhex
CARD = TEST_CARDS["unionpay"].number.encode()


def row(form: Form, size: int = 0, sensitivity: Sensitivity = Sensitivity.OPEN) -> dict[str, LinkPart]:
    return {"x": LinkPart("x", "名", "name", form, size, "published", sensitivity)}


# fmt: off
SHOWN = [
    # row, value, packed, shown, told
    (row(Form.AMOUNT, 12), b"000000010000", False, "000000010000", "名 100.00 元"),
    (row(Form.AMOUNT, 12), H("000000000020"), True, "000000000020", "名 0.20 元"),
    (row(Form.AMOUNT, 12), b"RMB -0.20", True, "RMB -0.20", "名 RMB -0.20"),
    (row(Form.AMOUNT, 12), b"0000000100", False, "0000000100", "名 0000000100"),
    (row(Form.AMOUNT, 12), b"123456", False, "123456", "名 123456"),
    (row(Form.DATE, 6), b"261122", False, "261122", "名 26-11-22"),
    (row(Form.DATE, 4), H("0911"), True, "0911", "名 09-11"),
    (row(Form.TIME, 6), b"154352", True, "154352", "名 15:43:52"),
    (row(Form.DIGITS, 4), H("1234"), True, "1234", "名 1234"),
    (row(Form.DIGITS, 4), H("12AF"), True, "**", "名 **"),
    (row(Form.CODE, 2), b"00", True, "00", "名 交易成功（00）"),
    (row(Form.CODE, 2), b"ZZ", True, "ZZ", "名 ZZ"),
    (row(Form.TEXT, 40), b"APPROVED ", False, "APPROVED ", "名 APPROVED"),
    (row(Form.TEXT), "练习商店".encode("gb18030"), True, "练习商店", "名 练习商店"),
    (row(Form.TEXT), b"\x1b[2J", True, "****", "名 ****"),
    (row(Form.TEXT), b"\xff\xff", True, "**", "名 **"),
    (row(Form.TEXT), CARD, False, "620000******0005", "名 620000******0005"),
    (row(Form.TEXT), H("6200008888880005"), False, "********", "名 ********"),
    (row(Form.AMOUNT, 12), CARD, False, "620000******0005", "名 620000******0005"),
    (row(Form.IDENTITY, 12), b"925498334778", False, "925498334778", "名 925498334778"),
    (row(Form.IDENTITY, 6), b"134567890123456789", False, "134567********6789", "名 134567********6789"),
    (row(Form.IDENTITY, 20), b"6212345678901234567", True, "621234*********4567", "名 621234*********4567"),
    (row(Form.IDENTITY, 10), b"7000000000000005", False, "700000******0005", "名 700000******0005"),
    (row(Form.TEXT), b"x6259811991700377816", True, "x625981*********7816", "名 x625981*********7816"),
    (row(Form.TEXT), b"00134567890123456789;1", False, "001345**********6789;1", "名 001345**********6789;1"),
    (row(Form.TEXT), b";6200000000000005=30122010?", False, ";" + "*" * 25 + "?", "名 ;" + "*" * 25 + "?"),
    (row(Form.TEXT), H("134567890123456789"), True, "*" * 9, "名 " + "*" * 9),
    (row(Form.IDENTITY, 0, Sensitivity.PAN), CARD, False, "620000******0005", "名 620000******0005"),
    (row(Form.IDENTITY, 0, Sensitivity.PAN), CARD + b" ", False, "620000******0005 ", "名 620000******0005"),
    (row(Form.IDENTITY, 0, Sensitivity.PAN), CARD[:12], False, "*" * 12, "名 " + "*" * 12),
    (row(Form.IDENTITY, 0, Sensitivity.PAN), CARD + b"=3012", False, "*" * 21, "名 " + "*" * 21),
    (row(Form.IDENTITY, 0, Sensitivity.PAN), CARD + b"3012", False, "*" * 20, "名 " + "*" * 20),
    (row(Form.IDENTITY, 0, Sensitivity.PAN), b"************05", False, "************05", "名 ************05"),
    (row(Form.TEXT, 0, Sensitivity.SECRET), b"secret", False, "******", "名 ******"),
]
# fmt: on


@pytest.mark.parametrize(("rows", "value", "packed", "shown", "told"), SHOWN)
def test_a_value_is_shown_by_its_row(
    rows: dict[str, LinkPart], value: bytes, packed: bool, shown: str, told: str
) -> None:
    line = line_of("x", value, rows, packed=packed)
    assert (line.value, line.told("zh")) == (shown, told)
    assert line.document("zh") == {"name": "x", "value": shown, "text": told}


def test_what_no_row_lists_is_hidden() -> None:
    line = line_of("y", b"track", row(Form.TEXT), packed=True)
    assert (line.value, line.label) == ("*****", NOTHING)


def test_an_amount_in_english_names_no_currency() -> None:
    assert line_of("x", b"000000010000", row(Form.AMOUNT, 12), packed=False).told("en") == "name 100.00"


def test_a_dialect_has_codes_of_its_own() -> None:
    own = {"ND": Words("拒绝", "declined")}
    assert code_words("ND", own) == ("拒绝（ND）", "declined (ND)")
    assert code_words("51", own) == ("余额不足，请查询（51）", "insufficient funds (51)")
    assert code_words("ZZ", own) == ("ZZ", "ZZ")
