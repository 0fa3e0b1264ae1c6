"""JSON that says each thing once, or is refused."""

import pytest

from protocol.strict_json import read_json


@pytest.mark.parametrize(("text", "said"), [
    ("{}", {}), ('{"a": {"a": 1}, "b": [{"a": 2}]}', {"a": {"a": 1}, "b": [{"a": 2}]}), ("[1, null]", [1, None]),
])  # fmt: skip
def test_what_it_reads(text: str, said: object) -> None:
    assert read_json(text) == said


@pytest.mark.parametrize(("text", "reason"), [
    ('{"a": 1, "b": 2, "a": 1}',  "a stands twice in one object"),
    ('{"x": [{"b": 1, "b": 2}]}', "b stands twice in one object"),
    ("[" * 100_000,               "recursion"),
    ("{",                         "line 1 column 2"),
    ("",                          "line 1 column 1"),
])  # fmt: skip
def test_what_it_refuses(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_json(text)
