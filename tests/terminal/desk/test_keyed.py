"""By what a card is told again: no number can be tried out by the journal alone, and a lost key calls no card wrong."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from case_walk import CaseWalk, word
from noon_journal import journal_at
from supervisor import BY

from protocol.cards import TEST_CARDS, Card
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.case.words import Route
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, RefundResult, Refusal
from terminal.desk.keyed import Keyed
from terminal.desk.pepper import PEPPER_BYTES, PepperFile, PepperHeld, mark
from terminal.records.entry import Entry
from terminal.records.journal import Journal, JournalError
from terminal.settings import Settings
from terminal.trade.refund import RefundRecord, State

CARD, OTHER = TEST_CARDS["unionpay"], TEST_CARDS["visa"]
ONE, TWO = bytes(PEPPER_BYTES), bytes(range(PEPPER_BYTES))


def put(file: Path, pepper: bytes) -> None:
    """As a person who brings it back."""
    file.write_text(f"{pepper.hex()}\n", encoding="ascii")
    file.chmod(0o600)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = journal_at(tmp_path / "practice" / "journal.db")
    yield journal
    journal.close()


def test_a_hash_wants_the_pepper_and_the_journal_and_names_the_pepper(journal: Journal, tmp_path: Path) -> None:
    other = journal_at(tmp_path / "other" / "journal.db", seed=2)
    hashed = Keyed(journal, PepperHeld(ONE)).hashed(CARD.number)
    assert (len(hashed), hashed[:8]) == (72, mark(ONE))
    assert hashed == Keyed(journal, PepperHeld(ONE)).hashed(CARD.number)
    others = [Keyed(journal, PepperHeld(TWO)).hashed(CARD.number), Keyed(other, PepperHeld(ONE)).hashed(CARD.number)]
    assert len({text[8:] for text in (hashed, *others, mark(ONE) + journal.keyed_hash(CARD.number))}) == 4
    other.close()


def test_what_fits(journal: Journal) -> None:
    keyed = Keyed(journal, PepperHeld(ONE))
    before = journal.keyed_hash(CARD.number)  # as version 3 kept it
    for known in (keyed.hashed(CARD.number), before):
        assert (keyed.fits(CARD.number, known), keyed.fits(OTHER.number, known)) == (True, False)
        assert keyed.again(CARD.number, known) == known
        assert keyed.again(OTHER.number, known) == keyed.hashed(OTHER.number)
    assert (keyed.fits(CARD.number, ""), keyed.again(CARD.number, "")) == (False, keyed.hashed(CARD.number))


def test_a_lost_pepper_is_told_and_calls_no_card_wrong(journal: Journal, tmp_path: Path) -> None:
    known = Keyed(journal, PepperHeld(ONE)).hashed(CARD.number)
    file = tmp_path / "pepper.key"
    for lost, details in (
        ("hash_key_missing", {"file": str(file), "wanted": mark(ONE)}),
        ("hash_key_other", {"file": str(file), "wanted": mark(ONE), "here": mark(TWO)}),
    ):
        for number in (CARD.number, OTHER.number):
            with pytest.raises(Refusal) as refused:
                Keyed(journal, PepperFile(file, bytes)).fits(number, known)
            assert (refused.value.word, refused.value.details) == (lost, details)
        put(file, TWO)


def test_a_hash_is_compared_under_its_own_pepper_whichever_file_holds_it(journal: Journal, tmp_path: Path) -> None:
    known = Keyed(journal, PepperHeld(ONE)).hashed(CARD.number)
    put(tmp_path / "pepper.key", TWO)
    put(tmp_path / "pepper-2026.key", ONE)
    keyed = Keyed(journal, PepperFile(tmp_path / "pepper.key", bytes))
    assert (keyed.fits(CARD.number, known), keyed.fits(OTHER.number, known)) == (True, False)
    (tmp_path / "pepper-2026.key").chmod(0o644)
    with pytest.raises(Refusal, match=r"pepper_open.*pepper-2026\.key"):
        keyed.fits(CARD.number, known)


# --- on the real desk ----------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path, nobody_waits: None) -> Iterator[Desk]:
    desk = open_desk("emulator:?t_resp=0.3&t_ack=0.1", Settings(tmp_path / "home", "zh", 0.0), Options())
    desk.sign_on("01")
    yield desk
    desk.close()


def left_open(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> RefundRecord:
    """A refund of 100 fen that the host never saw."""

    def killed(*_words: object, **_options: object) -> None:
        raise KeyboardInterrupt

    original = desk.find(ByOrder(order_no("800000260001")))
    with monkeypatch.context() as patched:
        patched.setattr("terminal.line.talks.RefundTalk._request", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.refund(BY, RefundRequest(original, 100), CARD, lambda _record: None)
    desk.resume(lambda _record: None)
    (record,) = desk.open_refunds()
    assert record.state is State.NOT_FOUND
    return record


def said(act: Callable[[], RefundResult]) -> str:
    """The word of its refusal, or what became of the refund."""
    try:
        return act().record.state.value
    except Refusal as refusal:
        return refusal.word


def test_without_it_a_card_is_not_sent_again_and_the_refund_is_given_up(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = left_open(desk, monkeypatch)
    (tmp_path / "home" / "practice" / "pepper.key").unlink()
    for card in (CARD, OTHER):
        assert said(lambda card=card: desk.settle(record, card, False, lambda _record: None)) == "hash_key_missing"
    assert said(lambda: desk.settle(record, None, True, lambda _record: None)) == "cancelled"


def test_no_pepper_is_made_in_the_place_of_one_that_is_lost_until_a_password_is_set(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "home" / "practice" / "pepper.key"
    record = left_open(desk, monkeypatch)
    old = bytes.fromhex(file.read_text(encoding="ascii"))
    file.unlink()
    original = desk.find(ByOrder(order_no("800000260005")))

    def refund(fen: int) -> str:
        return said(lambda: desk.refund(BY, RefundRequest(original, fen), CARD, lambda _record: None))

    def again(card: Card) -> str:
        return said(lambda: desk.settle(record, card, False, lambda _record: None))

    events = desk.journal.last
    assert (refund(100), file.exists(), desk.journal.last) == ("hash_key_missing", False, events)
    put(file, TWO)  # nobody's: the journal names it nowhere
    assert (refund(100), desk.journal.last) == ("hash_key_other", events)
    file.unlink()
    desk.staff.set_password(BY, "01", "4711")
    new = bytes.fromhex(file.read_text(encoding="ascii"))
    assert (new != old, refund(100)) == (True, "approved")
    assert [again(card) for card in (OTHER, CARD)] == ["hash_key_other"] * 2
    put(file, old)  # over the new one
    approved = desk.journal.refunds()[-1]
    between = replace(approved, state=State.NOT_FOUND)  # nobody is asked for the card of what is over
    desk.journal.record("refund.not_found", between)
    assert said(lambda: desk.settle(between, OTHER, False, lambda _record: None)) == "hash_key_other"
    put(file.with_name("pepper-new.key"), new)  # both are here
    assert said(lambda: desk.settle(between, OTHER, False, lambda _record: None)) == "card_wrong"
    desk.journal.record("refund.approved", approved)
    assert (again(OTHER), again(CARD), refund(200)) == ("card_wrong", "approved", "approved")


def test_with_it_the_card_is_told_and_another_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    record = left_open(desk, monkeypatch)
    with pytest.raises(Refusal, match="card_wrong"):
        desk.settle(record, OTHER, False, lambda _record: None)
    assert desk.settle(record, CARD, False, lambda _record: None).record.state is State.APPROVED


def test_a_record_of_version_3_is_sent_again_with_its_card(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    record = replace(left_open(desk, monkeypatch), card_hash=desk.journal.keyed_hash(CARD.number))
    desk.journal.record("refund.not_found", record)
    with pytest.raises(Refusal, match="card_wrong"):
        desk.settle(record, OTHER, False, lambda _record: None)
    assert desk.settle(record, CARD, False, lambda _record: None).record.state is State.APPROVED


# --- a request that comes again ------------------------------------------------------------------------------------

TWIN = replace(CARD, number=CARD.number[:6] + "9" * (len(CARD.number) - 10) + CARD.number[-4:])
"""Another number that is masked like CARD's."""


