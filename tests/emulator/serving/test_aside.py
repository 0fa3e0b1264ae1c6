"""Lines for a stream that nobody may read: who speaks never waits, what is left out is counted, nothing breaks."""

import io
import os
import subprocess
import sys
import threading

import pytest
from started import started

from emulator.serving import aside
from emulator.serving.aside import MOST, Aside

PIPE_FULL = 65_536
"""Bytes that a pipe takes at most before a writer waits."""


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr(aside, "PATIENCE_S", 0.2)


def test_lines_come_in_their_order_and_the_stream_stays_open():
    reader, writer = os.pipe()
    with open(reader, encoding="utf-8") as told, open(writer, "w", encoding="utf-8") as stream:
        one = Aside(stream)
        one.say("一")
        one.say("two \ud800")
        one.close()
        stream.write("after\n")
        stream.flush()
        assert [told.readline() for _ in range(3)] == ["一\n", "two \\ud800\n", "after\n"]


def test_a_stream_that_is_no_file_is_written_to():
    stream = io.StringIO()
    one = Aside(stream)
    one.say("one")
    one.close()
    assert stream.getvalue() == "one\n"


def test_a_reader_that_sleeps_costs_nobody_a_wait_and_hears_how_much_it_missed():
    reader, writer = os.pipe()
    line = "x" * 1023
    said = PIPE_FULL // 1024 + MOST + 1 + 50
    with open(writer, "w", encoding="utf-8") as stream, open(reader, encoding="utf-8") as told:
        one = Aside(stream, "{} missing")
        for _ in range(said):
            one.say(line)
        heard = [told.readline() for _ in range(100)]
        wait_for_room(one)
        one.say("last")
        one.close()
        while heard[-1] != "last\n":
            heard.append(told.readline())
    missing = [int(text.split()[0]) for text in heard if "missing" in text]
    assert len(missing) == 1
    assert missing[0] >= 50 - 1
    assert heard.count(f"{line}\n") + missing[0] == said


def wait_for_room(one: Aside) -> None:
    """Until the thread has taken a few lines."""
    deadline = threading.Event()
    for _ in range(100):
        if one._lines.qsize() <= MOST - 2:
            return
        deadline.wait(0.01)
    pytest.fail("no room")


def test_a_reader_that_went_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w", encoding="utf-8") as stream:
        one = Aside(stream)
        one.say("one")
        one.say("two")
        one.close()
        assert not one._thread.is_alive()


def test_a_full_disk_is_no_error():
    with open("/dev/full", "w", encoding="utf-8") as stream:
        one = Aside(stream)
        one.say("one")
        one.close()
        assert not one._thread.is_alive()


def test_closing_does_not_wait_for_a_reader_that_never_comes():
    reader, writer = os.pipe()
    with open(writer, "w", encoding="utf-8") as stream:
        one = Aside(stream)
        for _ in range(MOST + 200):
            one.say("x" * 1023)
        one.close()
        assert one._thread.is_alive()
        os.close(reader)  # and now it ends by itself
        one._thread.join(5)
        assert not one._thread.is_alive()


TALKER = """
import sys
from emulator.serving.aside import Aside
one = Aside(sys.stderr)
for _ in range(2000):
    one.say("x" * 1023)
one.close()
print("done", flush=True)
"""


def test_a_process_ends_although_nobody_reads_its_stderr():
    with started([sys.executable, "-c", TALKER], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.read() == b"done\n"
        assert process.wait(10) == 0
