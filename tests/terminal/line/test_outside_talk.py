"""Entering and releasing what is paid outside, by hand against a real front end: what is recorded and sent, in which
order, and what is known afterwards, whatever is lost on the way.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from emulator.front_end import FrontEnd
from emulator.host import Host
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import load_shop
from protocol.dialects import OURS
from protocol.dialects.unionpay import host_side
from protocol.dialects.unionpay.envelope import read, seal
from protocol.dialects.unionpay.profiles import named
from protocol.framing import write_length
from protocol.message import Message
from protocol.security import PRACTICE_MASTER_KEY, open_working_keys
from protocol.session import Framing, Session, Timing
from protocol.transactions import OutsideEntry, OutsideRelease, OutsideRoute, Unneeded
from terminal.line.outside_talk import OutsideTalk, entry_key
from terminal.line.talks import SignOnTalk
from terminal.line.till import Profile, SignedOn, Till
from terminal.trade.outside import OutsideOutcome, OutsideState
from terminal.trade.refund import Cause, LinkIdentity

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
S = OutsideState
ENTERED = OutsideOutcome(S.ENTERED, "00", Cause.NONE, 10000)


class Desk:
    """A till, its host, and a log of what happened, in order."""

    epoch = "0a0b0c0d"

    def __init__(self) -> None:
        self.shop = load_shop()
        self.ledger = SqliteLedger(":memory:")
        self.ledger.open_shop(self.shop, NOON, bytes)
        self.front_end = FrontEnd(Host(self.ledger, lambda: NOON, lambda size: bytes(range(7, 7 + size))))
        self.log: list[str] = []
        self.traces, self.now = 0, 0.0
        self.till = Till(
            Profile("practice", self.shop.merchant_no), self, partial(Session, Framing.LENGTH, Timing()),
            PRACTICE_MASTER_KEY, lambda _: OURS, lambda _record: None, lambda: "20261122",
        )  # fmt: skip
        self.till.start(SignOnTalk(self.till), self.now)
        self.answer()
        self.log.clear()

    def record(self, kind: str, record: object) -> None:
        self.log.append(f"record {kind}")

    def next_trace(self) -> str:
        self.traces += 1
        return f"{self.traces:06}"

    @property
    def on(self) -> SignedOn:
        assert self.till.station is not None
        return self.till.station

    def entry(self, fen: int = 2850) -> OutsideEntry:
        original = self.ledger.original_by_order(self.shop.merchant_no, self.shop.order(1).order_no)
        assert original is not None
        return OutsideEntry(
            entry_key(self.till, self.on), fen, original.reference_no, original.month_day, OutsideRoute.BANK,
            "202611220001", "01", "00", original.order_no,
        )  # fmt: skip

    def release(self, entry: OutsideEntry) -> OutsideRelease:
        return OutsideRelease(entry.key, self.next_trace(), Unneeded.WITHDRAWN)

    def talk(self, request: OutsideEntry | OutsideRelease, *, again: bool = False) -> OutsideTalk:
        talk = OutsideTalk(self.till, request, self.on.identity, lambda: self.log.append("intent"), again=again)
        self.till.start(talk, self.now)
        return talk

    # the line

    def sent(self) -> bytes:
        data = self.till.take()[2:]
        self.log.append(f"send {data[11:13].hex()}")
        return data

    def deliver(self, answer: bytes | None) -> None:
        self.till.receive(write_length(answer or b""), self.now)

    def answer(self) -> None:
        self.deliver(self.front_end.answer(self.sent()))

    def wait(self) -> None:
        self.now = self.till.due() or self.now
        self.till.tick(self.now)

    @property
    def outside(self) -> list[tuple[int, bool]]:
        return [(line.amount_fen, line.released) for line in self.ledger.outside_lines()]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_intent_is_durable_before_the_first_byte(desk: Desk) -> None:
    talk = desk.talk(desk.entry())
    desk.answer()
    assert desk.log == ["intent", "send 0620"]
    assert (talk.done, talk.outcome) == (True, ENTERED)
    assert desk.outside == [(2850, False)]


def test_where_the_intent_can_not_be_written_nothing_is_sent(desk: Desk) -> None:
    def full() -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        desk.till.start(OutsideTalk(desk.till, desk.entry(), desk.on.identity, full), desk.now)
    assert desk.till.take() == b""


def test_the_key_is_the_next_of_this_terminals(desk: Desk) -> None:
    first, second = desk.entry().key, desk.entry().key
    assert (first.epoch, first.batch_no, first.business_date) == ("0a0b0c0d", "000001", "20261122")
    assert int(second.trace_no) == int(first.trace_no) + 1


def test_a_release(desk: Desk) -> None:
    entry = desk.entry()
    desk.talk(entry)
    desk.answer()
    talk = desk.talk(desk.release(entry))
    desk.answer()
    assert talk.outcome == OutsideOutcome(S.RELEASED, "00")
    assert desk.outside == [(2850, True)]


# fmt: off
LOST: list[tuple[str, Callable[[Desk], None], OutsideOutcome, list[tuple[int, bool]]]] = [
    # what happens to the first try                                      what is known then     and stands at the host
    ("the request",   lambda desk: (desk.sent(), desk.wait())[1],
                      OutsideOutcome(S.UNKNOWN, "", Cause.NO_ANSWER),    []),
    ("the answer",    lambda desk: (desk.front_end.answer(desk.sent()), desk.wait())[1],
                      OutsideOutcome(S.UNKNOWN, "", Cause.NO_ANSWER),    [(2850, False)]),
    ("its MAC",       lambda desk: desk.deliver(spoiled(desk.front_end.answer(desk.sent()))),
                      OutsideOutcome(S.UNKNOWN, "", Cause.BAD_MAC),      [(2850, False)]),
    ("the line",      lambda desk: (desk.sent(), desk.till.line_lost(desk.now, left=True))[1],
                      OutsideOutcome(S.UNKNOWN, "", Cause.LINE_LOST),    []),
    ("no byte left",  lambda desk: (desk.sent(), desk.till.line_lost(desk.now, left=False))[1],
                      OutsideOutcome(S.NOT_SENT, "", Cause.LINE_LOST),   []),
    ("a bare 00",     lambda desk: desk.deliver(bare(desk.sent(), "00")),
                      OutsideOutcome(S.UNKNOWN, "00", Cause.HOST_UNSURE), []),
    ("a bare 58",     lambda desk: desk.deliver(bare(desk.sent(), "58")),
                      OutsideOutcome(S.UNKNOWN, "58", Cause.HOST_UNSURE), []),
]
# fmt: on


def spoiled(answer: bytes | None) -> bytes:
    assert answer is not None
    return answer[:-1] + bytes((answer[-1] ^ 1,))


def bare(request: bytes, code: str) -> bytes:
    """An answer that carries a code and no MAC."""
    return host_side.reject(host_side.decode(request, named("practice"))[0], code, named("practice"))


@pytest.mark.parametrize(("what", "happens", "known", "stands"), LOST, ids=[row[0] for row in LOST])
def test_whatever_is_lost_the_same_message_again_ends_it(desk: Desk, what: str, happens, known, stands) -> None:
    entry = desk.entry()
    talk = desk.talk(entry)
    happens(desk)
    assert (talk.done, talk.outcome) == (True, known)
    assert desk.outside == stands
    again = desk.talk(entry, again=True)
    while not again.done:  # a spoiled MAC ends the signed-on state first
        desk.answer()
    assert again.outcome == ENTERED
    assert desk.outside == [(2850, False)]


def test_what_was_sent_before_is_unknown_also_where_nothing_leaves_now(desk: Desk) -> None:
    talk = desk.talk(desk.entry(), again=True)
    desk.sent()
    desk.till.line_lost(desk.now, left=False)
    assert talk.outcome == OutsideOutcome(S.UNKNOWN, "", Cause.LINE_LOST)


def test_keys_that_the_host_forgot_are_renewed_once_and_the_message_goes_again(desk: Desk) -> None:
    talk = desk.talk(desk.entry())
    desk.deliver(bare(desk.sent(), "77"))
    desk.answer()  # 0800
    desk.answer()
    assert desk.log == ["intent", "send 0620", "send 0800", "send 0620"]
    assert talk.outcome == ENTERED
    other = desk.talk(desk.entry(1))
    desk.deliver(bare(desk.sent(), "77"))
    desk.answer()
    desk.deliver(bare(desk.sent(), "77"))
    assert other.outcome == OutsideOutcome(S.UNKNOWN, "77", Cause.HOST_UNSURE)


def test_after_a_code_that_asks_for_keys_silence_may_hide_that_it_was_done(desk: Desk) -> None:
    talk = desk.talk(desk.entry())
    desk.deliver(bare(desk.sent(), "77"))
    desk.sent()
    desk.till.line_lost(desk.now, left=False)
    assert talk.outcome == OutsideOutcome(S.UNKNOWN, "", Cause.LINE_LOST)


def test_a_refusal_says_what_remains(desk: Desk) -> None:
    talk = desk.talk(desk.entry(12851))
    desk.answer()
    assert talk.outcome == OutsideOutcome(S.REFUSED, "61", Cause.NONE, 12850)
    assert desk.outside == []


def test_a_late_entry_of_a_released_key_is_refused(desk: Desk) -> None:
    entry = desk.entry()
    desk.talk(desk.release(entry))
    desk.answer()
    talk = desk.talk(entry)
    desk.answer()
    assert talk.outcome == OutsideOutcome(S.REFUSED, "12", Cause.NONE, 12850)


def test_an_answer_about_another_entry_is_none(desk: Desk) -> None:
    talk = desk.talk(desk.entry())
    answer = desk.front_end.answer(desk.sent())
    assert answer is not None
    desk.deliver(changed(desk, answer, b"0a0b0c0d", b"0a0b0c0e"))
    assert talk.outcome == OutsideOutcome(S.UNKNOWN, "", Cause.ANSWER_MISMATCH)


def test_an_answer_with_the_wrong_standing_settles_nothing(desk: Desk) -> None:
    talk = desk.talk(desk.entry())
    answer = desk.front_end.answer(desk.sent())
    assert answer is not None
    desk.deliver(changed(desk, answer, b"RX1E", b"RX1R"))
    assert talk.outcome == OutsideOutcome(S.UNKNOWN, "00", Cause.HOST_UNSURE)


def changed(desk: Desk, answer: bytes, here: bytes, there: bytes) -> bytes:
    """`answer` with something else in field 62, under a MAC that fits."""
    packet = read(answer, named("practice"))
    fields = {number: value for number, value in packet.message.fields.items() if number != 64}
    said = fields[62]
    assert isinstance(said, bytes)
    assert here in said
    terminal = desk.ledger.terminal(desk.on.identity.terminal_no)
    assert terminal is not None
    mak = open_working_keys(PRACTICE_MASTER_KEY, terminal.sealed_keys).mak
    return seal(packet.envelope, Message("0630", fields | {62: said.replace(here, there)}), mak, named("practice"))


def test_another_hosts_entry_is_not_sent(desk: Desk) -> None:
    elsewhere = replace(desk.on.identity, ledger_id="f" * 16)
    talk = OutsideTalk(desk.till, desk.entry(), elsewhere, lambda: None)
    desk.till.start(talk, desk.now)
    assert talk.outcome == OutsideOutcome(S.NOT_SENT, "", Cause.INTERRUPTED)
    assert desk.till.take() == b""


def test_signed_off_it_signs_on_first(desk: Desk) -> None:
    desk.till.signed_off()
    talk = desk.talk(desk.entry())
    desk.answer()
    desk.answer()
    assert desk.log == ["intent", "send 0800", "send 0620"]
    assert talk.outcome == ENTERED


def test_where_the_sign_on_is_silent_nothing_was_sent(desk: Desk) -> None:
    desk.till.signed_off()
    talk = desk.talk(desk.entry())
    desk.sent()
    desk.wait()
    assert talk.outcome == OutsideOutcome(S.NOT_SENT, "", Cause.NO_ANSWER)
    assert isinstance(desk.on.identity, LinkIdentity)
