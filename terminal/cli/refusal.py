"""A refusal as people read it in a shell: its text, and the reason that the screen has no room for.

The rule: a reason is text for people; the word by which the core calls a silence is not repeated.
"""

from terminal.desk.door import Refusal
from terminal.language import Texts
from terminal.trade.refund import Cause


def told(refusal: Refusal, texts: Texts) -> str:
    """One line."""
    text, reason = texts(f"fault.{refusal.word}", **refusal.details), str(refusal.details.get("reason", ""))
    spare = not reason or reason in set(Cause) or refusal.word in _COMPLETE
    return text if spare else f"{text} ({reason})"


_COMPLETE = ("journal_held", "reason_unknown")
"""Words whose text says it all: a lock's file, and what was typed, are no reason for people."""
