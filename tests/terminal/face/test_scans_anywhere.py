"""A scan on every screen of every day: nothing is confirmed by it, no payer code stays, and no password is scanned."""

import re
from dataclasses import replace

import pytest
from album import scenes
from bad_pictures import SIGNED
from rows import every_row

from terminal.desk.operators import Admitted
from terminal.face import stage
from terminal.face.asks.admin import ChangeLink, ChangeSetting
from terminal.face.asks.cases import ListCases, LookAtFile
from terminal.face.asks.records import FindRecords
from terminal.face.asks.refund import Find, ListOrders, ReadCode
from terminal.face.flow import AWAITING
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.screens.frame import frame

PAYER_CODE = "134567890123456789"
CODES = (PAYER_CODE, SIGNED, "80000026000149", "6901234567892", "123456", "裂开人1*8000")
LOOKS = (ReadCode, Find, ListOrders, ListCases, FindRecords, LookAtFile)
"""What a scan may ask: all of it looks, and nothing of it does."""


def every_scene() -> dict[str, Scene]:
    return scenes("zh_CN")


def ready(name: str) -> Scene:
    """The screen, with the desk at rest and no message of its own."""
    return replace(every_scene()[name], busy=None, note=None)


@every_row("name", every_scene)
def test_a_scan_confirms_nothing(name: str) -> None:
    for code in CODES:
        turn = stage.after_text(ready(name), code, scanned=True)
        assert not turn.leave
        assert turn.scene.overlay == ""
        assert turn.scene.page not in AWAITING or turn.scene.page is every_scene()[name].page
        assert turn.ask is None or isinstance(turn.ask, LOOKS)


@every_row("name", every_scene)
def test_a_payer_code_is_neither_shown_nor_kept(name: str) -> None:
    for text in (PAYER_CODE, f"  {PAYER_CODE}", PAYER_CODE.translate({48 + n: 0xFF10 + n for n in range(10)})):
        turn = stage.after_text(ready(name), text, scanned=True)
        shown = "\n".join(line.text for line in frame(turn.scene))
        assert PAYER_CODE not in shown + repr(turn.scene) + repr(turn.ask)
        before = every_scene()[name]
        assert turn.scene.password == before.password or turn.scene.page in {Page.PAYER_CODE, before.page}
        assert PAYER_CODE not in turn.scene.password or turn.scene.page is Page.PAYER_CODE


# fmt: off
DRESSED = [
    # a scan that is no bare payer code,                    what is left of it where it stands whole
    (f"https://example.com/c?code={PAYER_CODE}",            PAYER_CODE),
    ("134567890 123456789",                                 PAYER_CODE),
    ("134567-890123456789",                                 PAYER_CODE),
    ("fpabcdefghijklmnopqrstuvwxyzabcde12",                 "fpabcdefghijklmnopqrstuvwxyzabcde12"),
    ("4111 1111 1111 1111",                                 "4111111111111111"),
    ("4111111111111111",                                    "4111111111111111"),
]
# fmt: on


@pytest.mark.parametrize(("text", "secret"), DRESSED)
@pytest.mark.parametrize("scanned", [True, False])
def test_no_secret_in_any_dress_stands_on_a_screen(text: str, secret: str, scanned: bool) -> None:
    bare = {name: scene for name, scene in every_scene().items() if not _takes_codes(name)}
    shown = {name: _after(scene, text, scanned=scanned) for name, scene in bare.items()}
    assert len(shown) > 40
    assert [name for name, signs in shown.items() if secret in signs] == []


def _takes_codes(name: str) -> bool:
    return stage.SCREENS[every_scene()[name].page].takes_codes(ready(name))


def _after(scene: Scene, text: str, *, scanned: bool) -> str:
    """All that is drawn and that a repr says, without what stands between digits."""
    turn = stage.after_text(replace(scene, busy=None, note=None), text, scanned=scanned)
    drawn = "\n".join(line.text for line in frame(turn.scene))
    return re.sub("[^0-9a-z]", "", drawn + repr(turn))


def test_asks_say_no_text_that_was_pasted() -> None:
    by = Admitted("01")
    asks = (ListCases(by, "open", PAYER_CODE), ChangeSetting(by, "shop", PAYER_CODE), ChangeLink(by, PAYER_CODE))
    assert [ask for ask in (*asks, ReadCode(PAYER_CODE)) if PAYER_CODE in repr(ask)] == []


def secrets() -> list[str]:
    """Where something is keyed that nobody sees."""
    named = every_scene().items()
    return [name for name, scene in named if stage.secret(ready(name)) and scene.page is not Page.PAYER_CODE]


@every_row("name", secrets)
def test_no_password_is_scanned_and_what_was_keyed_is_gone(name: str) -> None:
    scene = ready(name)
    for code in ("1234", "123456", PAYER_CODE):
        turn = stage.after_text(scene, code, scanned=True)
        assert (turn.scene.page, turn.scene.password, turn.ask) == (scene.page, "", None)
    assert stage.after_text(scene, "123456").scene.page is scene.page


def test_there_are_passwords_to_try() -> None:
    assert {every_scene()[name].page for name in secrets()} >= {Page.PASSWORD, Page.SUPERVISOR, Page.PIN, Page.LOCKED}


@every_row("name", every_scene)
def test_a_scan_while_the_desk_works_is_told(name: str) -> None:
    scene = every_scene()[name]
    turn = stage.after_text(replace(scene, busy=stage.started("zh_CN").ask, note=None), SIGNED, scanned=True)
    told = turn.scene.note is not None and turn.scene.note.text == "note.scan_missed"
    assert told is (scene.page is not Page.BOOT and not scene.locked_s)
    assert turn.ask is None
