"""A refusal as people read it in a shell: its text, and the reason that the screen has no room for.

The rules: a reason is text for people; the word by which the core calls a silence is not repeated. Nobody is told to
key a number where there is no entry for it. What was typed, a file is called or a peer says moves no cursor.
"""

import json
import os
import sys

from terminal.columns import clean
from terminal.desk.door import Refusal
from terminal.language import TextId, Texts, translator
from terminal.line.links import LinkUrlError
from terminal.settings import SettingsError, load_settings
from terminal.system_reasons import in_words
from terminal.trade.order_source import BookError
from terminal.trade.refund import Cause

# fmt: off
IN_A_SHELL = frozenset({
    # Error words whose text on the screen says what to key, or counts seconds below; `shell.<word>` says the rest.
    "picture_denied", "picture_too_large", "picture_too_small", "picture_empty", "picture_kind", "picture_damaged",
    "picture_gave_up", "no_code", "not_a_slip", "slip_unsigned", "slip_bars_unread", "voucher_number", "camera_missing",
    "camera_lost", "settle_unfinished", "pepper_missing", "locked",
})
# fmt: on


def words(word: str, texts: Texts, **details: object) -> str:
    """The text of an error word, for whoever has a shell and no page."""
    return texts(f"{'shell' if word in IN_A_SHELL else 'fault'}.{word}", **details)


def settings_refused(error: SettingsError) -> Refusal:
    """The refusal of a setting that is wrong."""
    return Refusal("settings_damaged", place=error.place, said=TextId(f"wrong.{error.why}"), **error.details)


def texts_here() -> Texts:
    """In the language of the settings; where those are wrong, as the environment says."""
    try:
        return translator(load_settings().lang)
    except SettingsError:
        return translator(os.environ.get("TUIHUO_LANG", ""))


def complain(error: Exception | str) -> None:
    """An error that has its own text, on stderr: the system's reason in it is said in the language of the interface."""
    print(clean(in_words(str(error), texts_here())), file=sys.stderr)


def told(refusal: Refusal, texts: Texts) -> str:
    """One line."""
    text, reason = words(refusal.word, texts, **refusal.details), refusal.details.get("reason", "")
    if isinstance(reason, TextId):
        return clean(text)
    reason = in_words(str(reason), texts)
    spare = not reason or reason in text or reason in set(Cause) or refusal.word in _COMPLETE
    return clean(text if spare else f"{text} ({reason})")


_COMPLETE = ("journal_held", "reason_unknown")
"""Words whose text says it all: a lock's file, and what was typed, are no reason for people."""


def refused(error: Refusal | LinkUrlError | BookError, texts: Texts, *, as_json: bool) -> int:
    """Say it, with --json as one document; the exit code."""
    refusal = error if isinstance(error, Refusal) else Refusal("usage", hint=str(error))
    message = words(refusal.word, texts, **refusal.details)
    if as_json:
        details = {name: value for name, value in refusal.details.items() if not isinstance(value, TextId)}
        document = {"state": "refused", "error": refusal.word, "message": message, "details": details}
        print(json.dumps(document, ensure_ascii=False))
    print(told(refusal, texts), file=sys.stderr)
    return refusal.exit_code
