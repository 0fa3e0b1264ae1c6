"""The short way of a refund against the long one: twin front ends on twin ledgers hear the same stream.

The rule: identical octets for every message and identical books at the end, whatever stands in the stream; and what may
take the short way does take it, or the comparison would say nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator import express
from emulator.front_end import FrontEnd
from emulator.host import Host
from emulator.host.rules import HostPolicy
from emulator.ledger.contract import LedgerError
from emulator.ledger.memory import MemoryLedger
from emulator.ledger.opening import OpeningSale
from emulator.registry import ANYBODY
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import layouts, ours, terminal_side
from protocol.dialects.unionpay.demands import Demand
from protocol.dialects.unionpay.envelope import Envelope, read, seal
from protocol.dialects.unionpay.profiles import VARIANTS, Profile, named
from protocol.fields import Kind
from protocol.message import Message
from protocol.security import PRACTICE_MASTER_KEY, WorkingKeys, open_working_keys
from protocol.transactions import FOREIGN_EPOCH, Channel, SignOn, SignOnAnswer

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
SHOP = load_shop()
MERCHANT, NUMBER, OWN_NUMBER, EPOCH = SHOP.merchant_no, "10000001", "88000001", "0a0b0c0d"
CARD, NINETEEN, OTHER_CARD = TEST_CARDS["unionpay"], TEST_CARDS["unionpay19"], TEST_CARDS["visa"]
ORIGINAL, ORIGINAL_19, ORIGINAL_VISA = "ABCDEF000001", "ABCDEF000019", "ABCDEF00000V"
AMOUNT_FEN = 100_000
TRACK, TRACK_19, TRACK_VISA = (f"{card.number}D30122010000000000" for card in (CARD, NINETEEN, OTHER_CARD))
# fmt: off
SALES = tuple(
    OpeningSale("", reference_no, "000009", "20261120", "101010", Channel.CARD, card.masked, card.number,
                AMOUNT_FEN, 0, False, ())
    for reference_no, card in ((ORIGINAL, CARD), (ORIGINAL_19, NINETEEN), (ORIGINAL_VISA, OTHER_CARD))
)
# fmt: on
Fields = dict[int, str | bytes]


class Twin:
    """A ledger with two big sales, and one of two front ends on it."""

    def __init__(self, profile: Profile, policy: HostPolicy) -> None:
        self.now, self.demand, self.at_length, draws = NOON, Demand.NOTHING, 0, count(1)
        self.ledger = MemoryLedger()
        self.ledger.open_shop(SHOP, NOON, lambda size: bytes(range(size)))
        self.ledger.add_sales(SALES)
        host = Host(self.ledger, lambda: self.now, lambda size: bytes([next(draws) % 256] * size), ANYBODY, policy)
        self.front_end = FrontEnd(host, profile, lambda: self.demand)
        self.long_way, self.front_end.answer_at_length = self.front_end.answer_at_length, self._counted  # type: ignore[method-assign]

    def _counted(self, data: bytes) -> bytes | None:
        self.at_length += 1
        return self.long_way(data)

    def books(self) -> object:
        return self.ledger.all_refunds(), self.ledger.discrepancies(), self.ledger.originals(), self.ledger.balances


class Twins:
    """Says the same to both. own: a terminal of ours, with epoch and goods' channel; else a foreign one."""

    def __init__(self, profile: str | Profile, *, own: bool = False, policy: HostPolicy | None = None) -> None:
        self.profile = named(profile) if isinstance(profile, str) else profile
        self.own, self.traces, self.merchant, self.epoch = own, count(1), MERCHANT, EPOCH if own else FOREIGN_EPOCH
        self.short, self.long = (Twin(self.profile, policy or HostPolicy()) for _ in range(2))
        self.batch_no, self.keys = "000007" if not own else "000001", None
        self.number = OWN_NUMBER if own else NUMBER

    def say(self, data: bytes) -> bytes | None:
        answer = self.short.front_end.answer(data)
        assert answer == self.long.long_way(data)
        return answer

    def both(self, change: Callable[[Twin], object]) -> None:
        change(self.short)
        change(self.long)

    def sign_on(self) -> None:
        asked = SignOn(self.merchant, self.number, self.epoch, self.batch_no, "000001", "01")
        if self.own and self.keys is None:
            asked = replace(asked, terminal_no="00000000")
        answer = self.say(terminal_side.encode(asked, None, profile=self.profile)) or b""
        told = terminal_side.decode(answer, asked, None, self.profile)
        assert isinstance(told, SignOnAnswer)
        self.keys = open_working_keys(PRACTICE_MASTER_KEY, told.working_keys)

    def refund(self, changes: Fields | None = None, mti: str = "0220", keys: WorkingKeys | None = None) -> bytes:
        """A partial refund of 1 fen; `changes` in its fields, b"" for one that is left out."""
        fields: Fields = {
            2: CARD.number, 3: "200000", 4: f"{1:012d}", 11: f"{next(self.traces):06d}", 22: "012", 25: "00",
            37: ORIGINAL, 41: self.number, 42: MERCHANT, 49: "156", 60: layouts.financial_60("25", self.batch_no),
            61: layouts.dated_61("1120"), 63: "000",
        }  # fmt: skip
        if self.own:
            said = ours.write_goods("", Channel.CARD, ())
            fields |= {14: "3012", 23: "001", 59: said, 62: ours.write_key(EPOCH, "20261122")}
        merged = {number: value for number, value in (fields | (changes or {})).items() if value != b""}
        keys = keys or self.keys
        return seal(Envelope.of(self.profile), Message(mti, merged), keys.mak if keys else None, self.profile)

    def code(self, data: bytes) -> str:
        return read(self.say(data) or b"", self.profile).message.text(39)


