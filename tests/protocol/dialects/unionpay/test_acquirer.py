"""A user's profile: the sample file and its message, every key out of its bounds, and the how-to that repeats it.

`python tests/protocol/dialects/unionpay/test_acquirer.py` writes the generated parts of docs/how-to-profile.md anew.
"""

import re
from pathlib import Path

import pytest

from protocol.codes import CODES, Advice, Outcome, refund_outcome
from protocol.dialects import PLAIN, Capabilities
from protocol.dialects.unionpay.acquirer import MAX_DOTS, MAX_FILE, read_file, read_toml
from protocol.dialects.unionpay.envelope import Envelope, read, write
from protocol.dialects.unionpay.profiles import PROFILES, VARIANTS, ProfileError, named, open_profile
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import FieldSpec, Kind, Sensitivity
from protocol.security import MacKind
from protocol.transactions import CardReader

ROOT = Path(__file__).resolve().parents[4]
SAMPLE = ROOT / "fixtures" / "profiles" / "example-bank.toml"
HOW_TO = ROOT / "docs" / "how-to-profile.md"
HEAD = 'extends = "unionpay"\nname = "bank"\n'


def refusal(text: str) -> ProfileError:
    with pytest.raises(ProfileError) as caught:
        read_toml(text, "bank.toml")
    return caught.value


# --- the sample ----------------------------------------------------------------------------------------------------


def test_the_sample_says_what_it_says() -> None:
    profile = open_profile(str(SAMPLE))
    assert (profile.name, profile.zh, profile.en) == ("example-bank", "示例银行", "Example Bank")
    assert (profile.length, profile.tpdu, profile.header, profile.mac) == (True, "6000120000", None, MacKind.X9_19)
    assert profile.source == "terminal manual 2.1, chapter 4"
    assert profile.table[22].right
    assert (profile.table[60].kind, profile.table[60].length) == (Kind.TEXT, 999)
    assert profile.table[57] == FieldSpec(
        57, "会员号", "member number", Kind.DIGITS, 19, 2, True, Sensitivity.SECRET, UNIONPAY[57].source, False, "F"
    )
    untouched = set(UNIONPAY) - {22, 57, 60}
    assert {number: profile.table[number] for number in untouched} == {n: UNIONPAY[n] for n in untouched}


def test_the_sample_reads_a_message_by_hand() -> None:
    """Length, TPDU, no header; field 22 to the right, 57 as LL digits behind a filler F, field 60 in ASCII."""
    profile = read_file(str(SAMPLE))
    whole = "0026 6000000012 0210 0000040000000090 0021 03F123 0011 3030303030303031303033"
    data = bytes.fromhex("".join(whole.split()))
    packet = read(data, profile)
    assert packet.envelope == Envelope("6000000012", None, 0x26)
    assert dict(packet.message.fields) == {22: "021", 57: "123", 60: "00000001003"}
    assert (dict(packet.message.fillers), write(packet, profile)) == ({}, data)


def test_texts_of_codes_and_nothing_else_of_them() -> None:
    codes = open_profile(str(SAMPLE)).codes
    assert (codes["51"].zh, codes["51"].en) == ("余额不足，请换卡", CODES["51"].en)
    assert (codes["51"].refund, codes["51"].operator_class) == (CODES["51"].refund, CODES["51"].operator_class)
    own = codes["Z7"]
    assert (own.zh, own.en, own.operator_class) == ("风控拒绝", "refused by risk control", "E")
    assert (own.refund, own.advice) == (Outcome.UNKNOWN, Advice.UNLISTED)
    assert refund_outcome("Z7", amount_matches=True) is Outcome.UNKNOWN
    assert {code: codes[code] for code in CODES if code != "51"} == {c: CODES[c] for c in CODES if c != "51"}


def test_capabilities_are_said_and_never_inherited() -> None:
    assert open_profile(str(SAMPLE)).capabilities == Capabilities(sign_on=True, outcome_query=True)
    assert read_toml('extends = "practice"\nname = "bank"', "").capabilities == PLAIN
    text = HEAD + '[capabilities]\nsign_on = false\ncard_read_by = "device"'
    assert read_toml(text, "").capabilities == Capabilities(card_read_by=CardReader.DEVICE)


