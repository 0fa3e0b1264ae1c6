"""`tuihuo shop`: lists the practice orders, and renews everything together."""

from pathlib import Path

import pytest

from emulator.ledger.moves import Attempt, EntryKey, Ruling, SetAside
from emulator.ledger.records import Kind, OutsideNote, StoredAnswer
from emulator.practice_host import open_ledger
from protocol.transactions import OutsideRoute
from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.operators import Admitted
from terminal.settings import load_settings

CARD = order_no("800000260001")


def test_the_list_has_every_kind_of_order(bench):
    ended = bench.run("shop", "list", "--json")
    orders = ended.documents
    assert (ended.code, ended.err) == (0, "")
    assert len(orders) >= 30
    assert {order["channel"] for order in orders} == {"card", "wechat", "alipay", "unionpay_qr"}
    assert {order["state"] for order in orders} == {"normal", "partly_refunded", "refunded", "voided"}
    assert orders[0]["goods"][0] == {
        "sku": "1001", "name": "保温杯", "unit_fen": 2950, "quantity": 3, "returned": 0,
    }  # fmt: skip


def test_for_people_each_order_is_one_line(bench):
    head, *lines = bench.run("shop", "list").out.splitlines()
    assert head.split() == ["销售单号", "日期", "参考号", "渠道", "金额", "已退", "状态", "可退商品"]
    assert len(lines) == len(bench.run("shop", "list", "--json").documents)
    assert lines[0].startswith(CARD)
    assert "保温杯 x3" in lines[0]


def test_the_head_is_in_the_language_and_above_its_columns(bench, monkeypatch):
    monkeypatch.setenv("TUIHUO_LANG", "en")
    head, first, *_ = bench.run("shop", "list").out.splitlines()
    assert head.split() == ["order", "paid", "reference", "channel", "amount", "refunded", "state", "goods", "left"]
    assert head.index("reference") == first.index("  2") + 2 + 8 + 2
    assert head.index("amount") + len("amount") == first.index("128.50") + len("128.50")


def test_the_list_follows_a_refund(bench):
    assert bench.refund("--order", CARD, "--item", "1001=1").code == 0
    order = bench.run("shop", "list", "--json").documents[0]
    assert (order["refunded_fen"], order["state"], order["goods"][0]["returned"]) == (2950, "partly_refunded", 1)


def entered(fen, trace, release=False):
    """What the host keeps of a bank transfer for the first order, and whether it was released."""
    note = OutsideNote(OutsideRoute.BANK, "202611220001", "01", "00")
    with open_ledger(load_settings().ledger) as ledger:
        merchant_no = ledger.identity().merchant_no
        key = EntryKey(merchant_no, "88000001", "0a0b0c0d", "000001", f"{trace:06d}", "20261122")
        move = SetAside(ledger.sale_by_order(merchant_no, CARD).sale.id, fen, note)
        ruling = Ruling(StoredAnswer("00", "", "", fen), move)
        ledger.apply(Attempt(key, Kind.OUTSIDE, ("",)), lambda books, number: ruling)
        if release:
            ledger.release(key)


def test_the_list_tells_what_is_paid_outside_by_route_and_case(bench):
    bench.run("shop", "list")
    entered(2850, 1)
    entered(100, 2, release=True)
    order = bench.run("shop", "list", "--json").documents[0]
    assert [(one["amount_fen"], one["route"], one["case_no"], one["released"]) for one in order["outside"]] == [
        (2850, "bank", "202611220001", False),
        (100, "bank", "202611220001", True),
    ]
    assert (order["refunded_fen"], order["state"]) == (0, "partly_refunded")
    _, first, second, *_ = bench.run("shop", "list").out.splitlines()
    assert first.endswith("终端外 28.50 bank 202611220001")
    assert "终端外" not in second


def test_reset_renews_orders_journal_and_epoch_together(bench, monkeypatch):
    monkeypatch.setenv("TUIHUO_SUPERVISOR_PASSWORD", "0")
    for _ in range(5):
        bench.refund("--order", CARD)
    monkeypatch.delenv("TUIHUO_SUPERVISOR_PASSWORD")
    assert bench.refund("--order", CARD).error == "locked"
    settings = load_settings()
    with open_ledger(settings.ledger) as ledger:
        before = ledger.identity()
    desk = open_desk("emulator:", settings)
    epoch = desk.journal.epoch
    desk.close()
    ended = bench.run("shop", "reset")
    with open_ledger(settings.ledger) as ledger:
        after = ledger.identity()
    desk = open_desk("emulator:", settings)
    assert (ended.code, ended.out, ended.err.count("\n")) == (0, "", 1)
    assert f"练习数据已重置：新账本 {after.ledger_id}，新日志纪元 {desk.journal.epoch}\n" in ended.err
    assert (after.ledger_id != before.ledger_id, after.shop_epoch) == (True, before.shop_epoch + 1)
    assert (desk.journal.epoch != epoch, desk.journal.verify()) == (True, 0)
    desk.close()
    assert bench.refund("--order", CARD).code == 0  # the lock went with the rest
    assert len(list((settings.journal.parent / "retired").glob("*.db"))) == 1


