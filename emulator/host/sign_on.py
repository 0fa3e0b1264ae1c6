"""签到 0800: gives a terminal its number and its working keys.

The rule: a number belongs to one journal (epoch); a second journal that names it is refused (house decision 2).
"""

from collections.abc import Callable
from datetime import datetime

from emulator.host.rules import APPROVED, NO_TERMINAL, NOT_FOR_TERMINAL, UNKNOWN_MERCHANT
from emulator.ledger.contract import Entropy, Ledger, Registration
from protocol.transactions import Rejected, SignOn, SignOnAnswer

NO_NUMBER_YET = "00000000"
"""Terminal number of a practice terminal that has none."""
KEY_BYTES = 16
_REFUSED = {Registration.IN_USE: NOT_FOR_TERMINAL, Registration.UNKNOWN: NO_TERMINAL}


def answer(
    request: SignOn, ledger: Ledger, now: datetime, entropy: Entropy, seal: Callable[[bytes, bytes], bytes]
) -> SignOnAnswer | Rejected:
    """00 with number, batch and new sealed working keys; Rejected 03, 58 (another journal's number) or 97."""
    identity = ledger.identity()
    if request.merchant_no != identity.merchant_no:
        return Rejected(UNKNOWN_MERCHANT)
    wanted = None if request.terminal_no == NO_NUMBER_YET else request.terminal_no
    terminal = ledger.register(request.epoch, wanted, now.date())
    if isinstance(terminal, Registration):
        return Rejected(_REFUSED[terminal])
    keys = seal(entropy(KEY_BYTES), entropy(KEY_BYTES))
    ledger.store_keys(terminal.terminal_no, keys)
    return SignOnAnswer(
        code=APPROVED,
        merchant_no=identity.merchant_no,
        terminal_no=terminal.terminal_no,
        batch_no=terminal.batch_no,
        business_date=f"{now:%Y%m%d}",
        local_time=f"{now:%H%M%S}",
        working_keys=keys,
        ledger_id=identity.ledger_id,
        emulator=True,
    )
