"""Passwords: five wrong tries lock for a minute, the journal remembers, and a lock survives a restart."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from terminal.desk.door import Refusal
from terminal.desk.operators import PRACTICE_PASSWORDS, SUPERVISOR, Operators
from terminal.desk.passwords import LOCK_S, TRIES, PasswordGate

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@dataclass
class Entry:
    at: str
    kind: str
    operator_no: str
    subject: str = ""
    body: dict[str, object] = field(default_factory=dict)


@dataclass
class Room:
    """A gate with its journal and a clock that is moved by hand."""

    now: datetime = NOON
    noted: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.restart()

    def of_kind(self, word: str) -> Iterator[Entry]:
        return (entry for entry in self.noted if entry.kind.startswith(f"{word}."))

    def note(
        self, kind: str, *, operator_no: str = "", subject: str = "", body: dict[str, object] | None = None
    ) -> None:
        self.noted.append(Entry(self.now.isoformat(), kind, operator_no, subject, body or {}))

    def restart(self) -> None:
        self.gate = PasswordGate(Operators(PRACTICE_PASSWORDS), self, lambda: self.now)

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def says(self, password: str, operator_no: str = SUPERVISOR) -> tuple[str, dict[str, str | int]]:
        try:
            self.gate.check(operator_no, password, "wrong")
        except Refusal as refusal:
            return refusal.word, refusal.details
        return "", {}


@pytest.fixture
def room() -> Room:
    return Room()


def test_right_at_once_writes_nothing(room):
    assert (room.says("123456"), room.says("0000", "01"), room.noted) == (("", {}), ("", {}), [])


def test_an_unknown_operator(room):
    assert (room.says("0000", "97"), room.noted) == (("operator_unknown", {}), [])


@pytest.mark.parametrize("restart", [False, True])
def test_five_wrong_tries_lock_for_a_minute(room, restart):
    said = []
    for _ in range(TRIES):
        said.append(room.says("1"))
        if restart:
            room.restart()
    assert said == [("wrong", {"tries_left": left}) for left in (4, 3, 2, 1)] + [("locked", {"seconds": LOCK_S})]
    room.later(LOCK_S - 1)
    assert room.says("123456") == ("locked", {"seconds": 1})
    assert room.says("0000", "01") == ("", {})  # a lock is of one number alone
    room.later(1)
    assert room.says("123456") == ("", {})


def test_tries_in_the_lock_are_not_counted(room):
    for _ in range(TRIES + 20):
        room.says("1")
    assert len(room.noted) == TRIES


@pytest.mark.parametrize("restart", [False, True])
def test_after_the_lock_there_are_five_tries_again(room, restart):
    for _ in range(TRIES):
        room.says("1")
    room.later(LOCK_S)
    assert room.says("1") == ("wrong", {"tries_left": 4})
    if restart:
        room.restart()
    assert room.says("1") == ("wrong", {"tries_left": 3})
    assert room.says("123456") == ("", {})


def test_a_right_one_forgets_the_wrong_ones(room):
    room.says("1")
    room.says("123456")
    assert [entry.kind for entry in room.noted] == ["operator.password_wrong", "operator.password_right"]
    room.restart()
    assert room.says("1") == ("wrong", {"tries_left": 4})


def test_a_clock_set_back_opens_no_lock_and_makes_none_for_ever(room):
    for _ in range(TRIES):
        room.says("1")
    room.later(-3600)
    assert room.says("123456") == ("locked", {"seconds": 60})
    room.later(60)
    assert room.says("123456") == ("", {})


def test_no_password_is_in_the_journal(room):
    room.says("654321")
    assert "654321" not in repr(room.noted)


@pytest.mark.parametrize("restart", [False, True])
def test_a_new_password_counts_at_once_and_after_a_restart(room, restart):
    room.gate.set_password("01", "4711", SUPERVISOR)
    if restart:
        room.restart()
    assert (room.says("0000", "01")[0], room.says("4711", "01")) == ("wrong", ("", {}))
    assert room.noted[0].operator_no == SUPERVISOR
    assert "4711" not in repr(room.noted)


@pytest.mark.parametrize("restart", [False, True])
def test_a_new_password_ends_a_lock(room, restart):
    for _ in range(TRIES):
        room.says("1", "01")
    room.gate.set_password("01", "4711", SUPERVISOR)
    if restart:
        room.restart()
    assert room.says("4711", "01") == ("", {})


def test_one_who_is_removed_is_unknown_and_may_come_again(room):
    room.gate.remove("01", SUPERVISOR)
    room.restart()
    assert room.says("0000", "01") == ("operator_unknown", {})
    room.gate.add("01", "1111", SUPERVISOR)
    room.restart()
    assert room.says("1111", "01") == ("", {})


def test_a_change_that_is_not_durable_does_not_count(room, monkeypatch):
    def full(*_words, **_more):
        raise OSError("no space")

    monkeypatch.setattr(room, "note", full)
    with pytest.raises(OSError, match="space"):
        room.gate.set_password("01", "4711", SUPERVISOR)
    assert room.gate.operators.fits("01", "0000")


@pytest.mark.parametrize("body", [{}, {"password": "4711"}, {"password": 7}])
def test_a_change_without_a_hash_is_no_change(room, body):
    room.note("operator.password_set", operator_no=SUPERVISOR, subject="01", body=body)
    with pytest.raises(ValueError, match=r"operator.password_set of 01"):
        room.restart()
