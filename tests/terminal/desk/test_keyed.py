"""By what a card is told again: no number can be tried out by the journal alone, and a lost key calls no card wrong."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from noon_journal import journal_at
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.desk.keyed import Keyed
from terminal.desk.pepper import PEPPER_BYTES, PepperFile, PepperHeld, mark
from terminal.records.journal import Journal
from terminal.settings import Settings
from terminal.trade.refund import RefundRecord, State

CARD, OTHER = TEST_CARDS["unionpay"], TEST_CARDS["visa"]
ONE, TWO = bytes(PEPPER_BYTES), bytes(range(PEPPER_BYTES))


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
    for pepper in (PepperHeld(TWO), PepperFile(tmp_path / "pepper.key", bytes)):
        for number in (CARD.number, OTHER.number):
            with pytest.raises(Refusal, match="hash_key_missing"):
                Keyed(journal, pepper).fits(number, known)


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


def test_without_it_a_card_is_not_sent_again_and_the_refund_is_given_up(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = left_open(desk, monkeypatch)
    (tmp_path / "home" / "practice" / "pepper.key").unlink()
    with pytest.raises(Refusal, match="hash_key_missing"):
        desk.settle(record, CARD, False, lambda _record: None)
    assert desk.settle(record, None, True, lambda _record: None).record.state is State.CANCELLED
    original = desk.find(ByOrder(order_no("800000260001")))
    assert desk.refund(BY, RefundRequest(original, 100), CARD, lambda _record: None).record.state is State.APPROVED


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
