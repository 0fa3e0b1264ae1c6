"""Every rule of the host as a row: the code, the situation, what is asked in it. And every code that it gives has one.

Codes: domain notes 3 (rejections of S12) and 4 (S7, S14); "K" and "ours" where those are silent, as in emulator.host.
"""

import ast
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module
from inspect import getsource
from types import ModuleType
from typing import Any

import pytest

import emulator.host
from emulator.host import reversals, rules
from emulator.host import sign_on as sign_on_module
from emulator.ledger.contract import Registration, Reversed
from emulator.ledger.memory import MemoryLedger
from protocol.cards import TEST_CARDS
from protocol.codes import CODES
from protocol.transactions import (
    Adjustment,
    Balance,
    ByOrder,
    ByReference,
    Cancel,
    CardEntry,
    Channel,
    ChipRefund,
    CompletionNotice,
    CompletionVoid,
    Echo,
    EntryMode,
    OfflineSale,
    OrderQuery,
    OutcomeQuery,
    Parameters,
    PreAuth,
    PreAuthVoid,
    QrSale,
    Refund,
    Reverses,
    ScriptResult,
    Signature,
    SignOff,
    SignOn,
    Status,
    UploadEnd,
    Voucher,
)

NUMBER = TEST_CARDS["unionpay"].number
OTHER_CARD = TEST_CARDS["unionpay2"]
OTHER_MERCHANT, NO_REFERENCE = "888888800000002", "0" * 12
WECHAT, ALIPAY = "134567890123456789", "2812345678901234"


def typed(number: str = NUMBER, expiry: str = "3012") -> CardEntry:
    return CardEntry(EntryMode.MANUAL, number, expiry)


OTHER, VISA, NO_SCHEME, MISTYPED = map(
    typed, (OTHER_CARD.number, TEST_CARDS["visa"].number, "1000000000000008", "6200000000000006")
)
EXPIRED_TRACK = CardEntry(EntryMode.SWIPE, track2=f"{NUMBER}D2610101")


# --- situations: what was done before --------------------------------------------------------------------------------


def partly(c: Any) -> Any:
    """A sale of 10000 of which 4000 went back."""
    sale = c.sold()
    return c.then(sale, c.back(sale, 4_000))


def emptied(c: Any) -> Any:
    sale = c.sold()
    return c.then(sale, c.back(sale))


def voided(c: Any) -> Any:
    sale = c.sold()
    return c.then(sale, c.void(sale))


def reversed_(c: Any) -> Any:
    sale = c.sold()
    return c.then(sale, c.reversal(sale.request))


def older(c: Any, days: int, thing: Any) -> Any:
    c.later(days=days)
    return thing


def another_terminals(c: Any) -> Any:
    """A sale of the same merchant's second terminal; the first one asks."""
    first, second = c.terminal_no, c.sign_on(epoch="22222222").terminal_no
    c.terminal_no = second
    sale = c.sold()
    c.terminal_no = first
    return sale


def partly_scanned(c: Any) -> Any:
    sale = c.scanned()
    return c.then(sale, c.back(sale, 4_000))


def offline(c: Any) -> Any:
    return c.done(OfflineSale(c.sender(), 10_000, typed(), "A00001"))


def completed(c: Any) -> Any:
    return c.done(c.completion(c.held()))


def given_up(c: Any) -> Any:
    hold = c.held()
    return c.then(hold, give_up(c, hold))


def taken(c: Any) -> Any:
    hold = c.held()
    return c.then(hold, c.completion(hold))


def open_again(c: Any) -> Any:
    hold = c.held()
    return c.then(hold, undo_completion(c, c.done(c.completion(hold))))


# --- what is asked --------------------------------------------------------------------------------------------------


def under(c: Any, request: Any, **policy: int) -> Any:
    c.under(**policy)
    return request


def again(c: Any, request: Any, **changes: Any) -> Any:
    """Once more under its key, after it was answered."""
    c.answer(request)
    return replace(request, **changes)


def after(c: Any, before: Any, request: Any) -> Any:
    """After `before` was answered, whatever the answer."""
    c.answer(before)
    return request


