"""What every ask is: words to wait by, and what the desk's thread does for it."""

from collections.abc import Callable
from typing import ClassVar, Protocol

from terminal.desk.door import CashDesk
from terminal.desk.doors import Notice
from terminal.trade.batch import SettlementRecord
from terminal.trade.payment import PaymentRecord
from terminal.trade.refund import RefundRecord

Progress = RefundRecord | PaymentRecord | SettlementRecord | Notice
"""A transaction on its way, in the state it has just reached; or what a scenario or the line has just done to it."""

Tell = Callable[[Progress], None]
"""Hears each new state while an ask is performed."""


class Ask(Protocol):
    """busy: text id of what the desk is doing, shown while it does; "" where the page shows it itself."""

    busy: ClassVar[str]

    def perform(self, desk: CashDesk, tell: Tell) -> object:
        """Do it, in the thread that owns the desk. The answer's type stands in each ask's docstring. Raises what the
        desk raises.
        """
