"""The profile of a dump is found: public messages, the same refund in every variant, cuts, lies, junk; and bounds."""

import json
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.codec import MAX_MESSAGE, encode
from protocol.dialects.unionpay.detect import MOST_READINGS, Detection, detect
from protocol.dialects.unionpay.envelope import Envelope, read, write
from protocol.dialects.unionpay.profiles import VARIANTS, named, open_profile
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.errors import DecodeError
from protocol.message import Message

FIXTURES = Path(__file__).resolve().parents[4] / "fixtures" / "messages"
H = bytes.fromhex

PUBLIC = {
    "V10": "unionpay+length+no-header",
    "V28": "unionpay+no-tpdu+mac-x9.19",
    "V30": "unionpay",
    "V36": "unionpay",
    "V42": "unionpay+length+mac-x9.19",
    "V43": "unionpay+mac-x9.19",
    "V45": "unionpay+text-60",
}
"""Every other public message is `unionpay+length`."""


@pytest.fixture(scope="module")
def public_dumps() -> dict[str, bytes]:
    """The public messages by name, as they were dumped."""
    rows = json.loads((FIXTURES / "unionpay.json").read_text(encoding="utf-8"))
    return {row["id"]: H(row["hex"]) for row in rows}


@dataclass(frozen=True)
class Written:
    """One message of fixtures/messages/variants.toml."""

    name: str
    profile: str
    data: bytes
    fields: dict[int, str | bytes]
    fillers: dict[int, str]


def written() -> list[Written]:
    page: dict[str, Any] = tomllib.loads((FIXTURES / "variants.toml").read_text(encoding="utf-8"))
    return [write_down(row, page["fields"]) for row in page["message"]]


def write_down(row: dict[str, Any], common: dict[str, str]) -> Written:
    texts = {int(number): text for number, text in (common | row.get("fields", {})).items()}
    fields: dict[int, str | bytes] = {number: H(text) if number == 64 else text for number, text in texts.items()}
    fillers = {int(number): nibble for number, nibble in row.get("fillers", {}).items()}
    return Written(row["name"], row["profile"], H(row["hex"]), dict(sorted(fields.items())), fillers)


WRITTEN = written()


def refusal(data: bytes) -> DecodeError:
    with pytest.raises(DecodeError) as caught:
        detect(data)
    return caught.value


def holds(found: Detection, data: bytes) -> bool:
    """The rule of a detection: its name opens it, it reads the dump, and writes it back."""
    return (
        open_profile(found.profile.name) == found.profile
        and read(data, found.profile) == found.packet
        and write(found.packet, found.profile) == data
    )


# --- public messages -----------------------------------------------------------------------------------------------


def test_public_messages_are_found_as_they_are(sample: Any) -> None:
    found = detect(sample.dump)
    row = sample.row
    assert found.profile.name == PUBLIC.get(sample.name, "unionpay+length")
    length = int(row["len"]) if row.get("len") else None
    assert found.packet.envelope == Envelope(row.get("tpdu"), row.get("header"), length)
    assert (found.packet.message.mti, dict(found.packet.message.fields)) == (sample.mti, sample.fields)
    assert dict(found.packet.message.fillers) == sample.fillers
    assert holds(found, sample.dump)


def test_the_parts_in_front_are_found_whatever_stands_there(sample: Any) -> None:
    """Each public message behind every front that profiles have, its own taken off."""
    fronts = ["", "6000030000", "603110310030", "6000030000603100999999", "0100", "60052500000100"]
    bodies = [H(front) + sample.message for front in fronts]
    dumps = [*bodies, *(len(body).to_bytes(2, "big") + body for body in bodies)]
    found = [detect(dump) for dump in dumps]
    assert [dict(one.packet.message.fields) == sample.fields for one in found] == [True] * 12
    assert [holds(*pair) for pair in zip(found, dumps, strict=True)] == [True] * 12
    assert [one.packet.envelope.octets() for one in found] == [dump[: -len(sample.message)] for dump in dumps]


def test_a_length_that_lies_is_kept(prefixed_sample: Any) -> None:
    """A public dump announces 170 for 142 bytes."""
    size = len(prefixed_sample.dump) - 2
    lies = [0, 1, size - 1, size + 1, 170, 0xFFFF]
    dumps = [lie.to_bytes(2, "big") + prefixed_sample.dump[2:] for lie in lies]
    found = [detect(dump) for dump in dumps]
    assert [one.packet.envelope.length for one in found] == lies
    assert [dict(one.packet.message.fields) == prefixed_sample.fields for one in found] == [True] * len(lies)
    assert [holds(*pair) for pair in zip(found, dumps, strict=True)] == [True] * len(lies)


