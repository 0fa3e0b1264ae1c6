"""What a register's request comes to at a payment terminal. No line and no time; the card is handed in.

The rules: what the host has answered is answered again without a card and is never stopped here; what the device stops
itself is cancelled at the host first, so that a late repeat is not carried out, and stays open where it could not be.
"""

from dataclasses import dataclass, field, replace

from emulator.host.rules import DUPLICATE, SYSTEM_ERROR
from emulator.payment_terminal.at_host import AtHost
from emulator.payment_terminal.dialects import Asked, DeviceDialect, Said, why_not
from protocol.cards import TEST_CARDS, Card
from protocol.dialects.payment_device import Ledger, Stop
from protocol.errors import DecodeError
from protocol.transactions import (
    FOREIGN_EPOCH,
    Cancel,
    CardReader,
    Echo,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundKey,
    Rejected,
    SignOn,
)


@dataclass(frozen=True, slots=True)
class Refused:
    """It was no request that could be served. answer: None where it wants none."""

    answer: bytes | None = field(repr=False)


class PaymentTerminal:
    """One device, behind all its lines. dialect: of its registers."""

    def __init__(self, at_host: AtHost, dialect: DeviceDialect) -> None:
        self.dialect = dialect
        self._at_host = at_host
        self._slot: tuple[RefundKey, float] | None = None

    def read(self, data: bytes) -> Asked | Refused:
        """The request in `data`, by who the device is today."""
        closed = self._at_host.renew()
        if closed is not None:
            return Refused(self.dialect.refuse(data, closed.code))
        try:
            return self.dialect.read(data, self._at_host.station)
        except DecodeError:
            return Refused(self.dialect.refuse(data, why_not(data, self.dialect)))

    def write(self, asked: Asked, said: Said) -> bytes:
        """The answer to what `read` gave."""
        return self.dialect.write(asked, said, self._at_host.station)

    def answer(self, asked: Echo | SignOn | OutcomeQuery | Cancel) -> Said:
        """Whatever needs no card."""
        if isinstance(asked, Echo | SignOn):
            return Ledger(self._at_host.ledger_id)
        return self._at_host.ask(asked)

    def refund(self, refund: Refund, card: Card) -> Said:
        """What the host says, of this card."""
        return self._at_host.ask(replace(refund, card=card, card_read_by=CardReader.TERMINAL))

    def stored(self, refund: Refund) -> Said | None:
        """What is said again: the host has answered or cancelled this key, or can't be asked. None: it is new."""
        known = self._at_host.knows(refund.key)
        if isinstance(known, Rejected):
            return known
        return self._again(refund) if known else None

    def stop(self, refund: Refund, why: Stop) -> Said:
        """It is not carried out, now and later; `why`, or what the host has answered after all. 96 where the host could
        not cancel it: a repeat may be carried out then, which `why` would deny.
        """
        if refund.key.epoch == FOREIGN_EPOCH:  # which the host can't cancel
            return why
        said = self._at_host.ask(Cancel(refund.key, refund.key.trace_no))
        if not isinstance(said, OutcomeAnswer):
            return Rejected(SYSTEM_ERROR)
        return why if said.outcome is None else said.outcome

    # --- the slot: one card at a time, whichever line asks for it ---------------------------------------------------

    def taken(self, key: RefundKey, now: float) -> bool:
        """The slot waits for the card of another refund."""
        return self._slot is not None and self._slot[0] != key and now < self._slot[1]

    def take_slot(self, key: RefundKey, until: float) -> None:
        """It waits for the card of this one."""
        self._slot = key, until

    def free_slot(self) -> None:
        """It waits for nobody's."""
        self._slot = None

    def _again(self, refund: Refund) -> Said:
        """With the card that it was read from: one of the wallet, as no other can be presented. 94: another body."""
        said: Said = Rejected(DUPLICATE)
        for card in TEST_CARDS.values():
            said = self.refund(refund, card)
            if not (isinstance(said, Stop | Ledger) or said.code == DUPLICATE):
                break
        return said
