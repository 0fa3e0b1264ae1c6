"""What may stand at the far end of a line, by its role: wired from an opened ledger. No line here, and no option.

The rule: a role is a row of ENDS; what serves it knows no role.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from emulator.front_end import FrontEnd
from emulator.host.rules import HostPolicy
from emulator.ledger.contract import Ledger
from emulator.play import Play
from emulator.practice_host import open_front_end, open_play
from emulator.registry import Registry
from protocol.dialects.unionpay.profiles import Profile
from terminal.links import LinkUrl

Role = Literal["host", "device"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What was ordered and can be had. profile: of UnionPay messages. seed: of all chance."""

    url: LinkUrl
    profile: Profile
    registry: Registry
    policy: HostPolicy
    seed: int


@dataclass(frozen=True, slots=True)
class End:
    """Who answers, and what may happen to it."""

    front_end: FrontEnd
    play: Play


def _host(terms: Terms, ledger: Ledger) -> End:
    front_end = open_front_end(ledger, terms.profile, terms.registry, terms.policy)
    return End(front_end, open_play(front_end, terms.url.framing, terms.profile, terms.seed))


# fmt: off
ENDS: Mapping[Role, Callable[[Terms, Ledger], End]] = {
    "host": _host,
}
# fmt: on
