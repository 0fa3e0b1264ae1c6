"""The words of the flow: pages, what happens on them, and what one family of pages lays down. What is asked: facts.py.

Pure data, no rule here. Each family (signing, refund, payment …) writes its own rows in terminal/face/walks; flow.py,
menu.py and offers.py read them all as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

from terminal.face.keys import Key


class Page(StrEnum):
    """What stands on the LCD."""

    # signing
    BOOT = auto()
    OPERATOR = auto()
    PASSWORD = auto()
    MENU = auto()
    IDLE = auto()
    LOCKED = auto()
    # refund
    REFUND = auto()
    SUPERVISOR = auto()
    CARD_FIRST = auto()
    ORDER = auto()
    ORDERS = auto()
    WHICH = auto()
    CUSTOMERS = auto()
    SOURCES = auto()
    PICTURE = auto()
    WATCH = auto()
    CAMERA = auto()
    CAMERAS = auto()
    REFERENCE = auto()
    KEYED = auto()
    DATE = auto()
    ORIGINAL = auto()
    OPTION = auto()
    GOODS = auto()
    AMOUNT = auto()
    REASON = auto()
    CARD = auto()
    CONFIRM = auto()
    SENDING = auto()
    RESULT = auto()
    OPEN = auto()
    ENDED = auto()
    OPEN_ONE = auto()
    GIVE_UP = auto()
    CLOSING_SUPERVISOR = auto()
    CLOSING_REASON = auto()
    CLOSING = auto()
    # payment
    SALE = auto()
    HOLD = auto()
    QUERIES = auto()
    PAY_SUPERVISOR = auto()
    VOUCHER = auto()
    VOID = auto()
    AUTH_NO = auto()
    AUTH_DATE = auto()
    PAY_AMOUNT = auto()
    PAY_CARD = auto()
    PAY_CONFIRM = auto()
    PIN = auto()
    PAYER_CODE = auto()
    PAY_SENDING = auto()
    PAY_RESULT = auto()
    BALANCE = auto()
    TRANSACTION = auto()
    OWED = auto()
    OWED_ONE = auto()
    CLOSE_BY_HAND = auto()
    # device
    PREFLIGHT = auto()
    DEVICE = auto()
    KNOBS = auto()
    # printing
    PRINT = auto()
    PRINT_VOUCHER = auto()
    PRINTED = auto()
    # settlement
    SETTLE = auto()
    SETTLING = auto()
    SETTLED = auto()
    # records
    RECORDS = auto()
    RECORD = auto()
    RECORD_LIFE = auto()
    RECORDS_FIND = auto()
    RECORDS_FILTER = auto()
    RECORDS_SUPERVISOR = auto()
    RECORDS_DAY = auto()
    RECORDS_DATE = auto()
    RECORDS_SETTLED = auto()
    RECORDS_EXPORT = auto()
    # admin
    ADMIN = auto()
    SIGN_IN = auto()
    SHIFT = auto()
    SIGN_OFF = auto()
    STAFF_PASSWORD = auto()
    OPERATORS = auto()
    OPERATOR_NO = auto()
    OPERATOR_LIST = auto()
    REMOVE_OPERATOR = auto()
    SHOP_MANAGER = auto()
    OLD_PASSWORD = auto()
    NEW_PASSWORD = auto()
    NEW_AGAIN = auto()
    SETUP_PASSWORD = auto()
    PARAMETERS = auto()
    PARAMETER = auto()
    PARAMETER_CHOICE = auto()
    LINE = auto()
    LINE_ADDRESS = auto()
    DISPLAY = auto()
    LANGUAGE = auto()
    THEME = auto()
    PRACTICE = auto()
    RESET = auto()
    VERSION = auto()
    # lessons
    LESSON_NAME = auto()
    LESSONS = auto()
    LESSON = auto()
    LESSON_END = auto()
    # cases
    CASES = auto()
    CASES_FIND = auto()
    CASES_SLOW = auto()
    CASE_KIND = auto()
    CASE_SALE = auto()
    CASE = auto()
    CASE_FORM = auto()
    CASE_WORDS = auto()
    CASE_CHOICE = auto()
    CASE_SUM = auto()
    CASE_MARKS = auto()
    CASE_WHO = auto()
    CASE_PASSWORD = auto()
    CASE_REVIEW = auto()
    CASE_PAPERS = auto()
    CASE_PAPER = auto()
    CASE_FILES = auto()
    CASE_PATH = auto()
    CASE_TALKS = auto()
    CASE_LIFE = auto()
    CASE_PRINT = auto()
    CASE_CONFIRM = auto()


class Event(StrEnum):
    """What happened on a page. DONE: its own question is answered. BACK: 取消."""

    # everywhere
    DONE = auto()
    BACK = auto()
    MENU = auto()
    IDLE = auto()
    REFUSED = auto()
    # main menu
    SALE = auto()
    VOID = auto()
    REFUND = auto()
    HOLD = auto()
    QUERIES = auto()
    PRINT = auto()
    SETTLE = auto()
    ADMIN = auto()
    # refund
    CARD_REFUSED = auto()
    BY_ORDER = auto()
    BY_REFERENCE = auto()
    BY_QR = auto()
    LISTED = auto()
    SEVERAL = auto()
    COMPARE = auto()
    FOUND = auto()
    UNLISTED = auto()
    CUSTOMERS = auto()
    PICTURE = auto()
    WATCH = auto()
    CAMERA = auto()
    CAMERAS = auto()
    OPTION = auto()
    WHOLE = auto()
    PART = auto()
    AMOUNT = auto()
    REASON = auto()
    CARD = auto()
    QUERY = auto()
    GIVE_UP = auto()
    OPEN = auto()
    ENDED = auto()
    # payment
    CARD_SALE = auto()
    QR_SALE = auto()
    PRE_AUTH = auto()
    PRE_AUTH_VOID = auto()
    COMPLETION = auto()
    COMPLETION_VOID = auto()
    BALANCE = auto()
    LAST = auto()
    LOOK = auto()
    OWED = auto()
    CLOSE_STANDS = auto()
    CLOSE_UNDONE = auto()
    EXCHANGE = auto()
    VOID_INSTEAD = auto()
    # device
    AMISS = auto()
    ADMITTED = auto()
    DEVICE = auto()
    KNOBS = auto()
    # printing
    PRINT_LAST = auto()
    PRINT_ONE = auto()
    PRINT_SETTLEMENT = auto()
    PRINT_DETAILS = auto()
    PRINT_SUMMARY = auto()
    UNPRINTED = auto()
    # records
    RECORDS = auto()
    FIND = auto()
    FILTER = auto()
    SUPERVISOR = auto()
    LIFE = auto()
    DAY = auto()
    DATE = auto()
    LAST_SETTLED = auto()
    EXPORT = auto()
    # admin
    LOCK = auto()
    SIGN_IN = auto()
    SHIFT = auto()
    CHANGE = auto()
    SIGN_OFF = auto()
    STAFF = auto()
    ADD = auto()
    REMOVE = auto()
    LIST = auto()
    SET_PASSWORD = auto()
    MANAGER = auto()
    OWN_PASSWORD = auto()
    SETUP = auto()
    CHOICE = auto()
    LINE = auto()
    ADDRESS = auto()
    DISPLAY = auto()
    LANGUAGE = auto()
    THEME = auto()
    PRACTICE = auto()
    RESET = auto()
    VERSION = auto()
    # lessons
    LESSONS = auto()
    LESSON_END = auto()
    # cases
    CASES = auto()
    NEW = auto()
    SLOW = auto()
    FORM = auto()
    WORDS = auto()
    MARKS = auto()
    SUM = auto()
    FILES = auto()
    PATH = auto()
    PAPERS = auto()
    TALKS = auto()


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a menu. digit: the key. text: message id. event: what choosing it says. when: a name of Facts."""

    digit: str
    text: str
    event: Event
    when: str = ""


