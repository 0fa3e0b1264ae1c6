"""Which field goes with which: each condition alone, row by row. Domain notes 2 (22, 23, 26, 52, 53, 55), 5 (PIN)."""

from typing import Any

import pytest

from protocol.dialects.unionpay.conditions import CARD, CHIP, PIN, SEQUENCE, Condition
from protocol.message import Message

BLOCK = bytes.fromhex("0A766E5460EED5FA")
SECURED = {26: "12", 52: BLOCK, 53: "2600000000000000"}

ROWS: list[tuple[Condition, dict[int, Any], int]] = [
    (CARD, {2: "6200000000000005"}, 0),
    (CARD, {35: "6200000000000005D3012"}, 0),
    (CARD, {36: "99"}, 0),
    (CARD, {14: "3012", 55: b"\x9f"}, 2),
    (PIN, {22: "022"}, 0),
    (PIN, {}, 0),
    (PIN, {22: "022", 52: bytes(8)}, 0),
    (PIN, {22: "021", **SECURED}, 0),
    (PIN, {22: "021"}, 52),
    (PIN, {22: "021", 52: bytes(8)}, 52),
    (PIN, {22: "021", 52: BLOCK, 53: "2600000000000000"}, 26),
    (PIN, {22: "021", 52: BLOCK, 26: "12"}, 53),
    (PIN, {22: "022", **SECURED}, 22),
    (PIN, {22: "020", **SECURED}, 22),
    (PIN, SECURED, 22),
    (CHIP, {22: "052", 23: "001", 55: b"\x9f"}, 0),
    (CHIP, {22: "052", 55: b"\x9f"}, 23),
    (CHIP, {22: "052", 23: "001"}, 55),
    (CHIP, {22: "072", 23: "001"}, 55),
    (CHIP, {22: "072", 55: b"\x9f"}, 23),
    (CHIP, {22: "021"}, 0),
    (CHIP, {22: "801"}, 0),
    (CHIP, {}, 0),
    (SEQUENCE, {22: "052"}, 23),
    (SEQUENCE, {22: "071"}, 23),
    (SEQUENCE, {22: "071", 23: "001"}, 0),
    (SEQUENCE, {22: "012"}, 0),
]


@pytest.mark.parametrize(("condition", "fields", "field"), ROWS)
def test_the_field_that_breaks_a_condition(condition: Condition, fields: dict[int, Any], field: int) -> None:
    assert condition.broken(Message("0200", fields)) == field


def test_every_condition_has_its_words() -> None:
    conditions = [CARD, PIN, CHIP, SEQUENCE]
    assert len({condition.name for condition in conditions}) == 4
    assert [condition for condition in conditions if not (condition.zh and condition.en)] == []
