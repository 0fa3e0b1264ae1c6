"""The conversation in which a device tells its state: 0820 with 60.3 = 362, where its peer declares that. Sans-IO.

The rule: it never keeps a cashier waiting. It is asked once and with a patience of its own, and whatever goes wrong is
a report with nothing in it.
"""

from protocol.dialects.unionpay.device_state import ASK, read_told
from protocol.dialects.unionpay.terminal_side import TerminalAnswer
from protocol.errors import DecodeError
from protocol.transactions import ManagementAnswer, Status
from terminal.line.till import SignedOn, Till
from terminal.trade.preflight import UNTOLD, DeviceReport
from terminal.trade.refund import Cause

PATIENCE_S = 1.0
"""A device knows this by itself and says it at once; a cashier keys the six digits of 主管密码 meanwhile."""

_REPORTED = frozenset(DeviceReport.__slots__)


class DeviceTalk:
    """on: the present sign-on. report: UNTOLD where the answer says nothing that can be read."""

    def __init__(self, till: Till, on: SignedOn) -> None:
        self._till = till
        self._on = on
        self.report = UNTOLD
        self.done = False

    def begin(self) -> None:
        """Ask."""
        who = self._on.identity
        self._till.ask(Status(who.merchant_no, who.terminal_no, self._on.batch_no, report=ASK), who)
        self._till.wake_after(PATIENCE_S)

    def hear(self, answer: TerminalAnswer) -> None:
        """The state, or a host that has none to tell."""
        if isinstance(answer, ManagementAnswer) and answer.code == "00":
            self.report = _read(answer.data)
        self.done = True

    def miss(self, cause: Cause, left: bool) -> None:
        """Silence."""
        self.report, self.done = DeviceReport(silent=True), True

    def wake(self) -> None:
        """Nobody waits any longer."""
        self._till.give_up()
        self.miss(Cause.NO_ANSWER, left=True)


def _read(data: bytes) -> DeviceReport:
    try:
        told = read_told(data)
    except DecodeError:
        return UNTOLD
    return DeviceReport(**{name: value for name, value in told.items() if name in _REPORTED})  # type: ignore[arg-type]
