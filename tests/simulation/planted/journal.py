"""Planted in the journal: what is written when, what a restart finds, and in which order."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from planted.rows import Planted

from terminal.desk.workplace import Workplace
from terminal.line.till import Till
from terminal.records import journal as journals
from terminal.records.journal import LAST_TRACE, Journal
from terminal.records.store import JournalError


def goes_on_after_failure(patch: pytest.MonkeyPatch) -> None:
    """A write that failed is forgotten."""
    honest = Journal.record

    def record(self: Journal, kind: str, kept: Any, **more: Any) -> None:
        with suppress(JournalError):
            honest(self, kind, kept, **more)
        self._failed = ""

    patch.setattr(Journal, "record", record)


def tries_once_more(patch: pytest.MonkeyPatch) -> None:
    """After a write that failed the next one may succeed."""
    patch.setattr(Journal, "require_sound", lambda _self: None)


def no_room_kept(patch: pytest.MonkeyPatch) -> None:
    """Disks are large."""
    patch.setattr(Journal, "keep_room", lambda _self: None)


def anchor_is_not_read(patch: pytest.MonkeyPatch) -> None:
    """A journal says itself how it stands."""
    patch.setattr(Journal, "_anchor", lambda _self: None)


def anchor_is_not_written(patch: pytest.MonkeyPatch) -> None:
    """A backup brings along what stood outside."""
    patch.setattr(Journal, "_set_anchor", lambda _self, _distance: None)


def traces_in_memory(patch: pytest.MonkeyPatch) -> None:
    """Trace numbers are written down when somebody thinks of it."""

    def next_trace(self: Journal) -> str:
        trace, self._next_trace = self._next_trace, self._next_trace % LAST_TRACE + 1
        return f"{trace:06d}"

    patch.setattr(Journal, "next_trace", next_trace)


def block_behind_not_ahead(patch: pytest.MonkeyPatch) -> None:
    """A block of trace numbers is written down when it is used up."""
    block = journals.TRACE_BLOCK

    def next_trace(self: Journal) -> str:
        if self._next_trace >= self._reserved + block:
            self._write([], {"next_trace": str(self._next_trace)}, spend=False)
            self._reserved = self._next_trace
        trace, self._next_trace = self._next_trace, self._next_trace % LAST_TRACE + 1
        return f"{trace:06d}"

    patch.setattr(Journal, "next_trace", next_trace)


def chain_begins_anew(patch: pytest.MonkeyPatch) -> None:
    """A row is hashed by itself."""
    honest = journals.digest_of
    patch.setattr(journals, "digest_of", lambda values, _previous: honest(values, journals.GENESIS))


def not_all_is_kept(patch: pytest.MonkeyPatch) -> None:
    """What the host said of the time is not read back."""
    honest = journals.refund_of
    patch.setattr(journals, "refund_of", lambda body: replace(honest(body), reached=""))


def one_epoch_for_all(patch: pytest.MonkeyPatch) -> None:
    """Every new journal has the epoch of the image that it was copied from."""
    honest = Journal._prepare

    def prepare(self: Journal, entropy: Callable[[int], bytes]) -> None:
        honest(self, lambda size: b"\x00" * 4 if size == 4 else entropy(size))

    patch.setattr(Journal, "_prepare", prepare)


def day_by_own_clock(patch: pytest.MonkeyPatch) -> None:
    """The day is what the clock on the wall says."""

    def today(self: Workplace) -> date:
        return self.clock().date()

    patch.setattr(Workplace, "today", today)


def business_day_by_own_clock(patch: pytest.MonkeyPatch) -> None:
    """The day in a key is the terminal's, not the host's."""
    honest = Till._judge

    def judge(self: Till, answer: Any) -> Any:
        return honest(self, replace(answer, business_date="", local_date=""))

    patch.setattr(Till, "_judge", judge)


# fmt: off
PLANTED = (
    Planted(no_room_kept,           ("M24",)),
    Planted(anchor_is_not_read,     ("M28", "M10")),
    Planted(anchor_is_not_written,  ("M28", "M10")),
    Planted(goes_on_after_failure,     ("M5", "M9", "M12", "M13", "M24", "M28")),
    Planted(tries_once_more,           ("M24", "M28")),
    Planted(traces_in_memory,          ("M2", "M9", "M10", "M24"), quick=True),
    Planted(block_behind_not_ahead,    ("M10", "M24"), quick=True),
    Planted(chain_begins_anew,         ("M28", "program"), quick=True),
    Planted(not_all_is_kept,           ("M31",), quick=True),
    Planted(one_epoch_for_all,         ("M6",)),
    Planted(day_by_own_clock,          ("M16",), by_clock=True),
    Planted(business_day_by_own_clock, ("M16",), by_clock=True),
)
# fmt: on
