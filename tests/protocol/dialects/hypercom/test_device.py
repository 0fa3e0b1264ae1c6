"""The device's half: what a register asks is understood; what the device says comes back by the register's half."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects import DeviceStation, Progress
from protocol.dialects.hypercom.body import Body, write_body
from protocol.dialects.hypercom.device import Abort, read_request, refuse, write_answer, write_progress
from protocol.dialects.hypercom.register import Hypercom
from protocol.dialects.payment_device import Ledger, Stop
from protocol.errors import DecodeError
from protocol.transactions import (
    Cancel,
    Echo,
    Found,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    RefundKey,
    Rejected,
    SignOn,
)

REGISTER = Hypercom()
STATION = DeviceStation("888888800000001", "10000001", "000007", "20261122")
SIGN_ON = SignOn("888888800000001", "00000000", "0a1b2c3d", "000001", "000065", "01")
APPROVED = RefundAnswer("00", "926512345678", 10000, "1122", "101530")
DECLINED = RefundAnswer("51", "", 10000, "1122", "101530")


def test_a_refund_arrives_as_it_was_meant(refund: Refund, station: DeviceStation) -> None:
    assert read_request(REGISTER.encode(refund, None), station) == refund


def test_the_published_refund_has_no_epoch(refund: Refund, station: DeviceStation, frame_of: Callable) -> None:
    foreign = replace(refund, key=replace(refund.key, epoch="00000000"))
    assert read_request(frame_of("D1").data, station) == foreign
    assert REGISTER.decode(write_answer(foreign, APPROVED, station), refund, None) == APPROVED


@pytest.mark.parametrize("kind", [OutcomeQuery, Cancel])
def test_questions_about_a_key(key: RefundKey, station: DeviceStation, kind: type) -> None:
    question = kind(key, "000070")
    assert read_request(REGISTER.encode(question, None), station) == question


@pytest.mark.parametrize("name", ["P4", "P5"])
def test_the_published_echo(station: DeviceStation, frame_of: Callable, name: str) -> None:
    assert read_request(frame_of(name).data, station) == Echo("888888800000001", "10000001", "000007")


def test_the_published_cancel_names_no_refund(station: DeviceStation, frame_of: Callable) -> None:
    assert read_request(frame_of("P6").data, station) == Abort()


@pytest.mark.parametrize("name", ["P1", "P2", "P3", "P7-C0", "D2", "D3"])
def test_published_frames_that_are_no_request_of_ours(station: DeviceStation, frame_of: Callable, name: str) -> None:
    """Sales, progress, an answer, and an inquiry whose R1 is another register's number."""
    with pytest.raises(DecodeError):
        read_request(frame_of(name).data, station)


FIELDS = {"40": b"000000010000", "D3": b"925498334778", "03": b"261122", "65": b"000066"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"40": b""}, "40"),
        ({"40": b"000000000000"}, "27"),
        ({"40": b"00000001000O"}, "40"),
        ({"D3": b"short"}, "27"),
        ({"03": b""}, "03"),
        ({"65": b""}, "65"),
        ({"R1": b"nobody's"}, "27"),
        ({"R1": b"0a1b2c3d000007000066", "R2": b"tomorrow"}, "27"),
    ],
)
def test_a_refund_that_is_none(station: DeviceStation, changes: dict[str, bytes], field: str) -> None:
    fields = tuple((kind, data) for kind, data in (FIELDS | changes).items() if data)
    with pytest.raises(DecodeError) as caught:
        read_request(write_body(Body("0", "27", fields=fields)), station)
    assert caught.value.field == field


@pytest.mark.parametrize("indicator", ["1", "2"])
def test_a_refund_that_wants_no_answer_is_refused(station: DeviceStation, indicator: str) -> None:
    with pytest.raises(DecodeError, match="indicator 0"):
        read_request(write_body(Body(indicator, "27", fields=tuple(FIELDS.items()))), station)


@pytest.mark.parametrize("answer", [APPROVED, DECLINED, RefundAnswer("30", "", 10000, "", "")])
def test_the_answer_to_a_refund(refund: Refund, station: DeviceStation, answer: RefundAnswer) -> None:
    assert REGISTER.decode(write_answer(refund, answer, station), refund, None) == answer


@pytest.mark.parametrize("kind", [OutcomeQuery, Cancel])
@pytest.mark.parametrize(
    "answer",
    [
        OutcomeAnswer("00", Found.FOUND, APPROVED),
        OutcomeAnswer("00", Found.FOUND, DECLINED),
        OutcomeAnswer("00", Found.NOT_FOUND),
        OutcomeAnswer("00", Found.CANCELLED),
        Rejected("30"),
    ],
)
def test_the_answer_about_a_key(key: RefundKey, station: DeviceStation, kind: type, answer: OutcomeAnswer) -> None:
    question = kind(key, "000070")
    assert REGISTER.decode(write_answer(question, answer, station), question, None) == answer


