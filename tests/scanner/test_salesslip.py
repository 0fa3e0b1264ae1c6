"""Order numbers, slip codes and strangers. Check digits and CRC against published examples, the seal against `hmac`."""

import base64
import hashlib
import hmac
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.salesslip import (
    KNOWN_CODES,
    MAX_SLIP_FEN,
    MAX_TEXT,
    PRACTICE_SLIP_KEY,
    Refused,
    SalesSlip,
    SlipError,
    check_digits,
    check_order_no,
    choose,
    classify,
    crc16,
    keyed_slip,
    make_payload,
    mask_code,
    order_no,
    payer_wallet,
    spaced,
)
from terminal.desk.door import FAULTS

ORDER = "80000026000149"
OTHER = order_no("800000260002")
BODIES = st.integers(0, 10**11 - 1).map(lambda n: f"8{n:011}")
FENS = st.integers(1, MAX_SLIP_FEN)


def test_check_digits_of_the_standard() -> None:
    assert check_digits("794") == "44"  # ISO/IEC 7064:2003, worked example of MOD 97-10
    # A legal entity identifier ends in the same check, letters read as 10 to 35 (ISO 17442): Apple's, ...BT3 and 94.
    assert check_digits("".join(str(int(sign, 36)) for sign in "HWUPKR0MPOU8FGXBT3")) == "94"
    assert order_no("800000260001") == ORDER


@given(BODIES, st.data())
def test_one_digit_or_two_neighbours_wrong_are_found(body: str, data: st.DataObject) -> None:
    number = order_no(body)
    assert int(number) % 97 == 1
    at, digit = data.draw(st.integers(0, 13)), data.draw(st.sampled_from("0123456789"))
    wrong = number[:at] + digit + number[at + 1 :]
    near = data.draw(st.integers(0, 12))
    swapped = number[:near] + number[near + 1] + number[near] + number[near + 2 :]
    assert [_passes(text) for text in (wrong, swapped)] == [wrong == number, swapped == number]


def _passes(text: str) -> bool:
    try:
        return check_order_no(text) == text
    except SlipError:
        return False


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("80000026000148", "order_check_digits"),
        ("90000026000109", "order_check_digits"),
        ("8000002600014", "not_a_slip"),
        ("800000260001490", "not_a_slip"),
        ("8000002600014x", "not_a_slip"),
        ("٨٠٠٠٠٠٢٦٠٠٠١٤٩", "not_a_slip"),
        ("", "not_a_slip"),
    ],
)
def test_not_an_order_number(text: str, word: str) -> None:
    with pytest.raises(SlipError) as caught:
        check_order_no(text)
    assert caught.value.word == word


def test_only_one_pair_of_check_digits_passes() -> None:
    body = next(f"8{n:011}" for n in range(200) if check_digits(f"8{n:011}") == "97")
    assert int(body + "00") % 97 == 1  # the sum alone would pass
    assert [end for end in range(100) if _passes(f"{body}{end:02}")] == [97]


@pytest.mark.parametrize("text", [ORDER, "8000 0026 0001 49", "8000-0026-0001-49", "８０００００２６０００１４９"])
def test_order_numbers_as_people_write_them(text: str) -> None:
    assert check_order_no(text) == ORDER
    assert keyed_slip(text) == SalesSlip(ORDER, None, authenticated=False, source="keyed")
    assert spaced(ORDER) == "8000 0026 0001 49"


@pytest.mark.parametrize("body", ["", "80000026000", "8000002600011", "700000260001", "80000026000a"])
def test_bodies_that_are_none(body: str) -> None:
    with pytest.raises(SlipError):
        order_no(body)


def test_payload_byte_for_byte() -> None:
    seal = hmac.new(PRACTICE_SLIP_KEY, b"LKR1*80000026000149*12850*", hashlib.sha256).digest()[:5]
    assert make_payload(ORDER, 12850, PRACTICE_SLIP_KEY) == f"LKR1*{ORDER}*12850*{base64.b32encode(seal).decode()}"
    assert crc16(b"123456789") == 0x29B1  # the check value catalogues give for this CRC
    assert f"{crc16(EMVCO[:-4].encode()):04X}" == EMVCO[-4:]


