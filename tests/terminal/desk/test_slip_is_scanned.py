"""A refund's own receipt, drawn as a picture, is scanned at the counter: what is left of the order can be returned."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import PRACTICE_MARK, order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.settings import Settings
from terminal.trade.refund import State

CARD_ORDER, PHONE_ORDER = order_no("800000260001"), order_no("800000260002")
UNIONPAY = TEST_CARDS["unionpay"]


def tell(_record: object) -> None:
    """Nobody listens."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0))
    desk.sign_on("01")
    yield desk
    desk.close()


def printed(desk: Desk, order: str, amount_fen: int, items: tuple[tuple[str, int], ...] = ()) -> list[Path]:
    """The files of one refund's receipt, copy by copy: text and picture."""
    desk.refund(BY, RefundRequest(desk.find(ByOrder(order)), amount_fen, items), UNIONPAY, tell)
    (out,) = desk.prints.wait(20)
    return list(out.files)


@pytest.mark.parametrize("order", [CARD_ORDER, PHONE_ORDER], ids=["card", "phone"])
def test_every_copy_is_a_slip_for_the_rest(desk: Desk, order: str) -> None:
    whole = desk.find(ByOrder(order))
    _, merchant, _, customer = printed(desk, order, 100)
    for picture in (merchant, customer):
        slip = desk.scan(picture)
        assert (slip.order_no, slip.amount_fen, slip.authenticated) == (order, whole.amount_fen, True)
        assert desk.find(slip).remaining_fen == whole.remaining_fen - 100
    rest = desk.find(desk.scan(customer))
    done = desk.refund(BY, RefundRequest(rest, rest.remaining_fen), UNIONPAY, tell).record
    assert (done.state, desk.find(ByOrder(order)).remaining_fen) == (State.APPROVED, 0)


def test_the_bars_alone_are_enough(desk: Desk, tmp_path: Path) -> None:
    """A torn slip: the QR code is gone, the bars name the order, and nobody has signed its amount."""
    _, merchant, *_ = printed(desk, CARD_ORDER, 100)
    with Image.open(merchant) as whole:
        bars = whole.crop((0, whole.height - 250, whole.width, whole.height))
    bars.save(tmp_path / "torn.png")
    slip = desk.scan(tmp_path / "torn.png")
    assert (slip.order_no, slip.amount_fen) == (CARD_ORDER, None)


def test_another_shops_signature_is_no_slip_of_ours(desk: Desk) -> None:
    with pytest.MonkeyPatch.context() as other:
        other.setattr("terminal.desk.register.Printer._code", lambda *_words: "LKR1*80000026000149*12850*AAAAAAAA")
        _, merchant, *_ = printed(desk, CARD_ORDER, 100)
    with pytest.raises(Refusal, match="slip_foreign"):
        desk.scan(merchant)


def test_practice_says_so_three_times_on_every_copy_and_real_money_is_not_named(desk: Desk) -> None:
    files = printed(desk, CARD_ORDER, 4950, (("1001", 1), ("1002", 2)))
    texts = [path.read_text(encoding="utf-8") for path in files[::2]]
    assert [text.count(PRACTICE_MARK) for text in texts] == [3, 3]
    assert [word for text in texts for word in ("RMB", "人民币", "¥", "￥", "拉卡拉", "银联") if word in text] == []
    wanted = ["大写:", "练习币肆拾玖元伍角", "客服热线", "示例", "终端程序版本号"]
    assert [(word, at) for word in wanted for at, text in enumerate(texts) if word not in text] == []
    assert ["谢谢惠顾" in text for text in texts] == [False, True]
