"""The practice acquirer composed: a ledger file that opens its shop once, a reset, and a front end that answers."""

import sys
from datetime import datetime

import pytest

from emulator.ledger.contract import LedgerError
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.practice_host import open_front_end, open_ledger, paid_at, reset_ledger
from emulator.shop.orders import load_shop
from protocol.dialects.unionpay import terminal_side
from protocol.security import PRACTICE_MASTER_KEY, open_working_keys
from protocol.transactions import SignOn, SignOnAnswer

SIGN_ON = SignOn(load_shop().merchant_no, "00000000", "0a0b0c0d", "000001", "000001", "01")


def test_the_shop_opens_once_and_today(tmp_path):
    path = tmp_path / "new" / "folder" / "ledger.db"
    with open_ledger(path) as ledger:
        first = ledger.identity()
    with open_ledger(path) as ledger:
        again = ledger.identity()
    assert again == first
    assert first.opened_on == datetime.now().astimezone().date()
    assert paid_at(path, load_shop().order(1).order_no).date() == first.opened_on
    with pytest.raises(LedgerError, match="no order 80000026999999"):
        paid_at(path, "80000026999999")


def test_no_sale_lies_in_the_future(tmp_path):
    with open_ledger(tmp_path / "ledger.db") as ledger:
        now = f"{datetime.now().astimezone():%Y%m%d%H%M%S}"
        assert max(original.paid_date + original.paid_time for original in ledger.originals()) <= now


def test_a_reset_is_another_ledger(tmp_path):
    with open_ledger(tmp_path / "ledger.db") as ledger:
        before = ledger.identity()
        ledger.register("0a0b0c0d", None, before.opened_on)
        reset_ledger(ledger)
        after = ledger.identity()
        assert ledger.terminal("88000001") is None
    assert (after.ledger_id != before.ledger_id, after.shop_epoch) == (True, before.shop_epoch + 1)


def test_keys_are_new_at_every_sign_on(tmp_path):
    with open_ledger(tmp_path / "ledger.db") as ledger:
        front_end = open_front_end(ledger)
        keys = []
        for _ in range(2):
            answer = terminal_side.decode(
                front_end.answer(terminal_side.encode(SIGN_ON, None)) or b"", SIGN_ON, None
            )  # fmt: skip
            assert isinstance(answer, SignOnAnswer)
            assert (answer.code, answer.terminal_no, answer.emulator) == ("00", "88000001", True)
            assert answer.ledger_id == ledger.identity().ledger_id
            keys.append(open_working_keys(PRACTICE_MASTER_KEY, answer.working_keys))
    assert keys[0].mak != keys[1].mak


def test_a_file_that_is_no_ledger(tmp_path):
    (tmp_path / "x.db").write_bytes(b"no database" * 100)
    with pytest.raises(LedgerError):
        open_ledger(tmp_path / "x.db")


def test_postgresql_without_its_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "emulator.ledger.postgres_store", raising=False)
    with pytest.raises(LedgerError, match=r"tuihuo\[postgres\]"):
        open_ledger("postgresql://127.0.0.1/x")


def test_a_ledger_whose_shop_cannot_be_opened_is_let_go(tmp_path, monkeypatch):
    closed = []
    monkeypatch.setattr(SqliteLedger, "close", lambda ledger: closed.append(ledger))  # noqa: PLW0108 - a method

    def full(*words):
        raise LedgerError("disk full")

    monkeypatch.setattr(SqliteLedger, "open_shop", full)
    with pytest.raises(LedgerError, match="disk full"):
        open_ledger(tmp_path / "ledger.db")
    assert len(closed) == 1
    monkeypatch.undo()
    closed[0].close()
