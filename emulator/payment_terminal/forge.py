"""Messages of a register's line for a play: looked at, and refused in the host's place. See emulator.spoken.

The rule: nothing of an answer can be changed here but all of it - it has no numbered fields, no header and no MAC - and
scenarios that want that are refused when they are loaded.
"""

from collections.abc import Mapping
from dataclasses import replace

from emulator.payment_terminal.dialects import DeviceDialect
from emulator.spoken import Heard, Spoken
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.device_state import DeviceState


class DeviceForge:
    """Forging for the lines of a payment terminal."""

    def __init__(self, dialect: DeviceDialect) -> None:
        self._dialect = dialect

    @property
    def spoken(self) -> Spoken:
        """See Forging."""
        return self._dialect.spoken

    def look(self, data: bytes, state: DeviceState) -> Heard | None:
        """See Forging. The card of a refund is the one in the slot."""
        heard = self._dialect.look(data)
        if heard is None or heard.transaction != "refund":
            return heard
        return replace(heard, card=state.presented if state.presented in TEST_CARDS else "")

    def refusal(self, request: bytes, code: str) -> bytes | None:
        """See Forging."""
        return self._dialect.refuse(request, code)

    def changed(self, answer: bytes, fields: Mapping[int, str], demand: str = "") -> bytes:
        """See Forging: never asked, as `spoken` has neither."""
        raise TypeError(f"an answer of {self.spoken.dialect} has no parts that can be changed")

    def state_answer(self, data: bytes, state: DeviceState) -> bytes | None:
        """See Forging: a register has no way to ask."""
        return None