def test_the_shortest_file() -> None:
    profile = read_toml(HEAD, "bank.toml")
    base = PROFILES["unionpay"]
    assert (profile.name, profile.zh, profile.en, profile.source) == ("bank", "bank", "bank", "bank.toml")
    assert (profile.length, profile.tpdu, profile.header, profile.mac) == (False, base.tpdu, base.header, base.mac)
    assert (profile.table, profile.codes) == (base.table, base.codes)


def test_practice_is_the_default() -> None:
    """House decision 8: a link is practice unless its profile says live."""
    assert not any(profile.live for profile in PROFILES.values())
    said = {text: read_toml(HEAD + text, "").live for text in ("", "live = false", "live = true")}
    assert said == {"": False, "live = false": False, "live = true": True}
    assert not open_profile(str(SAMPLE)).live


def test_what_it_extends_is_kept() -> None:
    base = named("unionpay+length+no-tpdu+short-header+text-48+long-fields+mac-x9.9")
    profile = read_toml(f'extends = "{base.name}"\nname = "bank"\n[fields.2]\nzh = "卡号"', "")
    assert (profile.length, profile.tpdu, profile.header, profile.mac) == (True, None, "0100", MacKind.X9_9)
    assert {n for n, row in profile.table.items() if row != base.table[n]} == {2}
    assert (profile.table[2].zh, profile.table[2].length) == ("卡号", 999)


def test_a_word_takes_a_variant_back() -> None:
    text = 'extends = "unionpay+right-22+text-48+text-60+text-61"\nname = "bank"\nfield22 = "left"\n'
    table = read_toml(text + 'field48 = "bcd"\nfield60 = "bcd"\nfield61 = "bcd"', "").table
    assert table == UNIONPAY


@pytest.mark.parametrize(("word", "number"), [("field48", 48), ("field60", 60), ("field61", 61)])
def test_a_word_is_its_variant(word: str, number: int) -> None:
    assert read_toml(HEAD + f'{word} = "ascii"', "").table == named(f"unionpay+text-{number}").table


def test_a_header_in_small_letters() -> None:
    assert read_toml(HEAD + 'header = "60310031fff1"\ntpdu = false', "").header == "60310031FFF1"


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ('kind = "b"\nlength = 20', {"kind": Kind.BINARY, "length": 20}),
        ("length = 999", {"length": 999}),
        ("length = 1", {"length": 1}),
        ("prefix = 0\nlength = 999", {"prefix": 0, "length": 999}),
        ("prefix = 2\nlength = 99", {"prefix": 2, "length": 99}),
        ("prefix = 2\nlength = 255\nbinary_prefix = true", {"prefix": 2, "length": 255, "binary_prefix": True}),
        ('sensitivity = "pan"', {"sensitivity": Sensitivity.PAN}),
        ('kind = "z"\nfiller = "D"', {"kind": Kind.TRACK, "filler": "D"}),
        ('source = "page 7"', {"source": "page 7"}),
    ],
)
def test_columns_at_their_bounds(row: str, columns: dict[str, object]) -> None:
    spec = read_toml(f"{HEAD}[fields.59]\n{row}", "").table[59]
    assert {name: getattr(spec, name) for name in columns} == columns


def test_what_is_no_digits_has_no_side() -> None:
    text = 'extends = "unionpay+right-digits"\nname = "bank"\n[fields.2]\nkind = "ans"'
    assert not read_toml(text, "").table[2].right


# --- what is refused -----------------------------------------------------------------------------------------------

