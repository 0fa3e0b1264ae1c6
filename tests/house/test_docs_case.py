"""docs/case.md says what the code does: its diagram and its tables are drawn from the case's own tables.

`python tests/house/test_docs_case.py` writes the generated parts anew; read the diff before committing.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal.case.acts import ACTS, Act, RefundMoved
from terminal.case.papers import NEEDED
from terminal.case.table import TABLE
from terminal.case.waiting import WAITS
from terminal.case.words import ENDED, STAGES, Stage, State
from terminal.language import translator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "case.md"
ZH, EN = translator("zh_CN"), translator("en")
WORDS: dict[type[Act], str] = {made: word for word, (made, _who) in ACTS.items()}


def both(text: str) -> str:
    return f"{ZH(text)} / {EN(text)}"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def moves(state: State) -> list[tuple[type[Act], list[State]]]:
    """What leads away from a state, or goes on within it of its own accord."""
    acts = [(act, [to for to in State if to in leads]) for act, leads in TABLE[state].items()]
    return [(act, leads) for act, leads in acts if leads != [state] or (act is RefundMoved and state is State.READY)]


def diagram() -> str:
    """One arrow for each way from a state to another; what leads there stands on it."""
    ways: dict[tuple[State, State], list[str]] = {}
    for state in State:
        for act, leads in moves(state):
            for to in leads:
                if to is not state:
                    ways.setdefault((state, to), []).append(WORDS[act])
    names = [f"    {state}: {ZH(f'case_state.{state}')} {state.replace('_', ' ')}" for state in State]
    arrows = [f"    {state} --> {to}: {', '.join(acts)}" for (state, to), acts in ways.items()]
    ends = [f"    {state} --> [*]" for state in State if state in ENDED]
    return "\n".join(
        ("```mermaid", "stateDiagram-v2", *names, "    [*] --> talking: opened", *arrows, *ends, "```", "")
    )


def state_rows() -> str:
    rows = [
        (
            f"`{state}`",
            both(f"case_state.{state}"),
            f"{STAGES[state].value}",
            both(f"case_wait.{WAITS[state]}") if state in WAITS else "",
            "; ".join(f"`{WORDS[act]}` → {', '.join(leads)}" for act, leads in moves(state)),
        )
        for state in State
    ]
    return table(("state", "状态", "step", "waits for", "what leads on"), rows)


def step_rows() -> str:
    rows = [
        (
            str(stage.value),
            both(f"case_stage.{stage.name.lower()}"),
            ", ".join(s for s in State if STAGES[s] is stage) or "a moment",
        )
        for stage in Stage
    ]
    return table(("step", "步骤", "states"), rows)


def act_rows() -> str:
    told = {word: " ".join((made.__doc__ or "").split()) for word, (made, _who) in ACTS.items()}
    return table(("act", "who may", "what it says"), [(f"`{word}`", str(ACTS[word][1]), told[word]) for word in ACTS])


def paper_rows() -> str:
    rows = [
        (both(f"case_kind.{kind}"), ", ".join(both(f"case_paper.{paper}") for paper in needed))
        for kind, needed in NEEDED.items()
    ]
    return table(("kind", "材料"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "steps": step_rows,
    "diagram": diagram,
    "states": state_rows,
    "acts": act_rows,
    "papers": paper_rows,
}


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- generated: {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize("name", PARTS)
def test_generated_parts_are_up_to_date(name: str) -> None:
    found = part(name).search(page())
    assert found is not None
    assert found[0] == PARTS[name](), "python tests/house/test_docs_case.py"


def test_every_generated_part_has_its_maker() -> None:
    assert re.findall(r"<!-- generated: (\w+) -->", page()) == list(PARTS)


if __name__ == "__main__":
    text = page()
    for name, make in PARTS.items():
        text = part(name).sub(lambda _found, made=make: made(), text, count=1)
    PAGE.write_text(text, encoding="utf-8")
