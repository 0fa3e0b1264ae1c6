"""The idle screen: title, date and time, how to begin, whose terminal it is; and the lock. Pure.

The rule: any key leads back, and nothing that was being keyed is there any more; behind the lock lies no paper either.
"""

from dataclasses import replace

from terminal.columns import pad
from terminal.face.asks.ask import Ask
from terminal.face.asks.signing import CheckOperator
from terminal.face.drafts.admin import NO_ADMIN
from terminal.face.pages import Event, Page
from terminal.face.scene import BLANK, FIRST_OPERATOR, Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.menus import put_away
from terminal.screens.page import LCD_COLUMNS, Line, Look, PageScreen, Turn, View, wrapped
from terminal.screens.signing.signon import published


class IdlePage(PageScreen):
    """After a minute without a key, and behind the main menu; nobody is signed off by it."""

    page = Page.IDLE

    def entered(self, scene: Scene) -> Scene:
        operator_no = scene.operator_no if scene.station else FIRST_OPERATOR
        return replace(put_away(scene.managing(NO_ADMIN)), operator_no=operator_no)

    def view(self, scene: Scene, t: Texts) -> View:
        clock = Line(pad(scene.clock, LCD_COLUMNS, "centre"), Look.STRONG)
        invited = Line(pad(t("idle.invites" if scene.station else "idle.closed"), LCD_COLUMNS, "centre"))
        merchant = wrapped(scene.station.merchant_name) if scene.station else ()
        centred = tuple(Line(pad(row.text, LCD_COLUMNS, "centre")) for row in merchant[:3])
        return View(t("boot.name"), (Line(), *centred, Line(), clock, Line(), invited), t("hint.idle"))

    def pasted(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, Event.DONE)


class LockedPage(EntryPage):
    """After a quarter of an hour, where money is real: the operator's password opens it, or another signs on."""

    page = Page.LOCKED
    title, prompt = "title.locked", "prompt.password"
    least, most = 4, 8
    secret = True

    def entered(self, scene: Scene) -> Scene:
        return replace(put_away(scene.managing(NO_ADMIN)), sheet=BLANK)

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return (Line(t("locked.operator", operator=scene.operator_no)), *published(scene, scene.operator_no, t))

    def complete(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, ask=CheckOperator(scene.operator_no, text))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return Turn(replace(scene, password=""), Event.DONE)
