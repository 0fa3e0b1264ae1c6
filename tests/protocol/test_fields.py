"""A field row is a plain value; what a kind or a sensitivity means is tested where it is used."""

import dataclasses

import pytest

from protocol.fields import FieldSpec, Kind, Sensitivity


def test_a_row_says_nothing_by_default() -> None:
    row = FieldSpec(3, "交易处理码", "processing code", Kind.DIGITS, 6)
    assert (row.prefix, row.right, row.sensitivity) == (0, False, Sensitivity.OPEN)


def test_a_row_can_not_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        FieldSpec(3, "", "", Kind.DIGITS, 6).length = 7  # type: ignore[misc]


def test_kinds_are_called_as_the_trade_calls_them() -> None:
    assert [str(kind) for kind in Kind] == ["n", "z", "ans", "b"]
