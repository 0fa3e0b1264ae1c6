"""Originals at the cash desk: a slip that is read, and the sale it is about. Implements that part of
terminal.desk.door.CashDesk.

Nothing is given back here. The rule: a book is asked where there is one, else the host where it can be asked, else this
terminal's own journal; without any of them the slip is keyed.
"""

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from protocol.transactions import ByOrder, ByReference, Original
from scanner.decode.symbol import Symbol
from scanner.known_texts import Refused, classify
from scanner.salesslip import SalesSlip, SlipError, check_order_no
from terminal.desk.door import Refusal
from terminal.desk.scanned import slip_of
from terminal.desk.workplace import Workplace, journal_refused, silent
from terminal.line.talks import OrderTalk
from terminal.trade.order_source import from_journal, is_reference, keyed_original, sold_here
from terminal.trade.refund import Cause

if TYPE_CHECKING:
    from scanner.reader.reader import Reader

_NO_SUCH_MESSAGE = frozenset({"12", "30", "40"})
"""Codes of a host that does not know the order query, which is ours alone."""


class OriginalDesk:
    """See the module."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._reader: Reader | None = None
        self._gone = False
        self._changing = Lock()

    def scan(self, picture: Path) -> SalesSlip:
        """See terminal.desk.door.CashDesk."""
        result = self._at_hand().scan(picture, self._place.outlet.slip_key)
        if result.slip is not None:
            return result.slip
        refused = Refused(result.refused or "no_code", result.masked_text)
        return slip_of(result.instead or refused, file=picture.name)

    def read(self, text: str) -> SalesSlip:
        """See terminal.desk.door.CashDesk."""
        return slip_of(classify(text, shop_key=self._place.outlet.slip_key, typed=True))

    def seen(self, codes: tuple[Symbol, ...]) -> SalesSlip:
        """See terminal.desk.door.CashDesk."""
        from scanner.decode.scan import meaning_of

        return slip_of(meaning_of(codes, self._place.outlet.slip_key) or Refused("not_a_slip", ""))

    def find(self, what: SalesSlip | ByOrder | ByReference) -> Original:
        """See terminal.desk.door.CashDesk."""
        original = self._source(self._wanted(what))
        if original is None:
            raise Refusal("order_unknown")
        if isinstance(what, SalesSlip) and what.amount_fen not in (None, original.amount_fen):
            raise Refusal("slip_amount")
        self._place.parts.printer.know(original)
        return original

    def keyed(self, what: ByReference, amount_fen: int) -> Original:
        """See terminal.desk.door.CashDesk."""
        self._wanted(what)
        try:
            original = self._place.less_outside(keyed_original(what, amount_fen, self._place.today()))
        except ValueError:
            raise Refusal("order_unknown") from None
        self._place.parts.printer.know(original)
        return original

    def interrupt(self) -> None:
        """From any thread: a picture that is being read, and any later one, is picture_stopped."""
        with self._changing:
            self._gone, reader = True, self._reader
        if reader is not None:
            reader.interrupt()

    def close(self) -> None:
        """End the process that reads pictures, where there is one."""
        with self._changing:
            reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def _at_hand(self) -> "Reader":
        """Made with the first picture: most days of a terminal begin without one."""
        from scanner.reader.reader import Reader

        with self._changing:
            if self._gone:
                raise Refusal("picture_stopped")
            if self._reader is None:
                self._reader = Reader()
            return self._reader

    def _source(self, wanted: ByOrder | ByReference) -> Original | None:
        """Less what is paid outside, as far as the source does not know of it: a host knows what it keeps itself."""
        if self._place.parts.book is not None:
            return self._less_outside(self._place.parts.book.find(wanted))
        on = self._place.signed_on()
        if self._place.till.can.order_query:
            told = self._ask_host(wanted)
            return None if told is None else self._place.less_unkept(told)
        with journal_refused():
            refunds = self._place.journal.refunds()
            sales = sold_here(self._place.journal.payments(), refunds, on.identity)
            known = from_journal(wanted, refunds, sales, self._place.today())
        if known is None:
            raise Refusal("no_order_source")
        return self._less_outside(known)

    def _less_outside(self, original: Original | None) -> Original | None:
        return None if original is None else self._place.less_outside(original)

    def _wanted(self, what: SalesSlip | ByOrder | ByReference) -> ByOrder | ByReference:
        if isinstance(what, ByReference):
            if not is_reference(what.reference_no, what.month_day):
                raise Refusal("order_unknown")
            return what
        try:
            return ByOrder(check_order_no(what.order_no))
        except SlipError as error:
            raise Refusal("order_malformed" if error.word == "not_a_slip" else error.word) from None

    def _ask_host(self, wanted: ByOrder | ByReference) -> Original | None:
        talk = OrderTalk(self._place.till, wanted)
        self._place.run(talk)
        if isinstance(talk.result, Original):
            return talk.result
        if talk.cause is not Cause.NONE:
            raise silent(talk.cause)
        if talk.result.code == "25":
            return None
        word = "query_unsupported" if talk.result.code in _NO_SUCH_MESSAGE else "query_refused"
        raise Refusal(word, code=talk.result.code)
