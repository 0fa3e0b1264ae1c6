"""Every row of the table of known texts, by real-shaped examples; what a keyboard does to a slip; several on a picture.

Public examples are named as such; other digits are made up.
"""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.known_texts import (
    KNOWN_TEXTS,
    WORDS,
    Meaning,
    Named,
    Refused,
    classify,
    is_goods_code,
    is_named,
    is_of_a_slip,
)
from scanner.payer_codes import MAX_TEXT, mask_code
from scanner.salesslip import PRACTICE_SLIP_KEY, SalesSlip, crc16, make_payload, order_no, spaced
from scanner.several_codes import CHOSEN, DOUBTS, Several, choose
from terminal.desk.faults import FAULTS
from terminal.language import translator

ORDER = "80000026000149"
OTHER = order_no("800000260002")
SHOP = b"a shop's own key"
SIGNED = make_payload(ORDER, 12850, PRACTICE_SLIP_KEY)
OWN = make_payload(ORDER, 12850, SHOP)
UNSIGNED = make_payload(ORDER, 12850, None)
# The worked example of EMVCo's QR code specification for payment systems, merchant-presented mode 1.1, annex A.
EMVCO = (
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT"
    "6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME"
    "91320016A0112233449988770708123456786304A13A"
)
# fmt: off
EXAMPLES = [
    # text                                   word                  number, where it is one of use
    (make_payload(ORDER, 12850, b"another"), "slip_foreign",       None),
    (SIGNED.replace("*12850*", "*92850*"),   "slip_foreign",       None),
    (SIGNED.replace("*12850*", "*012850*"),  "slip_foreign",       None),
    (SIGNED.replace("LKR1", "LKR2"),         "slip_foreign",       None),
    (SIGNED[:-1],                            "slip_foreign",       None),
    ("LKL1|20261122000000000001|12850|ABCD", "slip_foreign",       None),  # as on the shared synthetic slips
    (UNSIGNED,                               "slip_unsigned",      None),
    (UNSIGNED[:-4] + "0000",                 "slip_foreign",       None),  # nor does its CRC fit
    (SIGNED.replace(ORDER, ORDER[:-1] + "8"), "order_check_digits", None),
    ("80000026000148",                       "order_check_digits", None),
    ("8000 0026 0001 48",                    "order_check_digits", None),
    (EMVCO,                                  "merchant_qr",        None),
    (EMVCO[:-4] + "0000",                    "merchant_qr",        None),  # a damaged one, its CRC does not fit
    (EMVCO[:60],                             "merchant_qr",        None),
    ("wxp://f2f0AbCdEfGhIjKlMnOpQrStUvWxYz", "merchant_qr",        None),
    ("https://qr.alipay.com/fkx00000example", "merchant_qr",       None),
    ("HTTPS://QR.ALIPAY.COM/FKX00000EXAMPLE", "merchant_qr",       None),
    ("https://qr.95516.com/00010000/0000",   "merchant_qr",        None),
    ("alipays://platformapi/startapp?id=1",  "merchant_qr",        None),
    ("weixin://wxpay/bizpayurl?pr=abcdef",   "merchant_qr",        None),
    ("01,10,031001700111,12345678,128.50,20261122,00000000000000000000,A1B2", "invoice_qr", None),
    ("01,32,,26312000000000000001,128.50,20261122,,A1B2", "invoice_qr", None),
    ("https://dppt.beijing.chinatax.gov.cn:8443/v/2_0_00", "invoice_qr", None),
    ("https://example.com/",                 "web_link",           None),
    ("https://qr.alipay.com.example.com/x",  "web_link",           None),
    ("www.example.com",                      "web_link",           None),
    ("https://example.com/?id=134567890123456789", "web_link",     None),  # masked all the same
    ("100000000000000000",                   "payment_code",       None),
    ("159999999999999999",                   "payment_code",       None),
    ("2500000000000000",                     "payment_code",       None),
    ("300000000000000000000000",             "payment_code",       None),
    ("fp" + "0" * 33,                        "payment_code",       None),
    ("6200000000000000000",                  "payment_code",       None),
    ("0100000000000000000",                  "payment_code",       None),
    ("180000000000000000",                   "payment_code",       None),
    ("510000000000000000",                   "payment_code",       None),
    ("925498334778",                         "reference_number",   "925498334778"),
    ("9254 9833 4778",                       "reference_number",   "925498334778"),
    ("a1b2c3d4e5f6",                         "reference_number",   "A1B2C3D4E5F6"),
    ("000123",                               "voucher_number",     "000123"),
    ("4200000049274123531243563212",         "wechat_number",      "4200000049274123531243563212"),  # public samples
    ("4200000913202101152566792388",         "wechat_number",      "4200000913202101152566792388"),
    ("1009660380201506130728806387",         "wechat_number",      "1009660380201506130728806387"),
    ("1217752501201407033233368018",         "wechat_number",      "1217752501201407033233368018"),
    ("1009660380201513130728806387",         "merchant_number",    "1009660380201513130728806387"),  # no such day
    ("2013112011001004330000121536",         "alipay_number",      "2013112011001004330000121536"),
    ("2014112611001004680073956707",         "alipay_number",      "2014112611001004680073956707"),
    ("2014133211001004680073956707",         "merchant_number",    "2014133211001004680073956707"),
    ("66200819100678",                       "lakala_number",      "66200819100678"),
    ("66212380030451",                       "lakala_number",      "66212380030451"),
    ("26112200012345",                       "lakala_number",      "26112200012345"),
    ("2025031166200819100678",               "lakala_number",      "2025031166200819100678"),
    ("20220118110113230166212380030451",     "lakala_number",      "20220118110113230166212380030451"),
    ("6901234567892",                        "goods_code",         None),
    ("5901234123457",                        "goods_code",         None),  # GS1's own example
    ("96385074",                             "goods_code",         None),  # the same of EAN-8
    ("4111111111111111",                     "card_number",        None),
    ("4111 111111 111111",                   "card_number",        None),
    (f"9558{'0' * 14}8",                     "card_number",        None),
    ("134567890 123456789",                  "payment_code",       None),  # in groups of any size
    ("134567-890123456789",                  "payment_code",       None),
    ("20150320010101001",                    "merchant_number",    "20150320010101001"),  # Alipay's example
    ("20261122103000",                       "merchant_number",    "20261122103000"),  # a time, not the year 2020
    ("6901234567890",                        "merchant_number",    "6901234567890"),
    ("70000026000149",                       "merchant_number",    "70000026000149"),
    ("ORD-2026_000001",                      "merchant_number",    "ORD-2026_000001"),
    ("1" * 32,                               "merchant_number",    "1" * 32),
    ("1" * 33,                               "not_a_slip",         None),
    ("12345",                                "not_a_slip",         None),
    ("ADVERTISEMENT",                        "not_a_slip",         None),
    ("谢谢惠顾",                              "not_a_slip",         None),
    ("",                                     "not_a_slip",         None),
    ("000201" + "0" * MAX_TEXT + "63040000", "not_a_slip",         None),
]
# fmt: on


