"""The device at the cash desk: implements terminal.desk.doors.DeviceDoor on one workplace.

The rule: it asks only a peer that declares it (capability device_state), at most every few seconds, and whatever fails
is a finding and never stops the desk.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from terminal.desk.door import Refusal
from terminal.desk.doors import Checked, Notice
from terminal.desk.workplace import Workplace
from terminal.line.device_talk import DeviceTalk
from terminal.line.frames import SeenFrame
from terminal.line.till import SignedOn
from terminal.trade.batch import BATCH_LIMIT, in_batch
from terminal.trade.preflight import UNTOLD, DeviceReport, Standing, findings

ASK_EVERY = timedelta(seconds=10)
"""A battery does not fall faster, and a cashier who goes in and out of a menu costs the line nothing."""


def free_bytes(folder: Path) -> int | None:
    """Of the disk that this folder is on; None where the system does not say."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


class Knobs:
    """Implements terminal.desk.doors.PracticeDevice. changed: called after each."""

    def __init__(self, happen: Callable[[Mapping[str, object]], None], changed: Callable[[], None]) -> None:
        self._happen = happen
        self._changed = changed

    def happen(self, words: Mapping[str, str | int]) -> None:
        """See terminal.desk.doors.PracticeDevice."""
        self._happen(words)
        self._changed()


class DeviceDesk:
    """See the module. free: bytes left on the disk of a folder."""

    def __init__(self, place: Workplace, free: Callable[[Path], int | None] = free_bytes) -> None:
        self._place = place
        self._free = free
        self._told: tuple[datetime, DeviceReport] | None = None

    @property
    def practice(self) -> Knobs | None:
        """See terminal.desk.doors.DeviceDoor."""
        happen = self._place.parts.happen
        return Knobs(happen, self.forget) if happen is not None else None

    def listen(self, hear: Callable[[Notice], None]) -> None:
        """See terminal.desk.doors.DeviceDoor."""
        self._place.parts.ears.append(hear)

    def state(self, *, anew: bool = False) -> DeviceReport:
        """See terminal.desk.doors.DeviceDoor."""
        till, now = self._place.till, self._place.clock()
        on = till.signed_on
        if not (isinstance(on, SignedOn) and till.can.device_state):
            return UNTOLD
        if self._told is None or anew or not timedelta(0) <= now - self._told[0] < ASK_EVERY:
            talk = DeviceTalk(till, on)
            self._place.run(talk)
            self._told = now, talk.report
        return self._told[1]

    def preflight(self, *, anew: bool = False) -> Checked:
        """See terminal.desk.doors.DeviceDoor."""
        try:
            self._place.signed_on()
        except Refusal as refusal:
            standing = Standing(signed_on=False, sign_on=refusal.word, free_bytes=self._free_bytes())
            return Checked(standing, findings(standing))
        return self.look(anew=anew)

    def look(self, *, anew: bool = False) -> Checked:
        """See terminal.desk.doors.DeviceDoor."""
        on = self._place.till.signed_on
        if isinstance(on, SignedOn):
            standing = self._standing(on, self.state(anew=anew))
            return Checked(standing, findings(standing))
        standing = Standing(free_bytes=self._free_bytes())
        return Checked(replace(standing, signed_on=False), findings(standing))

    def frames(self) -> tuple[SeenFrame, ...]:
        """See terminal.desk.doors.DeviceDoor."""
        return self._place.parts.seen.frames

    def forget(self) -> None:
        """What was told is old: something happened to the device."""
        self._told = None

    def _standing(self, on: SignedOn, report: DeviceReport) -> Standing:
        count = len(in_batch(self._place.transactions(), on.identity, on.batch_no))
        return Standing(
            device=report,
            host_offset_s=self._place.host_offset_s,
            batch_count=count,
            batch_full=count >= BATCH_LIMIT,
            settle_unfinished=self._place.unfinished(on.identity) is not None,
            free_bytes=self._free_bytes(),
        )

    def _free_bytes(self) -> int | None:
        return self._free(self._place.journal.path.parent)
