"""Each limit at its edges and one past them, as numbers and as text; errors name place, key and range."""

import pytest

from emulator.serving.limits import RANGES, LimitError, Limits, read_limits

PAST = {name: (1 if isinstance(least, int) else 0.01) for name, (least, _) in RANGES.items()}
EDGES = [(name, edge) for name, edges in RANGES.items() for edge in edges]


@pytest.mark.parametrize(("name", "edge"), EDGES)
@pytest.mark.parametrize("spelt", [lambda value: value, str], ids=["number", "text"])
def test_the_edge_is_in(name, edge, spelt):
    assert getattr(read_limits({name: spelt(edge)}, "x"), name) == edge


@pytest.mark.parametrize(("name", "edge"), EDGES)
@pytest.mark.parametrize("spelt", [lambda value: value, str], ids=["number", "text"])
def test_one_past_it_is_not(name, edge, spelt):
    past = edge - PAST[name] if edge == RANGES[name][0] else edge + PAST[name]
    with pytest.raises(LimitError, match=rf"^shop\.toml: {name}: .* from {RANGES[name][0]} to {RANGES[name][1]}$"):
        read_limits({name: spelt(past)}, "shop.toml")


@pytest.mark.parametrize(
    ("name", "value"),
    [("group", 1.0), ("group", "1.5"), ("group", True), ("group", None), ("group", ""), ("idle_s", "nan"),
     ("idle_s", "soon"), ("idle_s", False), ("idle_s", [1]), ("frame_s", float("inf"))],
)  # fmt: skip
def test_what_is_no_number(name, value):
    with pytest.raises(LimitError, match=rf"^--limit: {name}: "):
        read_limits({name: value}, "--limit")


def test_an_unknown_limit_is_named_with_those_that_there_are():
    with pytest.raises(LimitError, match=r"^x: 'conections': unknown limit; there are connections, per_address, "):
        read_limits({"conections": 5}, "x")


def test_what_is_not_said_is_the_preset():
    assert read_limits({}, "x") == Limits() == Limits(512, 4, 5.0, 1.0, 10.0, 120.0, 2048, 20, 65_536, 100)
    assert read_limits({"idle_s": 3}, "x") == Limits(idle_s=3)


def test_a_value_is_as_checked_as_a_file():
    with pytest.raises(LimitError, match=r"^group: a whole number from 1 to 10000$"):
        Limits(group=0)


def test_every_limit_has_a_range():
    assert tuple(RANGES) == Limits.__match_args__
