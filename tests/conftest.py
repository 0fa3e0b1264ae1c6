"""What every test gets: Hypothesis profiles, a state folder of its own, `--deep`, and docs/measured.md behind it.

Not a place for helpers of one room: those are fixtures in that room's conftest.py.
One rule: no test touches the user's files.
"""

import gc
import os
import platform
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from canary import ASKED_FOR, CARDS, HANDED_IN
from hypothesis import HealthCheck, settings
from virtual_clock import VirtualClock

# Registered by name and loaded by us: left alone, Hypothesis picks a derandomized profile of its own wherever CI is
# set, and every run would try the same examples for ever, a fuzzing one included.
settings.register_profile("dev", max_examples=50, deadline=timedelta(seconds=2), derandomize=False)
settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "fuzz",
    max_examples=5000,
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--deep", action="store_true", help="also the tests marked deep, and the fuzz profile of Hypothesis"
    )


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()  # until all is collected: nearly all of it stays
    if config.getoption("--hypothesis-profile", default=None):
        return  # named on the command line
    settings.load_profile("fuzz" if config.getoption("--deep") else "ci" if os.environ.get("CI") else "dev")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--deep"):
        return
    deep = [item for item in items if item.get_closest_marker("deep")]
    if deep:
        config.hook.pytest_deselected(items=deep)
        items[:] = [item for item in items if not item.get_closest_marker("deep")]


def pytest_collection_finish() -> None:
    """What was collected stays until the end: no garbage collector looks through a million objects of it again."""
    gc.collect()
    gc.freeze()
    gc.enable()


# --- docs/measured.md: what `./tuihuo test --deep` measured, one row a figure, the newest of each --------------------

MEASURED = Path(__file__).resolve().parent.parent / "docs" / "measured.md"
MEASURED_HEAD = """# Measured

Written by `./tuihuo test --deep` and not by hand: each row is the newest figure of its kind. Ratios and medians of one
run side by side, CPU time unless a row says otherwise; the machine is shared, so a ratio is worth more than a time.

| area | what | figure | with |
|---|---|---|---|
"""
measured_rows: dict[tuple[str, str], str] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test that measured says record_property("measured", (area, what, figure))."""
    if report.when == "call" and report.passed:
        for name, value in report.user_properties:
            if name == "measured":
                area, what, figure = value
                measured_rows[area, what] = figure


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The controller alone writes; figures of an earlier run that were not taken again stay."""
    if not session.config.getoption("--deep") or hasattr(session.config, "workerinput") or not measured_rows:
        return
    stamp = f"Python {platform.python_version()}, {platform.machine()}, {datetime.now(UTC):%Y-%m-%d}"
    rows = dict(earlier_rows()) | {key: f"{figure} | {stamp}" for key, figure in measured_rows.items()}
    lines = [f"| {area} | {what} | {rest} |\n" for (area, what), rest in sorted(rows.items())]
    MEASURED.write_text(MEASURED_HEAD + "".join(lines), encoding="utf-8")


def earlier_rows() -> Iterator[tuple[tuple[str, str], str]]:
    """What stands in the page now."""
    text = MEASURED.read_text(encoding="utf-8") if MEASURED.exists() else MEASURED_HEAD
    for line in text.removeprefix(MEASURED_HEAD).splitlines():
        area, what, figure, stamp = (cell.strip() for cell in line.strip("|").split(" | "))
        yield (area, what), f"{figure} | {stamp}"


@pytest.fixture(autouse=True)
def tuihuo_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Journals, ledgers, receipts and configuration of this test alone; processes it starts inherit it."""
    home = tmp_path / "tuihuo-home"
    for name in [name for name in os.environ if name.startswith("TUIHUO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TUIHUO_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_card_number_is_written(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Whatever the product wrote or printed in this test holds no test card's number, in whatever dress (canary.py)."""
    said = [_heard(request.getfixturevalue(name)) for name in ("capsys", "capfd") if name in request.fixturenames]
    yield
    written = CARDS.under(tmp_path, inputs=HANDED_IN.get(request.node.path.name, frozenset()))
    assert list(written) == [], "a card's number was written: see docs/security.md, card at rest"
    printed = CARDS.in_text("\n".join(text for hear in said for text in hear()), "console")
    assert printed == [] or request.node.originalname in ASKED_FOR, printed


def _heard(console: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """All that stood on a console: what the test has read of it, and what is left."""
    texts: list[str] = []
    read = console.readouterr

    def reading() -> Any:
        captured = read()
        texts.extend(captured)
        return captured

    console.readouterr = reading  # type: ignore[method-assign]
    return lambda: [*texts, *read()]


@pytest.fixture
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """On `emulator:` links time is virtual: silence, time limits and pauses between queries cost none."""
    monkeypatch.setattr("terminal.compose.SystemClock", VirtualClock)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The root of the working tree."""
    return Path(__file__).resolve().parent.parent
