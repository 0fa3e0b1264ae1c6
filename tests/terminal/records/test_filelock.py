"""The lock on a side file: one owner, given back by release and by the end of the process."""

import os
import platform
import subprocess
import sys
import types

import pytest
from started import started

from terminal.records.filelock import FileLock, LockHeldError

HOLD = """
import sys
from pathlib import Path
from terminal.records.filelock import FileLock
lock = FileLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_one_owner_at_a_time(tmp_path):
    path = tmp_path / "x.lock"
    lock = FileLock(path)
    assert path.read_text(encoding="utf-8") == f"{os.getpid()} {platform.node()}"
    with pytest.raises(LockHeldError, match=r"x\.lock is held by another process"):
        FileLock(path)
    lock.release()
    lock.release()
    FileLock(path).release()


def test_an_old_file_is_no_lock(tmp_path):
    path = tmp_path / "x.lock"
    path.write_text("123456789 and more", encoding="ascii")
    lock = FileLock(path)
    assert path.read_text(encoding="utf-8") == f"{os.getpid()} {platform.node()}"
    lock.release()


def test_another_process_holds_it_until_it_is_killed(tmp_path):
    path = tmp_path / "x.lock"
    words = [sys.executable, "-P", "-c", HOLD, str(path)]
    with started(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockHeldError):
            FileLock(path)
        holder.kill()
        holder.wait()
    FileLock(path).release()


def test_where_there_is_no_flock_windows_own_lock_is_taken(tmp_path, monkeypatch):
    taken = []
    windows = types.SimpleNamespace(LK_NBLCK=2, locking=lambda handle, mode, size: taken.append((mode, size)))
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    FileLock(tmp_path / "x.lock").release()
    assert taken == [(2, 1)]


def test_where_there_is_no_lock_at_all_nothing_is_opened(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", None)
    with pytest.raises(ImportError):
        FileLock(tmp_path / "x.lock")
