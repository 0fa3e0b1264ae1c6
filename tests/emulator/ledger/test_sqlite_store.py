"""The store on its own: at most once, the last guard, reset, several processes, and no card number in the file."""

import sqlite3
import subprocess
import sys
from datetime import date

import pytest

from emulator.ledger.contract import (
    Applied,
    BodyDiffers,
    LedgerError,
    Refused,
    Registration,
    Repeated,
    Tombstoned,
)
from emulator.ledger.sqlite_store import LAST_TERMINAL, SqliteLedger
from protocol.cards import TEST_CARDS
from protocol.transactions import RefundAnswer


def approve(held, number):
    """A host without a single rule: whatever keeps money safe below this is the store's own."""
    return RefundAnswer("00", f"96326{number:07d}", 1000, "1122", "120000", "1122")


def decline(held, number):
    return RefundAnswer("25", "", 1000, "1122", "120000")


def never(held, number):
    raise AssertionError("a known key is not decided again")


def test_applied_once_then_repeated(open_ledger, attempt):
    ledger = open_ledger()
    first = ledger.apply_refund(attempt(), approve)
    assert first == Applied(approve(None, 1))
    assert ledger.apply_refund(attempt(), never) == Repeated(first.answer)
    assert ledger.outcome(attempt().key) == Repeated(first.answer)
    assert ledger.cancel(attempt().key) == Repeated(first.answer)
    assert [(row.key, row.order_no, row.approved) for row in ledger.rows(attempt().key)] == [
        (attempt().key, "80000026000149", True)
    ]


def test_a_decline_is_stored_and_moves_nothing(open_ledger, attempt):
    ledger = open_ledger()
    assert ledger.apply_refund(attempt(), decline) == Refused(decline(None, 1))
    assert ledger.apply_refund(attempt(), never) == Repeated(decline(None, 1))
    assert ledger.originals()[0].refunded_fen == 0


def test_another_body_and_a_tombstone(open_ledger, attempt):
    ledger = open_ledger()
    ledger.apply_refund(attempt(1), approve)
    assert ledger.apply_refund(attempt(1, fen=2000), never) == BodyDiffers()
    assert ledger.cancel(attempt(2).key) == ledger.cancel(attempt(2).key) == Tombstoned()
    assert ledger.apply_refund(attempt(2), never) == Tombstoned()
    assert ledger.outcome(attempt(2).key) == Tombstoned()
    assert ledger.outcome(attempt(3).key) is None
    assert len(ledger.all_refunds()) == 1


# fmt: off
GUARDED = [
    # what a host without rules lets through: order, fen, items
    (1,  12851, ()),                            # over the amount
    (23, 14901, ()),                            # over what is left
    (27, 1,     ()),                            # refunded in full
    (31, 100,   ()),                            # voided
    (1,  100,   (("1001", 4),)),                # more goods than sold
    (1,  100,   (("1001", 2), ("1001", 2))),
    (1,  100,   (("1001", 1), ("9999", 1))),    # goods of no line: the first line must not move either
]
# fmt: on


@pytest.mark.parametrize(("order", "fen", "items"), GUARDED)
def test_the_last_guard_holds_without_any_rule(open_ledger, attempt, order, fen, items):
    ledger = open_ledger()
    before = ledger.originals()
    done = ledger.apply_refund(attempt(1, fen, order, items), approve)
    assert isinstance(done, Refused)
    assert (done.answer.code, done.answer.reference_no) == ("61", "")
    assert ledger.originals() == before
    assert [row.answer for row in ledger.all_refunds()] == [done.answer]


def test_the_table_itself_refuses_an_impossible_amount(open_ledger, path):
    open_ledger()
    with sqlite3.connect(path) as other:
        for change in ("refunded_fen = amount_fen + 1", "refunded_fen = -1", "refunded_fen = 1.5", "voided = 1"):
            with pytest.raises(sqlite3.IntegrityError):
                other.execute(f"UPDATE originals SET {change} WHERE id = 23")
    other.close()


def test_a_failing_rule_leaves_nothing_behind(open_ledger, attempt):
    ledger = open_ledger()
    before = ledger.originals()
    with pytest.raises(AssertionError):
        ledger.apply_refund(attempt(), never)
    assert (ledger.originals(), ledger.all_refunds(), ledger.outcome(attempt().key)) == (before, (), None)


