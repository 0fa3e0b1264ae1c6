"""TOML within bounds: what it reads, what it refuses, and that a bomb costs nearly nothing, wherever it is read."""

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.registry import RegistryError, read_registry
from emulator.scenario import ScenarioError
from emulator.scenario_file import read_toml as read_scenario
from protocol.dialects.unionpay.acquirer import ProfileError
from protocol.dialects.unionpay.acquirer import read_toml as read_profile
from protocol.strict_toml import MAX_DOTS, MAX_TEXT, read_toml
from terminal.case.policy.file import PolicyFileError, policy_of
from terminal.parameters import ParametersError, read_parameters
from terminal.settings import SettingsError, load_settings

BOMBS = {
    "arrays": "x = " + "[" * 30_000,
    "tables": "x = " + "{a=" * 10_000,
    "key": "a" + ".a" * 15_000 + " = 1",
    "quoted key": '"a"' + '."a"' * 8_000 + " = 1",
    "header": "[" + "a." * 15_000 + "a]",
    "key in a table": "x = {a" + ".a" * 15_000 + " = 1}",
}


def test_what_it_reads() -> None:
    assert read_toml("a.b = 1\n[c]\nd = [[1], {e = 2}]") == {"a": {"b": 1}, "c": {"d": [[1], {"e": 2}]}}


@pytest.mark.parametrize("text", ["a = ", "a = 1\na = 2", "\0", *BOMBS.values()], ids=lambda text: text[:8])
def test_what_it_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"line|document|too deep"):
        read_toml(text)


def test_at_the_limits() -> None:
    dots = f"a = '{'.' * MAX_DOTS}'"
    assert read_toml(dots) == {"a": "." * MAX_DOTS}
    with pytest.raises(ValueError, match="dots"):
        read_toml(dots.replace("'.", "'..", 1))
    assert read_toml("#" * MAX_TEXT) == {}
    with pytest.raises(ValueError, match="characters"):
        read_toml("#" * (MAX_TEXT + 1))


def settings_of(text: str, home: Path) -> object:
    (home / "config.toml").write_text(text, encoding="utf-8")
    return load_settings({"TUIHUO_HOME": str(home)})


def parameters_of(text: str, home: Path) -> object:
    (home / "parameters.toml").write_text(text, encoding="utf-8")
    return read_parameters(home / "parameters.toml")


READERS: dict[str, tuple[Callable[[str, Path], object], type[Exception]]] = {
    "settings": (settings_of, SettingsError),
    "parameters": (parameters_of, ParametersError),
    "policy": (lambda text, _: policy_of(text, "p"), PolicyFileError),
    "scenario": (lambda text, _: read_scenario(text, "s"), ScenarioError),
    "terminals": (lambda text, _: read_registry(text, "r", {}), RegistryError),
    "profile": (lambda text, _: read_profile(text, "p"), ProfileError),
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("reader", READERS)
def test_a_bomb_is_refused_for_next_to_nothing(reader: str, bomb: str, tmp_path: Path) -> None:
    read, error = READERS[reader]
    tracemalloc.start()
    began = time.thread_time()
    try:
        with pytest.raises(error):
            read(BOMBS[bomb], tmp_path)
        cost, peak = time.thread_time() - began, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (cost < 0.5, peak < 10_000_000) == (True, True), (cost, peak)
