"""The catalogues keep to the words of docs/glossary.md: a Chinese term is put into English by it; no synonyms."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from terminal.language import DOMAIN, LANGUAGES, LOCALE

GLOSSARY = (Path(__file__).resolve().parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
TERMS = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \| (?:`[\w.]+`|-) \|", GLOSSARY, re.MULTILINE))
AVOIDED = re.findall(r"^- (.+?) -> ", GLOSSARY.split("## Words the interface does not use")[1], re.MULTILINE)

# A Chinese term of the glossary, the stem of its English one, and what may stand for it on a narrow LCD.
# fmt: off
PAIRS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("销售单",   "slip",        ("order", "sale")),
    ("签购单",   "receipt",     ()),
    ("付款码",   "payer code",  ("payer's code",)),
    ("操作员",   "operator",    ("op ",)),
    ("主管密码", "supervisor",  ()),
    ("凭证号",   "vouch",       ("trace",)),
    ("批次号",   "batch",       ()),
    ("参考号",   "reference",   ("ref",)),
    ("授权码",   "authoris",    ("auth",)),
    ("终端编号", "terminal",    ()),
    ("商户编号", "merchant",    ()),
    ("签到",     "sign",        ("operator",)),
    ("签退",     "sign",        ()),
    ("结算",     "settl",       ("details",)),
    ("冲正",     "revers",      ()),
    ("撤销",     "void",        ()),
    ("预授权",   "pre-auth",    ("preauth", "completion")),
    ("结果未知", "not known",   ("unknown", "not decided", "result", "still open")),
    ("大写",     "capitals",    ("words",)),
    ("换货号",   "exchange",    ()),
    ("预计到账", "arriv",       ()),
    ("人工了结", "by hand",     ("closed", "closing")),
    ("待人工核对", "for a person", ("for people", "manual")),
    ("筛选",     "filter",      ()),
    ("交易记录", "record",      ()),
    ("日报",     "day",         ()),
    ("练习任务", "lesson",      ("task",)),
    ("退款申请", "case",        ("application",)),
    ("店长",     "shop manager", ("manager",)),
    ("材料",     "paper",       ()),
    ("退款协议", "agreement",   ()),
    ("收款人",   "payee",       ()),
    ("终端外支付", "outside",   ()),
    ("撤回登记", "release",     ("releasing",)),
    ("证据包",   "bundle",      ()),
)
# fmt: on


def catalogue(lang: str) -> dict[str, str]:
    with (LOCALE / lang / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale=lang) if message.id}


CATALOGUES = {lang: catalogue(lang) for lang in LANGUAGES}


@pytest.mark.parametrize(("zh", "stem", "narrow"), PAIRS, ids=[zh for zh, _, _ in PAIRS])
def test_a_term_of_the_glossary_is_translated_by_it(zh: str, stem: str, narrow: tuple[str, ...]) -> None:
    assert stem.split(maxsplit=1)[0] in TERMS[zh].lower() or any(word.strip() in TERMS[zh].lower() for word in narrow)
    used = {
        id_: CATALOGUES["en"][id_]
        for id_, words in CATALOGUES["zh_CN"].items()
        if zh in words and not id_.startswith("help.")
    }
    assert used, "no text uses it"
    other = {id_: words for id_, words in used.items() if not any(one in words.lower() for one in (stem, *narrow))}
    assert other == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_synonym_stands_in_a_catalogue(lang: str) -> None:
    assert len(AVOIDED) > 15
    found = {
        id_: word
        for id_, words in CATALOGUES[lang].items()
        for word in AVOIDED
        if re.search(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word), words, re.IGNORECASE)
    }
    assert found == {}
