"""What `tuihuo simulate` tells: counts, and each violation with its number, what it means, and how it is seen again.

The rule: data on stdout - one document with --json - and what was done about files on stderr.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.columns import clean
from terminal.desk.faults import DONE, REFUSED
from terminal.language import Texts, translator
from terminal.settings import load_settings

if TYPE_CHECKING:
    from terminal.simulation.many import Tally
    from terminal.simulation.run import Run
    from terminal.simulation.scenario import Scenario

REPLAY = "./tuihuo simulate {what} --trace"
_RATES = {"refunds": "refunds", "faults": "faults", "virtual": "virtual_s"}


@dataclass(frozen=True, slots=True)
class Told:
    """total: of all seeds. replay: the words that name the one that was run, "" for many. run: of that one. chart: as
    it was drawn. more: what else the document says.
    """

    total: "Tally"
    replay: str = ""
    run: "Run | None" = None
    chart: list[str] | None = None
    more: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, tallies: "Iterator[Tally]") -> "Told":
        """Many seeds, as they are done."""
        from terminal.simulation.many import Tally

        total = Tally()
        for one in tallies:
            total.add(one)
        return cls(total)

    def again(self, seed: int) -> str:
        """The command that shows it again."""
        return REPLAY.format(what=self.replay or f"--seed {seed}")


def say_shrunk(told: Told, seed: int, left: "Scenario | None", file: Path) -> Told:
    """What is left of it and where that stands, or that nothing broke; the document says it, too."""
    texts = _texts()
    if left is None or told.run is None:
        print(texts("simulation.not_shrunk", seed=seed), file=sys.stderr)
        return replace(told, more={"shrunk": None})
    counts = {"tasks": len(left.tasks), "faults": len(left.faults), "refunds": told.run.refunds}
    print(clean(texts("simulation.shrunk", seed=seed, file=file, **counts)), file=sys.stderr)
    return replace(told, more={"shrunk": {"file": str(file), **counts}})


def report(told: Told, *, as_json: bool) -> int:
    """Print it; the exit code."""
    if as_json:
        print(json.dumps(_document(told), ensure_ascii=False))
    else:
        print(*_lines(told, _texts()), sep="\n")
    return REFUSED if told.total.violations else DONE


def _lines(told: Told, texts: Texts) -> Iterator[str]:
    if told.chart is not None and told.run is not None:
        yield from told.chart
        yield texts("simulation.digest", digest=told.run.digest)
    for seed, found in sorted(told.total.violations.items()):
        for one in found:
            means = texts(f"invariant.{one.check}")
            yield texts("simulation.broken", seed=seed, at=f"{one.at:.3f}", check=one.check, text=means)
            yield texts("simulation.seen", said=one.said)
        yield texts("simulation.replay", replay=told.again(seed))
    said, hours = _document(told), f"{told.total.seconds / 3600:.1f}"
    counts = {name: said[name] for name in ("seeds", "refunds", "faults")}
    rates = {f"{name}_s": said[f"{long}_per_cpu_s"] for name, long in _RATES.items()}
    ended = "simulation.not_held" if told.total.violations else "simulation.held"
    yield texts(ended, **counts, **rates, virtual_h=hours, broken=len(told.total.violations))


def _document(told: Told) -> dict[str, object]:
    from terminal.simulation.rare import SOMETIMES

    total = told.total
    cpu_s = max(total.cpu_s, 1e-9)
    found = [
        {"seed": seed, "check": one.check, "at": one.at, "said": one.said, "replay": told.again(seed)}
        for seed, some in sorted(total.violations.items())
        for one in some
    ]
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
        "never_reached": [state for state in SOMETIMES if not total.reached[state]],
        "violations": found,
        **_of_one(told),
    }


def _of_one(told: Told) -> dict[str, object]:
    drawn = {} if told.chart is None else {"trace": told.chart}
    return ({} if told.run is None else {"digest": told.run.digest}) | drawn | dict(told.more)


def _texts() -> Texts:
    return translator(load_settings().lang)
