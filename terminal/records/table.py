"""Transactions as a table: which columns there are, and what stands in each. Words come from the catalogues. Pure.

The rule: everything here is masked already, as a record holds no card number; what came from outside is clean()ed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from protocol.money import format_yuan
from terminal.columns import clean
from terminal.language import Texts, UnknownText
from terminal.records.words import closing_words
from terminal.trade.batch import Transaction, kind_of
from terminal.trade.payment import ClosedAs, PaymentRecord
from terminal.trade.refund import RefundRecord, State


@dataclass(frozen=True, slots=True)
class Column:
    """name: of the JSON key, and of its title `column.<name>`. of: the value, for programs. words: for people, None
    where the value says it itself.
    """

    name: str
    of: Callable[[Transaction], str | int | bool]
    words: Callable[[Transaction, Texts], str] | None = None

    def text(self, one: Transaction, t: Texts) -> str:
        """What a person reads, on one line."""
        return self.words(one, t) if self.words is not None else clean(str(self.of(one)))


def kind_words(kind: str, t: Texts) -> str:
    """A kind of transaction, by its row in the matrix."""
    return t(f"kind.{kind}")


def signed(one: Transaction) -> int:
    """Its amount in fen as slips print it: what goes back to the customer is negative."""
    return signed_sum(kind_of(one), one.amount_fen)


def signed_sum(kind: str, fen: int) -> int:
    """A sum of this kind, signed so."""
    from terminal.receipt import Kind  # loaded when an amount is first drawn
    from terminal.receipt.kinds import signed_fen

    return signed_fen(Kind(kind), fen)


def state_words(one: Transaction, t: Texts) -> str:
    """How it stands, in a word or two."""
    denied = isinstance(one, RefundRecord) and bool(one.contradicted)
    return t("stands.contradicted" if denied else f"stands.{one.state}")


def moment(at: str) -> str:
    """A record's ISO time as people write it, to the second."""
    return at[:19].replace("T", " ")


def _reason(one: Transaction) -> str:
    return one.reason if isinstance(one, RefundRecord) else ""


def _reason_words(one: Transaction, t: Texts) -> str:
    """A reason that a newer version knows is shown by its own word."""
    reason = _reason(one)
    try:
        return t(f"reason.{reason}") if reason else ""
    except UnknownText:
        return clean(reason)


_ENDED = {State.CLOSED_DONE: ClosedAs.STANDS, State.CLOSED_UNDONE: ClosedAs.UNDONE}


def _closed_as(one: Transaction) -> ClosedAs:
    """What a person said of it who ended it by hand."""
    return one.closed_as if isinstance(one, PaymentRecord) else _ENDED.get(one.state, ClosedAs.UNSAID)


_RETURNED = {ClosedAs.STANDS: "refunded", ClosedAs.UNDONE: "not_refunded"}


def _closed_words(one: Transaction, t: Texts) -> str:
    """Of a refund whether the money went back: that it stands could be read of its sale."""
    said = _closed_as(one)
    if not said:
        return ""
    return t(f"closed_as.{_RETURNED[said] if isinstance(one, RefundRecord) else said}")


def _closed_reason(one: Transaction) -> str:
    return one.closed_reason if isinstance(one, RefundRecord) else ""


def _closed_reason_words(one: Transaction, t: Texts) -> str:
    return closing_words(_closed_reason(one), t)


def _original_day(one: Transaction) -> str:
    if isinstance(one, RefundRecord):
        return one.original_month_day
    return one.original.month_day if one.original is not None else ""


# fmt: off
COLUMNS: tuple[Column, ...] = (
    Column("opened_at",          lambda one: one.opened_at,    lambda one, _t: moment(one.opened_at)),
    Column("kind",               kind_of,                      lambda one, t: kind_words(kind_of(one), t)),
    Column("channel",            lambda one: one.channel.value, lambda one, t: t(f"channel.{one.channel}")),
    Column("amount_fen",         lambda one: one.amount_fen,   lambda one, _t: format_yuan(signed(one), commas=False)),
    Column("state",              lambda one: one.state.value,  state_words),
    Column("code",               lambda one: one.code),
    Column("voucher_no",         lambda one: one.key.trace_no),
    Column("batch_no",           lambda one: one.key.batch_no),
    Column("payer",              lambda one: one.payer),
    Column("reference_no",       lambda one: one.reference_no),
    Column("auth_no",            lambda one: one.auth_no if isinstance(one, PaymentRecord) else ""),
    Column("order_no",           lambda one: one.order_no if isinstance(one, RefundRecord) else ""),
    Column("original_reference", lambda one: one.original_reference),
    Column("original_day",       _original_day),
    Column("reason",             _reason,                      _reason_words),
    Column("exchange_no",        lambda one: one.exchange_no),
    Column("closed_as",          lambda one: _closed_as(one).value, _closed_words),
    Column("closed_by",          lambda one: one.closed_by),
    Column("closed_allowed",     lambda one: one.closed_allowed if isinstance(one, RefundRecord) else ""),
    Column("closed_reason",      _closed_reason,               _closed_reason_words),
    Column("case_no",            lambda one: one.case_no if isinstance(one, RefundRecord) else ""),
    Column("operator_no",        lambda one: one.operator_no),
    Column("supervisor_no",      lambda one: one.supervisor_no),
    Column("merchant_no",        lambda one: one.key.merchant_no),
    Column("terminal_no",        lambda one: one.key.terminal_no),
    Column("practice",           lambda one: one.practice,
           lambda one, t: t("status.practice" if one.practice else "status.live")),
)
# fmt: on
