"""A policy's file: what the shipped one says, and every fault by file, line and key."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.transactions import Channel
from terminal.case.papers import Kind, Paper
from terminal.case.policy import Counts, Duplicates, Fee, Verdict
from terminal.case.policy.file import MAX_FILE, PolicyFileError, policy_of, read_policy, shipped_policy
from terminal.case.policy.keys import MAX_NUMBERS, MAX_PERIODS, MAX_TEXT
from terminal.case.words import Route, Stage
from terminal.trade.arrival import Arrival

GOOD = """\
name = "本店退款政策"

[[period]]
until = 2026-06-30
counts = "sale"
window_days = 7
late = "refused"
duplicates = "ever"
retention_days = 365
arrival = { card = [1, 7], wechat = [0, 3], alipay = [0, 3], unionpay_qr = [1, 5] }

[[period]]
since = 2026-07-01
counts = "request"
window_days = 30
late = "case"
not_returnable = ["2901", "8*"]
excluded = "case"
case_above_fen = 100_000
supervisor_limit_fen = 50_000
duplicates = "open"
retention_days = 1095

[period.fee]
permille = 50
fixed_fen = 100
free_days = 7
words = "折旧"

[period.papers]
device = ["identity", "courier"]

[period.arrival]
card = [1, 7]
wechat = [0, 3]
alipay = [0, 3]
unionpay_qr = [1, 5]

[period.outside]
bank = [1, 3]

