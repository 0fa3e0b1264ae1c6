"""Response codes as a cashier reads them: what one says, and what to do. No judgement of the money. Pure.

The rule: of a code whose outcome is not known it says that and nothing else, whatever the trade's table has for it.
"""

from protocol.codes import CODES, Outcome, advice
from terminal.columns import clean
from terminal.language import Texts


def code_words(code: str, t: Texts) -> str:
    """A response code with its words."""
    return t("result.code", code=clean(code), words=_words(code, t))


def code_advice(code: str, t: Texts) -> str:
    """What to do after a decline with this code."""
    return advice(code).zh if _chinese(t) else advice(code).en


def _words(code: str, t: Texts) -> str:
    row = CODES.get(code)
    if row is None:
        return t("result.code_unknown")
    if row.refund is Outcome.UNKNOWN:
        return t("cause.host_unsure")
    return row.shown if _chinese(t) else row.en


def _chinese(t: Texts) -> bool:
    return t("language.self") == "zh_CN"
