"""预计到账: how long money takes to arrive, in words. The days are the refund policy's: examples, as banks and wallets
decide. Pure.

The rule: what is said of an arrival is always marked 示例, on the screen and on the slip.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from protocol.transactions import Channel


@dataclass(frozen=True, slots=True)
class Arrival:
    """Working days until the money is there, the day of the refund being 0. least is no more than most."""

    least: int
    most: int


def arrival_text(channel: Channel, t: Callable[..., str], arrivals: Mapping[Channel, Arrival]) -> str:
    """In the words of the catalogue t; what no policy names depends on the bank."""
    arrival = arrivals.get(channel)
    return t("arrival.by_bank") if arrival is None else arrival_days(arrival, t)


def arrival_days(arrival: Arrival, t: Callable[..., str]) -> str:
    """The same of known days, by whatever route."""
    return t("arrival.days" if arrival.least else "arrival.from_today", least=arrival.least, most=arrival.most)
