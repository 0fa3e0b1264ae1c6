"""A session of --plain on lines that were typed beforehand; time stands still."""

from collections.abc import Callable

from fake_desk import FakeDesk

from terminal.plain.session import PlainFace

SIGN_ON = ("", "0000 ok")


class Lines:
    """Says what was typed beforehand; keeps what was said and which lines were secret."""

    def __init__(self, lines: tuple[str, ...], between: Callable[[], None] = lambda: None) -> None:
        self._lines = list(lines)
        self._between = between
        self.said: list[str] = []
        self.secret: list[str] = []

    @property
    def left(self) -> int:
        """Lines that were not heard yet."""
        return len(self._lines)

    def say(self, line: str) -> None:
        self.said.append(line)

    def hear(self, unseen: str) -> str | None:
        self._between()
        if not self._lines:
            return None
        line = self._lines.pop(0)
        self.secret += [line] if unseen else []
        return line


def session(desk: FakeDesk, *lines: str, lang: str = "zh_CN") -> tuple[int, Lines, PlainFace]:
    console = Lines(lines)
    face = PlainFace(lambda: desk, console, lang=lang, monotonic=lambda: 0.0, clock=lambda: "10:20")
    return face.run(), console, face
