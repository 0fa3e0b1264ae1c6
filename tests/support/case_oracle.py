"""Was that history of a case lawful? Written from the words of the trade, and from no table or rule of ours.

It reads acts alone, oldest first, and keeps its own few facts. `complaint` names the first thing that should not have
happened; "" for a history that may stand.
"""

from dataclasses import dataclass, field

from terminal.case.acts import Act, Happened, word_of
from terminal.case.words import RefundStanding, Route
from terminal.trade.refund import LinkIdentity

REQUESTS = {"Opened", "FormChanged", "Applied", "Reopened"}
DECISIONS = {"Approved", "Refused", "PapersAsked", "BarLifted", "GoodsRejected"}
ACCOUNT = "110908222710808"
"""Somebody's, at a bank; no card."""
ALWAYS = {"TalkHeld", "WaitNoted", "PaperAttached", "PaperDiscarded", "RefundMoved"}


@dataclass
class Facts:
    """What an auditor would note down."""

    opened: Act | None = None
    form: object = None
    requesters: set[str] = field(default_factory=set)
    begun: bool = False
    handed_in: bool = False
    papers: dict[tuple[object, str], str] = field(default_factory=dict)
    keep_until: dict[str, str] = field(default_factory=dict)
    relied_on: set[str] = field(default_factory=set)
    asked_for: set[object] = field(default_factory=set)
    did_not_do: set[tuple[object, str]] = field(default_factory=set)
    approval: Act | None = None
    text: str = ""
    signed: set[object] = field(default_factory=set)
    received: bool = False
    fit: bool | None = None
    refunds: dict[str, tuple[int, RefundStanding]] = field(default_factory=dict)
    payee: object = None
    entry: tuple[str, int] | None = None
    entered_on: str = ""
    price: int = 0
    stands: bool = False
    giving_back: bool = False
    paid_outside: int = 0
    arrived: bool = False
    barred: bool = False
    withheld: int = 0
    ended: bool = False
    escalated: bool = False
    refused: bool = False
    sent_back: bool = False
    going_back: bool = False

    @property
    def paid(self) -> int:
        """Fen the customer has."""
        return self.paid_outside + sum(fen for fen, how in self.refunds.values() if how is RefundStanding.PAID)

    @property
    def taken(self) -> int:
        """Fen the customer has or may have."""
        through = sum(fen for fen, how in self.refunds.values() if how is not RefundStanding.NOTHING)
        return self.paid_outside + through + (self.entry[1] if self.entry else 0)

    @property
    def bought(self) -> bool:
        """The customer has what the last decision gave, whether it is looked at again or not."""
        return 0 < self.price <= self.paid

    @property
    def granted(self) -> int:
        """Fen that an approval in force allows, in all."""
        return self.approval.granted_fen if self.approval else 0  # type: ignore[union-attr]

    @property
    def agreed(self) -> bool:
        """Approved, both have signed, and a device is back and was taken."""
        device = self.opened.kind == "device"  # type: ignore[union-attr]
        return self.approval is not None and len(self.signed) == 2 and (self.fit is True or not device)


