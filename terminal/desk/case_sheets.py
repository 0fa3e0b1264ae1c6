"""Which papers a case has at which time, and who draws them: one row a paper. No printer here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from terminal.case.case import Case
from terminal.case.paper import (
    Facts,
    Sheet,
    agreement,
    answer,
    answered,
    application,
    confirmation,
    pay_order,
    return_note,
)
from terminal.case.papers import Kind
from terminal.case.words import State
from terminal.desk.case_door import CaseSheet
from terminal.language import Texts

PAID = frozenset({State.PAID, State.ARRIVED, State.ESCALATED, State.CLOSED})
"""Nothing more is under way there."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """drawn: the paper. there: the case has it now. roll: a printer with a roll prints it too."""

    drawn: Callable[[Case, Facts, Texts], Sheet]
    there: Callable[[Case], bool]
    roll: bool = False


def _goods_agreed(case: Case) -> bool:
    return case.kind is Kind.DEVICE and case.agreement is not None and case.agreement.in_force


# fmt: off
SHEETS: Mapping[CaseSheet, SheetRow] = MappingProxyType({
    # paper                          drawn         from when on
    CaseSheet.APPLICATION:  SheetRow(application,  lambda _case: True),
    CaseSheet.ANSWER:       SheetRow(answer,       lambda case: answered(case) is not None, roll=True),
    CaseSheet.AGREEMENT:    SheetRow(agreement,    lambda case: case.agreement is not None),
    CaseSheet.RETURN:       SheetRow(return_note,  _goods_agreed),
    CaseSheet.PAY_ORDER:    SheetRow(pay_order,    lambda case: case.state is State.ENTERED),
    CaseSheet.CONFIRMATION: SheetRow(confirmation, lambda case: case.paid_fen > 0 and case.state in PAID, roll=True),
})
# fmt: on


def sheets_of(case: Case) -> tuple[CaseSheet, ...]:
    """What can be printed of it now."""
    return tuple(sheet for sheet, row in SHEETS.items() if row.there(case))
