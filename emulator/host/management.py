"""Management: 签退, 回响测试, 参数传递, 状态上送, 脚本结果通知, 电子签名. No money moves here.

The rule: a terminal leaves with nothing in its open batch; what only informs the host is taken.
"""

from emulator.host.callers import Asked
from emulator.host.rules import APPROVED, SETTLE_FIRST
from protocol.transactions import (
    Echo,
    ManagementAnswer,
    Parameters,
    ScriptResult,
    Signature,
    SignOff,
    Status,
)

# Field 62 of an answer begins with a digit: 0 there is nothing, 1 this is all there is (domain notes 2).
_NOTHING, _ALL = b"0", b"1"
_AID = bytes.fromhex("9F0608A000000333010101")
"""UnionPay debit, the one application that this acquirer takes."""
_AID_PARAMETERS = _AID + bytes.fromhex("DF010100 9F08020030 9F1B0400002710")
"""May be selected by its beginning; application version 0030; goes on-line above 100.00."""
# fmt: off
_DOWNLOADS = {  # 60.3 -> field 62; of any other that asks for something, there is nothing
    "380": _ALL + _AID_PARAMETERS,
    "382": _ALL + _AID,
    "361": b"", "362": b"", "365": b"", "371": b"", "381": b"", "395": b"", "397": b"", "399": b"", "961": b"",
}
# fmt: on


def sign_off(_request: SignOff, asked: Asked) -> ManagementAnswer:
    """0830. 95: the open batch has entries, to be settled first. After 00 the keys are gone: sign on again."""
    terminal = asked.terminal
    if asked.ledger.batch_entries(terminal.terminal_no, terminal.batch_no):
        return _answer(SETTLE_FIRST, asked)
    asked.ledger.store_keys(terminal.terminal_no, b"")
    return _answer(APPROVED, asked)


def take(_request: Echo | ScriptResult | Signature, asked: Asked) -> ManagementAnswer:
    """00: the host is there, and has it."""
    return _answer(APPROVED, asked)


def download(request: Parameters | Status, asked: Asked) -> ManagementAnswer:
    """0810 or 0830 with what is there for this 60.3: the parameters of one application, and the list that names it."""
    return _answer(APPROVED, asked, _DOWNLOADS.get(request.net, _NOTHING))


def _answer(code: str, asked: Asked, data: bytes = b"") -> ManagementAnswer:
    return ManagementAnswer(code, f"{asked.now:%m%d}", f"{asked.now:%H%M%S}", data=data)
