"""`tuihuo resolve` where a settlement was begun and cut: it is gone on with first, then the refunds."""

import pytest

from scanner.salesslip import order_no
from terminal.settings import load_settings

CARD, WECHAT = order_no("800000260001"), order_no("800000260002")


@pytest.fixture
def cut(bench, settlement_left) -> None:
    """A batch of one refund of 1.00, whose settlement was begun and got no answer."""
    assert bench.refund("--order", CARD, "--amount", "1").code == 0
    settlement_left()


@pytest.mark.usefixtures("cut")
def test_it_is_finished_and_said(bench):
    ended = bench.resolve()
    said = ended.document["settlement"]
    assert (ended.code, said["state"], said["error"], said["batch_no"]) == (0, "closed", None, "000001")
    assert said["ours"] == said["host"] == {"debit_count": 0, "debit_fen": 0, "credit_count": 1, "credit_fen": 100}
    assert (said["balanced"], said["message"]) == (True, "结算成功，批次000001已结，新批次000002")
    assert [path.rpartition(".")[2] for path in said["receipt"]] == ["txt", "png"]
    assert ended.err == "上次结算未完成，请继续结算\n"
    assert bench.resolve().out == ""
    again = bench.refund("--order", CARD, "--amount", "1")
    assert (again.code, str(again.document["key"]).split("-")[3]) == (0, "000002")


@pytest.mark.usefixtures("cut")
def test_for_people_its_slip(bench):
    ended = bench.run("resolve", "--link", "emulator:")
    assert (ended.code, "结算总计单" in ended.out) == (0, True)


@pytest.mark.usefixtures("cut")
@pytest.mark.parametrize(
    ("silent", "code", "error"), [("0500", 3, "settle_unanswered"), ("0320", 3, "settle_unanswered")]
)
def test_no_answer_leaves_it_unfinished_and_no_refund_is_made(bench, silent, code, error):
    bench.fail("silent", silent)
    ended = bench.resolve()
    said = ended.document["settlement"]
    assert (ended.code, said["state"], said["error"], said["cause"]) == (code, "begun", error, "no_answer")
    assert bench.refund("--order", WECHAT, "--amount", "1").error == "settle_unfinished"
    bench.heal()
    assert bench.resolve().document["settlement"]["state"] == "closed"


@pytest.mark.usefixtures("cut")
def test_a_host_that_will_not_leaves_the_batch_open(bench, tmp_path):
    file = tmp_path / "refuses.toml"
    head = 'zh = "样"\nen = "a"\nsees_zh = "样"\nsees_en = "a"\nlinks = "any"\n'
    file.write_text(
        f'{head}[[rule]]\n[rule.match]\ntransaction = "settlement"\n[rule.act]\ncode = "97"\n', encoding="utf-8"
    )
    ended = bench.run("resolve", "--link", f"emulator:?scenario={file}", "--json")
    said = ended.document["settlement"]
    assert (ended.code, said["state"], said["error"], said["code"]) == (1, "refused", "settle_refused", "97")
    assert bench.refund("--order", WECHAT, "--amount", "1").code == 0


@pytest.mark.usefixtures("cut")
def test_one_of_another_host_is_named_and_never_asked_about(bench):
    ledger = load_settings().ledger
    ledger.rename(ledger.with_name("ledger-a.db"))
    bench.fail("none")
    ended = bench.resolve()
    assert (ended.code, ended.out, "批次000001" in ended.err) == (3, "", True)
    assert bench.asked() == ["0800"]


@pytest.mark.usefixtures("cut")
def test_stopped_half_way_the_outcome_is_unknown(bench, monkeypatch):
    def interrupt(*words):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("terminal.line.payment_talks.QuestionTalk.hear", interrupt)
        ended = bench.resolve()
    assert (ended.code, ended.document["settlement"]["state"]) == (3, "begun")
    assert bench.resolve().code == 0
