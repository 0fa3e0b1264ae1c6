"""Each clause of the line that says what the cashier sees, against what a run shows: a line can't promise more.

A scenario is played once on each framing that it is for; then its line is read from left to right. Every clause is a
row of `CLAUSES`, so that a new scenario whose line says something new is red until there is a check for it. A check may
go on: change the battery, ask again, present the card. Words on the screen are those of the result page and catalogue.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from supervisor import BY

from emulator.conditions import BatteryChanged, PaperChanged, PrinterChanged
from emulator.scenario_file import shipped
from protocol.cards import TEST_CARDS
from protocol.codes import CODES
from protocol.dialects.unionpay.device_state import Paper, PrinterState
from protocol.session import Framing
from protocol.transactions import ByOrder
from terminal.desk.door import RefundRequest, Refusal
from terminal.language import translator
from terminal.screens.refund.result import advice, outcome
from terminal.trade.refund import State

T = translator("zh_CN")
OPEN = {State.QUERYING, State.UNKNOWN, State.NOT_FOUND}


def shown(world: Any) -> str:
    """The words that stand on the screen in the end."""
    if world.refusal is not None:
        return T(f"fault.{world.refusal.word}", **world.refusal.details)
    scene: Any = SimpleNamespace(practice=True, station=None, arrivals={})
    lines = (*outcome(world.record, scene, T), *advice(world.record, scene, T))
    return "".join(line.text for line in lines)


def printed(world: Any) -> list[str]:
    """Keys of the receipts that were printed, one for each time."""
    world.desk.prints.wait(10)
    return [entry.subject for entry in world.desk.journal.entries() if entry.kind == "receipt.printed"]


def after_the_refund(world: Any) -> list[str]:
    """What reached the device behind the refund's first arrival."""
    heard: list[str] = world.heard
    return heard[heard.index("refund") + 1 :]


# --- how it stands ---------------------------------------------------------------------------------------------------


def unknown_at_first(world: Any) -> bool:
    """Shown before the end, and the end is another."""
    return bool(OPEN & set(world.told[:-1])) and world.told[0] is State.PENDING


def unknown(world: Any) -> bool:
    return world.record.state is State.UNKNOWN and "未知" in shown(world)


def approved(world: Any) -> bool:
    right = world.record.state is State.APPROVED and world.rows() == 1
    return right and "成功" in shown(world) and world.record.reference_no in shown(world)


def as_always(world: Any) -> bool:
    return set(world.told) == {State.PENDING, State.APPROVED} and world.clock.time < 3 and len(printed(world)) == 1


def once(world: Any) -> bool:
    return world.rows() == 1 and world.heard.count("refund") + world.heard.count("refund_again") == world.record.sends


def declined(world: Any) -> bool:
    return world.record.state is State.DECLINED and world.rows() == 0 and printed(world) == []


def asked_and_approved(world: Any) -> bool:
    return approved(world) and "outcome_query" in after_the_refund(world) and world.record.sends == 1


def asked_twice_and_approved(world: Any) -> bool:
    return asked_and_approved(world) and after_the_refund(world).count("outcome_query") >= 2


def with_the_hosts_amount(world: Any) -> bool:
    (row,) = world.ledger.all_refunds()
    return asked_and_approved(world) and world.record.amount_fen == row.answer.amount_fen


def sent_again(world: Any) -> bool:
    """The same refund under its key, and only after the host was asked."""
    heard = after_the_refund(world)
    return "outcome_query" in heard[: heard.index("refund_again")] and world.record.sends >= 2


def signed_on_again(world: Any) -> bool:
    return "sign_on" in after_the_refund(world)


def connected_again(world: Any) -> bool:
    return world.line.opens >= 2 and "outcome_query" in after_the_refund(world)


def host_has_none(world: Any) -> bool:
    """The cashier is told so, or the terminal is and sends it again."""
    return world.rows() == 0 if world.record.state is State.NOT_FOUND else sent_again(world)


def late_answer_is_nothing(world: Any) -> bool:
    """Long after its end, with the next message."""
    before, receipts = world.record, printed(world)
    world.clock.sleep(60)
    world.desk.find(ByOrder(world.original.order_no))
    (record,) = world.desk.journal.refunds()
    return (record.state, record.reference_no) == (before.state, before.reference_no) and printed(world) == receipts


# --- what it says of a code, a refusal, a slip ------------------------------------------------------------------------


