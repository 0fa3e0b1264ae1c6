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