def test_the_answer_to_an_echo(station: DeviceStation) -> None:
    said = write_answer(Echo("888888800000001", "10000001", "000007"), Ledger("0123456789abcdef"), station)
    got = REGISTER.decode(said, SIGN_ON, None)
    assert (got.terminal_no, got.batch_no, got.business_date) == ("10000001", "000007", "20261122")
    assert (got.ledger_id, got.emulator, got.code) == ("0123456789abcdef", True, "00")


def test_the_answer_to_an_abort(station: DeviceStation) -> None:
    """Bare as the request: nothing tells whose it was."""
    assert write_answer(Abort(), Rejected("00"), station) == b"600000000011D1000\x1c"


# fmt: off
STOPPED = {  # response code, and the text of field 02
    Stop.ABORTED:  ("UA", b"STOPPED"),
    Stop.NO_CARD:  ("TO", b"NO CARD PRESENTED"),
    Stop.NO_PAPER: ("ND", b"NO PAPER"),
    Stop.BUSY:     ("09", b"BUSY"),
}
# fmt: on


@pytest.mark.parametrize("stop", Stop)
def test_a_device_that_stopped_says_why(refund: Refund, station: DeviceStation, stop: Stop) -> None:
    code, text = STOPPED[stop]
    said = write_answer(refund, stop, station)
    assert said.startswith(FRONT + b"1127" + code.encode() + b"0\x1c02\x00\x40" + text.ljust(40) + b"\x1c")
    assert REGISTER.decode(said, refund, None).code == {"UA": "05", "ND": "05"}.get(code, code)


TRACE = b"65\x00\x06000066\x1c"
FRONT = b"6000000000"
# fmt: off
# (what was asked, and all that is answered, behind FRONT)
REFUSED = {
    "a refund":              (b"1027000\x1c" + TRACE + b"40\x00\x0112\x1c",             b"1127400\x1c" + TRACE),
    "a sale":                (b"1020000\x1c40\x00\x12000000000100\x1c",                 b"1120400\x1c"),
    "of a key":              (b"1074000\x1cR1\x00\x01x\x1c",                             b"1174400\x1cR1\x00\x01x\x1c"),
    "an echo":               (b"11D0000\x1c",                                           b"11D0400\x1c"),
    "cut behind its trace":  (b"1027000\x1c" + TRACE + b"40\x00\x12000",                b"1127400\x1c" + TRACE),
    "a trace twice":         (b"1027000\x1c65\x00\x011\x1c65\x00\x012\x1c",             b"1127400\x1c65\x00\x011\x1c"),
    "an answer":             (b"1127000\x1c" + TRACE,                                   None),
    "an answer to an echo":  (b"11D0000\x1c02\x00\x01x\x1c",                            None),
    "wants no answer":       (b"1227000\x1c",                                           None),
    "no separator":          (b"1027000\x00",                                           None),
    "cut in its head":       (b"102",                                                   None),
}
# fmt: on


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_its_code_and_what_tells_whose_it_is(name: str) -> None:
    asked, answer = REFUSED[name]
    assert refuse(FRONT + asked, "40") == (None if answer is None else FRONT + answer)


@pytest.mark.parametrize("code", ["C0", "C1", "C2", "C3", "P1", "P2", "P3", "P4"])
def test_progress(refund: Refund, code: str) -> None:
    got = REGISTER.decode(write_progress(code), refund, None)
    assert isinstance(got, Progress)
    assert (got.code, got.stage) == (code, {"C": "card", "P": "pin"}[code[0]])


def test_progress_as_published(frame_of: Callable) -> None:
    assert (write_progress("C0"), write_progress("P4")) == (frame_of("P7-C0").data, frame_of("P7-P4").data)


def test_no_such_progress() -> None:
    with pytest.raises(ValueError, match="no such progress"):
        write_progress("27")


@given(st.binary(max_size=80), st.sampled_from(["27", "74", "D0", "D1", "20"]))
def test_any_bytes_are_a_request_or_an_error(data: bytes, code: str) -> None:
    for said in (data, f"60000000001{0}{code}000\x1c".encode("ascii") + data):
        try:
            got = read_request(said, STATION)
        except DecodeError:
            continue
        assert isinstance(got, Echo | Refund | OutcomeQuery | Cancel | Abort)
