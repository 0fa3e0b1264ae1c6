"""Field 55, the chip data: BER-TLV read into items, the one table of tag names, and what a value says.

The rule: bounded by constants, and what is no TLV is a DecodeError with the offset inside the field - a length that is
a lie must not hide what stands behind it. Sources: EMV 4.3 book 3 annexes A-B (BER-TLV, tags of EMV), JR/T 0025 (PBOC:
9F6x, 9F7x, DF3x), captures (private FFxx tags whose inside is not TLV, zero bytes between items), QCUP 009 (tags of a
parameter download).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from protocol.dialects.unionpay import readings
from protocol.dialects.unionpay.readings import Texts
from protocol.errors import DecodeError
from protocol.fields import Sensitivity
from protocol.words import NOTHING, Words

MAX_DEPTH = 4
"""Templates in templates; field 55 of the captures has one level, an issuer script two."""

MAX_ITEMS = 256
"""Items of one field: 255 bytes hold 127 of the smallest, and a table of tags is not longer."""

MAX_TAG_BYTES = 4
"""EMV uses one or two, PBOC and private tables three."""

_PRIVATE_CLASS = 0xC0
_CONSTRUCTED = 0x20
_LONG_TAG = 0x1F


class Show(StrEnum):
    """How the value of a tag is read by a person."""

    HEX = "hex"
    DIGITS = "digits"
    AMOUNT = "amount"
    """Fen, n12."""
    DATE = "date"
    """YYMMDD."""
    FULL_DATE = "full date"
    """yyyymmdd."""
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Tag:
    """One row of the tag table. tag: upper-case hex, as all tags here."""

    tag: str
    zh: str
    en: str
    show: Show = Show.HEX
    sensitivity: Sensitivity = Sensitivity.OPEN


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    """One TLV. tag: upper-case hex. start, value_start, end: bytes inside the field. inside: items of a template."""

    tag: str
    value: bytes
    start: int
    value_start: int
    depth: int
    inside: tuple["Item", ...] = ()

    @property
    def end(self) -> int:
        """Behind the last byte of the value."""
        return self.value_start + len(self.value)

    def __repr__(self) -> str:
        return f"Item({self.tag}, {len(self.value)} bytes at {self.start})"


_H, _N, _A, _D, _F, _T = Show.HEX, Show.DIGITS, Show.AMOUNT, Show.DATE, Show.FULL_DATE, Show.TEXT
_PAN, _SECRET = Sensitivity.PAN, Sensitivity.SECRET

# fmt: off
_ROWS = (
    #   tag       zh                        en                                      show sensitivity
    Tag("42",     "发卡行标识号",           "issuer identification number",         _N),
    Tag("4F",     "应用标识符(AID)",        "application identifier (AID)"),
    Tag("50",     "应用标签",               "application label",                    _T),
    Tag("56",     "一磁道数据",             "track 1 data",                         _H, _SECRET),
    Tag("57",     "二磁道等价数据",         "track 2 equivalent data",              _H, _SECRET),
    Tag("5A",     "应用主账号",             "application PAN",                      _N, _PAN),
    Tag("5F20",   "持卡人姓名",             "cardholder name",                      _T, _SECRET),
    Tag("5F24",   "应用失效日期",           "application expiration date",          _D, _SECRET),
    Tag("5F25",   "应用生效日期",           "application effective date",           _D, _SECRET),
    Tag("5F28",   "发卡行国家代码",         "issuer country code",                  _N),
    Tag("5F2A",   "交易货币代码",           "transaction currency code",            _N),
    Tag("5F2D",   "首选语言",               "language preference",                  _T),
    Tag("5F30",   "服务码",                 "service code",                         _N, _SECRET),
    Tag("5F34",   "主账号序列号",           "PAN sequence number",                  _N),
    Tag("71",     "发卡行脚本1",            "issuer script template 1"),
    Tag("72",     "发卡行脚本2",            "issuer script template 2"),
    Tag("82",     "应用交互特征(AIP)",      "application interchange profile (AIP)"),
    Tag("84",     "专用文件名称",           "dedicated file name"),
    Tag("86",     "发卡行脚本命令",         "issuer script command"),
    Tag("87",     "应用优先指示符",         "application priority indicator"),
    Tag("89",     "授权码",                 "authorisation code",                   _T),
    Tag("8A",     "授权响应码",             "authorisation response code",          _T),
    Tag("8E",     "持卡人验证方法列表",     "cardholder verification method list"),
    Tag("91",     "发卡行认证数据",         "issuer authentication data"),
    Tag("94",     "应用文件定位器(AFL)",    "application file locator (AFL)"),
    Tag("95",     "终端验证结果(TVR)",      "terminal verification results (TVR)"),
    Tag("99",     "PIN数据",                "transaction PIN data",                 _H, _SECRET),
    Tag("9A",     "交易日期",               "transaction date",                     _D),
    Tag("9B",     "交易状态信息(TSI)",      "transaction status information (TSI)"),
    Tag("9C",     "交易类型",               "transaction type",                     _N),
    Tag("9F01",   "收单行标识",             "acquirer identifier",                  _N),
    Tag("9F02",   "授权金额",               "amount, authorised",                   _A),
    Tag("9F03",   "其他金额",               "amount, other",                        _A),
    Tag("9F06",   "应用标识符(终端)",       "application identifier (terminal)"),
    Tag("9F07",   "应用用途控制",           "application usage control"),
    Tag("9F08",   "应用版本号(卡)",         "application version number (card)"),
    Tag("9F09",   "应用版本号(终端)",       "application version number (terminal)"),
    Tag("9F0B",   "持卡人姓名扩展",         "cardholder name extended",             _T, _SECRET),
    Tag("9F0D",   "发卡行行为代码-缺省",    "issuer action code, default"),
    Tag("9F0E",   "发卡行行为代码-拒绝",    "issuer action code, denial"),
    Tag("9F0F",   "发卡行行为代码-联机",    "issuer action code, online"),
    Tag("9F10",   "发卡行应用数据",         "issuer application data"),
    Tag("9F11",   "发卡行代码表索引",       "issuer code table index",              _N),
    Tag("9F12",   "应用首选名称",           "application preferred name",           _T),
    Tag("9F15",   "商户类别码",             "merchant category code",               _N),
    Tag("9F16",   "商户标识",               "merchant identifier",                  _T),
    Tag("9F18",   "发卡行脚本标识",         "issuer script identifier"),
    Tag("9F1A",   "终端国家代码",           "terminal country code",                _N),
    Tag("9F1C",   "终端标识",               "terminal identification",              _T),
    Tag("9F1E",   "接口设备序列号",         "interface device serial number",       _T),
    Tag("9F1F",   "一磁道自定义数据",       "track 1 discretionary data",           _H, _SECRET),
    Tag("9F20",   "二磁道自定义数据",       "track 2 discretionary data",           _H, _SECRET),
    Tag("9F21",   "交易时间",               "transaction time",                     _N),
    Tag("9F24",   "支付账户参考号",         "payment account reference",            _H, _SECRET),
    Tag("9F26",   "应用密文",               "application cryptogram"),
    Tag("9F27",   "密文信息数据",           "cryptogram information data"),
    Tag("9F33",   "终端性能",               "terminal capabilities"),
    Tag("9F34",   "持卡人验证方法结果",     "cardholder verification results"),
    Tag("9F35",   "终端类型",               "terminal type",                        _N),
    Tag("9F36",   "应用交易计数器(ATC)",    "application transaction counter (ATC)"),
    Tag("9F37",   "不可预知数",             "unpredictable number"),
    Tag("9F39",   "服务点输入方式",         "point-of-service entry mode",          _N),
    Tag("9F40",   "终端附加性能",           "additional terminal capabilities"),
    Tag("9F41",   "交易序列计数器",         "transaction sequence counter",         _N),
    Tag("9F42",   "应用货币代码",           "application currency code",            _N),
    Tag("9F4E",   "商户名称和位置",         "merchant name and location",           _T),
    Tag("9F53",   "连续脱机交易限制数",     "consecutive offline limit"),
    Tag("9F5B",   "发卡行脚本结果",         "issuer script results"),
    Tag("9F5D",   "可用脱机消费金额",       "available offline spending amount",    _A),
    Tag("9F61",   "持卡人证件号",           "cardholder identity number",           _H, _SECRET),
    Tag("9F62",   "持卡人证件类型",         "cardholder identity type",             _H, _SECRET),
    Tag("9F63",   "卡产品标识信息",         "card product identification"),
    Tag("9F66",   "终端交易属性",           "terminal transaction qualifiers"),
    Tag("9F6B",   "卡CVM限额/二磁道",       "card CVM limit / track 2 data",        _H, _SECRET),
    Tag("9F6C",   "卡交易属性",             "card transaction qualifiers"),
    Tag("9F6E",   "设备形态",               "form factor indicator"),
    Tag("9F74",   "电子现金发卡行授权码",   "electronic cash issuer authorisation code", _T),
    Tag("9F77",   "电子现金余额上限",       "electronic cash balance limit",        _A),
    Tag("9F78",   "电子现金单笔限额",       "electronic cash single limit",         _A),
    Tag("9F79",   "电子现金余额",           "electronic cash balance",              _A),
    Tag("9F7A",   "电子现金终端支持指示",   "electronic cash terminal indicator",   _N),
    Tag("9F7B",   "电子现金终端交易限额",   "electronic cash terminal limit",       _A),
    Tag("DF31",   "发卡行脚本结果",         "issuer script results"),
    Tag("DF32",   "芯片序列号",             "chip serial number"),
    Tag("DF33",   "过程密钥数据",           "session key data",                     _H, _SECRET),
    Tag("DF34",   "读卡终端密文",           "reader cryptogram"),
)
# Field 62 of a parameter download: public keys and limits for every terminal, and nothing of a card.
_PARAMETER_ROWS = (
    #   tag       zh                        en                                      show
    Tag("5F57",   "账户类型",               "account type",                         _N),
    Tag("9F06",   "应用标识符或RID",        "application identifier, or RID"),
    Tag("9F08",   "应用版本号",             "application version number"),
    Tag("9F1B",   "终端最低限额",           "terminal floor limit"),
    Tag("9F22",   "认证中心公钥索引",       "CA public key index"),
    Tag("DF01",   "应用选择指示符(ASI)",    "application selection indicator (ASI)"),
    Tag("DF02",   "认证中心公钥模",         "CA public key modulus"),
    Tag("DF03",   "认证中心公钥校验值",     "CA public key checksum"),
    Tag("DF04",   "认证中心公钥指数",       "CA public key exponent"),
    Tag("DF05",   "认证中心公钥有效期",     "CA public key expiry",                 _F),
    Tag("DF06",   "认证中心公钥哈希算法",   "CA public key hash algorithm"),
    Tag("DF07",   "认证中心公钥算法",       "CA public key algorithm"),
    Tag("DF11",   "终端行为代码-缺省",      "terminal action code, default"),
    Tag("DF12",   "终端行为代码-联机",      "terminal action code, online"),
    Tag("DF13",   "终端行为代码-拒绝",      "terminal action code, denial"),
    Tag("DF14",   "缺省DDOL",               "default DDOL"),
    Tag("DF15",   "偏置随机选择的阈值",     "threshold for biased random selection"),
    Tag("DF16",   "偏置随机选择最大目标百分数", "maximum target percentage for biased random selection"),
    Tag("DF17",   "随机选择的目标百分数",   "target percentage for random selection"),
    Tag("DF18",   "终端联机PIN支持能力",    "terminal supports online PIN"),
    Tag("DF19",   "非接脱机最低限额",       "contactless floor limit",              _A),
    Tag("DF20",   "非接交易限额",           "contactless transaction limit",        _A),
    Tag("DF21",   "非接CVM限额",            "contactless CVM limit",                _A),
    Tag("DF22",   "收单机构自定的参数",     "an acquirer's own parameter"),
)
# fmt: on

TAGS: dict[str, Tag] = {row.tag: row for row in _ROWS}
"""Of field 55."""
PARAMETERS: dict[str, Tag] = TAGS | {row.tag: row for row in _PARAMETER_ROWS}
"""Of a parameter download, where some tags mean something else."""

# fmt: off
_TEXTS: dict[str, Texts] = {
    "9F27": {
        "00": ("AAC，卡片拒绝",             "AAC: the card declined"),
        "40": ("TC，卡片脱机批准",          "TC: the card approved offline"),
        "80": ("ARQC，请求联机",            "ARQC: the card asks to go online"),
    },
    "9C": {
        "00": ("消费",                      "purchase"),
        "20": ("退货",                      "refund"),
        "31": ("余额查询",                  "balance inquiry"),
    },
    "9F34": {                               # first byte: which method; the second its condition, the third its result
        "00": ("验证失败",                  "verification failed"),
        "01": ("卡片验证明文PIN",           "plain PIN checked by the card"),
        "02": ("联机验证加密PIN",           "enciphered PIN checked online"),
        "1E": ("签名",                      "signature"),
        "1F": ("不需验证",                  "none required"),
        "3F": ("没有验证",                  "none performed"),
        "42": ("联机验证加密PIN，不成再试下一种", "enciphered PIN checked online, else the next"),
        "5E": ("签名，不成再试下一种",      "signature, else the next"),
    },
    "9F35": {
        "21": ("有人值守，只联机",          "attended, online only"),
        "22": ("有人值守，可联机可脱机",    "attended, online and offline"),
        "25": ("自助，可联机可脱机",        "unattended, online and offline"),
    },
    "RID": {                                # first five bytes of 4F, 84, 9F06
        "A000000003": ("维萨",              "Visa"),
        "A000000004": ("万事达",            "Mastercard"),
        "A000000025": ("美国运通",          "American Express"),
        "A000000065": ("JCB",               "JCB"),
        "A000000333": ("中国银联",          "UnionPay"),
    },
}

# 95, byte and bit (8 is the highest), as EMV counts them.
_TVR = (
    (1, 8, "未做脱机数据认证",         "offline data authentication was not performed"),
    (1, 7, "静态数据认证失败",         "SDA failed"),
    (1, 6, "缺少芯片数据",             "chip data missing"),
    (1, 5, "卡在异常文件中",           "card on the exception file"),
    (1, 4, "动态数据认证失败",         "DDA failed"),
    (1, 3, "复合动态数据认证失败",     "CDA failed"),
    (2, 8, "卡与终端应用版本不同",     "application versions differ"),
    (2, 7, "应用已过期",               "expired application"),
    (2, 6, "应用尚未生效",             "application not yet effective"),
    (2, 5, "卡不允许所请求的服务",     "service not allowed for the card"),
    (2, 4, "新卡",                     "new card"),
    (3, 8, "持卡人验证失败",           "cardholder verification failed"),
    (3, 7, "验证方法不认识",           "unrecognised verification method"),
    (3, 6, "PIN次数超限",              "PIN tries exceeded"),
    (3, 5, "要求PIN而密码键盘不可用",  "PIN required, pad not working"),
    (3, 4, "要求PIN而没有输入",        "PIN required, not entered"),
    (3, 3, "已输入联机PIN",            "online PIN entered"),
    (4, 8, "超过最低限额",             "floor limit exceeded"),
    (4, 7, "超过连续脱机下限",         "lower consecutive offline limit exceeded"),
    (4, 6, "超过连续脱机上限",         "upper consecutive offline limit exceeded"),
    (4, 5, "被随机选中联机",           "selected at random for online"),
    (4, 4, "商户要求联机",             "merchant forced online"),
    (5, 8, "用了缺省TDOL",             "default TDOL used"),
    (5, 7, "发卡行认证失败",           "issuer authentication failed"),
    (5, 6, "最后GAC前脚本失败",        "script failed before the final GENERATE AC"),
    (5, 5, "最后GAC后脚本失败",        "script failed after the final GENERATE AC"),
)
# fmt: on

_CURRENCY_TAGS = frozenset({"5F2A", "9F42"})
_AID_TAGS = frozenset({"4F", "84", "9F06"})


def sensitivity(tag: str, rows: Mapping[str, Tag] = TAGS) -> Sensitivity:
    """What may be shown of a tag's value; a tag that stands in no row is secret."""
    row = rows.get(tag)
    return Sensitivity.SECRET if row is None else row.sensitivity


