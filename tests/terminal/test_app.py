"""The widgets around the face: keyboard and mouse both complete a refund, and no key waits for the desk."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from protocol.cards import TEST_CARDS
from terminal.app import TerminalApp, run_app
from terminal.columns import drawn_in_ascii, width
from terminal.desk.door import Refusal
from terminal.face.asks.signing import Open
from terminal.face.idle import LOCK_S
from terminal.face.leaving import LONG_S
from terminal.face.pages import Page
from terminal.face.scene import Sheet
from terminal.screens.page import Turn
from terminal.widgets.keybar import KeyBar
from terminal.widgets.keypad import Keypad
from terminal.widgets.lcd import Lcd
from terminal.widgets.paper import half_blocks, printed

WAIT_S = 30


@asynccontextmanager
async def shown(make: Callable[[], object], roll_s: float = 0) -> AsyncIterator[tuple[TerminalApp, Pilot[int]]]:
    """The app at 80x24 on a desk, with time standing still on the clock and receipts at roll_s a line."""
    app = TerminalApp(make, lang="zh_CN", clock=lambda: "10:20", roll_s=roll_s, wedge=None)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await until(app, pilot, lambda: app.scene.busy is None)
            yield app, pilot
    finally:
        app.clerk.close()


async def until(app: TerminalApp, pilot: Pilot[int], fits: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not fits():
            await pilot.pause(0.01)


async def press(app: TerminalApp, pilot: Pilot[int], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await until(app, pilot, lambda: app.scene.busy is None)


def grid(app: TerminalApp) -> list[str]:
    """The screen as rows of text. Textual's compositor is private: this is the one place that reaches into it."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def run(coroutine) -> None:
    asyncio.run(coroutine)


def test_the_face_at_80x24(desk) -> None:
    async def scenario() -> None:
        async with shown(lambda: desk) as (app, _):
            rows = grid(app)
            assert len(rows) == 24
            assert rows[1][2:].startswith("-- 练习 未连接")
            assert "10:20" in rows[1]
            assert "操作员签到" in rows[2]
            assert [word in rows[16] for word in ("1", "2", "3", "取消")] == [True] * 4
            assert rows[23].startswith(" F1 帮助")

    run(scenario())


def test_keyboard_from_boot_to_receipt(desk) -> None:
    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            await press(app, pilot, "enter", *"0000", "enter", "3", "1", *"123456", "enter", "f5", "1", "f6")
            await press(app, pilot, "1", "2", "1", "down", "1", "down", "0", "enter", "enter", "1", "enter")
            assert app.scene.page is Page.RESULT
            await pilot.pause(0.05)
            rows = grid(app)
            assert any("交易成功" in row for row in rows)
            assert any("签购单 第11行" in row for row in rows)

    run(scenario())
    assert desk.asked[-1][0].items == (("A1", 1), ("B2", 1))
    assert desk.closed


def test_mouse_alone_from_boot_to_receipt(desk) -> None:
    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):

            async def pad(*keys: str) -> None:
                labels = [key for key, _ in app.query_one(Keypad).keys]
                for key in keys:
                    cap = list(app.query_one(Keypad).children)[labels.index(key)]
                    await pilot.click(cap)
                    await until(app, pilot, lambda: app.scene.busy is None)

            async def lcd(row: int) -> None:
                await pilot.click(Lcd, offset=(6, row + 1))
                await until(app, pilot, lambda: app.scene.busy is None)

            await pad("ok", "0", "0", "0", "0", "ok")
            await lcd(5)
            assert app.scene.page is Page.REFUND
            await lcd(3)
            await pad("1", "2", "3", "4", "5", "6", "ok")
            await pilot.click(KeyBar, offset=(20, 0))
            assert app.scene.page is Page.CUSTOMERS
            await lcd(3)
            await pad("scan")
            await lcd(7)
            await lcd(4)
            assert app.scene.page is Page.GOODS
            await pad("minus")
            await lcd(5)
            await pad("minus", "minus", "ok", "ok")
            await lcd(3)
            await pad("ok")
            assert app.scene.page is Page.RESULT

    run(scenario())
    assert desk.asked[-1][0].items == (("A1", 1), ("B2", 1))


def test_the_paper_shows_slip_and_code(desk) -> None:
    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            await press(app, pilot, "enter", *"0000", "enter", "3", "1", *"123456", "enter", "f5", "1")
            rows = grid(app)
            assert sum("练习凭证 不作退款依据" in row for row in rows) == 3
            assert any("▀▄▀▄" in row for row in rows)

    run(scenario())


