"""Scenario files: what each key means, and every mistake with its file, table and key. The shipped ones are good."""

import pytest

from emulator.conditions import BatteryChanged, PaperChanged
from emulator.scenario import Act, Closed, Links, Lost, Match, Rule, ScenarioError, Spoiled
from emulator.scenario_file import MAX_FILE, MAX_RULES, MAX_TEXT, open_scenario, read_toml, shipped
from protocol.dialects.unionpay.device_state import Paper
from protocol.words import Words

HEAD = """
zh = "名"
en = "name"
sees_zh = "看见什么"
sees_en = "what is seen"
links = "{links}"
"""
DIES = (BatteryChanged(0), PaperChanged(Paper.OUT))
RULE = "[[rule]]\n[rule.act]\n"
MATCH = '[[rule]]\n[rule.act]\ncode = "51"\n[rule.match]\n'


def read(body: str, links: str = "any"):
    return read_toml(HEAD.format(links=links) + body, "x.toml")


# fmt: off
# (text of a match, the match)
MATCHES = (
    ('transaction = "refund"',                        Match(("refund",))),
    ('transaction = ["refund", "refund_again"]',      Match(("refund", "refund_again"))),
    ("amount_fen = 0",                                Match(amount_fen=0)),
    ("ends = 99",                                     Match(ends=99)),
    ('card = "visa"',                                 Match(card="visa")),
    ('terminal = "10000001"',                         Match(terminal="10000001")),
    ('after = "sign_on"\nnth = 3\ntimes = 0',         Match(after="sign_on", nth=3, times=0)),
    ("",                                              Match()),
)
# (text of an act, links, the act)
ACTS = (
    ('code = "51"',                                   "any",    Act(code="51")),
    ('code = "  "',                                   "any",    Act(code="  ")),
    ('lost = "request"',                              "any",    Act(lost=Lost.REQUEST)),
    ('lost = "answer"',                               "any",    Act(lost=Lost.ANSWER)),
    ('closed = "half"',                               "tcp",    Act(closed=Closed.HALF)),
    ("nak = 5",                                       "frames", Act(nak=5)),
    ("ack_lost = true\ndelay_ms = 9",                 "frames", Act(ack_lost=True, delay_ms=9)),
    ("busy_ms = 9",                                   "any",    Act(busy_ms=9)),
    ('late = "outcome_query"',                        "any",    Act(late="outcome_query")),
    ("copies = 2",                                    "any",    Act(copies=2)),
    ("replay = true",                                 "any",    Act(replay=True)),
    ('spoiled = "lrc"\nsends = 0',                    "frames", Act(spoiled=Spoiled.LRC, sends=0)),
    ('spoiled = "mac"',                               "any",    Act(spoiled=Spoiled.MAC)),
    ('demand = "3"',                                  "any",    Act(demand="3")),
    ('[rule.act.fields]\n11 = "000001"\n4 = "000000000001"', "any", Act(fields={11: "000001", 4: "000000000001"})),
    ('[rule.act.device]\nbattery = 0\npaper = "out"', "any",    Act(device=DIES)),
)
# (text behind the head, links, key that is named, reason)
MISTAKES = (
    ("",                                             "any",    "rule",                    "neither a rule nor"),
    ("more = 1\n" + RULE + "nak = 1",                "frames", "more",                    "unknown key"),
    ("[[rule]]",                                     "any",    "rule[1].act",             "is missing"),
    (RULE + "",                                      "any",    "rule[1].act",             "nothing happens"),
    (RULE + 'code = "51"\n' + RULE,                  "any",    "rule[2].act",             "nothing happens"),
    (RULE + 'cod = "51"',                            "any",    "rule[1].act.cod",         "unknown key"),
    ('[[rule]]\nwhen = 1\n[rule.act]\ncode = "51"',  "any",    "rule[1].when",            "unknown key"),
    (RULE + 'code = "5"',                            "any",    "rule[1].act.code",        "two printable"),
    (RULE + 'code = "五一"',                         "any",    "rule[1].act.code",        "two printable"),
    (RULE + 'code = ""',                             "any",    "rule[1].act.code",        "text is expected"),
    (RULE + "code = 51",                             "any",    "rule[1].act.code",        "text is expected"),
    (RULE + 'code = "00"',                           "any",    "rule[1].act.code",        "says that money moved"),
    (RULE + 'code = "A2"',                           "any",    "rule[1].act.code",        "says that money moved"),
    (RULE + 'code = "10"',                           "any",    "rule[1].act.code",        "says that money moved"),
    (RULE + 'lost = "both"',                         "any",    "rule[1].act.lost",        "one of: request, answer"),
    (RULE + 'closed = "half"',                       "any",    "rule[1].act.closed",      'needs links = "tcp"'),
    (RULE + 'closed = "half"',                       "frames", "rule[1].act.closed",      'needs links = "tcp"'),
    (RULE + "nak = 1",                               "any",    "rule[1].act.nak",         'needs links = "frames"'),
    (RULE + "nak = 0",                               "frames", "rule[1].act.nak",         "from 1 to 1000000"),
    (RULE + "ack_lost = true",                       "tcp",    "rule[1].act.ack_lost",    'needs links = "frames"'),
    (RULE + 'spoiled = "lrc"',                       "any",    "rule[1].act.spoiled",     'needs links = "frames"'),
    (RULE + 'spoiled = "soup"',                      "any",    "rule[1].act.spoiled",     "one of: lrc, mac, bits"),
    (RULE + "sends = 1",                             "any",    "rule[1].act.sends",       "spoiled is missing"),
    (RULE + "delay_ms = 0",                          "any",    "rule[1].act.delay_ms",    "from 1 to 3600000"),
    (RULE + "delay_ms = 3600001",                    "any",    "rule[1].act.delay_ms",    "from 1 to 3600000"),
    (RULE + "delay_ms = 1.5",                        "any",    "rule[1].act.delay_ms",    "from 1 to 3600000"),
    (RULE + "busy_ms = true",                        "any",    "rule[1].act.busy_ms",     "from 1 to 3600000"),
    (RULE + "copies = 11",                           "any",    "rule[1].act.copies",      "from 2 to 10"),
    (RULE + 'late = "supper"',                       "any",    "rule[1].act.late",        "one of: sign_on"),
    (RULE + "replay = 1",                            "any",    "rule[1].act.replay",      "true or false"),
    (RULE + 'demand = "Z"',                          "any",    "rule[1].act.demand",      "one of: 0, 1"),
    (RULE + 'code = "51"\nlost = "answer"',          "any",    "rule[1].act.lost",        "not together with code"),
    (RULE + 'lost = "answer"\ndelay_ms = 1',         "any",    "rule[1].act.delay_ms",    "there is no answer: lost"),
    (RULE + "busy_ms = 1\ncopies = 2",               "any",    "rule[1].act.copies",      "no answer: busy_ms"),
    (RULE + '[rule.act.fields]\n39 = "00"',          "any",    "rule[1].act.fields.39",   "not of the code"),
    (RULE + '[rule.act.fields]\n64 = "00000000"',    "any",    "rule[1].act.fields.64",   "not of the code"),
    (RULE + '[rule.act.fields]\n011 = "000001"',     "any",    "rule[1].act.fields.011",  "a field's number"),
    (RULE + '[rule.act.fields]\n1 = "x"',            "any",    "rule[1].act.fields.1",    "a field's number"),
    (RULE + '[rule.act.fields]\neleven = "x"',       "any",    "rule[1].act.fields.eleven", "a field's number"),
    (RULE + '[rule.act.fields]\n11 = "abcdef"',      "any",    "rule[1].act.fields.11",   ""),
    (RULE + "[rule.act.fields]\n11 = 1",             "any",    "rule[1].act.fields.11",   "text is expected"),
    (RULE + "[rule.act.device]\nbattery = 101",      "any",    "rule[1].act.device.battery", "0 to 100 percent"),
    (RULE + "[rule.act.device]\nsmoke = true",       "any",    "rule[1].act.device.smoke", "unknown"),
    ('[device]\npaper = "green"',                    "any",    "device.paper",            "not a valid Paper"),
    ("device = 1",                                   "any",    "device",                  "a table is expected"),
    (MATCH + 'transaction = "gift"',                 "any",    "rule[1].match.transaction", "several of: sign_on"),
    (MATCH + "transaction = []",                     "any",    "rule[1].match.transaction", "one or several of"),
    (MATCH + 'transaction = ["refund", 5]',          "any",    "rule[1].match.transaction", "one or several of"),
    (MATCH + "ends = 100",                           "any",    "rule[1].match.ends",      "from 0 to 99"),
    (MATCH + "amount_fen = -1",                      "any",    "rule[1].match.amount_fen", "from 0 to 999999999999"),
    (MATCH + 'card = "amex"',                        "any",    "rule[1].match.card",      "one of: unionpay"),
    (MATCH + 'terminal = "1"',                       "any",    "rule[1].match.terminal",  "8 characters"),
    (MATCH + 'after = "supper"',                     "any",    "rule[1].match.after",     "one of: sign_on"),
    (MATCH + "nth = 0",                              "any",    "rule[1].match.nth",       "from 1 to"),
    (MATCH + "times = -1",                           "any",    "rule[1].match.times",     "from 0 to"),
    (MATCH + 'weekday = "Monday"',                   "any",    "rule[1].match.weekday",   "unknown key"),
    (RULE + 'code = "51"',                           "smoke",  "links",                   "one of: any, frames, tcp"),
    ((RULE + 'code = "51"\n') * (MAX_RULES + 1),     "any",    "rule",                    "at most 100 rules"),
)
# fmt: on


