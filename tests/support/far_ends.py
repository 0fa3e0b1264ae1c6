"""Far ends with limits as a test wants them, and a play in which every message is a refund."""

from datetime import datetime

from emulator.forge import Forge
from emulator.play import Play
from emulator.scenario import Links, Rule, Scenario
from emulator.serving.far_end import FarEnd
from emulator.serving.limits import Limits
from emulator.spoken import Heard
from protocol.framing import Control
from protocol.session import Framing
from protocol.words import Words

ACK, NAK = bytes((Control.ACK,)), bytes((Control.NAK,))
SHORT_S = 0.1
"""A time limit of these tests."""


def far_end(host, **options) -> FarEnd:
    """Of length framing; options: its own and those of its limits."""
    limits = {name: options.pop(name) for name in Limits.__match_args__ if name in options}
    return FarEnd(host, Framing.LENGTH, limits=Limits(**limits), **options)


class AnyMessage(Forge):
    """Every message is a refund."""

    def look(self, data, state):
        return Heard("refund", "10000001", None, "")


def playing(*rules: Rule) -> Play:
    """With a scenario of these rules loaded, or none."""
    play = Play(Framing.LENGTH, AnyMessage(lambda _terminal: None, lambda: datetime.now().astimezone()))
    if rules:
        play.load(scenario(*rules))
    return play


def scenario(*rules: Rule) -> Scenario:
    """For tcp."""
    return Scenario("test", Words("", ""), Words("", ""), Links.TCP, rules)
