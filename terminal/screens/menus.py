"""The menus: main, 退货, 管理. What stands on them is data in terminal/face/menu.py. Pure."""

from dataclasses import replace
from typing import ClassVar

from terminal.columns import pad
from terminal.desk.closing import waits_for_somebody
from terminal.face.asks.device import Glance, Preflight
from terminal.face.asks.settlement import CountBatch
from terminal.face.drafts.cases import NO_CASES
from terminal.face.drafts.payment import NO_PAYMENT, Doing, PaymentDraft
from terminal.face.drafts.refund import Draft, Way
from terminal.face.keys import Key
from terminal.face.menu import offered
from terminal.face.pages import Event, Page
from terminal.face.scene import NO_RECORDS, Scene, Sheet
from terminal.language import Texts
from terminal.screens.list_page import moved
from terminal.screens.page import LCD_COLUMNS, Line, Look, PageScreen, Turn, View
from terminal.trade.payment import UNSETTLED

_WAYS = {Event.BY_REFERENCE: Way.REFERENCE, Event.BY_QR: Way.QR}


class MenuPage(PageScreen):
    """Numbers choose at once; up, down and 确认 do too. title, hint: text ids."""

    title: ClassVar[str]
    hint: ClassVar[str] = "hint.menu"

    def view(self, scene: Scene, t: Texts) -> View:
        items = offered(self.page, scene.facts)
        above = (Line(),) if len(items) < self.room(scene).rows else ()
        lines = (
            Line(
                pad(f"{'>' if index == scene.cursor else ' '} {item.digit} {t(item.text)}", LCD_COLUMNS),
                Look.CHOSEN if index == scene.cursor else Look.PLAIN,
                item.digit,
            )
            for index, item in enumerate(items)
        )
        return View(t(self.title), (*above, *lines), t(self.hint))

    def press(self, scene: Scene, key: str) -> Turn:
        items = offered(self.page, scene.facts)
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "up" | "down":
                return Turn(replace(scene, cursor=moved(scene.cursor, key, len(items))))
            case "ok":
                return self.chosen(scene, items[scene.cursor].event)
            case _:
                found = [item.event for item in items if item.digit == key]
                return self.chosen(scene, found[0]) if found else Turn(scene)

    def chosen(self, scene: Scene, event: Event) -> Turn:
        """An entry was chosen."""
        return Turn(scene, event)


class MainMenu(MenuPage):
    """Numbers of the trade; a finished refund is put away here, and a customer takes the slip back."""

    page, title = Page.MENU, "title.menu"
    hint = "hint.main"

    def entered(self, scene: Scene) -> Scene:
        return put_away(scene)

    def view(self, scene: Scene, t: Texts) -> View:
        drawn = super().view(scene, t)
        if scene.owed:
            return replace(drawn, hint=t("hint.owed", count=len(scene.owed)))
        return replace(drawn, hint=t("hint.cases_due", count=scene.cases.due)) if scene.cases.due else drawn

    def press(self, scene: Scene, key: str) -> Turn:
        return Turn(scene, Event.RECORDS) if key == Key.RECORDS else super().press(scene, key)

    def chosen(self, scene: Scene, event: Event) -> Turn:
        paying = scene.paying(PaymentDraft(Doing.VOID)) if event is Event.VOID else scene
        return Turn(paying, event, CountBatch() if event is Event.SETTLE else None)

    def aside(self, scene: Scene) -> Glance:
        return Glance()


class RefundMenu(MenuPage):
    """退货: by sales slip, by reference number, or what was paid by QR."""

    page, title = Page.REFUND, "title.refund"

    def aside(self, scene: Scene) -> Preflight:
        return Preflight()

    def chosen(self, scene: Scene, event: Event) -> Turn:
        return Turn(scene.drafted(replace(scene.draft, way=_WAYS.get(event, Way.SLIP))), event)


def put_away(scene: Scene) -> Scene:
    """The scene without what was being prepared. What is not decided yet stays, and so does the last receipt: the
    customer signs the merchant's copy of it. A paper of a case is for no other eyes.
    """
    still_open = tuple(one for one in scene.results if waits_for_somebody(one.record))
    still_owed = tuple(record for record in scene.owed if record.state in UNSETTLED)
    sheet = scene.sheet if scene.sheet.roll and not scene.sheet.case_no else Sheet()
    cases = replace(NO_CASES, due=scene.cases.due)
    cleared = replace(
        scene, draft=Draft(), payment=NO_PAYMENT, allowed=None, records=NO_RECORDS, sheet=sheet, cases=cases
    )
    return replace(cleared, results=still_open, owed=still_owed)
