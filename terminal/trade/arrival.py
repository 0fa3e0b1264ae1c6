"""预计到账: how long money takes to arrive, one row a route. Pure data, and examples: banks and wallets decide.

The rule: what is said of an arrival is always marked 示例, on the screen and on the slip.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from protocol.transactions import Channel


@dataclass(frozen=True, slots=True)
class Arrival:
    """Working days until the money is there, the day of the refund being 0. least is no more than most."""

    least: int
    most: int


# fmt: off
ARRIVALS: Mapping[Channel, Arrival] = MappingProxyType({  # 原路退回; examples, no bank's promise
    Channel.CARD:        Arrival(1, 7),
    Channel.WECHAT:      Arrival(0, 3),
    Channel.ALIPAY:      Arrival(0, 3),
    Channel.UNIONPAY_QR: Arrival(1, 5),
})
# fmt: on


def arrival_text(channel: Channel, t: Callable[..., str]) -> str:
    """In the words of the catalogue t."""
    arrival = ARRIVALS[channel]
    return t("arrival.days" if arrival.least else "arrival.from_today", least=arrival.least, most=arrival.most)
