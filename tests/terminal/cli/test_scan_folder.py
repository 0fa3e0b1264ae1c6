"""`tuihuo scan --watch`: a line for each new picture until Ctrl-C, what is refused among them, a folder that goes."""

import json
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from bad_pictures import BAD_PICTURES
from started import started

ENTRY = [sys.executable, "-P", "-c", "from terminal.cli import main; main()"]


@pytest.mark.skipif(sys.platform == "win32", reason="NO SIGINT: Windows has Ctrl-C for whole consoles alone")
def test_a_line_for_each_new_picture_until_it_is_interrupted(tmp_path: Path, slips: Path) -> None:
    folder = tmp_path / "小票"
    folder.mkdir()
    shutil.copy(slips / "order-02.png", folder / "old.png")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with started([*ENTRY, "scan", "--watch", str(folder), "--json"], **pipes) as process:
        assert str(folder) in process.stderr.readline()
        (folder / "坏.png").write_bytes(BAD_PICTURES["no picture"][0]())
        assert json.loads(process.stdout.readline())["refused"] == "picture_unreadable"
        shutil.copy(slips / "order-01.png", folder / "好 1.png")
        good = json.loads(process.stdout.readline())
        assert (good["file"], good["refused"]) == (str(folder / "好 1.png"), None)
        assert good["slip"]["order_no"] == "80000026000149"
        shutil.rmtree(folder)
        assert process.stderr.readline() != ""
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == ""
        assert (process.wait(20), process.stderr.read()) == (0, "")


def test_for_so_long(bench, tmp_path: Path, slips: Path) -> None:
    put = threading.Timer(0.2, lambda: shutil.copy(slips / "order-01.png", tmp_path / "new.png"))
    put.start()
    ended = bench.run("scan", "--watch", str(tmp_path), "--seconds", "2", "--explain")
    put.join()
    assert ended.code == 0
    assert ended.out.startswith(f"{tmp_path / 'new.png'}: ")
    assert "8000 0026 0001 49" in ended.out


@pytest.mark.parametrize(
    "words",
    [
        ("--watch", "FOLDER", "--seconds", "-1"),
        ("--watch", "FOLDER", "--seconds", "nan"),
        ("--watch", "FOLDER", "--camera", "0"),
        ("--watch", "FOLDER", "FOLDER/slip.png"),
        ("--seconds", "0", "FOLDER/slip.png"),
    ],
)
def test_what_is_wrong_usage(bench, tmp_path: Path, slips: Path, words: tuple[str, ...]) -> None:
    shutil.copy(slips / "order-01.png", tmp_path / "slip.png")
    ended = bench.run("scan", *(word.replace("FOLDER", str(tmp_path)) for word in words))
    assert (ended.code, ended.out) == (2, "")
    assert "--watch" in ended.err


@pytest.mark.parametrize("name", ["none", "slip.png"])
def test_a_folder_that_is_not_there(bench, tmp_path: Path, slips: Path, name: str) -> None:
    shutil.copy(slips / "order-01.png", tmp_path / "slip.png")
    ended = bench.run("scan", "--watch", str(tmp_path / name))
    assert (ended.code, ended.out) == (2, "")
    assert bench.run("scan", "--watch", str(tmp_path / name), "--json").document["error"] == "folder_missing"
    assert ended.err == f"找不到文件夹 {tmp_path / name}，请先建立或核对路径\n"
