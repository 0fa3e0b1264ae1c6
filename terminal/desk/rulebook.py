"""The shop's refund policy as it is in force at a desk: read when the desk is wired, and anew at each 签到.

It judges nothing (policy_desk.py). The rule: the shop's own file counts where there is one, the shipped example else;
one with a fault is refused by file, line and key, and never passed over for another.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from protocol.transactions import Channel
from terminal.case.policy import Policy
from terminal.case.policy.file import PolicyFileError, read_policy, shipped_policy
from terminal.desk.door import Refusal
from terminal.trade.arrival import Arrival


class Rulebook:
    """file: the shop's own. Refusal policy_damaged."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.policy = policy_in_force(file)

    def renew(self) -> None:
        """As the file says now; where it has a fault what was in force stays. Refusal policy_damaged."""
        self.policy = policy_in_force(self._file)

    def arrivals(self, day: date) -> Mapping[Channel, Arrival]:
        """Working days until the money is there, for what is paid back on this day."""
        return self.policy.on(day).arrivals


def policy_in_force(file: Path) -> Policy:
    """The shop's own policy, the shipped one where there is no such file. Refusal policy_damaged."""
    try:
        return read_policy(file) if file.exists() else shipped_policy()
    except PolicyFileError as error:
        raise Refusal("policy_damaged", file=error.place, key=error.key, reason=error.reason) from None
