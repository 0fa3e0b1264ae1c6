"""Scans at the whole terminal on the real desk: a burst confirms nothing wherever it falls, a serial scanner and a
watched folder bring slips, and after whatever is wrong the next key is heard.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from bad_pictures import BAD_PICTURES, ONE, SIGNED
from textual import events
from till_app import Till, till

from scanner.paper.lines import png
from scanner.practice.slip import draw_slip
from scanner.sources import wedge
from terminal.face.drafts.sources import NOTHING_ATTACHED, Attached, Port
from terminal.face.pages import Page
from terminal.language import translator

PAYER_CODE = "134567890123456789"
SLIP = SIGNED + "\r"
BURSTS = (SLIP, f"{PAYER_CODE}\r", f"{PAYER_CODE}\t", f"{ONE}\r\r")
SHOWN = f"{ONE[:4]} {ONE[4:8]} {ONE[8:12]} {ONE[12:]}"


def standing(
    home: Path, does: Callable[[Till], Awaitable[None]], attached: Attached = NOTHING_ATTACHED, lang: str = "zh_CN"
) -> None:
    async def scenario() -> None:
        async with till(home, attached, lang) as at:
            await does(at)

    asyncio.run(scenario())


def good_picture(path: Path) -> Path:
    path.write_bytes(png(draw_slip(SIGNED, ONE, [])))
    return path


def test_a_scanner_that_types_a_slip_finds_its_original_over_a_slow_line_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pieces lie further apart than strokes; how far they may is tried in the wedge's own test, by its own clock."""
    monkeypatch.setattr(wedge, "TAIL_S", 5.0)

    async def does(at: Till) -> None:
        await at.at_order()
        await at.type(SLIP)
        await at.until(lambda: at.page is Page.ORIGINAL)
        assert SHOWN in at.lcd
        await at.keys("back")
        for piece in (SIGNED[:8], SIGNED[8:20], SIGNED[20:], "\r"):
            await asyncio.sleep(0.08)
            await at.type(piece)
        await at.until(lambda: at.page is Page.ORIGINAL)

    standing(tmp_path, does)


def test_a_burst_confirms_nothing_on_the_way_to_a_refund(tmp_path: Path) -> None:
    """From the supervisor's password to the question before the money: every page hears four, and goes on by hand."""

    async def does(at: Till) -> None:
        await at.keys("ok", "0000", "ok", "3", "1")
        ways = (
            (Page.SUPERVISOR, ("123456", "ok", ONE, "ok")),
            (Page.ORIGINAL, ("1",)),
            (Page.OPTION, ("1", "2")),
            (Page.REASON, ("1", "ok")),
            (Page.CARD, ("1",)),
            (Page.CONFIRM, ()),
        )
        for page, keys in ways:
            for text in BURSTS:
                await at.type(text)
                await at.idle()
                assert at.page is page
                assert at.app.scene.note is not None
                assert PAYER_CODE not in at.lcd
                assert at.app.scene.password == ""
            await at.keys(*keys)
        await at.type("12345\r")
        await asyncio.sleep(0.1)
        assert at.page is Page.CONFIRM

    standing(tmp_path, does)


def test_a_burst_takes_away_what_lies_over_the_page_and_chooses_nothing_there(tmp_path: Path) -> None:
    async def does(at: Till) -> None:
        await at.at_order()
        for over in ("help", "functions", "quit", "inspect"):
            await at.keys(over)
            await at.type(SLIP)
            await at.until(lambda: at.page is Page.ORIGINAL)
            assert at.app.scene.overlay == ""
            await at.keys("back")
        await at.keys("quit")
        await at.type(f"{PAYER_CODE}\r")
        await at.until(lambda: "付款码" in at.lcd)
        assert at.page is Page.ORDER

    standing(tmp_path, does)


