"""A sheet with every part a printer can meet, and a printer that answers like one, on a real socket."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from terminal.printers.outcome import Output
from terminal.receipt import MM58, MM80, Bars, Look, Paper, Part, Qr, Text

PARTS: tuple[Part, ...] = (
    Text("         POS签购单".strip(), Look.BIG),
    Text("商户存根           MERCHANT COPY"),
    Text("     练习凭证 不作退款依据", Look.BOLD),
    Text("                 练习币 -1409.50", Look.TALL),
    Text("大写:   练习币壹仟肆佰零玖元伍角"),
    Text(""),
    Text(""),
    Qr("LKR1*80000026000149*140950*ABCDEFGH"),
    Bars("80000026000149"),
    Text("----------- 商户存根 -----------"),
)


@pytest.fixture(params=[MM58, MM80], ids=["58", "80"])
def sheet(request: pytest.FixtureRequest) -> Output:
    return sheet_of(request.param)


def sheet_of(paper: Paper = MM58) -> Output:
    return Output(PARTS, paper, "20261122-102030-000123-merchant")


class SocketPrinter:
    """Listens on a port of its own and takes what comes; `answers` gives the reply to all that came so far."""

    def __init__(self, answers: Callable[[bytes], bytes]) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._answers = answers
        self.port: int = self._server.getsockname()[1]
        self.jobs: list[bytes] = []
        self.resets = 0
        self.hung_up = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self.jobs.append(b"")
            with line:
                self._take(line)

    def _take(self, line: socket.socket) -> None:
        try:
            while data := line.recv(65536):
                self.jobs[-1] += data
                line.sendall(self._answers(data))
        except OSError:
            self.resets += 1
        self.hung_up.set()

    def close(self) -> None:
        """Off."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(2)


@pytest.fixture
def printer_that() -> Iterator[Callable[[Callable[[bytes], bytes]], SocketPrinter]]:
    made: list[SocketPrinter] = []

    def make(answers: Callable[[bytes], bytes]) -> SocketPrinter:
        made.append(SocketPrinter(answers))
        return made[-1]

    yield make
    for one in made:
        one.close()