# --- every profile ---------------------------------------------------------------------------------------------------

PROFILES = ["plain-acquirer", "practice", "unionpay", *(f"plain-acquirer+{name}" for name in VARIANTS)]
OWN = ["practice", "practice+mac-none", "practice+text-60"]


def test_there_are_profiles_to_compare():
    assert len(PROFILES) > 20


@pytest.mark.parametrize(("name", "own"), [*((name, False) for name in PROFILES), *((name, True) for name in OWN)])
def test_all_but_the_first_take_the_short_way(name, own):
    twins = Twins(name, own=own)
    twins.sign_on()
    assert [twins.code(twins.refund({4: f"{fen:012d}"})) for fen in (1, 20, 300, 4000)] == ["00"] * 4
    assert twins.short.at_length == 2, "the sign-on, and the refund that was learnt from"
    assert twins.short.books() == twins.long.books()
    assert twins.short.ledger.sale_by_reference(MERCHANT, ORIGINAL, "20261120").refunded_fen == 4321


SECURITY = "0600000000000000"
SWIPED = {  # fields of a refund by how the card came (domain notes 3: field 2 unless it is swiped, 53 with each)
    "keyed": {53: SECURITY},
    "swiped": {2: b"", 22: "022", 35: TRACK, 53: SECURITY},
    "swiped, with its number": {22: "022", 35: TRACK, 53: SECURITY, 14: "3012"},
}


@pytest.mark.parametrize(
    "name", ["plain-acquirer", "plain-acquirer+mac-none", "practice", "plain-acquirer+right-digits"]
)
@pytest.mark.parametrize("how", SWIPED)
def test_a_card_may_be_swiped(how, name):
    twins = Twins(name)
    twins.sign_on()
    assert [twins.code(twins.refund(SWIPED[how] | {4: f"{fen:012d}"})) for fen in (1, 20, 300)] == ["00"] * 3
    assert twins.short.at_length == 2, "the sign-on, and the refund that was learnt from"
    other = SWIPED["swiped"] | {35: TRACK_VISA}
    assert [twins.code(twins.refund(other | {37: sale})) for sale in (ORIGINAL, ORIGINAL_VISA, ORIGINAL)] == [
        "14",
        "00",
        "14",
    ]
    assert twins.code(twins.refund(SWIPED[how])) == "00"
    assert twins.short.books() == twins.long.books()


# --- what is not approved, or not plain ------------------------------------------------------------------------------


@dataclass
class Step:
    """name: what is said behind three refunds, made by `say`. code: what both answer it with; long: how often the long
    way was taken for it.
    """

    name: str
    say: Callable[[Twins], bytes]
    code: str
    long: int


def damaged(twins: Twins, **changes: object) -> bytes:
    return twins.refund({int(name[1:]): value for name, value in changes.items()})


