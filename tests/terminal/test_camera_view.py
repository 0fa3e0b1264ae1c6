"""The camera's picture in half blocks, and the camera behind it: open on its page and nowhere else."""

import asyncio
import threading
from collections.abc import Callable
from itertools import chain
from time import process_time

import pytest
from fake_desk import CARD_ORDER
from rich.color import ColorTriplet
from textual.pilot import Pilot

from scanner.camera.news import MOST_PREVIEW, News, Opened, Over, Preview, Seen
from scanner.decode.symbol import Symbol
from terminal.app import TerminalApp
from terminal.face.pages import Page
from terminal.themes import ASCII, DEFAULT, PALETTES, THEMES
from terminal.widgets.camera_view import SHADES, cells
from terminal.widgets.lens import CameraTold

OPEN = Opened("HD Webcam", 1280, 720)


def ramp(columns: int, rows: int) -> Preview:
    grey = bytes(255 * (x + y) // (columns + rows - 2) for y in range(rows) for x in range(columns))
    return Preview(0, columns, rows, grey)


def colours(preview: Preview, width: int, height: int, theme: str) -> list[list[ColorTriplet]]:
    """Pixels as they are drawn, row by row."""
    pixels: list[list[ColorTriplet]] = []
    for y in range(height):
        drawn = [segment for segment in cells(preview, y, width, height, theme) if segment.style]
        upper = chain.from_iterable([one.style.color.triplet] * len(one.text) for one in drawn)  # type: ignore[union-attr]
        lower = chain.from_iterable([one.style.bgcolor.triplet] * len(one.text) for one in drawn)  # type: ignore[union-attr]
        pixels += [list(upper), list(lower)]
    return pixels


@pytest.mark.parametrize("theme", [theme for theme in THEMES if theme != ASCII])
def test_two_pixels_a_cell_from_dark_to_light_in_sixteen_shades(theme: str) -> None:
    drawn = colours(ramp(48, 28), 48, 14, theme)
    assert [len(row) for row in drawn] == [48] * 28
    light = [[sum(pixel) for pixel in row] for row in drawn]
    assert light == [sorted(row) for row in light]
    assert len(set(chain.from_iterable(drawn))) == SHADES
    ends = {f"#{min(chain.from_iterable(drawn)).hex[1:]}", f"#{max(chain.from_iterable(drawn)).hex[1:]}"}
    assert ends == set(PALETTES[theme]["lcd"])


def test_without_blocks_a_darker_cell_is_a_thinner_sign() -> None:
    lines = ["".join(one.text for one in cells(ramp(48, 28), y, 48, 14, ASCII)) for y in range(14)]
    assert [len(line) for line in lines] == [48] * 14
    assert (lines[0][0], lines[-1][-1]) == (" ", "@")
    assert all(line.isascii() for line in lines)


# fmt: off
SHAPES = [
    # preview, room, cells left of it, cells it takes
    (ramp(96, 54), (96, 27),  0, (96, 27)),
    (ramp(96, 54), (48, 14),  0, (48, 14)),
    (ramp(72, 54), (96, 27), 12, (72, 27)),
    (ramp(30, 54), (96, 27), 33, (30, 27)),
    (ramp(48, 27), (96, 27),  0, (96, 27)),
    (ramp(2, 1),   (4, 4),    0, (4, 1)),
    (ramp(96, 1),  (35, 10),  0, (35, 1)),
]
# fmt: on


@pytest.mark.parametrize(("preview", "room", "margin", "drawn"), SHAPES)
def test_it_keeps_its_shape_in_any_room(
    preview: Preview, room: tuple[int, int], margin: int, drawn: tuple[int, int]
) -> None:
    rows = [row for y in range(room[1]) if (row := cells(preview, y, *room, DEFAULT))]
    assert len(rows) == drawn[1]
    assert {len(row[0].text) for row in rows} == {margin}
    assert {sum(len(one.text) for one in row[1:]) for row in rows} == {drawn[0]}


def test_ten_pictures_a_second_are_cheap() -> None:
    """The largest at once, of noise: measured 3 ms; a tenth of a second is what is left for it ten times a second."""
    noise = Preview(0, *MOST_PREVIEW, bytes((at * 7919) % 251 for at in range(MOST_PREVIEW[0] * MOST_PREVIEW[1])))
    began = process_time()
    for y in range(27):
        cells(noise, y, 96, 27, DEFAULT)
    assert process_time() - began < 0.1


class Eye:
    """A camera of the test's: tells what it is told to tell, in a thread as the real one does."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.left = 0
        self.hear: Callable[[News], None] = print

    def __call__(self, source: str, heard: Callable[[News], None], size: tuple[int, int]) -> "Eye":
        self.opened.append(source)
        self.hear = heard
        return self

    def leave(self) -> None:
        self.left += 1

    def tell(self, *news: News) -> None:
        thread = threading.Thread(target=lambda: [self.hear(one) for one in news])
        thread.start()
        thread.join()


async def at_camera(app: TerminalApp, pilot: Pilot[int]) -> None:
    for key in ("ok", *"0000", "ok", "3", "1", *"123456", "ok", "picture", "2"):
        app.press(key)
        await settled(app, pilot)
    assert app.scene.page is Page.CAMERA


async def settled(app: TerminalApp, pilot: Pilot[int]) -> None:
    async with asyncio.timeout(10):
        await pilot.pause(0.005)
        while app.scene.busy is not None:
            await pilot.pause(0.01)


def shown(app: TerminalApp) -> list[str]:
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def scenario(desk, play, size: tuple[int, int] = (80, 24)) -> tuple[TerminalApp, Eye]:
    eye = Eye()
    app = TerminalApp(lambda: desk, lang="zh_CN", clock=lambda: "10:20", roll_s=0, wedge=None, camera=eye)  # type: ignore[arg-type]

    async def run() -> None:
        try:
            async with app.run_test(size=size) as pilot:
                await settled(app, pilot)
                await at_camera(app, pilot)
                await play(app, pilot, eye)
        finally:
            app.clerk.close()

    asyncio.run(run())
    return app, eye


@pytest.mark.parametrize(("size", "rows"), [((80, 24), 14), ((60, 20), 10)])
def test_the_picture_lies_between_the_first_row_and_the_message(desk, size: tuple[int, int], rows: int) -> None:
    async def play(app: TerminalApp, pilot: Pilot[int], eye: Eye) -> None:
        eye.tell(OPEN)
        await settled(app, pilot)
        eye.tell(ramp(48, 27))
        await settled(app, pilot)
        drawn = [at for at, row in enumerate(shown(app)) if "▀▀▀▀" in row]
        assert drawn == list(range(4, 4 + rows))
        assert "对准镜头" in shown(app)[3]
        eye.tell(Seen(0, (Symbol("qr", "130123456789012345", b"", "x"),)))
        await settled(app, pilot)
        below = "".join(shown(app)[4 + rows :])
        assert "付款码" in below
        assert "取消=返回" in below

    scenario(desk, play, size)


def test_of_pictures_that_nobody_looked_at_only_the_newest_is_drawn(desk) -> None:
    async def play(app: TerminalApp, pilot: Pilot[int], eye: Eye) -> None:
        posted: list[CameraTold] = []
        post = app.post_message
        app.post_message = lambda one: (posted.append(one) if isinstance(one, CameraTold) else None, post(one))[1]  # type: ignore[method-assign]
        eye.tell(OPEN, *(Preview(number, 1, 1, bytes([number])) for number in range(200)))
        assert [told.news for told in posted] == [OPEN, None]
        looks: list[int] = []
        look = app._face.look
        app._face.look = lambda preview, theme: (looks.append(preview.number), look(preview, theme))  # type: ignore[method-assign,assignment]
        await settled(app, pilot)
        assert looks == [199]

    scenario(desk, play)


def test_a_slip_rings_the_bell_and_gives_the_camera_back(desk) -> None:
    async def play(app: TerminalApp, pilot: Pilot[int], eye: Eye) -> None:
        rung: list[bool] = []
        app.bell = lambda: rung.append(True)  # type: ignore[method-assign]
        eye.tell(OPEN, Seen(0, (Symbol("code128", CARD_ORDER, CARD_ORDER.encode(), "x"),)))
        await settled(app, pilot)
        await settled(app, pilot)
        assert (app.scene.page, rung, eye.left) == (Page.ORIGINAL, [True], 1)
        eye.tell(Over("camera_lost"))
        await settled(app, pilot)
        assert (app.scene.page, app.scene.camera.over) == (Page.ORIGINAL, None)

    scenario(desk, play)


@pytest.mark.parametrize("keys", [("escape",), ("8",), ("f9",), ("ctrl+q",)])
def test_whoever_leaves_the_page_gives_the_camera_back(desk, keys: tuple[str, ...]) -> None:
    async def play(app: TerminalApp, pilot: Pilot[int], eye: Eye) -> None:
        assert (eye.opened, eye.left) == ([""], 0)
        await pilot.press(*keys)
        await pilot.press(*(("enter",) if keys == ("ctrl+q",) else ()))
        await pilot.pause(0.01)

    app, eye = scenario(desk, play)
    assert (app.scene.page is Page.CAMERA, eye.left) == (keys == ("ctrl+q",), 1)


def test_a_camera_that_went_away_is_left_and_opened_anew_by_ok(desk) -> None:
    async def play(app: TerminalApp, pilot: Pilot[int], eye: Eye) -> None:
        eye.tell(OPEN, ramp(4, 2), Over("camera_lost"))
        await settled(app, pilot)
        assert "摄像头断开了" in "".join(shown(app))
        assert not [row for row in shown(app) if "▀▀▀▀" in row]
        assert eye.left == 1
        await pilot.press("enter")
        assert eye.opened == ["", ""]

    scenario(desk, play)
