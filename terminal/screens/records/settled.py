"""对账: the last closed settlement, this terminal's totals beside the host's. Pure; its slip comes again under 打印."""

from dataclasses import replace

from terminal.columns import clean
from terminal.face.asks.ask import Ask
from terminal.face.asks.records import LastSettlement
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View, wrapped
from terminal.screens.settlement.settled import totals_beside
from terminal.trade.batch import SettlementRecord, SettlementState


class LastSettledPage(PageScreen):
    """确认 and 取消 lead back to the list."""

    page = Page.RECORDS_SETTLED

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, records=replace(scene.records, settlement=None))

    def arrival(self, scene: Scene) -> Ask | None:
        return LastSettlement()

    def view(self, scene: Scene, t: Texts) -> View:
        record = scene.records.settlement
        if record is None:
            lines = () if scene.busy is not None else (Line(), *wrapped(t("records.never_settled"), Look.STRONG))
            return View(t("title.last_settled"), lines, t("hint.result"))
        when = clean(record.opened_at[:16].replace("T", " "))
        head = Line(t("records.settled_at", batch=record.batch_no, when=when))
        by_host = wrapped(t("settled.by_host")) if record.state is SettlementState.HOST_CLOSED else ()
        return View(t("title.last_settled"), (head, *by_host, *totals_beside(record, t)), t("hint.result"))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        settlement = answer if isinstance(answer, SettlementRecord) else None
        return Turn(replace(scene, records=replace(scene.records, settlement=settlement)))
