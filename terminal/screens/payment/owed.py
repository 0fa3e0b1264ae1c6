"""待冲正: payments whose outcome nobody knew and that are not undone yet; one of them, and closing it by hand. Pure."""

from dataclasses import replace

from protocol.transactions import Channel
from terminal.desk.door import Station
from terminal.face.asks.ask import Ask
from terminal.face.asks.payment import AskOwed, CloseByHand, Owed, PrintAgain, sent_as
from terminal.face.drafts.payment import CLOSING, Doing, PaymentDraft
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene, Sheet
from terminal.language import Texts
from terminal.printers.outcome import Printout
from terminal.screens.list_page import ListPage
from terminal.screens.one_page import Choice, OnePage
from terminal.screens.page import Line, Turn, View, money, wrapped
from terminal.screens.payment.result import advice, ended
from terminal.screens.refund.result import called
from terminal.screens.sure import SurePage
from terminal.trade.payment import UNSETTLED, PaymentRecord, PaymentState

_CLOSES = {Event.CLOSE_STANDS: Doing.CLOSE_STANDS, Event.CLOSE_UNDONE: Doing.CLOSE_UNDONE}


class OwedPage(ListPage):
    """What waits, on whatever link, and what an earlier run left and is undone by now."""

    page, title = Page.OWED, "title.owed"

    def entered(self, scene: Scene) -> Scene:
        return scene.paying(PaymentDraft(Doing.REVERSE))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(
            f"{one.voucher_no} {money(one.amount_fen, scene.practice, t)} {t(f'pay_state.{one.state}')}"
            for one in scene.owed
        )

    def size(self, scene: Scene) -> int:
        return len(scene.owed)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(scene.paying(PaymentDraft(Doing.REVERSE, owed=scene.owed[index])), Event.DONE)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not (isinstance(ask, AskOwed) and isinstance(answer, Owed)):
            return Turn(scene)
        sheet = Sheet(answer.slip.lines, roll=True) if answer.slip.lines else scene.sheet
        listed = replace(scene, owed=answer.records, sheet=sheet, cursor=0)
        return Turn(listed.noted(f"fault.{ask.because}", voucher=ask.voucher))


def choices(record: PaymentRecord, station: Station | None) -> tuple[Choice, ...]:
    """What can be done about it; nothing once it is settled. What is still tried here is not a person's to end."""
    if record.state not in UNSETTLED:
        return ()
    card: Choice = ("2", "owed.card", Event.CARD)
    close: tuple[Choice, ...] = (
        ("3", "owed.close_stands", Event.CLOSE_STANDS),
        ("4", "owed.close_undone", Event.CLOSE_UNDONE),
    )
    fault: Choice = ("5", "owed.fault_slip", None)
    manual, here = record.state is PaymentState.MANUAL, station is not None and station.identity == record.link
    return (
        ("1", "owed.again", Event.QUERY),
        *((card,) if record.channel is Channel.CARD else ()),
        *(close if manual or not here else ()),
        *((fault,) if manual else ()),
    )


class OwedOnePage(OnePage):
    """再试一次, with the card where the host wants its number; 人工了结; the fault slip again."""

    page = Page.OWED_ONE

    def heading(self, scene: Scene, t: Texts) -> str:
        return t("title.owed")

    def about(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        record = scene.payment.owed
        if record is None:
            return ()
        if self.choices(scene):
            return ended(record, scene, t, beside=called(scene, t))
        return (*ended(record, scene, t), *advice(record, scene, t))

    def choices(self, scene: Scene) -> tuple[Choice, ...]:
        record = scene.payment.owed
        return () if record is None else choices(record, scene.station)

    def taken(self, scene: Scene, event: Event | None) -> Turn:
        record = scene.payment.owed
        if event is None:
            return Turn(scene, ask=PrintAgain(record) if record is not None else None)
        payment = replace(scene.payment, doing=_CLOSES.get(event, Doing.REVERSE), card=None)
        return Turn(scene.paying(payment), event, sent_as(payment, scene.by) if event is Event.QUERY else None)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Printout):
            return Turn(scene)
        return Turn(replace(scene, sheet=Sheet(answer.lines, roll=True)))


class CloseByHandPage(SurePage):
    """人工了结: asked once more, as nothing of it is sent any more."""

    page = Page.CLOSE_BY_HAND

    def view(self, scene: Scene, t: Texts) -> View:
        record = scene.payment.owed
        told = ended(record, scene, t)[:4] if record is not None else ()
        title, words = f"doing.{scene.payment.doing}", wrapped(t("owed.close_words"))
        return View(t(title), (*told, Line(), *words), t("hint.close_by_hand"))

    def confirmed(self, scene: Scene) -> Turn:
        record = scene.payment.owed
        said = CLOSING.get(scene.payment.doing)
        return Turn(scene, ask=CloseByHand(scene.by, record, said) if record is not None and said else None)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, PaymentRecord):
            return Turn(scene)
        return Turn(scene.owing(answer).noted("note.closed_by_hand", alarm=False), Event.DONE)
