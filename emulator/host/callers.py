"""Who may ask: the terminal behind a request, and what a family of transactions knows beside the request itself.

The rule: who asks is checked before what is asked, and nothing is stored under the key of a caller who may not ask.
"""

from datetime import date, datetime
from typing import NamedTuple

from emulator.host.moments import Moment
from emulator.host.rules import NO_TERMINAL, SIGN_ON_FIRST, UNKNOWN_MERCHANT, HostPolicy
from emulator.ledger.contract import Ledger
from emulator.ledger.records import Terminal
from emulator.registry import Others, Registry
from protocol.transactions import (
    Cancel,
    Echo,
    OrderQuery,
    OutcomeQuery,
    OutsideEntry,
    OutsideRelease,
    Parameters,
    Refund,
    Rejected,
    Request,
    SignOn,
    Status,
)
from protocol.transactions.checks import is_printable


class Asked(NamedTuple):
    """By whom, when, and under which policy; the ledger that remembers."""

    ledger: Ledger
    moment: Moment
    policy: HostPolicy
    terminal: Terminal

    @property
    def now(self) -> datetime:
        """Host-local time."""
        return self.moment.now

    @property
    def today(self) -> date:
        """Its day."""
        return self.moment.today


def caller_of(request: Request) -> tuple[str, str]:
    """Merchant and terminal number of a request."""
    match request:
        case (
            Refund(key=key) | OutcomeQuery(key=key) | Cancel(key=key) | OutsideEntry(key=key) | OutsideRelease(key=key)
        ):
            return key.merchant_no, key.terminal_no
        case SignOn() | OrderQuery() | Echo() | Parameters() | Status():
            return request.merchant_no, request.terminal_no
    return request.sender.merchant_no, request.sender.terminal_no


def admit(merchant_no: str, terminal_no: str, ledger: Ledger, registry: Registry) -> Terminal | Rejected:
    """The terminal; Rejected 03 (no such merchant), 97 (no such terminal) or 77 (it is served once signed on)."""
    terminal = ledger.terminal(terminal_no) if is_printable(terminal_no, 8) else None
    listed = registry.listed.get(terminal_no)
    if terminal is None or (listed is None and registry.others is Others.NOBODY):
        fits = listed is None or listed.merchant_no == merchant_no
        known = fits and knows_merchant(merchant_no, ledger, registry)
        is_coming = listed is not None or registry.others is Others.ANYBODY
        return Rejected((SIGN_ON_FIRST if is_coming else NO_TERMINAL) if known else UNKNOWN_MERCHANT)
    return terminal if terminal.merchant_no == merchant_no else Rejected(UNKNOWN_MERCHANT)


def knows_merchant(merchant_no: str, ledger: Ledger, registry: Registry) -> bool:
    """The practice shop's, or one that the registry has."""
    return registry.has_merchant(merchant_no) or merchant_no == ledger.identity().merchant_no
