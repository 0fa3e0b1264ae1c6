"""The refund policy at the real cash desk: what is refused before an intent, what passes, and a file that is broken."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from case_walk import CaseWalk
from policies import TOML, rules

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder, Channel
from scanner.salesslip import order_no
from terminal.case.policy import day_of, judge
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, RefundResult, Refusal
from terminal.desk.faults import FAULTS, MALFORMED, REFUSED
from terminal.desk.operators import Admitted
from terminal.desk.policy_words import refused_by
from terminal.language import translator
from terminal.settings import Settings
from terminal.trade.refund import State

TODAYS, DAY_30, DAY_31, TWO_LINES = (order_no(f"80000026{index:04}") for index in (2, 17, 19, 1))
"""Of the practice shop: paid by phone today, 30 and 31 days ago; and by card, two sorts of goods."""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """A desk that is signed on, with this policy of the shop's own."""
    desks: list[Desk] = []
    settings = Settings(tmp_path / "home", "zh", 0.0)

    def at(policy: str = "") -> Desk:
        settings.home.mkdir(exist_ok=True)
        if policy:
            settings.policy.write_text(policy, encoding="utf-8")
        desks.append(open_desk("emulator:", settings))
        desks[-1].sign_on("01")
        return desks[-1]

    yield at
    for desk in desks:
        desk.close()


def refund(desk: Desk, number: str, amount_fen: int = 0, **more: object) -> RefundResult:
    original = desk.find(ByOrder(number))
    request = RefundRequest(original, amount_fen or original.remaining_fen, **more)
    card = TEST_CARDS["unionpay"] if original.channel is Channel.CARD else None
    return desk.refund(Admitted("00"), request, card, lambda _record: None)


def refused(desk: Desk, number: str, amount_fen: int = 0, **more: object) -> Refusal:
    """Nothing of it was written."""
    with pytest.raises(Refusal) as said:
        refund(desk, number, amount_fen, **more)
    assert [entry for entry in desk.journal.entries() if entry.kind.startswith("refund.")] == []
    return said.value


def text(refusal: Refusal, lang: str = "zh_CN") -> str:
    return translator(lang)(f"fault.{refusal.word}", **refusal.details)


def test_the_last_day_of_the_window_is_paid_and_the_day_after_asks_for_a_case(opened: Callable[..., Desk]) -> None:
    desk = opened()
    late = refused(desk, DAY_31)
    assert (late.word, late.exit_code, late.details["rule"]) == ("policy_wants_case", REFUSED, "window")
    assert text(late) == "须办退款申请（管理-9）：超过30天退货期"
    assert text(late, "en") == "Needs a refund case (8-9): over 30 days since the sale"
    assert refund(desk, DAY_30).record.state is State.APPROVED


def test_where_no_case_may_decide_it_is_refused(opened: Callable[..., Desk]) -> None:
    late = refused(opened(TOML.replace('late = "case"', 'late = "refused"')), DAY_31)
    assert (late.word, late.exit_code) == ("policy_refuses", REFUSED)
    assert text(late) == "退款政策不允许：超过30天退货期"


def test_goods_that_do_not_come_back(opened: Callable[..., Desk]) -> None:
    """1001 are flasks, 1002 towels: the towels come back, the flasks do not, and not as an amount either."""
    desk = opened(TOML.replace("29*", "1001"))
    assert text(refused(desk, TWO_LINES, 2950, items=(("1001", 1),))) == "退款政策不允许：保温杯不可退"
    assert refused(desk, TWO_LINES, 4001).details["rule"] == "goods"
    assert refund(desk, TWO_LINES, 4000).record.state is State.APPROVED


def test_a_large_amount_in_parts_is_a_large_amount(opened: Callable[..., Desk]) -> None:
    desk = opened(TOML.replace("case_above_fen = 1_000_000", "case_above_fen = 5000"))
    assert refund(desk, TWO_LINES, 4000).record.state is State.APPROVED
    with pytest.raises(Refusal) as parts:
        refund(desk, TWO_LINES, 1001)
    assert (parts.value.word, parts.value.details["rule"]) == ("policy_wants_case", "amount")
    assert refund(desk, TWO_LINES, 1000).record.state is State.APPROVED


def test_a_large_amount_asks_for_a_case(opened: Callable[..., Desk]) -> None:
    desk = opened(TOML.replace("case_above_fen = 1_000_000", "case_above_fen = 5989"))
    assert text(refused(desk, TODAYS)) == "须办退款申请（管理-9）：金额超过59.89元"
    assert refund(desk, TODAYS, 5989).record.amount_fen == 5989


def test_a_fee_is_never_taken_off_silently(opened: Callable[..., Desk]) -> None:
    due = refused(opened(f'{TOML}\n[period.fee]\npermille = 50\nwords = "折旧"\n'), TODAYS)
    assert (due.word, text(due)) == ("policy_wants_case", "须办退款申请（管理-9）：须扣费用3.00元")