@pytest.mark.parametrize(("text", "word", "number"), EXAMPLES)
@pytest.mark.parametrize("before", ["", "\ufeff", "]C0"])
def test_what_a_text_is(text: str, word: str, number: str | None, before: str) -> None:
    answer = classify(f"{before}{text}\r\n", shop_key=PRACTICE_SLIP_KEY)
    assert not isinstance(answer, SalesSlip)
    assert answer.word == word
    assert (answer.number if isinstance(answer, Named) else None) == number
    assert len(answer.masked_text) <= 41


def test_every_row_is_tried_by_an_example() -> None:
    texts = [text.upper().replace(" ", "") for text, _, _ in EXAMPLES] + [SIGNED, ORDER]
    tried = [
        [bool(re.fullmatch(row.shape, text)) and (row.fits is None or row.fits(text)) for text in texts]
        for row in KNOWN_TEXTS
    ]
    assert [any(row) for row in tried] == [True] * len(KNOWN_TEXTS)


def test_every_word_has_its_fault_and_its_texts_in_both_languages() -> None:
    words = (*WORDS, *DOUBTS, "not_a_slip", "order_ambiguous", "slip_codes_differ", "slip_bars_unread", "slip_amount")
    assert set(words) <= set(FAULTS)
    said = {lang: [translator(lang)(f"fault.{word}") for word in words] for lang in ("zh_CN", "en")}
    assert [len(set(texts)) for texts in said.values()] == [len(set(words))] * 2
    assert all(one != f"fault.{word}" for texts in said.values() for one, word in zip(texts, words, strict=True))


