"""办理换货的新消费: offered wherever a refund is shown whose new sale is still to come. Pure.

The rule: the sale is begun from the result of its refund, and 取消 or a sale that came to nothing leads back there.
"""

from dataclasses import replace

from terminal.desk.door import RefundResult
from terminal.face.asks.payment import AskExchange
from terminal.face.drafts.payment import exchange_for
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.screens.page import Turn
from terminal.trade.refund import STANDS, RefundRecord


def asked_of(record: object, scene: Scene) -> AskExchange | None:
    """What is asked of the desk where this record is shown; None where there is no exchange."""
    if not isinstance(record, RefundRecord) or not scene.facts.payments:
        return None
    return AskExchange(record) if record.exchange_no and record.state in STANDS else None


def heard(scene: Scene, exchange_no: str) -> Scene:
    """The desk has said which exchange is still open, "" for none."""
    return scene.paying(replace(scene.payment, exchange_open=exchange_no))


def open_of(record: object, scene: Scene) -> str:
    """The number of the exchange that can be gone on with from this record, "" for none."""
    number = record.exchange_no if isinstance(record, RefundRecord) else ""
    return number if number == scene.payment.exchange_open else ""


def begun(scene: Scene, record: RefundRecord) -> Turn:
    """Its new sale."""
    shown = scene.draft.result
    result = shown if shown is not None and shown.record == record else RefundResult(record)
    about = scene.drafted(replace(scene.draft, result=result))
    return Turn(about.paying(exchange_for(record.exchange_no)), Event.EXCHANGE)
