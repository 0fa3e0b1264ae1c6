"""While a settlement runs: totals, records that are uploaded one by one where they differ, the end. Pure.

The rule: one that was begun and not finished goes on, however often the terminal is closed meanwhile.
"""

from dataclasses import replace

from terminal.desk.door import Refusal
from terminal.face.asks.ask import Ask, Progress
from terminal.face.asks.printing import PrintSettlement
from terminal.face.asks.settlement import Settled
from terminal.face.drafts.payment import NO_PAYMENT
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene, Sheet
from terminal.language import Texts
from terminal.screens.page import Turn, View, faulted
from terminal.screens.waiting import WaitPage, owed_first, undoing
from terminal.trade.batch import SettlementRecord


class SettlingPage(WaitPage):
    """正在结算 …, 上传明细 n/N."""

    page, title = Page.SETTLING, "title.settle"

    def entered(self, scene: Scene) -> Scene:
        fresh = replace(scene.settlement, told=None, result=None)
        return replace(scene, settlement=fresh, payment=NO_PAYMENT)

    def view(self, scene: Scene, t: Texts) -> View:
        draft = scene.settlement
        states = (_stage(draft.told, t),) if draft.told else undoing(scene.payment.told, t)
        return self.waiting(scene, t, t("title.settle"), states)

    def told(self, scene: Scene, progress: Progress) -> Scene:
        if not isinstance(progress, SettlementRecord):
            return super().told(scene, progress)
        return replace(scene, settlement=replace(scene.settlement, told=progress))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Settled):
            return Turn(scene)
        sheet = Sheet(answer.printed.lines, roll=True) if answer.printed.lines else scene.sheet
        ended = replace(scene.settlement, told=answer.record, result=answer)
        slip = replace(scene.printing, asked=PrintSettlement(), out=answer.printed)
        known = replace(
            scene, station=answer.station or scene.station, printing=slip if answer.printed.number else scene.printing
        )
        return Turn(replace(known, settlement=ended, sheet=sheet), Event.DONE)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        if refusal.word == "reversal_failed":
            return owed_first(scene, refusal)
        return Turn(faulted(scene, refusal), Event.REFUSED)


def _stage(told: SettlementRecord, t: Texts) -> str:
    """Totals first; records are uploaded only where the host's differ."""
    if told.host is None:
        return t("settling.totals")
    records = sum(one.debit_count + one.credit_count for one in (told.ours.domestic, told.ours.foreign))
    if told.balanced or told.uploaded >= records:
        return t("settling.closing")
    return t("settling.upload", done=told.uploaded, all=records)
