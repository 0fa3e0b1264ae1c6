"""A case paid outside the terminal, on the real desk: two persons, entered here and at the host, never paid twice."""

import json
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest
from case_walk import (
    ACCOUNT,
    BOSS,
    CARD,
    CARD_ORDER,
    CARD_PAID,
    CLERK,
    MANAGER,
    PAYEE,
    QR_ORDER,
    CaseWalk,
    nobody,
    paid_now,
    word,
)

from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.case.acts import ArrivalNoted, Escalated, FollowedUp, Withdrawn
from terminal.case.words import Route, State, Venue
from terminal.compose import Options, open_desk
from terminal.desk.case_door import PayeeKeyedIn
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.settings import Settings


def remaining(desk: Desk) -> int:
    return desk.find(ByOrder(CARD_ORDER)).remaining_fen


def test_from_the_payee_to_the_customers_word(desk: Desk, walk: CaseWalk) -> None:
    walk.ready(Route.BANK, wanted_fen=10_000).keyed()
    assert word(walk.refund) == "case_route"
    entered = walk.entered()
    assert (entered.state, entered.entry.at_host if entered.entry else None) == (State.ENTERED, True)
    assert (remaining(desk), entered.paid_fen, entered.due_fen) == (CARD_PAID - 10_000, 0, 0)
    paid = paid_now(desk, MANAGER, walk.no)
    assert (paid.state, paid.paid_fen, remaining(desk)) == (State.PAID, 10_000, CARD_PAID - 10_000)
    desk.cases.act(CLERK, walk.no, ArrivalNoted(arrived=True, words=""))
    assert desk.cases.act(CLERK, walk.no, FollowedUp(4, "")).state is State.CLOSED
    rest = RefundRequest(desk.find(ByOrder(CARD_ORDER)), CARD_PAID - 10_000)
    assert word(lambda: desk.refund(BOSS, rest, CARD, nobody)) == ""
    desk.journal.verify()


# fmt: off
KEYED_AGAIN = [
    # by     the payee                                    refused with
    (CLERK,   PAYEE,                                      "right_missing"),
    (BOSS,    replace(PAYEE, name="张小名"),              "payee_differs"),
    (BOSS,    replace(PAYEE, account="6243030000000001"), "payee_differs"),
    (BOSS,    replace(PAYEE, account="6243030000000002"), "payee_malformed"),
    (BOSS,    replace(PAYEE, bank="中国银行"),            "payee_differs"),
    (BOSS,    PayeeKeyedIn(Route.WECHAT, "张小明", "13800138000"), "payee_differs"),
]
# fmt: on


@pytest.mark.parametrize(("by", "payee", "refused"), KEYED_AGAIN)
def test_what_the_second_person_may_not(
    desk: Desk, walk: CaseWalk, by: object, payee: PayeeKeyedIn, refused: str
) -> None:
    before = walk.ready(Route.BANK).keyed().case
    assert word(lambda: desk.cases.enter(by, walk.no, payee)) == refused  # type: ignore[arg-type]
    assert (walk.case, remaining(desk)) == (before, CARD_PAID)


def test_no_pepper_is_made_in_the_place_of_one_that_a_payee_alone_names(
    desk: Desk, walk: CaseWalk, settings: Settings
) -> None:
    """Else the second person, who keys the same payee, hears that the file is another one."""
    walk.ready(Route.BANK, wanted_fen=10_000).keyed()
    file = settings.journal.with_name("pepper.key")
    kept = file.read_bytes()
    file.unlink()
    other = desk.find(ByOrder(order_no("800000260005")))
    assert word(lambda: desk.refund(BOSS, RefundRequest(other, 100), CARD, nobody)) == "hash_key_missing"
    assert word(walk.entered) == "hash_key_missing"
    assert (file.exists(), desk.journal.refunds()) == (False, ())
    file.write_bytes(kept)
    file.chmod(0o600)
    assert walk.entered().state is State.ENTERED
    assert word(lambda: desk.refund(BOSS, RefundRequest(other, 100), CARD, nobody)) == ""


