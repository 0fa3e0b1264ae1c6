"""docs/scanner.md says what the code does: its tables are made from it.

`python tests/house/test_docs_scanner.py` writes the generated parts anew; read the diff before committing.
"""

import re
from pathlib import Path

import pytest

from scanner.decode.belief import BELIEF
from scanner.decode.steps import ALL, STEPS
from scanner.known_texts import KNOWN_TEXTS
from scanner.payer_codes import PAYER_CODES, SOLD_BY
from scanner.several_codes import CHOSEN, DOUBTS
from terminal.language import translator

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "scanner.md"
_OF_PICTURES = ("order_ambiguous", "slip_codes_differ", "slip_bars_unread", "slip_amount")


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    cells = [tuple(re.sub(r"([|*])", r"\\\1", cell) for cell in row) for row in rows]
    lines = [head, ("---",) * len(head), *cells]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def step_rows() -> str:
    """The steps of the cascade, in their order."""
    rows = [
        (
            str(number),
            step.name,
            step.decoder,
            "every code" if step.symbologies == ALL else ", ".join(sorted(step.symbologies)),
            "a made one" if step.made else "as it is, or turned",
            f"{step.ms:g} + {step.ms_a_megapixel:g} a megapixel",
        )
        for number, step in enumerate(STEPS, start=1)
    ]
    return table(("", "step", "decoder", "looks for", "picture", "ms expected"), rows)


def belief_rows() -> str:
    """How often a code must have been seen."""
    rows = [
        (name, str(least), str(plain), str(made), str(decoders), "yes" if height else "")
        for name, (least, plain, made, decoders, height) in BELIEF.items()
    ]
    head = ("code", "characters at least", "looks", "looks, all at made pictures", "decoders", "whole height")
    return table(head, rows)


def known_text_rows() -> str:
    """The table of known texts, in its order."""
    leads = {"slip": "looked up", "number": "`{}`, of use", "refused": "`{}`"}
    rows = [(row.zh, row.en, row.form, leads[row.use].format(row.word), row.source) for row in KNOWN_TEXTS]
    return table(("名称", "text", "form", "leads to", "source"), rows)


def payer_code_rows() -> str:
    """What each wallet shows."""

    def row(wallet: str, zh: str, starts: tuple[str, ...], digits: str, source: str) -> tuple[str, ...]:
        return zh, wallet, " ".join(starts), digits, "yes" if wallet in SOLD_BY else "no", source

    rows = [
        row(
            one.wallet,
            one.zh,
            one.starts,
            f"{one.least}" if one.least == one.most else f"{one.least}-{one.most}",
            one.source,
        )
        for one in PAYER_CODES
    ]
    return table(("钱包", "wallet", "begins with", "digits", "taken by a sale", "source"), rows)


def message_rows() -> str:
    """Every word of a code that is no slip, with what the cashier reads."""
    zh, en = translator("zh_CN"), translator("en")
    words = (*DOUBTS, *_OF_PICTURES, *CHOSEN)
    return table(
        ("word", "中文", "English"),
        [(f"`{word}`", zh(f"fault.{word}", seen="…"), en(f"fault.{word}", seen="…")) for word in words],
    )


PARTS = {
    "steps": step_rows,
    "belief": belief_rows,
    "known texts": known_text_rows,
    "payer codes": payer_code_rows,
    "messages": message_rows,
}


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- table of {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize("name", PARTS)
def test_generated_parts_are_up_to_date(name: str) -> None:
    found = part(name).search(page())
    assert found is not None
    assert found[0] == PARTS[name](), "python tests/house/test_docs_scanner.py"


def test_every_generated_part_has_its_maker() -> None:
    assert re.findall(r"<!-- table of ([\w ]+) -->", page()) == list(PARTS)


if __name__ == "__main__":
    text = page()
    for name, make in PARTS.items():
        text = part(name).sub(lambda _, make=make: make(), text, count=1)  # an empty part would match twice
    PAGE.write_text(text, encoding="utf-8")
