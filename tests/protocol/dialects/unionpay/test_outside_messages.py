"""Entry, release and their answer (0620/0630, ours) as bytes that were put together by hand from docs/protocol.md.

Fields in ascending order, digits two to a byte, text as it is, lengths in BCD; the MAC by another library's DES.
"""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from Crypto.Cipher import DES3
from hypothesis import given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS
from protocol.describe import explain
from protocol.dialects import AnswerMismatchError
from protocol.dialects.hypercom.register import Hypercom
from protocol.dialects.tlv.facts import Types
from protocol.dialects.tlv.register import Tlv
from protocol.dialects.unionpay import host_side, masks, outside_messages, terminal_side
from protocol.dialects.unionpay.envelope import read
from protocol.dialects.unionpay.profiles import DEFAULT
from protocol.errors import DecodeError, LocalProtocolError, MacError
from protocol.security import Key, WorkingKeys
from protocol.transactions import (
    OutsideAnswer,
    OutsideEntry,
    OutsideRelease,
    OutsideRoute,
    OutsideStanding,
    RefundKey,
    Rejected,
    Unneeded,
)

PUBLISHED = Path(__file__).resolve().parents[4] / "fixtures" / "messages" / "keys.toml"
MAK = bytes.fromhex(tomllib.loads(PUBLISHED.read_text(encoding="utf-8"))["mak"]["key"])
KEYS = WorkingKeys(Key(MAK), Key(MAK))
KEY = RefundKey("123456789012345", "10000001", "0a1b2c3d", "000007", "000123", "20261122")
ENTRY = OutsideEntry(
    KEY, 1234, "925498334778", "1120", OutsideRoute.BANK, "202611220001", "01", "00", "80000000000186"
)  # fmt: skip
RELEASE = OutsideRelease(KEY, "000456", Unneeded.RETURNED)


def ascii_hex(text: str) -> str:
    return text.encode("ascii").hex()


FRONT, BACK = "6000030000 603110000100", "6000000003 603110000100"  # TPDU and header; the host swaps the addresses
WHO = ascii_hex("10000001") + ascii_hex("123456789012345")  # 41, 42
RX1 = "0031" + ascii_hex("RX10000070001230a1b2c3d20261122")  # 62: whose entry it is
# fmt: off
BY_HAND = {
    "entry": (FRONT, "0620"
        "1020000008C0803F"                       # 4, 11, 37, 41 42, 49, 59 to 64
        "000000001234"                           # 4: 12.34
        "000123"                                 # 11: of this message, the first time the entry's own
        + ascii_hex("925498334778") + WHO +      # 37: original reference; 41, 42
        "313536"                                 # 49: 156
        "0052" + ascii_hex("OD01480000000000186" "RT004bank" "CS012202611220001" "SP00200") +  # 59
        "0011" "250000079040"                    # 60: 25, batch 000007, 904; filler right
        "0016" "0000000000001120"                # 61: zeros, zeros, MMDD of the original
        + RX1 +
        "0003" "303120"),                        # 63: operator 01
    "release": (FRONT, "0620"
        "0020000000C00035"                       # 11, 41 42, 59 60, 62, 64
        "000456" + WHO +                         # 11: of this message; 41, 42
        "0013" + ascii_hex("WY008returned") +    # 59
        "0011" "250000079050"                    # 60: 25, batch 000007, 905
        + RX1),
    "answer": (BACK, "0630"
        "0020000002C00015"                       # 11, 39, 41 42, 60, 62, 64
        "000123" "3030" + WHO +                  # 11, 39: 00, 41, 42
        "0011" "250000079040"                    # 60
        "0044" + ascii_hex("RX1" "E" "000000008766" "000007" "000123" "0a1b2c3d" "20261122")),
}
# fmt: on


