"""What a journal event's body says: records as plain values, and from JSON. No file here.

The rule: a body that does not make a whole record is a ValueError; nothing is filled in but what a newer version added,
which has a default in its dataclass.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from protocol.transactions import Channel, RefundKey, Totals, Verdict, Voucher
from terminal.trade.batch import BatchTotals, KindTotal, SettlementRecord, SettlementState
from terminal.trade.payment import ClosedAs, PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import Cause, LinkIdentity, RefundRecord, State

Body = Mapping[str, Any]
_Reader = Callable[[Any], object]
_Record = TypeVar("_Record")


def body_of(record: Any) -> dict[str, object]:
    """A record as JSON can say it: as dataclasses.asdict, without the copies of what never changes."""
    kind: Any = type(record)
    body: dict[str, object] = {}
    for name in _names(kind):
        value = getattr(record, name)
        body[name] = value if type(value) in _AS_IT_IS else _plain(value)
    return body


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _plain(value: object) -> object:
    if value is None or isinstance(value, _AS_IT_IS):
        return value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return body_of(value)


_AS_IT_IS = (str, int, bool)


def refund_of(body: Body) -> RefundRecord:
    """Raises ValueError."""
    return _made(RefundRecord, body, _REFUND)


def payment_of(body: Body) -> PaymentRecord:
    """Raises ValueError."""
    return _made(PaymentRecord, body, _PAYMENT)


def settlement_of(body: Body) -> SettlementRecord:
    """Raises ValueError."""
    return _made(SettlementRecord, body, _SETTLEMENT)


def _made(record: Callable[..., _Record], body: Body, read: Mapping[str, _Reader]) -> _Record:
    try:
        said = dict(body)
        for name, reader in read.items():
            if name in said:
                said[name] = reader(said[name])
        return record(**said)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise ValueError(f"no such record: {error}") from None


def _totals(body: Body) -> BatchTotals:
    return BatchTotals(Totals(**body["domestic"]), Totals(**body["foreign"]))


def _words(kind: type[StrEnum]) -> _Reader:
    """Its member of a word; KeyError of any other. Calling the kind would say the same in ten times the time."""
    return {str(one.value): one for one in kind}.__getitem__


# fmt: off
_ANY: dict[str, _Reader] = {
    "key":      lambda said: RefundKey(**said),
    "link":     lambda said: LinkIdentity(**said),
    "cause":    _words(Cause),
}
_REFUND: dict[str, _Reader] = {
    **_ANY,
    "channel":  _words(Channel),
    "state":    _words(State),
    "items":    lambda said: tuple((str(sku), int(count)) for sku, count in said),
}
_PAYMENT: dict[str, _Reader] = {
    **_ANY,
    "kind":     _words(PaymentKind),
    "channel":  _words(Channel),
    "state":    _words(PaymentState),
    "closed_as": _words(ClosedAs),
    "original": lambda said: None if said is None else Voucher(**said),
}
_SETTLEMENT: dict[str, _Reader] = {
    **_ANY,
    "state":    SettlementState,
    "ours":     _totals,
    "host":     lambda said: None if said is None else _totals(said),
    "verdicts": lambda said: tuple(Verdict(one) for one in said),
    "kinds":    lambda said: tuple(KindTotal(**{**one, "channel": Channel(one["channel"])}) for one in said),
}
# fmt: on
