"""The two READMEs: the same commands in both, every one of them runs, and what they link to is there."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from own_warnings import environ
from started import started

from protocol.cards import TEST_CARDS

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
ENTRY = "from terminal.cli import main; main()"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str) -> list[list[str]]:
    found = re.findall(r"```sh\n(.*?)```", text(name), re.DOTALL)
    return [[line.partition("#")[0].strip() for line in block.splitlines()] for block in found]


def test_both_show_the_same_commands() -> None:
    first, second = (blocks(name) for name in READMES)
    assert len(first) == 8
    assert first == second


@pytest.mark.parametrize("name", READMES)
def test_the_first_line_leads_to_the_other_language(name: str) -> None:
    other = next(readme for readme in READMES if readme != name)
    assert f"]({other})" in text(name).splitlines()[0]


@pytest.mark.parametrize(
    "name", [*READMES, "docs/architecture.md", "docs/case.md", "docs/features.md", "CONTRIBUTING.md"]
)
def test_links_lead_somewhere(name: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text(name)) if "://" not in link]
    assert links
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("how-to-*.md")), ids=lambda page: page.stem)
def test_a_how_to_says_at_its_top_how_a_checkout_runs_it(page: Path) -> None:
    top = page.read_text(encoding="utf-8").split("\n## ")[0]
    assert re.search(r"[Ii]n a checkout `tuihuo …` is\s`./tuihuo …`", top)


def ran(block: int, folder: Path = ROOT) -> list[subprocess.CompletedProcess[str]]:
    """Each command of that block, one after another, as it stands."""
    commands = [shlex.split(line) for line in blocks("README.md")[block]]
    assert {words[0] for words in commands} == {"./tuihuo"}
    return [
        subprocess.run(
            [sys.executable, "-P", "-c", ENTRY, *words[1:]], cwd=folder, env=environ(), check=False, timeout=60,
            capture_output=True, encoding="utf-8",
        )
        for words in commands
    ]  # fmt: skip


def test_the_headless_block_runs_as_it_stands() -> None:
    assert [done.returncode for done in ran(1)] == [0] * 5


def test_the_scanning_block_runs_as_it_stands(tmp_path: Path) -> None:
    ended = ran(2, tmp_path)
    assert [(done.returncode, done.stderr) for done in ended] == [(0, "")] * 4
    assert "80000026000149" in ended[1].stdout
    assert json.loads(ended[3].stdout)["slip"] is not None


def test_the_wire_block_runs_as_it_stands() -> None:
    ended = ran(6)
    assert [(done.returncode, done.stderr) for done in ended] == [(0, "")] * 2
    assert ("签到请求" in ended[0].stdout, "退货请求" in ended[1].stdout) == (True, True)


def test_the_proving_block_runs_as_it_stands() -> None:
    ended = ran(7)
    assert [done.returncode for done in ended] == [0] * 4, [done.stderr for done in ended]
    assert json.loads(ended[2].stdout)["state"] == "approved"


def test_the_serial_block_runs_with_the_address_that_serve_prints() -> None:
    serve, refund = (shlex.split(line)[1:] for line in blocks("README.md")[3])
    host = subprocess.Popen(
        [sys.executable, "-P", "-c", ENTRY, *serve], cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        assert host.stdout is not None
        address = re.search(r"serial:///dev/\S+?(?=\")", host.stdout.readline())
        assert address is not None
        words = [address[0] if word.startswith("serial:") else word for word in refund]
        done = subprocess.run([sys.executable, "-P", "-c", ENTRY, *words], cwd=ROOT, check=False, timeout=60,
                              stdout=subprocess.DEVNULL)  # fmt: skip
    finally:
        host.kill()
        host.wait()
        host.stdout.close() if host.stdout else None
    assert done.returncode == 0


def test_each_end_of_the_serving_block_says_where_it_listens() -> None:
    served = [shlex.split(line)[1:] for line in blocks("README.md")[4]]
    with ExitStack() as running:
        said = [running.enter_context(_served([word.replace(":7001", ":0") for word in words])) for words in served]
    assert [(one["as"], one["framing"]) for one in said] == [("host", "length"), ("device", "link")]


def test_our_own_terminal_refunds_at_the_first_of_them() -> None:
    serve = shlex.split(blocks("README.md")[4][0])[1:]
    listing, refund = (shlex.split(line)[1:] for line in blocks("README.md")[5])
    with _served([word.replace(":7001", ":0") for word in serve]) as host:
        orders = [json.loads(line) for line in _out(listing).splitlines()]
        sale = next(order for order in orders if order["payer"] == "620000******0005")
        own = {"REFERENCE": sale["reference_no"], "MMDD": sale["paid_date"][4:]}
        link = refund[refund.index("--link") + 1]
        assert link.replace(":7001", host["listening"].removeprefix("tcp://127.0.0.1")) == host["link"]
        done = json.loads(_out([{**own, link: host["link"]}.get(word, word) for word in refund]))
    assert (done["state"], done["original_reference"], done["amount_fen"]) == ("approved", own["REFERENCE"], 100)


@pytest.mark.parametrize("name", READMES)
def test_the_names_of_the_cards_are_all_there(name: str) -> None:
    assert [card for card in TEST_CARDS if f"`{card}`" not in text(name)] == []


@pytest.mark.parametrize("name", READMES)
def test_a_link_with_a_question_mark_is_quoted(name: str) -> None:
    words = [word for block in blocks(name) for line in block for word in shlex.split(line, posix=False)]
    assert [word for word in words if "?" in word and word[0] != '"'] == []
    assert any("?" in word for word in words)


def test_the_language_of_verbs_is_the_environment_s() -> None:
    told = _out(["shop", "list"], TUIHUO_LANG="en"), _out(["shop", "list"])
    assert [page.split(maxsplit=1)[0] for page in told] == ["order", "销售单号"]


def test_a_folder_of_one_s_own_is_a_shop_of_its_own(tmp_path: Path) -> None:
    assert _out(["shop", "list"], TUIHUO_HOME=str(tmp_path / "mine"))
    assert (tmp_path / "mine" / "practice" / "ledger.db").is_file()


def _out(words: list[str], **environ: str) -> str:
    """What a verb that ends well prints."""
    return subprocess.run(
        [sys.executable, "-P", "-c", ENTRY, *words], cwd=ROOT, env=os.environ | environ, check=True, timeout=60,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
    ).stdout  # fmt: skip


@contextmanager
def _served(words: list[str]) -> Iterator[dict[str, str]]:
    """What `emulator serve` prints first, while it serves; a clean stop follows."""
    with started(
        [sys.executable, "-P", "-c", ENTRY, *words, "--quiet"], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8"
    ) as host:
        try:
            assert host.stdout is not None
            yield json.loads(host.stdout.readline())
        finally:
            host.terminate()
    assert host.returncode == 0
