"""原交易: its state, what will happen to it, and behind it (下) its goods and its history. Pure.

The rule: everything is preset to the whole order; digits change it from here, 确认 goes on.
"""

from dataclasses import replace

from protocol.transactions import Goods, Original, OriginalState
from terminal.columns import clean, cut, row
from terminal.desk.door import REASONS, Refusal
from terminal.face.asks.payment import FindVoidable
from terminal.face.drafts.payment import void_of
from terminal.face.drafts.refund import Draft, Option
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import (
    LCD_COLUMNS,
    Line,
    Look,
    PageScreen,
    Turn,
    View,
    going,
    money,
    number_of,
    wrapped,
)
from terminal.screens.paging import TURNING, paged
from terminal.trade.arrival import arrival_text
from terminal.trade.refund import OPEN, RefundRecord

_CLOSED = {OriginalState.VOIDED: "fault.original_voided", OriginalState.REFUNDED: "fault.original_refunded"}


class OriginalPage(PageScreen):
    """An original with nothing left goes nowhere and says why."""

    page = Page.ORIGINAL

    def view(self, scene: Scene, t: Texts) -> View:
        original = scene.draft.original
        if original is None:
            return View(t("title.original"), ())
        stopped = _why_stopped(scene)
        planned = () if stopped or scene.facts.opening else _plan(scene, t)
        first = (*_summary(original, scene, t), *planned)
        return paged(t("title.original"), (first, _details(original, scene, t)), scene.cursor, t(_hint(scene)))

    def entered(self, scene: Scene) -> Scene:
        why = _why_stopped(scene)
        return scene.noted(why) if why and scene.note is None else scene

    def press(self, scene: Scene, key: str) -> Turn:
        original = scene.draft.original
        if original is None or key == "back":
            return Turn(scene, Event.BACK)
        if key in TURNING:
            return Turn(replace(scene, cursor=scene.cursor + TURNING[key]))
        why = _why_stopped(scene)
        if why:
            return Turn(scene.noted(why)) if key in {"ok", "amount", "1", "2"} else Turn(scene)
        if scene.facts.opening:
            return going(scene, key)
        match key:
            case "ok" if _why_not_this_much(scene.draft):
                return Turn(scene.noted(_why_not_this_much(scene.draft)))
            case "ok" if against(scene.draft) is not None:
                return Turn(scene.noted("note.not_here"))
            case "1":
                return Turn(scene, Event.OPTION)
            case "2":
                return Turn(scene, Event.REASON)
            case "3" if can_void(scene):
                voucher_no = scene.draft.story.voucher_no if scene.draft.story else ""
                return Turn(scene.paying(void_of(voucher_no)), Event.VOID_INSTEAD, FindVoidable(voucher_no))
            case "amount":
                return Turn(scene.drafted(replace(scene.draft, option_wanted=Option.AMOUNT)), Event.AMOUNT)
            case _:
                return going(scene, key)


def can_void(scene: Scene) -> bool:
    """The whole of today's sale by card, not settled yet: 撤销 is better than 退货."""
    story = scene.draft.story
    voidable = story is not None and bool(story.voucher_no) and not story.barred_by
    return voidable and scene.draft.option is Option.WHOLE


def _hint(scene: Scene) -> str:
    """Which keys do something."""
    if _why_stopped(scene):
        return "hint.nothing_left"
    if scene.facts.opening:
        return "hint.case_original"
    if against(scene.draft) is not None:
        return "hint.original_ruled"
    return "hint.original_void" if can_void(scene) else "hint.original"


def _why_stopped(scene: Scene) -> str:
    """Why nothing of it can be refunded now, as a text id; "" where something can."""
    draft = scene.draft
    if draft.original is None:
        return ""
    if not draft.original.remaining_fen and draft.original.outside_fen:
        return "original.nothing_left"
    if not draft.original.remaining_fen:
        return _CLOSED.get(draft.original.state, "fault.original_refunded")
    undecided = any(record.state in OPEN for record in draft.story.refunds) if draft.story else False
    return "fault.original_busy" if undecided else ""


def _why_not_this_much(draft: Draft) -> str:
    """Why this amount is refunded to nobody, as a text id; "" for one that may be."""
    if not draft.refund_fen:
        return "fault.amount_zero"
    over = draft.original is not None and draft.refund_fen > draft.original.remaining_fen
    return "fault.amount_over_remaining" if over else ""


def against(draft: Draft) -> Refusal | None:
    """What a case, or the refund policy, has against this refund as it is chosen now; None for nothing."""
    if draft.story is not None and draft.story.barred_by:
        from terminal.desk.policy_words import case_open

        return case_open(draft.story.barred_by, ended=draft.story.bar_only)
    if draft.original is None or draft.story is None or draft.story.ruling is None:
        return None
    from terminal.desk.policy_words import refused_by

    return refused_by(draft.story.ruling.of(draft.original, draft.items, draft.refund_fen), draft.story.case_no)


