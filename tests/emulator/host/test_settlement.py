"""批结算 and 批上送: totals on both sides, verdicts, uploads, the end that closes the batch, and asking again.

Field 48 (domain notes 6, public 0510): debit - sales and completions; credit - refunds and voids; foreign cards apart.
"""

from contextlib import closing
from dataclasses import dataclass, replace

import pytest

from emulator.host.acquirer import Host
from emulator.ledger.records import BatchSums, Sums
from emulator.ledger.sqlite_store import SqliteLedger
from protocol.cards import TEST_CARDS
from protocol.money import MAX_FEN
from protocol.transactions import (
    CardEntry,
    ChipUpload,
    Detail,
    EntryMode,
    OfflineSale,
    Rejected,
    SettleAnswer,
    Totals,
    UploadAnswer,
    UploadChip,
    UploadDetails,
    UploadEnd,
    Verdict,
)

CARD = CardEntry(EntryMode.MANUAL, TEST_CARDS["unionpay"].number, "3012")


@pytest.fixture
def worked(counter):
    """A day: two sales, a completion, an offline sale, a refund, a void, a foreign sale; reversed and declined ones."""
    voided, sale = counter.sold(1_000), counter.sold(2_000)
    counter.then(sale, counter.void(voided), counter.back(sale, 300), counter.completion(counter.held(400), 400))
    counter.done(OfflineSale(counter.sender(), 50, CARD))
    counter.sold(7, "visa")
    reversed_ = counter.sold(9_000)
    counter.done(counter.reversal(reversed_.request))
    counter.answer(counter.sale(5_000_001))
    return counter


DOMESTIC, FOREIGN = Totals(3_450, 4, 1_300, 2), Totals(7, 1, 0, 0)


def test_totals_that_agree(worked):
    answer = worked.answer(worked.settle(domestic=DOMESTIC, foreign=FOREIGN))
    assert answer == SettleAnswer(
        DOMESTIC, Verdict.BALANCED, FOREIGN, Verdict.BALANCED, "1122", "120000", "1122", "", ""
    )
    assert answer.balanced
    assert worked.batch_no == "000001", "totals alone close nothing"


@pytest.mark.parametrize("side", ["domestic", "foreign"])
@pytest.mark.parametrize("column", ["debit_fen", "debit_count", "credit_fen", "credit_count"])
def test_totals_that_differ_are_told_by_side(worked, side, column):
    said = {"domestic": DOMESTIC, "foreign": FOREIGN}
    said[side] = replace(said[side], **{column: getattr(said[side], column) + 1})
    answer = worked.answer(worked.settle(**said))
    verdicts = {"domestic": answer.domestic_verdict, "foreign": answer.foreign_verdict}
    other = ({"domestic", "foreign"} - {side}).pop()
    assert (verdicts[side], verdicts[other]) == (Verdict.UNBALANCED, Verdict.BALANCED)
    assert (answer.domestic, answer.foreign) == (DOMESTIC, FOREIGN), "the host's own totals"
    assert not answer.balanced


def test_an_empty_batch_agrees(counter):
    assert counter.answer(counter.settle()).balanced


def test_the_end_of_the_upload_closes_the_batch_once(worked):
    worked.answer(worked.settle(domestic=DOMESTIC, foreign=FOREIGN))
    sender = worked.sender()
    end = UploadEnd(sender, 8, balanced=True)
    assert worked.answer(end) == UploadAnswer("00", "1122", "120000", count=8)
    assert worked.batch_no == "000002"
    assert worked.answer(end).code == "00", "asked again"
    assert worked.batch_no == "000002"
    assert worked.answer(worked.settle()).balanced, "the next batch is empty"


@pytest.mark.parametrize("balanced", [True, False], ids=["207", "202"])
def test_an_end_before_its_totals_is_refused_and_closes_nothing(worked, balanced):
    """12 无效交易 (domain notes 4 and 6): an 0320/202 or 207 ends what an 0500 of the same batch began."""
    end = UploadEnd(worked.sender(), 8, balanced=balanced)
    assert worked.answer(end) == UploadAnswer("12", "1122", "120000")
    assert worked.batch_no == "000001"
    worked.answer(worked.settle())
    assert worked.answer(end).code == "00", "behind its totals, whatever they were"
    assert worked.batch_no == "000002"


@pytest.mark.parametrize("balanced", [True, False], ids=["207", "202"])
@pytest.mark.parametrize("change", ["sale", "back", "reversal"])
def test_totals_that_changed_since_have_to_be_said_again(worked, change, balanced):
    """12: the end answers totals that nobody compared; behind an 0500 that tells them the batch is closed."""
    sale = worked.sold(7_777)
    worked.answer(worked.settle(domestic=replace(DOMESTIC, debit_fen=11_227, debit_count=5), foreign=FOREIGN))
    if change == "sale":
        worked.sold(7_777)
    elif change == "back":
        worked.done(worked.back(sale, 100))
    else:
        worked.done(worked.reversal(sale.request))
    end = UploadEnd(worked.sender(), 9, balanced=balanced)
    assert worked.answer(end) == UploadAnswer("12", "1122", "120000")
    assert worked.batch_no == "000001"
    worked.answer(worked.settle())
    assert worked.answer(end).code == "00"
    assert worked.batch_no == "000002"


