"""`tuihuo simulate`: terminals, lines and hosts under faults and virtual time, by seed; exit 1 where a rule breaks.

What is printed stands in simulated.py. The rule: what can't be done is said before the first seed is run.
"""

import importlib.util
import shlex
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from terminal.cli.simulated import Told, report, say_shrunk
from terminal.desk.door import Refusal
from terminal.language import TextId, translator
from terminal.settings import load_settings

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from terminal.simulation.many import Tally
    from terminal.simulation.scenario import Scenario

SEEDS, FIRST, JOBS = 100, 1, 1
"""Where nothing else is asked for."""
SHRINKS_S = 10.0
"""Of this process's time at most."""
# fmt: off
_LEAST = {"seeds": 1, "first": 0, "jobs": 1, "seed": 0}
_WITH = {
    # what goes with one of these alone
    "shrink":   ("seed",),
    "history":  ("seed",),
    "trace":    ("seed", "scenario"),
}
_WITHOUT = {
    # what goes with none of these
    "seed":     ("scenario", "seeds", "first", "jobs", "cluster"),
    "scenario": ("seeds", "first", "jobs", "cluster", "shrink", "history"),
    "cluster":  ("jobs",),
}
# fmt: on


def simulate(
    *,
    seeds: int | None = None,
    first: int | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    seed: int | None = None,
    scenario: Path | None = None,
    shrink: Path | None = None,
    history: Path | None = None,
    trace: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Run simulated days at the counter and look whether any fen is lost or doubled. Exit 1 when one is.

    Parameters
    ----------
    seeds
        How many; 100 where nothing is said.
    first
        The first of them; 1 where nothing is said.
    jobs
        Processes; 1 where nothing is said.
    cluster
        In place of processes here: the Dask scheduler at this address, tcp://host:port.
    seed
        This one alone.
    scenario
        What this file says, alone.
    shrink
        With --seed: leave out what is not needed to break it, and write what is left into this file.
    history
        With --seed: write all that crossed an edge into this file, as tests/simulation/oracle.py judges it.
    trace
        With --seed or --scenario: draw what happened, a line an event: terminals, line and host as columns.
    as_json
        Print one JSON document.
    """
    given = {"seeds": seeds, "first": first, "jobs": jobs, "cluster": cluster, "seed": seed, "scenario": scenario}
    _together({**given, "shrink": shrink, "history": history, "trace": trace or None})
    if importlib.util.find_spec("greenlet") is None:
        raise Refusal("no_greenlet")
    if scenario is not None:
        read, replay = _read(scenario), f"--scenario {shlex.quote(str(scenario))}"
        _say_what_is_missing(read.seed)
        return report(_single(read, replay, trace=trace), as_json=as_json)
    if seed is not None:
        _say_what_is_missing(seed)
        return report(_seed(seed, shrink, history, trace=trace), as_json=as_json)
    some = (FIRST if first is None else first, seeds or SEEDS)
    _say_what_is_missing(*some)
    with _tallies(*some, jobs or JOBS, cluster) as tallies:
        return report(Told.of(tallies), as_json=as_json)


def _together(said: Mapping[str, object]) -> None:
    """Refusal usage: by what does not go together, or is too small."""
    given = [name for name, value in said.items() if value is not None]
    for name in given:
        value, least = said[name], _LEAST.get(name, 0)
        if isinstance(value, int) and value < least:
            raise _usage("at_least", name, least=least)
        if name in _WITH and not set(_WITH[name]) & set(given):
            raise _usage("goes_with", name, *_WITH[name])
        for other in _WITHOUT.get(name, ()):
            if other in given:
                raise _usage("not_with", other, name)


def _usage(why: str, name: str, *others: str, least: int = 0) -> Refusal:
    said = " | ".join(f"--{other}" for other in others)
    return Refusal("usage", hint=TextId(f"simulation.{why}"), option=f"--{name}", others=said, least=least)


def _say_what_is_missing(first: int, count: int = 1) -> None:
    """Where one of these seeds proves less without a development package, and has another history."""
    from terminal.simulation.plan import REAL_EVERY, wants_sqlite
    from terminal.simulation.power_loss_disk import has_sqlite

    if not has_sqlite() and any(map(wants_sqlite, range(first, first + count))):
        print(translator(load_settings().lang)("simulation.no_sqlite", every=REAL_EVERY), file=sys.stderr)


def _read(file: Path) -> "Scenario":
    from terminal.simulation.scenario import KEYS, ScenarioFileError, read_scenario

    try:
        return read_scenario(file)
    except ScenarioFileError as error:
        said = {"file": str(file), "key": error.key, "keys": ", ".join(KEYS), "why": error.reason}
        raise Refusal("scenario_damaged", said=TextId(f"scenario_wrong.{error.why}"), **said) from None


def _seed(seed: int, shrink: Path | None, history: Path | None, *, trace: bool) -> Told:
    """One, with its files. Refusal not_written: one of them would not take it."""
    from terminal.simulation.history import history_of, history_text
    from terminal.simulation.shrink import shrink as shrunk

    for file in filter(None, (shrink, history)):
        _try(file)
    if history is not None:
        _write(history, history_text(history_of(seed)[1]))
    if shrink is None:
        return _single(seed, f"--seed {seed}", trace=trace)
    left = shrunk(seed, time.process_time, SHRINKS_S)
    if left is None:
        said = _single(seed, f"--seed {seed}", trace=trace)
    else:
        _write(shrink, left.written())
        said = _single(left, f"--scenario {shlex.quote(str(shrink))}", trace=trace)
    return say_shrunk(said, seed, left, shrink)


def _single(what: "int | Scenario", replay: str, *, trace: bool) -> Told:
    """What came of a seed or of a scenario, and with what words to see it again."""
    from terminal.simulation import run
    from terminal.simulation.chart import chart_of
    from terminal.simulation.many import Tally

    began, chart = time.process_time(), None
    if trace:
        seed, scenario = (what, None) if isinstance(what, int) else (what.seed, what)
        done, chart = chart_of(seed, scenario, translator(load_settings().lang))
    else:
        done = run.simulate(what) if isinstance(what, int) else run.replay(what)
    total = Tally()
    total.count(done)
    total.cpu_s = time.process_time() - began
    return Told(total, replay, done, chart)


def _try(file: Path) -> None:
    """It can be written: nobody waits for a seed, and then has nothing. A pipe would end with its first closing."""
    new = not file.exists()
    if not (new or file.is_file() or file.is_dir()):
        return
    try:
        file.open("ab").close()
    except OSError as error:
        raise _not_written(file, error) from None
    if new:
        file.unlink()


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _not_written(file, error) from None


def _not_written(file: Path, error: OSError) -> Refusal:
    return Refusal("not_written", file=str(file), why=error.strerror or str(error))


@contextmanager
def _tallies(first: int, count: int, jobs: int, cluster: str | None) -> "Iterator[Iterator[Tally]]":
    from terminal.simulation.many import portions, tallied, tally

    if cluster is None and jobs == 1:
        yield (tally(at, size) for at, size in portions(first, count))
        return
    if cluster is not None:
        from terminal.simulation.cluster import executor_at

        executing: AbstractContextManager[Executor] = executor_at(cluster)
    else:
        from terminal.simulation.processes import processes

        executing = processes(jobs)
    with executing as executor:
        yield tallied(first, count, executor)