def test_a_burst_into_the_file_window_names_no_file(tmp_path: Path) -> None:
    async def does(at: Till) -> None:
        await at.at_order()
        for text, page in ((f"{PAYER_CODE}\r", Page.ORDER), (SIGNED + "\t", Page.ORIGINAL)):
            await at.keys("picture", "1")
            await at.until(lambda: at.windows == 1)
            await at.type(text)
            await at.until(lambda page=page: at.page is page and at.windows == 0 and at.app.scene.busy is None)
        assert SHOWN in at.lcd
        await at.keys("back", "picture", "1")
        await at.until(lambda: at.windows == 1)
        await at.type(f"{good_picture(tmp_path / 'slip.png')}")
        await at.until(lambda: at.page is Page.ORIGINAL)
        await at.keys("back", "picture", "1")
        await at.until(lambda: at.windows == 1)
        at.app.post_message(events.Paste(f"'{tmp_path / 'slip.png'}'"))
        await at.until(lambda: at.page is Page.ORIGINAL and at.windows == 0)

    standing(tmp_path, does)


def test_a_hand_in_the_file_window_types_and_chooses(tmp_path: Path) -> None:
    async def does(at: Till) -> None:
        await at.at_order()
        await at.keys("picture", "1")
        await at.until(lambda: at.windows == 1)
        await at.type("a.png", gap_s=0.06)
        await at.until(lambda: at.app.screen.query_one("Input").value == "a.png")
        await asyncio.sleep(0.1)

        at.app.post_message(events.Paste("/小票/"))
        await at.until(lambda: "/小票/" in at.app.screen.query_one("Input").value)
        await at.type("/tmp/12")
        await at.until(lambda: "/tmp/12" in at.app.screen.query_one("Input").value)
        await asyncio.sleep(0.5)
        await at.type("\r")
        await at.until(lambda: at.page is Page.ORDER and at.app.scene.note is not None)

    standing(tmp_path, does)


def test_a_burst_into_the_commands_runs_none(tmp_path: Path) -> None:
    async def does(at: Till) -> None:
        await at.at_order()
        at.app.action_commands()
        await at.until(lambda: at.windows == 1)
        await at.type(SLIP)
        await at.until(lambda: at.page is Page.ORIGINAL and at.windows == 0)

    standing(tmp_path, does)


def test_a_scan_while_the_desk_works_is_told_and_stays_told(tmp_path: Path) -> None:
    async def does(at: Till) -> None:
        await at.at_order()
        await at.type(f"{SLIP}{SLIP}")
        await at.until(lambda: at.page is Page.ORIGINAL)
        assert at.app.scene.note is None
        await at.keys("back")
        await at.type(f"{SLIP}{ONE}\r")
        await at.until(lambda: at.page is Page.ORIGINAL)
        assert "请再扫一次" in at.lcd.replace("\n", "").replace(" ", "")
        await at.keys("up")
        assert "再扫" not in at.lcd

    standing(tmp_path, does)


def test_a_terminal_that_is_slow_to_hear_does_not_tear_a_scan_apart(tmp_path: Path) -> None:
    async def does(at: Till) -> None:
        await at.at_order()
        strokes = [events.Key({"\r": "enter"}.get(sign, sign), sign) for sign in f"{ONE}\r"]
        at.app.post_message(strokes[0])
        await asyncio.sleep(0.01)
        time.sleep(0.3)
        for stroke in strokes[1:]:
            at.app.post_message(stroke)
        await at.until(lambda: at.page is Page.ORIGINAL)

    standing(tmp_path, does)


def test_words_of_an_input_method_are_told_as_such(tmp_path: Path) -> None:
    async def does(at: Till) -> None:
        await at.at_order()
        for text in ("裂开人1*80000026000149*1*阿爸\r", "ＬＫＲ１＊８０００\r", SIGNED[3:] + "\r"):
            await at.type(text)
            await at.until(lambda: "请切换英文输入法" in at.lcd)
            assert at.page is Page.ORDER
            await at.keys("clear")

    standing(tmp_path, does)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="NO PTY: on Windows a port has no other end here")
