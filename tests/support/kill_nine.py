"""A process of its own that has journals written by children, kills them with SIGKILL, and says what it found. POSIX.

`kill_nine.py FOLDER KILLS SEED` prints one JSON line. Children are forked from this process, which has one thread, and
tell on a pipe what was acknowledged to them. The rule: what was told is there, once; at most one event more.
"""

import json
import os
import select
import signal
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from terminal.records.journal import Journal

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LIVES = 12
"""Kills of one journal; then another begins."""
LATEST_S = 0.006


def opened(path: Path) -> Journal:
    return Journal(path, lambda: NOON, os.urandom)


def child(path: Path, told: int, seed: str) -> None:
    """Works until it is killed: each line says what has been acknowledged."""
    random = Random(seed)
    while True:
        with closing(opened(path)) as journal:
            for _ in range(random.randint(1, 25)):
                step = random.random()
                if step < 0.03:
                    journal.keep_room()
                elif step < 0.3:
                    os.write(told, f"t {journal.next_trace()}\n".encode())
                else:
                    journal.note("batch.closed" if step < 0.4 else "refund.intent", subject=random.randbytes(8).hex())
                    os.write(told, f"e {journal.last}\n".encode())


def killed(path: Path, random: Random) -> list[str]:
    """One child's life; what it had been told."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        try:
            child(path, writing, str(random.random()))
        finally:
            os._exit(70)
    os.close(writing)
    if random.random() < 0.8:  # it has begun; else it is killed while it opens
        select.select([reading], [], [], 10)
    select.select([], [], [], random.uniform(0, LATEST_S))
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
        raise SystemExit(f"a child ended by itself: {status}")
    with open(reading, encoding="ascii") as file:
        return file.read().split("\n")[:-1]


def main(folder: Path, kills: int, seed: str) -> None:
    random, found, wrong = Random(seed), Counter[str](), list[str]()
    events = trace = 0
    path = folder / "journal.db"
    for number in range(kills):
        if number % LIVES == 0:
            path, events, trace = folder / str(number) / "journal.db", 0, 0
        said = killed(path, random)
        told = max([events, *(int(line[2:]) for line in said if line[0] == "e")])
        trace = max([trace, *(int(line[2:]) for line in said if line[0] == "t")])
        with closing(opened(path)) as journal:
            count = journal.verify()
            if count not in (told, told + 1):
                wrong.append(f"kill {number}: {told} events were acknowledged, {count} are there")
            if int(journal.upcoming_trace) <= trace:
                wrong.append(f"kill {number}: number {trace} would be given again")
        found["kills"] += 1
        found["acknowledged"] += told - events
        found["in doubt and there"] += count - told
        events = count
    print(json.dumps({**found, "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
