"""The practice acquirer: a typed request and the ledger in, a typed answer out. No IO, clock or randomness here."""

from emulator.host.acquirer import Host
from emulator.host.rules import HostPolicy

__all__ = ["Host", "HostPolicy"]
