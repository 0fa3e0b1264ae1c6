"""docs/how-to-scan.md: every command on the page runs and does what it says, its settings are read and bring slips, and
what is refused says what the page says.
"""

import asyncio
import os
import re
import shlex
import shutil
import threading
from pathlib import Path
from typing import get_args

import pytest
from bad_pictures import BAD_PICTURES, SIGNED
from till_app import till

import terminal.settings
from scanner.camera.news import Word
from scanner.sources.picture_names import SUFFIXES
from scanner.sources.wedge import FEWEST, LEAST, LEAST_GAP_S, MOST_GAP_S, MOST_LEAST, Wedge
from terminal.face.drafts.sources import Attached, Port
from terminal.face.pages import Page
from terminal.language import translator
from terminal.settings import load_settings

PAGE = (Path(__file__).parents[3] / "docs" / "how-to-scan.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
FOLDER = "mkdir in"
(SETTINGS,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)

# fmt: off
# (command without "tuihuo", what is printed somewhere)
DONE = [
    ("slip make --order 80000026000149 -o slip.png",                            "slip.png"),
    ("scan slip.png",                                                           "8000 0026 0001 49"),
    ("scan slip.png --explain --json",                                          '"name": "open"'),
    ("refund --slip slip.png --item 1001=1 --link emulator: --json",            '"state":"approved"'),
    ("scan --camera slip.png",                                                  "8000 0026 0001 49"),
    ("scan --watch in --seconds 3",                                             "8000 0026 0001 49"),
    ("scan --watch in --seconds 3 --json",                                      '"order_no": "80000026000149"'),
]
# fmt: on


def test_the_commands_are_those_of_the_page() -> None:
    assert [f"tuihuo {command}" for command, _ in DONE] == [line for line in COMMANDS if line != FOLDER]


def test_the_folder_is_made_before_it_is_watched() -> None:
    watches = [at for at, line in enumerate(COMMANDS) if "--watch" in line]
    assert COMMANDS.index(FOLDER) < min(watches)


def test_each_does_what_the_page_says(bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A slip is put into the folder a moment after each watch has begun."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / FOLDER.removeprefix("mkdir ")).mkdir()
    said = {}
    for at, (command, _) in enumerate(DONE):
        put = threading.Timer(0.5, lambda at=at: shutil.copy("slip.png", f"in/{at}.png"))
        if "--watch" in command:
            put.start()
        ended = bench.run(*shlex.split(command))
        put.cancel()
        assert ended.code == 0, (command, ended.err)
        said[command] = ended.out.replace('": "approved"', '":"approved"')
    assert [command for command, says in DONE if says not in said[command]] == []


def test_the_settings_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "config.toml").write_text(SETTINGS, encoding="utf-8")
    read = load_settings({"TUIHUO_HOME": str(tmp_path)})
    assert (read.scanner, read.camera) == ("serial:///dev/ttyACM0?baud=9600", "0")
    assert read.watch == str(tmp_path / "slips")
    assert read.wedge == Wedge(prefix="]Q1", suffix="#")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="NO PTY: on Windows a port has no other end here")
def test_a_serial_scanner_by_the_settings_of_the_page(tmp_path: Path) -> None:
    """What it is programmed to add is taken off here too."""
    master, slave = os.openpty()
    (tmp_path / "config.toml").write_text(SETTINGS.replace("/dev/ttyACM0", os.ttyname(slave)), encoding="utf-8")
    read = load_settings({"TUIHUO_HOME": str(tmp_path)})

    async def scenario() -> None:
        async with till(tmp_path, Attached(scanner=read.scanner), wedge=read.wedge) as at:
            await at.at_order()
            await at.until(lambda: at.app.scene.sources.port is Port.READY)
            os.write(master, f"]Q1{SIGNED}#\r\n".encode("ascii"))
            await at.until(lambda: at.page is Page.ORIGINAL)
            os.close(slave)
            os.close(master)
            await at.until(lambda: "枪!" in at.lcd)

    asyncio.run(scenario())


def rows(head: str) -> list[list[str]]:
    """The cells of the table with this head."""
    table = PAGE.split(f"| {head} |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def test_what_is_refused_says_what_the_page_says() -> None:
    t = translator("zh_CN")
    listed = {word.strip("`"): said for word, said in rows("word | the terminal says")}
    assert set(listed) == {word for _, word, _ in BAD_PICTURES.values()} | {"slip_garbled", "slip_bars_unread"}
    assert listed == {word: t(f"fault.{word}", seen="…", file="…") for word in listed}


def test_each_way_to_have_no_camera_says_what_the_page_says() -> None:
    t = translator("zh_CN")
    listed = {word.strip("`"): said for word, _, said in rows("word | what is wrong | the terminal says")}
    assert set(listed) == set(get_args(Word))
    assert listed == {word: t(f"fault.{word}", seen="…") for word in listed}


def test_no_setting_is_left_out_and_limits_are_those_of_the_code() -> None:
    named = re.findall(r"`(\w+)`", " ".join(row[0] for row in rows("setting | means")))
    assert set(named) == {"scanner", "watch", "camera", *terminal.settings.WEDGE}
    told = dict(zip(named, (row[1] for row in rows("setting | means")), strict=False))
    assert told["gap_ms"].startswith(f"{LEAST_GAP_S * 1000:.0f} to {MOST_GAP_S * 1000:.0f}: ")
    assert told["least"].startswith(f"{FEWEST} to {MOST_LEAST}: ")
    assert f"least = {LEAST}\n" in SETTINGS
    assert all(suffix[1:].upper() in PAGE for suffix in SUFFIXES - {".jpg"} if suffix != ".webp")