@given(BODIES, FENS, st.one_of(st.none(), st.binary(min_size=1, max_size=40)))
def test_payload_there_and_back(body: str, fen: int, key: bytes | None) -> None:
    payload = make_payload(order_no(body), fen, key)
    assert re.fullmatch(r"[0-9A-Z $%*+./:-]{23,41}", payload), "QR alphanumeric mode, version 3 at most"
    assert classify(payload, shop_key=key) == SalesSlip(order_no(body), fen, authenticated=key is not None, source="qr")


@given(st.integers(5, 33), st.sampled_from("0123456789ABCXYZ*"))
def test_any_changed_character_is_refused(at: int, sign: str) -> None:
    payload = make_payload(ORDER, 12850, PRACTICE_SLIP_KEY)
    changed = payload[:at] + sign + payload[at + 1 :]
    assert isinstance(classify(changed, shop_key=PRACTICE_SLIP_KEY), Refused) == (changed != payload)


@pytest.mark.parametrize("fen", [0, -1, MAX_SLIP_FEN + 1])
def test_amounts_no_slip_has(fen: int) -> None:
    with pytest.raises(ValueError, match="1 fen or more"):
        make_payload(ORDER, fen, PRACTICE_SLIP_KEY)


SIGNED = make_payload(ORDER, 12850, PRACTICE_SLIP_KEY)
# The worked example of EMVCo's QR code specification for payment systems, merchant-presented mode 1.1, annex A.
EMVCO = (
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT"
    "6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME"
    "91320016A0112233449988770708123456786304A13A"
)
REFUSED = [
    (make_payload(ORDER, 12850, b"another shop"), "slip_foreign"),
    (SIGNED.replace("*12850*", "*92850*"), "slip_foreign"),
    (make_payload(ORDER, 12850, None), "slip_foreign"),
    (SIGNED.replace(ORDER, "80000026000148"), "order_check_digits"),
    (SIGNED.replace("*12850*", "*012850*"), "not_a_slip"),
    (SIGNED.replace("LKR1", "LKR2"), "not_a_slip"),
    (SIGNED.lower(), "not_a_slip"),
    (SIGNED[:-1], "not_a_slip"),
    ("80000026000148", "order_check_digits"),
    ("70000026000149", "not_a_slip"),
    ("100000000000000000", "payment_code"),
    ("159999999999999999", "payment_code"),
    ("160000000000000000", "not_a_slip"),
    ("10000000000000000", "not_a_slip"),
    ("2500000000000000", "payment_code"),
    ("300000000000000000000000", "payment_code"),
    ("3000000000000000000000000", "not_a_slip"),
    ("250000000000000", "not_a_slip"),
    ("3100000000000000", "not_a_slip"),
    ("fp" + "0" * 33, "payment_code"),
    ("fp" + "0" * 32, "not_a_slip"),
    ("6200000000000000000", "payment_code"),
    ("620000000000000000", "not_a_slip"),
    (EMVCO, "merchant_qr"),
    ("01,10,031001700111,12345678,128.50,20261122,00000000000000000000,A1B2", "invoice_qr"),
    ("01,32,,26312000000000000001,128.50,20261122,,A1B2", "invoice_qr"),
    ("6901234567892", "not_a_slip"),
    ("https://example.com/", "not_a_slip"),
    ("", "not_a_slip"),
    ("000201" + "0" * MAX_TEXT + "63040000", "not_a_slip"),
]


@pytest.mark.parametrize(("text", "word"), REFUSED)
def test_strangers_have_a_word_each(text: str, word: str) -> None:
    answer = classify(f"{text}\r\n", shop_key=PRACTICE_SLIP_KEY)
    assert isinstance(answer, Refused)
    assert answer.word == word
    assert word in FAULTS, "the desk knows every word"
    assert re.search(r"[0-9A-Za-z]{10}", answer.masked_text) is None, "never whole"


def test_every_known_row_is_tried() -> None:
    patterns = [re.compile(shape) for _, _, shape in KNOWN_CODES]
    texts = [text for text, _ in REFUSED] + [SIGNED]
    assert [sum(bool(one.fullmatch(text)) for text in texts) > 0 for one in patterns] == [True] * len(patterns)


