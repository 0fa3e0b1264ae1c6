"""What the printers say while something else goes on: kept, and told on the LCD where no answer is awaited. Pure.

The rule: no news takes a page or a key from the cashier; what did not come out is offered again under 打印.
"""

from dataclasses import replace

from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.printers.outcome import NotPrinted, Printout
from terminal.screens.page import Line, Look, Turn, wrapped

AGAIN = "6"
"""On a result: print again what did not come out; the number of 打印 in the main menu."""


def after_printing(scene: Scene, answer: object) -> Scene:
    """The scene after the printers' news, a tuple of Printout."""
    for news in answer if isinstance(answer, tuple) else ():
        if isinstance(news, Printout):
            scene = _heard(scene, news)
    return scene


def again(scene: Scene, key: str) -> Turn | None:
    """On a page that shows a result: what this key does about what was not printed; None where that is nothing."""
    return Turn(scene, Event.UNPRINTED) if key == AGAIN and scene.printing.failed else None


def offer(scene: Scene, t: Texts) -> tuple[Line, ...]:
    """The line that offers it."""
    return (Line(t("print.again"), Look.STRONG, AGAIN),) if scene.printing.failed else ()


def told(trouble: NotPrinted, t: Texts) -> tuple[Line, ...]:
    """What did not come out, and what to do."""
    return wrapped(t(trouble.why, printer=trouble.printer, reason=trouble.reason), Look.STRONG)


def _heard(scene: Scene, news: Printout) -> Scene:
    heard = replace(scene, printing=scene.printing.heard(news))
    if not news.trouble or scene.note is not None:
        return heard
    first = news.trouble[0]
    return heard.noted(first.why, printer=first.printer, reason=first.reason)
