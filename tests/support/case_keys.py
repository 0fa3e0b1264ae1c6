"""A refund case on the screens of the real desk, key by key: what a clerk and a reviewer press for each step."""

from dataclasses import replace
from pathlib import Path

from cashier import Cashier

from terminal.case.case import Case
from terminal.desk.cashdesk import Desk
from terminal.face.pages import Page

DEVICE, TRANSACTION, SERVICE, POLICY = "1234"
SUPERVISOR = ("0", "ok", "123456", "ok")
MANAGER = ("0", *"98", "ok", "9898", "ok")
CARD_ACCOUNT = "6205500000000000004"
"""A published test card, as an account that is keyed."""


class CaseKeys(Cashier):
    """Presses digits, Enter, Backspace and Esc alone; names and words are the phrases behind the digits."""

    desk: Desk  # type: ignore[assignment]

    @property
    def case(self) -> Case:
        """The case on the page."""
        assert self.scene.cases.view is not None
        return self.scene.cases.view.case

    @property
    def whole(self) -> str:
        """Every page of the case, one after another."""
        pages = [self.press("plus").lcd for _ in range(4)]
        self.scene = replace(self.scene, cursor=0)
        return "\n".join(pages)

    def to_cases(self) -> "CaseKeys":
        """管理 → 退款申请."""
        self.press("8", "9")
        assert self.page is Page.CASES
        return self

    def opened(self, kind: str, order: str) -> "CaseKeys":
        """登记: by the customer, with the first phrase of everything."""
        self.to_cases().press("0", "1", kind, "1", order, "ok", "ok")
        self.press("ok", "1", "ok", "13800000000", "ok", "1", "ok")
        if kind == DEVICE:
            self.press("1", "ok", "1", "1", "2", "ok")
            self.press("ok")  # to its second page
        self.press("ok")
        assert self.page is Page.CASE, self.lcd
        return self

    def gathered(self) -> "CaseKeys":
        """A talk, and a file for every paper that is needed."""
        self.press("6", "1", "1", "ok", "1", "ok", "ok", "1", "ok")
        inbox = self.desk.journal.path.parent / "inbox"
        inbox.mkdir(exist_ok=True)
        for at, paper in enumerate(self.case.missing, 1):
            for old in inbox.iterdir():
                old.unlink()
            (inbox / f"{paper}.txt").write_text(f"{self.case.case_no} {paper}", encoding="utf-8")
            self.press("5", str(at), "1", "1", "ok", "back", "back")
        assert not self.case.missing
        return self

    def applied(self) -> "CaseKeys":
        """提交申请."""
        return self.press("1", "ok")  # type: ignore[return-value]

    def approved(self, *route: str, who: tuple[str, ...] = SUPERVISOR) -> "CaseKeys":
        """审核通过, as it stands there, or by another route."""
        self.press(*who, "1", *(("3", *route) if route else ()), "ok")
        return self

    def signed(self) -> "CaseKeys":
        """协议 drawn, and signed by both."""
        self.press("1", "1", "1", "ok", "ok", "1", "2", "ok", "ok")
        return self

    def ready(self, kind: str, order: str, *route: str) -> "CaseKeys":
        """To where it may be paid; of a device, to where it is awaited."""
        return self.opened(kind, order).gathered().applied().approved(*route).signed()


def file_of(desk: Desk, name: str) -> Path:
    """A file that came in."""
    folder = desk.journal.path.parent / "inbox"
    folder.mkdir(exist_ok=True)
    return folder / name
