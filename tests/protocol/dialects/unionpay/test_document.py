"""The JSON of a message: what public messages say, the identical bytes back, and every document that is none."""

import dataclasses
import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS, mask
from protocol.dialects.unionpay.detect import detect
from protocol.dialects.unionpay.document import MAX_DOCUMENT, DocumentError, MaskedError, read_document, write_document
from protocol.dialects.unionpay.envelope import Envelope, Packet, read, write
from protocol.dialects.unionpay.profiles import DEFAULT, ProfileError, named
from protocol.errors import DecodeError, EncodeError, LocalProtocolError
from protocol.message import Message

FIXTURES = Path(__file__).parents[4] / "fixtures" / "messages"
CAPTURES = json.loads((FIXTURES / "unionpay.json").read_text(encoding="utf-8"))
VARIANTS = tomllib.loads((FIXTURES / "variants.toml").read_text(encoding="utf-8"))["message"]
PAN = TEST_CARDS["unionpay"].number


@pytest.mark.parametrize("row", CAPTURES, ids=[row["id"] for row in CAPTURES])
def test_a_public_message_says_what_was_read_by_hand(row):
    found = detect(bytes.fromhex(row["hex"]))
    document = write_document(found.packet, found.profile, unmask=True)
    assert document["fields"] == {number: field["value"] for number, field in row["fields"].items()}
    assert document["length"] == (int(row["len"]) if row.get("len") else None)
    assert [document[name] for name in ("tpdu", "header", "mti")] == [
        row.get(name) for name in ("tpdu", "header", "mti")
    ]
    assert document["fillers"] == {n: pad["nibble"] for n, pad in row["pads"].items() if pad["nibble"] != "0"}
    assert document["spans"]["mti"][1] - document["spans"]["mti"][0] == 2
    assert "masked" not in document


@pytest.mark.parametrize("row", CAPTURES, ids=[row["id"] for row in CAPTURES])
def test_a_public_message_comes_back_byte_for_byte(row):
    data = bytes.fromhex(row["hex"])
    found = detect(data)
    text = json.dumps(write_document(found.packet, found.profile, unmask=True))
    profile, packet = read_document(text)
    assert (write(packet, profile), packet) == (data, found.packet)


@pytest.mark.parametrize("row", VARIANTS, ids=[row["name"] for row in VARIANTS])
def test_every_variant_comes_back_byte_for_byte(row):
    data, profile = bytes.fromhex(row["hex"]), named(row["profile"])
    document = write_document(read(data, profile), profile, unmask=True)
    opened, packet = read_document(json.dumps(document, ensure_ascii=False))
    assert (document["profile"], write(packet, opened)) == (profile.name, data)


@pytest.mark.parametrize("row", CAPTURES, ids=[row["id"] for row in CAPTURES])
def test_a_masked_document_tells_no_secret_and_is_refused(row):
    found = detect(bytes.fromhex(row["hex"]))
    document = write_document(found.packet, found.profile)
    secrets = {
        number: document["fields"][number]
        for number in ("2", "14", "35", "36", "52", "64")
        if number in document["fields"]
    }
    assert [number for number, value in secrets.items() if "*" not in value] == []
    with pytest.raises(MaskedError) as caught:
        read_document(json.dumps(document))
    assert caught.value.field == "masked"


def packet_of(fields, mti="0220"):
    return Packet(Envelope("6000030000", "603110000100"), Message(mti, fields), b"")


# fmt: off
VALUES = [
    # field value                     unmasked                 masked                        in "hex"
    (2,  PAN,                         PAN,                     mask(PAN),                    []),
    (43, "甲乙丙丁商店".ljust(34),     "甲乙丙丁商店".ljust(34), "甲乙丙丁商店".ljust(34),      []),
    (56, "\x1b[2J",                   "1B5B324A",              "********",                   [56]),
    (56, b"\xff\xfe",                 "FFFE",                  "****",                       [56]),
    (56, "第一行\n",                   "B5DAD2BBD0D00A",        "B5DAD2BBD0D00A",             [56]),
    (56, "a\u3000b",                  "a\u3000b",              "a\u3000b",                   []),
    (52, b"\x01" * 8,                 "0101010101010101",      "*" * 16,                     []),
    (62, b"RK10a1b2c3d20261122",      "524B3130613162326333643230323631313232",
                                                               "524B3130613162326333643230323631313232", []),
]
# fmt: on


@pytest.mark.parametrize(
    ("number", "value", "open_text", "masked", "as_hex"), VALUES, ids=[str(r[2:4]) for r in VALUES]
)
def test_how_a_value_is_written(number, value, open_text, masked, as_hex):
    packet = packet_of({number: value, 60: "25000007000600"})
    for unmask, text in ((True, open_text), (False, masked)):
        document = write_document(packet, DEFAULT, unmask=unmask)
        assert (document["fields"][str(number)], document["hex"]) == (text, as_hex)
    unmasked = write_document(packet, DEFAULT, unmask=True)
    assert write(read_document(json.dumps(unmasked))[1]) == write(packet)


