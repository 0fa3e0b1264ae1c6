"""The one table of card numbers in this repository: well-known published test cards, and nothing else.

`mask` is the only way a card number may be shown: first 6 and last 4 (PCI DSS 3.4.1 allows no more).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """A card presented at the terminal. Its repr and str show the masked number only.

    number: primary account number, 13-19 digits (ISO/IEC 7812).
    expiry: YYMM, four digits, as field 14 carries it.
    sequence: card sequence number, three digits, as field 23 carries it.
    """

    number: str
    expiry: str
    sequence: str = "001"

    def __post_init__(self) -> None:
        if not (13 <= len(self.number) <= 19 and self.number.isascii() and self.number.isdecimal()):
            raise ValueError("a card number has 13 to 19 digits")
        if not (len(self.expiry) == 4 and self.expiry.isascii() and self.expiry.isdecimal()):
            raise ValueError("an expiry date is YYMM")
        if not (len(self.sequence) == 3 and self.sequence.isascii() and self.sequence.isdecimal()):
            raise ValueError("a card sequence number has three digits")

    @property
    def masked(self) -> str:
        """The number as it may be shown."""
        return mask(self.number)

    def __repr__(self) -> str:
        return f"Card({self.masked})"


def mask(number: str) -> str:
    """First 6, stars, last 4; all stars for anything shorter than 13 characters."""
    if len(number) < 13:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


# fmt: off
# Published test numbers: Stripe's and Adyen's testing pages (UnionPay 16 and 19 digits, Visa, Mastercard).
# The names are how `--card NAME` and the counter's customers call them.
TEST_CARDS: dict[str, Card] = {
    "unionpay":   Card("6200000000000005",    "3012"),
    "unionpay19": Card("6205500000000000004", "3012"),
    "unionpay2":  Card("6243030000000001",    "3012"),
    "visa":       Card("4111111111111111",    "3012"),
    "mastercard": Card("5555555555554444",    "3012"),
}
# fmt: on
