"""Fields that are made of parts (3, 22, 44, 48, 53, 54, 55, 59, 60, 61, 62, 63): where each part lies and what it says.

Tolerant: a value that does not fit its layout is one part "?", never an error - judging a message is the matrix's work.
Layouts are rows; a chooser says which rows a message has. Nothing here masks: `Part.sensitivity` tells who shows it.
Sources: domain notes 2 (44, 54, 59, 60, 61, 62, 63), 5 (62 of a sign-on), 6 (48); RK1, RQ1, RO1, RX1, LK1 are ours.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from protocol.dialects.unionpay import chip, readings
from protocol.dialects.unionpay.readings import Reading, one_of, plain
from protocol.errors import DecodeError
from protocol.fields import Sensitivity
from protocol.message import Message, Value
from protocol.words import NOTHING, Words, obeyed

UNEXPLAINED = "?"
"""Name of a part that fits no layout."""

_PAN, _SECRET = Sensitivity.PAN, Sensitivity.SECRET


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a layout. length: digits of a digit field, bytes otherwise; 0: all that is left.

    short: text that may end early, as senders leave trailing blanks out. octets: the value is shown as hex.
    """

    name: str
    zh: str
    en: str
    length: int
    reading: Reading = plain
    sensitivity: Sensitivity = Sensitivity.OPEN
    short: bool = False
    octets: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """A piece of a field. start, end: inside the value, in digits for digit fields and in bytes otherwise; its own
    value begins at value_start, behind a tag and a length where it has them.

    name: "60.2", a chip tag as "55.9F26", or "?". value: digits, text, or upper-case hex where it is no text.
    octets: `value` is hex. depth: 1, and one more inside a chip template.
    """

    name: str
    label: Words
    value: str
    start: int
    end: int
    meaning: Words = NOTHING
    sensitivity: Sensitivity = Sensitivity.OPEN
    octets: bool = False
    head: int = 0
    depth: int = 1

    @property
    def value_start(self) -> int:
        """Behind tag and length, which are `head` long."""
        return self.start + self.head

    @property
    def explained(self) -> bool:
        """It fits a layout."""
        return self.name != UNEXPLAINED

    def __repr__(self) -> str:
        return f"Part({self.name}, {self.start}-{self.end})"


Layout = tuple[Row, ...]
Splitter = Callable[[bytes, Message], Iterator[Part]]

