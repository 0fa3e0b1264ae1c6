"""`tuihuo refund`: each bad input has its own word, exit code and Chinese message, and leaves no trace in the books."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.cli.refusal import words as in_a_shell
from terminal.compose import open_desk
from terminal.desk.door import REASONS, RefundRequest, Refusal
from terminal.desk.faults import FAULTS
from terminal.desk.operators import Admitted
from terminal.desk.original_desk import OriginalDesk
from terminal.language import translator
from terminal.parameters import Parameters, write_parameters
from terminal.records.journal import Journal
from terminal.settings import load_settings
from terminal.trade.order_source import MAX_DIGITS
from terminal.trade.refund import exchange_number

CARD, WECHAT, ALIPAY, REFUNDED, VOIDED = (order_no(f"80000026{index:04}") for index in (1, 2, 3, 27, 31))
ALL_OF_CARD = 12850
UNKNOWN_ORDER = order_no("800000269999")

# fmt: off
BAD_INPUT = [
    # words, error, exit code
    (["--order", "80000026000148"],                       "order_check_digits",    2),
    (["--order", "123"],                                  "order_malformed",       2),
    (["--order", "8000002600014x"],                       "order_malformed",       2),
    (["--order", "130000000000000001"],                   "order_malformed",       2),
    (["--order", UNKNOWN_ORDER],                          "order_unknown",         1),
    (["--rrn", "999999999999", "--date", "1122"],         "order_unknown",         1),
    (["--slip", "bad/wrong-check-digits.png"],            "order_check_digits",    2),
    (["--slip", "bad/payment-wechat.png"],                "payment_code",          1),
    (["--slip", "bad/payment-alipay.png"],                "payment_code",          1),
    (["--slip", "bad/payment-unionpay.png"],              "payment_code",          1),
    (["--slip", "bad/foreign-shop.png"],                  "slip_foreign",          1),
    (["--slip", "bad/altered-amount.png"],                "slip_foreign",          1),
    (["--slip", "bad/merchant-code.png"],                 "merchant_qr",           1),
    (["--slip", "bad/invoice.png"],                       "invoice_qr",            1),
    (["--slip", "bad/advertisement.png"],                 "not_a_slip",            1),
    (["--slip", "bad/two-orders.png"],                    "order_ambiguous",       1),
    (["--slip", "bad/codes-differ.png"],                  "slip_codes_differ",     1),
    (["--slip", "bad/unsigned.png"],                      "slip_unsigned",         1),
    (["--slip", "bad/reference-number.png"],              "reference_number",      1),
    (["--slip", "bad/wechat-number.png"],                 "wechat_number",         1),
    (["--slip", "bad/goods.png"],                         "goods_code",            1),
    (["--slip", "bad/half-file.png"],                     "picture_damaged",       2),
    (["--slip", "bad/not-a-picture.png"],                 "picture_unreadable",    2),
    (["--slip", "bad/no-such-file.png"],                  "picture_missing",       2),
    (["--order", CARD, "--card", "unionpay2"],            "card_wrong",            1),
    (["--order", CARD, "--card", "visa"],                 "card_wrong",            1),
    (["--order", CARD, "--card", "nobody"],               "card_unknown",          2),
    (["--order", CARD, "--amount", "128.51"],             "amount_over_remaining", 1),
    (["--order", CARD, "--amount", "0"],                  "amount_zero",           2),
    (["--order", CARD, "--amount", "0.00"],               "amount_zero",           2),
    (["--order", CARD, "--amount", "-1"],                 "amount_negative",       2),
    (["--order", CARD, "--amount=-0.01"],                 "amount_negative",       2),
    (["--order", CARD, "--amount", "1.234"],              "amount_decimals",       2),
    (["--order", CARD, "--amount", "1.000"],              "amount_decimals",       2),
    (["--order", CARD, "--amount", "abc"],                "amount_malformed",      2),
    (["--order", CARD, "--amount", "10000000000"],        "amount_too_large",      2),
    (["--order", CARD, "--item", "1001=4"],               "item_over_remaining",   1),
    (["--order", CARD, "--item", "1001=2", "--item", "1001=2"], "item_over_remaining", 1),
    (["--order", CARD, "--item", "1003=1"],               "item_unknown",          2),
    (["--order", CARD, "--item", "1001"],                 "item_unknown",          2),
    (["--order", CARD, "--item", "1001=0"],               "item_unknown",          2),
    (["--order", CARD, "--reason", "whim"],               "reason_unknown",        2),
    (["--order", CARD, "--operator", "99"],               "operator_system",       1),
    (["--order", CARD, "--operator", "00"],               "operator_supervisor",   1),
    (["--order", REFUNDED],                               "original_refunded",     1),
    (["--order", REFUNDED, "--amount", "1"],              "original_refunded",     1),
    (["--order", VOIDED],                                 "original_voided",       1),
    ([],                                                  "usage",                 2),
    (["--order", CARD, "--rrn", "261122000001", "--date", "1122"], "usage",        2),
    (["--rrn", "261122000001"],                           "usage",                 2),
    (["--rrn", "12", "--date", "1122"],                   "usage",                 2),
    (["--rrn", "261122000001", "--date", "1322"],         "usage",                 2),
    (["--rrn", "二六一一二二零零零零零一", "--date", "1122"], "usage",              2),
    (["--order", CARD, "--request", "x" * 65],            "usage",                 2),
    (["--order", CARD, "--request", "\udcff"],            "usage",                 2),
    (["--order", CARD, "--item", "1001=" + "9" * 5000],   "item_unknown",          2),
    (["--order", CARD, "--supervisor-file", "bad/none"],  "usage",                 2),
    (["--order", CARD, "--link", "nowhere:"],             "usage",                 2),
    (["--order", CARD, "--link", "tcp://[::1"],           "usage",                 2),
    (["--order", CARD, "--link", "pty:"],                 "usage",                 2),
    (["--order", CARD, "--link", "serial://COM3?profile=none.toml"], "usage",      2),
    (["--order", CARD, "--link", "emulator:?dialect=hypercom"], "usage",           2),
    (["--order", CARD, "--link", "tcp://127.0.0.1:1"],    "link_unavailable",      4),
    (["--order", CARD, "--link", "serial:///dev/no-such-port"], "link_unavailable", 4),
    (["--order", CARD, "--book", "slips.toml"],           "usage",                 2),
]
# fmt: on


@pytest.mark.parametrize(("words", "error", "code"), BAD_INPUT, ids=[" ".join(row[0])[:60] for row in BAD_INPUT])
def test_bad_input(bench, slips, monkeypatch, words, error, code):
    monkeypatch.chdir(slips)
    ended = bench.run("refund", "--json", *words)
    document = ended.document
    assert (document["state"], document["error"], ended.code) == ("refused", error, code)
    assert ended.code == FAULTS[error]
    assert document["message"] == in_a_shell(error, translator("zh_CN"), **document["details"])
    assert ended.err.splitlines()[-1].startswith(document["message"])  # a reason may follow
    assert any("\u4e00" <= letter <= "\u9fff" for letter in document["message"])
    assert bench.untouched()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unknown_reason_is_told_with_those_there_are(bench, monkeypatch, lang):
    monkeypatch.setenv("TUIHUO_LANG", lang)
    ended = bench.run("refund", "--order", CARD, "--reason", "whim")
    assert [code for code in REASONS if code not in ended.err] == []


def test_the_help_names_every_reason(bench):
    said = bench.run("refund", "--help").out.split("--reason")[1].split("--card")[0]
    assert [code for code in REASONS if code not in said] == []


def test_the_blank_slip_goes_through_the_whole_cascade(bench, slips):
    ended = bench.refund("--slip", str(slips / "bad" / "blank.png"))
    assert (ended.error, ended.code, bench.untouched()) == ("no_code", 2, True)


def test_every_message_is_its_own():
    texts = translator("zh_CN")
    messages = [texts(f"fault.{word}") for word in FAULTS]
    assert len(set(messages)) == len(FAULTS)


def test_without_json_the_message_is_on_stderr_alone(bench):
    ended = bench.run("refund", "--order", "80000026000148", "--link", "emulator:")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "销售单号校验位不符，请核对14位数字后重新输入\n"


# --- what goes well ------------------------------------------------------------------------------------------------


def test_two_goods_of_a_scanned_slip_and_then_what_remains(bench, slips):
    first = bench.refund("--slip", str(slips / "order-01.png"), "--item", "1001=1", "--item", "1002=2")
    document = first.document
    assert (first.code, document["state"], document["error"], document["amount"]) == (0, "approved", None, "49.50")
    assert (document["order_no"], document["payer"]) == (CARD, TEST_CARDS["unionpay"].masked)
    assert document["items"] == [{"sku": "1001", "quantity": 1}, {"sku": "1002", "quantity": 2}]
    assert [Path(name).suffix for name in document["receipt"]] == [".txt", ".png"] * 2
    assert "练习凭证 不作退款依据" in Path(document["receipt"][0]).read_text(encoding="utf-8")
    second = bench.refund("--order", CARD)
    assert (second.code, second.document["amount_fen"]) == (0, ALL_OF_CARD - 4950)
    assert [fen for _, fen in bench.applied()] == [4950, ALL_OF_CARD - 4950]
    assert bench.states() == ["approved", "approved"]
    assert bench.refund("--order", CARD).error == "original_refunded"


@pytest.mark.parametrize("order", [WECHAT, ALIPAY])
def test_a_phone_payment_needs_no_card(bench, order):
    ended = bench.refund("--order", order, "--card", "visa", "--amount", "1.00")
    assert (ended.code, ended.document["amount"], len(bench.applied())) == (0, "1.00", 1)


def test_by_reference_and_date(bench):
    found = bench.run("shop", "list", "--json").documents[0]
    ended = bench.refund("--rrn", found["reference_no"], "--date", found["paid_date"][4:], "--amount", "１２.３０")
    assert (ended.code, ended.document["amount_fen"], ended.document["order_no"]) == (0, 1230, CARD)


def test_the_receipt_is_what_a_person_gets(bench):
    ended = bench.run("refund", "--order", CARD, "--item", "1001=1", "--link", "emulator:")
    assert ended.code == 0
    assert "退货(REFUND)" in ended.out
    assert "保温杯 x1" in ended.out
    assert ended.err.splitlines() == ["正在发送，等待主机应答", "退货成功"]


def test_a_host_that_declines(bench, generous):
    """31 days after the sale: the shop would give back, and the host has a window of its own."""
    ended = bench.refund("--order", order_no("800000260018"))
    assert (ended.code, ended.error, ended.document["code"]) == (1, "declined", "22")
    assert (bench.states(), bench.applied()) == (["declined"], [])


def test_originals_from_a_book(bench, tmp_path):
    """The book knows the sale under another amount than the host: the slip is checked against the book."""
    book = tmp_path / "orders.csv"
    found = bench.run("shop", "list", "--json").documents[0]
    names = ("order_no", "reference_no", "paid_date", "paid_time", "channel", "payer", "amount_fen")
    book.write_text(
        ",".join(names) + "\n" + ",".join(str(found[name]) for name in names) + "\n", encoding="utf-8"
    )  # fmt: skip
    ended = bench.refund("--order", CARD, "--amount", "1", "--book", str(book))
    assert (ended.code, bench.refund("--order", WECHAT, "--book", str(book)).error) == (0, "order_unknown")
    book.write_text(book.read_text(encoding="utf-8").replace("12850", "1285"), encoding="utf-8")
    assert bench.refund("--order", CARD, "--amount", "100", "--book", str(book)).error == "amount_over_remaining"
    book.write_text(book.read_text(encoding="utf-8").replace("1285", "1" * (MAX_DIGITS + 1)), encoding="utf-8")
    assert bench.refund("--order", CARD, "--book", str(book)).error == "usage"


def test_a_slip_whose_amount_is_not_the_orders(bench, slips, tmp_path):
    book = tmp_path / "orders.json"
    found = bench.run("shop", "list", "--json").documents[0]
    del found["goods"], found["outside"]
    book.write_text(f"[{found | {'amount_fen': 12849}}]".replace("'", '"'), encoding="utf-8")
    ended = bench.refund("--slip", str(slips / "order-01.png"), "--book", str(book))
    assert (ended.error, ended.code, bench.untouched()) == ("slip_amount", 1, True)


# --- passwords -----------------------------------------------------------------------------------------------------


def test_a_wrong_password_and_the_lock_after_five(bench, monkeypatch):
    monkeypatch.setenv("TUIHUO_SUPERVISOR_PASSWORD", "654321")
    tries = [bench.refund("--order", CARD) for _ in range(6)]
    assert [(ended.error, ended.code) for ended in tries] == [("supervisor_password", 1)] * 4 + [("locked", 1)] * 2
    assert tries[0].document["message"] == "主管密码错误，还可试4次"
    assert tries[-1].document["message"] == "密码错误次数超限，00号密码已锁定，60秒后可重试"
    monkeypatch.setenv("TUIHUO_SUPERVISOR_PASSWORD", "123456")
    assert bench.refund("--order", CARD).error == "locked"
    assert bench.untouched()


def test_the_password_from_a_file(bench, tmp_path):
    file = tmp_path / "password"
    file.write_text("123456\n", encoding="utf-8")
    assert bench.refund("--order", CARD, "--amount", "1", "--supervisor-file", str(file)).code == 0
    file.write_text("1\n", encoding="utf-8")
    assert bench.refund("--order", CARD, "--amount", "1", "--supervisor-file", str(file)).error == "supervisor_password"


# --- the line ------------------------------------------------------------------------------------------------------

# fmt: off
BEFORE = [
    # fault, message types it strikes, error: nothing of a refund left, exit 4
    ("silent",  ["0800"],         "link_silent"),
    ("deaf",    ["0800"],         "link_silent"),
    ("lost",    ["0800"],         "link_unavailable"),
    ("cut",     ["0800"],         "link_unavailable"),
    ("bad_lrc", ["0800"],         "link_garbled"),
    ("bad_mac", ["0800"],         "link_bad_mac"),
    ("silent",  ["0600"],         "link_silent"),
    ("lost",    ["0600"],         "link_unavailable"),
    ("bad_lrc", ["0600"],         "link_garbled"),
    ("bad_mac", ["0600"],         "link_bad_mac"),
]
AFTER = [
    # fault, message types, error, in the ledger: the refund left, exit 3
    ("silent",  ["0220", "0221", "0600"], "no_answer",  1),
    ("deaf",    ["0220", "0221", "0600"], "no_answer",  0),
    ("lost",    ["0220", "0221", "0600"], "line_lost",  1),
    ("cut",     ["0220", "0221", "0600"], "line_lost",  0),
    ("bad_lrc", ["0220", "0221", "0600"],         "bad_frame",  1),
    ("bad_mac", ["0220", "0221", "0600"],         "bad_mac",    1),
]
# fmt: on


@pytest.mark.parametrize(("kind", "types", "error"), BEFORE, ids=[f"{row[0]} {row[1][0]}" for row in BEFORE])
def test_a_line_that_fails_before_the_refund(bench, kind, types, error):
    bench.fail(kind, *types)
    ended = bench.refund("--order", CARD)
    assert (ended.error, ended.code, ended.document["message"]) == (error, 4, translator()(f"fault.{error}"))
    assert "0220" not in bench.asked()
    assert bench.untouched()


def _untouched_query(bench) -> Callable[..., object]:
    """OriginalDesk._ask_host over the line as it is without its fault."""
    honest = OriginalDesk._ask_host

    def ask(desk, wanted):
        line = bench.lines[-1]
        types, line.fault.types = line.fault.types, ()
        try:
            return honest(desk, wanted)
        finally:
            line.fault.types = types

    return ask


@pytest.fixture
def refund_over(bench) -> Callable[[str, list[str]], object]:
    """A refund whose line fails from the 0220 on, sign-on and order query being well."""

    def go(kind: str, types: list[str]):
        bench.fail(kind, *types)
        bench._monkeypatch.setattr("terminal.desk.original_desk.OriginalDesk._ask_host", _untouched_query(bench))
        return bench.refund("--order", CARD, "--item", "1001=1")

    return go


@pytest.mark.parametrize(("kind", "types", "error", "rows"), AFTER, ids=[row[0] for row in AFTER])
def test_a_line_that_fails_after_the_refund_left(bench, refund_over, kind, types, error, rows):
    ended = refund_over(kind, types)
    assert (ended.error, ended.document["state"], ended.code) == (error, "unknown", 3)
    assert ended.err.splitlines()[-1] == translator()(f"fault.{error}")
    assert bench.asked().count("0220") == 1
    assert (bench.states(), len(bench.applied())) == (["unknown"], rows)
    bench.heal()
    settled = bench.resolve("--card", "unionpay")
    assert (settled.code, settled.document["state"]) == (0, "approved")
    assert (bench.states(), [fen for _, fen in bench.applied()]) == (["approved"], [2950])


def test_a_line_known_to_be_gone_sends_nothing(bench, refund_over):
    ended = refund_over("closed", ["0220"])
    assert (ended.error, ended.document["state"], ended.code) == ("link_unavailable", "not_sent", 4)
    assert (bench.states(), bench.rows()) == (["not_sent"], ())


@pytest.mark.parametrize("kind", ["silent", "bad_lrc", "bad_mac", "lost"])
def test_one_spoiled_answer_is_healed_by_the_query(bench, kind):
    bench.fail(kind, "0220", times=1)
    ended = bench.refund("--order", CARD, "--item", "1001=1")
    assert (ended.code, ended.document["state"], len(bench.applied())) == (0, "approved", 1)
    assert bench.states() == ["approved"]


def test_a_refund_that_the_host_never_saw_is_sent_again_under_its_key(bench):
    bench.fail("deaf", "0220", times=3)
    ended = bench.refund("--order", CARD, "--item", "1001=1")
    assert (ended.code, ended.document["state"]) == (0, "approved")
    assert bench.asked()[-3:] == ["0220", "0600", "0221"]
    assert [key for key, _ in bench.applied()] == [ended.document["key"]]


# --- the journal ---------------------------------------------------------------------------------------------------


def test_a_second_terminal_on_the_same_journal(bench):
    holder = open_desk("emulator:", load_settings())
    ended = bench.refund("--order", CARD)
    holder.close()
    assert (ended.error, ended.code, ended.document["message"]) == (
        "journal_held", 4, "流水正被另一终端使用，请先关闭另一终端",
    )  # fmt: skip
    assert bench.untouched()


def test_a_damaged_journal_stops_the_terminal(bench):
    assert bench.refund("--order", CARD, "--amount", "1").code == 0
    journal = load_settings().journal
    data = journal.read_bytes()
    journal.write_bytes(data.replace(b"refund.approved", b"refund.declined"))
    ended = bench.refund("--order", CARD, "--amount", "1")
    assert (ended.error, ended.code, len(bench.applied())) == ("journal_damaged", 4, 1)
    assert bench.run("shop", "reset").code == 0  # practice can put it aside and begin anew
    assert bench.untouched()


def fail_writes(monkeypatch, after):
    """The journal's disk is full from the n-th event on."""
    honest, events = Journal._append, []

    def append(journal, kind, **fields):
        events.append(kind)
        if len(events) > after:
            journal._failed = "disk full"
        honest(journal, kind, **fields)

    monkeypatch.setattr(Journal, "_append", append)


