"""The cash desk as a face uses it, on the in-process emulator: states told, open refunds, settling, passwords."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from supervisor import BY

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder, ByReference, Goods, OriginalState
from scanner.salesslip import SalesSlip, order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.desk.faults import FAULTS
from terminal.desk.operators import Admitted
from terminal.desk.refund_desk import error_word
from terminal.records.journal import JournalError
from terminal.settings import Settings
from terminal.trade.refund import FINAL, STANDS, RefundRecord, State

CARD, WECHAT = order_no("800000260001"), order_no("800000260002")
UNIONPAY = TEST_CARDS["unionpay"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "zh", 0.0)


@pytest.fixture
def opened(settings: Settings) -> Iterator[Callable[[], Desk]]:
    desks: list[Desk] = []

    def make() -> Desk:
        desks.append(open_desk("emulator:", settings))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(opened: Callable[[], Desk]) -> Desk:
    desk = opened()
    desk.sign_on("01")
    return desk


class Told:
    """Hears the states of a refund."""

    def __init__(self) -> None:
        self.states: list[State] = []

    def __call__(self, record: RefundRecord) -> None:
        self.states.append(record.state)


@pytest.fixture
def pending(monkeypatch: pytest.MonkeyPatch) -> Callable[[Desk, str], RefundRecord]:
    """A refund of one yuan that stopped right after its intent was durable."""

    def make(desk: Desk, order: str = CARD) -> RefundRecord:
        original = desk.find(ByOrder(order))

        class Stopped(Exception):
            pass

        def stop(*words: object, **options: object) -> None:
            raise Stopped

        with monkeypatch.context() as patched:
            patched.setattr("terminal.line.talks.RefundTalk._request", stop)
            with pytest.raises(Stopped):
                desk.refund(BY, RefundRequest(original, 100), UNIONPAY, Told())
        return desk.open_refunds()[-1]

    return make


def test_the_station_after_sign_on(opened):
    station = opened().sign_on("01")
    assert (station.merchant_no, station.terminal_no, station.practice) == ("888888800000001", "88000001", True)
    assert (station.link, station.batch_no) == ("emulator:", "000001")
    assert station.business_date == f"{datetime.now().astimezone():%Y%m%d}"


@pytest.mark.parametrize(
    ("operator_no", "word"),
    [("00", "supervisor"), ("99", "system"), ("02", "unknown"), ("", "unknown"), ("中", "unknown")],
)
def test_nobody_else_signs_on(opened, operator_no, word):
    desk = opened()
    with pytest.raises(Refusal, match=f"operator_{word}"):
        desk.sign_on(operator_no)


def test_operators_and_the_supervisor(desk):
    assert desk.check_operator("01", "0000") == Admitted("01")
    assert desk.check_operator("00", "123456") == Admitted("00")
    assert desk.check_supervisor("123456") == Admitted("00")
    for check, word in (
        (lambda: desk.check_operator("01", "1"), "operator_password"),
        (lambda: desk.check_operator("99", "1"), "operator_password"),
        (lambda: desk.check_operator("77", "0000"), "operator_unknown"),
        (lambda: desk.check_supervisor("0000"), "supervisor_password"),
    ):
        with pytest.raises(Refusal) as refused:
            check()
        assert refused.value.word == word
    assert [entry.kind for entry in desk.journal.entries()] == ["operator.password_wrong"] * 3


def test_a_refund_tells_each_state_and_prints(desk):
    told = Told()
    result = desk.refund(BY, RefundRequest(desk.find(ByOrder(CARD)), 4950, (("1001", 1), ("1002", 2))), UNIONPAY, told)
    assert told.states == [State.PENDING, State.APPROVED]
    assert (result.record.state, result.record.amount_fen, len(result.receipt) > 60) == (State.APPROVED, 4950, True)
    (printed,) = desk.prints.wait(10)
    assert (len(printed.files), printed.lines, printed.trouble) == (4, result.receipt, ())
    assert len(result.record.card_hash) == 72
    assert desk.journal.keyed_hash(UNIONPAY.number) not in result.record.card_hash
    assert [entry.kind for entry in desk.journal.entries()] == ["refund.intent", "refund.approved", "receipt.printed"]
    after = desk.find(ByOrder(CARD))
    assert (after.remaining_fen, after.state) == (12850 - 4950, OriginalState.PARTLY_REFUNDED)


# fmt: off
FINDS = [
    (SalesSlip(CARD, 12850, authenticated=True, source="qr"),  None),
    (SalesSlip(CARD, None, authenticated=False, source="bars"), None),
    (SalesSlip(CARD, 12851, authenticated=True, source="qr"),  "slip_amount"),
    (ByOrder(CARD),                                            None),
    (ByOrder("8000 0026 0001 49"),                             None),
    (ByOrder("80000026000148"),                                "order_check_digits"),
    (ByOrder(order_no("800000269999")),                        "order_unknown"),
    (ByReference("999999999999", "1122"),                      "order_unknown"),
    (ByReference("二六一一二二零零零零零一", "1122"),             "order_unknown"),
    (ByReference("261122000001", "9999"),                      "order_unknown"),
]
# fmt: on


@pytest.mark.parametrize(("what", "word"), FINDS, ids=lambda part: str(part)[:50])
def test_finding(desk, what, word):
    try:
        found = desk.find(what).order_no
        refused = None
    except Refusal as refusal:
        found, refused = CARD, refusal.word
    assert (found, refused) == (CARD, word)


def test_an_open_refund_blocks_its_original_after_a_restart_and_is_settled(desk, opened, pending):
    record = pending(desk)
    assert (record.state, error_word(record)) == (State.PENDING, "interrupted")
    with pytest.raises(Refusal, match="original_busy"):
        desk.refund(BY, RefundRequest(desk.find(ByOrder(CARD)), 100), UNIONPAY, Told())
    desk.close()
    again = opened()
    again.sign_on("01")
    (waiting,) = again.resume(Told())
    assert (waiting.record.state, again.belongs_here(waiting.record)) == (State.NOT_FOUND, True)
    with pytest.raises(Refusal, match="card_wrong"):
        again.settle(waiting.record, TEST_CARDS["visa"], False, Told())
    told = Told()
    done = again.settle(waiting.record, UNIONPAY, False, told)
    assert told.states == [State.QUERYING, State.PENDING, State.APPROVED]
    assert (done.record.key, done.record.state, len(again.prints.wait(10))) == (record.key, State.APPROVED, 1)
    assert again.open_refunds() == ()


@pytest.mark.parametrize("asked_first", [False, True])
def test_giving_up_asks_first_and_leaves_a_tombstone(desk, pending, settings, asked_first):
    record = pending(desk)
    if asked_first:
        record = desk.settle(record, None, False, Told()).record
    result = desk.settle(record, None, True, Told())
    assert (result.record.state, error_word(result.record)) == (State.CANCELLED, "cancelled")
    with open_ledger(settings.ledger) as ledger:
        assert [row for row in ledger.all_refunds() if row.answer.code == "00"] == []
    assert desk.find(ByOrder(CARD)).remaining_fen == 12850


def test_reset_renews_everything_and_the_desk_goes_on(desk, settings):
    desk.refund(BY, RefundRequest(desk.find(ByOrder(WECHAT)), 100), None, Told())
    epoch = desk.journal.epoch
    desk.reset_practice()
    station = desk.sign_on("01")
    assert (desk.journal.epoch != epoch, desk.journal.refunds(), station.terminal_no) == (True, (), "88000001")
    assert desk.find(ByOrder(WECHAT)).refunded_fen == 0
    assert desk.refund(BY, RefundRequest(desk.find(ByOrder(WECHAT)), 100), None, Told()).record.state is State.APPROVED


def test_after_close_nothing_can_be_done_and_closing_again_is_fine(desk):
    original = desk.find(ByOrder(CARD))
    desk.close()
    desk.close()
    with pytest.raises(Refusal) as refused:
        desk.refund(BY, RefundRequest(original, 100), UNIONPAY, Told())
    assert FAULTS[refused.value.word] == 4


@pytest.mark.parametrize("state", State, ids=str)
def test_every_state_has_a_word_of_the_table(desk, pending, state):
    word = error_word(replace(pending(desk), state=state))
    assert (word == "") is (state in STANDS)
    assert word in {*FAULTS, ""}
    assert (FAULTS.get(word, 0) == 3) is (state not in FINAL)


def test_what_no_message_can_carry_is_refused_before_there_is_an_intent(desk):
    """An order of more goods than field 59 holds: nothing is written, so that nothing can be stuck."""
    original = desk.find(ByOrder(CARD))
    many = tuple(Goods(f"SKU{number:05d}", "商品", 1, 1) for number in range(120))
    crowded = replace(original, goods=many)
    items = tuple((line.sku, 1) for line in many)
    with pytest.raises(Refusal, match="too_many_goods"):
        desk.refund(BY, RefundRequest(crowded, 120, items), UNIONPAY, lambda _record: None)
    assert desk.journal.refunds() == ()
    assert desk.refund(BY, RefundRequest(crowded, 120), UNIONPAY, lambda _record: None).record.state is State.APPROVED


def test_a_request_number_is_answered_before_a_line_is_wanted(desk):
    """Whoever asks twice must not hear that nothing was sent (found by the simulation: keys lost, and no line)."""
    request = RefundRequest(desk.find(ByOrder(CARD)), 100, request_no="R-1", asked="1")
    first = desk.refund(BY, request, UNIONPAY, Told())
    desk.enter("01", "0000")
    again = desk.refund(BY, request, UNIONPAY, Told())
    assert (again.record, again.replayed) == (first.record, True)
    with pytest.raises(Refusal, match="request_differs"):
        desk.refund(BY, replace(request, asked="2"), UNIONPAY, Told())


def test_an_open_refund_is_not_taken_up_where_nothing_can_be_written(desk, pending):
    """Who waits would else see it stand as it is for ever, and not why (found by the simulation)."""
    record = pending(desk)
    (pages,) = desk.journal._store.db.execute("PRAGMA page_count").fetchone()
    desk.journal._store.db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalError, match="journal_write"):
        desk.journal.note("receipt.printed", body={"text": "x" * 100_000})
    for take_up in (
        lambda: desk.settle(record, UNIONPAY, False, Told()),
        lambda: desk.settle(record, None, True, Told()),
        lambda: desk.resume(Told()),
    ):
        with pytest.raises(Refusal, match="journal_write"):
            take_up()
    assert desk.open_refunds() == (record,)
