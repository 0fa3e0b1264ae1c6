"""What the argument parser (cyclopts) has against the words of a command line, as sentences of the catalogues.

The rule: a sentence names the option or argument and what was typed, and repeats of that no more than may be shown.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Literal, get_args, get_origin

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
    ValidationError,
)

from protocol.lookalikes import repeated, told
from terminal.desk.door import Refusal
from terminal.language import TextId

_MOST_COMMANDS = 8
"""Commands that are named where one is not known; the page of all verbs has the others."""

_NEAR = 0.75
"""How alike a name is, without its dashes, that was probably meant: a letter or two of it, not of another word."""

Sentence = tuple[str, dict[str, str | int]]
"""Text id and its details."""


def misuse(error: CycloptsError, words: Sequence[str]) -> Refusal:
    """The refusal of these words: usage."""
    text_id, details = _sentence(error, words)
    return Refusal("usage", hint=TextId(text_id), **details)


def _sentence(error: CycloptsError, words: Sequence[str]) -> Sentence:
    match error:
        case UnusedCliTokensError():
            return "usage.words_too_many", {"n": len(error.unused_tokens or ())}
        case UnknownCommandError():
            return _no_command(error)
        case UnknownOptionError():
            return _no_option(error)
        case MissingArgumentError():
            return _missing(error)
        case RepeatArgumentError():
            return "usage.repeated", {"argument": error.token.keyword or ""}
        case CoercionError():
            return _bad_value(error) or _other(str(error), words)
        case ValidationError():
            return "usage.other", {"said": told(error.exception_message, ())}
        case _:
            return _other(str(error), words)


def _other(text: str, words: Sequence[str]) -> Sentence:
    """As the parser has it, without what it repeats of the words: they may be a whole dump, or a card number."""
    typed = {part for word in words for part in (word, word.rpartition("=")[2])}
    return "usage.other", {"said": told(text, typed)}


def _no_command(error: UnknownCommandError) -> Sentence:
    known = [name for name in error.app or () if not name.startswith("-")]
    shown = ", ".join(known[:_MOST_COMMANDS]) + (", …" if len(known) > _MOST_COMMANDS else "")
    return "usage.no_command", {"command": repeated((error.unused_tokens or [""])[0]), "known": shown}


def _no_option(error: UnknownOptionError) -> Sentence:
    typed = error.token.keyword or error.token.value
    known = {name.lstrip("-"): name for one in error.argument_collection if one.parse for name in one.names}
    option = repeated(typed)
    near = get_close_matches(typed.lstrip("-"), known, n=1, cutoff=_NEAR)
    return (
        ("usage.no_option_near", {"option": option, "near": known[near[0]]})
        if near
        else ("usage.no_option", {"option": option})
    )


def _missing(error: MissingArgumentError) -> Sentence:
    argument = error.argument
    keyed = error.keyword or next((one.keyword for one in argument.tokens if one.keyword), "") if argument else ""
    if keyed:
        return "usage.value_missing", {"argument": keyed}
    return "usage.argument_missing", {"argument": argument.name if argument else ""}


def _bad_value(error: CoercionError) -> Sentence | None:
    """None where nothing is known of it but the parser's own text."""
    if error.msg is not None or error.token is None:
        return None
    argument = error.token.keyword or (error.argument.name.lstrip("-").upper() if error.argument else "")
    details: dict[str, str | int] = {"argument": argument, "value": repeated(error.token.value)}
    if get_origin(error.target_type) is Literal:
        return "usage.value_not_of", {**details, "choices": ", ".join(map(str, get_args(error.target_type)))}
    return ("usage.value_no_number" if error.target_type in (int, float) else "usage.value_unfit"), details
