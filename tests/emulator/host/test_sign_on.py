"""Sign-on: numbers are given once and belong to one journal; keys are new each time and kept sealed."""

from datetime import UTC, datetime

import pytest

from protocol.transactions import Rejected, SignOnAnswer

OTHER_EPOCH = "11111111"


def test_a_terminal_without_a_number_gets_the_next_free_one(counter):
    first = counter.sign_on()
    second = counter.sign_on(epoch=OTHER_EPOCH)
    assert (first.terminal_no, second.terminal_no) == ("88000001", "88000002")
    assert counter.sign_on(epoch=OTHER_EPOCH).terminal_no == "88000002", "a journal keeps its number"
    assert counter.sign_on("88000002", OTHER_EPOCH).terminal_no == "88000002"


def test_the_answer(counter):
    answer = counter.sign_on()
    assert answer == SignOnAnswer(
        "00", counter.shop.merchant_no, "88000001", "000001", "20261122", "120000",
        working_keys=answer.working_keys, ledger_id=counter.ledger.identity().ledger_id, emulator=True,
    )  # fmt: skip
    assert len(answer.working_keys) == 40
    assert counter.ledger.terminal("88000001").sealed_keys == answer.working_keys


def test_keys_are_new_at_every_sign_on(counter):
    first, second = counter.sign_on().working_keys, counter.sign_on().working_keys
    assert first != second
    assert counter.ledger.terminal("88000001").sealed_keys == second


@pytest.mark.parametrize(
    ("terminal_no", "epoch", "merchant_no", "code"),
    [
        ("88000001", OTHER_EPOCH, None, "58"),
        ("88000009", OTHER_EPOCH, None, "97"),
        ("88000009", "0a0b0c0d", None, "97"),
        ("00000000", OTHER_EPOCH, "888888800000002", "03"),
    ],
    ids=["another journal's number", "never given out", "never given out, known journal", "unknown merchant"],
)
def test_refused(counter, terminal_no, epoch, merchant_no, code):
    keys = counter.ledger.terminal("88000001").sealed_keys
    assert counter.sign_on(terminal_no, epoch, merchant_no) == Rejected(code)
    assert counter.ledger.terminal("88000001").sealed_keys == keys, "a refused sign-on changes no keys"
    assert counter.ledger.terminal("88000002") is None, "nor gives it a number out"


def test_a_reset_forgets_the_numbers(counter):
    counter.ledger.reset(counter.shop, datetime(2026, 11, 23, 9, tzinfo=UTC), lambda size: b"\x07" * size)
    assert counter.sign_on("88000001") == Rejected("97")
    again = counter.sign_on(epoch=OTHER_EPOCH)
    assert (again.terminal_no, again.ledger_id) == ("88000001", "0707070707070707")