def by_order(c: Any, order: int, order_no: str, **changes: Any) -> Refund:
    """A refund of 100 fen that names its original by order number and day alone."""
    refund: Refund = c.refund(order, 100, original_reference=NO_REFERENCE, order_no=order_no, **changes)
    return refund


def with_reference_of(c: Any, done: Any) -> Refund:
    refund: Refund = c.back(c.sold(), original_reference=done.answer.reference_no)
    return refund


def chip_back(c: Any, sale: Any, fen: int = 10_000, **changes: Any) -> ChipRefund:
    return replace(ChipRefund(c.sender(), fen, sale.request.card, sale.voucher, c.terminal_no), **changes)


def chip_back_named(c: Any, month_day: str) -> ChipRefund:
    """By this day, whenever the sale was."""
    sale = offline(c)
    return chip_back(c, sale, original=replace(sale.voucher, month_day=month_day))


def by_card(c: Any, card: CardEntry, fen: int = 100) -> Any:
    return replace(c.sale(fen), card=card)


def voucherless(c: Any, sale: Any, **changes: str) -> Any:
    """A void whose voucher says something else."""
    return c.void(sale, original=replace(sale.voucher, **changes))


def void_as(c: Any, named: Any) -> Any:
    """A card void of what is no card sale."""
    return c.void(c.sold(), original=named.voucher, reference_no=named.answer.reference_no)


def void_of_a_refund(c: Any) -> Any:
    sale = c.sold()
    refund = c.done(c.back(sale, 4_000))
    named = Voucher("000001", refund.request.key.trace_no, "1122")
    return c.void(sale, original=named, reference_no=refund.answer.reference_no)


def scanned_void_of_a_refund(c: Any) -> Any:
    sale = c.scanned()
    refund = c.done(c.back(sale, 4_000))
    named = Voucher("000001", refund.request.key.trace_no, "1122")
    return c.qr_void(sale, original=named, reference_no=refund.answer.reference_no)


def later_on(c: Any, sold_on: date, asked_on: date, **changes: Any) -> Refund:
    """A refund on one day of a sale made on another."""
    c.later(days=(sold_on - c.now.date()).days)
    sale = c.sold()
    c.later(days=(asked_on - sold_on).days)
    refund: Refund = c.back(sale, **changes)
    return refund


def all_but(c: Any, short_fen: int) -> Refund:
    """A refund of 10000 when the merchant has so much less than that to pay it from."""
    sale = c.sold()
    c.under(paid_out_fen=c.ledger.merchant_fen(c.shop.merchant_no) - 10_000 + short_fen)
    refund: Refund = c.back(sale)
    return refund


def adjust(c: Any, sale: Any, fen: int, **changes: Any) -> Adjustment:
    return replace(Adjustment(c.sender(), fen, sale.request.card, sale.voucher), **changes)


def give_up(c: Any, hold: Any, **changes: Any) -> PreAuthVoid:
    request = PreAuthVoid(c.sender(), 10_000, hold.request.card, hold.answer.auth_no, hold.answer.local_date)
    return replace(request, **changes)


def notice(c: Any, hold: Any) -> CompletionNotice:
    return CompletionNotice(c.sender(), 10_000, hold.request.card, hold.answer.auth_no, hold.answer.local_date)


def undo_completion(c: Any, sale: Any, **changes: Any) -> CompletionVoid:
    reference_no, card = sale.answer.reference_no, sale.request.card
    return replace(CompletionVoid(c.sender(), sale.request.amount_fen, card, reference_no, sale.voucher), **changes)


def find(c: Any, what: ByOrder | ByReference) -> OrderQuery:
    return OrderQuery(c.shop.merchant_no, c.terminal_no, "000001", c.trace(), what)


def sign_on(c: Any, terminal_no: str, epoch: str = "11111111", merchant_no: str = "") -> SignOn:
    return SignOn(merchant_no or c.shop.merchant_no, terminal_no, epoch, "000001", c.trace(), "01")


def end(c: Any, batch_no: str) -> UploadEnd:
    return UploadEnd(c.sender(batch_no=batch_no), 0, balanced=True)


def settled_and_off(c: Any) -> SignOff:
    c.close(c.sold())
    return SignOff(c.sender())


def here(c: Any) -> tuple[str, str, str]:
    return c.shop.merchant_no, c.terminal_no, "000001"


