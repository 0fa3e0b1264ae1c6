"""预计到账: a row for each way that money goes back, and always marked as an example."""

from datetime import date

import pytest

from protocol.transactions import Channel
from terminal.case.policy.file import shipped_policy
from terminal.language import LANGUAGES, translator
from terminal.trade.arrival import Arrival, arrival_text

ROWS = {Channel.CARD: Arrival(1, 7), Channel.WECHAT: Arrival(0, 3)}


# fmt: off
SAID = [
    # lang, channel, words
    ("zh_CN", Channel.CARD,   "1-7个工作日(示例)"),
    ("zh_CN", Channel.WECHAT, "当日至3个工作日(示例)"),
    ("zh_CN", Channel.ALIPAY, "以银行为准(示例)"),
    ("en",    Channel.CARD,   "1-7 working days (example)"),
    ("en",    Channel.WECHAT, "up to 3 working days (example)"),
    ("en",    Channel.ALIPAY, "up to the bank (example)"),
]
# fmt: on


@pytest.mark.parametrize(("lang", "channel", "words"), SAID)
def test_how_long_it_takes_is_said_as_an_example(lang: str, channel: Channel, words: str) -> None:
    assert arrival_text(channel, translator(lang), ROWS) == words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("channel", Channel)
def test_every_route_of_the_shipped_policy_is_an_example(channel: Channel, lang: str) -> None:
    arrivals = shipped_policy().on(date(2026, 11, 22)).arrivals
    said = arrival_text(channel, translator(lang), arrivals)
    assert str(arrivals[channel].most) in said
    assert ("示例" in said) or ("example" in said)
