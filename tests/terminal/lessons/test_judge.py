"""What a task comes to: rows of what happened, and the verdict."""

from dataclasses import replace

import pytest
from fake_desk import CARD_SALE, make_record

from terminal.lessons.judge import Begun, Heard, Mark, Reason, Refunded, Seen, verdict_of
from terminal.lessons.tasks import Visit, task_of
from terminal.trade.refund import RefundRecord, State

OURS, OTHER = "80000026000149", "80000026000246"
VISIT = Visit("顾客", {"A1": 2, "B2": 1}, 8800)
WHOLE, SOME = (("A1", 2), ("B2", 1)), (("A1", 2),)
FOREIGN, CODE, BUSY = Heard("fault.slip_foreign"), Heard("fault.payment_code"), Heard("fault.original_busy")
OVER = Heard("fault.amount_over_remaining")


def record(
    state: State = State.APPROVED,
    fen: int = 8800,
    items: tuple[tuple[str, int], ...] = WHOLE,
    order: str = OURS,
    trace: int = 1,
) -> RefundRecord:
    return replace(make_record(CARD_SALE, fen, items, trace), state=state, order_no=order)


DONE = Refunded(record())
UNKNOWN = Refunded(record(State.UNKNOWN))

R = Reason
Row = tuple[str, int, tuple[Seen, ...], bool, str]

# fmt: off
ROWS: list[Row] = [
    # what happened                    task seen                                                  ended  verdict
    ("nothing yet",                    1, (), False, ""),
    ("all of it",                      1, (DONE,), False, "right"),
    ("all of it, after a slip of hand",1, (OVER, DONE), False, "right"),
    ("in two parts",                   1, (Refunded(record(fen=5000, items=SOME)),
                                          Refunded(record(fen=3800, items=(("B2", 1),), trace=2))), False, "right"),
    ("gave it up",                     1, (OVER,), True, R.NOTHING),
    ("a declined one",                 1, (Refunded(record(State.DECLINED)),), False, ""),
    ("one that never left, then done", 1, (Refunded(record(State.NOT_SENT)),
                                          Refunded(record(trace=2))), False, "right"),
    ("one that was open before",       1, (Refunded(record(order=OTHER), taken_up=True),), False, ""),
    ("too little",                     2, (Refunded(record(fen=5000, items=SOME)),), False, R.TOO_LITTLE),
    ("too much",                       2, (Refunded(record(fen=9000)),), False, R.TOO_MUCH),
    ("by amount",                      2, (Refunded(record(items=())),), False, R.BY_AMOUNT),
    ("other goods of that price",      2, (Refunded(record(items=SOME)),), False, R.OTHER_GOODS),
    ("another customer's",             2, (Refunded(record(order=OTHER)),), False, R.OTHER_ORDER),
    ("another customer's beside it",   2, (DONE, Refunded(record(order=OTHER, trace=2))), False, R.OTHER_ORDER),
    ("still open",                     2, (UNKNOWN,), False, ""),
    ("refused",                        3, (FOREIGN,), False, "right"),
    ("not looked at",                  3, (), False, ""),
    ("not looked at, and left",        3, (), True, R.NOT_CHECKED),
    ("round the check",                3, (FOREIGN, DONE), False, R.WRONG_SLIP_REFUNDED),
    ("round the check, not answered",  3, (FOREIGN, UNKNOWN), False, R.WRONG_SLIP_REFUNDED),
    ("of another thing",               3, (CODE,), False, ""),
    ("the code was refused",           4, (CODE,), False, "right"),
    ("somebody's order instead",       4, (CODE, DONE), False, R.PAYMENT_CODE_REFUNDED),
    ("what is left",                   5, (OVER, DONE), False, "right"),
    ("silence",                        6, (UNKNOWN,), False, ""),
    ("silence, and left alone",        6, (UNKNOWN,), True, R.UNSETTLED),
    ("silence, then asked",            6, (UNKNOWN, Refunded(record(), taken_up=True)), False, "right"),
    ("tried again, and was stopped",   6, (UNKNOWN, BUSY), False, R.AGAIN),
    ("found it refunded at the host",  6, (UNKNOWN, Heard("fault.original_refunded")), False, R.AGAIN),
    ("tried again, asked then",        6, (UNKNOWN, BUSY, Refunded(record(), taken_up=True)), False, R.AGAIN),
    ("refunded twice",                 6, (UNKNOWN, Refunded(record(trace=2))), False, R.AGAIN),
    ("silence over the wrong goods",   6, (Refunded(record(State.UNKNOWN, 5000, SOME)),
                                          Refunded(record(fen=5000, items=SOME))), False, R.TOO_LITTLE),
    ("silence over another order",     6, (Refunded(record(order=OTHER)),), False, R.OTHER_ORDER),
    ("given up, nothing went back",    6, (UNKNOWN, Refunded(record(State.CANCELLED))), True, R.NOTHING),
]
# fmt: on


@pytest.mark.parametrize(("no", "seen", "ended", "wanted"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_verdict(no: int, seen: tuple[Seen, ...], ended: bool, wanted: str) -> None:
    verdict = verdict_of(Begun(no, VISIT, OURS), seen, ended=ended)
    word = task_of(no).word
    expected = {"": (Mark.UNDECIDED, ""), "right": (Mark.RIGHT, f"lesson.right.{word}")}
    assert (verdict.mark, verdict.why) == expected.get(wanted, (Mark.WRONG, f"lesson.wrong.{wanted}"))


def test_every_reason_has_its_row() -> None:
    assert {row[4] for row in ROWS} == {"", "right", *Reason}


@pytest.mark.parametrize("no", range(1, 7))
def test_a_task_that_was_ended_is_never_undecided(no: int) -> None:
    seen = ((), (UNKNOWN,), (DONE,), (FOREIGN,), (Refunded(record(State.MANUAL)),))
    marks = [verdict_of(Begun(no, VISIT, OURS), one, ended=True).mark for one in seen]
    assert Mark.UNDECIDED not in marks
