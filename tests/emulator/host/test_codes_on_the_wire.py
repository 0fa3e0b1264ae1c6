"""Every response code that the host can send, as bytes: a request over the wire, and field 39 of what comes back.

Codes: domain notes 4 (S7, S14). A code that is added to emulator.host.rules without a row here is red. Also what a
repeat's answer has in common with the first: all but the MAC, which is made anew under the keys of the day.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from emulator.front_end import FrontEnd
from emulator.host import Host, rules
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.registry import ANYBODY, PRACTICE
from protocol.cards import TEST_CARDS
from protocol.codes import CODES
from protocol.dialects.unionpay import requests, terminal_side
from protocol.dialects.unionpay.envelope import Envelope, read, seal
from protocol.errors import MacError
from protocol.message import Message
from protocol.security import PRACTICE_MASTER_KEY, WorkingKeys, open_working_keys
from protocol.transactions import (
    Cancel,
    CardEntry,
    Channel,
    Echo,
    EntryMode,
    Pin,
    Refund,
    RefundKey,
    Request,
    Sale,
    SignOff,
    SignOn,
    SignOnAnswer,
    Station,
    VoidSale,
    Voucher,
)

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
NUMBER, EPOCH, STRANGER = "88000001", "0a0b0c0d", "888888800000002"
CARD, OTHER = TEST_CARDS["unionpay"], TEST_CARDS["unionpay2"]


class Line:
    """A front end on a ledger with the shop, and a terminal that has signed on."""

    def __init__(self, shop: Any) -> None:
        self.shop, self.ledger, draws = shop, SqliteLedger(":memory:"), count(1)
        self.ledger.open_shop(shop, NOON, lambda size: bytes(range(size)))
        self.registry = PRACTICE
        self.host = Host(self.ledger, lambda: NOON, lambda size: bytes([next(draws)] * size))
        self.front_end = FrontEnd(self.host)
        self.traces = count(10)
        self.keys = self.sign_on()

    def sign_on(self) -> WorkingKeys:
        number, trace = NUMBER if hasattr(self, "keys") else "0" * 8, f"{next(self.traces):06d}"
        request = SignOn(self.shop.merchant_no, number, EPOCH, "000001", trace, "01")
        data = self.front_end.answer(terminal_side.encode(request, None))
        answer = terminal_side.decode(data or b"", request, None)
        assert isinstance(answer, SignOnAnswer)
        self.keys = open_working_keys(PRACTICE_MASTER_KEY, answer.working_keys)
        return self.keys

    def write(self, request: Request) -> bytes:
        return terminal_side.encode(request, self.keys)

    def ask(self, data: bytes | Request) -> Message:
        """The answer to bytes, or to a request."""
        answer = self.front_end.answer(data if isinstance(data, bytes) else self.write(data))
        return read(answer or b"").message

    def sender(self, **changes: str) -> Station:
        return replace(Station(self.shop.merchant_no, NUMBER, "000001", f"{next(self.traces):06d}"), **changes)

    def sale(self, fen: int = 10_000, number: str = CARD.number, expiry: str = CARD.expiry, **changes: Any) -> Sale:
        return Sale(self.sender(**changes), fen, CardEntry(EntryMode.MANUAL, number, expiry))

    def refund(self, order: int = 1, fen: int = 100, **changes: Any) -> Refund:
        """Of a card payment among the shop's orders."""
        key = RefundKey(self.shop.merchant_no, NUMBER, EPOCH, "000001", f"{next(self.traces):06d}", "20261122")
        sold = self.shop.order(order)
        reference_no, day = sold.reference_no(NOON.date()), sold.paid_on(NOON.date())
        request = Refund(key, fen, reference_no, f"{day:%m%d}", Channel.CARD, card=TEST_CARDS[sold.payer])
        return replace(request, **changes)

    def void(self, fen: int) -> VoidSale:
        """Of a sale of 10000 that is made now."""
        sale = self.sale()
        reference_no = self.ask(sale).text(37)
        return VoidSale(self.sender(), fen, sale.card, reference_no, Voucher("000001", sale.sender.trace_no, "1122"))


@pytest.fixture
def line(shop: Any) -> Line:
    return Line(shop)


def cancelled(line: Line) -> Request:
    refund = line.refund()
    line.ask(Cancel(refund.key, "000900"))
    return refund