def test_the_order_of_what_a_picture_is_told_to_be_names_every_word() -> None:
    assert set(CHOSEN) == {*WORDS, "not_a_slip"} - set(DOUBTS)
    assert len(set(CHOSEN)) == len(CHOSEN)


def test_numbers_of_use_are_in_no_repr() -> None:
    answer = classify("4200000049274123531243563212", shop_key=None)
    assert repr(answer) == "Named(word='wechat_number', masked_text='42************************12')"


# --- signatures ----------------------------------------------------------------------------------------------------

# fmt: off
SEALS = [
    # text     the shop's key       what it is
    (SIGNED,   PRACTICE_SLIP_KEY,   SalesSlip(ORDER, 12850, authenticated=True, source="qr")),
    (OWN,      SHOP,                SalesSlip(ORDER, 12850, authenticated=True, source="qr")),
    (UNSIGNED, None,                SalesSlip(ORDER, 12850, authenticated=False, source="qr")),
    (SIGNED,   SHOP,                "slip_practice"),
    (SIGNED,   None,                "slip_practice"),
    (UNSIGNED, SHOP,                "slip_unsigned"),
    (UNSIGNED, PRACTICE_SLIP_KEY,   "slip_unsigned"),
    (OWN,      PRACTICE_SLIP_KEY,   "slip_foreign"),
    (OWN,      None,                "slip_foreign"),
]
# fmt: on


@pytest.mark.parametrize(("text", "key", "meant"), SEALS)
def test_whose_slip_it_is(text: str, key: bytes | None, meant: SalesSlip | str) -> None:
    answer = classify(text, shop_key=key)
    assert (answer if isinstance(answer, SalesSlip) else answer.word) == meant


def test_a_slips_crc_is_that_of_emvco() -> None:
    assert f"{crc16(EMVCO[:-4].encode()):04X}" == EMVCO[-4:]


@given(st.integers(5, 33), st.sampled_from("0123456789ABCXYZ*"))
def test_any_changed_character_is_refused(at: int, sign: str) -> None:
    changed = SIGNED[:at] + sign + SIGNED[at + 1 :]
    assert isinstance(classify(changed, shop_key=PRACTICE_SLIP_KEY), SalesSlip) == (changed == SIGNED)


@given(st.text(), st.booleans())
def test_any_text_is_classified(text: str, typed: bool) -> None:
    answer = classify(text, shop_key=PRACTICE_SLIP_KEY, typed=typed)
    assert isinstance(answer, Refused | Named)
    assert answer.masked_text.isprintable()


# --- in which code it stands ------------------------------------------------------------------------------------------

WORN = (ORDER, f"{ORDER[:4]} {ORDER[4:8]} {ORDER[8:12]} {ORDER[12:]}", f"]Q1{ORDER}", f"\ufeff{ORDER}\r\n")
OF_BARS, OF_QR = (SalesSlip(ORDER, None, authenticated=False, source=source) for source in ("bars", "qr"))
# fmt: off
BARE = [
    # code      the shop's key      what an order number alone is there
    ("code128", PRACTICE_SLIP_KEY,  OF_BARS),
    ("code128", None,               OF_BARS),
    ("qr",      PRACTICE_SLIP_KEY,  "slip_unsigned"),
    ("qr",      SHOP,               "slip_unsigned"),
    ("qr",      None,               OF_QR),
    ("itf",     PRACTICE_SLIP_KEY,  "merchant_number"),
    ("itf",     None,               "merchant_number"),
    ("code39",  None,               "merchant_number"),
    ("ean13",   None,               "merchant_number"),
    ("ean8",    None,               "merchant_number"),
]
# fmt: on


