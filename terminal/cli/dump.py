"""What a person hands to `message` and `frame`: hex as it is copied from anywhere, files, profiles - read or refused.

Bounded, and every refusal has a word, a text and the place where it went wrong; with --json it is one document on
stdout. The rule: a value that was read before the error is shown masked, like any other.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from protocol.describe import clean, shown_so_far, told_fault
from protocol.dialects.unionpay.detect import detect
from protocol.dialects.unionpay.document import MAX_DOCUMENT, Document, DocumentError, MaskedError
from protocol.dialects.unionpay.envelope import Packet, read
from protocol.dialects.unionpay.profiles import AUTO, DEFAULT, Profile, ProfileError, open_profile
from protocol.errors import DecodeError, ProtocolError
from protocol.fields import Table
from protocol.lookalikes import repeated, told
from protocol.words import Lang
from terminal.desk.faults import MALFORMED
from terminal.language import Texts, translator
from terminal.settings import load_settings

MOST_BYTES = 65_536
"""Bytes of one dump: eight times the longest message."""

MOST_STREAM_BYTES = 1_048_576
"""Bytes of a recorded line: an hour of refunds at the terminal's pace."""

_DUMP_DIGITS = 20
"""Of hex: so many are a dump, not the name of a file."""

_LETTERS_A_BYTE = 6
"""Of "0x12, ", the widest way in which people write a byte."""

STDIN = "-"
_JOINTS = " \t\r\n:,"
_NO_JOINTS = str.maketrans("", "", _JOINTS)
_HEX = frozenset("0123456789abcdefABCDEF")


class DumpError(Exception):
    """What was handed over can't be read. word: a key of TEXTS. details: what its text and the JSON tell."""

    def __init__(self, word: str, **details: str | int | None) -> None:
        super().__init__(word)
        self.word = word
        self.details = details


TEXTS = {
    "not_hex": "dump.not_hex",
    "odd_hex": "dump.odd_hex",
    "empty": "dump.empty",
    "too_long": "dump.too_long",
    "file": "dump.file",
    "hex_for_file": "dump.hex_for_file",
    "profile": "dump.profile",
    "document": "dump.document",
    "masked": "dump.masked",
    "unencodable": "dump.unencodable",
    "malformed": "dump.malformed",
}


class Tongue:
    """Language and form of what a verb says."""

    def __init__(self, lang: str | None, *, as_json: bool) -> None:
        chosen = lang or load_settings().lang
        self.lang: Lang = "en" if chosen.startswith("en") else "zh"
        self.texts: Texts = translator(chosen)
        self.as_json = as_json

    def refuse(self, error: DumpError | ProtocolError, table: Table = DEFAULT.table) -> int:
        """The refusal, on stdout as JSON or on stderr in words; its exit code."""
        fault = error if isinstance(error, DumpError) else _fault(error)
        lines = [self.texts(TEXTS[fault.word], **fault.details)]
        document: dict[str, object] = {"error": fault.word, "field": None, "offset": None, "reason": lines[0]}
        if isinstance(error, DecodeError):
            lines += told_fault(error, table, self.lang)
            document |= {"wanted": error.wanted, "left": error.left, "fields": shown_so_far(error, table)}
        if self.as_json:
            self.tell_json(document | fault.details)
        else:
            print("\n".join(map(clean, lines)), file=sys.stderr)
        return MALFORMED

    def tell_document(self, document: Document) -> None:
        """A document: on one line with --json, else a line a key."""
        if self.as_json:
            self.tell_json(document)
        else:
            rows = (f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in document.items())
            print("{\n" + ",\n".join(rows) + "\n}")

    def tell_hex(self, data: bytes, beside: Document) -> None:
        """Hex: with --json beside what else there is to say, else alone."""
        if self.as_json:
            self.tell_json({"hex": data.hex().upper(), **beside})
        else:
            print(data.hex().upper())

    @staticmethod
    def tell_json(document: object) -> None:
        """One document on one line."""
        print(json.dumps(document, ensure_ascii=False))


