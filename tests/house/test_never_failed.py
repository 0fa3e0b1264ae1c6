"""失败 stands in no text that a cashier sees: a refusal is 拒绝, and what is not known is 结果未知."""

import tomllib
from pathlib import Path

from babel.messages.pofile import read_po

from protocol.codes import CODES, Advice
from terminal.language import DOMAIN, LOCALE

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted((ROOT / "emulator" / "scenarios").glob("*.toml"))


def test_in_no_text_of_the_catalogue() -> None:
    with (LOCALE / "zh_CN" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        texts = {str(message.id): str(message.string) for message in read_po(file, locale="zh_CN") if message.id}
    assert len(texts) > 200
    assert [text_id for text_id, words in texts.items() if "失败" in words] == []


def test_in_no_words_of_a_response_code() -> None:
    assert [code for code, row in CODES.items() if "失败" in row.shown or not row.shown] == []
    assert [advice for advice in Advice if "失败" in advice.zh] == []


def test_in_nothing_that_a_scenario_announces() -> None:
    seen = {file.name: tomllib.loads(file.read_text(encoding="utf-8"))["sees_zh"] for file in SCENARIOS}
    assert len(seen) > 30
    assert [name for name, words in seen.items() if "失败" in words] == []
