"""`tuihuo resolve`: settles by query, with the card, or by giving up; another link's records are left alone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from emulator.practice_host import open_ledger
from protocol.transactions import Rejected
from scanner.salesslip import order_no
from terminal.compose import Options, open_desk
from terminal.desk.door import Refusal
from terminal.line.till import Till
from terminal.settings import Settings, load_settings
from terminal.trade import refund_steps
from terminal.trade.refund import State

CARD, WECHAT = order_no("800000260001"), order_no("800000260002")


@pytest.fixture
def left_open(bench, monkeypatch) -> Callable[..., str]:
    """A refund interrupted right after its intent was durable: nothing was sent, and the journal says pending."""

    def leave(order: str = CARD) -> str:
        def killed(*words, **options):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr("terminal.line.talks.RefundTalk._request", killed)
            ended = bench.refund("--order", order, "--amount", "1")
        return str(ended.document["key"])

    return leave


def test_nothing_to_do(bench):
    ended = bench.resolve()
    assert (ended.code, ended.out) == (0, "")
    assert "没有需要查询的退货" in ended.err


def test_what_the_host_never_saw_waits_for_its_card(bench, left_open):
    key = left_open()
    seen = bench.resolve()
    assert (seen.code, seen.error, seen.document["state"], seen.document["key"]) == (3, "not_found", "not_found", key)
    assert bench.resolve().code == 3  # and again: asking changes nothing
    wrong = bench.resolve("--card", "visa")
    assert (wrong.code, wrong.error) == (1, "card_wrong")
    done = bench.resolve("--card", "unionpay")
    assert (done.code, done.error, done.document["state"]) == (0, None, "approved")
    assert bench.applied() == [(key, 100)]
    assert bench.resolve("--card", "unionpay").out == ""


def test_what_needs_no_card_is_sent_again_only_when_a_person_says_so(bench, left_open):
    key = left_open(WECHAT)
    asked = bench.resolve()
    assert (asked.code, asked.document["state"], bench.applied()) == (3, "not_found", [])
    ended = bench.resolve("--again")
    assert (ended.code, ended.document["state"]) == (0, "approved")
    assert bench.applied() == [(key, 100)]


def test_cancel_sends_nothing_that_needs_no_card(bench, left_open):
    left_open(WECHAT)
    ended = bench.resolve("--cancel")
    assert (ended.document["state"], bench.states(), bench.applied()) == ("cancelled", ["cancelled"], [])


def test_given_up_for_good(bench, left_open):
    key = left_open()
    ended = bench.resolve("--cancel")
    assert (ended.code, ended.error, ended.document["state"]) == (0, None, "cancelled")
    assert (bench.states(), bench.applied()) == (["cancelled"], [])
    assert bench.refund("--order", CARD, "--amount", "1").document["key"] != key


def test_the_next_refund_settles_it_first(bench, left_open):
    left_open()
    blocked = bench.refund("--order", CARD, "--amount", "1")
    assert (blocked.error, blocked.code) == ("original_busy", 1)
    assert (bench.states(), bench.applied()) == (["not_found"], [])
    other = bench.refund("--order", WECHAT, "--amount", "1")
    assert (other.code, bench.states()) == (0, ["not_found", "approved"])


def test_an_unknown_card_name_is_a_document_too(bench):
    ended = bench.resolve("--card", "nobody")
    assert (ended.code, ended.error) == (2, "card_unknown")


@pytest.mark.parametrize("link", ["nowhere:", "tcp://[::1", "pty:"])
def test_a_link_that_is_none(bench, link):
    ended = bench.run("resolve", "--link", link, "--json")
    assert (ended.code, ended.error) == (2, "usage")


def test_for_people(bench, left_open):
    key = left_open()
    (record,) = bench.records()
    named = f"原交易 {record.original_reference} {record.original_month_day}  凭证号{record.key.trace_no}"
    when = record.opened_at[:19].replace("T", " ")
    ended = bench.run("resolve", "--link", "emulator:")
    assert (ended.code, ended.out) == (3, f"主机未收到  1.00元  {named}  {when}  {key}\n")
    assert ended.err.splitlines()[-1] == "主机未收到此笔退货，请出示原卡重发，或放弃此笔"


def test_a_line_that_is_silent_settles_nothing(bench, left_open):
    key = left_open()
    bench.fail("silent", "0600")
    ended = bench.resolve()
    assert (ended.code, ended.document["state"], ended.document["key"]) == (3, "unknown", key)
    bench.fail("silent", "0800")
    assert (bench.resolve().code, bench.resolve().error) == (4, "link_silent")


# --- a record belongs to its link ----------------------------------------------------------------------------------


@pytest.fixture
def other_ledger(bench, left_open, tuihuo_home) -> str:
    """An open record of ledger A; the same journal then speaks to ledger B. Its key."""
    key = left_open()
    ledger = load_settings().ledger
    ledger.rename(ledger.with_name("ledger-a.db"))
    return key


def test_a_record_of_another_ledger_is_shown_and_never_asked_about(bench, other_ledger):
    bench.fail("none")
    ended = bench.resolve("--cancel")
    assert (ended.code, ended.document["key"], ended.document["state"]) == (3, other_ledger, "pending")
    assert bench.asked() == ["0800"]
    assert bench.states() == ["pending"]


def test_it_blocks_its_original_and_no_other(bench, other_ledger):
    bench.fail("none")
    blocked = bench.refund("--order", CARD, "--amount", "1")
    assert (blocked.error, blocked.document["details"]["key"]) == ("original_busy", other_ledger)
    assert "0220" not in bench.asked()
    assert bench.refund("--order", WECHAT, "--amount", "1").code == 0
    assert bench.states() == ["pending", "approved"]


def test_settling_it_there_is_refused(bench, other_ledger):
    desk = open_desk("emulator:", load_settings())
    desk.sign_on("01")
    (record,) = desk.open_refunds()
    for cancel in (False, True):
        with pytest.raises(Refusal, match="original_busy"):
            desk.settle(record, None, cancel, lambda record: None)
    assert desk.resume(lambda record: None) == ()
    assert desk.open_refunds() == (record,)
    desk.close()


def test_back_on_its_own_ledger_it_is_settled(bench, other_ledger):
    ledger = load_settings().ledger
    assert bench.resolve().code == 3
    for file in ledger.parent.glob("ledger.db*"):
        file.unlink()
    ledger.with_name("ledger-a.db").rename(ledger)
    ended = bench.resolve("--card", "unionpay")
    assert (ended.code, ended.document["state"], bench.applied()) == (0, "approved", [(other_ledger, 100)])


def test_a_peer_that_is_not_our_emulator_is_sent_nothing_in_practice(bench, monkeypatch, tmp_path):
    """It signs on like any host, and does not say that it is ours."""
    honest = Till._judge
    monkeypatch.setattr(Till, "_judge", lambda till, answer: honest(till, replace(answer, emulator=False)))
    bench.fail("none")
    ended = bench.refund("--order", CARD)
    assert (ended.error, ended.code, bench.asked()) == ("not_emulator", 4, ["0800"])
    desk = open_desk("emulator:", Settings(tmp_path / "other", "zh", 0.0), Options())
    for _ in range(2):  # refused once, it is not signed on the second time
        with pytest.raises(Refusal, match="not_emulator"):
            desk.sign_on("01")
    desk.close()


@pytest.mark.parametrize(("lang", "said"), [("zh", "与收单机构核对"), ("en", "ask the acquirer")])
def test_where_nothing_can_be_asked_a_person_is_told_what_to_do(bench, monkeypatch, lang, said):
    monkeypatch.setenv("TUIHUO_LANG", lang)
    plain = ("--link", "emulator:?t_ack=0.1&t_resp=0.3&profile=plain-acquirer", "--json")
    with open_ledger(load_settings().ledger) as ledger:
        sold = ledger.originals()[0]
    bench.fail("silent", "0220")
    named = ("--rrn", sold.reference_no, "--date", sold.month_day, "--amount", "1", "--card", "unionpay")
    ended = bench.run("refund", *named, *plain)
    shown = bench.run("resolve", *plain)
    for one in (ended, shown):
        assert (one.code, one.error, said in one.err) == (3, "manual", True)


# --- a person ends it ----------------------------------------------------------------------------------------------

PLAIN_LINK = ("--link", "emulator:?t_ack=0.1&t_resp=0.3&profile=plain-acquirer", "--json")


@pytest.fixture
def for_a_person(bench) -> Callable[[], str]:
    """A refund on an acquirer that can be asked nothing, whose answer was lost. The host has done it. Its key."""

    def leave() -> str:
        with open_ledger(load_settings().ledger) as ledger:
            sold = ledger.originals()[0]
        bench.fail("silent", "0220")
        named = ("--rrn", sold.reference_no, "--date", sold.month_day, "--amount", "1", "--card", "unionpay")
        ended = bench.run("refund", *named, *PLAIN_LINK)
        bench.heal()
        assert (ended.code, ended.error) == (3, "manual")
        return str(ended.document["key"])

    return leave


@pytest.mark.parametrize(
    ("outcome", "state", "error"), [("done", "closed_done", None), ("not-done", "closed_undone", None)]
)
def test_a_person_ends_it_with_a_reason_and_it_says_who(bench, for_a_person, outcome, state, error):
    key = for_a_person()
    why = ("--manual", key, "--outcome", outcome, "--reason", "收单机构 工单 4711")
    ended = bench.run("resolve", *why, *PLAIN_LINK)
    assert (ended.code, ended.document["state"], ended.error) == (0, state, error)
    assert ended.document["message"] != "退货成功"
    assert ended.document["receipt"] == []
    (record,) = bench.records()
    said = (record.closed_by, record.closed_allowed, record.closed_reason, record.operator_no, record.supervisor_no)
    assert said == ("01", "00", "收单机构 工单 4711", "01", "00")
    again = bench.run("resolve", *why, *PLAIN_LINK)  # by another run of the same script
    assert (again.code, again.document) == (0, ended.document | {"replayed": True})
    assert bench.run("resolve", *PLAIN_LINK).out == ""
    shown = bench.run("journal", "show", "--kind", f"refund.{state}").out
    assert shown.endswith(f"{key}  1.00  核实依据 收单机构 工单 4711  授权人 00\n")


def test_without_an_outcome_it_is_ended_as_done_which_frees_nothing(bench, for_a_person):
    """The form of the command contract; said with the outcome it is the same closing."""
    key = for_a_person()
    ended = bench.run("resolve", "--manual", key, "--reason", "x", *PLAIN_LINK)
    assert (ended.code, ended.document["state"], "--outcome not-done" in ended.err) == (0, "closed_done", True)
    again = bench.run("resolve", "--manual", key, "--outcome", "done", "--reason", "x", *PLAIN_LINK)
    assert (again.code, again.document["replayed"], "--outcome" in again.err) == (0, True, False)


def test_what_was_said_wrongly_is_put_right(bench, for_a_person):
    key = for_a_person()
    for outcome, state in (("done", "closed_done"), ("not-done", "closed_undone"), ("done", "closed_done")):
        ended = bench.run("resolve", "--manual", key, "--outcome", outcome, "--reason", outcome, *PLAIN_LINK)
        assert (ended.code, ended.error, ended.document["state"]) == (0, None, state)
        assert (ended.document["closed_reason"], ended.document["replayed"]) == (outcome, False)


def test_what_the_host_denies_is_an_alarm_until_a_person_says_it_again(bench, for_a_person):
    key = for_a_person()
    why = ("resolve", "--manual", key, "--outcome", "done", "--reason", "x", *PLAIN_LINK)
    bench.run(*why)
    (record,) = bench.records()
    desk = open_desk(PLAIN_LINK[1], load_settings())
    desk.journal.record("refund.contradicted", replace(record, contradicted="61"))
    desk.close()
    shown = bench.run("resolve", *PLAIN_LINK)
    assert (shown.code, shown.error, shown.document["contradicted"]) == (3, "contradicted", "61")
    assert "61" in shown.document["message"]
    assert bench.run(*why).code == 0
    assert bench.run("resolve", *PLAIN_LINK).out == ""


@pytest.mark.parametrize(
    "words",
    [
        ("--manual", "KEY"),
        ("--manual", "KEY", "--outcome", "done"),
        ("--manual", "KEY", "--outcome", "perhaps", "--reason", "x"),
        ("--outcome", "done", "--reason", "x"),
        ("--manual", "KEY", "--outcome", "done", "--reason", "x", "--cancel"),
    ],
)
def test_half_of_a_closing_is_wrong_usage(bench, words):
    ended = bench.resolve(*words)
    assert (ended.code, ended.error) == (2, "usage")


def test_for_people_each_names_its_key_and_the_way_to_end_it(bench, for_a_person):
    key = for_a_person()
    shown = bench.run("resolve", *PLAIN_LINK[:-1])
    assert shown.out.rstrip().endswith(key)
    assert f"tuihuo resolve --manual {key} --outcome done|not-done" in shown.err


def test_its_voucher_number_will_do_where_no_other_open_refund_has_it(bench, for_a_person, monkeypatch):
    key, why = for_a_person(), ("--outcome", "done", "--reason", "x", *PLAIN_LINK)
    (record,) = bench.records()
    twice = (record, replace(record, key=replace(record.key, epoch="0" * 8)))
    with monkeypatch.context() as patched:
        patched.setattr("terminal.desk.cashdesk.Desk.open_refunds", lambda _desk: twice)
        ended = bench.run("resolve", "--manual", record.key.trace_no, *why)
    assert (ended.code, ended.error, bench.states()) == (2, "refund_several", ["manual"])
    assert all(str(one.key) in ended.document["message"] for one in twice)
    ended = bench.run("resolve", "--manual", record.key.trace_no, *why)
    assert (ended.code, ended.document["key"], bench.states()) == (0, key, ["closed_done"])


def test_a_mistyped_key_is_not_told_as_one_that_is_over(bench, for_a_person):
    why = ("--reason", "x", *PLAIN_LINK)
    key = for_a_person()
    mistyped = bench.run("resolve", "--manual", key[:-1] + "0", "--outcome", "done", *why)
    assert (mistyped.code, mistyped.error, bench.states()) == (1, "refund_not_open", ["manual"])
    paid = bench.refund("--order", WECHAT, "--amount", "1").document
    ended = bench.run("resolve", "--manual", paid["key"], "--outcome", "done", *why)
    assert (ended.code, ended.document["state"]) == (0, "approved")
    ended = bench.run("resolve", "--manual", paid["key"], "--outcome", "not-done", *why)
    assert (ended.code, ended.error, "退货成功" in ended.document["message"]) == (1, "refund_over", True)


def test_a_password_file_that_is_not_there_is_named_by_its_option(bench, for_a_person):
    words = ("--manual", for_a_person(), "--outcome", "done", "--reason", "x", "--supervisor-file", "/nosuch")
    ended = bench.run("resolve", *words, *PLAIN_LINK)
    assert (ended.code, "--supervisor-file /nosuch" in ended.err) == (2, True)


@pytest.mark.parametrize("reason", [" ", "x" * 61, "ticket\n7", "账号 6222 0212 3456 7890 123"])
def test_a_reason_is_wanted_and_no_account_in_it(bench, for_a_person, reason):
    key = for_a_person()
    ended = bench.run("resolve", "--manual", key, "--outcome", "done", "--reason", reason, *PLAIN_LINK)
    assert (ended.code, ended.error, bench.states()) == (2, "closing_reason", ["manual"])


def test_the_supervisor_password_is_wanted(bench, for_a_person, monkeypatch):
    key = for_a_person()
    monkeypatch.setenv("TUIHUO_SUPERVISOR_PASSWORD", "000000")
    ended = bench.run("resolve", "--manual", key, "--outcome", "done", "--reason", "x", *PLAIN_LINK)
    assert (ended.code, ended.error, bench.states()) == (1, "supervisor_password", ["manual"])


def test_what_the_host_can_still_be_asked_is_not_a_persons_to_end(bench, left_open):
    key = left_open()  # the host never saw it: it can be told to refuse it from now on
    ended = bench.resolve("--manual", key, "--outcome", "not-done", "--reason", "x")
    assert (ended.code, ended.error, bench.states()) == (1, "refund_still_asked", ["not_found"])


@pytest.fixture
def unasked(bench, monkeypatch) -> str:
    """Killed before it could ask, and the host has done it. Its key."""

    def killed(*words):
        raise KeyboardInterrupt

    bench.fail("silent", "0220")
    with monkeypatch.context() as patched:
        patched.setattr("terminal.line.talks.OutcomeQuery", killed)
        key = bench.refund("--order", CARD, "--amount", "1").document["key"]
    bench.heal()
    return str(key)


@pytest.mark.parametrize(("outcome", "code", "error"), [("done", 0, None), ("not-done", 1, "refund_over")])
def test_the_host_is_asked_once_more_before_a_persons_word_is_taken(bench, unasked, outcome, code, error):
    """Who said otherwise is told so, the second time too."""
    for _ in range(2):
        ended = bench.resolve("--manual", unasked, "--outcome", outcome, "--reason", "x")
        assert (ended.code, ended.error, bench.states()) == (code, error, ["approved"])
    (record,) = bench.records()
    assert record.closed_by == ""


def test_a_slip_that_came_out_behind_a_persons_word_is_told(bench, unasked):
    told = bench.resolve("--manual", unasked, "--outcome", "done", "--reason", "x").document
    assert (told["state"], told["not_printed"], told["receipt"] != []) == ("approved", [], True)
    assert all(Path(file).exists() for file in told["receipt"])


def test_a_record_of_a_ledger_that_is_gone_is_ended_and_frees_its_original(bench, other_ledger):
    bench.fail("none")
    ended = bench.resolve("--manual", other_ledger, "--outcome", "not-done", "--reason", "x")
    assert (ended.code, ended.document["state"]) == (0, "closed_undone")
    assert bench.refund("--order", CARD, "--amount", "1").code == 0
    assert bench.asked().count("0220") == 1


@pytest.fixture
def unheard(bench, left_open) -> str:
    """A refund about which its host was asked, and stayed silent. Its key."""
    key = left_open()
    bench.fail("silent", "0600")
    assert bench.resolve().document["state"] == "unknown"
    bench.heal()
    return key


UNDONE = ("--outcome", "not-done", "--reason", "x")


def test_under_another_profile_of_its_host_nobody_ends_it(bench, unheard):
    ended = bench.run("resolve", "--manual", unheard, *UNDONE, *PLAIN_LINK)
    assert (ended.code, ended.error, bench.states()) == (1, "refund_other_profile", ["unknown"])
    assert "practice" in ended.document["message"]


def test_while_its_host_is_silent_it_is_ended_as_done_only(bench, unheard):
    bench.fail("silent", "0600")
    ended = bench.resolve("--manual", unheard, *UNDONE)
    assert (ended.code, ended.error, bench.states()) == (1, "refund_unanswered", ["unknown"])
    ended = bench.resolve("--manual", unheard, "--outcome", "done", "--reason", "x")
    assert (ended.code, ended.document["state"]) == (0, "closed_done")


@pytest.mark.parametrize(
    ("knows", "state"), [(State.CANCELLING, "cancelled"), (None, "closed_undone")], ids=["refuses", "does not know"]
)
def test_a_host_that_does_not_know_is_told_to_refuse_it_first(bench, left_open, monkeypatch, knows, state):
    honest, key = refund_steps._told, left_open()

    def unsure(record, answer, *more):
        return honest(record, answer if record.state is knows else Rejected("96"), *more)

    monkeypatch.setattr(refund_steps, "_told", unsure)
    ended = bench.resolve("--manual", key, *UNDONE)
    assert (ended.code, ended.document["state"], bench.states()) == (0, state, [state])
    kinds = bench.kinds(key)
    assert kinds.index("refund.cancel_asked") < kinds.index(f"refund.{state}")


def test_a_settlement_that_was_cut_is_finished_before_a_person_ends_a_refund(bench, for_a_person, settlement_left):
    """What the host tells of its totals is the evidence by which it is ended."""
    key = for_a_person()
    settlement_left(PLAIN_LINK[1])
    ended = bench.run("resolve", "--manual", key, "--outcome", "done", "--reason", "x", *PLAIN_LINK)
    settled, closed = ended.documents
    assert (ended.code, settled["settlement"]["state"], settled["settlement"]["balanced"]) == (0, "closed", False)
    assert (settled["settlement"]["host"]["credit_fen"], closed["state"]) == (100, "closed_done")