# fmt: off
ROWS: list[tuple[str, str, Callable[[Any], Any]]] = [
    # code, situation and request
    # --- refund
    ("00", "part of a sale",                          lambda c: c.back(c.sold(), 1)),
    ("00", "all of it, same day and batch",           lambda c: c.back(c.sold())),
    ("00", "what is left of it",                      lambda c: c.back(partly(c), 6_000)),
    ("00", "of a settled sale",                       lambda c: c.back(c.close(c.sold()))),
    ("00", "on the window's last day",                lambda c: c.back(older(c, 30, c.sold()))),
    ("00", "scanned, by reference and channel",       lambda c: c.back(c.scanned())),
    ("00", "scanned, by order, day and channel",      lambda c: by_order(c, 2, c.shop.order(2).order_no)),
    ("00", "the merchant has enough",                 lambda c: under(c, c.back(c.sold()), paid_out_fen=1)),
    ("00", "part, where whole ones are voided",       lambda c: under(c, c.back(c.sold(), 9_999), same_day_void=True)),
    ("00", "settled, where whole ones are voided",    lambda c: under(c, c.back(c.close(c.sold())), same_day_void=1)),
    ("00", "scanned, where whole ones are voided",    lambda c: under(c, c.back(c.scanned()), same_day_void=True)),
    ("00", "goods of it",                             lambda c: c.refund(1, 4_950, items=(("1001", 1), ("1002", 2)))),
    ("00", "a first 0221: its 0220 was lost",         lambda c: c.back(c.sold(), repeat=True)),
    ("00", "of another terminal of the merchant",     lambda c: c.back(another_terminals(c))),
    ("00", "of December, in January",                 lambda c: later_on(c, date(2026, 12, 31), date(2027, 1, 30))),
    ("22", "of December, a day past the window",      lambda c: later_on(c, date(2026, 12, 31), date(2027, 1, 31))),
    ("00", "of 29 February, in March",                lambda c: later_on(c, date(2028, 2, 29), date(2028, 3, 30))),
    ("22", "of 29 February, a day past the window",   lambda c: later_on(c, date(2028, 2, 29), date(2028, 3, 31))),
    ("22", "of a sale 365 days ago",                 lambda c: later_on(c, date(2027, 3, 1), date(2028, 2, 29))),
    ("25", "of March, named by 29 February",          lambda c: later_on(c, date(2028, 3, 1), date(2028, 3, 2),
                                                                         original_month_day="0229")),
    ("00", "the merchant has just enough",            lambda c: all_but(c, 0)),
    ("51", "the merchant is short of one fen",        lambda c: all_but(c, 1)),
    ("00", "the rest, where whole ones are voided",   lambda c: under(c, c.back(partly(c), 6_000), same_day_void=True)),
    ("00", "yesterday's, where whole ones are voided", lambda c: under(c, c.back(older(c, 1, c.sold())),
                                                                       same_day_void=True)),
    ("00", "another terminal's, where whole ones are voided", lambda c: under(c, c.back(another_terminals(c)),
                                                                              same_day_void=True)),
    ("12", "goods of another sale",                   lambda c: c.refund(1, 100, items=(("1003", 1),))),
    ("61", "more goods than were sold",               lambda c: c.refund(1, 100, items=(("1001", 4),))),
    ("61", "more goods than are left",                lambda c: c.refund(23, 100, items=(("1026", 2),))),
    ("25", "no such reference",                       lambda c: c.back(c.sold(), original_reference="A00000000000")),
    ("25", "another day's",                           lambda c: c.back(c.sold(), original_month_day="1121")),
    ("25", "of a day that no year has",               lambda c: c.back(c.sold(), original_month_day="0230")),
    ("25", "order number of another sale",            lambda c: c.back(c.sold(), order_no="80000026000149")),
    ("25", "type is not 22: a completion",            lambda c: c.back(completed(c))),
    ("25", "type is not 22: an offline sale",         lambda c: c.back(offline(c))),
    ("25", "type is not 22: a refund",                lambda c: with_reference_of(c, c.done(c.back(c.sold(), 1)))),
    ("25", "type is not 22: a void",                  lambda c: with_reference_of(c, c.done(c.void(c.sold())))),
    ("25", "voided",                                  lambda c: c.back(voided(c))),
    ("25", "reversed",                                lambda c: c.back(reversed_(c))),
    ("25", "scanned, by order of another day",        lambda c: by_order(c, 2, c.shop.order(2).order_no,
                                                                         original_month_day="1120")),
    ("25", "scanned, by no number at all",            lambda c: by_order(c, 2, "")),
    ("25", "scanned, by an order of nobody",          lambda c: by_order(c, 2, "80000026999999")),
    ("25", "by card, by order number alone",          lambda c: by_order(c, 1, c.shop.order(1).order_no)),
    ("12", "by instalments (25 = 64)",                lambda c: c.back(c.sold(instalment=True))),
    ("12", "scanned, as another wallet's",            lambda c: c.back(c.scanned(), channel=Channel.ALIPAY)),
    ("12", "scanned, as by card",                     lambda c: c.back(c.scanned(), channel=Channel.CARD,
                                                                       card=OTHER_CARD)),
    ("12", "whole, where whole ones are voided",      lambda c: under(c, c.back(c.sold()), same_day_void=True)),
    ("12", "its key was cancelled",                   lambda c: after(c, Cancel(c.key("000800"), c.trace()),
                                                                      c.back(c.sold(), key=c.key("000800")))),
    ("14", "another card",                            lambda c: c.back(c.sold(), card=OTHER_CARD)),
    ("22", "a day past the window",                   lambda c: c.back(older(c, 31, c.sold()))),
    ("22", "past a window of seven days",             lambda c: under(c, c.back(older(c, 8, c.sold())), window_days=7)),
    ("61", "more than the sale",                      lambda c: c.back(c.sold(), 10_001)),
    ("61", "more than is left of it",                 lambda c: c.back(partly(c), 6_001)),
    ("61", "refunded in full",                        lambda c: c.back(emptied(c), 1)),
    ("51", "the merchant's balance is short",         lambda c: under(c, c.back(c.sold()), paid_out_fen=10**9)),
    ("94", "a known key, for another amount",         lambda c: again(c, c.back(c.sold(), 5), amount_fen=6)),
    ("58", "a key of another journal",                lambda c: c.back(c.sold(), key=c.key(epoch="ffffffff"))),
    # --- refund of an offline chip sale
    ("00", "by voucher and terminal",                 lambda c: chip_back(c, offline(c))),
    ("25", "of an on-line sale",                      lambda c: chip_back(c, c.sold())),
    ("00", "named without its day",                   lambda c: chip_back_named(c, "0000")),
    ("25", "of an offline sale, by another day",      lambda c: chip_back_named(c, "1121")),
    ("25", "of another terminal's sale",              lambda c: chip_back(c, offline(c),
                                                                          original_terminal_no="88000009")),
    ("14", "with another card",                       lambda c: chip_back(c, offline(c), card=OTHER)),
    ("61", "for more than it was",                    lambda c: chip_back(c, offline(c), 10_001)),
    ("22", "of an offline sale past the window",      lambda c: chip_back(c, older(c, 31, offline(c)))),
    ("94", "a known key, for another sale's amount",  lambda c: again(c, chip_back(c, offline(c), 5), amount_fen=6)),
    # --- the card, whatever is paid with it
    ("00", "all that it holds",                       lambda c: c.sale(5_000_000)),
    ("51", "more than it holds",                      lambda c: c.sale(5_000_001)),
    ("51", "more than it holds is to be held",        lambda c: PreAuth(c.sender(), 5_000_001, VISA)),
    ("15", "a number of no scheme",                   lambda c: by_card(c, NO_SCHEME)),
    ("15", "a number of no scheme, inquired",         lambda c: Balance(c.sender(), NO_SCHEME)),
    ("14", "a wrong check digit",                     lambda c: by_card(c, MISTYPED)),
    ("54", "expired last month",                      lambda c: by_card(c, typed(expiry="2610"))),
    ("00", "expires this month",                      lambda c: by_card(c, typed(expiry="2611"))),
    ("00", "no date was read",                        lambda c: by_card(c, typed(expiry=""))),
    ("00", "its date is zeros",                       lambda c: by_card(c, typed(expiry="0000"))),
    ("54", "expired by its track 2",                  lambda c: by_card(c, EXPIRED_TRACK)),
    ("54", "expired, inquired",                       lambda c: Balance(c.sender(), typed(expiry="2610"))),
    ("00", "inquired",                                lambda c: Balance(c.sender(), VISA)),
    ("94", "a sale of a batch that is not open",      lambda c: c.sale(sender=c.sender(batch_no="000002"))),
    ("94", "a known key, for another sale",           lambda c: again(c, c.sale(100), amount_fen=101)),
    ("94", "a known key, now by instalments",         lambda c: again(c, c.sale(100), instalment=True)),
    # --- scanned
    ("00", "a payer's code, by its prefix",           lambda c: QrSale(c.sender(), 100, None, WECHAT)),
    ("00", "a payer's code, and its channel",         lambda c: QrSale(c.sender(), 100, Channel.ALIPAY, ALIPAY)),
    ("12", "a payer's code, as another wallet's",     lambda c: QrSale(c.sender(), 100, Channel.WECHAT, ALIPAY)),
    ("14", "digits that are no payer's code",         lambda c: QrSale(c.sender(), 100, None, "99999999")),
    ("51", "more than a wallet holds",                lambda c: QrSale(c.sender(), 5_000_001, None, WECHAT)),
    ("00", "its void",                                lambda c: c.qr_void(c.scanned())),
    ("00", "its void, and its channel",               lambda c: c.qr_void(c.scanned(), channel=Channel.WECHAT)),
    ("12", "its void, as another wallet's",           lambda c: c.qr_void(c.scanned(), channel=Channel.ALIPAY)),
    ("64", "its void, for another amount",            lambda c: c.qr_void(c.scanned(), amount_fen=9_999)),
    ("14", "its void, of a card sale",                lambda c: c.qr_void(c.sold())),
    # --- void
    ("00", "whole, this batch, this day",             lambda c: c.void(c.sold())),
    ("00", "the date is left out",                    lambda c: voucherless(c, c.sold(), month_day="0000")),
    ("25", "no such voucher",                         lambda c: voucherless(c, c.sold(), trace_no="999999")),
    ("25", "another day's date",                      lambda c: voucherless(c, c.sold(), month_day="1121")),
    ("25", "no such reference to void",               lambda c: c.void(c.sold(), reference_no="A00000000000")),
    ("25", "yesterday's sale",                        lambda c: c.void(older(c, 1, c.sold()))),
    ("25", "a settled sale",                          lambda c: c.void(c.close(c.sold()))),
    ("25", "a voided sale",                           lambda c: c.void(voided(c))),
    ("25", "a reversed sale",                         lambda c: c.void(reversed_(c))),
    ("25", "a partly refunded sale",                  lambda c: c.void(partly(c))),
    ("25", "a partly refunded scanned sale",          lambda c: c.qr_void(partly_scanned(c))),
    ("25", "a refund",                                void_of_a_refund),
    ("25", "a refund of a scanned sale",              scanned_void_of_a_refund),
    ("25", "another terminal's sale",                 lambda c: c.void(another_terminals(c))),
    ("00", "a sale by instalments",                   lambda c: c.void(c.sold(instalment=True))),
    ("25", "a completion, as a sale",                 lambda c: void_as(c, completed(c))),
    ("12", "a scanned sale, as by card",              lambda c: void_as(c, c.scanned())),
    ("14", "another card to void",                    lambda c: c.void(c.sold(), card=OTHER)),
    ("64", "another amount to void",                  lambda c: c.void(c.sold(), amount_fen=9_999)),
    # --- offline sale, adjustment, tip
    ("00", "an offline sale with any card",           lambda c: OfflineSale(c.sender(), 9_000_000, MISTYPED)),
    ("00", "adjusted upward",                         lambda c: adjust(c, c.sold(), 12_345)),
    ("00", "an offline sale adjusted downward",       lambda c: adjust(c, offline(c), 1)),
    ("00", "a tip of a fifth",                        lambda c: adjust(c, c.sold(), 12_000, tip=True)),
    ("61", "a tip above a fifth",                     lambda c: adjust(c, c.sold(), 12_001, tip=True)),
    ("61", "a tip below nothing",                     lambda c: adjust(c, c.sold(), 9_999, tip=True)),
    ("25", "no such voucher to adjust",               lambda c: adjust(c, c.sold(), 1,
                                                                       original=Voucher("000001", "999999", "1122"))),
    ("25", "a settled sale to adjust",                lambda c: adjust(c, c.close(c.sold()), 1)),
    ("25", "a partly refunded sale to adjust",        lambda c: adjust(c, partly(c), 1)),
    ("25", "a completion to adjust",                  lambda c: adjust(c, completed(c), 1)),
    ("14", "adjusted with another card",              lambda c: adjust(c, c.sold(), 1, card=OTHER)),
    # --- pre-authorisation
    ("00", "an amount is held",                       lambda c: PreAuth(c.sender(), 100, VISA)),
    ("00", "given up",                                lambda c: give_up(c, c.held())),
    ("25", "no such hold",                            lambda c: give_up(c, c.held(), auth_no="ZZZZZZ")),
    ("25", "a hold of another day",                   lambda c: give_up(c, c.held(), original_month_day="1121")),
    ("25", "a hold of a day that no year has",        lambda c: give_up(c, c.held(), original_month_day="1301")),
    ("25", "given up before",                         lambda c: give_up(c, given_up(c))),
    ("14", "given up with another card",              lambda c: give_up(c, c.held(), card=OTHER)),
    ("64", "given up for another amount",             lambda c: give_up(c, c.held(), amount_fen=9_999)),
    ("00", "completed for less",                      lambda c: c.completion(c.held(), 1)),
    ("00", "completed for 115 %",                     lambda c: c.completion(c.held(), 11_500)),
    ("61", "completed for more",                      lambda c: c.completion(c.held(), 11_501)),
    ("00", "completed on the last day",               lambda c: c.completion(older(c, 30, c.held()))),
    ("22", "completed a day late",                    lambda c: c.completion(older(c, 31, c.held()))),
    ("14", "completed with another card",             lambda c: c.completion(c.held(), card=OTHER)),
    ("25", "completed before",                        lambda c: c.completion(taken(c))),
    ("25", "completed after it was given up",         lambda c: c.completion(given_up(c))),
    ("00", "completed by a notice",                   lambda c: notice(c, c.held())),
    ("00", "a completion is voided",                  lambda c: undo_completion(c, completed(c))),
    ("00", "completed after that",                    lambda c: c.completion(open_again(c))),
    ("25", "a sale, as a completion",                 lambda c: undo_completion(c, c.sold())),
    ("64", "a completion, for another amount",        lambda c: undo_completion(c, completed(c), amount_fen=1)),
    # --- reversal
    ("00", "a sale that was done",                    lambda c: c.reversal(c.sold().request)),
    ("00", "a sale that was reversed",                lambda c: c.reversal(reversed_(c).request)),
    ("25", "a sale that never came",                  lambda c: c.reversal(c.sale())),
    ("12", "a sale that was declined",                lambda c: c.reversal(again(c, c.sale(5_000_001)))),
    ("22", "a sale that was refunded since",          lambda c: c.reversal(partly(c).request)),
    ("22", "a sale of a closed batch",                lambda c: c.reversal(c.close(c.sold()).request)),
    ("22", "a sale whose batch was closed a day on",  lambda c: (s := c.sold(), c.later(days=1), c.close(),
                                                                 c.reversal(s.request))[-1]),
    ("25", "one of such a batch that never came",     lambda c: (s := c.sale(), c.later(days=1), c.close(),
                                                                 c.reversal(s))[-1]),
    ("22", "not what stands under its key",           lambda c: c.reversal(c.sold().request, reverses=Reverses.VOID)),
    ("64", "a sale, for another amount",              lambda c: c.reversal(c.sold().request, amount_fen=1)),
    ("12", "the late original of a reversal",         lambda c: after(c, c.reversal(s := c.sale()), s)),
    # --- settlement, management
    ("25", "totals of a batch that never was",        lambda c: c.settle(sender=c.sender(batch_no="000777"))),
    ("25", "the end of one that never was",           lambda c: end(c, "000777")),
    ("12", "the end of one without its totals",       lambda c: end(c, "000001")),
    ("00", "the end of an upload",                    lambda c: after(c, c.settle(), end(c, "000001"))),
    ("00", "the end of one, again",                   lambda c: after(c, after(c, c.settle(), end(c, "000001")),
                                                                      end(c, "000001"))),
    ("95", "signs off with entries in its batch",     lambda c: after(c, c.sale(), SignOff(c.sender()))),
    ("00", "signs off with none",                     lambda c: SignOff(c.sender())),
    ("00", "signs off when they are settled",         settled_and_off),
    ("00", "echo",                                    lambda c: Echo(*here(c))),
    ("00", "parameters",                              lambda c: Parameters(*here(c), "360")),
    ("00", "status",                                  lambda c: Status(*here(c))),
    ("00", "script result",                           lambda c: ScriptResult(c.sender(), c.sold().voucher, b"\x9f")),
    ("00", "signature",                               lambda c: Signature(c.sender(), NUMBER, 1, "1122",
                                                                          "960010000001", b"png")),
    # --- order and outcome
    ("00", "an order of this merchant",               lambda c: find(c, ByOrder(c.shop.order(1).order_no))),
    ("25", "no such order",                           lambda c: find(c, ByReference("A00000000000", "1122"))),
    ("00", "an outcome",                              lambda c: OutcomeQuery(c.key(), "000900")),
    ("58", "an outcome of another journal",           lambda c: OutcomeQuery(c.key(epoch="ffffffff"), "000900")),
    ("58", "an outcome without epoch",                lambda c: OutcomeQuery(c.key(epoch="00000000"), "000900")),
    ("58", "a cancel of another journal",             lambda c: Cancel(c.key(epoch="ffffffff"), "000900")),
    # --- sign-on, and who asks
    ("00", "a practice terminal",                     lambda c: sign_on(c, "00000000")),
    ("03", "an unknown merchant",                     lambda c: sign_on(c, "00000000", merchant_no=OTHER_MERCHANT)),
    ("97", "a number never given out",                lambda c: sign_on(c, "88000009")),
    ("97", "a stranger without epoch",                lambda c: sign_on(c, "10000001", "00000000")),
    ("97", "a stranger without epoch or number",      lambda c: sign_on(c, "00000000", "00000000")),
    ("58", "another journal's number",                lambda c: sign_on(c, c.terminal_no)),
    ("58", "a journal's number, without epoch",       lambda c: sign_on(c, c.terminal_no, "00000000")),
    ("03", "an unknown merchant sells",               lambda c: c.sale(sender=c.sender(merchant_no=OTHER_MERCHANT))),
    ("97", "an unknown terminal sells",               lambda c: c.sale(sender=c.sender(terminal_no="88000077"))),
    ("03", "an unknown terminal and merchant",        lambda c: Echo(OTHER_MERCHANT, "88000077", "000001")),
]
IN_FRONT = {  # given before the host is asked: test_codes_on_the_wire.py and test_front_end.py
    rules.UNREADABLE, rules.NOT_SERVED, rules.SIGN_ON_FIRST, rules.BAD_MAC, rules.BAD_PIN_BLOCK,
}
OF_A_FAULT = {rules.SYSTEM_ERROR}  # of the ledger: the same, and test_acquirer.py
# fmt: on


