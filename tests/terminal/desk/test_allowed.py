"""What 主管密码 is asked for: the desk does none of it on a face's word, and says who did it and who allowed it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from supervisor import BY, nobody

from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.desk.operators import Admitted
from terminal.settings import Settings
from terminal.trade.payment import ClosedAs, PaymentRecord

CARD = TEST_CARDS["unionpay"]
MANAGER = Admitted("98", manager=True)
OTHERS = [Admitted("01"), Admitted("02", manager=True), Admitted("99")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0))
    desk.staff.add(BY, "77", "7777")
    desk.staff.add(BY, "02", "0202")
    desk.sign_on("77")
    yield desk
    desk.close()


@pytest.fixture
def sale(desk: Desk) -> PaymentRecord:
    return desk.payments.sale(2000, CARD, "", nobody).record


def refunded(desk: Desk, by: Admitted, sale: PaymentRecord) -> object:
    original = desk.find(ByReference(sale.reference_no, sale.named.month_day))
    return desk.refund(by, RefundRequest(original, 100), CARD, nobody).record


# fmt: off
ASKED: dict[str, Callable[[Desk, Admitted, PaymentRecord], object]] = {
    "refund":        refunded,
    "void":          lambda desk, by, sale: desk.payments.void(by, sale.voucher_no, CARD, "", nobody).record,
    "preauth_void":  lambda desk, by, _: desk.payments.preauth_void(by, 100, "AB12C3", "1121", CARD, "", nobody).record,
    "close_by_hand": lambda desk, by, sale: desk.payments.close_by_hand(by, sale, ClosedAs.UNDONE),
}
# fmt: on


@pytest.mark.parametrize("by", OTHERS, ids=lambda by: by.operator_no)
@pytest.mark.parametrize("asked", ASKED)
def test_nobody_but_the_supervisor_allows_it(desk: Desk, sale: PaymentRecord, asked: str, by: Admitted) -> None:
    with pytest.raises(Refusal, match="right_missing"):
        ASKED[asked](desk, by, sale)
    assert (desk.journal.refunds(), desk.journal.payments()) == ((), (sale,))


@pytest.mark.parametrize("asked", ["refund", "void", "preauth_void"])
def test_who_did_it_and_who_allowed_it(desk: Desk, sale: PaymentRecord, asked: str) -> None:
    record = ASKED[asked](desk, BY, sale)
    assert (record.operator_no, record.supervisor_no) == ("77", "00")  # type: ignore[attr-defined]


def test_what_nobody_has_to_allow_names_nobody(sale: PaymentRecord) -> None:
    assert (sale.operator_no, sale.supervisor_no) == ("77", "")


@pytest.mark.parametrize("asked", ASKED)
def test_the_manager_allows_what_another_does(desk: Desk, sale: PaymentRecord, asked: str) -> None:
    desk.sign_on("98")
    with pytest.raises(Refusal, match="confirm_same_person"):
        ASKED[asked](desk, MANAGER, sale)
    assert (desk.journal.refunds(), desk.journal.payments()) == ((), (sale,))


def test_a_refund_that_the_manager_allows_names_two(desk: Desk, sale: PaymentRecord) -> None:
    record = refunded(desk, MANAGER, sale)
    assert (record.operator_no, record.supervisor_no) == ("77", "98")  # type: ignore[attr-defined]


def test_who_was_removed_allows_nothing(desk: Desk, sale: PaymentRecord) -> None:
    desk.staff.remove(BY, "98")
    with pytest.raises(Refusal, match="operator_unknown"):
        refunded(desk, MANAGER, sale)
