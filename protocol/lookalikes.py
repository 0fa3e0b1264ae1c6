"""Digits that could be a card number or a payer's code, found in any text: so that no view shows one by accident.

The rule: better one number too many hidden than one too few. Up to two signs between digits do not hide a number, and
neither do full-width digits, other digits around it or hex of its letters. Sources: ISO/IEC 7812 (13-19 digits, Luhn),
issuer ranges as the schemes publish them, ISO/IEC 7813 (tracks), payer codes of the wallets (domain notes 7). Linear:
each place is tried with the few lengths its first digits allow.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

SHORTEST, LONGEST = 13, 19
"""Digits of a card number."""

MASK = "*"
_FIRST, _LAST = 6, 4
"""Digits of a number that are shown."""
_WIDEST_JOINT = 2
"""Signs between two digits of one number."""
_ORDER_DIGITS = 14
"""The shop's own order numbers begin with 8 and have 14 digits; no card scheme issues such."""
_TRACK_TAIL = 4
"""Digits behind the separator of a track: at least the expiry."""
_LONGEST_TRACK = 107
"""Characters of track 3, the longest."""
MOST_REPEATED = 20
"""Characters of what a person typed that an error text repeats."""

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
# A payer's code has no check digit: only its first digits and its length tell it.
_PAYER_CODES = (
    ("10",   "15",      (18,)),                                     # WeChat
    ("25",   "30",      (16, 17, 18, 19, 20, 21, 22, 23, 24)),      # Alipay
    ("62",   "62",      (19,)),                                     # UnionPay QR
)
# fmt: on

Spans = Iterator[tuple[int, int]]


def hidden(text: str, *, strict: bool, anywhere: bool = False, numbers: Sequence[str] = ()) -> set[int]:
    """Positions in `text` that may not be shown: tracks, and of each number all but its first six and last four digits.

    strict: a run of 13-19 digits with a right check digit is hidden whatever it begins with (but 0), and so are payer
    codes; otherwise only what begins like a card of a known scheme. anywhere: payer codes also inside longer runs.
    numbers: card numbers that are known to belong here, check digit or not. A run in which a number stands is hidden
    whole, as nobody knows where the number ends.
    """
    found = copies(text, numbers)
    for run in _runs(text):
        digits = _digits(text, run)
        hits = list(_numbers(digits, strict, anywhere))
        hits += [span for span, inside in _spelled(digits) if _is_number(inside, strict, anywhere, numbers)]
        found |= _hidden_of(run, hits)
    return found | _tracks(text)


def copies(text: str, numbers: Sequence[str]) -> set[int]:
    """Positions of what may not be shown of known card numbers alone."""
    found: set[int] = set()
    for run in _runs(text) if numbers else ():
        digits = _digits(text, run)
        found |= _hidden_of(run, [span for number in numbers for span in _found(digits, number)])
    return found


def is_card(digits: str) -> bool:
    """These ASCII digits, whole, begin like a card of a known scheme, are as many, and their check digit is right."""
    return len(digits) in _lengths(_CARDS, digits[:4]) and _luhn(_luhn_sums(digits), 0, len(digits))


def repeated(text: str) -> str:
    """What a person typed, as the text of an error may repeat it: a beginning, no number of 13 digits or more."""
    hide = {at for run in _runs(text) for at in run[_FIRST:-_LAST]} | hidden(text, strict=True, anywhere=True)
    shown = "".join(MASK if at in hide else letter for at, letter in enumerate(text[: MOST_REPEATED + 1]))
    return shown if len(text) <= MOST_REPEATED else shown[: MOST_REPEATED - 1] + "…"


def told(text: str, typed: Iterable[str]) -> str:
    """The text of an error in which stands what a person typed: each of those words as `repeated` has it."""
    for word in sorted(filter(None, typed), key=len, reverse=True):
        if (short := repeated(word)) != word:
            text = text.replace(word, short)
    hide = hidden(text, strict=True, anywhere=True)
    return "".join(MASK if at in hide else letter for at, letter in enumerate(text))


# --- runs of digits ------------------------------------------------------------------------------------------------