@pytest.mark.parametrize(("code", "ask"), [row[::2] for row in ROWS], ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_the_code(counter, code, ask):
    request = ask(counter)
    before = counter.ledger.batch_sums(counter.terminal_no, "000001"), counter.ledger.originals()
    answer = counter.answer(request)
    assert answer.code == code
    unchanged = before == (counter.ledger.batch_sums(counter.terminal_no, "000001"), counter.ledger.originals())
    assert unchanged or code == "00", "a decline moves nothing"
    assert counter.ledger.discrepancies() == ()


def test_every_code_that_the_host_gives_has_a_row():
    given = {value for name, value in vars(rules).items() if name.isupper() and value in CODES}
    assert {row[0] for row in ROWS} | IN_FRONT | OF_A_FAULT == given
    assert not {row[0] for row in ROWS} & (IN_FRONT | OF_A_FAULT)


def test_situations_are_told_apart():
    notes = [row[1] for row in ROWS]
    assert sorted(set(notes)) == sorted(notes)


# --- the host's own tables -------------------------------------------------------------------------------------------

Note = Callable[[tuple[str, str, int]], None]
"""Is told of a rule that spoke: its module, its table, its number there."""


def host_modules() -> list[ModuleType]:
    return [import_module(f"emulator.host.{found.name}") for found in pkgutil.iter_modules(emulator.host.__path__)]


def tables_of(module: ModuleType) -> dict[str, tuple[tuple[str, Callable[..., bool]], ...]]:
    """Its tuples of (code, broken when); not those that are parts of others."""
    tables = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, tuple) and value and all(map(is_rule, value))
    }
    return {at: rows for at, rows in tables.items() if not any(set(rows) < set(other) for other in tables.values())}


