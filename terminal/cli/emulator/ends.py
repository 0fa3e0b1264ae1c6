"""What may stand at the far end of a line, by its role: wired from an opened ledger. No line here, and no option.

The rule: a role is a row of ENDS; what serves it knows no role.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from emulator.host.rules import HostPolicy
from emulator.ledger.contract import Ledger
from emulator.payment_terminal.dialects import DeviceDialect, HypercomDevice, MisDevice
from emulator.payment_terminal.forge import DeviceForge
from emulator.play import Play
from emulator.practice_host import open_front_end, open_host, open_play
from emulator.register_device import MakeDevice, open_register_device
from emulator.registry import Registry
from emulator.serving.far_end import FarEnd, FrontEnd, Stepped, Told
from emulator.serving.limits import Limits
from emulator.serving.watch import Watch
from protocol.dialects.tlv.facts import Types
from protocol.dialects.unionpay.profiles import Profile
from terminal.desk.door import Refusal
from terminal.language import Texts
from terminal.line.links import PRACTICE_PROFILE, LinkUrl, LinkUrlError, Speech, parse_link

Role = Literal["host", "device"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What was ordered and can be had. profile: of UnionPay messages. serial_no: of a device. seed: of all chance."""

    url: LinkUrl
    profile: Profile
    registry: Registry
    policy: HostPolicy
    serial_no: str
    seed: int


@dataclass(frozen=True, slots=True)
class End:
    """Who answers, and what may happen to it. devices: makes the far end of a line where it answers for itself."""

    front_end: FrontEnd
    play: Play
    devices: MakeDevice | None = None

    def far_end(
        self, url: LinkUrl, ledger: Ledger | None, delay_s: float, limits: Limits, watch: Watch | None
    ) -> FarEnd:
        """As it is served on this line. ledger: None where nothing is committed."""
        return FarEnd(
            self.front_end, url.framing, ledger, self.play, delay_s, limits, watch, url.check,
            None if self.devices is None else partial(_line, self.devices, url, delay_s, limits.frame_bytes),
        )  # fmt: skip


def _line(make: MakeDevice, url: LinkUrl, delay_s: float, max_data: int, told: Told | None) -> Stepped:
    return make(url.framing, delay_s, check=url.check, max_data=max_data, told=told)


def _host(terms: Terms, ledger: Ledger) -> End:
    front_end = open_front_end(ledger, terms.profile, terms.registry, terms.policy)
    return End(front_end, open_play(front_end, terms.url.framing, terms.profile, terms.seed))


def _device(terms: Terms, ledger: Ledger) -> End:
    """A terminal of the practice host, in this process."""
    dialect = _dialect(terms.url)
    play = Play(terms.url.framing, DeviceForge(dialect), terms.seed)
    devices = open_register_device(open_host(ledger, policy=terms.policy), dialect, play, terms.serial_no)
    return End(open_front_end(ledger), play, devices)


def _dialect(url: LinkUrl) -> DeviceDialect:
    return MisDevice(Types(*url.types)) if url.speech is Speech.TLV else HypercomDevice()


def line_of(listen: str, role: Role | None, profile: str, texts: Texts) -> tuple[LinkUrl, Role]:
    """Where it listens, and as what: an acquirer on tcp, else a payment terminal, unless `role` says so. profile: the
    option, "" for none. Raises LinkUrlError, Refusal.
    """
    kind = listen.partition(":")[0]
    if kind not in _ROLES:
        raise LinkUrlError(texts("serve.no_line", listen=repr(listen)))
    chosen = role or _ROLES[kind]
    url = parse_link(listen, Speech.UNIONPAY if chosen == "host" else Speech.HYPERCOM)
    if kind == "serial" and not url.address:
        raise LinkUrlError("serial: the name of a port is wanted")
    if chosen == "device" and (profile or url.speech is Speech.UNIONPAY):
        raise Refusal("usage", hint=texts("serve.device_profile"))
    if profile and url.profile not in (PRACTICE_PROFILE, profile):
        raise Refusal("usage", hint=texts("serve.two_profiles"))
    return replace(url, profile=profile or url.profile), chosen


# fmt: off
_ROLES: Mapping[str, Role] = {  # kind of line -> what stands there where nothing else is said
    "tcp":    "host",
    "serial": "device",
    "pty":    "device",
}
ENDS: Mapping[Role, Callable[[Terms, Ledger], End]] = {
    "host":   _host,
    "device": _device,
}
# fmt: on
