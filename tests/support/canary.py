"""Looks for numbers that must be written nowhere, in every dress in which bytes carry digits. No test here.

`tests/conftest.py` looks through everything a test left under its tmp_path; the scripted day of
tests/conversation/test_security_canary.py plants values of its own.
"""

import base64
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from protocol.cards import TEST_CARDS

CARD_NUMBERS = tuple(card.number for card in TEST_CARDS.values())
NOT_SEARCHED = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".npy", ".pyc"})
"""Dots, compressed: digits stand in them as no bytes, and what is drawn is looked at as text (receipts, screens). And
what Python makes of source.
"""
HANDED_IN: dict[str, frozenset[str]] = {
    "test_case.py": frozenset({"payee.json"}),  # a payee's account, keyed by the shop
    "test_disputes.py": frozenset({"payee.json"}),
    "test_imports.py": frozenset({"cards.py"}),  # our own files, copied to be linted
    "test_importing.py": frozenset({"orders.json"}),  # an order that is refused for it
    "test_message.py": frozenset({"one.json"}),  # a message that was decoded with --unmask
    "test_wheel.py": frozenset({"cards.py"}),  # our own source, unpacked
    "test_journal.py": frozenset({"ascii", "bcd", "bcd-even"}),  # planted, as that test searches too
}
"""What tests hand in with a card's number in it: test file -> names of files."""


ASKED_FOR = frozenset({
    "test_a_profile_from_a_file_is_called_by_its_path", "test_a_document_opens_no_file_by_itself",  # --unmask
    "test_what_may_be_money_is_masked_and_the_rest_is_not",  # in its last step, --unmask
    "test_redact_keeps_the_shape", "test_a_command_of_the_page_does_what_it_says",  # 000000 hides as 000000
})  # fmt: skip
"""Tests in which a card's number is printed because somebody asked."""

PAGE = 4096
"""SQLite's."""
LONGEST = 256
"""Bytes over which a number may be spread and is still found where a page ends."""
FEWEST = 13
"""Digits of a card's number."""
ORDERS: tuple[Literal["big", "little"], ...] = ("big", "little")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{10,}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_BETWEEN = bytes(sorted({*b"\t\n\r", *range(0x20, 0x7F), *range(0x80, 0x100)} - {*b"0123456789"}))
"""What may stand between digits: text. The bytes of tables of numbers are digits by chance, and zeros part them."""


@dataclass(frozen=True, slots=True)
class Hit:
    """value: the end of what was found. dress: how it was written. place: a file, or what else was looked through."""

    place: str
    dress: str
    value: str


