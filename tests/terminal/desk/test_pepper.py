"""The pepper's file: made once, its owner's alone, refused where others read it; and a lock that outlives kill -9."""

import os
import pickle
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from terminal.compose import open_desk
from terminal.desk.door import Refusal
from terminal.desk.operators import Admitted
from terminal.desk.passwords import TRIES
from terminal.desk.pepper import PEPPER_BYTES, PepperFile, PepperHeld, mark
from terminal.settings import Settings

DRAWN = bytes(range(PEPPER_BYTES))
SUPERVISOR = Admitted("00")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pepper.key"


def drawn(count: int) -> bytes:
    return DRAWN[:count]


def test_it_is_made_once_and_found_again(file: Path) -> None:
    assert PepperFile(file, drawn).found() is None
    assert PepperFile(file, drawn).made() == DRAWN
    again = PepperFile(file, os.urandom)
    assert (again.found(), again.made()) == (DRAWN, DRAWN)
    assert [each.name for each in file.parent.iterdir() if each.is_file()] == ["pepper.key"]


@pytest.mark.skipif(os.name != "posix", reason="no such modes on Windows")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o610])
def test_a_file_that_others_may_touch(file: Path, mode: int) -> None:
    pepper = PepperFile(file, drawn)
    pepper.made()
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(mode)
    for have in (pepper.found, pepper.made):
        with pytest.raises(Refusal, match=rf"pepper_open.*{mode:04o}"):
            have()


@pytest.mark.parametrize(
    "data", [b"", b"00" * 31, b"00" * 33, b"0g" * 32, "零".encode() * 22, b"00" * 32 + b"\n\n", b"0" * 1_000_000]
)
def test_a_file_that_holds_none(file: Path, data: bytes) -> None:
    file.touch(0o600)
    file.write_bytes(data)
    with pytest.raises(Refusal, match=r"pepper_damaged.*reason=hex\.digits digits=64"):
        PepperFile(file, drawn).made()
    assert file.read_bytes() == data


@pytest.mark.skipif(os.name != "posix", reason="links want a right of their own on Windows")
def test_a_link_and_a_folder_are_no_file_of_ours(file: Path, tmp_path: Path) -> None:
    PepperFile(tmp_path / "elsewhere", drawn).made()
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refusal, match="pepper_damaged"):
        PepperFile(file, drawn).found()


def test_a_disk_that_takes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"pepper_damaged.*No such file"):
        PepperFile(tmp_path / "no" / "pepper.key", drawn).made()


def test_nothing_shows_it(file: Path) -> None:
    pepper = PepperFile(file, drawn)
    pepper.made()
    shown = repr(pepper) + repr(PepperHeld(DRAWN)) + mark(DRAWN)
    assert (DRAWN.hex() in shown, str(DRAWN)[2:-1] in shown, len(mark(DRAWN))) == (False, False, 8)
    assert DRAWN not in pickle.dumps(file)


def test_a_password_that_is_chosen_has_its_pepper_outside_the_journal(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home", "zh", 0.0)
    desk = open_desk("emulator:", settings)
    assert not (settings.journal.parent / "pepper.key").exists()  # published passwords want none
    desk.staff.set_password(SUPERVISOR, "01", "4711")
    desk.close()
    digits = (settings.journal.parent / "pepper.key").read_text(encoding="ascii").strip()
    beside = b"".join(each.read_bytes() for each in settings.journal.parent.glob("journal.db*"))
    assert (bytes.fromhex(digits) in beside, digits.encode() in beside, b"$argon2id$" in beside) == (False, False, True)
    again = open_desk("emulator:", settings)
    assert again.check_operator("01", "4711") == Admitted("01")
    (settings.journal.parent / "pepper.key").unlink()
    with pytest.raises(Refusal, match="pepper_missing"):
        again.check_operator("01", "4711")
    again.close()


FIVE_TRIES = """
import os, sys
from pathlib import Path
from terminal.compose import open_desk
from terminal.desk.door import Refusal
from terminal.settings import Settings
desk = open_desk("emulator:", Settings(Path(sys.argv[1]), "zh", 0.0))
for _ in range(5):
    try:
        desk.check_operator("00", "000000")
    except Refusal as refusal:
        print(refusal, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_the_sixth_try_is_refused_after_kill_9_and_a_year_on_the_clock(
    tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [sys.executable, "-c", FIVE_TRIES, str(tmp_path / "home")]
    killed = subprocess.run(words, cwd=project_root, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (killed.returncode, killed.stdout.splitlines()[-1]) == (-signal.SIGKILL, "locked operator=00 seconds=60"), (
        killed.stderr
    )
    assert len(killed.stdout.splitlines()) == TRIES
    monkeypatch.setattr("terminal.compose._now", lambda: datetime.now().astimezone() + timedelta(days=365))
    desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0))
    for password in ("123456", "000000"):
        with pytest.raises(Refusal, match="locked"):
            desk.check_operator("00", password)
    assert desk.check_operator("01", "0000") == Admitted("01")
    desk.close()