def with_code(world: Any, code: str) -> bool:
    return code in shown(world)


def with_reason(world: Any, code: str) -> bool:
    return f"{code} {CODES[code].zh}" in shown(world)


def no_sign_on(world: Any) -> bool:
    return world.record is None and set(world.heard) <= {"sign_on"} and "未发送" in shown(world)


def not_sent(world: Any) -> bool:
    return world.record is None and "refund" not in world.heard and bool(re.search("未发送|尚未发送", shown(world)))


def hosts_date(world: Any) -> bool:
    lines = world.desk.prints.of(str(world.record.key)).lines
    return any(re.search(r"^\s*\d{4}/01/01 00:00:01$", line) for line in lines)


# --- what comes after ------------------------------------------------------------------------------------------------


def new_battery(world: Any) -> bool:
    world.play.change(BatteryChanged(80))
    world.resume()
    return world.heard[-1] == "outcome_query"


def present_or_give_up(world: Any) -> bool:
    """Both ways, each in a world of its own."""
    ends = []
    for card, cancel in ((TEST_CARDS["unionpay"], False), (None, True)):
        other = world.anew()
        other.refund()
        for name in other.play.loaded:
            other.play.unload(name)
        other.play.change(BatteryChanged(80))
        other.resume()
        other.record = other.desk.settle(other.record, card, cancel, other.tell).record
        ends.append((other.record.state, other.rows()))
    return ends == [(State.APPROVED, 1), (State.CANCELLED, 0)] and "或放弃" in T("advice.not_found")


def no_second_refund(world: Any) -> bool:
    request = RefundRequest(replace(world.original, refunded_fen=0), world.original.amount_fen)
    with pytest.raises(Refusal, match="original_busy"):
        world.desk.refund(BY, request, TEST_CARDS["unionpay"], world.tell)
    return True


def asked_later(world: Any) -> bool:
    """When what disturbed it is over."""
    for name in world.play.loaded:
        world.play.unload(name)
    world.resume()
    return approved(world) and world.heard[-1] == "outcome_query"


def given_up_later(world: Any) -> bool:
    """The host did it: giving it up finds that."""
    other = world.anew()
    other.refund()
    for name in other.play.loaded:
        other.play.unload(name)
    other.record = other.desk.settle(other.record, None, True, other.tell).record
    return approved(other) and asked_later(world)


def signed_on_before_the_next(world: Any) -> bool:
    world.desk.find(ByOrder(world.original.order_no))
    return world.heard[-3:] == ["refund", "sign_on", "order_query"]


def prints_again(world: Any) -> bool:
    could = world.state().can_print
    world.play.change(PaperChanged(Paper.PLENTY), PrinterChanged(PrinterState.READY))
    return not could and world.state().can_print


def another_refund(world: Any, end: str, *refund: Any) -> bool:
    """In a world of its own ends so: a code of a decline, or "00"."""
    other = world.anew()
    return other.refund(*refund)[2] == end


def codes_by_last_digits(world: Any) -> bool:
    return all(another_refund(world, f"{ends:02d}", 1200 + ends) for ends in (5, 13, 51, 61))


def silence_by_last_digits(world: Any) -> bool:
    other = world.anew()
    other.refund(1298)
    return unknown_at_first(other) and asked_and_approved(other)


