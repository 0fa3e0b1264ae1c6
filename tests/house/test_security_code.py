"""What no line of the product does: run data as code, read formats that run code, call home, or draw a text as markup.

Read from the syntax tree of every file; each rule shows below that it bites.
"""

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("protocol", "scanner", "emulator", "terminal")
NEVER_IMPORTED = {
    "pickle", "shelve", "marshal", "dill", "cloudpickle", "joblib",  # a file of theirs is a program
    "yaml", "xml", "imp", "code", "codeop",
    "requests", "httpx", "aiohttp", "urllib3", "ftplib", "smtplib", "telnetlib", "xmlrpc", "webbrowser",
    "sentry_sdk", "opentelemetry", "posthog",
}  # fmt: skip
NEVER_FROM = {"urllib.request", "http.client", "http.server", "urllib.robotparser"}
RUNS_CODE = {"eval", "exec", "compile", "__import__"}
MAY_RUN_CODE = {"protocol/plan_source.py": 1}  # makes readers of ints and our own words: tests/protocol/test_plans.py
RUNS_A_SHELL = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
TAKES_MARKUP = {"Static", "Label", "Button", "notify", "from_markup", "render_markup"}
MAY_CONNECT = {
    "protocol/transport/tcp.py",
    "emulator/control_client.py",
    "emulator/ledger/postgres_store.py",
    "terminal/simulation/line.py",
}
"""Who calls somebody: the link that the cashier named, the channel of an emulator on this machine, the database that
was named, and a line of the simulation that is none.
"""
LOOKED_AT = (ast.Import, ast.ImportFrom, ast.Call)


@cache
def sources() -> dict[str, list[ast.AST]]:
    files = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    trees = ((path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in files)
    return {name: [node for node in ast.walk(tree) if isinstance(node, LOOKED_AT)] for name, tree in trees}


def found(breaks: Callable[[ast.AST], bool]) -> list[str]:
    return [name for name, nodes in sources().items() for node in nodes if breaks(node)]


def imports_what_it_never_may(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            modules = [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), names=names):
            modules = [module, *(f"{module}.{alias.name}" for alias in names)]
        case _:
            return False
    return any(module.split(".")[0] in NEVER_IMPORTED or module in NEVER_FROM for module in modules)


def runs_data_as_code(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in RUNS_CODE
    return False


def starts_a_shell(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    shell = any(word.arg == "shell" and getattr(word.value, "value", True) for word in node.keywords)
    return shell or ast.unparse(node.func) in RUNS_A_SHELL


def draws_markup(node: ast.AST) -> bool:
    """A widget's text that is not held to be plain, or a text that is built and read as markup."""
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func).rpartition(".")[2]
    plain = any(word.arg == "markup" and getattr(word.value, "value", True) is False for word in node.keywords)
    return name in TAKES_MARKUP and bool(node.args) and not plain


def calls_somebody(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="sqlite3" | "psycopg"))):
            return False
        case ast.Call(func=ast.Attribute(attr="create_connection" | "connect" | "connect_ex" | "open_connection")):
            return True
    return False


def test_nothing_that_runs_code_or_calls_home_is_imported() -> None:
    assert found(imports_what_it_never_may) == []


def test_data_is_run_as_code_in_one_place() -> None:
    places = [place for place in found(runs_data_as_code) if place not in MAY_RUN_CODE]
    assert (places, [place for place in MAY_RUN_CODE if place not in sources()]) == ([], [])


def test_no_shell_is_started() -> None:
    assert found(starts_a_shell) == []


def test_no_text_is_markup() -> None:
    drawing = {name for name in sources() if name == "terminal/app.py" or name.startswith("terminal/widgets/")}
    assert len(drawing) > 5
    assert [place for place in found(draws_markup) if place in drawing] == []


def test_few_files_call_somebody() -> None:
    assert set(found(calls_somebody)) == MAY_CONNECT


# fmt: off
BITES = [
    (imports_what_it_never_may, "import pickle",                          True),
    (imports_what_it_never_may, "from yaml import safe_load",             True),
    (imports_what_it_never_may, "from urllib import request",             True),
    (imports_what_it_never_may, "import urllib.request",                  True),
    (imports_what_it_never_may, "from urllib.parse import quote",         False),
    (runs_data_as_code,         "eval(x)",                                True),
    (runs_data_as_code,         "exec(compile(x, '', 'exec'))",           True),
    (runs_data_as_code,         "re.compile(x)",                          False),
    (starts_a_shell,            "subprocess.run(x, shell=True)",          True),
    (starts_a_shell,            "subprocess.run(x, shell=y)",             True),
    (starts_a_shell,            "subprocess.run(x, shell=False)",         False),
    (starts_a_shell,            "os.system(x)",                           True),
    (draws_markup,              "Static(f'[b]{name}')",                   True),
    (draws_markup,              "Static(name, markup=True)",              True),
    (draws_markup,              "Static(name, markup=False)",             False),
    (draws_markup,              "Text.from_markup(name)",                 True),
    (draws_markup,              "self.app.notify(name)",                  True),
    (calls_somebody,            "socket.create_connection(x)",            True),
    (calls_somebody,            "socket.socket()",                        False),
]
# fmt: on


@pytest.mark.parametrize(("rule", "source", "breaks"), BITES)
def test_the_rules_bite(rule: Callable[[ast.AST], bool], source: str, breaks: bool) -> None:
    assert any(rule(node) for node in ast.walk(ast.parse(source))) is breaks