# fmt: off
STEPS = [
    # what                                                  code  long
    Step("another amount",         lambda t: damaged(t, f4=f"{77:012d}"),                     "00", 0),
    Step("all that is left",       lambda t: damaged(t, f4=f"{AMOUNT_FEN - 3:012d}"),         "00", 0),
    Step("a fen too much",         lambda t: damaged(t, f4=f"{AMOUNT_FEN - 2:012d}"),         "61", 0),
    Step("no such original",       lambda t: damaged(t, f37="ABCDEF000002"),                  "25", 0),
    Step("a reference that is none", lambda t: damaged(t, f37="ABCDEF 00002"),                "30", 1),
    Step("a reference of octets",  lambda t: damaged(t, f37=b"ABCDEF\xb2\xe2\xca\xd4!!"),     "30", 1),
    Step("no reference",           lambda t: damaged(t, f37="0" * 12),                        "25", 1),
    Step("no amount",              lambda t: damaged(t, f4="0" * 12),                         "30", 1),
    Step("a card of another sale", lambda t: damaged(t, f2=OTHER_CARD.number),                "14", 1),
    Step("a card of 19 digits",    lambda t: damaged(t, f2=NINETEEN.number, f37=ORIGINAL_19), "00", 1),
    Step("a date in the future",   lambda t: damaged(t, f61=layouts.dated_61("1123")),        "25", 1),
    Step("a date of no calendar",  lambda t: damaged(t, f61=layouts.dated_61("0230")),        "25", 1),
    Step("named by a voucher",     lambda t: damaged(t, f61="0000010000011120"),              "30", 1),
    Step("another processing",     lambda t: damaged(t, f3="000000"),                         "40", 1),
    Step("another currency",       lambda t: damaged(t, f49="840"),                           "30", 1),
    Step("another type",           lambda t: damaged(t, f60=layouts.financial_60("32", "000007")), "40", 1),
    Step("another batch",          lambda t: damaged(t, f60=layouts.financial_60("25", "000008")), "94", 1),
    Step("by chip without 23",     lambda t: damaged(t, f22="051"),                           "30", 1),
    Step("with a PIN that is not", lambda t: damaged(t, f22="021"),                           "30", 1),
    Step("pre-authorisation",      lambda t: damaged(t, f25="06"),                            "40", 1),
    Step("by instalments",         lambda t: damaged(t, f25="64"),                            "00", 1),
    Step("without 63",             lambda t: damaged(t, f63=b""),                             "30", 1),
    Step("with a time of its own", lambda t: damaged(t, f12="101010"),                        "00", 1),
    Step("another terminal",       lambda t: damaged(t, f41="10000002"),                      "77", 1),
    Step("another merchant",       lambda t: damaged(t, f42="999999999999999"),               "03", 1),
    Step("merchant of octets",     lambda t: damaged(t, f42=b"\xb2\xe2" * 7 + b"!"),          "30", 1),
]
# fmt: on


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
@pytest.mark.parametrize("name", ["plain-acquirer", "plain-acquirer+mac-none"])
def test_steps(name, step):
    twins = Twins(name)
    twins.sign_on()
    for _ in range(3):
        twins.say(twins.refund())
    before = twins.short.at_length
    assert twins.code(step.say(twins)) == step.code
    assert twins.short.at_length - before == step.long
    assert twins.code(twins.refund()) in {"00", "61"}
    assert twins.short.books() == twins.long.books()


# --- the same again, keys, batches, the ledger's own -----------------------------------------------------------------


def ready(name: str | Profile = "plain-acquirer", *, own: bool = False, policy: HostPolicy | None = None) -> Twins:
    """Signed on, and past the refund that is learnt from."""
    twins = Twins(name, own=own, policy=policy)
    twins.sign_on()
    for _ in range(2):
        twins.say(twins.refund())
    twins.both(lambda twin: setattr(twin, "at_length", 0))
    return twins


def test_a_repeat_gets_its_stored_answer_and_another_body_94():
    twins = ready()
    asked = twins.refund({11: "000500"})
    answers = [twins.say(asked) for _ in range(2)]
    twins.both(lambda twin: setattr(twin, "now", NOON + timedelta(seconds=1)))
    assert {*answers, twins.say(asked)} == {answers[0]}
    assert twins.code(twins.refund({11: "000500", 4: f"{2:012d}"})) == "94"
    assert twins.short.at_length == 0
    assert twins.short.books() == twins.long.books()


