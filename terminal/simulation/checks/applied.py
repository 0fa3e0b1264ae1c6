"""Invariants asked at each attempt that the host judges. See CHECKS (__init__.py) for what each says.

`""` where it holds, else what was seen.
"""

from emulator.ledger.records import SaleState
from terminal.simulation.seen import Applied, Seen, name_of

MAX_FEN = 999_999_999_999


def applied_once(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    if not moved(event):
        return ""
    if event.key in seen.done:
        return f"{name_of(event.key)} was applied before"
    request = seen.intents[event.key][0] if event.key in seen.intents else None
    if request is None or not request[1]:
        return ""
    others = seen.applied.get(request, [])
    return f"{request[1]} was applied as {name_of(others[0])} before, and now as {name_of(event.key)}" if others else ""


def one_body(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    first = seen.bodies.get(event.key)
    if first is None or first == event.body:
        return ""
    if event.outcome in ("Applied", "Repeated") or event.before != event.after:
        return f"{name_of(event.key)} came with another body and was answered {event.outcome}"
    return ""


def within_original(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    held = event.after
    if held is None or event.sale_id is None:
        return ""
    entries = seen.refunded_fen.get(event.sale_id, 0)
    if event.outcome == "Applied" and event.kind == "refund":
        entries += int(event.body[1])
    if not 0 <= held.refunded_fen <= held.amount_fen or held.refunded_fen != entries:
        return f"sale {event.sale_id}: {held.refunded_fen} of {held.amount_fen} fen refunded, {entries} in its entries"
    return ""


def intent_first(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    if event.kind == "refund" and event.key not in seen.intents:
        return f"{name_of(event.key)} reached the host without a durable intent"
    return ""


def repeat_is_nothing(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    before, after = (one and one._replace(settled=False) for one in (event.before, event.after))
    if event.outcome != "Applied" and before != after:
        return f"{name_of(event.key)} was {event.outcome} and changed sale {event.sale_id}"
    return ""


def one_owner(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    owner = seen.epochs.get(event.key[1], event.key[2])
    return f"terminal {event.key[1]} belongs to {owner}, and {event.key[2]} used it" if owner != event.key[2] else ""


def own_merchant(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    held = event.after
    return f"{name_of(event.key)} is of another merchant" if held and held.sale.merchant_no != event.key[0] else ""


def whole_fen(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    amount = event.body[1]
    return "" if isinstance(amount, int) and 1 <= amount <= MAX_FEN else f"{name_of(event.key)}: {amount!r} fen"


def not_both(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    held = event.after
    if held is not None and held.state is not SaleState.NORMAL and held.refunded_fen:
        return f"sale {event.sale_id} is {held.state} and {held.refunded_fen} fen are refunded"
    return ""


def as_it_was_said(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    if event.outcome == "Applied" and event.message not in seen.sent:
        return f"{name_of(event.key)} was applied from a message that no terminal sent"
    return ""


def never_later(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    if moved(event) and event.key in seen.never:
        return f"{name_of(event.key)} was told as {seen.never[event.key]}, and was applied after it"
    return ""


def conserved(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    total = sum(seen.ledger.balances.values())
    return f"the accounts come to {total} fen" if total else ""


def moved(event: Applied) -> bool:
    """A refund was done just now."""
    return event.outcome == "Applied" and event.kind == "refund" and event.before != event.after
