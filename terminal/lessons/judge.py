"""Right or wrong, and why: one pure function over what really happened while a task ran.

What happened is a tuple of messages heard and refunds as the journal has them. The rule: only what the terminal did
and said is judged, never which way a trainee took there.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from protocol.money import format_yuan
from protocol.transactions import RefundKey
from terminal.lessons.tasks import Aim, Task, Visit, task_of
from terminal.trade.refund import OPEN, RefundRecord, State


@dataclass(frozen=True, slots=True)
class Begun:
    """A task under way with one customer. order_no: of the slip that they hold, "" for a payer's code."""

    no: int
    visit: Visit
    order_no: str = ""

    @property
    def task(self) -> Task:
        """Which."""
        return task_of(self.no)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the LCD that rang the bell. text: its id."""

    text: str


@dataclass(frozen=True, slots=True)
class Refunded:
    """A refund reached a state. taken_up: it was an open one that was settled, no new one."""

    record: RefundRecord
    taken_up: bool = False


Seen = Heard | Refunded


class Mark(StrEnum):
    """UNDECIDED: the task goes on."""

    UNDECIDED = "undecided"
    RIGHT = "right"
    WRONG = "wrong"


class Reason(StrEnum):
    """Why it is wrong: `lesson.wrong.<reason>`."""

    OTHER_ORDER = "other_order"
    TOO_MUCH = "too_much"
    TOO_LITTLE = "too_little"
    BY_AMOUNT = "by_amount"
    OTHER_GOODS = "other_goods"
    NOTHING = "nothing"
    NOT_CHECKED = "not_checked"
    WRONG_SLIP_REFUNDED = "wrong_slip_refunded"
    PAYMENT_CODE_REFUNDED = "payment_code_refunded"
    AGAIN = "again"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class Verdict:
    """why: the text id of the reason, "" while undecided. details: what its text names."""

    mark: Mark
    why: str = ""
    details: tuple[tuple[str, str], ...] = ()


UNDECIDED = Verdict(Mark.UNDECIDED)

_TRIED_AGAIN = frozenset({"fault.original_busy", "fault.original_refunded"})
"""What somebody hears who refunds again while the outcome is not known; at the host the money may be back already."""


def verdict_of(begun: Begun, seen: tuple[Seen, ...], *, ended: bool) -> Verdict:
    """What it is now. ended: the trainee says that this is all; then it is right or wrong."""
    last = _last(seen)
    approved = [record for record in last.values() if record.state is State.APPROVED]
    heard = {one.text for one in seen if isinstance(one, Heard)}
    if begun.task.aim is Aim.REFUSE:
        return _refuse(begun.task, approved + _open(last.values()), heard, ended)
    if any(record.order_no != begun.order_no for record in approved):
        return _wrong(Reason.OTHER_ORDER)
    if begun.task.aim is Aim.SILENCE and (heard & _TRIED_AGAIN or len(_sent(last.values())) > 1):
        return _wrong(Reason.AGAIN)
    if _open(last.values()):
        return _wrong(Reason.UNSETTLED) if ended else UNDECIDED
    if not approved:
        return _wrong(Reason.NOTHING) if ended else UNDECIDED
    return _weighed(begun, approved)


def _last(seen: tuple[Seen, ...]) -> dict[RefundKey, RefundRecord]:
    """How each refund of this task stands; one that was open before it began is none of them."""
    last: dict[RefundKey, RefundRecord] = {}
    for one in seen:
        if isinstance(one, Refunded) and (not one.taken_up or one.record.key in last):
            last[one.record.key] = one.record
    return last


def _refuse(task: Task, moved: list[RefundRecord], heard: set[str], ended: bool) -> Verdict:
    if moved:
        return _wrong(Reason(f"{task.word}_refunded"))
    if task.heard in heard:
        return _right(task)
    return _wrong(Reason.NOT_CHECKED) if ended else UNDECIDED


def _weighed(begun: Begun, approved: list[RefundRecord]) -> Verdict:
    """The money first, then the goods."""
    fen, wanted = sum(record.amount_fen for record in approved), begun.visit.fen
    if fen != wanted:
        reason = Reason.TOO_MUCH if fen > wanted else Reason.TOO_LITTLE
        return _wrong(reason, done=format_yuan(fen), wanted=format_yuan(wanted))
    goods: Counter[str] = Counter()
    for record in approved:
        goods.update(dict(record.items))
    if not goods:
        return _wrong(Reason.BY_AMOUNT)
    return _right(begun.task) if dict(goods) == dict(begun.visit.items) else _wrong(Reason.OTHER_GOODS)


def _open(records: Iterable[RefundRecord]) -> list[RefundRecord]:
    return [record for record in records if record.state in OPEN]


def _sent(records: Iterable[RefundRecord]) -> list[RefundRecord]:
    return [record for record in records if record.state is not State.NOT_SENT]


def _right(task: Task) -> Verdict:
    return Verdict(Mark.RIGHT, f"lesson.right.{task.word}")


def _wrong(reason: Reason, **details: str) -> Verdict:
    return Verdict(Mark.WRONG, f"lesson.wrong.{reason}", tuple(details.items()))
