"""How a value reads for a person: digits of the wire -> words in both languages. Pure, and never an error.

The rule: what is not what it should be (month 13, an unlisted code) reads as NOTHING and stays beside its raw digits.
Sources: domain notes 2 (fields 22, 25, 53, 54, 60, 61, 63), ISO 8583:1987 (3, 54), ISO 4217, EMV 4.3 book 3 annex C.
"""

from collections.abc import Callable, Mapping

from protocol.money import format_yuan
from protocol.words import NOTHING, Words

Reading = Callable[[str], Words]
"""Digits or text of one part -> what they mean."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Of each month, in a leap year; there is no month 0."""
_UNSTATED = Words("全零：不填", "zeros: not filled")

Texts = Mapping[str, tuple[str, str]]

# fmt: off
CURRENCIES: Texts = {
    "156": ("人民币",       "yuan"),
    "344": ("港元",         "Hong Kong dollar"),
    "446": ("澳门元",       "Macao pataca"),
    "702": ("新加坡元",     "Singapore dollar"),
    "784": ("阿联酋迪拉姆", "UAE dirham"),
    "840": ("美元",         "US dollar"),
    "901": ("新台币",       "Taiwan dollar"),
    "978": ("欧元",         "euro"),
}
PROCESSING: Texts = {                                       # 3, first two digits
    "00": ("消费类（借记）",             "purchase (debit)"),
    "03": ("预授权",                     "pre-authorisation"),
    "17": ("现金类",                     "cash"),
    "20": ("退货或撤销（贷记）",         "refund or void (credit)"),
    "31": ("余额查询",                   "balance inquiry"),
    "60": ("圈存类",                     "load"),
    "63": ("充值类",                     "load"),
}
ACCOUNTS: Texts = {                                         # 3, 54: account type
    "00": ("默认账户",       "default account"),
    "10": ("储蓄账户",       "savings"),
    "20": ("支票账户",       "cheque"),
    "30": ("信用账户",       "credit"),
}
ENTRIES: Texts = {                                          # 22, first two digits
    "00": ("未指明",                     "unspecified"),
    "01": ("手工输入卡号",               "keyed by hand"),
    "02": ("刷磁条",                     "magnetic stripe"),
    "03": ("二维码",                     "QR code"),
    "05": ("插芯片卡",                   "chip inserted"),
    "07": ("非接触挥卡",                 "contactless"),
    "09": ("手机或云端终端",             "soft terminal"),
    "80": ("芯片失败后刷磁条",           "stripe after the chip failed"),
    "91": ("非接触磁条方式",             "contactless, stripe data"),
    "95": ("插芯片卡，卡安全码不可靠",   "chip, card check value unreliable"),
    "98": ("非接触，脱机",               "contactless, offline"),
}
PIN_ENTRIES: Texts = {                                      # 22, third digit
    "0": ("未说明有无密码",  "PIN unspecified"),
    "1": ("输了密码",        "PIN entered"),
    "2": ("没有密码",        "no PIN"),
}
CONDITIONS: Texts = {                                       # 25
    "00": ("普通",                       "normal"),
    "01": ("脱机IC交易上送",             "offline chip upload"),
    "06": ("预授权类",                   "pre-authorisation"),
    "08": ("邮购或电话订购",             "mail or telephone order"),
    "64": ("分期付款",                   "instalment"),
    "65": ("积分类",                     "points"),
    "82": ("电子现金类",                 "electronic cash"),
    "91": ("电子现金圈存类",             "electronic cash load"),
}
PIN_FORMATS: Texts = {                                      # 53, first digit
    "0": ("没有PIN",                          "no PIN"),
    "1": ("X9.8格式，不带主账号",             "X9.8 without the card number"),
    "2": ("X9.8格式，带主账号",               "X9.8 with the card number"),
}
PIN_CIPHERS: Texts = {                                      # 53, second digit
    "0": ("单倍长DES",       "single DES"),
    "3": ("国密SM4",         "SM4"),
    "6": ("双倍长3DES",      "triple DES"),
}
TRACK_CIPHERS: Texts = {                                    # 53, third digit
    "0": ("磁道不加密",      "tracks in clear"),
    "1": ("磁道加密",        "tracks enciphered"),
}
TYPES: Texts = {                                            # 60.1
    "00": ("管理类",                     "management"),
    "01": ("查询",                       "inquiry"),
    "03": ("积分查询",                   "points inquiry"),
    "07": ("电子签名",                   "electronic signature"),
    "08": ("电子签名",                   "electronic signature"),
    "10": ("预授权",                     "pre-authorisation"),
    "11": ("预授权撤销",                 "pre-authorisation void"),
    "20": ("预授权完成（请求）",         "completion (request)"),
    "21": ("预授权完成撤销",             "completion void"),
    "22": ("消费",                       "sale"),
    "23": ("消费撤销",                   "sale void"),
    "24": ("预授权完成（通知）",         "completion (notice)"),
    "25": ("退货",                       "refund"),
    "27": ("IC卡脱机退货",               "offline chip refund"),
    "30": ("离线结算",                   "offline sale"),
    "32": ("结算调整",                   "adjustment"),
    "34": ("小费调整",                   "tip adjustment"),
    "36": ("脱机消费",                   "offline purchase"),
    "45": ("圈存",                       "load"),
    "46": ("圈存",                       "load"),
    "47": ("圈存",                       "load"),
    "48": ("磁条充值",                   "stripe top-up"),
    "49": ("磁条充值确认",               "stripe top-up confirmation"),
    "51": ("圈存撤销",                   "load void"),
    "53": ("预约消费撤销",               "reserved purchase void"),
    "54": ("预约消费",                   "reserved purchase"),
}
NETWORK: Texts = {                                          # 60.3
    "000": ("金融交易",                       "financial"),
    "001": ("签到，单倍长密钥",               "sign-on, single-length keys"),
    "002": ("签退",                           "sign-off"),
    "003": ("签到，双倍长密钥",               "sign-on, double-length keys"),
    "004": ("签到，双倍长密钥加磁道密钥",     "sign-on, double-length and track key"),
    "201": ("批结算或明细上送",               "settlement or detail upload"),
    "202": ("上送结束，对账不平",             "upload end, unbalanced"),
    "203": ("IC明细上送，对账平",             "chip detail upload, balanced"),
    "204": ("IC通知上送，对账平",             "chip notice upload, balanced"),
    "205": ("IC明细上送，对账不平",           "chip detail upload, unbalanced"),
    "206": ("IC通知上送，对账不平",           "chip notice upload, unbalanced"),
    "207": ("上送结束，对账平",               "upload end, balanced"),
    "301": ("回响测试",                       "echo test"),
    "360": ("磁条参数下载",                   "stripe parameter download"),
    "361": ("磁条参数下载结束",               "stripe parameter download end"),
    "362": ("终端状态上送",                   "terminal status upload"),
    "364": ("TMS参数下载",                    "TMS parameter download"),
    "365": ("TMS参数下载结束",                "TMS parameter download end"),
    "370": ("IC公钥下载",                     "chip public key download"),
    "371": ("IC公钥下载结束",                 "chip public key download end"),
    "372": ("IC公钥查询",                     "chip public key query"),
    "373": ("IC公钥查询",                     "chip public key query"),
    "380": ("IC参数下载",                     "chip parameter download"),
    "381": ("IC参数下载结束",                 "chip parameter download end"),
    "382": ("IC参数查询",                     "chip parameter query"),
    "394": ("非接参数下载",                   "contactless parameter download"),
    "395": ("非接参数下载结束",               "contactless parameter download end"),
    "396": ("免密BIN下载",                    "no-PIN BIN download"),
    "397": ("免密BIN下载结束",                "no-PIN BIN download end"),
    "398": ("非接BIN黑名单下载",              "contactless BIN blacklist download"),
    "399": ("非接BIN黑名单下载结束",          "contactless BIN blacklist download end"),
    "401": ("收银员签到",                     "cashier sign-on"),
    "420": ("主密钥下载",                     "master key download"),
    "901": ("订单查询（本项目）",             "order query (ours)"),
    "902": ("结果查询（本项目）",             "outcome query (ours)"),
    "903": ("取消退货（本项目）",             "cancel (ours)"),
    "904": ("终端外支付登记（本项目）",       "entry of a payment outside (ours)"),
    "905": ("终端外登记撤回（本项目）",       "release of such an entry (ours)"),
    "951": ("脚本结果通知",                   "script result notice"),
    "960": ("卡BIN黑名单下载",                "card BIN blacklist download"),
    "961": ("卡BIN黑名单下载结束",            "card BIN blacklist download end"),
}
READERS: Texts = {                                          # 60.4
    "0": ("读卡能力未知",        "reader unknown"),
    "2": ("磁条",                "magnetic stripe"),
    "5": ("磁条和接触芯片",      "stripe and chip"),
    "6": ("磁条、接触芯片和非接","stripe, chip and contactless"),
}
CHIP_CONDITIONS: Texts = {                                  # 60.5
    "0": ("正常",                          "normal"),
    "1": ("上一笔不是芯片，或芯片成功",    "the last was no chip, or went well"),
    "2": ("芯片失败，降级刷磁条",          "fallback to the stripe"),
}
PARTIAL: Texts = {                                          # 60.6
    "0": ("不支持部分扣款",      "no partial debit"),
    "1": ("支持部分扣款",        "partial debit"),
}
AUTH_MODES: Texts = {                                       # 61.4
    "00": ("POS授权",            "POS"),
    "01": ("电话授权",           "by telephone"),
    "02": ("代授权",             "stand-in"),
}
SCHEMES: Texts = {                                          # 63.1 of an answer
    "CUP": ("中国银联",          "UnionPay"),
    "VIS": ("维萨",              "Visa"),
    "MCC": ("万事达",            "Mastercard"),
    "MAE": ("万事顺",            "Maestro"),
    "JCB": ("JCB",               "JCB"),
    "DCC": ("大莱",              "Diners"),
    "AMX": ("美国运通",          "American Express"),
}
SETTLED: Texts = {                                          # result digits of 48
    "0": ("未判定",              "not judged"),
    "1": ("对账平",              "balanced"),
    "2": ("对账不平",            "not balanced"),
    "3": ("出错",                "error"),
}
CARD_KINDS: Texts = {"00": ("内卡", "domestic card"), "01": ("外卡", "foreign card")}
BALANCES: Texts = {                                         # 54: amount type
    "01": ("账面余额",           "ledger balance"),
    "02": ("可用余额",           "available balance"),
    "03": ("欠款",               "amount owing"),
    "20": ("剩余额度",           "remaining limit"),
    "40": ("现金返还",           "cash back"),
}
SIGNS: Texts = {"C": ("正", "plus"), "D": ("负", "minus")}
DOWNLOADS: Texts = {                                        # 62: leading status digit of parameters
    "0": ("没有参数",            "none"),
    "1": ("到此为止，全部下完",  "this is the last"),
    "2": ("还有后续",            "more follow"),
    "3": ("还有后续",            "more follow"),
}
REVERSALS: Texts = {                                        # 39 of a reversal request: why
    "06": ("其他原因",           "another reason"),
    "96": ("终端故障",           "fault of the terminal"),
    "98": ("等不到应答",         "no answer in time"),
    "A0": ("应答的MAC不对",      "the answer's MAC was wrong"),
}
OUTCOMES: Texts = {                                         # ours: letter behind RO1
    "F": ("找到",                "found"),
    "N": ("主机没有见过",        "never seen"),
    "C": ("已取消",              "cancelled"),
}
STANDINGS: Texts = {                                       # ours: letter behind RX1
    "E": ("已登记，占用可退金额", "entered: takes from what remains"),
    "R": ("已撤回登记",          "released"),
    "N": ("没有登记",            "not entered"),
}
TAGS_59: Texts = {
    "A3": ("付款码",             "pay code"),
    "A4": ("付款凭证号",         "pay voucher number"),
    "OD": ("销售单号（本项目）", "order number (ours)"),
    "CH": ("付款渠道（本项目）", "channel (ours)"),
    "IT": ("退回的货品（本项目）", "goods coming back (ours)"),
    "RT": ("终端外支付方式（本项目）", "route outside the terminal (ours)"),
    "CS": ("退款申请号（本项目）", "case number (ours)"),
    "SP": ("第二人工号（本项目）", "second person (ours)"),
    "WY": ("撤回登记的原因（本项目）", "why it is not needed (ours)"),
}
# fmt: on


