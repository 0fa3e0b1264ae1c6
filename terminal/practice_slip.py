"""The slips of the practice shop, and what its customers hold out: another shop's, a misprint, a payer's code.

Draws the picture that is really scanned, and the same text for the paper pane. Only practice has such slips.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from protocol.money import format_yuan
from protocol.transactions import Goods, Original
from scanner.paper.lines import png
from scanner.practice.slip import draw_slip, qr_modules
from scanner.salesslip import make_payload, spaced
from terminal.columns import row, wrap
from terminal.desk.door import Slip
from terminal.language import Texts
from terminal.printers.files import save_new

COLUMNS = 32


@dataclass(frozen=True, slots=True)
class PrintedSale:
    """What a sales slip (销售单) says. paid_at: ready text. amount_fen: integer fen."""

    shop_name: str
    order_no: str
    paid_at: str
    amount_fen: int
    goods: tuple[Goods, ...]
    paid_by: str


# fmt: off
# Payer codes have these shapes (scanner.payer_codes); the digits are made up for every phone anew.
_PAYER_CODES: dict[str, Callable[[], str]] = {
    "wechat":   lambda: "13" + _digits(16),
    "alipay":   lambda: "28" + _digits(16),
    "unionpay": lambda: "62" + _digits(17),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class PaperSlip:
    """What stands on a slip: text of the QR code, digits of the bars ("" for none), lines of at most COLUMNS."""

    payload: str
    bars: str
    lines: tuple[str, ...]

    def picture(self) -> Image.Image:
        """Drawn on 58 mm paper, with the practice mark three times."""
        return draw_slip(self.payload, self.bars, self.lines)


def printed_sale(original: Original, shop_name: str, texts: Texts) -> PrintedSale:
    """What the shop printed when that sale was paid."""
    day, time = original.paid_date, original.paid_time
    return PrintedSale(
        shop_name=shop_name,
        order_no=original.order_no,
        paid_at=f"{day[:4]}-{day[4:6]}-{day[6:]} {time[:2]}:{time[2:4]}",
        amount_fen=original.amount_fen,
        goods=original.goods,
        paid_by=texts(f"channel.{original.channel.value}"),
    )


def paper_slip(sale: PrintedSale, key: bytes) -> PaperSlip:
    """The slip of a sale, signed by the shop whose key it is."""
    return PaperSlip(make_payload(sale.order_no, sale.amount_fen, key), sale.order_no, tuple(_lines(sale)))


def sales_slip(sale: PrintedSale, key: bytes, folder: Path) -> Slip:
    """The same as a file in that folder."""
    return _print(f"slip-{sale.order_no}", paper_slip(sale, key), folder)


def misprinted_slip(sale: PrintedSale, folder: Path) -> Slip:
    """The same with check digits that do not fit, and no QR code."""
    wrong = sale.order_no[:-2] + f"{(int(sale.order_no[-2:]) + 1) % 97:02d}"
    lines = [line.replace(spaced(sale.order_no), spaced(wrong)) for line in _lines(sale)]
    return _print(f"misprint-{wrong}", PaperSlip("", wrong, tuple(lines)), folder)


def payer_code(wallet: str, words: str, folder: Path) -> Slip:
    """A payer's code on a phone: money, not a slip. words: what stands above it."""
    return _print(f"phone-{wallet}", PaperSlip(_PAYER_CODES[wallet](), "", tuple(wrap(words, COLUMNS))), folder)


def _print(stem: str, slip: PaperSlip, folder: Path) -> Slip:
    file = save_new(folder, stem, "png", png(slip.picture()))
    return Slip(file, slip.lines, qr_modules(slip.payload) if slip.payload else ())


def _lines(sale: PrintedSale) -> list[str]:
    lines = [*wrap(sale.shop_name, COLUMNS), "-" * COLUMNS, "销售单号:", "  " + spaced(sale.order_no), sale.paid_at]
    lines.append("-" * COLUMNS)
    for line in sale.goods:
        lines += row(f"{line.sku} {line.name} x{line.quantity}", format_yuan(line.unit_fen * line.quantity), COLUMNS)
    lines.append("-" * COLUMNS)
    return [*lines, *row("合计", format_yuan(sale.amount_fen), COLUMNS), *row("付款方式", sale.paid_by, COLUMNS)]


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))
