"""A page on which a day is keyed as MMDD. Pure."""

from terminal.face.entry import is_month_day
from terminal.face.scene import Scene
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Turn


class MonthDayPage(EntryPage):
    """请输入…日期(月月日日)."""

    least = most = 4
    restart = True

    def dated(self, scene: Scene, month_day: str) -> Turn:
        """确认 on a day of some year."""
        raise NotImplementedError

    def complete(self, scene: Scene, text: str) -> Turn:
        return self.dated(scene, text) if is_month_day(text) else Turn(scene.noted("note.date"))
