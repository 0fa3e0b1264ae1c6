"""请输入主管密码, before a void and before a 冲正 is closed by hand. Pure."""

from dataclasses import replace

from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import View
from terminal.screens.refund.supervisor import SupervisorPage


class PaySupervisorPage(SupervisorPage):
    """As before a refund, under the title of what is being done."""

    page = Page.PAY_SUPERVISOR

    def view(self, scene: Scene, t: Texts) -> View:
        return replace(super().view(scene, t), title=t(f"doing.{scene.payment.doing}"))
