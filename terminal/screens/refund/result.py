"""How a refund ended: done, declined with what to do, or not known - which is never called failed. Pure."""

from protocol.codes import CODES
from terminal.desk.door import RefundResult
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, View, money, wrapped
from terminal.trade.refund import RefundRecord, State


class ResultPage(PageScreen):
    """确认 goes on; open refunds are listed first."""

    page = Page.RESULT

    def view(self, scene: Scene, t: Texts) -> View:
        result = scene.draft.result
        if result is None:
            return View(t("title.result"), ())
        lines = (*outcome(result.record, scene, t), *advice(result.record, scene, t))
        return View(t("title.result"), (*lines, *_saved(result, t)), t("hint.result"))


def _saved(result: RefundResult, t: Texts) -> tuple[Line, ...]:
    if not result.saved:
        return ()
    saved = Line(t("result.saved", count=len(result.saved)), Look.DIM)
    return (Line(), saved, *wrapped(str(result.saved[0].parent), Look.DIM)[:2])


def outcome(record: RefundRecord, scene: Scene, t: Texts) -> tuple[Line, ...]:
    """The lines that say how a refund stands."""
    head = (
        *wrapped(t(f"result.{record.state}"), Look.STRONG),
        Line(t("confirm.amount", amount=money(record.amount_fen, scene.practice, t))),
    )
    if record.state is State.APPROVED:
        numbers = (t("result.reference", number=record.reference_no), t("result.voucher", number=record.key.trace_no))
        return (*head, *(Line(row) for row in numbers))
    if record.state is State.DECLINED:
        return (*head, *declined(record.code, t))
    return (*head, *(wrapped(t(f"cause.{record.cause}")) if record.cause else ()))


def advice(record: RefundRecord, scene: Scene, t: Texts) -> tuple[Line, ...]:
    """The lines that say what to do next; what to do about a decline stands with its code."""
    if record.state is State.DECLINED:
        return ()
    hotline = scene.station.hotline if scene.station else ""
    return wrapped(t(f"advice.{record.state}", hotline=hotline))


def declined(code: str, t: Texts) -> tuple[Line, ...]:
    """A code in words, and what its class asks of the cashier."""
    row = CODES.get(code)
    if row is None:
        return wrapped(t("result.code", code=code, words=t("result.code_unknown")))
    words = row.zh if t("language.self") == "zh_CN" else row.en
    return (*wrapped(t("result.code", code=code, words=words)), *wrapped(t(f"operator_class.{row.operator_class}")))
