"""Every code a cashier may scan: its text -> this shop's slip, a number that the terminal has a use for, or why not.

Pure: no picture, no clock. What a payer's code looks like stands in scanner/payer_codes.py. The rule: rows are tried in
their order, the first that fits decides; whatever is no slip has a word of its own, and a payer's code leaves masked.
"""

import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from scanner.card_numbers import carries_card_number
from scanner.payer_codes import MAX_TEXT, carries_payer_code, folded, mask_code
from scanner.salesslip import PAYLOAD, PRACTICE_SLIP_KEY, SalesSlip, SlipError, check_order_no, make_payload

Use = Literal["slip", "number", "refused"]


@dataclass(frozen=True, slots=True)
class Refused:
    """A code that is not this shop's slip. word: an error word; masked_text: what may be shown and logged of it."""

    word: str
    masked_text: str


@dataclass(frozen=True, slots=True)
class Named:
    """A number that is no slip and that the trade knows. word: what it is, an error word too where a slip was wanted.

    number: the whole of it; "" where a picture shows several of the kind. masked_text: what may be shown and logged.
    guessed: as scanner.decode.symbol.Symbol has it: a person compares it before anything is looked up by it.
    """

    word: str
    number: str = field(repr=False)
    masked_text: str
    guessed: bool = field(default=False, repr=False)


Meaning = SalesSlip | Named | Refused


@dataclass(frozen=True, slots=True)
class KnownText:
    """A row. word: what it leads to. zh, en: what it is. use: what becomes of it. form: its shape in words.

    shape: the same, matched whole against the folded text in capitals, a number without its blanks and hyphens. fits:
    what a shape cannot say. anywhere: it is looked for in the text as it came. source: who says so.
    """

    word: str
    zh: str
    en: str
    use: Use
    form: str
    source: str
    shape: str
    fits: Callable[[str], bool] | None = None
    anywhere: bool = False


def _is_day(text: str) -> bool:
    """A day since wallets exist, written yyyymmdd at the beginning."""
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return 2004 <= day.year < 2100


def _is_goods(digits: str) -> bool:
    """The check digit of GS1 fits: weights 3 and 1 from the right."""
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(digits))) % 10 == 0


def _is_wechat(digits: str) -> bool:
    return digits.startswith("4200") or _is_day(digits[10:])


