"""`tuihuo case`: every kind from the first talk to the last, its exit codes, and payees that no command line shows."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scanner.salesslip import order_no
from terminal.case.acts import ACTS
from terminal.case.papers import NEEDED, Kind
from terminal.cli.case.steps import DESK_STEPS, STEPS, VERBS
from terminal.compose import open_desk
from terminal.desk.operators import Admitted
from terminal.settings import load_settings

CARD, WECHAT = order_no("800000260001"), order_no("800000260002")
WRITTEN = ("--applicant", "王女士", "--contact", "138****0000", "--reason", "买后第二天不能开机")
MANAGER = ("--operator", "98")
SUPERVISOR = ("--operator", "00")
ACCOUNT = "6205500000000000004"
BANK = {"name": "张小明", "account": ACCOUNT, "bank": "中国工商银行上海分行"}


class Cases:
    """Verbs about one case."""

    def __init__(self, bench: Any, folder: Path) -> None:
        self.bench, self.folder = bench, folder
        self.no = ""

    def new(self, kind: str, *words: str, order: str = CARD) -> Any:
        ended = self.bench.run("case", "new", kind, "--order", order, *WRITTEN, *words, "--json")
        self.no = ended.document.get("case_no", "")
        return ended

    def step(self, act: str, *words: str) -> Any:
        return self.bench.run("case", "step", self.no, act, *words, "--json")

    def done(self, act: str, *words: str) -> dict[str, Any]:
        ended = self.step(act, *words)
        assert (ended.code, ended.error) == (0, None), ended
        return dict(ended.document)

    def gathered(self, kind: str) -> None:
        self.done("papers")
        for paper in NEEDED[Kind(kind)]:
            file = self.folder / f"{paper}.txt"
            file.write_text(f"{paper} of {self.no}", encoding="utf-8")
            assert self.bench.run("case", "attach", self.no, paper, str(file), "--json").code == 0

    def agreed(self, kind: str, *words: str) -> None:
        self.gathered(kind)
        self.done("apply")
        self.done("approve", *MANAGER, *words)
        assert self.step("draw").code == 0
        self.done("sign", "--party", "customer", "--name", "王女士")
        self.done("sign", "--party", "shop", "--name", "李店长")

    def shown(self) -> dict[str, Any]:
        return dict(self.bench.run("case", "show", self.no, "--json").document)


@pytest.fixture
def cases(bench: Any, tmp_path: Path) -> Cases:
    return Cases(bench, tmp_path)


def payee(folder: Path, **other: str) -> str:
    file = folder / "payee.json"
    file.write_text(json.dumps({**BANK, **other}), encoding="utf-8")
    file.chmod(0o600)
    return str(file)


@pytest.mark.parametrize("kind", ["transaction", "service", "policy"])
def test_from_the_first_talk_to_the_last(cases: Cases, kind: str) -> None:
    assert cases.new(kind).document["state"] == "talking"
    cases.done("talk", "--intake", "phone", "--who", "王女士", "--words", "请带销售单和发票")
    cases.agreed(kind)
    paid = cases.done("refund", *SUPERVISOR)
    assert (paid["state"], paid["refund"]["state"], paid["refund"]["case_no"]) == ("paid", "approved", cases.no)
    cases.done("arrive", "--arrived")
    assert cases.done("close", "--score", "5", "--words", "满意")["state"] == "closed"
    assert cases.bench.run("case", "list", "--json").documents == []
    (listed,) = cases.bench.run("case", "list", "--which", "all", "--json").documents
    assert (listed["case_no"], listed["state"]) == (cases.no, "closed")


def test_a_device_that_comes_back(cases: Cases) -> None:
    cases.new("device", "--fault", "fault", "--part", "主机", "--part", "电源线")
    cases.agreed("device")
    cases.done("send", "--courier", "顺丰", "--number", "SF1234567890")
    cases.done("receive", "--missing", "电源线")
    cases.done("check", "--words", "完好")
    assert cases.done("refund", *SUPERVISOR)["case"]["parcel"]["missing"] == ["电源线"]


def test_a_device_that_is_not_taken_goes_back(cases: Cases) -> None:
    cases.new("device", "--fault", "personal")
    cases.agreed("device")
    cases.done("receive")
    assert cases.done("reject", "--why", "人为进水", *SUPERVISOR)["state"] == "goods_back"
    assert cases.step("refund", *SUPERVISOR).error == "case_not_ready"
    assert cases.done("return", "--courier", "顺丰", "--number", "SF2")["state"] == "sent_back"


def test_refused_then_improved_then_approved(cases: Cases) -> None:
    cases.new("transaction")
    cases.gathered("transaction")
    cases.done("apply")
    refused = cases.done("refuse", *SUPERVISOR, "--why", "截图不清", "--improve", "请补清晰截图")
    assert (refused["state"], refused["blocks"]) == ("refused", True)
    quick = cases.bench.refund("--order", CARD)
    assert (quick.error, quick.code, quick.document["details"]["case"]) == ("case_open", 1, cases.no)
    cases.done("apply")
    assert cases.done("approve", *SUPERVISOR, "--amount", "100")["granted_fen"] == 10000


def test_escalated_and_settled(cases: Cases) -> None:
    cases.new("service")
    cases.done("escalate", *SUPERVISOR, "--venue", "complaint", "--number", "12315-1", "--words", "客户投诉")
    assert cases.done("settle", *SUPERVISOR, "--review", "--words", "调解：重新审核")["state"] == "applied"


def test_outside_by_bank_transfer(cases: Cases, tmp_path: Path, holds_card: Callable[[Path, str], list[str]]) -> None:
    cases.new("transaction", order=CARD)
    cases.agreed("transaction", "--route", "bank")
    file = payee(tmp_path)
    keyed = cases.done("payee", "--payee", file)["case"]["payee"]
    assert (keyed["name"], keyed["account"], "digest" in keyed) == ("张**", "6205****0004", False)
    assert cases.step("enter", "--payee", file).error == "right_missing"
    differs = payee(tmp_path, bank="中国银行")
    assert cases.step("enter", *SUPERVISOR, "--payee", differs).error == "payee_differs"
    entered = cases.done("enter", *SUPERVISOR, "--payee", payee(tmp_path))
    assert (entered["state"], entered["case"]["entry"]["at_host"]) == ("entered", True)
    assert cases.bench.refund("--order", CARD, "--amount", "1").error == "original_refunded"
    other = payee(tmp_path, bank="中国银行")
    assert cases.step("pay", *SUPERVISOR, "--reference", "ICBC-0001", "--payee", other).error == "payee_differs"
    paid = cases.done("pay", *SUPERVISOR, "--reference", "ICBC-0001", "--payee", payee(tmp_path))
    assert (paid["state"], paid["paid_fen"]) == ("paid", 12850)
    assert cases.bench.refund("--order", CARD).error == "original_refunded"
    Path(file).unlink()
    assert holds_card(tmp_path, ACCOUNT) == []


def test_an_entry_is_released_and_another_route_agreed(cases: Cases, tmp_path: Path) -> None:
    cases.new("transaction")
    cases.agreed("transaction", "--route", "bank")
    cases.done("payee", "--payee", payee(tmp_path))
    cases.done("enter", *SUPERVISOR, "--payee", payee(tmp_path))
    released = cases.done("release", *SUPERVISOR, "--why", "客户改为原路退回")
    assert (released["state"], released["case"]["entry"]) == ("ready", None)
    cases.done("approve", *MANAGER)
    cases.step("draw")
    cases.done("sign", "--party", "customer", "--name", "王女士")
    cases.done("sign", "--party", "shop", "--name", "李店长")
    assert cases.done("refund", *SUPERVISOR)["refund"]["state"] == "approved"


def test_an_entry_without_an_answer_is_taken_up(cases: Cases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases.new("transaction")
    cases.agreed("transaction", "--route", "bank")
    cases.done("payee", "--payee", payee(tmp_path))
    cases.bench.fail("silent", "0620")
    ended = cases.step("enter", *SUPERVISOR, "--payee", payee(tmp_path))
    assert (ended.code, ended.error, ended.document["state"]) == (3, "no_answer", "entering")
    cases.bench.heal()
    assert cases.done("take-up")["state"] == "entered"
    assert cases.step("take-up").error == "case_not_ready"


def stop(*_words: object) -> None:
    raise KeyboardInterrupt


def test_a_refund_stopped_behind_its_first_byte_is_unknown(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    cases.new("service")
    cases.agreed("service")
    with monkeypatch.context() as patched:
        patched.setattr("terminal.line.talks.RefundTalk.hear", stop)
        ended = cases.step("refund", *SUPERVISOR)
    assert (ended.code, ended.error, ended.document["refund"]["state"]) == (3, "interrupted", "pending")
    assert cases.bench.resolve().document["state"] == "approved"
    assert cases.shown()["state"] == "paid"


def test_a_refund_stopped_before_it_has_sent_nothing(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    cases.new("service")
    cases.agreed("service")
    monkeypatch.setattr("terminal.desk.cashdesk.Desk.resume", stop)
    assert cases.step("refund", *SUPERVISOR).code == 4


@pytest.mark.parametrize(("early", "code"), [(False, 3), (True, 130)])
def test_an_entry_stopped_half_way_is_unknown_where_it_was_intended(
    cases: Cases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, early: bool, code: int
) -> None:
    cases.new("transaction")
    cases.agreed("transaction", "--route", "bank")
    cases.done("payee", "--payee", payee(tmp_path))
    where = "terminal.desk.cashdesk.Desk.resume" if early else "terminal.line.outside_talk.OutsideTalk.hear"
    with monkeypatch.context() as patched:
        patched.setattr(where, stop)
        ended = cases.step("enter", *SUPERVISOR, "--payee", payee(tmp_path))
    assert ended.code == code
    assert cases.shown()["state"] == ("ready" if early else "entering")


# fmt: off
BAD = [
    # words                                                                error                code
    (("case", "show", "202611220009"),                                     "case_unknown",         1),
    (("case", "show", "1"),                                                "case_unknown",         1),
    (("case", "new", "device", "--order", CARD, *WRITTEN),                 "case_fault_missing",   2),
    (("case", "new", "service", "--order", CARD, "--fault", "damage", *WRITTEN), "case_fault_foreign", 2),
    (("case", "new", "service", "--order", CARD),                          "usage",                2),
    (("case", "new", "service", *WRITTEN),                                 "usage",                2),
    (("case", "new", "service", "--order", CARD, *WRITTEN, "--amount", "200"), "case_wanted_over", 1),
    (("case", "new", "service", "--order", CARD, *WRITTEN, "--item", "9=1"), "item_unknown",       2),
    (("case", "new", "service", "--order", CARD, *WRITTEN, "--receipt", "6205500000000000004"), "case_words", 2),
    (("case", "new", "service", "--order", CARD, *WRITTEN, "--wanted-by", "2026-13-01"), "case_words", 2),
    (("case", "new", "service", "--order", CARD, *WRITTEN, "--wanted-by", "2026-02-30"), "case_words", 2),
    (("case", "list", "--operator", "99", "--json"),                       "operator_password",    1),
]
# fmt: on


@pytest.mark.parametrize(("words", "error", "code"), BAD)
def test_bad_words(bench: Any, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], error: str, code: int) -> None:
    monkeypatch.setenv("TUIHUO_OPERATOR_PASSWORD", "0000")
    ended = bench.run(*words, *(() if "--json" in words else ("--json",)))
    assert (ended.document["error"], ended.code) == (error, code)


# fmt: off
BAD_STEPS = [
    # act and its words                                           error                 code
    (("approve", *MANAGER),                                       "case_out_of_order",    1),
    (("talk", "--intake", "phone", "--who", "王"),                "usage",                2),
    (("talk", "--anew", "--who", "王"),                            "usage",                2),
    (("talk", "--intake", "web", "--who", " ", "--words", "好"),   "case_words",           2),
    (("withdraw", "--why", "x" * 501),                            "case_words",           2),
    (("attached",),                                               "usage",                2),
    (("discard", "--sha256", "ab", "--why", "错"),                "paper_unknown",        1),
    (("refund", *SUPERVISOR),                                     "case_not_ready",       1),
    (("payee", "--payee", "/nowhere"),                            "usage",                2),
    (("take-up",),                                                "case_not_ready",       1),
    (("change", "--words", "好"),                                 "usage",                2),
]
# fmt: on


@pytest.mark.parametrize(("words", "error", "code"), BAD_STEPS)
def test_bad_steps(cases: Cases, words: tuple[str, ...], error: str, code: int) -> None:
    cases.new("transaction")
    before = cases.shown()
    ended = cases.step(*words)
    assert (ended.code, [one["error"] for one in ended.documents]) == (code, [error])
    assert cases.shown() == before


@pytest.mark.parametrize(("fee", "granted_fen"), [("28.50", 10_000), ("0", 12_850)])
def test_what_is_granted_is_preset_to_what_is_wanted_less_the_fee(cases: Cases, fee: str, granted_fen: int) -> None:
    cases.new("service")
    cases.gathered("service")
    cases.done("apply")
    assert cases.step("approve", *MANAGER, "--fee", "128.50").error == "case_fee_over"
    assert cases.done("approve", *MANAGER, "--fee", fee)["granted_fen"] == granted_fen


def test_a_form_and_an_act_come_from_json_too(cases: Cases, tmp_path: Path) -> None:
    form = {"applicant": "李先生", "contact": "微信", "reason": "重复扣款", "wanted_fen": 100, "receipt_no": "A-1"}
    file = tmp_path / "form.json"
    file.write_text(json.dumps(form), encoding="utf-8")
    opened = cases.bench.run("case", "new", "transaction", "--order", CARD, "--form", str(file), "--json").document
    cases.no = opened["case_no"]
    assert (opened["case"]["form"]["applicant"], opened["case"]["form"]["wanted_fen"]) == ("李先生", 100)
    file.write_text(json.dumps({"intake": "web", "who": "李先生", "words": "已收到"}), encoding="utf-8")
    talked = cases.done("talk", "--fields", str(file), "--words", "已收到材料")
    assert talked["case"]["talks"][0]["words"] == "已收到材料"
    file.write_text(json.dumps({"card": "6205500000000000004"}), encoding="utf-8")
    assert cases.step("talk", "--fields", str(file)).error == "usage"
    file.write_text(json.dumps({"wanted_fen": 200, "reason": "金额写错"}), encoding="utf-8")
    changed = cases.done("change", "--fields", str(file))["case"]["form"]
    assert (changed["wanted_fen"], changed["reason"], changed["receipt_no"]) == (200, "金额写错", "A-1")


def test_a_payee_that_others_can_read_is_not_taken(cases: Cases, tmp_path: Path) -> None:
    cases.new("transaction")
    cases.agreed("transaction", "--route", "bank")
    file = Path(payee(tmp_path))
    file.chmod(0o644)
    ended = cases.step("payee", "--payee", str(file))
    assert (ended.error, "600" in ended.err, ACCOUNT in ended.out + ended.err) == ("usage", True, False)


def test_every_step_is_in_the_help(bench: Any) -> None:
    said = " ".join(bench.run("case", "step", "--help").out.split())
    assert [name for name in (*STEPS, *DESK_STEPS) if f" {name}," not in said and f" {name}." not in said] == []


def test_people_read_lines(cases: Cases) -> None:
    none = cases.bench.run("case", "list")
    assert (none.code, none.out, none.err.splitlines()[-1:]) == (0, "", ["没有这样的退款申请"])
    cases.new("transaction")
    said = cases.bench.run("case", "show", cases.no).out
    assert all(words in said for words in (cases.no, "交易退款", "沟通中", "128.50", "缺 发票", "可办"))
    assert cases.no in cases.bench.run("case", "list").out
    cases.gathered("transaction")
    cases.done("apply")
    cases.done("approve", *MANAGER, "--fee", "28.50")
    said = cases.bench.run("case", "show", cases.no).out
    assert "核准100.00 扣费28.50 已退0.00 应退100.00 原路退回" in said
    led = [line[17:] for line in said.splitlines() if "->" in line]
    assert led == ["01 受理 -> 沟通中", "01 请备材料 -> 备材料", "01 提交申请 -> 待审核", "98 审核通过 -> 审核通过"]


def test_a_wrong_password_moves_nothing(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    cases.new("transaction")
    monkeypatch.setenv("TUIHUO_OPERATOR_PASSWORD", "9999")
    assert cases.step("papers").error == "operator_password"


def test_a_password_file_that_is_named_wins(cases: Cases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cases.new("transaction")
    monkeypatch.setenv("TUIHUO_OPERATOR_PASSWORD", "9999")
    file = tmp_path / "password"
    file.write_text("0000\n", encoding="utf-8")
    assert cases.step("papers", "--password-file", str(file)).document["state"] == "gathering"


def test_who_is_at_the_terminal_while_another_confirms_shows_a_password(
    cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.new("transaction")
    cases.agreed("transaction")
    desk = open_desk("emulator:", load_settings())
    desk.staff.set_password(Admitted("00"), "01", "4711")
    desk.close()
    monkeypatch.setenv("TUIHUO_SIGN_ON_PASSWORD", "0000")
    assert [cases.step("refund", *who).error for who in (SUPERVISOR, MANAGER)] == ["operator_password"] * 2
    monkeypatch.setenv("TUIHUO_SIGN_ON_PASSWORD", "4711")
    assert cases.step("refund", *MANAGER, "--sign-on", "98").error == "operator_password"
    cases.done("refund", *MANAGER)
    desk = open_desk("emulator:", load_settings())
    (record,) = desk.journal.refunds()
    desk.close()
    assert (record.operator_no, record.supervisor_no) == ("01", "98")


def test_nobody_confirms_a_refund_of_their_own(cases: Cases) -> None:
    cases.new("transaction")
    cases.agreed("transaction")
    assert cases.step("refund", *MANAGER, "--sign-on", "98").error == "confirm_same_person"


def test_what_may_be_done_is_said_in_the_words_that_are_typed(cases: Cases) -> None:
    cases.new("transaction")
    (said,) = [line for line in cases.bench.run("case", "show", cases.no).out.splitlines() if "可办" in line]
    assert said == "可办：papers change withdraw talk attach wait"
    assert set(VERBS) | {"opened", "entry_refused"} == set(ACTS)
    assert set(VERBS.values()) == {*STEPS, *DESK_STEPS, "attach"}


def test_papers_are_printed_and_the_evidence_exported(cases: Cases) -> None:
    cases.new("transaction")
    cases.agreed("transaction")
    printed = cases.bench.run("case", "print", cases.no, "agreement", "--json").document
    assert (printed["error"], printed["not_printed"]) == (None, [])
    assert all(Path(file).exists() for file in printed["files"])
    assert printed["files"] != []
    assert cases.bench.run("case", "print", cases.no, "confirmation", "--json").error == "case_not_yet"
    bundle = cases.bench.run("case", "export", cases.no, "--json").document
    files = [Path(bundle["pdf"]), Path(bundle["machine"])]
    assert [hashlib.sha256(file.read_bytes()).hexdigest() for file in files] == bundle["sha256"]
    assert Path(cases.bench.run("case", "export", "--json").document["pdf"]).read_bytes().startswith(b"%PDF")
    assert cases.bench.run("case", "export", "202601010001", "--json").error == "case_unknown"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_refusal_in_both_languages(bench: Any, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setenv("TUIHUO_LANG", lang)
    said = {"zh": "没有退款申请620550*********0004", "en": "There is no refund case 620550*********0004"}[lang]
    assert bench.run("case", "show", ACCOUNT).err.strip() == said


def test_words_and_payees_come_from_stdin_too(cases: Cases) -> None:
    cases.new("transaction")
    said = json.dumps({"intake": "web", "who": "王女士", "words": "已收到"})
    words = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", "case", "step", cases.no, "talk"]
    ended = subprocess.run([*words, "--fields", "-"], input=said, capture_output=True, encoding="utf-8", check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [talk["words"] for talk in cases.shown()["case"]["talks"]] == ["已收到"]
    assert cases.step("payee").error == "usage"


def test_of_a_sale_that_is_keyed_less_is_wanted_than_was_paid(bench: Any) -> None:
    plain = (
        "--rrn",
        "261122000001",
        "--date",
        "1122",
        "--receipt",
        "A-1",
        "--link",
        "emulator:?profile=plain-acquirer",
    )
    opened = bench.run("case", "new", "service", *plain, *WRITTEN, "--paid", "128.50", "--amount", "50.00", "--json")
    assert (opened.code, opened.error) == (0, None), opened
    case = opened.document["case"]
    assert (case["sale"]["amount_fen"], case["form"]["wanted_fen"]) == (12_850, 5_000)
    said = bench.run("case", "show", opened.document["case_no"]).out
    assert "（金额为手工输入）" in said