# fmt: off
FULL_DISK = [
    # events that still fit, error, exit code, state afterwards, rows in the ledger
    (0, "journal_write", 4, [],           0),
    (1, "interrupted",   3, ["pending"],  1),
    (2, None,            0, ["approved"], 1),  # only the note about the receipt is missing: it is printed again
]
# fmt: on


@pytest.mark.parametrize(("fits", "error", "code", "states", "rows"), FULL_DISK)
def test_a_full_disk_under_way(bench, monkeypatch, fits, error, code, states, rows):
    with monkeypatch.context() as full:
        fail_writes(full, fits)
        bench.fail("none")
        ended = bench.refund("--order", CARD, "--item", "1001=1")
        assert (ended.error, ended.code) == (error, code)
        assert bench.asked().count("0220") == rows
        assert bench.asked()[-1] == ("0220" if rows else "0600")  # nothing was sent after the failed write
    bench.heal()
    assert (bench.states(), len(bench.applied())) == (states, rows)


def test_a_disk_full_for_the_receipt_alone(bench, monkeypatch):
    """The money moved and the journal knows it: approved, and the receipt comes with the next start, as a reprint."""

    def full(*words, **options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("terminal.printers.file_printer.save_new", full)
        ended = bench.refund("--order", CARD, "--item", "1001=1")
    assert (ended.code, ended.document["state"], ended.document["receipt"]) == (0, "approved", [])
    printed = bench.resolve().document
    assert (printed["state"], len(printed["receipt"])) == ("approved", 4)
    assert "重打印" in Path(printed["receipt"][0]).read_text(encoding="utf-8")
    assert bench.resolve().out == ""


def test_no_file_of_a_card_refund_holds_the_number(bench, holds_card, tuihuo_home):
    assert bench.refund("--order", CARD, "--item", "1001=1").code == 0
    folder = tuihuo_home / "practice"
    names = {file.name for file in folder.iterdir()}
    assert {"journal.db", "journal.lock", "ledger.db", "receipts"} <= names
    assert holds_card(folder, TEST_CARDS["unionpay"].number) == []


def test_no_file_holds_it_while_the_terminal_runs(bench, holds_card, tuihuo_home):
    """With the -wal of journal and ledger still there."""
    card = TEST_CARDS["unionpay"]
    desk = open_desk("emulator:", load_settings())
    desk.sign_on("01")
    original = desk.find(ByOrder(CARD))
    desk.refund(BY, RefundRequest(original, 100), card, lambda record: None)
    assert [printed.trouble for printed in desk.prints.wait(30)] == [()]
    assert (tuihuo_home / "practice" / "journal.db-wal").stat().st_size > 0
    assert holds_card(tuihuo_home, card.number) == []
    desk.close()


# --- request numbers -----------------------------------------------------------------------------------------------

# fmt: off
SAME = [
    # the first request, the same again
    ["--order", CARD],
    ["--order", CARD, "--item", "1001=1"],
    ["--order", CARD, "--amount", "12.5"],
    ["--order", WECHAT],
]
OTHER = [
    # the first request, another body under its number
    (["--order", CARD, "--item", "1001=1"],  ["--order", CARD, "--item", "1001=2"]),
    (["--order", CARD, "--item", "1001=1"],  ["--order", CARD]),
    (["--order", CARD, "--item", "1001=1"],  ["--order", CARD, "--amount", "29.50"]),
    (["--order", CARD, "--amount", "12.5"],  ["--order", CARD, "--amount", "12.51"]),
    (["--order", CARD, "--amount", "12.5"],  ["--order", WECHAT, "--amount", "12.5"]),
    (["--order", CARD, "--amount", "12.5"],  ["--order", CARD, "--amount", "12.5", "--card", "visa"]),
    (["--order", WECHAT],                    ["--order", WECHAT, "--amount", "59.90"]),
]
# fmt: on


@pytest.mark.parametrize("words", SAME, ids=lambda words: " ".join(words[2:]) or words[1])
def test_the_same_request_gives_the_stored_result(bench, words):
    first = bench.refund(*words, "--request", "R-1")
    again = bench.refund(*words, "--request", "R-1")
    assert (first.code, again.code) == (0, 0)
    assert (first.document["replayed"], again.document["replayed"]) == (False, True)
    assert again.document | {"replayed": False, "receipt": []} == first.document | {"receipt": []}
    assert len(bench.applied()) == len(bench.records()) == 1


@pytest.mark.parametrize(("first", "other"), OTHER, ids=lambda words: " ".join(words[2:]) or words[1])
def test_another_body_under_the_same_number(bench, first, other):
    assert bench.refund(*first, "--request", "R-1").code == 0
    ended = bench.refund(*other, "--request", "R-1")
    assert (ended.error, ended.code) == ("request_differs", 2)
    assert len(bench.applied()) == len(bench.records()) == 1


@pytest.mark.parametrize("sign", ["", " ", "/", "–"])
def test_a_card_number_is_no_request_number(bench, sign):
    number = sign.join(re.findall("....", TEST_CARDS["unionpay"].number))
    ended = bench.refund("--order", CARD, "--request", number)
    assert (ended.error, ended.code, bench.records()) == ("request_card", 2, ())
    assert (number in ended.err, number in ended.out) == (False, False)


def test_a_request_is_answered_when_its_goods_are_gone(bench):
    words = ["--order", CARD, "--item", "1001=1", "--request", "R-1"]
    assert bench.refund(*words).code == 0
    assert bench.refund("--order", CARD).code == 0  # the rest of it
    again = bench.refund(*words)
    assert (again.code, again.document["replayed"], again.document["amount_fen"]) == (0, True, 2950)


@pytest.mark.parametrize("words", SAME, ids=lambda words: " ".join(words[2:]) or words[1])
def test_a_request_is_answered_without_a_line(bench, words):
    first = bench.refund(*words, "--request", "R-1")
    bench.fail("closed", "0800", "0600", "0220")
    again = bench.refund(*words, "--request", "R-1")
    assert (again.code, again.document["key"], again.document["replayed"]) == (0, first.document["key"], True)


def test_a_request_still_open_is_asked_about_then_answered(bench, monkeypatch):
    def interrupt(*words):
        raise KeyboardInterrupt

    words = ["--order", CARD, "--item", "1001=1", "--request", "R-1"]
    with monkeypatch.context() as patched:
        patched.setattr("terminal.line.talks.RefundTalk.hear", interrupt)
        assert bench.refund(*words).code == 3
    bench.fail("silent", "0800", "0600")
    unasked = bench.refund(*words)
    assert (unasked.code, unasked.document["replayed"], bench.states()) == (3, True, ["pending"])
    bench.heal()
    asked = bench.refund(*words)
    assert (asked.code, asked.document["replayed"], bench.states()) == (0, True, ["approved"])
    assert len(bench.applied()) == 1


def test_a_request_that_was_declined_stays_so(bench, generous):
    words = ["--order", order_no("800000260018"), "--request", "R-1"]
    assert [bench.refund(*words).document["code"] for _ in range(2)] == ["22", "22"]
    assert len(bench.records()) == 1


def test_a_request_of_which_nothing_was_sent_may_come_again(bench):
    bench.fail("closed", "0220")
    words = ["--order", CARD, "--item", "1001=1", "--request", "R-1"]
    assert (bench.refund(*words).code, bench.states()) == (4, ["not_sent"])
    bench.heal()
    assert (bench.refund(*words).code, bench.states(), len(bench.applied())) == (0, ["not_sent", "approved"], 1)


# --- interrupted ---------------------------------------------------------------------------------------------------


def test_an_exchange_bears_its_number_as_on_the_screen(bench):
    ended = bench.refund("--order", CARD, "--item", "1001=1", "--exchange", "--request", "R-1")
    number = ended.document["exchange_no"]
    (record,) = bench.records()
    assert (ended.code, number) == (0, exchange_number(record.key))
    slip = Path(ended.document["receipt"][0]).read_text(encoding="utf-8")
    assert number in slip
    assert bench.refund("--order", CARD, "--item", "1001=1", "--request", "R-1").error == "request_differs"
    assert bench.refund("--order", WECHAT).document["exchange_no"] == ""


# fmt: off
STANDINGS = [  # [device] of a scenario, the refusal, its code, what is said before it
    ('paper = "low"',  None,            0, "! 打印纸将尽"),
    ("clock = 600",    None,            0, "! 时钟"),
    ("battery = 15",   None,            0, "! 电量15%"),
    ("battery = 3",    "battery_empty", 4, "电量仅剩3%"),
]
# fmt: on


@pytest.mark.parametrize(("device", "error", "code", "said"), STANDINGS)
def test_the_preflight_speaks_where_something_is_wrong(bench, tmp_path, device, error, code, said):
    file = tmp_path / "standing.toml"
    head = 'zh = "样"\nen = "a"\nsees_zh = "样"\nsees_en = "a"\nlinks = "any"\n[device]\n'
    file.write_text(f"{head}{device}\n", encoding="utf-8")
    ended = bench.run("refund", "--order", CARD, "--link", f"emulator:?scenario={file}", "--json")
    assert (ended.error, ended.code, said in ended.err) == (error, code, True)
    assert len(bench.rows()) == (not code)


def test_the_preflight_is_silent_while_all_is_well(bench):
    assert "!" not in bench.refund("--order", CARD).err


def test_an_unfinished_settlement_is_told_before_anything_is_looked_for(bench, settlement_left):
    assert bench.refund("--order", CARD, "--item", "1001=1").code == 0
    settlement_left()
    ended = bench.refund("--order", UNKNOWN_ORDER)
    assert (ended.error, ended.code) == ("settle_unfinished", 1)
    assert ended.err == "上次结算未完成：请先用同一 --link 运行 tuihuo resolve，或在终端 7 结算 继续\n"
    assert ended.document["message"] == ended.err.strip()


def test_interrupted_before_anything_left(bench, monkeypatch):
    def interrupt(*words):
        raise KeyboardInterrupt

    monkeypatch.setattr("terminal.desk.cashdesk.Desk.find", interrupt)
    ended = bench.refund("--order", CARD)
    assert (ended.code, ended.out) == (4, "")
    assert bench.untouched()


def test_interrupted_after_the_refund_left_is_unknown(bench, monkeypatch):
    def interrupt(*words):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("terminal.line.talks.RefundTalk.hear", interrupt)
        ended = bench.refund("--order", CARD, "--item", "1001=1")
    assert (ended.code, ended.error, ended.document["state"]) == (3, "interrupted", "pending")
    assert bench.resolve().document["state"] == "approved"
    assert len(bench.applied()) == 1


def test_stopped_while_it_is_asked_again_it_is_as_unknown_as_before(bench, monkeypatch):
    def interrupt(*words):
        raise KeyboardInterrupt

    words = ("--order", CARD, "--amount", "1", "--request", "R1")
    with monkeypatch.context() as patched:
        patched.setattr("terminal.line.talks.RefundTalk.hear", interrupt)
        assert bench.refund(*words).code == 3
        ended = bench.refund(*words)
    assert (ended.code, ended.error) == (3, "interrupted")


def test_the_refusal_of_a_closed_stderr_does_not_stop_a_refund(bench, monkeypatch):
    class Gone:
        def write(self, text):
            raise BrokenPipeError

        def flush(self):
            raise BrokenPipeError

    monkeypatch.setattr("sys.stderr", Gone())
    assert bench.refund("--order", CARD, "--item", "1001=1").code == 0


def test_refusals_say_word_and_details():
    assert str(Refusal("locked", seconds=60)) == "locked seconds=60"
    assert Refusal("locked").exit_code == 1
    assert os.environ["TUIHUO_HOME"].endswith("tuihuo-home")


def test_an_operator_of_ones_own_and_a_new_supervisor_password(bench, monkeypatch):
    desk = open_desk("emulator:", load_settings())
    desk.staff.add(Admitted("00"), "02", "4711")
    desk.staff.remove(Admitted("00"), "01")
    desk.staff.set_password(Admitted("00"), "00", "654321")
    desk.close()
    assert bench.refund("--order", CARD, "--operator", "02").document["error"] == "supervisor_password"
    monkeypatch.setenv("TUIHUO_SUPERVISOR_PASSWORD", "654321")
    assert bench.refund("--order", CARD).document["error"] == "operator_unknown"
    assert bench.refund("--order", CARD, "--operator", "02").document["state"] == "approved"
    assert bench.resolve("--operator", "02").code == 0


def test_without_a_link_it_is_the_terminals_own(bench):
    write_parameters(load_settings().parameters, Parameters(link="tcp://127.0.0.1:1"))
    assert bench.run("refund", "--order", CARD, "--json").document["error"] == "link_unavailable"
    assert bench.run("refund", "--order", CARD, "--json", "--link", "emulator:").document["state"] == "approved"


def test_a_damaged_file_of_parameters_is_named(bench):
    settings = load_settings()
    settings.parameters.parent.mkdir(parents=True)
    settings.parameters.write_text("copies = 9\n", encoding="utf-8")
    ended = bench.run("refund", "--order", CARD)
    assert (ended.code, "parameters.toml" in ended.err, "copies" in ended.err) == (2, True, True)