def test_nothing_is_sold_between_the_look_at_the_totals_and_the_end(make_counter, tmp_path, monkeypatch):
    """Another process that has the same books waits until the batch is closed."""
    file, honest = tmp_path / "ledger.db", SqliteLedger.totals_heard
    counter = make_counter(SqliteLedger(file))
    counter.sold(2_000)
    counter.answer(counter.settle(domestic=Totals(2_000, 1, 0, 0)))
    with closing(SqliteLedger(file, busy_timeout_s=0.05)) as beside:
        other = replace(counter, ledger=beside)
        sale, sold = other.sale(500), []

        def heard(ledger, *about):
            sold.append(other.answer(sale).code)
            return honest(ledger, *about)

        with monkeypatch.context() as patched:
            patched.setattr(SqliteLedger, "totals_heard", heard)
            end = counter.answer(UploadEnd(counter.sender(), 1, balanced=True))
    assert (end.code, sold) == ("00", ["96"])
    assert counter.ledger.batch_sums(counter.terminal_no, "000001").domestic == Sums(2_000, 1, 0, 0)


def test_what_changes_no_total_leaves_them_heard(worked):
    """Uploads of what is known, an offline sale that comes again, a sale that is declined."""
    offline = OfflineSale(worked.sender(), 50, CARD)
    worked.done(offline)
    worked.answer(worked.settle())
    worked.answer(offline)
    worked.answer(worked.sale(5_000_001))
    worked.answer(UploadDetails(worked.sender(), (Detail("000003", CARD.number, 1_000),)))
    assert worked.answer(UploadEnd(worked.sender(), 9, balanced=True)).code == "00"
    assert worked.batch_no == "000002"


def test_totals_are_of_their_own_batch_and_terminal(worked):
    worked.answer(worked.settle())
    worked.answer(UploadEnd(worked.sender(), 0, balanced=False))
    worked.answer(worked.settle(sender=worked.sender(batch_no="000001")))
    assert worked.answer(UploadEnd(worked.sender(), 0, balanced=True)).code == "12", "those were the last batch's"
    assert worked.batch_no == "000002"


def test_totals_stay_heard_where_the_host_is_started_anew(worked):
    """It crashed between its 0510 and the end: what the terminal goes on with has to work."""
    worked.answer(worked.settle(domestic=DOMESTIC, foreign=FOREIGN))
    worked.host = Host(worked.ledger, worked.host.clock, worked.host.entropy)
    assert worked.answer(UploadEnd(worked.sender(), 8, balanced=True)).code == "00"
    assert worked.batch_no == "000002"


def test_totals_of_a_closed_batch_are_told_again(worked):
    request = worked.settle(domestic=DOMESTIC, foreign=FOREIGN)
    first = worked.answer(request)
    worked.close()
    assert worked.answer(request) == first


def test_an_upload_is_taken(worked):
    details = (Detail("000003", CARD.number, 1_000), Detail("000099", CARD.number, 5))
    read = CardEntry(EntryMode.CHIP, CARD.number, "3012", "001")
    chip = UploadChip(worked.sender(), ChipUpload.RECORD_UNBALANCED, "000000", "00", read, b"x")
    taken = UploadAnswer("00", "1122", "120000")
    assert worked.answer(UploadDetails(worked.sender(), details)) == taken
    assert worked.answer(chip) == taken
    worked.answer(worked.settle())
    assert worked.answer(UploadEnd(worked.sender(), 3, balanced=False)).code == "00"
    assert worked.batch_no == "000002"


@pytest.mark.parametrize("batch_no", ["000000", "000002", "999999"])
def test_a_batch_that_never_was(worked, batch_no):
    sender = worked.sender(batch_no=batch_no)
    assert worked.answer(worked.settle(sender=sender)) == Rejected("25")
    assert worked.answer(UploadDetails(sender, (Detail("000003", "", 1),))).code == "25"
    assert worked.answer(UploadEnd(sender, 0, balanced=True)).code == "25"
    assert worked.batch_no == "000001"


@dataclass
class Full:
    """A ledger whose batch is more than field 48 can say."""

    ledger: object
    sums: BatchSums

    def __getattr__(self, name):
        return getattr(self.ledger, name)

    def batch_sums(self, _terminal_no, _batch_no):
        return self.sums


# fmt: off
TOO_MUCH = [
    (Sums(1, 999, 1, 999),                  Totals(1, 999, 1, 999),             Verdict.BALANCED),
    (Sums(1, 1000, 1, 1),                   Totals(1, 999, 1, 1),               Verdict.ERROR),
    (Sums(1, 1, 1, 1000),                   Totals(1, 1, 1, 999),               Verdict.ERROR),
    (Sums(MAX_FEN, 1, MAX_FEN, 1),          Totals(MAX_FEN, 1, MAX_FEN, 1),     Verdict.BALANCED),
    (Sums(MAX_FEN + 1, 1, 0, 0),            Totals(MAX_FEN, 1, 0, 0),           Verdict.ERROR),
    (Sums(0, 0, MAX_FEN + 1, 1),            Totals(0, 0, MAX_FEN, 1),           Verdict.ERROR),
]
# fmt: on


@pytest.mark.parametrize(("sums", "told", "verdict"), TOO_MUCH)
def test_more_than_field_48_can_say_is_an_error(counter, sums, told, verdict):
    counter.host = replace(counter.host, ledger=Full(counter.ledger, BatchSums(sums, Sums())))
    answer = counter.answer(counter.settle(domestic=told))
    assert (answer.domestic, answer.domestic_verdict, answer.foreign_verdict) == (told, verdict, Verdict.BALANCED)
