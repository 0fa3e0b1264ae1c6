"""Acts of a case that is paid, through the terminal or outside of it. Pure.

The rule: what is intended is durable before the host is asked; who is paid is a mask and a keyed hash.
"""

from dataclasses import dataclass

from protocol.transactions.checks import require, require_amount
from terminal.case.checks import MOST_NAME, MOST_WORDS, require_day, require_keyed, require_said
from terminal.case.course import Payee
from terminal.case.words import RefundStanding
from terminal.trade.refund import LinkIdentity


@dataclass(frozen=True, slots=True)
class PayeeKeyed:
    """Who is to be paid outside the terminal, keyed for the first time."""

    payee: Payee


@dataclass(frozen=True, slots=True)
class EntryIntended:
    """A second person keyed the same payee: it is to be entered against the original. Durable before it is sent.

    key: as str(RefundKey). digest: of the second keying. at_host: the host is asked too. link: whose host.
    """

    key: str
    amount_fen: int
    digest: str
    at_host: bool
    link: LinkIdentity | None = None

    def __post_init__(self) -> None:
        require(bool(self.key), "key: not empty")
        require_amount(self.amount_fen, "an entry")
        require_keyed(self.digest, "digest")


@dataclass(frozen=True, slots=True)
class EntryTaken:
    """It stands against what remains of the original."""

    key: str


@dataclass(frozen=True, slots=True)
class EntryRefused:
    """The host did not take it. code: field 39."""

    key: str
    code: str


@dataclass(frozen=True, slots=True)
class ReleaseIntended:
    """It will not be paid: to be given back. Durable before it is sent."""

    key: str
    why: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class EntryReleased:
    """It no longer stands against the original."""

    key: str


@dataclass(frozen=True, slots=True)
class PaidOutside:
    """It was paid outside the terminal. reference: of that payment. day: ISO day. digest: of the payee as keyed by
    whoever paid; "" in cases that did not ask for it.
    """

    reference: str
    day: str
    digest: str = ""

    def __post_init__(self) -> None:
        require_said(self.reference, "reference", MOST_NAME)
        require_day(self.day, "day")
        require_keyed(self.digest or "0" * 64, "digest")


@dataclass(frozen=True, slots=True)
class RefundMoved:
    """A refund through the terminal that was started from this case has reached another state. Never written: the
    refund's own record says it. key: as str(RefundKey).
    """

    key: str
    amount_fen: int
    standing: RefundStanding


@dataclass(frozen=True, slots=True)
class ArrivalNoted:
    """The customer was asked whether the money is there."""

    arrived: bool
    words: str

    def __post_init__(self) -> None:
        require_said(self.words, "words", MOST_WORDS, empty=True)
