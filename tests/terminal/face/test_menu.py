"""The menus: the trade's numbers, and nothing offered that does not work."""

import pytest

from terminal.face.facts import Facts
from terminal.face.flow import FLOW
from terminal.face.menu import MENUS, offered
from terminal.face.pages import Page

# fmt: off
NUMBERS = {"menu.sale": "1", "menu.void": "2", "menu.refund": "3", "menu.hold": "4", "menu.queries": "5",
           "menu.admin": "8"}
# fmt: on


def test_the_main_menu_has_the_numbers_of_the_trade() -> None:
    shown = {item.text: item.digit for item in offered(Page.MENU, Facts(payments=True))}
    assert {text: shown[text] for text in NUMBERS} == NUMBERS
    assert list(shown.values()) == sorted(shown.values())


def test_practice_data_only_where_the_practice_counter_stands() -> None:
    assert "menu.practice" in [item.text for item in offered(Page.ADMIN, Facts(counter=True))]
    assert "menu.practice" not in [item.text for item in offered(Page.ADMIN, Facts(counter=False))]


def test_open_refunds_only_when_there_are_any() -> None:
    assert "menu.open" not in [item.text for item in offered(Page.REFUND, Facts())]
    assert "menu.open" in [item.text for item in offered(Page.REFUND, Facts(open=True))]


def test_every_entry_leads_somewhere() -> None:
    edges = {(page, event) for page, event, _, _ in FLOW}
    entries = [(page, item.event) for page, items in MENUS.items() for item in items]
    assert len(entries) > 0
    assert set(entries) <= edges


def test_no_number_twice() -> None:
    for items in MENUS.values():
        digits = [item.digit for item in items]
        assert len(digits) == len(set(digits)) > 0


# fmt: off
SEEN = [
    # entry of 管理         01     99
    ("menu.sign_in",       True,  False),
    ("menu.shift",         True,  False),
    ("menu.staff",         True,  True),
    ("menu.own_password",  True,  True),
    ("menu.parameters",    True,  True),
    ("menu.line",          True,  True),
    ("menu.display",       True,  True),
    ("menu.device",        True,  True),
    ("menu.practice",      True,  True),
    ("menu.cases",         True,  False),
]
# fmt: on


@pytest.mark.parametrize(("entry", "operator", "system"), SEEN)
def test_who_sees_what_of_the_administration(entry: str, operator: bool, system: bool) -> None:
    to_operator = [item.text for item in offered(Page.ADMIN, Facts(signed_on=True, counter=True))]
    to_system = [item.text for item in offered(Page.ADMIN, Facts(system=True, counter=True))]
    assert (entry in to_operator, entry in to_system) == (operator, system)


def test_a_line_that_takes_refunds_alone_offers_no_payment() -> None:
    shown = [item.text for item in offered(Page.MENU, Facts())]
    assert "menu.refund" in shown
    assert [text for text in ("menu.sale", "menu.void", "menu.hold") if text in shown] == []
