"""Numbers that are spelled in Chinese, digit by digit: 六二〇五 is 6205. Pure.

The rule: few of them are words, as in a day or a street; a number is as long as a card's, whatever signs part it.
"""

import re

CHINESE_DIGITS = "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
"""Also as they are said by telephone and written on cheques."""
AS_DIGITS = str.maketrans(CHINESE_DIGITS, "001234567891123456789")
_SHORTEST = 13
"""Digits of a card's number; payers' codes have more."""
_NUMBER = re.compile(rf"[0-9{CHINESE_DIGITS}](?:[\W_]*+[0-9{CHINESE_DIGITS}]){{{_SHORTEST - 1},}}")


def in_digits(text: str) -> str:
    """The text with its long numbers in ASCII digits, also where some of one's digits are; as long as before."""
    return _NUMBER.sub(lambda found: found[0].translate(AS_DIGITS), text)
