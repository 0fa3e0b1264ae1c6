"""The other side of a payment terminal: one terminal of the practice host, in this process. No card, no register.

The rule: it asks nothing before it is signed on, and signs on anew as soon as its batch was closed or the day is
another, so that a register never hears of a batch that is not open.
"""

import hashlib
from typing import cast

from emulator.host import Host
from emulator.host.rules import SYSTEM_ERROR
from emulator.ledger.contract import LedgerError
from emulator.ledger.records import Terminal
from protocol.dialects import DeviceStation
from protocol.transactions import (
    FOREIGN_EPOCH,
    NO_DATE,
    Cancel,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    RefundKey,
    Rejected,
    SignOn,
    SignOnAnswer,
)

NOBODY = DeviceStation("0" * 15, "0" * 8, "0" * 6, NO_DATE)
"""Who a device is before its first sign-on."""
_TRACE_NO, _OPERATOR_NO = "000001", "01"

KeyAnswer = RefundAnswer | OutcomeAnswer | Rejected


class AtHost:
    """serial_no: of the device. The same one is the same terminal of the same ledger, also after a restart; devices of
    one ledger need different ones. station: as of the last `renew`. ledger_id: 16 hex digits, "" before a sign-on.
    """

    def __init__(self, host: Host, serial_no: str) -> None:
        self._host = host
        self._epoch = hashlib.sha256(serial_no.encode("utf-8")).hexdigest()[: len(FOREIGN_EPOCH)]
        self.station = NOBODY
        self.ledger_id = ""

    def renew(self) -> Rejected | None:
        """Be signed on, of today and in the open batch; None where that is so, else why it can't be."""
        terminal = self._terminal()
        today = f"{self._host.clock():%Y%m%d}"
        if isinstance(terminal, Terminal) and (terminal.batch_no, today) == self._since:
            return None
        answer = self._sign_on()
        if isinstance(answer, Rejected):
            return answer
        self.ledger_id = answer.ledger_id
        self.station = DeviceStation(answer.merchant_no, answer.terminal_no, answer.batch_no, answer.business_date)
        return None

    def ask(self, request: Refund | OutcomeQuery | Cancel) -> KeyAnswer:
        """What the host says. A refund has its card by now."""
        terminal = self._terminal()
        if isinstance(terminal, Rejected):
            return terminal
        return cast(KeyAnswer, self._host.answer_to(_of(terminal, request.key.epoch), request))

    def knows(self, key: RefundKey) -> bool | Rejected:
        """The host has answered or cancelled this key: asked again, it has no second effect."""
        terminal = self._terminal()
        if isinstance(terminal, Rejected):
            return terminal
        try:
            return self._host.ledger.outcome(_as_kept(key, terminal)) is not None
        except LedgerError:
            return Rejected(SYSTEM_ERROR)

    @property
    def _since(self) -> tuple[str, str]:
        return self.station.batch_no, self.station.business_date

    def _terminal(self) -> Terminal | Rejected:
        return self._host.admit(self.station.merchant_no, self.station.terminal_no)

    def _sign_on(self) -> SignOnAnswer | Rejected:
        try:
            merchant_no = self._host.ledger.identity().merchant_no
        except LedgerError:
            return Rejected(SYSTEM_ERROR)
        batch_no = self.station.batch_no
        ask = SignOn(merchant_no, NOBODY.terminal_no, self._epoch, batch_no, _TRACE_NO, _OPERATOR_NO)
        return self._host.sign_on(ask)


def _of(terminal: Terminal, epoch: str) -> Terminal:
    """The terminal as the register before it has it: the keys of refunds are of the register's journal."""
    return Terminal(
        merchant_no=terminal.merchant_no,
        terminal_no=terminal.terminal_no,
        epoch=epoch,
        batch_no=terminal.batch_no,
        batch_opened_on=terminal.batch_opened_on,
        sealed_keys=terminal.sealed_keys,
    )


def _as_kept(key: RefundKey, terminal: Terminal) -> RefundKey:
    """A key without epoch has the day of its batch (house decision 2)."""
    date = terminal.batch_opened_on if key.epoch == FOREIGN_EPOCH else key.business_date
    return RefundKey(key.merchant_no, key.terminal_no, key.epoch, key.batch_no, key.trace_no, date)
