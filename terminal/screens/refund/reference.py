"""The original by 参考号 (12 letters or digits) and date (MMDD); with its amount where nobody can be asked. Pure."""

from dataclasses import replace

from protocol.cards import Card
from protocol.transactions import ByReference
from scanner.known_texts import is_goods_code
from terminal.desk.door import Refusal
from terminal.face.asks.ask import Ask
from terminal.face.asks.refund import Find, Keyed, ReadCode
from terminal.face.entry import Amount, packed
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.month_day import MonthDayPage
from terminal.screens.page import Line, Look, Turn, View, faulted
from terminal.screens.refund.amount import RefundAmount
from terminal.screens.refund.order import found, title_of
from terminal.screens.refund.scanned import instead
from terminal.trade.rules import check_card

REFERENCE_LENGTH = 12


class ReferencePage(EntryPage):
    """请输入原参考号."""

    page = Page.REFERENCE
    title, prompt = "title.by_reference", "prompt.reference"
    least = most = REFERENCE_LENGTH
    letters = restart = True

    def get(self, scene: Scene) -> str:
        return scene.draft.reference

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.drafted(replace(scene.draft, reference=text))

    def view(self, scene: Scene, t: Texts) -> View:
        return replace(super().view(scene, t), title=title_of(scene, t))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return (Line(t("reference.letters"), Look.DIM, "letter"),)

    def pasted(self, scene: Scene, text: str) -> Turn:
        """A whole reference number goes on to its date; a slip is as good, and is looked for."""
        fitting = packed(text, letters=True)
        if len(fitting) == REFERENCE_LENGTH:
            return Turn(self.put(scene, fitting), Event.DONE)
        if 0 < len(fitting) < REFERENCE_LENGTH and not is_goods_code(fitting):
            return Turn(self.put(scene, fitting))
        return Turn(scene, ask=ReadCode(text)) if text else Turn(scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        turn = _undated(_with_card(found(scene, answer), scene.draft.card))
        return replace(turn, event=Event.FOUND) if turn.event is not None else turn

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        return instead(scene, refusal) or super().refused(scene, ask, refusal)


class DatePage(MonthDayPage):
    """请输入原交易日期(月月日日)."""

    page = Page.DATE
    title, prompt = "title.by_reference", "prompt.date"

    def get(self, scene: Scene) -> str:
        return scene.draft.month_day

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.drafted(replace(scene.draft, month_day=text))

    def entered(self, scene: Scene) -> Scene:
        return scene.drafted(replace(scene.draft, dated=True))

    def view(self, scene: Scene, t: Texts) -> View:
        return replace(super().view(scene, t), title=title_of(scene, t))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return (Line(t("original.reference", number=scene.draft.reference), Look.DIM),)

    def dated(self, scene: Scene, month_day: str) -> Turn:
        return Turn(scene, ask=Find(ByReference(scene.draft.reference, month_day)))

    def pasted(self, scene: Scene, text: str) -> Turn:
        """What is no date may be the next slip, or its reference number: it is looked for, this one is given up."""
        digits = packed(text)
        if 0 < len(digits) < REFERENCE_LENGTH and not is_goods_code(digits):
            return super().pasted(scene, text)
        return Turn(scene, ask=ReadCode(text)) if text else Turn(scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        turn = _with_card(found(scene, answer), scene.draft.card)
        return _undated(turn) if isinstance(ask, ReadCode) else turn

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        if isinstance(ask, ReadCode):  # no number is left to be dated
            return instead(scene, refusal) or Turn(faulted(scene, refusal), Event.BACK)
        if refusal.word == "order_unknown":
            return Turn(scene.noted("note.reference_unknown"))
        if refusal.word == "no_order_source":
            return Turn(scene.drafted(replace(scene.draft, keyed_amount=Amount())), Event.UNLISTED)
        return super().refused(scene, ask, refusal)


class KeyedPage(RefundAmount):
    """No host, book or journal knows the original: 请输入退货金额, and the host alone sees what remains."""

    page, title = Page.KEYED, "title.by_reference"

    def view(self, scene: Scene, t: Texts) -> View:
        return replace(super().view(scene, t), title=title_of(scene, t))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return tuple(Line(text, Look.DIM) for text in (t("keyed.unlisted"), t("keyed.host")))

    def complete(self, scene: Scene, fen: int) -> Turn:
        return Turn(scene, ask=Keyed(ByReference(scene.draft.reference, scene.draft.month_day), fen))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return _with_card(found(scene, answer), scene.draft.card)


def _undated(turn: Turn) -> Turn:
    """It was found by its slip, and the way back is not to a date."""
    return replace(turn, scene=turn.scene.drafted(replace(turn.scene.draft, dated=False)))


def _with_card(turn: Turn, card: Card | None) -> Turn:
    """The card that was presented first, where it can have paid; else the right one is asked for."""
    scene, original = turn.scene, turn.scene.draft.original
    if not (scene.facts.card_first and scene.facts.card) or card is None or original is None or turn.event is None:
        return turn
    try:
        check_card(original, card)
    except Refusal as refusal:
        return replace(turn, scene=faulted(scene, refusal))
    return replace(turn, scene=scene.drafted(replace(scene.draft, card=card)))
