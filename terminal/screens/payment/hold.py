"""A pre-authorisation is named by its 授权码 (6 letters or digits) and its day (MMDD). Pure."""

from dataclasses import replace

from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.month_day import MonthDayPage
from terminal.screens.page import Line, Look, Turn, View

AUTH_NO_LENGTH = 6


class AuthNoPage(EntryPage):
    """请输入原授权码."""

    page = Page.AUTH_NO
    title, prompt = "doing.completion", "prompt.auth_no"
    least = most = AUTH_NO_LENGTH
    letters = restart = True

    def get(self, scene: Scene) -> str:
        return scene.payment.auth_no

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.paying(replace(scene.payment, auth_no=text))

    def view(self, scene: Scene, t: Texts) -> View:
        return replace(super().view(scene, t), title=t(f"doing.{scene.payment.doing}"))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return (Line(t("auth_no.letters"), Look.DIM, "letter"),)


class AuthDatePage(MonthDayPage):
    """请输入原授权日期(月月日日)."""

    page = Page.AUTH_DATE
    title, prompt = "doing.completion", "prompt.auth_date"

    def get(self, scene: Scene) -> str:
        return scene.payment.month_day

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.paying(replace(scene.payment, month_day=text))

    def view(self, scene: Scene, t: Texts) -> View:
        return replace(super().view(scene, t), title=t(f"doing.{scene.payment.doing}"))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return (Line(t("result.auth_no", number=scene.payment.auth_no), Look.DIM),)

    def dated(self, scene: Scene, month_day: str) -> Turn:
        return Turn(scene, Event.DONE)
