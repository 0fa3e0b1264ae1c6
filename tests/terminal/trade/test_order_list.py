"""Which orders a few keyed digits mean: by the end of the number, by the voucher of the batch, by today's amount."""

from dataclasses import replace

import pytest

from protocol.transactions import Channel, Original, OriginalState
from terminal.trade.order_list import LIST_LIMIT, Hit, listed, named

TODAY = "20261122"


def order(end: str, paid: str, fen: int, voucher: str = "", time: str = "101010") -> Original:
    return Original(
        f"80000026{end}" if end else "", (f"S{voucher}" if voucher else f"R{end}").ljust(12, "0"), voucher, paid, time,
        Channel.CARD, "", fen, 0, OriginalState.NORMAL,
    )  # fmt: skip


SHOP = (
    order("000149", TODAY, 12850),
    order("000238", "20261121", 12850),
    order("000327", TODAY, 149),
    order("000416", TODAY, 1, time="090000"),
)
SALE = order("", TODAY, 327, "000149")

# fmt: off
MEANT = [  # digits, what they mean
    ("000149",     [("000149", Hit.LAST_SIX), ("", Hit.VOUCHER), ("000327", Hit.AMOUNT)]),
    ("000238",     [("000238", Hit.LAST_SIX)]),
    ("149",        [("000327", Hit.AMOUNT)]),
    ("12850",      [("000149", Hit.AMOUNT)]),            # yesterday's has the same amount
    ("000012850",  [("000149", Hit.AMOUNT)]),
    ("0000012850", []),
    ("000999",     []),
    ("0149",       [("000327", Hit.AMOUNT)]),
    ("38",         []),
]
# fmt: on


@pytest.mark.parametrize(("digits", "meant"), MEANT)
def test_what_digits_mean(digits: str, meant: list[tuple[str, Hit]]) -> None:
    found = named(digits, [SALE], TODAY, SHOP, [SALE])
    assert [(row.original.order_no[8:], row.hit) for row in found.rows] == meant
    assert not found.more


def test_a_voucher_of_another_batch_is_not_meant() -> None:
    assert named("000149", [], TODAY, [SALE]).rows == ()


def test_the_list_is_newest_first_and_has_each_order_once_as_its_first_source_has_it() -> None:
    seen_elsewhere = replace(SHOP[0], refunded_fen=1, state=OriginalState.PARTLY_REFUNDED)
    rows = [row.original for row in listed(SHOP, [seen_elsewhere, SALE]).rows]
    assert rows == [SHOP[0], SHOP[2], SALE, SHOP[3], SHOP[1]]


def test_a_long_list_is_cut_and_says_so() -> None:
    many = [order(f"{number:06}", TODAY, 5) for number in range(LIST_LIMIT + 1)]
    assert (len(listed(many).rows), listed(many).more) == (LIST_LIMIT, True)
    assert (len(listed(many[1:]).rows), listed(many[1:]).more) == (LIST_LIMIT, False)
    assert named("5", [], TODAY, many).more


def test_what_can_still_be_refunded_stands_before_what_cannot() -> None:
    voided = replace(SHOP[0], state=OriginalState.VOIDED)
    refunded = replace(SHOP[3], refunded_fen=SHOP[3].amount_fen, state=OriginalState.REFUNDED)
    rows = [row.original for row in listed([voided, SHOP[1], SHOP[2], refunded]).rows]
    assert rows == [SHOP[2], SHOP[1], voided, refunded]
    same = replace(SHOP[1], paid_date=TODAY, paid_time="080000")
    assert [row.original for row in named("12850", [], TODAY, [voided, same]).rows] == [same, voided]
