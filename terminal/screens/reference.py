"""The original by 参考号 (12 letters or digits) and date (MMDD). Pure."""

from dataclasses import replace

from protocol.transactions import ByReference, Original
from terminal.asks import Answer, Ask, Find
from terminal.desk import Refusal
from terminal.entry import is_month_day
from terminal.flow import Event, Page
from terminal.language import Texts
from terminal.scene import Scene
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Line, Look, Turn

REFERENCE_LENGTH = 12


class ReferencePage(EntryPage):
    """请输入原参考号."""

    page = Page.REFERENCE
    title, prompt = "title.by_reference", "prompt.reference"
    least = most = REFERENCE_LENGTH
    letters = restart = True

    def get(self, scene: Scene) -> str:
        return scene.draft.reference

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.drafted(replace(scene.draft, reference=text))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return (Line(t("reference.letters"), Look.DIM, "letter"),)


class DatePage(EntryPage):
    """请输入原交易日期(月月日日)."""

    page = Page.DATE
    title, prompt = "title.by_reference", "prompt.date"
    least = most = 4
    restart = True

    def get(self, scene: Scene) -> str:
        return scene.draft.month_day

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.drafted(replace(scene.draft, month_day=text))

    def complete(self, scene: Scene, text: str) -> Turn:
        if not is_month_day(text):
            return Turn(scene.noted("note.date"))
        return Turn(scene, ask=Find(ByReference(scene.draft.reference, text)))

    def answered(self, scene: Scene, ask: Ask, answer: Answer) -> Turn:
        if not isinstance(answer, Original):
            return Turn(scene)
        return Turn(scene.drafted(scene.draft.with_original(answer)), Event.DONE)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        if refusal.word == "order_unknown":
            return Turn(scene.noted("note.reference_unknown"))
        return super().refused(scene, ask, refusal)