def test_a_serial_scanner_by_the_same_door(tmp_path: Path) -> None:
    port = tmp_path / "scanner"

    def plugged() -> tuple[int, int]:
        master, slave = os.openpty()
        port.symlink_to(os.ttyname(slave))
        return master, slave

    def unplugged(ends: tuple[int, int]) -> None:
        port.unlink()
        for end in ends:
            os.close(end)

    first = plugged()

    async def does(at: Till) -> None:
        ends = first
        await at.keys("ok")
        await at.until(lambda: at.app.scene.sources.port is Port.READY)
        os.write(ends[0], b"80000026\r")
        await at.until(lambda: "密码不能扫码" in at.lcd)
        assert at.app.scene.password == ""
        await at.keys("0000", "ok", "3", "1", "123456", "ok", "picture")
        await at.until(lambda: "已连接" in at.lcd)
        os.write(ends[0], f"{SIGNED}\r\n".encode("ascii"))
        await at.until(lambda: at.page is Page.ORIGINAL)
        unplugged(ends)
        await at.until(lambda: "已断开" in at.lcd and "枪!" in at.lcd)
        await at.keys("back")
        ends = plugged()
        await at.until(lambda: at.app.scene.sources.port is Port.READY)
        assert "枪!" not in at.lcd
        os.write(ends[0], f"{PAYER_CODE}\r".encode("ascii"))
        await at.until(lambda: "付款码" in at.lcd)
        assert PAYER_CODE not in at.lcd
        unplugged(ends)

    standing(tmp_path / "home", does, Attached(scanner=f"serial://{port}"))


@pytest.mark.parametrize(("lang", "said"), [("zh_CN", "找不到该文件夹"), ("en", "The folder is not there")])
def test_a_watched_folder_until_a_slip_is_in_it(tmp_path: Path, lang: str, said: str) -> None:
    folder = tmp_path / "小票"
    t = translator(lang)

    async def does(at: Till) -> None:
        await at.at_order()
        await at.keys("picture", "3")
        await at.until(lambda: said in at.lcd)
        folder.mkdir()
        await at.until(lambda: said not in at.lcd)
        (folder / "坏.png").write_text("这不是图片", encoding="utf-8")
        await at.until(lambda: "坏.png" in at.lcd and t("fault.picture_unreadable")[:12] in at.lcd)
        assert at.page is Page.WATCH
        await at.keys("8")
        assert (at.page, at.app.scene.draft.order) == (Page.ORDER, "8")
        await at.keys("picture", "3")
        await asyncio.sleep(0.7)
        good_picture(folder / "好.png")
        await at.until(lambda: at.page is Page.ORIGINAL)
        assert SHOWN in at.lcd

    standing(tmp_path / "home", does, Attached(watch=str(folder)), lang)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_after_every_bad_picture_the_next_digit_is_keyed(tmp_path: Path, lang: str) -> None:
    """Dropped into the terminal as a path; two orders ask which, and every other one is told in its own words."""
    seen: dict[str, str] = {}

    async def does(at: Till) -> None:
        await at.at_order()
        for name, (made, _word, _code) in BAD_PICTURES.items():
            (tmp_path / "坏 图.png").write_bytes(made())
            at.app.typed(f"'{tmp_path / '坏 图.png'}'")
            await at.idle()
            seen[name] = at.lcd
            if at.page is not Page.ORDER:
                await at.keys("back")
            await at.keys("8")
            assert (at.page, at.app.scene.draft.order) == (Page.ORDER, "8"), name
            await at.keys("clear")

    standing(tmp_path / "home", does, lang=lang)
    words = {word: lcd for (_, word, _), lcd in zip(BAD_PICTURES.values(), seen.values(), strict=True)}
    assert len(set(words.values())) == len(words)