def test_one_person_alone_enters_nothing(desk: Desk, walk: CaseWalk) -> None:
    walk.ready(Route.BANK)
    assert word(walk.entered) == "payee_missing"
    desk.cases.key_payee(BOSS, walk.no, PAYEE)
    assert word(walk.entered) == "case_same_person"
    assert desk.cases.enter(MANAGER, walk.no, PAYEE).state is State.ENTERED


def test_a_route_that_was_not_agreed(desk: Desk, walk: CaseWalk) -> None:
    walk.ready()
    assert word(lambda: desk.cases.key_payee(CLERK, walk.no, PAYEE)) == "case_route"


def test_released_it_remains_and_goes_back_another_way(desk: Desk, walk: CaseWalk) -> None:
    walk.ready(Route.BANK).keyed()
    walk.entered()
    assert word(lambda: desk.cases.act(CLERK, walk.no, Withdrawn("不要了"))) == "case_out_of_order"
    released = desk.cases.release(BOSS, walk.no, "账号有误")
    assert (released.state, released.payee, remaining(desk)) == (State.READY, None, CARD_PAID)
    walk.approved().signed()
    assert walk.refund().record.amount_fen == CARD_PAID
    assert word(lambda: desk.cases.release(BOSS, walk.no, "再来")) == "case_out_of_order"


def test_escalated_it_is_not_entered(desk: Desk, walk: CaseWalk) -> None:
    walk.ready(Route.BANK).keyed()
    desk.cases.act(BOSS, walk.no, Escalated(Venue.BANK, "", "客户找银行"))
    assert (word(walk.entered), remaining(desk)) == ("case_out_of_order", CARD_PAID)


def test_where_no_host_keeps_it_this_terminal_does(tmp_path: Path, settings: Settings) -> None:
    """Over a line whose messages have no such entry; the original comes from a book."""
    desk = open_desk("emulator:", settings)
    desk.sign_on("01")
    known = desk.find(ByOrder(CARD_ORDER))
    desk.close()
    book = tmp_path / "book.json"
    names = ("order_no", "reference_no", "voucher_no", "paid_date", "paid_time", "payer", "amount_fen", "refunded_fen")
    book.write_text(json.dumps([{name: getattr(known, name) for name in names}]), encoding="utf-8")
    desk = open_desk("emulator:?profile=plain-acquirer", settings, Options(book=book))
    desk.sign_on("01")
    walk = CaseWalk(desk, tmp_path).ready(Route.BANK, wanted_fen=10_000).keyed()
    entered = walk.entered()
    assert (entered.state, entered.entry.at_host if entered.entry else None) == (State.ENTERED, False)
    assert remaining(desk) == CARD_PAID - 10_000
    paid_now(desk, MANAGER, walk.no)
    whole = RefundRequest(known, CARD_PAID)
    assert word(lambda: desk.refund(BOSS, whole, CARD, nobody)) == "amount_over_remaining"
    desk.close()


def test_no_account_in_any_file_or_repr(desk: Desk, settings: Settings, walk: CaseWalk, tmp_path: Path) -> None:
    walk.ready(Route.BANK).keyed()
    entered = walk.entered()
    paid_now(desk, MANAGER, walk.no)
    desk.close()
    words = (ACCOUNT, "张小明", ACCOUNT.encode().hex())
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) > 5
    assert [file.name for file in files for word in words if word.encode() in file.read_bytes()] == []
    assert [file.name for file in files if ACCOUNT in file.read_bytes().hex()] == []
    said = repr((entered, PAYEE, list(desk.device.frames())))
    assert [word for word in words if word in said] == []


