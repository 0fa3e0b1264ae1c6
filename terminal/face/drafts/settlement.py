"""One settlement as the face knows it: what was counted, how far it is, how it ended. Pure."""

from dataclasses import dataclass

from terminal.face.asks.settlement import Counted, Settled
from terminal.trade.batch import SettlementRecord


@dataclass(frozen=True, slots=True)
class SettlementDraft:
    """told: the last state heard of while it runs. untold: an earlier run left it unfinished, and nobody has seen that
    yet.
    """

    counted: Counted | None = None
    told: SettlementRecord | None = None
    result: Settled | None = None
    untold: bool = False
