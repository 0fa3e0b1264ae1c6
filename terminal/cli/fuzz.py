"""`tuihuo fuzz`: every parser under a coverage-guided fuzzer, one process a target."""

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from terminal.desk.door import Refusal
from terminal.desk.faults import DONE, REFUSED
from terminal.fuzz.targets import TARGETS
from terminal.language import Texts, translator
from terminal.settings import load_settings

EXECUTIONS = re.compile(r"stat::number_of_executed_units:\s*([0-9]+)")
_REPLAY_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Run:
    """executions: inputs tried. finding: file with the input that broke the law, None when it held. said: the end of
    what the fuzzer wrote.
    """

    target: str
    executions: int
    finding: Path | None
    said: str


def fuzz(
    *targets: str,
    seconds: float = 10.0,
    runs: int = 0,
    corpus: Path | None = None,
    replay: Path | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Look for bytes that a parser can't bear. Exit 1 when there are any.

    Parameters
    ----------
    targets
        Names of parsers; all without one.
    seconds
        Time for each target.
    runs
        Inputs for each target at most; 0 for no limit but the time.
    corpus
        Folder with a folder of first inputs for each target; nothing is written there.
    replay
        Give one target this file, without a fuzzer.
    as_json
        Print one JSON line for each target.
    """
    settings = load_settings()
    texts = translator(settings.lang)
    unknown = set(targets) - set(TARGETS)
    if unknown or seconds <= 0 or runs < 0 or (replay is not None and len(targets) != 1):
        raise Refusal("usage", hint=f"tuihuo fuzz [{' | '.join(TARGETS)}] --seconds N")
    if replay is not None:
        TARGETS[targets[0]].run(replay.read_bytes())
        return DONE
    if importlib.util.find_spec("atheris") is None:
        raise Refusal("no_fuzzer")
    codes = [DONE]
    for name in targets or TARGETS:
        run = run_target(name, seconds, runs, corpus / name if corpus else None, settings.home / "fuzz")
        print(_report(run, texts, as_json=as_json))
        codes.append(REFUSED if run.finding else DONE)
    return max(codes)


def run_target(name: str, seconds: float, runs: int, seeds: Path | None, findings: Path) -> Run:
    """Fuzz one target for so many seconds, and at most `runs` inputs (0: no limit). Findings are kept in a folder."""
    findings.mkdir(parents=True, exist_ok=True)
    before = set(findings.iterdir())
    limits = [f"-max_total_time={max(1, round(seconds))}", *([f"-runs={runs}"] if runs else [])]
    with tempfile.TemporaryDirectory(prefix="tuihuo-fuzz-") as found:
        folders = [found, *([str(seeds)] if seeds is not None and seeds.is_dir() else [])]
        done = subprocess.run(
            [sys.executable, "-m", "terminal.fuzz.runner", name, *limits, "-timeout=5", "-rss_limit_mb=1024",
             "-print_final_stats=1", f"-artifact_prefix={findings}/{name}-", *folders],
            capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=seconds + _REPLAY_LIMIT_S,
        )  # fmt: skip
    executions = EXECUTIONS.search(done.stderr)
    new = sorted(set(findings.iterdir()) - before)
    if done.returncode and not new:
        raise RuntimeError(f"the fuzzer of {name} did not run:\n{done.stderr[-2000:]}")
    return Run(name, int(executions[1]) if executions else 0, new[0] if new else None, done.stderr[-2000:])


def _report(run: Run, texts: Texts, *, as_json: bool) -> str:
    law = TARGETS[run.target].law
    if as_json:
        finding = None if run.finding is None else str(run.finding)
        return json.dumps({"target": run.target, "law": law, "executions": run.executions, "finding": finding})
    if run.finding is None:
        return texts("fuzz.held", target=run.target, executions=run.executions)
    return texts("fuzz.broken", target=run.target, finding=str(run.finding)) + "\n" + run.said
