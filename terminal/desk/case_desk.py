"""退款申请 at the cash desk: implements terminal.desk.case_door.Cases on one workplace.

It lists, opens and moves cases, and hands what touches files, payments outside and printers to the desks of those. The
rule: an act is done as it was asked for, or is a Refusal after which nothing has changed; before an approval and before
money goes every paper and the original are looked at anew, and before a signature the agreement.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from protocol.cards import Card
from protocol.transactions import Original
from terminal.case import acts
from terminal.case.acts import Act, FormChanged, Opened
from terminal.case.case import Case
from terminal.case.judge import require_payable
from terminal.case.papers import Kind, Paper
from terminal.case.request import Form, Sale
from terminal.case.waiting import Waiting, waiting
from terminal.case.words import ENDED
from terminal.desk import case_terms
from terminal.desk.case_door import Bundle, CaseSheet, CaseView, Listed, PayeeKeyedIn, Which
from terminal.desk.case_evidence import CaseEvidence
from terminal.desk.case_facts import refunds_of
from terminal.desk.case_files import CaseFiles, case_refused
from terminal.desk.case_inbox import Incoming, inbox_files, incoming
from terminal.desk.case_may import may_now
from terminal.desk.case_originals import CaseOriginals, sale_of
from terminal.desk.case_outside import CaseOutside
from terminal.desk.case_papers import CasePapers
from terminal.desk.door import RefundRequest, RefundResult, Refusal, TellBoth
from terminal.desk.operators import Admitted, Right
from terminal.desk.original_desk import OriginalDesk
from terminal.desk.refund_desk import RefundDesk
from terminal.language import DEFAULT
from terminal.line.till import SignedOn
from terminal.printers.outcome import Printout
from terminal.trade import rules
from terminal.trade.refund import LinkIdentity

_REASONS = {Kind.DEVICE: "quality", Kind.TRANSACTION: "paid_twice", Kind.SERVICE: "quality", Kind.POLICY: "other"}
"""What the refund's slip says: codes of terminal.desk.door.REASONS."""

_SILENT = frozenset({"link_silent", "link_unavailable", "link_garbled", "link_bad_mac"})
"""Who did not answer a question is not asked it on every page."""

_OWN_METHOD = (
    acts.Opened,
    acts.FormChanged,
    acts.PaperAttached,
    acts.PaperDiscarded,
    acts.AgreementDrawn,
    acts.PayeeKeyed,
    acts.EntryIntended,
    acts.EntryTaken,
    acts.EntryRefused,
    acts.ReleaseIntended,
    acts.EntryReleased,
    acts.PaidOutside,
    acts.RefundMoved,
)
"""What needs more than its own words."""


