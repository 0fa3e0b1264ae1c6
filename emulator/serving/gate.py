"""Who gets in: places, places of one address, allowed networks. Pure: addresses in, a place or a refusal out.

The rule: a flood of silent peers shuts nobody out for long. Nine tenths of the places at most are for addresses of
which no message was ever answered; and who comes into the last tenth, known or not - on loopback all peers share an
address - is to be answered soon, or gives its place back (Limits.reserve_s, `emulator.serving.tcp`).
"""

from collections import Counter, OrderedDict
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from emulator.serving.watch import Refusal

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MAX_KNOWN = 4096
"""Addresses remembered as known; the one that was away for longest is forgotten first."""
RESERVE = 10
"""One place in so many is for known addresses alone, and for those that are soon answered."""


@dataclass(slots=True, eq=False)
class Place:
    """One open connection's. stranger: nothing of its address was ever answered. in_reserve: of the last tenth."""

    address: Address
    stranger: bool
    in_reserve: bool = False


class Gate:
    """places: connections at once. per_address: of one address, loopback apart. networks: who may come at all; none
    given is everybody.
    """

    def __init__(self, places: int, per_address: int, networks: tuple[Network, ...] = ()) -> None:
        self.open = 0
        self.stopping = False
        """Set by whoever ends: from then on nobody gets in."""
        self._places = places
        self._for_strangers = places - places // RESERVE
        self._per_address = per_address
        self._networks = networks
        self._strangers = 0
        self._held: Counter[Address] = Counter()
        self._known: OrderedDict[Address, None] = OrderedDict()

    def enter(self, address: Address) -> Place | Refusal:
        """A place until `leave`, or why there is none."""
        if self.stopping:
            return Refusal.STOPPING
        if self._networks and not any(address in network for network in self._networks):
            return Refusal.NOT_ALLOWED
        stranger = address not in self._known
        if self.open >= self._places or (stranger and self._strangers >= self._for_strangers):
            return Refusal.CONNECTIONS
        if not address.is_loopback and self._held[address] >= self._per_address:
            return Refusal.PER_ADDRESS
        in_reserve = self.open >= self._for_strangers
        self.open += 1
        self._strangers += stranger
        self._held[address] += 1
        return Place(address, stranger, in_reserve)

    def prove(self, place: Place) -> None:
        """A message from this place was answered."""
        self._strangers -= place.stranger
        place.stranger = False
        self._known[place.address] = None
        self._known.move_to_end(place.address)
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)

    def leave(self, place: Place) -> None:
        """The connection is gone."""
        self.open -= 1
        self._strangers -= place.stranger
        self._held[place.address] -= 1
        if not self._held[place.address]:
            del self._held[place.address]


def address_of(text: str) -> Address:
    """The address of a peer as the system spells it: an IPv4 one behind an IPv6 socket is an IPv4 one."""
    address = ip_address(text.partition("%")[0])
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
