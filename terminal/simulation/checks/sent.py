"""Invariants asked at each send of a terminal. See CHECKS (__init__.py) for what each says.

`""` where it holds, else what was seen.
"""

from terminal.simulation.seen import Body, Seen, Sent

_REFUND_MTIS = (b"\x02\x20", b"\x02\x21")
_REVERSAL_MTI = b"\x04\x00"
_NEW_MTIS = (b"\x01\x00", b"\x02\x00", b"\x02\x20", b"\x02\x21", b"\x05\x00")
"""Authorisations, payments, refunds and settlements."""
_OWING = frozenset({"pending", "due", "reversing"})


def durable_first(seen: Seen, event: Sent) -> str:
    """See CHECKS."""
    if event.message[:2] not in _REFUND_MTIS:
        return ""
    for body in seen.terminals[event.machine].refunds.values():
        if body["state"] != "pending":
            continue
        said = bytes.fromhex(body["key"]["trace_no"]), bytes.fromhex(f"{body['amount_fen']:012d}")
        if all(part in event.message for part in said):
            return ""
    return f"a refund leaves terminal {event.machine}, and no such intent is on its disk"


def silent_after_failure(seen: Seen, event: Sent) -> str:
    """See CHECKS."""
    if seen.terminals[event.machine].failed:
        return f"terminal {event.machine} sends {event.message[:2].hex()} after a write failed"
    return ""


def what_came_is_kept(seen: Seen, event: Sent) -> str:
    """See CHECKS."""
    terminal = seen.terminals[event.machine]
    if not terminal.heard or terminal.failed:
        return ""
    return f"{min(terminal.heard)} was answered, which is read and nowhere kept, and terminal {event.machine} sends on"


def given_up_for_good(seen: Seen, event: Sent) -> str:
    """See CHECKS."""
    if event.message[:2] not in _REFUND_MTIS:
        return ""
    for subject, body in seen.terminals[event.machine].refunds.items():
        if body["giving_up"] and body["state"] == "pending" and _names(event.message, body):
            return f"{subject} was given up, and is sent"
    return ""


def undoes_what_is_owed(seen: Seen, event: Sent) -> str:
    """See CHECKS."""
    if event.message[:2] != _REVERSAL_MTI:
        return ""
    payments = seen.terminals[event.machine].payments.values()
    owed = any(body["state"] == "reversing" and _names(event.message, body) for body in payments)
    return "" if owed else f"an 0400 leaves terminal {event.machine}, and no such payment is being undone on its disk"


def nothing_before_it(seen: Seen, event: Sent) -> str:
    """See CHECKS."""
    if event.message[:2] not in _NEW_MTIS:
        return ""
    for subject, body in seen.terminals[event.machine].payments.items():
        itself = body["state"] == "pending" and _names(event.message, body)
        if body["state"] in _OWING and not itself:
            return f"{event.message[:2].hex()} leaves terminal {event.machine}, and {subject} is {body['state']}"
    return ""


def _names(message: bytes, body: Body) -> bool:
    """It says this record's trace number."""
    return bytes.fromhex(body["key"]["trace_no"]) in message