class CaseDesk:
    """originals, refunds: where a sale is found, and its refund made."""

    def __init__(self, files: CaseFiles, originals: OriginalDesk, refunds: RefundDesk) -> None:
        self._files = files
        self._refunds = refunds
        self._originals = CaseOriginals(files, originals)
        self._evidence = CaseEvidence(files)
        self._outside = CaseOutside(files, self._originals, self._evidence)
        self._silent: SignedOn | None = None
        self._papers = CasePapers(files.place, files, self._evidence)

    # --- lists ------------------------------------------------------------------------------------------------------

    def listed(self, by: Admitted, which: Which = Which.OPEN, text: str = "") -> tuple[Listed, ...]:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        every = [Listed(case, self._waiting(case)) for case in self._files.cases() if _found(case, text)]
        shown = [one for one in every if _SHOWN[which](one, self._today)]
        return tuple(sorted(shown, key=_order, reverse=True))

    def due(self, by: Admitted) -> int:
        """How many are."""
        return len(self.listed(by, Which.DUE))

    def view(self, by: Admitted, case_no: str) -> CaseView:
        """See terminal.desk.case_door.Cases."""
        who = self._files.admitted(by, Right.CASE)
        remaining = self._remaining(self._files.case(case_no))  # where its host is asked, an answer may come late
        case = self._files.case(case_no)
        return CaseView(
            case,
            self._waiting(case),
            may_now(case, who, self._files.place.at()),
            self._evidence.faulty(case),
            remaining,
            self._papers.sheets(case),
            tuple(one for one in refunds_of(self._files.place, case_no) if one.contradicted),
        )

    def about(self, original: Original) -> Case | None:
        """See terminal.desk.case_door.Cases."""
        return self._files.about((original.reference_no, original.month_day))

    # --- a case and its acts ----------------------------------------------------------------------------------------

    def open(self, by: Admitted, kind: Kind, original: Original, form: Form) -> Case:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        policy, sale = self._files.policy, _sale(original, self._files.place.link)
        ever = case_terms.once_ever(policy, self._today, original)
        self._files.require_single(sale, form, ever=ever)
        self._originals.require_as_sold(original)
        rules.amount_of(original, form.items)
        terms = case_terms.terms_for(policy, self._today, kind, original, form)
        return self._files.open(by, Opened(kind, sale, form, terms, practice=self._files.place.outlet.practice))

    def act(self, by: Admitted, case_no: str, act: Act) -> Case:
        """See terminal.desk.case_door.Cases."""
        if isinstance(act, _OWN_METHOD):
            raise Refusal("usage", hint="this act has a way of its own")
        case = self._files.require(by, case_no, act)
        if isinstance(act, acts.Approved):
            act = self._approvable(case, act)
        if isinstance(act, acts.Signed):
            self._evidence.require_agreement(case)
        if isinstance(act, acts.Reopened):
            self._files.require_single(case.sale, case.form, case_no)
        return self._files.act(by, case_no, act)

    def change_form(self, by: Admitted, case_no: str, form: Form) -> Case:
        """See terminal.desk.case_door.Cases."""
        case = self._files.case(case_no)
        self._files.require(by, case_no, FormChanged(form, case.terms))
        self._files.require_single(case.sale, form, case_no)
        original = self._known(case)
        terms = case_terms.terms_after(self._files.policy, case, original, form)
        return self._files.act(by, case_no, FormChanged(form, terms))

    def _approvable(self, case: Case, act: acts.Approved) -> acts.Approved:
        """Everything that is promised is there; with what the sale's source says was given back before. Refusal
        evidence_vanished, amount_over_remaining …
        """
        case_terms.require_route(self._files.policy, case, act.route)
        self._evidence.require_papers(case)
        original = self._originals.require_left(case, act.granted_fen - case.paid_fen)
        return replace(act, before_fen=max(0, original.given_back_fen - case.paid_fen))

    # --- papers -----------------------------------------------------------------------------------------------------

    def attach(self, by: Admitted, case_no: str, paper: Paper, file: Path) -> Case:
        """See terminal.desk.case_door.Cases."""
        return self._evidence.attach(by, case_no, paper, file)

    def inbox(self, by: Admitted) -> tuple[Incoming, ...]:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        return inbox_files(self._files.place.journal.path)

    def incoming(self, by: Admitted, file: Path) -> Incoming:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        with case_refused():
            return incoming(file)

    def discard(self, by: Admitted, case_no: str, sha256: str, why: str) -> Case:
        """See terminal.desk.case_door.Cases."""
        return self._evidence.discard(by, case_no, sha256, why)

    def draw_agreement(
        self, by: Admitted, case_no: str, lang: str = DEFAULT, *, anew: bool = False
    ) -> tuple[Case, Printout]:
        """See terminal.desk.case_door.Cases."""
        return self._papers.draw_agreement(by, case_no, lang, anew=anew)

    def print(self, by: Admitted, case_no: str, sheet: CaseSheet, lang: str = DEFAULT) -> Printout:
        """See terminal.desk.case_door.Cases."""
        return self._papers.print(by, case_no, sheet, lang)

    def bundle(self, by: Admitted, case_no: str, lang: str) -> Bundle:
        """See terminal.desk.case_door.Cases."""
        return self._papers.bundle(by, case_no, lang)

    def slow_report(self, by: Admitted, lang: str) -> Path:
        """See terminal.desk.case_door.Cases."""
        return self._papers.slow_report(by, lang)

    def slow_lines(self, by: Admitted, columns: int, lang: str) -> tuple[str, ...]:
        """See terminal.desk.case_door.Cases."""
        return self._papers.slow_lines(by, columns, lang)

    # --- money ------------------------------------------------------------------------------------------------------

    def refund(self, by: Admitted, case_no: str, card: Card | None, tell: TellBoth) -> RefundResult:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        who, case = self._files.admitted(by, Right.ALLOW), self._files.case(case_no)
        with case_refused():
            require_payable(case, case.due_fen)
        self._evidence.require_whole(case)
        original = self._originals.find(case)
        items = _items(case, original)
        request = RefundRequest(original, case.due_fen, items, _REASONS[case.kind], case_no=case_no)
        return self._refunds.refund(who, request, card, tell)

    def key_payee(self, by: Admitted, case_no: str, payee: PayeeKeyedIn) -> Case:
        """See terminal.desk.case_door.Cases."""
        return self._outside.key_payee(by, case_no, payee)

    def enter(self, by: Admitted, case_no: str, payee: PayeeKeyedIn) -> Case:
        """See terminal.desk.case_door.Cases."""
        return self._outside.enter(by, case_no, payee)

    def release(self, by: Admitted, case_no: str, why: str) -> Case:
        """See terminal.desk.case_door.Cases."""
        return self._outside.release(by, case_no, why)

    def pay_outside(self, by: Admitted, case_no: str, payee: PayeeKeyedIn, reference: str, day: str) -> Case:
        """See terminal.desk.case_door.Cases."""
        return self._outside.pay(by, case_no, payee, reference, day)

    def take_up(self, by: Admitted, case_no: str) -> Case:
        """See terminal.desk.case_door.Cases."""
        return self._outside.take_up(by, case_no)

    def resume(self) -> None:
        """What a killed process left: files to be taken away, entries that had no answer."""
        self._evidence.finish()
        self._outside.resume()

    # --- inside -----------------------------------------------------------------------------------------------------

    @property
    def _today(self) -> date:
        return self._files.place.clock().date()

    def _waiting(self, case: Case) -> Waiting:
        since = case_terms.rules_since(self._files.policy, case, self._today)
        return waiting(case, self._today, rules_since=since)

    def _known(self, case: Case) -> Original:
        """Its original, as the case knows it where nobody can be asked now."""
        try:
            return self._originals.find(case)
        except Refusal:
            return self._originals.known(case.sale)

    def _remaining(self, case: Case) -> int | None:
        """Of its original; only an open case's host is asked, while somebody is signed on, and not again where it was
        silent since: a page waits for it once.
        """
        station = self._files.place.station
        if case.state in ENDED or station is None or station is self._silent:
            return None
        try:
            return self._originals.find(case).remaining_fen
        except Refusal as refusal:
            self._silent = station if refusal.word in _SILENT else None
            return None


