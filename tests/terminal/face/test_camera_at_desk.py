"""A film before the real app, the real camera's process, the real desk: from the menu to the original of its slip."""

import asyncio
from pathlib import Path

from film import EMPTY, frame, held_up, mjpeg
from textual.pilot import Pilot

from terminal.app import TerminalApp
from terminal.compose import open_desk
from terminal.face.drafts.sources import Attached
from terminal.face.pages import Page
from terminal.settings import Settings

SLIP = Path(__file__).parents[3] / "fixtures" / "slips" / "order-01.png"
PAYER = "134512345678901234"
WAIT_S = 60


async def until(pilot: Pilot[int], fits) -> None:
    async with asyncio.timeout(WAIT_S):
        while not fits():
            await pilot.pause(0.01)


async def watched(film: Path, home: Path, play) -> None:
    app = TerminalApp(
        lambda: open_desk("emulator:", Settings(home, "zh", 0.0)),
        lang="zh_CN",
        roll_s=0,
        wedge=None,
        attached=Attached(camera=str(film)),
    )
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            for key in ("", "ok", *"0000", "ok", "3", "1", *"123456", "ok", "picture", "2"):
                app.press(key)
                await until(pilot, lambda: app.scene.busy is None)
            await play(app, pilot)
    finally:
        app.lens.leave()
        app.clerk.close()


def note_of(app: TerminalApp) -> str:
    return app.scene.note.text if app.scene.note else ""


def test_a_payer_code_is_refused_and_the_slip_behind_it_found(tmp_path: Path) -> None:
    parts = ((EMPTY, 5), (frame(PAYER), 30), (EMPTY, 5), (held_up(SLIP), 60))
    film = mjpeg(tmp_path / "film.avi", [picture for picture, count in parts for _ in range(count)])

    async def play(app: TerminalApp, pilot: Pilot[int]) -> None:
        await until(pilot, lambda: note_of(app) == "fault.payment_code")
        assert (app.scene.page, app.scene.camera.name) == (Page.CAMERA, "film.avi")
        await until(pilot, lambda: app.scene.page is Page.ORIGINAL)
        assert app.scene.draft.original is not None
        assert app.scene.draft.original.order_no == "80000026000149"
        assert PAYER not in repr(app.scene)

    asyncio.run(watched(film, tmp_path / "home", play))


def test_a_camera_that_vanishes_is_told_and_a_number_is_a_key_away(tmp_path: Path) -> None:
    film = mjpeg(tmp_path / "film.avi", [EMPTY] * 5)

    async def play(app: TerminalApp, pilot: Pilot[int]) -> None:
        await until(pilot, lambda: app.scene.camera.over is not None)
        assert app.scene.camera.over.word == "film_over"
        for key in ("8", *"0000026000149", "ok"):
            app.press(key)
        await until(pilot, lambda: app.scene.page is Page.ORIGINAL)

    asyncio.run(watched(film, tmp_path / "home", play))
