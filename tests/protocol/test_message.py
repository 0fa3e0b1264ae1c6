"""A message as a value: sorted, immutable, and silent about what is in it."""

import pickle

import pytest

from protocol.message import Message, trusted

WHOLE = Message("0220", {41: "00000001", 2: "6200000000000005", 64: b"hgfedcba"}, {22: "F"})


def test_fields_are_in_ascending_order() -> None:
    assert list(WHOLE.fields) == [2, 41, 64]


def test_nothing_of_it_can_be_changed() -> None:
    with pytest.raises(AttributeError, match="mti"):
        WHOLE.mti = "0200"  # type: ignore[misc]
    with pytest.raises(TypeError, match="item assignment"):
        WHOLE.fields[2] = ""  # type: ignore[index]
    with pytest.raises(TypeError, match="item assignment"):
        WHOLE.fillers[22] = "0"  # type: ignore[index]


def test_it_keeps_no_hold_of_what_it_was_made_from() -> None:
    fields: dict[int, str | bytes] = {3: "200000"}
    message = Message("0220", fields)
    fields[3] = "000000"
    assert message.fields[3] == "200000"


def test_values_by_number() -> None:
    assert (WHOLE.text(41), WHOLE.text(5), WHOLE.text(64)) == ("00000001", "", "6867666564636261")
    assert (WHOLE.octets(64), WHOLE.octets(5), WHOLE.octets(41)) == (b"hgfedcba", b"", b"00000001")


def test_it_shows_numbers_of_fields_and_no_value() -> None:
    assert repr(WHOLE) == "Message(0220, fields 2, 41, 64)"


def test_equality_is_by_value() -> None:
    assert Message("0220", {41: "00000001", 2: "6200000000000005", 64: b"hgfedcba"}, {22: "F"}) == WHOLE
    assert Message("0220", {2: "6200000000000005"}) != WHOLE
    assert WHOLE != "0220"


def test_text_that_is_none_is_bytes() -> None:
    message = Message("0220", {43: b"\xff\xfe", 56: "银联"})
    assert (message.text(43), message.octets(43), message.octets(56)) == (
        "fffe",
        b"\xff\xfe",
        bytes.fromhex("D2F8C1AA"),
    )


def test_it_travels() -> None:
    back = pickle.loads(pickle.dumps(WHOLE))
    assert (back, list(back.fields), repr(back)) == (WHOLE, list(WHOLE.fields), repr(WHOLE))


def test_a_trusted_one_is_the_same_and_as_fixed() -> None:
    message = trusted("0220", {2: "6200000000000005", 41: "00000001"})
    assert message == Message("0220", {41: "00000001", 2: "6200000000000005"})
    with pytest.raises(TypeError, match="item assignment"):
        message.fields[2] = ""  # type: ignore[index]
    with pytest.raises(TypeError, match="item assignment"):
        message.fillers[2] = ""  # type: ignore[index]
