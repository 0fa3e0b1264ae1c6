"""The terminal master keys that were loaded: one JSON file, {"version": 1, "keys": {name: hex}}, its owner's alone.

No prompt here, and no lock: whoever changes the file holds one. The rule: it fails closed. A file that others may read
(POSIX), or that is not wholly understood, is refused and left as it is. An error names file and key, and shows none.
"""

import json
import os
import re
import stat
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from emulator.registry import PUBLISHED, is_key_name
from protocol.security import MasterKey, require_check_value
from protocol.strict_json import read_json

VERSION = 1
SHOWN_CHECK_BYTES = 3
"""Of a check value, wherever one is shown (reliability notes 6)."""
MASTER_KEY_BYTES = (16, 24)
"""Double and triple length; a single-length master key has been within anybody's reach since 1998."""
MAX_KEYS = 10_000
"""One for each terminal that a registry may list."""
MAX_STORE = 2_097_152
"""Bytes of the store: MAX_KEYS at some 100 bytes each, and room."""
MAX_KEY_FILE = 1_024
"""Bytes of a file with one key: 48 digits, and room for blanks."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO

# fmt: off
_WEAK_HALVES = frozenset(bytes.fromhex(half) for half in (  # NIST SP 800-67 3.4.2: what they encrypt, they decrypt
    "0101010101010101", "FEFEFEFEFEFEFEFE", "E0E0E0E0F1F1F1F1", "1F1F1F1F0E0E0E0E",
    "011F011F010E010E", "1F011F010E010E01", "01E001E001F101F1", "E001E001F101F101",
    "01FE01FE01FE01FE", "FE01FE01FE01FE01", "1FE01FE00EF10EF1", "E01FE01FF10EF10E",
    "1FFE1FFE0EFE0EFE", "FE1FFE1FFE0EFE0E", "E0FEE0FEF1FEF1FE", "FEE0FEE0FEF1FEF1",
))
# fmt: on


class KeyStoreError(Exception):
    """A key can't be had or kept. file: which, or what else the key came from. name: of the key, or "". reason: why,
    without a digit of any key.
    """

    def __init__(self, file: Path | str, name: str, reason: str) -> None:
        super().__init__(": ".join(part for part in (str(file), name, reason) if part))
        self.file, self.name, self.reason = file, name, reason


class KeyRefusedError(KeyStoreError):
    """It could be read, and a rule says no: a weak key, a name that is taken or not there, a file that others read."""


def load_keys(store: Path) -> Mapping[str, MasterKey]:
    """The keys of the store by name; none where there is no file. Raises KeyStoreError."""
    return {name: MasterKey(octets) for name, octets in _read(store).items()}


def require_free(store: Path, name: str) -> None:
    """A key may be added under this name. Raises KeyStoreError."""
    _with_room(store, name)


def add_key(
    store: Path, name: str, octets: bytes, check_value: bytes | None = None, source: Path | str = ""
) -> MasterKey:
    """Keep a key that is not there yet. octets: 16 or 24. check_value: the 2 to 4 bytes that its letter says. source:
    where the octets are from, which is named for what is wrong with them; "": the store.

    Raises KeyStoreError, and then nothing has changed.
    """
    keys = _with_room(store, name)
    key = _strong(source or store, name, octets)
    if check_value is not None:
        try:
            require_check_value(key, check_value)
        except ValueError as error:
            raise KeyRefusedError(source or store, name, str(error)) from None
    _write(store, {**keys, name: octets})
    return key


def remove_key(store: Path, name: str) -> None:
    """Forget a key. Raises KeyStoreError, and then nothing has changed."""
    keys = _read(store)
    if name not in keys:
        raise KeyRefusedError(store, name if is_key_name(name) else "", "no key of this name is loaded")
    _write(store, {kept: octets for kept, octets in keys.items() if kept != name})


def read_key_file(file: Path) -> bytes:
    """The octets of a file that holds one key in hex. Raises KeyStoreError."""
    text = _private_text(file, MAX_KEY_FILE)
    try:
        return read_hex(text or "")
    except ValueError as error:
        raise KeyStoreError(file, "", str(error)) from None


def read_hex(text: str) -> bytes:
    """Hex digits, with blanks wherever people put them. Raises ValueError that repeats none of them."""
    digits = "".join(text.split())
    if re.fullmatch(r"([0-9A-Fa-f]{2})+", digits) is None:
        raise ValueError("pairs of hex digits are expected")
    return bytes.fromhex(digits)


def _with_room(store: Path, name: str) -> dict[str, bytes]:
    """The keys of the store, which may get this one."""
    keys = _read(store)
    if not is_key_name(name):
        raise KeyStoreError(store, "", "a key's name has 1 to 40 of A-Z a-z 0-9 . _ - and is no key")
    if name == PUBLISHED:
        raise KeyStoreError(store, name, "lists of terminals call the published test key so")
    if name in keys:
        raise KeyRefusedError(store, name, "is loaded already; remove it first")
    if len(keys) >= MAX_KEYS:
        raise KeyRefusedError(store, name, f"{MAX_KEYS} keys are loaded")
    return keys


def _strong(source: Path | str, name: str, octets: bytes) -> MasterKey:
    if len(octets) not in MASTER_KEY_BYTES:
        raise KeyStoreError(source, name, f"{len(octets)} bytes, and a master key has 16 or 24")
    halves = [_without_parity(octets[at : at + 8]) for at in range(0, len(octets), 8)]
    if _WEAK_WITHOUT_PARITY.intersection(halves) or any(a == b for a, b in pairwise(halves)):
        raise KeyRefusedError(source, name, "this is a weak key: a part that undoes itself, or the same part twice")
    return MasterKey(octets)


def _without_parity(half: bytes) -> bytes:
    """DES does not look at the last bit of a byte."""
    return bytes(octet & 0xFE for octet in half)


_WEAK_WITHOUT_PARITY = frozenset(map(_without_parity, _WEAK_HALVES))


# --- the file --------------------------------------------------------------------------------------------------------


def _read(store: Path) -> dict[str, bytes]:
    text = _private_text(store, MAX_STORE, missing_ok=True)
    if text is None:
        return {}
    try:
        document = read_json(text)
    except ValueError:
        raise KeyStoreError(store, "", "damaged: not the JSON of a key store; left unchanged") from None
    if not isinstance(document, dict) or set(document) != {"version", "keys"} or not isinstance(document["keys"], dict):
        raise KeyStoreError(store, "", "damaged: not a key store; left unchanged")
    if document["version"] != VERSION:
        raise KeyStoreError(store, "", "a key store of another version; left unchanged")
    return {_known(store, name): _octets(store, name, value) for name, value in document["keys"].items()}


def _known(store: Path, name: str) -> str:
    if not is_key_name(name) or name == PUBLISHED:
        raise KeyStoreError(store, "", "damaged: a name that no key can have; left unchanged")
    return name


def _octets(store: Path, name: str, value: object) -> bytes:
    try:
        octets = read_hex(value) if isinstance(value, str) else b""
    except ValueError:
        octets = b""
    if len(octets) not in MASTER_KEY_BYTES:
        raise KeyStoreError(store, name, "damaged: not the hex of 16 or 24 bytes; left unchanged")
    return octets


def _private_text(file: Path, most: int, *, missing_ok: bool = False) -> str | None:
    """Text of a file that only its owner may touch; None where there is none and none need be."""
    try:
        with file.open("rb") as opened:
            if os.name == "posix" and (mode := stat.S_IMODE(os.fstat(opened.fileno()).st_mode)) & _OTHERS:
                raise KeyRefusedError(file, "", f"others may read it (mode {mode:04o}); 0600 is expected")
            data = opened.read(most + 1)
        text = data.decode("ascii")
    except FileNotFoundError as error:
        if missing_ok:
            return None
        raise KeyStoreError(file, "", f"can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise KeyStoreError(file, "", "damaged: not ASCII text") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file's name"
        raise KeyStoreError(file, "", f"can't be read: {reason}") from None
    if len(data) > most:
        raise KeyStoreError(file, "", f"it has more than {most} bytes")
    return text


def _write(store: Path, keys: Mapping[str, bytes]) -> None:
    """Whole or not at all: a file beside it, flushed to the disk, takes its place. A link is refused: it would be
    replaced, and what it led to would keep the old keys.
    """
    if store.is_symlink():
        raise KeyStoreError(store, "", f"is a link; name the file itself: {store.resolve()}")
    unfinished = store.with_name(f"{store.name}.new")
    document = {"version": VERSION, "keys": {name: octets.hex().upper() for name, octets in sorted(keys.items())}}
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)  # of a run that was killed
        try:
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as out:
                json.dump(document, out, indent=1)
                out.flush()
                os.fsync(out.fileno())
            unfinished.replace(store)
        finally:
            unfinished.unlink(missing_ok=True)
        _keep_entry(store.parent)
    except OSError as error:
        raise KeyStoreError(store, "", f"can't be written: {error.strerror or error}") from None


def _keep_entry(folder: Path) -> None:
    """The directory entry reaches the disk too; Windows sees to that by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
