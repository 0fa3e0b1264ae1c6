"""What no receipt can be made of: each wrong value is refused when it is made, in words that repeat no card number."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from protocol.cards import TEST_CARDS
from protocol.money import MAX_FEN
from protocol.transactions import Channel, Reverses
from terminal.receipt import (
    MAX_ITEMS,
    MAX_RECORDS,
    Copy,
    Fault,
    Kind,
    Listing,
    Origin,
    Receipt,
    Record,
    Transaction,
)

PAID = Transaction(Channel.CARD, "000001", 100)
BY_PHONE = Transaction(Channel.WECHAT, "000001", 100)
RECORD = Record("000001", Kind.SALE, Channel.CARD, None, 100)
ORIGINS = {
    Kind.VOID: Origin(voucher_no="000001"),
    Kind.PRE_AUTH_VOID: Origin(auth_no="A1B2C3", month_day="1120"),
    Kind.COMPLETION: Origin(auth_no="A1B2C3", month_day="1120"),
    Kind.COMPLETION_VOID: Origin(voucher_no="000001"),
    Kind.QR_VOID: Origin(voucher_no="000001"),
    Kind.REFUND: Origin(reference_no="261120000011", month_day="1120"),
    Kind.QR_REFUND: Origin(reference_no="261120000011", month_day="1120"),
}
# fmt: off
WRONG: list[tuple[str, Callable[[], object]]] = [
    ("6 digits",          lambda: replace(PAID, voucher_no="")),
    ("6 digits",          lambda: replace(PAID, voucher_no="../../1")),
    ("6 digits",          lambda: replace(PAID, voucher_no="１２３４５６")),
    ("12 digits",         lambda: replace(PAID, amount_fen=MAX_FEN + 1)),
    ("12 digits",         lambda: replace(PAID, amount_fen=-MAX_FEN - 1)),
    ("at most 100 goods", lambda: replace(PAID, items=(("毛巾", 1, 1),) * (MAX_ITEMS + 1))),
    ("YYMM",              lambda: replace(PAID, expiry="29")),
    ("YYMM",              lambda: replace(PAID, expiry="29/12")),
    ("QR code",           lambda: replace(PAID, qr="1" * 121)),
    ("QR code",           lambda: replace(PAID, qr="退" * 41)),
    ("QR code",           lambda: replace(PAID, qr="a\x1bb")),
    ("bars",              lambda: replace(PAID, bars="123")),
    ("bars",              lambda: replace(PAID, bars="12a4")),
    ("bars",              lambda: replace(PAID, bars="1" * 18)),
    ("MMDD",              lambda: Origin(month_day="11-20")),
    ("at most 550",       lambda: Listing((RECORD,) * (MAX_RECORDS + 1))),
]
RIGHT: list[Callable[[], object]] = [
    lambda: replace(PAID, amount_fen=MAX_FEN),
    lambda: replace(PAID, items=(("毛巾", 1, 1),) * MAX_ITEMS),
    lambda: replace(PAID, qr="1" * 120),
    lambda: replace(PAID, qr="退" * 40),
    lambda: replace(PAID, bars="1" * 16),
    lambda: Listing((RECORD,) * MAX_RECORDS),
]
# fmt: on


@pytest.mark.parametrize(("words", "make"), WRONG)
def test_a_wrong_value(words: str, make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=words):
        make()


@pytest.mark.parametrize("make", RIGHT)
def test_the_last_right_value(make: Callable[[], object]) -> None:
    assert make()


@pytest.mark.parametrize("card", sorted(TEST_CARDS))
def test_a_whole_card_number_is_refused(card: str) -> None:
    number = TEST_CARDS[card].number
    for payer in (number, " ".join(number), f"{number[:4]} {number[4:]}", f"{number[:8]}-{number[8:]}"):
        for make in (lambda: replace(PAID, payer=payer), lambda: replace(RECORD, payer=payer)):  # noqa: B023
            with pytest.raises(ValueError, match="masked") as caught:
                make()
            assert number[6:12] not in str(caught.value)


def made(samples: dict[str, Receipt], kind: Kind, content: object, copy: Copy | None = Copy.MERCHANT) -> Receipt:
    return replace(samples["sale"], kind=kind, content=content, copy=copy)


@pytest.mark.parametrize("kind", sorted(ORIGINS))
def test_what_undoes_a_payment_names_it(kind: Kind, samples: dict[str, Receipt]) -> None:
    paid = BY_PHONE if kind.startswith("qr") else PAID
    assert made(samples, kind, replace(paid, origin=ORIGINS[kind])).kind is kind
    named = [name for name in ("reference_no", "month_day", "voucher_no", "auth_no") if getattr(ORIGINS[kind], name)]
    assert len(named) >= 1
    for missing in named:
        lacking = replace(ORIGINS[kind], **{missing: ""})
        with pytest.raises(ValueError, match="names its original"):
            made(samples, kind, replace(paid, origin=lacking))


@pytest.mark.parametrize(("kind", "content"), [(Kind.SALE, BY_PHONE), (Kind.QR_SALE, PAID), (Kind.BALANCE, BY_PHONE)])
def test_a_card_pays_by_card_and_a_phone_by_code(kind: Kind, content: Transaction, samples: dict[str, Receipt]) -> None:
    with pytest.raises(ValueError, match="by card"):
        made(samples, kind, content, None if kind is Kind.BALANCE else Copy.MERCHANT)


@pytest.mark.parametrize("fen", [0, -1])
def test_nothing_is_no_payment_but_may_be_a_balance(fen: int, samples: dict[str, Receipt]) -> None:
    with pytest.raises(ValueError, match="1 fen or more"):
        made(samples, Kind.SALE, replace(PAID, amount_fen=fen))
    assert made(samples, Kind.BALANCE, replace(PAID, amount_fen=fen), None)


def test_a_kind_and_its_content(samples: dict[str, Receipt]) -> None:
    with pytest.raises(ValueError, match="made of Batch"):
        made(samples, Kind.SETTLEMENT, PAID, None)
    with pytest.raises(ValueError, match="made of Transaction"):
        made(samples, Kind.SALE, Listing(()))


@pytest.mark.parametrize(("name", "copy"), [("sale", None), ("summary", Copy.MERCHANT), ("fault", Copy.BANK)])
def test_a_payment_comes_in_copies_and_a_report_does_not(
    name: str, copy: Copy | None, samples: dict[str, Receipt]
) -> None:
    with pytest.raises(ValueError, match="copy"):
        replace(samples[name], copy=copy)


def test_a_fault_is_of_what_has_a_reversal(samples: dict[str, Receipt]) -> None:
    refunded = replace(PAID, origin=ORIGINS[Kind.REFUND])
    for kind in (Kind.REFUND, Kind.BALANCE, Kind.FAULT, Kind.SUMMARY):
        with pytest.raises(ValueError, match="no reversal"):
            made(samples, Kind.FAULT, Fault(kind, refunded, "98", 3), None)
    assert {kind.value for kind in list(Kind)[:8]} == set(Reverses)