[period.due_days]
review = 3
"""
ONE = GOOD[: GOOD.index("[[period]]\nsince")].replace("until = 2026-06-30\n", "")
"""With one period, which holds for ever."""


def refused(text: str) -> PolicyFileError:
    with pytest.raises(PolicyFileError) as wrong:
        policy_of(text, "policy.toml")
    return wrong.value


def test_a_policy_as_it_is_written() -> None:
    old, new = policy_of(GOOD, "policy.toml").periods
    assert (old.since, old.until, old.counts, old.window_days) == (None, date(2026, 6, 30), Counts.SALE, 7)
    assert (old.late, old.excluded, old.fee, old.case_above_fen) == (Verdict.REFUSED, Verdict.REFUSED, Fee(), 0)
    assert (old.not_returnable, old.papers, old.outside, old.due_days) == ((), {}, {}, {})
    assert (new.since, new.until, new.counts) == (date(2026, 7, 1), None, Counts.REQUEST)
    assert new.fee == Fee(50, 100, 7, "折旧")
    assert new.papers[Kind.DEVICE] == (Paper.IDENTITY, Paper.COURIER)
    assert new.arrivals[Channel.CARD] == Arrival(1, 7)
    assert new.outside == {Route.BANK: Arrival(1, 3)}
    assert (new.due_days[Stage.REVIEW], new.due_days[Stage.TALK]) == (3, 0)
    assert (new.duplicates, new.retention_days) == (Duplicates.OPEN, 1095)
    assert (new.supervisor_limit_fen, new.case_above_fen) == (50_000, 100_000)


def test_periods_may_stand_in_any_order() -> None:
    name, old, new = GOOD.split("[[period]]\n")
    assert policy_of(f"{name}[[period]]\n{new}[[period]]\n{old}", "x") == policy_of(GOOD, "x")


def test_the_shipped_policy_is_an_example_of_two_periods() -> None:
    shipped = shipped_policy()
    assert "示例" in shipped.name
    assert [period.window_days for period in shipped.periods] == [15, 30]
    assert set(shipped.periods[-1].outside) == {Route.BANK, Route.WECHAT, Route.ALIPAY}
    assert all(set(period.arrivals) == set(Channel) for period in shipped.periods)


# fmt: off
WRONG = [
    # a piece of GOOD, what stands there instead, line, key (2.late is period[2].late), reason
    ('name = "本店退款政策"\n',      "",                           0,  "name",                "is missing"),
    ('"本店退款政策"',               "5",                          1,  "name",                "text of 1 to"),
    ('"本店退款政策"',               '""',                         1,  "name",                "text of 1 to"),
    ('"本店退款政策"',               '"  "',                       1,  "name",                "text of 1 to"),
    ('"本店退款政策"',               f'"{"x" * (MAX_TEXT + 1)}"',  1,  "name",                "text of 1 to"),
    ('"本店退款政策"',               '"\\u001b[2J"',               1,  "name",                "text of 1 to"),
    ("name =",                       "colour = 1\nname =",         1,
        "colour", "unknown key; one of"),
    ('late = "refused"',             'lat = "case"',               7,
        "1.lat", "unknown key; one of"),
    ('late = "refused"\n',           "",                           3,  "1.late",              "is missing"),
    ('late = "refused"',             'late = "allowed"',           7,  "1.late",              "one of: case, refused"),
    ('late = "refused"',             "late = true",                7,  "1.late",              "one of: case, refused"),
    ('counts = "request"',           'counts = "today"',           14, "2.counts",            "one of: sale, request"),
    ("window_days = 30",             "window_days = -1",           15, "2.window_days",       "a whole number from 0"),
    ("window_days = 30",             "window_days = 36501",        15, "2.window_days",       "a whole number from 0"),
    ("window_days = 30",             "window_days = 30.0",         15, "2.window_days",       "a whole number from 0"),
    ("window_days = 30",             "window_days = true",         15, "2.window_days",       "a whole number from 0"),
    ("window_days = 30",             'window_days = "30"',         15, "2.window_days",       "a whole number from 0"),
    ("100_000",                      "-5",                         19, "2.case_above_fen",    "a whole number from 0"),
    ("50_000",                       "1_000_000_000_000",          20,
        "2.supervisor_limit_fen", "a whole number from 0"),
    ("= 1095",                       "= 0",                        22, "2.retention_days",    "a whole number from 1"),
    ("since = 2026-07-01",           'since = "2026-07-01"',       13,
        "2.since", "a day without quotes w"),
    ("since = 2026-07-01",           "since = 2026-07-01T00:00:00", 13,
        "2.since", "a day without quotes w"),
    ('["2901", "8*"]',               '"2901"',                     17, "2.not_returnable",    "a list of at most 500"),
    ('["2901", "8*"]',               '["2901",\n "8*9"]',          17,
        "2.not_returnable[2]", "1 to 20 letters or dig"),
    ('["2901", "8*"]',               "[2901]",                     17,
        "2.not_returnable[1]", "1 to 20 letters or dig"),
    ('["2901", "8*"]',               str(["1"] * (MAX_NUMBERS + 1)), 17,
        "2.not_returnable", "a list of at most 500"),
    ("permille = 50",                "permille = 1001",            25, "2.fee.permille",      "a whole number from 0"),
    ("permille = 50",                "percent = 5",                25,
        "2.fee.percent", "unknown key; one of"),
    ('words = "折旧"\n',             "",                           24, "2.fee.words",         "is missing"),
    ("[period.papers]",              "[period.paper]",             30,
        "2.paper", "unknown key; one of"),
    ('"courier"]',                   '"passport"]',                31, "2.papers.device[2]",  "one of: slip, invoice"),
    ("device =",                     "devices =",                  31,
        "2.papers.devices", "unknown key; one of"),
    ("wechat = [0, 3]\nalipay",      "alipay",                     33, "2.arrival.wechat",    "is missing"),
    ("alipay = [0, 3]\nunion",       "alipay = [3, 0]\nunion",     36,
        "2.arrival.alipay", "two numbers wanted, th"),
    ("alipay = [0, 3]\nunion",       "alipay = [0]\nunion",        36,
        "2.arrival.alipay", "two numbers wanted, th"),
    ("alipay = [0, 3]\nunion",       "alipay = [0, 91]\nunion",    36, "2.arrival.alipay[2]", "a whole number from 0"),
    ("alipay = [0, 3]\nunion",       "alipay = [0, 3, 4]\nunion",  36, "2.arrival.alipay",    "a list of at most 2"),
    ("card = [1, 7], ",              "",                           10, "1.arrival.card",      "is missing"),
    ("bank = [1, 3]",                "cash = [0, 0]",              40,
        "2.outside.cash", "unknown key; one of"),
    ("[period.due_days]\nreview = 3", "due_days = 3",               42,
        "2.outside.due_days", "unknown key; one of"),
    ("review = 3",                   "reviews = 3",                43,
        "2.due_days.reviews", "unknown key; one of"),
    ("[[period]]\nuntil",            "[period]\nuntil",            12, "",                    "not TOML"),
    # dates that leave a day without rules, or give it two
    ("until = 2026-06-30",           "until = 2026-06-29",         13,
        "2.since", "gap: …2026-06-29 and 2026-07-01… (lines 4 and 13)"),
    ("until = 2026-06-30",           "until = 2026-07-01",         13,
        "2.since", "overlap: …2026-07-01 and 2026-07-01… (lines 4 and 13)"),
    ("until = 2026-06-30\n",         "",                           12,
        "2.since", "overlap: … and 2026-07-01… (lines 3 and 12)"),
    ("since = 2026-07-01\n",         "",                           12,
        "2.since", "overlap: …2026-06-30 and … (lines 4 and 12)"),
    ("until = 2026-06-30",           "since = 2020-01-01",         4,
        "1.since", "no rules before 2020-01-01"),
    ("since = 2026-07-01",           "since = 2026-07-01\nuntil = 2026-12-31", 14,
        "2.until", "no rules after 2026-12-31"),
    # days that are none, as the parser names them
    ("2026-06-30",                   "2026-02-30",                 4,
        "", "not TOML: Invalid date"),
    ("2026-06-30",                   "2027-02-29",                 4,
        "", "not TOML: Invalid date"),
    ('counts = "sale"',              "counts = sale",              5,
        "", "not TOML: Invalid valu"),
    ('counts = "sale"',              'counts = "sale"\ncounts = "sale"', 6,
        "", "not TOML: Cannot overw"),
    ('counts = "sale"',              f"counts = {'[' * 5000}",     0,  "",                    "not TOML"),
]
# fmt: on


@pytest.mark.parametrize(("piece", "instead", "line", "key", "reason"), WRONG, ids=lambda value: str(value)[:24])
def test_every_fault_has_its_line_and_its_key(piece: str, instead: str, line: int, key: str, reason: str) -> None:
    assert piece in GOOD
    key = re.sub(r"^([12])\.", r"period[\1].", key)
    wrong = refused(GOOD.replace(piece, instead, 1))
    assert (wrong.line, wrong.key) == (line, key)
    assert reason in wrong.reason
    assert str(wrong).startswith(f"policy.toml:{line}: " if line else "policy.toml: ")


def test_a_period_that_ends_before_it_begins_names_both_lines() -> None:
    third = GOOD[GOOD.index("[[period]]\nsince") :].replace("2026-07-01", "2027-01-01")
    second = GOOD.replace("since = 2026-07-01", "since = 2026-07-01\nuntil = 2026-06-30") + third
    assert refused(second).reason == "ends before it begins: 2026-07-01…2026-06-30 (lines 13 and 14)"


@pytest.mark.parametrize(("text", "key", "reason"), [
    ("", "name", "is missing"),
    ('name = "a"', "period", "is missing"),
    ('name = "a"\nperiod = []', "period", "one period at least"),
    ('name = "a"\nperiod = [1]', "period[1]", "a table wanted"),
    ('name = "a"\nperiod = {}', "period", f"a list of at most {MAX_PERIODS}"),
    ('name = "a"\n' + "[[period]]\n" * (MAX_PERIODS + 1), "period", f"a list of at most {MAX_PERIODS}"),
])  # fmt: skip
def test_what_is_no_policy_at_all(text: str, key: str, reason: str) -> None:
    wrong = refused(text)
    assert (wrong.key, reason in wrong.reason) == (key, True)


def test_files_that_can_not_be_read(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    with pytest.raises(PolicyFileError, match=r"policy\.toml: No such file"):
        read_policy(file)
    file.write_bytes(b"# " + b"x" * (MAX_FILE - 2))
    with pytest.raises(PolicyFileError, match=r"policy\.toml: name: is missing"):
        read_policy(file)
    file.write_bytes(b"# " + b"x" * (MAX_FILE - 1))
    with pytest.raises(PolicyFileError, match=f"more than {MAX_FILE} bytes"):
        read_policy(file)
    file.write_bytes(b"# one\n# \xff\n")
    with pytest.raises(PolicyFileError, match=r"policy\.toml:2: not UTF-8 text"):
        read_policy(file)
    file.write_bytes(b"\xef\xbb\xbf" + ONE.encode())
    assert read_policy(file).on(date(2026, 1, 1)).window_days == 7
    with pytest.raises(PolicyFileError, match=re.escape(f"{tmp_path}: ")):
        read_policy(tmp_path)


@given(st.integers(0, len(GOOD)), st.integers(0, 12), st.text(max_size=6))
def test_any_damage_is_a_policy_or_an_error_with_its_place(at: int, cut: int, put: str) -> None:
    text = GOOD[:at] + put + GOOD[at + cut :]
    try:
        found = policy_of(text, "policy.toml")
    except PolicyFileError as wrong:
        assert 0 <= wrong.line <= text.count("\n") + 1  # noqa: PT017 - either will do
    else:
        assert found.on(date(2026, 7, 1)).retention_days >= 1
