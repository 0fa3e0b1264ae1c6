"""Invariants asked when nothing fails any more. See CHECKS (__init__.py) for what each says.

`""` where it holds, else what was seen.
"""

from collections.abc import Iterator

from emulator.ledger.memory_books import Line, line_of, six_of
from emulator.ledger.records import BatchSums, SaleState, sums_of
from protocol.transactions import Verdict
from terminal.simulation.seen import FINAL, NOTHING_MOVED, Body, Key, Quiet, Seen, batch_of, key_of, name_of


def books_agree(seen: Seen, event: Quiet) -> str:
    """See CHECKS."""
    records = {key_of(body): body for body in _refunds(seen)}
    lines = {line.key[:5]: line for line in _lines(seen) if line.kind == "refund" and line.approved}
    for key, body in records.items():
        line = lines.get(key)
        if body["state"] == "approved" and (line is None or not _is_this(seen, line, body)):
            return f"{name_of(key)} is approved, and the host has {line}"
        if body["state"] in NOTHING_MOVED and line is not None:
            return f"{name_of(key)} is {body['state']}, and the host has applied it"
    strangers = [key for key in lines if key not in records]
    return f"{name_of(strangers[0])} is in the host's books alone" if strangers else ""


def slips_out(seen: Seen, event: Quiet) -> str:
    """See CHECKS. By now whoever works there has asked for what was lost on paper."""
    out = {(*said[:3], said[4]) for said in seen.slips if said[3].endswith("refund")}
    for body in _refunds(seen):
        key = body["key"]
        for copy in _COPIES if body["state"] == "approved" else ():
            if (key["terminal_no"], key["batch_no"], key["trace_no"], copy) not in out:
                return f"no slip ({copy}) of {name_of(key_of(body))}, which is approved, has come out"
    return ""


_COPIES = ("merchant", "cardholder")


def settled_or_manual(seen: Seen, event: Quiet) -> str:
    """See CHECKS."""
    for body in _refunds(seen):
        if body["state"] not in FINAL and not (body["state"] == "manual" and body["cause"]):
            return f"{name_of(key_of(body))} is {body['state']} ({body['cause']})"
    return ""


def totals_agree(seen: Seen, event: Quiet) -> str:
    """See CHECKS. Of a batch that the host closed by itself, ours is what the host has under the batch's keys. So it is
    of those that such a closing leaves unbalanced, and then the record says that they are.
    """
    for terminal in seen.terminals:
        loose = terminal.loose | {
            batch_of(body) for body in terminal.payments.values() if body["state"] in ("manual", "closed")
        }
        for body in terminal.settlements.values():
            batch = _settled(body)
            if body["state"] not in _OVER or batch in loose:
                continue
            ours = [body["ours"][side][name] for side in _SIDES for name in _SUMS]
            theirs = _said(seen.ledger.batch_sums(*batch))
            unlike = any(one != _BALANCED for one in body["verdicts"]) and batch[0] in seen.cut_off
            if body["state"] == "host_closed" or (ours != theirs and unlike):
                theirs = _named(seen, *batch)
            if ours != theirs:
                return f"batch {batch}: {ours} here, {theirs} there"
    return ""


def _named(seen: Seen, terminal_no: str, batch_no: str) -> list[int]:
    """What the host has under the keys of a batch, wherever it counts that: after it has closed one under a refund, the
    next has what came too late.
    """
    entries = (entry for batch in _batches(seen, terminal_no) for entry in seen.ledger.batch_entries(*batch))
    return _said(sums_of(entry for entry in entries if entry.key.batch_no == batch_no))


def _said(sums: BatchSums | None) -> list[int]:
    return [getattr(getattr(sums, side), name) for side in _SIDES for name in _SUMS]


_OVER = ("closed", "host_closed")
_BALANCED = Verdict.BALANCED.value
_SIDES, _SUMS = ("domestic", "foreign"), ("debit_fen", "debit_count", "credit_fen", "credit_count")