class Auditor:
    """Hears a case's acts, and the refunds that somebody wants to start from it."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.complaint = ""

    def start(self, fen: int, link: LinkIdentity) -> None:
        """Somebody starts a refund through the terminal, at this host."""
        facts = self.facts
        self._must(link == facts.opened.sale.link, "a refund at another host than the sale's")  # type: ignore[union-attr]
        self._must(facts.agreed, "a refund before there is an agreement in force")
        self._must(not facts.barred and not facts.ended and not facts.escalated, "a refund of a barred or ended case")
        self._must(getattr(facts.approval, "route", None) is Route.ORIGINAL, "through the terminal, but agreed outside")
        self._must(0 < fen <= facts.granted - facts.taken, "more than what was granted and is not taken")

    def hear(self, it: Happened) -> None:
        """One act that was let through."""
        facts, act, name = self.facts, it.act, type(it.act).__name__
        self._must(ACCOUNT not in repr(act), "an account in words")
        if name != "Opened":
            self._must(facts.opened is not None, "before it was opened")
        if facts.ended:
            self._must(name in {"Reopened", "BarLifted", "PaperDiscarded", "RefundMoved"}, f"{name} after the end")
        if name in DECISIONS:
            self._must(it.by not in facts.requesters, "decided on his own request")
        if facts.going_back and name not in ALWAYS:
            self._must(name in {"GoodsReturned", "Escalated"}, f"{name} while the shop has the device")
        if facts.escalated and name not in ALWAYS:
            self._must(name == "EscalationEnded", f"{name} while others decide")
        getattr(self, f"_{word_of(act)}", lambda _it, _act: None)(it, act)
        if name in REQUESTS:
            facts.requesters.add(it.by)
        self._must(facts.paid <= max(facts.granted, facts.paid if facts.approval is None else 0), "paid beyond")

    def _must(self, holds: bool, why: str) -> None:
        if not holds and not self.complaint:
            self.complaint = why

    def _opened(self, _it: Happened, act: Act) -> None:
        self._must(self.facts.opened is None, "opened twice")
        self.facts.opened, self.facts.form = act, act.form

    def _papers_begun(self, _it: Happened, _act: Act) -> None:
        self._must(not self.facts.begun, "papers begun twice")
        self.facts.begun = True

    def _form_changed(self, _it: Happened, act: Act) -> None:
        self._must(not self.facts.handed_in and self.facts.approval is None, "the form changed under review")
        self._must(act.form.wanted_fen <= self.facts.opened.sale.amount_fen, "more is wanted than was sold")
        self.facts.form = act.form

    def _paper_attached(self, it: Happened, act: Act) -> None:
        self.facts.papers[act.paper, act.sha256] = it.by
        self.facts.did_not_do.discard((act.paper, act.sha256))
        self.facts.keep_until[act.sha256] = act.keep_until
        if self.facts.handed_in or self.facts.approval or self.facts.escalated:
            self.facts.relied_on.add(act.sha256)

    def _paper_discarded(self, it: Happened, act: Act) -> None:
        gone = {key: by for key, by in self.facts.papers.items() if key[1] == act.sha256}
        self._must(bool(gone) and it.by not in gone.values(), "a paper taken away by who brought it, or that never was")
        over = self.facts.ended and it.at[:10] > self.facts.keep_until[act.sha256]
        self._must(over or act.sha256 not in self.facts.relied_on, "a paper that was handed in is taken away")
        self._must(over or not self.facts.ended, "a paper of an ended case is taken away before its day")
        self.facts.papers = {key: by for key, by in self.facts.papers.items() if key not in gone}

    def _rely(self) -> None:
        """Whoever decides has these before them."""
        self.facts.relied_on |= {sha256 for _paper, sha256 in self.facts.papers}

    def _applied(self, _it: Happened, _act: Act) -> None:
        self._must(
            self.facts.begun and not self.facts.handed_in and self.facts.approval is None, "applied out of order"
        )
        self.facts.handed_in, self.facts.refused = True, False
        self._rely()

    def _decidable(self, name: str) -> None:
        again = self.facts.approval is not None and self.facts.entry is None and not self.facts.received
        fit = self.facts.approval is not None and self.facts.fit is True and self.facts.entry is None
        self._must(self.facts.handed_in or ((again or fit) and name != "PapersAsked"), f"{name} without an application")

    def _approved(self, it: Happened, act: Act) -> None:
        facts = self.facts
        self._decidable("Approved")
        needed = set(facts.opened.terms.papers) | facts.asked_for
        self._must(
            needed <= {paper for paper, _sha in facts.papers.keys() - facts.did_not_do}, "approved with papers missing"
        )
        self._must(act.granted_fen + act.fee_fen <= facts.form.wanted_fen, "granted more than wanted")
        self._must(act.fee_fen < facts.form.wanted_fen, "a fee above the refund")
        self._must(act.granted_fen > facts.paid, "granted what is paid already")
        limit = facts.opened.terms.limit_fen
        again = act.granted_fen + act.before_fen
        self._must(it.by != "00" or not limit or again <= limit, "granted above the limit")
        terms, reasoned = facts.opened.terms, bool(act.words.strip())
        self._must(not terms.refused or (it.by != "00" and reasoned), "granted against the rules without the manager")
        self._must(act.fee_fen >= terms.fee_fen or reasoned, "a smaller fee than the rules', and no word why")
        facts.approval, facts.handed_in, facts.barred, facts.text, facts.signed = act, False, False, "", set()
        facts.price = act.granted_fen
        self._withhold()
        facts.withheld = facts.withheld if act.granted_fen < facts.withheld else 0
        facts.payee, facts.asked_for = None, set()

    def _refused(self, _it: Happened, _act: Act) -> None:
        self._decidable("Refused")
        self.facts.approval, self.facts.handed_in, self.facts.barred, self.facts.refused = None, False, True, True
        self.facts.price = 0
        self._withhold()

    def _withhold(self) -> None:
        """Decided against, or less than it: the most that was ever wanted is barred until that much is granted."""
        self.facts.withheld = max(self.facts.withheld, self.facts.form.wanted_fen)

    def _papers_asked(self, _it: Happened, act: Act) -> None:
        self._decidable("PapersAsked")
        self.facts.handed_in = False
        self.facts.asked_for |= set(act.papers)
        self.facts.did_not_do |= {key for key in self.facts.papers if key[0] in act.papers}

    def _agreement_drawn(self, _it: Happened, act: Act) -> None:
        self._must(self.facts.approval is not None and not self.facts.agreed, "an agreement out of order")
        self.facts.signed = self.facts.signed if act.sha256 == self.facts.text else set()
        self.facts.text = act.sha256

    def _signed(self, _it: Happened, act: Act) -> None:
        facts = self.facts
        self._must(bool(facts.text) and act.sha256 == facts.text, "another text was signed")
        self._must(act.party not in facts.signed, "signed twice")
        facts.signed = facts.signed | {act.party}

    def _goods_received(self, _it: Happened, _act: Act) -> None:
        self._must(self.facts.opened.kind == "device" and len(self.facts.signed) == 2, "a device before it is agreed")
        self.facts.received = True

    def _goods_checked(self, _it: Happened, _act: Act) -> None:
        self._must(self.facts.received, "checked what is not here")
        self.facts.fit, self.facts.received = True, False

    def _goods_rejected(self, _it: Happened, _act: Act) -> None:
        self._must(self.facts.received, "turned away what is not here")
        self.facts.fit, self.facts.received, self.facts.barred, self.facts.going_back = False, False, True, True
        self._withhold()

    def _goods_returned(self, _it: Happened, _act: Act) -> None:
        self._must(self.facts.fit is not None, "sent back what never came")
        self.facts.fit, self.facts.sent_back, self.facts.going_back = None, True, False

    def _payee_keyed(self, it: Happened, act: Act) -> None:
        self._must(self.facts.agreed and act.payee.route is self.facts.approval.route, "a payee of another route")
        self.facts.payee = (act.payee.digest, it.by)

    def _entry_intended(self, it: Happened, act: Act) -> None:
        facts = self.facts
        self._must(facts.agreed and not facts.barred and facts.entry is None, "entered before it is agreed, or twice")
        self._must(facts.payee is not None and facts.payee[0] == act.digest, "entered for another payee")
        self._must(facts.payee is not None and facts.payee[1] != it.by, "entered by one person alone")
        self._must(facts.approval.route is not Route.ORIGINAL, "outside, but agreed through the terminal")
        self._must(0 < act.amount_fen <= facts.granted - facts.taken, "entered beyond what was granted")
        self._must(act.link == facts.opened.sale.link, "entered at another host than the sale's")
        facts.entry, facts.stands, facts.giving_back = (act.key, act.amount_fen), False, False
        facts.entered_on = it.at[:10]

    def _entry_taken(self, _it: Happened, act: Act) -> None:
        self._must(self.facts.entry is not None and self.facts.entry[0] == act.key, "took what was not entered")
        self.facts.stands = True

    def _entry_refused(self, _it: Happened, act: Act) -> None:
        self._must(self.facts.entry is not None and not self.facts.stands, "refused what stands")
        self.facts.entry = None

    def _release_intended(self, _it: Happened, act: Act) -> None:
        self._must(self.facts.entry is not None and self.facts.stands, "released what does not stand")
        self.facts.giving_back = True

    def _entry_released(self, _it: Happened, _act: Act) -> None:
        self._must(self.facts.giving_back, "released without wanting to")
        self.facts.entry, self.facts.payee = None, None
        self.facts.giving_back = False

    def _paid_outside(self, it: Happened, act: Act) -> None:
        facts = self.facts
        self._must(facts.entered_on <= act.day <= it.at[:10], "paid before it was entered, or tomorrow")
        self._must(facts.payee is None or facts.payee[1] != it.by, "paid by who keyed the payee")
        self._must(facts.payee is None or facts.payee[0] == act.digest, "paid to another payee")
        self._must(facts.entry is not None and facts.stands and not facts.giving_back, "paid outside, never entered")
        facts.paid_outside += facts.entry[1] if facts.entry else 0
        facts.entry = None

    def _refund_moved(self, _it: Happened, act: Act) -> None:
        self.facts.refunds[act.key] = (act.amount_fen, act.standing)

    def _arrival_noted(self, _it: Happened, act: Act) -> None:
        self._must(self.facts.paid > 0, "arrived before it was paid")
        self.facts.arrived = act.arrived

    def _followed_up(self, _it: Happened, _act: Act) -> None:
        facts = self.facts
        self._must(facts.arrived or facts.refused or facts.sent_back, "closed before there was an end")
        self._leave()

    def _leave(self) -> None:
        """Nothing more comes; but the shop does not keep a device that it has not paid for."""
        self.facts.going_back = self.facts.fit is True and not self.facts.bought
        self.facts.ended = not self.facts.going_back

    def _escalated(self, _it: Happened, _act: Act) -> None:
        facts = self.facts
        self._must(facts.entry is None, "escalated with an entry that stands")
        facts.escalated, facts.going_back = True, False
        self._rely()
        if not facts.bought:
            facts.barred = True
            self._withhold()

    def _escalation_ended(self, _it: Happened, act: Act) -> None:
        facts = self.facts
        self._must(facts.escalated, "ended what never began")
        facts.escalated = False
        if not act.review:
            self._leave()
        elif not facts.bought:
            facts.approval, facts.handed_in, facts.begun, facts.signed = None, True, True, set()

    def _withdrawn(self, _it: Happened, _act: Act) -> None:
        facts = self.facts
        self._must(facts.entry is None, "withdrawn with an entry that stands")
        self._leave()
        facts.approval = facts.approval if facts.paid else None

    def _reopened(self, _it: Happened, _act: Act) -> None:
        facts = self.facts
        self._must(facts.ended, "reopened what had not ended")
        facts.ended = facts.arrived = facts.sent_back = facts.refused = facts.going_back = False
        facts.approval, facts.handed_in, facts.begun, facts.signed = None, False, True, set()
        facts.price = 0
        facts.fit, facts.received, facts.text, facts.payee = None, False, "", None

    def _bar_lifted(self, it: Happened, _act: Act) -> None:
        facts, limit = self.facts, self.facts.opened.terms.limit_fen
        self._must(facts.ended and facts.withheld > 0, "a bar lifted that is none, or that is still needed")
        self._must(it.by != "00" or not limit or facts.withheld <= limit, "a bar lifted above the limit")
        facts.barred, facts.withheld = False, 0
