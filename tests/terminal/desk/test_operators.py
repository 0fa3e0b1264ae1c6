"""Operators: who may do what, row by row, and what a number and a password look like."""

from dataclasses import dataclass, field

import pytest

from terminal.desk.door import Refusal
from terminal.desk.operators import (
    ADDED,
    APPOINTED,
    DISMISSED,
    PASSWORD_DIGITS,
    PASSWORD_SET,
    PRACTICE_MANAGERS,
    PRACTICE_PASSWORDS,
    REMOVED,
    RIGHTS,
    Admitted,
    Operators,
    Right,
    Role,
    require_password,
    require_trader,
    role_of,
)
from terminal.desk.password_hash import hashed
from terminal.desk.pepper import PepperHeld

# fmt: off
ROWS = [  # domain notes 7
    # role             right                yes
    (Role.OPERATOR,   Right.TRADE,        True),
    (Role.OPERATOR,   Right.ALLOW,        False),
    (Role.OPERATOR,   Right.EVERYBODY,    False),
    (Role.OPERATOR,   Right.STAFF,        False),
    (Role.OPERATOR,   Right.SETUP,        False),
    (Role.OPERATOR,   Right.OWN_PASSWORD, True),
    (Role.OPERATOR,   Right.CASE,         True),
    (Role.OPERATOR,   Right.REVIEW,       False),
    (Role.OPERATOR,   Right.APPOINT,      False),
    (Role.OPERATOR,   Right.DISMISS,      False),
    (Role.MANAGER,    Right.TRADE,        True),
    (Role.MANAGER,    Right.ALLOW,        True),
    (Role.MANAGER,    Right.EVERYBODY,    True),
    (Role.MANAGER,    Right.STAFF,        False),
    (Role.MANAGER,    Right.SETUP,        False),
    (Role.MANAGER,    Right.OWN_PASSWORD, True),
    (Role.MANAGER,    Right.CASE,         True),
    (Role.MANAGER,    Right.REVIEW,       True),
    (Role.MANAGER,    Right.APPOINT,      False),
    (Role.MANAGER,    Right.DISMISS,      False),
    (Role.SUPERVISOR, Right.TRADE,        False),
    (Role.SUPERVISOR, Right.ALLOW,        True),
    (Role.SUPERVISOR, Right.EVERYBODY,    True),
    (Role.SUPERVISOR, Right.STAFF,        True),
    (Role.SUPERVISOR, Right.SETUP,        False),
    (Role.SUPERVISOR, Right.OWN_PASSWORD, True),
    (Role.SUPERVISOR, Right.CASE,         True),
    (Role.SUPERVISOR, Right.REVIEW,       True),
    (Role.SUPERVISOR, Right.APPOINT,      False),
    (Role.SUPERVISOR, Right.DISMISS,      True),
    (Role.SYSTEM,     Right.TRADE,        False),
    (Role.SYSTEM,     Right.ALLOW,        False),
    (Role.SYSTEM,     Right.EVERYBODY,    False),
    (Role.SYSTEM,     Right.STAFF,        False),
    (Role.SYSTEM,     Right.SETUP,        True),
    (Role.SYSTEM,     Right.OWN_PASSWORD, True),
    (Role.SYSTEM,     Right.CASE,         False),
    (Role.SYSTEM,     Right.REVIEW,       False),
    (Role.SYSTEM,     Right.APPOINT,      True),
    (Role.SYSTEM,     Right.DISMISS,      True),
]
NUMBERS = [("01", Role.OPERATOR), ("98", Role.OPERATOR), ("00", Role.SUPERVISOR), ("99", Role.SYSTEM)]
NO_NUMBERS = ["", "1", "001", "1a", " 1", "０１"]
PASSWORDS = [("01", "0000", True), ("01", "000", False), ("01", "00000", False), ("01", "000a", False),
             ("01", "０000", False), ("00", "123456", True), ("00", "12345", False), ("00", "1234567", False),
             ("99", "12345678", True), ("99", "1234567", False), ("99", "123456789", False)]
# fmt: on


@pytest.mark.parametrize(("role", "right", "yes"), ROWS)
def test_rights(role, right, yes):
    assert (right in RIGHTS[role]) is yes


def test_no_row_is_missing():
    assert {(role, right) for role, right, _ in ROWS} == {(role, right) for role in Role for right in Right}


@pytest.mark.parametrize(("number", "role"), NUMBERS)
def test_numbers(number, role):
    assert role_of(number) is role
    assert Admitted(number).role is role


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_no_numbers(number):
    with pytest.raises(Refusal, match="operator_number"):
        role_of(number)


@pytest.mark.parametrize(("number", "word"), [("00", "operator_supervisor"), ("99", "operator_system")])
def test_who_does_not_trade(number, word):
    require_trader("01")
    with pytest.raises(Refusal, match=word):
        require_trader(number)


@pytest.mark.parametrize(("number", "password", "right"), PASSWORDS)
def test_passwords_have_their_digits(number, password, right):
    word = ""
    try:
        require_password(number, password)
    except Refusal as refusal:
        word = str(refusal)
    assert word == ("" if right else f"password_malformed digits={PASSWORD_DIGITS[role_of(number)]}")


def test_practice_begins_with_the_published_passwords():
    operators = Operators(PRACTICE_PASSWORDS, PRACTICE_MANAGERS, PepperHeld(bytes(32)))
    assert operators.numbers() == ("00", "01", "98", "99")
    assert operators.published() == (("00", "123456"), ("01", "0000"), ("98", "9898"), ("99", "12345678"))
    assert [operators.fits(*pair) for pair in operators.published()] == [True, True, True, True]
    assert (operators.fits("01", "0001"), operators.fits("02", "0000")) == (False, False)
    assert operators.managers() == ("98",)


@pytest.mark.parametrize(
    ("number", "manager", "role"),
    [
        ("98", True, Role.MANAGER),
        ("98", False, Role.OPERATOR),
        ("00", True, Role.SUPERVISOR),
        ("99", True, Role.SYSTEM),
    ],
)
def test_a_manager_is_an_operator_who_was_appointed(number, manager, role):
    assert Admitted(number, manager).role is role


@dataclass(frozen=True)
class Change:
    kind: str
    subject: str
    body: dict[str, object] = field(default_factory=dict)


# fmt: off
HEARD = [
    # what happened                                                             managers then
    ([Change(APPOINTED, "01")],                                                 ("01", "98")),
    ([Change(APPOINTED, "01"), Change(DISMISSED, "98")],                        ("01",)),
    ([Change(REMOVED, "98")],                                                   ()),
    ([Change(REMOVED, "98"), Change(ADDED, "98", {"password": hashed("1")})],   ()),
    ([Change(PASSWORD_SET, "98", {"password": hashed("1")})],                   ("98",)),
]
# fmt: on


@pytest.mark.parametrize(("changes", "managers"), HEARD)
def test_who_is_manager_after_what(changes, managers):
    operators = Operators(PRACTICE_PASSWORDS, PRACTICE_MANAGERS, PepperHeld(bytes(32)))
    for change in changes:
        operators.hear(change)
    assert operators.managers() == managers
    assert operators.admitted("98").manager is ("98" in managers)
