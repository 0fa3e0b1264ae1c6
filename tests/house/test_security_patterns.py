"""Every pattern of the product: 100 kB made against it cost less than 50 ms of CPU.

The patterns are found and not listed: those that stand by a name in a module, with the methods by which they are asked,
and those that stand in a call. Where a text is cut before it is asked, the row says by what.
"""

import ast
import importlib
import re
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from scanner.known_texts import KNOWN_TEXTS

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("protocol", "scanner", "emulator", "terminal")
LONG, MIDDLE, SHORT, MOST_S = 100_000, 10_000, 1_000, 0.050
ASKED = ("fullmatch", "match", "search", "sub", "split", "findall", "finditer")
REPEATED = [
    *"0987AaFfxZ-+=.,:;/_*'\"#[](){}$\\|<>@&%! \n\t\r零一元年",
    "0 ",
    "0-",
    "00 ",
    "a.",
    "a ",
    "a=",
    " \n",
    "0,",
    "[a",
    '""',
]
KNOWS_RE = re.compile(r"^\s*(?:import re\b|from re import)", re.MULTILINE)
END, WORST = "!", 2


@dataclass(frozen=True)
class Asked:
    """One pattern and how it is asked. place: its file, and its name or line."""

    place: str
    pattern: re.Pattern[str] | re.Pattern[bytes]
    how: frozenset[str]


@cache
def trees() -> dict[str, ast.Module]:
    """Of the files that know `re`; whoever asks another file's pattern is taken to ask it in every way."""
    files = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}
    return {name: ast.parse(text) for name, text in texts.items() if KNOWS_RE.search(text)}


def in_calls(name: str, tree: ast.Module) -> Iterator[Asked]:
    """re.fullmatch("…", text) and the like, and what is compiled outside the module's own names."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=attr), args=[ast.Constant(value=words), *_]):
                if attr in ASKED:
                    yield Asked(f"{name}:{node.lineno}", re.compile(words), frozenset({attr}))


@cache
def methods() -> dict[str, frozenset[str]]:
    """By which of its methods anything of a name is asked."""
    found: dict[str, set[str]] = {}
    for tree in trees().values():
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr=attr) if attr in ASKED:
                    found.setdefault(name, set()).add(attr)
    return {name: frozenset(attrs) for name, attrs in found.items()}


def by_name(name: str) -> Iterator[Asked]:
    module = importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    for word, value in vars(module).items():
        if isinstance(value, re.Pattern):
            yield Asked(f"{name}:{word}", value, methods().get(word, frozenset(ASKED)))


@cache
def patterns() -> list[Asked]:
    found = {row.place: row for row in map(of_known_text, range(len(KNOWN_TEXTS)))}
    for name, tree in trees().items():
        found |= {asked.place: asked for asked in in_calls(name, tree)}
        if "re.compile(" in (ROOT / name).read_text(encoding="utf-8"):
            found |= {asked.place: asked for asked in by_name(name)}
    return list(found.values())


def of_known_text(at: int) -> Asked:
    return Asked(f"scanner/known_texts.py:{at}", re.compile(KNOWN_TEXTS[at].shape, re.ASCII), frozenset({"fullmatch"}))


def cost_s(asked: Asked, how: str, text: str) -> float:
    """CPU of one question, the lesser of two where it seemed long."""
    said = text.encode("utf-8") if isinstance(asked.pattern.pattern, bytes) else text
    ask = getattr(asked.pattern, "finditer" if how in ("sub", "split", "findall") else how)
    times = []
    for _ in range(2):
        began = time.thread_time()
        answer = ask(said)
        deque(answer if isinstance(answer, Iterator) else (), maxlen=0)
        times.append(time.thread_time() - began)
        if times[0] <= MOST_S:
            break
    return min(times)


def worst(asked: Asked) -> tuple[float, str]:
    """Seconds for 100 kB, and what they were made of: of the texts that cost most at 1 kB, unless by what 10 kB cost
    100 kB could not be too much even where the cost grows with the square.
    """
    tries = ((how, piece) for how in sorted(asked.how) for piece in REPEATED)
    costs = sorted(((cost_s(asked, how, made(piece, SHORT) + END), how, piece) for how, piece in tries), reverse=True)
    most = MOST_S * (MIDDLE / LONG) ** 2
    slow = [row for row in costs[:WORST] if cost_s(asked, row[1], made(row[2], MIDDLE) + END) > most]
    long = [(cost_s(asked, how, made(piece, LONG) + END), f"{how} {piece!r}") for _, how, piece in slow]
    return max(long, default=(0.0, ""))


def made(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def test_no_pattern_takes_50_ms_for_100_kb() -> None:
    slow = {asked.place: said for asked in patterns() if (said := worst(asked))[0] > MOST_S}
    assert slow == {}


def test_patterns_are_found() -> None:
    """Those that stand by a name, in a call and in a table; whoever writes one elsewhere is told of by the count."""
    places = {asked.place for asked in patterns()}
    named = {"terminal/desk/password_hash.py:_SHAPE", "scanner/secret_texts.py:_HARMLESS", "scanner/known_texts.py:0"}
    assert (named - places, len(places) >= 85) == (set(), True)


@pytest.mark.parametrize("pattern", ["(?:a+)+$", "a+$", r"\s*x"], ids=["exponential", "square", "leading"])
def test_a_slow_one_is_seen(pattern: str) -> None:
    """At a length at which even the first ends."""
    asked = Asked("here", re.compile(pattern), frozenset({"search"}))
    letters = " " * 15_000 if "s" in pattern else "a" * (22 if "(" in pattern else 15_000)
    assert cost_s(asked, "search", letters + "!") > MOST_S
