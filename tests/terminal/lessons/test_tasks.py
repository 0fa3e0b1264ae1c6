"""The tasks beside the shop that they take their customers from: nobody is missing, no amount is wrong."""

import pytest

from emulator.scenario_file import shipped
from emulator.shop.orders import Order, SlipKind, load_shop
from protocol.transactions import Channel
from terminal.columns import width, wrap
from terminal.face.pages import Page
from terminal.language import LANGUAGES, translator
from terminal.lessons.judge import Reason
from terminal.lessons.tasks import HINTS, SILENT_MESSAGES, TASKS, Aim, Task, Visit, hint_of, task_of
from terminal.screens.page import LCD_COLUMNS
from terminal.trade.refund_steps import QUERY_TRIES

NAME_MOST = 20
SHOP = load_shop()
PEOPLE = {customer.id: customer for customer in SHOP.customers}
VISITS = [(task, visit) for task in TASKS for visit in task.visits]
REFUNDED = [(task, visit) for task, visit in VISITS if task.aim is not Aim.REFUSE]
REFUSED = [(task, visit) for task, visit in VISITS if task.aim is Aim.REFUSE]


def test_every_customer_has_an_id_of_their_own() -> None:
    assert len(PEOPLE) == len(SHOP.customers)
    assert "" not in PEOPLE


def order_of(visit: Visit) -> Order:
    return SHOP.order(PEOPLE[visit.customer].slip.order)


def named(rows: list[tuple[Task, Visit]]) -> list[str]:
    return [f"{task.no} {visit.customer}" for task, visit in rows]


def test_six_tasks_by_their_numbers() -> None:
    assert [task_of(no).no for no in range(1, 7)] == [1, 2, 3, 4, 5, 6]
    assert len({task.word for task in TASKS}) == 6
    with pytest.raises(KeyError):
        task_of(0)
    with pytest.raises(KeyError):
        task_of(7)


@pytest.mark.parametrize(("task", "visit"), REFUNDED, ids=named(REFUNDED))
def test_what_comes_back_was_sold_and_is_still_there(task: Task, visit: Visit) -> None:
    lines = {line.sku: line for line in order_of(visit).lines}
    assert PEOPLE[visit.customer].slip.kind is SlipKind.ORDER
    assert sum(lines[sku].unit_fen * count for sku, count in visit.items.items()) == visit.fen
    assert [sku for sku, count in visit.items.items() if count > lines[sku].quantity - lines[sku].returned] == []


@pytest.mark.parametrize(("task", "visit"), REFUNDED, ids=named(REFUNDED))
def test_who_must_pay_with_a_card_holds_the_right_one(task: Task, visit: Visit) -> None:
    order, presents = order_of(visit), PEOPLE[visit.customer].presents
    assert presents == (order.payer if order.channel == "card" else "phone")


def test_what_each_aim_is_about() -> None:
    whole = [visit.fen == order_of(visit).amount_fen for visit in task_of(1).visits]
    some = [visit.fen < order_of(visit).amount_fen for visit in task_of(2).visits]
    more = [visit.fen == order_of(visit).amount_fen - order_of(visit).refunded_fen for visit in task_of(5).visits]
    assert (set(whole), set(some), set(more)) == ({True}, {True}, {True})
    assert [order_of(visit).refunded_fen > 0 for visit in task_of(5).visits] == [True, True]


def test_who_is_refused_holds_out_what_is_refused() -> None:
    kinds = {task.word: {PEOPLE[visit.customer].slip.kind for visit in task.visits} for task, _ in REFUSED}
    assert kinds == {"wrong_slip": {SlipKind.FOREIGN_ORDER}, "payment_code": {SlipKind.PAYMENT_CODE}}


def test_the_silence_is_a_scenario_and_lasts_as_long_as_a_terminal_asks_by_itself() -> None:
    silent = [task.silent for task in TASKS if task.silent]
    assert [name in shipped() for name, _ in silent] == [True]
    assert SILENT_MESSAGES == 1 + QUERY_TRIES


def test_the_silence_is_about_cards_alone() -> None:
    assert {order_of(visit).channel for visit in task_of(6).visits} == {Channel.CARD}


def test_what_comes_back_is_not_too_old_in_the_first_weeks() -> None:
    """The practice host takes nothing back that was sold more than 30 days ago."""
    assert max(order_of(visit).days_ago for _, visit in REFUNDED) <= 8


def test_nobody_comes_for_two_tasks() -> None:
    orders = [order_of(visit).index for _, visit in REFUNDED]
    assert len(orders) == len(set(orders)) == 11


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hints_name_pages_and_are_short(lang: str) -> None:
    t = translator(lang)
    pages = {page for hints in (HINTS, *(task.hints for task in TASKS)) for page in hints}
    assert pages <= set(Page)
    assert all(t(hint_of(task, page)) for task in TASKS for page in HINTS)
    assert hint_of(task_of(2), Page.ORIGINAL) != hint_of(task_of(1), Page.ORIGINAL)
    assert hint_of(task_of(1), Page.VERSION) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_goals_and_reasons_leave_room_for_the_rest_of_their_page(lang: str) -> None:
    t = translator(lang)
    spoken = [
        (person.name_en, person.words_en) if lang == "en" else (person.name, person.words) for person in PEOPLE.values()
    ]
    said = [t("order.customer", name=name, words=words) for name, words in spoken]
    goals = [t(f"lesson.goal.{task.word}") for task in TASKS]
    amounts = {"done": "1234567.89", "wanted": "1234567.89"}
    reasons = [t(f"lesson.right.{task.word}") for task in TASKS]
    reasons += [t(f"lesson.wrong.{reason}", **amounts) for reason in Reason]
    hints = [t(hint_of(task, page)) for task in TASKS for page in {**HINTS, **task.hints}]
    assert max(map(rows, said)) <= 3
    assert max(map(rows, goals)) <= 3
    assert max(map(rows, reasons)) <= 4
    assert max(map(rows, hints)) <= 3
    assert max(width(name) for name, _ in spoken) <= NAME_MOST


def rows(text: str) -> int:
    return len(wrap(text, LCD_COLUMNS))