# fmt: off
#            name     zh                    en                          length reading
PROCESSING: Layout = (
    Row("3.1",  "交易类别",           "kind of transaction",           2, one_of(readings.PROCESSING)),
    Row("3.2",  "转出账户",           "from account",                  2, one_of(readings.ACCOUNTS)),
    Row("3.3",  "转入账户",           "to account",                    2, one_of(readings.ACCOUNTS)),
)
ENTRY: Layout = (
    Row("22.1", "卡号从哪里来",       "where the card number is from", 2, one_of(readings.ENTRIES)),
    Row("22.2", "密码",               "PIN",                           1, one_of(readings.PIN_ENTRIES)),
)
PARTIES: Layout = (
    Row("44.1", "发卡机构",           "issuer",                       11, short=True),
    Row("44.2", "收单机构",           "acquirer",                     11, short=True),
    Row("44.3", "其余",               "rest",                          0),
)
TOTALS: Layout = (
    Row("48.1",  "内卡借记总额",      "domestic debit total",         12, readings.amount),
    Row("48.2",  "内卡借记笔数",      "domestic debit count",          3, readings.count),
    Row("48.3",  "内卡贷记总额",      "domestic credit total",        12, readings.amount),
    Row("48.4",  "内卡贷记笔数",      "domestic credit count",         3, readings.count),
    Row("48.5",  "内卡对账结果",      "domestic result",               1, one_of(readings.SETTLED)),
    Row("48.6",  "外卡借记总额",      "foreign debit total",          12, readings.amount),
    Row("48.7",  "外卡借记笔数",      "foreign debit count",           3, readings.count),
    Row("48.8",  "外卡贷记总额",      "foreign credit total",         12, readings.amount),
    Row("48.9",  "外卡贷记笔数",      "foreign credit count",          3, readings.count),
    Row("48.10", "外卡对账结果",      "foreign result",                1, one_of(readings.SETTLED)),
)
UPLOADED: Layout = (
    Row("48.1", "上送总笔数",         "records uploaded",              4, readings.count),
)
DETAILS: Layout = (
    Row("48.1", "本包笔数",           "records here",                  2, readings.count),
)
DETAIL: Layout = (
    Row("卡别",     "卡别",           "kind of card",                  2, one_of(readings.CARD_KINDS)),
    Row("流水号",   "流水号",         "trace number",                  6),
    Row("卡号",     "卡号",           "card number",                  20, sensitivity=_PAN),
    Row("金额",     "金额",           "amount",                       12, readings.amount),
)
SECURITY: Layout = (
    Row("53.1", "PIN格式",            "PIN format",                    1, one_of(readings.PIN_FORMATS)),
    Row("53.2", "加密算法",           "cipher",                        1, one_of(readings.PIN_CIPHERS)),
    Row("53.3", "磁道加密",           "track cipher",                  1, one_of(readings.TRACK_CIPHERS)),
    Row("53.4", "保留",               "reserved",                     13, readings.zeros),
)
BALANCE: Layout = (
    Row("账户",     "账户类型",       "account",                       2, one_of(readings.ACCOUNTS)),
    Row("余额类型", "余额类型",       "kind of amount",                2, one_of(readings.BALANCES)),
    Row("货币",     "货币",           "currency",                      3, one_of(readings.CURRENCIES)),
    Row("金额",     "正负和金额",     "sign and amount",              13, readings.signed_amount),
)
TYPE: Layout = (
    Row("60.1", "交易类型码",         "transaction type",              2, one_of(readings.TYPES)),
    Row("60.2", "批次号",             "batch number",                  6),
    Row("60.3", "网络管理信息码",     "network management code",       3, one_of(readings.NETWORK)),
    Row("60.4", "终端读取能力",       "terminal reads",                1, one_of(readings.READERS)),
    Row("60.5", "IC卡条件代码",       "chip condition",                1, one_of(readings.CHIP_CONDITIONS)),
    Row("60.6", "部分扣款标志",       "partial debit",                 1, one_of(readings.PARTIAL)),
    Row("60.7", "账户类型",           "account type",                  3, short=True),
    Row("60.9", "其余",               "rest",                          0),
)
ORIGINAL: Layout = (
    Row("61.1", "原批次号",           "original batch number",         6, readings.zeros),
    Row("61.2", "原凭证号",           "original voucher number",       6, readings.zeros),
    Row("61.3", "原交易日期",         "original date",                 4, readings.month_day),
    Row("61.4", "原授权方式",         "authorisation mode",            2, one_of(readings.AUTH_MODES)),
    Row("61.5", "原授权机构",         "authorising institution",      11, readings.zeros, short=True),
)
PARTY: Layout = (
    Row("63.1", "操作员或卡组织",     "operator or card scheme",       3, readings.party, short=True),
    Row("63.2", "发卡方信息",         "the issuer says",              20, short=True),
    Row("63.3", "银联信息",           "UnionPay says",                20, short=True),
    Row("63.4", "受理方信息",         "the acquirer says",            20, short=True),
    Row("63.5", "终端信息",           "for the terminal",             60, short=True),
)
LEDGER: Layout = (
    Row("63.1", "标记（本项目）",     "mark (ours)",                   3),
    Row("63.2", "账本号",             "ledger id",                    16),
    Row("63.3", "营业日期",           "business date",                 8, readings.full_day),
    Row("63.4", "期号",               "epoch",                         8),
    Row("63.5", "模拟主机标记",       "mark of the emulator",          6, short=True),
)
SERIAL: Layout = (
    Row("62.1", "标记",               "mark",                         11),
    Row("62.2", "长度",               "length",                        2),
    Row("62.3", "终端序列号",         "serial number",                 0),
)
CASHIER: Layout = (
    Row("62.1", "收银员号",           "cashier number",                0),
)
TERMINAL: Layout = (
    Row("62.1", "原终端号",           "original terminal number",      8),
)
REFUND_KEY: Layout = (
    Row("62.1", "标记（本项目）",     "mark (ours)",                   3),
    Row("62.2", "期号",               "epoch",                         8),
    Row("62.3", "营业日期",           "business date",                 8, readings.full_day),
)
FIND_ORDER: Layout = (
    Row("62.1", "标记（本项目）",     "mark (ours)",                   3),
    Row("62.2", "第几页",             "page",                          2),
    Row("62.3", "按销售单号",         "by order number",               1),
    Row("62.4", "销售单号",           "order number",                 14),
)
FIND_REFERENCE: Layout = (
    Row("62.1", "标记（本项目）",     "mark (ours)",                   3),
    Row("62.2", "第几页",             "page",                          2),
    Row("62.3", "按参考号",           "by reference number",           1),
    Row("62.4", "原参考号",           "original reference",           12),
    Row("62.5", "原交易日期",         "original date",                 4, readings.month_day),
)
PAGE: Layout = (
    Row("62.1", "标记（本项目）",     "mark (ours)",                   3),
    Row("62.2", "第几页",             "page",                          2),
    Row("62.3", "共几页",             "pages",                         2),
    Row("62.4", "单据摘要",           "digest of the document",        8),
    Row("62.5", "单据",               "document",                      0, sensitivity=_SECRET),
)
OUTCOME: Layout = (
    Row("62.1", "标记（本项目）",     "mark (ours)",                   3),
    Row("62.2", "结果",               "outcome",                       1, one_of(readings.OUTCOMES)),
    Row("62.3", "应答码",             "response code",                 2),
    Row("62.4", "参考号",             "reference number",             12),
    Row("62.5", "金额",               "amount",                       12, readings.amount),
    Row("62.6", "日期",               "date",                          4, readings.month_day),
    Row("62.7", "时间",               "time",                          6, readings.clock),
    Row("62.8", "清算日期",           "settlement date",               4, readings.month_day),
)
OUTSIDE_KEY: Layout = (
    Row("62.1", "标记（本项目）",     "mark (ours)",                   3),
    Row("62.2", "登记批次号",         "batch number of the entry",     6),
    Row("62.3", "登记流水号",         "trace number of the entry",     6),
    Row("62.4", "期号",               "epoch",                         8),
    Row("62.5", "营业日期",           "business date",                 8, readings.full_day),
)
OUTSIDE: Layout = (
    Row("62.1", "标记（本项目）",     "mark (ours)",                   3),
    Row("62.2", "登记状态",           "standing",                      1, one_of(readings.STANDINGS)),
    Row("62.3", "剩余可退金额",       "what remains",                 12, readings.amount),
    Row("62.4", "登记批次号",         "batch number of the entry",     6),
    Row("62.5", "登记流水号",         "trace number of the entry",     6),
    Row("62.6", "期号",               "epoch",                         8),
    Row("62.7", "营业日期",           "business date",                 8, readings.full_day),
)
STATUS: Layout = (
    Row("62.1", "下载状态",           "download status",               1, one_of(readings.DOWNLOADS)),
)

