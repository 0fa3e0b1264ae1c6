"""The till against a real front end, by hand: what is recorded, sent and printed, in which order, is one log.

Length framing, no loop and no clock: the test takes the till's bytes to the host and the answers back.
"""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from emulator.front_end import FrontEnd
from emulator.host import Host
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.dialects import OURS, PLAIN, Capabilities
from protocol.dialects.unionpay import host_side
from protocol.dialects.unionpay.dialect import UnionPay
from protocol.dialects.unionpay.profiles import DEFAULT
from protocol.framing import write_length
from protocol.security import PRACTICE_MASTER_KEY, MacKind, open_working_keys
from protocol.session import Framing, Session, Silence, Timing
from protocol.transactions import ByOrder, Channel, Original, RefundKey
from terminal.line.talks import NoOriginal, OrderTalk, RefundTalk, SignOnTalk
from terminal.line.till import NotSignedOn, Profile, SignedOn, Till
from terminal.records.journal import JournalError
from terminal.trade.refund import CancelAsked, Cause, LinkIdentity, RefundRecord, Resumed, State, Submitted

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
EPOCH = "0a0b0c0d"
CARD = TEST_CARDS["unionpay"]


class Desk:
    """A till, its journal, its printer and its host; `log` is what happened, in order."""

    epoch = EPOCH

    def __init__(self, can: Capabilities = OURS) -> None:
        self.shop = load_shop()
        self.ledger = SqliteLedger(":memory:")
        self.ledger.open_shop(self.shop, NOON, lambda size: bytes(range(size)))
        self.host = Host(self.ledger, lambda: NOON, lambda size: bytes(range(7, 7 + size)))
        self.front_end = FrontEnd(self.host)
        self.log: list[str] = []
        self.kept: dict[RefundKey, RefundRecord] = {}
        self.traces = 800  # beyond those of the refunds below, as a journal reserves them
        self.full = False
        self.now = 0.0
        self.can = can
        self.till = self.till_by(UnionPay())

    def till_by(self, dialect: UnionPay) -> Till:
        return Till(
            Profile("practice", self.shop.merchant_no), self,
            partial(Session, Framing.LENGTH, Timing(), dialect=dialect), PRACTICE_MASTER_KEY, lambda _: self.can,
            lambda record: self.log.append(f"print {record.state}"), lambda: "20261123",
        )  # fmt: skip

    # the journal's part

    def record(self, kind: str, refund: RefundRecord, *, because: tuple[str, dict[str, object]] | None = None) -> None:
        if self.full:
            raise JournalError("journal_write", "full")
        if because is not None:
            self.note(because[0], subject=str(refund.key), body=because[1])
        self.log.append(f"record {kind}")
        self.kept[refund.key] = refund

    def note(self, kind: str, *, subject: str, body: dict[str, object]) -> None:
        self.log.append(f"note {kind} {body['code']}")

    def refunds(self) -> tuple[RefundRecord, ...]:
        return tuple(self.kept.values())

    def next_trace(self) -> str:
        self.traces += 1
        return f"{self.traces:06}"

    # the line's part

    def sent(self) -> bytes:
        """The next request, without its length; its type goes to the log."""
        data = self.till.take()[2:]
        self.log.append(f"send {data[11:13].hex()}")
        return data

    def deliver(self, answer: bytes | None) -> None:
        self.till.receive(write_length(answer or b""), self.now)

    def answer(self, times: int = 1) -> None:
        """Carry so many requests to the host and back."""
        for _ in range(times):
            self.deliver(self.front_end.answer(self.sent()))

    def silence(self) -> None:
        """The request is gone, and nobody answers until it is over."""
        self.sent()
        self.wait()

    def lost_answer(self) -> None:
        """The host does it, and nobody hears its answer."""
        self.front_end.answer(self.sent())
        self.wait()

    def wait(self) -> None:
        self.now = self.till.due() or self.now
        self.till.tick(self.now)

    def start(self, talk: SignOnTalk | OrderTalk | RefundTalk) -> None:
        self.till.start(talk, self.now)

    # what is refunded

    def signed_on(self) -> "Desk":
        self.start(SignOnTalk(self.till))
        self.answer()
        self.log.clear()
        return self

    def talk(self, first: Submitted | Resumed | CancelAsked, **changes: object) -> RefundTalk:
        on = self.till.signed_on
        identity = on.identity if isinstance(on, SignedOn) else LinkIdentity("", "", "", "")
        original = self.ledger.original_by_order(self.shop.merchant_no, self.shop.order(1).order_no)
        assert original is not None
        record = RefundRecord(
            key=RefundKey(identity.merchant_no, identity.terminal_no, EPOCH, "000001", "000777", "20261122"),
            link=identity, amount_fen=100, original_reference=original.reference_no,
            original_month_day=original.month_day, channel=Channel.CARD, order_no=original.order_no,
            payer=original.payer, items=(), reason="customer", operator_no="01", supervisor_no="00", practice=True,
            opened_at="",
        )  # fmt: skip
        card = changes.pop("card", CARD)
        told = lambda record: self.log.append(f"tell {record.state}")  # noqa: E731
        return RefundTalk(self.till, replace(record, **changes), card, first, told)  # type: ignore[arg-type]

    def applied(self) -> int:
        return len(self.ledger.all_refunds())


