"""Printed papers of a case at the cash desk: which there are, its agreement, its bundle of evidence, slow cases.

The rule: a paper says what the journal says of the case; the agreement's text is kept under its hash before the journal
says that it was drawn, and is printed from there and from nowhere else.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from terminal.case.acts import AgreementDrawn
from terminal.case.case import Case
from terminal.case.paper import Sheet, digest, lines, parts, text_of
from terminal.columns import wrap
from terminal.desk.case_bundle import CaseBundle
from terminal.desk.case_door import Bundle, CaseSheet
from terminal.desk.case_evidence import CaseEvidence
from terminal.desk.case_facts import facts_of
from terminal.desk.case_files import CaseFiles, case_refused
from terminal.desk.case_sheets import SHEETS, sheets_of
from terminal.desk.door import Refusal
from terminal.desk.exports import made_here, saved
from terminal.desk.operators import Admitted, Right
from terminal.desk.workplace import Workplace
from terminal.language import LANGUAGES, translator
from terminal.printers.outcome import Output, Printout
from terminal.receipt import MM58, Part

NOTHING_DRAWN = "0" * 64
"""Of no text: asks whether an agreement may be drawn at all."""

_RUN = re.compile(r"-{33,}|_{11,}")
_ROOM = 10
"""Columns to sign on, where nobody signs."""


class CasePapers:
    """See the module."""

    def __init__(self, place: Workplace, files: CaseFiles, evidence: CaseEvidence) -> None:
        self._place = place
        self._files = files
        self._evidence = evidence
        self._bundle = CaseBundle(files, evidence)

    def sheets(self, case: Case) -> tuple[CaseSheet, ...]:
        """What can be printed of it now."""
        return sheets_of(case)

    def draw_agreement(self, by: Admitted, case_no: str, lang: str, *, anew: bool) -> tuple[Case, Printout]:
        """See terminal.desk.case_door.Cases."""
        case = self._files.require(by, case_no, AgreementDrawn(NOTHING_DRAWN))
        sheet = self._sheet(case, CaseSheet.AGREEMENT, lang)
        signed = case.agreement if case.agreement and case.agreement.signatures else None
        if signed is not None and signed.sha256 != digest(sheet) and not anew:
            raise Refusal("agreement_voids", case=case_no)
        with case_refused():
            kept = self._files.evidence.keep_bytes(text_of(sheet), sheet.title)
        same = case.agreement is not None and case.agreement.sha256 == kept.sha256
        drawn = case if same else self._files.act(by, case_no, AgreementDrawn(kept.sha256))
        return drawn, self._print_text(by, drawn, lang)

    def print(self, by: Admitted, case_no: str, sheet: CaseSheet, lang: str) -> Printout:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        case = self._files.case(case_no)
        if sheet not in sheets_of(case):
            raise Refusal("case_not_yet", case=case_no, sheet=sheet.value)
        if sheet is CaseSheet.AGREEMENT:
            return self._print_text(by, case, lang)
        drawn = self._sheet(case, sheet, lang)
        roll = parts(drawn, self._place.parts.printer.paper) if SHEETS[sheet].roll else ()
        return self._printed(by, case, sheet, lang, lines(drawn), lines(drawn, MM58.columns), roll)

    def bundle(self, by: Admitted, case_no: str, lang: str) -> Bundle:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        return self._bundle.made(self._files.case(case_no), lang)

    def slow_report(self, by: Admitted, lang: str) -> Path:
        """See terminal.desk.case_door.Cases."""
        from terminal.records.printed import slow_pdf  # Pillow and the font only where something is drawn

        self._files.admitted(by, Right.CASE)
        now, t = self._place.clock(), translator(lang)
        return saved(self._place, "slow", "pdf", slow_pdf(self._files.cases(), now, made_here(self._place), t))

    def slow_lines(self, by: Admitted, columns: int, lang: str) -> tuple[str, ...]:
        """See terminal.desk.case_door.Cases."""
        from terminal.records.slow_cases import slow_lines

        self._files.admitted(by, Right.CASE)
        return slow_lines(self._files.cases(), self._place.clock(), translator(lang), columns)

    def _sheet(self, case: Case, sheet: CaseSheet, lang: str) -> Sheet:
        t = translator(lang)
        return SHEETS[sheet].drawn(case, facts_of(self._place, self._files.policy, case, t), t)

    def _print_text(self, by: Admitted, case: Case, lang: str) -> Printout:
        """协议 as it was drawn."""
        text = self._agreed(case)
        small = [line for said in text for line in _narrow(said.strip())]
        named = ("", f"{translator(lang)('agreement.digest')}:", case.agreement.sha256 if case.agreement else "")
        return self._printed(by, case, CaseSheet.AGREEMENT, lang, (*text, *named), small, ())

    def _agreed(self, case: Case) -> tuple[str, ...]:
        """The text that was drawn: as it was kept, or drawn and kept again where that gives the very same. Refusal
        evidence_vanished, evidence_changed.
        """
        sha256 = case.agreement.sha256 if case.agreement else NOTHING_DRAWN
        kept = self._evidence.data(sha256)
        if kept is not None:
            return tuple(kept.decode("utf-8").splitlines())
        for lang in LANGUAGES:
            again = self._sheet(case, CaseSheet.AGREEMENT, lang)
            if digest(again) == sha256:
                with case_refused():
                    self._files.evidence.keep_bytes(text_of(again), again.title)
                return lines(again)
        word = "evidence_vanished" if self._evidence.gone(sha256) else "evidence_changed"
        raise Refusal(word, name=translator()("case_sheet.agreement"))

    def _printed(
        self,
        by: Admitted,
        case: Case,
        sheet: CaseSheet,
        lang: str,
        said: Iterable[str],
        small: Iterable[str],
        roll: tuple[Part, ...],
    ) -> Printout:
        """said: its lines of A4. small: as a screen shows it. roll: its form for one, empty without."""
        from terminal.records.case_pages import case_pages

        t, printer = translator(lang), self._place.parts.printer
        a4 = case_pages(tuple(said), case.case_no, replace(made_here(self._place), printed=True), t)
        stem = f"case-{case.case_no}-{sheet}"
        return printer.print_paper(
            Output(roll, printer.paper, stem, a4=a4), tuple(small), case.case_no, by.operator_no, sheet.value
        )


def _narrow(text: str) -> list[str]:
    """A line of A4 on a screen: a rule across it stays one line, and room to sign is less."""
    return wrap(
        _RUN.sub(lambda run: run[0][:_ROOM] if run[0][0] == "_" else run[0][: MM58.columns], text), MM58.columns
    )
