"""The flow table: complete, reachable, and every step has its way back."""

from dataclasses import fields, replace

import pytest

from terminal.face.facts import Facts
from terminal.face.flow import AWAITING, FLOW, SIGNED_OFF, next_page
from terminal.face.pages import Event, Page

CARD = Facts(card=True, goods=True, counter=True)

# fmt: off
WALKS = [
    ("the whole of an order by card",
     CARD, Page.MENU,
     [(Event.REFUND, Page.REFUND), (Event.BY_ORDER, Page.SUPERVISOR), (Event.DONE, Page.ORDER),
      (Event.CUSTOMERS, Page.CUSTOMERS), (Event.DONE, Page.ORDER), (Event.DONE, Page.ORIGINAL),
      (Event.DONE, Page.CARD), (Event.DONE, Page.CONFIRM), (Event.DONE, Page.SENDING), (Event.DONE, Page.RESULT),
      (Event.DONE, Page.MENU)]),
    ("part of it, for another reason, and back",
     CARD, Page.ORIGINAL,
     [(Event.OPTION, Page.OPTION), (Event.PART, Page.GOODS), (Event.BACK, Page.OPTION), (Event.PART, Page.GOODS),
      (Event.DONE, Page.ORIGINAL), (Event.REASON, Page.REASON), (Event.DONE, Page.ORIGINAL), (Event.DONE, Page.CARD),
      (Event.DONE, Page.CONFIRM), (Event.BACK, Page.CARD), (Event.BACK, Page.ORIGINAL), (Event.BACK, Page.ORDER)]),
    ("an amount, paid by phone, by reference",
     Facts(by_reference=True, dated=True), Page.SUPERVISOR,
     [(Event.DONE, Page.REFERENCE), (Event.DONE, Page.DATE), (Event.DONE, Page.ORIGINAL), (Event.OPTION, Page.OPTION),
      (Event.AMOUNT, Page.AMOUNT), (Event.DONE, Page.ORIGINAL), (Event.DONE, Page.CONFIRM),
      (Event.BACK, Page.ORIGINAL), (Event.BACK, Page.DATE), (Event.BACK, Page.REFERENCE), (Event.BACK, Page.REFUND)]),
    ("the card before the reference, and it fits",
     Facts(by_reference=True, card_first=True, card=True, carded=True), Page.SUPERVISOR,
     [(Event.DONE, Page.CARD_FIRST), (Event.DONE, Page.REFERENCE), (Event.BACK, Page.CARD_FIRST),
      (Event.DONE, Page.REFERENCE), (Event.DONE, Page.DATE), (Event.DONE, Page.ORIGINAL), (Event.DONE, Page.CONFIRM),
      (Event.BACK, Page.ORIGINAL)]),
    ("the card before the reference, and it is another",
     Facts(by_reference=True, card_first=True, card=True), Page.ORIGINAL,
     [(Event.DONE, Page.CARD), (Event.DONE, Page.CONFIRM)]),
    ("chosen of a list",
     Facts(chosen_of_list=True), Page.ORDER,
     [(Event.LISTED, Page.ORDERS), (Event.DONE, Page.ORIGINAL), (Event.BACK, Page.ORDERS), (Event.BACK, Page.ORDER)]),
    ("the wrong card is asked for again",
     CARD, Page.SENDING, [(Event.CARD_REFUSED, Page.CARD), (Event.DONE, Page.CONFIRM), (Event.BACK, Page.CARD)]),
    ("an open refund takes its card and is sent",
     replace(CARD, settling=True, open=True), Page.OPEN,
     [(Event.DONE, Page.OPEN_ONE), (Event.CARD, Page.CARD), (Event.BACK, Page.OPEN_ONE), (Event.CARD, Page.CARD),
      (Event.DONE, Page.SENDING), (Event.REFUSED, Page.OPEN_ONE), (Event.GIVE_UP, Page.GIVE_UP),
      (Event.DONE, Page.SENDING), (Event.DONE, Page.RESULT), (Event.DONE, Page.OPEN), (Event.BACK, Page.MENU)]),
    ("sign-on shows first what an earlier run left",
     Facts(found=True), Page.OPERATOR, [(Event.DONE, Page.PASSWORD), (Event.DONE, Page.OPEN)]),
]
# fmt: on


@pytest.mark.parametrize(("facts", "start", "steps"), [row[1:] for row in WALKS], ids=[row[0] for row in WALKS])
def test_walk(facts: Facts, start: Page, steps: list[tuple[Event, Page]]) -> None:
    page = start
    for event, goal in steps:
        reached = next_page(page, event, facts)
        assert reached is goal, (page, event)
        page = goal


def test_every_page_is_reached_and_left() -> None:
    assert {goal for _, _, goal, _ in FLOW} == set(Page) - {Page.BOOT, Page.LOCKED}
    assert {page for page, _, _, _ in FLOW} == set(Page)


def test_conditions_are_facts() -> None:
    assert {when for _, _, _, when in FLOW if when} <= {field.name for field in fields(Facts)}


def test_conditional_rows_stand_before_their_default() -> None:
    last: dict[tuple[Page, Event], str] = {}
    for page, event, _, when in FLOW:
        assert last.get((page, event), "x") != "", "a row behind one that always fits is dead"
        last[page, event] = when


def test_customers_only_where_there_are_any() -> None:
    assert next_page(Page.ORDER, Event.CUSTOMERS, Facts(counter=False)) is None


@pytest.mark.parametrize("page", list(Page))
def test_time_leads_to_the_idle_screen_and_the_lock_from_everywhere(page: Page) -> None:
    assert [next_page(page, event, CARD) for event in (Event.IDLE, Event.LOCK)] == [Page.IDLE, Page.LOCKED]


@pytest.mark.parametrize("page", list(Page))
def test_menu_key(page: Page) -> None:
    held = page in SIGNED_OFF or page in AWAITING
    assert next_page(page, Event.MENU, CARD) is (None if held else Page.MENU)


def test_nothing_but_the_desk_leads_away_from_sending() -> None:
    assert {Page.SENDING, Page.PAY_SENDING} <= AWAITING
    assert [page for page in AWAITING if next_page(page, Event.BACK, CARD)] == []
