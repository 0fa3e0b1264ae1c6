"""Acts that end a case, take it elsewhere, open it anew, or say why it waits. Pure.

The rule: each says why, in words.
"""

from dataclasses import dataclass

from protocol.transactions.checks import require
from terminal.case.checks import MOST_NAME, MOST_WORDS, require_said
from terminal.case.words import Venue, Wait

BEST_SCORE = 5


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """回访: the last word; the case is closed. score: 1 to 5, 0 where nobody was reached."""

    score: int
    words: str

    def __post_init__(self) -> None:
        require(0 <= self.score <= BEST_SCORE, f"score: 1 to {BEST_SCORE}, or 0")
        require_said(self.words, "words", MOST_WORDS, empty=True)


@dataclass(frozen=True, slots=True)
class Escalated:
    """The two do not agree: it goes to the bank's channel, or a complaint was made. number: theirs, "" while there is
    none.
    """

    venue: Venue
    number: str
    words: str

    def __post_init__(self) -> None:
        require_said(self.number, "number", MOST_NAME, empty=True)
        require_said(self.words, "words", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class EscalationEnded:
    """It was decided there. review: our side looks at it again; else it is over, and nothing more is paid."""

    review: bool
    words: str

    def __post_init__(self) -> None:
        require_said(self.words, "words", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The customer no longer wants it."""

    why: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class Reopened:
    """It had ended, and goes on with its papers."""

    why: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class BarLifted:
    """解除限制: it has ended, and what it did not grant is the counter's again."""

    why: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class WaitNoted:
    """Why it waits, in the words of whoever knows."""

    why: Wait
    words: str

    def __post_init__(self) -> None:
        require_said(self.words, "words", MOST_WORDS)
