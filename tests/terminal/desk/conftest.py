"""The real desk over the emulator of this process, in a folder of its own; a test file that needs another makes it.

Slips are not drawn as pictures here: a test of those asks for `Settings` of its own.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from case_walk import CaseWalk

from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    return Settings(tmp_path / "home", "zh", 0.0)


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    """Signed on by 01."""
    desk = open_desk("emulator:", settings)
    desk.sign_on("01")
    yield desk
    desk.close()


@pytest.fixture
def walk(desk: Desk, tmp_path: Path) -> CaseWalk:
    """A case that is not opened yet."""
    return CaseWalk(desk, tmp_path)


@pytest.fixture
def opened(settings: Settings) -> Iterator[Callable[..., Desk]]:
    """Desks on a link, over a book, signed on by 01; all of them are closed."""
    desks: list[Desk] = []

    def make(link: str = "emulator:", book: Path | None = None) -> Desk:
        desks.append(open_desk(link, settings, Options(book=book)))
        desks[-1].sign_on("01")
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()