# Working keys under the terminal master key, by size of field 62. The check value may be shown, the key may not.
_KEY_NAMES = (("PIN密钥", "PIN key"), ("MAC密钥", "MAC key"), ("磁道密钥", "track key"))
KEY_SIZES: dict[int, tuple[int, ...]] = {
    24: (8, 8),             # 60.3 = 001
    40: (16, 16),           # 60.3 = 003; a single-length MAC key fills its slot with zeros
    60: (16, 16, 16),       # 60.3 = 004
    84: (24, 24, 24),       # the maximum of the 2010 text
}

WHOLE: dict[int, Reading] = {
    12: readings.clock,
    13: readings.month_day,
    14: readings.year_month,
    15: readings.month_day,
    16: readings.month_day,
    17: readings.month_day,
    25: one_of(readings.CONDITIONS),
    49: one_of(readings.CURRENCIES),
    50: one_of(readings.CURRENCIES),
    51: one_of(readings.CURRENCIES),
}
"""Fields read as one piece; amounts and response codes need their message and are read in protocol.describe."""
# fmt: on

_TYPE_LENGTHS = frozenset({8, 11, 12, 13, 14, 15, 17, 19})
"""Digits of field 60 in the captures; 12 adds 60.4 to the management form."""

_DETAIL_DIGITS = 40
_PAY_CODE = "A3"
_STATUS_UPLOAD = "362"


def split(number: int, value: Value, message: Message) -> tuple[Part, ...]:
    """The parts of field `number`, in order, templates before what is in them; () where it has none or is empty."""
    splitter = _SPLITTERS.get(number)
    units = value if isinstance(value, bytes) else value.encode("gb18030", "replace")
    return tuple(splitter(units, message)) if splitter is not None and units else ()


def _cut(rows: Layout, units: bytes, message: Message | None = None, at: int = 0) -> Iterator[Part]:
    """The rows laid over `units` from `at`; what does not fit ends as one unexplained part."""
    for row in rows:
        left = len(units) - at
        if not left:
            return
        length = min(row.length or left, left)
        if length < row.length and not row.short:
            break
        yield _part(row, units, at, at + length)
        at += length
    if at < len(units):
        yield _unexplained(units, at)


