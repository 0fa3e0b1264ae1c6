"""Errors: whose fault, where, and safe to carry across processes and into logs."""

import pickle

import pytest

from protocol.errors import DecodeError, EncodeError, LocalProtocolError, MacError, ProtocolError, RemoteProtocolError

ROWS = [
    (EncodeError, LocalProtocolError),
    (DecodeError, RemoteProtocolError),
    (MacError, RemoteProtocolError),
]


@pytest.mark.parametrize(("kind", "side"), ROWS)
def test_whose_fault(kind: type[ProtocolError], side: type[ProtocolError]) -> None:
    assert issubclass(kind, side)
    assert issubclass(side, ProtocolError)
    assert not issubclass(kind, ({LocalProtocolError, RemoteProtocolError} - {side}).pop())


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (DecodeError("too short"), "too short"),
        (DecodeError("too short", offset=7), "too short at byte 7"),
        (DecodeError("too short", field="60"), "field 60: too short"),
        (DecodeError("too short", field="60", offset=0), "field 60: too short at byte 0"),
    ],
)
def test_the_text_names_the_place(error: ProtocolError, text: str) -> None:
    assert str(error) == text


@pytest.mark.parametrize("kind", [row[0] for row in ROWS])
def test_pickling_keeps_kind_and_place(kind: type[ProtocolError]) -> None:
    back = pickle.loads(pickle.dumps(kind("reason", field="2", offset=13)))
    assert (type(back), back.reason, back.field, back.offset, str(back)) == (
        kind, "reason", "2", 13, "field 2: reason at byte 13",
    )  # fmt: skip


WHOLE = DecodeError("too short", field="35", offset=7, wanted="6 bytes", left=2, so_far={2: "6200000000000005"})


def test_a_decode_error_says_what_was_wanted_and_what_was_there() -> None:
    assert (WHOLE.wanted, WHOLE.left, WHOLE.so_far) == ("6 bytes", 2, {2: "6200000000000005"})
    assert (DecodeError("x").wanted, DecodeError("x").left, DecodeError("x").so_far) == (None, None, None)


def test_what_had_been_decoded_stays_out_of_text_repr_and_pickle() -> None:
    back = pickle.loads(pickle.dumps(WHOLE))
    assert (back.wanted, back.left, back.so_far, str(back)) == ("6 bytes", 2, None, str(WHOLE))
    assert "6200000000000005" not in f"{WHOLE} {WHOLE!r} {WHOLE.args}"
    assert b"6200000000000005" not in pickle.dumps(WHOLE)


@pytest.mark.parametrize(("offset", "moved"), [(7, 18), (0, 11), (None, 11)])
def test_an_error_moves_with_the_bytes_it_is_about(offset: int | None, moved: int) -> None:
    error = DecodeError("too short", field="35", offset=offset, wanted="6 bytes", left=2, so_far={2: "62"}).moved(11)
    assert (error.reason, error.field, error.offset) == ("too short", "35", moved)
    assert (error.wanted, error.left, error.so_far) == ("6 bytes", 2, {2: "62"})