def test_no_cut_of_a_public_message_is_taken_for_a_message(sample: Any) -> None:
    errors = [refusal(sample.dump[:cut]) for cut in range(len(sample.dump))]
    assert [cut for cut, error in enumerate(errors) if not 0 <= (error.offset or 0) <= cut] == []
    assert [error.left for error in errors if error.left is None] == []


def spoilt(data: bytes) -> list[bytes]:
    """Every cut, and two flipped bits of every byte."""
    flips = [(at, bit) for at in range(len(data)) for bit in (1 << 3 * at % 8, 1 << (3 * at + 5) % 8)]
    cuts = [data[:size] for size in range(len(data))]
    return cuts + [data[:at] + bytes((data[at] ^ bit,)) + data[at + 1 :] for at, bit in flips]


def place_of(error: DecodeError | None) -> tuple[str | None, int | None] | None:
    return error and (error.field, error.offset)


def error_of(read_it: Callable[[bytes], object], data: bytes) -> DecodeError | None:
    try:
        read_it(data)
    except DecodeError as error:
        return error
    return None


OTHER_PLACES = {"V01": 1, "V30": 1, "V43": 1, "V45": 2}
"""How many spoilt copies of a public message fail in another place by `auto` than by the profile it was written in."""


def test_auto_names_the_place_that_the_true_profile_names(sample: Any) -> None:
    profile = named(PUBLIC.get(sample.name, "unionpay+length"))
    true = {data: place_of(error_of(lambda one: read(one, profile), data)) for data in spoilt(sample.dump)}
    refused = [data for data, place in true.items() if place]
    assert len(refused) > len(sample.dump)
    others = [data for data in refused if place_of(error_of(detect, data)) != true[data]]
    assert len(others) == OTHER_PLACES.get(sample.name, 0)


# --- the same refund in every variant ------------------------------------------------------------------------------


@pytest.mark.parametrize("row", WRITTEN, ids=[row.name for row in WRITTEN])
def test_each_variant_is_found(row: Written) -> None:
    found = detect(row.data)
    assert found.profile.name == row.profile
    assert dict(found.packet.message.fields) == row.fields
    assert dict(found.packet.message.fillers) == row.fillers
    assert holds(found, row.data)


def test_a_track_to_the_right_behind_a_filler_f_is_no_card_number_that_begins_with_f() -> None:
    """The track of V10, its odd nibble in front: 35F6 22… is read to the left as F622… without an error."""
    data = H(
        "005F600004000060220000000002003020048020C0801100000000000000880010017502100035F6221550000000728D1511101000000"
        "0000031303432313639353837343435303335373232323437313135360008220000013246394433453536"
    )
    found = detect(data)
    assert found.profile.name == "unionpay+length+right-digits"
    assert found.packet.message.text(35) == "6221550000000728D151110100000000000"
    assert found.packet.message.fillers == {35: "F"}
    assert holds(found, data)


@pytest.mark.parametrize("row", WRITTEN, ids=[row.name for row in WRITTEN])
def test_each_variant_is_what_its_profile_writes(row: Written) -> None:
    packet = read(row.data, named(row.profile))
    message = Message(packet.message.mti, row.fields, row.fillers)
    assert packet.envelope.octets() + encode(message, named(row.profile).table) == row.data


def test_every_variant_that_changes_bytes_is_among_them() -> None:
    used = {word for row in WRITTEN for word in row.profile.split("+")[1:]}
    plain = {"filler-f", "right-22"}  # rows "filler F" and "22 to the right": the plain profile reads them
    macs = {name for name, row in VARIANTS.items() if row.about == "mac"} - {"mac-x9.19"}
    assert used == set(VARIANTS) - plain - macs


def test_a_mac_in_small_letters_is_raw_and_no_mac_is_none() -> None:
    plain = Message("0400", {11: "000001", 60: "22000001"})
    front = H("6000030000603100310030")
    told = [
        detect(front + encode(Message("0400", {**plain.fields, 64: mac}), UNIONPAY)).profile.name
        for mac in (b"2F9D3E56", b"2f9d3e56", bytes(8))
    ]
    assert told == ["unionpay", "unionpay+mac-x9.19", "unionpay+mac-x9.19"]
    assert detect(front + encode(plain, UNIONPAY)).profile.name == "unionpay"


# --- errors and bounds ---------------------------------------------------------------------------------------------


def test_an_error_says_what_was_tried_and_where_the_closest_failed(sample_v45: bytes) -> None:
    """V45 cut in its ASCII field 60, of which 39 bytes are left: digits as text stand there."""
    error = refusal((H("6000010000610100610001") + sample_v45)[:120])
    assert (error.field, error.offset, error.wanted, error.left) == ("60", 81, "64 bytes", 39)
    assert str(error) == (
        "field 60: 64 bytes wanted, 39 left (closest profile: unionpay+text-60; unionpay was tried with length, "
        "no-tpdu, no-header, short-header, binary-prefix, right-digits, text-60, long-fields) at byte 81"
    )
    assert error.so_far is not None
    assert (error.so_far[4], error.so_far[37], error.so_far[49]) == ("000000000200", "bQjBbZAg09l0", "784")


