"""The invariants of notes/reliability.md as named checks: one small function each, asked at every event it is about.

`""` where it holds, else what was seen. The rule: a check knows what left a part and the books, and no part's inside;
the product's own judgement is never asked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from emulator.ledger.memory_books import Line, line_of, six_of
from emulator.ledger.records import SaleState
from protocol.cards import TEST_CARDS
from terminal.records.format import COLUMNS, digest_of
from terminal.simulation.seen import (
    FINAL,
    NOTHING_MOVED,
    Applied,
    Body,
    Key,
    Printed,
    Quiet,
    Refused,
    Seen,
    Sent,
    Told,
    Written,
    key_of,
)

MAX_FEN = 999_999_999_999
_REFUND_MTIS = (b"\x02\x20", b"\x02\x21")
_TRACES = 1_000_000
"""Where trace numbers wrap a jump back is as wide as this, nearly."""
_PREVIOUS, _HASH = len(COLUMNS), len(COLUMNS) + 1


# --- at each attempt that the host judges ---------------------------------------------------------------------------


def applied_once(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    if not _moved(event):
        return ""
    if event.key in seen.done:
        return f"{_name(event.key)} was applied before"
    request = seen.intents[event.key][0] if event.key in seen.intents else None
    if request is None or not request[1]:
        return ""
    others = seen.applied.get(request, [])
    return f"{request[1]} was applied as {_name(others[0])} before, and now as {_name(event.key)}" if others else ""


def one_body(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    first = seen.bodies.get(event.key)
    if first is None or first == event.body:
        return ""
    if event.outcome in ("Applied", "Repeated") or event.before != event.after:
        return f"{_name(event.key)} came with another body and was answered {event.outcome}"
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
        return f"{_name(event.key)} reached the host without a durable intent"
    return ""


def repeat_is_nothing(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    before, after = (one and one._replace(settled=False) for one in (event.before, event.after))
    if event.outcome != "Applied" and before != after:
        return f"{_name(event.key)} was {event.outcome} and changed sale {event.sale_id}"
    return ""


def one_owner(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    owner = seen.epochs.get(event.key[1], event.key[2])
    return f"terminal {event.key[1]} belongs to {owner}, and {event.key[2]} used it" if owner != event.key[2] else ""


def own_merchant(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    held = event.after
    return f"{_name(event.key)} is of another merchant" if held and held.sale.merchant_no != event.key[0] else ""


def whole_fen(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    amount = event.body[1]
    return "" if isinstance(amount, int) and 1 <= amount <= MAX_FEN else f"{_name(event.key)}: {amount!r} fen"


def not_both(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    held = event.after
    if held is not None and held.state is not SaleState.NORMAL and held.refunded_fen:
        return f"sale {event.sale_id} is {held.state} and {held.refunded_fen} fen are refunded"
    return ""


def as_it_was_said(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    if event.outcome == "Applied" and event.message not in seen.sent:
        return f"{_name(event.key)} was applied from a message that no terminal sent"
    return ""


def never_later(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    if _moved(event) and event.key in seen.never:
        return f"{_name(event.key)} was told as {seen.never[event.key]}, and was applied after it"
    return ""


def conserved(seen: Seen, event: Applied) -> str:
    """See CHECKS."""
    total = sum(seen.ledger.balances.values())
    return f"the accounts come to {total} fen" if total else ""


# --- at each row of a journal ---------------------------------------------------------------------------------------


def one_open(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not _is_refund(event) or event.before is not None:
        return ""
    body, refunds = event.body, seen.terminals[event.machine].refunds
    for key, other in refunds.items():
        if other["state"] not in FINAL and _original(other) == _original(body) and key != event.subject:
            return f"{event.subject} begins while {key} of the same original is {other['state']}"
    return ""


def as_the_host_did(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not _is_refund(event):
        return ""
    key, body, state = key_of(event.body), event.body, event.body["state"]
    done = seen.done.get(key)
    if state == "approved" and (
        done is None or done.body[1] != body["amount_fen"] or done.reference_no != body["reference_no"]
    ):
        return f"{event.subject} is approved, and the host did {done}"
    if state in NOTHING_MOVED and done is not None:
        return f"{event.subject} is {state}, and the host had applied it"
    return ""


def traces_rise(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if event.before is not None or "key" not in event.body:
        return ""
    trace, last = int(event.body["key"]["trace_no"]), seen.terminals[event.machine].trace
    wrapped = last - trace > _TRACES // 2
    return "" if trace > last or wrapped else f"trace {trace:06} behind {last:06}"


def allowed_before(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not _is_refund(event) or event.before is not None:
        return ""
    by, operator = event.body["supervisor_no"], event.body["operator_no"]
    return "" if by and by != operator else f"{event.subject} was allowed by {by!r}, and {operator} works there"


def frozen(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not _is_refund(event) or event.before is None:
        return ""
    before, after = event.before, event.body
    changed = [name for name in _FROZEN if before[name] != after[name]]
    if before["state"] in FINAL and before["state"] != after["state"]:
        return f"{event.subject} was {before['state']} and is {after['state']}"
    return f"{event.subject}: {', '.join(changed)} changed" if changed else ""


_FROZEN = ("key", "link", "amount_fen", "original_reference", "original_month_day", "card_hash", "request_no")


def practice_only(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if event.body and not event.body["practice"]:
        return f"{event.subject} is no practice, on a practice terminal"
    return ""


def no_card_number(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    text = " ".join(map(str, event.row))
    return f"row {event.row[0]} holds a card number" if any(number in text for number in _NUMBERS) else ""


_NUMBERS = tuple(card.number for card in TEST_CARDS.values())


def appended(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    seq, previous = seen.terminals[event.machine].head
    row = event.row
    if row[0] != seq + 1 or row[_PREVIOUS] != previous:
        return f"row {row[0]} behind {seq}, or its chain is broken"
    return "" if row[_HASH] == digest_of(list(row[:_PREVIOUS]), previous) else f"row {row[0]} has another hash"


# --- at each send, word and sheet -----------------------------------------------------------------------------------


def durable_first(seen: Seen, event: Sent) -> str:
    """See CHECKS."""
    if event.message[:2] not in _REFUND_MTIS:
        return ""
    for body in seen.terminals[event.machine].refunds.values():
        said = bytes.fromhex(body["key"]["trace_no"]), bytes.fromhex(f"{body['amount_fen']:012d}")
        if body["state"] == "pending" and all(part in event.message for part in said):
            return ""
    return f"a refund leaves terminal {event.machine}, and no such intent is on its disk"


def silent_after_failure(seen: Seen, event: Sent) -> str:
    """See CHECKS."""
    if event.message and seen.terminals[event.machine].failed:
        return f"terminal {event.machine} sends {event.message[:2].hex()} after a write failed"
    return ""


def never_as_failure(seen: Seen, event: Told) -> str:
    """See CHECKS."""
    done = seen.done.get(event.key)
    if event.state in NOTHING_MOVED and done is not None:
        return f"{event.request[1]} was told as {event.state}, and the host had applied it"
    if event.state == "approved" and (done is None or done.body[1] != event.amount_fen):
        return f"{event.request[1]} was told as approved, and the host did {done}"
    return ""


def refused_is_nothing(seen: Seen, event: Refused) -> str:
    """See CHECKS."""
    for body in seen.terminals[event.machine].refunds.values():
        mine = event.request[1] and body["request_no"] == event.request[1]
        if mine and body["state"] not in FINAL and event.word not in _TELLS_OPEN:
            return f"{event.request[1]} was refused as {event.word}, and it is {body['state']}"
    return ""


_TELLS_OPEN = frozenset({"journal_write", "request_differs", "original_busy"})
"""A write that failed may be kept all the same; the others say that there is one."""


def same_word(seen: Seen, event: Told) -> str:
    """See CHECKS."""
    before = seen.told.get(event.request)
    if not event.request[1] or before is None or before.state == "not_sent":
        return ""
    told, now = ((one.state, one.key, one.amount_fen, one.reference_no) for one in (before, event))
    return f"{event.request[1]} was {told}, and is {now}" if told != now else ""


def one_original_slip(seen: Seen, event: Printed) -> str:
    """See CHECKS."""
    terminal_no, batch, voucher, kind, _copy, said = event.said
    if not kind.endswith("refund"):
        return ""
    if said == "original" and seen.slips.get(event.said):
        return f"a second original of {voucher} came out"
    for body in seen.terminals[event.machine].refunds.values():
        key = body["key"]
        if (key["terminal_no"], key["batch_no"], key["trace_no"]) == (terminal_no, batch, voucher):
            return "" if body["state"] == "approved" else f"a slip of {voucher}, which is {body['state']}"
    return f"a slip of {voucher}, of which the journal knows nothing"


# --- when nothing fails any more ------------------------------------------------------------------------------------


def books_agree(seen: Seen, event: Quiet) -> str:
    """See CHECKS."""
    records = {key_of(body): body for body in _refunds(seen)}
    lines = {line.key[:5]: line for line in _lines(seen) if line.kind == "refund" and line.approved}
    for key, body in records.items():
        line = lines.get(key)
        if body["state"] == "approved" and (line is None or not _is_this(seen, line, body)):
            return f"{_name(key)} is approved, and the host has {line}"
        if body["state"] in NOTHING_MOVED and line is not None:
            return f"{_name(key)} is {body['state']}, and the host has applied it"
    strangers = [key for key in lines if key not in records]
    return f"{_name(strangers[0])} is in the host's books alone" if strangers else ""


def settled_or_manual(seen: Seen, event: Quiet) -> str:
    """See CHECKS."""
    for body in _refunds(seen):
        if body["state"] not in FINAL and not (body["state"] == "manual" and body["cause"]):
            return f"{_name(key_of(body))} is {body['state']} ({body['cause']})"
    return ""


def totals_agree(seen: Seen, event: Quiet) -> str:
    """See CHECKS."""
    for terminal in seen.terminals:
        loose = {_batch(body) for body in terminal.refunds.values() if body["state"] == "manual"}
        loose |= {_batch(body) for body in terminal.payments.values() if body["state"] in ("manual", "closed")}
        for body in terminal.settlements.values():
            batch = (body["link"]["terminal_no"], body["batch_no"])
            if body["state"] != "closed" or batch in loose:
                continue
            host = seen.ledger.batch_sums(*batch)
            ours = [body["ours"][side][name] for side in _SIDES for name in _SUMS]
            theirs = [getattr(getattr(host, side), name) for side in _SIDES for name in _SUMS]
            if ours != theirs:
                return f"batch {batch}: {ours} here, {theirs} there"
    return ""


_SIDES, _SUMS = ("domestic", "foreign"), ("debit_fen", "debit_count", "credit_fen", "credit_count")


def in_one_batch(seen: Seen, event: Quiet) -> str:
    """See CHECKS. A host may close a batch by itself, so that the terminal settles it once or never."""
    for terminal in seen.terminals:
        closed = [_settled(one) for one in terminal.settlements.values() if one["state"] == "closed"]
        counted = _counted(seen, {_batch(body)[0] for body in terminal.refunds.values()})
        for body in terminal.refunds.values():
            key = key_of(body)
            if body["state"] == "approved" and (closed.count(_batch(body)) > 1 or counted.count(key) != 1):
                return f"{_name(key)}: settled {closed.count(_batch(body))} times, counted {counted.count(key)} times"
    return ""


def _counted(seen: Seen, terminal_nos: set[str]) -> list[Key]:
    """What is counted in the closed batches of these terminals at the host."""
    open_now = [(one, seen.ledger.terminal(one)) for one in sorted(terminal_nos)]
    closed = [(one, f"{batch:06d}") for one, at in open_now if at for batch in range(1, int(at.batch_no))]
    return [six_of(entry.key)[:5] for batch in closed for entry in seen.ledger.batch_entries(*batch)]


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
                    f"payment {_name(key)} is {state}, and at the host it {'stands' if key in stands else 'does not'}"
                )
    return ""


_UNDONE = frozenset({"reversed", "declined", "not_sent"})


def payments_over(seen: Seen, event: Quiet) -> str:
    """See CHECKS."""
    for terminal in seen.terminals:
        for body in terminal.payments.values():
            if body["state"] not in _UNDONE | {"approved", "closed"}:
                return f"payment {_name(key_of(body))} is {body['state']}"
    return ""


def ledger_whole(seen: Seen, event: Quiet) -> str:
    """See CHECKS."""
    found = seen.ledger.discrepancies()
    return found[0] if found else ""


# --- the table ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Check:
    """name: of the invariant. event: after which it is asked. text: what holds."""

    name: str
    event: type
    holds: Callable[[Seen, Any], str]
    text: str


# fmt: off
CHECKS: tuple[Check, ...] = (
    Check("M1",  Applied, applied_once,         "each refund intent is applied at the host at most once"),
    Check("M2",  Applied, one_body,             "a key with another body is refused and changes nothing"),
    Check("M3",  Quiet,   books_agree,          "approved here is one row there: amount, original and reference"),
    Check("M4",  Applied, within_original,      "0 <= refunded <= amount, and refunded is the sum of the rows"),
    Check("M4",  Quiet,   ledger_whole,         "the host's books balance"),
    Check("M5",  Sent,    durable_first,        "no byte of a refund leaves without a durable intent"),
    Check("M5",  Applied, intent_first,         "what reaches the host has a durable intent"),
    Check("M6",  Quiet,   settled_or_manual,    "every record is final, or MANUAL with a reason"),
    Check("M7",  Written, one_open,             "one open refund of an original at a terminal"),
    Check("M8",  Applied, repeat_is_nothing,    "what is not applied changes nothing"),
    Check("M9",  Written, as_the_host_did,      "an answer changes the record with its full key, as the host did it"),
    Check("M9",  Written, frozen,               "key, amount, original and what is final never change"),
    Check("M10", Written, traces_rise,          "trace numbers rise within an epoch, over every crash"),
    Check("M11", Applied, one_owner,            "one epoch for a terminal number"),
    Check("M12", Told,    same_word,            "the word on a request never changes once it was final"),
    Check("M13", Printed, one_original_slip,    "one original slip, and only of what is durably approved"),
    Check("M14", Written, allowed_before,       "somebody else allowed it, and the intent says who"),
    Check("M17", Quiet,   totals_agree,         "totals of a closed batch are the host's"),
    Check("M18", Quiet,   in_one_batch,         "each approved refund is in exactly one settled batch"),
    Check("M19", Applied, own_merchant,         "a refund is of its original's merchant"),
    Check("M20", Applied, whole_fen,            "amounts are whole fen, 1 to 999,999,999,999"),
    Check("M21", Applied, not_both,             "nothing is both undone and refunded"),
    Check("M22", Applied, as_it_was_said,       "nothing moves by a message that no terminal sent"),
    Check("M23", Told,    never_as_failure,     "what is not known is never told as failure or success"),
    Check("M23", Refused, refused_is_nothing,   "what is refused was not begun"),
    Check("M24", Sent,    silent_after_failure, "nothing is sent after a write failed"),
    Check("M25", Applied, never_later,          "what was told as not done is never applied later"),
    Check("M26", Written, practice_only,        "practice and live records never mix"),
    Check("M27", Applied, conserved,            "money is conserved"),
    Check("M29", Written, no_card_number,       "no row holds a whole card number"),
    Check("R1",  Quiet,   payments_agree,       "approved here stands there; what is undone here does not"),
    Check("R2",  Quiet,   payments_over,        "every payment is done, undone, or closed by a person"),
    Check("M28", Written, appended,             "a journal is appended to, and its chain is whole"),
)
SOMETIMES: tuple[str, ...] = (  # rare states that some of 10,000 seeds must reach (M33); words of Watch.reached
    "refund pending > approved", "refund pending > declined", "refund pending > querying", "refund pending > not_sent",
    "refund pending > manual", "refund pending > not_found", "refund pending > unknown", "refund querying > approved",
    "refund querying > declined", "refund querying > pending", "refund querying > not_found",
    "refund querying > unknown", "refund not_found > pending", "refund not_found > cancelling",
    "refund not_found > approved", "refund unknown > approved", "refund unknown > declined", "refund unknown > pending",
    "refund unknown > not_found", "refund unknown > cancelling", "refund cancelling > cancelled",
    "refund cancelling > approved", "refund cancelling > unknown",
    "killed while pending", "killed while querying", "killed while unknown", "killed while not_found",
    "killed while cancelling", "killed while manual",
    "payment reversing > reversed", "payment reversing > manual", "payment due > reversing",
    "host refund Repeated", "host refund Tombstoned", "host void Applied", "host reversal before",
    "host reversal never_seen", "refused original_busy", "refused request_differs", "refused settle_refund_open",
    "refused journal_write", "refused policy_wants_case", "refused refunded_not_voidable", "refused original_voided",
    "trace numbers wrapped", "a row kept and not acknowledged",
)
# fmt: on
_OF: dict[type, tuple[Check, ...]] = {
    event: tuple(check for check in CHECKS if check.event is event)
    for event in (Applied, Written, Sent, Told, Refused, Printed, Quiet)
}


def text_of(name: str) -> str:
    """What a check of this name wants; "" for what is no invariant."""
    return next((check.text for check in CHECKS if check.name == name), "")


def judged(seen: Seen, event: object) -> Iterator[tuple[str, str]]:
    """Name and finding of each check that does not hold at this event, which is not yet part of what was seen."""
    for check in _OF[type(event)]:
        said = check.holds(seen, event)
        if said:
            yield check.name, said


def _moved(event: Applied) -> bool:
    return event.outcome == "Applied" and event.kind == "refund" and event.before != event.after


def _is_refund(event: Written) -> bool:
    return event.kind.startswith("refund.")


def _original(body: Body) -> tuple[str, str]:
    return body["original_reference"], body["original_month_day"]


def _batch(body: Body) -> tuple[str, str]:
    return body["key"]["terminal_no"], body["key"]["batch_no"]


def _refunds(seen: Seen) -> Iterator[Body]:
    return (body for terminal in seen.terminals for body in terminal.refunds.values())


def _lines(seen: Seen) -> Iterator[Line]:
    return map(line_of, seen.ledger.lines.values())


def _is_this(seen: Seen, line: Line, body: Body) -> bool:
    sale = seen.ledger.sales[line.sale_id or 0].sale
    same = (line.counted_fen, line.answer.reference_no) == (body["amount_fen"], body["reference_no"])
    return same and sale.reference_no == body["original_reference"]


def _name(key: Key) -> str:
    return "-".join(key[1:])
