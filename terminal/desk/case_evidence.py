"""Papers of a case at the cash desk: files taken in, looked at, and taken away.

The rule: a file is whole on the disk before the journal says that it is there, and the journal says that it is gone
before it is; a start after a kill between the two finishes what was begun.
"""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from terminal.case.acts import PaperAttached, PaperDiscarded
from terminal.case.case import Case
from terminal.case.papers import Paper
from terminal.desk.case_door import CaseSheet, Faulty
from terminal.desk.case_files import CaseFiles, case_refused
from terminal.desk.door import Refusal
from terminal.desk.operators import Admitted
from terminal.language import TextId
from terminal.records.evidence import OTHER, EvidenceError, Standing

_NO_FILE = "0" * 64


class CaseEvidence:
    """See the module."""

    def __init__(self, files: CaseFiles) -> None:
        self._files = files

    def attach(self, by: Admitted, case_no: str, paper: Paper, file: Path) -> Case:
        """See terminal.desk.case_door.Cases. The very file of a paper that was lost is only put back."""
        case = self._files.case(case_no)
        until, faulty = self._keep_until(case), {(one.paper, one.sha256) for one in self._papers(case)}
        self._files.require(by, case_no, PaperAttached(paper, _NO_FILE, "?", 1, OTHER, until))
        with case_refused():
            kept = self._files.evidence.keep(file)
        if (paper, kept.sha256) in faulty:
            return case
        return self._files.act(
            by, case_no, PaperAttached(paper, kept.sha256, kept.name, kept.size, kept.media, until)
        )  # fmt: skip

    def discard(self, by: Admitted, case_no: str, sha256: str, why: str) -> Case:
        """See terminal.desk.case_door.Cases. A file that could not be taken away now is at the next start."""
        case = self._files.act(by, case_no, _discarded(sha256, why))
        with suppress(EvidenceError):
            self._take_away({sha256})
        return case

    def finish(self) -> None:
        """What a killed process left: files that no case keeps any more, and halves."""
        gone = {one.sha256 for case in self._files.cases() for one in case.papers if one.discarded}
        with suppress(EvidenceError):
            self._files.evidence.tidy()
            self._take_away(gone)

    def faulty(self, case: Case) -> tuple[Faulty, ...]:
        """Papers whose file is not what was attached, and the agreement where it is not what was drawn."""
        return (*self._papers(case), *self._agreement(case))

    def _papers(self, case: Case) -> tuple[Faulty, ...]:
        looked = ((one, self._files.evidence.look(one.sha256)) for one in case.kept)
        return tuple(
            Faulty(one.paper, one.sha256, one.name, standing is Standing.VANISHED)
            for one, standing in looked
            if standing is not Standing.WHOLE
        )

    def _agreement(self, case: Case) -> tuple[Faulty, ...]:
        sha256 = case.agreement.sha256 if case.agreement else ""
        standing = self._files.evidence.look(sha256) if sha256 else Standing.WHOLE
        named = TextId(f"case_sheet.{CaseSheet.AGREEMENT}")
        fault = Faulty(CaseSheet.AGREEMENT, sha256, named, standing is Standing.VANISHED)
        return (fault,) if standing is not Standing.WHOLE else ()

    def require_papers(self, case: Case) -> None:
        """Refusal evidence_vanished or evidence_changed (paper, name) for the first that is not what was attached."""
        _require_none(self._papers(case))

    def require_agreement(self, case: Case) -> None:
        """The text that both sign is the one that was drawn. Refusal evidence_vanished, evidence_changed."""
        _require_none(self._agreement(case))

    def require_whole(self, case: Case) -> None:
        """Both of them."""
        _require_none(self.faulty(case))

    def data(self, sha256: str) -> bytes | None:
        """A paper's bytes as they were attached; None where they are not there whole."""
        with case_refused():
            evidence = self._files.evidence
            return evidence.data(sha256) if evidence.look(sha256) is Standing.WHOLE else None

    def gone(self, sha256: str) -> bool:
        """Nothing lies there under this hash."""
        with case_refused():
            return self._files.evidence.look(sha256) is Standing.VANISHED

    def _take_away(self, hashes: set[str]) -> None:
        cases = self._files.cases()
        kept = {one.sha256 for case in cases for one in case.kept} | {text for case in cases for text in case.texts}
        for sha256 in sorted(hashes - kept):
            self._files.evidence.remove(sha256)

    def _keep_until(self, case: Case) -> str:
        today = self._files.place.clock().date()
        return (today + timedelta(days=case.terms.retain_days)).isoformat()


def _require_none(faulty: tuple[Faulty, ...]) -> None:
    for one in faulty:
        raise Refusal("evidence_vanished" if one.vanished else "evidence_changed", paper=one.paper, name=one.name)


def _discarded(sha256: str, why: str) -> PaperDiscarded:
    try:
        return PaperDiscarded(sha256, why)
    except ValueError as error:
        raise Refusal("case_words", reason=str(error)) from None
