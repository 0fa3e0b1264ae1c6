"""Which rule acts on which message, how often, on which link; who hears of it; and the device's own answer."""

from datetime import datetime

import pytest

from emulator.conditions import BatteryChanged, ConditionError, PaperChanged, Presented
from emulator.forge import Forge
from emulator.play import MAX_LATE, MAX_LOADED, Heard, Hit, Loaded, Play
from emulator.scenario import Act, Links, Match, Rule, Scenario, ScenarioError
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.device_state import ASK, DeviceState, Paper, Slot, read_state
from protocol.dialects.unionpay.profiles import PROFILES
from protocol.dialects.unionpay.terminal_side import decode, encode
from protocol.security import Key, WorkingKeys
from protocol.session import Framing
from protocol.transactions import (
    ByOrder,
    Channel,
    Echo,
    ManagementAnswer,
    OrderQuery,
    OutcomeQuery,
    Refund,
    RefundKey,
    SignOn,
    Status,
)
from protocol.words import Words

KEYS = WorkingKeys(Key(bytes(16)), Key(bytes(16)))
MERCHANT, TERMINAL, OTHER = "888888800000001", "10000001", "10000002"


def refund(fen: int = 1234, card: str = "unionpay", terminal: str = TERMINAL, *, repeat: bool = False) -> bytes:
    key = RefundKey(MERCHANT, terminal, "0a1b2c3d", "000007", "000123", "20261122")
    asked = Refund(
        key, fen, "925498334778", "1120", Channel.CARD, "80000000000186", TEST_CARDS[card], repeat=repeat
    )  # fmt: skip
    return encode(asked, KEYS)


def query(terminal: str = TERMINAL) -> bytes:
    return encode(
        OutcomeQuery(RefundKey(MERCHANT, terminal, "0a1b2c3d", "000007", "000123", "20261122"), "000124"), KEYS
    )


SIGN_ON = encode(SignOn(MERCHANT, TERMINAL, "0a1b2c3d", "000007", "000001", "01"), None)
ORDER = encode(OrderQuery(MERCHANT, TERMINAL, "000007", "000002", ByOrder("80000026000149")), KEYS)
SAYS = Act(code="51")


def scenario(*matches: Match, name: str = "one", links: Links = Links.ANY, device: tuple = ()) -> Scenario:
    rules = tuple(Rule(match, SAYS) for match in matches)
    return Scenario(name, Words("名", name), Words("看", "sees"), links, rules, device)


@pytest.fixture
def play() -> Play:
    noon = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
    return Play(Framing.LINK, Forge(lambda _terminal: None, lambda: noon), seed=1)


# fmt: off
# (match, messages, which of them it acts on)
MATCHED = {
    "anything":        (Match(times=0),                          (SIGN_ON, ORDER, refund()),                [0, 1, 2]),
    "one kind":        (Match(("refund",), times=0),             (SIGN_ON, refund(), query(), refund()),    [1, 3]),
    "either kind":     (Match(("refund", "sign_on"), times=0),   (SIGN_ON, refund(), query()),              [0, 1]),
    "a repeat is one": (Match(("refund_again",), times=0),       (refund(), refund(repeat=True)),           [1]),
    "once":            (Match(("refund",)),                      (refund(), refund()),                      [0]),
    "the second":      (Match(("refund",), nth=2),               (refund(), query(), refund(), refund()),   [2]),
    "two from 2nd":    (Match(("refund",), nth=2, times=2),      (refund(), refund(), refund(), refund()),  [1, 2]),
    "all from 3rd":    (Match(nth=3, times=0),                   (refund(), refund(), refund(), refund()),  [2, 3]),
    "an amount":       (Match(amount_fen=1234, times=0),         (refund(1235), refund(1234), SIGN_ON),     [1]),
    "an ending":       (Match(ends=5, times=0),                  (refund(1205), refund(5), refund(1250)),   [0, 1]),
    "a card":          (Match(card="visa", times=0),             (refund(), refund(card="visa"), SIGN_ON),  [1]),
    "a terminal":      (Match(terminal=OTHER, times=0),          (refund(), refund(terminal=OTHER)),        [1]),
    "after another":   (Match(after="refund", times=0),          (query(), refund(), query(), refund()),    [2, 3]),
    "nothing":         (Match(("sale",), times=0),               (refund(), query()),                       []),
}
# fmt: on


@pytest.mark.parametrize("name", MATCHED)
def test_which_messages_a_rule_acts_on(play, name):
    match, messages, expected = MATCHED[name]
    play.load(scenario(match))
    assert [place for place, data in enumerate(messages) if play.hear(data)] == expected


