"""The original of a case at the cash desk: asked for anew, and whether what is wanted can still go back.

The rule: what a case remembers of its sale names it and no more; what remains of it is its source's word of this
moment, and where no source can be asked what this terminal knows itself.
"""

from protocol.transactions import ByOrder, ByReference, Original, OriginalState
from terminal.case.case import Case, Sale
from terminal.desk.case_files import CaseFiles
from terminal.desk.door import Refusal
from terminal.desk.original_desk import OriginalDesk
from terminal.desk.workplace import journal_refused
from terminal.trade import rules
from terminal.trade.refund import State


class CaseOriginals:
    """See the module."""

    def __init__(self, files: CaseFiles, originals: OriginalDesk) -> None:
        self._files = files
        self._originals = originals

    def find(self, case: Case) -> Original:
        """Its sale, asked for anew; as the case knows it where no source does. Refusal order_unknown …"""
        sale = case.sale
        try:
            return self._originals.find(
                ByOrder(sale.order_no) if sale.order_no else ByReference(sale.reference_no, sale.month_day)
            )
        except Refusal as refusal:
            if refusal.word != "no_order_source":
                raise
        return self.known(sale)

    def known(self, sale: Sale) -> Original:
        """A sale as this terminal knows it: less what was refunded here, and what was entered here as paid outside."""
        place = self._files.place
        with journal_refused():
            refunds = place.journal.refunds()
        about = [one for one in refunds if (one.original_reference, one.original_month_day) == sale.named]
        given_back = sum(one.amount_fen for one in about if one.state is State.APPROVED)
        return place.less_outside(original_of(sale, min(given_back, sale.amount_fen)))

    def require_left(self, case: Case, fen: int) -> None:
        """So much can still go back. Refusal original_voided, original_refunded, original_busy, void_open,
        amount_over_remaining, case_open.
        """
        original, named = self.find(case), case.sale.named
        rules.check_original(original)
        with journal_refused():
            still_open = self._files.place.journal.open_refunds()
        for record in still_open:
            if (record.original_reference, record.original_month_day) == named:
                raise Refusal("original_busy", key=str(record.key), state=record.state.value)
        with journal_refused():
            rules.check_voids(original, self._files.place.signed_on().identity, self._files.place.journal.payments())
        if fen > original.remaining_fen:
            raise Refusal("amount_over_remaining", remaining_fen=original.remaining_fen)
        self._files.require_alone(case)


def original_of(sale: Sale, refunded_fen: int = 0) -> Original:
    """A sale as far as its case knows it; the goods are nobody's."""
    left = sale.amount_fen - refunded_fen
    state = (
        OriginalState.NORMAL if not refunded_fen else OriginalState.PARTLY_REFUNDED if left else OriginalState.REFUNDED
    )
    return Original(
        sale.order_no,
        sale.reference_no,
        sale.voucher_no,
        sale.paid_date,
        "000000",
        sale.channel,
        sale.payer,
        sale.amount_fen,
        refunded_fen,
        state,
    )


def sale_of(original: Original) -> Sale:
    """What a case keeps of its original."""
    return Sale(
        original.order_no,
        original.reference_no,
        original.voucher_no,
        original.paid_date,
        original.channel,
        original.payer,
        original.amount_fen,
    )
