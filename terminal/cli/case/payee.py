"""A payee for `tuihuo case step`: from a prompt, a file that is its owner's alone, or stdin.

The rule: never from the words of a command, which others can see; and nothing of it is repeated.
"""

import os
import stat
import sys
from getpass import getpass
from typing import Any

import msgspec

from terminal.case.words import Route
from terminal.cli.case.fields import STDIN, read_json
from terminal.desk.case_door import PayeeKeyedIn
from terminal.desk.door import Refusal
from terminal.language import Texts

_FIELDS = frozenset({"route", "name", "account", "bank"})
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def payee_from(file: str, route: Route, texts: Texts) -> PayeeKeyedIn:
    """file: a path; without one stdin, where a person is asked. route: that was agreed, where none is given."""
    if not file and sys.stdin.isatty():
        found: dict[str, Any] = _asked(route, texts)
    else:
        found = read_json(_owned(file) if file else STDIN)
    fields = {"route": route.value, "bank": "", **found}
    try:
        if set(fields) != _FIELDS:
            raise ValueError
        return msgspec.convert(fields, PayeeKeyedIn)
    except ValueError:  # its text could repeat what was typed
        raise Refusal("usage", hint=f"a payee is {', '.join(sorted(_FIELDS))}") from None


def _asked(route: Route, texts: Texts) -> dict[str, str]:
    try:
        asked = {"name": input(texts("case_told.ask_name")), "account": getpass(texts("case_told.ask_account"))}
        return asked | ({"bank": input(texts("case_told.ask_bank"))} if route is Route.BANK else {})
    except EOFError:
        raise Refusal("usage", hint="--payee FILE") from None


def _owned(file: str) -> str:
    """Nobody else may read it; where there are no such rights, they can't be asked for."""
    if file != STDIN and os.name == "posix" and os.path.exists(file) and os.stat(file).st_mode & _OTHERS:
        raise Refusal("usage", hint=f"chmod 600 {os.path.basename(file)}")
    return file
