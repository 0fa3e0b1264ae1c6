"""证据包 at the cash desk: one PDF of everything a case holds, and the same for programs, as new files.

The rule: every file of a paper is looked at while the bundle is made, and what is not whole is named and not passed on
as evidence.
"""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from terminal.case.case import Case
from terminal.case.course import Evidence
from terminal.case.paper import A4_COLUMNS, Proof, Standing, bundle, lines
from terminal.columns import clean, cut
from terminal.desk.case_door import Bundle
from terminal.desk.case_evidence import CaseEvidence
from terminal.desk.case_facts import facts_of
from terminal.desk.case_files import CaseFiles
from terminal.desk.exports import made_here, saved
from terminal.desk.workplace import journal_refused
from terminal.language import Texts, translator
from terminal.records.entry import Entry

if TYPE_CHECKING:  # Pillow and the font only where something is drawn
    from terminal.printers.pdf_document import PdfPage

MOST_PICTURES = 24
"""Drawn in one bundle, 100 MB on the way; what is beyond is in the machine's copy, and in the index as any other."""


class CaseBundle:
    """See the module."""

    def __init__(self, files: CaseFiles, evidence: CaseEvidence) -> None:
        self._files = files
        self._place = files.place
        self._evidence = evidence

    def made(self, case: Case, lang: str) -> Bundle:
        """Both files. Refusal not_exported."""
        from terminal.records.case_copy import case_copy

        whole = self._whole(case)
        text = self._evidence.data(case.agreement.sha256) if case.agreement else None
        entries = self._entries(case)
        chain = self._chain(case, entries)
        pdf = self._pdf(case, whole, text or b"", chain, translator(lang))
        machine = case_copy(case, entries, chain, whole, text or b"")
        stem = f"case-{case.case_no}"
        digests = (hashlib.sha256(pdf).hexdigest(), hashlib.sha256(machine).hexdigest())
        return Bundle(saved(self._place, stem, "pdf", pdf), saved(self._place, stem, "zip", machine), digests)

    def _pdf(self, case: Case, whole: dict[str, bytes], text: bytes, chain: str, t: Texts) -> bytes:
        from terminal.printers.a4 import drawn_pages
        from terminal.printers.pdf_document import document
        from terminal.records.case_pages import case_pages

        made, no = made_here(self._place), case.case_no
        proof = Proof(self._standings(case), bool(text), chain, self._place.clock())
        said = lines(bundle(case, facts_of(self._place, self._files.policy, case, t), proof, t))
        agreed = text.decode("utf-8").splitlines()
        first = len(case_pages(said, no, made, t).pages)
        second = len(case_pages(agreed, no, made, t).pages) if text else 0
        pictures = self._pictures(case, whole, first + second, t)
        pages = list(drawn_pages(case_pages(said, no, made, t, behind=second + len(pictures))))
        if text:
            pages += drawn_pages(case_pages(agreed, no, made, t, before=first, behind=len(pictures)))
        return document([*pages, *pictures])

    def _pictures(self, case: Case, whole: dict[str, bytes], before: int, t: Texts) -> "list[PdfPage]":
        """before: pages of the file that come first."""
        from scanner.reader.reader import Reader
        from terminal.printers.picture_page import picture_page

        pages: list[PdfPage] = []
        shown = [(at, one) for at, one in enumerate(case.papers, 1) if _drawn(one, whole)][:MOST_PICTURES]
        with Reader() as reader:
            for at, one in shown:
                over = (_whose(case, before + len(pages) + 1, t), *_over(at, one, t))
                page = picture_page(whole[one.sha256], over, reader.fitted, practice=case.practice)
                pages += [page] if page is not None else []
        return pages

    def _whole(self, case: Case) -> dict[str, bytes]:
        """Bytes of the kept papers that are what was attached, by their SHA-256."""
        found = {one.sha256: self._evidence.data(one.sha256) for one in case.kept}
        return {sha256: data for sha256, data in found.items() if data is not None}

    def _standings(self, case: Case) -> dict[str, Standing]:
        faulty = {
            one.sha256: Standing.VANISHED if one.vanished else Standing.CHANGED for one in self._evidence.faulty(case)
        }
        return {one.sha256: faulty.get(one.sha256, Standing.KEPT) for one in case.kept}

    def _entries(self, case: Case) -> tuple[Entry, ...]:
        """Every event of the case, oldest first, and of its refunds."""
        with journal_refused():
            subjects = (case.case_no, *(one.key for one in case.refunds))
            found = [entry for subject in subjects for entry in self._place.journal.entries(subject)]
        return tuple(sorted(found, key=lambda one: one.seq))

    def _chain(self, case: Case, entries: tuple[Entry, ...]) -> str:
        last = [one for one in entries if one.subject == case.case_no][-1]
        with journal_refused():
            return self._place.journal.mark(last.kind, case.case_no)


def _drawn(one: Evidence, whole: Mapping[str, bytes]) -> bool:
    return not one.discarded and one.sha256 in whole and one.media.startswith("image/")


def _whose(case: Case, page: int, t: Texts) -> str:
    return f"{t('title.bundle')}  {t('form.case_no')} {case.case_no}  {t('bundle.page', n=page)}"


def _over(at: int, one: Evidence, t: Texts) -> tuple[str, ...]:
    """Lines over a picture."""
    named = t("bundle.picture", n=at, paper=t(f"case_paper.{one.paper}"), name=clean(one.name))
    return cut(named, A4_COLUMNS), f"SHA-256 {one.sha256}"
