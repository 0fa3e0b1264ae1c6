"""One round of chaos: a cashier's day at the real program, over a faulty line, among kills and stops; then quiet.

Seeded: what is done and what goes wrong is drawn from the round's number; when things meet is the machine's. The rule:
the cashier only does what a cashier does - asks, asks again under the same number, resolves, settles - and the villain
only what befalls a process or a line.
"""

import signal
import time
from pathlib import Path
from random import Random
from typing import Any

from chaos.line import DOWN, FaultyLine, Toxics, drawn
from chaos.programs import Program, Programs
from chaos.record import Record

TIMES, PATIENT = "t_ack=0.1&t_resp=0.3&t_cap=1", "t_ack=1&t_resp=5&t_cap=10"
STOP_S = 0.3
HEAL_TRIES = 20
SETTLEMENT = ("", "0000 ok", "7", "", "", "ok", "", "", "")
"""Typed at the line-by-line terminal: sign-on, 7 结算, confirmed."""
KINDS = ("kill_terminal", "stop_terminal", "kill_the_host", "stop_host", "change_line", "change_line")
Event = dict[str, Any]


class Day:
    """home: of terminal and host. pty: a serial line with link frames, else TCP. fresh: the first refund has an
    interpreter of its own. times: how long the terminal waits while things fail.
    """

    times = TIMES

    def __init__(self, seed: int, home: Path, programs: Programs, *, pty: bool = False, fresh: bool = False) -> None:
        self._random = Random(f"{seed} day")
        self._home, self._programs, self._fresh = home, programs, fresh
        self._ledger = home / "host" / "ledger.db"
        self._ledger.parent.mkdir(parents=True)
        self.record = Record(self._ledger, framed=pty)
        self._pty, self._line = pty, FaultyLine(seed, self.record.heard, pty=pty)
        link = self._line.link + ("?baud=115200&" if pty else "?")
        self._link, self._times = link, self.times
        self._host: Program | None = None
        self.count: dict[str, int] = {}
        self._tries = 0

    def run(self, tasks: int) -> list[Event]:
        """The whole round; its history."""
        try:
            self._open_host()
            for number in range(tasks):
                self._task(number)
            self._heal()
            return self.record.ended(self._export(), self._home / "terminal" / "practice" / "receipts")
        finally:
            self._line.close()
            if self._host is not None:
                self._host.signal(signal.SIGKILL)

    # --- the host ----------------------------------------------------------------------------------------------------

    def _open_host(self) -> None:
        listen = "pty:" if self._pty else "tcp://127.0.0.1:0"
        words = ["emulator", "serve", "--as", "host", "--listen", listen, "--database", str(self._ledger)]
        self._host = self._programs.begin(words, {"TUIHUO_HOME": str(self._home / "host")})
        self._line.lead_to(self._host.first()["link"])

    def _kill_host(self) -> None:
        assert self._host is not None
        self._line.lead_to("")
        self._host.signal(signal.SIGKILL)
        self._host.wait()
        self._open_host()

    # --- the cashier -------------------------------------------------------------------------------------------------

    def _task(self, number: int) -> None:
        random, request = self._random, f"R{number}"
        order = random.choice([one for one in self.record.orders if one.remaining_fen > 2_000][:6])
        fen = random.choice((100, 250, 999))
        words = ["refund", "--order", order.order_no, "--amount", f"{fen / 100:.2f}", "--request", request]
        self.record.asked(request, order.order_no, fen)
        for again in range(random.choice((1, 1, 2))):
            self._line.toxics = self.spoiled()
            fresh = self._fresh and number == again == 0
            self._under_attack(words, request, fresh=fresh)
        if random.random() < 0.3:
            self._under_attack(["resolve", *self._how()], "")
        if random.random() < 0.15:
            self._under_attack(["--plain"], "", "\n".join(SETTLEMENT))

    def _how(self) -> tuple[str, ...]:
        return ("--cancel",) if self._random.random() < 0.4 else ("--card", "unionpay", "--again")

    def _under_attack(self, words: list[str], request: str, typed: str = "", *, fresh: bool = False) -> None:
        terminal = self._begin(words, typed, fresh=fresh)
        for met, seconds, what in self.plan():
            self._meet(terminal, met)
            self._pause(terminal, seconds)
            self.count[what] = self.count.get(what, 0) + 1
            getattr(self, f"_{what}")(terminal)
        terminal.wait()
        self._heard(terminal, words, request)

    def spoiled(self) -> Toxics:
        """How the line is when a verb begins."""
        return drawn(self._random) if self._random.random() < 0.4 else Toxics()

    def plan(self) -> list[tuple[bool, float, str]]:
        """What befalls it: when a message of a refund has left, or whenever it may be; so long after; what."""
        random = self._random
        chosen = random.choices(KINDS, k=random.choice((0, 1, 1, 2)))
        met = [random.random() < 0.6 for _ in chosen]
        return [(one, random.uniform(0.0, 0.02 if one else 0.3), what) for one, what in zip(met, chosen, strict=True)]

    def _meet(self, terminal: Program, wanted: bool) -> None:
        """Wait for the next message of a refund, or the end of who sends it."""
        left = self.record.left
        while wanted and terminal.poll() is None and self.record.left == left:
            time.sleep(0.001)

    def _pause(self, terminal: Program, seconds: float) -> None:
        until = time.monotonic() + seconds
        while terminal.poll() is None and time.monotonic() < until:
            time.sleep(0.002)

    def _kill_terminal(self, terminal: Program) -> None:
        terminal.signal(signal.SIGKILL)

    def _stop_terminal(self, terminal: Program) -> None:
        self._stopped(terminal)

    def _kill_the_host(self, _terminal: Program) -> None:
        self._kill_host()

    def _silence(self, _terminal: Program) -> None:
        self._line.toxics = Toxics(timeout={DOWN: 0.5})

    def _stop_host(self, _terminal: Program) -> None:
        assert self._host is not None
        self._stopped(self._host)

    def _change_line(self, _terminal: Program) -> None:
        self._line.toxics = drawn(self._random)

    def _stopped(self, program: Program) -> None:
        program.signal(signal.SIGSTOP)
        time.sleep(STOP_S)
        program.signal(signal.SIGCONT)

    # --- in the end --------------------------------------------------------------------------------------------------

    def _heal(self) -> None:
        """Nothing fails any more: what is open is resolved, a cut settlement first, and the batch is settled."""
        self._line.toxics, self._times = Toxics(), PATIENT
        self._kill_host()
        while self._quietly(["resolve", *self._how()]) != 0:
            pass
        self._quietly(["--plain"], "\n".join(SETTLEMENT))

    def _quietly(self, words: list[str], typed: str = "") -> int:
        """Its exit code. AssertionError: it was tried too often."""
        self._tries += 1
        assert self._tries <= HEAL_TRIES, words
        program = self._begin(words, typed)
        code = program.wait()
        self._heard(program, words, "")
        return code

    def _export(self) -> Path:
        path = self._home / "journal.jsonl"
        ended = self._begin(["journal", "export", str(path)], "")
        assert ended.wait() == 0, ended.err.read_text(encoding="utf-8")
        return path

    def _begin(self, words: list[str], typed: str, *, fresh: bool = False) -> Program:
        env = {
            "TUIHUO_HOME": str(self._home / "terminal"),
            "TUIHUO_SUPERVISOR_PASSWORD": "123456",
            "TUIHUO_PRINTERS": "txt:",
        }
        more = [] if words[0] == "journal" else ["--link", self._link + self._times]
        json_lines = ["--json"] if words[0] in ("refund", "resolve") else []
        return self._programs.begin([*words, *more, *json_lines], env, typed, fresh=fresh)

    def _heard(self, program: Program, words: list[str], request: str) -> None:
        """Words of a verb; a line-by-line terminal speaks to people."""
        problem = program.err.read_text(encoding="utf-8")
        if "Traceback" in problem:
            raise AssertionError(f"{words}: {problem}")
        if words[0] in ("refund", "resolve"):
            self.record.said(request, program.said())
