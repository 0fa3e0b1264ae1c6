"""`tuihuo message`: decoded, encoded, explained, compared and redacted, on public messages; refusals have a place."""

import io
import json
import sys

import pytest

from protocol.cards import TEST_CARDS, mask
from protocol.dialects.unionpay.envelope import Envelope, Packet, write
from protocol.message import Message

PAN = TEST_CARDS["unionpay"].number


@pytest.fixture(scope="module")
def captures(request):
    file = request.config.rootpath / "fixtures" / "messages" / "unionpay.json"
    return {row["id"]: row for row in json.loads(file.read_text(encoding="utf-8"))}


@pytest.fixture
def message(bench):
    return lambda *words: bench.run("message", *words)


@pytest.fixture
def typed(monkeypatch):
    """Text on stdin."""

    def put(text):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))

    return put


REFUND = write(
    Packet(
        Envelope("6000030000", "603110000100"),
        Message("0220", {2: PAN, 3: "200000", 4: "000000001234", 60: "25000007000600", 64: b"0123ABCD"}),
        b"",
    )
).hex()

NAMES = ["V01", "V07", "V10", "V14", "V16", "V22", "V24", "V28", "V30", "V32", "V34", "V36", "V39", "V42", "V43", "V45"]


@pytest.mark.parametrize("name", [*NAMES, "V52", "V55"])
def test_decode_unmask_and_encode_give_the_identical_bytes(message, captures, typed, tmp_path, name):
    row = captures[name]
    ended = message("decode", "--unmask", "--json", row["hex"])
    assert (ended.code, ended.err) == (0, "")
    assert ended.document["fields"] == {number: field["value"] for number, field in row["fields"].items()}
    file = tmp_path / "one.json"
    file.write_text(ended.out, encoding="utf-8")
    assert message("encode", str(file)).out.strip() == row["hex"]
    typed(ended.out)
    assert message("encode", "-", "--json").document == {"hex": row["hex"], "profile": ended.document["profile"]}


def test_decode_masks_by_itself(message):
    ended = message("decode", "--json", REFUND)
    assert ended.document == {
        "profile": "unionpay", "length": None, "tpdu": "6000030000", "header": "603110000100", "mti": "0220",
        "fields": {"2": mask(PAN), "3": "200000", "4": "000000001234", "60": "25000007000600", "64": "*" * 16},
        "hex": [], "fillers": {},
        "spans": {"tpdu": [0, 5], "header": [5, 11], "mti": [11, 13], "bitmap": [13, 21], "2": [21, 30], "3": [30, 33],
                  "4": [33, 39], "60": [39, 48], "64": [48, 56]},
        "masked": True,
    }  # fmt: skip
    assert PAN not in ended.out


def test_decode_without_json_is_the_same_document_a_line_a_key(message):
    plain, as_json = message("decode", REFUND), message("decode", "--json", REFUND)
    assert json.loads(plain.out) == as_json.document
    assert len(plain.out.splitlines()) == len(as_json.document) + 2


def test_hex_comes_from_stdin_and_in_any_dress(message, typed):
    due = message("decode", "--json", REFUND).document
    typed(":".join(REFUND[at : at + 2] for at in range(0, len(REFUND), 2)) + "\n")
    assert message("decode", "-", "--json").document == due
    assert message("decode", "--json", "0x" + REFUND[:2], REFUND[2:]).document == due


def test_a_profile_by_name(message, captures):
    row = captures["V45"]
    assert message("decode", "--json", "--profile", "unionpay+text-60", row["hex"]).document["fields"]["3"] == "200000"
    ended = message("decode", "--json", "--profile", "unionpay", row["hex"])
    assert (ended.code, ended.document["error"], ended.document["field"]) == (2, "malformed", "60")
    assert ended.document["fields"]["49"] == "784"


def test_a_profile_from_a_file_is_called_by_its_path(message, tmp_path):
    file = tmp_path / "bank.toml"
    file.write_text('name = "bank"\nextends = "unionpay"\n[fields.60]\nsensitivity = "secret"\n', encoding="utf-8")
    ended = message("decode", "--json", "--profile", str(file), REFUND)
    assert (ended.document["profile"], ended.document["fields"]["60"]) == (str(file), "*" * 14)
    unmasked = tmp_path / "one.json"
    unmasked.write_text(message("decode", "--unmask", "--profile", str(file), REFUND).out, encoding="utf-8")
    assert message("encode", "--profile", str(file), str(unmasked)).out.strip() == REFUND.upper()
    broken = message("decode", "--json", "--profile", str(file), REFUND[:-2])
    assert broken.document["fields"]["60"] == "*" * 14


def test_a_masked_document_is_refused(message, tmp_path):
    file = tmp_path / "one.json"
    file.write_text(message("decode", REFUND).out, encoding="utf-8")
    ended = message("encode", str(file))
    assert (ended.code, ended.out) == (2, "")
    assert "--unmask" in ended.err
    as_json = message("encode", "--json", str(file))
    assert (as_json.code, as_json.error, as_json.document["field"]) == (2, "masked", "masked")


