"""The shop's policy as it holds for one case: its terms when it is opened and changed, and what a review may agree to.

The rule: a case keeps the rules that it was opened under; where they are in no file any more, what it took along of
them stands.
"""

from dataclasses import replace
from datetime import date

from protocol.transactions import Original
from terminal.case.case import Case
from terminal.case.papers import Kind
from terminal.case.policy import Duplicates, Policy, day_of
from terminal.case.request import Form, Terms
from terminal.case.words import Route
from terminal.desk.door import Refusal


def terms_for(policy: Policy, today: date, kind: Kind, original: Original, form: Form) -> Terms:
    """Those of a case that is opened today."""
    ruling = policy.ruling(original, today)
    return ruling.terms(kind, ruling.of(original, form.items, form.wanted_fen))


def terms_after(policy: Policy, case: Case, original: Original, form: Form) -> Terms:
    """The same for another form, by the rules of the day on which the case was opened."""
    opened = date.fromisoformat(case.opened_at[:10])
    now = terms_for(policy, opened, case.kind, original, form)
    same = (now.policy, now.since) == (case.terms.policy, case.terms.since)
    return replace(case.terms, fee_fen=now.fee_fen, against=now.against) if same else case.terms


def once_ever(policy: Policy, today: date, original: Original) -> bool:
    """One receipt has one case for all time, by the rules for this sale."""
    return policy.ruling(original, today).rules.duplicates is Duplicates.EVER


def require_route(policy: Policy, case: Case, route: Route) -> None:
    """The shop agrees to pay so. Refusal case_route_closed (route)."""
    opened = date.fromisoformat(case.opened_at[:10])
    rules = policy.rules_on(day_of(case.sale.paid_date), opened)
    if route is not Route.ORIGINAL and route not in rules.outside:
        raise Refusal("case_route_closed", route=route.value)


def rules_since(policy: Policy, case: Case, today: date) -> str:
    """ISO day since which the rules for a sale of that day are what they are today."""
    return str(policy.rules_on(day_of(case.sale.paid_date), today).since or "")
