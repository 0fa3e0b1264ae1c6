"""A trainee at the practice counter: presses what each page asks for, in whatever order the pages come."""

from collections.abc import Callable, Mapping

from cashier import Cashier

from terminal.face.drafts.refund import Option
from terminal.face.pages import Page
from terminal.face.scene import Scene

MOST_STEPS = 60
Keys = tuple[str, ...] | Callable[[Scene], tuple[str, ...]]


def _slip(scene: Scene) -> tuple[str, ...]:
    return ("scan",) if scene.draft.slip is not None else ("customers",)


def _changed(scene: Scene) -> tuple[str, ...]:
    """The whole order stands there; 退货方式 is changed once."""
    return ("1",) if scene.draft.option is Option.WHOLE else ("ok",)


SOME: dict[str, Keys] = {"original": _changed, "option": ("2",)}
BY_AMOUNT: dict[str, Keys] = {"original": _changed, "option": ("3",)}

# fmt: off
KEYS: Mapping[Page, Keys] = {
    Page.MENU:       ("3",),
    Page.REFUND:     ("1",),
    Page.SUPERVISOR: ("123456", "ok"),
    Page.ORDER:      _slip,
    Page.CUSTOMERS:  ("ok",),
    Page.ORIGINAL:   ("ok",),
    Page.GOODS:      ("ok",),
    Page.REASON:     ("1",),
    Page.CARD:       ("ok",),
    Page.CONFIRM:    ("ok",),
    Page.RESULT:     ("ok",),
    Page.OPEN:       ("ok",),
    Page.OPEN_ONE:   ("1",),
}
# fmt: on


class Trainee(Cashier):
    """A cashier who serves one customer by habit."""

    def begin(self, no: int, name: str = "小王") -> "Trainee":
        """Sign on, give a name, take a task, start it."""
        self.sign_on().press("9").paste(name).press("ok", str(no), "ok")
        return self

    def serve(self, until: Page, **pages: Keys) -> "Trainee":
        """Press on until that page stands there. pages: keys of a page (by its value) other than by habit."""
        keys = KEYS | {Page(page): own for page, own in pages.items()}
        for _ in range(MOST_STEPS):
            asked = keys[self.page]
            self.press(*(asked(self.scene) if callable(asked) else asked))
            if self.page is until:
                return self
        raise AssertionError(f"{until} never came, but {self.page}: {self.lcd}")
