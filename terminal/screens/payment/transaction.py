"""交易查询: one transaction of this terminal, as it stands. Pure."""

from terminal.columns import clean
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, View, money, wrapped
from terminal.trade.batch import Transaction, kind_of
from terminal.trade.payment import PaymentRecord


def told_of(one: Transaction, scene: Scene, t: Texts) -> tuple[Line, ...]:
    """What a cashier compares with the slip."""
    auth_no = one.auth_no if isinstance(one, PaymentRecord) else ""
    rows = (
        t("one.kind", kind=t(f"kind.{kind_of(one)}")),
        t("result.voucher", number=one.key.trace_no),
        t("one.when", when=clean(one.opened_at.replace("T", " ")[:16])),
        t("one.channel", channel=t(f"channel.{one.channel}")),
        t("one.payer", payer=clean(one.payer)),
        *((t("result.reference", number=clean(one.reference_no)),) if one.reference_no else ()),
        *((t("result.auth_no", number=clean(auth_no)),) if auth_no else ()),
    )
    strong = (t("one.amount", amount=money(one.amount_fen, scene.practice, t)), state_of(one, t))
    return (
        *(line for row in rows for line in wrapped(row)),
        *(line for row in strong for line in wrapped(row, Look.STRONG)),
    )


def state_of(one: Transaction, t: Texts) -> str:
    """Where it stands, in words."""
    return t("one.state", state=t(f"stands.{one.state}"))


class TransactionPage(PageScreen):
    """确认 and 取消 lead back to 查询."""

    page = Page.TRANSACTION

    def view(self, scene: Scene, t: Texts) -> View:
        one = scene.payment.original
        return View(t("doing.look"), told_of(one, scene, t) if one is not None else (), t("hint.result"))
