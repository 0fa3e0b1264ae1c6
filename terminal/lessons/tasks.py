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
    """One customer of the counter. customer: as the counter names them. items: sku -> quantity that comes back.

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
"""The refund and every query that a terminal makes of its own accord (terminal.trade.refund.QUERY_TRIES)."""

# fmt: off
TASKS: tuple[Task, ...] = (
    Task(1, "full", Aim.REFUND, (
        Visit("出差的客人",         {"1010": 3},            99900),
        Visit("东西用不上的顾客",   {"1020": 1, "1003": 1}, 10895),
        Visit("抱着拼图的爸爸",     {"1019": 2, "1014": 1}, 15790),
    ), hints={"original": "lesson.hint.full_original"}),
    Task(2, "part", Aim.REFUND, (
        Visit("带孩子的妈妈",       {"1001": 1, "1002": 2},  4950),
        Visit("早餐店老板",         {"1006": 3},             3300),
        Visit("戴眼镜的老师",       {"1009": 2},             1000),
        Visit("穿校服的学生",       {"1003": 1},             2995),
    ), hints={"original": "lesson.hint.part_original"}),
    Task(3, "wrong_slip", Aim.REFUSE, (
        Visit("走错门的顾客"),
    ), heard="fault.slip_foreign", hints={"order": "lesson.hint.wrong_slip_order"}),
    Task(4, "payment_code", Aim.REFUSE, (
        Visit("拿着手机的大爷"),
        Visit("烫头发的阿姨"),
        Visit("快递小哥"),
    ), heard="fault.payment_code", hints={"order": "lesson.hint.payment_code_order"}),
    Task(5, "over", Aim.REFUND, (
        Visit("要退两个充电器的顾客", {"1020": 1},           7900),
        Visit("说没退过牛奶的顾客", {"1006": 7},             7700),
    ), hints={"original": "lesson.hint.over_original", "goods": "lesson.hint.over_goods",
              "amount": "lesson.hint.over_goods"}),
    Task(6, "silence", Aim.SILENCE, (
        Visit("爱喝茶的大叔",       {"1011": 4},            15600),
        Visit("昨天来过的大姐",     {"1026": 1},             8900),
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
