"""While a refund or a void of the sale has no outcome, or an entry belongs to another host, a case moves no money."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from case_walk import BOSS, CARD, CARD_ORDER, CARD_PAID, CLERK, CaseWalk, form_of, word
from supervisor import nobody

from protocol.transactions import ByOrder, ByReference
from terminal.case.papers import Kind
from terminal.case.words import Route, State
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.parameters import Parameters, write_parameters
from terminal.settings import Settings
from terminal.trade import refund
from terminal.trade.payment import PaymentState

pytestmark = pytest.mark.usefixtures("nobody_waits")

LOST = """
zh = "无答复"
en = "unanswered"
sees_zh = "转人工"
sees_en = "a person's"
links = "any"
"""
RULE = '[[rule]]\nmatch = {{ transaction = "{}", times = 0 }}\nact = {{ lost = "{}" }}\n'
PLAIN = "emulator:?profile=plain-acquirer"

Open = Callable[..., Desk]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """One desk at a time over one journal; lost: (transaction, what of it) that gets lost."""
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    settings, desks = Settings(tmp_path / "home", "zh", 0.0), []
    write_parameters(settings.parameters, Parameters(reversal_tries=1))

    def make(link: str = "emulator:", *lost: tuple[str, str]) -> Desk:
        for desk in desks:
            desk.close()
        scenario = tmp_path / f"lost-{len(desks)}.toml"
        scenario.write_text(LOST + "".join(RULE.format(*one) for one in lost), encoding="utf-8")
        sign = "&" if "?" in link else "?"
        desks.append(
            open_desk(f"{link}{sign}t_ack=0.1&t_resp=0.1&t_cap=0.3{f'&scenario={scenario}' * bool(lost)}", settings)
        )
        desks[-1].sign_on("01")
        return desks[-1]

    yield make
    desks[-1].close()


def test_while_a_refund_of_the_sale_has_no_outcome_nothing_is_approved(opened: Open, tmp_path: Path) -> None:
    desk = opened("emulator:", ("refund", "request"), ("outcome_query", "request"))
    walk = CaseWalk(desk, tmp_path).opened()
    request = RefundRequest(desk.find(ByOrder(CARD_ORDER)), CARD_PAID)
    assert desk.refund(BOSS, request, CARD, nobody).record.state in refund.OPEN
    walk.gathered().applied()
    assert word(lambda: walk.approved(Route.BANK)) == "original_busy"
    assert walk.case.state is State.APPLIED


def test_while_a_void_of_the_sale_has_no_outcome_nothing_is_approved(opened: Open, tmp_path: Path) -> None:
    desk = opened("emulator:", ("void", "request"), ("reversal", "request"))
    sale = desk.payments.sale(2000, CARD, "", nobody).record
    walk = CaseWalk(desk, tmp_path)
    walk.original = desk.find(ByReference(sale.reference_no, sale.named.month_day))
    walk.no = desk.cases.open(CLERK, Kind.TRANSACTION, walk.original, form_of(walk.original, receipt_no="A-1")).case_no
    assert desk.payments.void(BOSS, sale.voucher_no, CARD, "", nobody).record.state is PaymentState.MANUAL
    walk.gathered().applied()
    assert word(lambda: walk.approved(Route.BANK)) == "void_open"
    assert walk.case.state is State.APPLIED


@pytest.mark.parametrize("route", [Route.ORIGINAL, Route.BANK])
def test_what_our_host_gives_back_in_no_way_is_not_promised(opened: Open, tmp_path: Path, route: Route) -> None:
    desk = opened()
    held = desk.payments.preauth(3000, CARD, "", nobody).record
    done = desk.payments.completion(3000, held.auth_no, held.named.month_day, CARD, "", nobody).record
    walk = CaseWalk(desk, tmp_path)
    walk.original = desk.find(ByReference(done.reference_no, done.named.month_day))
    walk.no = desk.cases.open(CLERK, Kind.SERVICE, walk.original, form_of(walk.original, receipt_no="A-1")).case_no
    walk.gathered().applied()
    assert word(lambda: walk.approved(route)) == "completion_not_refundable"


def test_an_entry_is_released_and_taken_up_at_its_host_alone(opened: Open, tmp_path: Path) -> None:
    walk = CaseWalk(opened(), tmp_path).ready(Route.BANK).keyed()
    assert walk.entered().state is State.ENTERED
    walk.desk = opened(PLAIN)
    assert word(lambda: walk.desk.cases.release(BOSS, walk.no, "账号有误")) == "entry_elsewhere"
    assert walk.case.state is State.ENTERED
    walk.desk = opened("emulator:", ("outside_release", "request"))
    assert walk.desk.cases.release(BOSS, walk.no, "账号有误").state is State.RELEASING
    walk.desk = opened(PLAIN)
    assert word(lambda: walk.desk.cases.take_up(BOSS, walk.no)) == "entry_elsewhere"
    assert walk.case.state is State.RELEASING
    walk.desk = opened()
    assert walk.desk.cases.take_up(BOSS, walk.no).state is State.READY
