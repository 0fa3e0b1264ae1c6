"""A process of its own whose files may grow only so far (RLIMIT_FSIZE): journals are written until they can't. POSIX.

`size_limit.py FOLDER POINTS` prints one JSON line. Python ignores SIGXFSZ, so that a write fails and nobody is killed.
"""

import json
import os
import resource
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from terminal.records.journal import Journal, JournalError

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STEP = 211
"""Bytes from point to point: it shares no factor with a page or a sector."""
FIRST = 40_000


def opened(path: Path) -> Journal:
    return Journal(path, lambda: NOON, os.urandom)


def point(path: Path, most: int) -> tuple[str, str]:
    """The word with which a journal stops whose files may be so long, and what was wrong after it."""
    told, word = 0, ""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    with closing(opened(path)) as journal:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
        try:
            for number in range(400):
                journal.note("refund.intent", subject=str(number), body={"text": "x" * 700})
                told += 1
        except JournalError as error:
            word = error.word
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    with closing(opened(path)) as journal:
        count = journal.verify()
        journal.note("refund.intent")
    return word, "" if count in (told, told + 1) else f"{most}: {told} rows were acknowledged, {count} are there"


def main(folder: Path, points: int) -> None:
    words, wrong = Counter[str](), list[str]()
    for number in range(points):
        word, said = point(folder / str(number) / "journal.db", FIRST + number * STEP)
        words[word] += 1
        wrong += [said] if said else []
    print(json.dumps({"words": words, "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