_HOSTS = "|".join(
    host.upper().replace(".", r"\.")
    for host in ("qr.alipay.com", "qr.95516.com", "payapp.weixin.qq.com", "wx.tenpay.com", "qr.shouqianba.com")
)
_LAKALA = "Lakala open platform, log_no String(14); samples in public clients"
_WALLETS = "samples in public clients of that wallet"
# fmt: off
KNOWN_TEXTS: tuple[KnownText, ...] = (
    KnownText("slip", "销售单二维码", "our slip's QR", "slip",
              "LKR1*order*fen*seal, in capitals or not", "this page", PAYLOAD),
    KnownText("slip_foreign", "他店或他版销售单", "a slip of another make", "refused",
              "LK and two characters, then * or |", "our own prefix; LKL1| was an earlier draft",
              r"LK[A-Z0-9]{2}[*|][\s\S]*"),
    KnownText("merchant_qr", "商户收款码", "EMVCo merchant QR", "refused",
              "000201 … 6304 and four hex, fitting or not; 00020101021 …", "EMVCo QR, merchant-presented 1.1",
              r"000201[\s\S]*6304[0-9A-F]{4}|00020101021[0-9][\s\S]*"),
    KnownText("invoice_qr", "发票二维码", "VAT invoice", "refused",
              "01,type,code,number, …; addresses of chinatax.gov.cn", "invoices of the tax administration",
              r"01,[0-9]{2},[0-9]*,[0-9]+,[\s\S]*|HTTPS?://[^/]*CHINATAX\.GOV\.CN[/:][\s\S]*"),
    KnownText("merchant_qr", "收款链接", "a merchant's pay link", "refused",
              "wxp://, weixin://, alipays://, upwallet://, and hosts of wallets", "static codes at counters",
              rf"(?:WXP|WEIXIN|ALIPAYS?|UPWALLET)://[\s\S]*|HTTPS?://(?:{_HOSTS})(?:[/:?][\s\S]*)?"),
    KnownText("web_link", "网址", "any other address", "refused",
              "scheme:// … or www. …", "RFC 3986",
              r"(?:[A-Z][A-Z0-9+.-]*://|WWW\.)[\s\S]*"),
    KnownText("payment_code", "付款码", "payer code", "refused",
              "see payer codes; anywhere in a text, whatever it is dressed in", "see payer codes",
              r"[\s\S]*", carries_payer_code, anywhere=True),
    KnownText("order", "销售单号", "our order number", "slip",
              "14 digits beginning with 8, the last two check digits; in Code 128, or keyed", "ISO/IEC 7064 MOD 97-10",
              r"8[0-9]{13}"),
    KnownText("reference_number", "参考号", "reference number (RRN)", "number",
              "12 letters or digits, one of them a digit", "ISO 8583 field 37, an12",
              r"(?=[A-Z]*[0-9])[0-9A-Z]{12}"),
    KnownText("voucher_number", "凭证号", "voucher number (STAN)", "number",
              "6 digits", "ISO 8583 field 11, n6",
              r"[0-9]{6}"),
    KnownText("wechat_number", "微信交易单号", "WeChat transaction id", "number",
              "28 digits beginning with 4200; older ones with 10 or 12, and a date in the middle", _WALLETS,
              r"(?:4200|1[02][0-9]{2})[0-9]{24}", _is_wechat),
    KnownText("alipay_number", "支付宝交易号", "Alipay trade number", "number",
              "28 digits beginning with a date", _WALLETS,
              r"20[0-9]{26}", _is_day),
    KnownText("goods_code", "商品条码", "EAN-13, EAN-8 of goods", "refused",
              "13 or 8 digits, the last a check digit", "GS1 General Specifications",
              r"[0-9]{13}|[0-9]{8}", _is_goods),
    KnownText("card_number", "银行卡号", "card number", "refused",
              "13 to 19 digits as issuers begin them, the last a check digit", "ISO/IEC 7812-1",
              r"[0-9]{13,19}", carries_card_number),
    KnownText("lakala_number", "拉卡拉交易流水号", "Lakala trade number", "number",
              "22 or 32 digits beginning with a date, the last 14 a log number", _LAKALA,
              r"20[0-9]{6}(?:[0-9]{10})?66[0-9]{12}", _is_day),
    KnownText("lakala_number", "拉卡拉流水号", "Lakala log number", "number",
              "14 digits beginning with 66 (QR) or the year, 21 to 39 (card)", _LAKALA,
              r"(?:66|2[1-9]|3[0-9])[0-9]{12}"),
    KnownText("merchant_number", "商户订单号", "merchant order number", "number",
              "6 to 32 letters, digits, - and _, four of them digits", "WeChat, Lakala: out_trade_no String(32)",
              r"(?=(?:[^0-9]*[0-9]){4})[0-9A-Z_-]{6,32}"),
)
# fmt: on
WORDS = tuple(dict.fromkeys(row.word for row in KNOWN_TEXTS if row.use != "slip"))
"""Words of whatever is no slip at all, in the order of the rows."""

_OF_A_SLIP = re.compile(rf"{PAYLOAD}|LK[A-Z0-9]{{2}}[*|][0-9]{{14,}}[*|].*|8[0-9]{{13}}|[0-9]{{20}}")
"""A slip's two codes, ours and of an older kind: a text that names its order, and that order's number."""
AFFIX = 8  # characters that a scanner was told to put before a code, or behind it
_MOST_PULLS = 3  # of a trigger, in one go
_HALF_TYPED = re.compile(r"L?K?R?1?\*8[0-9]{5}|LKR|\*[0-9]{1,12}\*|(?<![0-9])8[0-9]{13}(?![0-9])")
"""Pieces of a slip's text that a keyboard can leave."""


def classify(text: str, *, shop_key: bytes | None, typed: bool = False, symbology: str = "code128") -> Meaning:
    """Any scanned text -> this shop's slip, a number of use, or why it is neither.

    shop_key: the shop's slip key, or None where the shop has none (then only unsigned slips with a CRC are its own).
    typed: it came as keys, which an input method, Caps Lock or a prefix may have changed: what verifies once it is
    folded back is accepted, else the word is slip_garbled. symbology: of the code it stood in, a word of
    scanner.decode.zxing.FORMATS; a bare order number is a slip's in Code 128 alone. Words: WORDS, not_a_slip, and
    scanner.several_codes.DOUBTS.
    """
    meant = _meant(text)
    plain = meant.upper()
    ours = _slip_in(re.sub(r"\s", "", plain), shop_key if typed else None)
    if ours is not None:
        return _signed(ours, shop_key)
    row = next((row for row in KNOWN_TEXTS if _fits(row, plain)), None)
    if typed and _is_garbled(plain, row):
        return Refused("slip_garbled", mask_code(text))
    if row is None:
        return Refused("not_a_slip", mask_code(text))
    if row.use == "slip":
        return _order(_number(plain), shop_key, symbology)
    return Refused(row.word, mask_code(text)) if row.use == "refused" else _named(row.word, _number(meant))