# fmt: off
BAD = [
    # words                                                 error          field     offset
    (["decode", "zz"],                                      "not_hex",     None,     0),
    (["decode", "0"],                                       "odd_hex",     None,     None),
    (["decode"],                                            "empty",       None,     None),
    (["decode", "--profile", "nobody", "00"],               "profile",     None,     None),
    (["decode", "--profile", "/nowhere.toml", "00"],        "profile",     None,     None),
    (["decode", "00"],                                      "malformed",   None,     1),
    (["decode", REFUND + "00"],                             "malformed",   None,     56),
    (["decode", REFUND[:-2]],                               "malformed",   "64",     48),
    (["explain", "zz"],                                     "not_hex",     None,     0),
    (["explain", REFUND[:-2]],                              "malformed",   "64",     48),
    (["redact", "zz"],                                      "not_hex",     None,     0),
    (["redact", REFUND[:-2]],                               "malformed",   "64",     48),
    (["diff", "zz", REFUND],                                "not_hex",     None,     0),
    (["diff", REFUND, REFUND[:-2]],                         "malformed",   "64",     48),
    (["encode", "/nowhere.json"],                           "file",        None,     None),
]
# fmt: on


@pytest.mark.parametrize(("words", "error", "field", "offset"), BAD, ids=[f"{i}-{row[1]}" for i, row in enumerate(BAD)])
def test_a_refusal_names_what_and_where(message, words, error, field, offset):
    ended = message(*words, "--json")
    assert (ended.code, ended.error, ended.document["field"], ended.document["offset"]) == (2, error, field, offset)
    assert ended.document["reason"]
    plain = message(*words)
    assert (plain.code, plain.out) == (2, "")
    assert plain.err.strip()


def test_an_error_tells_what_was_wanted_left_and_read_until_then(message):
    ended = message("decode", "--json", REFUND[:-2])
    assert (ended.document["wanted"], ended.document["left"]) == ("8 bytes", 7)
    assert ended.document["fields"] == {"2": mask(PAN), "3": "200000", "4": "000000001234", "60": "25000007000600"}
    told = message("decode", REFUND[:-2]).err.splitlines()
    assert told[1].startswith("64域 报文鉴别码，第 48 字节起，要8 字节，剩 7 字节（")
    assert told[2:] == ["在此之前已读出：", f"  2 {mask(PAN)}", "  3 200000", "  4 000000001234", "  60 25000007000600"]


# fmt: off
BAD_DOCUMENTS = [
    # text                                                           error          field
    ("",                                                             "document",    None),
    ('{"profile":"unionpay"}',                                       "document",    "tpdu"),
    ('{"profile":"nobody","mti":"0220"}',                            "document",    "profile"),
    ('{"profile":"practice+no-tpdu+no-header","mti":"0220","fields":{"4":"1"}}', "unencodable", "4"),
    ('{"profile":"practice+no-tpdu+no-header","mti":"0220","x":1}',  "document",    "x"),
]
# fmt: on


@pytest.mark.parametrize(
    ("text", "error", "field"), BAD_DOCUMENTS, ids=[f"{i}-{r[1]}" for i, r in enumerate(BAD_DOCUMENTS)]
)
def test_a_bad_document_names_its_key(message, typed, text, error, field):
    typed(text)
    ended = message("encode", "-", "--json")
    assert (ended.code, ended.error, ended.document["field"]) == (2, error, field)


def test_explain_is_a_page_in_either_language(message):
    page = message("explain", REFUND).out.splitlines()
    assert page[0].startswith(
        "这是一笔退货请求（0220）：商户要把一笔已经完成的消费退回去，金额 12.34 元，卡号 620000******0005"
    )
    assert any(line.startswith("33-38    00 00 00 00 12 34            4 交易金额：") for line in page)
    english = message("explain", "--lang", "en", REFUND).out.splitlines()
    assert english[0].startswith("This is a refund request (0220): ")
    assert [line for line in (*page, *english) if PAN in line.replace(" ", "")] == []


def test_explain_as_data(message):
    (lines,) = message("explain", "--json", REFUND).documents
    assert lines[5] == {
        "start": 30, "end": 33, "hex": "", "depth": 0, "name": "3", "text": "3 交易处理码：200000",
    }  # fmt: skip
    assert lines[6]["text"] == "3.1 交易类别：20，退货或撤销（贷记）"


def test_diff_tells_parts_and_exits_1(message):
    other = REFUND.replace("000000001234", "000000001235").replace("25000007000600", "25000008000600")
    ended = message("diff", REFUND, other)
    assert (ended.code, ended.out.splitlines()) == (
        1,
        ["4 交易金额: 000000001234 -> 000000001235", "60.2 批次号: 000007 -> 000008"],
    )
    rows = message("diff", "--json", "--lang", "en", REFUND, other).document
    assert rows["same"] is False
    assert rows["differences"][0] == {
        "name": "4", "label": "amount, fen", "first": "000000001234", "second": "000000001235",
    }  # fmt: skip