def one_of(texts: Texts) -> Reading:
    """A reading by a table of codes."""
    return lambda value: Words(*texts[value]) if value in texts else NOTHING


def plain(value: str) -> Words:
    """A value that speaks for itself."""
    return NOTHING


def amount(value: str) -> Words:
    """Fen -> "12.34 元"."""
    if not _digits(value):
        return NOTHING
    yuan = format_yuan(int(value))
    return Words(f"{yuan} 元", f"{yuan} yuan")


def signed_amount(value: str) -> Words:
    """C or D and fen: D is negative."""
    if value[:1] not in SIGNS or not _digits(value[1:]):
        return NOTHING
    yuan = format_yuan(int(value[1:]) * (-1 if value[0] == "D" else 1))
    return Words(f"{yuan} 元", f"{yuan} yuan")


def amount_in(currency: str) -> Reading:
    """The reading of amounts in hundredths of `currency` (field 49; "": 156)."""
    if currency in ("", "156"):
        return amount
    named = CURRENCIES.get(currency, (f"货币 {currency}", f"of currency {currency}"))
    return lambda value: Words(*[f"{format_yuan(int(value))} {name}" for name in named]) if _digits(value) else NOTHING


def month_day(value: str) -> Words:
    """MMDD -> "11月20日"."""
    if not _digits(value, 4) or int(value[:2]) > 12 or not 1 <= int(value[2:]) <= _DAYS[int(value[:2])]:
        return _UNSTATED if value == "0000" else NOTHING
    return Words(f"{int(value[:2])}月{int(value[2:])}日", f"{int(value[2:])} {_MONTHS[int(value[:2]) - 1]}")