def _runs(text: str) -> Iterator[list[int]]:
    """Positions of the digits of each run that is long enough; one or two signs do not end a run."""
    run: list[int] = []
    for at, letter in enumerate(text):
        if letter.isdecimal():
            run.append(at)
        elif run and (letter.isalnum() or at - run[-1] > _WIDEST_JOINT):
            if len(run) >= SHORTEST:
                yield run
            run = []
    if len(run) >= SHORTEST:
        yield run


def _digits(text: str, run: list[int]) -> str:
    return "".join(str(int(text[at])) for at in run)


def _hidden_of(run: list[int], hits: Sequence[tuple[int, int]]) -> set[int]:
    """Positions of all but the first six and last four digits of every stretch that a hit touches."""
    if not hits:
        return set()
    begins, ends = _stretches(run)
    spans = {(begins[start], ends[end - 1]) for start, end in hits}
    return {at for start, end in spans for at in run[start + _FIRST : end - _LAST]}


def _stretches(run: list[int]) -> tuple[list[int], list[int]]:
    """For each digit of the run, where the digits that stand side by side with it begin and end."""
    cuts = [0, *(at for at, (one, two) in enumerate(pairwise(run), 1) if two > one + 1), len(run)]
    begins = [start for start, end in pairwise(cuts) for _ in range(start, end)]
    ends = [end for start, end in pairwise(cuts) for _ in range(start, end)]
    return begins, ends


# --- numbers -------------------------------------------------------------------------------------------------------


def _is_number(digits: str, strict: bool, anywhere: bool, numbers: Sequence[str]) -> bool:
    return any(True for _ in _numbers(digits, strict, anywhere)) or any(number in digits for number in numbers)


def _numbers(digits: str, strict: bool, anywhere: bool) -> Spans:
    """(start, end) of what could be a number."""
    sums = _luhn_sums(digits)
    for start in range(len(digits) - SHORTEST + 1):
        front, left = digits[start : start + 4], len(digits) - start
        for size in _lengths(_CARDS, front):
            if size <= left and _luhn(sums, start, start + size):
                yield start, start + size
        for size in _lengths(_PAYER_CODES, front) if anywhere else ():
            if size <= left:
                yield start, start + size
    if strict and _could_be_anything(digits, sums):
        yield 0, len(digits)


def _could_be_anything(digits: str, sums: tuple[list[int], list[int]]) -> bool:
    size = len(digits)
    if digits[0] == "0" or (size == _ORDER_DIGITS and digits[0] == "8"):
        return False
    card = size <= LONGEST and _luhn(sums, 0, size)
    return card or size in _lengths(_PAYER_CODES, digits[:4])


def _found(digits: str, number: str) -> Spans:
    """Every place of `number`."""
    at = digits.find(number)
    while at >= 0:
        yield at, at + len(number)
        at = digits.find(number, at + 1)


def _spelled(digits: str) -> Iterator[tuple[tuple[int, int], str]]:
    """(place, digits) of what may be hex of the letters 0-9: every second digit is a 3."""
    for parity in (0, 1):
        start = parity
        for at in range(parity, len(digits) + 2, 2):
            if digits[at : at + 1] == "3" and at + 1 < len(digits):
                continue
            if at - start >= 2 * SHORTEST:
                yield (start, at), digits[start + 1 : at : 2]
            start = at + 2


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


# --- tracks --------------------------------------------------------------------------------------------------------


def _tracks(text: str) -> set[int]:
    """Every position of what looks like a track: a number, its separator, and what stands behind it."""
    found: set[int] = set()
    start = 0  # of the digits that end at the letter
    for at, letter in enumerate(text):
        if letter.isdecimal():
            continue
        if at - start >= SHORTEST and letter in "=^Dd":
            end = _name_track_end(text, at) if letter == "^" else _digit_track_end(text, at)
            found.update(range(start, end) if end > at else ())
        start = at + 1
    return found


def _digit_track_end(text: str, at: int) -> int:
    """Track 2 or 3: digits and separators; `at` where too few of them follow to be one."""
    end = at + 1
    while end < min(len(text), at + _LONGEST_TRACK) and (text[end].isdecimal() or text[end] in "=Dd"):
        end += 1
    return end if end - at > _TRACK_TAIL else at


def _name_track_end(text: str, at: int) -> int:
    """Track 1: a name and ^ and digits up to the ? at its end; as far as a track reaches where there is none."""
    furthest = min(len(text), at + _LONGEST_TRACK)
    end = text.find("?", at, furthest)
    return furthest if end < 0 else end
