"""docs/how-to-simulate.md: its commands do what it says, its chart is printed by one, and no fault is left out."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from terminal.language import translator
from terminal.simulation.chart import chart_of, struck_at
from terminal.simulation.faults import CLASSES
from terminal.simulation.scenario import read_scenario

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "how-to-simulate.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
(FEW,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
(CHART,) = re.findall(r"```\n( +秒 .*?)```", PAGE, re.DOTALL)
(FAULTS,) = re.findall(r"<!-- generated: faults -->\n(.*?)<!-- end -->", PAGE, re.DOTALL)
# fmt: off
SAID = {
    # command without "tuihuo simulate" -> what is printed somewhere
    "--seeds 4": "4 个种子",
    "--seeds 4 --first 100 --json": '"seeds": 4',
    "--seed 7 --trace": "历史摘要",
    "--seed 7 --shrink few.json": "种子7没有违反任何不变式，未写文件",
    "--scenario few.json --trace": "! 缺纸",
    "--seed 7 --history history.jsonl": "1 个种子",
}
# fmt: on


def test_each_command_does_what_the_page_says(bench, monkeypatch, tmp_path):
    """As the page has them; `few.json` stands there as if a seed had broken."""
    monkeypatch.chdir(tmp_path)
    ours = [line.removeprefix("tuihuo simulate ") for line in COMMANDS if line.startswith("tuihuo ")]
    assert ours == list(SAID)
    seen = {}
    for words in ours:
        if "--scenario" in words:
            assert not Path("few.json").exists()
            Path("few.json").write_text(FEW, encoding="utf-8")
        ended = bench.run("simulate", *shlex.split(words))
        seen[words] = (ended.code, SAID[words] in ended.out + ended.err)
    assert seen == dict.fromkeys(SAID, (0, True))
    (judge,) = [shlex.split(line) for line in COMMANDS if line.startswith("python ")]
    judged = subprocess.run([sys.executable, ROOT / judge[1], judge[2]], capture_output=True, check=False)
    assert (judged.returncode, judged.stdout, judged.stderr) == (0, b"", b"")


def test_the_scenario_is_written_as_ours_are(tmp_path):
    file = tmp_path / "few.json"
    file.write_text(FEW, encoding="utf-8")
    assert read_scenario(file).written() == FEW


def test_the_document_has_what_the_page_names(bench):
    said = bench.run("simulate", "--seed", "7", "--trace", "--json").document
    assert [name for name in said if f"`{name}`" not in PAGE and not name.endswith("_per_cpu_s")] == []


def test_the_chart_of_the_page_is_a_part_of_what_is_printed():
    """Where the history of seed 7 has changed, the page wants another part of it, and the words above that."""
    heads, part = CHART.splitlines()[:2], CHART.splitlines()[2:]
    _, chart = chart_of(7, None, translator("zh_CN"))
    begins = chart.index(part[0])
    assert (chart[:2], chart[begins : begins + len(part)]) == (heads, part)


def test_every_fault_stands_on_the_page():
    zh, en = translator("zh_CN"), translator("en")
    rows = ["| in a file | in the chart | | strikes at | in so many seeds |", "|---|---|---|---|---|"]
    for fault, row in CLASSES.items():
        told = (f"`{fault}`", zh(f"chart_fault.{fault}"), en(f"chart_fault.{fault}"))
        rows.append(f"| {' | '.join(told)} | {struck_at(fault)} | {row.share:.0%} |")
    assert "\n".join((*rows, "")) == FAULTS