@pytest.mark.parametrize(("name", "own", "code"), [("practice", True, "00"), ("plain-acquirer", False, "40")])
def test_0221_is_served_where_the_profile_declares_it(name, own, code):
    twins = ready(name, own=own)
    again = twins.refund({11: "000500"}, mti="0221")
    assert [twins.code(again), twins.code(again)] == [code] * 2
    assert twins.short.books() == twins.long.books()


def test_answers_say_the_second_that_they_are_given_in():
    twins = ready()
    for hours, day, hour in ((1, "1122", "13"), (11, "1122", "23"), (12, "1123", "00"), (13, "1123", "01")):
        twins.both(lambda twin, hours=hours: setattr(twin, "now", NOON + timedelta(hours=hours)))
        told = read(twins.say(twins.refund()) or b"", twins.profile).message
        assert (told.text(12), told.text(13), told.text(15)) == (f"{hour}0000", day, day)
    assert twins.short.at_length == 0


def test_a_demand_stands_in_the_header():
    twins = ready()
    for demand in Demand:
        twins.both(lambda twin, demand=demand: setattr(twin, "demand", demand))
        assert read(twins.say(twins.refund()) or b"", twins.profile).envelope.processing_request == demand.digit
    assert twins.short.at_length == 0


def test_a_wrong_mac_is_found_before_anything_is_done():
    twins = ready()
    before = twins.short.books()
    asked = twins.refund()
    wrong = [asked[:-1] + bytes([asked[-1] ^ 1]), twins.refund(keys=WorkingKeys(twins.keys.mak, twins.keys.pik))]
    assert [twins.code(data) for data in wrong] == ["A0", "A0"]
    assert twins.short.books() == before == twins.long.books()


def test_new_keys_take_the_place_of_old_ones():
    twins = ready()
    old, asked = twins.keys, twins.refund()
    twins.sign_on()
    assert twins.code(asked) == "A0"
    assert twins.code(twins.refund(keys=old)) == "A0"
    assert twins.code(twins.refund()) == "00"
    twins.both(lambda twin: twin.ledger.store_keys(NUMBER, b""))
    assert [twins.code(twins.refund()) for _ in range(2)] == ["77", "77"]


def test_a_batch_that_was_closed_by_another_process_is_closed_here():
    twins = ready()
    twins.both(lambda twin: twin.ledger.close_batch(NUMBER, "000007", NOON.date()))
    assert twins.code(twins.refund()) == "94"
    twins.batch_no = "000008"
    assert [twins.code(twins.refund()) for _ in range(2)] == ["00", "00"]
    assert twins.short.books() == twins.long.books()


def test_a_ledger_that_was_reset_knows_nobody_and_hashes_anew():
    twins = ready()
    twins.both(lambda twin: twin.ledger.reset(SHOP, NOON, lambda size: bytes(range(1, size + 1))))
    assert twins.code(twins.refund()) == "77"
    twins.both(lambda twin: twin.ledger.add_sales(SALES))
    twins.sign_on()
    assert [twins.code(twins.refund()) for _ in range(2)] == ["00", "00"]
    assert twins.short.books() == twins.long.books()


@pytest.mark.parametrize(("changed", "code"), [("merchant", "03"), ("epoch", "58")])
def test_a_number_that_is_anothers_after_a_reset(changed, code):
    twins = ready("practice+mac-none", own=changed == "epoch")
    old = twins.refund()
    twins.both(lambda twin: twin.ledger.reset(SHOP, NOON, lambda size: bytes(range(1, size + 1))))
    twins.both(lambda twin: twin.ledger.add_sales(SALES))
    setattr(twins, changed, {"merchant": "123456789012345", "epoch": "0a0b0c0e"}[changed])
    twins.keys = None
    twins.sign_on()
    twins.say(twins.refund({42: twins.merchant}))  # by which its new keys are opened
    assert [twins.code(old), twins.code(old)] == [code] * 2
    assert twins.short.books() == twins.long.books()


def test_a_card_from_abroad_is_counted_apart():
    twins = ready()
    visa: Fields = {2: OTHER_CARD.number, 37: ORIGINAL_VISA}
    assert [twins.code(twins.refund(visa)) for _ in range(3)] == ["00"] * 3
    assert twins.short.at_length == 1
    assert [entry.foreign for entry in twins.short.ledger.all_refunds()] == [False] * 2 + [True] * 3
    assert twins.short.books() == twins.long.books()


