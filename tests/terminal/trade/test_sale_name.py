"""Whether two numbers name one sale: letters of either case are the same letters, and the day counts."""

from dataclasses import replace

import pytest

from protocol.transactions import ByReference, Channel, Original, OriginalState
from terminal.trade.sale_name import meant, sale_name, same_reference

SMALL = Original("", "a1b2c3d4e5f6", "000037", "20261122", "101500", Channel.CARD, "", 100, 0, OriginalState.NORMAL)
LARGE = replace(SMALL, reference_no="A1B2C3D4E5F6", amount_fen=200)
OTHER = replace(SMALL, reference_no="261122000001")


@pytest.mark.parametrize(("one", "other", "same"), [
    (("a1b2c3d4e5f6", "1122"), ("A1B2C3D4E5F6", "1122"), True),
    (("261122000001", "1122"), ("261122000001", "1122"), True),
    (("a1b2c3d4e5f6", "1122"), ("A1B2C3D4E5F6", "1121"), False),
    (("a1b2c3d4e5f6", "1122"), ("A1B2C3D4E5F7", "1122"), False),
])  # fmt: skip
def test_a_sale_has_one_name(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    assert (sale_name(*one) == sale_name(*other)) is same


def test_a_reference_alone() -> None:
    assert (same_reference("a1", "A1"), same_reference("a1", "A2"), same_reference("", "")) == (True, False, True)


@pytest.mark.parametrize(("number", "found"), [
    ("A1B2C3D4E5F6", LARGE), ("a1b2c3d4e5f6", SMALL), ("A1b2c3d4e5f6", SMALL), ("261122000001", OTHER),
    ("261122000002", None),
])  # fmt: skip
def test_what_is_written_just_so_goes_before_what_differs_in_letters(number: str, found: Original | None) -> None:
    assert meant(ByReference(number, "1122"), (SMALL, LARGE, OTHER)) == found
    assert meant(ByReference(number, "1121"), (SMALL, LARGE, OTHER)) is None
