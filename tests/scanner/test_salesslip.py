"""Order numbers and the text of a slip's code. Check digits and CRC against published examples, seal against `hmac`."""

import base64
import hashlib
import hmac
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.salesslip import (
    MAX_SLIP_FEN,
    PAYLOAD,
    PRACTICE_SLIP_KEY,
    SalesSlip,
    SlipError,
    Source,
    check_digits,
    check_order_no,
    crc16,
    make_payload,
    order_no,
    spaced,
)

ORDER = "80000026000149"
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
    assert spaced(ORDER) == "8000 0026 0001 49"


@pytest.mark.parametrize("body", ["", "80000026000", "8000002600011", "700000260001", "80000026000a"])
def test_bodies_that_are_none(body: str) -> None:
    with pytest.raises(SlipError):
        order_no(body)


def test_payload_byte_for_byte() -> None:
    seal = hmac.new(PRACTICE_SLIP_KEY, b"LKR1*80000026000149*12850*", hashlib.sha256).digest()[:5]
    assert make_payload(ORDER, 12850, PRACTICE_SLIP_KEY) == f"LKR1*{ORDER}*12850*{base64.b32encode(seal).decode()}"
    assert crc16(b"123456789") == 0x29B1  # the check value catalogues give for this CRC


@given(BODIES, FENS, st.one_of(st.none(), st.binary(min_size=1, max_size=40)))
def test_payload_there_and_back(body: str, fen: int, key: bytes | None) -> None:
    payload = make_payload(order_no(body), fen, key)
    assert re.fullmatch(r"[0-9A-Z $%*+./:-]{23,41}", payload), "QR alphanumeric mode, version 3 at most"
    read = re.fullmatch(PAYLOAD, payload)
    assert read is not None
    assert (read["order"], int(read["fen"]), len(read["seal"])) == (order_no(body), fen, 4 if key is None else 8)


@pytest.mark.parametrize("fen", [0, -1, MAX_SLIP_FEN + 1])
def test_amounts_no_slip_has(fen: int) -> None:
    with pytest.raises(ValueError, match="1 fen or more"):
        make_payload(ORDER, fen, PRACTICE_SLIP_KEY)


def test_a_slip_that_cannot_be() -> None:
    with pytest.raises(SlipError):
        SalesSlip("80000026000148", None, authenticated=False, source="bars")
    with pytest.raises(ValueError, match="qr or bars"):
        SalesSlip(ORDER, None, authenticated=False, source="fax")  # type: ignore[arg-type]


@pytest.mark.parametrize(("source", "authenticated", "unsigned"),
    [("qr", True, False), ("qr", False, True), ("bars", False, False)],
)  # fmt: skip
def test_only_a_code_that_could_be_signed_is_called_unsigned(
    source: Source, authenticated: bool, unsigned: bool
) -> None:
    assert SalesSlip(ORDER, None, authenticated, source).unsigned is unsigned
