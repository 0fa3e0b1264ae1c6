"""Payer's codes, made up, and what they come in; and how one is looked for in whatever was shown or written."""

CODES = (
    "139876543210987654",
    "289876543210987654",
    "6298765432109876543",
    "0198765432109876543",
    "fp" + "9a8b" * 8 + "7",
)
_WRAPS = ("{}", " {}\r\n", "PAY:{};", "]C0{}", "付款码{}", "\x02{}\x03")


def grouped(code: str) -> str:
    """In fours, as a phone shows it."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def wide(code: str) -> str:
    """As an input method types it."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in code)


def dresses(code: str) -> list[str]:
    """Everything that a scanner, a copy or an input method makes of it."""
    return [wrap.format(form) for wrap in _WRAPS for form in (code, code.upper(), grouped(code), wide(code))]


def stands_in(code: str, text: str) -> bool:
    """Eight of its characters in a row, whatever case, blanks between or not."""
    plain = "".join(text.split()).lower()
    return any(code[at : at + 8].lower() in plain for at in range(len(code) - 7))
