"""批结算 and 批上送: closing a batch, and sending its records where the totals differ."""

from dataclasses import dataclass, field
from enum import StrEnum

from protocol.cards import mask
from protocol.money import MAX_FEN
from protocol.transactions.card_entry import CardEntry
from protocol.transactions.checks import is_digits, is_number, require, require_amount
from protocol.transactions.identity import Station

MAX_COUNT = 999
"""Items of one total: n3 in field 48."""
MAX_DETAILS = 8
"""Records in one upload: 2 + 8 x 40 digits fill the 322 of field 48."""
MAX_UPLOADED = 9999


@dataclass(frozen=True, slots=True)
class Totals:
    """Debits (sales, completions, offline) and credits (refunds, voids) of one side of a batch; fen and items."""

    debit_fen: int = 0
    debit_count: int = 0
    credit_fen: int = 0
    credit_count: int = 0

    def __post_init__(self) -> None:
        require(0 <= self.debit_fen <= MAX_FEN and 0 <= self.credit_fen <= MAX_FEN, "a total has at most 12 digits")
        require(0 <= self.debit_count <= MAX_COUNT, "a batch has at most 999 debits")
        require(0 <= self.credit_count <= MAX_COUNT, "a batch has at most 999 credits")


class Verdict(StrEnum):
    """What the host makes of one side's totals; NOT_JUDGED is seen where that side is empty (public 0510)."""

    NOT_JUDGED = "0"
    BALANCED = "1"
    UNBALANCED = "2"
    ERROR = "3"


@dataclass(frozen=True, slots=True)
class Settle:
    """批结算 0500: the totals of the batch, domestic cards and foreign ones."""

    sender: Station
    domestic: Totals
    foreign: Totals


@dataclass(frozen=True, slots=True)
class SettleAnswer:
    """0510: totals as the host says them, with its verdicts. code: field 39, "" as a rule."""

    domestic: Totals
    domestic_verdict: Verdict
    foreign: Totals
    foreign_verdict: Verdict
    local_date: str = ""
    local_time: str = ""
    settle_date: str = ""
    reference_no: str = ""
    code: str = ""

    @property
    def balanced(self) -> bool:
        """Neither side differs, and one at least was judged."""
        verdicts = {self.domestic_verdict, self.foreign_verdict}
        return verdicts <= {Verdict.NOT_JUDGED, Verdict.BALANCED} and Verdict.BALANCED in verdicts


@dataclass(frozen=True, slots=True, repr=False)
class Detail:
    """One record of the batch: its trace number, 6 digits, card number (or "" without a card), and amount."""

    trace_no: str
    number: str
    amount_fen: int
    foreign: bool = False

    def __post_init__(self) -> None:
        require(is_digits(self.trace_no, 6), "a trace number has 6 digits")
        fits = is_number(self.number) and not self.number.startswith("0")  # field 48 fills it up with zeros on the left
        require(self.number == "" or fits, "a card number has 13 to 19 digits")
        require_amount(self.amount_fen, "an amount")

    def __repr__(self) -> str:
        return f"Detail({self.trace_no}, {mask(self.number)}, {self.amount_fen})"


@dataclass(frozen=True, slots=True)
class UploadDetails:
    """批上送明细 0320 (60.3 = 201): one to eight records."""

    sender: Station
    details: tuple[Detail, ...]

    def __post_init__(self) -> None:
        require(1 <= len(self.details) <= MAX_DETAILS, "an upload has 1 to 8 records")


class ChipUpload(StrEnum):
    """60.3 of a chip record's upload, after balanced totals and after others."""

    RECORD_BALANCED = "203"
    NOTICE_BALANCED = "204"
    RECORD_UNBALANCED = "205"
    NOTICE_UNBALANCED = "206"


@dataclass(frozen=True, slots=True)
class UploadChip:
    """批上送 of one chip transaction, or a notice of one. processing, condition: fields 3 and 25 of the original, 6
    and 2 digits. card: as it was read then. note: field 62, laid out as the acquirer says.
    """

    sender: Station
    kind: ChipUpload
    processing: str
    condition: str
    card: CardEntry
    note: bytes = field(repr=False)
    amount_fen: int = 0

    def __post_init__(self) -> None:
        require(is_digits(self.processing, 6), "a processing code has 6 digits")
        require(is_digits(self.condition, 2), "a condition code has 2 digits")
        require(0 < len(self.note) <= 512, "field 62 has 1 to 512 bytes")
        require(0 <= self.amount_fen <= MAX_FEN, "an amount is 0 fen or more")


@dataclass(frozen=True, slots=True)
class UploadEnd:
    """批上送结束 0320: how many records were uploaded; `balanced`: the totals agreed (207), or not (202)."""

    sender: Station
    count: int
    balanced: bool

    def __post_init__(self) -> None:
        require(0 <= self.count <= MAX_UPLOADED, "an upload has at most 9999 records")


@dataclass(frozen=True, slots=True)
class UploadAnswer:
    """0330 to any of them. count: what it repeats of the end message, None elsewhere."""

    code: str
    local_date: str = ""
    local_time: str = ""
    reference_no: str = ""
    count: int | None = None