def test_reset_begins_anew_where_the_pepper_of_everybody_is_lost(bench):
    desk = open_desk("emulator:", load_settings())
    for who, password in (("00", "654321"), ("99", "87654321"), ("98", "1111"), ("01", "2222")):
        desk.staff.set_password(Admitted(who), who, password)
    desk.close()
    (load_settings().journal.parent / "pepper.key").unlink()
    ended = bench.refund("--order", CARD)
    assert (ended.error, ended.code, "tuihuo shop reset" in ended.err) == ("pepper_missing", 1, True)
    assert bench.run("shop", "reset").code == 0
    assert bench.refund("--order", CARD).code == 0  # by the published passwords


@pytest.mark.parametrize("left", ["journal.db-now", "journal.db-head"])
def test_reset_takes_away_what_is_left_of_a_journal(bench, left):
    assert bench.refund("--order", CARD, "--amount", "1").code == 0
    for file in load_settings().journal.parent.glob("journal.db*"):
        if file.name != left:
            file.unlink()
    assert bench.refund("--order", CARD, "--amount", "1").error == "journal_older"
    assert (bench.run("shop", "reset").code, bench.refund("--order", CARD, "--amount", "1").code) == (0, 0)


def test_reset_is_refused_while_a_terminal_is_open(bench):
    desk = open_desk("emulator:", load_settings())
    ended = bench.run("shop", "reset")
    desk.close()
    assert (ended.code, ended.err) == (4, "流水正被另一终端使用，请先关闭另一终端\n")
    assert list(load_settings().journal.parent.glob("retired/*")) == []


def test_a_broken_ledger_is_said_so(bench):
    ledger = load_settings().ledger
    ledger.parent.mkdir(parents=True)
    ledger.write_bytes(b"no database" * 100)
    for words in (["shop", "list"], ["shop", "reset"], ["shop", "import", str(EXAMPLE)]):
        ended = bench.run(*words)
        assert (ended.code, ended.out, ended.err) == (
            4, "", f"线路打不开，未发送任何数据。请检查连接后重试 ({ledger}: file is not a database)\n",
        )  # fmt: skip
    refused = bench.refund("--order", CARD)
    assert (refused.error, refused.code) == ("link_unavailable", 4)


EXAMPLE = Path(__file__).parents[3] / "fixtures" / "orders" / "example.csv"


def test_orders_of_ones_own_are_imported_and_refunded(bench, generous):
    ended = bench.run("shop", "import", str(EXAMPLE))
    assert (ended.code, ended.out, ended.err) == (0, '{"imported": 3}\n', "")
    orders = bench.run("shop", "list", "--json").documents
    assert [order["reference_no"] for order in orders[-3:]] == ["261001000101", "261001W00102", "261002000103"]
    told = bench.refund("--order", "80001000000235", "--item", "2002=1")
    assert (told.code, told.document["code"]) == (1, "22"), "found, and older than the window"


def test_an_import_that_is_refused_says_where_and_takes_nothing(bench, tmp_path):
    before = bench.run("shop", "list", "--json").documents
    bad = tmp_path / "orders.csv"
    text = EXAMPLE.read_text(encoding="utf-8")
    bad.write_text(text.replace(",visa,129900", ",visa,\x1b[2J"), encoding="utf-8")
    ended = bench.run("shop", "import", str(bad))
    reason = "amount_fen: a whole number of fen from 1 to 999999999999 is wanted"
    assert (ended.code, ended.out, ended.err) == (2, "", f"{bad}: row 4: {reason}\n")
    assert bench.run("shop", "list", "--json").documents == before


def test_an_import_twice_names_the_first_order_that_is_there(bench):
    assert bench.run("shop", "import", str(EXAMPLE)).code == 0
    ended = bench.run("shop", "import", str(EXAMPLE))
    assert (ended.code, ended.err) == (2, f"{EXAMPLE}: row 2: reference_no: another order has it\n")


def test_a_column_that_no_one_knows_can_not_move_the_cursor(bench, tmp_path):
    bad = tmp_path / "orders.csv"
    bad.write_text("\x1b[2J\u202e,payer\n", encoding="utf-8")
    ended = bench.run("shop", "import", str(bad))
    assert (ended.code, ended.err) == (2, f"{bad}: row 1: [2J: unknown column\n")