@pytest.fixture
def desk() -> Desk:
    return Desk().signed_on()


INTENT = ["record refund.intent", "tell pending", "send 0220"]
APPROVED = ["record refund.approved", "tell approved", "print approved"]
QUERY = ["record refund.unknown", "tell querying", "tell querying", "send 0600"]


def test_sign_on_gives_keys_number_and_identity():
    desk = Desk()
    assert desk.till.signed_on == NotSignedOn()
    talk = SignOnTalk(desk.till)
    desk.start(talk)
    desk.answer()
    on = desk.till.signed_on
    assert isinstance(on, SignedOn)
    identity = LinkIdentity("practice", desk.shop.merchant_no, "88000001", desk.ledger.identity().ledger_id)
    assert (talk.done, talk.cause, on.identity) == (True, Cause.NONE, identity)
    assert (on.batch_no, on.business_date, on.emulator) == ("000001", "20261122", True)
    assert desk.log == ["send 0800"]


def test_sign_on_in_silence():
    desk = Desk()
    talk = SignOnTalk(desk.till)
    desk.start(talk)
    desk.silence()
    assert (talk.done, talk.cause) == (True, Cause.NO_ANSWER)
    assert isinstance(desk.till.signed_on, NotSignedOn)


def test_an_approved_refund_in_order(desk):
    talk = desk.talk(Submitted())
    desk.start(talk)
    desk.answer()
    assert desk.log == INTENT + APPROVED
    assert (talk.done, talk.record.state, talk.durable, desk.applied()) == (True, State.APPROVED, talk.record, 1)


def test_an_original_over_several_pages(desk):
    wanted = ByOrder(desk.shop.order(9).order_no)
    talk = OrderTalk(desk.till, wanted)
    desk.start(talk)
    pages = 0
    while desk.till.busy:
        desk.answer()
        pages += 1
    assert isinstance(talk.result, Original)
    assert (talk.result.order_no, len(talk.result.goods)) == (wanted.order_no, len(desk.shop.order(9).lines))
    assert desk.log == ["send 0600"] * pages


def test_no_original(desk):
    talk = OrderTalk(desk.till, ByOrder("80000026999900"))
    desk.start(talk)
    desk.answer()
    assert talk.result == NoOriginal("25")


def test_a_refund_signs_on_by_itself():
    desk = Desk().signed_on()
    talk = desk.talk(Submitted())
    desk.till.signed_on = NotSignedOn()
    desk.start(talk)
    desk.answer(2)
    assert desk.log == ["record refund.intent", "tell pending", "send 0800", "send 0220", *APPROVED]


def asking_for_sign_on(answer: bytes | None) -> bytes:
    """处理要求 3: the low half of byte 7, in the header and outside the MAC."""
    assert answer is not None
    return answer[:7] + bytes((answer[7] & 0xF0 | 3,)) + answer[8:]


