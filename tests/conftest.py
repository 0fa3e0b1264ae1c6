"""What every test gets: Hypothesis profiles, a state folder of its own, and `--deep`.

Not a place for helpers of one room: those are fixtures in that room's conftest.py.
One rule: no test touches the user's files.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Registered by name and loaded by us: left alone, Hypothesis picks a derandomized profile of its own wherever CI is
# set, and every run would try the same examples for ever, a fuzzing one included.
settings.register_profile("dev", max_examples=50, deadline=timedelta(seconds=2), derandomize=False)
settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
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


@pytest.fixture(autouse=True)
def tuihuo_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Journals, ledgers, receipts and configuration of this test alone; processes it starts inherit it."""
    home = tmp_path / "tuihuo-home"
    for name in [name for name in os.environ if name.startswith("TUIHUO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TUIHUO_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The root of the working tree."""
    return Path(__file__).resolve().parent.parent
