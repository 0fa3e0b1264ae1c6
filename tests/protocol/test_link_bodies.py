"""What a link frame carries: the dialect is known by its bytes, told in a line and as data, and nothing slips out."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.hypercom.body import Body, write_body
from protocol.dialects.tlv.elements import Element, write_elements
from protocol.errors import DecodeError
from protocol.link_bodies import dialect, document, recognise, told
from protocol.words import obeyed

# fmt: off
KNOWN = [
    ("P1", "hypercom"), ("P2", "hypercom"), ("P3", "hypercom"), ("P4", "hypercom"), ("P5", "hypercom"),
    ("P6", "hypercom"), ("P7-C0", "hypercom"), ("P7-P4", "hypercom"),
    ("D1", "hypercom"), ("D2", "hypercom"), ("D3", "hypercom"), ("D4", "tlv"), ("D5", "tlv"),
    ("R0220", "unionpay"), ("R0230", "unionpay"),
]
UNKNOWN = [
    # data                                                          why
    ("000102030405060708090A0B0C0D0E0F02030615101C",                "closest profile"),
    ("DF",                                                          "a tag DFxx"),
    ("DF0105",                                                      "bytes wanted"),
    ("36303030303030303030313032303030301C343000",                    "bytes of length"),
    ("36303030303030303030313032303030071C",                         "no message type"),
    ("41" * 256,                                                    "no message type"),
]
# fmt: on


@pytest.fixture(scope="module")
def carried(project_root: Path) -> Callable[[str], bytes]:
    """What the frame of that name in fixtures/frames carries."""

    def read(name: str) -> bytes:
        lines = (project_root / "fixtures/frames" / f"{name}.hex").read_text(encoding="utf-8").splitlines()
        return bytes.fromhex("".join(line.split("#")[0] for line in lines))[3:-2]

    return read


@pytest.mark.parametrize(("name", "known"), KNOWN, ids=[row[0] for row in KNOWN])
def test_a_dialect_is_known_by_its_bytes(carried: Callable[[str], bytes], name: str, known: str) -> None:
    found = recognise(carried(name))
    assert dialect(found) == known
    assert told(found) != told(found, "en")


def test_as_data(carried: Callable[[str], bytes]) -> None:
    assert document(recognise(carried("R0220")))["mti"] == "0220"
    assert document(recognise(carried("P7-C0"))) == {
        "transport": "6000000000", "version": "1", "indicator": "1", "code": "C0", "response": "00", "more": "1",
        "fields": [],
    }  # fmt: skip
    assert document(recognise(carried("D4")), "en")["fields"][-1] == {
        "name": "DF03", "value": "000000000020", "text": "amount 0.20",
    }  # fmt: skip


@pytest.mark.parametrize(("data", "why"), UNKNOWN)
def test_what_is_none_of_them_is_refused(data: str, why: str) -> None:
    with pytest.raises(DecodeError, match=why):
        recognise(bytes.fromhex(data))


def test_nothing_in_a_line_steers_a_screen() -> None:
    for data in (
        write_body(Body("0", "27", fields=(("02", b"\x1b[2J\x07"), ("99", b"\x1b")))),
        write_elements([Element("DF45", "商\u202e店".encode("gb18030")), Element("DF06", b"\xdf\x45\x02\x1b\x9b")]),
    ):
        assert not any(obeyed(letter) for letter in told(recognise(data)))


MOST_LETTERS_A_BYTE, TITLE = 16, 120
"""A line is bounded by its bytes: a field of 3 has a label of up to 30 letters."""

# fmt: off
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=2, max_size=2)
BODIES = st.builds(
    Body, st.sampled_from("0129"), PRINTABLE, PRINTABLE, st.sampled_from("01"),
    st.dictionaries(PRINTABLE | st.sampled_from(["02", "30", "40", "65"]), st.binary(max_size=40), max_size=6)
      .map(lambda fields: tuple(fields.items())),
).map(write_body)
ELEMENTS = st.lists(
    st.builds(Element, st.integers(0, 255).map("DF{:02X}".format), st.binary(max_size=40)), max_size=8, min_size=1,
).map(write_elements)
# fmt: on


NESTED = ELEMENTS.filter(lambda data: len(data) < 0x80).map(lambda data: b"\xdf\x06" + bytes((len(data),)) + data)


@given(BODIES | ELEMENTS | NESTED)
def test_whatever_is_written_is_told(data: bytes) -> None:
    found = recognise(data)
    lines = [told(found, lang) for lang in ("zh", "en")]
    assert not any(obeyed(letter) for line in lines for letter in line)
    assert max(map(len, lines)) < MOST_LETTERS_A_BYTE * len(data) + TITLE
    assert all(len(field["value"]) <= 2 * len(data) for field in document(found)["fields"])


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda data: b"\xdf" + data))
def test_any_bytes_are_told_or_refused(data: bytes) -> None:
    with suppress(DecodeError):
        assert told(recognise(data))
