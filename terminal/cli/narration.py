"""What headless verbs tell people on stderr while they run: states, what a scenario does, what is wrong beforehand.

Nothing here is data for programs. The rule: nobody listening is no reason to stop a refund half-way.
"""

import sys
from contextlib import suppress

from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.desk.doors import Announcement
from terminal.language import Texts, translator
from terminal.settings import load_settings
from terminal.trade.payment import PaymentRecord
from terminal.trade.preflight import Severity
from terminal.trade.refund import RefundRecord


def narrate(record: RefundRecord | PaymentRecord) -> None:
    """A transaction has reached another state."""
    family = "state" if isinstance(record, RefundRecord) else "pay_state"
    say(_texts()(f"{family}.{record.state.value}"))


class Heard:
    """Narrates, and keeps how the refund stood last: what is said where somebody stops it half-way. last: None as long
    as nothing of it has left.
    """

    def __init__(self) -> None:
        self.last: RefundRecord | None = None

    def __call__(self, record: RefundRecord | PaymentRecord) -> None:
        """It has reached another state, or a payment that is undone first."""
        if isinstance(record, RefundRecord):
            self.last = record
        narrate(record)


def announce(hit: Announcement) -> None:
    """A scenario of the practice host acts."""
    texts, details = _texts(), dict(hit.details)
    words = "; ".join(texts(f"scenario.{kind}", **details) for kind in hit.kinds)
    say(f"{words} ({details['name']})")


def check(desk: Desk) -> None:
    """What is wrong before a refund, and what to do about it; silent while all is well. Refusal by the word of what
    blocks: settle_unfinished, batch_full, battery_empty, storage_full.
    """
    for finding in desk.device.preflight().findings:  # what blocks comes first
        if finding.severity is Severity.BLOCK:
            raise Refusal(finding.word, value=finding.value)
        texts = _texts()
        say(f"! {texts(f'preflight.{finding.word}', value=finding.value)}. {texts(f'remedy.{finding.word}')}")


def say(line: str) -> None:
    """One line on stderr."""
    with suppress(BrokenPipeError):
        print(line, file=sys.stderr)


def _texts() -> Texts:
    return translator(load_settings().lang)
