"""What people say of a case, checked: words that can be printed, days, masks and hashes. Pure.

The rule: whatever is wrong is a ValueError that names the field and does not repeat what it holds.
"""

import re
from datetime import date

from protocol.lookalikes import hidden
from protocol.transactions.checks import require

MOST_WORDS = 500
"""Characters of what somebody said: a page of a form, and a bound on what the journal keeps."""

MOST_NAME = 60
"""Characters of a name, a bank, a courier, a paper's file."""

_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNMASKED = re.compile(r"[0-9]{11}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_KEYED = re.compile(r"[0-9a-f]{64}(?:[0-9a-f]{8})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def require_said(text: str, name: str, most: int, *, empty: bool = False) -> None:
    """Words of people: one line that can be printed, and no card number in it. Raises ValueError."""
    require(_UNPRINTED.search(text) is None, f"{name}: characters that can be printed")
    require(empty or bool(text.strip()), f"{name}: not empty")
    require(len(text) <= most, f"{name}: {most} characters at most")
    require(not hidden(text, strict=False), f"{name}: a card number does not belong there")


def require_day(text: str, name: str, *, empty: bool = False) -> None:
    """An ISO day. Raises ValueError."""
    if empty and not text:
        return
    require(_DAY.fullmatch(text) is not None and _is_day(text), f"{name}: a day is YYYY-MM-DD")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def require_masked(text: str, name: str) -> None:
    """No account or card number stands in it. Raises ValueError."""
    require(_UNMASKED.search(text) is None, f"{name} is masked")


def require_keyed(text: str, name: str) -> None:
    """A keyed hash of terminal.desk.keyed, of today or of before. Raises ValueError."""
    require(_KEYED.fullmatch(text) is not None, f"{name} is 64 or 72 hex digits")


def require_sha256(text: str, name: str) -> None:
    """64 hex digits. Raises ValueError."""
    require(_SHA256.fullmatch(text) is not None, f"{name} is 64 hex digits")
