"""What our own messages carry inside fields 59, 62 and 63: layouts, both directions. Not UnionPay's; docs/protocol.md.

Everything is fixed-width ASCII behind a three-character tag, but for the order document (JSON in UTF-8, in pages).
Reading raises DecodeError naming the field and what was wanted; nothing here is trusted before the MAC has been
verified.
"""

import hashlib
import json
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Never

from protocol.dialects.unionpay import layouts
from protocol.errors import DecodeError
from protocol.transactions import (
    ByOrder,
    ByReference,
    Channel,
    Found,
    Goods,
    Original,
    OriginalState,
    OutcomeAnswer,
    RefundAnswer,
)

KEY_TAG, QUERY_TAG, OUTCOME_TAG, LEDGER_TAG = b"RK1", b"RQ1", b"RO1", b"LK1"
EMULATOR_MARK = "TUIHUO"
"""Ends field 63 of our emulator's 0810: the peer says that it is ours, so that no --live is asked."""

PAGE_BYTES = 440
"""Order document bytes in one 0610: with its head it stays under the 512 of field 62 and a link frame's 1,024."""
MAX_PAGES = 99

_HEX = frozenset("0123456789abcdef")
_ORIGINAL, _GOODS = (tuple(field.name for field in fields(kind)) for kind in (Original, Goods))
_FOUND_LETTERS = {Found.FOUND: "F", Found.NOT_FOUND: "N", Found.CANCELLED: "C"}
_LETTERS_FOUND = {letter: found for found, letter in _FOUND_LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an order document: number from 1, how many there are, digest of the whole, bytes of this page."""

    number: int
    count: int
    digest: str
    chunk: bytes


def write_key(epoch: str, business_date: str) -> bytes:
    """RK1 + epoch (8 hex digits) + yyyymmdd; zeros where no business date is known yet (sign-on)."""
    return KEY_TAG + (epoch + business_date).encode("ascii")


@lru_cache(maxsize=1024)  # a terminal's are the same all day
def read_key(data: bytes) -> tuple[str, str]:
    """(epoch, business date) of an RK1 field."""
    text = _ascii(data, KEY_TAG, 16, "62")
    if not (_HEX.issuperset(text[:8]) and text[8:].isdecimal()):
        raise _unlike("RK1", "8 hex digits and yyyymmdd", data)
    return text[:8], text[8:]


def write_find(find: ByOrder | ByReference, page: int) -> bytes:
    """RQ1 + page (2 digits) + O + order number, or R + reference (12) + MMDD."""
    wanted = "O" + find.order_no if isinstance(find, ByOrder) else "R" + find.reference_no + find.month_day
    return QUERY_TAG + f"{page:02d}{wanted}".encode("ascii")


def read_find(data: bytes) -> tuple[ByOrder | ByReference, int]:
    """(what to find, page) of an order query."""
    text = _ascii(data, QUERY_TAG, None, "62")
    page, kind, value = text[:2], text[2:3], text[3:]
    if page.isdecimal() and kind == "O" and len(value) == 14 and value.isdecimal():
        return ByOrder(value), int(page)
    if page.isdecimal() and kind == "R" and len(value) == 16 and value.isalnum() and value[12:].isdecimal():
        return ByReference(value[:12], value[12:]), int(page)
    raise _unlike("RQ1", "a page and O + 14 digits or R + 12 characters + MMDD", data)


def write_page(original: Original, number: int) -> bytes | None:
    """RQ1 + page + pages + digest (8 hex) + chunk; None when there is no such page."""
    document = json.dumps(_told(original), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    count = -(-len(document) // PAGE_BYTES)
    if not 1 <= number <= count <= MAX_PAGES:
        return None
    chunk = document[(number - 1) * PAGE_BYTES : number * PAGE_BYTES]
    return QUERY_TAG + f"{number:02d}{count:02d}{_digest(document)}".encode("ascii") + chunk


def _told(original: Original) -> dict[str, Any]:
    """The keys of the document; outside_fen only where there is some."""
    told: dict[str, Any] = {name: getattr(original, name) for name in _ORIGINAL}
    told["goods"] = [{name: getattr(line, name) for name in _GOODS} for line in original.goods]
    return {key: value for key, value in told.items() if key != "outside_fen" or value}


def read_page(data: bytes) -> Page:
    """The page in field 62 of an order answer."""
    head = data[3:15]
    if data[:3] != QUERY_TAG or len(head) != 12 or not head[:4].isdigit():
        raise _unlike("RQ1", "page, pages and digest", data)
    number, count = int(head[:2]), int(head[2:4])
    if not 1 <= number <= count:
        raise DecodeError(f"page {number} of {count}", field="62", wanted="a page that there is", left=len(data))
    return Page(number, count, head[4:].decode("latin-1"), data[15:])


def read_document(pages: list[Page]) -> Original:
    """The original described by all pages, in order. Raises DecodeError when they are not of one document."""
    document = b"".join(page.chunk for page in pages)
    if any(page.digest != _digest(document) for page in pages):
        wanted, left = "pages of one document", len(document)
        raise DecodeError("the pages are not of one order document", field="62", wanted=wanted, left=left)
    try:
        raw = json.loads(document, parse_float=_no_float, parse_constant=_no_float)
        goods = tuple(Goods(**line) for line in raw.pop("goods"))
        channel, state = Channel(raw.pop("channel")), OriginalState(raw.pop("state"))
        return Original(**raw, channel=channel, state=state, goods=goods)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        wanted, left = "an order document", len(document)
        raise DecodeError("not an order document", field="62", wanted=wanted, left=left) from None


def write_outcome(answer: OutcomeAnswer) -> bytes:
    """RO1 + F, N or C; after F the stored answer: code, reference (12), amount (12), MMDD, hhmmss, MMDD settled."""
    letter = _FOUND_LETTERS[answer.found]
    stored = answer.outcome
    if stored is None:
        return OUTCOME_TAG + letter.encode("ascii")
    text = (
        f"{letter}{stored.code}{stored.reference_no:12}{stored.amount_fen:012d}"
        f"{stored.local_date}{stored.local_time}{stored.settle_date:4}"
    )
    return OUTCOME_TAG + text.encode("ascii")


def read_outcome(code: str, data: bytes) -> OutcomeAnswer:
    """The outcome in field 62 of an outcome answer whose field 39 is `code`."""
    text = _ascii(data, OUTCOME_TAG, None, "62")
    found = _LETTERS_FOUND.get(text[:1])
    if found is None or len(text) != (41 if found is Found.FOUND else 1):
        raise _unlike("RO1", "F with a stored answer, N or C", data)
    if found is not Found.FOUND:
        return OutcomeAnswer(code, found)
    if not (text[15:27].isdecimal() and text[27:37].isdecimal()):
        raise _unlike("RO1", "digits for amount, date and time", data)
    stored = RefundAnswer(
        text[1:3], text[3:15].rstrip(), int(text[15:27]), text[27:31], text[31:37], text[37:41].rstrip()
    )
    return OutcomeAnswer(code, found, stored)


def write_ledger(ledger_id: str, business_date: str, epoch: str, *, emulator: bool) -> str:
    """Field 63 of an 0810: LK1 + ledger id (16 hex) + yyyymmdd + the epoch it answers, and the mark of our emulator."""
    return LEDGER_TAG.decode("ascii") + ledger_id + business_date + epoch + (EMULATOR_MARK if emulator else "")


def read_ledger(text: str) -> tuple[str, str, str, bool]:
    """(ledger id, business date, epoch, is our emulator) of field 63; empty where a peer has its own use of it."""
    if not text.startswith(LEDGER_TAG.decode("ascii")) or len(text) < 35:
        return "", "", "", False
    return text[3:19], text[19:27], text[27:35], text[35:] == EMULATOR_MARK


def write_goods(order_no: str, channel: Channel, items: tuple[tuple[str, int], ...]) -> str:
    """Field 59 of a refund: tags OD (order), CH (channel), IT (sku=quantity,…)."""
    listed = ",".join(f"{sku}={count}" for sku, count in items)
    return layouts.write_tags((("OD", order_no), ("CH", channel.value), ("IT", listed)))


@lru_cache(maxsize=256)  # most refunds name no goods, and so the channel alone
def read_goods(text: str) -> tuple[str, Channel, tuple[tuple[str, int], ...]]:
    """(order number, channel, items) of field 59; Channel.CARD where the field says nothing."""
    tags = layouts.read_tags(text)
    try:
        pairs = [entry.split("=") for entry in tags.get("IT", "").split(",") if entry]
        items = tuple((sku, _quantity(count)) for sku, count in pairs)
        return tags.get("OD", ""), Channel(tags.get("CH", Channel.CARD.value)), items
    except ValueError:
        reason, wanted = "no such channel, or items that are not sku=quantity", "a channel, and sku=quantity"
        raise DecodeError(reason, field="59", wanted=wanted, left=len(text)) from None


def _ascii(data: bytes, tag: bytes, length: int | None, field: str) -> str:
    body = data[len(tag) :]
    if data[: len(tag)] != tag or not body.isascii() or (length is not None and len(body) != length):
        wanted = f"{tag.decode('ascii')} layout"
        raise DecodeError(f"{wanted} wanted", field=field, wanted=wanted, left=len(data))
    return body.decode("ascii")


def _unlike(tag: str, wanted: str, data: bytes) -> DecodeError:
    """Field 62, of `data`, is not as this tag says."""
    return DecodeError(f"{tag} wants {wanted}", field="62", wanted=wanted, left=len(data))


def _quantity(text: str) -> int:
    """A count as write_goods writes it. Raises ValueError for int()'s other spellings: signs, blanks, underscores."""
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("a quantity is made of digits")
    return int(text)


def _no_float(text: str) -> Never:
    raise ValueError("amounts are whole fen, quantities whole pieces")


def _digest(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()[:8]
