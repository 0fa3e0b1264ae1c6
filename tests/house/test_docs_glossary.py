"""docs/glossary.md names things that exist: every identifier is looked up, every term stands once."""

import dataclasses
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| (`[\w.]+`|-) \| ([^|]+) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
NAMED = [(zh, identifier.strip("`")) for zh, _, identifier, _ in ROWS if identifier != "-"]
NOT_IN_THE_CODE = ["商户订单号"]


def stands_for(path: str) -> object:
    """What a dotted path names: a module, its attribute, or an attribute or dataclass field of a class in it."""
    parts = path.split(".")
    modules = [".".join(parts[:size]) for size in range(len(parts), 0, -1)]
    name = next(module for module in modules if (ROOT / module.replace(".", "/")).with_suffix(".py").is_file()
                or (ROOT / module.replace(".", "/") / "__init__.py").is_file())  # fmt: skip
    found: object = importlib.import_module(name)
    for part in parts[name.count(".") + 1 :]:
        fields = {field.name: field for field in dataclasses.fields(found)} if dataclasses.is_dataclass(found) else {}
        found = fields[part] if part in fields else getattr(found, part)
    return found


@pytest.mark.parametrize(("zh", "path"), NAMED, ids=[path for _, path in NAMED])
def test_every_identifier_exists(zh: str, path: str) -> None:
    assert stands_for(path) is not None, zh


def test_what_has_no_identifier_is_known() -> None:
    assert [zh for zh, _, identifier, _ in ROWS if identifier == "-"] == NOT_IN_THE_CODE


def test_every_row_is_read_and_every_term_stands_once() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith(("|---", "| 中文"))]
    assert len(ROWS) == len(lines) > 40
    for column in (0, 1):
        words = [row[column] for row in ROWS]
        assert sorted(words) == sorted(set(words))
    assert len({path for _, path in NAMED}) == len(NAMED)


@pytest.mark.parametrize("path", ["protocol.transactions.Reversed", "protocol.transactions.Refund.amount_yuan"])
def test_the_look_up_bites(path: str) -> None:
    with pytest.raises(AttributeError):
        stands_for(path)
