"""The six tasks of a trainee as data: who comes, what must happen, and what F1 says on which page. Pure.

Texts are `lesson.<field>.<word>` of the catalogues: title, goal, right, and hint where the task has one of its own. The
rule: a task names several customers who want the same, so that it can be done again before practice data is renewed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Aim(StrEnum):
    """What must have happened. REFUND: this money and these goods, no other. REFUSE: the refusal was heard and nothing
    refunded. SILENCE: as REFUND, but the outcome is not known at first, and nothing is refunded a second time.
    """

    REFUND = "refund"
    REFUSE = "refuse"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Visit:
    """One customer of the counter. customer: their id at the counter. items: sku -> quantity that comes back.

    fen: what goes back. Both empty where nothing may.
    """

    customer: str
    items: Mapping[str, int] = field(default_factory=dict)
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """no: its number. heard: the refusal that is to be met. silent: a scenario for the next refund by card, and how
    many messages from it on stay without an answer. hints: page -> text id, before those of HINTS.
    """

    no: int
    word: str
    aim: Aim
    visits: tuple[Visit, ...]
    heard: str = ""
    silent: tuple[str, int] | None = None
    hints: Mapping[str, str] = field(default_factory=dict)


SILENT_MESSAGES = 4
"""The refund and every query that a terminal makes of its own accord (terminal.trade.refund_steps.QUERY_TRIES)."""

# fmt: off
TASKS: tuple[Task, ...] = (
    Task(1, "full", Aim.REFUND, (
        Visit("traveller",          {"1010": 3},            99900),
        Visit("overstocked",        {"1020": 1, "1003": 1}, 10895),
        Visit("father",             {"1019": 2, "1014": 1}, 15790),
    ), hints={"original": "lesson.hint.full_original"}),
    Task(2, "part", Aim.REFUND, (
        Visit("mother",             {"1001": 1, "1002": 2},  4950),
        Visit("breakfast_cook",     {"1006": 3},             3300),
        Visit("teacher",            {"1009": 2},             1000),
        Visit("pupil",              {"1003": 1},             2995),
    ), hints={"original": "lesson.hint.part_original"}),
    Task(3, "wrong_slip", Aim.REFUSE, (
        Visit("wrong_shop"),
    ), heard="fault.slip_foreign", hints={"order": "lesson.hint.wrong_slip_order"}),
    Task(4, "payment_code", Aim.REFUSE, (
        Visit("old_man"),
        Visit("lady_with_curls"),
        Visit("courier"),
    ), heard="fault.payment_code", hints={"order": "lesson.hint.payment_code_order"}),
    Task(5, "over", Aim.REFUND, (
        Visit("two_chargers",       {"1020": 1},             7900),
        Visit("milk",               {"1006": 7},             7700),
    ), hints={"original": "lesson.hint.over_original", "goods": "lesson.hint.over_goods",
              "amount": "lesson.hint.over_goods"}),
    Task(6, "silence", Aim.SILENCE, (
        Visit("tea_drinker",        {"1011": 4},            15600),
        Visit("woman_of_yesterday", {"1026": 1},             8900),
    ), silent=("query-lost", SILENT_MESSAGES), hints={
        "menu": "lesson.hint.silence_menu", "result": "lesson.hint.silence_result",
        "open": "lesson.hint.silence_open", "open_one": "lesson.hint.silence_open",
    }),
)

HINTS: Mapping[str, str] = {
    # page          text id
    "menu":         "lesson.hint.menu",
    "refund":       "lesson.hint.refund",
    "supervisor":   "lesson.hint.supervisor",
    "order":        "lesson.hint.order",
    "customers":    "lesson.hint.customers",
    "original":     "lesson.hint.original",
    "option":       "lesson.hint.option",
    "goods":        "lesson.hint.part_goods",
    "reason":       "lesson.hint.reason",
    "card":         "lesson.hint.card",
    "confirm":      "lesson.hint.confirm",
    "sending":      "lesson.hint.sending",
    "result":       "lesson.hint.result",
}
"""What F1 says first on a page, whatever the task."""
# fmt: on


def task_of(no: int) -> Task:
    """The task of this number, 1 upwards. KeyError without one."""
    if not 1 <= no <= len(TASKS):
        raise KeyError(no)
    return TASKS[no - 1]


def hint_of(task: Task, page: str) -> str:
    """What help says about the task on this page: a text id, "" for nothing."""
    return task.hints.get(page, HINTS.get(page, ""))
