"""Thousands of mutations of a journal: each one that changes what the program would read is found when it starts.

A mutation that changes nothing which is read (free room in a page, a header's counter) may pass; what passes reads as
before. The rule: never other data, and never an error that is none of the journal's.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from damage import FILE, HEAD, NOW, Files, damaged, path_of, store_on, told_by, written

from terminal.records.snapshot import snapshot
from terminal.records.store import JournalError
from terminal.records.verdict import judge

WORDS = {"journal_damaged", "journal_older", "journal_newer", "journal_write"}
SIZES = pytest.mark.parametrize("count", [500, pytest.param(5_000, marks=[pytest.mark.deep, pytest.mark.timeout(600)])])


def sweep(files: Files, count: int, seed: str) -> tuple[Counter[str], Counter[str], list[str]]:
    """Found, passed, and what was wrong: data that changed in silence."""
    whole, older = told_by(files), written(25, closed=True)
    found: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(count):
        name, changed = damaged(files, older, Random(f"{seed} {number}"))
        try:
            said = told_by(changed)
        except JournalError as error:
            found[name] += 1
            if error.word not in WORDS:
                wrong.append(f"{seed} {number} {name}: {error}")
            continue
        passed[name] += 1
        if said != whole:
            wrong.append(f"{seed} {number} {name}: silent")
    return found, passed, wrong


@SIZES
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "killed"])
def test_whatever_changes_data_is_found(
    closed: bool, count: int, record_property: Callable[[str, object], None]
) -> None:
    found, passed, wrong = sweep(written(40, closed=closed), count, f"closed {closed}")
    what = f"mutations of a journal that was {'closed' if closed else 'killed'}"
    figure = f"{count:,}: {found.total():,} found, {passed.total():,} change nothing that is read, {len(wrong)} silent"
    record_property("measured", ("journal", what, figure))
    assert wrong == []
    assert found.total() > count / (2 if closed else 6)
    assert found["older copy"] > 0
    assert passed["older copy"] == 0
    changed_by_sql = {"_deleted", "_tail", "_reordered", "_inserted", "_altered", "_fact", "_rewritten"}
    assert (changed_by_sql <= set(found)) is closed
    assert not changed_by_sql & set(passed)


def test_the_head_outside_is_what_finds_an_older_copy_and_a_rewritten_end() -> None:
    """Without it both pass: so it is needed, and the sweep can fail."""
    files = {FILE.name: written(60, closed=True)[FILE.name]}
    whole, older, passed = told_by(files), written(25, closed=True), set()
    for number in range(150):
        name, changed = damaged(files | {HEAD: b"", NOW: b""}, older, Random(number))
        try:
            said = told_by({at: data for at, data in changed.items() if at not in {HEAD, NOW}})
        except JournalError:
            continue
        if said != whole:
            passed.add(name)
    assert {"older copy", "_rewritten"} <= passed


def test_the_verb_finds_what_the_start_finds(tmp_path: Path) -> None:
    files, older = written(60, closed=True), written(25, closed=True)
    agreed: Counter[bool] = Counter()
    for number in range(60):
        _, changed = damaged(files, older, Random(f"verb {number}"))
        folder = tmp_path / str(number)
        folder.mkdir(mode=0o700)
        try:
            with snapshot(path_of(changed, folder)) as store:
                good = judge(store).good
        except JournalError:
            good = False
        try:
            told_by(changed)
            started = True
        except JournalError:
            started = False
        assert good is started, number
        agreed[good] += 1
    assert min(agreed[True], agreed[False]) > 5


def test_the_files_are_those_of_a_journal() -> None:
    assert set(written(60, closed=True)) == {FILE.name, HEAD, NOW}
    assert set(written(60, closed=False)) == {FILE.name, HEAD, NOW, f"{FILE.name}-wal"}
    store_on(written(3, closed=True)).close()
