"""The front end by rows: what a message is answered with, from the bytes alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from emulator import front_end as module
from emulator.front_end import FrontEnd
from emulator.host import Host, HostPolicy
from emulator.ledger.contract import LedgerError
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.registry import ANYBODY, PRACTICE, Registry
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import requests, terminal_side
from protocol.dialects.unionpay.demands import Demand
from protocol.dialects.unionpay.envelope import Envelope, read, seal
from protocol.dialects.unionpay.profiles import PROFILES, VARIANTS, Profile, named
from protocol.errors import MacError
from protocol.message import Message
from protocol.pin_block import seal_pin
from protocol.security import PRACTICE_MASTER_KEY, MacKind, WorkingKeys, open_working_keys
from protocol.transactions import (
    FOREIGN_EPOCH,
    ByOrder,
    Cancel,
    CardEntry,
    Channel,
    Echo,
    EntryMode,
    OrderQuery,
    OutcomeQuery,
    Parameters,
    Pin,
    PinCipher,
    PinForm,
    Refund,
    RefundKey,
    Rejected,
    Request,
    Sale,
    Settle,
    SignOff,
    SignOn,
    SignOnAnswer,
    Station,
    Status,
    Totals,
    VoidSale,
    Voucher,
)

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
SHOP = load_shop()
NUMBER = "88000001"
HERE = SHOP.merchant_no, NUMBER, "000001"
OURS = PROFILES["practice"]
SIGN_ON = SignOn(SHOP.merchant_no, "00000000", "0a0b0c0d", "000001", "000001", "01")
QUERY = OrderQuery(*HERE, "000002", ByOrder(SHOP.order(1).order_no))
SENDER = Station(*HERE, "000003")
CARD = TEST_CARDS["unionpay"]
TYPED = CardEntry(EntryMode.MANUAL, CARD.number, CARD.expiry)
KEY = RefundKey(SHOP.merchant_no, NUMBER, "0a0b0c0d", "000001", "000004", "20261122")
REFUND = Refund(KEY, 100, SHOP.order(1).reference_no(NOON.date()), "1122", Channel.CARD, card=CARD)


class Bank:
    """A front end, and the terminal's half beside it."""

    def __init__(self, profile: Profile = OURS, registry: Registry = PRACTICE) -> None:
        self.profile = profile
        self.ledger = SqliteLedger(":memory:")
        self.ledger.open_shop(SHOP, NOON, lambda size: bytes(range(size)))
        self.demand = Demand.NOTHING
        draws = count(1)
        host = Host(
            self.ledger,
            lambda: NOON,
            lambda size: bytes([next(draws)] * size),
            registry,
            HostPolicy(epochs_unsaid=not profile.own_parts),
        )
        self.front_end = FrontEnd(host, profile, lambda: self.demand)

    def sign_on(self, request: SignOn = SIGN_ON) -> WorkingKeys:
        answer = self.tell(request, None)
        if not isinstance(answer, SignOnAnswer):
            raise TypeError(answer)
        return open_working_keys(PRACTICE_MASTER_KEY, answer.working_keys)

    def write(self, request: Request, keys: WorkingKeys | None) -> bytes:
        return terminal_side.encode(request, keys, profile=self.profile)

    def tell(self, request: Request, keys: WorkingKeys | None) -> Any:
        return terminal_side.decode(self.answer(self.write(request, keys)), request, keys, self.profile)

    def answer(self, data: bytes) -> bytes:
        return self.front_end.answer(data) or b""

    def code(self, data: bytes) -> tuple[str, str, bool]:
        """Type, code and whether a MAC is there."""
        message = read(self.answer(data), self.profile).message
        return message.mti, message.text(39), 64 in message.fields


@pytest.fixture
def bank() -> Bank:
    return Bank()


# --- sign-on and MAC -------------------------------------------------------------------------------------------------