# fmt: off
REFUSED = [
    # text (behind the head, but where it has one of its own)      key                       words
    ('name = "bank"',                                          "extends",               "must be there"),
    ('extends = "unionpay"',                                   "name",                  "must be there"),
    ('extends = "bank"\nname = "a"',                           "extends",               "no profile is called"),
    ('extends = "unionpay+no"\nname = "a"',                    "extends",               "no variant is called"),
    ('extends = "auto"\nname = "a"',                           "extends",               "no profile is called"),
    ('extends = "other.toml"\nname = "a"',                     "extends",               "no profile is called"),
    ('extends = 1\nname = "a"',                                "extends",               "a text is wanted"),
    ('extends = "unionpay"\nname = "unionpay"',                "name",                  "taken"),
    ('extends = "unionpay"\nname = "practice"',                "name",                  "taken"),
    ('extends = "unionpay"\nname = "auto"',                    "name",                  "taken"),
    ('extends = "unionpay"\nname = "A bank"',                  "name",                  "a-z, 0-9 and -"),
    ('extends = "unionpay"\nname = "a+b"',                     "name",                  "a-z, 0-9 and -"),
    (f'extends = "unionpay"\nname = "{"a" * 33}"',             "name",                  "1 to 32"),
    ('extends = "unionpay"\nname = ""',                        "name",                  "1 to 80"),
    ('zh = ""',                                                "zh",                    "1 to 80"),
    (f'zh = "{"银" * 81}"',                                    "zh",                    "1 to 80"),
    ('en = "a\\u001b[2J"',                                     "en",                    "printable"),
    ('en = "a\\nb"',                                           "en",                    "printable"),
    ("en = 2026-01-01",                                        "en",                    "a text is wanted"),
    ('source = ""',                                            "source",                "1 to 80"),
    ("length = 2",                                             "length",                "true or false"),
    ('length = "yes"',                                         "length",                "true or false"),
    ("tpdu = true",                                            "tpdu",                  "digits in quotes, or false"),
    ("tpdu = 6000120000",                                      "tpdu",                  "digits in quotes, or false"),
    ('tpdu = "600012000"',                                     "tpdu",                  "10 digits"),
    ('tpdu = "600012000A"',                                    "tpdu",                  "10 digits"),
    ('header = "6031000000"',                                  "header",                "12 or 4 hex digits"),
    ('header = "6031000000GG"',                                "header",                "12 or 4 hex digits"),
    ('mac = "ECB"',                                            "mac",                   "one of ecb, ecb-single, x9.9"),
    ("mac = false",                                            "mac",                   "one of ecb, ecb-single, x9.9"),
    ('field22 = "middle"',                                     "field22",               "one of left, right"),
    ('field60 = "ebcdic"',                                     "field60",               "one of bcd, ascii"),
    ("field48 = 1",                                            "field48",               "one of bcd, ascii"),
    ("live = 1",                                               "live",                  "true or false"),
    ('live = "true"',                                          "live",                  "true or false"),
    ("alive = true",                                           "alive",                 "no such key"),
    ('"a\\u001bb" = 1',                                        "a?b",                   "no such key"),
    ("fields = 1",                                             "fields",                "a table is wanted"),
    ("[fields]\n60 = 1",                                       "fields.60",             "a table is wanted"),
    ("[fields.1]\nlength = 8",                                 "fields.1",              "from 2 to 128"),
    ("[fields.129]\nlength = 8",                               "fields.129",            "from 2 to 128"),
    ("[fields.02]\nlength = 8",                                "fields.02",             "from 2 to 128"),
    ("[fields.pan]\nlength = 8",                               "fields.pan",            "from 2 to 128"),
    ('[fields."２"]\nlength = 8',                              "fields.２",             "from 2 to 128"),
    (f'[fields.{"9" * 5000}]\nlength = 8',                         "fields." + "9" * 80,     "from 2 to 128"),
    ("[fields.48]\nsize = 8",                                  "fields.48.size",        "no such key"),
    ("[fields.48]\nnumber = 49",                               "fields.48.number",      "no such key"),
    ("[fields.48]\nlength = 0",                                "fields.48.length",      "1 to 999"),
    ("[fields.48]\nlength = 1000",                             "fields.48.length",      "1 to 999"),
    ("[fields.48]\nlength = -1",                               "fields.48.length",      "1 to 999"),
    ("[fields.48]\nlength = true",                             "fields.48.length",      "1 to 999"),
    ("[fields.48]\nlength = 1.5",                              "fields.48.length",      "a whole number"),
    ("[fields.48]\nprefix = 2\nlength = 100",                  "fields.48.length",      "1 to 99"),
    ("[fields.48]\nprefix = 2\nlength = 256\nbinary_prefix = true", "fields.48.length",      "1 to 255"),
    ("[fields.48]\nprefix = 1",                                "fields.48.prefix",      "0, 2, 3"),
    ("[fields.48]\nprefix = false",                            "fields.48.prefix",      "0, 2, 3"),
    ('[fields.48]\nkind = "an"',                               "fields.48.kind",        "one of n, z, ans, b"),
    ('[fields.48]\nfiller = "f"',                              "fields.48.filler",      "one of 0, 1"),
    ('[fields.48]\nfiller = "AB"',                             "fields.48.filler",      "one of 0, 1"),
    ("[fields.48]\nfiller = 0",                                "fields.48.filler",      "one of 0, 1"),
    ("[fields.48]\nright = 1",                                 "fields.48.right",       "true or false"),
    ("[fields.48]\nbinary_prefix = 1",                         "fields.48.binary_prefix", "true or false"),
    ("[fields.59]\nright = true",                              "fields.59",             "the odd nibble"),
    ('[fields.48]\nkind = "b"\nfiller = "F"',                  "fields.48",             "the odd nibble"),
    ('[fields.2]\nsensitivity = "open"',                       "fields.2.sensitivity",  "shown as pan"),
    ('[fields.35]\nsensitivity = "pan"',                       "fields.35.sensitivity", "shown as secret"),
    ('[fields.62]\nsensitivity = "open"',                      "fields.62.sensitivity", "shown as secret"),
    ('[fields.2]\nsensitivity = "hidden"',                     "fields.2.sensitivity",  "one of open, pan, secret"),
    ('[fields.64]\nkind = "ans"',                              "fields.64",             "the MAC has 8 bytes"),
    ("[fields.64]\nlength = 4",                                "fields.64",             "the MAC has 8 bytes"),
    ("[fields.128]\nprefix = 2",                               "fields.128",            "the MAC has 8 bytes"),
    ("codes = 1",                                              "codes",                 "a table is wanted"),
    ('[codes]\n51 = "no"',                                     "codes.51",              "a table is wanted"),
    ('[codes.5]\nzh = "no"',                                   "codes.5",               "two printable characters"),
    ('[codes."银联"]\nzh = "no"',                              "codes.银联",            "two printable characters"),
    ('[codes."5\\u0007"]\nzh = "no"',                          "codes.5?",              "two printable characters"),
    ('[codes.51]\nrefund = "yes"',                             "codes.51.refund",       "no such key"),
    ('[codes.51]\nclass = "A"',                                "codes.51.class",        "no such key"),
    ('[codes.51]\nzh = ""',                                    "codes.51.zh",           "1 to 80"),
    ('[codes.Z7]\nzh = "风控"',                                "codes.Z7.en",           "must be there"),
    ("[capabilities]\ncancels = true",                         "capabilities.cancels",  "no such key"),
    ('[capabilities]\ncancel = "yes"',                         "capabilities.cancel",   "true or false"),
    ('[capabilities]\ncard_read_by = "host"',                  "capabilities.card_read_by", "one of terminal, device"),
]
# fmt: on