def test_a_shop_without_a_key() -> None:
    assert classify(SIGNED, shop_key=None) == Refused("slip_foreign", mask_code(SIGNED))
    unsigned = make_payload(ORDER, 1, None)
    assert classify(unsigned, shop_key=None) == SalesSlip(ORDER, 1, authenticated=False, source="qr")


@given(st.text())
def test_any_text_is_classified(text: str) -> None:
    answer = classify(text, shop_key=PRACTICE_SLIP_KEY)
    assert isinstance(answer, Refused)
    assert answer.masked_text.isprintable()


QR = SalesSlip(ORDER, 12850, authenticated=True, source="qr")
BARS = SalesSlip(ORDER, None, authenticated=False, source="bars")
MONEY, EAN, FOREIGN = Refused("payment_code", "13**"), Refused("not_a_slip", "69**"), Refused("slip_foreign", "LKR1")
WRONG = Refused("order_check_digits", "80**")


@pytest.mark.parametrize(
    ("read", "chosen"),
    [
        ([], None),
        ([BARS, QR], QR),
        ([BARS, MONEY, EAN], BARS),
        ([BARS, FOREIGN], FOREIGN),
        ([QR, WRONG], WRONG),
        ([EAN, MONEY], MONEY),
        ([EAN], EAN),
        ([QR, SalesSlip(OTHER, None, authenticated=False, source="bars")],
         Refused("order_ambiguous", f"8000 0026 0001 49 {spaced(OTHER)}")),
        ([QR, SalesSlip(ORDER, 1, authenticated=True, source="qr")], Refused("order_ambiguous", "8000 0026 0001 49")),
    ],
)  # fmt: skip
def test_one_picture_several_codes(read: list[SalesSlip | Refused], chosen: SalesSlip | Refused | None) -> None:
    assert choose(read) == chosen
    assert choose(reversed(read)) == chosen


def test_a_slip_that_cannot_be() -> None:
    with pytest.raises(SlipError):
        SalesSlip("80000026000148", None, authenticated=False, source="keyed")
    with pytest.raises(ValueError, match="qr, bars or keyed"):
        SalesSlip(ORDER, None, authenticated=False, source="fax")  # type: ignore[arg-type]


# fmt: off
SHOWN = [
    # a text that is not ours, what may be shown of it
    ("6200000000000005",        "62************05"),
    ("6200 0000 0000 0005",     "62***************05"),
    ("6200-0000-0000-0005",     "62***************05"),
    ("".join(chr(0xFF10 + int(digit)) for digit in "6200000000000005"), "62************05"),  # full width
    ("wxp://f2f0abcdefghijk",   "wxp://f2***********jk"),
    ("2026-11-22 notes",        "2026-11-22 notes"),
]
# fmt: on


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_what_is_shown_of_a_foreign_code(text: str, shown: str) -> None:
    assert mask_code(text) == shown


@pytest.mark.parametrize(
    ("text", "wallet"),
    [
        ("134567890123456789", "WeChat"),
        ("2812345678901234", "Alipay"),
        ("300000000000000000000000", "Alipay"),
        ("fp" + "A" * 33, "Alipay"),
        ("6212345678901234567", "UnionPay"),
        ("164567890123456789", ""),
        ("13456789012345678", ""),
        ("1345678901234567890", ""),
        ("281234567890123", ""),
        ("2812345678901234567890123", ""),
        ("311234567890123456", ""),
        ("241234567890123456", ""),
        ("FP" + "a1" * 16 + "b", "Alipay"),
        ("fp" + "A" * 32, ""),
        ("fp" + "A" * 34, ""),
        ("fp" + "A" * 32 + "-", ""),
        ("621234567890123456", ""),
        ("62123456789012345678", ""),
        ("2026112222001412345678901234", ""),  # an Alipay trade number, 28 digits
        ("4200001234202611221234567890", ""),  # a WeChat one
        ("80000026000149", ""),
        ("", ""),
    ],
)
def test_whose_payer_code_it_is(text: str, wallet: str) -> None:
    assert payer_wallet(text) == wallet
