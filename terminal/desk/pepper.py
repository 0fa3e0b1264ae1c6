"""The pepper: 32 random bytes in a file of their own, hashed with every password that an operator chose.

Whoever has the journal alone - a backup, a copy, a repair shop - can try no password out. The rule: the file is its
owner's alone (0600), or it is refused; where that of a hash is lost it says so, and calls no password wrong.
"""

import hashlib
import hmac
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from terminal.desk.door import Refusal
from terminal.language import TextId
from terminal.records.whole_file import write_whole

PEPPER_BYTES = 32
MARK_DIGITS = 8
"""Hex digits by which a hash names its pepper."""
_FILE_BYTES = 2 * PEPPER_BYTES + 2
_SHAPE = re.compile(rb"[0-9a-f]{64}\r?\n?")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Pepper(Protocol):
    """Where a pepper is had from."""

    def found(self) -> bytes | None:
        """The one that there is, None without one. Refusal pepper_open, pepper_damaged."""

    def made(self) -> bytes:
        """The one that there is, or one made now, durable when it returns. As found; pepper_damaged (not written)."""


def mark(pepper: bytes) -> str:
    """Tells one pepper from another and says nothing of it."""
    return hmac.new(pepper, b"tuihuo: which pepper", hashlib.sha256).hexdigest()[:MARK_DIGITS]


@dataclass(frozen=True, slots=True)
class PepperHeld:
    """A pepper in memory: of terminals whose disk is none."""

    octets: bytes = field(repr=False)

    def found(self) -> bytes | None:
        """See Pepper."""
        return self.octets

    def made(self) -> bytes:
        """See Pepper."""
        return self.octets


class PepperFile:
    """A pepper in a file. entropy(n): n random bytes, drawn once. It shows none of it."""

    def __init__(self, path: Path, entropy: Callable[[int], bytes]) -> None:
        self._path = path
        self._entropy = entropy

    def found(self) -> bytes | None:
        """See Pepper."""
        try:
            handle = os.open(self._path, os.O_RDONLY | _NO_LINK)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._damaged(error.strerror or "") from None
        with os.fdopen(handle, "rb") as file:
            self._require_private(os.fstat(handle))
            text = file.read(_FILE_BYTES + 1)
        if _SHAPE.fullmatch(text) is None:
            raise self._damaged(TextId("hex.digits"))
        return bytes.fromhex(text.decode("ascii"))

    def made(self) -> bytes:
        """See Pepper."""
        found = self.found()
        return self._make() if found is None else found

    def _make(self) -> bytes:
        pepper = self._entropy(PEPPER_BYTES)
        try:
            write_whole(self._path, f"{pepper.hex()}\n")
        except OSError as error:
            raise self._damaged(error.strerror or "") from None
        return pepper

    def _require_private(self, status: os.stat_result) -> None:
        mode = stat.S_IMODE(status.st_mode)
        if os.name == "posix" and mode & _OTHERS:
            raise Refusal("pepper_open", file=str(self._path), mode=f"{mode:04o}")

    def _damaged(self, reason: str) -> Refusal:
        return Refusal("pepper_damaged", file=str(self._path), reason=reason, digits=2 * PEPPER_BYTES)
