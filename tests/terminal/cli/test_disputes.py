"""docs/disputes/*.md: a dispute of each kind from the first talk to the customer's confirmation, run as it stands.

Every command of a page runs in its order on one practice shop. The rule: each ends with the exit code that the page
says (0 where it says none), and the words of the block below a block stand in what its commands printed, in that order.
"""

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from terminal.case.papers import Kind

ROOT = Path(__file__).parents[3]
PAGES = sorted((ROOT / "docs" / "disputes").glob("*.md"))
BLOCK = re.compile(r"```sh\n(.*?)```(?:\n```text\n(.*?)```)?", re.DOTALL)
JSON = re.compile(r"```json\n(.*?)```", re.DOTALL)
CASE_NO = re.compile(r"20\d{10}")
EXIT = "# exit code "
ACCOUNT = "6243030000000001"


@dataclass(frozen=True)
class Command:
    """words: behind `tuihuo`. code: how it ends."""

    words: tuple[str, ...]
    code: int


@dataclass(frozen=True)
class Block:
    """Commands, and lines of which each stands in what they say, one after the other."""

    commands: tuple[Command, ...]
    says: tuple[str, ...]


def command(line: str) -> Command:
    typed, _, code = line.partition(EXIT)
    name, *words = shlex.split(typed)
    assert name == "tuihuo"
    return Command(tuple(words), int(code or 0))


def blocks(page: Path) -> list[Block]:
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [
        Block(tuple(map(command, lines.replace("\\\n", " ").splitlines())), tuple(said.splitlines()))
        for lines, said in found
    ]


def files(page: Path, folder: Path) -> None:
    """Papers that the page attaches, each another one, and the payee of its JSON block, for its owner alone."""
    picture = (ROOT / "fixtures" / "slips" / "order-01.png").read_bytes()
    for block in blocks(page):
        for name in (one.words[-1] for one in block.commands if one.words[:2] == ("case", "attach")):
            (folder / name).write_bytes(picture + name.encode() if name.endswith("png") else f"{name}\n".encode())
    for payee in JSON.findall(page.read_text(encoding="utf-8")):
        (folder / "payee.json").write_text(payee, encoding="utf-8")
        os.chmod(folder / "payee.json", 0o600)


def unsaid(says: tuple[str, ...], said: str) -> list[str]:
    """Those that do not stand there behind the one before."""
    missing, at = [], 0
    for words in says:
        found = said.find(words, at)
        missing += [words] if found < 0 else []
        at = max(at, found)
    return missing


def test_there_is_a_dispute_of_each_kind():
    assert {page.stem for page in PAGES} == set(Kind)
    assert {blocks(page)[0].commands[0].words[:3] for page in PAGES} == {("case", "new", kind) for kind in Kind}
    assert [page.stem for page in PAGES if ACCOUNT in page.read_text(encoding="utf-8")] == [Kind.POLICY]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_dispute_from_the_first_talk_to_the_last_word(bench, monkeypatch, tmp_path, tuihuo_home, holds_card, page):
    monkeypatch.chdir(tmp_path)
    files(page, tmp_path)
    case_no = ""
    for block in blocks(page):
        said = ""
        for one in block.commands:
            ended = bench.run(*(case_no if word == "CASE" else word for word in one.words))
            assert ended.code == one.code, (one.words, ended.out, ended.err)
            said += ended.out + ended.err
            case_no = case_no or CASE_NO.search(ended.out)[0]
        assert unsaid(tuple(words.replace("CASE", case_no) for words in block.says), said) == [], said
    shown = bench.run("case", "show", case_no, "--json").document
    assert (shown["state"], shown["case"]["life"][0]["act"]) == ("closed", "opened")
    assert shown["granted_fen"] == shown["paid_fen"] > 0
    assert holds_card(tuihuo_home, ACCOUNT) == []
