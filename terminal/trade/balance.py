"""余额查询: what was asked and what the host told. No money moves, nothing is written down, and it prints only while it
is looked at.

Pure. The rule: a balance stands here only where the host told one.
"""

from dataclasses import dataclass

from protocol.transactions import RefundKey


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the slip says beside the balance. key: of the question. entry: field 22. Of the answer reference_no (field
    37), issuer and reached (MMDDhhmmss), "" where it left them out.
    """

    key: RefundKey
    operator_no: str
    practice: bool
    entry: str
    reference_no: str = ""
    issuer: str = ""
    reached: str = ""


@dataclass(frozen=True, slots=True)
class BalanceTold:
    """code: field 39. balance_fen: None unless told, below zero for a debt. payer: masked. inquiry: None where there is
    nothing to print.
    """

    code: str
    balance_fen: int | None
    payer: str
    inquiry: Inquiry | None = None