def sealed(name: str) -> bytes:
    """The bytes of BY_HAND, and field 64 over MTI to the byte before it: UnionPay's "ECB"."""
    front, body = BY_HAND[name]
    covered = bytes.fromhex(body)
    folded = bytes(8)
    for at in range(0, len(covered), 8):
        folded = bytes(a ^ b for a, b in zip(folded, covered[at : at + 8].ljust(8, b"\0"), strict=True))
    cipher, text = DES3.new(MAK, DES3.MODE_ECB), folded.hex().upper().encode("ascii")
    half = cipher.encrypt(text[:8])
    last = cipher.encrypt(bytes(a ^ b for a, b in zip(half, text[8:], strict=True)))
    return bytes.fromhex(front) + covered + last.hex().upper().encode("ascii")[:8]


@pytest.mark.parametrize(("name", "request_"), [("entry", ENTRY), ("release", RELEASE)])
def test_a_request_in_bytes_both_ways(name: str, request_: OutsideEntry | OutsideRelease) -> None:
    assert terminal_side.encode(request_, KEYS) == sealed(name)
    packet, asked = host_side.decode(sealed(name))
    packet.verify(KEYS.mak)
    assert asked == request_


def test_an_answer_in_bytes_both_ways() -> None:
    told = OutsideAnswer("00", OutsideStanding.ENTERED, 8766)
    packet, _ = host_side.decode(sealed("entry"))
    assert host_side.encode(packet, ENTRY, told, KEYS.mak) == sealed("answer")
    assert terminal_side.decode(sealed("answer"), ENTRY, KEYS) == told


def test_an_answer_without_a_mac_says_only_its_code() -> None:
    packet, _ = host_side.decode(sealed("entry"))
    bare = host_side.encode(packet, ENTRY, OutsideAnswer("00", OutsideStanding.ENTERED, 1), None)
    assert terminal_side.decode(bare, ENTRY, KEYS) == Rejected("00")


def test_a_spoiled_answer_says_nothing() -> None:
    spoiled = sealed("answer").replace(b"RX1E0000000087", b"RX1E0000000086")
    with pytest.raises(MacError):
        terminal_side.decode(spoiled, ENTRY, KEYS)


# fmt: off
OTHER_KEYS = [{"epoch": "0a1b2c3e"}, {"business_date": "20261123"}]  # batch, trace, 41 and 42 are fields of the answer
# fmt: on


@pytest.mark.parametrize("part", OTHER_KEYS, ids=lambda part: next(iter(part)))
def test_an_answer_about_another_entry_contradicts(part: dict[str, str]) -> None:
    packet, _ = host_side.decode(sealed("entry"))
    told = OutsideAnswer("00", OutsideStanding.ENTERED, 1)
    other = host_side.encode(packet, replace(ENTRY, key=replace(KEY, **part)), told, KEYS.mak)
    with pytest.raises(AnswerMismatchError):
        terminal_side.decode(other, ENTRY, KEYS)


# fmt: off
NO_ANSWERS = [
    b"", b"RX1", b"RX1E", b"RX2E0000000087660000070001230a1b2c3d20261122",
    b"RX1X0000000087660000070001230a1b2c3d20261122",
    b"RX1E00000000876 0000070001230a1b2c3d20261122",
    b"RX1E0000000087660000070001230a1b2c3d2026112",
    b"RX1E0000000087660000070001230a1b2c3d202611220",
    b"RX1E\xb2\xb2\xb2\xb2\xb2\xb2\xb2\xb2\xb2\xb2\xb2\xb20000070001230a1b2c3d20261122",
]
# fmt: on


