"""Passwords: five wrong tries lock, the journal remembers, and neither a restart nor a clock opens a lock."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from terminal.desk.door import Refusal
from terminal.desk.operators import PRACTICE_PASSWORDS, SUPERVISOR, Operators
from terminal.desk.password_hash import fits, hashed
from terminal.desk.passwords import LIVE_LOCK, PRACTICE_LOCK, TRIES, Lock, PasswordGate
from terminal.desk.pepper import Pepper, PepperHeld
from terminal.records.store import JournalError

LOCK_S = 60
UP_S = 5_000.25


@dataclass
class Entry:
    kind: str
    operator_no: str
    subject: str = ""
    body: dict[str, object] = field(default_factory=dict)


class Lost:
    """A pepper whose file is not there."""

    place = "pepper.key"

    def found(self) -> bytes | None:
        return None

    def marked(self, wanted: str) -> bytes | None:
        return None

    def made(self) -> bytes:
        return b"new" * 11


@dataclass
class Room:
    """A gate with its journal and how long its machine has been up, moved by hand."""

    up_s: float = UP_S
    lock: Lock = PRACTICE_LOCK
    pepper: Pepper = field(default_factory=lambda: PepperHeld(b"p" * 32))
    noted: list[Entry] = field(default_factory=list)
    boot: str = ""
    full: bool = False

    def __post_init__(self) -> None:
        self.restart()

    def of_kind(self, word: str) -> Iterator[Entry]:
        return (entry for entry in self.noted if entry.kind.startswith(f"{word}."))

    def note(
        self, kind: str, *, operator_no: str = "", subject: str = "", body: dict[str, object] | None = None
    ) -> None:
        self.require_writable()
        self.noted.append(Entry(kind, operator_no, subject, body or {}))

    def require_writable(self) -> None:
        if self.full:
            raise JournalError("journal_full", "no space")

    def restart(self) -> None:
        operators = Operators(PRACTICE_PASSWORDS, frozenset(), self.pepper)
        self.gate = PasswordGate(operators, self, lambda: self.up_s, self.lock, self.boot)

    def later(self, seconds: float) -> None:
        self.up_s += seconds

    def says(self, password: str, operator_no: str = SUPERVISOR) -> tuple[str, dict[str, str | int]]:
        try:
            self.gate.check(operator_no, password, "wrong")
        except Refusal as refusal:
            return refusal.word, refusal.details
        return "", {}


def locked(seconds: int) -> tuple[str, dict[str, str | int]]:
    """Whose password it is, and for how long."""
    return "locked", {"operator": SUPERVISOR, "seconds": seconds}


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
    assert said == [("wrong", {"tries_left": left}) for left in (4, 3, 2, 1)] + [locked(LOCK_S)]
    room.later(LOCK_S - 0.25)  # a second that was begun is counted whole
    assert room.says("123456") == locked(1)
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
    assert [entry.kind for entry in room.noted] == [
        "operator.password_wrong",
        "operator.password_wrong",  # before it is compared
        "operator.password_right",
    ]
    room.restart()
    assert room.says("1") == ("wrong", {"tries_left": 4})


# fmt: off
STARTED_ANEW = [
    # up then, up now, seconds left: what the machine was off for is not counted, whatever its clock says
    (5_000.0,       0.0, 60),
    (5_000.0,      59.5, 60),
    (5_000.0,   4_999.0, 60),
    (10.0,         10.0, 60),
    (10.0,         69.0, 1),
    (10.0,         70.0, 0),
]
# fmt: on


@pytest.mark.parametrize(("then", "now", "left"), STARTED_ANEW)
def test_a_machine_that_is_started_anew_has_its_lock_again(room, then, now, left):
    room.up_s = then
    for _ in range(TRIES):
        room.says("1")
    room.up_s = now
    room.restart()
    assert room.says("123456") == (locked(left) if left else ("", {}))


@pytest.mark.parametrize(("boot", "up_s"), [("another", 90_000.0), ("another", 1.0), ("one", 1.0), ("", 1.0)])
@pytest.mark.parametrize("restart", [False, True])
def test_a_lock_of_another_start_or_of_later_is_counted_from_the_first_look(room, boot, up_s, restart):
    room.boot = "one"
    room.restart()
    for _ in range(TRIES):
        room.says("1")
    room.boot, room.up_s = boot, up_s
    room.restart()
    assert room.says("123456") == locked(LOCK_S)
    room.later(LOCK_S - 1)
    if restart:
        room.restart()
    assert room.says("123456") == locked(1)
    assert [entry.kind for entry in room.noted[TRIES:]] == ["operator.lock_anew"]
    room.later(1)
    assert room.says("123456") == ("", {})


def test_where_no_try_can_be_written_no_password_is_compared(room):
    room.full = True
    for password in ("1", "123456"):
        with pytest.raises(JournalError, match="journal_full"):
            room.says(password)
    room.full = False
    assert (room.says("123456"), room.noted) == (("", {}), [])


def test_tries_that_could_not_be_written_count_while_the_terminal_runs(room):
    room.says("1")
    room.full = True
    for _ in range(TRIES - 1):
        with pytest.raises(JournalError, match="journal_full"):
            room.says("123456")
    room.full = False
    assert (room.says("123456"), len(room.noted)) == (locked(LOCK_S), 1)


def test_behind_a_wrong_one_each_try_is_written_before_it_is_compared(room, monkeypatch):
    room.says("1")

    def killed(*_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(room.gate.operators, "fits", killed)
    with pytest.raises(KeyboardInterrupt):
        room.says("123456")
    room.restart()
    assert room.says("1") == ("wrong", {"tries_left": TRIES - 3})


@pytest.mark.parametrize("restart", [False, True])
def test_each_lock_of_a_live_terminal_is_twice_as_long_until_the_right_one_comes(restart):
    room = Room(lock=LIVE_LOCK)
    said = []
    for _ in range(6 * TRIES):
        word, details = room.says("1")
        if word == "locked":
            said.append(details["seconds"])
            room.later(float(details["seconds"]))
        if restart:
            room.restart()
    assert said == [1800, 3600, 7200, 14400, 14400, 14400]
    assert room.says("123456") == ("", {})
    assert [room.says("1") for _ in range(TRIES)][-1] == locked(1800)


def test_a_lock_of_before_that_was_written_goes_by_what_the_machine_has_been_up():
    room = Room(up_s=30.0, noted=[Entry("operator.password_wrong", SUPERVISOR)] * TRIES)
    assert room.says("123456") == locked(30)


@pytest.mark.parametrize("lost", [PepperHeld(b"q" * 32), Lost()], ids=["another", "none"])
def test_without_its_pepper_no_password_is_called_wrong(room, lost):
    room.gate.set_password("01", "4711", SUPERVISOR)
    room.pepper = lost
    room.restart()
    assert [room.says(password, "01") for password in ("4711", "0000")] == [("pepper_missing", {})] * 2
    assert [entry.kind for entry in room.noted] == ["operator.password_set"]
    room.pepper = PepperHeld(b"q" * 32)
    room.restart()
    room.gate.set_password("01", "4712", SUPERVISOR)
    assert room.says("4712", "01") == ("", {})


def test_a_password_of_before_there_was_a_pepper_fits_still(room):
    room.note("operator.password_set", operator_no=SUPERVISOR, subject="01", body={"password": hashed("4711")})
    room.restart()
    assert (room.says("4711", "01"), room.says("4712", "01")[0]) == (("", {}), "wrong")


def test_what_the_journal_keeps_fits_nothing_without_the_pepper(room):
    room.gate.set_password("01", "4711", SUPERVISOR)
    words = room.noted[0].body["password"]
    assert (fits("4711", words), fits("4711", words, b"q" * 32), fits("4711", words, b"p" * 32)) == (
        False, False, True,
    )  # fmt: skip


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


@pytest.mark.parametrize(
    "body",
    [{}, {"password": "4711"}, {"password": 7}, {"password": hashed("1"), "pepper": 7}],
    ids=["nothing", "a password", "a number", "no pepper"],
)
def test_a_change_without_a_hash_is_no_change(room, body):
    room.note("operator.password_set", operator_no=SUPERVISOR, subject="01", body=body)
    with pytest.raises(ValueError, match=r"operator.password_set of 01"):
        room.restart()
