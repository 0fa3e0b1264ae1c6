"""What all transactions of the host share: the response codes it gives, its policy, and how rules are looked through.

Pure. Sources: S12 = a public acquirer host's transaction matcher; S7 = Q/CUP 006.6-2015, recommended texts; S14 = a
terminal's table of response codes; K = trade knowledge that a policy may override; ours = docs/protocol.md.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

# fmt: off
APPROVED         = "00"
UNKNOWN_MERCHANT = "03"  # 无效商户 (S7)
INVALID          = "12"  # 无效交易 (S7): also by instalments (S12), an end without totals
WRONG_CARD       = "14"  # 无效卡号, also where the card is not the original's (S7, S12)
NO_ISSUER        = "15"  # 此卡无对应发卡方 (S7)
PAST_WINDOW      = "22"  # 操作有误，或超出交易允许天数 (S7, S12)
NO_ORIGINAL      = "25"  # 没有原始交易 (S7, S12)
UNREADABLE       = "30"  # 格式错 (S7)
NOT_SERVED       = "40"  # 不支持的交易 (S7)
SHORT_OF_MONEY   = "51"  # 可用余额不足 (S7): of the card, or of what the acquirer holds for the merchant
EXPIRED          = "54"  # 该卡已过期 (S7)
NOT_FOR_TERMINAL = "58"  # 终端无效: the number belongs to another journal (house decision 2)
OVER_LIMIT       = "61"  # 交易金额超限 (S7, S12)
OTHER_AMOUNT     = "64"  # 交易金额与原交易不匹配 (S7, S12)
SIGN_ON_FIRST    = "77"  # 请向网络中心签到 (S14)
DUPLICATE        = "94"  # 拒绝，重复交易 (S7): known key with another body, or a batch that is not open
SETTLE_FIRST     = "95"  # 请先结算 (S14: settle, then again)
SYSTEM_ERROR     = "96"  # 交换中心异常 (S7, S12)
NO_TERMINAL      = "97"  # 终端号未登记 (S7)
BAD_PIN_BLOCK    = "99"  # PIN格式错，请重新签到 (S7)
BAD_MAC          = "A0"  # MAC校验错，请重新签到 (S7)
# fmt: on

_DAYS = 1024  # the days of the longest window, seen from today and from yesterday
_LEAP_GAP_YEARS = 8  # 1896 and 1904 lie 8 years apart: 29 February is never further back

Case = TypeVar("Case")


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """Rules an acquirer sets itself.

    window_days: a refund is taken up to and including this many days after the sale, counted by date (S12: 30; trade
    practice 30, 90 or 180). same_day_void: a refund of a whole card sale of this day, batch and terminal is refused:
    it is to be voided. paid_out_fen: of what the acquirer owes each merchant, so much is with the merchant already,
    and refunds are paid out of the rest. card_fen: what a practice card holds. hold_days: a pre-authorisation is
    completed up to so many days later. completion_percent, tip_percent: of the amount that was held, and over the sale,
    at most (all K). epochs_unsaid: a terminal that signed on as one of ours may leave its epoch out of a refund, as
    messages to any acquirer have none; its keys then say who it is, as for everything else.
    """

    window_days: int = 30
    same_day_void: bool = False
    paid_out_fen: int = 0
    card_fen: int = 5_000_000
    hold_days: int = 30
    completion_percent: int = 115
    tip_percent: int = 20
    epochs_unsaid: bool = False


STANDARD_POLICY = HostPolicy()

Rules = Iterable[tuple[str, Callable[[Case], bool]]]
"""(code, broken when), the first broken one answers."""


def first_broken(rules: Rules[Case], case: Case) -> str:
    """The code of the first rule that `case` breaks; APPROVED when it breaks none."""
    for code, broken in rules:
        if broken(case):
            return code
    return APPROVED


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


@lru_cache(_DAYS)
def latest_day(month_day: str, today: date) -> str:
    """As latest_date, yyyymmdd; "" for None."""
    day = latest_date(month_day, today)
    return f"{day:%Y%m%d}" if day else ""


@lru_cache(_DAYS)
def age_days(day: str, today: date) -> int:
    """Days from `day` (yyyymmdd) to today."""
    return (today - date(int(day[:4]), int(day[4:6]), int(day[6:]))).days