def test_a_refused_desk_says_why_and_is_tried_again(desk) -> None:
    refusals = [Refusal("journal_held")]

    def make():
        if refusals:
            raise refusals.pop()
        return desk

    async def scenario() -> None:
        async with shown(make) as (app, pilot):
            assert any("流水正被另一终端使用" in row for row in grid(app))
            await press(app, pilot, "enter")
            assert app.scene.page is Page.OPERATOR

    run(scenario())


def test_a_mistake_in_the_desk_ends_the_terminal_loudly(capsys: pytest.CaptureFixture[str]) -> None:
    def make():
        card = TEST_CARDS["unionpay"].number
        raise ZeroDivisionError(len(card))

    async def scenario() -> None:
        app = TerminalApp(make, lang="zh_CN")
        try:
            async with app.run_test(size=(80, 24)) as pilot:
                await pilot.pause(0.5)
        finally:
            app.clerk.close()

    with pytest.raises(ZeroDivisionError):
        run(scenario())
    said = "".join(capsys.readouterr())
    assert "ZeroDivisionError" in said
    assert TEST_CARDS["unionpay"].number not in said


def test_the_file_window_takes_a_path_with_chinese_and_brackets(desk, tmp_path: Path) -> None:
    (tmp_path / "小票[bold]").mkdir()

    async def scenario(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        async with shown(lambda: desk) as (app, pilot):
            await press(app, pilot, "enter", *"0000", "enter", "3", "1", *"123456", "enter", "f7", "1")
            assert len(app.screen_stack) == 2
            await pilot.pause(0.2)
            assert any("小票[bold]" in row for row in grid(app))
            app.screen.query_one("Input").value = str(tmp_path / "小票[bold]" / "slip0.png")
            await pilot.press("enter")
            await until(app, pilot, lambda: app.scene.page is Page.ORIGINAL)

    with pytest.MonkeyPatch.context() as monkeypatch:
        run(scenario(monkeypatch))


def test_the_lock_closes_the_file_window_too(desk) -> None:
    desk.practice, desk.counter = False, None
    now = [0.0]

    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            app._monotonic = lambda: now[0]
            await press(app, pilot, "enter", *"0000", "enter", "3", "1", *"123456", "enter", "f7", "1")
            assert (len(app.screen_stack), app.scene.page) == (2, Page.PICTURE)
            now[0] += LOCK_S
            await until(app, pilot, lambda: app.scene.page is Page.LOCKED and len(app.screen_stack) == 1)

    run(scenario())


def test_quitting_asks_first(desk) -> None:
    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            await press(app, pilot, "ctrl+q")
            assert any("确定退出终端吗" in row for row in grid(app))
            await pilot.press("enter")
            await pilot.pause()
            assert app.return_value == 0

    run(scenario())


def test_quitting_while_an_answer_is_awaited_is_exit_code_3(desk) -> None:
    answered = threading.Event()
    desk.pause = lambda: answered.wait(WAIT_S)

    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            await press(app, pilot, "enter", *"0000", "enter", "3", "1", *"123456", "enter", "f5", "2", "f6", "enter")
            for key in ("ok", "ok", "ok"):
                app.press(key)
            app.scene = replace(app.scene, arrived_s=app.scene.arrived_s - LONG_S)
            await pilot.press("ctrl+q", "enter")
            await pilot.pause()
            assert (app.return_value, app.return_code) == (3, 3)
            answered.set()

    run(scenario())


def test_half_blocks_two_rows_a_line() -> None:
    lines = half_blocks(((True, False), (True, True), (False, True)))
    assert [line.strip() for line in lines] == ["█▄", "▀"]
    assert printed(Sheet(("a\x1bb",)))[0].startswith("ab")


def test_a_receipt_rolls_out_line_by_line(desk) -> None:
    async def scenario() -> None:
        async with shown(lambda: desk, roll_s=0.05) as (app, pilot):
            app.scene = replace(app.scene, sheet=Sheet(("一", "二", "三"), roll=True))
            await until(app, pilot, lambda: any("一" in row for row in grid(app)))
            assert not any("三" in row for row in grid(app))
            await until(app, pilot, lambda: any("三" in row for row in grid(app)))
            assert [row.rstrip()[-1] for row in grid(app)[1:4]] == ["一", "二", "三"]

    run(scenario())


def test_what_a_scanner_types_fills_the_entry_and_presses_nothing(desk) -> None:
    async def scenario() -> None:
        app = TerminalApp(lambda: desk, lang="zh_CN", clock=lambda: "10:20", roll_s=0)
        try:
            async with app.run_test(size=(80, 24)) as pilot:
                await until(app, pilot, lambda: app.scene.busy is None)
                for key in ("ok", *"0000", "ok"):
                    app.press(key)
                    await until(app, pilot, lambda: app.scene.busy is None)
                for sign in "334333":
                    app.post_message(events.Key(sign, sign))
                app.post_message(events.Key("enter", "\r"))
                await until(app, pilot, lambda: app.scene.note is not None)
                assert app.scene.page is Page.MENU
                app.post_message(events.Key("3", "3"))
                await until(app, pilot, lambda: app.scene.page is Page.REFUND)
                app.post_message(events.Paste("123456"))
                await until(app, pilot, lambda: app.scene.note is not None)
        finally:
            app.clerk.close()

    run(scenario())


def test_a_result_rings_and_any_key_finishes_the_roll_and_still_acts(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[Page] = []
    monkeypatch.setattr(TerminalApp, "bell", lambda app: rung.append(app.scene.page))

    async def scenario() -> None:
        async with shown(lambda: desk, roll_s=5) as (app, pilot):
            await press(app, pilot, "enter", *"0000", "enter", "3", "1", *"123456", "enter", "f5", "2", "f6", "enter")
            await press(app, pilot, "enter")
            assert app.scene.page is Page.RESULT
            assert not any("签购单 第11行" in row for row in grid(app))
            await press(app, pilot, "enter")
            await pilot.pause(0.05)
            assert app.scene.page is Page.MENU
            assert any("签购单 第11行" in row for row in grid(app))

    run(scenario())
    assert rung == [Page.RESULT]


def test_what_is_refused_rings_once_and_a_mere_note_does_not(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(TerminalApp, "bell", lambda app: rung.append(app.scene.note.text if app.scene.note else ""))

    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            await press(app, pilot, "enter", *"0001", "enter")
            assert rung == ["fault.operator_password"]
            app._turn(Turn(app.scene))
            app._turn(Turn(app.scene.noted("note.short", alarm=False)))
            assert rung == ["fault.operator_password"]

    run(scenario())


def test_the_face_at_every_size_and_back_loses_nothing(desk) -> None:
    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            await press(app, pilot, "enter", *"0000", "enter", "3", "1", *"123456", "enter", "f5", "1", "8", "1")
            before = app.scene
            both = {"lcd", "paper"}
            for size, there in (((60, 20), {"lcd"}), ((20, 5), set()), ((132, 43), both), ((80, 24), both)):
                await pilot.resize_terminal(*size)
                await pilot.pause()
                assert {part for part in ("lcd", "paper") if app.query_one(f"#{part}").region.area} == there
                assert app.scene.size == size
            assert replace(app.scene, now_s=before.now_s) == before
            await pilot.resize_terminal(60, 20)
            await press(app, pilot, "f4")
            assert any("练习凭证 不作退款依据" in row for row in grid(app))

    run(scenario())


def test_too_small_a_terminal_asks_for_room_in_both_languages(desk) -> None:
    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            await pilot.resize_terminal(59, 20)
            await pilot.pause()
            words = " ".join(grid(app))
            assert "至少60列20行" in words
            assert "at least 60x20" in words
            assert "操作员签到" not in words

    run(scenario())


def test_a_resize_while_a_receipt_rolls_and_while_sending(desk) -> None:
    answered = threading.Event()
    desk.pause = lambda: answered.wait(WAIT_S)

    async def scenario() -> None:
        async with shown(lambda: desk, roll_s=0.02) as (app, pilot):
            await press(app, pilot, "enter", *"0000", "enter", "3", "1", *"123456", "enter", "f5", "2", "f6", "enter")
            for key in ("ok", "ok", "ok"):
                app.press(key)
            assert app.scene.page is Page.SENDING
            await pilot.resize_terminal(60, 20)
            answered.set()
            await until(app, pilot, lambda: app.scene.page is Page.RESULT)
            await pilot.resize_terminal(80, 24)
            await until(app, pilot, lambda: any("签购单 第11行" in row for row in grid(app)))

    run(scenario())


def test_another_theme_is_shown_at_once(desk) -> None:
    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            before = app.query_one(Lcd).styles.background
            app.scene = replace(app.scene, theme="contrast")
            app._show()
            await pilot.pause()
            assert before.hex.lower() == "#c3d6b0"
            assert app.query_one(Lcd).styles.background.hex == "#000000"

    run(scenario())


def test_a_developer_commands_theme_language_and_text(desk) -> None:
    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):

            async def command(words: str) -> None:
                await pilot.press("ctrl+p")
                await until(app, pilot, lambda: len(app.screen_stack) == 2)
                app.screen.query_one("CommandInput").value = words
                await until(app, pilot, lambda: app.screen.query_one("CommandList").option_count == 1)
                await pilot.press("enter")
                await until(app, pilot, lambda: len(app.screen_stack) == 1)

            await command("高对比度")
            await until(app, pilot, lambda: app.scene.theme == "contrast")
            await command("复制屏幕")
            await until(app, pilot, lambda: "操作员签到" in app.clipboard)
            await command("English")
            await until(app, pilot, lambda: app.scene.lang == "en")
            assert not any("ctrl+p" in row.lower() for row in grid(app))

    run(scenario())


PAD_KEYS = {*"0123456789", "enter", "backspace", "escape", "slash", "asterisk", "plus", "minus", "full_stop"}


def test_a_numeric_pad_alone_finishes_a_refund_and_an_amount(desk) -> None:
    """By the order's slip with a wrong key on the way, then by an amount of the second order."""
    scanned = (
        "enter",
        *"0000",
        "enter",
        "3",
        "1",
        *"123457",
        "backspace",
        "6",
        "enter",
        "slash",
        "1",
        "1",
        "slash",
        "2",
    )
    whole = (*scanned, "enter", "1", "escape", "1", "enter")
    amount = ("enter", "3", "1", *"123456", "enter", "slash", "1", "2", "slash", "2", "slash", "1", *"25", "full_stop")
    assert set(whole + amount) <= PAD_KEYS

    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            await press(app, pilot, *whole)
            assert app.scene.page is Page.RESULT
            await press(app, pilot, *amount, "enter", "enter", "enter")
            assert app.scene.page is Page.RESULT

    run(scenario())
    assert [asked[0].amount_fen for asked in desk.asked if isinstance(asked, tuple)] == [11268, 2500]


def test_a_minute_without_a_key_and_whoever_turns_the_paper_is_there(desk) -> None:
    async def script() -> None:
        now = [100.0]
        app = TerminalApp(
            lambda: desk, lang="zh_CN", monotonic=lambda: now[0], clock=lambda: "10:20", roll_s=0, wedge=None
        )
        try:
            async with app.run_test(size=(80, 24)) as pilot:
                await until(app, pilot, lambda: app.scene.busy is None)
                await press(app, pilot, "enter", *"0000", "enter")
                now[0] += 59
                await press(app, pilot, "pagedown")
                now[0] += 59
                app._tick()
                assert app.scene.page is Page.MENU
                now[0] += 1
                app._tick()
                assert app.scene.page is Page.IDLE
                assert any("按任意键办理交易" in row for row in grid(app))
                await press(app, pilot, "pageup")
                assert app.scene.page is Page.MENU
        finally:
            app.clerk.close()

    run(script())


def test_in_ascii_the_code_has_a_page_of_its_own(desk) -> None:
    """25 modules, two signs each: too wide beside the LCD, whole where the paper takes all."""

    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            await pilot.resize_terminal(80, 50)
            await press(app, pilot, "enter", *"0000", "enter", "3", "1", *"123456", "enter", "f5", "1")
            app.scene = replace(app.scene, theme="ascii")
            app._show()
            await pilot.pause(0.05)
            assert [row.strip() for row in grid(app) if "QR" in row] == ["[QR: F4]"]
            await press(app, pilot, "f4")
            await pilot.pause(0.05)
            assert len([row for row in grid(app) if "##  ##" in row]) == 25
            for row in grid(app):
                assert drawn_in_ascii(row) == row

    run(scenario())


def test_the_card_slot_can_be_clicked(desk) -> None:
    async def scenario() -> None:
        async with shown(lambda: desk) as (app, pilot):
            await press(app, pilot, "enter", *"0000", "enter", "1", "1", "5", "enter")
            row = next(row for row in grid(app) if "刷卡 s" in row)
            for words, page in (("插卡", Page.PAY_CARD), ("刷卡", Page.PAY_CONFIRM)):
                await pilot.click(offset=(width(row[: row.index(words)]) + 1, grid(app).index(row)))
                await pilot.pause()
                assert app.scene.page is page

    run(scenario())


def test_a_terminal_that_is_left_over_an_open_refund_ends_with_3(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TerminalApp, "run", lambda app: app.clerk.ask(Open()))
    assert run_app(lambda: desk, lang="zh", theme="lakala", keep=print) == 0
    monkeypatch.setattr(desk, "open_refunds", lambda: ("one",))
    assert run_app(lambda: desk, lang="zh", theme="lakala", keep=print) == 3


def test_the_looks_that_were_chosen_are_told_at_the_end(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[object] = []
    monkeypatch.setattr(TerminalApp, "run", lambda app: app._look(theme="dark", lang="en"))
    monkeypatch.setattr(TerminalApp, "_show", lambda app: None)
    assert run_app(lambda: desk, lang="zh", theme="lakala", keep=kept.append) == 0
    monkeypatch.setattr(TerminalApp, "run", lambda app: app._look(lang="zh_CN"))
    assert run_app(lambda: desk, lang="zh", theme="lakala", keep=kept.append) == 0
    assert kept == [{"theme": "dark", "lang": "en"}]
