"""Messages as they may be kept: octets in their places; no card number, track, PIN block, key, payer code or MAC."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import masks
from protocol.dialects.unionpay.envelope import Envelope, seal
from protocol.dialects.unionpay.profiles import named
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import Kind
from protocol.masked_hex import is_plain, masked_hex
from protocol.message import Message

PROFILE = named("unionpay")
PAN = TEST_CARDS["unionpay"].number
VISA = TEST_CARDS["visa"].number
PAYER_CODE = "134567890123456789"
SECRET_TAIL = "30125011234"
MESSAGES = Path(__file__).parents[2] / "fixtures" / "messages" / "unionpay.json"
PUBLIC = {row["id"]: row["hex"] for row in json.loads(MESSAGES.read_text(encoding="utf-8"))}


def forms(digits: str) -> list[str]:
    """How digits look in hex: packed from either nibble, and as letters."""
    return [digits, digits.encode("ascii").hex().upper()]


def assert_hides(digits: str, told: str) -> None:
    assert not [form for form in forms(digits) if form in told]


def assert_lies_over(told: str, data: bytes) -> None:
    """Every nibble is itself or a star."""
    assert len(told) == 2 * len(data)
    assert all(sign in {nibble, "*"} for sign, nibble in zip(told, data.hex().upper(), strict=True))


# --- UnionPay ------------------------------------------------------------------------------------------------------

# fmt: off
WHOLE = [
    # public message, where stars stand: nibbles of the dump
    ("V43", "unionpay",        [(194, 210)]),                               # MAC
    ("V24", "unionpay+length", [(80, 115), (168, 184), (212, 228)]),        # track 2, PIN block, MAC
]
# fmt: on


@pytest.mark.parametrize(("name", "profile", "stars"), WHOLE, ids=[row[0] for row in WHOLE])
def test_a_public_message_is_masked_to_the_nibble(name, profile, stars):
    dump = PUBLIC[name]
    expected = list(dump)
    for start, end in stars:
        expected[start:end] = "*" * (end - start)
    assert masked_hex(bytes.fromhex(dump), named(profile)) == "".join(expected)


def test_every_public_message_keeps_its_places(enveloped_sample):
    profile = named("unionpay+length") if "len" in enveloped_sample.parts else PROFILE
    told = masked_hex(enveloped_sample.dump, profile)
    assert_lies_over(told, enveloped_sample.dump)
    assert told[: told.index("*") if "*" in told else None].startswith(enveloped_sample.dump.hex().upper()[:20])
    assert told != "*" * len(told)


# fmt: off
CUT = [
    # what is not a whole message                  octets of it that are shown
    (bytes.fromhex(PUBLIC["V36"])[:60],            13),     # TPDU, header, MTI
    (bytes.fromhex(PUBLIC["V36"]) + b"\0",         13),
    (bytes.fromhex(PUBLIC["V36"])[:12],            0),
    (bytes.fromhex(PUBLIC["V36"])[:11],            0),
    (bytes.fromhex(PUBLIC["V36"])[:3],             0),
    (bytes.fromhex(PAN) * 4,                       0),      # digits where TPDU, header and type should be
    (b"\x60" + bytes.fromhex(PAN) * 4,             0),
    (b"A" * 40,                                    0),
    (b"\xdf\x1e\x08" + bytes.fromhex(PAN)[:4],     0),      # an element that is cut
    (b"60000000001027000\x1c30\x00\x16" + PAN.encode("ascii"), 0),     # a field without its end
]
# fmt: on


@pytest.mark.parametrize(("data", "shown"), CUT)
def test_what_cannot_be_read_is_hidden_behind_its_front(data, shown):
    told = masked_hex(data, PROFILE)
    assert told == data[:shown].hex().upper() + "**" * (len(data) - shown)


def test_a_front_of_other_digits_is_hidden_where_the_rest_reads():
    """A number may stand where a TPDU and a header should."""
    number = (PAN + "000011")[:22]
    front, rest = bytes.fromhex(number), bytes.fromhex(PUBLIC["V43"])[11:]
    told = masked_hex(front + rest, PROFILE)
    assert told[:22] == "*" * 22
    assert told[22:] == masked_hex(bytes.fromhex(PUBLIC["V43"]), PROFILE)[22:]


ROOMY = [row.number for row in UNIONPAY.values() if row.length >= len(PAN) and row.number != 53]


def holding(number: int, digits: str) -> bytes:
    """A message with nothing but `digits` in one field."""
    spec = UNIONPAY[number]
    value: str | bytes = digits.ljust(spec.length, "0") if spec.prefix == 0 and spec.kind is Kind.DIGITS else digits
    if spec.kind is Kind.BINARY:
        value = digits.encode("ascii")
    return seal(Envelope.of(PROFILE), Message("0220", {number: value}), None, PROFILE)


@pytest.mark.parametrize("number", ROOMY)
def test_a_card_number_stays_hidden_in_every_field_that_has_room_for_it(number):
    data = holding(number, VISA)
    told = masked_hex(data, PROFILE)
    assert any(form in data.hex().upper() for form in forms(VISA))
    assert_lies_over(told, data)
    assert_hides(VISA[6:12], told)


@pytest.mark.parametrize("number", [40, 44, 46, 47, 48, 54, 56, 57, 58, 59, 62, 63])
def test_a_payer_code_stays_hidden_in_every_field_of_private_use(number):
    assert_hides(PAYER_CODE, masked_hex(holding(number, PAYER_CODE), PROFILE))


SECRETS = {
    35: PAN + "D" + SECRET_TAIL,
    36: "99" + PAN + "D" + SECRET_TAIL,
    45: f"B{PAN}^NAME^{SECRET_TAIL}",
    52: bytes.fromhex("F421C8F4FFE584DC"),
    55: bytes.fromhex("5708" + PAN[:16] + "5A08" + PAN),
    62: bytes.fromhex("0123456789ABCDEFFEDCBA98765432100011223300000000"),
    64: bytes.fromhex("A1B2C3D4E5F60718"),
}


def test_what_is_secret_is_hidden_whole_and_all_else_shown():
    data = seal(Envelope.of(PROFILE), Message("0810", {11: "000123", 39: "00", **SECRETS}), None, PROFILE)
    told = masked_hex(data, PROFILE)
    assert_lies_over(told, data)
    for hidden in ("F421C8F4FFE584DC", "0123456789ABCDEF", "FEDCBA9876543210", "A1B2C3D4E5F60718", SECRET_TAIL):
        assert hidden in data.hex().upper() or hidden.encode("ascii").hex().upper() in data.hex().upper()
        assert_hides(hidden, told)
    assert "000123" in told
    assert "3030" in told


PLAIN = [row for row in UNIONPAY.values() if is_plain(row, "")]


@given(spec=st.sampled_from(PLAIN), text=st.text("0123456789 ABZ*./", max_size=12))
def test_what_is_shown_without_a_look_has_nothing_that_the_masks_hide(spec, text):
    value = text[: spec.length]
    message = Message("0220", {60: "25000007000600", spec.number: value})
    assert is_plain(spec, value)
    assert masks.hidden(spec, value, message) == frozenset()


def test_packed_digits_that_pass_for_text_are_looked_at():
    value = bytes.fromhex(PAN).decode("latin-1")
    assert {row.number for row in PLAIN} >= {3, 4, 11, 12, 13, 37, 38, 39, 41, 49}
    assert not is_plain(UNIONPAY[41], value)
    assert not is_plain(UNIONPAY[41], bytes.fromhex(PAN))
    assert not any(is_plain(UNIONPAY[number], "1") for number in (2, 14, 35, 42, 52, 53, 55, 60, 64))


# --- random card numbers -------------------------------------------------------------------------------------------


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    """13 to 19 digits that begin like a card of a known scheme, with a right check digit."""
    size = draw(st.sampled_from([16, 17, 18, 19]))
    front = draw(st.sampled_from(["62", "81"]))
    body = front + draw(st.text("0123456789", min_size=size - 3, max_size=size - 3))
    doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body))]
    return body + str(-sum(number // 10 + number % 10 for number in doubled) % 10)


@given(number=card_numbers(), field=st.sampled_from([2, 35, 45, 46, 55, 58, 59, 61, 62, 63, 90, 102, 120]))
def test_no_card_number_survives_in_any_encoding(number, field):
    assert_hides(number, masked_hex(holding(field, number), PROFILE))


@given(number=card_numbers(), before=st.binary(max_size=40), behind=st.binary(max_size=40), letters=st.booleans())
def test_no_card_number_survives_in_bytes_that_are_no_message(number, before, behind, letters):
    even = number if len(number) % 2 == 0 else number + "F"
    data = before + (number.encode("ascii") if letters else bytes.fromhex(even)) + behind
    told = masked_hex(data, PROFILE)
    assert_lies_over(told, data)
    assert_hides(number, told)


@given(data=st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"\xdf\x1e" + rest))
def test_any_bytes_keep_their_length(data):
    assert_lies_over(masked_hex(data, PROFILE), data)


# --- the dialects of a register's link -----------------------------------------------------------------------------

HEAD = b"60000000001027000\x1c"
ASCII_PAN = PAN.encode("ascii")
H, SHOWN_PAN = HEAD.hex(), b"620000".hex() + "**" * 6 + b"0005".hex()

# fmt: off
LINK_BODIES = [
    # body                                                       its hex
    (HEAD + b"30\x00\x16" + ASCII_PAN + b"\x1c",                 H + "33300016" + SHOWN_PAN + "1c"),
    (HEAD + b"02\x00\x16" + ASCII_PAN + b"\x1c",                 H + "30320016" + SHOWN_PAN + "1c"),
    (HEAD + b"ZZ\x00\x16" + ASCII_PAN + b"\x1c",                 H + "5a5a0016" + "**" * 16 + "1c"),
    (HEAD + b"40\x00\x12000000001234\x1c",                       H + "34300012" + b"000000001234".hex() + "1c"),
    (HEAD + b"02\x00\x04\xbc\xd7\xd2\xd2\x1c",                   H + "30320004" + "bcd7d2d2" + "1c"),
    (ASCII_PAN + b"0\x1c",                                       "**" * 17 + "1c"),
    (bytes.fromhex("DF0306000000001234"),                        "df0306000000001234"),
    (bytes.fromhex("DF1E08" + PAN),                              "df1e08" + "**" * 8),
    (b"\xdf\x1e\x10" + ASCII_PAN,                                "df1e10" + SHOWN_PAN),
    (bytes.fromhex("DFFF08" + PAN),                              "dfff08" + "**" * 8),
    (bytes.fromhex("DF8108") + bytes(8),                         "df8108" + "**" * 8),
    (bytes.fromhex("DF458105B5EAC6CC41"),                        "df458105b5eac6cc41"),
    (bytes.fromhex("DF060BDF1E08" + PAN),                        "df060bdf1e08" + "**" * 8),
    (bytes.fromhex("DF060EDF060BDF1E08" + PAN),                  "df060edf060b" + "**" * 11),
    (bytes.fromhex("DF060F60000000006031000000000220FFFF"),      "df060f60000000006031000000000220" + "**" * 2),
]
# fmt: on


@pytest.mark.parametrize(("body", "told"), LINK_BODIES)
def test_bodies_of_a_register_are_masked_octet_by_octet(body, told):
    assert masked_hex(body, PROFILE) == told.upper()


def test_published_frames_keep_their_places(good_frame):
    assert_lies_over(masked_hex(good_frame.data, PROFILE), good_frame.data)
