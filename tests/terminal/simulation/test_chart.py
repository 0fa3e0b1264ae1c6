"""A run as a chart: which line each thing is, that it fits 80 columns in both languages, and that it is masked."""

import pytest

from protocol.cards import TEST_CARDS
from terminal.columns import width
from terminal.desk.operators import Admitted
from terminal.desk.workplace import Workplace
from terminal.language import translator
from terminal.receipt.facts import Kind
from terminal.simulation.chart import chart_of, drawn, struck_at
from terminal.simulation.faults import Fault
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
     "    1.500 T0   [退货 000003 等待主机]",
     "    1.500 T0   [refund 000003 pending]"),
    ({"what": "left", "at": 1.5, "terminal": "T0", "message": "refund", "key": KEY, "code": "", "amount": 299},
     "    1.500 T0 退货 000003 2.99             ------------>",
     "    1.500 T0 refund 000003 2.99           ------------>"),
    ({"what": "fault", "at": 1.5, "terminal": "T0", "fault": "duplicate", "where": "line"},
     "    1.500                                 ! 重复",
     "    1.500                                 ! duplicate"),
    ({"what": "fault", "at": 1.75, "terminal": "T0", "fault": "killed_waiting", "where": "terminal"},
     "    1.750 T0 ! 等待中断电",
     "    1.750 T0 ! killed waiting"),
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
     "    2.250 T0 告知 R1 成功 2.99",
     "    2.250 T0 tells R1 approved 2.99"),
    ({"what": "durable", "at": 3.0, "terminal": "T0", "family": "batch", "state": "begun", "key": KEY[:4]},
     "    3.000 T0   [批次 000001 已开始]",
     "    3.000 T0   [batch 000001 begun]"),
    ({"what": "printed", "at": 3.5, "terminal": "T0", "key": ["88000001", "000001", "000003"], "kind": "qr_refund",
      "copy": "merchant", "reprint": False},
     "    3.500 T0 打印 扫码退货 000003",
     "    3.500 T0 prints Refund by code 000003"),
    ({"what": "printed", "at": 3.5, "terminal": "T0", "key": ["88000001", "000001", "-"], "kind": "settlement",
      "copy": "merchant", "reprint": False},
     "    3.500 T0 打印 结算",
     "    3.500 T0 prints settlement"),
    ({"what": "refused", "at": 3.5, "terminal": "T0", "request": "R1", "word": "amount_over_remaining"},
     "    3.500 T0 拒绝 R1 amount_over_remaining",
     "    3.500 T0 refused R1 amount_over_remaining"),
)
# fmt: on


@pytest.mark.parametrize(("event", "zh", "en"), ROWS)
def test_a_line(event: Event, zh: str, en: str) -> None:
    assert [drawn([event], translator(lang))[2] for lang in ("zh_CN", "en")] == [zh, en]


# fmt: off
BROKEN = {
    "zh_CN": ["*** M1 每笔退货在主机至多入账一次", "*** twice"],
    "en":    ["*** M1 each refund intent is applied at the host at most once", "*** twice"],
}
# fmt: on


@pytest.mark.parametrize("lang", BROKEN)
@pytest.mark.parametrize("kind", Kind)
def test_every_slip_has_its_name(kind: Kind, lang: str) -> None:
    printed: Event = {
        "what": "printed",
        "at": 3.5,
        "terminal": "T0",
        "key": KEY,
        "kind": kind.value,
        "copy": "merchant",
    }
    assert len(drawn([printed], translator(lang))[2].split()) > len(["3.500", "T0", "prints"])


@pytest.mark.parametrize("lang", BROKEN)
def test_what_broke_is_said_with_its_meaning(lang: str) -> None:
    event = {"what": "broken", "at": 2.25, "check": "M1", "said": "twice"}
    assert drawn([event], translator(lang))[2:] == BROKEN[lang]


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_every_fault_fits_its_column(lang: str) -> None:
    """Where it strikes it stands whole."""
    t = translator(lang)
    said = {fault: t(f"chart_fault.{fault}") for fault in Fault}
    events = [
        {"what": "fault", "at": 0.0, "terminal": "T0", "fault": one.value, "where": struck_at(one)} for one in Fault
    ]
    lines = drawn(events, t)[2:]
    assert [one for one, line in zip(Fault, lines, strict=True) if not line.endswith(f"! {said[one]}")] == []
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_a_seed_is_drawn_whole_and_masked(lang: str) -> None:
    run, lines = chart_of(4, None, translator(lang))
    assert run.digest == simulate(4).digest
    assert max(map(width, lines)) <= 80
    faults = sorted(line.partition("! ")[2] for line in lines if "! " in line)
    assert faults == sorted(translator(lang)(f"chart_fault.{one.fault}") for one in run.fired)
    text = "\n".join(lines)
    assert [card.number for card in TEST_CARDS.values() if card.number in text] == []


def test_what_broke_stands_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workplace, "allowed", lambda self, _by: Admitted(self.till.operator_no))
    run, lines = chart_of(4, None, translator("en"))
    assert run.violations[0].check == "M14"
    assert lines.count("*** M14 somebody else allowed it, and the intent says who") == len(run.violations)
