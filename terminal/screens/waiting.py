"""While something is on its way to the host: what it is, where it stands and the seconds it has taken. Pure.

The rule: no key does anything here; only the desk's answer leads on. The way out is to close the terminal, which can be
done once the wait is long, and the page says what then becomes of it.
"""

from dataclasses import replace
from typing import ClassVar

from terminal.desk.door import Refusal
from terminal.face.asks.ask import Progress
from terminal.face.asks.payment import AskOwed
from terminal.face.leaving import may_leave, way_out
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View, faulted, wrapped
from terminal.trade.payment import PaymentRecord

BAR_COLUMNS = 30


class WaitPage(PageScreen):
    """正在发送 … 正在接收 … 冲正处理 … 正在结算."""

    title: ClassVar[str] = "title.sending"

    def told(self, scene: Scene, progress: Progress) -> Scene:
        if not isinstance(progress, PaymentRecord):
            return scene
        return scene.owing(progress).paying(replace(scene.payment, told=progress))

    def press(self, scene: Scene, key: str) -> Turn:
        return Turn(scene)

    def waiting(self, scene: Scene, t: Texts, about: str, states: tuple[str, ...]) -> View:
        """about: the amount, or what is asked. states: where it stands, in words."""
        elapsed = int(scene.waited_s)
        bar = "." * ((elapsed * 4) % BAR_COLUMNS + 1)
        lines = (
            Line(about, Look.STRONG),
            Line(),
            *(line for state in states for line in wrapped(state)),
            Line(f"  {bar}"),
            Line(t("sending.elapsed", seconds=elapsed)),
            *((Line(), *wrapped(t(way_out(scene)), Look.DIM)) if may_leave(scene) else ()),
        )
        return View(t(self.title), lines, t("hint.sending"))


def undoing(told: PaymentRecord | None, t: Texts) -> tuple[str, ...]:
    """Before the thing itself is on its way: 正在准备, or which payment is undone first."""
    if told is None:
        return (t("pay_state.new"),)
    return (t(f"pay_state.{told.state}"), t("result.voucher", number=told.voucher_no))


def owed_first(scene: Scene, refusal: Refusal) -> Turn:
    """A 冲正 that goes first stopped it: what is owed, and the fault slip of one that is for a person now."""
    voucher = str(refusal.details.get("voucher", ""))
    return Turn(faulted(scene, refusal), Event.OWED, AskOwed(refusal.word, voucher))