def test_a_sign_on_asked_for_between_two_pages_comes_before_the_next(desk):
    wanted = ByOrder(desk.shop.order(9).order_no)
    talk = OrderTalk(desk.till, wanted)
    desk.start(talk)
    while desk.till.busy:
        answer = desk.front_end.answer(desk.sent())
        desk.deliver(asking_for_sign_on(answer) if desk.log[-1] == "send 0600" else answer)
    assert isinstance(talk.result, Original)
    assert (talk.result.order_no, len(talk.result.goods)) == (wanted.order_no, len(desk.shop.order(9).lines))
    assert desk.log == ["send 0600", *["send 0800", "send 0600"] * (desk.log.count("send 0600") - 1)]
    assert desk.log.count("send 0600") > 1
    assert (desk.till.signed_on, desk.till.station is None) == (NotSignedOn("00"), False)


def test_the_batch_of_the_station_is_signed_on_again(desk):
    """Not that of a new terminal."""
    desk.till.station = replace(desk.till.station, batch_no="000042")
    desk.till.signed_on = NotSignedOn()
    desk.start(SignOnTalk(desk.till))
    _, request = host_side.decode(desk.sent())
    assert request.batch_no == "000042"


@pytest.mark.parametrize(
    ("kind", "mac", "silence"),
    [
        (MacKind.ECB, MacKind.ECB, None),
        (MacKind.X9_19, MacKind.X9_19, None),
        (MacKind.X9_19, MacKind.ECB, Silence.BAD_MAC),
        (MacKind.ECB, MacKind.NONE, Silence.BAD_MAC),
        (MacKind.NONE, MacKind.NONE, None),
    ],
)
def test_the_mac_of_a_sign_on_is_the_profiles(kind, mac, silence):
    """By the profile of the line, and by what the host made it: a sign-on, or none."""
    desk = Desk()
    desk.till = desk.till_by(UnionPay(replace(DEFAULT, mac=kind)))
    desk.start(SignOnTalk(desk.till))
    packet, request = host_side.decode(desk.sent())
    answer = desk.host.answer(request)
    mak = open_working_keys(PRACTICE_MASTER_KEY, answer.working_keys).mak
    desk.deliver(host_side.encode(packet, request, answer, mak, replace(DEFAULT, mac=mac)))
    on = desk.till.signed_on
    assert (isinstance(on, SignedOn), getattr(on, "silence", None)) == (silence is None, silence)


def test_keys_that_the_host_forgot_are_renewed_and_the_refund_is_queried_first(desk):
    """77 without a MAC settles nothing: it is asked, never seen, and sent again under its key."""
    talk = desk.talk(Submitted())
    desk.ledger.store_keys("88000001", b"")
    desk.start(talk)
    desk.answer(4)
    again = ["send 0800", "send 0600", "record refund.resent", "tell pending", "send 0221"]
    assert desk.log == INTENT + QUERY[:-1] + again + APPROVED
    assert desk.applied() == 1


def test_a_lost_answer_is_asked_for(desk):
    talk = desk.talk(Submitted())
    desk.start(talk)
    desk.lost_answer()
    desk.answer()
    assert desk.log == INTENT + QUERY + APPROVED
    assert (talk.record.queries, desk.applied()) == (1, 1)


def test_silence_and_silence_leaves_it_unknown(desk):
    talk = desk.talk(Submitted())
    desk.start(talk)
    desk.silence()
    for _ in range(2):
        desk.silence()
        assert desk.till.take() == b""  # the pause between two queries
        desk.wait()
    desk.silence()
    assert (talk.done, talk.record.state, talk.record.cause) == (True, State.UNKNOWN, Cause.NO_ANSWER)
    assert [line for line in desk.log if line.startswith("send")] == ["send 0220"] + ["send 0600"] * 3


def test_a_peer_that_declares_nothing_is_asked_nothing():
    desk = Desk(PLAIN).signed_on()
    talk = desk.talk(Submitted())
    desk.start(talk)
    desk.lost_answer()
    assert desk.log == [*INTENT, "record refund.manual", "tell manual"]
    assert (talk.done, desk.till.take(), desk.applied()) == (True, b"", 1)


