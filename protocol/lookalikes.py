"""Digits that could be a card number or a payer's code, found in any text: so that no view shows one by accident.

The rule: better one number too many hidden than one too few. Blanks and dashes between digits do not hide a number, and
neither do full-width digits. Sources: ISO/IEC 7812 (13-19 digits, Luhn), issuer ranges as the schemes publish them,
payer codes of the wallets (domain notes 7). Linear: each place is tried with the few lengths its first digits allow.
"""

from collections.abc import Iterator

SHORTEST, LONGEST = 13, 19
"""Digits of a card number."""

_JOINTS = " -"
_ORDER_DIGITS = 14
"""The shop's own order numbers begin with 8 and have 14 digits; no card scheme issues such."""

# fmt: off
_CARDS = (
    # first digits      lengths                         whose
    ("2221", "2720",    (16,)),                         # Mastercard
    ("300",  "305",     (14,)),                         # Diners
    ("34",   "34",      (15,)),                         # American Express
    ("35",   "35",      (16, 17, 18, 19)),              # JCB
    ("36",   "36",      (14,)),                         # Diners
    ("37",   "37",      (15,)),                         # American Express
    ("38",   "39",      (14,)),                         # Diners
    ("4",    "4",       (13, 16, 19)),                  # Visa
    ("50",   "50",      (13, 14, 15, 16, 17, 18, 19)),  # Maestro
    ("51",   "55",      (16,)),                         # Mastercard
    ("56",   "69",      (13, 14, 15, 16, 17, 18, 19)),  # Maestro; UnionPay 60, 62; Discover 60, 64, 65
    ("81",   "81",      (16, 17, 18, 19)),              # UnionPay
    ("90",   "99",      (16, 17, 18, 19)),              # older cards of Chinese banks
)
# A payer's code has no check digit: only a run of exactly so many digits counts.
_PAYER_CODES = (
    ("10",   "15",      (18,)),                                     # WeChat
    ("25",   "30",      (16, 17, 18, 19, 20, 21, 22, 23, 24)),      # Alipay
)
# fmt: on


def hidden(text: str, *, strict: bool) -> set[int]:
    """Positions in `text` that may not be shown: of each number all but its first six and last four digits.

    strict: a run of 13-19 digits with a right check digit is hidden whatever it begins with (but 0), and so are payer
    codes; otherwise only what begins like a card of a known scheme.
    """
    found: set[int] = set()
    for run in _runs(text):
        digits = "".join(str(int(text[at])) for at in run)
        for start, end in _numbers(digits, strict):
            found.update(run[start + 6 : end - 4])
    return found


def _runs(text: str) -> Iterator[list[int]]:
    """Positions of the digits of each run that is long enough; one blank or dash does not end a run."""
    run: list[int] = []
    for at, letter in enumerate(text):
        if letter.isdecimal():
            run.append(at)
        elif not (letter in _JOINTS and run and run[-1] == at - 1):
            if len(run) >= SHORTEST:
                yield run
            run = []
    if len(run) >= SHORTEST:
        yield run


def _numbers(digits: str, strict: bool) -> Iterator[tuple[int, int]]:
    """(start, end) of what could be a number."""
    sums = _luhn_sums(digits)
    for start in range(len(digits) - SHORTEST + 1):
        for size in _lengths(_CARDS, digits[start : start + 4]):
            end = start + size
            if end <= len(digits) and _luhn(sums, start, end):
                yield start, end
    if strict and _could_be_anything(digits, sums):
        yield 0, len(digits)


def _could_be_anything(digits: str, sums: tuple[list[int], list[int]]) -> bool:
    size = len(digits)
    if digits[0] == "0" or (size == _ORDER_DIGITS and digits[0] == "8"):
        return False
    card = size <= LONGEST and _luhn(sums, 0, size)
    return card or size in _lengths(_PAYER_CODES, digits[:4])


def _lengths(table: tuple[tuple[str, str, tuple[int, ...]], ...], front: str) -> tuple[int, ...]:
    for low, high, lengths in table:
        if low <= front[: len(low)] <= high:
            return lengths
    return ()


def _luhn_sums(digits: str) -> tuple[list[int], list[int]]:
    """Running Luhn sums, doubling the even positions in the first and the odd ones in the second."""
    sums: tuple[list[int], list[int]] = ([0], [0])
    for at, digit in enumerate(map(int, digits)):
        doubled = 2 * digit if digit < 5 else 2 * digit - 9
        for parity in (0, 1):
            sums[parity].append(sums[parity][-1] + (doubled if at % 2 == parity else digit))
    return sums


def _luhn(sums: tuple[list[int], list[int]], start: int, end: int) -> bool:
    """The check digit of digits[start:end] is right: every second one from the right is doubled."""
    running = sums[end % 2]
    return (running[end] - running[start]) % 10 == 0