Row = tuple[Page, Event, Page, str]
"""On this page, when this happened, go to that page - where this name of Facts holds ("" for always)."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What one family of pages lays down. flow: its rows, read from the top. menus: what stands on each.

    diverted: where somebody would arrive -> where they do where this name of Facts holds. names: pages on which a
    person's name is keyed, in any script.
    soft: the keys left and right of 0. offered: keys that mean something on one page, beside 确认, 取消, 清除 and the
    digits; the first four without a key of their own get F5 to F8. letters: pages on which letters are keyed. amounts:
    on which an amount is, and the point means 00. presents: on which a card is presented by s, i, t. awaiting: pages
    that no key leaves, as an answer is awaited. signs: on which . : - are keyed beside the letters. words: on which
    sentences are keyed, with spaces and punctuation. paths: of those, on which / and ? are keyed too.
    handed: text in one piece that comes on this page is for that one.
    """

    flow: tuple[Row, ...] = ()
    menus: Mapping[Page, tuple[Item, ...]] = field(default_factory=dict)
    diverted: Mapping[Page, tuple[Page, str]] = field(default_factory=dict)
    soft: Mapping[Page, tuple[Key, Key]] = field(default_factory=dict)
    offered: Mapping[Page, tuple[Key, ...]] = field(default_factory=dict)
    letters: frozenset[Page] = frozenset()
    names: frozenset[Page] = frozenset()
    amounts: frozenset[Page] = frozenset()
    presents: frozenset[Page] = frozenset()
    awaiting: frozenset[Page] = frozenset()
    signs: frozenset[Page] = frozenset()
    words: frozenset[Page] = frozenset()
    paths: frozenset[Page] = frozenset()
    handed: Mapping[Page, Page] = field(default_factory=dict)