def year_month(value: str) -> Words:
    """YYMM -> "2030年12月"."""
    if not _digits(value, 4) or not 1 <= int(value[2:]) <= 12:
        return _UNSTATED if value == "0000" else NOTHING
    return Words(f"20{value[:2]}年{int(value[2:])}月", f"{_MONTHS[int(value[2:]) - 1]} 20{value[:2]}")


def day(value: str) -> Words:
    """YYMMDD -> "2026年11月20日"."""
    rest = month_day(value[2:])
    if not _digits(value, 6) or rest in (NOTHING, _UNSTATED):
        return NOTHING
    return Words(f"20{value[:2]}年{rest.zh}", f"{rest.en} 20{value[:2]}")


def full_day(value: str) -> Words:
    """Year, month, day in 8 digits -> "2026年11月20日"; zeros: not known yet."""
    if value == "00000000":
        return _UNSTATED
    rest = month_day(value[4:])
    if not _digits(value, 8) or rest in (NOTHING, _UNSTATED):
        return NOTHING
    return Words(f"{value[:4]}年{rest.zh}", f"{rest.en} {value[:4]}")


def clock(value: str) -> Words:
    """Hhmmss -> "16:24:24"."""
    if not _digits(value, 6) or value[:2] > "23" or value[2:4] > "59" or value[4:] > "59":
        return NOTHING
    return Words(*[f"{value[:2]}:{value[2:4]}:{value[4:]}"] * 2)


def count(value: str) -> Words:
    """A number of transactions."""
    return Words(f"{int(value)} 笔", f"{int(value)}") if _digits(value) else NOTHING


def zeros(value: str) -> Words:
    """Says where a number is all zeros: the trade's way of leaving it out."""
    return _UNSTATED if value and not value.strip("0") else NOTHING


def party(value: str) -> Words:
    """63.1: operator, card scheme, or zeros where no operator is told."""
    if value in SCHEMES:
        return Words("卡组织 " + SCHEMES[value][0], "card scheme " + SCHEMES[value][1])
    if value == "000":
        return Words("不带操作员号", "no operator told")
    digits = value.strip()
    return Words(f"操作员 {digits}", f"operator {digits}") if _digits(digits) else NOTHING


def _digits(value: str, length: int = 0) -> bool:
    return value.isascii() and value.isdecimal() and (not length or len(value) == length)
