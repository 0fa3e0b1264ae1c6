"""`tuihuo simulate`: terminals, lines and hosts under faults and virtual time, by seed; exit 1 where a rule breaks."""

import importlib.util
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from terminal.desk.door import DONE, REFUSED, Refusal
from terminal.language import translator
from terminal.settings import load_settings

if TYPE_CHECKING:
    from terminal.simulation.many import Tally
    from terminal.simulation.scenario import Scenario

REPLAY = "./tuihuo simulate --seed {seed} --trace"
USAGE = (
    "tuihuo simulate --seeds N --first K [--jobs N | --cluster ADDRESS] | "
    "--seed S [--shrink FILE] [--history FILE] | --scenario FILE; --trace with one"
)
_RATES = {"refunds": "refunds", "faults": "faults", "virtual": "virtual_s"}
SHRINKS_S = 10.0
"""Of this process's time at most."""


def simulate(
    *,
    seeds: int = 100,
    first: int = 1,
    jobs: int = 1,
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
        How many.
    first
        The first of them.
    jobs
        Processes.
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
        Draw what happened, a line an event: terminals, line and host as columns.
    as_json
        Print one JSON line.
    """
    one = seed is not None or scenario is not None
    if (
        min(seeds, jobs) < 1
        or min(first, seed or 0) < 0
        or ((shrink is not None or history is not None) and seed is None)
        or (trace and not one)
        or (cluster is not None and (one or jobs > 1))
    ):
        raise Refusal("usage", hint=USAGE)
    if importlib.util.find_spec("greenlet") is None:
        raise Refusal("no_greenlet")
    _say_what_is_missing()
    if one:
        if seed is not None and history is not None:
            _write_history(seed, history)
        return _report(iter((_single(seed, scenario, shrink, trace=trace),)), as_json=as_json)
    with _tallies(first, seeds, jobs, cluster) as tallies:
        return _report(tallies, as_json=as_json)


def _say_what_is_missing() -> None:
    """Without its development package one seed in twenty proves less, and has another history."""
    from terminal.simulation.plan import REAL_EVERY
    from terminal.simulation.power_loss_disk import has_sqlite

    if not has_sqlite():
        print(translator(load_settings().lang)("simulation.no_sqlite", every=REAL_EVERY), file=sys.stderr)


def _single(seed: int | None, scenario: Path | None, shrink: Path | None, *, trace: bool) -> "Tally":
    from terminal.simulation import run
    from terminal.simulation import shrink as shrinking
    from terminal.simulation.many import Tally
    from terminal.simulation.scenario import ScenarioFileError, read_scenario

    began = time.process_time()
    try:
        written = read_scenario(scenario) if scenario is not None else None
    except ScenarioFileError as error:
        raise Refusal("usage", hint=str(error)) from None
    done = run.replay(written) if written is not None else run.simulate(seed or 0)
    smallest = written
    if shrink is not None and seed is not None:
        smallest = shrinking.shrink(seed, time.process_time, SHRINKS_S)
        if smallest is not None:
            shrink.write_text(smallest.written(), encoding="utf-8")
            done = run.replay(smallest)
    if trace:
        _draw(done.seed, smallest)
    total = Tally()
    total.count(done)
    total.cpu_s = time.process_time() - began
    return total


def _draw(seed: int, scenario: "Scenario | None") -> None:
    from terminal.simulation.chart import chart_of

    run, lines = chart_of(seed, scenario, translator(load_settings().lang))
    print(*lines, run.digest, sep="\n")


def _write_history(seed: int, path: Path) -> None:
    from terminal.simulation.history import history_of, write_history

    write_history(history_of(seed)[1], path)


@contextmanager
def _tallies(first: int, count: int, jobs: int, cluster: str | None) -> "Iterator[Iterator[Tally]]":
    from terminal.simulation.many import portions, tallied, tally

    if cluster is not None:
        from terminal.simulation.cluster import executor_at

        with executor_at(cluster) as executor:
            yield tallied(first, count, executor)
        return
    if jobs == 1:
        yield (tally(at, size) for at, size in portions(first, count))
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(jobs, get_context("spawn")) as executor:
        yield tallied(first, count, executor)


def _report(tallies: "Iterator[Tally]", *, as_json: bool) -> int:
    from terminal.simulation.checks import text_of
    from terminal.simulation.many import Tally
    from terminal.simulation.rare import SOMETIMES

    total = Tally()
    for one in tallies:
        total.add(one)
    texts = translator(load_settings().lang)
    if as_json:
        print(json.dumps(_told(total, SOMETIMES), ensure_ascii=False))
    elif not total.violations:
        said = _told(total, SOMETIMES)
        rates = {f"{name}_s": said[f"{long}_per_cpu_s"] for name, long in _RATES.items()}
        counts = {name: said[name] for name in ("seeds", "refunds", "faults")}
        print(texts("simulation.held", **counts, **rates, virtual_h=f"{total.seconds / 3600:.1f}"))
    for seed, found in sorted(total.violations.items()) if not as_json else ():
        for broken in found:
            words = {"seed": seed, "at": f"{broken.at:.3f}", "check": broken.check, "text": text_of(broken.check)}
            print(texts("simulation.broken", **words, said=broken.said, replay=REPLAY.format(seed=seed)))
    return REFUSED if total.violations else DONE


def _told(total: "Tally", sometimes: tuple[str, ...]) -> dict[str, object]:
    found = [
        {"seed": seed, "check": one.check, "at": one.at, "said": one.said, "replay": REPLAY.format(seed=seed)}
        for seed, some in sorted(total.violations.items())
        for one in some
    ]
    cpu_s = max(total.cpu_s, 1e-9)
    return {
        "seeds": total.seeds,
        "refunds": total.refunds,
        "faults": total.faults.total(),
        "virtual_s": round(total.seconds),
        "cpu_s": round(total.cpu_s, 2),
        "refunds_per_cpu_s": round(total.refunds / cpu_s),
        "faults_per_cpu_s": round(total.faults.total() / cpu_s),
        "virtual_s_per_cpu_s": round(total.seconds / cpu_s),
        "by_fault": dict(sorted(total.faults.items())),
        "reached": dict(sorted(total.reached.items())),
        "never_reached": [state for state in sometimes if not total.reached[state]],
        "violations": found,
    }
