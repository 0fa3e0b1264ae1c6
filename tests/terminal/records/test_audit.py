"""A journal's events as they are handed out: what is held back, and what is masked."""

import json
import re

from protocol.cards import TEST_CARDS
from terminal.records.audit import csv_text, events, json_lines
from terminal.records.format import COLUMNS

NUMBER = TEST_CARDS["unionpay"].number
KEY = {"merchant_no": "62000000", "terminal_no": "00000005"}


def handed_out(body: dict[str, object]) -> tuple[str, str, dict[str, object]]:
    row = [7 if name in ("seq", "practice") else "" for name in COLUMNS]
    row[COLUMNS.index("body")] = json.dumps(body, ensure_ascii=False)
    (found,) = events([(*row, "before", "behind")])
    return json_lines([found]), csv_text([found]), found.body


def test_a_card_number_that_an_older_program_let_in_is_masked_wherever_it_stands() -> None:
    body = {"request_no": NUMBER, "old": {"words": [" ".join(re.findall("..", NUMBER)), f"核实{NUMBER}"]}, "key": KEY}
    lines, cells, said = handed_out(body)
    assert said == {
        "request_no": "620000******0005",
        "old": {"words": ["62 00 00 ** ** ** 00 05", "核实620000******0005"]},
        "key": KEY,
    }
    assert [(NUMBER in text, text.count("620000******0005")) for text in (lines, cells)] == [(False, 2)] * 2


def test_hashes_of_what_few_digits_are_enough_to_guess_are_held_back() -> None:
    *_, said = handed_out({"password": "$argon2id$x", "card_hash": "ab" * 32, "payee": {"digest": "cd" * 32}})
    assert said == {"password": "***", "card_hash": "***", "payee": {"digest": "***"}}
    *_, said = handed_out({"card_hash": "", "sha256": "62" * 32})
    assert said == {"card_hash": "", "sha256": "62" * 32}
