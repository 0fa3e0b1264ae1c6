"""A payee for `tuihuo case step`: from a prompt, a file that is its owner's alone, or stdin.

The rule: never from the words of a command, which others can see; and nothing of it is repeated.
"""

import os
import stat
import sys
from getpass import getpass
from typing import Any

import msgspec

from terminal.case.case import Route
from terminal.cli.case.fields import read_json
from terminal.desk.case_door import PayeeKeyedIn
from terminal.desk.door import Refusal
from terminal.language import Texts

_FIELDS = frozenset({"route", "name", "account", "bank"})
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def payee_from(file: str, route: Route, texts: Texts) -> PayeeKeyedIn:
    """file: a path, - for stdin, "" to be asked. route: that was agreed, where none is given."""
    if file:
        found: dict[str, Any] = read_json(_owned(file))
    elif sys.stdin.isatty():
        found = _asked(route, texts)
    else:
        raise Refusal("usage", hint="--payee FILE | -")
    fields = {"route": route.value, "bank": "", **found}
    try:
        if set(fields) != _FIELDS:
            raise ValueError
        return msgspec.convert(fields, PayeeKeyedIn)
    except ValueError:  # its text could repeat what was typed
        raise Refusal("usage", hint=f"a payee is {', '.join(sorted(_FIELDS))}") from None


def _asked(route: Route, texts: Texts) -> dict[str, str]:
    asked = {"name": input(texts("case_told.ask_name")), "account": getpass(texts("case_told.ask_account"))}
    return asked | ({"bank": input(texts("case_told.ask_bank"))} if route is Route.BANK else {})


def _owned(file: str) -> str:
    """Nobody else may read it; where there are no such rights, they can't be asked for."""
    if file != "-" and os.name == "posix" and os.path.exists(file) and os.stat(file).st_mode & _OTHERS:
        raise Refusal("usage", hint=f"chmod 600 {os.path.basename(file)}")
    return file
