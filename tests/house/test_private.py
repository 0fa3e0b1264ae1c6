"""Nothing private in the repository: no card number but the published test cards, no trace of anybody's machine.

A card number here: 13 to 19 digits, whole or printed in fours, with an issuer's prefix and a right Luhn digit.
"""

import re
import subprocess
from pathlib import Path

import pytest

from protocol.cards import TEST_CARDS

ROOT = Path(__file__).resolve().parents[2]
TEXT_LIMIT_BYTES = 4_000_000
RUN = re.compile(r"(?<![0-9A-Za-z.])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7})(?![0-9A-Za-z])")
ISSUED = re.compile(r"4|5[1-5]|2[2-7]\d{14}$|3[47]\d{13}$|6[025]|81")  # ISO/IEC 7812 prefixes in use

# Luhn-valid by their form alone: nobody's card.
NOBODYS = {
    "62" + "0" * 17,  # the payer code of tests/scanner, 62 and zeros
    "26" + "0" * 14,  # field 53 (security control) of the public messages in fixtures/messages
    "81234567" + "000622",  # order numbers on the grid of a choice between slips
    "81234567" + "000234",
    "621797" + "0" * 9 + "5090",  # V30 and V32 there: all but issuer and last four were replaced by zeros at the source
}

# Split, so that this file does not name what it looks for.
TRACES = (
    "/wo" + "rk/",
    "/ro" + "ot/",
    "../sha" + "red",
    "py" + "pi.org",
    "python" + "hosted",
    "/op" + "t/pypi",
    "mirr" + "ors.",
)


def texts() -> dict[str, str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True,
    ).stdout.split("\0")  # fmt: skip
    files = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    found = {}
    for file in files:
        content = file.read_bytes()
        if b"\0" not in content[:8192] and len(content) < TEXT_LIMIT_BYTES:
            found[str(file.relative_to(ROOT))] = content.decode("utf-8", "replace")
    assert len(found) > 20
    return found


def luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[0::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


def card_numbers(text: str) -> set[str]:
    runs = {re.sub(r"\D", "", match[0]) for match in RUN.finditer(text)}
    return {run for run in runs if ISSUED.match(run) and luhn(run)}


def test_no_card_number_but_the_published_ones():
    published = {card.number for card in TEST_CARDS.values()}
    found = {name: numbers for name, text in texts().items() if (numbers := card_numbers(text) - published - NOBODYS)}
    assert found == {}


def test_no_trace_of_a_machine_or_a_registry():
    found = [(name, trace) for name, text in texts().items() for trace in TRACES if trace in text]
    assert found == []


@pytest.mark.parametrize("card", TEST_CARDS.values(), ids=list(TEST_CARDS))
def test_the_search_finds_a_card_however_it_is_printed(card):
    fours = " ".join(re.findall(r"\d{1,4}", card.number[:12])) + " " + card.number[12:]
    wrong = card.number[:-1] + str((int(card.number[-1]) + 1) % 10)
    assert card_numbers(f"卡号 {card.number}。") == {card.number}
    assert card_numbers(f"card {fours},") == {card.number}
    assert card_numbers(f"card {wrong}") == set()
