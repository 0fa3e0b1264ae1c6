"""The pepper: 32 random bytes in a file of their own, hashed with every password that an operator chose.

Whoever has the journal alone - a backup, a copy, a repair shop - can try no password out. The rule: the file is its
owner's alone (0600), or it is refused; where that of a hash is lost it says so, and calls no password wrong. One that
was lost and found again may lie beside another that was made since, as pepper-*.key.
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

    @property
    def place(self) -> str:
        """Where people find it, "" for nowhere."""

    def found(self) -> bytes | None:
        """The one that there is, None without one. Refusal pepper_open, pepper_damaged."""

    def marked(self, wanted: str) -> bytes | None:
        """The one with this mark, which may be an earlier one; None where it is not there. As found."""

    def made(self) -> bytes:
        """The one that there is, or one made now, durable when it returns. As found; pepper_damaged (not written)."""


def mark(pepper: bytes) -> str:
    """Tells one pepper from another and says nothing of it."""
    return hmac.new(pepper, b"tuihuo: which pepper", hashlib.sha256).hexdigest()[:MARK_DIGITS]


@dataclass(frozen=True, slots=True)
class PepperHeld:
    """A pepper in memory: of terminals whose disk is none."""

    octets: bytes = field(repr=False)
    place: str = ""

    def found(self) -> bytes | None:
        """See Pepper."""
        return self.octets

    def marked(self, wanted: str) -> bytes | None:
        """See Pepper."""
        return self.octets if mark(self.octets) == wanted else None

    def made(self) -> bytes:
        """See Pepper."""
        return self.octets


class PepperFile:
    """A pepper in a file. entropy(n): n random bytes, drawn once. It shows none of it."""

    def __init__(self, path: Path, entropy: Callable[[int], bytes]) -> None:
        self._path = path
        self._entropy = entropy

    @property
    def place(self) -> str:
        """See Pepper."""
        return str(self._path)

    def found(self) -> bytes | None:
        """See Pepper."""
        return _read(self._path)

    def marked(self, wanted: str) -> bytes | None:
        """See Pepper."""
        earlier = sorted(self._path.parent.glob(f"{self._path.stem}-*{self._path.suffix}"))
        peppers = (_read(path) for path in (self._path, *earlier))
        return next((pepper for pepper in peppers if pepper is not None and mark(pepper) == wanted), None)

    def made(self) -> bytes:
        """See Pepper."""
        found = self.found()
        return self._make() if found is None else found

    def _make(self) -> bytes:
        pepper = self._entropy(PEPPER_BYTES)
        try:
            write_whole(self._path, f"{pepper.hex()}\n")
        except OSError as error:
            raise _damaged(self._path, error.strerror or "") from None
        return pepper


def _read(path: Path) -> bytes | None:
    """The pepper of a file, None without one. Refusal pepper_open, pepper_damaged."""
    try:
        handle = os.open(path, os.O_RDONLY | _NO_LINK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _damaged(path, error.strerror or "") from None
    with os.fdopen(handle, "rb") as file:
        _require_private(path, os.fstat(handle))
        text = file.read(_FILE_BYTES + 1)
    if _SHAPE.fullmatch(text) is None:
        raise _damaged(path, TextId("hex.digits"))
    return bytes.fromhex(text.decode("ascii"))


def _require_private(path: Path, status: os.stat_result) -> None:
    mode = stat.S_IMODE(status.st_mode)
    if os.name == "posix" and mode & _OTHERS:
        raise Refusal("pepper_open", file=str(path), mode=f"{mode:04o}")


def _damaged(path: Path, reason: str) -> Refusal:
    return Refusal("pepper_damaged", file=str(path), reason=reason, digits=2 * PEPPER_BYTES)