def test_sign_on_is_answered_under_the_keys_it_delivers(bank):
    asked = terminal_side.encode(SIGN_ON, None)
    assert bank.code(asked) == ("0810", "00", True)
    answer = bank.answer(asked)
    delivered = terminal_side.decode(answer, SIGN_ON, None)
    assert isinstance(delivered, SignOnAnswer)
    keys = open_working_keys(PRACTICE_MASTER_KEY, delivered.working_keys)
    read(answer).verify(keys.mak)
    with pytest.raises(MacError):
        read(answer).verify(keys.pik)


@pytest.mark.parametrize(("net", "size"), [("001", 24), ("003", 40), ("004", 60)])
def test_a_terminal_without_epoch_is_answered_without_a_mac(net, size):
    bank = Bank(registry=ANYBODY)
    foreign = SignOn("123456789012345", "10000001", FOREIGN_EPOCH, "000007", "000001", "01", net)
    asked = terminal_side.encode(foreign, None)
    assert bank.code(asked) == ("0810", "00", False)
    message = read(bank.answer(asked)).message
    assert (message.text(60), len(message.octets(62)), message.text(41)) == (f"00000007{net}", size, "10000001")


def test_a_sign_on_that_is_refused_has_no_keys_and_no_mac(bank):
    refused = terminal_side.encode(replace(SIGN_ON, merchant_no="999999999999999"), None)
    assert bank.code(refused) == ("0810", "03", False)


def test_a_query_after_sign_on_carries_a_mac_that_verifies(bank):
    keys = bank.sign_on()
    answer = bank.answer(terminal_side.encode(QUERY, keys))
    read(answer).verify(keys.mak)
    page = terminal_side.decode(answer, QUERY, keys)
    assert isinstance(page, terminal_side.OrderPage)
    assert page.code == "00"


def test_every_flipped_bit_of_a_mac_is_a_bad_mac_and_is_answered_without_one(bank):
    keys = bank.sign_on()
    asked = terminal_side.encode(QUERY, keys)
    codes = {bank.code(asked[:-1] + bytes((asked[-1] ^ (1 << bit),))) for bit in range(8)}
    assert codes == {("0610", "A0", False)}


@pytest.mark.parametrize("request_", [QUERY, Sale(SENDER, 1, TYPED), REFUND], ids=["query", "sale", "refund"])
def test_no_mac_where_one_is_due_is_a_bad_one(bank, request_):
    bank.sign_on()
    bare = seal(Envelope(), requests.write(request_), None)
    assert bank.code(bare)[1:] == ("A0", False)
    assert bank.ledger.all_refunds() == ()


def test_a_mac_that_is_not_due_is_verified_all_the_same(bank):
    keys = bank.sign_on()
    message = requests.write(SignOff(SENDER))
    assert bank.code(seal(Envelope(), message, keys.pik)) == ("0830", "A0", False)
    assert bank.code(seal(Envelope(), message, keys.mak)) == ("0830", "00", True)


def test_keys_of_an_older_sign_on_are_worth_nothing(bank):
    old = bank.sign_on()
    bank.sign_on()
    assert bank.code(terminal_side.encode(QUERY, old)) == ("0610", "A0", False)


@pytest.mark.parametrize("kept", [b"x" * 40, b"x", b""], ids=["another master key's", "no keys", "none"])
def test_keys_that_cannot_be_unsealed_ask_for_a_sign_on(bank, kept):
    keys = bank.sign_on()
    bank.ledger.store_keys(NUMBER, kept)
    assert bank.code(terminal_side.encode(QUERY, keys)) == ("0610", "77", False)
    assert bank.front_end.mac_key(NUMBER) is None


def test_the_mac_key_of_a_terminal(bank):
    assert bank.front_end.mac_key(NUMBER) is None
    keys = bank.sign_on()
    assert bank.front_end.mac_key(NUMBER) == keys.mak
    bank.ledger.close()
    assert bank.front_end.mac_key(NUMBER) is None


