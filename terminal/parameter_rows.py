"""What may be set on a terminal, a row each. Values and their file are parameters.py's, which takes its time to load.

The rule: screens, files and keypads all read these rows, so that none of them has a rule of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PRACTICE_LINK = "emulator:"
PRACTICE_MERCHANT = "888888800000001"
"""The practice shop's merchant number (emulator.shop)."""
UNGIVEN_TERMINAL = "00000000"
"""The host gives a number at sign-on."""
CARD_FIRST, REFERENCE_FIRST = "card", "reference"


@dataclass(frozen=True, slots=True)
class Row:
    """kind: digits, hex (capitals), letters (and digits), text, number, choice or link. least, most: characters, or the
    number itself.

    binds: it says which terminal this is, to whom; such a one stands while anything is unsettled. empty: "" is the
    preset of whoever is asked.
    """

    kind: str
    least: int = 0
    most: int = 0
    choices: tuple[str | int, ...] = ()
    binds: bool = False
    empty: bool = False


# fmt: off
ROWS: Mapping[str, Row] = MappingProxyType({
    "merchant_no":    Row("letters", 15, 15, binds=True),
    "terminal_no":    Row("letters",  8,  8, binds=True),
    "merchant_name":  Row("text",    1, 40, empty=True),    # 40 columns: field 43 (S1)
    "tpdu":           Row("digits", 10, 10, empty=True, binds=True),
    "header":         Row("hex",     4, 12, empty=True, binds=True),
    "response_s":     Row("number",  1, 60),
    "exchange_s":     Row("number",  1, 180),
    "reversal_tries": Row("number",  1, 9),
    "dialogue":       Row("choice", choices=(CARD_FIRST, REFERENCE_FIRST)),
    "hotline":        Row("text",    1, 20, empty=True),
    "paper_mm":       Row("choice", choices=(58, 80)),
    "copies":         Row("choice", choices=(2, 3)),
    "slip":           Row("choice", choices=("lakala", "unionpay")),
    "link":           Row("link",    1, 200, binds=True),
})
# fmt: on
