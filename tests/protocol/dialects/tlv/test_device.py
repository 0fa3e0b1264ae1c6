"""The device's half of the MIS link: what a register asks is understood; what the device says comes back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocol.dialects import DeviceStation
from protocol.dialects.payment_device import Ledger, Stop
from protocol.dialects.tlv.device import read_request, refuse, write_answer
from protocol.dialects.tlv.facts import Types
from protocol.dialects.tlv.register import Tlv
from protocol.errors import DecodeError
from protocol.transactions import Channel, Refund, RefundAnswer, Rejected, SignOn

H = bytes.fromhex
SIGN_ON = SignOn("888888800000001", "10000001", "00000000", "000007", "004313", "811615")
REFUND = (
    "DF010100 DF04021234 DF020145 DF08025555 {amount} DF0D0131 {reference} {date} DF09023004 DF470A38313136313520202020"
)
PARTS = {"amount": "DF0306000000000020", "reference": "DF1A0C393235343938333334373738", "date": "DF17020911"}


def test_a_refund_arrives_as_it_was_meant(types: Types, station: DeviceStation, refund: Refund) -> None:
    assert read_request(Tlv(types).encode(refund, None), types, station) == refund
    assert read_request(H(REFUND.format(**PARTS)), types, station) == refund


def test_a_sign_on_arrives_as_it_was_meant(types: Types, station: DeviceStation) -> None:
    assert read_request(Tlv(types).encode(SIGN_ON, None), types, station) == SIGN_ON


@pytest.mark.parametrize("answer", [RefundAnswer("00", "926512345678", 20, "1122", "101530"),
                                    RefundAnswer("51", "", 20, "1122", "101530")])  # fmt: skip
def test_the_answer_to_a_refund(types: Types, station: DeviceStation, refund: Refund, answer: RefundAnswer) -> None:
    assert Tlv(types).decode(write_answer(refund, answer, types, station), refund, None) == answer


def test_a_rejection_says_no_amount(types: Types, station: DeviceStation, refund: Refund) -> None:
    got = Tlv(types).decode(write_answer(refund, Rejected("30"), types, station), refund, None)
    assert got == RefundAnswer("30", "", 0, "", "")


def test_the_answer_to_a_sign_on(types: Types, station: DeviceStation) -> None:
    got = Tlv(types).decode(write_answer(SIGN_ON, Rejected("00"), types, station), SIGN_ON, None)
    assert (got.code, got.merchant_no, got.terminal_no) == ("00", "888888800000001", "10000001")


def test_our_device_says_whose_ledger_it_has(types: Types, station: DeviceStation) -> None:
    """DF7E of DF06, and the batch; written by hand."""
    said = write_answer(SIGN_ON, Ledger("0123456789abcdef"), types, station)
    assert H("DF1003000007 DF7E21") + b"LK10123456789abcdef20261122TUIHUO" in said
    got = Tlv(types).decode(said, replace(SIGN_ON, batch_no="000001"), None)
    assert (got.ledger_id, got.business_date, got.emulator, got.batch_no) == (
        "0123456789abcdef",
        "20261122",
        True,
        "000007",
    )


@pytest.mark.parametrize(
    ("stop", "code", "text"),
    [(Stop.ABORTED, b"21", b"STOPPED"), (Stop.NO_CARD, b"21", b"NO CARD PRESENTED"),
     (Stop.NO_PAPER, b"21", b"NO PAPER"), (Stop.BUSY, b"09", b"BUSY")],
)  # fmt: skip
def test_a_device_that_stopped_says_why(
    types: Types, station: DeviceStation, refund: Refund, stop: Stop, code: bytes, text: bytes
) -> None:
    said = write_answer(refund, stop, types, station)
    assert said.endswith(H("DF7E") + bytes((len(text),)) + text + H("DF0702") + code)
    assert Tlv(types).decode(said, refund, None) == RefundAnswer(code.decode(), "", 0, "", "")


# fmt: off
# (what was asked, and all that is answered)
REFUSED = {
    "a refund":       ("DF010100 DF04021234 DF020145 DF0306000000000020", "DF010102 DF020145 DF04021234 DF07023430"),
    "of no type":     ("DF010100 DF04021234",                             "DF010102 DF04021234 DF07023430"),
    "bare":           ("DF010100",                                        "DF010102 DF07023430"),
    "cut":            ("DF010100 DF04021234 DF0306000000",                "DF010102 DF04021234 DF07023430"),
    "an answer":      ("DF010102 DF04021234 DF020145",                    None),
    "for the modem":  ("DF010101 DF04021234",                             None),
    "of no class":    ("DF04021234 DF020145",                             None),
    "junk":           ("00",                                              None),
}
# fmt: on


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_its_code_and_what_tells_whose_it_is(name: str) -> None:
    asked, answer = REFUSED[name]
    assert refuse(H(asked), "40") == (None if answer is None else H(answer))


@pytest.mark.parametrize("name", ["D4", "D5"])
def test_derived_frames_that_are_no_whole_request(
    types: Types, station: DeviceStation, frame_of: Callable, name: str
) -> None:
    """D4 is a skeleton without an original; D5 is a packet for the modem."""
    with pytest.raises(DecodeError):
        read_request(frame_of(name).data, types, station)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": ""}, "DF03"),
        ({"amount": "DF0306000000000000"}, "DF02"),
        ({"amount": "DF0309524D42202D302E3230"}, "DF03"),
        ({"reference": ""}, "DF02"),
        ({"reference": "DF1A02FFFF"}, "DF1A"),
        ({"date": ""}, "DF17"),
        ({"date": "DF1702FFFF"}, "DF17"),
    ],
)
def test_a_refund_that_is_none(types: Types, station: DeviceStation, changes: dict[str, str], field: str) -> None:
    with pytest.raises(DecodeError) as caught:
        read_request(H(REFUND.format(**PARTS | changes)), types, station)
    assert caught.value.field == field


@pytest.mark.parametrize("data", ["DF010102 DF04021234 DF020145", "DF010100 DF020145", "DF010100 DF04021234 DF020199"])
def test_what_is_no_request(types: Types, station: DeviceStation, data: str) -> None:
    with pytest.raises(DecodeError):
        read_request(H(data), types, station)


def test_a_qr_refund_names_no_original(types: Types, station: DeviceStation, refund: Refund) -> None:
    by_phone = replace(refund, channel=Channel.WECHAT, order_no="80000000000186")
    with pytest.raises(DecodeError, match="type"):
        read_request(Tlv(types).encode(by_phone, None), types, station)


@given(st.binary(max_size=80), st.integers(0, 60), st.integers(0, 12))
@example(b"", 0, 0)
def test_any_bytes_are_a_request_or_an_error(data: bytes, at: int, cut: int) -> None:
    """Alone, behind a head, and within a good request, which is one as it is."""
    good = H(REFUND.format(**PARTS))
    types, station = Types("01", "45", "46"), DeviceStation("888888800000001", "10000001", "000007", "20261122")
    assert isinstance(read_request(good, types, station), Refund)
    for said in (data, H("DF010100 DF04021234 DF020145") + data, good[:at] + data + good[at + cut :]):
        try:
            got = read_request(said, types, station)
        except DecodeError:
            continue
        assert isinstance(got, SignOn | Refund)
