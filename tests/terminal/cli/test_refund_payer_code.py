"""A payer's code on a picture, however it is dressed: refused by its word, and whole in no output and no file."""

from pathlib import Path

import pytest
import segno
from payer_dresses import CODES, dresses, stands_in

from scanner.paper.lines import png
from scanner.practice.slip import draw_modules


@pytest.mark.parametrize("code", CODES, ids=lambda code: code[:2])
def test_on_a_picture(bench, tuihuo_home: Path, tmp_path: Path, code: str) -> None:
    picture = tmp_path / "phone.png"
    for dress in dresses(code)[:: len(dresses(code)) // 4]:
        made = segno.make_qr(dress.encode(), mode="byte")
        picture.write_bytes(png(draw_modules([[bool(module) for module in row] for row in made.matrix])))
        ended = bench.refund("--slip", str(picture))
        assert (ended.error, ended.code) == ("payment_code", 1)
        assert not stands_in(code, f"{ended.out} {ended.err}")
    files = [file for file in tuihuo_home.rglob("*") if file.is_file()]
    assert files
    assert [file.name for file in files if stands_in(code, file.read_bytes().decode("latin-1"))] == []