def _sale(original: Original, link: LinkIdentity) -> Sale:
    try:
        return sale_of(original, link)
    except ValueError:
        raise Refusal("order_unknown") from None


def _items(case: Case, original: Original) -> tuple[tuple[str, int], ...]:
    """The goods of the form where what is due is their price; else it is a refund by amount."""
    with suppress(Refusal):
        if case.form.items and rules.amount_of(original, case.form.items) == case.due_fen:
            return case.form.items
    return ()


def _found(case: Case, text: str) -> bool:
    wanted = text.strip().casefold()
    return any(wanted in known.casefold() for known in (case.case_no, case.form.receipt_no, case.form.applicant))


def _due(one: Listed, today: date) -> bool:
    """Its time is over, or that of a paper which nobody has to keep any longer."""
    return one.waiting.overdue or any(paper.keep_until < today.isoformat() for paper in one.case.kept)


_SHOWN: Mapping[Which, Callable[[Listed, date], bool]] = {
    Which.OPEN: lambda one, _today: one.case.state not in ENDED,
    Which.DUE: _due,
    Which.ALL: lambda _one, _today: True,
}


def _order(one: Listed) -> tuple[int, str]:
    """Longest overdue first, then the newest: to be sorted backwards."""
    late = date.max.toordinal() - date.fromisoformat(one.waiting.due).toordinal() if one.waiting.overdue else 0
    return late, one.case.case_no