def is_of_a_slip(text: str) -> bool:
    """It is one of a slip's two codes, ours or an older kind, by its shape: whatever classify takes for a slip is."""
    plain = _meant(text).upper()
    return any(map(_OF_A_SLIP.fullmatch, (re.sub(r"\s", "", plain), _number(plain))))


def is_goods_code(text: str) -> bool:
    """Goods were scanned."""
    return _word_of(text) == "goods_code"


def is_named(plain: str, words: Iterable[str]) -> bool:
    """A row of one of these words names it: a text that was folded, in capitals. words: of KNOWN_TEXTS."""
    return any(row.word in words and _fits(row, plain) for row in KNOWN_TEXTS)


def _word_of(text: str) -> str:
    meant = classify(text, shop_key=None)
    return "" if isinstance(meant, SalesSlip) else meant.word


def _fits(row: KnownText, plain: str) -> bool:
    text = plain if row.anywhere else _number(plain)
    return re.fullmatch(row.shape, text, re.ASCII) is not None and (row.fits is None or row.fits(text))


def _meant(text: str) -> str:
    return folded(text) if len(text) <= MAX_TEXT else ""


def _number(plain: str) -> str:
    """Digits without the blanks and hyphens of print; any other text without blanks round it."""
    return re.sub("[ -]", "", plain) if re.fullmatch("[0-9 -]+", plain) else plain


def _is_garbled(plain: str, row: KnownText | None) -> bool:
    """Keys that were meant to be a slip's text: a piece of it is left, or Chinese stands among its digits."""
    if row is not None and row.word not in ("slip_foreign", "merchant_number", "reference_number"):
        return False
    if row is not None and row.word == "slip_foreign":
        return plain.startswith("LKR1")
    chinese = any("\u3400" <= sign <= "\u9fff" for sign in plain) and sum(map(str.isdecimal, plain)) >= 6
    return chinese or _HALF_TYPED.search(plain) is not None


def _named(word: str, number: str) -> Named:
    short = word in ("reference_number", "voucher_number")  # no payer code is as short as these
    return Named(word, number.upper() if short else number, number.upper() if short else mask_code(number))


def _order(number: str, key: bytes | None, symbology: str) -> Meaning:
    """An order number alone: a slip's bars carry no more. In a QR code, which anybody can make, the shop's signature is
    lacking; in other bars, which have no check sign of their own, it is somebody else's number.
    """
    if symbology not in ("code128", "qr"):
        return _named("merchant_number", number)
    try:
        slip = SalesSlip(
            check_order_no(number), None, authenticated=False, source="qr" if symbology == "qr" else "bars"
        )
    except SlipError as error:
        return Refused(error.word, mask_code(number))
    return Refused("slip_unsigned", mask_code(number)) if slip.unsigned and key is not None else slip


def _slip_in(squeezed: str, key: bytes | None) -> re.Match[str] | None:
    """A text of our shape; with a key also one that its signature tells from the little that a scanner has put round
    it, be it there twice.
    """
    whole = re.fullmatch(PAYLOAD, squeezed)
    if whole is not None or key is None:
        return whole
    ours = next((found for found in re.finditer(PAYLOAD, squeezed) if _sealed(found, key)), None)
    if ours is None:
        return None
    around = squeezed.split(ours[0])
    added = all(len(piece) <= AFFIX and "LKR" not in piece for piece in (*around[:1], *around[-1:]))
    return ours if added and len(around) <= _MOST_PULLS + 1 and set(around[1:-1]) <= {around[-1] + around[0]} else None


def _signed(ours: re.Match[str], key: bytes | None) -> SalesSlip | Refused:
    """A text of our shape. The published key says practice, a CRC nothing; what neither explains is not ours."""
    try:
        number = check_order_no(ours["order"])
    except SlipError as error:
        return Refused(error.word, mask_code(ours[0]))
    if _sealed(ours, key):
        return SalesSlip(number, int(ours["fen"]), authenticated=key is not None, source="qr")
    explained = (("slip_practice", PRACTICE_SLIP_KEY), ("slip_unsigned", None))
    word = next((word for word, other in explained if _sealed(ours, other)), "slip_foreign")
    return Refused(word, mask_code(ours[0]))


def _sealed(ours: re.Match[str], key: bytes | None) -> bool:
    try:
        made = make_payload(ours["order"], int(ours["fen"]), key)
    except SlipError:
        return False
    return hmac.compare_digest(made, ours[0])
