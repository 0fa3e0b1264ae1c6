"""A reading process: it is there, answers, keeps quiet, and is gone when it has to be."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from started import started

from scanner.reader.process import Child, environment
from scanner.reader.wire import Message

SLIP = Path(__file__).parents[3] / "fixtures" / "slips" / "order-01.png"

# A process in which one command misbehaves, as a decoder might: the rest is the real program.
MISBEHAVING = """
import ctypes, os, sys, time, types
from scanner.reader import child, limits

def serve(command, inbox, answer):
    libc = ctypes.CDLL(None)
    what = command.values["what"]
    if what == "hang":
        time.sleep(600)
    if what == "hang with the lock":
        ctypes.PyDLL(None).sleep(600)
    if what == "hang in a picture":
        limits.PICTURE_S = 0.2
        with limits.limited_picture():
            ctypes.PyDLL(None).sleep(600)
    if what == "abort":
        os.abort()
    if what == "print":
        for fd in (1, 2):
            libc.write(fd, b"zbar: WARNING\\n", 14)
        print("python, too"); print("and here", file=sys.stderr, flush=True)
    answer(child.Message("did", {"environment": dict(os.environ)}))

sys.modules["misbehaviour"] = types.SimpleNamespace(serve=serve)
child.SERVERS["misbehave"] = "misbehaviour:serve"
child.main()
"""
MISBEHAVE = (sys.executable, "-P", "-c", MISBEHAVING)


@pytest.fixture
def child() -> Iterator[Child]:
    with Child(MISBEHAVE) as child:
        assert child.is_there()
        yield child


def misbehave(child: Child, what: str) -> None:
    child.tell(Message("misbehave", {"what": what}), 5)


def state(pid: int) -> str:
    """Of a process: S it sleeps, R it runs, T it is stopped; Z it has ended and nobody has asked, "" there is none."""
    said = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, encoding="ascii", check=False)
    return said.stdout.strip()[:1]


def runs(pid: int) -> bool:
    return state(pid) not in {"", "Z"}


def becomes(pid: int, *states: str) -> bool:
    for _ in range(200):
        if state(pid) in states:
            return True
        time.sleep(0.02)
    return False


def gone(pid: int) -> bool:
    return becomes(pid, "", "Z")


def stop(child: Child) -> None:
    os.kill(child.pid, signal.SIGSTOP)
    assert becomes(child.pid, "T")


def test_it_reads_a_picture() -> None:
    with Child() as child:
        assert child.is_there()
        child.tell(Message("read", {"spent_ms": 0, "skip": []}, SLIP.read_bytes()), 5)
        said = [child.hear(5) for _ in range(4)]
        assert [message.word for message in said if message] == ["begins", "step", "begins", "step"]
    assert gone(child.pid)


def test_a_command_it_does_not_know(child: Child) -> None:
    child.tell(Message("dance"), 5)
    assert child.hear(5) == Message("fault", {"why": "unknown_command"})


def test_what_is_printed_natively_goes_nowhere(child: Child, capfd: pytest.CaptureFixture[str]) -> None:
    misbehave(child, "print")
    answer = child.hear(5)
    assert (answer and answer.word, tuple(capfd.readouterr())) == ("did", ("", ""))


def test_it_is_told_no_password(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TUIHUO_SUPERVISOR_PASSWORD", "PGPASSWORD", "SHOP_TOKEN"):
        monkeypatch.setenv(name, "123456")
    with Child(MISBEHAVE) as told:
        assert told.is_there()
        misbehave(told, "")
        answer = told.hear(5)
    assert answer is not None
    given = answer.values["environment"]
    assert isinstance(given, dict)
    assert "123456" not in given.values()
    assert given["OPENCV_LOG_LEVEL"] == "SILENT"


def test_what_a_decoder_and_a_camera_need_goes_down() -> None:
    needed = {"PATH": "/bin", "SystemRoot": "C:", "LC_ALL": "C", "PYTHONPATH": "/p", "OPENCV_VIDEOIO_DEBUG": "1"}
    assert needed.items() <= environment(needed | {"PGPASSWORD": "1", "PATHS": "2"}).items()
    assert not {"PGPASSWORD", "PATHS"} & set(environment({"PGPASSWORD": "1", "PATHS": "2"}))


def test_where_python_does_not_know_its_own_name_nothing_is_read() -> None:
    """As in a program that was frozen, or embedded: sys.executable may be None."""
    asked = f"""
