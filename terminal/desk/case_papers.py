"""Printed papers of a case at the cash desk: which there are, its agreement, the bundle of its evidence.

The rule: a paper says what the journal says of the case, and the agreement's hash is of the text that was printed.
"""

import hashlib
from pathlib import Path

from terminal.case.acts import AgreementDrawn
from terminal.case.case import Case
from terminal.desk.case_door import Bundle, CaseSheet
from terminal.desk.case_evidence import CaseEvidence
from terminal.desk.case_files import CaseFiles
from terminal.desk.door import Refusal
from terminal.desk.operators import Admitted, Right
from terminal.desk.workplace import Workplace
from terminal.printers.outcome import Printout


class CasePapers:
    """See the module."""

    def __init__(self, place: Workplace, files: CaseFiles, evidence: CaseEvidence) -> None:
        self._place = place
        self._files = files
        self._evidence = evidence

    def sheets(self, _case: Case) -> tuple[CaseSheet, ...]:
        """What can be printed of it now."""
        return ()

    def draw_agreement(self, by: Admitted, case_no: str, _lang: str) -> tuple[Case, Printout]:
        """See terminal.desk.case_door.Cases."""
        case = self._files.case(case_no)
        text = f"{case.case_no} {case.decision}"
        drawn = AgreementDrawn(hashlib.sha256(text.encode("utf-8")).hexdigest())
        return self._files.act(by, case_no, drawn), Printout()

    def print(self, by: Admitted, case_no: str, sheet: CaseSheet, _lang: str) -> Printout:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        raise Refusal("case_not_yet", case=case_no, sheet=sheet.value)

    def bundle(self, by: Admitted, case_no: str, _lang: str) -> Bundle:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        raise Refusal("case_not_yet", case=case_no, sheet="bundle")

    def slow_report(self, by: Admitted, _lang: str) -> Path:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        raise Refusal("not_exported")

    def slow_lines(self, by: Admitted, _columns: int, _lang: str) -> tuple[str, ...]:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        return ()
