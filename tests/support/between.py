"""A line that stands before another and passes everything on; what a test does to the bytes, a class of this does."""

from dataclasses import dataclass

from protocol.framing import Deframer, Frame
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


def types_in(data: bytes) -> list[str]:
    """The message type of each frame."""
    return [heard.data[11:13].hex() for heard in Deframer().feed(data) if isinstance(heard, Frame)]