def test_a_hit_says_what_was_heard(play):
    play.load(scenario(Match(("sale",)), Match(("refund",))))
    assert play.hear(refund(card="visa")) == Hit("one", 2, Heard("refund", TERMINAL, 1234, "visa"), SAYS)


def test_the_first_rule_acts_and_all_that_fit_count(play):
    play.load(scenario(Match(), Match(nth=2), Match()))
    assert [hit and hit.rule for hit in (play.hear(refund()) for _ in range(3))] == [1, 2, None]


def test_of_two_scenarios_the_older_acts_and_both_count(play):
    play.load(scenario(Match(), name="old"))
    play.load(scenario(Match(times=2), name="young"))
    assert [hit and hit.scenario for hit in (play.hear(refund()) for _ in range(3))] == ["old", "young", None]


@pytest.mark.parametrize("data", [b"", b"\x60", b"\x00" * 40, b"\xff" * 500])
def test_what_is_no_message_is_nobodys(play, data):
    play.load(scenario(Match(times=0)))
    assert (play.hear(data), play.answer_state(data)) == (None, None)


def test_a_message_of_no_transaction_has_no_name(play):
    """0800 with a network code of no row."""
    play.load(scenario(Match()))
    hit = play.hear(bytes.fromhex("600003000060311000010008000000000000C00010" + "31" * 23 + "0011000000019990"))
    assert hit.heard == Heard("", "11111111", None, "")


# --- loading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("links", "framing", "fits"),
    [
        (Links.ANY, Framing.LINK, True), (Links.ANY, Framing.LENGTH, True), (Links.FRAMES, Framing.LINK, True),
        (Links.FRAMES, Framing.LENGTH, False), (Links.TCP, Framing.LINK, False), (Links.TCP, Framing.LENGTH, True),
    ],
)  # fmt: skip
def test_a_scenario_for_another_link_is_refused_by_name(play, links, framing, fits):
    play.framing = framing
    assert links.has(framing) is fits
    said = ""
    try:
        play.load(scenario(Match(), links=links))
    except ScenarioError as error:
        said = str(error)
    wanted = {Links.FRAMES: "link", Links.TCP: "length"}.get(links)
    assert said == ("" if fits else f"one: links: is for framing {wanted}, and this line has {framing}")
    assert play.loaded == (("one",) if fits else ())


def test_loaded_again_it_begins_anew(play):
    play.load(scenario(Match(("refund",)), name="a"))
    play.load(scenario(Match(("outcome_query",)), name="b"))
    assert play.hear(refund())
    play.load(scenario(Match(("refund",)), name="a"))
    assert play.loaded == ("b", "a")
    assert play.hear(refund())


def test_unloaded_it_acts_no_more(play):
    play.load(scenario(Match(times=0)))
    play.unload("one")
    assert (play.hear(refund()), play.loaded) == (None, ())
    with pytest.raises(ScenarioError, match="one: is not loaded"):
        play.unload("one")


def test_only_so_many_at_once(play):
    for number in range(MAX_LOADED):
        play.load(scenario(Match(), name=f"{number}"))
    with pytest.raises(ScenarioError, match="20 scenarios are loaded"):
        play.load(scenario(Match(), name="more"))
    play.load(scenario(Match(), name="0"))
    assert len(play.loaded) == MAX_LOADED


def test_a_device_that_can_not_become_so_refuses_the_scenario(play):
    play.change(Presented(Slot.TAPPED, "visa"))
    state = play.state
    with pytest.raises(ScenarioError, match="one: device: visa is still tapped"):
        play.load(scenario(device=(BatteryChanged(5), Presented(Slot.TAPPED, "unionpay"))))
    assert (play.state, play.loaded) == (state, ())


# --- news ------------------------------------------------------------------------------------------------------------


def test_everything_that_happens_is_told(play):
    news: list = []
    play.listeners.append(news.append)
    act = Act(device=(PaperChanged(Paper.OUT),))
    play.load(Scenario("one", Words("", ""), Words("", ""), Links.ANY, (Rule(Match(), act),), (BatteryChanged(5),)))
    play.hear(refund())
    play.change(BatteryChanged(5))
    play.unload("one")
    heard = Heard("refund", TERMINAL, 1234, "unionpay")
    assert news == [
        DeviceState(battery_percent=5), Loaded(("one",)), DeviceState(battery_percent=5, paper=Paper.OUT),
        Hit("one", 1, heard, act), Loaded(()),
    ]  # fmt: skip


