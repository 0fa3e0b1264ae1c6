"""A scenario that asks for what a dialect does not have is refused by name, with the key and the reason."""

from datetime import datetime

import pytest

from emulator.forge import Forge
from emulator.play import Play
from emulator.scenario import Act, Links, Match, Rule, Scenario, ScenarioError, Spoiled
from emulator.scenario_file import shipped
from emulator.spoken import Part, Spoken, require
from protocol.dialects.unionpay.profiles import open_profile
from protocol.session import Framing
from protocol.words import Words

BARE = Spoken("nodding", frozenset({"refund", "sign_on"}))
SAYS = Act(code="51")


def scenario(*rules: Rule) -> Scenario:
    return Scenario("one", Words("名", "name"), Words("看", "sees"), Links.ANY, (Rule(Match(), SAYS), *rules))


# fmt: off
# (rule, key, reason)
LACKING = {
    "no such message":  (Rule(Match(("sale", "echo")), SAYS), "match.transaction", "nodding never hears sale or echo"),
    "after no message": (Rule(Match(after="sale"), SAYS),     "match.after",       "nodding never hears sale"),
    "behind none":      (Rule(Match(), Act(late="sale")),     "act.late",          "nodding never hears sale"),
    "a terminal":       (Rule(Match(terminal="1" * 8), SAYS), "match.terminal",    "nodding have no terminal number"),
    "fields":           (Rule(Match(), Act(fields={4: "1"})), "act.fields",        "nodding have no numbered fields"),
    "a demand":         (Rule(Match(), Act(demand="3")),      "act.demand",        "nodding have no header"),
    "keys":             (Rule(Match(), Act(code="77")),       "act.code",          "nodding have no working keys"),
    "a MAC":            (Rule(Match(), Act(spoiled=Spoiled.MAC)), "act.spoiled",   "nodding have no MAC"),
}
PLAYED = {
    "one of two":       Rule(Match(("sale", "refund")), SAYS),
    "anything":         Rule(Match(), Act(copies=2)),
    "bits":             Rule(Match(("refund",)), Act(spoiled=Spoiled.BITS)),
    "after and behind": Rule(Match(after="sign_on"), Act(late="refund")),
}
# fmt: on


@pytest.mark.parametrize("name", LACKING)
def test_what_is_lacking_is_named(name: str) -> None:
    rule, key, reason = LACKING[name]
    with pytest.raises(ScenarioError) as refused:
        require(scenario(rule), BARE)
    assert (refused.value.file, refused.value.key) == ("one", f"rule[2].{key}")
    assert reason in str(refused.value)


@pytest.mark.parametrize("name", PLAYED)
def test_what_is_there_is_played(name: str) -> None:
    require(scenario(PLAYED[name]), BARE)


WITHOUT = [("practice+mac-none", "mac-wrong", "act.spoiled"), ("unionpay+no-header", "demand-sign-on", "act.demand")]


@pytest.mark.parametrize(("profile", "name", "key"), WITHOUT)
def test_profiles_without_a_part(profile: str, name: str, key: str) -> None:
    forge = Forge(lambda _terminal: None, lambda: datetime.fromisoformat("2026-11-22T12:00:00+08:00"),
                  open_profile(profile))  # fmt: skip
    play = Play(Framing.LENGTH, forge)
    with pytest.raises(ScenarioError) as refused:
        play.load(shipped()[name])
    assert (refused.value.file, refused.value.key, play.loaded) == (name, f"rule[1].{key}", ())


def test_ours_have_them_all() -> None:
    forge = Forge(lambda _terminal: None, lambda: datetime.fromisoformat("2026-11-22T12:00:00+08:00"))
    assert forge.spoken.has == frozenset(Part)