def test_a_header_is_echoed_with_the_hosts_own_state():
    twins = ready()
    plain, odd = (Envelope(twins.profile.tpdu, header) for header in ("603100000100", "60310F000777"))
    for front in (plain, odd, plain, odd):
        data = front.octets() + twins.refund()[len(front.octets()) :]
        assert read(twins.say(data) or b"", twins.profile).envelope.terminal_state == "1"
    assert twins.short.at_length == 2


@pytest.mark.parametrize("number", [4, 11, 37])
def test_a_profile_in_which_what_is_read_here_lies_elsewhere_takes_the_long_way(number):
    profile = named("plain-acquirer+mac-none")
    row = profile.table[number]
    other = row.changed(kind=Kind.TEXT, prefix=0 if row.kind is Kind.DIGITS else 2)
    twins = ready(replace(profile, table={**profile.table, number: other}))
    assert [twins.code(twins.refund()) for _ in range(2)] == ["00", "00"]
    assert twins.short.at_length == 2
    assert twins.short.books() == twins.long.books()


def test_another_journals_epoch_is_refused():
    twins = ready("practice", own=True)
    assert twins.code(twins.refund({62: ours.write_key("0a0b0c0e", "20261122")})) == "58"
    assert twins.code(twins.refund({62: b"RK1"})) == "30"
    assert twins.code(twins.refund()) == "00"


def test_goods_come_back_the_long_way_each_time():
    twins = ready("practice", own=True)
    said = ours.write_goods("", Channel.CARD, (("1001", 1),))
    shop_sale: Fields = {37: SHOP.order(1).reference_no(NOON.date()), 59: said, 61: layouts.dated_61("1122")}
    assert [twins.code(twins.refund(shop_sale)) for _ in range(3)] == ["00"] * 3
    assert twins.short.at_length == 3
    assert twins.short.books() == twins.long.books()


def test_goods_and_order_numbers_take_the_long_way():
    twins = ready("practice", own=True)
    for order_no, items, code in (("80000026000149", (), "25"), ("", (("1001", 1),), "12")):
        said = ours.write_goods(order_no, Channel.CARD, items)
        assert [twins.code(twins.refund({59: said})) for _ in range(2)] == [code] * 2
    assert twins.short.at_length == 4


@pytest.mark.parametrize("rule", [HostPolicy(window_days=1), HostPolicy(paid_out_fen=10**12)])
def test_the_rules_are_those_of_the_policy(rule):
    twins = Twins("plain-acquirer", policy=rule)
    twins.sign_on()
    assert len({twins.code(twins.refund()) for _ in range(3)} - {"22", "51"}) == 0
    assert twins.short.at_length == 4, "nothing is learnt from a decline"
    assert twins.short.books() == twins.long.books()


def test_an_answer_in_a_group_that_fails_is_undone_and_asked_anew():
    twins = ready()
    asked = twins.refund()
    before = twins.short.books()

    def group():
        with twins.short.ledger.group():
            twins.short.front_end.answer(asked)
            raise LedgerError("the commit failed")

    with pytest.raises(LedgerError):
        group()
    assert twins.short.books() == before
    assert twins.code(asked) == "00"
    assert twins.short.books() == twins.long.books()


class _Failing(MemoryLedger):
    """Fails in one of its calls, once it is told to."""

    failing = ""

    def _may(self, call: str) -> None:
        if self.failing == call:
            raise LedgerError("disk full")

    def terminal(self, terminal_no):
        self._may("terminal")
        return super().terminal(terminal_no)

    def card_hash(self, number):
        self._may("card_hash")
        return super().card_hash(number)

    def apply(self, attempt, decide):
        self._may("apply")
        return super().apply(attempt, decide)


@pytest.mark.parametrize("call", ["terminal", "card_hash", "apply"])
def test_a_ledger_that_fails_is_96_and_nothing_is_done(call):
    twins = ready()
    twins.both(lambda twin: setattr(twin.ledger, "__class__", _Failing))
    before = twins.short.books()
    twins.both(lambda twin: setattr(twin.ledger, "failing", call))
    asked = twins.refund()
    assert twins.code(asked) == "96"
    assert twins.short.at_length == (call == "terminal"), "what failed is not tried twice"
    twins.both(lambda twin: setattr(twin.ledger, "failing", ""))
    assert twins.short.books() == before
    assert twins.code(asked) == "00"


