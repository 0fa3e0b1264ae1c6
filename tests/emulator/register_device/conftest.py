"""A payment terminal at a host of its own, with a card in its slot or none."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest
from register_line import NOON, TYPES, World

from emulator.conditions import Removed
from emulator.host import Host
from emulator.ledger.memory import MemoryLedger
from emulator.payment_terminal.dialects import DeviceDialect, HypercomDevice
from emulator.payment_terminal.forge import DeviceForge
from emulator.play import Play
from emulator.register_device import open_register_device
from emulator.shop.orders import load_shop
from protocol.dialects.hypercom.register import Hypercom
from protocol.dialects.tlv.register import Tlv
from protocol.session import Framing


@pytest.fixture
def world_of() -> Iterator[Callable[..., World]]:
    ledgers: list[MemoryLedger] = []

    def make(dialect: DeviceDialect | None = None, serial_no: str = "SN1") -> World:
        spoken = dialect or HypercomDevice()
        ledger = MemoryLedger()
        ledgers.append(ledger)
        ledger.open_shop(load_shop(), NOON, Random(7).randbytes)
        days = [timedelta()]
        host = Host(ledger, lambda: NOON + days[-1], Random(8).randbytes)
        play = Play(Framing.LENGTH, DeviceForge(spoken))
        opened = open_register_device(host, spoken, play, serial_no)
        register = Hypercom() if isinstance(spoken, HypercomDevice) else Tlv(TYPES)
        return World(host, ledger, play, opened(Framing.LENGTH), opened, register, days=days)

    yield make
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def world(world_of: Callable[..., World]) -> World:
    return world_of()


@pytest.fixture
def empty(world: World) -> World:
    """Nothing in the slot."""
    world.play.change(Removed())
    return world
