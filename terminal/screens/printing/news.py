"""What the printers say while something else goes on: kept, and told on the LCD where no answer is awaited. Pure.

The rule: no news takes a page or a key from the cashier; what did not come out is offered again under 打印.
"""

from dataclasses import replace
from pathlib import PurePath

from terminal.columns import clean, cut, width
from terminal.desk.door import RefundResult
from terminal.desk.doors import PaymentResult
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.printers.outcome import NotPrinted, Printout
from terminal.screens.page import LCD_COLUMNS, Line, Look, Turn, wrapped

AGAIN = "6"
"""On a result: print again what did not come out; the number of 打印 in the main menu."""
SHOWN_THERE = frozenset({Page.RESULT, Page.PAY_RESULT, Page.PRINTED})
"""Pages that show what came of the slip themselves."""


def after_printing(scene: Scene, answer: object) -> Scene:
    """The scene after the printers' news, a tuple of Printout."""
    for news in answer if isinstance(answer, tuple) else ():
        if isinstance(news, Printout):
            scene = _heard(scene, news)
    return scene


def after_result(scene: Scene, answer: object) -> Scene:
    """The scene after a result whose slip did not even come to a printer."""
    match answer:
        case RefundResult(record=record, trouble=trouble) if trouble:
            return _heard(scene, Printout(answer.receipt, answer.saved, trouble, subject=str(record.key)))
        case PaymentResult(printed=printed) if printed.trouble:
            return _heard(scene, printed)
        case _:
            return scene


def again(scene: Scene, key: str) -> Turn | None:
    """On a page that shows a result: what this key does about what was not printed; None where that is nothing."""
    return Turn(scene, Event.UNPRINTED) if key == AGAIN and scene.printing.unprinted else None


def slip_lines(scene: Scene, subject: str, t: Texts) -> tuple[Line, ...]:
    """What came of the slip of this transaction, as far as the printers are; nothing of another one's."""
    out = scene.printing.out
    if out is None or out.subject != subject:
        return ()
    if out.trouble:
        return (*(line for one in out.trouble for line in told(one, t)), *offer(scene, t))
    return (_count(out, t), Line(shortened(out.files[0].parent), Look.DIM)) if out.files else ()


def offer(scene: Scene, t: Texts) -> tuple[Line, ...]:
    """The line that offers to print again what did not come out."""
    return (Line(t("print.again"), Look.STRONG, AGAIN),) if scene.printing.failed else ()


def saved(out: Printout, t: Texts) -> tuple[Line, ...]:
    """Where the files of it are."""
    if not out.files:
        return ()
    return (Line(), _count(out, t), *wrapped(str(out.files[0].parent), Look.DIM))


def shortened(folder: PurePath) -> str:
    """Its last parts, as many as one row of the LCD holds; ... stands for the first ones. 打印 shows it whole."""
    tails = (type(folder)("...", *folder.parts[left:]) for left in range(1, len(folder.parts)))
    named = (clean(str(path)) for path in (folder, *tails))
    return cut(next((name for name in named if width(name) <= LCD_COLUMNS), clean(folder.name)), LCD_COLUMNS)


def _count(out: Printout, t: Texts) -> Line:
    return Line(t("result.saved", count=len(out.files)), Look.DIM)


def told(trouble: NotPrinted, t: Texts) -> tuple[Line, ...]:
    """What did not come out, and what to do."""
    return wrapped(t(trouble.why, printer=trouble.printer, reason=trouble.reason), Look.STRONG)


def _heard(scene: Scene, news: Printout) -> Scene:
    heard = replace(scene, printing=scene.printing.heard(news))
    if not news.trouble or scene.note is not None or scene.page in SHOWN_THERE:
        return heard
    first = news.trouble[0]
    return heard.noted(first.why, printer=first.printer, reason=first.reason)
