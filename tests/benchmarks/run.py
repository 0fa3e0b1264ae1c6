"""`./tuihuo bench`: runs the named benchmarks (all without a name) and compares each figure with its limit.

Not part of the suite: figures of a shared machine are no test. Measured is CPU time, not the clock on the wall, and
what is compared with a peer ran beside it in the same run. A benchmark is a file here whose `measure()` returns rows:
`what`, `value`, and `at_least` or `at_most` where the product promises something; `beside` has the peers' figures, by
name. Exit code 1 when a promise is not held.
"""

import argparse
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "support"))  # where pytest finds it too (pyproject.toml)
NAMES = {path.stem.replace("_", "-"): path for path in sorted(HERE.glob("*.py")) if path.stem != "run"}


def load(path: Path) -> ModuleType:
    """The benchmark in a file; nothing imports `tests`."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def held(row: dict[str, Any]) -> bool:
    """The promise of a row, if it makes one."""
    return row.get("at_least", row["value"]) <= row["value"] <= row.get("at_most", row["value"])


def line(name: str, row: dict[str, Any]) -> str:
    """One row for people."""
    promise = "".join(f", {word.replace('_', ' ')} {row[word]}" for word in ("at_least", "at_most") if word in row)
    beside = "".join(f"\n       {peer}: {told(figures)}" for peer, figures in row.get("beside", {}).items())
    return f"{'ok  ' if held(row) else 'MISS'} {name}: {row['what']}: {row['value']}{promise}{beside}"


def told(figures: object) -> str:
    """A peer's figures."""
    return (
        ", ".join(f"{what} {value}" for what, value in figures.items()) if isinstance(figures, dict) else str(figures)
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="tuihuo bench", description="Figures against their limits and peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all without one")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(NAMES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    results = {name: load(NAMES[name]).measure() for name in chosen.names or NAMES}
    if chosen.json:
        rows = {name: [row | {"held": held(row)} for row in found] for name, found in results.items()}
        print(json.dumps(rows, ensure_ascii=False))
    else:
        print("\n".join(line(name, row) for name, found in results.items() for row in found))
    return 0 if all(held(row) for found in results.values() for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
