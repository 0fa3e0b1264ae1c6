"""What a case is paid outside the terminal: the payee keyed twice, entered against the original, released.

The rule: an entry is durable before it leaves, and one that nobody answered is asked about under its own key, never
made anew; a payee is in memory while it is checked, and afterwards a mask and a keyed hash.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from protocol.transactions import Outside, OutsideEntry, OutsideRelease, OutsideRoute, RefundKey, Unneeded
from terminal.case.acts import (
    Act,
    EntryIntended,
    EntryRefused,
    EntryReleased,
    EntryTaken,
    PaidOutside,
    PayeeKeyed,
    ReleaseIntended,
)
from terminal.case.case import Case
from terminal.case.course import Entry, Payee
from terminal.case.judge import CaseFault
from terminal.case.payee import Keyed, checked
from terminal.case.words import State
from terminal.desk.case_door import PayeeKeyedIn
from terminal.desk.case_evidence import CaseEvidence
from terminal.desk.case_files import CaseFiles
from terminal.desk.case_originals import CaseOriginals
from terminal.desk.door import Refusal
from terminal.desk.operators import Admitted, Right
from terminal.desk.workplace import Workplace, journal_refused
from terminal.language import TextId
from terminal.line.outside_talk import OutsideTalk, entry_key
from terminal.trade.outside import OutsideState


class CaseOutside:
    """See the module."""

    def __init__(self, files: CaseFiles, originals: CaseOriginals, evidence: CaseEvidence) -> None:
        self._files = files
        self._evidence = evidence
        self._originals = originals

    @property
    def _place(self) -> Workplace:
        return self._files.place

    def key_payee(self, by: Admitted, case_no: str, payee: PayeeKeyedIn) -> Case:
        """See terminal.desk.case_door.Cases."""
        keyed = _keyed(payee)
        digest = self._place.parts.keyed.hashed(keyed.text)
        masked = Payee(keyed.route, keyed.name, keyed.account, keyed.bank, digest, by.operator_no)
        return self._files.act(by, case_no, PayeeKeyed(masked))

    def enter(self, by: Admitted, case_no: str, payee: PayeeKeyedIn) -> Case:
        """See terminal.desk.case_door.Cases."""
        case = self._files.case(case_no)
        digest = self._digest(case, payee)
        intent = EntryIntended("?", max(1, case.due_fen), digest, at_host=False)
        self._files.require(by, case_no, intent)
        self._evidence.require_whole(case)
        self._originals.require_left(case, case.due_fen)
        on, till = self._place.signed_on(), self._place.till
        with journal_refused():
            key = entry_key(till, on)
        intent = replace(intent, key=str(key), at_host=till.can.outside_entry, link=on.identity)
        if not intent.at_host:
            self._files.act(by, case_no, intent)
            return self._files.heard(by.operator_no, case_no, EntryTaken(intent.key))
        entry = Entry(intent.key, intent.amount_fen, intent.at_host, by.operator_no, "", link=on.identity)
        asked = _Asked(case_no, _entry(case, entry), entry, by.operator_no)
        return self._ask(asked, lambda: self._files.act(by, case_no, intent))

    def pay(self, by: Admitted, case_no: str, payee: PayeeKeyedIn, reference: str, day: str) -> Case:
        """See terminal.desk.case_door.Cases.pay_outside."""
        digest = self._digest(self._files.case(case_no), payee)
        try:
            paid = PaidOutside(reference, day, digest)
        except ValueError as error:
            raise Refusal("case_words", reason=str(error)) from None
        self._files.require(by, case_no, paid)
        self._files.require_paid_once(paid)
        return self._files.act(by, case_no, paid)

    def release(self, by: Admitted, case_no: str, why: str) -> Case:
        """See terminal.desk.case_door.Cases."""
        case = self._files.case(case_no)
        entry = case.entry
        intent = _release(entry.key if entry else "?", why)
        self._files.require(by, case_no, intent)
        if entry is None or not entry.at_host:
            self._files.act(by, case_no, intent)
            return self._files.heard(by.operator_no, case_no, EntryReleased(intent.key))
        self._require_here(entry)
        asked = _Asked(case_no, self._released(entry), entry, by.operator_no)
        return self._ask(asked, lambda: self._files.act(by, case_no, intent))

    def take_up(self, by: Admitted, case_no: str) -> Case:
        """See terminal.desk.case_door.Cases."""
        self._files.admitted(by, Right.CASE)
        return self._taken_up(self._files.case(case_no))

    def resume(self) -> None:
        """At a start: ask about every entry and release that had no answer; what has none still is for `take_up`."""
        for case in self._files.cases():
            if case.state in (State.ENTERING, State.RELEASING):
                with suppress(Refusal):
                    self._taken_up(case)

    def _taken_up(self, case: Case) -> Case:
        entry, entering = case.entry, case.state is State.ENTERING
        if entry is None or not (entering or case.state is State.RELEASING):
            raise Refusal("case_not_ready", case=case.case_no, state=case.state.value)
        if not entry.at_host:
            done: Act = EntryTaken(entry.key) if entering else EntryReleased(entry.key)
            return self._files.heard(entry.by, case.case_no, done)
        self._require_here(entry)
        request = _entry(case, entry) if entering else self._released(entry)
        return self._ask(_Asked(case.case_no, request, entry, entry.by, again=True), _nothing)

    def _ask(self, asked: "_Asked", record: Callable[[], object]) -> Case:
        """Hold the conversation; what came of it is durable when it returns. No answer: the case is as it is."""
        entry, case_no = asked.entry, asked.case_no
        link = entry.link or self._place.signed_on().identity
        talk = OutsideTalk(self._place.till, asked.request, link, lambda: _none(record()), again=asked.again)
        self._place.run(talk)
        match talk.outcome.state:
            case OutsideState.ENTERED:
                return self._files.heard(asked.by, case_no, EntryTaken(entry.key))
            case OutsideState.RELEASED:
                return self._files.heard(asked.by, case_no, EntryReleased(entry.key))
            case OutsideState.REFUSED if isinstance(asked.request, OutsideEntry):
                return self._files.heard(asked.by, case_no, EntryRefused(entry.key, talk.outcome.code))
        return self._files.case(case_no)

    def _digest(self, case: Case, payee: PayeeKeyedIn) -> str:
        """Of the payee as keyed now: that of before where it is the same."""
        return self._place.parts.keyed.again(_keyed(payee).text, case.payee.digest if case.payee else "")

    def _released(self, entry: Entry) -> OutsideRelease:
        with journal_refused():
            trace_no = self._place.journal.next_trace()
        return OutsideRelease(RefundKey.parse(entry.key), trace_no, Unneeded.MISTAKE)

    def _require_here(self, entry: Entry) -> None:
        """Its host is the one that this terminal is signed on to. Refusal entry_elsewhere."""
        on = self._place.signed_on()
        if entry.link != on.identity:
            raise Refusal("entry_elsewhere")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the host is asked about an entry. by: whose act the answer is. again: it may have been asked before."""

    case_no: str
    request: Outside
    entry: Entry
    by: str
    again: bool = False


def _keyed(payee: PayeeKeyedIn) -> Keyed:
    try:
        return checked(payee.route, payee.name, payee.account, payee.bank)
    except CaseFault as fault:
        raise Refusal(fault.word, **fault.details, said=TextId(f"payee.{fault.details['rule']}")) from None


def _entry(case: Case, entry: Entry) -> OutsideEntry:
    payee = case.payee
    if payee is None:
        raise Refusal("payee_missing", case=case.case_no)
    return OutsideEntry(
        RefundKey.parse(entry.key),
        entry.amount_fen,
        case.sale.reference_no,
        case.sale.month_day,
        OutsideRoute(payee.route.value),
        case.case_no,
        payee.keyed_by,
        entry.by,
        case.sale.order_no,
    )


def _release(key: str, why: str) -> ReleaseIntended:
    try:
        return ReleaseIntended(key, why)
    except ValueError as error:
        raise Refusal("case_words", reason=str(error)) from None


def _nothing() -> None:
    """The intent is durable already."""


def _none(_done: object) -> None:
    """What an act came to is read afterwards."""
