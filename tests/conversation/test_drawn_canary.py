"""A day before the terminal as it is drawn: no page that ever stood there, whole or on its way, holds a secret.

Sign-on, sales by card and by payer code, a hold, a refund, scans of what is no slip, reprint and settlement, all by
keys. What is looked through is the text that Textual drew after every change, not what pages say.
"""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from canary import CARDS, Canary
from supervisor import BY
from till_app import Till, till

from protocol.cards import TEST_CARDS
from terminal.app import TerminalApp
from terminal.compose import open_desk
from terminal.face.pages import Page
from terminal.settings import Settings

PASSWORD, PIN, PAYER_CODE = "749183", "917462835504", "281746395028164739"
CARD = TEST_CARDS["unionpay"]
SECRETS = Canary((PIN, PAYER_CODE, PASSWORD))
# fmt: off
# what is keyed, and the page on which it ends
DAY = [
    (("1", "1", "1234", "ok", "1", "ok", PIN, "ok"),              Page.PAY_RESULT),
    (("menu", "1", "2", "100", "ok", "ok", PAYER_CODE, "ok"),     Page.PAY_RESULT),
    (("menu", "4", "1", "5000", "ok", "1", "ok", PIN, "ok"),      Page.PAY_RESULT),
    (("menu", "3", "1", PASSWORD, "ok", "80000026000149", "ok"),  Page.ORIGINAL),
    (("ok", "1", "ok"),                                           Page.RESULT),
    (("menu", "6", "1"),                                          Page.PRINTED),
    (("menu", "7", "1", "ok", "ok"),                              Page.SETTLED),
    (("menu", "3", "1"),                                          Page.SUPERVISOR),
]
SCANS = (CARD.number, PAYER_CODE, f"https://example.com/?c={PAYER_CODE}", f"{CARD.number[:4]} {CARD.number[4:]}")
# fmt: on


def drawn(app: TerminalApp) -> str:
    """Textual's compositor is private; album.py asks it too."""
    return "\n".join("".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips())


def heard(app: TerminalApp) -> list[str]:
    """Every page after it was drawn, from now on."""
    pages: list[str] = []
    show = app._show

    def shown() -> None:
        show()
        app.call_after_refresh(lambda: pages.append(drawn(app)))

    app._show = shown  # type: ignore[method-assign]
    return pages


async def lived(standing: Till) -> list[str]:
    pages = heard(standing.app)
    await standing.keys("ok", "0000", "ok")
    for keys, page in DAY:
        for key in keys:
            await standing.keys(key)
            pages.append(drawn(standing.app))
        assert standing.page is page, standing.lcd
    for scanned in SCANS:
        await standing.type(f"{scanned}\r")
        pages.append(drawn(standing.app))
    return pages


def test_no_page_that_was_drawn_holds_a_secret(
    tmp_path: Path, nobody_waits: None, capfd: pytest.CaptureFixture[str]
) -> None:
    async def day() -> list[str]:
        async with till(tmp_path) as standing:
            return await lived(standing)

    desk = open_desk("emulator:", Settings(tmp_path, "zh", 0.0))
    desk.staff.set_password(BY, BY.operator_no, PASSWORD)
    desk.close()
    pages = asyncio.run(day())
    text = "\n".join(pages)
    assert len(pages) > 100
    assert [word for word in ("练习", "交易成功", "原路退回", "结算成功", CARD.masked) if word not in text] == []
    assert [*SECRETS.in_text(text, "drawn"), *CARDS.in_text(text, "drawn")] == []
    assert list(SECRETS.under(tmp_path)) == []
    assert CARDS.in_text("".join(capfd.readouterr()), "console") == []


def test_the_search_sees_what_is_drawn(tmp_path: Path) -> None:
    """A number that a page did show."""

    async def shown() -> str:
        async with till(tmp_path) as standing:
            pages = heard(standing.app)
            standing.app.scene = replace(standing.app.scene, operator_no=CARD.number)
            standing.app._show()
            await standing.until(lambda: bool(pages))
            return "\n".join(pages)

    assert CARDS.in_text(asyncio.run(shown())) != []
