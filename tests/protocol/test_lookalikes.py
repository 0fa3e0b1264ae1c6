"""Numbers that look like a card or a payer's code: the published test cards in every dress, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import lookalikes
from protocol.cards import TEST_CARDS, mask

CARDS = [card.number for card in TEST_CARDS.values()]


def shown(text, *, strict=False, anywhere=False, numbers=()):
    hidden = lookalikes.hidden(text, strict=strict, anywhere=anywhere, numbers=numbers)
    return "".join("*" if at in hidden else letter for at, letter in enumerate(text))


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("number", CARDS, ids=list(TEST_CARDS))
def test_a_card_number_is_hidden_as_everywhere(number, strict):
    assert shown(number, strict=strict) == mask(number)
    assert shown(f"卡号{number}，谢谢", strict=strict) == f"卡号{mask(number)}，谢谢"


@pytest.mark.parametrize("number", CARDS, ids=list(TEST_CARDS))
def test_nothing_between_or_around_the_digits_hides_a_number(number):
    digits = [sum(letter.isdecimal() for letter in shown(text)) for text in dressed(number)]
    assert max(digits) == 10


def dressed(number):
    """With blanks, with dashes, in full-width digits; with other digits in front and behind."""
    fours = [number[at : at + 4] for at in range(0, len(number), 4)]
    wide = "".join(chr(0xFF10 + int(digit)) for digit in number)
    joints = ("  ", ".", "/", ", ", "::", "**")
    dressed = [" ".join(fours), "-".join(fours), wide, *(joint.join(fours) for joint in joints)]
    return [*dressed, f"000{number}", f"{number}77", f"016{number}"]


@pytest.mark.parametrize("number", CARDS, ids=list(TEST_CARDS))
def test_a_number_inside_a_long_run_of_digits_is_found(number):
    hidden = lookalikes.hidden(f"00012{number}3400", strict=False)
    assert set(range(5 + 6, 5 + len(number) - 4)) <= hidden


# fmt: off
NONE_OF_THEM = [
    # what                                  text
    ("12 digits",                           "925498334778"),
    ("a wrong check digit",                 "4111111111111112"),
    ("three blanks between",                "62000000   00000005"),
    ("letters between",                     "62000000x00000005"),
    ("zeros",                               "0000000000000000"),
    ("an order number of the shop",         "80000000000186"),
    ("a date and a time",                   "2026-11-22 10:20:30"),
    ("nothing",                             ""),
]
# fmt: on


@pytest.mark.parametrize("text", [row[1] for row in NONE_OF_THEM], ids=[row[0] for row in NONE_OF_THEM])
def test_other_digits_are_shown(text):
    assert shown(text, strict=True) == text


# fmt: off
STRICT_ONLY = [
    # what                                  text                    shown
    ("any issuer, right check digit",       "7000000000000007"[:15] + "5", "700000******0005"),
    ("WeChat payer code",                   "134567890123456789",   "134567********6789"),
    ("Alipay payer code",                   "2812345678901234",     "281234******1234"),
    ("a long Alipay payer code",            "288888888888888888888888", "288888**************8888"),
]
# fmt: on


@pytest.mark.parametrize(("text", "masked"), [row[1:] for row in STRICT_ONLY], ids=[row[0] for row in STRICT_ONLY])
def test_open_text_is_looked_at_more_strictly(text, masked):
    assert shown(text) == text
    assert shown(text, strict=True) == masked


WECHAT, ALIPAY, UNIONPAY_QR = "134567890123456789", "281234567890123456", "6212345678901234567"


@pytest.mark.parametrize("code", [WECHAT, ALIPAY, UNIONPAY_QR])
@pytest.mark.parametrize("dress", ["00{}", "018{}", "{}000123", "18{}A4006", "x{}"])
def test_a_payer_code_is_found_anywhere_in_a_run(code, dress):
    text = dress.format(code)
    assert code[4:-4] not in shown(text, strict=True, anywhere=True)
    assert "*" * 8 in shown(text, strict=True, anywhere=True)


def test_a_payer_code_of_unionpay_has_no_check_digit():
    assert shown(UNIONPAY_QR, strict=True) == "621234*********4567"


NO_LUHN = "7000000000000001"


@pytest.mark.parametrize(
    "text", [NO_LUHN, f"CARD={NO_LUHN};", f"{NO_LUHN}000012", " ".join(NO_LUHN), NO_LUHN.encode().hex()]
)
def test_a_card_number_that_is_known_is_hidden_without_a_check_digit(text):
    assert shown(text, strict=True)[6:-4] != shown(text, strict=True, numbers=[NO_LUHN])[6:-4]
    assert shown(text, numbers=[NO_LUHN]).count("*") >= 6
    assert {at for at, sign in enumerate(shown(text, numbers=[NO_LUHN])) if sign == "*"} >= lookalikes.copies(
        text, [NO_LUHN]
    )


def test_a_shorter_number_inside_hides_the_whole_run():
    number = with_check_digit("622155000000072")
    assert shown(number + "123") == number[:6] + "*" * 9 + (number + "123")[-4:]


# fmt: off
TRACKS = [
    # text                                                          shown
    ("%B6200000000000005^ZHANG/SAN^2512101123456789?.",             "%B" + "*" * 43 + "?."),
    (";6200000000000005=2512101123456789?",                         ";" + "*" * 33 + "?"),
    ("T=6221550000000729D2512101123456789 end",                     "T=" + "*" * 33 + " end"),
    ("7000000000000001=1",                                          "7000000000000001=1"),      # goods and how many
    ("%B6200000000000005^ZHANG/SAN",                                "%B" + "*" * 26),
]
# fmt: on


@pytest.mark.parametrize(("text", "masked"), TRACKS)
def test_a_track_is_hidden_whole(text, masked):
    assert shown(text) == masked


@pytest.mark.parametrize("number", CARDS, ids=list(TEST_CARDS))
def test_hex_of_the_letters_hides_no_number(number):
    told = shown(f"CARD={number.encode().hex()};")
    assert "3".join(("", *number[3:-2])) not in told
    assert told.count("*") == 2 * len(number) - 10


# fmt: off
REPEATED = [
    # what somebody typed                   what an error says of it
    ("--unmaks",                            "--unmaks"),
    ("nowhere.json",                        "nowhere.json"),
    ("a" * 20,                              "a" * 20),
    ("a" * 21,                              "a" * 19 + "…"),
    ("6200000000000005",                    "620000******0005"),
    ("6221550000000729",                    "622155******0729"),                # check digit or not
    ("x6212345678901234567",                "x621234*********4567"),
    ("0220" + "6200000000000005" * 4,       "022062" + "*" * 13 + "…"),
    ("",                                    ""),
]
# fmt: on


@pytest.mark.parametrize(("text", "said"), REPEATED)
def test_what_an_error_repeats(text, said):
    assert lookalikes.repeated(text) == said


def test_an_error_about_words_repeats_no_number():
    text = 'Invalid value "6200000000000005" for --check, not 7000000000000001; --lang zh'
    said = lookalikes.told(text, ["", "6200000000000005", "7000000000000001", "--lang", "zh"])
    assert said == 'Invalid value "620000******0005" for --check, not 700000******0001; --lang zh'
    assert lookalikes.told("x" * 30, ["x" * 30]) == "x" * 19 + "…"
    assert lookalikes.told("card 6200000000000005", ()) == "card 620000******0005"


# fmt: off
ISSUERS = [
    # first digits, digits in all
    ("30012", 14), ("34", 15), ("37", 15), ("3528", 16), ("36", 14), ("38", 14), ("39", 14), ("4", 13), ("4", 16),
    ("4", 19), ("50", 13), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("6011", 16), ("62", 16), ("62", 17),
    ("62", 19), ("81", 16), ("95", 19),
]
# fmt: on


@pytest.mark.parametrize(("front", "size"), ISSUERS, ids=[f"{front}-{size}" for front, size in ISSUERS])
def test_every_issuer_range(front, size):
    number = with_check_digit(front + "7" * (size - 1 - len(front)))
    assert set(range(6, size - 4)) <= lookalikes.hidden(number, strict=False)


def with_check_digit(digits):
    """ISO/IEC 7812 annex B, written from its text: double every second digit from the right."""
    total = sum(
        sum(divmod(int(digit) * (2 if at % 2 == 0 else 1), 10)) for at, digit in enumerate(reversed(digits))
    )  # fmt: skip
    return digits + str(-total % 10)


@given(st.text("0123456789 -x", max_size=120), st.booleans())
def test_the_first_six_and_last_four_of_a_text_are_never_hidden(text, strict):
    hidden = lookalikes.hidden(text, strict=strict)
    digits = [at for at, letter in enumerate(text) if letter.isdecimal()]
    assert hidden <= set(digits[6:-4])


def test_a_long_text_takes_linear_time():
    assert len(lookalikes.hidden("6" * 8000, strict=True)) > 0


# fmt: off
# WeChat's and Alipay's own pages: 18 digits that begin with 10 to 15; 16 to 24 that begin with 25 to 30. Nowhere in
# them stand 13 to 19 digits with a right check digit.
EDGES = [
    # whose     digits                              a payer's code
    ("WeChat", "092772374871719437",       False),
    ("WeChat", "103329444974897871",       True),
    ("WeChat", "154377323239397339",       True),
    ("WeChat", "169424213379931481",       False),
    ("Alipay", "2484291399119184",         False),
    ("Alipay", "2517817173972912",         True),
    ("Alipay", "3041472498248797",         True),
    ("Alipay", "3188981293229322",         False),
    ("Alipay", "249283219217332229824118", False),
    ("Alipay", "252873499211318282111497", True),
    ("Alipay", "309817433993331292783313", True),
    ("Alipay", "314872274711978978312122", False),
]
# fmt: on


@pytest.mark.parametrize(("whose", "digits", "is_code"), EDGES)
def test_payer_codes_begin_between_two_numbers(whose, digits, is_code):
    assert ("*" in shown(digits, strict=True)) is is_code, whose
