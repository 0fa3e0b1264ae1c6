"""查找: one number, whatever it is of. Pure."""

from dataclasses import replace

from terminal.face.asks.records import FindRecords
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Line, Look, Turn, wrapped
from terminal.screens.records.listing import MOST_KEYED, searched


class FindPage(EntryPage):
    """An amount without its point, a voucher, the last four of a card, an order or a reference."""

    page = Page.RECORDS_FIND
    title, prompt = "title.find", "prompt.find"
    least, most = 1, MOST_KEYED
    letters = restart = True

    def get(self, scene: Scene) -> str:
        return scene.records.text

    def put(self, scene: Scene, text: str) -> Scene:
        return replace(scene, records=replace(scene.records, text=text))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return wrapped(t("find.words"), Look.DIM)

    def complete(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, Event.DONE, FindRecords(scene.reader, searched(scene, text)))
