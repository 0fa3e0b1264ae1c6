"""What papers of a case say beside it, gathered at one workplace: the shop, arrivals by its rules, what was paid.

The rule: an arrival is what the rules of the day of the decision say, so that a paper says the same tomorrow; and what
was paid is read from the journal.
"""

from datetime import date

from protocol.dialects.unionpay.terminal_side import UNKNOWN_TERMINAL
from terminal.case.case import Case
from terminal.case.paper import Facts, Paid, paid_outside
from terminal.case.policy import Policy
from terminal.case.words import Route
from terminal.desk.workplace import Workplace, journal_refused
from terminal.language import Texts
from terminal.receipt.facts import Shop
from terminal.receipt.values import grouped
from terminal.trade.arrival import arrival_days, arrival_text
from terminal.trade.refund import STANDS, RefundRecord, State


def facts_of(place: Workplace, policy: Policy, case: Case, t: Texts) -> Facts:
    """For one case, in the language of t."""
    return Facts(_shop(place, case), _arrival(policy, case, t), _paid(place, case, t))


def refunds_of(place: Workplace, case_no: str) -> tuple[RefundRecord, ...]:
    """Refunds through the terminal that were started from it: what changed last comes last."""
    with journal_refused():
        return tuple(one for one in place.journal.refunds() if one.case_no == case_no)


def _shop(place: Workplace, case: Case) -> Shop:
    """As the sign-on named it; before one, as the case's own did, else as far as the settings do."""
    station, profile = place.station, place.till.profile
    known_by = station.identity if station else case.sale.link
    merchant_no = known_by.merchant_no if known_by else profile.merchant_no
    terminal_no = known_by.terminal_no if known_by else profile.terminal_no
    known = "" if terminal_no == UNKNOWN_TERMINAL else terminal_no
    return place.parts.printer.shop(merchant_no, known, practice=case.practice)


def _arrival(policy: Policy, case: Case, t: Texts) -> str:
    said = case.decision
    rules = policy.on(date.fromisoformat((said.at if said else case.opened_at)[:10]))
    route = said.route if said else Route.ORIGINAL
    if route is Route.ORIGINAL:
        return arrival_text(case.sale.channel, t, rules.arrivals)
    arrival = rules.outside.get(route)
    return arrival_days(arrival, t) if arrival else ""


def _paid(place: Workplace, case: Case, t: Texts) -> tuple[Paid, ...]:
    through = [_through(place, one, t) for one in refunds_of(place, case.case_no) if one.state in STANDS]
    return tuple(sorted((*through, *paid_outside(case)), key=lambda one: one.at))


def _through(place: Workplace, record: RefundRecord, t: Texts) -> Paid:
    to = f"{t(f'channel.{record.channel}')} {grouped(record.payer)}"
    if record.state is State.CLOSED_DONE:
        return Paid(record.amount_fen, Route.ORIGINAL, to, _found_out(place, record), "", found_out=True)
    at = place.parts.printer.reached(record)
    return Paid(record.amount_fen, Route.ORIGINAL, to, f"{at:%Y-%m-%dT%H:%M}", record.reference_no)


def _found_out(place: Workplace, record: RefundRecord) -> str:
    """When a person ended it by hand, as it stands now."""
    with journal_refused():
        said = [one.at for one in place.journal.entries(str(record.key)) if one.kind == f"refund.{record.state}"]
    return said[-1]