@pytest.mark.parametrize(
    ("cut", "place"),
    [(("V14", 84), "field 62: 40 bytes wanted, 6 left"), (("V28", 144), "field 60: ")],
    ids=["V14", "V28"],
)
def test_a_message_that_ends_too_early_says_which_field_does(public_dumps, cut: tuple[str, int], place: str) -> None:
    """And not what a variant makes of it that reads further."""
    error = refusal(public_dumps[cut[0]][: cut[1]])
    assert str(error).startswith(place)
    assert error.offset is not None
    assert error.offset <= cut[1]


@pytest.mark.parametrize("size", range(23))
def test_a_dump_that_is_shorter_than_a_head_says_so(public_dumps, size: int) -> None:
    """V01 has 2 bytes of length, 5 of TPDU, 6 of header, 2 of type and 8 of bitmap: 23."""
    error = refusal(public_dumps["V01"][:size])
    assert error.reason.startswith("the message ends inside the head")
    assert (error.field, error.offset, error.left) == (None, size, 0)


@pytest.mark.parametrize("mti", ["02A0", "0A00", "8200", "0000", "0060", "0206"])
@pytest.mark.parametrize(("name", "at"), [("V01", 13), ("V28", 6), ("V36", 11)])
def test_a_wrong_message_type_is_named(public_dumps, name: str, at: int, mti: str) -> None:
    data = public_dumps[name]
    error = refusal(data[:at] + H(mti) + data[at + 2 :])
    assert error.reason.startswith("a message type has four digits")
    assert (error.field, error.offset, error.left) == ("0", at, len(data) - at)


@pytest.mark.parametrize("mti", ["0100", "0955"])
def test_message_types_go_up_to_955(mti: str) -> None:
    data = H("6000030000603100310030") + H(mti) + H("2020000000000000 000000 000123")
    assert detect(data).packet.message.mti == mti


def test_a_second_bitmap_that_names_no_field_is_named() -> None:
    data = H("6000030000603100310030 0200 A020000000000000 0000000000000000 000000000123")
    error = refusal(data)
    assert error.reason.startswith("the secondary bitmap names no field")
    assert (error.field, error.offset) == ("1", 21)


@pytest.mark.parametrize("data", [bytes(2000), b"\xff" * 2000, b"not a message at all", bytes(65536)])
def test_where_no_message_can_begin(data: bytes) -> None:
    error = refusal(data)
    assert (error.field, error.offset, error.left) == ("0", 0, len(data))
    assert error.reason == "no message type stands where any profile has one"


def test_no_error_shows_a_card_number() -> None:
    number = "6205500000000000004"
    data = H(WRITTEN[0].data.hex().replace("250000070006", "2500000A0006"))
    error = refusal(data)
    assert error.field == "60"
    assert number[6:15] not in f"{error} {error!r}"


def test_the_number_of_readings_is_bounded() -> None:
    assert MOST_READINGS == 768


@pytest.mark.parametrize(
    "data",
    [
        H("0200") * (MAX_MESSAGE // 2),
        H("0202") * 32768,
        H("0200") + b"\xff" * 65534,
        H("6000030000603100310000 0200 00000000 01C301FC")
        + (H("0999") + b"A" * 999) * 3
        + (H("0012") + b"123456789012")
        + (H("0999") + b"\xb0\xa1" * 499 + b"A") * 4
        + (H("0011") + b"0" * 11 + H("0012") + b"0" * 12 + H("0999") + b"1" * 999 + b"x"),
    ],
    ids=["types", "types, 64 KiB", "all fields", "a message of 8 kB and one byte"],
)
def test_the_worst_takes_less_than_50_ms(data: bytes) -> None:
    times = []
    for _ in range(3):
        start = time.process_time()
        refusal(data)
        times.append(time.process_time() - start)
    assert min(times) < 0.05


@given(st.binary(max_size=200))
def test_any_bytes_behind_a_type(tail: bytes) -> None:
    assert outcome(H("6000030000603100310000 0200") + tail)


@given(st.sampled_from(WRITTEN), st.data())
def test_any_flipped_byte(row: Written, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(row.data) - 1))
    flipped = row.data[:at] + bytes((row.data[at] ^ data.draw(st.integers(1, 255)),)) + row.data[at + 1 :]
    assert outcome(flipped)


def outcome(data: bytes) -> bool:
    """A detection that holds, or a DecodeError with its place."""
    try:
        return holds(detect(data), data)
    except DecodeError as error:
        return error.offset is not None and 0 <= error.offset <= len(data)