def _summary(original: Original, scene: Scene, t: Texts) -> tuple[Line, ...]:
    """What was paid and what is left of it; of an original that nobody was asked about, what its slip says."""
    paid_outside = money(original.outside_fen, scene.practice, t)
    outside = wrapped(t("original.outside", amount=paid_outside)) if original.outside_fen else ()
    if scene.draft.unasked:
        asked = money(original.amount_fen, scene.practice, t)
        return (
            Line(t("original.reference", number=original.reference_no)),
            Line(t("original.paid_on", day=original.paid_date)),
            Line(t("keyed.amount", amount=asked), Look.STRONG),
            *outside,
            *wrapped(t("keyed.host")),
        )
    amount = t("original.amount", amount=money(original.amount_fen, scene.practice, t))
    left = t("original.remaining", amount=money(original.remaining_fen, scene.practice, t))
    payer = t("original.payer", channel=t(f"channel.{original.channel}"), payer=clean(original.payer))
    unsigned = (Line(t("original.unsigned"), Look.STRONG),) if scene.draft.unsigned else ()
    return (
        Line(t("original.order" if original.order_no else "original.reference", number=number_of(original))),
        *unsigned,
        *wrapped(payer),
        Line(cut(t("original.paid", when=_when(original)), LCD_COLUMNS)),
        *_row(amount, t("original.state", state=t(state_of(original)))),
        *_row(left, t("original.refunded", amount=money(original.refunded_fen, scene.practice, t)), Look.STRONG),
        *outside,
    )


def state_of(original: Original) -> str:
    """Its state as a text id: what is paid outside is never called refunded."""
    told = original.outside_fen and original.state is not OriginalState.VOIDED
    return "original_state.outside" if told else f"original_state.{original.state}"


def _plan(scene: Scene, t: Texts) -> tuple[Line, ...]:
    """What will happen, each line with the digit that changes it."""
    draft = scene.draft
    option = t("plan.option", option=t(f"option.{draft.option}"))
    reason = t("plan.reason", words=t(f"reason.{REASONS[draft.reason]}"))
    void = (Line(t("plan.void"), Look.CHOSEN, "3"),) if can_void(scene) else ()
    amount = money(draft.refund_fen, scene.practice, t)
    return (
        *(replace(line, key="1") for line in _row(option, amount, Look.CHOSEN)),
        Line(reason, Look.CHOSEN, "2"),
        *_way_back(scene, t),
        *void,
    )


def _way_back(scene: Scene, t: Texts) -> tuple[Line, ...]:
    """How and when the money is back, or why it does not go back from here."""
    original, refusal = scene.draft.original, against(scene.draft)
    if refusal is not None:
        return wrapped(t(f"fault.{refusal.word}", **refusal.details), Look.STRONG)
    if original is None:
        return ()
    return (
        *wrapped(t("plan.route", channel=t(f"returns_to.{original.channel}"))),
        *wrapped(t("plan.arrival", arrival=arrival_text(original.channel, t, scene.arrivals))),
    )


def _details(original: Original, scene: Scene, t: Texts) -> tuple[Line, ...]:
    """Numbers, goods and what went back before; what is not known here was given back elsewhere."""
    refunds = scene.draft.story.refunds if scene.draft.story else ()
    numbers = [t("original.reference", number=original.reference_no)] if original.order_no else []
    numbers += [t("original.voucher", number=original.voucher_no)] if original.voucher_no else []
    lines = [Line(text) for text in numbers]
    lines += [line for goods in original.goods for line in _goods(goods, scene, t)]
    lines += [line for record in refunds for line in _refund(record, scene, t)]
    elsewhere = original.refunded_fen - sum(one.amount_fen for one in refunds if one.state == "approved")
    if elsewhere > 0:
        lines += wrapped(t("history.elsewhere", amount=money(elsewhere, scene.practice, t)))
    return tuple(lines)


def _goods(goods: Goods, scene: Scene, t: Texts) -> tuple[Line, ...]:
    price = money(goods.unit_fen, scene.practice, t)
    counted = t("original.goods", quantity=goods.quantity, price=price, returned=goods.returned)
    return (*wrapped(clean(goods.name)), Line(counted))


def _refund(record: RefundRecord, scene: Scene, t: Texts) -> tuple[Line, ...]:
    when = f"{record.opened_at[5:10]} {record.opened_at[11:16]}"
    amount = money(record.amount_fen, scene.practice, t)
    said = t("history.refund", when=when, voucher=record.key.trace_no, state=t(f"state.{record.state}"))
    return _row(said, amount)


def _row(left: str, right: str, look: Look = Look.PLAIN) -> tuple[Line, ...]:
    return tuple(Line(text, look) for text in row(left, right, LCD_COLUMNS))


def _when(original: Original) -> str:
    day, time = original.paid_date, original.paid_time
    return f"{day[:4]}-{day[4:6]}-{day[6:]} {time[:2]}:{time[2:4]}"