def test_a_document_calls_its_profile_as_it_is_told():
    document = write_document(packet_of({3: "200000"}), DEFAULT, named="my/bank.toml", unmask=True)
    assert document["profile"] == "my/bank.toml"
    opened = []
    read_document(json.dumps(document), lambda name: opened.append(name) or DEFAULT)
    assert opened == ["my/bank.toml"]


GOOD = {
    "profile": "unionpay", "length": None, "tpdu": "6000030000", "header": "603110000100", "mti": "0220",
    "fields": {"3": "200000", "4": "000000001234"}, "hex": [], "fillers": {}, "spans": {},
}  # fmt: skip


def test_only_what_is_needed_need_be_there():
    profile, packet = read_document(json.dumps({"profile": "unionpay+no-tpdu+no-header", "mti": "0800"}))
    assert write(packet, profile).hex() == "08000000000000000000"


def test_a_document_may_be_as_long_and_no_longer():
    text = json.dumps(GOOD)
    assert read_document(text + " " * (MAX_DOCUMENT - len(text)))[1].message.mti == "0220"
    with pytest.raises(DocumentError, match="more than a document may have"):
        read_document(text + " " * (MAX_DOCUMENT - len(text) + 1))


# fmt: off
BAD_TEXTS = [
    "", "{", "[]", "null", "7", '"x"', "[" * 100_000, '{"mti":"0220","mti":"0230"}', '{"a":' * 20_000, "1" * 5000,
]
BAD_KEYS = [
    # what is put in                        the key that is named
    ({"profile": "nobody"},                 "profile"),
    ({"profile": None},                     "profile"),
    ({"profile": 7},                        "profile"),
    ({"more": 1},                           "more"),
    ({"masked": True},                      "masked"),
    ({"masked": "no"},                      "masked"),
    ({"mti": None},                         "mti"),
    ({"mti": "22"},                         "0"),
    ({"mti": "02x0"},                       "0"),
    ({"tpdu": 60},                          "tpdu"),
    ({"tpdu": "60"},                        "tpdu"),
    ({"tpdu": None},                        "tpdu"),
    ({"header": "zz"},                      "header"),
    ({"header": "0100"},                    "header"),
    ({"header": None},                      "header"),
    ({"length": "59"},                      "length"),
    ({"length": True},                      "length"),
    ({"length": 1.0},                       "length"),
    ({"length": 59},                        "length"),      # this profile has none
    ({"fields": []},                        "fields"),
    ({"fields": {"x": "1"}},                "fields.x"),
    ({"fields": {"1": "1"}},                "fields.1"),
    ({"fields": {"03": "1"}},               "fields.03"),
    ({"fields": {"129": "1"}},              "fields.129"),
    ({"fields": {"٣": "1"}},                "fields.٣"),
    ({"fields": {"4": 1234}},               "fields.4"),
    ({"fields": {"52": "zz"}},              "fields.52"),
    ({"fields": {"56": "zz"}, "hex": [56]}, "fields.56"),
    ({"fields": {"4": "1234"}},             "4"),
    ({"fields": {"4": "00000000123x"}},     "4"),
    ({"fields": {"43": "\ud800"}},          "43"),
    ({"hex": {}},                           "hex"),
    ({"hex": ["56"]},                       "hex"),
    ({"hex": [True]},                       "hex"),
    ({"fillers": {"22": "G"}},              "fillers.22"),
    ({"fillers": {"22": "a"}},              "fillers.22"),
    ({"fillers": {"22": "12"}},             "fillers.22"),
    ({"fillers": {"22": ""}},               "fillers.22"),
    ({"fillers": [22]},                     "fillers"),
]
# fmt: on


@pytest.mark.parametrize("text", BAD_TEXTS, ids=[str(i) for i in range(len(BAD_TEXTS))])
def test_what_is_no_document_is_refused(text):
    with pytest.raises(DocumentError):
        read_document(text)


@pytest.mark.parametrize(("change", "key"), BAD_KEYS, ids=[f"{i}-{row[1]}" for i, row in enumerate(BAD_KEYS)])
def test_a_bad_document_is_refused_naming_the_key(change, key):
    with pytest.raises(LocalProtocolError) as caught:
        read_document(json.dumps(GOOD | change))
    assert caught.value.field == key


def test_a_field_that_a_profile_does_not_have_is_refused():
    table = {number: spec for number, spec in DEFAULT.table.items() if number != 4}
    profile = dataclasses.replace(DEFAULT, table=table)
    with pytest.raises(DocumentError) as caught:
        read_document(json.dumps(GOOD), lambda name: profile)
    assert caught.value.field == "fields.4"


def test_a_profile_that_fails_to_open_names_the_key():
    def fail(name):
        raise ProfileError("no such file", file=name)

    with pytest.raises(DocumentError, match="no such file") as caught:
        read_document(json.dumps(GOOD), fail)
    assert caught.value.field == "profile"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([*GOOD, "masked", "more"])


@given(st.dictionaries(KEYS, JSON, max_size=4))
def test_any_document_is_read_or_refused(change):
    assert isinstance(outcome(json.dumps(GOOD | change)), (tuple, LocalProtocolError, DecodeError))


def outcome(text):
    try:
        return read_document(text)
    except (LocalProtocolError, DecodeError) as error:
        return error


def test_an_encode_error_is_not_a_document_error():
    assert not issubclass(EncodeError, DocumentError)
