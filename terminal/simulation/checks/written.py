"""Invariants asked at each row of a journal. See CHECKS (__init__.py) for what each says.

`""` where it holds, else what was seen.
"""

from protocol.cards import TEST_CARDS
from terminal.records.format import COLUMNS, digest_of
from terminal.simulation.seen import BY_HAND, FINAL, NOTHING_MOVED, Late, Seen, Written, key_of, original_of

_TRACES = 1_000_000
"""Where trace numbers wrap a jump back is as wide as this, nearly."""
_PREVIOUS, _HASH = len(COLUMNS), len(COLUMNS) + 1


def one_open(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not event.is_refund or event.before is not None:
        return ""
    body, refunds = event.body, seen.terminals[event.machine].refunds
    for key, other in refunds.items():
        if other["state"] not in FINAL and original_of(other) == original_of(body) and key != event.subject:
            return f"{event.subject} begins while {key} of the same original is {other['state']}"
    return ""


def as_the_host_did(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not event.is_refund:
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
    if not event.is_refund or event.before is not None:
        return ""
    by, operator = event.body["supervisor_no"], event.body["operator_no"]
    return "" if by and by != operator else f"{event.subject} was allowed by {by!r}, and {operator} works there"


def asked_for(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not event.is_refund or event.before is not None:
        return ""
    body, asked = event.body, seen.terminals[event.machine].asked
    if asked is None:
        return f"{event.subject} was begun, and nobody waits for it"
    if asked.begun:
        return f"{asked.begun} was begun for what was asked, and now {event.subject}"
    begun = (body["request_no"], body["original_reference"], body["amount_fen"])
    wanted = (asked.number, asked.reference_no, asked.amount_fen)
    return f"{event.subject} was begun as {begun}, and {wanted} was asked for" if begun != wanted else ""


def begun_where_there_is_room(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    asked = seen.terminals[event.machine].asked
    full = event.is_refund and event.before is None and asked is not None and asked.full
    return f"{event.subject} was begun on a full disk" if full else ""


def late_is_kept_first(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not event.is_refund or event.before is None or event.before["state"] not in _PERSONS:
        return ""
    said = event.body["state"] in ("approved", "declined") and event.subject not in seen.terminals[event.machine].late
    return (
        f"{event.subject} was {event.before['state']} and is decided, and what decided it was not kept" if said else ""
    )


_PERSONS = BY_HAND | {"manual"}
"""Nobody asks the host about these any more."""


def ended_by_two(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    body = event.body
    if not event.is_refund or body["state"] not in BY_HAND:
        return ""
    by, allowed = body["closed_by"], body["closed_allowed"]
    named = by and allowed and by != allowed and body["closed_reason"]
    return "" if named else f"{event.subject} was ended by {by!r}, {allowed!r} allowed it: {body['closed_reason']!r}"


def ended_as_said(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if event.kind not in _ENDINGS:
        return ""
    body, said = event.body, seen.terminals[event.machine].ends
    row = (event.subject, body["state"], body["closed_reason"])
    return "" if row == said else f"{row} is written, and what a person said is {said}"


_ENDINGS = frozenset(f"refund.{state}" for state in BY_HAND)


def a_persons_to_end(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not event.is_refund or event.body["state"] not in BY_HAND:
        return ""
    before, cause = (event.before["state"], event.before["cause"]) if event.before is not None else ("new", "")
    silent = before == "unknown" and event.body["state"] == "closed_undone" and cause not in _ANSWERED
    freed = (before, event.body["state"]) == ("closed_done", "closed_undone")
    if freed and event.body["link"]["profile"] == _OURS:
        return f"{event.subject} was {before} and is freed, and its host was not told to refuse it"
    if before in _PERSONS | {"unknown"} and not silent:
        return ""
    return f"{event.subject} was {before} ({cause}), and a person ended it as {event.body['state']}"


_OURS = "practice"
"""The profile whose host can be told so."""
_ANSWERED = frozenset({"host_unsure", "answer_mismatch"})
"""The host was asked, and could not say."""


def frozen(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not event.is_refund or event.before is None:
        return ""
    before, after = event.before, event.body
    changed = [name for name in _FROZEN if before[name] != after[name]]
    corrected = after["state"] in _PUT_RIGHT.get(before["state"], ())
    if before["state"] in FINAL and before["state"] != after["state"] and not corrected:
        return f"{event.subject} was {before['state']} and is {after['state']}"
    return f"{event.subject}: {', '.join(changed)} changed" if changed else ""


_PUT_RIGHT = {"closed_done": BY_HAND | {"approved", "cancelling"}, "closed_undone": BY_HAND | {"approved"}}
"""What becomes of a person's word: another's, the host's late yes, or first the host is told to refuse the refund."""
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


def late_yes_counts(seen: Seen, event: Late) -> str:
    """See CHECKS."""
    record = seen.terminals[event.machine].refunds.get(event.subject)
    if record is None or record["amount_fen"] != event.fen or record["state"] == "approved":
        return ""
    return f"{event.subject} is {record['state']} behind a write that keeps a late yes"
