"""Two terminals at one served host, each with a case about one sale: together they give back no more than it was."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from case_walk import BOSS, CARD_ORDER, CARD_PAID, PAYEE, CaseWalk, word

from protocol.transactions import ByOrder
from terminal.case.words import Route, State
from terminal.compose import open_desk
from terminal.settings import Settings


@pytest.fixture
def two(tmp_path: Path, served: Callable[..., Any], settings: Settings) -> Iterator[tuple[CaseWalk, CaseWalk]]:
    with served("tcp://127.0.0.1:0", settings.ledger) as (link, _):
        desks = [open_desk(link, Settings(tmp_path / name, "zh", 0.0)) for name in ("one", "other")]
        for desk in desks:
            desk.sign_on("01")
        one, other = (CaseWalk(desk, tmp_path) for desk in desks)
        yield one, other
        for desk in desks:
            desk.close()


def remaining(walk: CaseWalk) -> int:
    return walk.desk.find(ByOrder(CARD_ORDER)).remaining_fen


def test_the_second_refund_finds_nothing_left(two: tuple[CaseWalk, CaseWalk]) -> None:
    one, other = two
    one.ready()
    other.ready()
    one.refund()
    assert (word(other.refund), other.case.state, other.desk.journal.refunds()) == (
        "original_refunded",
        State.READY,
        (),
    )
    assert remaining(one) == 0


def test_of_two_entries_one_is_refused(two: tuple[CaseWalk, CaseWalk]) -> None:
    one, other = two
    one.ready(Route.BANK, wanted_fen=10_000).keyed()
    other.ready(Route.BANK, wanted_fen=10_000).keyed()
    assert one.entered().state is State.ENTERED
    assert (word(other.entered), other.case.state) == ("amount_over_remaining", State.READY)
    assert remaining(other) == CARD_PAID - 10_000


def test_an_entry_keeps_another_terminals_refund_away(two: tuple[CaseWalk, CaseWalk]) -> None:
    one, other = two
    one.ready(Route.BANK).keyed()
    other.ready(wanted_fen=100)
    one.entered()
    assert word(other.refund) == "original_refunded"
    one.desk.cases.release(BOSS, one.no, "账号有误")
    assert other.refund().record.amount_fen == 100
    assert word(lambda: one.desk.cases.enter(BOSS, one.no, PAYEE)) == "payee_missing"
    assert remaining(one) == CARD_PAID - 100


def test_an_entry_that_the_host_refuses_is_told_and_the_case_goes_on(
    two: tuple[CaseWalk, CaseWalk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other refund came between the question what remains and the entry."""
    one, other = two
    one.ready(Route.BANK).keyed()
    other.ready()
    inner = other.refund

    def meanwhile(_case: object, _fen: int) -> None:
        inner()

    monkeypatch.setattr(one.desk._case_desk()._originals, "require_left", meanwhile)
    refused = one.entered()
    assert (refused.state, refused.entry, refused.life[-1].act) == (State.READY, None, "entry_refused")
    assert (refused.life[-1].words != "", remaining(one)) == (True, 0)