# ---- the race: two terminals at the same original ----


def read_check_insert(db, attempt, between):
    """The naive host: read what is left, check, then write. It has no transaction that spans the two."""
    (amount,) = db.execute("SELECT amount_fen FROM originals WHERE id = 1").fetchone()
    (gone,) = db.execute("SELECT coalesce(sum(amount_fen), 0) FROM refunds WHERE original_id = 1").fetchone()
    between()
    if gone + attempt.amount_fen <= amount:
        key = attempt.key
        db.execute(
            "INSERT INTO refunds VALUES (NULL, ?, ?, ?, ?, ?, ?, 'd', 1, 'r', '00', ?, ?, '1122', '120000', '1122')",
            (key.merchant_no, key.terminal_no, key.epoch, key.batch_no, key.trace_no, key.business_date,
             f"own {key.trace_no}", attempt.amount_fen),
        )  # fmt: skip


def refunded(ledger):
    return sum(row.answer.amount_fen for row in ledger.all_refunds() if row.approved)


def test_interleaved_refunds_overrun_a_naive_host_and_never_this_one(open_ledger, attempt, path, tmp_path):
    ours, rival = open_ledger(), open_ledger(busy_timeout_s=0)
    naive = sqlite3.connect(tmp_path / "naive.db", isolation_level=None)
    source = sqlite3.connect(path)
    source.backup(naive)
    source.close()

    read_check_insert(naive, attempt(1, 12850), lambda: read_check_insert(naive, attempt(2, 12850), lambda: None))
    (paid_out,) = naive.execute("SELECT sum(amount_fen) FROM refunds").fetchone()
    naive.close()
    assert paid_out == 2 * 12850, "the interleaving is a real one: it makes the naive host pay twice"

    def rules(held, number):
        code = "00" if held.original.remaining_fen >= 12850 else "61"
        return RefundAnswer(code, f"96326{number:07d}" if code == "00" else "", 12850, "1122", "120000")

    def rules_while_the_rival_tries(held, number):
        with pytest.raises(LedgerError, match="locked"):
            rival.apply_refund(attempt(2, 12850), rules)
        return rules(held, number)

    assert isinstance(ours.apply_refund(attempt(1, 12850), rules_while_the_rival_tries), Applied)
    assert isinstance(rival.apply_refund(attempt(2, 12850), rules), Refused)
    assert refunded(ours) == 12850


RACER = """
import sys
from datetime import date, datetime
from emulator.host import Host
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.transactions import Channel, Refund, RefundKey, SignOn

path, me = sys.argv[1], int(sys.argv[2])
shop, now = load_shop(), datetime(2026, 11, 22, 12)
sys.stdin.readline()  # all start together
with SqliteLedger(path, busy_timeout_s=60) as ledger:
    ledger.open_shop(shop, date(2026, 11, 22), lambda size: bytes([me]) * size)
    host = Host(ledger, lambda: now, lambda size: bytes(size), lambda pik, mak: pik + mak)
    epoch = f"{me:08x}"
    number = host.answer(SignOn(shop.merchant_no, "00000000", epoch, "000001", "000001", "01")).terminal_no
    for trace in range(2, 27):
        key = RefundKey(shop.merchant_no, number, epoch, "000001", f"{trace:06d}", "20261122")
        refund = Refund(key, 370, shop.order(8).reference_no(date(2026, 11, 22)), "1121", Channel.CARD,
                        card=TEST_CARDS["unionpay19"])
        print(number, host.answer(refund).code)
"""


def test_four_processes_open_one_file_and_refund_one_sale(path):
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(path), str(me)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for me in (1, 2, 3, 4)
    ]
    for racer in racers:
        racer.stdin.write("\n")
        racer.stdin.flush()
    lines = [line.split() for racer in racers for line in racer.communicate(timeout=60)[0].splitlines()]
    assert [racer.returncode for racer in racers] == [0] * 4
    assert {number for number, _ in lines} == {"88000001", "88000002", "88000003", "88000004"}
    codes = [code for _, code in lines]
    assert len(codes) == 100
    assert codes.count("00") == 15600 // 370 == 42
    assert codes.count("61") == 58
    with SqliteLedger(path) as ledger:
        sale = ledger.originals()[7]
        assert sale.refunded_fen == refunded(ledger) == 42 * 370
        assert len({row.answer.reference_no for row in ledger.all_refunds() if row.approved}) == 42