def is_rule(row: object) -> bool:
    return type(row) is tuple and len(row) == 2 and row[0] in CODES and callable(row[1])


def noted_table(rows: Any, name: tuple[str, str], note: Note) -> Any:
    def noted(number, broken):
        def asked(*case):
            said = broken(*case)
            if said:
                note((*name, number))
            return said

        return asked

    return tuple((code, noted(number, broken)) for number, (code, broken) in enumerate(rows))


def expressions_of(module: ModuleType) -> dict[str, ast.FunctionDef]:
    """Its functions that answer by "CODE if broken else CODE if broken else …"."""
    functions = [one for one in ast.parse(getsource(module)).body if isinstance(one, ast.FunctionDef)]
    return {one.name: one for one in functions if sum(is_arm(part, module) for part in ast.walk(one)) > 1}


def is_arm(part: ast.AST, module: ModuleType) -> bool:
    return isinstance(part, ast.IfExp) and isinstance(part.body, ast.Name) and vars(module).get(part.body.id) in CODES


def noted_expression(function: ast.FunctionDef, module: ModuleType, note: Note) -> tuple[Any, int]:
    """The function with every code that it may give noted as it is given, and how many these are."""
    arms = [part for part in ast.walk(function) if is_arm(part, module)]
    for number, arm in enumerate(arms):
        name = ast.Constant((module.__name__, function.name, number))
        called = ast.Call(ast.Name("noting", ast.Load()), [name, arm.body], [])
        arm.body = ast.copy_location(called, arm.body)
    scope = {**vars(module), "noting": lambda name, code: (note(name), code)[1]}
    exec(compile(ast.fix_missing_locations(ast.Module([function], [])), module.__file__, "exec"), scope)
    return scope[function.name], len(arms)