def meaning(item: Item, rows: Mapping[str, Tag] = TAGS) -> Words:
    """What the value of an item says; NOTHING where the hex is all there is to say, or the value may not be shown."""
    row = rows.get(item.tag)
    digits = item.value.hex().upper()
    if row is None or row.sensitivity is not Sensitivity.OPEN:
        return NOTHING
    if item.tag == "95":
        return _tvr(item.value)
    if item.tag in _CURRENCY_TAGS:
        return readings.one_of(readings.CURRENCIES)(digits[-3:])
    if item.tag in _AID_TAGS:
        return readings.one_of(_TEXTS["RID"])(digits[:10])
    if item.tag in _TEXTS:
        return readings.one_of(_TEXTS[item.tag])(digits[:2])
    return _MEANINGS.get(row.show, readings.plain)(digits)


def _tvr(value: bytes) -> Words:
    if len(value) != 5:
        return NOTHING
    told = [(zh, en) for byte, bit, zh, en in _TVR if value[byte - 1] >> (bit - 1) & 1]
    return (
        Words("、".join(zh for zh, _ in told), "; ".join(en for _, en in told))
        if told
        else Words("无异常", "all clear")
    )


def _text(digits: str) -> Words:
    text = bytes.fromhex(digits).decode("gb18030", "replace")
    return Words(text, text) if text.isprintable() and "\N{REPLACEMENT CHARACTER}" not in text else NOTHING


