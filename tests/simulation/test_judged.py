"""Simulated runs before a judge who knows nothing of the program: silent on what is right, loud on what is planted, and
on each hazard of docs/reliability.md come true.

The runs are the simulation's; what they came to is judged by `oracle` alone, from the history that was recorded.
"""

import json
from pathlib import Path

import pytest
from oracle import judge
from planted.rows import Planted
from planted.table import EVERY
from test_oracle import (
    FAILED,
    FIRST,
    HEADS,
    SECOND,
    Event,
    answered,
    arrived,
    but,
    changed,
    judged,
    put,
    refund,
    until,
)  # fmt: skip

from terminal.cli.verbs import run
from terminal.simulation.history import history_of

SEEDS, MANY = range(1, 26), range(1, 1_001)
LOOKED = 60
"""Seeds that are gone through for one planted bug: what is rarer is left to the simulation's own checks."""
SOON = 15
WANTED = 40
COUNTER = [{**event, "request": ""} if "request" in event else event for event in until("told")]
"""A refund that has no number, as at the counter."""
# fmt: off
COME_TRUE: dict[str, tuple[str, list[Event]]] = {  # hazard -> the rule that sees it, and such a history
    "H1":  ("once",     until("again", refund(4, SECOND, "pending", request="R000001"), judged(SECOND, "applied"))),
    "H2":  ("asked",    [*COUNTER, refund(4, SECOND, "pending", request=""), judged(SECOND, "applied")]),
    "H3":  ("silence",  until("left 2", arrived(FIRST, "00"), refund(5, SECOND, "approved"))),
    "H4":  ("silence",  until("left 2", refund(5, SECOND, "not_sent"))),
    "H5":  ("quiet",    but(declined=None, told_2=None)),
    "H6":  ("slip",     but(merchant=None, cardholder=None, again=None)),
    "H7":  ("open",     until("unknown", refund(3, SECOND, "pending"))),
    "H8":  ("trace",    put("told 2", refund(6, [*FIRST[:4], "000002"], "pending"))),
    "H10": ("over",     but(declined=None)),
    "H11": ("limit",    changed("sale", refunded=401)),
    "H12": ("limit",    changed("sale", amount=599)),
    "H13": ("meant",    changed("sale", merchant="888888800000002")),
    "H14": ("fen",      changed("intent", amount=500.0)),
    "H15": ("books",    changed("book", voided=True)),
    "H16": ("silence",  but(answered=answered(FIRST, "00", amount=501), found=None)),
    "H17": ("silence",  changed("answered_2", code="96")),
    "H18": ("failed",   put("intent", FAILED)),
    "H19": ("chain",    put("unknown", {**refund(2, SECOND, "pending"), "hash": HEADS[9]})),
    "H20": ("once",     put("judged", judged(FIRST, "applied"))),
    "H21": ("slip",     changed("again", reprint=False)),
    "H22": ("buried",   put("judged", answered(FIRST, "00", found="C"))),
    "H23": ("asked",    changed("asked", original="261122000002")),
    "H24": ("practice", changed("intent_2", practice=False)),
}
# fmt: on
UNSEEN = {"H9"}  # a clock that jumps crosses no edge: the same seed with and without it is compared (M16)
BY_NAME = {bug.name: bug for bug in EVERY}
SOME = (
    "new_trace_on_retry", "journal_after_send", "silence_is_failure", "retyped_though_open", "allows_itself",
    "asked_twice_done_twice", "paper_before_disk", "goes_on_after_failure", "no_limit", "no_memory",
    "another_merchants_sale", "declined_counts", "undone_on_paper", "two_originals",
)  # fmt: skip


def found(seed: int) -> list[tuple[int, str, str]]:
    return [(seed, rule, said) for rule, said, _ in judge(history_of(seed)[1])]


def caught(bug: Planted, most: int) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        bug.plant(patch)
        return any(found(seed) for seed in range(1, most + 1))


def test_it_finds_nothing_in_what_is_right() -> None:
    assert [one for seed in SEEDS for one in found(seed)] == []


@pytest.mark.parametrize(("rule", "events"), COME_TRUE.values(), ids=COME_TRUE)
def test_it_sees_a_hazard_that_came_true(rule: str, events: list[Event]) -> None:
    assert rule in {one for one, _, _ in judge(events)}


def test_each_hazard_is_seen_or_said_to_be_unseen() -> None:
    assert {*COME_TRUE} | UNSEEN == {f"H{number}" for number in range(1, 25)}


@pytest.mark.deep
@pytest.mark.timeout(1_200)
def test_it_finds_nothing_in_a_thousand_seeds() -> None:
    assert [one for seed in MANY for one in found(seed)] == []


@pytest.mark.parametrize("name", SOME)
def test_it_sees_a_planted_bug_by_itself(name: str) -> None:
    assert caught(BY_NAME[name], SOON)


@pytest.mark.deep
@pytest.mark.timeout(3_600)
def test_it_sees_most_planted_bugs_by_itself(record_property) -> None:  # type: ignore[no-untyped-def]
    unseen = [bug.name for bug in EVERY if not caught(bug, LOOKED)]
    record_property(
        "measured", ("oracle", "planted bugs seen by it alone", f"{len(EVERY) - len(unseen)} of {len(EVERY)}")
    )
    assert len(EVERY) - len(unseen) >= WANTED, unseen


def test_a_history_is_written_as_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "history.jsonl"
    assert run(["simulate", "--seed", "3", "--history", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["violations"] == []
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {"history", "sale", "asked", "durable", "left", "answered", "arrived", "judged", "told"} <= {
        event["what"] for event in events
    }
    assert judge(events) == []
