"""A line that stands before another and passes everything on; what a test does to the bytes, a class of this does."""

from collections.abc import Callable
from dataclasses import dataclass

from protocol.framing import Control, Deframer, Frame
from protocol.transport.base import Transport


@dataclass
class Between:
    """line: the one behind, whose clock is kept too."""

    line: Transport

    def open(self) -> None:
        self.line.open()

    def read(self, timeout_s: float) -> bytes:
        return self.line.read(timeout_s)

    def write(self, data: bytes) -> None:
        self.line.write(data)

    def close(self) -> None:
        self.line.close()

    def now(self) -> float:
        return self.line.now()

    def sleep(self, seconds: float) -> None:
        self.line.sleep(seconds)


class Changing(Between):
    """One that changes the messages that come from the line behind: what each is, `passed` says."""

    def read(self, timeout_s: float) -> bytes:
        return changed(self.line.read(timeout_s), self.passed)

    def passed(self, message: bytes) -> bytes:
        """None, a frame or more in its place."""
        raise NotImplementedError


def messages_in(data: bytes) -> list[bytes]:
    """What stands in each whole frame."""
    return [heard.data for heard in Deframer().feed(data) if isinstance(heard, Frame)]


def types_in(data: bytes) -> list[str]:
    """The message type of each frame."""
    return [type_of(message) for message in messages_in(data)]


def type_of(message: bytes) -> str:
    """As it is said: "0220"."""
    return message[11:13].hex()


def changed(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The bytes with what `change` makes of each message in a frame's place: none, a frame or more. Control bytes pass
    as they are, what was no frame does not.
    """
    passed = []
    for heard in Deframer().feed(data):
        match heard:
            case Frame(message):
                passed.append(change(message))
            case Control():
                passed.append(bytes((heard,)))
    return b"".join(passed)