def _fault(error: ProtocolError) -> DumpError:
    word = "malformed" if isinstance(error, DecodeError) else "unencodable"
    if isinstance(error, DocumentError):
        word = "masked" if isinstance(error, MaskedError) else "document"
        return DumpError(word, field=_key(error.field), offset=error.offset, reason=error.reason)
    return DumpError(word, field=error.field, offset=error.offset, reason=error.reason)


def _key(field: str | None) -> str | None:
    """The key of a document ("fields.2"), which somebody has typed."""
    return None if field is None else ".".join(map(repeated, field.split(".", 1)))


def is_no_option(_: object, word: str) -> None:
    """A word where hex or a file is wanted, as cyclopts checks it: - is stdin, --unmaks an option with a typing error.

    Raises ValueError.
    """
    if word.startswith(STDIN) and word != STDIN:
        raise ValueError(f"unknown option: {repeated(word)}")


# --- what was handed over ------------------------------------------------------------------------------------------


def read_dump(words: Sequence[str], most: int = MOST_BYTES) -> bytes:
    """The bytes of hex words, or of stdin for "-". Blanks, colons, commas, line ends and 0x may stand between bytes."""
    if list(words) == [STDIN]:
        text = _stdin(most * _LETTERS_A_BYTE).decode("latin-1")
    else:
        text = " ".join(words)
    if len(text) > most * _LETTERS_A_BYTE:
        raise DumpError("too_long", most=most)
    digits = _digits(text)
    if not digits:
        raise DumpError("empty")
    if len(digits) % 2:
        raise DumpError("odd_hex", count=len(digits))
    if len(digits) > 2 * most:
        raise DumpError("too_long", most=most)
    return bytes.fromhex(digits)


def _digits(text: str) -> str:
    digits = text.replace("0x", "").replace("0X", "").translate(_NO_JOINTS)
    if not _HEX.issuperset(digits):
        raise DumpError("not_hex", offset=_first_wrong(text))
    return digits


def _first_wrong(text: str) -> int:
    """Where the first letter stands that is neither hex, nor a joint, nor the x of 0x."""
    plain = text.replace("0x", "00").replace("0X", "00")
    return next(at for at, letter in enumerate(plain) if letter not in _HEX and letter not in _JOINTS)


def document_text(file: str) -> str:
    """The text of a JSON document, from a file or for "-" from stdin."""
    try:
        octets = _stdin(MAX_DOCUMENT * 4) if file == STDIN else _beginning(Path(file), MAX_DOCUMENT * 4)
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DumpError("document", offset=error.start, reason="UTF-8") from None
    except (OSError, ValueError) as error:
        if len(file) >= _DUMP_DIGITS and _HEX.issuperset(file.translate(_NO_JOINTS)):
            raise DumpError("hex_for_file", file=repeated(file)) from None
        reason = getattr(error, "strerror", None) or "?"
        raise DumpError("file", file=repeated(file), reason=reason) from None


def _beginning(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)


def _stdin(most: int) -> bytes:
    return sys.stdin.buffer.read(most + 1)


# --- and what it is ------------------------------------------------------------------------------------------------


def read_packet(data: bytes, profile: str) -> tuple[Profile, Packet, str]:
    """Profile, packet, and the name by which a document opens that profile again. Raises DecodeError, DumpError."""
    if profile == AUTO:
        found = detect(data)
        return found.profile, found.packet, found.profile.name
    opened = open_known(profile)
    return opened, read(data, opened), profile


def open_known(profile: str) -> Profile:
    """The profile of that name or file. Raises DumpError."""
    try:
        return open_profile(profile)
    except ProfileError as error:
        file = repeated(Path(error.file).name)
        typed = [profile[:80], *(word[:40] for word in profile.split("+"))]
        reason = ": ".join(part for part in (file, error.key, told(error.reason, typed)) if part)
        raise DumpError("profile", field=error.key or None, reason=reason) from None