def test_what_could_not_happen_is_told_too(play):
    play.change(Presented(Slot.TAPPED, "visa"))
    act = Act(code="51", device=(Presented(Slot.TAPPED, "unionpay"),))
    play.load(Scenario("one", Words("", ""), Words("", ""), Links.ANY, (Rule(Match(), act),)))
    hit = play.hear(refund())
    assert (hit.failed, hit.act, play.state.presented) == ("visa is still tapped", act, "visa")


def test_of_several_changes_all_happen_or_none(play):
    with pytest.raises(ConditionError):
        play.change(BatteryChanged(5), BatteryChanged(101))
    assert play.state == DeviceState()


# --- the device's own answer -----------------------------------------------------------------------------------------


def test_the_state_is_told_by_the_devices_own_clock(play):
    play.state = DeviceState(paper=Paper.LOW, clock_offset_s=-3600)
    ask = Status(MERCHANT, TERMINAL, "000007", "362", ASK)
    said = decode(play.answer_state(encode(ask, None)), ask, None)
    assert isinstance(said, ManagementAnswer)
    assert (said.code, said.local_date, said.local_time) == ("00", "1122", "110000")
    assert read_state(said.data) == play.state


@pytest.mark.parametrize(
    "request_",
    [Status(MERCHANT, TERMINAL, "000007", "362", b"DS1x"), Status(MERCHANT, TERMINAL, "000007", "362", b"my own"),
     Echo(MERCHANT, TERMINAL, "000007")],
    ids=["DS1 and more", "another use", "no status"],
)  # fmt: skip
def test_every_other_message_is_the_hosts(play, request_):
    assert play.answer_state(encode(request_, None)) is None


def test_the_mark_in_another_message_is_no_question(play):
    sign_on = SignOn(MERCHANT, TERMINAL, "0a1b2c3d", "000007", "000001", "DS1")
    assert play.answer_state(encode(sign_on, None)) is None


# --- answers kept for later ------------------------------------------------------------------------------------------


def test_a_late_answer_waits_for_its_terminal_and_its_question(play):
    assert play.kept_behind(query()) == []
    play.keep(TERMINAL, "outcome_query", b"late")
    play.keep(TERMINAL, "order_query", b"later")
    assert play.kept_behind(query(OTHER)) == []
    assert play.kept_behind(refund()) == []
    assert play.kept_behind(query()) == [b"late"]
    assert play.kept_behind(query()) == []
    assert play.kept_behind(ORDER) == [b"later"]
    assert play.kept_behind(ORDER) == []


def test_only_so_many_answers_are_kept_and_the_oldest_is_forgotten(play):
    for number in range(MAX_LATE + 1):
        play.keep(TERMINAL if number in {0, 1, MAX_LATE} else f"{number:08}", "outcome_query", b"%d" % number)
    assert play.kept_behind(query()) == [b"1", b"%d" % MAX_LATE]


@pytest.mark.parametrize(
    ("heard", "failed", "text"),
    [
        (Heard("refund", TERMINAL, 1251, "visa"), "", "scenario one, rule 2: refund 12.51"),
        (Heard("sign_on", TERMINAL, None, ""), "", "scenario one, rule 2: sign_on"),
        (Heard("", "", None, ""), "why not", "scenario one, rule 2: a message, but why not"),
    ],
)
def test_a_hit_is_announced_in_words_and_nothing_else_is(play, heard, failed, text):
    said: list[str] = []
    play.announce_to(said.append)
    hit = Hit("one", 2, heard, SAYS, failed)
    for listener in play.listeners:
        listener(hit)
        listener(Loaded(()))
        listener(DeviceState())
    assert said == [text]


def test_a_question_that_can_not_be_read_is_the_hosts(play):
    ask = encode(Status(MERCHANT, TERMINAL, "000007", "362", ASK), None)
    assert play.answer_state(ask) is not None
    assert play.answer_state(ask[:-1] + b"\xff" + ask[-3:]) is None


def test_a_line_whose_profile_declares_no_state_tells_none(play):
    plain = Forge(lambda _terminal: None, play.forge.clock, PROFILES["unionpay"])
    ask = encode(Status(MERCHANT, TERMINAL, "000007", "362", ASK), None)
    assert Play(Framing.LINK, plain).answer_state(ask) is None


@pytest.mark.parametrize("data", [b"", b"\x60", b"\x00" * 40])
def test_what_is_no_message_calls_for_nothing_that_was_kept(play, data):
    play.keep(TERMINAL, "refund", b"kept")
    assert play.kept_behind(data) == []
    assert play.kept_behind(refund()) == [b"kept"]