@pytest.mark.parametrize(
    ("taken", "left", "state"),
    [
        (False, False, State.NOT_SENT),
        (False, True, State.NOT_SENT),
        (True, True, State.QUERYING),
        (True, False, State.NOT_SENT),
    ],
)
def test_a_line_that_goes_while_the_refund_is_under_way(desk, taken, left, state):
    """taken: the bytes were given to the line. left: some of them may have been written."""
    talk = desk.talk(Submitted())
    desk.start(talk)
    if taken:
        desk.sent()
    desk.till.line_lost(desk.now, left=left)
    assert talk.record.state is state


def test_a_line_found_gone_later_does_not_undo_what_was_sent(desk):
    """The refund was written whole; a later empty take, or a resend, meets a closed line: it is unknown."""
    talk = desk.talk(Submitted())
    desk.start(talk)
    desk.sent()
    assert desk.till.take() == b""
    desk.till.line_lost(desk.now, left=False)
    assert talk.record.state is State.QUERYING


def test_a_record_of_another_link_is_never_asked_about(desk):
    other = LinkIdentity("practice", desk.shop.merchant_no, "88000001", "f" * 16)
    talk = desk.talk(Resumed(), link=other, state=State.PENDING, sends=1)
    desk.start(talk)
    assert (talk.done, talk.record.state, desk.till.take()) == (True, State.MANUAL, b"")
    desk.till._declared[other] = OURS  # even if its host declared everything before
    talk = desk.talk(Resumed(), link=other, state=State.PENDING, sends=1)
    desk.start(talk)
    for _ in range(2):
        desk.wait()
    assert (talk.done, talk.record.state, desk.till.take()) == (True, State.UNKNOWN, b"")


def test_the_terminal_was_given_another_ledger_while_signing_on_again(desk):
    talk = desk.talk(Submitted(), link=LinkIdentity("practice", desk.shop.merchant_no, "88000001", "f" * 16))
    desk.till.signed_on = NotSignedOn()
    desk.start(talk)
    desk.answer()
    assert (talk.done, talk.record.state, talk.record.cause) == (True, State.NOT_SENT, Cause.INTERRUPTED)
    assert desk.till.take() == b""


def test_nothing_is_sent_when_the_intent_cannot_be_written(desk):
    talk = desk.talk(Submitted())
    desk.full = True
    with pytest.raises(JournalError):
        desk.start(talk)
    assert (desk.till.take(), talk.durable, desk.log) == (b"", None, [])


def test_the_durable_record_is_the_one_before_a_failed_write(desk):
    talk = desk.talk(Submitted())
    desk.start(talk)
    request = desk.sent()
    desk.full = True
    with pytest.raises(JournalError):
        desk.deliver(desk.front_end.answer(request))
    assert (talk.durable and talk.durable.state, desk.till.take()) == (State.PENDING, b"")


def test_an_answer_with_a_bad_mac_is_no_answer(desk):
    talk = desk.talk(Submitted())
    desk.start(talk)
    answer = desk.front_end.answer(desk.sent())
    desk.deliver(answer[:-1] + bytes((answer[-1] ^ 1,)))
    assert (talk.record.state, talk.record.cause) == (State.QUERYING, Cause.BAD_MAC)
    assert isinstance(desk.till.signed_on, NotSignedOn)
    desk.answer(2)  # signs on again, then the query
    assert talk.record.state is State.APPROVED


def test_an_answer_to_an_earlier_question_changes_nothing(desk):
    talk = desk.talk(Submitted())
    desk.start(talk)
    late = desk.front_end.answer(desk.sent())
    desk.wait()
    assert talk.record.state is State.QUERYING
    desk.deliver(late)
    assert talk.record.state is State.QUERYING
    desk.answer()
    assert (talk.record.state, desk.log.count("print approved")) == (State.APPROVED, 1)


def test_a_cancel_leaves_a_tombstone(desk):
    talk = desk.talk(CancelAsked(), state=State.NOT_FOUND, sends=1, card=None)
    desk.start(talk)
    desk.answer()
    assert (talk.done, talk.record.state) == (True, State.CANCELLED)
    again = desk.talk(Submitted())
    desk.start(again)
    desk.answer()
    assert (again.record.state, again.record.code) == (State.DECLINED, "12")
