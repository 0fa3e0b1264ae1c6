"""`tuihuo doctor`: a finding a line, a remedy for what is missing, exit 1 only for what is needed."""

import ctypes.util
import importlib.util

import pytest

NAMES = ["zxing-cpp", "opencv", "pyzbar", "libzbar", "serial", "home"]


def findings(ended) -> dict[str, bool]:
    return {line["name"]: line["works"] for line in ended.documents}


def test_what_stands_here(bench):
    ended = bench.run("doctor", "--json")
    assert list(findings(ended)) == NAMES
    assert (ended.code, findings(ended)["home"], findings(ended)["zxing-cpp"]) == (0, True, True)
    people = bench.run("doctor")
    assert [line.split()[1] for line in people.out.splitlines()] == NAMES


# fmt: off
MISSING = [
    # module, name, exit code
    ("zxingcpp", "zxing-cpp", 1),
    ("serial",   "serial",    1),
    ("cv2",      "opencv",    0),
    ("pyzbar",   "pyzbar",    0),
]
# fmt: on


@pytest.mark.parametrize(("module", "name", "code"), MISSING)
def test_what_is_missing_has_a_remedy(bench, monkeypatch, module, name, code):
    honest = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda asked: None if asked == module else honest(asked))
    ended = bench.run("doctor", "--json")
    (missing,) = [line for line in ended.documents if line["name"] == name]
    assert (ended.code, missing["works"], missing["needed"]) == (code, False, code == 1)
    assert missing["remedy"]


def test_without_libzbar_the_scanner_does_without(bench, monkeypatch):
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    ended = bench.run("doctor")
    (line,) = [line for line in ended.out.splitlines() if "libzbar" in line]
    assert (ended.code, line.startswith("--  libzbar  "), len(line) > 20) == (0, True, True)
