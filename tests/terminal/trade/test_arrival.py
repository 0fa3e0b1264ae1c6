"""预计到账: a row for each way that money goes back, and always marked as an example."""

import pytest

from protocol.transactions import Channel
from terminal.language import LANGUAGES, translator
from terminal.trade.arrival import ARRIVALS, arrival_text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("channel", Channel)
def test_every_route_has_its_days_and_is_an_example(channel: Channel, lang: str) -> None:
    arrival = ARRIVALS[channel]
    assert 0 <= arrival.least <= arrival.most <= 15
    said = arrival_text(channel, translator(lang))
    assert str(arrival.most) in said
    assert ("示例" in said) or ("example" in said)
