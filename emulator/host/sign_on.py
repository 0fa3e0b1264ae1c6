"""签到 0800: gives a terminal its number, its batch and its working keys.

The rule: a number that we give out belongs to one journal (epoch), and one that is brought to the first under which
something was answered with money; until then, as an 0800 has no MAC, to whoever signs on last. Another journal that
names it is refused, and so is a terminal without an epoch that names a journal's number (house decision 2), and a copy
of a journal that has fallen behind the one that is at work.
"""

from datetime import datetime

from emulator.host.callers import knows_merchant
from emulator.host.rules import APPROVED, NO_TERMINAL, NOT_FOR_TERMINAL, UNKNOWN_MERCHANT, UNREADABLE
from emulator.ledger.contract import Entropy, Ledger, Registration
from emulator.ledger.records import FIRST_BATCH, Terminal
from emulator.registry import Others, Registry
from protocol.security import seal_working_keys
from protocol.transactions import FOREIGN_EPOCH, Rejected, SignOn, SignOnAnswer
from protocol.transactions.checks import is_digits, is_printable

NO_NUMBER_YET = "00000000"
"""Terminal number of a practice terminal that has none."""
MOST_BEHIND = 100_000
"""Trace numbers end at 999999 and begin again: what is further behind has wrapped, or was set forward past the end. No
copy of a journal lags by so many.
"""
_NO_BATCH = "000000"
_REFUSED = {Registration.IN_USE: NOT_FOR_TERMINAL, Registration.UNKNOWN: NO_TERMINAL}
# fmt: off
_KEY_BYTES = {  # 60.3 -> PIK, MAK and key for tracks (domain notes 5)
    "001": (8, 8, 0),
    "003": (16, 16, 0),
    "004": (16, 16, 16),
}
# fmt: on


def answer(
    request: SignOn, ledger: Ledger, now: datetime, entropy: Entropy, registry: Registry
) -> SignOnAnswer | Rejected:
    """00 with number, batch and new sealed working keys; Rejected 03, 97 or 58 (another journal's number, a second
    one of this journal, or a copy of it that is behind).
    """
    with ledger.group():  # of two that sign on under one number, the keys are those of the one that has it
        terminal = _terminal(request, ledger, now, registry)
        if isinstance(terminal, Rejected):
            return terminal
        if _is_behind(request, terminal, ledger):
            return Rejected(NOT_FOR_TERMINAL)
        pik, mak, tdk = (entropy(size) if size else b"" for size in _KEY_BYTES[request.net])
        sealed = seal_working_keys(registry.master_key(terminal.terminal_no), pik, mak, tdk)
        ledger.store_keys(terminal.terminal_no, sealed)
    return SignOnAnswer(
        code=APPROVED,
        merchant_no=terminal.merchant_no,
        terminal_no=terminal.terminal_no,
        batch_no=terminal.batch_no,
        business_date=f"{now:%Y%m%d}",
        local_time=f"{now:%H%M%S}",
        working_keys=sealed,
        ledger_id=ledger.identity().ledger_id,
        emulator=True,
    )


def _is_behind(request: SignOn, terminal: Terminal, ledger: Ledger) -> bool:
    """A journal gives each number once, and this one is older than what was answered under its epoch: a copy of it is
    at work elsewhere, or an older one was put back. Numbers that wrapped are further behind, and are none.
    """
    if request.epoch == FOREIGN_EPOCH:
        return False
    last = ledger.last_trace(terminal.merchant_no, terminal.terminal_no, terminal.epoch)
    return bool(last) and 0 <= int(last) - int(request.trace_no) < MOST_BEHIND


def _terminal(request: SignOn, ledger: Ledger, now: datetime, registry: Registry) -> Terminal | Rejected:
    named = request.terminal_no != NO_NUMBER_YET
    listed = registry.listed.get(request.terminal_no)
    if listed is not None:
        is_its_own = listed.merchant_no == request.merchant_no
        return _brought(request, ledger, now) if is_its_own else Rejected(UNKNOWN_MERCHANT)
    if registry.others is Others.ANYBODY and named:
        return _brought(request, ledger, now)
    if not knows_merchant(request.merchant_no, ledger, registry):
        return Rejected(UNKNOWN_MERCHANT)
    if registry.others is Others.NOBODY or request.epoch == FOREIGN_EPOCH:
        known = registry.others is not Others.NOBODY and ledger.terminal(request.terminal_no) is not None
        return Rejected(NOT_FOR_TERMINAL if known else NO_TERMINAL)
    registered = ledger.register(request.epoch, request.terminal_no if named else None, now.date())
    return Rejected(_REFUSED[registered]) if isinstance(registered, Registration) else registered


def _brought(request: SignOn, ledger: Ledger, now: datetime) -> Terminal | Rejected:
    """A terminal that brings its own number, and at first its own batch."""
    if not (is_printable(request.merchant_no, 15) and is_printable(request.terminal_no, 8)):
        return Rejected(UNREADABLE)
    has_batch = is_digits(request.batch_no, 6) and request.batch_no != _NO_BATCH
    batch_no = request.batch_no if has_batch else FIRST_BATCH
    opened_on = f"{now:%Y%m%d}"
    new = Terminal(request.merchant_no, request.terminal_no, request.epoch, batch_no, opened_on)
    terminal = ledger.enrol(new)
    if terminal.merchant_no != request.merchant_no:
        return Rejected(UNKNOWN_MERCHANT)
    its_own = (terminal.terminal_no, terminal.epoch) == (request.terminal_no, request.epoch)
    return terminal if its_own else Rejected(NOT_FOR_TERMINAL)
