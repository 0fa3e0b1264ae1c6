"""The original of a case at the cash desk: asked for anew, and whether what is wanted can still go back.

The rule: what a case remembers of its sale names it and no more; what remains of it is its source's word of this
moment, and where no source can be asked what this terminal knows itself.
"""

from protocol.money import format_yuan
from protocol.transactions import ByOrder, ByReference, Original, OriginalState
from terminal.case import judge
from terminal.case.case import Case
from terminal.case.request import Article, Sale
from terminal.desk.case_files import CaseFiles, case_refused
from terminal.desk.door import Refusal
from terminal.desk.original_desk import OriginalDesk
from terminal.desk.workplace import journal_refused
from terminal.trade import rules
from terminal.trade.order_source import from_journal, less_refunded, sold_here
from terminal.trade.refund import STANDS, LinkIdentity
from terminal.trade.sale_name import sale_name


class CaseOriginals:
    """See the module."""

    def __init__(self, files: CaseFiles, originals: OriginalDesk) -> None:
        self._files = files
        self._originals = originals

    def find(self, case: Case) -> Original:
        """Its sale, asked for anew where it was found; as the case knows it where no source does. What was refunded
        here is taken off where its source does not know of it. Refusal case_elsewhere, order_unknown …
        """
        sale, place = case.sale, self._files.place
        with case_refused():
            judge.require_here(case, place.link)
        try:
            original = self._originals.find(
                ByOrder(sale.order_no) if sale.order_no else ByReference(sale.reference_no, sale.month_day)
            )
        except Refusal as refusal:
            if refusal.word != "no_order_source":
                raise
            return self.known(sale)
        at = place.link if place.parts.book is None else None
        return less_refunded(original, self._refunded_fen(sale, at))

    def known(self, sale: Sale) -> Original:
        """A sale as this terminal knows it: less what was refunded here, and what was entered here as paid outside."""
        return self._files.place.less_outside(less_refunded(original_of(sale), self._refunded_fen(sale)))

    def _refunded_fen(self, sale: Sale, at: LinkIdentity | None = None) -> int:
        """By this terminal; at: one host alone."""
        with journal_refused():
            refunds = self._files.place.journal.refunds()
        about = [one for one in refunds if sale_name(one.original_reference, one.original_month_day) == sale.named]
        return sum(one.amount_fen for one in about if one.state in STANDS and at in (None, one.link))

    def require_as_sold(self, original: Original) -> None:
        """It was paid with what this terminal knows of it besides, at this host: what was keyed may be anything.
        Refusal case_sold_otherwise (case), sold_otherwise.
        """
        self._files.require_as_sold(original)
        place, link = self._files.place, self._files.place.link
        with journal_refused():
            refunds = [one for one in place.journal.refunds() if one.link == link]
            sales = sold_here(place.journal.payments(), refunds, link)
        named = ByReference(original.reference_no, original.month_day)
        known = from_journal(named, refunds, sales, place.today())
        if known is not None and known.amount_fen != original.amount_fen:
            sold_fen = known.amount_fen
            raise Refusal("sold_otherwise", sold_fen=sold_fen, sold=format_yuan(sold_fen))

    def require_left(self, case: Case, fen: int) -> Original:
        """So much can still go back of it as it is now. Refusal original_voided, original_refunded, original_busy,
        void_open, completion_not_refundable, amount_over_remaining, case_open.
        """
        original, named = self.find(case), case.sale.named
        rules.check_original(original)
        with journal_refused():
            still_open = self._files.place.journal.open_refunds()
        for record in still_open:
            if sale_name(record.original_reference, record.original_month_day) == named:
                raise Refusal("original_busy", key=str(record.key), state=record.state.value)
        place = self._files.place
        with journal_refused():
            link, payments = place.signed_on().identity, place.journal.payments()
        rules.check_voids(original.reference_no, link, payments)
        if place.till.can.outside_entry:  # our host takes neither a refund nor an entry of one (25)
            rules.check_completion(original, link, payments)
        if fen > original.remaining_fen:
            raise Refusal("amount_over_remaining", remaining_fen=original.remaining_fen)
        self._files.require_alone(case)
        return original


def original_of(sale: Sale) -> Original:
    """A sale as far as its case knows it, before anything went back; the goods are nobody's."""
    return Original(
        sale.order_no,
        sale.reference_no,
        sale.voucher_no,
        sale.paid_date,
        "000000",
        sale.channel,
        sale.payer,
        sale.amount_fen,
        0,
        OriginalState.NORMAL,
    )


def sale_of(original: Original, link: LinkIdentity) -> Sale:
    """What a case keeps of its original, and where it was found."""
    return Sale(
        original.order_no,
        original.reference_no,
        original.voucher_no,
        original.paid_date,
        original.channel,
        original.payer,
        original.amount_fen,
        link,
        tuple(Article(one.sku, one.name, one.left) for one in original.goods if one.left),
    )
