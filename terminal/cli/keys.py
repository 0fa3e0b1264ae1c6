"""`tuihuo keys`: terminal master keys in, only their check values out.

The rule: a key is never an argument, and no digit of one is printed or repeated in an error. Whoever changes the store
holds its lock.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from emulator.key_store import (
    MASTER_KEY_BYTES,
    MAX_KEY_FILE,
    SHOWN_CHECK_BYTES,
    KeyRefusedError,
    KeyStoreError,
    add_key,
    load_keys,
    read_hex,
    read_key_file,
    remove_key,
    require_free,
)
from protocol.security import Key, combine_components
from terminal.cli.refusal import complain
from terminal.desk.door import Refusal
from terminal.desk.faults import DONE, MALFORMED, REFUSED
from terminal.language import Texts, translator
from terminal.records.filelock import FileLock, LockHeldError
from terminal.settings import load_settings

app = App(name="keys", help="Terminal master keys: components or a 0600 file in, only check values out.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON document a key.")]

COMPONENTS = (1, 2, 3)


CHECK_VALUE_BYTES = range(2, 5)
"""Of what a key letter says."""


class ComponentError(ValueError):
    """What was typed is no component, or no check value; the text says which and why, and repeats none of it."""


@app.command
def load(
    name: str,
    /,
    *,
    components: Annotated[bool, Parameter(negative="")] = False,
    file: Path | None = None,
    check_value: str = "",
    json_: Json = False,
) -> int:
    """Keep a master key under a name, for lists of terminals to refer to.

    Parameters
    ----------
    name
        1 to 40 of A-Z a-z 0-9 . _ -
    components
        Two or three components, asked for without echo, or one a line on stdin; the key is their XOR.
    file
        A file with the key in hex, which nobody else may read (mode 0600).
    check_value
        What the key letter says, 4 to 8 hex digits; any other key is refused.
    json_
        One JSON document with its check value.
    """
    if components is (file is not None):
        raise Refusal("usage", hint="keys load NAME (--components | --file FILE)")
    texts = translator(load_settings().lang)
    try:
        expected = _expected(check_value) if check_value else None
        require_free(load_settings().keys, name)  # before anybody types for nothing
        octets = _typed(texts, quiet=json_) if file is None else read_key_file(file)
        with _locked() as store:
            _show(name, add_key(store, name, octets, expected, file or "components"), texts, json_)
    except (ValueError, KeyStoreError, LockHeldError) as error:
        return _refuse(error)
    return DONE


@app.command
def show(*, json_: Json = False) -> int:
    """List names, sizes and check values of the keys that are loaded; never a key."""
    settings = load_settings()
    texts = translator(settings.lang)
    try:
        keys = load_keys(settings.keys)
    except KeyStoreError as error:
        return _refuse(error)
    for name, key in keys.items():
        _show(name, key, texts, json_)
    if not keys:
        print(texts("master_key.none"), file=sys.stderr)
    return DONE


@app.command
def remove(name: str, /) -> int:
    """Forget a key."""
    try:
        with _locked() as store:
            remove_key(store, name)
        print(translator(load_settings().lang)("master_key.removed", name=name), file=sys.stderr)
    except (KeyStoreError, LockHeldError) as error:
        return _refuse(error)
    return DONE


def _typed(texts: Texts, *, quiet: bool) -> bytes:
    """The key of the components that people type. Raises ValueError."""
    components = []
    for number, words in enumerate(_words(texts), 1):
        components.append(component := _component(words, number))
        if not quiet:
            print(texts("master_key.component", number=number, check_value=_check_value(Key(component))), flush=True)
    try:
        return combine_components(components)
    except ValueError as error:
        raise ComponentError(f"components: {error}") from None


def _expected(check_value: str) -> bytes:
    try:
        octets = read_hex(check_value)
    except ValueError as error:
        raise ComponentError(f"--check-value: {error}") from None
    if len(octets) not in CHECK_VALUE_BYTES:
        raise ComponentError("--check-value: 4 to 8 hex digits are expected")
    return octets


def _words(texts: Texts) -> Iterator[str]:
    """What is typed for each component; on a terminal without echo, each as soon as it is there."""
    if not sys.stdin.isatty():
        yield from _piped()
        return
    for number in COMPONENTS:
        words = getpass(texts("master_key.ask_last" if number == COMPONENTS[-1] else "master_key.ask", number=number))
        if number == COMPONENTS[-1] and not words.strip():
            return
        yield words


def _piped() -> list[str]:
    try:
        text = sys.stdin.read(len(COMPONENTS) * MAX_KEY_FILE)
    except UnicodeDecodeError:
        raise ComponentError("stdin: not text") from None
    return [line for line in text.splitlines() if line.strip()]


def _component(words: str, number: int) -> bytes:
    try:
        octets = read_hex(words)
    except ValueError as error:
        raise ComponentError(f"component {number}: {error}") from None
    if len(octets) not in MASTER_KEY_BYTES:
        raise ComponentError(f"component {number}: {len(octets)} bytes, and a master key has 16 or 24")
    return octets


def _check_value(key: Key) -> str:
    return key.check_value[:SHOWN_CHECK_BYTES].hex().upper()


def _show(name: str, key: Key, texts: Texts, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"name": name, "bytes": key.size, "check_value": _check_value(key)}))
    else:
        print(texts("master_key.row", name=name, size=key.size, check_value=_check_value(key)))


@contextmanager
def _locked() -> Iterator[Path]:
    """The store, for one change at a time."""
    store = load_settings().keys
    store.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(store.with_suffix(".lock"))
    try:
        yield store
    finally:
        lock.release()


def _refuse(error: Exception) -> int:
    said = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.strerror else str(error)
    complain(said)
    return REFUSED if isinstance(error, KeyRefusedError | LockHeldError) else MALFORMED
