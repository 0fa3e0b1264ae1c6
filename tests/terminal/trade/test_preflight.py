"""What is wrong before a refund: each condition at its limit and one past it; what nobody told is no finding."""

from dataclasses import replace

import pytest

from protocol.dialects.unionpay.device_state import Paper, PrinterState
from terminal.trade.preflight import (
    BATTERY_BLOCK_PERCENT,
    BATTERY_WARN_PERCENT,
    CLOCK_WARN_S,
    LINE_WARN_PERCENT,
    STORAGE_BLOCK_BYTES,
    STORAGE_WARN_BYTES,
    WORDS,
    DeviceReport,
    Finding,
    Severity,
    Standing,
    blocks,
    findings,
)

WELL = Standing(
    DeviceReport(80, False, Paper.PLENTY, PrinterState.READY, line_percent=100, clock_offset_s=0),
    host_offset_s=1,
    batch_count=7,
    free_bytes=STORAGE_WARN_BYTES,
)  # fmt: skip
WARN, BLOCK = Severity.WARN, Severity.BLOCK

# fmt: off
DEVICE = [
    # what the device tells                               word             severity  value
    ({"battery_percent": BATTERY_WARN_PERCENT},            "",              None,     0),
    ({"battery_percent": BATTERY_WARN_PERCENT - 1},        "battery_low",   WARN,     BATTERY_WARN_PERCENT - 1),
    ({"battery_percent": BATTERY_BLOCK_PERCENT},           "battery_low",   WARN,     BATTERY_BLOCK_PERCENT),
    ({"battery_percent": BATTERY_BLOCK_PERCENT - 1},       "battery_empty", BLOCK,    BATTERY_BLOCK_PERCENT - 1),
    ({"battery_percent": 1, "charging": True},             "",              None,     0),
    ({"paper": Paper.LOW},                                 "paper_low",     WARN,     0),
    ({"paper": Paper.OUT},                                 "paper_out",     WARN,     0),
    ({"printer": PrinterState.HOT},                        "printer_hot",   WARN,     0),
    ({"printer": PrinterState.OPEN},                       "printer_open",  WARN,     0),
    ({"printer": PrinterState.FAULT},                      "printer_fault", WARN,     0),
    ({"line_percent": LINE_WARN_PERCENT},                  "",              None,     0),
    ({"line_percent": LINE_WARN_PERCENT - 1},              "line_weak",     WARN,     LINE_WARN_PERCENT - 1),
    ({"clock_offset_s": CLOCK_WARN_S - 1},                 "",              None,     0),
    ({"clock_offset_s": -CLOCK_WARN_S},                    "clock_wrong",   WARN,     5),
    ({"silent": True},                                     "device_silent", WARN,     0),
]
TERMINAL = [
    # how the terminal stands                             word                 severity  value
    ({"signed_on": False},                                 "signed_off",        BLOCK,    0),
    ({"host_offset_s": -CLOCK_WARN_S},                     "clock_wrong",       WARN,     5),
    ({"host_offset_s": CLOCK_WARN_S - 1},                  "",                  None,     0),
    ({"batch_full": True},                                 "batch_full",        BLOCK,    7),
    ({"settle_unfinished": True},                          "settle_unfinished", BLOCK,    0),
    ({"free_bytes": STORAGE_WARN_BYTES - 1},               "storage_low",       WARN,     199),
    ({"free_bytes": STORAGE_BLOCK_BYTES},                  "storage_low",       WARN,     10),
    ({"free_bytes": STORAGE_BLOCK_BYTES - 1},              "storage_full",      BLOCK,    9),
]
# fmt: on


def told(standing: Standing) -> list[tuple[str, Severity, int]]:
    return [(one.word, one.severity, one.value) for one in findings(standing)]


def wanted(word: str, severity: Severity | None, value: int) -> list[tuple[str, Severity | None, int]]:
    return [(word, severity, value)] if word else []


@pytest.mark.parametrize(("changes", "word", "severity", "value"), DEVICE)
def test_what_a_device_tells(changes, word, severity, value):
    assert told(replace(WELL, device=replace(WELL.device, **changes))) == wanted(word, severity, value)


@pytest.mark.parametrize(("changes", "word", "severity", "value"), TERMINAL)
def test_how_the_terminal_stands(changes, word, severity, value):
    assert told(replace(WELL, **changes)) == wanted(word, severity, value)


def test_every_word_is_tried():
    assert {word for _, word, _, _ in DEVICE + TERMINAL} - {""} == set(WORDS)


def test_what_nobody_told_is_no_finding():
    assert findings(Standing()) == ()


def test_what_blocks_stands_first():
    found = findings(replace(WELL, batch_full=True, device=replace(WELL.device, paper=Paper.OUT)))
    assert [one.word for one in found] == ["batch_full", "paper_out"]
    assert (blocks(found), blocks(found[1:]), blocks(())) == (True, False, False)


def test_why_the_sign_on_was_refused_is_told():
    (finding,) = findings(Standing(signed_on=False, sign_on="link_silent"))
    assert finding == Finding("signed_off", BLOCK, fault="link_silent")