# ---- terminals, opening, reset ----


def test_terminals(open_ledger):
    ledger = open_ledger()
    assert ledger.register("0a0b0c0d", "88000001") is Registration.UNKNOWN
    first = ledger.register("0a0b0c0d", None)
    assert (first.terminal_no, first.batch_no, first.sealed_keys) == ("88000001", "000001", b"")
    assert ledger.register("0a0b0c0d", "88000001") == ledger.register("0a0b0c0d", None) == first
    assert ledger.register("11111111", "88000001") is Registration.IN_USE
    ledger.store_keys("88000001", b"sealed")
    assert ledger.terminal("88000001").sealed_keys == b"sealed"
    assert "sealed'" not in repr(ledger.terminal("88000001"))
    with pytest.raises(LedgerError, match="88000002"):
        ledger.store_keys("88000002", b"sealed")


def test_terminal_numbers_end(open_ledger, path):
    ledger = open_ledger()
    with sqlite3.connect(path) as other:
        other.execute("INSERT INTO terminals VALUES (?, 'e', '000001', x'')", (str(LAST_TERMINAL - 1),))
    other.close()
    assert ledger.register("0a0b0c0d", None).terminal_no == str(LAST_TERMINAL)
    with pytest.raises(LedgerError, match="no terminal number"):
        ledger.register("11111111", None)


def test_opening_twice_keeps_what_is_there(open_ledger, shop, attempt):
    ledger = open_ledger()
    ledger.apply_refund(attempt(), approve)
    identity = ledger.identity()
    assert ledger.open_shop(shop, date(2027, 1, 1), lambda size: b"\x02" * size) == identity
    assert (identity.ledger_id, identity.shop_epoch, identity.opened_on) == ("01" * 8, 1, date(2026, 11, 22))
    assert len(ledger.all_refunds()) == 1


def test_reset_makes_everything_new(open_ledger, shop, attempt):
    ledger, other = open_ledger(), open_ledger()
    ledger.register("0a0b0c0d", None)
    ledger.apply_refund(attempt(1), approve)
    ledger.cancel(attempt(2).key)
    hashed = ledger.card_hash("4111111111111111")
    identity = ledger.reset(shop, date(2026, 12, 1), lambda size: b"\x02" * size)
    assert (identity.ledger_id, identity.shop_epoch) == ("02" * 8, 2)
    assert other.identity() == identity
    assert (other.all_refunds(), other.terminal("88000001"), other.outcome(attempt(2).key)) == ((), None, None)
    assert other.originals()[0].paid_date == "20261201"
    assert other.card_hash("4111111111111111") != hashed


def test_a_reset_that_fails_changes_nothing(open_ledger, shop, attempt):
    ledger = open_ledger()
    ledger.apply_refund(attempt(), approve)
    before = ledger.identity(), ledger.originals(), ledger.all_refunds()

    def no_entropy(size):
        raise OSError("no entropy")

    with pytest.raises(OSError, match="no entropy"):
        ledger.reset(shop, date(2026, 12, 1), no_entropy)
    assert (ledger.identity(), ledger.originals(), ledger.all_refunds()) == before


def test_without_a_shop_there_is_no_identity():
    with SqliteLedger(":memory:") as ledger:
        with pytest.raises(LedgerError, match="no shop"):
            ledger.identity()
        assert ledger.originals() == ()


def test_the_file_holds_no_card_number(open_ledger, attempt, path):
    ledger = open_ledger()
    ledger.apply_refund(attempt(), approve)
    written = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"620000******0005" in written
    assert len(TEST_CARDS) == 5
    assert not [card for card in TEST_CARDS.values() if card.number.encode() in written]


def test_a_closed_ledger_says_so(open_ledger):
    ledger = open_ledger()
    ledger.close()
    with pytest.raises(LedgerError, match="closed"):
        ledger.all_refunds()