# fmt: off
CLAUSES: dict[str, Callable[..., bool]] = {
    # a clause, with the code that it names   what must be so
    "先显示结果未知":                          unknown_at_first,
    "显示结果未知":                            unknown,
    "退货成功":                                approved,
    "与平时一样":                              as_always,
    "只退一次":                                once,
    "只打印一次":                              lambda w: len(printed(w)) == 1,
    "绝不会多退":                              lambda w: w.rows() <= 1,
    "(?:自动)?查询后显示退货成功":             asked_and_approved,
    "再次查询后显示退货成功":                  asked_twice_and_approved,
    "查询后按主机所记金额显示退货成功":        with_the_hosts_amount,
    "重新签到并查询后显示退货成功":            lambda w: signed_on_again(w) and asked_and_approved(w),
    "等候约八秒后显示退货成功":                lambda w: approved(w) and 7.5 <= w.clock.time <= 9,
    "要等一会儿":                              lambda w: w.clock.time >= 0.8,
    "迟到的答复不起作用":                      late_answer_is_nothing,
    "(?:查询后)?原样重发":                     sent_again,
    "自动重新签到":                            signed_on_again,
    "重新连接并查询":                          connected_again,
    "查询后主机没有这笔|主机没有这笔(?:退货)?": host_has_none,
    "退货被拒绝":                              declined,
    r"显示应答码(\w\w)":                       with_code,
    r"显示应答码(\w\w)和原因":                 with_reason,
    "请?稍后再试":                             lambda w: bool(re.search("请稍后[再重]试", shown(w))),
    "请联系收单机构":                          lambda w: bool(re.search("联系收单(机构|行)", shown(w))),
    "签到不成功":                              no_sign_on,
    "线路断开":                                lambda w: "线路打不开" in shown(w),
    "没有回音":                                lambda w: "无应答" in shown(w),
    "查不到原交易":                            lambda w: "查询原交易" in shown(w),
    "查原交易没有回音":                        lambda w: w.heard[-1] == "order_query" and "无应答" in shown(w),
    "没有发出退货":                            not_sent,
    "签购单印主机日期":                        hosts_date,
    "换电后查询":                              new_battery,
    "请?再次出示原卡，或取消":                 present_or_give_up,
    "不许再退":                                no_second_refund,
    "主机恢复后查询":                          asked_later,
    "可稍后查询或取消":                        given_up_later,
    "下一笔交易前自动重新签到":                signed_on_before_the_next,
    "设备状态报时钟快一小时":                  lambda w: w.state().clock_offset_s == 3600,
    "设备状态报打印纸将用完":                  lambda w: w.state().paper is Paper.LOW and w.state().can_print,
    "设备状态报缺纸":                          lambda w: w.state().paper is Paper.OUT,
    "设备状态报打印机过热":                    lambda w: w.state().printer is PrinterState.HOT,
    "(?:装纸|稍)后重打印":                     prints_again,
    r"退128\.50元时被拒绝":                    lambda w: declined(w) and w.record.amount_fen == 12850,
    "其他金额照常":                            lambda w: another_refund(w, "00", 12849),
    "用银联测试卡退货被拒绝":                  declined,
    "其他卡照常":                              lambda w: another_refund(w, "00", 100, 7, "visa"),
    r"退货金额尾数\.05、\.13、\.51、\.61得同号应答码": codes_by_last_digits,
    r"\.98没有回音":                           silence_by_last_digits,
    "其余照常":                                lambda w: another_refund(w, "00", 1200),
}
PERHAPS = ("可能先显示结果未知", "可能要等、签到不成功或先显示结果未知")  # by the seed: test_scenarios.py plays many
# fmt: on


def clauses(line: str) -> list[tuple[Callable[..., bool], tuple[str, ...], str]]:
    """(check, codes it names, the clause); LookupError for a line that says what no check is for."""
    found, rest = [], line
    while rest:
        skipped = next((words for words in PERHAPS if rest.startswith(words)), "")
        fits = [(match, check) for words, check in CLAUSES.items() if (match := re.match(words, rest))]
        if not (skipped or fits):
            raise LookupError(f"no check for {rest!r}")
        if skipped:
            rest = rest[len(skipped) :].lstrip("，；：、")
            continue
        match, check = max(fits, key=lambda fit: fit[0].end())
        found.append((check, match.groups(), match.group()))
        rest = rest[match.end() :].lstrip("，；：、")
    return found


def played() -> list[tuple[str, Framing]]:
    """Each scenario on each framing that it is for."""
    return [(name, framing) for name, one in shipped().items() for framing in Framing if one.links.has(framing)]


@pytest.mark.parametrize(("name", "framing"), played(), ids=str)
def test_each_clause_is_so(world_of: Callable[..., Any], name: str, framing: Framing) -> None:
    scenario = shipped()[name]
    world = world_of(scenario, framing)
    world.refund()
    said = clauses(scenario.sees.zh)
    assert said
    assert [clause for check, codes, clause in said if not check(world, *codes)] == []


def test_no_check_is_left_over() -> None:
    """Each is used by a line, and each line of one that says something else would be red."""
    used = {clause for one in shipped().values() for _, _, clause in clauses(one.sees.zh)}
    assert [words for words in CLAUSES if not any(re.fullmatch(words, clause) for clause in used)] == []
    with pytest.raises(LookupError):
        clauses("退货成功，并送一把伞")