@pytest.mark.parametrize(("symbology", "key", "meant"), BARE)
@pytest.mark.parametrize("worn", WORN)
def test_an_order_number_alone(symbology: str, key: bytes | None, meant: SalesSlip | str, worn: str) -> None:
    answer = classify(worn, shop_key=key, symbology=symbology)
    assert (answer if isinstance(answer, SalesSlip) else answer.word) == meant
    wrong = classify(ORDER[:-1] + "0", shop_key=key, symbology=symbology)
    assert wrong.word == ("order_check_digits" if symbology in ("code128", "qr") else "merchant_number")  # type: ignore[union-attr]


def _worn(text: str) -> list[str]:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    return [text, text.lower(), f" {text}", f"{text}\r\n", f"]Q1{text}", f"\ufeff{text}", wide, " ".join(text)]


@pytest.mark.parametrize("worn", [worn for text in (SIGNED, OWN, UNSIGNED, ORDER) for worn in _worn(text)])
def test_whatever_is_a_slip_is_one_of_its_two_codes(worn: str) -> None:
    meant = [classify(worn, shop_key=key) for key in (PRACTICE_SLIP_KEY, SHOP, None)]
    assert any(isinstance(one, SalesSlip) for one in meant)
    assert is_of_a_slip(worn)


@given(
    st.text(alphabet="LKR1*8 -０８ＬＫ＊lkr\ufeff\t", max_size=20),
    st.sampled_from([SIGNED, ORDER, SIGNED.lower()]),
    st.integers(0, 40),
)
def test_no_text_is_a_slip_and_none_of_its_two_codes(noise: str, text: str, at: int) -> None:
    worn = noise[: at % 4] + text[:at] + noise[at % 4 : at % 7] + text[at:]
    assert is_of_a_slip(worn) or not isinstance(classify(worn, shop_key=PRACTICE_SLIP_KEY), SalesSlip)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("LKL1|20261122000000000001|11268|000001|20261122103000|0A1B2C3D", True),
        ("20261122000000000001", True),
        ("LKR1*80000026000149", False),
        ("https://example.com/80000026000149", False),
        ("925498334778", False),
        ("134567890123456789", False),
        ("", False),
    ],
)
def test_what_is_one_of_a_slips_two_codes(text: str, is_one: bool) -> None:
    assert is_of_a_slip(text) == is_one


# --- what a keyboard does to it -------------------------------------------------------------------------------------


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


