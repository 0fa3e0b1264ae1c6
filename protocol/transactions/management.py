"""Management: 签到, 签退, 回响测试, 参数传递, 状态上送, 脚本结果通知, 电子签名. No money moves here."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from protocol.cards import mask
from protocol.security import MacKind
from protocol.transactions.checks import (
    is_digits,
    is_number,
    is_printable,
    is_reference,
    require,
    require_amount,
    require_month_day,
)
from protocol.transactions.identity import Station
from protocol.transactions.originals import Voucher

_LEAP_GAP_YEARS = 8  # 1896 and 1904 lie 8 years apart: 29 February is never further off


@dataclass(frozen=True, slots=True)
class SignOn:
    """签到 0800. A practice terminal without a number of its own sends terminal_no "00000000": the host gives one.

    epoch: 8 hex digits, FOREIGN_EPOCH of a terminal that is not ours. net: 60.3, which keys are wanted: 001 single, 003
    double, 004 double and one for tracks.
    """

    merchant_no: str
    terminal_no: str
    epoch: str
    batch_no: str
    trace_no: str
    operator_no: str
    net: str = "003"


@dataclass(frozen=True, slots=True)
class SignOnAnswer:
    """0810. working_keys: the sealed block of field 62 (24, 40, 60 or 84 bytes), b"" when declined. ledger_id: 16 hex
    digits, which ledger answered; emulator: the peer says that it is ours. business_date: yyyymmdd, "" where the peer
    says only local_date (MMDD). mac: field 64 under the delivered MAK, of `mac_kind` over `covered`; our emulator sends
    one, so that not a bit of its answer can be another's.
    """

    code: str
    merchant_no: str
    terminal_no: str
    batch_no: str
    business_date: str
    local_time: str
    working_keys: bytes = field(default=b"", repr=False)
    ledger_id: str = ""
    emulator: bool = False
    mac: bytes = field(default=b"", compare=False, repr=False)
    covered: bytes = field(default=b"", compare=False, repr=False)
    local_date: str = ""
    mac_kind: MacKind = field(default=MacKind.ECB, compare=False, repr=False)

    def dated(self, today: str) -> str:
        """The business date, yyyymmdd; where the host gave MMDD alone, the such date nearest to `today` (yyyymmdd)."""
        return self.business_date or nearest_date(self.local_date, today)


@dataclass(frozen=True, slots=True)
class SignOff:
    """签退 0820 (60.3 = 002)."""

    sender: Station


@dataclass(frozen=True, slots=True)
class Echo:
    """回响测试 0820 (60.3 = 301): is the host there? It has no trace number."""

    merchant_no: str
    terminal_no: str
    batch_no: str

    def __post_init__(self) -> None:
        _require_terminal(self.merchant_no, self.terminal_no, self.batch_no)


@dataclass(frozen=True, slots=True)
class Parameters:
    """参数传递 0800: fetch what `net` (60.3: 360 magnetic, 370 public keys, 380 IC …) names. request: field 62, asked
    with it, may be empty. No trace number.
    """

    merchant_no: str
    terminal_no: str
    batch_no: str
    net: str
    request: bytes = b""

    def __post_init__(self) -> None:
        _require_terminal(self.merchant_no, self.terminal_no, self.batch_no)
        require(is_digits(self.net, 3), "a network management code has 3 digits")


@dataclass(frozen=True, slots=True)
class Status:
    """状态上送 0820: the terminal's state (`net` 362), or what keys and parameters it has (372, 373, 382); in 62."""

    merchant_no: str
    terminal_no: str
    batch_no: str
    net: str = "362"
    report: bytes = b""

    def __post_init__(self) -> None:
        _require_terminal(self.merchant_no, self.terminal_no, self.batch_no)
        require(is_digits(self.net, 3), "a network management code has 3 digits")


@dataclass(frozen=True, slots=True)
class ScriptResult:
    """脚本结果通知 0620 (60.3 = 951): what a card made of the script in the `original`'s answer; field 55.

    by_upload: as 0320 (60.3 = 203), which older acquirers take.
    """

    sender: Station
    original: Voucher
    chip_data: bytes = field(repr=False)
    by_upload: bool = False

    def __post_init__(self) -> None:
        require(0 < len(self.chip_data) <= 255, "chip data have 1 to 255 bytes")


class SignatureKind(StrEnum):
    """60.1 of a signature; which of the two a host wants is its own rule."""

    SEVEN = "07"
    EIGHT = "08"


@dataclass(frozen=True, slots=True, repr=False)
class Signature:
    """电子签名 0920: the picture of a signature (field 62, 1..512 bytes) for an approved transaction.

    number: card number, shown masked. settle_date: MMDD, field 15. reference_no: the transaction's, field 37.
    """

    sender: Station
    number: str
    amount_fen: int
    settle_date: str
    reference_no: str
    picture: bytes
    kind: SignatureKind = SignatureKind.SEVEN

    def __post_init__(self) -> None:
        require(is_number(self.number), "a card number has 13 to 19 digits")
        require_amount(self.amount_fen, "an amount")
        require_month_day(self.settle_date, "a settlement date")
        require(is_reference(self.reference_no), "a reference number has 12 letters or digits")
        require(0 < len(self.picture) <= 512, "a signature has 1 to 512 bytes")

    def __repr__(self) -> str:
        return f"Signature({self.reference_no}, {mask(self.number)})"


@dataclass(frozen=True, slots=True)
class ManagementAnswer:
    """Answer to any of these but 签到. local_date MMDD and local_time hhmmss are the host's, "" where it says none.
    data: field 62 (parameters), b"" where there is none.
    """

    code: str
    local_date: str = ""
    local_time: str = ""
    reference_no: str = ""
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Any answer that carries nothing but a response code (77 sign on again, A0 bad MAC, 30 unreadable …)."""

    code: str


def nearest_date(month_day: str, today: str) -> str:
    """MMDD -> the yyyymmdd nearest to `today` (yyyymmdd), before or after; "" where no year has it (0230, 1301)."""
    here = date(int(today[:4]), int(today[4:6]), int(today[6:]))
    if not is_digits(month_day, 4):
        return ""
    years = range(max(here.year - _LEAP_GAP_YEARS, date.min.year), min(here.year + _LEAP_GAP_YEARS, date.max.year) + 1)
    days = [day for year in years if (day := _day(year, month_day)) is not None]
    nearest = min(days, key=lambda day: abs(day - here), default=None)
    return "" if nearest is None else nearest.isoformat().replace("-", "")


def _day(year: int, month_day: str) -> date | None:
    try:
        return date(year, int(month_day[:2]), int(month_day[2:]))
    except ValueError:
        return None


def _require_terminal(merchant_no: str, terminal_no: str, batch_no: str) -> None:
    require(is_printable(merchant_no, 15), "a merchant number has 15 characters")
    require(is_printable(terminal_no, 8), "a terminal number has 8 characters")
    require(is_digits(batch_no, 6), "a batch number has 6 digits")
