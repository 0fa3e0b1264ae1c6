"""Where slips come from beside the keyboard: the serial scanner, the watched folder, the camera, and what the folder
has brought. Pure.

The rule: what is set stays as it was set at the start; what is told of it is the newest.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from scanner.sources.folder import Look

FOUND = Look()

MOST_WAITING = 50
"""Pictures of the folder that wait for the one before; of more the oldest are not read, and told."""


class Port(StrEnum):
    """What is known of the serial scanner's port. CLOSED: not opened yet. GONE: not there, or unplugged."""

    CLOSED = "closed"
    READY = "ready"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Attached:
    """What the settings name, "" for nothing. scanner: URL of a serial one. watch: a folder. camera: its number, or a
    file. heard: this face hears scanner and folder while nobody types.
    """

    scanner: str = ""
    watch: str = ""
    camera: str = ""
    heard: bool = True


NOTHING_ATTACHED = Attached()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a picture of the folder. file: its name. text: id, "" while it is being read."""

    file: str
    text: str = ""
    details: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class SourcesDraft:
    """port: the serial scanner's. folder: how the watched folder was found last. waiting: pictures that wait for the
    one before, the newest first. seen: how many have come since the page was opened; unread: how many of them were not
    kept to be read. last: the one that was looked at last. left: pictures whose reading nobody waits for any more.
    """

    attached: Attached = NOTHING_ATTACHED
    port: Port = Port.CLOSED
    folder: Look = FOUND
    waiting: tuple[Path, ...] = ()
    seen: int = 0
    unread: int = 0
    last: Outcome | None = None
    left: tuple[Path, ...] = ()

    def fresh(self) -> "SourcesDraft":
        """As it stands before the folder is watched."""
        return replace(self, folder=FOUND, waiting=(), seen=0, unread=0, last=None)

    def looked(self, look: Look) -> "SourcesDraft":
        """After a look into the folder."""
        waiting = (*reversed(look.pictures), *self.waiting)
        came = replace(self, folder=replace(look, pictures=()), seen=self.seen + len(look.pictures))
        return replace(came, waiting=waiting[:MOST_WAITING], unread=self.unread + len(waiting[MOST_WAITING:]))

    def leaving(self, picture: Path) -> "SourcesDraft":
        """What is being read now waits again: somebody wants something else first."""
        return replace(self, waiting=(picture, *self.waiting), left=(*self.left, picture))

    def heard(self, picture: Path) -> "SourcesDraft":
        """The answer about a picture that was left has come."""
        at = self.left.index(picture)
        return replace(self, left=self.left[:at] + self.left[at + 1 :])


NO_SOURCES = SourcesDraft()
