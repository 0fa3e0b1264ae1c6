"""Rules of CONTRIBUTING.md that a machine can hold. One test a rule; a failure lists every place that breaks it."""

import ast
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("protocol", "scanner", "emulator", "terminal")
LONG_LINES = 400
LONG_FILES_ALLOWED = 4  # "few": tables of fields and codes, one row a line

# Rooms that decide and never look at the world: time, randomness and ports come in as arguments.
PURE = (
    "protocol/**/*.py",
    "scanner/salesslip.py",
    "emulator/host/*.py",
    "terminal/trade/refund.py",
    "terminal/trade/refund_steps.py",
    "terminal/trade/payment.py",
    "terminal/trade/payment_request.py",
    "terminal/trade/reversal.py",
    "terminal/trade/voids.py",
    "terminal/trade/batch.py",
    "terminal/records/bodies.py",
    "terminal/face/stage.py",
    "terminal/face/scene.py",
    "terminal/screens/*.py",
    "terminal/face/entry.py",
    "terminal/face/flow.py",
    "terminal/face/menu.py",
    "terminal/face/keys.py",
    "terminal/lessons/*.py",
    "terminal/plain/words.py",
    "terminal/plain/telling.py",
    "terminal/receipt/*.py",
    "terminal/case/paper/*.py",
    "terminal/case/*.py",
    "terminal/case/acts/*.py",
    "terminal/case/policy/*.py",
)
NOT_PURE = ("protocol/transport/*.py", "terminal/case/policy/file.py")
IMPURE_MODULES = {
    "asyncio",
    "os",
    "random",
    "secrets",
    "select",
    "selectors",
    "serial",
    "socket",
    "subprocess",
    "threading",
    "time",
}
IMPURE_CALLS = {"now", "today", "utcnow"}  # of datetime and date

LOOKED_AT = (ast.ExceptHandler, ast.Assert, ast.Call, ast.Import, ast.ImportFrom, ast.With)

OPENERS = {"open", "read_text", "write_text"}


def product_files() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def pure_files() -> set[Path]:
    return {path for row in PURE for path in ROOT.glob(row)} - {path for row in NOT_PURE for path in ROOT.glob(row)}


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def places(files: list[Path] | set[Path], breaks: Callable[[ast.AST], bool]) -> list[str]:
    assert len(files) > 3
    found = ((file, node) for file in sorted(files) for node in nodes(file) if breaks(node))
    return [f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}" for file, node in found]


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """What any rule looks at."""
    return tuple(node for node in ast.walk(tree(file)) if isinstance(node, LOOKED_AT))


