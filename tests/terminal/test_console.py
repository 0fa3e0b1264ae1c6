"""What the console can draw: asked over a pseudo-terminal whose other end answers as terminals do, or not at all."""

import os
import pty
import select
import termios
import threading

import pytest

from terminal.console import cells_of_doubtful, fitting_theme


def asked(answer: bytes) -> tuple[int | None, bytes]:
    """What is made of this answer, and what the terminal was sent."""
    outer, inner = pty.openpty()
    sent = []

    def terminal() -> None:
        while b"6n" not in b"".join(sent):
            sent.append(os.read(outer, 100))
        os.write(outer, answer)

    thread = threading.Thread(target=terminal)
    thread.start()
    try:
        before = termios.tcgetattr(inner)
        cells = cells_of_doubtful(inner, inner, 0.05)
        thread.join(5)
        while select.select([outer], [], [], 0)[0]:
            sent.append(os.read(outer, 100))
        assert termios.tcgetattr(inner) == before
        return cells, b"".join(sent)
    finally:
        os.close(outer)
        os.close(inner)


@pytest.mark.parametrize(
    ("answer", "cells"),
    [(b"\x1b[5;2R", 1), (b"\x1b[5;3R", 2), (b"", None), (b"\x1b[5", None), (b"junk", None), (b"\x1b[12;2R", 1)],
)  # fmt: skip
def test_the_terminal_says_where_its_cursor_is(answer: bytes, cells: int | None) -> None:
    found, sent = asked(answer)
    assert found == cells
    assert sent == "\r─\x1b[6n\r\x1b[K".encode()


def test_nothing_is_asked_where_nobody_sits(capfd: pytest.CaptureFixture[str]) -> None:
    assert fitting_theme({}) == "lakala"
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("code_page", "environ", "theme"),
    [(936, {}, "ascii"), (936, {"WT_SESSION": "x"}, "lakala"), (65001, {}, "lakala")],
)
def test_windows(monkeypatch: pytest.MonkeyPatch, code_page: int, environ: dict[str, str], theme: str) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("terminal.console._code_page", lambda: code_page)
    assert fitting_theme(environ) == theme