def _part(row: Row, units: bytes, start: int, end: int) -> Part:
    value, octets = _show(units[start:end], row.octets)
    return Part(
        row.name, Words(row.zh, row.en), value, start, end, row.reading(value), row.sensitivity, octets
    )  # fmt: skip


def _unexplained(units: bytes, start: int, sensitivity: Sensitivity = Sensitivity.OPEN) -> Part:
    value, octets = _show(units[start:])
    label = Words("未能解释", "unexplained")
    return Part(UNEXPLAINED, label, value, start, len(units), NOTHING, sensitivity, octets)


def _show(units: bytes, octets: bool = False) -> tuple[str, bool]:
    """(text, False), or (hex, True) for what is no printable text."""
    try:
        text = units.decode("gb18030")
    except UnicodeDecodeError:
        text = "\0"
    if octets or any(obeyed(letter) for letter in text):
        return units.hex().upper(), True
    return text, False


def _repeated(number: str, rows: Layout, units: bytes, at: int = 0) -> Iterator[Part]:
    """The rows again and again; names count the blocks: 54.1 账户, 54.2 账户 …"""
    size = sum(row.length for row in rows)
    for block, start in enumerate(range(at, len(units) - size + 1, size), 1):
        for part in _cut(rows, units[: start + size], at=start):
            yield Part(f"{number}.{block} {part.label.zh}", part.label, part.value, part.start, part.end,
                       part.meaning, part.sensitivity, part.octets)  # fmt: skip
        at = start + size
    if at < len(units):
        yield _unexplained(units, at)


def _totals(units: bytes, message: Message) -> Iterator[Part]:
    """48 by its length: 62 digits of totals, 4 of a count, 2 and records of 40."""
    records, rest = divmod(len(units) - 2, _DETAIL_DIGITS)
    if message.mti[:2] == "05" and len(units) == sum(row.length for row in TOTALS):
        yield from _cut(TOTALS, units)
    elif message.mti[:2] == "03" and len(units) == 4:
        yield from _cut(UPLOADED, units)
    elif message.mti[:2] == "03" and records > 0 and rest == 0 and units[:2] == b"%02d" % records:
        yield from _cut(DETAILS, units[:2])
        yield from _repeated("48", DETAIL, units, at=2)
    else:
        yield _unexplained(units, 0)


def _balances(units: bytes, message: Message) -> Iterator[Part]:
    yield from _repeated("54", BALANCE, units)


def _type(units: bytes, message: Message) -> Iterator[Part]:
    fits = len(units) in _TYPE_LENGTHS and units.isdigit()
    yield from _cut(TYPE, units) if fits else [_unexplained(units, 0)]


def _party(units: bytes, message: Message) -> Iterator[Part]:
    yield from _cut(LEDGER if units.startswith(b"LK1") and len(units) >= 35 else PARTY, units)


def _tagged(units: bytes, message: Message) -> Iterator[Part]:
    """59: tag of two characters, three digits of length, text; one unexplained part where that does not come out."""
    parts: list[Part] = []
    at = 0
    while at < len(units):
        size = units[at + 2 : at + 5]
        end = at + 5 + (int(size) if len(size) == 3 and size.isdigit() else len(units))
        if end > len(units):
            parts = [_unexplained(units, 0)]
            break
        tag, _ = _show(units[at : at + 2])
        label = Words(*readings.TAGS_59.get(tag, ("标签 " + tag, "tag " + tag)))
        value, octets = _show(units[at + 5 : end])
        sensitivity = _SECRET if tag == _PAY_CODE else Sensitivity.OPEN
        parts.append(Part(f"59.{tag}", label, value, at, end, NOTHING, sensitivity, octets, head=5))
        at = end
    yield from parts


def _chip(units: bytes, message: Message) -> Iterator[Part]:
    """55: an item a part, templates before what is inside; padding belongs to no part."""
    yield from _items(units, 55, 0)


def _items(units: bytes, number: int, at: int, rows: Mapping[str, chip.Tag] = chip.TAGS) -> Iterator[Part]:
    try:
        items = chip.flat(chip.parse(units[at:]))
    except DecodeError:
        yield _unexplained(units, at, _SECRET)
        return
    for item in items:
        row = rows.get(item.tag)
        label = Words(row.zh, row.en) if row is not None else Words("未列出的标签", "a tag of no table")
        value = "" if item.inside else item.value.hex().upper()
        yield Part(
            f"{number}.{item.tag}", label, value, at + item.start, at + item.end, chip.meaning(item, rows),
            chip.sensitivity(item.tag, rows), octets=True, head=item.value_start - item.start, depth=item.depth,
        )  # fmt: skip


