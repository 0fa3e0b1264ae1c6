"""A held Enter and a double click before the whole app: one 确认 counts, and a slow hand is heard each time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from fake_desk import PHONE_ORDER, FakeDesk
from textual import events
from textual.pilot import Pilot

from terminal.app import TerminalApp
from terminal.desk.door import RefundRequest
from terminal.face.held import HOLD_S
from terminal.face.pages import Page
from terminal.widgets.pressed import Pressed

WAIT_S = 30
EVERY_S = 0.033


class Clock:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@asynccontextmanager
async def at_original(desk: FakeDesk, clock: Clock) -> AsyncIterator[tuple[TerminalApp, Pilot[int]]]:
    """The app, with time moved by the test alone, where a phone's order is to be refunded."""
    app = TerminalApp(lambda: desk, lang="zh_CN", monotonic=clock, clock=lambda: "10:20", roll_s=0)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: app.scene.busy is None)
            for key in ("ok", *"0000", "ok", "3", "1", *"123456", "ok", *PHONE_ORDER, "ok"):
                app.press(key)
                await until(pilot, lambda: app.scene.busy is None)
            assert app.scene.page is Page.ORIGINAL
            yield app, pilot
    finally:
        app.clerk.close()


async def until(pilot: Pilot[int], fits: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not fits():
            await pilot.pause(0.01)


async def struck(pilot: Pilot[int], clock: Clock, message: events.Key | Pressed, after_s: float) -> None:
    clock.now_s += after_s
    pilot.app.post_message(message)
    await pilot.pause()


def refunds(desk: FakeDesk) -> int:
    return sum(isinstance(one, tuple) and isinstance(one[0], RefundRequest) for one in desk.asked)


def test_a_held_enter_leads_to_the_last_look_and_no_further(desk: FakeDesk) -> None:
    async def scenario() -> None:
        clock = Clock()
        async with at_original(desk, clock) as (app, pilot):
            for after_s in (2.0, 0.5, *[EVERY_S] * 23):
                await struck(pilot, clock, events.Key("enter", "\r"), after_s)
            await pilot.pause(2 * HOLD_S)
            assert (app.scene.page, refunds(desk)) == (Page.CONFIRM, 0)

    asyncio.run(scenario())


def test_a_double_click_confirms_once(desk: FakeDesk) -> None:
    async def scenario() -> None:
        clock = Clock()
        async with at_original(desk, clock) as (app, pilot):
            await struck(pilot, clock, Pressed("ok"), 2.0)
            await struck(pilot, clock, Pressed("ok"), 0.15)
            await pilot.pause(2 * HOLD_S)
            assert (app.scene.page, refunds(desk)) == (Page.CONFIRM, 0)

    asyncio.run(scenario())


def test_two_presses_of_a_hand_are_two(desk: FakeDesk) -> None:
    async def scenario() -> None:
        clock = Clock()
        async with at_original(desk, clock) as (app, pilot):
            await struck(pilot, clock, events.Key("enter", "\r"), 2.0)
            await struck(pilot, clock, events.Key("enter", "\r"), 0.6)
            await until(pilot, lambda: app.scene.page is Page.RESULT)
            assert refunds(desk) == 1

    asyncio.run(scenario())


def test_a_key_behind_it_says_at_once_that_it_was_meant(desk: FakeDesk) -> None:
    """And neither overtakes the other."""

    async def scenario() -> None:
        clock = Clock()
        async with at_original(desk, clock) as (_, pilot):
            await struck(pilot, clock, events.Key("enter", "\r"), 2.0)
            await struck(pilot, clock, events.Key("enter", "\r"), 0.6)
            await struck(pilot, clock, events.Key("escape", None), 0.05)
            await until(pilot, lambda: refunds(desk) == 1)

    asyncio.run(scenario())


def test_what_was_pressed_before_the_result_came_does_not_put_it_away(desk: FakeDesk) -> None:
    async def scenario() -> None:
        clock = Clock()
        async with at_original(desk, clock) as (app, pilot):
            for key in ("ok", "ok"):
                app.press(key)
            await until(pilot, lambda: app.scene.page is Page.RESULT)
            app.scene = replace(app.scene, arrived_s=clock.now_s)
            await struck(pilot, clock, events.Key("enter", "\r"), 0.1)
            assert app.scene.page is Page.RESULT
            await struck(pilot, clock, events.Key("enter", "\r"), 2.0)
            assert app.scene.page is Page.MENU

    asyncio.run(scenario())