@pytest.mark.parametrize(("text", "match"), MATCHES, ids=[text for text, _ in MATCHES])
def test_a_match(text, match):
    assert read(MATCH + text).rules == (Rule(match, Act(code="51")),)


@pytest.mark.parametrize(("text", "links", "act"), ACTS, ids=[text for text, _, _ in ACTS])
def test_an_act(text, links, act):
    scenario = read(RULE + text, links)
    assert (scenario.rules, scenario.links) == ((Rule(Match(), act),), Links(links))


@pytest.mark.parametrize(("body", "links", "key", "reason"), MISTAKES, ids=[row[2] + " " + row[3] for row in MISTAKES])
def test_a_mistake_is_told_with_its_place(body, links, key, reason):
    with pytest.raises(ScenarioError) as refused:
        read(body, links)
    assert (refused.value.file, refused.value.key) == ("x.toml", key)
    assert reason in refused.value.reason
    assert str(refused.value) == f"x.toml: {key}: {refused.value.reason}"


@pytest.mark.parametrize("key", ["zh", "en", "sees_zh", "sees_en", "links"])
def test_the_head_is_whole(key):
    lines = [line for line in HEAD.format(links="any").splitlines() if not line.startswith(f"{key} ")]
    with pytest.raises(ScenarioError, match=f"x.toml: {key}: is missing"):
        read_toml("\n".join([*lines, RULE, 'code = "51"']), "x.toml")


