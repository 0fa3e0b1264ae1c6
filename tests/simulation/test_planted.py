"""Bugs planted on purpose in product and host: the simulation sees each, so that its silence means something.

A few of every family in each run; all of them, and that no check's function is idle, in `--deep`.
"""

from statistics import median

import pytest
from planted.rows import Found, Planted, found, name_of
from planted.table import EVERY, FAMILIES

from terminal.simulation.checks import CHECKS, OTHERS

MEDIAN_S, WORST_S = 5.0, 60.0
ELSEWHERE = {  # what no bug of a run can show -> where it is shown
    "M15": "as M16",
    "M32": "tests/terminal/simulation/test_replay.py",
    "M33": "tests/terminal/simulation/test_many.py",
    "program": "a program error is planted by nobody",
}


def seen(bug: Planted) -> Found:
    with pytest.MonkeyPatch.context() as patch:
        bug.plant(patch)
        return found(bug)


@pytest.mark.parametrize("bug", [bug for bug in EVERY if bug.quick], ids=lambda bug: bug.name)
def test_a_planted_bug_is_seen(bug: Planted) -> None:
    assert seen(bug).checks[0] in bug.checks


def test_there_are_many_of_every_family() -> None:
    assert len(EVERY) >= 40
    assert len({bug.name for bug in EVERY}) == len(EVERY)
    assert min(map(len, FAMILIES.values())) >= 5
    assert sum(bug.quick for bug in EVERY) >= 10


@pytest.mark.deep
@pytest.mark.timeout(1_800)
def test_every_planted_bug_is_seen_soon(capsys, record_property) -> None:  # type: ignore[no-untyped-def]
    all_found = {bug: seen(bug) for bug in EVERY}
    spent = [one.cpu_s for one in all_found.values()]
    with capsys.disabled():
        print(f"\n{'planted bug':32}{'seed':>6}  {'seen by':14}{'CPU s':>7}")
        for bug, one in all_found.items():
            print(f"{bug.name:32}{one.seed:6}  {' '.join(one.checks):14}{one.cpu_s:7.2f}")
    for what, value in (
        ("planted bugs, all seen", str(len(spent))),
        ("CPU seconds to see one, median", f"{median(spent):.2f}"),
        ("CPU seconds to see one, worst", f"{max(spent):.2f}"),
    ):
        record_property("measured", ("simulate", what, value))
    wrong = {bug.name: one.checks for bug, one in all_found.items() if one.checks[0] not in bug.checks}
    assert wrong == {}
    assert median(spent) < MEDIAN_S
    assert max(spent) < WORST_S
    first = {name for one in all_found.values() for name in one.checks}
    assert {check.name for check in CHECKS} | set(OTHERS) == first | set(ELSEWHERE)
    saw = {name for one in all_found.values() for name in one.holds}
    assert {name_of(check.holds) for check in CHECKS} - saw == set()