# fmt: off
TYPED = [
    # what arrived                              what it is
    (SIGNED.lower(),                            "slip"),       # Caps Lock
    (SIGNED.swapcase(),                         "slip"),
    (wide(SIGNED),                              "slip"),       # full-width letters and digits
    (wide(SIGNED.lower()),                      "slip"),
    (f" {SIGNED} \t",                           "slip"),
    (SIGNED.replace("*", " * "),                "slip"),
    (wide(ORDER),                               "slip"),
    ("8000-0026-0001-49",                       "slip"),
    (f"]C0{ORDER}",                             "slip"),
    (f"PRE-{SIGNED}SUF",                        "slip"),       # a scanner was told to add to it
    (f"12{SIGNED.lower()}2",                    "slip"),
    (SIGNED + SIGNED,                           "slip"),       # its trigger was pulled twice
    (SIGNED + make_payload(OTHER, 5990, PRACTICE_SLIP_KEY), "slip_garbled"),  # two slips in one go
    (f"PRE-{SIGNED}SUFPRE-{SIGNED}SUF",         "slip"),
    (f"12345678{SIGNED}12345678",               "slip"),
    (f"123456789{SIGNED}",                      "slip_garbled"),  # more than a scanner adds
    (f"{SIGNED}123456789",                      "slip_garbled"),
    (f"{SIGNED}134567890123456789",             "slip_garbled"),  # a payer's code behind it
    (f"{SIGNED}{SIGNED}{SIGNED}{SIGNED}",       "slip_garbled"),
    (f"{SIGNED}123{SIGNED}",                    "slip_garbled"),
    (SIGNED + make_payload(OTHER, 5990, PRACTICE_SLIP_KEY)[:-1] + "7", "slip_garbled"),  # beside a forged one
    (make_payload(ORDER, 1, None) + SIGNED,     "slip_garbled"),  # and one of another amount
    (f"PRE-{UNSIGNED}",                         "slip_garbled"),
    (f"PRE-{OWN}",                              "slip_garbled"),
    (f"PRE-{SIGNED}".replace("149*", "148*"),   "slip_garbled"),
    (SIGNED[:-1],                               "slip_garbled"),
    (SIGNED[:20],                               "slip_garbled"),
    (SIGNED[1:],                                "slip_garbled"),
    (SIGNED[3:],                                "slip_garbled"),
    (SIGNED[4:],                                "slip_garbled"),
    (SIGNED[4:].lower(),                        "slip_garbled"),
    ("老客人" + SIGNED[4:],                      "slip_garbled"),  # the input method made words of the letters
    ("老客人80000026000149",                     "slip_garbled"),
    (f"x{ORDER}y",                              "slip_garbled"),
    ("lkr180000026000149",                      "slip_garbled"),  # the stars are lost
    (make_payload(ORDER, 1, b"another").lower(), "slip_foreign"),
    (make_payload(ORDER, 1, None).lower(),      "slip_unsigned"),
    (SIGNED.lower().replace("149*", "148*"),    "order_check_digits"),
    ("谢谢惠顾",                                 "not_a_slip"),
    (EMVCO,                                     "merchant_qr"),
    (EMVCO.lower(),                             "merchant_qr"),
    ("ｈｔｔｐｓ：／／ｑｒ．ａｌｉｐａｙ．ｃｏｍ／ａ", "merchant_qr"),
    ("付款码134567890123456789",                 "payment_code"),
    ("925498334778",                            "reference_number"),
]
# fmt: on


@pytest.mark.parametrize(("text", "word"), TYPED)
def test_what_a_scanner_typed(text: str, word: str) -> None:
    answer = classify(text, shop_key=PRACTICE_SLIP_KEY, typed=True)
    assert ("slip" if isinstance(answer, SalesSlip) else answer.word) == word


def test_a_picture_is_never_called_garbled() -> None:
    answers = [classify(text, shop_key=PRACTICE_SLIP_KEY) for text, _ in TYPED]
    assert "slip_garbled" not in {getattr(answer, "word", "slip") for answer in answers}


@given(st.integers(0, 33))
def test_a_lost_character_is_never_a_slip(at: int) -> None:
    answer = classify(SIGNED[:at] + SIGNED[at + 1 :], shop_key=PRACTICE_SLIP_KEY, typed=True)
    assert isinstance(answer, Refused)
    assert answer.word in DOUBTS


# --- several codes on one picture -----------------------------------------------------------------------------------

