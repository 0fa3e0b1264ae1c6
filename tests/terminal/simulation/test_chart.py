"""A run as a chart: which line each thing is, that it fits 80 columns in both languages, and that it is masked."""

import pytest

from protocol.cards import TEST_CARDS
from terminal.columns import width
from terminal.desk.operators import Admitted
from terminal.desk.workplace import Workplace
from terminal.language import translator
from terminal.simulation.chart import chart_of, drawn
from terminal.simulation.history import Event
from terminal.simulation.run import simulate

KEY = ["888888800000001", "88000001", "2551af75", "000001", "000003"]
# fmt: off
ROWS: tuple[tuple[Event, str, str], ...] = (
    ({"what": "started", "at": 0.0, "terminal": "T0"},
     "    0.000 T0 开机",
     "    0.000 T0 starts"),
    ({"what": "asked", "at": 1.5, "terminal": "T0", "request": "R1", "original": "261122000001", "amount": 299},
     "    1.500 T0 要求 R1 2.99",
     "    1.500 T0 wants R1 2.99"),
    ({"what": "durable", "at": 1.5, "terminal": "T0", "family": "refund", "state": "pending", "key": KEY},
     "    1.500 T0   [退货 000003 pending]",
     "    1.500 T0   [refund 000003 pending]"),
    ({"what": "left", "at": 1.5, "terminal": "T0", "message": "refund", "key": KEY, "code": "", "amount": 299},
     "    1.500 T0 退货 000003 2.99             ------------>",
     "    1.500 T0 refund 000003 2.99           ------------>"),
    ({"what": "fault", "at": 1.5, "terminal": "T0", "fault": "duplicate", "where": "line"},
     "    1.500                                 ! duplicate",
     "    1.500                                 ! duplicate"),
    ({"what": "fault", "at": 1.75, "terminal": "T0", "fault": "killed_waiting", "where": "terminal"},
     "    1.750 T0 ! killed_waiting",
     "    1.750 T0 ! killed_waiting"),
    ({"what": "judged", "at": 2.0, "key": KEY, "outcome": "applied", "amount": 299},
     "    2.000                                               000003 已入账 2.99",
     "    2.000                                               000003 applied 2.99"),
    ({"what": "answered", "at": 2.0, "message": "refund", "key": KEY, "code": "00", "amount": 299},
     "    2.000                                 <------------ 退货 000003 00 2.99",
     "    2.000                                 <------------ refund 000003 00 2.99"),
    ({"what": "arrived", "at": 2.25, "terminal": "T0", "message": "0230", "key": KEY, "code": "00", "amount": 299},
     "    2.250 T0 0230 000003 00 2.99          <-----",
     "    2.250 T0 0230 000003 00 2.99          <-----"),
    ({"what": "told", "at": 2.25, "terminal": "T0", "request": "R1", "state": "approved", "amount": 299},
     "    2.250 T0 告知 R1 approved 2.99",
     "    2.250 T0 tells R1 approved 2.99"),
    ({"what": "broken", "at": 2.25, "check": "M1", "said": "twice"}, "*** M1 twice", "*** M1 twice"),
)
# fmt: on


@pytest.mark.parametrize(("event", "zh", "en"), ROWS)
def test_a_line(event: Event, zh: str, en: str) -> None:
    assert [drawn([event], translator(lang))[2] for lang in ("zh_CN", "en")] == [zh, en]


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_a_seed_is_drawn_whole_and_masked(lang: str) -> None:
    run, lines = chart_of(4, None, translator(lang))
    assert run.digest == simulate(4).digest
    assert max(map(width, lines)) <= 80
    faults = sorted(line.partition("! ")[2] for line in lines if "! " in line)
    assert len(faults) == len(run.fired)
    assert all(any(one.fault.value.startswith(word) for one in run.fired) for word in faults)
    text = "\n".join(lines)
    assert [card.number for card in TEST_CARDS.values() if card.number in text] == []


def test_what_broke_stands_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workplace, "allowed", lambda self, _by: Admitted(self.till.operator_no))
    run, lines = chart_of(4, None, translator("en"))
    assert run.violations[0].check == "M14"
    assert len([line for line in lines if line.startswith("*** M14 ")]) == len(run.violations)