def in_one_batch(seen: Seen, event: Quiet) -> str:
    """See CHECKS. A host may close a batch by itself, which the terminal then notes."""
    for terminal in seen.terminals:
        closed = [_settled(one) for one in terminal.settlements.values() if one["state"] in _OVER]
        counted = _counted(seen, {batch_of(body)[0] for body in terminal.refunds.values()})
        for body in terminal.refunds.values():
            key = key_of(body)
            if body["state"] == "approved" and (closed.count(batch_of(body)) != 1 or counted.count(key) != 1):
                return (
                    f"{name_of(key)}: settled {closed.count(batch_of(body))} times, counted {counted.count(key)} times"
                )
    return ""


def _counted(seen: Seen, terminal_nos: set[str]) -> list[Key]:
    """What is counted in the closed batches of these terminals at the host; what came behind the end of its own, which
    the host set by itself, may be in the open one.
    """
    shown = {one: None if one in seen.cut_off else -1 for one in sorted(terminal_nos)}
    batches = (batch for one, end in shown.items() for batch in _batches(seen, one)[:end])
    return [six_of(entry.key)[:5] for batch in batches for entry in seen.ledger.batch_entries(*batch)]


def _batches(seen: Seen, terminal_no: str) -> list[tuple[str, str]]:
    """Of a terminal at the host, the open one last."""
    at = seen.ledger.terminal(terminal_no)
    return [(terminal_no, f"{number:06d}") for number in range(1, int(at.batch_no) + 1)] if at is not None else []


def _settled(body: Body) -> tuple[str, str]:
    return body["link"]["terminal_no"], body["batch_no"]


def payments_agree(seen: Seen, event: Quiet) -> str:
    """See CHECKS."""
    stands = {line.key[:5] for line in _lines(seen) if line.kind and line.approved and not line.reversed}
    for terminal in seen.terminals:
        for body in terminal.payments.values():
            key, state = key_of(body), body["state"]
            if (state == "approved" and key not in stands) or (state in _UNDONE and key in stands):
                return (
                    f"payment {name_of(key)} is {state}, and at the host it {'stands' if key in stands else 'does not'}"
                )
    return ""


_UNDONE = frozenset({"reversed", "declined", "not_sent"})


def payments_over(seen: Seen, event: Quiet) -> str:
    """See CHECKS."""
    for terminal in seen.terminals:
        for body in terminal.payments.values():
            if body["state"] not in _UNDONE | {"approved", "closed"}:
                return f"payment {name_of(key_of(body))} is {body['state']}"
    return ""


def held_once(seen: Seen, event: Quiet) -> str:
    """See CHECKS."""
    stands = [held for held in seen.ledger.sales.values() if held.sale.hold_id and held.state is SaleState.NORMAL]
    for number, hold in seen.ledger.holds.items():
        taken = [held.amount_fen for held in stands if held.sale.hold_id == number]
        if len(taken) > 1 or sum(taken) > hold.amount_fen:
            return f"pre-authorisation {hold.auth_no} of {hold.amount_fen} fen was completed for {taken}"
    return ""


def ledger_whole(seen: Seen, event: Quiet) -> str:
    """See CHECKS."""
    found = seen.ledger.discrepancies()
    return found[0] if found else ""


def _refunds(seen: Seen) -> Iterator[Body]:
    """Of every terminal, as their journals have them."""
    return (body for terminal in seen.terminals for body in terminal.refunds.values())


def _lines(seen: Seen) -> Iterator[Line]:
    """Of the host's books."""
    return map(line_of, seen.ledger.lines.values())


def _is_this(seen: Seen, line: Line, body: Body) -> bool:
    sale = seen.ledger.sales[line.sale_id or 0].sale
    same = (line.counted_fen, line.answer.reference_no) == (body["amount_fen"], body["reference_no"])
    return same and sale.reference_no == body["original_reference"]