def another_body(line: Line) -> Request:
    refund = line.refund()
    line.ask(refund)
    return replace(refund, amount_fen=101)


def unserved(line: Line) -> bytes:
    """0420, a reversal advice."""
    return seal(Envelope(), Message("0420", requests.write(line.sale()).fields), line.keys.mak)


def before_sign_on(line: Line) -> bytes:
    line.front_end = FrontEnd(replace(line.host, registry=ANYBODY))
    return line.write(line.sale(terminal_no="10000001"))


def flipped(line: Line) -> bytes:
    data = line.write(line.refund())
    return data[:-1] + bytes((data[-1] ^ 1,))


def bad_pin(line: Line) -> Request:
    sale = line.sale()
    return replace(sale, card=replace(sale.card, pin=Pin(b"\1" * 8)))


def open_batch(line: Line) -> Request:
    line.ask(line.sale())
    return SignOff(line.sender())


def no_ledger(line: Line) -> bytes:
    data = line.write(line.refund())
    line.ledger.close()
    return data


# fmt: off
ROWS: list[tuple[str, str, bool, Callable[[Line], bytes | Request], str]] = [
    # code, type, MAC, what is asked, why
    ("00", "0230", True,  lambda line: line.refund(),                            "a refund"),
    ("03", "0230", False, lambda line: line.refund(key=replace(line.refund().key, merchant_no=STRANGER)), "merchant"),
    ("12", "0230", True,  cancelled,                                             "the key was cancelled"),
    ("14", "0230", True,  lambda line: line.refund(card=OTHER),                  "not the original card"),
    ("15", "0210", True,  lambda line: line.sale(number="1000000000000008"),     "a number of no scheme"),
    ("22", "0230", True,  lambda line: line.refund(18),                          "paid 31 days ago"),
    ("25", "0230", True,  lambda line: line.refund(original_reference="A" * 12), "no such reference"),
    ("30", "0230", False, lambda line: line.write(line.refund())[:-20],          "cut short"),
    ("40", "0430", False, unserved,                                              "a type that nobody serves"),
    ("51", "0210", True,  lambda line: line.sale(5_000_001),                     "more than the card holds"),
    ("54", "0210", True,  lambda line: line.sale(expiry="2610"),                 "expired last month"),
    ("58", "0230", False, lambda line: line.refund(key=replace(line.refund().key, epoch="f" * 8)), "a copied terminal"),
    ("61", "0230", True,  lambda line: line.refund(fen=12_851),                  "a fen more than was paid"),
    ("64", "0210", True,  lambda line: line.void(9_999),                         "not the amount of the sale"),
    ("77", "0210", False, before_sign_on,                                        "no keys yet"),
    ("94", "0230", True,  another_body,                                          "its key stands for another refund"),
    ("95", "0830", False, open_batch,                                            "the batch is open"),
    ("96", "0230", False, no_ledger,                                             "the ledger is closed"),
    ("97", "0830", False, lambda line: Echo(line.shop.merchant_no, "88000077", "000001"), "a number of nobody"),
    ("99", "0210", False, bad_pin,                                               "no PIN block under this key"),
    ("A0", "0230", False, flipped,                                               "a bit of the MAC"),
]
# fmt: on


@pytest.mark.parametrize(("code", "mti", "has_mac", "ask"), [row[:4] for row in ROWS], ids=[row[0] for row in ROWS])
def test_field_39(line: Line, code: str, mti: str, has_mac: bool, ask: Callable[[Line], bytes | Request]) -> None:
    answer = line.ask(ask(line))
    assert (answer.mti, answer.text(39), 64 in answer.fields) == (mti, code, has_mac)


def test_every_code_of_the_host_has_a_row() -> None:
    codes = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)}
    assert [row[0] for row in ROWS] == sorted(codes)
    assert codes <= set(CODES), "each has a text that the cashier reads"


def test_a_repeats_answer_is_the_first_under_a_mac_of_today(line: Line) -> None:
    request = line.refund()
    first = line.ask(request)
    old, new = line.keys, line.sign_on()
    assert old.mak != new.mak
    for again in (replace(request, repeat=True), request):
        packet = read(line.front_end.answer(line.write(again)) or b"")
        packet.verify(new.mak)
        with pytest.raises(MacError):
            packet.verify(old.mak)
        assert {**packet.message.fields, 64: b""} == {**first.fields, 64: b""}
    assert len(line.ledger.all_refunds()) == 1
