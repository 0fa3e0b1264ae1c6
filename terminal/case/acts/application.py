"""Acts of a case up to its application: it is opened, talked over, its papers come. Pure.

The rule: what is kept of a paper's file is its hash, never the file.
"""

from dataclasses import dataclass

from protocol.transactions.checks import require
from terminal.case.checks import MOST_NAME, MOST_WORDS, require_day, require_said, require_sha256
from terminal.case.papers import Kind, Paper
from terminal.case.request import Form, Sale, Terms
from terminal.case.words import Intake


@dataclass(frozen=True, slots=True)
class Opened:
    """受理: a customer wants money back, and it is no quick refund."""

    kind: Kind
    sale: Sale
    form: Form
    terms: Terms
    practice: bool


@dataclass(frozen=True, slots=True)
class TalkHeld:
    """沟通: what was said, with whom."""

    intake: Intake
    who: str
    words: str

    def __post_init__(self) -> None:
        require_said(self.who, "who", MOST_NAME)
        require_said(self.words, "words", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class PapersBegun:
    """备材料: the talk did not settle it; the customer was told what to bring."""


@dataclass(frozen=True, slots=True)
class FormChanged:
    """The form was corrected before it was decided; terms: as they come out for it."""

    form: Form
    terms: Terms


@dataclass(frozen=True, slots=True)
class PaperAttached:
    """A paper's file is kept. size: bytes. media: what its bytes are. keep_until: ISO day."""

    paper: Paper
    sha256: str
    name: str
    size: int
    media: str
    keep_until: str

    def __post_init__(self) -> None:
        require_sha256(self.sha256, "sha256")
        require_said(self.name, "name", MOST_NAME)
        require(self.size > 0, "size: not empty")
        require_day(self.keep_until, "keep_until")


@dataclass(frozen=True, slots=True)
class PaperDiscarded:
    """A paper's file is taken away under supervision; its hash stays."""

    sha256: str
    why: str

    def __post_init__(self) -> None:
        require_sha256(self.sha256, "sha256")
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class Applied:
    """提交申请: the form is signed by the customer and handed in; also again, after a refusal or a wish for papers."""
