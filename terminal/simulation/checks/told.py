"""Invariants asked at each word to a cashier. See CHECKS (__init__.py) for what each says.

`""` where it holds, else what was seen.
"""

from terminal.simulation.seen import FINAL, NOTHING_MOVED, Refused, Seen, Told, key_of


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


def durable_word(seen: Seen, event: Told) -> str:
    """See CHECKS."""
    if event.state not in FINAL:
        return ""
    for body in seen.terminals[event.machine].refunds.values():
        if body["state"] == event.state and key_of(body) == event.key:
            return ""
    return f"{event.request[1]} was told as {event.state}, and the disk does not say so"