def test_one_payment_pays_one_case(desk: Desk, walk: CaseWalk, tmp_path: Path) -> None:
    other = CaseWalk(desk, tmp_path, order=QR_ORDER)
    for one in (walk, other):
        one.ready(Route.BANK).keyed().entered()
    paid_now(desk, BOSS, walk.no, "ICBC-1")
    with pytest.raises(Refusal) as caught:
        paid_now(desk, BOSS, other.no, "ｉｃｂｃ 1")
    assert (caught.value.word, caught.value.details["case"]) == ("case_reference_used", walk.no)
    assert other.case.state is State.ENTERED
    assert paid_now(desk, BOSS, other.no, "ICBC-2").state is State.PAID


def test_who_keyed_the_payee_is_not_offered_to_mark_it_paid(desk: Desk, walk: CaseWalk) -> None:
    walk.ready(Route.BANK)
    desk.cases.key_payee(MANAGER, walk.no, PAYEE)
    walk.entered()
    assert word(lambda: paid_now(desk, MANAGER, walk.no)) == "case_same_person"
    may = {by.operator_no: "paid_outside" in desk.cases.view(by, walk.no).may for by in (BOSS, MANAGER)}
    assert may == {"00": True, "98": False}


@pytest.fixture
def unasked(settings: Settings, tmp_path: Path) -> Iterator[Callable[[], CaseWalk]]:
    """Cases of one sale over a line that can be asked for no original and keeps no entry, and without a book."""
    desk = open_desk("emulator:", settings)
    desk.sign_on("01")
    known = CaseWalk(desk, tmp_path)
    desk.close()
    plain = open_desk("emulator:?profile=plain-acquirer", settings)
    plain.sign_on("01")

    def begin() -> CaseWalk:
        walk = copy(known)
        walk.desk = plain
        return walk

    yield begin
    plain.close()


@pytest.mark.parametrize("other", [
    replace(PAYEE, name="张小名"), replace(PAYEE, account="6243030000000001"), replace(PAYEE, bank="中国银行"),
])  # fmt: skip
def test_whoever_paid_keys_the_payee_that_was_entered(walk: CaseWalk, desk: Desk, other: PayeeKeyedIn) -> None:
    walk.ready(Route.BANK).keyed().entered()
    assert word(lambda: paid_now(desk, BOSS, walk.no, payee=other)) == "payee_differs"
    assert walk.case.state is State.ENTERED
    assert paid_now(desk, BOSS, walk.no).state is State.PAID
    assert ACCOUNT.encode() not in desk.journal.path.read_bytes()


def paid_outside(walk: CaseWalk, fen: int) -> None:
    """A case from its beginning to its end."""
    walk.ready(Route.BANK, wanted_fen=fen).keyed()
    assert walk.entered().state is State.ENTERED
    paid_now(walk.desk, MANAGER, walk.no)
    for act in (ArrivalNoted(arrived=True, words=""), FollowedUp(4, "")):
        walk.desk.cases.act(MANAGER, walk.no, act)
    assert walk.case.state is State.CLOSED


def test_a_second_case_of_a_sale_that_nobody_can_be_asked_about_gets_what_the_first_left(
    unasked: Callable[[], CaseWalk],
) -> None:
    paid_outside(unasked(), 10_000)
    second = unasked().opened(CARD_PAID).gathered().applied()
    assert word(lambda: second.approved(Route.BANK, granted_fen=CARD_PAID - 9_999)) == "amount_over_remaining"
    second.approved(Route.BANK, granted_fen=CARD_PAID - 10_000)


def test_of_a_sale_that_nobody_can_be_asked_about_the_rest_goes_back_by_the_original_means(
    unasked: Callable[[], CaseWalk],
) -> None:
    paid_outside(unasked(), 10_000)
    second = unasked().ready(Route.ORIGINAL, wanted_fen=CARD_PAID - 10_000)
    assert second.refund().record.state.value == "approved"
    for act in (ArrivalNoted(arrived=True, words=""), FollowedUp(4, "")):
        second.desk.cases.act(MANAGER, second.no, act)
    third = unasked().opened(1).gathered().applied()
    assert word(lambda: third.approved(Route.BANK)) == "original_refunded"