def lose(file: Path) -> None:
    file.unlink()


def put_another(file: Path) -> None:
    put(file, TWO)


def open_to_others(file: Path) -> None:
    file.chmod(0o644)


def spoil(file: Path) -> None:
    file.write_text("spoilt", encoding="ascii")


def asked_again(desk: Desk, request: RefundRequest) -> dict[str, str]:
    """What each card hears that is presented with the same request once more."""
    cards = {"same": CARD, "masked alike": TWIN, "another": OTHER}
    return {
        name: said(lambda card=card: desk.refund(BY, request, card, lambda _: None)) for name, card in cards.items()
    }


@pytest.mark.parametrize("trouble", [lose, put_another, open_to_others, spoil])
def test_a_request_that_comes_again_hears_its_result_also_where_its_card_is_not_told_any_more(
    desk: Desk, tmp_path: Path, trouble: Callable[[Path], None]
) -> None:
    """Who hears "refused" of money that went back pays it once more. Another mask is another card all the same."""
    request = RefundRequest(desk.find(ByOrder(order_no("800000260001"))), 100, request_no="R1", asked="1")
    first = desk.refund(BY, request, CARD, lambda _record: None)
    told = {"same": "approved", "masked alike": "request_differs", "another": "request_differs"}
    assert asked_again(desk, request) == told
    trouble(tmp_path / "home" / "practice" / "pepper.key")
    events = desk.journal.last
    assert asked_again(desk, request) == told | {"masked alike": "approved"}
    again = desk.refund(BY, request, CARD, lambda _record: None)
    assert (again.record, again.replayed, desk.journal.last) == (first.record, True, events)
    assert said(lambda: desk.refund(BY, replace(request, asked="2"), CARD, lambda _: None)) == "request_differs"


def test_a_journal_that_cannot_be_read_refuses_before_anything_is_kept(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pepper that it names is asked for with the first hash."""
    walk = CaseWalk(desk, tmp_path).ready(Route.BANK)
    before = desk.journal.last

    def of_kind(_journal: Journal, _word: str) -> Iterator[Entry]:
        raise JournalError("journal_damaged", "disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "of_kind", of_kind)
        asked: list[Callable[[], object]] = [
            lambda: desk.payments.sale(500, CARD, "", lambda _record: None),
            lambda: desk.payments.preauth(500, CARD, "", lambda _record: None),
            walk.keyed,
        ]
        assert [word(one) for one in asked] == ["journal_damaged"] * 3
    assert desk.journal.last == before
    assert desk.payments.sale(500, CARD, "", lambda _record: None).record.state == "approved"