def dresses(digits: str) -> dict[str, bytes]:
    """Every way in which bytes may carry these decimal or hex digits."""
    text, even = digits.encode("ascii"), digits[: len(digits) // 2 * 2]
    fours = re.findall(r".{1,4}", digits)
    filled = digits if len(digits) % 2 == 0 else f"{digits}f"
    pairs = "".join(filled[at + 1] + filled[at] for at in range(0, len(filled), 2))
    found = {
        "text": text,
        "in fours": " ".join(fours).encode("ascii"),
        "in fours by hyphens": "-".join(fours).encode("ascii"),
        "packed": bytes.fromhex(filled),
        "packed, pairs turned": bytes.fromhex(pairs),
        "pairs turned": pairs.encode("ascii"),
        "hex of text": text.hex().encode("ascii"),
        "spaced pairs": " ".join(even[at : at + 2] for at in range(0, len(even), 2)).encode("ascii"),
        "UTF-16": digits.encode("utf-16-le")[:-1],
        "backwards": text[::-1],
    }
    found |= {f"base64 from {ahead}": _in_base64(text, ahead) for ahead in range(3)}
    return found | _in_scripts(digits) | _as_integer(digits)


def spread(digits: str) -> dict[str, bytes]:
    """What is left of them when all text but ASCII digits is left out: so found whatever stands between; and of hex,
    percent signs, escapes and references.
    """
    text = digits.encode("ascii")
    return {
        "in parts": text,
        "in parts, backwards": text[::-1],
        "hex in parts": text.hex().encode("ascii"),
        "escapes": "".join(f"{ord(digit):04x}" for digit in digits).encode("ascii"),
        "references": "".join(str(ord(digit)) for digit in digits).encode("ascii"),
    }


def _in_scripts(digits: str) -> dict[str, bytes]:
    """Digits that are not ASCII, and packed ones from behind."""
    chinese = digits.translate({48 + at: sign for at, sign in enumerate("〇一二三四五六七八九")})
    circled = digits.translate({48 + at: 0x245F + at for at in range(1, 10)})
    filled = digits if len(digits) % 2 == 0 else f"{digits}f"
    found = {"EBCDIC": digits.encode("cp037"), "packed, backwards": bytes.fromhex(filled)[::-1]}
    for how in ("utf-8", "gb18030"):
        for zero, name in ((0xFF10, "full width"), (0x0660, "Arabic"), (0x0966, "Devanagari")):
            found[f"{name}, {how}"] = digits.translate({48 + at: zero + at for at in range(10)}).encode(how)
        found |= {f"Chinese, {how}": chinese.encode(how), f"circled, {how}": circled.encode(how)}
    return found


def _as_integer(digits: str) -> dict[str, bytes]:
    """As SQLite writes it in a column of integers, and turned. Few digits are none, as such bytes are anything."""
    if not digits.isdecimal() or len(digits) < FEWEST:
        return {}
    number = int(digits)
    size = (number.bit_length() + 7) // 8
    return {f"integer, {order} endian": number.to_bytes(size, order) for order in ORDERS}


def _decoded(data: bytes) -> bytes:
    """What stands in base64, wherever its fours begin."""
    runs = (run.translate(_URL_SAFE) + b"AAA" for run in _BASE64.findall(data))
    cuts = (run[start : start + (len(run) - start) // 4 * 4] for run in runs for start in range(4))
    return b"\xff".join(map(base64.b64decode, cuts))


def _in_base64(text: bytes, ahead: int) -> bytes:
    """The digits of base64 that are the same whatever stands around the text."""
    whole = base64.b64encode(b"\0" * ahead + text)
    first, last = -(-ahead * 8 // 6), (ahead + len(text)) * 8 // 6
    return whole[first:last]


def _across(digits: str, data: bytes) -> bool:
    """Packed with other digits before or behind it in the same bytes: whole to its last digit, as a number of a few
    digits and many zeros may else be anything.
    """
    return any(_packed_from(digits, data, start) for start in (0, 1))


def _packed_from(digits: str, data: bytes, start: int) -> bool:
    """start: digits that share their byte with what stands before."""
    inner = bytes.fromhex(digits[start : start + (len(digits) - start) // 2 * 2])
    rest = digits[start + 2 * len(inner) :]
    at = data.find(inner)
    while at >= 0:
        before, after = data[max(0, at - 1) : at].hex()[1:], data[at + len(inner) : at + len(inner) + 1].hex()[:1]
        if (not start or before == digits[0]) and after.startswith(rest):
            return True
        at = data.find(inner, at + 1)
    return False


def _files(folder: Path) -> Iterator[Path]:
    """os.walk, as it forgives what it may not look into."""
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            file = Path(place, name)
            if file.is_file() and not file.is_symlink():
                yield file


class Canary:
    """Knows values by their name and finds them. texts: of any length, found as they stand."""

    def __init__(self, values: Iterable[str], texts: Iterable[str] = ()) -> None:
        self._values = tuple(values)
        self._needles = [(value, dress, needle) for value in self._values for dress, needle in dresses(value).items()]
        self._needles += [(text, f"{how} text", text.encode(how)) for text in texts for how in ("utf-8", "gb18030")]
        self._spread = [
            (value, dress, needle)
            for value in self._values
            if value.isdecimal()
            for dress, needle in spread(value).items()
        ]
        self._overlap = max((LONGEST, *(len(needle) + 2 for _, _, needle in self._needles)))
        self._clean: set[bytes] = set()  # pages in which nothing stood: most stand in the files of every test

    def hits(self, data: bytes, place: str = "") -> list[Hit]:
        """Page by page, each with the end of the one before: what was looked through once is known by its digest."""
        if data == bytes(len(data)):
            return []  # room that is kept on the disk
        found: list[Hit] = []
        for at in range(0, len(data), PAGE):
            page = data[max(0, at - self._overlap) : at + PAGE]
            digest = blake2b(page, digest_size=16).digest()
            if digest not in self._clean:
                here = self._look(page, place)
                found += here
                self._clean |= set() if here else {digest}
        return list(dict.fromkeys(found))

    def _look(self, data: bytes, place: str) -> list[Hit]:
        inner = [replace(hit, dress=f"base64, {hit.dress}") for hit in self._found(_decoded(data), place)]
        return self._found(data, place) + inner

    def _found(self, data: bytes, place: str) -> list[Hit]:
        found = [Hit(place, dress, f"…{value[-4:]}") for value, dress, needle in self._needles if needle in data]
        halves = (data, data[::2], data[1::2]) if b"\0" in data else (data,)  # UTF-16, either way round
        digits = b"\0".join(one.translate(None, _BETWEEN) for one in halves)
        found += [Hit(place, dress, f"…{value[-4:]}") for value, dress, needle in self._spread if needle in digits]
        return found + [Hit(place, "packed across", f"…{value[-4:]}") for value in self._values if _across(value, data)]

    def in_text(self, text: str, place: str = "") -> list[Hit]:
        return self.hits(text.encode("utf-8", "surrogatepass"), place)

    def under(self, folder: Path, inputs: frozenset[str] = frozenset()) -> Iterator[Hit]:
        """Of every file below, but for `inputs` by their names; links are followed nowhere."""
        for file in _files(folder):
            if file.name not in inputs and file.suffix.lower() not in NOT_SEARCHED:
                with suppress(OSError):  # it went meanwhile, or a test took the right to read it away
                    yield from self.hits(file.read_bytes(), file.relative_to(folder).as_posix())


CARDS = Canary(CARD_NUMBERS)