@pytest.mark.parametrize(("text", "fits"), [("x" * MAX_TEXT, True), ("x" * (MAX_TEXT + 1), False), ("a\\tb", False)])
def test_what_the_cashier_sees_is_one_line(text, fits):
    source = HEAD.format(links="any").replace("what is seen", text) + RULE + 'code = "51"'
    try:
        seen = read_toml(source, "x.toml").sees.en
    except ScenarioError as error:
        seen = error.key
    assert seen == (text if fits else "sees_en")


@pytest.mark.parametrize("text", ["[", "x = ", "\x00", "a" * 100 + " = [" * 500])
def test_what_is_no_toml(text):
    with pytest.raises(ScenarioError, match=r"x\.toml: not TOML"):
        read_toml(text, "x.toml")


def test_a_file_of_ones_own(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("\ufeff" + HEAD.format(links="any") + "[device]\nline = 5", encoding="utf-8")
    assert open_scenario(str(file)).name == "mine"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff", "not UTF-8"),
        (b"#" * (MAX_FILE + 1), f"at most {MAX_FILE} bytes"),
        (None, "No such file"),
    ],
    ids=["no text", "too long", "not there"],
)
def test_a_file_that_can_not_be_read(tmp_path, content, reason):
    file = tmp_path / "mine.toml"
    (file if content is not None else tmp_path / "other").write_bytes(content or b"")
    with pytest.raises(ScenarioError, match=reason) as refused:
        open_scenario(str(file))
    assert refused.value.file == str(file)


def test_the_longest_file(tmp_path):
    file = tmp_path / "mine.toml"
    text = (HEAD.format(links="any") + "[device]\nline = 5\n").encode()
    file.write_bytes(text + b"#" * (MAX_FILE - len(text)))
    assert open_scenario(str(file)).name == "mine"


def test_a_name_that_is_not_shipped():
    with pytest.raises(ScenarioError, match="no scenario is called 'supper'"):
        open_scenario("supper")


@pytest.mark.parametrize("name", list(shipped()))
def test_a_shipped_scenario_says_what_the_cashier_sees(name):
    scenario = open_scenario(name)
    texts = [*scenario.title, *scenario.sees, *scenario.triggers]
    assert (scenario.name, all(texts)) == (name, True)
    assert all(not word.isascii() for word in (scenario.title.zh, scenario.sees.zh, scenario.triggers.zh))
    assert all("  " not in text for text in texts)


def test_no_two_shipped_scenarios_are_the_same():
    played = [(row.links, row.rules, row.device) for row in shipped().values()]
    assert len(played) >= 30
    assert [one for place, one in enumerate(played) if one in played[:place]] == []
    assert len({row.title for row in shipped().values()}) == len(played)


# fmt: off
TRIGGERS = (
    ("",                                    "第1次任何交易",            "any message, no. 1"),
    ('transaction = "refund"',              "第1次退货",                "refund, no. 1"),
    ('transaction = "refund"\ntimes = 0',   "每次退货",                 "refund"),
    ("nth = 2\ntimes = 0",                  "第2次起每次任何交易",      "any message, from no. 2 on"),
    ("nth = 2\ntimes = 3",                  "第2至4次任何交易",         "any message, no. 2 to 4"),
    ("ends = 5\ntimes = 0",                 "每次尾数.05的任何交易",    "any message of an amount that ends in .05"),
    ("amount_fen = 12850",                  "第1次金额128.50的任何交易", "any message of 128.50, no. 1"),
    ('card = "visa"\nterminal = "10000001"', "第1次终端10000001的visa卡的任何交易",
     "any message of terminal 10000001 with card visa, no. 1"),
    ('after = "outcome_query"',             "第1次结果查询之后的任何交易", "any message after outcome query, no. 1"),
)
# fmt: on


@pytest.mark.parametrize(("text", "zh", "en"), TRIGGERS, ids=[row[2] for row in TRIGGERS])
def test_what_sets_it_off_in_words(text, zh, en):
    assert read(MATCH + text).triggers == Words(zh, en)


def test_a_device_alone_needs_no_trigger():
    assert read("[device]\nline = 5").triggers == Words("一装上就有", "from the moment it is loaded")
