"""One record: everything about it that may be shown, its slip again, and the way to its life. Pure."""

from dataclasses import replace

from protocol.money import capitals
from scanner.salesslip import spaced
from terminal.columns import clean, pad, width, wrap
from terminal.face.asks.ask import Ask
from terminal.face.asks.payment import AskExchange
from terminal.face.asks.records import Life, PrintRecord
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene, Sheet
from terminal.language import Texts
from terminal.moments import zone_of
from terminal.printers.outcome import Printout
from terminal.records.report import Standing, standing
from terminal.screens.codes import code_words
from terminal.screens.exchange import asked_of, begun, heard, open_of
from terminal.screens.page import Line, Look, Turn, money
from terminal.screens.records.pager import PagedText
from terminal.trade.batch import Transaction
from terminal.trade.payment import PaymentRecord
from terminal.trade.refund import BY_HAND, RefundRecord

AGAIN, LIFE, EXCHANGE = "1", "2", "3"
_LEAST_WIDE = 2  # columns between two fields on one line

# What is shown, in this order: `column.<name>` and its text by terminal.records.table; empty ones are left out.
# fmt: off
FIELDS: tuple[str, ...] = (
    "opened_at", "voucher_no", "kind", "channel", "payer", "state", "reference_no", "auth_no", "order_no",
    "original_reference", "original_day", "reason", "exchange_no", "case_no", "closed_as", "closed_by",
    "closed_allowed", "closed_reason",
    "operator_no", "supervisor_no", "batch_no", "terminal_no", "merchant_no",
)
# fmt: on


class RecordPage(PagedText):
    """1 prints its slip again, 2 shows its life, 3 goes on with an exchange."""

    page = Page.RECORD

    def arrival(self, scene: Scene) -> Ask | None:
        return asked_of(scene.records.chosen, scene)

    def head(self, scene: Scene, t: Texts) -> str:
        return t("title.record")

    def text(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        one, columns = scene.records.chosen, self.room(scene).columns
        if one is None:
            return ()
        amount = t("record.amount", amount=money(one.amount_fen, scene.practice, t))
        currency = t("money.practice_name" if scene.practice else "money.name")
        words = t("confirm.capitals", words=currency + capitals(one.amount_fen))
        strong = tuple(Line(row, Look.STRONG) for text in (amount, words) for row in wrap(text, columns))
        return (*strong, *(Line(row) for row in _grid(_fields(one, t), columns)), *_code(one, columns, t))

    def foot(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        one, columns = scene.records.chosen, self.room(scene).columns
        if one is None:
            return ()
        again = (Line(pad(f"  {AGAIN} {t('record.again')}", columns), Look.CHOSEN, AGAIN),) if _printed(one) else ()
        life = Line(pad(f"  {LIFE} {t('record.life')}", columns), Look.CHOSEN, LIFE)
        sale = Line(pad(f"  {EXCHANGE} {t('record.exchange')}", columns), Look.CHOSEN, EXCHANGE)
        return (Line(), *again, life, *((sale,) if open_of(one, scene) else ()), Line())

    def hint(self, scene: Scene, t: Texts) -> str:
        return t("hint.record")

    def press(self, scene: Scene, key: str) -> Turn:
        one = scene.records.chosen
        if one is not None and key == LIFE:
            return Turn(scene, Event.LIFE, Life(str(one.key)))
        if one is not None and key == AGAIN:
            return Turn(scene, ask=PrintRecord(str(one.key))) if _printed(one) else Turn(scene)
        if isinstance(one, RefundRecord) and key == EXCHANGE and open_of(one, scene):
            return begun(scene, one)
        return super().press(scene, key)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if isinstance(ask, AskExchange):
            return Turn(heard(scene, str(answer)))
        if not isinstance(answer, Printout):
            return Turn(scene)
        sheet = Sheet(answer.lines, roll=True) if answer.lines else scene.sheet
        printing = replace(scene.printing, asked=None, out=answer)
        return Turn(replace(scene, sheet=sheet, printing=printing).noted("record.printed", alarm=False))


def _printed(one: Transaction) -> bool:
    """There is a slip of it."""
    return standing(one) is Standing.DONE


def _fields(one: Transaction, t: Texts) -> list[tuple[str, str]]:
    from terminal.records.table import COLUMNS

    of = {column.name: column for column in COLUMNS}
    texts = [(name, of[name].text(one, t)) for name in FIELDS]
    said = [(t(f"column.{name}"), _written(name, text, one)) for name, text in texts if text]
    items = ", ".join(f"{clean(sku)} x{count}" for sku, count in one.items) if isinstance(one, RefundRecord) else ""
    return [*said, (t("record.items"), items)] if items else said


def _written(name: str, text: str, one: Transaction) -> str:
    """As it stands here: a time with its zone, which may have been set anew since."""
    if name == "opened_at":
        return f"{text}{zone_of(one.opened_at)}"
    return spaced(text) if name == "order_no" else text


def _grid(fields: list[tuple[str, str]], columns: int) -> list[str]:
    """Two fields on a line where both fit, else one; what is too long for a line wraps."""
    half, rows, waiting = columns // 2, [], ""
    for name, text in fields:
        said = f"{name} {text}"
        if width(said) > half - _LEAST_WIDE:
            rows += [waiting] if waiting else []
            rows, waiting = [*rows, *wrap(said, columns)], ""
        elif waiting:
            rows, waiting = [*rows, pad(waiting, half) + said], ""
        else:
            waiting = said
    return [*rows, waiting] if waiting else rows


def _code(one: Transaction, columns: int, t: Texts) -> tuple[Line, ...]:
    """What the host said, or why that is not known, and where it is seen to."""
    reversal = one.reversal_code if isinstance(one, PaymentRecord) else ""
    said = [code_words(code, t) for code in (one.code, reversal) if code]
    said += [t(f"cause.{one.cause}")] if one.cause and one.state not in BY_HAND else []
    late = one.contradicted if isinstance(one, RefundRecord) else ""
    said += [t("record.contradicted", code=late)] if late else []
    if standing(one) is Standing.UNKNOWN:
        said.append(t("record.open_refund" if isinstance(one, RefundRecord) else "record.open_payment"))
    return tuple(Line(row) for text in said for row in wrap(text, columns))
