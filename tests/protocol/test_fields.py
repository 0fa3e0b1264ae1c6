"""A field row is a plain value; what a kind or a sensitivity means is tested where it is used."""

import pickle

import pytest

from protocol.fields import FieldSpec, Kind, Sensitivity


def test_a_row_says_nothing_by_default() -> None:
    row = FieldSpec(3, "交易处理码", "processing code", Kind.DIGITS, 6)
    assert (row.prefix, row.right, row.sensitivity) == (0, False, Sensitivity.OPEN)


def test_a_row_can_not_be_changed() -> None:
    with pytest.raises(AttributeError, match="length"):
        FieldSpec(3, "", "", Kind.DIGITS, 6).length = 7  # type: ignore[misc]


def test_rows_are_equal_by_value_and_travel() -> None:
    row = FieldSpec(3, "交易处理码", "processing code", Kind.DIGITS, 6)
    other = row.changed(length=7)
    assert (row == row.changed(), row == other, row == "3") == (True, False, False)
    assert len({row, row.changed(), other}) == 2
    assert pickle.loads(pickle.dumps(row)) == row
    assert repr(other).startswith(
        "FieldSpec(number=3, zh='交易处理码', en='processing code', kind=<Kind.DIGITS: 'n'>, length=7"
    )
    with pytest.raises(TypeError, match="colour"):
        row.changed(colour="red")


def test_kinds_are_called_as_the_trade_calls_them() -> None:
    assert [str(kind) for kind in Kind] == ["n", "z", "ans", "b"]
