"""What several transactions of the host share: response codes it gives, its policy, who may ask, and which day MMDD is.

Pure. Sources: S12 = a public acquirer host's transaction matcher; S7 = Q/CUP 006.6-2015, recommended texts.
"""

from dataclasses import dataclass
from datetime import date

from emulator.ledger.contract import Ledger
from protocol.transactions import Cancel, OrderQuery, OutcomeQuery, Refund, Rejected

# fmt: off
APPROVED         = "00"
UNKNOWN_MERCHANT = "03"  # 无效商户 (S7)
INVALID          = "12"  # 无效交易 (S7)
WRONG_CARD       = "14"  # 无效卡号, also where the card is not the original's (S7, S12)
PAST_WINDOW      = "22"  # 操作有误，或超出交易允许天数 (S7, S12)
NO_ORIGINAL      = "25"  # 没有原始交易 (S7, S12)
NOT_FOR_TERMINAL = "58"  # 终端无效: the number belongs to another journal (house decision 2)
OVER_LIMIT       = "61"  # 交易金额超限 (S7, S12)
DUPLICATE        = "94"  # 拒绝，重复交易: known key, other body (S7)
SYSTEM_ERROR     = "96"  # 交换中心异常 (S7, S12)
NO_TERMINAL      = "97"  # 终端号未登记 (S7)
# fmt: on

_LEAP_GAP_YEARS = 8  # 1896 and 1904 lie 8 years apart: 29 February is never further back


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """Rules an acquirer sets itself.

    window_days: a refund is taken up to and including this many days after the sale, counted by date (S12: 30; trade
    practice 30, 90 or 180).
    """

    window_days: int = 30


STANDARD_POLICY = HostPolicy()


def refuse_caller(request: OrderQuery | Refund | OutcomeQuery | Cancel, ledger: Ledger) -> Rejected | None:
    """Rejected 03 (no such merchant), 97 (no such terminal) or 58 (the number is another journal's); None: may ask.

    Nothing is stored under the key of a caller who may not ask.
    """
    if isinstance(request, OrderQuery):
        merchant_no, terminal_no, epoch = request.merchant_no, request.terminal_no, None
    else:
        merchant_no, terminal_no, epoch = request.key.merchant_no, request.key.terminal_no, request.key.epoch
    if merchant_no != ledger.identity().merchant_no:
        return Rejected(UNKNOWN_MERCHANT)
    terminal = ledger.terminal(terminal_no)
    if terminal is None:
        return Rejected(NO_TERMINAL)
    if epoch is not None and epoch != terminal.epoch:
        return Rejected(NOT_FOR_TERMINAL)
    return None


def latest_date(month_day: str, today: date) -> date | None:
    """MMDD -> the latest such date not after today (61.3 carries no year); None when no year has it (0230, 1301)."""
    for year in range(today.year, max(today.year - _LEAP_GAP_YEARS, 1) - 1, -1):
        try:
            day = date(year, int(month_day[:2]), int(month_day[2:]))
        except ValueError:
            continue
        if day <= today:
            return day
    return None
