"""A receipt -> the parts of its sheet, line by line, for one paper and one acquirer's profile.

Pure; what stands in which line is terminal.receipt.rows, lists and totals are terminal.receipt.reports. The rule: all
text is cleaned before it is measured, nothing is wider than the paper, and practice says so at the top, in the middle
and at the bottom of every sheet.
"""

from collections.abc import Iterator

from protocol.money import format_yuan
from scanner.salesslip import PRACTICE_MARK
from terminal.columns import clean, pad, row, width, wrap
from terminal.receipt import reports
from terminal.receipt.facts import Batch, Copy, Fault, Listing, Transaction
from terminal.receipt.kinds import KINDS, Receipt
from terminal.receipt.paper import MM58, MM80, Bars, Look, Paper, Part, Qr, Text
from terminal.receipt.rows import AFTER_GOODS, FAULT, PAYMENT, REMARKS, REPORT, SERVICE, SHOP, TRANSACTION, Row
from terminal.receipt.values import COPIES, FAULT_WORDS, LAKALA, SIGN_HERE, THANKS, Profile, transaction_of

MAX_LINES = 1200  # 4.5 m of paper, and a page that a PDF reader still opens (at most 5.08 m)


def layout(receipt: Receipt, paper: Paper = MM58, profile: Profile = LAKALA) -> tuple[Part, ...]:
    """The sheet. ValueError for more than MAX_LINES lines: nobody prints that by purpose."""
    parts = tuple(_Sheet(receipt, paper, profile).parts())
    if len(parts) > MAX_LINES:
        raise ValueError(f"a receipt has at most {MAX_LINES} lines")
    return parts


def file_stem(receipt: Receipt) -> str:
    """What a file with this sheet is called, without its ending: time, voucher number or kind, copy."""
    content = receipt.content
    named = content.voucher_no if isinstance(content, Transaction) and receipt.copy else str(receipt.kind)
    at = receipt.at
    day = f"{at.year:04}{at.month:02}{at.day:02}-{at.hour:02}{at.minute:02}{at.second:02}"
    parts = (day, named.replace("_", "-"), receipt.copy, receipt.reprint and "reprint")
    return "-".join(str(part) for part in parts if part)


class _Sheet:
    """One sheet while it is laid out."""

    def __init__(self, receipt: Receipt, paper: Paper, profile: Profile) -> None:
        self._receipt = receipt
        self._columns = paper.columns
        self._narrow = paper.columns < MM80.columns
        self._profile = profile

    def parts(self) -> Iterator[Part]:
        yield from self._mark()
        yield from self._head()
        content = self._receipt.content
        if isinstance(content, Batch):
            yield from self._plain(reports.batch_lines(content, self._receipt.kind, self._columns))
            yield from self._report_end()
        elif isinstance(content, Listing):
            yield from self._plain(reports.listing_lines(content, self._columns))
            yield from self._report_end()
        else:
            yield from self._voucher()
        yield from self._mark()

    def _head(self) -> Iterator[Part]:
        zh, en = KINDS[self._receipt.kind].title
        if not zh:
            zh = self._profile.practice_title if self._receipt.shop.practice else self._profile.title
        big = width(zh) <= self._columns // 2
        yield self._centred(zh, Look.BIG if big else Look.BOLD)
        yield self._centred(en)
        if self._receipt.copy is not None:
            yield from self._plain(row(*COPIES[self._receipt.copy], self._columns))
        yield self._rule()
        yield from self._block(SHOP)
        yield self._rule()

    def _report_end(self) -> Iterator[Part]:
        yield self._rule()
        yield from self._mark()
        yield from self._block((*REPORT, *SERVICE))
        yield from self._reprint()

    def _voucher(self) -> Iterator[Part]:
        yield from self._block(PAYMENT)
        yield self._rule()
        yield from self._block(TRANSACTION)
        yield self._rule()
        yield from self._mark()
        yield Text("备注(REFERENCE):")
        yield from self._remarks()
        yield self._rule()
        yield from self._reprint()
        yield from self._signature()
        yield from self._codes()
        copy = self._receipt.copy
        if copy is not None and self._profile.foot:
            name = COPIES[copy][0]
            yield Text(f" {name} ".center(self._columns - len(name), "-"))

    def _remarks(self) -> Iterator[Part]:
        content = transaction_of(self._receipt)
        if isinstance(self._receipt.content, Fault):
            yield Text(FAULT_WORDS, Look.BOLD)
            yield from self._block(FAULT)
        yield from self._block(REMARKS)
        yield from self._goods(content)
        yield from self._block(AFTER_GOODS)
        for name, value in content.chip:
            yield from self._wrapped(f"{name}:{value}")
        for remark in content.remarks:
            yield from self._wrapped(remark)
        yield from self._block(SERVICE)

    def _goods(self, content: Transaction) -> Iterator[Part]:
        if content.items:
            yield Text("退货商品(GOODS):" if KINDS[self._receipt.kind].back else "商品(GOODS):")
        for name, quantity, fen in content.items:
            yield from self._plain(row(f" {clean(name)} x{quantity}", format_yuan(fen), self._columns))

    def _signature(self) -> Iterator[Part]:
        signed = KINDS[self._receipt.kind].signed
        if self._receipt.copy is Copy.CARDHOLDER:
            yield self._centred(THANKS)
        elif signed:
            yield from (Text(SIGN_HERE), Text(""), Text(""))
            yield from self._wrapped(signed)

    def _codes(self) -> Iterator[Part]:
        content = transaction_of(self._receipt)
        if content.qr:
            yield Qr(content.qr)
        if content.bars:
            yield Bars(content.bars)

    def _reprint(self) -> Iterator[Part]:
        if self._receipt.reprint:
            yield self._centred(self._profile.reprint, Look.BOLD)

    def _mark(self) -> Iterator[Part]:
        if self._receipt.shop.practice:
            yield self._centred(PRACTICE_MARK, Look.BOLD)

    def _block(self, rows: tuple[Row, ...]) -> Iterator[Part]:
        for shape, *labels, value_of in rows:
            label = labels[self._profile.labels]
            value = value_of(self._receipt, self._profile) if label else None
            text = clean(value or "").strip()
            if value is not None and (text or shape == "blank"):
                yield from self._row(shape, label, text)

    def _row(self, shape: str, label: str, value: str) -> Iterator[Part]:
        """Label and value on one line where the shape and the paper allow it; a value of several lines stands left."""
        look = Look.TALL if shape == "tall" else Look.PLAIN
        below = shape == "tall" or (shape == "below" and self._narrow)
        if not below and width(label) + 1 + width(value) <= self._columns:
            yield from self._plain(row(label, value, self._columns))
            return
        yield Text(label)
        lines = wrap(value, self._columns) if value else []
        for line in lines:
            yield Text(pad(line, self._columns, "right" if len(lines) == 1 else "left").rstrip(), look)

    def _plain(self, lines: list[str]) -> Iterator[Part]:
        for line in lines:
            yield Text(line.rstrip())

    def _wrapped(self, text: str) -> Iterator[Part]:
        yield from self._plain(wrap(clean(text), self._columns))

    def _centred(self, text: str, look: Look = Look.PLAIN) -> Text:
        columns = self._columns // 2 if look is Look.BIG else self._columns
        return Text(pad(text, columns, "centre").rstrip(), look)

    def _rule(self) -> Text:
        return Text("-" * self._columns)
