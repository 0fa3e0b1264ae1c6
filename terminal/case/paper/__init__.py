"""Papers that a case prints (申请表, 答复, 协议, 寄回单, 付款通知单, 确认函): a case and facts in, lines out. Pure.

What printer they go to is not known here. The rule: the same case and facts give the same lines, and no clock, account
or card number stands in them.
"""

from terminal.case.paper.agreement import agreement
from terminal.case.paper.answer import answer, answered
from terminal.case.paper.application import application
from terminal.case.paper.bundle import Proof, Standing, bundle, spent_words
from terminal.case.paper.confirmation import confirmation
from terminal.case.paper.facts import Facts, Paid, paid_outside
from terminal.case.paper.parcel import return_note
from terminal.case.paper.pay_order import pay_order
from terminal.case.paper.sheet import (
    A4_COLUMNS,
    Blank,
    Pair,
    Sheet,
    Sign,
    Words,
    digest,
    heading,
    lines,
    on_pages,
    parts,
    text_of,
)

__all__ = [
    "A4_COLUMNS",
    "Blank",
    "Facts",
    "Paid",
    "Pair",
    "Proof",
    "Sheet",
    "Sign",
    "Standing",
    "Words",
    "agreement",
    "answer",
    "answered",
    "application",
    "bundle",
    "confirmation",
    "digest",
    "heading",
    "lines",
    "on_pages",
    "paid_outside",
    "parts",
    "pay_order",
    "return_note",
    "spent_words",
    "text_of",
]
