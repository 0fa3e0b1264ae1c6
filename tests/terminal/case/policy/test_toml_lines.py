"""Lines of keys in a TOML text: every way that TOML has to write a table, and values that look like one."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.case.policy.toml_lines import line_of, lines_of

TEXT = '''\
# [comment]
name = """a
[[period]]
b = 1 \\" """ # c = 1
other.key = 'it"s [' # dotted

[[period]]
list = [
  "]]", '[', # [
  "x = 1",
]
late = 1
[period.fee]
"free # days" = 2
text = \'\'\'
]
y = 2\'\'\'\'\'
[[ period . rows ]]
a = 1
[[period.rows]]
a = 2
[[period]]
late = { a = { b = "}" }, c = [1] }
day = 2026-01-01 07:32:00
[[period.rows]]
a = 3

[last]
end = 1'''

# fmt: off
KEYS = [
    # path, line
    (("name",),                          2),
    (("other",),                         5),
    (("other", "key"),                   5),
    (("period", 0),                      7),
    (("period", 0, "list"),              8),
    (("period", 0, "late"),              12),
    (("period", 0, "fee"),               13),
    (("period", 0, "fee", "free # days"), 14),
    (("period", 0, "fee", "text"),       15),
    (("period", 0, "rows", 0, "a"),      19),
    (("period", 0, "rows", 1, "a"),      21),
    (("period", 1),                      22),
    (("period", 1, "late"),              23),
    (("period", 1, "day"),               24),
    (("period", 1, "rows", 0, "a"),      26),
    (("last", "end"),                    29),
    # what has no line of its own has that of what it stands in
    (("period", 0, "list", 1),           8),
    (("period", 1, "late", "a", "b"),    23),
    (("period", 1, "missing"),           22),
    (("last", "missing"),                28),
    (("missing",),                       0),
    ((),                                 0),
]
# fmt: on


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("path", "line"), KEYS, ids=[str(row[0]) for row in KEYS])
def test_lines(path: tuple, line: int, ending: str) -> None:
    text = TEXT.replace("\n", ending)
    assert tomllib.loads(text)["period"][1]["rows"] == [{"a": 3}]
    assert line_of(lines_of(text), path) == line


NAMES = st.text("abcXYZ09_-", min_size=1, max_size=4) | st.text(min_size=0, max_size=4).map(
    lambda text: '"' + "".join(f"\\u{ord(one):04x}" for one in text if ord(one) < 0xD800) + '"'
)  # fmt: skip
VALUES = st.sampled_from(
    ["1", "'# [a]'", '"""x\n[b]\n"""', "[1,\n 2]", "{}", "2026-01-01", '"\\""', "''", '""', "1 # [c]"]
)


@given(st.lists(st.tuples(NAMES, VALUES), unique_by=lambda row: tomllib.loads(f"{row[0]} = 1").popitem()[0]))
def test_every_key_of_any_text_has_the_line_where_it_was_written(rows: list[tuple[str, str]]) -> None:
    text, wanted = "", {}
    for name, value in rows:
        key = tomllib.loads(f"{name} = 1").popitem()[0]
        wanted[("t", key)] = text.count("\n") + 2
        text += f"{name} = {value}\n"
    found = lines_of("[t]\n" + text)
    assert set(tomllib.loads("[t]\n" + text)["t"]) == {key for _, key in wanted}
    assert found == wanted | {("t",): 1}
