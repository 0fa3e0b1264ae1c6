"""Orders at the cash desk: implements terminal.desk.doors.Orders on one workplace.

Nothing is asked of a host that is not in this process. The rule: what stands in a list is advice; the order source is
asked for whatever is chosen of it.
"""

from protocol.transactions import Channel, Original
from terminal.desk.doors import Story
from terminal.desk.policy_desk import PolicyDesk
from terminal.desk.workplace import Workplace, journal_refused
from terminal.line.till import SignedOn
from terminal.trade.batch import in_batch
from terminal.trade.order_list import OrderList, listed, named
from terminal.trade.order_source import refunded_here, sold_here
from terminal.trade.payment import PaymentKind, PaymentRecord
from terminal.trade.refund import OPEN, STANDS, LinkIdentity, RefundRecord
from terminal.trade.sale_name import sale_name, same_reference


class OrderDesk:
    """See the module."""

    def __init__(self, place: Workplace, policy: PolicyDesk) -> None:
        self._place = place
        self._policy = policy

    def listed(self, digits: str = "") -> OrderList:
        """See terminal.desk.doors.Orders."""
        on, today = self._on(), self._place.today()
        with journal_refused():
            payments, refunds = self._place.journal.payments(), self._place.journal.refunds()
        sales = self._less_outside(sold_here(payments, refunds, on.identity))
        before = self._less_outside(refunded_here(self._here(refunds, on.identity), today))
        others = (self._less_outside(self._of_book()), self._of_shop(), before)
        if not digits:
            return listed(*others, sales)
        batch = {one.reference_no for one in in_batch(payments, on.identity, on.batch_no)}
        of_batch = tuple(sale for sale in sales if sale.reference_no in batch)
        return named(digits, of_batch, f"{today:%Y%m%d}", *others, sales)

    def story(self, original: Original) -> Story:
        """See terminal.desk.doors.Orders."""
        named = sale_name(original.reference_no, original.month_day)
        with journal_refused():
            refunds = self._place.journal.refunds()
        about = [
            one
            for one in refunds
            if sale_name(one.original_reference, one.original_month_day) == named and one.state in OPEN | STANDS
        ]
        voucher_no = "" if about else self._voucher(original)
        policy = self._policy
        return Story(
            tuple(about),
            voucher_no,
            policy.ruling(original),
            policy.case_of(original),
            policy.barred_by(original),
            policy.bar_only(original),
        )

    def _voucher(self, original: Original) -> str:
        """Of its sale by card, paid today in the open batch, of which nothing has gone back."""
        on = self._on()
        if original.channel is not Channel.CARD or original.remaining_fen != original.amount_fen:
            return ""
        batch = in_batch(self._place.transactions(), on.identity, on.batch_no)
        named = (one for one in batch if isinstance(one, PaymentRecord) and one.kind is PaymentKind.SALE)
        today = (one for one in named if one.key.business_date == on.business_date)
        return next((one.voucher_no for one in today if same_reference(one.reference_no, original.reference_no)), "")

    def _on(self) -> SignedOn:
        """Whose batch it is; nothing is sent for it once there was a sign-on."""
        return self._place.till.station or self._place.signed_on()

    def _here(self, refunds: tuple[RefundRecord, ...], link: LinkIdentity) -> list[RefundRecord]:
        return [record for record in refunds if record.link == link]

    def _of_book(self) -> tuple[Original, ...]:
        book = self._place.parts.book
        return book.originals() if book is not None else ()

    def _of_shop(self) -> tuple[Original, ...]:
        """As its host tells them, less what is paid outside and that host does not keep."""
        shop = self._place.parts.shop_orders
        return tuple(map(self._place.less_unkept, shop())) if shop is not None else ()

    def _less_outside(self, originals: tuple[Original, ...]) -> tuple[Original, ...]:
        return tuple(map(self._place.less_outside, originals))
