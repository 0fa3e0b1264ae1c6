"""A terminal that dies between the intent of a payment and its slip: at the next start what the host has done is undone
before anything else, or stands as approved. Real processes, a real os._exit, real SQLite files.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from forked import Forked
from supervisor import BY

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.settings import Settings
from terminal.trade.batch import SettlementState
from terminal.trade.payment import ClosedAs, PaymentRecord, PaymentState

pytestmark = pytest.mark.usefixtures("nobody_waits")

S = PaymentState
DEAD = 9
LINK = "emulator:?t_resp=0.3&t_ack=0.1"

# Sells once (or sells and settles), and makes the n-th call of a method the last thing its process does. "lost": no
# answer is heard.
CHILD = """
import importlib, os, sys
from pathlib import Path
from protocol.cards import TEST_CARDS
from terminal.compose import Options, open_desk
from terminal.settings import Settings
home, link, where, when, count, how = sys.argv[1:]
module, name, method = where.split(":")
owner = getattr(importlib.import_module(module), name)
inner, left = getattr(owner, method), [int(count)]
def dying(*words, **options):
    left[0] -= 1
    if when == "before" and not left[0]:
        os._exit(9)
    said = inner(*words, **options)
    if when == "after" and not left[0]:
        os._exit(9)
    return said
desk = open_desk(link, Settings(Path(home), "zh", 0.0))
desk.sign_on("01")
if how == "settle":
    desk.payments.sale(2950, TEST_CARDS["unionpay"], "", lambda record: None)
if how == "lost":
    from protocol.transport.pipe import PipeTransport
    PipeTransport.read = lambda self, timeout: self.sleep(timeout) or b""
setattr(owner, method, dying)
if how == "settle":
    desk.batch.settle(lambda record: None)
desk.payments.sale(2950, TEST_CARDS["unionpay"], "", lambda record: None)
sys.exit("it lived")
"""
JOURNAL, LINE, PAPER = (
    "terminal.records.journal:Journal:record", "protocol.transport.pipe:PipeTransport:write",
    "terminal.desk.payment_paper:PaymentPrinter:_receipt",
)  # fmt: skip

# fmt: off
# where it dies -> what it becomes at the next start, code of the 0410, 0400s that left before
POINTS: dict[str, tuple[str, str, int, bool, PaymentState, str]] = {
    "after the intent is written":    (JOURNAL, "after",  1, False, S.REVERSED, "25"),
    "before the first byte leaves":   (LINE,    "before", 1, False, S.REVERSED, "25"),
    "after the request left":         (LINE,    "after",  1, False, S.REVERSED, "00"),
    "before the approval is written": (JOURNAL, "before", 2, False, S.REVERSED, "00"),
    "after the approval is written":  (JOURNAL, "after",  2, False, S.APPROVED, ""),
    "before the slip is printed":     (PAPER,   "before", 1, False, S.APPROVED, ""),
    "after the reversal is written":  (JOURNAL, "after",  2, True,  S.REVERSED, "00"),
    "after its failure is written":   (JOURNAL, "after",  3, True,  S.REVERSED, "00"),
}
# fmt: on


@pytest.fixture
def die(forked: Forked) -> Callable[..., None]:
    return partial(_die, forked)


def _die(forked: Forked, settings: Settings, where: str, when: str, count: int, how: str = "") -> None:
    words = [str(settings.home), LINK, where, when, str(count), how]
    assert forked.run(CHILD, *words) == (DEAD, "")


@pytest.mark.parametrize("point", POINTS)
def test_the_next_start_undoes_it_before_anything_else(
    die: Callable[..., None],
    settings: Settings,
    desk_on: Callable[..., Desk],
    tap: type[Any],
    point: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    where, when, count, lost, state, code = POINTS[point]
    die(settings, where, when, count, "lost" if lost else "")
    told: list[PaymentRecord] = []
    desk = desk_on(LINK)
    desk.sign_on("01")
    (before,) = desk.journal.payments()
    desk.resume(lambda _record: None)
    (record,) = desk.journal.payments()
    assert (record.state, record.reversal_code, desk.payments.unsettled()) == (state, code, ())
    assert record.tries == before.tries + (state is S.REVERSED)
    desk.prints.wait(10)
    printed = [entry for entry in desk.journal.entries() if entry.kind == "receipt.printed"]
    assert [entry.body["reprint"] for entry in printed] == [True] * (state is S.APPROVED)
    with open_ledger(settings.ledger) as ledger:
        entry = ledger.entry(record.key)
        stands = entry is not None and entry.approved and not entry.reversed
        assert (stands, ledger.discrepancies()) == (state is S.APPROVED, ())
    after = desk.payments.sale(100, TEST_CARDS["unionpay"], "", told.append)
    assert after.record.state is S.APPROVED
    desk.journal.verify()


@pytest.mark.parametrize(("when", "count"), [("after", 1), ("before", 2)], ids=["begun", "closed at the host"])
def test_a_settlement_goes_on_where_it_was_killed(
    die: Callable[..., None], settings: Settings, desk_on: Callable[..., Desk], when: str, count: int
) -> None:
    die(settings, JOURNAL, when, count, "settle")
    desk = desk_on(LINK)
    assert desk.sign_on("01").batch_no == f"{count:06d}"
    desk.resume(lambda _record: None)
    with pytest.raises(Refusal, match="settle_unfinished"):
        desk.payments.sale(100, TEST_CARDS["unionpay"], "", lambda _record: None)
    settled = desk.batch.settle(lambda _record: None)
    assert (settled.state, settled.batch_no, settled.balanced) == (SettlementState.CLOSED, "000001", True)
    assert (settled.ours.domestic.debit_fen, desk.batch.now().batch_no) == (2950, "000002")


def test_a_sale_after_a_kill_sends_the_reversal_first(
    die: Callable[..., None], settings: Settings, desk_on: Callable[..., Desk]
) -> None:
    """Also where nobody asked for what was left open."""
    die(settings, LINE, "after", 1)
    desk = desk_on(LINK)
    desk.sign_on("01")
    told: list[PaymentRecord] = []
    desk.payments.sale(100, TEST_CARDS["unionpay"], "", told.append)
    assert [(record.amount_fen, record.state) for record in told] == [
        (2950, S.REVERSING), (2950, S.REVERSED), (100, S.PENDING), (100, S.APPROVED),
    ]  # fmt: skip


def test_what_is_owed_to_one_host_is_never_sent_to_another(
    die: Callable[..., None],
    settings: Settings,
    desk_on: Callable[..., Desk],
    served: Callable[..., Any],
    tmp_path: Any,
) -> None:
    die(settings, LINE, "after", 1)
    with served("tcp://127.0.0.1:0", tmp_path / "other.db") as (link, _):
        desk = desk_on(link)
        desk.sign_on("01")
        desk.resume(lambda _record: None)
        (record,) = desk.payments.unsettled()
        assert record.state is S.PENDING
        assert desk.payments.sale(100, TEST_CARDS["unionpay"], "", lambda _record: None).record.state is S.APPROVED
        assert desk.batch.now().totals.domestic.debit_count == 1
        assert desk.payments.close_by_hand(BY, record, ClosedAs.UNDONE).state is S.CLOSED