def test_few_opened_keys_are_kept(bank, monkeypatch):
    monkeypatch.setattr(module, "MAX_OPENED", 2)
    epochs = [f"{number:08x}" for number in range(1, 6)]
    signed = {epoch: bank.sign_on(replace(SIGN_ON, epoch=epoch)) for epoch in epochs}
    numbers = [f"8800000{place}" for place in range(1, 6)]
    asked = [replace(QUERY, terminal_no=number) for number in numbers]
    codes = [
        bank.code(terminal_side.encode(query, keys))[1] for query, keys in zip(asked, signed.values(), strict=True)
    ]
    assert codes == ["00"] * 5


# --- who asks, and what --------------------------------------------------------------------------------------------


def test_who_is_not_known(bank):
    keys = bank.sign_on()
    other_terminal, other_merchant = replace(QUERY, terminal_no="88000002"), replace(QUERY, merchant_no="9" * 15)
    assert bank.code(terminal_side.encode(other_terminal, keys)) == ("0610", "97", False)
    assert bank.code(terminal_side.encode(other_merchant, keys)) == ("0610", "03", False)
    assert terminal_side.decode(bank.answer(terminal_side.encode(other_merchant, keys)), other_merchant, keys) == (
        Rejected("03")
    )


@pytest.mark.parametrize("request_", [QUERY, Sale(SENDER, 1, TYPED), Settle(SENDER, Totals(), Totals())])
def test_before_sign_on(request_):
    bank, keys = Bank(registry=ANYBODY), Bank().sign_on()
    assert bank.code(terminal_side.encode(request_, keys))[1:] == ("77", False)


def test_after_sign_off(bank):
    keys = bank.sign_on()
    assert bank.tell(SignOff(SENDER), keys).code == "00"
    assert bank.code(terminal_side.encode(QUERY, keys)) == ("0610", "77", False)
    assert bank.code(terminal_side.encode(Echo(*HERE), None)) == ("0830", "00", False)


@pytest.mark.parametrize("request_", [Echo(*HERE), Parameters(*HERE, "360"), Status(*HERE)])
def test_what_needs_no_sign_on(bank, request_):
    bank.sign_on()
    bank.ledger.store_keys(NUMBER, b"")
    assert bank.code(terminal_side.encode(request_, None))[1:] == ("00", False)


# fmt: off
UNSERVED = [
    # MTI, changes of a sale's fields, code, note
    ("0420", {},                     "40", "reversal advice"),
    ("0100", {60: "99000001000"},    "40", "no such 60.1"),
    ("0200", {3: "900000"},          "40", "no such processing code"),
    ("0200", {60: None},             "30", "60 is missing"),
    ("0200", {41: None},             "30", "41 is missing"),
    ("0200", {11: None},             "30", "11 is missing"),
    ("0200", {49: "840"},            "30", "dollars"),
    ("0200", {4: "000000000000"},    "30", "nothing"),
    ("0200", {22: "992"},            "30", "no such entry mode"),
    ("0200", {2: None},              "30", "no card"),
]
# fmt: on


@pytest.mark.parametrize(("mti", "changes", "code"), [row[:3] for row in UNSERVED], ids=[row[3] for row in UNSERVED])
def test_what_is_no_request_of_the_matrix(bank, mti, changes, code):
    keys = bank.sign_on()
    fields = {**requests.write(Sale(SENDER, 1, TYPED)).fields, **changes}
    message = Message(mti, {number: value for number, value in fields.items() if value is not None})
    assert bank.code(seal(Envelope(), message, keys.mak)) == (f"{mti[:2]}{int(mti[2]) + 1}0", code, False)


def test_a_refund_has_no_reversal(bank):
    keys = bank.sign_on()
    fields = dict(requests.write(REFUND).fields)
    for number in (37, 59, 61, 62, 63):
        del fields[number]
    reversal = Message("0400", {**fields, 39: "98"})
    assert bank.code(seal(Envelope(), reversal, keys.mak)) == ("0410", "12", False)