def test_diff_of_the_same_exits_0(message, typed):
    typed(REFUND)
    ended = message("diff", "-", REFUND)
    assert (ended.code, ended.out.strip()) == (0, "两条报文相同")
    assert message("diff", "--json", REFUND, REFUND).document == {"same": True, "differences": []}


def test_redact_keeps_the_shape(message):
    ended = message("redact", REFUND)
    due = REFUND.replace(PAN, PAN[:6] + "000000" + PAN[12:]).replace(b"0123ABCD".hex(), "00" * 8)
    assert (ended.code, ended.out.strip()) == (0, due.upper())
    assert "64" in ended.err
    assert "MAC" in ended.err
    assert message("redact", "--json", REFUND).document == {"hex": due.upper(), "redacted": [64]}
    again = message("redact", "--json", due).document
    assert again == {"hex": due.upper(), "redacted": []}


@pytest.mark.parametrize("name", [*NAMES, "V52", "V55"])
def test_what_was_redacted_reads_like_before(message, captures, name):
    hexed = message("redact", "--json", "--profile", "auto", captures[name]["hex"]).document["hex"]
    before, after = (message("decode", "--json", text).document for text in (captures[name]["hex"], hexed))
    assert (len(hexed), after["spans"], after["mti"]) == (len(captures[name]["hex"]), before["spans"], before["mti"])


SECRETS = (PAN, "6212345678901234567", "7000000000000001")
"""A card number, a payer's code, and a card number without a right check digit."""

# fmt: off
TYPED = [
    # words, {} where something secret stands
    ["encode", "{}"], ["encode", "{}", "--json"], ["encode", REFUND], ["encode", REFUND, "--json"],
    ["encode", "{}.json"], ["encode", "0220{}00"], ["encode", "x" * 300 + "{}"], ["encode", "a\0{}"],
    ["encode", "{}", "{}"], ["decode", "--unmaks", "{}"], ["decode", "--{}"], ["decode", "-{}", "00"],
    ["decode", "--unmask={}", "00"], ["decode", "--profile", "{}", "00"], ["decode", "--profile", "{}", "--json", "00"],
    ["decode", "--profile", "unionpay+{}", "00"], ["decode", "--profile", "{}.toml", "00"],
    ["decode", "--profile", "/{}/{}.toml", "00"], ["decode", "--profile", REFUND, "00"],
    ["diff", "00", "00", "{}"], ["diff", "00", "00", *(REFUND[at:at + 2] for at in range(0, len(REFUND), 2))],
    ["{}"], [REFUND], ["explain", "--lang", "{}", "zz"],
]
# fmt: on


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("words", TYPED, ids=[" ".join(words)[:40] for words in TYPED])
def test_what_was_typed_is_not_repeated(message, words, secret):
    ended = message(*(word.replace("{}", secret) for word in words))
    assert ended.code == 2
    said = ended.out + ended.err
    for hidden in (secret[6:-4], PAN, REFUND[:24], " ".join(REFUND[at : at + 2] for at in range(0, 24, 2)), "x" * 21):
        assert hidden not in said


def test_hex_where_a_document_belongs(message):
    ended = message("encode", REFUND, "--json")
    assert (ended.code, ended.document["error"]) == (2, "hex_for_file")
    assert message("encode", "no-such.json", "--json").document["file"] == "no-such.json"


def test_an_option_with_a_typing_error_is_no_hex(message):
    for words in (["decode", "--unmaks", REFUND], ["explain", REFUND, "--jsno"], ["diff", "--lagn", REFUND]):
        ended = message(*words)
        assert ended.code == 2
        assert "unknown option: --" in ended.err


def test_a_document_opens_no_file_by_itself(message, tmp_path):
    file = tmp_path / "bank.toml"
    file.write_text('name = "bank"\nextends = "unionpay"\n', encoding="utf-8")
    unmasked = tmp_path / "one.json"
    unmasked.write_text(message("decode", "--unmask", "--profile", str(file), REFUND).out, encoding="utf-8")
    ended = message("encode", "--json", str(unmasked))
    assert (ended.code, ended.document["error"], ended.document["field"]) == (2, "document", "profile")
    assert message("encode", "--profile", str(file), str(unmasked)).out.strip() == REFUND.upper()


@pytest.mark.parametrize("secret", SECRETS)
def test_a_key_of_a_document_is_not_repeated(message, tmp_path, secret):
    file = tmp_path / "one.json"
    for document in ({secret: 1}, {"profile": "unionpay", "mti": "0200", "fields": {secret: "1"}}):
        front = {"tpdu": "6000030000", "header": "603110000100"}
        file.write_text(json.dumps(front | document), encoding="utf-8")
        ended = message("encode", "--json", str(file))
        assert (ended.code, ended.document["error"]) == (2, "document")
        assert secret[6:-4] not in ended.out


def test_wrong_usage_is_wrong_usage(message):
    assert message("diff", REFUND).code == 2
    assert message("nothing").code == 2
