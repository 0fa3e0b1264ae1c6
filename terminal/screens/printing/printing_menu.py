"""打印: what may be printed again, and the voucher number of 重打任意一笔. Pure."""

from dataclasses import replace

from terminal.face.asks.printing import PrintDetails, PrintSettlement, PrintSlip, PrintSummary
from terminal.face.drafts.printing import Printing
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.screens.entry_page import EntryPage
from terminal.screens.menus import MenuPage
from terminal.screens.page import Turn

# fmt: off
ASKED: dict[Event, Printing] = {
    Event.PRINT_LAST:       PrintSlip(),
    Event.PRINT_SETTLEMENT: PrintSettlement(),
    Event.PRINT_DETAILS:    PrintDetails(),
    Event.PRINT_SUMMARY:    PrintSummary(),
}
# fmt: on


class PrintMenu(MenuPage):
    """打印."""

    page, title = Page.PRINT, "title.print"

    def chosen(self, scene: Scene, event: Event) -> Turn:
        return printing(scene, event, ASKED[event]) if event in ASKED else Turn(scene, event)


class VoucherPage(EntryPage):
    """凭证号 of a transaction of this batch; leading zeros may be left out."""

    page, title, prompt = Page.PRINT_VOUCHER, "menu.print_one", "prompt.voucher"
    least, most, restart = 1, 6, True

    def get(self, scene: Scene) -> str:
        return scene.printing.voucher_no

    def put(self, scene: Scene, text: str) -> Scene:
        return replace(scene, printing=replace(scene.printing, voucher_no=text))

    def complete(self, scene: Scene, text: str) -> Turn:
        return printing(scene, Event.DONE, PrintSlip(text))


def printing(scene: Scene, event: Event, ask: Printing) -> Turn:
    """On to the page that shows what comes of it."""
    return Turn(replace(scene, printing=scene.printing.asking(ask)), event, ask)
