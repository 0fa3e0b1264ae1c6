"""How a settlement ended: 对账平 or 不平, both sides' totals beside each other, or why the batch is still open. Pure.

The rule: what the host has not said is not claimed; a settlement that got no answer is unfinished, never failed.
"""

from protocol.money import format_yuan
from protocol.transactions import Totals, Verdict
from terminal.columns import pad, width
from terminal.face.asks.printing import PrintDetails
from terminal.face.asks.settlement import SettleBatch
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import UNSTATED, Texts
from terminal.screens.codes import code_words
from terminal.screens.page import BODY_ROWS, LCD_COLUMNS, Line, Look, PageScreen, Turn, View, going, wrapped
from terminal.screens.printing.news import again, offer
from terminal.screens.printing.printing_menu import printing
from terminal.screens.settlement.settle import beside_lines
from terminal.trade.batch import SettlementRecord, SettlementState

DETAILS = "1"
NAME_COLUMNS, COUNT_COLUMNS, AMOUNT_COLUMNS = 8, 3, 12
SIDE_COLUMNS = COUNT_COLUMNS + 1 + AMOUNT_COLUMNS
_NOTHING = Totals()

# fmt: off
DOMESTIC = ("settled.domestic", "settled.domestic_debit", "settled.domestic_credit")
FOREIGN  = ("settled.foreign",  "settled.foreign_debit",  "settled.foreign_credit")
VERDICTS: dict[Verdict, str] = {
    Verdict.NOT_JUDGED: "verdict.not_judged", Verdict.BALANCED: "verdict.balanced",
    Verdict.UNBALANCED: "verdict.unbalanced", Verdict.ERROR:    "verdict.error",
}
# fmt: on


class SettledPage(PageScreen):
    """确认 goes on; a settlement that is unfinished is asked about again with it. 1 prints the details."""

    page = Page.SETTLED

    def view(self, scene: Scene, t: Texts) -> View:
        result = scene.settlement.result
        if result is None:
            return View(t("title.settle"), (), t("hint.result"))
        record = result.record
        if record.state is SettlementState.CLOSED:
            number = result.station.batch_no if result.station is not None else record.next_batch_no
            closed = Line(t("settled.closed", old=record.batch_no, new=number), Look.STRONG)
            lines = (closed, *offer(scene, t), *totals_beside(record, t))
            counted = scene.settlement.counted
            aside = beside_lines(counted.batch, t) if counted and counted.batch.batch_no == record.batch_no else ()
            return View(t("title.settle"), (*lines, *aside)[:BODY_ROWS], t("hint.settled"))
        return View(
            t("title.settle"), _open(record, t), t("hint.settle_again" if _unfinished(record) else "hint.result")
        )

    def press(self, scene: Scene, key: str) -> Turn:
        result = scene.settlement.result
        if result is not None and result.record.state is SettlementState.CLOSED and key == DETAILS:
            return printing(scene, Event.PRINT_DETAILS, PrintDetails(settled=True))
        if result is not None and _unfinished(result.record) and key == "ok":
            return Turn(scene, Event.SETTLE, SettleBatch(scene.operator_no))
        return again(scene, key) or going(scene, key)


def _unfinished(record: SettlementRecord) -> bool:
    return record.state is SettlementState.BEGUN


def totals_beside(record: SettlementRecord, t: Texts) -> tuple[Line, ...]:
    """Ours and the host's, half by half, with what the host made of each."""
    ours, host = record.ours, record.host
    verdicts = record.verdicts or (Verdict.NOT_JUDGED, Verdict.NOT_JUDGED)
    home = _half(DOMESTIC, ours.domestic, host.domestic if host else None, verdicts[0], t)
    abroad = _half(FOREIGN, ours.foreign, host.foreign if host else None, verdicts[1], t)
    return (*home, *abroad)


def _half(
    names: tuple[str, str, str], ours: Totals, host: Totals | None, verdict: Verdict, t: Texts
) -> tuple[Line, ...]:
    """One half of field 48; the foreign one only where there is something in it."""
    if names is FOREIGN and ours == _NOTHING and host in (None, _NOTHING):
        return ()
    judged, debit, credit = names
    return (
        _heading(t(judged, verdict=t(VERDICTS[verdict])), t),
        *_beside(
            t(debit), _cell(ours.debit_count, ours.debit_fen), _cell(host.debit_count, host.debit_fen) if host else None
        ),
        *_beside(
            t(credit),
            _cell(ours.credit_count, ours.credit_fen),
            _cell(host.credit_count, host.credit_fen) if host else None,
        ),
    )


def _cell(count: int, fen: int) -> str:
    return f"{count:>{COUNT_COLUMNS}} {format_yuan(fen, commas=False):>{AMOUNT_COLUMNS}}"


def _heading(verdict: str, t: Texts) -> Line:
    left = pad(verdict, NAME_COLUMNS + SIDE_COLUMNS - width(t("settled.ours"))) + t("settled.ours")
    return Line(left + pad(t("settled.host"), SIDE_COLUMNS, "right"), Look.STRONG)


def _beside(name: str, ours: str, host: str | None) -> tuple[Line, ...]:
    """Both sides in one row; what is too long for that in two, the host's below. host: None for totals never said."""
    told = host or UNSTATED
    if (
        ours[0] == " "
        and len(ours) <= SIDE_COLUMNS
        and (host is None or (told[0] == " " and len(told) <= SIDE_COLUMNS))
    ):
        return (Line(pad(name, NAME_COLUMNS) + ours + pad(told, SIDE_COLUMNS, "right")),)
    sides = ((name, ours), ("", told))
    return tuple(
        Line(pad(left, NAME_COLUMNS) + pad(right, LCD_COLUMNS - NAME_COLUMNS, "right")) for left, right in sides
    )


def _open(record: SettlementRecord, t: Texts) -> tuple[Line, ...]:
    """Why it is not closed, and what that means."""
    state = wrapped(t("settled.refused" if not _unfinished(record) else "settled.unfinished"), Look.STRONG)
    why: tuple[Line, ...] = ()
    if record.code:
        unfinished = t("result.code", code=record.code, words="")  # what the code says of a transaction is too much
        why = wrapped(unfinished if _unfinished(record) else code_words(record.code, t))
    elif record.cause:
        why = wrapped(t(f"cause.{record.cause}"))
    advice = wrapped(t("settled.open_advice" if not _unfinished(record) else "settled.again_advice"))
    return (Line(), *state, *why, Line(), *advice)