def broad_except(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    match node.body[-1]:
        case ast.Raise(exc=None):
            return False  # it tidies up and lets the error go on
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(
        one is None or (isinstance(one, ast.Name) and one.id in {"Exception", "BaseException"}) for one in caught
    )


def assert_statement(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert)


def text_opened_without_encoding(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    if name not in OPENERS or any(word.arg == "encoding" for word in node.keywords):
        return False
    modes = [mode for argument in arguments(node) if (mode := mode_of(argument))]
    if isinstance(called, ast.Attribute) and name == "open" and not modes:
        return False  # of a picture, a line …; a path opened so is EncodingWarning's to find, when the tests run it
    return not any("b" in mode for mode in modes)


def arguments(call: ast.Call) -> Iterator[ast.expr]:
    return itertools.chain(call.args, (word.value for word in call.keywords if word.arg == "mode"))


def mode_of(argument: ast.expr) -> str:
    match argument:
        case ast.Constant(value=str(mode)) if mode and set(mode) <= set("rwxabt+"):
            return mode
    return ""


def reaches_out(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return any(alias.name.split(".")[0] in IMPURE_MODULES for alias in names)
        case ast.ImportFrom(module=str(module)):
            return module.split(".")[0] in IMPURE_MODULES
        case ast.Call(func=ast.Attribute(attr=attr, value=ast.Name(id="datetime" | "date"))):
            return attr in IMPURE_CALLS
    return False


def waited_for(node: ast.AST) -> bool:
    match node:
        case ast.With(items=items):
            calls = (item.context_expr for item in items)
            return any(isinstance(one, ast.Call) and "Popen" in ast.unparse(one.func) for one in calls)
    return False


def either_way(node: ast.AST) -> bool:
    """`assert a == b if c else d` is `(a == b) if c else d`, which is true wherever d is."""
    return isinstance(node, ast.Assert) and isinstance(node.test, ast.IfExp | ast.Constant)


GIVEN = re.compile(r"^(?:def |class )?(_[A-Za-z]\w*)(?= =|:|\()", re.MULTILINE)
"""A name with an underscore where a module gives it at its top."""


def unused_privates(source: str) -> list[str]:
    """Those that the module never says again."""
    said = Counter(re.findall(r"\w+", source))
    return [name for name in GIVEN.findall(source) if said[name] == 1]


def test_first_lines_say_what_a_file_is():
    assert [str(file) for file in product_files() if not ast.get_docstring(tree(file))] == []


def test_no_broad_except():
    assert places(product_files(), broad_except) == []


def test_no_assert_statement():
    """`python -O` drops them: a condition that matters raises, one that does not goes."""
    assert places(product_files(), assert_statement) == []


def test_no_assert_of_a_test_says_something_else_where_a_condition_fails():
    assert places(set((ROOT / "tests").rglob("*.py")), either_way) == []


def test_nothing_private_is_left_over():
    files = product_files()
    assert len(files) > 600
    left = {str(file.relative_to(ROOT)): unused_privates(file.read_text(encoding="utf-8")) for file in files}
    assert {file: names for file, names in left.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("_A = 1\n_B = _A\n", ["_B"]),
        ("def _f():\n    pass\n\n\nclass _G:\n    pass\n\n\n_f()\n", ["_G"]),
        ("a = 1\n_ = a\n_TABLE: int = 3\n", ["_TABLE"]),
    ],
)
def test_what_is_left_over_is_found(source, left):
    assert unused_privates(source) == left


def test_text_files_name_their_encoding():
    assert places(product_files(), text_opened_without_encoding) == []


def test_pure_rooms_reach_out_for_nothing():
    assert places(pure_files(), reaches_out) == []


def test_every_pure_row_names_a_file():
    assert [row for row in PURE + NOT_PURE if not list(ROOT.glob(row))] == []


def test_few_files_are_long():
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in product_files()
    }
    long = {file: lines for file, lines in lengths.items() if lines > LONG_LINES}
    assert len(long) <= LONG_FILES_ALLOWED, long


def test_a_process_of_a_test_does_not_outlive_it():
    """`with subprocess.Popen(…)` waits for what waits for us; tests/support/started.py ends it where a block fails."""
    tests = set((ROOT / "tests").rglob("test_*.py")) - {Path(__file__).resolve()}
    assert places(tests, waited_for) == []


def test_tests_and_fixtures_are_no_packages():
    """An `__init__.py` below tests/ would shadow the package of the same name; fixtures/ is data."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []
    assert list((ROOT / "fixtures").rglob("*.py")) == []


@pytest.mark.parametrize(
    ("rule", "source", "breaks"),
    [
        (broad_except, "try: f()\nexcept: g()", True),
        (broad_except, "try: f()\nexcept (OSError, Exception): g()", True),
        (broad_except, "try: f()\nexcept Exception: raise OSError", True),
        (broad_except, "try: f()\nexcept OSError: g()", False),
        (broad_except, "try: f()\nexcept BaseException:\n  g()\n  raise", False),
        (assert_statement, "assert x", True),
        (either_way, "assert a == b if c else d", True),
        (either_way, "assert True", True),
        (either_way, "assert a == (b if c else d)", False),
        (text_opened_without_encoding, "open(p)", True),
        (text_opened_without_encoding, "path.open('w')", True),
        (text_opened_without_encoding, "path.read_text()", True),
        (text_opened_without_encoding, "path.open('rb')", False),
        (text_opened_without_encoding, "open(p, mode='wb')", False),
        (text_opened_without_encoding, "open(p, 'r')", True),
        (text_opened_without_encoding, "Image.open(p)", False),
        (text_opened_without_encoding, "path.write_text(x, encoding='utf-8')", False),
        (waited_for, "with subprocess.Popen(w) as p: pass", True),
        (waited_for, "with started(w) as p: pass", False),
        (reaches_out, "import time", True),
        (reaches_out, "from random import Random", True),
        (reaches_out, "datetime.now()", True),
        (reaches_out, "from datetime import datetime", False),
    ],
)
def test_the_rules_bite(rule, source, breaks, tmp_path):
    (tmp_path / "source.py").write_text(source, encoding="utf-8")
    assert any(rule(node) for node in nodes(tmp_path / "source.py")) is breaks