import sys
sys.executable = None
from scanner.decode.header import PictureError
from scanner.reader.reader import Reader
with Reader() as reader:
    try:
        reader.read({str(SLIP)!r})
    except PictureError as error:
        print(error.why)
"""
    done = subprocess.run([sys.executable, "-P", "-c", asked], capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr) == ("gave_up\n", "")


def test_one_that_aborts_says_nothing_more(child: Child) -> None:
    misbehave(child, "abort")
    assert (child.hear(5), child.late) == (None, False)


@pytest.mark.parametrize("how", ["hang", "hang with the lock"])
def test_one_that_hangs_is_killed(child: Child, how: str) -> None:
    misbehave(child, how)
    assert (child.hear(0.1), child.late) == (None, True)
    assert gone(child.pid)


@pytest.mark.skipif(sys.platform == "win32", reason="what the system does not limit, the deadline does")
def test_one_that_has_lost_its_terminal_ends_all_the_same(child: Child) -> None:
    """A decoder that holds Python's lock for ever: the end of stdin is not heard, the system's timer is."""
    misbehave(child, "hang in a picture")
    assert (child.hear(10), child.late) == (None, False)


def test_a_picture_that_is_not_taken_is_not_waited_for(child: Child) -> None:
    stop(child)
    child.tell(Message("read", {}, bytes(4_000_000)), 0.1)
    assert child.late


def test_it_is_closed_while_it_is_busy(child: Child) -> None:
    misbehave(child, "hang")
    child.close()
    assert not runs(child.pid)


def test_it_is_closed_while_it_takes_nothing(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.reader.process.END_S", 0.2)
    stdin = child._process.stdin
    assert stdin is not None
    stop(child)
    os.set_blocking(stdin.fileno(), False)
    with suppress(BlockingIOError):
        while True:
            os.write(stdin.fileno(), bytes(4096))
    os.set_blocking(stdin.fileno(), True)
    stdin.write(b"left over")
    child.close()
    assert not runs(child.pid)


def test_it_ends_with_a_terminal_that_is_killed() -> None:
    """Nobody closes anything, and a picture is being read: the end of its stdin is all it gets."""
    parent = f"""
import sys, time
from scanner.reader.process import Child
from scanner.reader.wire import Message
child = Child((sys.executable, "-P", "-c", {MISBEHAVING!r}))
child.is_there()
child.tell(Message("misbehave", {{"what": "hang"}}), 5)
print(child.pid, flush=True)
time.sleep(600)
"""
    with started([sys.executable, "-P", "-c", parent], stdout=subprocess.PIPE, encoding="ascii") as terminal:
        assert terminal.stdout is not None
        pid = int(terminal.stdout.readline())
        assert runs(pid)
        terminal.kill()
        assert gone(pid)


LIMITS = """
import resource, sys
from scanner.reader.limits import limit_process
soft = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (soft, resource.getrlimit(resource.RLIMIT_AS)[1]))
limit_process()
limit_process()
print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="what the system does not limit, the deadline does")
@pytest.mark.parametrize(("before", "after"), [("-1", "1610612736"), ("1000000000", "1000000000")])
def test_memory_and_core_files_are_limited_and_no_limit_is_raised(before: str, after: str) -> None:
    words = [sys.executable, "-P", "-c", LIMITS, before]
    done = subprocess.run(words, capture_output=True, encoding="ascii", check=True)
    assert done.stdout.split() == [after, "0"]
