"""Files of a case's papers, kept by the SHA-256 of their bytes in `evidence/` beside the journal, for the owner alone.

No case here, and no journal. The rule: a file is read once, what is written is what was hashed, and it is there whole
and durable under its hash before anybody is told of it; what a name or an ending says of a file is never believed.
"""

import hashlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from protocol.lookalikes import MASK, hidden
from terminal.columns import clean
from terminal.records.whole_file import sync_folder

FOLDER = "evidence"
"""Beside the journal: practice and live never share one."""

MAX_BYTES = 20 * 1024 * 1024
"""Of one file: a scan of many pages is less, and a camera's picture much less."""

NAME_MOST = 60
"""Characters of a name that are kept, as many as a case's other names have."""

_HALF = ".part-"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_OPEN = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY", "O_CLOEXEC"))
"""A pipe never holds us up, and a link is not followed; Windows knows neither, and is asked beforehand."""

# fmt: off
_MAGIC = (
    # first bytes             at  media
    (b"\x89PNG\r\n\x1a\n",    0,  "image/png"),
    (b"\xff\xd8\xff",         0,  "image/jpeg"),
    (b"WEBPVP8",              8,  "image/webp"),
    (b"%PDF-",                0,  "application/pdf"),
)
# fmt: on
TEXT, OTHER = "text/plain", "application/octet-stream"
_CONTROLS = bytes(sorted({*range(32), 127} - set(b"\t\n\f\r")))


class Standing(StrEnum):
    """What has become of a kept file."""

    WHOLE = "whole"
    VANISHED = "vanished"
    CHANGED = "changed"


class EvidenceError(Exception):
    """A file can't be taken in; `word` is a key of terminal.desk.door.FAULTS. name: of the file, cleaned."""

    def __init__(self, word: str, name: str, reason: str = "") -> None:
        super().__init__(word, name, reason)
        self.word = word
        self.name = name
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept. name: as it was called, for people. media: what its bytes are. size: bytes."""

    sha256: str
    name: str
    size: int
    media: str


class EvidenceStore:
    """Only one process has it: whoever holds the journal beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, file: Path) -> Kept:
        """Read a file and keep its bytes, once however often they come. Raises EvidenceError evidence_unreadable,
        evidence_no_file, evidence_empty, evidence_large, evidence_write.
        """
        name = cleaned_name(file)
        return self.keep_bytes(_read(file, name), name)

    def keep_bytes(self, data: bytes, name: str) -> Kept:
        """The same of bytes that were made here. name: for people."""
        sha256 = hashlib.sha256(data).hexdigest()
        if self.look(sha256) is not Standing.WHOLE:
            self._write(sha256, data, name)
        return Kept(sha256, name, len(data), media_of(data))

    def look(self, sha256: str) -> Standing:
        """Whether the kept bytes still are what they were; all of them are read."""
        data = self.data(sha256)
        if data is None:
            return Standing.VANISHED
        return Standing.WHOLE if hashlib.sha256(data).hexdigest() == sha256 else Standing.CHANGED

    def data(self, sha256: str) -> bytes | None:
        """What lies there, whole or not; None where nothing that can be read does."""
        try:
            return _read(self._path(sha256), sha256)
        except EvidenceError as error:
            return b"" if error.word in ("evidence_empty", "evidence_large") else None

    def remove(self, sha256: str) -> None:
        """Take the bytes away, durably; nothing happens where there are none. Raises EvidenceError evidence_write."""
        path = self._path(sha256)
        try:
            if path.exists():
                path.unlink()
                sync_folder(self.folder)
        except OSError as error:
            raise EvidenceError("evidence_write", sha256[:12], _why(error)) from None

    def tidy(self) -> None:
        """Take away what was half written when a process was killed. Raises EvidenceError evidence_write."""
        try:
            for half in self.folder.glob(f"{_HALF}*"):
                half.unlink(missing_ok=True)
        except OSError as error:
            raise EvidenceError("evidence_write", self.folder.name, _why(error)) from None

    def _write(self, sha256: str, data: bytes, name: str) -> None:
        """A file of its own, which nobody has seen, becomes the one of that name when it is durable."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(self.folder.parent)
            handle, half = tempfile.mkstemp(prefix=_HALF, dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(data)
                    out.flush()
                    os.fsync(out.fileno())
                Path(half).replace(self._path(sha256))
                sync_folder(self.folder)
            finally:
                Path(half).unlink(missing_ok=True)
        except OSError as error:
            raise EvidenceError("evidence_write", name, _why(error)) from None

    def _path(self, sha256: str) -> Path:
        if _SHA256.fullmatch(sha256) is None:
            raise ValueError("sha256: 64 hex digits")
        return self.folder / sha256


def media_of(data: bytes) -> str:
    """By its first bytes; text is what has no control characters and is UTF-8 or GB 18030."""
    for magic, at, media in _MAGIC:
        if data.startswith(magic, at) and (at == 0 or data.startswith(b"RIFF")):
            return media
    return TEXT if data.translate(None, _CONTROLS) == data and _is_text(data) else OTHER


def cleaned_name(file: Path) -> str:
    """A file's name as it can be shown and kept: bytes that are no text, signs that hide, and card numbers are not."""
    told = os.fsencode(file.name).decode("utf-8", errors="replace")
    shown = clean(told).strip()
    hide = hidden(shown, strict=True, anywhere=True)
    masked = "".join(MASK if at in hide else sign for at, sign in enumerate(shown))
    return _shortened(masked) or "?"


def seen(file: Path) -> os.stat_result:
    """A plain file where it lies, not opened. Raises EvidenceError evidence_no_file, evidence_unreadable."""
    try:
        told = file.lstat()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise EvidenceError("evidence_unreadable", cleaned_name(file), _why(error)) from None
    if not stat.S_ISREG(told.st_mode):
        raise EvidenceError("evidence_no_file", cleaned_name(file))
    return told


def _shortened(name: str) -> str:
    """Its beginning, and its end with whatever says what it is."""
    return name if len(name) <= NAME_MOST else f"{name[: NAME_MOST - 13]}…{name[-12:]}"


def _read(file: Path, name: str) -> bytes:
    try:
        with open(file, "rb", opener=_plain) as opened:
            data = opened.read(MAX_BYTES + 1)
    except _NoFile:
        raise EvidenceError("evidence_no_file", name) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise EvidenceError("evidence_unreadable", name, _why(error)) from None
    if not data:
        raise EvidenceError("evidence_empty", name)
    if len(data) > MAX_BYTES:
        raise EvidenceError("evidence_large", name)
    return data


class _NoFile(Exception):
    """Something else lies there."""


def _plain(path: str, _flags: int) -> int:
    """A handle of a plain file; it is judged by what was opened. A link that stands in its way can't be opened."""
    if Path(path).is_symlink():
        raise _NoFile
    handle = os.open(path, _OPEN)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _NoFile
    return handle


def _is_text(data: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _why(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
