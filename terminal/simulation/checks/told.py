"""Invariants asked at each word to a cashier. See CHECKS (__init__.py) for what each says.

`""` where it holds, else what was seen.
"""

from terminal.simulation.seen import BY_HAND, FINAL, NOTHING_MOVED, Refused, Seen, Told, key_of


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
    terminal, number = seen.terminals[event.machine], event.request[1]
    if event.word in _TELLS_OPEN:
        return ""
    for body in terminal.refunds.values():
        if number and body["request_no"] == number and body["state"] not in FINAL:
            return f"{number} was refused as {event.word}, and it is {body['state']}"
    asked = terminal.asked
    if asked is not None and asked.waits and asked.number == number and asked.begun:
        return f"what was begun as {asked.begun} was refused as {event.word}"
    return ""


_TELLS_OPEN = frozenset({"journal_write", "request_differs", "original_busy"})
"""A write that failed may be kept all the same; the others say that there is one."""


def same_word(seen: Seen, event: Told) -> str:
    """See CHECKS."""
    before = seen.told.get(event.request)
    if before is None or before.state in _MAY_CHANGE:
        return ""
    told, now = ((one.state, one.key, one.amount_fen, one.reference_no) for one in (before, event))
    return f"{event.request[1]} was {told}, and is {now}" if told != now else ""


_MAY_CHANGE = BY_HAND | {"not_sent"}
"""What was not sent may be sent after all, and what people found out may turn out otherwise."""


def durable_word(seen: Seen, event: Told) -> str:
    """See CHECKS."""
    if event.state not in FINAL:
        return ""
    for body in seen.terminals[event.machine].refunds.values():
        if body["state"] == event.state and key_of(body) == event.key:
            return ""
    return f"{event.request[1]} was told as {event.state}, and the disk does not say so"


def newest_word(seen: Seen, event: Told) -> str:
    """See CHECKS. What a write that failed has kept all the same nobody knows before the next start."""
    terminal = seen.terminals[event.machine]
    if event.state in FINAL or terminal.failed:
        return ""
    for body in terminal.refunds.values():
        if body["state"] in FINAL and key_of(body) == event.key:
            return f"{event.request[1]} was told as {event.state}, and the disk says {body['state']}"
    return ""