@pytest.mark.parametrize(("text", "key", "words"), REFUSED, ids=range(len(REFUSED)))
def test_every_error_names_file_and_key(text: str, key: str, words: str) -> None:
    own = re.match("(extends|name) ", text)
    error = refusal(text if own else HEAD + text)
    assert (error.file, error.key) == ("bank.toml", key)
    assert words in error.reason
    assert str(error) == f"bank.toml: {key}: {error.reason}"


@pytest.mark.parametrize(
    "text",
    [
        "extends = ",
        'name = "a"\nname = "b"',
        "a = " + "[" * 5000,
        f"a = {'9' * 5000}",
        "\x00",
        "[fields.2]\n[fields.2]",
    ],
)
def test_what_is_no_toml_is_said_so(text: str) -> None:
    error = refusal(text)
    assert (error.file, error.key) == ("bank.toml", "")
    assert error.reason.startswith("not TOML: ")
    assert len(str(error)) < 150


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(HEAD.encode() + b'zh = "\xff"')
    (tmp_path / "long.toml").write_bytes(HEAD.encode() + b"#" * MAX_FILE)
    found = {name: str(failure(str(tmp_path / name))) for name in ("none.toml", "latin.toml", "long.toml", "\0.toml")}
    assert {name: text.removeprefix(f"{tmp_path / name}: ") for name, text in found.items()} == {
        "none.toml": "can't be read: No such file or directory",
        "latin.toml": "can't be read: not UTF-8 text, or no file's name",
        "long.toml": f"a profile has at most {MAX_FILE} bytes",
        "\0.toml": "can't be read: not UTF-8 text, or no file's name",
    }


