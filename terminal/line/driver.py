"""The only loop: moves bytes between one transport and one till, and lets time pass. Synchronous; one thread.

It knows no refund and no message. A line that goes away is told to the till and opened again when there is something
to say; how often is the till's affair, because each try costs it one of its own bounded tries.
"""

from contextlib import suppress
from threading import Event
from typing import Protocol

from protocol.transport.base import LineClosedError, LineError, Transport
from terminal.line.till import Talk, Till

POLL_S = 0.25
"""Longest single read: a person who gives up is heard within it."""


class Interrupted(Exception):
    """Whoever waited has left. What the journal says of the conversation stands, as after a power cut: nothing more was
    said or written down, and the next start takes it up.
    """


class Watch(Protocol):
    """Sees what crosses the line, and changes nothing."""

    def said(self, data: bytes) -> None:
        """We wrote this."""

    def heard(self, data: bytes) -> None:
        """We read this."""

    def waits(self, *, delivered: bool) -> None:
        """The peer has what we asked and its answer is awaited, or it is to be said (once more)."""

    def over(self) -> None:
        """One conversation is over, its last acknowledgement said."""


class _Nobody:
    """Nobody watches."""

    def said(self, data: bytes) -> None:
        """See Watch."""

    heard = said

    def waits(self, *, delivered: bool) -> None:
        """See Watch."""

    def over(self) -> None:
        """See Watch."""


class Driver:
    """Owns the line from `open` to `close`. watch: see Watch. poll_s: longest single read. Nobody leaves it but by what
    it is told to `heed`.
    """

    def __init__(self, transport: Transport, till: Till, watch: Watch | None = None, poll_s: float = POLL_S) -> None:
        self.till = till
        self._transport = transport
        self._watch = watch or _Nobody()
        self._poll_s = poll_s
        self._open = self._delivered = False
        self._gone = Event()

    def open(self) -> None:
        """Open the line. Raises LineError."""
        self._transport.open()
        self._open = True

    def close(self) -> None:
        """Give the line back."""
        self._open = False
        with suppress(LineError):  # a port that has gone can't be closed, and need not be
            self._transport.close()

    def now(self) -> float:
        """Monotonic seconds of the clock that the line lives by."""
        return self._transport.now()

    def heed(self, gone: Event) -> None:
        """Once `gone` is set, by any thread, the conversation under way ends within one read and none begins."""
        self._gone = gone

    def run(self, talk: Talk) -> None:
        """Hold one conversation to its end; its result is in `talk`. Raises Interrupted."""
        till, now = self.till, self._transport.now
        self._go_on()
        self._delivered = False
        try:
            till.start(talk, now())
            while till.busy:
                self._go_on()
                try:
                    self._exchange()
                except LineClosedError:
                    self._lost(left=False)
                except LineError:
                    self._lost(left=True)
            self._last_words()
        finally:
            self._watch.over()

    def _go_on(self) -> None:
        if self._gone.is_set():
            raise Interrupted

    def _exchange(self) -> None:
        """Write what the till says, read until its next deadline, and hand it bytes or time."""
        till, now = self.till, self._transport.now
        said = till.take()
        if said:
            if till.line_spent or not self._open:
                self._reopen()
                if not till.busy:
                    return  # what had come on the line that was left has ended it
            self._transport.write(said)
            self._watch.said(said)
        due = till.due()
        wait = self._poll_s if due is None else min(self._poll_s, max(0.0, due - now()))
        data = self._transport.read(wait) if self._open else self._idle(wait)
        if data:
            self._watch.heard(data)
            till.receive(data, now())
        till.tick(now())
        if till.delivered != self._delivered:
            self._delivered = till.delivered
            self._watch.waits(delivered=self._delivered)

    def _reopen(self) -> None:
        if self._open:
            self._hear_out()
            self.close()
        self.till.line_spent = False
        try:
            self.open()
        except LineError as error:
            raise LineClosedError(error.reason) from None

    def _hear_out(self) -> None:
        """What came on the line that is left, while nobody read it, may be the answer to a refund."""
        with suppress(LineError):
            data = self._transport.read(0.0)
            if data:
                self._watch.heard(data)
                self.till.hear_out(data, self._transport.now())

    def _idle(self, wait: float) -> bytes:
        """No line: let the time pass, so that a pause between two tries is one."""
        self._transport.sleep(wait)
        return b""

    def _lost(self, *, left: bool) -> None:
        self.close()
        self.till.line_lost(self._transport.now(), left=left)

    def _last_words(self) -> None:
        """The acknowledgement of the last answer; nobody waits for it, so a lost line is no news."""
        said = self.till.take()
        if said and self._open:
            try:
                self._transport.write(said)
                self._watch.said(said)
            except LineError:
                self.close()
