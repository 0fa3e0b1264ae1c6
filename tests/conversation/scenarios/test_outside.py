"""What goes wrong on purpose, for an entry of what is paid outside and for its release: what the terminal knows then,
what stands in the host's books, and that the same message again ends it, on each framing.
"""

from collections.abc import Callable
from typing import Any

import pytest

from emulator.scenario_file import read_toml
from protocol.session import Framing
from protocol.transactions import ByOrder, OutsideEntry, OutsideRelease, OutsideRoute, Unneeded
from terminal.line.outside_talk import OutsideTalk, entry_key
from terminal.trade.outside import OutsideOutcome, OutsideState
from terminal.trade.refund import Cause

S = OutsideState
FEN, REMAINS = 2850, 10000
HEAD = """zh = "登记"
en = "entry"
sees_zh = "登记"
sees_en = "entry"
links = "{links}"
[[rule]]
match = {{ transaction = "{transaction}", times = {times} }}
act = {{ {act} }}
"""
ENTERED = OutsideOutcome(S.ENTERED, "00", Cause.NONE, REMAINS)
RELEASED = OutsideOutcome(S.RELEASED, "00")


def unknown(cause: Cause, code: str = "") -> OutsideOutcome:
    return OutsideOutcome(S.UNKNOWN, code, cause)


SILENT, UNSURE = unknown(Cause.NO_ANSWER), unknown(Cause.HOST_UNSURE, "96")
# fmt: off
ACTS = [
    # links     what happens to the first of them         what the terminal knows then, None: it is done    it was done
    ("any",    'lost = "request"',                       SILENT,                                            False),
    ("any",    'lost = "answer"',                        SILENT,                                            True),
    ("any",    'code = "96"',                            UNSURE,                                            False),
    ("any",    'code = "61"',                            OutsideOutcome(S.REFUSED, "61"),                   False),
    ("any",    'code = "58"',                            OutsideOutcome(S.REFUSED, "58"),                   False),
    ("any",    'code = "77"',                            None,                                              True),
    ("any",    "delay_ms = 900",                         None,                                              True),
    ("any",    'late = "order_query"',                   SILENT,                                            True),
    ("any",    "copies = 3",                             None,                                              True),
    ("any",    "replay = true",                          SILENT,                                            True),
    ("any",    'spoiled = "mac"',                        unknown(Cause.BAD_MAC),                            True),
    ("any",    'demand = "3"',                           None,                                              True),
    ("frames", 'spoiled = "lrc"',                        None,                                              True),
    ("frames", "nak = 1",                                None,                                              True),
    ("frames", "ack_lost = true",                        None,                                              True),
    ("tcp",    'closed = "before"',                      unknown(Cause.LINE_LOST),                          False),
    ("tcp",    'closed = "after"',                       unknown(Cause.LINE_LOST),                          True),
    ("tcp",    'closed = "half"',                        unknown(Cause.LINE_LOST),                          True),
]
# fmt: on
CASES = [
    pytest.param(framing, *row, id=f"{framing}-{row[1]}")
    for row in ACTS
    for framing in Framing
    if row[0] == "any" or (row[0] == "frames") is (framing is Framing.LINK)
]


class Counter:
    """Enters and releases at a world's host."""

    def __init__(self, world: Any) -> None:
        self.world, self.intents = world, 0
        world.desk.sign_on("01")
        self.original = world.desk.find(ByOrder(world.ledger.originals()[0].order_no))

    @property
    def place(self) -> Any:
        return self.world.desk._place

    def entry(self) -> OutsideEntry:
        on = self.place.signed_on()
        return OutsideEntry(
            entry_key(self.place.till, on), FEN, self.original.reference_no, self.original.month_day,
            OutsideRoute.BANK, "202611220001", "01", "00", self.original.order_no,
        )  # fmt: skip

    def release(self, entry: OutsideEntry) -> OutsideRelease:
        return OutsideRelease(entry.key, self.place.journal.next_trace(), Unneeded.WITHDRAWN)

    def ask(self, request: OutsideEntry | OutsideRelease, *, again: bool = False) -> OutsideOutcome:
        talk = OutsideTalk(self.place.till, request, self.place.till.station.identity, self.intend, again=again)
        self.place.run(talk)
        return talk.outcome

    def intend(self) -> None:
        self.intents += 1

    @property
    def stands(self) -> list[tuple[int, bool]]:
        assert self.world.ledger.discrepancies() == ()
        return [(line.amount_fen, line.released) for line in self.world.ledger.outside_lines()]


def scenario(links: str, transaction: str, act: str, times: int = 1) -> Any:
    return read_toml(HEAD.format(links=links, transaction=transaction, act=act, times=times), "entry.toml")


@pytest.mark.parametrize(("framing", "links", "act", "known", "done"), CASES)
def test_an_entry(world_of: Callable[..., Any], framing: Framing, links: str, act: str, known: Any, done: bool) -> None:
    counter = Counter(world_of(scenario(links, "outside_entry", act), framing))
    entry = counter.entry()
    assert counter.ask(entry) == (known or ENTERED)
    assert counter.stands == ([(FEN, False)] if done else [])
    assert counter.world.desk.find(ByOrder(counter.original.order_no)).outside_fen == FEN * done
    assert counter.ask(entry, again=True) == ENTERED
    assert counter.stands == [(FEN, False)]
    assert counter.intents == 2


@pytest.mark.parametrize(("framing", "links", "act", "known", "done"), CASES)
def test_a_release(
    world_of: Callable[..., Any], framing: Framing, links: str, act: str, known: Any, done: bool
) -> None:
    counter = Counter(world_of(scenario(links, "outside_release", act), framing))
    entry = counter.entry()
    assert counter.ask(entry) == ENTERED
    release = counter.release(entry)
    assert counter.ask(release) == (known or RELEASED)
    assert counter.stands == [(FEN, done)]
    assert counter.ask(release, again=True) == RELEASED
    assert counter.stands == [(FEN, True)]
    assert counter.ask(entry, again=True).state is S.REFUSED
    assert counter.world.desk.find(ByOrder(counter.original.order_no)).remaining_fen == FEN + REMAINS


@pytest.mark.parametrize("lost", ["request", "answer"])
@pytest.mark.parametrize("framing", Framing)
def test_tries_one_after_another_are_different_frames(
    world_of: Callable[..., Any], framing: Framing, lost: str
) -> None:
    """A link takes a frame that is identical to the one before for a duplicate, and would never ask the host again."""
    counter = Counter(world_of(scenario("any", "outside_release", f'lost = "{lost}"', 3), framing))
    entry = counter.entry()
    counter.ask(entry)
    release = counter.release(entry)
    assert [counter.ask(release, again=number > 0) for number in range(4)] == [SILENT, SILENT, SILENT, RELEASED]
    assert counter.stands == [(FEN, True)]
