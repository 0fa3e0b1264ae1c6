"""A line that keeps the host's answers back until they are let go, long after anybody waits for them."""

from dataclasses import dataclass, field

from between import Changing, type_of, types_in

from protocol.framing import write_frame
from protocol.transport.base import Transport
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.settings import Settings


@dataclass
class SlowLine(Changing):
    """Keeps answers of these message types back, until they are let go: then they come before anything else.

    let_go_at: a type of question before which it lets go by itself.
    """

    holds: set[str] = field(default_factory=set)
    held: bytes = b""
    due: bytes = b""
    let_go_at: str = ""
    asked: list[str] = field(default_factory=list)

    def write(self, data: bytes) -> None:
        types = types_in(data)
        if self.held and self.let_go_at in types:
            self.let_go()
        self.asked += types
        self.line.write(data)

    def read(self, timeout_s: float) -> bytes:
        due, self.due = self.due, b""
        return due or super().read(timeout_s)

    def passed(self, message: bytes) -> bytes:
        frame, mti = write_frame(message), type_of(message)
        if mti not in self.holds:
            return frame
        self.held = frame if mti == "0230" else self.held
        return b""

    def let_go(self, times: int = 1) -> None:
        self.holds, self.due, self.held = set(), self.held * times, b""


def open_slowly(link: str, settings: Settings) -> tuple[Desk, SlowLine]:
    """A desk that is signed on, and its line."""
    lines: list[SlowLine] = []

    def wrap(line: Transport) -> SlowLine:
        lines.append(SlowLine(line))
        return lines[-1]

    desk = open_desk(link, settings, Options(transport=wrap))
    desk.sign_on("01")
    return desk, lines[-1]
