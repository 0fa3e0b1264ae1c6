"""管理 → 签到 and 签退. Pure."""

from dataclasses import replace

from terminal.desk.door import Refusal
from terminal.face.asks.admin import SignOff
from terminal.face.asks.ask import Ask
from terminal.face.asks.settlement import CountBatch, Counted
from terminal.face.asks.signing import Arrived
from terminal.face.drafts.settlement import SettlementDraft
from terminal.face.pages import Event, Page
from terminal.face.scene import NOT_SETTLED, Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View, faulted, wrapped
from terminal.screens.signing.boot import opened_on
from terminal.screens.sure import SurePage

UNWIRED = frozenset({
    "parameters_damaged", "journal_held", "journal_damaged", "journal_older", "journal_exposed", "journal_newer",
    "journal_write", "restart_wanted",
})  # fmt: skip
"""Changed parameters could not come into force: nobody is signed on any more."""


class SignInPage(PageScreen):
    """签到 once more, for new working keys; what the host said stands here."""

    page = Page.SIGN_IN

    def view(self, scene: Scene, t: Texts) -> View:
        station = scene.station
        if scene.busy is not None or station is None:
            return View(t("menu.sign_in"), ())
        numbers = (
            t("version.merchant", number=station.merchant_no),
            t("version.terminal", number=station.terminal_no),
            t("version.batch", number=station.batch_no),
        )
        done = Line(t("sign_in.done"), Look.STRONG)
        return View(t("menu.sign_in"), (Line(), done, *map(Line, numbers)), t("hint.result"))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Arrived):
            return Turn(scene)
        return Turn(replace(opened_on(scene, answer.desk), station=answer.station))

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        return Turn(faulted(scene, refusal), Event.REFUSED if refusal.word in UNWIRED else Event.DONE)


class SignOffPage(SurePage):
    """签退: 确认 does it; with anything in the batch it leads to 结算, as that comes first."""

    page = Page.SIGN_OFF

    def entered(self, scene: Scene) -> Scene:
        return replace(super().entered(scene), settlement=NOT_SETTLED)

    def arrival(self, scene: Scene) -> CountBatch:
        return CountBatch()

    def view(self, scene: Scene, t: Texts) -> View:
        counted = scene.settlement.counted
        first = (Line(), *wrapped(t("sign_off.words")))
        if counted is None or not counted.open:
            return View(t("menu.sign_off"), first, t("hint.sure"))
        count = len(counted.batch.transactions)
        why = t("sign_off.batch_open", count=count) if counted.begun is None else t("settle.unfinished")
        return View(t("menu.sign_off"), (*first, Line(), *wrapped(why, Look.STRONG)), t("hint.settle"))

    def confirmed(self, scene: Scene) -> Turn:
        counted = scene.settlement.counted
        if counted is None or not counted.open:
            return Turn(scene, ask=SignOff())
        return Turn(scene, Event.SETTLE, CountBatch())

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if isinstance(answer, Counted):
            return Turn(replace(scene, settlement=SettlementDraft(answer)))
        return Turn(scene.noted("note.signed_off", alarm=False), Event.DONE)
