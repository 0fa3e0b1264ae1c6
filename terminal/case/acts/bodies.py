"""How an act stands in the journal, and how it is read again. Pure.

The rule: a body that makes no whole act is a ValueError; one that says more than this program knows, a NewerError.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from terminal.case.acts.happened import ACTS, Act, Who, word_of

WORD = "case"
"""Kinds of these events in the journal begin so: case.opened, case.talk_held …"""


def kind_of(act: Act) -> str:
    """The journal's kind of event."""
    return f"{WORD}.{word_of(act)}"


def body_of(act: Act) -> dict[str, object]:
    """As the journal keeps it."""
    body = msgspec.to_builtins(act)
    if not isinstance(body, dict):
        raise TypeError(kind_of(act))
    return body


class NewerError(ValueError):
    """An act that this program does not know, or not all of it: a newer one wrote it."""


def act_of(kind: str, body: Mapping[str, Any]) -> Act:
    """Raises ValueError for what is never written, NewerError for what is not understood whole."""
    word = kind.removeprefix(f"{WORD}.")
    if word not in ACTS:
        raise NewerError(f"{kind}: no act of a case")
    if ACTS[word][1] is Who.NOBODY:
        raise ValueError(f"{kind}: is never written")
    try:
        act: Act = msgspec.convert(body, ACTS[word][0])
    except msgspec.ValidationError as error:
        raise NewerError(f"{kind}: {error}") from None
    if more := _more(body, msgspec.to_builtins(act)):
        raise NewerError(f"{kind}: {more} is not known")
    return act


def _more(body: object, known: object) -> str:
    """The first field that is not among the known ones, "" without one."""
    if isinstance(body, Mapping) and isinstance(known, Mapping):
        more = (name if name not in known else _more(said, known[name]) for name, said in body.items())
        return next(filter(None, more), "")
    if isinstance(body, list | tuple) and isinstance(known, list | tuple):
        return next(filter(None, map(_more, body, known)), "")
    return ""
