"""Practice slips of made-up sales, without end: a seed gives the slip, and its photograph with mixed damage.

For measuring readers and for practice; no order of these is in any shop's ledger. The rule: what stands on a slip is
decided by its seed alone, so that a number names a picture together with its true text.
"""

import random
from dataclasses import dataclass

from PIL import Image

from scanner.paper.cells import width
from scanner.paper.lines import COLUMNS
from scanner.practice.photographer import Damage, mixed, photograph
from scanner.practice.slip import draw_slip
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload, order_no, spaced

MEASURED_SEEDS = range(2_000)  # the lot that readers are compared on

# fmt: off
_GOODS = ("保温杯", "毛巾", "洗发水", "笔记本", "雨伞", "电池", "茶叶", "拖鞋", "充电线", "牙膏", "台灯", "袜子")
_PAID_BY = ("银行卡", "微信", "支付宝", "云闪付")
# fmt: on
_MOST_FEN = 3_000_000  # a practice shop sells nothing above 30,000 yuan


@dataclass(frozen=True, slots=True)
class SeededSlip:
    """What stands on a slip. order_no: 14 digits, the bars. payload: the QR code. lines: the text above them."""

    order_no: str
    amount_fen: int
    payload: str
    lines: tuple[str, ...]

    def draw(self) -> Image.Image:
        """On 58 mm paper, with the practice mark three times."""
        return draw_slip(self.payload, self.order_no, self.lines)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture with its true texts: the slip, the damage done to it, and the JPEG."""

    slip: SeededSlip
    damage: Damage
    jpeg: bytes


def seeded_slip(seed: int) -> SeededSlip:
    """The slip of a seed, one to four goods on it."""
    dice = random.Random(seed)
    number = order_no(f"8{dice.randrange(10**11):011}")
    prices = [dice.randrange(100, _MOST_FEN // 4) for _ in range(dice.randint(1, 4))]
    total = sum(prices)
    goods = [_row(dice.choice(_GOODS), _yuan(fen)) for fen in prices]
    rule = "-" * COLUMNS
    head = [
        "退货练习店",
        rule,
        "销售单号:",
        "  " + spaced(number),
        f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
    ]
    foot = [_row("合计", _yuan(total)), _row("付款方式", dice.choice(_PAID_BY))]
    payload = make_payload(number, total, PRACTICE_SLIP_KEY)
    return SeededSlip(number, total, payload, (*head, rule, *goods, rule, *foot))


def shot(seed: int) -> Shot:
    """The photograph of a seed's slip with the seed's mixed damage."""
    slip, damage = seeded_slip(seed), mixed(seed)
    return Shot(slip, damage, photograph(slip.draw(), damage, seed))


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _row(left: str, right: str) -> str:
    return left + " " * (COLUMNS - width(left) - width(right)) + right
