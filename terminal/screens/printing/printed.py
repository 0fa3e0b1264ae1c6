"""What came of something that was printed: it lies on the paper, is under way, or did not come out. Pure.

The rule: nobody has to wait here for a printer; every key but 确认 on a trouble leads on, and what did not come out is
offered again under 打印.
"""

from dataclasses import replace

from terminal.desk.door import Refusal
from terminal.face.asks.ask import Ask
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene, Sheet
from terminal.language import Texts
from terminal.printers.outcome import Printout
from terminal.screens.page import Line, Look, PageScreen, Turn, View, faulted, going, wrapped
from terminal.screens.paging import paged, turned
from terminal.screens.printing.news import saved, told

_GONE = frozenset({"nothing_to_print", "voucher_unknown"})
"""Words that say that there is nothing to print, now or later."""


class PrintedPage(PageScreen):
    """打印机缺纸 按<确认>打印 按<取消>退出, or the files that were made."""

    page = Page.PRINTED

    def view(self, scene: Scene, t: Texts) -> View:
        draft = scene.printing
        hint = t("hint.print_again" if draft.again else "hint.result")
        count = "print.others" if draft.out is not None else "print.missed"
        others = (Line(t(count, count=draft.others), Look.STRONG),) if draft.others else ()
        return paged(t("title.print"), ((Line(), *others, *_lines(draft.out, t)),), scene.cursor, hint)

    def press(self, scene: Scene, key: str) -> Turn:
        draft = scene.printing
        if key == "ok" and draft.again is not None:
            return Turn(replace(scene, printing=draft.asking(draft.again)), ask=draft.again)
        turn = turned(scene, key) or going(scene, key)
        if turn.event is None or draft.under_way:
            return turn
        return replace(turn, scene=replace(scene, printing=draft.waved()))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Printout):
            return Turn(scene)
        sheet = Sheet(answer.lines, roll=True) if answer.lines else scene.sheet
        return Turn(replace(scene, printing=replace(scene.printing, out=answer), sheet=sheet))

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        gone = refusal.word in _GONE
        printing = scene.printing.gone() if gone else scene.printing.waved()
        return Turn(replace(faulted(scene, refusal), printing=printing), Event.REFUSED)


def _lines(out: Printout | None, t: Texts) -> tuple[Line, ...]:
    if out is None:
        return ()
    if out.printing:
        return (Line(t("print.under_way"), Look.STRONG), Line(), *wrapped(t("print.no_wait")))
    state = tuple(line for one in out.trouble for line in told(one, t)) or (Line(t("print.done"), Look.STRONG),)
    return (*state, *saved(out, t))
