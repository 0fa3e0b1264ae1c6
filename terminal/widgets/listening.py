"""The serial scanner of the app, and the folder that is watched while its page stands there. No widget.

Its one rule: news comes as messages of the app, and what was left is heard no more.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from terminal.face.drafts.sources import Attached
from terminal.face.pages import Page
from terminal.face.scene import Scene

if TYPE_CHECKING:  # no first page needs them
    from scanner.sources.folder import FolderWatch, Look
    from scanner.sources.serial_scanner import SerialScanner


class Scanned(Message):
    """The serial scanner has read a code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class PortTold(Message):
    """The serial scanner's port is open, or has gone."""

    def __init__(self, *, ready: bool) -> None:
        super().__init__()
        self.ready = ready


class FolderTold(Message):
    """The watch of this number has looked into its folder."""

    def __init__(self, watch: int, look: "Look") -> None:
        super().__init__()
        self.watch = watch
        self.look = look


class Listening:
    """app: who hears the messages. attached: what there is to listen to."""

    def __init__(self, app: MessagePump, attached: Attached) -> None:
        self._app, self._attached = app, attached
        self._scanner: SerialScanner | None = None
        self._folder: FolderWatch | None = None
        self._number = 0

    def start(self) -> None:
        """Open the scanner's port, where one is set. Returns at once."""
        if self._attached.scanner:
            from scanner.sources.serial_scanner import SerialScanner, parse_port

            port = parse_port(self._attached.scanner)
            self._scanner = SerialScanner(
                port, lambda text: self._told(Scanned(text)), lambda ready: self._told(PortTold(ready=ready))
            )
            self._scanner.start()

    def follow(self, scene: Scene) -> None:
        """Watch the folder while its page stands there. Returns at once."""
        wanted = scene.page is Page.WATCH and scene.facts.watching
        if wanted and self._folder is None:
            from scanner.sources.folder import FolderWatch

            number = self._number
            folder = Path(scene.sources.attached.watch)
            self._folder = FolderWatch(folder, lambda look: self._told(FolderTold(number, look)))
            self._folder.start()
        elif not wanted and self._folder is not None:
            self._number += 1
            self._folder.leave()
            self._folder = None

    def looked(self, told: FolderTold) -> "Look | None":
        """What a message stands for; None for one of a watch that was left."""
        return told.look if told.watch == self._number and self._folder is not None else None

    def close(self) -> None:
        """Give port and folder back."""
        if self._scanner is not None:
            self._scanner.close()
        if self._folder is not None:
            self._folder.close()
        self._scanner, self._folder = None, None

    def _told(self, message: Message) -> None:
        """In the thread of what was heard."""
        self._app.post_message(message)
