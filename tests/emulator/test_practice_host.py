"""The practice acquirer composed: a ledger file that opens its shop once, a reset, and a front end that answers."""

import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import datetime

import pytest

from emulator.host.rules import HostPolicy
from emulator.ledger.contract import LedgerError
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.practice_host import open_front_end, open_ledger, open_play, order_in, reset_ledger
from emulator.registry import Listed, Others, Registry
from emulator.shop.orders import load_shop
from protocol.dialects.unionpay import terminal_side
from protocol.dialects.unionpay.envelope import read
from protocol.dialects.unionpay.profiles import open_profile
from protocol.security import PRACTICE_MASTER_KEY, MasterKey, open_working_keys
from protocol.session import Framing
from protocol.transactions import FOREIGN_EPOCH, RefundKey, SignOn, SignOnAnswer

SIGN_ON = SignOn(load_shop().merchant_no, "00000000", "0a0b0c0d", "000001", "000001", "01")


def test_the_shop_opens_once_and_today(tmp_path):
    path = tmp_path / "new" / "folder" / "ledger.db"
    with open_ledger(path) as ledger:
        first = ledger.identity()
    with open_ledger(path) as ledger:
        again = ledger.identity()
    assert again == first
    assert first.opened_on == datetime.now().astimezone().date()
    order = order_in(path, load_shop().order(1).order_no)
    assert order is not None
    assert order.paid_date == f"{first.opened_on:%Y%m%d}"
    assert order_in(path, "80000026999999") is None


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


@pytest.mark.parametrize(("number", "told"), [(8_999_999, ""), (9_000_000, "9000000 of 9999999"), (9_999_999, "96")])
def test_a_ledger_whose_numbers_soon_end_says_so(tmp_path, capsys, number, told):
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.cancel(RefundKey("888888800000001", "88000001", "0a0b0c0d", "000001", "000001", "20261122"))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE entries SET id = ?", (number,))
    capsys.readouterr()
    open_ledger(path).close()
    said = capsys.readouterr().err
    assert (told in said, bool(said)) == (True, bool(told))


def test_a_file_that_is_no_ledger(tmp_path):
    (tmp_path / "x.db").write_bytes(b"no database" * 100)
    with pytest.raises(LedgerError):
        open_ledger(tmp_path / "x.db")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("mysql://user:secret@127.0.0.1/x", "mysql://: a file, postgresql://… or memory: is expected"),
        ("user:secret@127.0.0.1/x", "a file's name with an @ or a password in it: a URL begins with postgresql://"),
        (
            "postgresql:/user:secret@127.0.0.1/x",
            "a file's name with an @ or a password in it: a URL begins with postgresql://",
        ),
        ("host=h password=secret", "a file's name with an @ or a password in it: a URL begins with postgresql://"),
        ("FILE/x.db", "FILE: File exists"),
        ("FILE/x/y.db", "FILE/x: Not a directory"),
    ],
)
def test_where_no_ledger_can_be(tmp_path, where, said):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(LedgerError) as caught:
        open_ledger(where.replace("FILE", str(file)))
    assert str(caught.value) == said.replace("FILE", str(file))


def test_a_ledger_in_memory_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ids = []
    for _ in range(2):
        with open_ledger("memory:") as ledger:
            ids.append(ledger.identity().ledger_id)
            assert len(ledger.originals()) == len(load_shop().orders)
    assert (ids[0] != ids[1], list(tmp_path.iterdir())) == (True, [])


def test_a_front_end_of_ones_own(tmp_path):
    """A listed terminal, in another spelling, on a policy: signed on under its own key; nobody else is."""
    profile = open_profile("plain-acquirer+no-header+mac-x9.19")
    key = MasterKey(bytes(range(16)))
    listed = Listed("123456789012345", "lab", "10000001", key)
    registry = Registry({"10000001": listed}, Others.NOBODY)
    asked = SignOn("123456789012345", "10000001", FOREIGN_EPOCH, "000001", "000001", "01")
    with open_ledger("memory:") as ledger:
        front_end = open_front_end(ledger, profile, registry, HostPolicy(window_days=7))
        said = front_end.answer(terminal_side.encode(asked, None, profile=profile)) or b""
        answer = terminal_side.decode(said, asked, None, profile)
        refused = front_end.answer(terminal_side.encode(replace(asked, terminal_no="10000002"), None, profile=profile))
        play = open_play(front_end, Framing.LENGTH, profile)
        mak = front_end.mac_key("10000001")
    assert isinstance(answer, SignOnAnswer)
    assert open_working_keys(key, answer.working_keys).mak == mak
    assert read(refused or b"", profile).message.text(39) == "97"
    assert (play.framing, play.loaded) == (Framing.LENGTH, ())


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
