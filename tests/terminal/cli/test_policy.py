"""`tuihuo policy` and a refund that the policy is against, headless: words, JSON and exit codes."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from policies import TOML

from scanner.salesslip import order_no

DAY_31 = order_no("800000260019")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(TOML.replace("window_days = 15", "window_days = -15"), encoding="utf-8")
    return file


LINE = TOML[: TOML.index("window_days = 15")].count("\n") + 1


def test_a_policy_that_can_be_taken(bench, tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(TOML, encoding="utf-8")
    ended = bench.run("policy", "check", str(file))
    assert (ended.code, ended.out, ended.err) == (0, f"{file}: 可以使用，2个有效期\n", "")
    document = bench.run("policy", "check", str(file), "--json").document
    assert document == {
        "good": True,
        "file": str(file),
        "name": "退货练习店退款政策（示例）",
        "periods": [{"since": None, "until": "2025-12-31"}, {"since": "2026-01-01", "until": None}],
    }


def test_a_fault_is_named_by_file_line_and_key(bench, broken):
    ended = bench.run("policy", "check", str(broken))
    said = f"{broken}:{LINE}: period[1].window_days: a whole number from 0 to 36500 wanted\n"
    assert (ended.code, ended.out, ended.err) == (2, "", said)
    ended = bench.run("policy", "check", str(broken), "--json")
    assert (ended.code, ended.err) == (2, said)
    assert ended.document == {
        "good": False,
        "file": str(broken),
        "line": LINE,
        "key": "period[1].window_days",
        "reason": "a whole number from 0 to 36500 wanted",
    }


def test_a_file_that_is_not_there(bench, tmp_path):
    ended = bench.run("policy", "check", str(tmp_path / "none.toml"))
    assert (ended.code, ended.out, ended.err) == (2, "", f"{tmp_path / 'none.toml'}: 没有这个文件或目录\n")


# fmt: off
SHOWN = [
    # lang, on, lines that are there
    ("zh", "2026-11-22", ["政策: 退货练习店退款政策（示例）", "文件: 随程序的示例", "有效期: 2026-01-01…",
                          "退货期: 销售后30天内(含第30天)；逾期须办退款申请", "不可退商品: 29*；不退", "费用: 无",
                          "审核: 主管审核5,000.00元以内；超出由店长审核",
                          "重复申请: 同一单据同时只办一个",
                          "设备退款: 销售单, 发票, 合同副本, 付款凭证, 故障报告"]),
    ("zh", "2025-12-31", ["有效期: …2025-12-31", "逾期提醒: 无", "终端外退款: 银行转账 1-5个工作日(示例)",
                          "费用: 退款额的5% + 0.00元，销售后7天内免收；拆封折旧费（示例）"]),
    ("en", "2026-01-01", ["In force: 2026-01-01…", "Fee: none", "Cases of a receipt: one at a time",
                          "Returns: up to and including day 30 after the sale; later ones: a case may decide"]),
]
# fmt: on


@pytest.mark.parametrize(("lang", "on", "lines"), SHOWN, ids=[f"{row[0]} {row[1]}" for row in SHOWN])
def test_the_rules_of_a_day_in_words(bench, monkeypatch, lang, on, lines):
    monkeypatch.setenv("TUIHUO_LANG", lang)
    ended = bench.run("policy", "show", "--on", on)
    assert (ended.code, ended.err) == (0, "")
    assert [line for line in lines if line not in ended.out.splitlines()] == []


def test_the_shops_own_policy_is_shown_and_a_broken_one_is_refused(bench, tuihuo_home):
    tuihuo_home.mkdir()
    file = tuihuo_home / "policy.toml"
    file.write_text(TOML.replace("case_above_fen = 1_000_000", ""), encoding="utf-8")
    ended = bench.run("policy", "show")
    assert (ended.code, f"文件: {file}" in ended.out, "柜台退货: 不限金额" in ended.out) == (0, True, True)
    file.write_text("name = 1", encoding="utf-8")
    ended = bench.run("policy", "show")
    said = f"退款政策文件有误：name text of 1 to 60 characters that can be printed wanted（{file}:1）"
    assert (ended.code, ended.out, ended.err.splitlines()[0].startswith(said)) == (2, "", True)


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow"])
def test_a_day_that_is_none_is_wrong_usage(bench, day):
    ended = bench.run("policy", "show", "--on", day)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("用法不对: ")


# ---- a refund that the policy is against ----


def test_a_refund_past_the_window_asks_for_a_case(bench):
    ended = bench.refund("--order", DAY_31)
    assert (ended.code, bench.untouched()) == (1, True)
    assert ended.document == {
        "state": "refused",
        "error": "policy_wants_case",
        "message": "须办退款申请（管理-9）：超过30天退货期",
        "details": {"rule": "window", "case_no": "", "days": 30},
    }
    assert ended.err.splitlines()[-1] == "须办退款申请（管理-9）：超过30天退货期"


def test_a_refund_that_is_never_given(bench, tuihuo_home):
    tuihuo_home.mkdir()
    own = TOML.replace('"29*"]        #', '"1003"]        #')
    (tuihuo_home / "policy.toml").write_text(own, encoding="utf-8")
    ended = bench.refund("--order", order_no("800000260002"), "--item", "1003=1")
    assert (ended.code, ended.error, ended.document["message"]) == (1, "policy_refuses", "退款政策不允许：数据线不可退")
    assert bench.untouched()


def test_a_request_is_answered_as_before_whatever_the_policy_says_by_now(bench, tuihuo_home):
    words = ["--order", order_no("800000260002"), "--amount", "1", "--request", "R-1"]
    assert bench.refund(*words).code == 0
    own = TOML.replace("case_above_fen = 1_000_000", "case_above_fen = 1")
    (tuihuo_home / "policy.toml").write_text(own, encoding="utf-8")
    again = bench.refund(*words)
    assert (again.code, again.document["replayed"]) == (0, True)
    assert bench.refund(*words[:-1], "R-2").error == "policy_wants_case"


def test_a_broken_policy_stops_every_verb_that_opens_the_desk(bench, tuihuo_home, broken):
    tuihuo_home.mkdir()
    (tuihuo_home / "policy.toml").write_bytes(broken.read_bytes())
    ended = bench.refund("--order", DAY_31)
    assert (ended.code, ended.error, ended.document["details"]["key"]) == (2, "policy_damaged", "period[1].window_days")
    assert bench.resolve().code == 2


def test_the_couples_order_is_past_the_window_on_any_day(bench):
    """31 days, whatever day the practice shop opens."""
    (order,) = [one for one in bench.run("shop", "list", "--json").documents if one["order_no"] == DAY_31]
    today = datetime.now().astimezone().date()
    assert order["paid_date"] == f"{today - timedelta(days=31):%Y%m%d}"
