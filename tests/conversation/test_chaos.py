"""Real chaos: the real program, terminal and host, over TCP and pseudo-terminals, on a line that fails, among kills and
stops. In the end the faults stop, what is open is resolved, the batch is settled, and an oracle that knows nothing of
the program finds nothing (tests/simulation/oracle.py). Needs POSIX, as signals and pseudo-terminals do.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chaos.day import Day
from chaos.line import Toxics
from chaos.programs import Programs
from oracle import judge

FEW, MANY = range(4), range(4, 204)
FEW_TASKS, MANY_TASKS = 3, 5
"""Refunds a round."""
SILENCE, LATE_S = "silence_is_failure", 0.05
Begin = Callable[[str], Programs]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Begins programs, with a planted bug or without one."""
    begun: list[Programs] = []

    def make(plant: str = "") -> Programs:
        folder = tmp_path / "said"
        folder.mkdir()
        begun.append(Programs(folder, plant))
        return begun[-1]

    yield make
    for programs in begun:
        programs.close()


def round_of(seed: int, tasks: int, home: Path, programs: Programs) -> tuple[Counter[str], list[object]]:
    """What was done and what befell it; what the oracle finds."""
    day = Day(seed, home / str(seed), programs, pty=seed % 2 == 1, fresh=seed % 4 == 0)
    events = day.run(tasks)
    done = Counter(day.count)
    done["refunds"] = sum(event["what"] == "durable" and event.get("state") == "pending" for event in events)
    done["approved"] = sum(event["what"] == "row" and event["approved"] for event in events)
    found: list[object] = [(seed, *finding) for finding in judge(events)]
    return done, found if day.record.books_hold else [*found, (seed, "the books do not hold")]


def test_four_rounds(begin: Begin, tmp_path: Path) -> None:
    programs, done, found = begin(""), Counter[str](), list[object]()
    for seed in FEW:
        more, wrong = round_of(seed, FEW_TASKS, tmp_path, programs)
        done.update(more)
        found += wrong
    assert found == []
    assert done["approved"] > 0


@pytest.mark.deep
@pytest.mark.timeout(3_600)
def test_two_hundred_rounds(begin: Begin, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    programs, done, found = begin(""), Counter[str](), list[object]()
    for seed in MANY:
        more, wrong = round_of(seed, MANY_TASKS, tmp_path, programs)
        done.update(more)
        found += wrong
    for what in sorted(done):
        record_property("measured", ("real chaos", f"{what}, in {len(MANY)} rounds", str(done[what])))
    assert found == []
    assert (
        min(done[what] for what in ("kill_terminal", "stop_terminal", "kill_the_host", "stop_host", "change_line")) > 50
    )
    assert done["approved"] > len(MANY)


class Silent(Day):
    """A day on which the host hears every refund and is never heard."""

    times = "t_ack=1&t_resp=1&t_cap=2"

    def spoiled(self) -> Toxics:
        return Toxics(latency=LATE_S)

    def plan(self) -> list[tuple[bool, float, str]]:
        return [(True, 0.0, "silence")]


def test_a_planted_bug_is_found(begin: Begin, tmp_path: Path) -> None:
    """Silence told as a failure."""
    events = Silent(1, tmp_path / "day", begin(SILENCE)).run(1)
    assert {"row", "told"} <= {rule for rule, _, _ in judge(events)}
