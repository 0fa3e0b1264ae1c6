"""A payer's code that is scanned by mistake stands whole nowhere: no screen, no scene, no file.

Scanned into every page of a refund on the real desk over the in-process emulator, by the screens' face and by lines.
"""

from pathlib import Path

import pytest
from cashier import Cashier
from payer_dresses import CODES, dresses, stands_in

from terminal.compose import open_desk
from terminal.face.pages import Page
from terminal.plain.telling import told
from terminal.settings import Settings

PAGES = [(), ("3", "1"), ("3", "1", "123456", "ok"), ("3", "2", "123456", "ok"), ("3", "1", "123456", "ok", "ok")]


@pytest.mark.parametrize("code", CODES, ids=lambda code: code[:2])
def test_on_the_screens_and_in_the_files(tmp_path: Path, code: str) -> None:
    shown: list[str] = []
    desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0))
    try:
        for keys in PAGES:
            cashier = Cashier(desk).sign_on().press(*keys)  # type: ignore[arg-type]
            lands = Page.ORDER if cashier.page is Page.ORDERS else cashier.page  # a scan is no choice from a list
            for text in dresses(code):
                cashier.paste(text)
                shown += [cashier.lcd, repr(cashier.scene), repr(told(cashier.scene))]
                assert (cashier.page, "付款码" in cashier.lcd) == (lands, True), text
    finally:
        desk.close()
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    written = [file.name for file in files if stands_in(code, file.read_bytes().decode("latin-1"))]
    assert len(files) >= 3
    assert ([text for text in shown if stands_in(code, text)], written) == ([], [])