# fmt: off
PINS = [
    (lambda keys: Pin(seal_pin(keys.pik, "1234", CARD.number)),               "00", "of this card"),
    (lambda keys: Pin(seal_pin(keys.pik, "1234", TEST_CARDS["visa"].number)), "99", "of another card"),
    (lambda keys: Pin(seal_pin(keys.mak, "1234", CARD.number)),               "99", "under another key"),
    (lambda _: Pin(b"\1" * 8),                                                "99", "no block"),
    (lambda _: Pin(b"\1" * 8, form=PinForm.PLAIN),                            "00", "without the number: not judged"),
    (lambda _: Pin(b"\1" * 8, cipher=PinCipher.SM4),                          "00", "by SM4: not judged"),
]
# fmt: on


@pytest.mark.parametrize(("pin", "code"), [row[:2] for row in PINS], ids=[row[2] for row in PINS])
def test_a_pin_block(bank: Bank, pin: Callable[[WorkingKeys], Pin], code: str):
    keys = bank.sign_on()
    card = replace(TYPED, pin=pin(keys))
    assert bank.code(terminal_side.encode(Sale(SENDER, 100, card), keys))[1] == code


# --- bytes that are no message ----------------------------------------------------------------------------------------

# fmt: off
JUNK = [
    (b"",                                            "nothing"),
    (b"\x60",                                        "one byte"),
    (bytes.fromhex("6000030000603110000100"),        "TPDU and header alone"),
    (bytes.fromhex("6000030000603110000100") + b"\x08", "half a type"),
    (bytes.fromhex("60000300006031100001000AA0"),    "no digits for a type"),
    (bytes.fromhex("60000300006031100001000810"),    "the type of an answer"),
    (bytes.fromhex("60000300006031100001000110") + bytes(8), "an answer without fields"),
    (b"GET / HTTP/1.1\r\n\r\n",                      "another protocol"),
]
# fmt: on


@pytest.mark.parametrize("data", [row[0] for row in JUNK], ids=[row[1] for row in JUNK])
def test_what_has_no_type_is_not_answered(bank, data):
    assert bank.front_end.answer(data) is None


def test_a_message_cut_anywhere_behind_its_type_is_answered_with_30(bank):
    keys = bank.sign_on()
    whole = terminal_side.encode(QUERY, keys)
    assert [bank.front_end.answer(whole[:length]) for length in range(13)] == [None] * 13
    assert {bank.code(whole[:length]) for length in range(13, len(whole))} == {("0610", "30", False)}


def test_a_30_repeats_what_could_be_read(bank):
    keys = bank.sign_on()
    whole = terminal_side.encode(QUERY, keys)
    message = read(bank.answer(whole[:-20])).message
    assert (message.text(11), message.text(41), message.text(42)) == ("000002", NUMBER, SHOP.merchant_no)
    assert set(message.fields) <= {11, 39, 41, 42, 60}


def test_an_answer_is_never_answered(bank):
    """A type that is no request: two front ends on one line do not talk for ever."""
    answer = bank.answer(terminal_side.encode(SIGN_ON, None))
    assert bank.front_end.answer(answer) is None


@pytest.mark.parametrize(
    ("fault", "request_", "mti"),
    [("terminal", REFUND, "0230"), ("apply", REFUND, "0230"), ("register", SIGN_ON, "0810")],
)
def test_a_ledger_that_fails_is_96(bank, monkeypatch, fault, request_, mti):
    keys = bank.sign_on()

    def fail(*_: object) -> None:
        raise LedgerError("disk full")

    monkeypatch.setattr(bank.ledger, fault, fail)
    assert bank.code(terminal_side.encode(request_, keys)) == (mti, "96", False)


# --- profiles ------------------------------------------------------------------------------------------------------

SPELLINGS = [*(f"practice+{name}" for name in VARIANTS), "practice+length+short-header+text-60+filler-f+mac-x9.19-text"]


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_terminal_is_answered_in_the_profile_of_the_line(name):
    bank = Bank(named(name))
    keys = bank.sign_on()
    sold = bank.tell(Sale(SENDER, 500, TYPED), keys)
    named_so = sold.reference_no, Voucher("000001", SENDER.trace_no, "1122")
    voided = bank.tell(VoidSale(replace(SENDER, trace_no="000009"), 500, TYPED, *named_so), keys)
    back = bank.tell(REFUND, keys)
    assert (sold.code, voided.code, back.code, back.amount_fen) == ("00", "00", "00", 100)
    answer = read(bank.answer(bank.write(REFUND, keys)), bank.profile)
    assert (64 in answer.message.fields) is (bank.profile.mac is not MacKind.NONE)


