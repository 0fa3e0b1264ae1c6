"""docs/policy.md: its example is a policy and does what the page says, and its tables are those of the reader.

`python tests/terminal/case/policy/test_docs_policy.py` writes the generated parts anew.
"""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from terminal.case.papers import NEEDED
from terminal.case.policy import Rule, Verdict, judge
from terminal.case.policy.file import PolicyFileError, policy_of
from terminal.case.policy.keys import FEE, PERIOD, ROOT
from terminal.case.policy.toml_table import Key

PAGE = Path(__file__).parents[4] / "docs" / "policy.md"
TEXT = PAGE.read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"<!-- example -->\n```toml\n(.*?)```", TEXT, re.DOTALL)


def table(keys: tuple[Key, ...]) -> str:
    rows = (f"| `{key.name}` | {'yes' if key.needed else ''} | {key.holds} |" for key in keys)
    return "\n".join(("\n| key | needed | what it holds |", "| --- | --- | --- |", *rows, ""))


def papers() -> str:
    rows = (f"| `{kind}` | {', '.join(f'`{paper}`' for paper in needed)} |" for kind, needed in NEEDED.items())
    return "\n".join(("\n| kind | needed anyway |", "| --- | --- |", *rows, ""))


PARTS: dict[str, Callable[[], str]] = {
    "root": lambda: table(ROOT),
    "period": lambda: table(PERIOD),
    "papers": papers,
    "fee": lambda: table(FEE),
}


def part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- generated: {name} -->).*?(?=<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize("name", PARTS)
def test_the_page_says_what_there_is(name: str) -> None:
    found = part(name).search(TEXT)
    assert found is not None
    assert found[0] == PARTS[name](), "python tests/terminal/case/policy/test_docs_policy.py"


# fmt: off
SAID = [
    # sold, asked for, verdict, rule
    (date(2026, 6, 28), date(2026, 7, 5),  Verdict.ALLOWED, None),
    (date(2026, 6, 28), date(2026, 7, 6),  Verdict.REFUSED, Rule.WINDOW),
    (date(2026, 7, 1),  date(2026, 7, 8),  Verdict.ALLOWED, None),
    (date(2026, 7, 1),  date(2026, 7, 9),  Verdict.CASE,    Rule.FEE),
    (date(2026, 7, 1),  date(2026, 7, 31), Verdict.CASE,    Rule.FEE),
    (date(2026, 7, 1),  date(2026, 8, 1),  Verdict.CASE,    Rule.WINDOW),
]
# fmt: on


@pytest.mark.parametrize(("sold", "asked", "verdict", "rule"), SAID)
def test_the_example_does_what_the_page_says(sold: date, asked: date, verdict: Verdict, rule: Rule | None) -> None:
    policy = policy_of(EXAMPLE, "policy.toml")
    judged = judge(policy.rules_on(sold, asked), sold, asked, 10_000, ())
    assert (judged.verdict, judged.rule) == (verdict, rule)


# fmt: off
ERRORS = [
    # a piece of the example, what stands there instead
    ("window_days = 7",   "window_days = -7"),
    ("2026-06-30",        "2026-06-29"),
    ("2026-06-30",        "2026-06-31"),
]
# fmt: on


@pytest.mark.parametrize(("piece", "instead"), ERRORS)
def test_the_page_s_errors_are_errors(piece: str, instead: str) -> None:
    with pytest.raises(PolicyFileError) as wrong:
        policy_of(EXAMPLE.replace(piece, instead, 1), "policy.toml")
    assert f"    {wrong.value}\n" in TEXT


if __name__ == "__main__":
    page = TEXT
    for name, make in PARTS.items():
        page = part(name).sub(lambda _, make=make: make(), page, count=1)  # an empty part would match twice
    PAGE.write_text(page, encoding="utf-8")