# --- octets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "own"), [("plain-acquirer+mac-none", False), ("practice+mac-none", True)])
def test_every_octet_may_be_another(name, own):
    twins = ready(name, own=own)
    for at in range(len(twins.refund())):
        for flip in (0x01, 0x10, 0x80, 0xFF):
            data = bytearray(twins.refund())
            data[at] ^= flip
            twins.say(bytes(data))
    assert twins.short.books() == twins.long.books()


def test_every_length_may_be_another():
    twins = ready("plain-acquirer+mac-none")
    asked = twins.refund()
    for size in range(len(asked)):
        twins.say(asked[:size])
        twins.say(asked[:size] + asked[size + 1 :])
        twins.say(asked[:size] + b"0" + asked[size:])
    assert twins.short.books() == twins.long.books()


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(express, "MAX_PIECES", 3)
    monkeypatch.setattr(express, "MAX_SHAPES", 2)
    twins = ready("plain-acquirer+mac-none")
    for source in range(10):
        data = twins.refund()
        for again in (data, data[:4] + bytes([source]) + twins.refund()[5:]):
            twins.say(again)
    shapes = twins.short.front_end._express._shapes
    for changes in (
        {63: "01 "},
        {63: "0001"},
        {14: "3012"},
        {14: "3012", 23: "001"},
        {2: NINETEEN.number, 37: ORIGINAL_19},
    ):
        assert [twins.code(twins.refund(changes)) for _ in range(2)] == ["00", "00"]
        assert 1 <= len(shapes) <= 2
    assert twins.code(twins.refund()) == "00"
    assert 1 <= len(twins.short.front_end._express._heads) <= 3
    assert {len(pieces) <= 3 for shape in shapes.values() for pieces in (shape.cards, shape.tails)} == {True}
    assert twins.short.books() == twins.long.books()


# --- any stream ------------------------------------------------------------------------------------------------------

# fmt: off
FIELDS: dict[int, list[str | bytes]] = {
    2:  [CARD.number, NINETEEN.number, OTHER_CARD.number, b""],
    3:  ["200000", "000000"],
    4:  [f"{fen:012d}" for fen in (1, 2, 40_000, AMOUNT_FEN, 0)],
    11: [f"{trace:06d}" for trace in (1, 2, 3, 4, 5, 6)],
    14: [b"", "3012", "2501"],
    22: ["012", "021", "022", "051", "032"],
    23: [b"", "001"],
    25: ["00", "06", "64"],
    35: [b"", TRACK, TRACK_19, TRACK_VISA, TRACK[:-1]],
    37: [ORIGINAL, ORIGINAL_19, "ABCDEF000002", "0" * 12],
    41: [NUMBER, "10000002"],
    42: [MERCHANT, "999999999999999"],
    49: ["156", "840"],
    53: [b"", "0600000000000000", "2600000000000000"],
    59: [b"", "CH004card", "CH006wechat"],
    60: [layouts.financial_60(kind, batch) for kind in ("25", "27", "30") for batch in ("000007", "000008")],
    61: [layouts.dated_61(day) for day in ("1120", "1121", "0230")],
    62: [b"", ours.write_key(EPOCH, "20261122"), b"whatever"],
    63: ["000", "01 ", b""],
}
# fmt: on
CHANGES = st.lists(st.sampled_from([(n, v) for n, values in FIELDS.items() for v in values]), max_size=3).map(dict)
MTIS = st.sampled_from(["0220", "0220", "0220", "0221", "0200", "0230"])
OTHERS = st.sampled_from(["sign_on", "second", "day", "close", "same"])


@pytest.mark.parametrize("name", ["plain-acquirer+mac-none", "plain-acquirer", "practice"])
@settings(max_examples=40, deadline=None)
@given(stream=st.lists(st.tuples(MTIS, CHANGES) | OTHERS, min_size=4, max_size=25))
def test_any_stream_is_answered_alike(name, stream):
    twins = Twins(name)
    last = b""
    for one in [("0220", {}), "sign_on", ("0220", {}), ("0220", {}), *stream]:
        match one:
            case "sign_on":
                twins.sign_on()
            case "second" | "day" as unit:
                step = timedelta(days=1) if unit == "day" else timedelta(seconds=1)
                twins.both(lambda twin, step=step: setattr(twin, "now", twin.now + step))
            case "close":
                twins.both(lambda twin: twin.ledger.close_batch(NUMBER, "000007", twin.now.date()))
            case "same":
                twins.say(last)
            case (mti, changes):
                last = twins.refund(changes, mti)
                twins.say(last)
    assert twins.short.books() == twins.long.books()
