"""While a refund is on its way: sending, receiving, asking, and the seconds it has taken. Pure.

The rule: what is open when the terminal is closed is asked about at the next start.
"""

from dataclasses import replace

from terminal.desk.door import RefundResult, Refusal
from terminal.desk.doors import Underway
from terminal.face.asks.ask import Ask, Progress
from terminal.face.drafts.payment import NO_PAYMENT
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene, Sheet
from terminal.language import Texts
from terminal.screens.page import Turn, View, faulted, money
from terminal.screens.waiting import WaitPage, owed_first, undoing
from terminal.trade.refund import OPEN, RefundRecord, State

_CARD_WORDS = frozenset({"card_wrong", "card_missing"})


class SendingPage(WaitPage):
    """正在发送 … 正在接收 … 正在查询."""

    page = Page.SENDING

    def entered(self, scene: Scene) -> Scene:
        fresh = replace(scene.draft, told=None, result=None, delivered=False)
        return scene.drafted(fresh).paying(NO_PAYMENT)

    def view(self, scene: Scene, t: Texts) -> View:
        draft = scene.draft
        fen = draft.settling.amount_fen if draft.settling else draft.refund_fen
        states = (t(_step(draft.told, delivered=draft.delivered)),) if draft.told else undoing(scene.payment.told, t)
        amount = t("confirm.amount", amount=money(fen, scene.practice, t))
        return self.waiting(scene, t, amount, states)

    def told(self, scene: Scene, progress: Progress) -> Scene:
        if isinstance(progress, Underway):
            return scene.drafted(replace(scene.draft, delivered=progress.delivered))
        if not isinstance(progress, RefundRecord):
            return super().told(scene, progress)
        return scene.drafted(replace(scene.draft, told=progress))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, RefundResult):
            return Turn(scene)
        record = answer.record
        others = tuple(result for result in scene.results if result.record.key != record.key)
        kept = (*others, answer) if record.state in OPEN else others
        sheet = Sheet(answer.receipt, roll=True) if answer.receipt else scene.sheet
        draft = replace(scene.draft, result=answer, told=record)
        return Turn(replace(scene, draft=draft, results=kept, sheet=sheet), Event.DONE)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        if refusal.word == "reversal_failed":
            return owed_first(scene, refusal)
        event = Event.CARD_REFUSED if refusal.word in _CARD_WORDS else Event.REFUSED
        return Turn(faulted(scene, refusal), event)


def _step(told: RefundRecord, *, delivered: bool) -> str:
    """What the line is doing, as a text id. A frame that is said again is being sent."""
    if told.state is State.QUERYING:
        return "result.querying"
    if told.state is not State.PENDING:
        return f"state.{told.state}"
    return "sending.receiving" if delivered else "sending.sending"
