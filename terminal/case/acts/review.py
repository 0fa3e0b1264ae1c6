"""Acts of a case in review, and of the agreement that both sign. Pure.

The rule: nobody refuses without a reason and what would help.
"""

from dataclasses import dataclass

from protocol.transactions.checks import require, require_amount
from terminal.case.checks import MOST_NAME, MOST_WORDS, require_said, require_sha256
from terminal.case.papers import Paper
from terminal.case.words import Party, Route


@dataclass(frozen=True, slots=True)
class Approved:
    """审核通过. granted_fen: what is paid back; fee_fen: what the shop keeps of what was wanted. before_fen: what was
    given back of the sale already, beside this case.
    """

    granted_fen: int
    fee_fen: int
    route: Route
    words: str
    before_fen: int = 0

    def __post_init__(self) -> None:
        require_amount(self.granted_fen, "what is granted")
        require(self.fee_fen >= 0, "a fee is 0 fen or more")
        require(self.before_fen >= 0, "what was given back is 0 fen or more")
        require_said(self.words, "words", MOST_WORDS, empty=True)


@dataclass(frozen=True, slots=True)
class Refused:
    """审核不通过. why: the reason. improve: what would help."""

    why: str
    improve: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)
        require_said(self.improve, "improve", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class PapersAsked:
    """补充材料: review wants these before it decides."""

    papers: tuple[Paper, ...]
    words: str

    def __post_init__(self) -> None:
        require(bool(self.papers), "papers: one at least")
        require_said(self.words, "words", MOST_WORDS, empty=True)


@dataclass(frozen=True, slots=True)
class AgreementDrawn:
    """协议 printed. sha256: of its text."""

    sha256: str

    def __post_init__(self) -> None:
        require_sha256(self.sha256, "sha256")


@dataclass(frozen=True, slots=True)
class Signed:
    """One side signed the agreement of that text."""

    party: Party
    name: str
    sha256: str

    def __post_init__(self) -> None:
        require_said(self.name, "name", MOST_NAME)
        require_sha256(self.sha256, "sha256")