@pytest.mark.parametrize("data", NO_ANSWERS)
def test_what_is_no_answer_names_its_field(data: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        outside_messages.read_answer("00", data)
    assert (caught.value.field, caught.value.left) == ("62", len(data))


# fmt: off
NO_REQUESTS = [
    # what of the entry's or release's bytes is another thing     field that is named, None: a value's own reason
    ("entry",   b"RT004bank",                 b"RT004cash",                 None),
    ("entry",   b"RT004bank",                 b"XX004bank",                 None),
    ("entry",   b"CS012202611220001",         b"CS01220261122000x",         None),
    ("entry",   b"SP00200",                   b"SP00201",                   None),   # the first person again
    ("entry",   b"SP00200",                   b"SP00900",                   "59"),
    ("entry",   b"156\x00\x52",               b"840\x00\x52",               "49"),
    ("entry",   b"RX10000070001230a1b2c3d",   b"RX10000070001230A1B2C3D",   "62"),
    ("entry",   b"RX1000007000123",           b"RX100000x000123",           "62"),
    ("entry",   b"RX1000007000123",           b"RX1000008000123",           "60"),   # another batch than 60.2
    ("entry",   b"RX1000007000123",           b"RK1000007000123",           "62"),
    ("entry",   bytes.fromhex("0000000000001120"), bytes.fromhex("0000000000011120"), "61"),
    ("release", b"WY008returned",             b"WY008returnee",             None),
    ("release", b"20261122",                  b"2026112x",                  "62"),
]
# fmt: on


@pytest.mark.parametrize(("name", "here", "there", "field"), NO_REQUESTS, ids=range(len(NO_REQUESTS)))
def test_what_is_no_request(name: str, here: bytes, there: bytes, field: str | None) -> None:
    assert sealed(name).count(here) == 1
    with pytest.raises(DecodeError) as caught:
        host_side.decode(sealed(name).replace(here, there))
    assert caught.value.field == field


@pytest.mark.parametrize("name", BY_HAND)
def test_cut_anywhere_it_is_an_error_and_never_another_message(name: str) -> None:
    data = sealed(name)
    for end in range(len(data)):
        with pytest.raises(DecodeError):
            read(data[:end])


# --- what people see -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("entry", ["终端外支付登记请求", "bank", "202611220001", "80000000000186", "第二人工号"]),
        ("release", ["终端外登记撤回请求", "returned", "撤回登记的原因"]),
        ("answer", ["终端外支付登记应答", "87.66 元", "已登记，占用可退金额", "2026年11月22日"]),
    ],
)
def test_a_page_about_it_explains_every_part(name: str, shown: list[str]) -> None:
    page = "\n".join(explain(read(sealed(name)), DEFAULT, "zh"))
    assert [word for word in shown if word not in page] == []
    assert "未能解释" not in page


@pytest.mark.parametrize("name", BY_HAND)
def test_nothing_of_it_is_hidden_but_the_mac(name: str) -> None:
    message = read(sealed(name)).message
    hidden = {number for number, value in message.fields.items() if masks.hidden(DEFAULT.table[number], value, message)}
    assert hidden == {64}


def test_a_card_number_in_a_tag_is_hidden_all_the_same() -> None:
    number = TEST_CARDS["unionpay"].number
    data = sealed("entry").replace(b"CS012202611220001SP00200", b"XX019" + number.encode("ascii") + b"000")
    page = "\n".join(explain(read(data), DEFAULT, "zh"))
    assert number not in page


# --- no message where there is none --------------------------------------------------------------------------------


@pytest.mark.parametrize("request_", [ENTRY, RELEASE], ids=["entry", "release"])
def test_payment_devices_have_no_such_message(request_: OutsideEntry | OutsideRelease) -> None:
    for dialect in (Hypercom(), Tlv(Types("01", "45", "46"))):
        assert not dialect.capabilities.outside_entry
        with pytest.raises(LocalProtocolError, match="no message for this request"):
            dialect.encode(request_, None)


TAGGED = st.tuples(st.sampled_from([b"RX1", b"RX1E", b"RX1N000000000000", b""]), st.binary(max_size=50)).map(b"".join)


@given(TAGGED)
def test_any_field_62_is_an_answer_or_an_error_that_names_it(data: bytes) -> None:
    assert outcome_of(data) in {"00", "62"}


def outcome_of(data: bytes) -> str | None:
    """The code, or the field that an error names."""
    try:
        return outside_messages.read_answer("00", data).code
    except DecodeError as error:
        return error.field
