"""The one piece of news a widget of the face has: a key was pressed with the mouse."""

from textual.message import Message


class Pressed(Message):
    """key: of terminal.face.keys.Key, a digit, or "row:N"."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
