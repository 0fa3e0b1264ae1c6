"""How a refund ended: done, declined with what to do, or not known - which is never called failed. Pure."""

from dataclasses import replace

from terminal.columns import clean
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.codes import code_advice, code_words
from terminal.screens.exchange import begun
from terminal.screens.page import Line, Look, PageScreen, Turn, View, going, money, wrapped
from terminal.screens.paging import paged, turned
from terminal.screens.printing.news import again, slip_lines
from terminal.trade.arrival import arrival_text
from terminal.trade.refund import STANDS, RefundRecord, State


class ResultPage(PageScreen):
    """确认 goes on; open refunds are listed first."""

    page = Page.RESULT

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, allowed=None)  # it was for this refund alone

    def view(self, scene: Scene, t: Texts) -> View:
        result = scene.draft.result
        if result is None:
            return View(t("title.result"), ())
        exchange = (Line(t("result.exchange"), Look.CHOSEN, "1"),) if exchange_of(scene) else ()
        lines = (
            *outcome(result.record, scene, t),
            *exchange,
            *slip_lines(scene, str(result.record.key), t),
            *advice(result.record, scene, t),
        )
        return paged(t("title.result"), (lines,), scene.cursor, t("hint.result"), t("hint.result_pages"))

    def press(self, scene: Scene, key: str) -> Turn:
        result = scene.draft.result
        if key == "1" and result is not None and exchange_of(scene):
            return begun(scene, result.record)
        return turned(scene, key) or again(scene, key) or going(scene, key)


def exchange_of(scene: Scene) -> str:
    """The number that its new sale carries, where the refund of an exchange is done; "" else."""
    record = scene.draft.result.record if scene.draft.result else None
    return record.exchange_no if record is not None and record.state in STANDS else ""


def outcome(record: RefundRecord, scene: Scene, t: Texts) -> tuple[Line, ...]:
    """The lines that say how a refund stands."""
    head = (
        *wrapped(t(f"result.{record.state}"), Look.STRONG),
        Line(t("confirm.amount", amount=money(record.amount_fen, scene.practice, t))),
    )
    if record.state is State.APPROVED:
        numbers = [t("result.reference", number=record.reference_no), t("result.voucher", number=record.key.trace_no)]
        numbers += [t("result.exchange_no", number=record.exchange_no)] if record.exchange_no else []
        arrival = wrapped(t("plan.arrival", arrival=arrival_text(record.channel, t, scene.arrivals)))
        return (*head, *(Line(text) for text in numbers), *arrival)
    if record.state is State.DECLINED:
        return (*head, *declined(record.code, t))
    return (*head, *(wrapped(t(f"cause.{record.cause}")) if record.cause else ()))


def advice(record: RefundRecord, scene: Scene, t: Texts) -> tuple[Line, ...]:
    """What to do next, and whom to call where it is not done; what to do about a decline stands with its code."""
    to_do = () if record.state is State.DECLINED else wrapped(t(f"advice.{record.state}"))
    return to_do if record.state is State.APPROVED else (*to_do, *hotline(scene, t))


def hotline(scene: Scene, t: Texts) -> tuple[Line, ...]:
    """客服热线 of this terminal, where it has one."""
    said = called(scene, t)
    return wrapped(said) if said else ()


def called(scene: Scene, t: Texts) -> str:
    """The same in one text, "" where it has none."""
    number = clean(scene.station.hotline) if scene.station is not None else ""
    return t("result.hotline", hotline=number) if number else ""


def declined(code: str, t: Texts) -> tuple[Line, ...]:
    """A code in words, and what to do about it."""
    return (*wrapped(code_words(code, t)), *wrapped(code_advice(code, t)))