QR = SalesSlip(ORDER, 12850, authenticated=True, source="qr")
BARS = SalesSlip(ORDER, None, authenticated=False, source="bars")
OTHER_QR = SalesSlip(OTHER, 5990, authenticated=True, source="qr")
OTHER_BARS = SalesSlip(OTHER, None, authenticated=False, source="bars")
THIRD = SalesSlip(order_no("800000260003"), None, authenticated=False, source="bars")
MONEY, EAN, FOREIGN = Refused("payment_code", "13**"), Refused("goods_code", "69**"), Refused("slip_foreign", "LKR1")
WRONG, LINK = Refused("order_check_digits", "80**"), Refused("web_link", "https")
RRN, RRN2 = Named("reference_number", "925498334778", "925498334778"), Named("reference_number", "9" * 12, "9" * 12)
WECHAT, SHOPS = Named("wechat_number", "4200" * 7, "42**"), Named("merchant_number", "A20261122", "A20261122")
DIFFER = Refused("slip_codes_differ", f"{spaced(ORDER)}, {spaced(OTHER)}")
GUESSED = replace(RRN, guessed=True)
# fmt: off
PICTURES: list[tuple[str, list[Meaning], object]] = [
    ("nothing",                       [],                                 None),
    ("a slip",                        [BARS, QR],                         QR),
    ("bars alone",                    [BARS],                             BARS),
    ("a slip read twice",             [QR, QR, BARS, BARS],               QR),
    ("beside a phone and goods",      [BARS, MONEY, EAN],                 BARS),
    ("beside other numbers",          [QR, RRN, WECHAT, LINK],            QR),
    ("an altered QR over its bars",   [BARS, FOREIGN],                    FOREIGN),
    ("mistyped bars",                 [QR, WRONG],                        WRONG),
    ("a pasted QR",                   [QR, OTHER_BARS],                   DIFFER),
    ("two amounts",                   [QR, SalesSlip(ORDER, 1, authenticated=True, source="qr")],
                                      Refused("slip_codes_differ", spaced(ORDER))),
    ("two slips, QR only",            [OTHER_QR, QR],                     Several((QR, OTHER_QR))),
    ("two slips, bars only",          [OTHER_BARS, BARS],                 Several((BARS, OTHER_BARS))),
    ("two slips, all read",           [QR, BARS, OTHER_QR, OTHER_BARS],   Several((QR, OTHER_QR))),
    ("two slips, one QR unread",      [QR, BARS, OTHER_BARS],             Several((QR, OTHER_BARS))),
    ("two slips, one with bars",      [QR, OTHER_QR, OTHER_BARS],         Several((QR, OTHER_QR))),
    ("two slips and a third's bars",  [QR, OTHER_QR, BARS, THIRD],
                                      Refused("slip_codes_differ", f"{DIFFER.masked_text}, {spaced(THIRD.order_no)}")),
    ("two slips and an altered one",  [QR, OTHER_QR, FOREIGN],            FOREIGN),
    ("goods and a phone",             [EAN, MONEY],                       MONEY),
    ("goods",                         [EAN],                              EAN),
    ("a receipt's number and link",   [LINK, RRN],                        RRN),
    ("a number beside a phone",       [SHOPS, MONEY],                     MONEY),
    ("a wallet's number and a link",  [LINK, WECHAT, SHOPS],              WECHAT),
    ("two references",                [RRN, RRN2],
                                      Named("reference_number", "", "925498334778 999999999999")),
    ("a number read and guessed",     [GUESSED, RRN],                     RRN),
    ("a number guessed twice",        [GUESSED, GUESSED],                 GUESSED),
]
# fmt: on


@pytest.mark.parametrize(("read", "chosen"), [row[1:] for row in PICTURES], ids=[row[0] for row in PICTURES])
def test_one_picture_several_codes(read: list[Meaning], chosen: object) -> None:
    assert choose(read) == chosen
    assert choose(reversed(read)) == chosen


def test_several_say_their_numbers() -> None:
    several = Several((QR, OTHER_QR))
    assert (several.word, several.masked_text) == ("order_ambiguous", f"{spaced(ORDER)}, {spaced(OTHER)}")


def test_masked_is_what_is_shown() -> None:
    text = "01,32,,26312000000000000001,128.50,20261122,,A1B2"
    assert classify(text, shop_key=None) == Refused("invoice_qr", mask_code(text))


@pytest.mark.parametrize("day", ["20031231", "20260230", "21000101"])
def test_a_trade_number_begins_with_a_day_since_wallets_exist(day: str) -> None:
    answer = classify(f"{day}11001004330000121536", shop_key=None)
    assert isinstance(answer, Named)
    assert answer.word == "merchant_number"


def test_what_is_asked_of_a_text_alone() -> None:
    assert [is_goods_code(text) for text in ("6901234567892", "6901234567890", ORDER, "")] == [
        True,
        False,
        False,
        False,
    ]
    assert is_named("80000026000149", ("voucher_number", "order"))
    assert not is_named("80000026000149", ("voucher_number",))
