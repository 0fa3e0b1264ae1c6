"""Planted on the way: whose answer it is, who vouches for it, and what may have left."""

from typing import Any

import pytest
from planted.rows import Planted

from emulator import front_end
from emulator.front_end import FrontEnd
from protocol.dialects.unionpay import requests, terminal_side
from protocol.message import Message
from protocol.transactions import Refund
from terminal.line.till import Till


def terminal_trusts(patch: pytest.MonkeyPatch) -> None:
    """The MAC of an answer is not looked at."""
    patch.setattr(terminal_side, "_verify", lambda *_: None)


def unsigned_is_good(patch: pytest.MonkeyPatch) -> None:
    """An answer without a MAC is read like any other."""
    patch.setattr(terminal_side, "_mac_due", lambda *_: False)


def host_trusts(patch: pytest.MonkeyPatch) -> None:
    """The MAC of a refund is not looked at: whoever can't be who he says asks for no refund."""
    honest = front_end._refuse

    def refuse(packet: Any, request: Any, *words: Any) -> str:
        return "" if isinstance(request, Refund) else honest(packet, request, *words)

    patch.setattr(front_end, "_refuse", refuse)
    patch.setattr(FrontEnd, "answer", FrontEnd.answer_at_length)


def by_arrival(patch: pytest.MonkeyPatch) -> None:
    """Whatever comes is the answer."""
    patch.setattr(terminal_side, "_belongs", lambda *_, **__: None)
    patch.setattr(terminal_side, "_agrees", lambda *_: None)


def trace_not_compared(patch: pytest.MonkeyPatch) -> None:
    """An answer of the right kind and amount is the answer."""

    def belongs(answer: Message, asked: Message, *, strict: bool) -> None:
        if answer.mti != requests.ANSWER_MTI[asked.mti]:
            raise terminal_side.ForeignAnswerError("an answer to another kind of request", field="0")

    patch.setattr(terminal_side, "_belongs", belongs)


def only_the_first_byte_counts(patch: pytest.MonkeyPatch) -> None:
    """What left is forgotten with the next thing that is said."""
    honest = Till.take

    def take(self: Till) -> bytes:
        data = honest(self)
        self._left = self._left_before = False
        return data

    patch.setattr(Till, "take", take)


def never_waits(patch: pytest.MonkeyPatch) -> None:
    """There is always something to do at once."""
    patch.setattr(Till, "due", lambda _self: 0.0)


# fmt: off
PLANTED = (
    Planted(terminal_trusts,            ("M9",)),
    Planted(unsigned_is_good,           ("M9", "M25", "R1")),
    Planted(host_trusts,                ("M5", "M22")),
    Planted(by_arrival,                 ("M9", "M17", "M18", "M23", "M25", "R1")),
    Planted(trace_not_compared,         ("M9", "R1")),
    Planted(only_the_first_byte_counts, ("M9", "M25", "R1")),
    Planted(never_waits,                ("M30",), quick=True),
)
# fmt: on
