"""Parameters: every fault of a file or a key by name, whole on the disk or not at all, and back again."""

import os
import stat
from dataclasses import asdict, fields

import pytest

from protocol.session import Timing
from terminal.parameter_rows import ROWS
from terminal.parameters import Parameters, ParametersError, read_parameters, write_parameters

SET = Parameters(
    link="tcp://127.0.0.1:7001",
    merchant_no="898310000000001",
    terminal_no="00000009",
    merchant_name='小店 "A" \\ 1',
    hotline="95016",
    tpdu="6000040000",
    header="603110000200",
    response_s=20,
    exchange_s=60,
    reversal_tries=2,
    dialogue="card",
    paper_mm=80,
    copies=3,
    slip="unionpay",
)

# fmt: off
KEYED = [  # name, at the edge, one past it
    ("merchant_no",    "A" * 15,        ["", "A" * 14, "A" * 16, "8983100000000-1", "八" * 15]),
    ("terminal_no",    "12345678",      ["1234567", "123456789", "1234 678"]),
    ("merchant_name",  "店" * 40,       ["店" * 41, " x", "x ", "a\x1b[2J", "a\nb", "a\u202eb"]),
    ("tpdu",           "6000030000",    ["600003000", "60000300000", "600003000A"]),
    ("header",         "603110000100",  ["60311000010", "6031100001000", "60311000010g", "603113000100"]),
    ("response_s",     "30",            ["0", "61", "-1", "1.5", "", "一"]),
    ("exchange_s",     "180",           ["9", "181"]),
    ("reversal_tries", "9",             ["0", "10"]),
    ("dialogue",       "card",          ["", "both"]),
    ("hotline",        "4" * 20,        ["4" * 21]),
    ("paper_mm",       "80",            ["57", "0080x"]),
    ("copies",         "3",             ["1", "4"]),
    ("slip",           "unionpay",      ["visa"]),
    ("link",           "tcp://h:65535", ["tcp://h:65536", "tcp://h", "nowhere:", "emulator:\n", ""]),
]
FILES = [
    ("copies = 4",            "copies: one of 2, 3 wanted"),
    ("copies = true",         "copies: a number wanted"),
    ('copies = "3"',          "copies: a number wanted"),
    ("merchant_no = 1",       "merchant_no: text wanted"),
    ("colour = 1",            "colour: no such parameter"),
    ("copies 3",              "Expected"),
    ("response_s = 40",       "exchange_s: at least response_s, which is 40"),
    ("[link]\nto = 1",        "link: text wanted"),
]
# fmt: on


@pytest.mark.parametrize(("name", "edge", "past"), KEYED)
def test_keyed(name, edge, past):
    assert str(asdict(Parameters().changed(name, edge))[name]) == edge
    faults = []
    for text in past:
        with pytest.raises(ParametersError) as caught:
            Parameters().changed(name, text)
        faults.append((caught.value.key, caught.value.file))
    assert set(faults) == {(name, "")}


def test_every_parameter_has_its_row_and_is_keyed_above():
    names = {field.name for field in fields(Parameters)}
    assert names == set(ROWS) == {name for name, _, _ in KEYED}


def test_no_such_parameter():
    with pytest.raises(ParametersError, match="colour: no such parameter"):
        Parameters().changed("colour", "1")


def test_an_empty_one_is_left_to_shop_and_profile():
    assert SET.changed("tpdu", "").tpdu == ""


def test_no_file_is_the_presets(tmp_path):
    assert read_parameters(tmp_path / "parameters.toml") == Parameters()


@pytest.mark.parametrize("parameters", [Parameters(), SET])
def test_there_and_back(tmp_path, parameters):
    file = tmp_path / "practice" / "parameters.toml"
    write_parameters(file, SET)
    write_parameters(file, parameters)
    assert read_parameters(file) == parameters
    assert [one.name for one in file.parent.iterdir()] == ["parameters.toml"]


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_the_file_is_its_owners(tmp_path):
    file = tmp_path / "parameters.toml"
    write_parameters(file, SET)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(("text", "reason"), FILES)
def test_a_fault_names_file_and_key(tmp_path, text, reason):
    file = tmp_path / "parameters.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ParametersError) as caught:
        read_parameters(file)
    assert str(file) in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"copies = 3\x00"])
def test_a_file_that_is_no_text(tmp_path, data):
    file = tmp_path / "parameters.toml"
    file.write_bytes(data)
    with pytest.raises(ParametersError, match=r"parameters\.toml"):
        read_parameters(file)


def test_a_full_disk_leaves_the_old_ones(tmp_path, monkeypatch):
    file = tmp_path / "parameters.toml"
    write_parameters(file, SET)

    def full(_handle):
        raise OSError("No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="space"):
        write_parameters(file, Parameters())
    assert (read_parameters(file), len(list(tmp_path.iterdir()))) == (SET, 1)


def test_the_times_are_those_that_the_link_does_not_name():
    assert SET.url().timing == Timing(t_resp=20.0, t_cap=60.0)
    assert SET.url("emulator:?t_resp=0.3").timing == Timing(t_resp=0.3, t_cap=60.0)
    assert Parameters().timing == Timing()