def test_a_plain_acquirer_has_none_of_our_own_messages_and_says_which_ledger_it_is():
    bank = Bank(PROFILES["plain-acquirer"])
    signed_on = bank.tell(SIGN_ON, None)
    assert (signed_on.ledger_id, signed_on.emulator) == (bank.ledger.identity().ledger_id, True)
    keys = open_working_keys(PRACTICE_MASTER_KEY, signed_on.working_keys)
    ours = [QUERY, OutcomeQuery(KEY, "000005"), Cancel(KEY, "000006"), replace(REFUND, repeat=True)]
    assert [bank.code(terminal_side.encode(one, keys))[1:] for one in ours] == [("40", False)] * 4
    assert bank.ledger.all_refunds() == ()
    assert bank.tell(REFUND, keys).code == "00"


def test_our_own_messages_are_served_where_the_profile_declares_them(bank):
    keys = bank.sign_on()
    ours = [QUERY, replace(REFUND, repeat=True), OutcomeQuery(KEY, "000005"), Cancel(KEY, "000006")]
    assert [bank.code(terminal_side.encode(one, keys))[1:] for one in ours] == [("00", True)] * 4


@pytest.mark.parametrize("demand", Demand)
def test_the_header_says_practice_and_what_the_host_wants(bank, demand):
    bank.demand = demand
    keys = bank.sign_on()
    for data in (
        terminal_side.encode(SIGN_ON, None),
        terminal_side.encode(REFUND, keys),
        terminal_side.encode(replace(QUERY, terminal_no="88000002"), keys),
    ):
        live = data[:7] + b"\x00" + data[8:]
        envelope = read(bank.answer(live)).envelope
        assert (envelope.terminal_state, envelope.processing_request) == ("1", demand.digit)
        assert (envelope.header[:4], envelope.header[6:]) == ("6031", "000100"), "the rest is echoed"


@pytest.mark.parametrize("name", ["practice+no-header", "practice+short-header"])
def test_a_header_without_a_place_for_it_is_left_alone(name):
    bank = Bank(named(name))
    bank.demand = Demand.SIGN_ON
    envelope = read(bank.answer(bank.write(SIGN_ON, None)), bank.profile).envelope
    assert envelope.header == bank.profile.header


def test_the_addresses_of_a_tpdu_change_places(bank):
    data = seal(Envelope("6012345678"), requests.write(SIGN_ON), None)
    assert read(bank.answer(data)).envelope.tpdu == "6056781234"


# --- an answer in place of one that may not be sent ------------------------------------------------------------------


def test_refuse_says_nothing_but_the_code(bank):
    keys = bank.sign_on()
    asked = bank.write(REFUND, keys)
    told = read(bank.front_end.refuse(asked, "96") or b"", OURS).message
    assert (told.mti, told.text(39), told.text(11), told.text(41)) == ("0230", "96", "000004", NUMBER)
    assert not told.fields.keys() & {12, 13, 15, 37, 62, 64}
    assert bank.ledger.all_refunds() == ()
    again = bank.front_end.refuse(asked[:-20], "96") or b""
    assert (read(again, OURS).message.mti, read(again, OURS).message.text(39)) == ("0230", "96")


def test_refuse_has_nothing_to_say_to_what_is_no_request(bank):
    answer = bank.answer(bank.write(SIGN_ON, None))
    assert [bank.front_end.refuse(data, "96") for data in (b"", answer[:11], answer)] == [None] * 3


def test_the_demand_stands_in_a_refusal_too(bank):
    bank.demand = Demand.SIGN_ON
    refused = bank.front_end.refuse(bank.write(SIGN_ON, None), "96") or b""
    assert read(refused, OURS).envelope.processing_request == Demand.SIGN_ON.digit
