"""While a payment, its 冲正 or a balance is on its way. Pure."""

from dataclasses import replace

from terminal.columns import clean
from terminal.desk.door import Refusal
from terminal.desk.doors import PaymentResult
from terminal.face.asks.ask import Ask
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene, Sheet
from terminal.language import Texts
from terminal.printers.outcome import Printout
from terminal.screens.page import Turn, View, faulted, money
from terminal.screens.waiting import WaitPage, owed_first, undoing
from terminal.trade.balance import BalanceTold

_CARD_WORDS = frozenset({"card_wrong", "card_missing"})
_UNANSWERED = frozenset({"link_silent", "link_unavailable", "link_garbled", "link_bad_mac"})
"""Of a query, which may have been sent all the same: it moves no money."""
_OWED_WORDS = frozenset({"reversal_pending", "reversal_failed"})


class PaySendingPage(WaitPage):
    """What is owed goes first, and says so: 冲正处理."""

    page = Page.PAY_SENDING

    def entered(self, scene: Scene) -> Scene:
        return scene.paying(replace(scene.payment, told=None, ended=None, balance=None))

    def view(self, scene: Scene, t: Texts) -> View:
        payment = scene.payment
        amount = t("one.amount", amount=money(payment.fen, scene.practice, t))
        about = t(f"doing.{payment.doing}") if scene.facts.balance else amount
        return self.waiting(scene, t, about, undoing(payment.told, t))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        match answer:
            case PaymentResult(record=record, printed=printed):
                sheet = Sheet(printed.lines, roll=True) if printed.lines else scene.sheet
                done = _troubled(replace(scene.owing(record), sheet=sheet), printed)
                return Turn(done.paying(replace(scene.payment, ended=record, told=record)), Event.DONE)
            case BalanceTold():
                return Turn(scene.paying(replace(scene.payment, balance=answer)), Event.DONE)
            case _:
                return Turn(scene)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        if refusal.word in _OWED_WORDS:
            return owed_first(scene, refusal)
        if scene.facts.balance and refusal.word in _UNANSWERED:
            return Turn(scene.noted("note.no_balance"), Event.REFUSED)
        return Turn(faulted(scene, refusal), Event.CARD_REFUSED if refusal.word in _CARD_WORDS else Event.REFUSED)


def _troubled(scene: Scene, printed: Printout) -> Scene:
    """With a word about the first sheet that did not come out; the payment stands all the same."""
    for one in printed.trouble:
        return scene.noted(one.why, printer=clean(one.printer), reason=clean(one.reason))
    return scene
