"""The practice shop read from its TOML files: goods sold, how they were paid, and who stands at the counter.

Pure but for reading the two files that lie beside it. Dates are relative (`days_ago`) until a ledger opens the shop.
The rule: a mistake in the data is an error that names file and key; nothing is guessed or left out.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

from emulator.shop.table import ShopError, Table
from protocol.cards import TEST_CARDS, mask
from protocol.transactions import Channel
from scanner.salesslip import order_no

ORDERS_FILE = "orders.toml"
CUSTOMERS_FILE = "customers.toml"
PHONE = "phone"
"""What a customer presents who needs no card."""

_NUMBER_STEM = "80000026"  # our order numbers begin with 8 (house decision 9); the rest is this shop and its year
_MAX_ORDERS = 9999  # four digits are left for the index
_WALLETS = ("wechat", "alipay", "unionpay")
# Letter in the reference number of a payment without a card: the type letters of Lakala's settlement slip. Real
# reference numbers hold letters too, and the keypad must take them.
_RRN_LETTER = {Channel.WECHAT: "W", Channel.ALIPAY: "Z", Channel.UNIONPAY_QR: "Y"}

__all__ = [
    "PHONE",
    "Customer",
    "Order",
    "OrderLine",
    "Shop",
    "ShopError",
    "SlipKind",
    "SlipShown",
    "load_shop",
    "paid_at",
]


@dataclass(frozen=True, slots=True)
class OrderLine:
    """`quantity` of one article at `unit_fen` each, of which `returned` came back before the shop opened."""

    sku: str
    name: str
    unit_fen: int
    quantity: int
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """One sale. index: 1 upwards. days_ago: paid so many days before the shop opens, at `paid_at` (see `paid_at()`).

    payer: the name of a test card for Channel.CARD, else the wallet's payer id (made up). voided: taken back on the
    day of sale, so nothing is left to refund.
    """

    index: int
    days_ago: int
    paid_at: time
    channel: Channel
    payer: str
    lines: tuple[OrderLine, ...]
    voided: bool = False

    @property
    def order_no(self) -> str:
        """Sales order number (销售单号): 14 digits, the last two check the rest."""
        return order_no(f"{_NUMBER_STEM}{self.index:04d}")

    @property
    def voucher_no(self) -> str:
        """Voucher number (凭证号) of the sale, 6 digits."""
        return f"{self.index * 37:06d}"

    @property
    def amount_fen(self) -> int:
        """The sum of the lines."""
        return sum(line.unit_fen * line.quantity for line in self.lines)

    @property
    def refunded_fen(self) -> int:
        """What went back before the shop opened: the returned goods at their price."""
        return sum(line.unit_fen * line.returned for line in self.lines)

    @property
    def payer_masked(self) -> str:
        """Card number or payer id as it may be shown: first 6 and last 4."""
        return TEST_CARDS[self.payer].masked if self.channel is Channel.CARD else mask(self.payer)

    def paid_on(self, opened: date) -> date:
        """Day of sale for a shop that opens on `opened`."""
        return opened - timedelta(days=self.days_ago)

    def reference_no(self, opened: date) -> str:
        """Reference number (参考号) of the sale: yymmdd of the sale, then the index; 12 letters and digits."""
        letter = _RRN_LETTER.get(self.channel, "0")
        day = self.paid_on(opened)
        return f"{day.year % 100:02}{day.month:02}{day.day:02}{letter}{self.index:05d}"


class SlipKind(StrEnum):
    """What kind of paper or screen a customer holds out."""

    ORDER = "order"
    FOREIGN_ORDER = "foreign order"
    PAYMENT_CODE = "payment_code"
    BAD_CHECK = "bad_check"


@dataclass(frozen=True, slots=True)
class SlipShown:
    """What a customer holds out. order: index of the order shown, 0 for a payment code; wallet: "" unless one.

    `str()` gives the words of customers.toml back ("foreign order 3", "payment_code wechat").
    """

    kind: SlipKind
    order: int = 0
    wallet: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.wallet or self.order}"


@dataclass(frozen=True, slots=True)
class Customer:
    """Someone at the counter. id: what a task names them by. name: a role; words: what they say; presents: a test
    card's name, or PHONE. name_en, words_en: the same in English.
    """

    id: str
    name: str
    words: str
    slip: SlipShown
    presents: str
    name_en: str
    words_en: str


@dataclass(frozen=True, slots=True)
class Shop:
    """The practice shop: its orders (index 1 first), the customers at its counter, and who it is to the acquirer."""

    orders: tuple[Order, ...]
    customers: tuple[Customer, ...]
    name: str
    hotline: str
    merchant_no: str
    merchant_name: str

    def order(self, index: int) -> Order:
        """The order with this index; KeyError without one."""
        if not 1 <= index <= len(self.orders):
            raise KeyError(index)
        return self.orders[index - 1]


def paid_at(shop: Shop, now: datetime) -> tuple[datetime, ...]:
    """When each order was paid, for a shop that opens at `now`. Where a sale of today would lie in the future, all of
    today's are moved to the hours before `now`, closer together; their order stays.
    """
    since_midnight = _seconds(now.time())
    latest = max((_seconds(order.paid_at) for order in shop.orders if not order.days_ago), default=0)

    def moment(order: Order) -> datetime:
        second = _seconds(order.paid_at)
        if not order.days_ago and latest >= since_midnight:
            second = second * since_midnight // (latest + 1)
        return datetime.combine(order.paid_on(now.date()), time(), now.tzinfo) + timedelta(seconds=second)

    return tuple(map(moment, shop.orders))


def _seconds(clock: time) -> int:
    return (clock.hour * 60 + clock.minute) * 60 + clock.second


@cache
def load_shop() -> Shop:
    """The shop as shipped, read once a process. ShopError names file and key of the first mistake."""
    here = files("emulator.shop")
    return read_shop(
        here.joinpath(ORDERS_FILE).read_text(encoding="utf-8"),
        here.joinpath(CUSTOMERS_FILE).read_text(encoding="utf-8"),
    )


def read_shop(orders_text: str, customers_text: str) -> Shop:
    """The shop from the text of its two files. ShopError names file and key of the first mistake."""
    root = Table(ORDERS_FILE, "", _parse(ORDERS_FILE, orders_text))
    shop = root.table("shop")
    goods = root.table("goods")
    orders = tuple(_order(table, place, goods) for place, table in enumerate(root.tables("order"), 1))
    root.no_more()
    customers = Table(CUSTOMERS_FILE, "", _parse(CUSTOMERS_FILE, customers_text))
    people = tuple(_customer(table, len(orders)) for table in customers.tables("customer"))
    customers.no_more()
    found = Shop(
        orders, people, shop.text("name"), shop.text("hotline"), _merchant_no(shop), shop.text("merchant_name")
    )
    shop.no_more()
    return found


def _parse(file: str, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ShopError(file, "", str(error)) from error


def _merchant_no(shop: Table) -> str:
    text = shop.text("merchant_no")
    if not (len(text) == 15 and text.isascii() and text.isalnum()):
        raise shop.error("merchant_no", "a merchant number has 15 letters or digits")
    return text


def _order(table: Table, place: int, goods: Table) -> Order:
    if table.whole("index", 1, _MAX_ORDERS) != place:
        raise table.error("index", f"orders are numbered in sequence: {place} comes next")
    order = Order(
        index=place,
        days_ago=table.whole("days_ago", 0, 3650),
        paid_at=_time(table),
        channel=Channel(table.one_of("channel", tuple(Channel))),
        payer=table.text("payer"),
        lines=_lines(table, goods),
        voided=table.flag("voided"),
    )
    table.no_more()
    if order.channel is Channel.CARD and order.payer not in TEST_CARDS:
        raise table.error("payer", "a card payment names a test card")
    if order.channel is not Channel.CARD and not (13 <= len(order.payer) <= 32 and order.payer.isascii()):
        raise table.error("payer", "a payer id has 13 to 32 ASCII characters")
    if order.voided and order.refunded_fen:
        raise table.error("voided", "a voided sale has no returned goods")
    return order


def _time(table: Table) -> time:
    try:
        return time.fromisoformat(table.text("time"))
    except ValueError as error:
        raise table.error("time", "not hh:mm:ss") from error


def _lines(table: Table, goods: Table) -> tuple[OrderLine, ...]:
    lines = tuple(_line(table, row, goods) for row in table.rows("lines"))
    if len({line.sku for line in lines}) != len(lines):
        raise table.error("lines", "one line for each SKU")
    return lines


def _line(table: Table, row: list[object], goods: Table) -> OrderLine:
    match row:
        case [str(sku), int(quantity)]:
            returned = 0
        case [str(sku), int(quantity), int(returned)]:
            pass
        case _:
            raise table.error("lines", "a line is [SKU, quantity] or [SKU, quantity, returned]")
    if not 0 <= returned <= quantity or quantity < 1:
        raise table.error("lines", f"{sku}: quantities are 1 or more, and no more come back than were sold")
    if not goods.has(sku):
        raise table.error("lines", f"{sku} is not among the goods")
    article = goods.table(sku)
    return OrderLine(sku, article.text("name"), article.whole("unit_fen", 1, 9_999_999), quantity, returned)


def _customer(table: Table, orders: int) -> Customer:
    customer = Customer(
        table.text("id"),
        table.text("name"),
        table.text("words"),
        _slip(table, orders),
        table.one_of("presents", (PHONE, *TEST_CARDS)),
        table.text("name_en"),
        table.text("words_en"),
    )
    table.no_more()
    return customer


def _slip(table: Table, orders: int) -> SlipShown:
    kind, _, what = table.text("slip").rpartition(" ")
    if kind not in set(SlipKind):
        raise table.error("slip", f"one of: {', '.join(SlipKind)}, then its order or wallet")
    if kind == SlipKind.PAYMENT_CODE:
        if what not in _WALLETS:
            raise table.error("slip", f"a payment code of one of: {', '.join(_WALLETS)}")
        return SlipShown(SlipKind.PAYMENT_CODE, wallet=what)
    if not (what.isascii() and what.isdecimal() and 1 <= int(what) <= orders):
        raise table.error("slip", f"there are orders 1 to {orders}")
    return SlipShown(SlipKind(kind), order=int(what))