def _private(units: bytes, message: Message) -> Iterator[Part]:
    """62 by its use; what no use explains is secret, as it may be a key."""
    for fits, layout in _USES_62:
        if fits(units, message):
            yield from layout(units, message)
            return
    yield _unexplained(units, 0, _SECRET)


def _keys(units: bytes, message: Message) -> Iterator[Part]:
    rows = []
    for index, (size, (zh, en)) in enumerate(zip(KEY_SIZES[len(units)], _KEY_NAMES, strict=False)):
        rows.append(
            Row(f"62.{2 * index + 1}", f"{zh}（主密钥加密）", f"{en} (sealed)", size, plain, _SECRET, octets=True)
        )
        rows.append(Row(f"62.{2 * index + 2}", f"{zh}校验值", f"{en} check value", 4, octets=True))
    yield from _cut(tuple(rows), units)


def _parameters(units: bytes, message: Message) -> Iterator[Part]:
    yield from _cut(STATUS, units[:1])
    if len(units) > 1:
        yield from _items(units, 62, 1, chip.TAGS if _management(message) == _STATUS_UPLOAD else chip.PARAMETERS)


def _secret_rest(rows: Layout, units: bytes, message: Message) -> Iterator[Part]:
    """A layout of field 62: what it does not explain stays secret."""
    for part in _cut(rows, units):
        yield part if part.explained else _unexplained(units, part.start, _SECRET)


def _management(message: Message) -> str:
    """60.3 of the message."""
    return message.text(60)[8:11]


def _is_keys(units: bytes, message: Message) -> bool:
    return message.mti == "0810" and _management(message) in ("001", "003", "004") and len(units) in KEY_SIZES


def _is_parameters(units: bytes, message: Message) -> bool:
    return message.mti in ("0810", "0830") and _management(message)[:1] == "3" and units[:1] in b"0123"


def _is_cashier(units: bytes, message: Message) -> bool:
    return message.mti in ("0800", "0820") and _management(message) == "401" and len(units) <= 3 and units.isdigit()


def _is_serial(units: bytes, message: Message) -> bool:
    return message.mti == "0800" and units.startswith(b"Sequence No")


def _is_terminal(units: bytes, message: Message) -> bool:
    return message.text(60)[:2] == "27" and len(units) == 8 and units.isalnum()


def _is_ours(mark: bytes, *lengths: int) -> Callable[[bytes, Message], bool]:
    return lambda units, message: units[:3] == mark and len(units) in lengths and units.replace(b" ", b"").isalnum()


def _is_page(units: bytes, message: Message) -> bool:
    return message.mti == "0610" and units.startswith(b"RQ1") and units[3:15].isalnum() and len(units) > 15


# fmt: off
_USES_62: tuple[tuple[Callable[[bytes, Message], bool], Splitter], ...] = (
    (_is_keys,                       _keys),
    (_is_page,                       partial(_secret_rest, PAGE)),
    (_is_ours(b"RK1", 19),           partial(_secret_rest, REFUND_KEY)),
    (_is_ours(b"RQ1", 20),           partial(_secret_rest, FIND_ORDER)),
    (_is_ours(b"RQ1", 22),           partial(_secret_rest, FIND_REFERENCE)),
    (_is_ours(b"RO1", 4, 44),        partial(_secret_rest, OUTCOME)),
    (_is_ours(b"RX1", 31),           partial(_secret_rest, OUTSIDE_KEY)),
    (_is_ours(b"RX1", 44),           partial(_secret_rest, OUTSIDE)),
    (_is_serial,                     partial(_secret_rest, SERIAL)),
    (_is_cashier,                    partial(_secret_rest, CASHIER)),
    (_is_terminal,                   partial(_secret_rest, TERMINAL)),
    (_is_parameters,                 _parameters),
)

_SPLITTERS: dict[int, Splitter] = {
    3:  partial(_cut, PROCESSING),
    22: partial(_cut, ENTRY),
    44: partial(_cut, PARTIES),
    48: _totals,
    53: partial(_cut, SECURITY),
    54: _balances,
    55: _chip,
    59: _tagged,
    60: _type,
    61: partial(_cut, ORIGINAL),
    62: _private,
    63: _party,
}
# fmt: on