def test_a_fee_that_leaves_nothing_is_refused_by_name(opened: Callable[..., Desk]) -> None:
    over = refused(opened(f'{TOML}\n[period.fee]\nfixed_fen = 5990\nwords = "折旧"\n'), TODAYS)
    assert (over.word, over.details["rule"]) == ("policy_refuses", "fee_over")


def test_a_case_that_there_is_not_opens_no_way_round_the_policy(opened: Callable[..., Desk]) -> None:
    with pytest.raises(Refusal, match="case_unknown"):
        refund(opened(), DAY_31, case_no="202611220001")


def test_what_an_approved_case_has_judged_passes(opened: Callable[..., Desk], tmp_path: Path) -> None:
    """Late by the shop's rules, and a case decided; the host has a window of its own."""
    walk = CaseWalk(opened(), tmp_path, order=DAY_31).ready()
    assert walk.case.terms.against == ("against.window",)
    done = walk.refund().record
    assert (done.case_no, done.state, done.code) == (walk.no, State.DECLINED, "22")


def test_a_case_that_is_talked_about_is_named(opened: Callable[..., Desk], tmp_path: Path) -> None:
    desk = opened()
    number = CaseWalk(desk, tmp_path, order=DAY_31).opened().no
    with pytest.raises(Refusal) as said:
        refund(desk, DAY_31)
    assert text(said.value) == f"须办退款申请{number}（管理-9）：超过30天退货期"
    story = desk.orders.story(desk.find(ByOrder(DAY_31)))
    assert (story.case_no, story.barred_by) == (number, "")


def test_the_open_case_stands_in_the_words() -> None:
    judged = judge(rules(), day_of("20260101"), day_of("20261122"), 100, ())
    refusal = refused_by(judged, "202611220001")
    assert refusal is not None
    assert text(refusal) == "须办退款申请202611220001（管理-9）：超过30天退货期"
    assert text(refusal, "en") == "Needs a refund case 202611220001 (8-9): over 30 days since the sale"
    assert refusal.details["case_no"] == "202611220001"
    assert refused_by(replace(judged, rule=None), "") is None


def test_a_broken_policy_opens_no_desk(opened: Callable[..., Desk], tmp_path: Path) -> None:
    with pytest.raises(Refusal) as said:
        opened(TOML.replace("window_days = 30", "window_days = -30"))
    details = said.value.details
    assert (said.value.word, FAULTS["policy_damaged"]) == ("policy_damaged", MALFORMED)
    line = TOML[: TOML.index("window_days = 30")].count("\n") + 1
    assert details["file"] == f"{tmp_path / 'home' / 'policy.toml'}:{line}"
    assert details["key"] == "period[2].window_days"


def test_the_file_counts_from_the_next_sign_on(opened: Callable[..., Desk], tmp_path: Path) -> None:
    desk, file = opened(), tmp_path / "home" / "policy.toml"
    assert desk.sign_on("01").arrivals[Channel.CARD].most == 7
    file.write_text(TOML.replace("card = [1, 7]", "card = [1, 9]").replace("= 30", "= 31"), encoding="utf-8")
    assert refused(desk, DAY_31).word == "policy_wants_case"
    assert desk.sign_on("01").arrivals[Channel.CARD].most == 9
    assert refund(desk, DAY_31).record.code == "22"


def test_a_file_that_breaks_under_way_signs_nobody_on(opened: Callable[..., Desk], tmp_path: Path) -> None:
    desk, file = opened(), tmp_path / "home" / "policy.toml"
    file.write_text("name = ", encoding="utf-8")
    with pytest.raises(Refusal, match="policy_damaged"):
        desk.sign_on("01")
    file.unlink()
    desk.sign_on("01")
    assert refund(desk, TODAYS).record.state is State.APPROVED


def test_what_happens_to_an_original_is_told_with_its_ruling(opened: Callable[..., Desk]) -> None:
    desk = opened()
    story = desk.orders.story(desk.find(ByOrder(DAY_31)))
    assert story.ruling is not None
    assert ((story.ruling.request_day - story.ruling.sale_day).days, story.case_no) == (31, "")
    assert story.ruling.policy == "退货练习店退款政策（示例）"


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_somebody_set_changes_no_ruling(opened: Callable[..., Desk], years: int) -> None:
    """The day is the host's, as it said at the sign-on (M16)."""
    desk = opened()
    clock = desk._place.clock
    desk._place.clock = lambda: clock() + timedelta(days=365 * years)
    assert refused(desk, DAY_31).word == "policy_wants_case"
    assert refund(desk, DAY_30).record.state is State.APPROVED
