"""While something is on its way to the host: what it is, where it stands and the seconds it has taken. Pure.

The rule: no key does anything here; only the desk's answer leads on.
"""

from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View, wrapped

BAR_COLUMNS = 30


class WaitPage(PageScreen):
    """正在发送 … 正在接收 … 冲正处理."""

    def press(self, scene: Scene, key: str) -> Turn:
        return Turn(scene)

    def waiting(self, scene: Scene, t: Texts, about: str, state: str, since_s: float) -> View:
        """about: the amount, or what is asked. state: where it stands, in words. since_s: monotonic seconds."""
        elapsed = int(scene.now_s - since_s)
        bar = "." * ((elapsed * 4) % BAR_COLUMNS + 1)
        lines = (
            Line(),
            Line(about, Look.STRONG),
            Line(),
            *wrapped(state),
            Line(f"  {bar}"),
            Line(t("sending.elapsed", seconds=elapsed)),
        )
        return View(t("title.sending"), lines, t("hint.sending"))
