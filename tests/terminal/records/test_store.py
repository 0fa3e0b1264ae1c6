"""Every journal's store keeps what `terminal.records.store.Store` says: the SQLite file, and the simulation's disk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from terminal.records.format import COLUMNS
from terminal.records.sqlite_store import SqliteStore
from terminal.records.store import JournalError, Row, Store
from terminal.simulation.chance import Chances
from terminal.simulation.disk import Disk
from terminal.simulation.faults import EVERY, Faults, Swarm

Open = Callable[[], Store]
FACTS = {"epoch": "01020304", "head": "0", "check": ""}


def row(seq: int, kind: str, subject: str = "", body: str = "{}") -> Row:
    values: dict[str, object] = dict.fromkeys(COLUMNS, "") | {
        "seq": seq,
        "kind": kind,
        "practice": 1,
        "operator_no": "01",
        "subject": subject,
        "body": body,
    }
    return (*values.values(), f"before {seq}", f"hash {seq}")


def simulated() -> Disk:
    chances = Chances(1)
    return Disk(Faults(Swarm(chances, EVERY), chances, 0), lambda _rows, _kept, _acknowledged: None, lambda: None)


@pytest.fixture(params=["sqlite", "simulated"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    path, disk, stores = tmp_path / "journal.db", simulated(), []

    def make() -> Store:
        stores.append(SqliteStore(path) if request.param == "sqlite" else disk.open(path))
        return stores[-1]

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Open) -> Store:
    store = opened()
    store.create(FACTS)
    return store


def test_a_new_one_is_created_once(opened: Open) -> None:
    store = opened()
    assert store.is_new()
    store.create(FACTS)
    store.close()
    again = opened()
    assert not again.is_new()
    again.bring_forward()
    assert (again.facts(), list(again.chain())) == (FACTS, [])


def test_it_has_one_owner(opened: Open, store: Store) -> None:
    with pytest.raises(JournalError, match="journal_held"):
        opened()
    store.close()
    opened()


def test_rows_and_facts_are_written_together_and_stay(opened: Open, store: Store) -> None:
    rows = [row(1, "refund.intent", "a", '{"one": 1}'), row(2, "operator.added")]
    store.write(rows[:1], {"head": "1"})
    store.write(rows[1:], {"head": "2"})
    store.write([], {"check": "x"})
    store.close()
    again = opened()
    assert [tuple(one) for one in again.chain()] == rows
    assert again.facts() == FACTS | {"head": "2", "check": "x"}


def test_events_are_told_in_order_all_or_about_one_subject(store: Store) -> None:
    store.write([row(1, "refund.intent", "a"), row(2, "refund.intent", "b"), row(3, "refund.approved", "a")], {})
    told = [(1, "", "refund.intent", "a", "01", "{}"), (3, "", "refund.approved", "a", "01", "{}")]
    assert [tuple(one) for one in store.events("a")] == told
    assert [one[0] for one in store.events()] == [1, 2, 3]


def test_the_present_is_the_last_event_of_each_subject_in_order(store: Store) -> None:
    store.write(
        [
            row(1, "refund.intent", "a", "1"),
            row(2, "refund.intent", "b", "2"),
            row(3, "payment.intent", "c", "3"),
            row(4, "refund.approved", "a", "4"),
            row(5, "refunds.other", "d", "5"),
        ],
        {},
    )
    assert [tuple(one) for one in store.present("refund")] == [("b", "2"), ("a", "4")]
    assert [tuple(one) for one in store.present("batch")] == []


def test_what_events_of_a_kind_are_about(store: Store) -> None:
    store.write([row(1, "a.b", "x"), row(2, "a.c", "y"), row(3, "a.b", "x"), row(4, "a.b", "z")], {})
    assert sorted(store.subjects("a.b")) == ["x", "z"]
    assert list(store.subjects("a")) == []


def test_cases_and_refunds_started_from_one(store: Store) -> None:
    assert not store.has_cases()
    store.write([row(1, "refund.intent", "a", '{"case_no": ""}')], {})
    assert not store.has_cases()
    started = row(3, "refund.intent", "b", '{"case_no": "1"}')
    store.write([row(2, "case.opened", "1"), started, row(4, "receipt.printed", "b")], {})
    assert store.has_cases()
    assert [one[0] for one in store.of_cases(0)] == [2, 3]
    assert [one[0] for one in store.of_cases(2)] == [3]


def test_a_mark_is_the_last_of_its_kind(store: Store) -> None:
    store.write([row(1, "batch.closed", "a"), row(2, "batch.begun", "a"), row(3, "batch.closed", "a")], {})
    assert tuple(store.mark("batch.closed", "a") or ()) == (3, "hash 3")
    assert store.mark("batch.closed", "b") is None
