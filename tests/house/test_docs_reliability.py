"""docs/reliability.md: states, invariants and planted bugs are made from the code; every hazard has its tests.

`python tests/house/test_docs_reliability.py` writes the generated parts anew; read the diff before committing.
"""

import ast
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "simulation")]

from planted.table import EVERY  # noqa: E402 - a script finds it beside

from terminal.language import translator  # noqa: E402
from terminal.simulation.checks import CHECKS, OTHERS, text_of  # noqa: E402
from terminal.trade import refund, refund_steps, reversal  # noqa: E402
from terminal.trade.payment import UNSETTLED, PaymentState  # noqa: E402

PAGE = ROOT / "docs" / "reliability.md"
HAZARDS = [f"H{number}" for number in range(1, 25)]
INVARIANTS = [f"M{number}" for number in range(1, 34)]
WITHOUT_A_BUG = {"M15", "M32", "M33"}
"""No run shows them; the page says what does."""
Table = Mapping[Any, Mapping[type, frozenset[Any]]]


# --- what is made --------------------------------------------------------------------------------------------------


def diagram(table: Table, open_states: frozenset[Any], label: Callable[[Any], str]) -> str:
    """Events with the same step share an arrow; what every open state takes leaves from all of them together."""
    states = sorted(open_states, key=list(table).index)
    common = [
        (event, after)
        for event, reached in table[states[0]].items()
        for after in sorted(reached)
        if after not in open_states and all(after in table[one].get(event, ()) for one in states)
    ]
    arrows: dict[tuple[str, str], list[str]] = {}
    for state, events in table.items():
        for event, reached in events.items():
            for after in sorted(reached):
                alone = state not in open_states or (event, after) not in common
                if alone and not (state is after and event is refund.CameLate):
                    arrows.setdefault((state, after), []).append(event.__name__)
    for event, after in common:
        arrows.setdefault(("undecided", after), []).append(event.__name__)
    named = [f'    state "{state} {label(state)}" as {state}' for state in table]
    inside = ["    state undecided {", *(f"        {state}" for state in states), "    }"]
    drawn = [f"    {before} --> {after}: {', '.join(events)}" for (before, after), events in arrows.items()]
    ends = [f"    {state} --> [*]" for state in table if state not in open_states and state != "new"]
    return "\n".join(["```mermaid", "stateDiagram-v2", *named, *inside, "    [*] --> new", *drawn, *ends, "```", ""])


def refund_states() -> str:
    t = translator("zh_CN")
    return diagram(refund_steps.TRANSITIONS, refund.OPEN, lambda state: t(f"state.{state}"))


def reversal_states() -> str:
    t = translator("zh_CN")
    return diagram(reversal.TRANSITIONS, frozenset(UNSETTLED), lambda state: t(f"pay_state.{state}"))


def invariants() -> str:
    """Name, what holds, after which events it is asked, and the planted bugs that it may see first."""
    rows = ["| | what holds | asked after | planted |", "|---|---|---|---|"]
    for name in sorted({one.name for one in CHECKS} | set(OTHERS) - {"program"}, key=_order):
        texts = list(dict.fromkeys(one.text for one in CHECKS if one.name == name)) or [text_of(name)]
        after = list(dict.fromkeys(one.event.__name__.lower() for one in CHECKS if one.name == name)) or ["a run"]
        bugs = [f"`{bug.name}`" for bug in EVERY if name in bug.checks]
        rows.append(f"| {name} | {'; '.join(texts)} | {', '.join(after)} | {' '.join(bugs)} |")
    return "\n".join((*rows, ""))


def _order(name: str) -> tuple[str, int]:
    return name[0], int(name[1:])


PARTS: dict[str, Callable[[], str]] = {
    "refund": refund_states,
    "reversal": reversal_states,
    "invariants": invariants,
}


def part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- generated: {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PARTS)
def test_generated_parts_are_up_to_date(name: str) -> None:
    found = part(name).search(page())
    assert found is not None
    assert found[0] == PARTS[name](), "python tests/house/test_docs_reliability.py"


def test_a_diagram_has_every_step_of_its_table_and_no_other() -> None:
    """Read back from the text, with the arrows of all open states put out again."""
    for made, table, inside in (
        (refund_states(), refund_steps.TRANSITIONS, refund.OPEN),
        (reversal_states(), reversal.TRANSITIONS, frozenset(UNSETTLED)),
    ):
        told = {
            (one, event, after)
            for before, after, events in re.findall(r"^    (\w+) --> (\w+): (.+)$", made, re.MULTILINE)
            for event in events.split(", ")
            for one in (inside if before == "undecided" else (before,))
        }
        steps = {
            (str(state), event.__name__, str(after))
            for state, events in table.items()  # type: ignore[attr-defined]
            for event, reached in events.items()
            for after in reached
        }
        late_and_nothing = {(str(one), "CameLate", str(one)) for one in table}  # type: ignore[attr-defined]
        assert {(str(one), event, after) for one, event, after in told} == steps - late_and_nothing
    assert len(PaymentState) == len(reversal.TRANSITIONS)


# --- what is written -----------------------------------------------------------------------------------------------


def hazards() -> dict[str, list[str]]:
    """The cells of each row of that table."""
    rows = re.findall(r"^\| (H\d+) \|(.+)\|$", page(), re.MULTILINE)
    assert len(rows) == len(dict(rows))
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}


@cache
def functions_in(file: str) -> frozenset[str]:
    """Every test function of a file below tests/; none where there is no such file."""
    path = ROOT / "tests" / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def named_tests(text: str) -> list[tuple[str, str]]:
    return re.findall(r"`([\w/]+\.py)::(test_\w+)`", text)


def test_every_hazard_has_a_row_in_order() -> None:
    assert list(hazards()) == HAZARDS


@pytest.mark.parametrize("name", HAZARDS)
def test_a_hazard_has_a_rule_invariants_and_tests(name: str) -> None:
    happens, rule, invariants, tests = hazards()[name]
    assert happens
    assert rule
    assert set(invariants.split()) <= {*INVARIANTS}
    assert invariants
    assert named_tests(tests)
    assert tests == " ".join(f"`{file}::{test}`" for file, test in named_tests(tests))


def test_every_test_that_is_named_exists() -> None:
    named = named_tests(page())
    assert len(named) > len(HAZARDS)
    assert [f"{file}::{test}" for file, test in named if test not in functions_in(file)] == []


def test_every_invariant_is_a_named_check() -> None:
    known = {one.name for one in CHECKS} | set(OTHERS)
    assert [name for name in INVARIANTS if name not in known] == []
    assert [name for name in (*known, *INVARIANTS) if name != "program" and f"| {name} |" not in page()] == []


def test_every_invariant_has_a_planted_bug_that_it_sees() -> None:
    seen = {name for bug in EVERY for name in bug.checks}
    assert {one.name for one in CHECKS} | set(INVARIANTS) == (seen | WITHOUT_A_BUG) - {"program"}
    assert [name for name in WITHOUT_A_BUG if name not in page().split("<!-- end -->")[-1]] == []


if __name__ == "__main__":
    text = page()
    for name, make in PARTS.items():
        text = part(name).sub(lambda _, make=make: make(), text, count=1)
    PAGE.write_text(text, encoding="utf-8")
