"""Receipts as paper: every kind on both papers against texts written by hand, and what no text can do to a sheet."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.money import MAX_FEN
from protocol.transactions import Channel
from scanner.salesslip import PRACTICE_MARK
from terminal.columns import width
from terminal.receipt import (
    LAKALA,
    MAX_ITEMS,
    MAX_LINES,
    MM58,
    MM80,
    UNIONPAY,
    Bars,
    Copy,
    Kind,
    Look,
    Origin,
    Paper,
    Profile,
    Qr,
    Receipt,
    Shop,
    Text,
    Transaction,
    file_stem,
    layout,
    text_lines,
)

GOLDEN = Path(__file__).resolve().parents[3] / "fixtures" / "receipts"
AT = datetime(2026, 11, 22, 10, 20, 30)  # noqa: DTZ001 - the host's local time
SHEETS = {
    "lakala-58": (MM58, LAKALA),
    "lakala-80": (MM80, LAKALA),
    "unionpay-58": (MM58, UNIONPAY),
    "unionpay-80": (MM80, UNIONPAY),
}
FILES = sorted(GOLDEN.glob("*/*.txt"))
PAPERS = pytest.mark.parametrize("paper", [MM58, MM80], ids=["58", "80"])


def lines_of(receipt: Receipt, paper: Paper = MM58, profile: Profile = LAKALA) -> tuple[str, ...]:
    return text_lines(layout(receipt, paper, profile), paper)


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}/{file.stem}" for file in FILES])
def test_a_receipt_line_by_line(file: Path, samples: dict[str, Receipt]) -> None:
    paper, profile = SHEETS[file.parent.name]
    printed = "".join(f"{line}\n" for line in lines_of(samples[file.stem], paper, profile))
    assert printed == file.read_text(encoding="utf-8")


def test_every_kind_has_its_text_on_both_papers(samples: dict[str, Receipt]) -> None:
    kinds = {(samples[file.stem].kind, file.parent.name) for file in FILES}
    assert {(kind, sheet) for kind in Kind for sheet in ("lakala-58", "lakala-80")} <= kinds
    assert {file.parent.name for file in FILES} == set(SHEETS)


@PAPERS
@pytest.mark.parametrize("profile", [LAKALA, UNIONPAY], ids=["lakala", "unionpay"])
def test_practice_says_so_three_times_and_names_no_currency(
    sample: tuple[str, Receipt], paper: Paper, profile: Profile
) -> None:
    receipt = replace(sample[1], shop=replace(sample[1].shop, practice=True))
    lines = lines_of(receipt, paper, profile)
    assert [line.strip() for line in (lines[0], lines[-1])] == [PRACTICE_MARK] * 2
    assert "\n".join(lines).count(PRACTICE_MARK) == 3
    assert not [word for word in ("RMB", "人民币", "¥", "￥", "拉卡拉", "银联POS") if word in "\n".join(lines)]


@PAPERS
def test_a_live_receipt_names_no_practice(sample: tuple[str, Receipt], paper: Paper) -> None:
    shop = Shop("商店", "888888800000001", "88000001", practice=False)
    assert "练习" not in "\n".join(lines_of(replace(sample[1], shop=shop), paper)).replace("练习银行", "")


@PAPERS
def test_what_is_printed_large_fits_too(sample: tuple[str, Receipt], paper: Paper) -> None:
    texts = [part for part in layout(sample[1], paper) if isinstance(part, Text)]
    large = [part.text for part in texts if part.look is Look.BIG]
    assert [text for text in large if width(text) > paper.columns // 2] == []
    assert max(width(part.text) for part in texts) <= paper.columns
    assert [part.text for part in texts if part.text != part.text.rstrip()] == []


def test_looks(samples: dict[str, Receipt]) -> None:
    looks = {(part.text.strip(), part.look) for part in layout(samples["refund"]) if isinstance(part, Text)}
    assert {
        ("POS签购单", Look.BIG),
        ("练习币 -59.00", Look.TALL),
        (PRACTICE_MARK, Look.BOLD),
        ("***重打印票据***", Look.BOLD),
    } <= looks


def test_codes_stand_under_the_signature(samples: dict[str, Receipt]) -> None:
    parts = layout(samples["sale"])
    codes = [part for part in parts if not isinstance(part, Text)]
    assert codes == [Qr("LKR1*80000026000149*140950*ABCDEFGH"), Bars("80000026000149")]
    assert parts[parts.index(codes[0]) - 1] == Text("卡账户")
    assert codes[1].caption == "8000 0026 0001 49"
    assert Bars("123456").caption == "123456"


def test_who_signs(samples: dict[str, Receipt]) -> None:
    signed = {
        copy: "SIGNATURE" in "\n".join(lines_of(replace(samples["refund"], copy=copy)))
        for copy in (Copy.MERCHANT, Copy.BANK, Copy.CARDHOLDER)
    }
    assert signed == {Copy.MERCHANT: True, Copy.BANK: True, Copy.CARDHOLDER: False}
    assert not [line for name in ("qr_sale", "balance", "fault") for line in lines_of(samples[name]) if "签名" in line]


def test_lines_without_a_value_are_left_out_but_a_cards_authorisation_code(samples: dict[str, Receipt]) -> None:
    bare = Transaction(Channel.CARD, "000001", 100, origin=Origin("261120000011", "1120"))
    shop = Shop("店", "888888800000001", "88000001", practice=True)
    text = "\n".join(lines_of(replace(samples["refund"], content=bare, shop=shop)))
    labels = ("CARD NO", "ISSUER", "ORDER", "GOODS", "REASON", "RESULT", "ARRIVAL", "HOTLINE", "EXP", "REFER NO", "VER")
    assert [label for label in labels if label in text] == []
    assert "授权码(AUTH NO):\n" in text


def test_a_date_of_zeros_is_none(samples: dict[str, Receipt]) -> None:
    content = samples["void"].content
    assert isinstance(content, Transaction)
    void = replace(samples["void"], content=replace(content, origin=replace(content.origin, month_day="0000")))
    assert lines_of(void) == lines_of(samples["void"])


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("sale", "20261122-102030-000123-merchant"),
        ("refund", "20261122-102030-000126-cardholder-reprint"),
        ("void", "20261122-102030-000125-bank"),
        ("balance", "20261122-102030-balance"),
        ("settled_details", "20261122-102030-settled-details-reprint"),
    ],
)
def test_what_its_file_is_called(name: str, stem: str, samples: dict[str, Receipt]) -> None:
    assert file_stem(samples[name]) == stem


@pytest.mark.parametrize(
    ("fen", "written"),
    [  # 支付结算办法, 附一: its own examples
        (140950, "人民币壹仟肆佰零玖元伍角"),
        (600714, "人民币陆仟零柒元壹角肆分"),
        (10700053, "人民币壹拾万柒仟元零伍角叁分"),
        (1640902, "人民币壹万陆仟肆佰零玖元零贰分"),
        (32504, "人民币叁佰贰拾伍元零肆分"),
        (1000, "人民币壹拾元整"),
    ],
)
def test_the_amount_in_capitals(fen: int, written: str, samples: dict[str, Receipt]) -> None:
    live = samples["refund_live"]
    content = live.content
    assert isinstance(content, Transaction)
    lines = lines_of(replace(live, content=replace(content, amount_fen=fen)), MM80)
    assert f"大写:{written.rjust(48 - 5 - len(written))}" in lines


WORDS = st.text(max_size=60) | st.text(alphabet="退货A 1，）é\u0301\u202e\x1b", max_size=60)


@given(
    st.lists(WORDS, min_size=10, max_size=10),
    st.integers(1, MAX_FEN),
    st.sampled_from(Copy),
    st.booleans(),
    st.sampled_from(list(SHEETS.values())),
)
def test_no_text_breaks_the_paper(
    words: list[str], fen: int, copy: Copy, practice: bool, sheet: tuple[Paper, Profile]
) -> None:
    told = ("issuer", "card_type", "auth_no", "reference_no", "trade_no", "reason", "outcome")
    content = Transaction(
        Channel.CARD, "000001", fen, origin=Origin("1", "0101"), items=((words[7], 2, fen),), remarks=(words[8],),
        chip=((words[9], words[0]),), **dict(zip(told, words, strict=False)),
    )  # fmt: skip
    shop = Shop(words[0], words[1], words[2], practice, words[3], words[4], words[5])
    receipt = Receipt(Kind.REFUND, shop, words[6], words[7], AT, content, copy)
    lines = lines_of(receipt, *sheet)
    assert max(map(width, lines)) <= sheet[0].columns
    assert not any(control in "".join(lines) for control in "\x1b\n\r\t\u202e\u200b")


def test_as_many_lines_as_a_page_holds_and_no_more(samples: dict[str, Receipt]) -> None:
    def of(names: list[str]) -> Receipt:
        content = samples["refund"].content
        return replace(samples["refund"], content=replace(content, items=tuple((name, 1, 1) for name in names)))

    base = len(layout(of(["短"] * MAX_ITEMS)))
    room = MAX_LINES - base  # "短 x1" and its price share a line; a long name takes lines of 16 characters and one more
    names = ["长" * (16 * 23 - 2)] * (room // 23) + ["长" * (16 * (room % 23) - 2)]
    full = [*names, *["短"] * (MAX_ITEMS - len(names))]
    assert len(layout(of(full))) == MAX_LINES
    with pytest.raises(ValueError, match="lines"):
        layout(of([*full[:-1], "长" * 14]))
