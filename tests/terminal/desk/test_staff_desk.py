"""操作员 on the real desk: who may do it, what is refused, and what a restart still knows."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.desk.operators import Admitted
from terminal.settings import Settings

OPERATOR, SUPERVISOR, SYSTEM = Admitted("01"), Admitted("00"), Admitted("99")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "zh", 0.0)


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    desk = open_desk("emulator:", settings)
    yield desk
    desk.close()


def word(call: Callable[[], object]) -> str:
    try:
        call()
    except Refusal as refusal:
        return refusal.word
    return ""


@pytest.mark.parametrize("by", [OPERATOR, SYSTEM])
def test_only_the_supervisor_has_to_do_with_operators(desk, by):
    calls = (
        lambda: desk.staff.numbers(OPERATOR),
        lambda: desk.staff.add(by, "02", "0000"),
        lambda: desk.staff.remove(by, "01"),
        lambda: desk.staff.set_password(by, "00", "654321"),
    )
    assert [word(call) for call in calls] == ["right_missing"] * 4
    assert desk.staff.numbers(SUPERVISOR) == ("00", "01", "98", "99")
    assert list(desk.journal.entries()) == []


def test_a_new_operator_signs_on_after_a_restart_too(desk, settings):
    desk.staff.add(SUPERVISOR, "02", "4711")
    desk.close()
    again = open_desk("emulator:", settings)
    assert again.check_operator("02", "4711") == Admitted("02")
    again.sign_on("02")
    assert again.staff.numbers(SUPERVISOR) == ("00", "01", "02", "98", "99")
    assert again.staff.published() == (("00", "123456"), ("01", "0000"), ("98", "9898"), ("99", "12345678"))
    again.close()


# fmt: off
ADDED = [("01", "1111", "operator_exists"), ("00", "123456", "operator_number"), ("99", "12345678", "operator_number"),
         ("2", "1111", "operator_number"), ("02", "111", "password_malformed"), ("02", "111a", "password_malformed"),
         ("98", "1111", "operator_exists"), ("97", "1111", "")]
# fmt: on


@pytest.mark.parametrize(("number", "password", "refused"), ADDED)
def test_adding(desk, number, password, refused):
    assert word(lambda: desk.staff.add(SUPERVISOR, number, password)) == refused


@pytest.mark.parametrize(
    ("number", "refused"),
    [("00", "operator_number"), ("99", "operator_number"), ("05", "operator_unknown"), ("01", "")],
)
def test_removing(desk, number, refused):
    assert word(lambda: desk.staff.remove(SUPERVISOR, number)) == refused


def test_one_who_is_removed_does_not_sign_on(desk):
    desk.staff.remove(SUPERVISOR, "01")
    assert word(lambda: desk.check_operator("01", "0000")) == "operator_unknown"
    assert word(lambda: desk.sign_on("01")) == "operator_unknown"


def test_who_is_signed_on_stays_until_signed_off(desk):
    desk.sign_on("01")
    assert word(lambda: desk.staff.remove(SUPERVISOR, "01")) == "operator_signed_on"
    desk.batch.sign_off()
    assert word(lambda: desk.staff.remove(SUPERVISOR, "01")) == ""


@pytest.mark.parametrize(("who", "password"), [("01", "4711"), ("00", "654321"), ("99", "87654321")])
def test_everybody_changes_their_own_password(desk, settings, who, password):
    desk.staff.set_password(Admitted(who), who, password)
    assert who not in dict(desk.staff.published())
    desk.close()
    again = open_desk("emulator:", settings)
    assert again.check_operator(who, password) == Admitted(who)
    again.close()


def test_the_supervisor_resets_a_forgotten_one_and_ends_its_lock(desk):
    said = [word(lambda: desk.check_operator("01", "9999")) for _ in range(6)]
    assert said == ["operator_password"] * 4 + ["locked"] * 2
    desk.staff.set_password(SUPERVISOR, "01", "4711")
    assert word(lambda: desk.check_operator("01", "4711")) == ""


@pytest.mark.parametrize("number", ["00", "01", "99"])
def test_five_wrong_passwords_lock_whoever_it_is(desk, settings, number):
    said = [word(lambda: desk.check_operator(number, "x")) for _ in range(5)]
    assert said == ["operator_password"] * 4 + ["locked"]
    desk.close()
    again = open_desk("emulator:", settings)
    assert word(lambda: again.check_operator(number, "x")) == "locked"
    again.close()


def test_the_supervisors_new_password_is_the_one_for_refunds(desk):
    desk.staff.set_password(SUPERVISOR, "00", "654321")
    assert word(lambda: desk.check_supervisor("123456")) == "supervisor_password"
    assert word(lambda: desk.check_supervisor("654321")) == ""


def test_no_password_and_no_plain_hash_of_one_stands_in_the_journal(desk, settings):
    desk.staff.set_password(OPERATOR, "01", "4711")
    (entry,) = desk.journal.entries()
    assert (entry.kind, entry.subject, entry.operator_no) == ("operator.password_set", "01", "01")
    assert str(entry.body["password"]).startswith("$argon2id$")
    assert "4711" not in str(entry.body["password"]).split("$")[4:]


def test_an_altered_operator_is_refused_by_name(desk, settings):
    desk.staff.set_password(OPERATOR, "01", "4711")
    desk.close()
    with sqlite3.connect(settings.journal) as db:
        db.execute("UPDATE event SET subject = '02' WHERE kind = 'operator.password_set'")
    db.close()
    with pytest.raises(Refusal, match="journal_damaged"):
        open_desk("emulator:", settings)


def test_practice_data_anew_is_operators_anew(desk):
    desk.staff.add(SUPERVISOR, "02", "4711")
    desk.sign_on("02")
    desk.reset_practice()
    assert desk.staff.numbers(SUPERVISOR) == ("00", "01", "98", "99")


@pytest.mark.parametrize(("number", "password"), [("00", "123456"), ("99", "12345678")])
def test_who_does_not_trade_has_nobodys_sign_on_to_do_it_by(desk, number, password):
    desk.sign_on("01")
    desk.enter(number, password)
    calls = (
        lambda: desk.payments.sale(100, TEST_CARDS["unionpay"], "", lambda _record: None),
        lambda: desk.find(ByOrder("80000026000149")),
        desk.batch.now,
        lambda: desk.batch.settle(lambda _record: None),
        lambda: desk.resume(lambda _record: None),
    )
    assert [word(call) for call in calls] == ["not_signed_on"] * 5
    assert word(lambda: desk.sign_on(number)) in {"operator_supervisor", "operator_system"}
    assert word(lambda: desk.sign_on("01")) == ""


def test_a_wrong_password_sends_nobody_away(desk):
    desk.sign_on("01")
    assert word(lambda: desk.enter("99", "1")) == "operator_password"
    assert desk.batch.now().operator_no == "01"


def test_after_signing_off_nothing_signs_on_by_itself(desk):
    desk.sign_on("01")
    desk.batch.sign_off()
    assert word(desk.batch.now) == "not_signed_on"


def test_asking_the_supervisor_in_leaves_the_operator_there(desk):
    desk.sign_on("01")
    desk.check_operator("00", "123456")
    assert desk.batch.now().operator_no == "01"


@pytest.mark.parametrize("by", [SUPERVISOR, SYSTEM])
def test_a_shop_manager_is_appointed_by_99_and_dismissed_by_00_or_99(desk, settings, by):
    assert desk.staff.managers(by) == ("98",)
    desk.staff.appoint(SYSTEM, "01")
    desk.staff.dismiss(by, "98")
    assert word(lambda: desk.staff.appoint(SYSTEM, "01")) == "manager_already"
    assert word(lambda: desk.staff.dismiss(by, "98")) == "manager_none"
    assert word(lambda: desk.staff.appoint(SUPERVISOR, "98")) == "manager_by_system"
    desk.close()
    again = open_desk("emulator:", settings)
    assert again.staff.managers(by) == ("01",)
    assert (again.check_operator("01", "0000").manager, again.check_operator("98", "9898").manager) == (True, False)
    again.close()


def test_a_managers_password_is_his_own_to_set_or_99s_and_an_operators_is_not_99s(desk):
    assert word(lambda: desk.staff.set_password(SUPERVISOR, "98", "1111")) == "manager_by_system"
    assert word(lambda: desk.staff.set_password(SYSTEM, "01", "1111")) == "right_missing"
    desk.staff.set_password(SYSTEM, "98", "2222")
    desk.staff.set_password(desk.check_operator("98", "2222"), "98", "3333")
    assert desk.check_operator("98", "3333").manager
    desk.staff.dismiss(SUPERVISOR, "98")
    assert word(lambda: desk.staff.set_password(SUPERVISOR, "98", "1111")) == ""


# fmt: off
NOT_APPOINTED = [(OPERATOR, "01", "right_missing"), (SYSTEM, "00", "operator_number"),
                 (SYSTEM, "99", "operator_number"), (SYSTEM, "05", "operator_unknown")]
# fmt: on


@pytest.mark.parametrize(("by", "number", "refused"), NOT_APPOINTED)
def test_who_is_not_appointed(desk, by, number, refused):
    assert [word(lambda: desk.staff.appoint(by, number)), word(lambda: desk.staff.dismiss(by, number))] == [refused] * 2
    assert list(desk.journal.entries()) == []
