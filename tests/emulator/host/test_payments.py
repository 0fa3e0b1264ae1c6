"""Sales, voids, adjustments, holds: what is answered, and what then stands in the books."""

import pytest

from emulator.host.issuer import is_foreign, scheme_of
from emulator.ledger.records import Kind
from protocol.cards import TEST_CARDS
from protocol.transactions import (
    Adjustment,
    Balance,
    ByReference,
    CardEntry,
    Channel,
    CompletionVoid,
    EntryMode,
    OfflineSale,
    OrderQuery,
    OriginalState,
    PaymentAnswer,
    PreAuthVoid,
    QrSale,
)

CARD = CardEntry(EntryMode.MANUAL, TEST_CARDS["unionpay"].number, "3012")


def told(counter, done):
    """The sale as the order query tells it."""
    find = ByReference(done.answer.reference_no, "1122")
    return counter.answer(
        OrderQuery(counter.shop.merchant_no, counter.terminal_no, "000001", counter.trace(), find)
    ).original


def test_a_sale(counter):
    answer = counter.answer(counter.sale(12_345))
    reference_no, auth_no = answer.reference_no, answer.auth_no
    assert answer == PaymentAnswer(
        "00", reference_no, auth_no, 12_345, "1122", "120000", "1122", "CUP", number=TEST_CARDS["unionpay"].number
    )
    assert (reference_no[:5], len(reference_no), len(auth_no)) == ("96326", 12, 6), "9, year 6, day 326"


def test_a_sale_in_the_books(counter):
    done = counter.sold(12_345)
    original = told(counter, done)
    assert (original.amount_fen, original.refunded_fen, original.payer) == (12_345, 0, "620000******0005")
    assert (original.voucher_no, original.paid_date, original.paid_time) == (
        done.request.sender.trace_no,
        "20261122",
        "120000",
    )
    assert (original.channel, original.state, original.order_no) == (Channel.CARD, OriginalState.NORMAL, "")


@pytest.mark.parametrize(
    ("wallet", "channel"),
    [("wechat", Channel.WECHAT), ("alipay", Channel.ALIPAY), ("unionpay", Channel.UNIONPAY_QR)],
)
def test_a_scanned_sale_is_of_the_wallet_whose_code_it_is(counter, wallet, channel):
    done = counter.scanned(100, wallet)
    original = told(counter, done)
    assert (original.channel, len(original.payer.replace("*", ""))) == (channel, 10), "masked: 6 and 4 digits"
    assert (done.answer.scheme, done.answer.number) == ("", "")


def test_a_declined_sale_is_not_in_the_books(counter):
    answer = counter.answer(counter.sale(5_000_001))
    assert answer == PaymentAnswer(
        "51", "", "", 5_000_001, "1122", "120000", "", "CUP", number=TEST_CARDS["unionpay"].number
    )
    assert counter.ledger.batch_entries(counter.terminal_no, "000001") == ()


def test_a_void_takes_the_sale_back(counter):
    done = counter.sold()
    answer = counter.answer(counter.void(done))
    assert (answer.code, answer.amount_fen, answer.auth_no, answer.settle_date) == ("00", 10_000, "", "1122")
    assert answer.reference_no not in {"", done.answer.reference_no}
    assert told(counter, done).state is OriginalState.VOIDED
    assert counter.ledger.discrepancies() == ()


def test_an_adjustment_changes_the_sale(counter):
    done = counter.sold()
    answer = counter.answer(Adjustment(counter.sender(), 11_500, CARD, done.voucher, tip=True))
    assert (answer.code, told(counter, done).amount_fen) == ("00", 11_500)
    assert counter.ledger.batch_sums(counter.terminal_no, "000001").domestic.debit_fen == 11_500


def test_an_offline_sale_keeps_the_authorisation_it_was_made_with(counter):
    done = counter.done(OfflineSale(counter.sender(), 700, CARD, "A1B2C3"))
    assert done.answer.auth_no == "A1B2C3"
    assert counter.ledger.sale_by_voucher(counter.terminal_no, "000001", done.voucher.trace_no).sale.auth_no == "A1B2C3"


@pytest.mark.parametrize(("name", "scheme"), [("unionpay", "CUP"), ("visa", "VIS"), ("mastercard", "MCC")])
def test_a_balance(counter, name, scheme):
    card = TEST_CARDS[name]
    asked = Balance(counter.sender(), CardEntry(EntryMode.MANUAL, card.number, card.expiry))
    answer = counter.answer(asked)
    assert (answer.code, answer.balance_fen, answer.scheme) == ("00", 5_000_000, scheme)
    counter.under(card_fen=1)
    assert counter.answer(asked).balance_fen == 1
    assert counter.ledger.batch_entries(counter.terminal_no, "000001") == ()


def test_a_hold_and_its_completion(counter):
    hold = counter.held(10_000)
    assert len(hold.answer.auth_no) == 6
    taken = counter.done(counter.completion(hold, 11_500))
    assert taken.answer.auth_no == hold.answer.auth_no, "a completion is named by its pre-authorisation"
    assert told(counter, taken).amount_fen == 11_500
    assert counter.ledger.discrepancies() == ()


def test_a_voided_completion_opens_the_hold_again(counter):
    hold = counter.held()
    taken = counter.done(counter.completion(hold))
    counter.done(CompletionVoid(counter.sender(), 10_000, CARD, taken.answer.reference_no, taken.voucher))
    counter.done(PreAuthVoid(counter.sender(), 10_000, CARD, hold.answer.auth_no, "1122"))
    assert counter.answer(counter.completion(hold)).code == "25"
    assert counter.ledger.discrepancies() == ()


# fmt: off
SCHEMES = [  # first digits as the schemes publish them
    ("62", "CUP"), ("60", "CUP"), ("81", "CUP"), ("9558", "CUP"), ("4", "VIS"), ("51", "MCC"), ("55", "MCC"),
    ("2223", "MCC"), ("3530", "JCB"), ("34", "AMX"), ("37", "AMX"), ("5018", "MAE"), ("6304", "MAE"), ("1", ""),
    ("0", ""), ("36", ""),
]
# fmt: on


@pytest.mark.parametrize(("number", "scheme"), SCHEMES)
def test_schemes(number, scheme):
    assert scheme_of(number) == scheme
    assert is_foreign(number) is (scheme != "CUP")


def test_a_payer_code_is_nowhere_in_the_books(counter):
    code = "134567890123456789"
    request = QrSale(counter.sender(), 100, None, code)
    counter.done(request)
    assert code not in repr(counter.ledger.originals())
    assert [entry.kind for entry in counter.ledger.batch_entries(counter.terminal_no, "000001")] == [Kind.SALE]
