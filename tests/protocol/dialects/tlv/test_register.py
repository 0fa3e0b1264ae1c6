"""The register's half of the MIS link: requests in the order a published driver sends them, answers as it logs them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects import DEVICE, AnswerMismatchError, ForeignAnswerError
from protocol.dialects.tlv.elements import Element, write_elements
from protocol.dialects.tlv.facts import Types
from protocol.dialects.tlv.register import Tlv
from protocol.errors import DecodeError, LocalProtocolError, RemoteProtocolError
from protocol.transactions import Channel, OutcomeQuery, Refund, RefundAnswer, SignOn, SignOnAnswer

H = bytes.fromhex
SIGN_ON = SignOn("888888800000001", "00000000", "0a1b2c3d", "000007", "004313", "811615")
# Inside DF06 of a logged answer, tag by tag in its order; the shop's own data are replaced by the practice shop's.
# fmt: off
LOGGED = {
    "DF02": H("45"), "DF46": b"0019      ", "DF47": b"811615    ", "DF11": b"130911", "DF12": b"10000001",
    "DF13": b"888888800000001", "DF44": b"WDL".ljust(25), "DF45": "练习商店".encode("gb18030"), "DF03": b"RMB -0.20",
    "DF0A": H("000066"), "DF10": H("000006"), "DF18": H("000005"), "DF1A": b"925498334779", "DF1B": b" " * 6,
    "DF1C": b"0911", "DF1D": b"154352", "DF1E": b"************05", "DF1F": b"*****", "DF21": H("11"),
    "DF2C": b"    " + "银联卡".encode("gb18030"), "DF2F": H("0000"),
}
# fmt: on
APPROVED = RefundAnswer("00", "925498334779", 20, "0911", "154352")


def result(code: bytes = b"00", nonce: str = "1234", kind: str = "45", front: str = "02", **changes: bytes) -> bytes:
    told = {tag: value for tag, value in (LOGGED | changes).items() if value}
    payload = write_elements([Element(tag, value) for tag, value in told.items()])
    parts = {"DF01": H(front), "DF02": H(kind), "DF04": H(nonce), "DF06": payload, "DF07": code}
    return write_elements([Element(tag, value) for tag, value in parts.items() if value])


@pytest.fixture
def dialect(types: Types) -> Tlv:
    return Tlv(types)


# --- requests ------------------------------------------------------------------------------------------------------


def test_a_card_refund_in_the_order_seen(dialect: Tlv, refund: Refund) -> None:
    """DF01 DF04 DF02 DF08 DF03 DF0D, the original, DF09 DF46 DF47; written by hand."""
    assert dialect.encode(refund, None) == H(
        "DF010100 DF04021234 DF020145 DF08025555 DF0306000000000020 DF0D0131"
        "DF1A0C393235343938333334373738 DF17020911"
        "DF09023004 DF460A31303030303030312020 DF470A38313136313520202020"
    )


def test_a_qr_refund_names_the_order_twice(dialect: Tlv, refund: Refund) -> None:
    by_phone = replace(refund, channel=Channel.WECHAT, order_no="80000000000186")
    order = "0E" + b"80000000000186".hex()
    assert dialect.encode(by_phone, None) == H(
        "DF010100 DF04021234 DF020146 DF08025555 DF0306000000000020 DF0D0131"
        f"DF69{order} DF90{order}"
        "DF09023004 DF460A31303030303030312020 DF470A38313136313520202020"
    )


def test_sign_on_in_the_order_seen(dialect: Tlv) -> None:
    assert dialect.encode(SIGN_ON, None) == H(
        "DF010100 DF04024313 DF020101 DF08025555 DF09023004 DF460A30303030303030302020 DF470A38313136313520202020"
    )


def test_no_message_for_what_is_not_known(dialect: Tlv, refund: Refund) -> None:
    with pytest.raises(LocalProtocolError, match="OutcomeQuery"):
        dialect.encode(OutcomeQuery(refund.key, "000070"), None)
    with pytest.raises(LocalProtocolError, match="Refund"):
        dialect.encode(replace(refund, channel=Channel.WECHAT), None)


@pytest.mark.parametrize("numbers", [("1", "45", "46"), ("01", "4a", "46"), ("01", "４５", "46"), ("01", "45", "45")])
def test_types_that_are_none(numbers: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="type"):
        Types(*numbers)


def test_nothing_is_assumed_of_a_device(dialect: Tlv) -> None:
    assert dialect.capabilities == DEVICE


# --- answers -------------------------------------------------------------------------------------------------------


def test_the_logged_answer(dialect: Tlv, refund: Refund) -> None:
    assert dialect.decode(result(), refund, None) == APPROVED


@pytest.mark.parametrize("amount", [b"RMB  0.20", b"RMB -0.20", b"0.20", H("000000000020")])
def test_spellings_of_the_amount(dialect: Tlv, refund: Refund, amount: bytes) -> None:
    assert dialect.decode(result(DF03=amount), refund, None) == APPROVED


def test_a_long_payload_has_a_two_byte_length(dialect: Tlv, refund: Refund) -> None:
    """The other logged answer: DF06 82 01 01."""
    data = result(DF69=b"2" * 60)
    assert b"\xdf\x06\x82\x01" in data
    assert dialect.decode(data, refund, None) == APPROVED


def test_unknown_tags_say_nothing(dialect: Tlv, refund: Refund) -> None:
    assert dialect.decode(result(DF7F=b"\xff" * 200), refund, None) == APPROVED


def test_a_decline(dialect: Tlv, refund: Refund) -> None:
    assert dialect.decode(result(b"51", DF1A=b" " * 12), refund, None) == replace(APPROVED, code="51", reference_no="")


def test_an_approval_without_an_amount_says_none(dialect: Tlv, refund: Refund) -> None:
    assert dialect.decode(result(DF03=b""), refund, None) == replace(APPROVED, amount_fen=0)


def test_a_result_without_a_payload(dialect: Tlv, refund: Refund) -> None:
    data = H("DF010102 DF04021234 DF07023531")
    assert dialect.decode(data, refund, None) == RefundAnswer("51", "", 0, "", "")


def test_a_sign_on_answer(dialect: Tlv) -> None:
    expected = SignOnAnswer("00", "888888800000001", "10000001", "000007", "", "154352", local_date="0911")
    data = result(nonce="4313", kind="01", DF02=b"", DF03=b"")
    assert dialect.decode(data, SIGN_ON, None) == expected
    bare = H("DF010102 DF04024313 DF07023030")
    assert dialect.decode(bare, SIGN_ON, None) == SignOnAnswer("00", "888888800000001", "00000000", "000007", "", "")


# fmt: off
# (DF7E of a sign-on's answer, beside a DF10 of batch 000006: what is believed of ledger, date, emulator, batch)
LEDGERS = {
    "ours":         (b"LK10123456789abcdef20261122TUIHUO", ("0123456789abcdef", "20261122", True,  "000006")),
    "padded":       (b"LK10123456789abcdef20261122TUIHUO ", ("0123456789abcdef", "20261122", True, "000006")),
    "another's":    (b"LK10123456789abcdef20261122OTHERS", ("0123456789abcdef", "20261122", False, "000006")),
    "too short":    (b"LK10123456789abcdef2026112",        ("",                 "",         False, "000007")),
    "another text": (b"RO1F00",                            ("",                 "",         False, "000007")),
    "none":         (b"",                                  ("",                 "",         False, "000007")),
}
# fmt: on


@pytest.mark.parametrize("name", LEDGERS)
def test_whose_ledger_answers_a_sign_on(dialect: Tlv, name: str) -> None:
    text, believed = LEDGERS[name]
    got = dialect.decode(result(nonce="4313", kind="01", DF02=b"", DF03=b"", DF7E=text), SIGN_ON, None)
    assert (got.ledger_id, got.business_date, got.emulator, got.batch_no) == believed


@pytest.mark.parametrize(
    "changes", [{"nonce": "1235"}, {"nonce": ""}, {"front": "00"}, {"front": "01"}, {"front": ""}], ids=str
)
def test_foreign_answers(dialect: Tlv, refund: Refund, changes: dict[str, str]) -> None:
    """Another nonce or none, a request, a packet for the modem."""
    with pytest.raises(ForeignAnswerError):
        dialect.decode(result(**changes), refund, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "46"}, "DF02"),
        ({"DF02": H("46")}, "DF02"),
        ({"DF03": b"RMB -0.21"}, "DF03"),
        ({"DF03": b"RMB -20"}, "DF03"),
        ({"DF03": H("000000000021")}, "DF03"),
    ],
)
def test_answers_that_contradict(dialect: Tlv, refund: Refund, changes: dict, field: str) -> None:
    with pytest.raises(AnswerMismatchError) as caught:
        dialect.decode(result(**changes), refund, None)
    assert caught.value.field == field


def test_an_amount_in_front_counts_too(dialect: Tlv, refund: Refund) -> None:
    with pytest.raises(AnswerMismatchError):
        dialect.decode(result() + H("DF0306000000000021"), refund, None)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b"junk", "tag"),
        (result(DF03=b"RMB nothing"), "DF03"),
        (result(DF03=H("00000000002A")), "DF03"),
        (result(DF1A=b"\xff" * 12), "DF1A"),
        (result(b"\xff\xff"), "DF07"),
        (H("DF010102 DF04021234 DF0602DF03 DF07023030"), "DF03"),
        (result() + H("DF07023531"), "DF07"),
    ],
)
def test_unreadable_answers(dialect: Tlv, refund: Refund, data: bytes, field: str) -> None:
    with pytest.raises(DecodeError) as caught:
        dialect.decode(data, refund, None)
    assert caught.value.field == field


def test_an_error_inside_the_payload_counts_from_the_message(dialect: Tlv, refund: Refund) -> None:
    with pytest.raises(DecodeError) as caught:
        dialect.decode(H("DF010102 DF04021234 DF0606 DF010102 DF03"), refund, None)
    assert (caught.value.field, caught.value.offset) == ("DF03", 18)


@given(st.binary(max_size=80))
def test_any_bytes_are_an_answer_or_an_error_of_the_peer(data: bytes) -> None:
    dialect = Tlv(Types("01", "45", "46"))
    for said in (data, H("DF010102 DF04024313") + data):
        try:
            got = dialect.decode(said, SIGN_ON, None)
        except RemoteProtocolError:
            continue
        assert isinstance(got, SignOnAnswer)
