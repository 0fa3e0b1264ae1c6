"""A line a message on stderr: when, who, what was asked and what was answered, masked. A watch; it decides nothing.

The rule: nobody waits for its reader (emulator.serving.aside), and a line is made of what may be shown alone
(emulator.serving.exchange).
"""

from collections.abc import Callable
from datetime import datetime
from typing import TextIO

from emulator.serving.aside import Aside
from emulator.serving.exchange import read_exchange
from emulator.serving.watch import Ending, Refusal
from protocol.dialects.unionpay.profiles import Profile
from protocol.words import Lang

MOST_CHARACTERS = 400
"""Of a line; a message of a register names every field it has."""

# fmt: off
_ARROW   = {"zh": "→", "en": "->"}
_MISSING = {"zh": "（有 {} 行没有人读，略去）", "en": "({} lines that nobody read were left out)"}
# fmt: on


class Told:
    """stream: where lines go. clock: local time. prefix: in front of each line ("plain-lab"), "" for none."""

    def __init__(
        self, stream: TextIO, clock: Callable[[], datetime], profile: Profile, lang: Lang = "zh", prefix: str = ""
    ) -> None:
        self._aside = Aside(stream, _MISSING[lang])
        self._clock, self._profile, self._lang = clock, profile, lang
        self._prefix = f"{prefix} " if prefix else ""

    def answered(self, peer: str, asked: bytes, answer: bytes | None, waited_s: float) -> None:
        """One line: both messages, and milliseconds."""
        read, lang = read_exchange(asked, answer, self._profile), self._lang
        told = f"{peer} {read.asked.told(lang)} {_ARROW[lang]} {read.said.told(lang)}"
        if len(told) > MOST_CHARACTERS:
            told = f"{told[: MOST_CHARACTERS - 1]}…"
        self._aside.say(f"{self._prefix}{self._clock():%Y-%m-%d %H:%M:%S} {told} {waited_s * 1000:.1f} ms")

    def close(self) -> None:
        """Say what waits."""
        self._aside.close()

    def opened(self, peer: str) -> None:
        """Not told."""

    def refused(self, peer: str, why: Refusal) -> None:
        """Not told."""

    def closed(self, peer: str, why: Ending) -> None:
        """Not told."""

    def received(self, peer: str, data: bytes) -> None:
        """Not told: a message is told when it is answered."""

    def sent(self, peer: str, data: bytes) -> None:
        """Not told."""
