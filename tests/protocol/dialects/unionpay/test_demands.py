"""处理要求: each digit of the trade's table, and every other one."""

import pytest

from protocol.dialects.unionpay.demands import Demand, demand_of

# Domain notes 1, "Header values", copied.
DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "B", "C"]


def test_each_digit_has_its_row() -> None:
    assert [demand.digit for demand in Demand] == DIGITS
    assert [demand for demand in Demand if demand_of(demand.digit) is not demand] == []
    assert [demand for demand in Demand if not (demand.zh and demand.en)] == []


@pytest.mark.parametrize(("digit", "demand"), [("3", Demand.SIGN_ON), ("2", Demand.STATUS), ("7", Demand.BLACKLIST)])
def test_what_some_of_them_ask_for(digit: str, demand: Demand) -> None:
    assert demand_of(digit) is demand


@pytest.mark.parametrize("digit", ["", "A", "D", "F", "b", "33"])
def test_other_digits_ask_for_nothing(digit: str) -> None:
    assert demand_of(digit) is Demand.NOTHING
