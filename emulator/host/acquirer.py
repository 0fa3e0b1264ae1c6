"""The practice acquirer (收单主机): one typed request and the ledger in, one typed answer out.

No bytes, MAC or line here, and nothing is remembered between two requests: several hosts in several processes may
answer from one ledger. The rule: who asks is checked before what is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from emulator.host import orders, outcomes, refunds, sign_on
from emulator.host.rules import STANDARD_POLICY, SYSTEM_ERROR, HostPolicy, refuse_caller
from emulator.ledger.contract import Entropy, Ledger, LedgerError
from protocol.transactions import Answer, Cancel, OrderQuery, OutcomeQuery, Refund, RefundTalk, Rejected, SignOn

Seal = Callable[[bytes, bytes], bytes]
"""PIK and MAK, 16 clear bytes each -> the sealed block of field 62, 40 bytes."""


@dataclass(frozen=True, slots=True)
class Host:
    """An acquirer on `ledger`. clock: host-local time now. entropy: random bytes. seal: wraps new working keys."""

    ledger: Ledger
    clock: Callable[[], datetime]
    entropy: Entropy
    seal: Seal
    policy: HostPolicy = STANDARD_POLICY

    def answer(self, request: RefundTalk) -> Answer:
        """The answer to one request; Rejected("96") when the ledger fails, which says neither yes nor no (S12)."""
        try:
            return self._answer(request)
        except LedgerError:
            return Rejected(SYSTEM_ERROR)

    def _answer(self, request: RefundTalk) -> Answer:
        if isinstance(request, SignOn):
            return sign_on.answer(request, self.ledger, self.clock(), self.entropy, self.seal)
        refused = refuse_caller(request, self.ledger)
        if refused is not None:
            return refused
        match request:
            case OrderQuery():
                return orders.answer(request, self.ledger, self.clock().date())
            case Refund():
                return refunds.answer(request, self.ledger, self.clock(), self.policy)
            case OutcomeQuery():
                return outcomes.answer(request, self.ledger)
            case Cancel():
                return outcomes.cancel(request, self.ledger)
            case _:
                assert_never(request)