_MEANINGS = {
    Show.AMOUNT: readings.amount,
    Show.DATE: readings.day,
    Show.FULL_DATE: readings.full_day,
    Show.TEXT: _text,
}


def parse(data: bytes, field: str = "55") -> tuple[Item, ...]:
    """The items of a field, in order; templates that are not private are opened.

    Zero bytes between items are padding. Raises DecodeError (`field`, offset inside the field).
    """
    return _Reader(data, field).items(0, len(data), 1)


def flat(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Every item and what is inside it, depth first."""
    return tuple(found for item in items for found in (item, *flat(item.inside)))


class _Reader:
    def __init__(self, data: bytes, field: str) -> None:
        self._data = data
        self._field = field
        self._count = 0

    def items(self, at: int, end: int, depth: int) -> tuple[Item, ...]:
        found = []
        while at < end:
            if self._data[at] == 0:
                at += 1
                continue
            found.append(self._item(at, end, depth))
            at = found[-1].end
        return tuple(found)

    def _item(self, start: int, end: int, depth: int) -> Item:
        if depth > MAX_DEPTH:
            raise self._error(f"templates are nested deeper than {MAX_DEPTH}", start)
        self._count += 1
        if self._count > MAX_ITEMS:
            raise self._error(f"more than {MAX_ITEMS} items", start)
        behind_tag = self._tag_end(start, end)
        length, value_start = self._length(behind_tag, end)
        if length > end - value_start:
            raise self._error("a value runs past its end", value_start, f"{length} bytes", end - value_start)
        first = self._data[start]
        opened = first & _CONSTRUCTED and first & _PRIVATE_CLASS != _PRIVATE_CLASS
        inside = self.items(value_start, value_start + length, depth + 1) if opened else ()
        tag = self._data[start:behind_tag].hex().upper()
        return Item(tag, self._data[value_start : value_start + length], start, value_start, depth, inside)

    def _tag_end(self, start: int, end: int) -> int:
        if self._data[start] & _LONG_TAG != _LONG_TAG:
            return start + 1
        for at in range(start + 1, min(end, start + MAX_TAG_BYTES)):
            if not self._data[at] & 0x80:
                return at + 1
        raise self._error("a tag does not end", start, f"at most {MAX_TAG_BYTES} bytes", end - start)

    def _length(self, at: int, end: int) -> tuple[int, int]:
        """(bytes of the value, where it begins): one byte up to 127, 81 and one byte, or 82 and two."""
        if at >= end:
            raise self._error("a tag without a length", at, "1 byte", 0)
        first = self._data[at]
        more = first - 0x80
        if more < 0:
            return first, at + 1
        if more not in (1, 2):
            raise self._error("a length begins with 00-7F, 81 or 82", at)
        start = at + 1 + more
        if start > end:
            raise self._error("the field ends inside a length", at, f"{more} more bytes", end - at - 1)
        return int.from_bytes(self._data[at + 1 : start], "big"), start

    def _error(self, reason: str, at: int, wanted: str | None = None, left: int | None = None) -> DecodeError:
        return DecodeError(reason, field=self._field, offset=at, wanted=wanted, left=left)
