"""What a cashier does at an open desk beside refunds: payments, what undoes them, slips and the end of a batch.

The rule: only the door is used (terminal.desk.door); what is refused is its caller's to hear.
"""

from collections.abc import Callable
from random import Random
from typing import ClassVar

from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference
from terminal.desk.cashdesk import Desk
from terminal.desk.operators import SUPERVISOR, Admitted
from terminal.simulation.chance import Concern
from terminal.simulation.faults import Faults
from terminal.simulation.plan import Kind, Task
from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState

BY = Admitted(SUPERVISOR)
LATEST = 3
"""Of so many sales people come back for one."""
_VOIDABLE = (PaymentKind.SALE, PaymentKind.COMPLETION)


def nobody(_told: object) -> None:
    """Nobody looks at the screen."""


class Selling:
    """sold: where what was sold is written down, by reference and day."""

    def __init__(self, faults: Faults, sold: list[ByReference]) -> None:
        self._faults, self._sold = faults, sold
        self._holds: list[tuple[str, str, int]] = []

    def do(self, desk: Desk, task: Task) -> None:
        """It. Refusal."""
        self._acts[task.kind](self, desk, task)

    def _sale(self, desk: Desk, task: Task) -> None:
        sale = desk.payments.sale(1_000 + task.share, TEST_CARDS["unionpay"], "", nobody).record
        if sale.state is PaymentState.APPROVED:
            self._sold.append(ByReference(sale.reference_no, sale.named.month_day))

    def _sales(self, desk: Desk) -> list[PaymentRecord]:
        batch = desk.batch.now().transactions
        sales = [one for one in batch if isinstance(one, PaymentRecord) and one.kind in _VOIDABLE]
        return [one for one in sales if one.state is PaymentState.APPROVED]

    def _void(self, desk: Desk, task: Task) -> None:
        sales = self._sales(desk)
        if sales:
            desk.payments.void(
                BY, self._random().choice(sales[-LATEST:]).voucher_no, TEST_CARDS["unionpay"], "", nobody
            )

    def _preauth(self, desk: Desk, task: Task) -> None:
        held = desk.payments.preauth(2_000 + task.share, TEST_CARDS["unionpay"], "", nobody).record
        if held.state is PaymentState.APPROVED:
            self._holds.append((held.auth_no, held.named.month_day, held.amount_fen))

    def _completion(self, desk: Desk, task: Task) -> None:
        for auth_no, day, fen in self._holds[-1:]:
            desk.payments.completion(fen - task.share, auth_no, day, TEST_CARDS["unionpay"], "", nobody)

    def _preauth_void(self, desk: Desk, task: Task) -> None:
        for auth_no, day, fen in self._holds[-1:]:
            desk.payments.preauth_void(BY, fen, auth_no, day, TEST_CARDS["unionpay"], "", nobody)

    def _settle_batch(self, desk: Desk, task: Task) -> None:
        desk.batch.settle(nobody)

    def _reprint(self, desk: Desk, task: Task) -> None:
        desk.prints.again()

    def _random(self) -> Random:
        return self._faults.chances.of(Concern.OPERATORS)

    _acts: ClassVar[dict[Kind, Callable[..., None]]] = {
        Kind.SALE: _sale,
        Kind.VOID: _void,
        Kind.SETTLE: _settle_batch,
        Kind.REPRINT: _reprint,
        Kind.PREAUTH: _preauth,
        Kind.COMPLETION: _completion,
        Kind.PREAUTH_VOID: _preauth_void,
    }
