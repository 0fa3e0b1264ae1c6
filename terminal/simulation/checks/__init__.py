"""The invariants of notes/reliability.md as named checks, all in one table: what is asked after which event.

Their functions are in the modules beside this one, by event: `""` where it holds, else what was seen. The rule: a check
knows what left a part and the books, and no part's inside; the product's own judgement is never asked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from terminal.simulation.checks import applied, printed, quiet, reversal, sent, told, written
from terminal.simulation.seen import Applied, Late, Printed, Quiet, Refused, Seen, Sent, Told, Written


@dataclass(frozen=True, slots=True)
class Check:
    """name: of the invariant. event: after which it is asked. text: what holds."""

    name: str
    event: type
    holds: Callable[[Seen, Any], str]
    text: str


# fmt: off
CHECKS: tuple[Check, ...] = (
    Check("M1",  Applied, applied.applied_once,      "each refund intent is applied at the host at most once"),
    Check("M1",  Written, written.asked_for,         "each intent is what a cashier asked for, one each time"),
    Check("M2",  Applied, applied.one_body,          "a key with another body is refused and changes nothing"),
    Check("M3",  Quiet,   quiet.books_agree,         "approved here is one row there: amount, original and reference"),
    Check("M4",  Applied, applied.within_original,   "0 <= refunded <= amount, and refunded is the sum of the rows"),
    Check("M4",  Quiet,   quiet.ledger_whole,        "the host's books balance"),
    Check("M5",  Sent,    sent.durable_first,        "no byte of a refund leaves without a durable intent"),
    Check("M5",  Applied, applied.intent_first,      "what reaches the host has a durable intent"),
    Check("M6",  Quiet,   quiet.settled_or_manual,   "every record is final, or MANUAL with a reason"),
    Check("M7",  Written, written.one_open,          "one open refund of an original at a terminal"),
    Check("M8",  Applied, applied.repeat_is_nothing, "what is not applied changes nothing"),
    Check("M9",  Written, written.as_the_host_did,   "an answer changes its own record, as the host did it"),
    Check("M9",  Written, written.frozen,            "key, amount, original and what is final never change"),
    Check("M9",  Written, written.late_is_kept_first, "what comes late is kept before it decides"),
    Check("M9",  Sent,    sent.what_came_is_kept,    "what the host said of an open refund is kept at once"),
    Check("M10", Written, written.traces_rise,       "trace numbers rise within an epoch, over every crash"),
    Check("M11", Applied, applied.one_owner,         "one epoch for a terminal number"),
    Check("M9",  Late,    written.late_yes_counts,   "a late yes stands in its own write, whatever a person said"),
    Check("M12", Told,    told.same_word,            "the word on a request never changes once it was final"),
    Check("M12", Told,    told.durable_word,         "a final word is on the disk before it is said"),
    Check("M12", Told,    told.newest_word,          "what is decided on the disk is told as decided"),
    Check("M13", Printed, printed.one_original_slip, "one original slip, and only of what is durably approved"),
    Check("M13", Quiet,   quiet.slips_out,           "each copy of an approved refund's slip has come out"),
    Check("M14", Written, written.allowed_before,    "somebody else allowed it, and the intent says who"),
    Check("M14", Written, written.ended_by_two,      "whoever ends one by hand is named, and allows it not alone"),
    Check("M14", Written, written.ended_as_said,     "one is ended by hand as a person says now, and for that reason"),
    Check("M14", Written, written.a_persons_to_end,  "no person ends what its host is still to be asked about"),
    Check("R1",  Quiet,   quiet.payments_agree,      "approved here stands there; what is undone here does not"),
    Check("R2",  Quiet,   quiet.payments_over,       "every payment is done, undone, or closed by a person"),
    Check("R3",  Sent,    sent.undoes_what_is_owed,  "an 0400 is for a payment that is owed one, never for a refund"),
    Check("R4",  Sent,    sent.nothing_before_it,    "no new transaction leaves before the 0400 that is owed"),
    Check("R5",  Written, reversal.tries_end,        "an 0400 is tried so often, and then a person is asked"),
    Check("R6",  Written, reversal.never_dropped,    "what is owed ends undone, or closed by a person"),
    Check("R7",  Quiet,   quiet.held_once,           "a pre-authorisation is completed once, for no more than it held"),
    Check("M17", Quiet,   quiet.totals_agree,        "totals of a closed batch are the host's"),
    Check("M18", Quiet,   quiet.in_one_batch,        "each approved refund is in exactly one settled batch"),
    Check("M19", Applied, applied.own_merchant,      "a refund is of its original's merchant"),
    Check("M20", Applied, applied.whole_fen,         "amounts are whole fen, 1 to 999,999,999,999"),
    Check("M21", Applied, applied.not_both,          "nothing is both undone and refunded"),
    Check("M22", Applied, applied.as_it_was_said,    "nothing moves by a message that no terminal sent"),
    Check("M23", Told,    told.never_as_failure,     "what is not known is never told as failure or success"),
    Check("M23", Refused, told.refused_is_nothing,   "what is refused was not begun"),
    Check("M24", Sent,    sent.silent_after_failure, "nothing is sent after a write failed"),
    Check("M24", Written, written.begun_where_there_is_room, "nothing is begun on a full disk"),
    Check("M25", Applied, applied.never_later,       "what was told as not done is never applied later"),
    Check("M25", Sent,    sent.given_up_for_good,    "what was given up is never sent again"),
    Check("M26", Written, written.practice_only,     "practice and live records never mix"),
    Check("M27", Applied, applied.conserved,         "money is conserved"),
    Check("M28", Written, written.appended,          "a journal is appended to, and its chain is whole"),
    Check("M29", Written, written.no_card_number,    "no row holds a whole card number"),
)

OTHERS: Mapping[str, str] = MappingProxyType({  # what no event shows -> what holds, and who asks
    "M6":  "every record is final, or MANUAL with a reason",
    "M15": "no state depends on the order of a wall clock",              # as M16
    "M16": "a clock that jumps changes no outcome",                      # clock.differs: the seed with and without
    "M30": "a run comes to its end, and what is kept for it is bounded",  # world.MAX_EVENTS
    "M31": "a journal that is read anew says what it said",              # machine.replayed
    "M32": "a seed is one history",                                      # its digest: in every process, twice
    "M33": "each rare state is reached",                                 # rare.SOMETIMES, over 10,000 seeds
    "program": "no program error",
})
# fmt: on
_OF: dict[type, tuple[tuple[str, Callable[[Seen, Any], str]], ...]] = {
    event: tuple((check.name, check.holds) for check in CHECKS if check.event is event)
    for event in (Applied, Written, Late, Sent, Told, Refused, Printed, Quiet)
}


def text_of(name: str) -> str:
    """What a check of this name wants."""
    return next((check.text for check in CHECKS if check.name == name), OTHERS.get(name, ""))


def judged(seen: Seen, event: object) -> Iterator[tuple[str, str]]:
    """Name and finding of each check that does not hold at this event, which is not yet part of what was seen."""
    for name, holds in _OF[type(event)]:
        said = holds(seen, event)
        if said:
            yield name, said
