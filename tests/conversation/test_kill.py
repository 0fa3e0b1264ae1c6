"""Terminal, host or both die at every point between intent and receipt; started again, books and journal agree.

Real processes, a real os._exit at the point, real SQLite files. The rule under test: exactly one row in the ledger and
the same outcome in the journal; or, where a person gives the refund up instead, no row and a cancelled record.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from forked import Forked
from supervisor import BY

from emulator.host import Host
from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder, Refund
from scanner.salesslip import order_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.settings import Settings
from terminal.trade.refund import RefundRecord, State

ORDER = order_no("800000260001")
DEAD = 9
ENTRY = "from terminal.cli import main; main()"

End = tuple[list[State], list[int]]
"""States in the journal, amounts in the ledger."""
DONE: End = ([State.APPROVED], [2950])
UNDONE: End = ([State.CANCELLED], [])
NEVER: End = ([], [])

JOURNAL, LEDGER = "terminal.records.journal:Journal", "emulator.ledger.sqlite_store:SqliteLedger"
# fmt: off
# (class, method, die before or after its n-th call), counted from the moment the cashier confirms; how it ends where
# the card is presented again, and where it is given up: nobody gives up what the host has in its books by then.
TERMINAL_POINTS = {
    "before the intent is written":    ((JOURNAL, "record", "before", 1),                             NEVER, NEVER),
    "after the intent is written":     ((JOURNAL, "record", "after", 1),                              DONE,  UNDONE),
    "before the first byte leaves":    (("{transport}", "write", "before", 1),                        DONE,  UNDONE),
    "after the request left":          (("{transport}", "write", "after", 1),                         DONE,  DONE),
    "after the answer was read":       (("{transport}", "read", "after", 1),                          DONE,  DONE),
    "before the outcome is written":   ((JOURNAL, "record", "before", 2),                             DONE,  DONE),
    "after the outcome is written":    ((JOURNAL, "record", "after", 2),                              DONE,  DONE),
    "before the receipt is printed":   (("terminal.desk.register:Printer", "_receipt", "before", 2),  DONE,  DONE),
    "before the receipt is noted":     ((JOURNAL, "note", "before", 1),                               DONE,  DONE),
    "after the receipt is noted":      ((JOURNAL, "note", "after", 1),                                DONE,  DONE),
}
HOST_POINTS = {
    "host before its commit":          ((LEDGER, "apply", "before", 1),                               DONE,  UNDONE),
    "host after its commit":           ((LEDGER, "apply", "after", 1),                                DONE,  DONE),
    "host before its answer leaves":   (("emulator.device:Device", "_send", "before", 1),             DONE,  DONE),
}
# The same of a served host, which commits by groups; counted from its start: sign-on, order query, refund.
SERVED_POINTS = {
    "host before its rules":           (LEDGER, "apply", "before", 1),
    "host before its commit":          (LEDGER, "apply", "after", 1),
    "host after its commit":           ("emulator.serving.batch:Batch", "_ask_all", "after", 3),
    "host before its answer leaves":   ("emulator.serving.connection:Connection", "answered", "before", 3),
}
# fmt: on
PIPE, TCP = "protocol.transport.pipe:PipeTransport", "protocol.transport.tcp:TcpTransport"

# Makes the n-th call of a method the last thing its process does.
TRAP = """
import importlib, os
def set_trap(where, method, when, count):
    module, name = where.split(":")
    owner = getattr(importlib.import_module(module), name)
    inner, calls = getattr(owner, method), [0]
    def dying(*words, **options):
        calls[0] += 1
        if when == "before" and calls[0] == count:
            os._exit(9)
        result = inner(*words, **options)
        if when == "after" and calls[0] == count:
            os._exit(9)
        return result
    setattr(owner, method, dying)
"""
TERMINAL = (
    TRAP
    + """