def failure(name: str) -> ProfileError:
    with pytest.raises(ProfileError) as caught:
        read_file(name)
    return caught.value


def test_a_file_of_the_largest_size_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    text = b"\xef\xbb\xbf" + HEAD.encode()
    file.write_bytes(text + b"#" * (MAX_FILE - len(text)))
    assert read_file(str(file)).name == "bank"


def test_a_text_past_the_limit() -> None:
    assert read_toml(HEAD.ljust(MAX_FILE, "#"), "bank.toml").name == "bank"
    error = refusal(HEAD.ljust(MAX_FILE + 1, "#"))
    assert (error.file, error.key, error.reason) == ("bank.toml", "", f"a profile has at most {MAX_FILE} characters")


def test_the_limit_of_dots_in_a_line() -> None:
    """A key of 4,000 parts, in a file of 8 kB, took Python's reader 68 MB and 0.1 s; time goes by the square."""
    assert read_toml(HEAD + "# ." + "." * (MAX_DOTS - 1), "bank.toml").name == "bank"
    error = refusal(HEAD + "# ." + "." * MAX_DOTS)
    assert error.reason == f"line {HEAD.count(chr(10)) + 1} has more than {MAX_DOTS} dots"
    assert "dots" in refusal(HEAD + "a" + ".a" * 4000 + " = 1").reason


# --- docs/how-to-profile.md ----------------------------------------------------------------------------------------


def profile_rows() -> str:
    head = ("| name | about | 名称 | meaning | seen |", "| --- | --- | --- | --- | --- |")
    bases = (f"| `{row.name}` | | {row.zh} | {row.en} | {row.source} |" for row in PROFILES.values())
    variants = (f"| `+{row.name}` | {row.about} | {row.zh} | {row.en} | {row.source} |" for row in VARIANTS.values())
    return "\n".join((*head, *bases, *variants, ""))


PARTS = {"profiles": profile_rows, "example": lambda: f"```toml\n{SAMPLE.read_text(encoding='utf-8')}```\n"}


def part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- generated: {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize("name", PARTS)
def test_the_how_to_says_what_there_is(name: str) -> None:
    found = part(name).search(HOW_TO.read_text(encoding="utf-8"))
    assert found is not None
    assert found[0] == PARTS[name](), "python tests/protocol/dialects/unionpay/test_acquirer.py"


def test_the_how_tos_example_of_an_error_is_one() -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("length      = 19 ", "length      = 100 ")
    with pytest.raises(ProfileError) as caught:
        read_toml(text, SAMPLE.name)
    assert f"    {caught.value}\n" in HOW_TO.read_text(encoding="utf-8")


if __name__ == "__main__":
    page = HOW_TO.read_text(encoding="utf-8")
    for name, make in PARTS.items():
        page = part(name).sub(lambda _, make=make: make(), page, count=1)  # an empty part would match twice
    HOW_TO.write_text(page, encoding="utf-8")
