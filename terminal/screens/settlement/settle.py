"""结算: what the batch comes to, before anything is sent. Pure.

The rule: what is shown is what will be sent: by the journal, kind by kind, debit and credit never set off.
"""

from dataclasses import replace

from protocol.money import format_yuan
from protocol.transactions import Channel
from terminal.columns import pad, row, width
from terminal.face.asks.ask import Ask
from terminal.face.asks.settlement import CountBatch, Counted, SettleBatch
from terminal.face.drafts.settlement import SettlementDraft
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts, translator
from terminal.screens.list_page import numbered, turned
from terminal.screens.page import BODY_ROWS, LCD_COLUMNS, Line, Look, Turn, View, wrapped
from terminal.screens.sure import SurePage
from terminal.trade.batch import BatchTotals, CountedBatch, KindTotal
from terminal.trade.refund import State

COUNT_COLUMNS, FEN_COLUMNS = 4, 14
"""Of a count and of an amount; where a longer one leaves no room, it has a row of its own."""
_TOLD = {State.CLOSED_DONE: "settle.closed_done", State.MANUAL: "settle.manual"}
"""What of a batch is in no total and may be in the host's."""
_TURNS = {"up": "minus", "down": "plus", "minus": "minus", "plus": "plus"}


class SettlePage(SurePage):
    """确认 settles, 取消 leaves; + and - turn the list of kinds."""

    page = Page.SETTLE

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, settlement=replace(scene.settlement, told=None, result=None, untold=False))

    def view(self, scene: Scene, t: Texts) -> View:
        counted = scene.settlement.counted
        if counted is None:
            return View(t("title.settle"), (), t("hint.result"))
        if counted.nothing:
            nothing = Line(t("settle.empty"), Look.STRONG)
            return View(t("title.settle"), (*_head(counted, t), Line(), nothing), t("hint.nothing_left"))
        head, kinds, sums = _parts(counted, t)
        height = BODY_ROWS - len(head) - len(sums)
        first = scene.cursor // height * height
        title = numbered(t("title.settle"), first, len(kinds), height)
        hint = t("hint.settle" if len(kinds) <= height else "hint.settle_pages")
        return View(title, (*head, *kinds[first : first + height], *sums), hint)

    def confirmed(self, scene: Scene) -> Turn:
        if scene.settlement.counted is None:
            return Turn(scene, ask=CountBatch())
        if scene.settlement.counted.nothing:
            return Turn(scene)
        return Turn(scene, Event.DONE, SettleBatch(scene.operator_no))

    def turned(self, scene: Scene, key: str) -> Turn:
        counted = scene.settlement.counted
        if counted is None or key not in _TURNS:
            return Turn(scene)
        head, kinds, sums = _parts(counted, translator(scene.lang))
        height = BODY_ROWS - len(head) - len(sums)
        return Turn(replace(scene, cursor=turned(scene.cursor, _TURNS[key], len(kinds), height)))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        counted = answer if isinstance(answer, Counted) else None
        return Turn(replace(scene, settlement=SettlementDraft(counted)))


def _parts(counted: Counted, t: Texts) -> tuple[tuple[Line, ...], list[Line], tuple[Line, ...]]:
    """Head, kinds and sums; of the settlement that was begun, if there is one: its figures are those that were sent."""
    begun, batch = counted.begun, counted.batch
    kinds, totals = (begun.kinds, begun.ours) if begun is not None else (batch.kinds, batch.totals)
    head, below = _head(counted, t), (*_sums(totals, t), *beside_lines(batch, t))
    room = BODY_ROWS - len(head) - 1  # for one kind at least
    return head, [line for one in kinds for line in _kind(one, t)], below[:room]


def _head(counted: Counted, t: Texts) -> tuple[Line, ...]:
    begun = counted.begun
    number = begun.batch_no if begun is not None else counted.batch.batch_no
    head = (Line(t("version.batch", number=number)),)
    return head if begun is None else (*head, *wrapped(t("settle.unfinished"), Look.STRONG))


def _kind(one: KindTotal, t: Texts) -> list[Line]:
    name = t(f"kind.{one.kind}") + ("" if one.channel is Channel.CARD else f" {t(f'channel.{one.channel}')}")
    return _counted(name, one.count, one.fen)


def _counted(name: str, count: int, fen: int) -> list[Line]:
    """On one row, or on two where that is too narrow."""
    amount = f"{count:>{COUNT_COLUMNS}} {format_yuan(fen):>{FEN_COLUMNS - 1}}"
    if width(name) + len(amount) <= LCD_COLUMNS:
        return [Line(pad(name, LCD_COLUMNS - len(amount)) + amount)]
    return [Line(line) for line in row(name, amount.lstrip(), LCD_COLUMNS)]


def _sums(totals: BatchTotals, t: Texts) -> tuple[Line, ...]:
    """借记 and 贷记 of both halves together."""
    home, abroad = totals.domestic, totals.foreign
    debit = (home.debit_count + abroad.debit_count, home.debit_fen + abroad.debit_fen)
    credit = (home.credit_count + abroad.credit_count, home.credit_fen + abroad.credit_fen)
    sums = ((t("settle.debit"), *debit), (t("settle.credit"), *credit))
    lines = (replace(line, look=Look.STRONG) for one in sums for line in _counted(*one))
    return (Line("-" * LCD_COLUMNS, Look.DIM), *lines)


def beside_lines(batch: CountedBatch, t: Texts) -> tuple[Line, ...]:
    """Why the host's totals may be others: refunds that are in none of ours."""
    told = [one for one in batch.beside if one.state in _TOLD]
    return tuple(line for one in told for line in _counted(t(_TOLD[one.state]), one.count, one.fen))