def test_every_rule_is_the_first_that_some_row_breaks(make_counter, monkeypatch):
    """A rule that is added without a row is red here, and so is one that can never speak."""
    spoke: set[tuple[str, str, int]] = set()
    there: set[tuple[str, str, int]] = set()
    for module in host_modules():
        for name, rows in tables_of(module).items():
            monkeypatch.setattr(module, name, noted_table(rows, (module.__name__, name), spoke.add))
            there |= {(module.__name__, name, number) for number in range(len(rows))}
        for name, function in expressions_of(module).items():
            noted, count = noted_expression(function, module, spoke.add)
            monkeypatch.setattr(module, name, noted)
            there |= {(module.__name__, name, number) for number in range(count)}
    for _, _, ask in ROWS:
        counter = make_counter(MemoryLedger())
        counter.answer(ask(counter))
    assert len(there) >= 30
    assert sum(name[:2] == ("emulator.host.refunds", "_ruled") for name in there) >= 12
    assert there - spoke == set()


def test_every_end_of_a_reversal_and_of_a_sign_on_has_a_row(make_counter, monkeypatch):
    seen: set[object] = set()

    class Noting(dict[Any, Any]):
        def __getitem__(self, key: object) -> Any:
            seen.add(key)
            return super().__getitem__(key)

    monkeypatch.setattr(reversals, "_CODES", Noting(reversals._CODES))
    monkeypatch.setattr(sign_on_module, "_REFUSED", Noting(sign_on_module._REFUSED))
    for _, _, ask in ROWS:
        counter = make_counter(MemoryLedger())
        counter.answer(ask(counter))
    assert seen == {*Reversed, *Registration}