import sys
from pathlib import Path
from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from terminal.compose import open_desk
from terminal.desk.door import RefundRequest
from terminal.desk.operators import Admitted
from terminal.settings import Settings
home, link, order, where, method, when, count = sys.argv[1:]
desk = open_desk(link, Settings(Path(home), "zh", 0.0))
desk.sign_on("01")
original = desk.find(ByOrder(order))
set_trap(where, method, when, int(count))
desk.refund(Admitted("00"), RefundRequest(original, 2950, (("1001", 1),)), TEST_CARDS["unionpay"], lambda record: None)
desk.prints.wait(10)
sys.exit("it lived")
"""
)


def die_while_refunding(
    forked: Forked, settings: Settings, link: str, point: tuple[str, str, str, int], transport: str
) -> None:
    where, method, when, count = point
    words = [str(settings.home), link, ORDER, where.format(transport=transport), method, when, str(count)]
    assert forked.run(TERMINAL, *words) == (DEAD, "")


@contextmanager
def opened(settings: Settings, desk_on: Callable[..., Desk], link: str) -> Iterator[Desk]:
    desk = desk_on(link)
    desk.sign_on("01")
    yield desk
    desk.close()


def settle(desk: Desk, *, cancel: bool) -> list[RefundRecord]:
    """What a cashier does after a start: the query runs by itself; what the host never saw is sent or given up."""
    desk.resume(lambda _record: None)
    for record in desk.open_refunds():
        desk.settle(record, None if cancel else TEST_CARDS["unionpay"], cancel, lambda _record: None)
    assert desk.open_refunds() == ()
    desk.journal.verify()
    return list(desk.journal.refunds())


def rows(settings: Settings) -> list[int]:
    ledger = open_ledger(settings.ledger)
    amounts = [row.answer.amount_fen for row in ledger.all_refunds() if row.approved]
    ledger.close()
    return amounts


def ends(settings: Settings, records: list[RefundRecord]) -> End:
    return [record.state for record in records], rows(settings)


@pytest.mark.parametrize("cancel", [False, True], ids=["card again", "given up"])
@pytest.mark.parametrize("name", [*TERMINAL_POINTS, *HOST_POINTS])
def test_terminal_and_host_die_together(
    forked: Forked, settings: Settings, desk_on: Callable[..., Desk], name: str, cancel: bool
) -> None:
    point, again, given_up = {**TERMINAL_POINTS, **HOST_POINTS}[name]
    die_while_refunding(forked, settings, "emulator:", point, PIPE)
    with opened(settings, desk_on, "emulator:") as desk:
        records = settle(desk, cancel=cancel)
    assert ends(settings, records) == (given_up if cancel else again)


@pytest.mark.parametrize("name", [name for name, (_, again, _) in TERMINAL_POINTS.items() if again is not NEVER])
def test_the_terminal_dies_and_the_host_lives(
    forked: Forked, settings: Settings, desk_on: Callable[..., Desk], served: Callable[..., Any], name: str
) -> None:
    with served("tcp://127.0.0.1:0", settings.ledger) as (link, _):
        point, again, _ = TERMINAL_POINTS[name]
        die_while_refunding(forked, settings, link, point, TCP)
        with opened(settings, desk_on, link) as desk:
            records = settle(desk, cancel=False)
    assert ends(settings, records) == again


@pytest.mark.parametrize("name", SERVED_POINTS)
def test_the_host_dies_and_the_terminal_lives(
    settings: Settings,
    desk_on: Callable[..., Desk],
    served: Callable[..., Any],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("terminal.trade.refund_steps.QUERY_PAUSE_S", 0.0)
    where, method, when, count = SERVED_POINTS[name]
    trapped = f"{TRAP}\nset_trap({where!r}, {method!r}, {when!r}, {count})\n{ENTRY}"
    with served("tcp://127.0.0.1:0", settings.ledger, code=trapped) as (link, host):
        desk = desk_on(f"{link}?t_resp=0.5")
        desk.sign_on("01")
        original = desk.find(ByOrder(ORDER))
        request = RefundRequest(original, 2950, (("1001", 1),))
        result = desk.refund(BY, request, TEST_CARDS["unionpay"], lambda _record: None)
        assert host.wait(timeout=10) == DEAD
    assert result.record.state is State.UNKNOWN
    desk.close()
    with served("tcp://127.0.0.1:0", settings.ledger) as (link, _), opened(settings, desk_on, link) as desk:
        records = settle(desk, cancel=False)
    assert ends(settings, records) == DONE


def test_a_cancelled_key_refuses_its_late_original(
    forked: Forked, settings: Settings, desk_on: Callable[..., Desk]
) -> None:
    die_while_refunding(forked, settings, "emulator:", TERMINAL_POINTS["before the first byte leaves"][0], PIPE)
    with opened(settings, desk_on, "emulator:") as desk:
        (record,) = settle(desk, cancel=True)
        assert record.state is State.CANCELLED
    late = Refund(
        record.key, record.amount_fen, record.original_reference, record.original_month_day, record.channel,
        record.order_no, TEST_CARDS["unionpay"], record.items,
    )  # fmt: skip
    ledger = open_ledger(settings.ledger)
    host = Host(ledger, lambda: datetime.now().astimezone(), bytes)
    assert host.answer(late).code == "12"
    assert [row for row in ledger.all_refunds() if row.approved] == []
    ledger.close()


def test_a_record_of_one_link_is_never_asked_over_another(
    forked: Forked, settings: Settings, desk_on: Callable[..., Desk], served: Callable[..., Any], tmp_path: Path
) -> None:
    die_while_refunding(forked, settings, "emulator:", TERMINAL_POINTS["after the intent is written"][0], PIPE)
    with served("tcp://127.0.0.1:0", tmp_path / "other.db") as (link, _), opened(settings, desk_on, link) as desk:
        assert desk.resume(lambda _record: None) == ()
        (record,) = desk.open_refunds()
        assert record.state is State.PENDING
        with pytest.raises(Refusal, match="original_busy"):
            desk.settle(record, TEST_CARDS["unionpay"], cancel=False, tell=lambda _record: None)
    assert rows(settings) == []
