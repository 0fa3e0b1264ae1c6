"""签购单: typed facts in, the lines of one sheet out. Pure: no printer and no file here, and no sales slip (销售单).

`Receipt` is the one value, `layout` gives the parts of its sheet, `text_lines` the same as plain lines. The rooms that
go on with it: terminal.printers makes text, pictures, PDF and printers' bytes of it, terminal.desk.register prints it.
"""

from terminal.receipt.facts import (
    MAX_ITEMS,
    MAX_RECORDS,
    THREE_COPIES,
    TWO_COPIES,
    Aside,
    Batch,
    Content,
    Copy,
    Fault,
    Kind,
    Listing,
    Origin,
    Record,
    Shop,
    Subtotal,
    Transaction,
    Uncounted,
)
from terminal.receipt.kinds import Receipt
from terminal.receipt.layout import MAX_LINES, file_stem, layout
from terminal.receipt.paper import MM58, MM80, Bars, Look, Paper, Part, Qr, Text, text_lines
from terminal.receipt.values import LAKALA, UNIONPAY, Profile

__all__ = [
    "LAKALA",
    "MAX_ITEMS",
    "MAX_LINES",
    "MAX_RECORDS",
    "MM58",
    "MM80",
    "THREE_COPIES",
    "TWO_COPIES",
    "UNIONPAY",
    "Aside",
    "Bars",
    "Batch",
    "Content",
    "Copy",
    "Fault",
    "Kind",
    "Listing",
    "Look",
    "Origin",
    "Paper",
    "Part",
    "Profile",
    "Qr",
    "Receipt",
    "Record",
    "Shop",
    "Subtotal",
    "Text",
    "Transaction",
    "Uncounted",
    "file_stem",
    "layout",
    "text_lines",
]
