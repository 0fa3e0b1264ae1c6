"""`tuihuo scan`: a line a picture for people and for programs, what is masked, and every bad picture with its word."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import segno
from bad_pictures import BAD_PICTURES, ONE, OTHER, OTHER_SIGNED, SIGNED
from broken_reader import with_step

from scanner.decode.scan import ScanResult
from scanner.decode.symbol import UNREAD_BARS, StepTaken, Symbol
from scanner.paper.lines import png
from scanner.practice.slip import draw_modules, draw_slip, qr_modules
from scanner.reader.reader import Reader
from terminal.cli.scan_result import Shown
from terminal.language import translator
from terminal.printers.pdf_document import PdfPage, document

WECHAT, VISA = "134512345678901234", "4111111111111111"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Every bad picture, in the order of the table."""
    paths = [tmp_path / f"{at:02} 图片.png" for at in range(len(BAD_PICTURES))]
    for path, (made, _, _) in zip(paths, BAD_PICTURES.values(), strict=True):
        path.write_bytes(made())
    return [str(path) for path in paths]


def written(path: Path, text: str | bytes) -> str:
    """A picture of one QR code."""
    made = segno.make_qr(text, mode="byte") if isinstance(text, bytes) else None
    modules = [[bool(dot) for dot in row] for row in made.matrix] if made else qr_modules(text)
    path.write_bytes(png(draw_modules(modules)))
    return str(path)


def test_every_bad_picture_has_its_word_its_message_and_its_exit_code(bench, files):
    ended = bench.run("scan", *files, "--json")
    said = {name: one["refused"] for name, one in zip(BAD_PICTURES, ended.documents, strict=True)}
    assert said == {name: word for name, (_, word, _) in BAD_PICTURES.items()}
    assert [one["file"] for one in ended.documents] == files
    assert [one["slip"] for one in ended.documents] == [None] * len(files)
    assert (ended.code, ended.err) == (2, "")
    people = bench.run("scan", *files)
    first = [line for line in people.out.splitlines() if not line.startswith("  ")]
    words = [word for _, word, _ in BAD_PICTURES.values()]
    assert [line.split(": ")[0] for line in first] == files
    assert len({line.split(": ", 1)[1] for line in first}) == len(set(words)), "each word has a message of its own"


@pytest.mark.parametrize("name", ["no picture", "two orders, three codes", "nothing on it", "a payer's code"])
def test_the_exit_code_of_one(bench, files, name):
    file = files[list(BAD_PICTURES).index(name)]
    assert bench.run("scan", file).code == BAD_PICTURES[name][2]


def test_what_is_no_file(bench, tmp_path):
    (tmp_path / "folder.png").mkdir()
    ended = bench.run("scan", str(tmp_path / "folder.png"), str(tmp_path / "none.png"), "--json")
    assert (ended.code, [one["refused"] for one in ended.documents]) == (2, ["picture_folder", "picture_missing"])
    assert bench.run("scan").code == 2


def test_good_slips(bench, slips, tmp_path):
    (tmp_path / "条码 1.png").write_bytes(png(draw_slip("", OTHER, [])))
    files = [str(slips / "order-01.png"), str(tmp_path / "条码 1.png")]
    ended = bench.run("scan", *files, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.documents == [
        {
            "file": files[0],
            "codes": [{"symbology": "qr", "text": SIGNED}, {"symbology": "code128", "text": ONE}],
            "slip": {"order_no": ONE, "amount_fen": 12850, "authenticated": True, "source": "qr"},
            "refused": None,
        },
        {
            "file": files[1],
            "codes": [{"symbology": "code128", "text": OTHER}],
            "slip": {"order_no": OTHER, "amount_fen": None, "authenticated": False, "source": "bars"},
            "refused": None,
        },
    ]
    people = bench.run("scan", *files).out.splitlines()
    assert people[0] == f"{files[0]}: 销售单 8000 0026 0001 49 128.50 已验签"
    assert people[3] == f"{files[1]}: 销售单 8000 0026 0002 46 未验签(仅单号)"


def test_steps_are_explained(bench, slips, tmp_path):
    files = [str(slips / "order-01.png"), str(slips / "bad" / "blank.png")]
    one, none = bench.run("scan", "--explain", "--json", *files).documents
    assert [step["name"] for step in one["steps"]] == ["open", "zxing fast"]
    assert one["steps"][1]["added"] == one["codes"]
    assert {type(step["cpu_ms"]) for step in none["steps"]} == {float}
    assert len(none["steps"]) > 5
    people = bench.run("scan", "--explain", *files).out
    assert [name for name in ("zxing fast", "zxing default", " ms  open") if name not in people] == []


def test_steps_that_did_not_run_say_why(capsys):
    steps = (StepTaken("a", 1.25), StepTaken("b", 0, skipped="budget"), StepTaken("c", 0, skipped="missing"),
             StepTaken("d", 3, skipped="died"))  # fmt: skip
    found = ScanResult(Path("a.png"), (), None, "no_code", steps=steps)
    Shown(translator("en"), explain=True).picture(found)
    assert [line.split("ms  ")[1] for line in capsys.readouterr().out.splitlines()[1:]] == [
        "a", "b (left out: no time)", "c (left out: not installed)", "d (its process fell over; left out)"
    ]  # fmt: skip
    Shown(translator("en"), explain=True, as_json=True).picture(found)
    told = json.loads(capsys.readouterr().out)["steps"]
    assert [step["skipped"] for step in told] == [None, "budget", "missing", "died"]
    assert told[0] == {"name": "a", "cpu_ms": 1.25, "added": [], "skipped": None}


def test_what_may_be_money_is_masked_and_the_rest_is_not(bench, tmp_path):
    secret = [WECHAT, f"]Q1{WECHAT}\r\n", VISA, f"https://pay.example/?code={WECHAT}"]
    plain = ["http://example.com/?ll=-74.00309961", "LKL1|98002026039435313845|12166227|308840|20261122010275|78B68387",
             "6901234567892", "4200001234202611221234567890", "谢谢惠顾 12.34"]  # fmt: skip
    files = [written(tmp_path / f"{at}.png", text) for at, text in enumerate([*secret, *plain])]
    ended = bench.run("scan", "--json", "--explain", *files)
    shown = [one["codes"][0]["text"] for one in ended.documents]
    assert shown[len(secret) :] == plain
    whole = ended.out + bench.run("scan", "--explain", *files).out
    assert [text for text in (WECHAT, VISA) if text in whole] == []
    assert all("*" in text for text in shown[: len(secret)])
    unmasked = bench.run("scan", "--json", "--unmask", *files).documents
    assert [one["codes"][0]["text"] for one in unmasked] == [*secret, *plain]


def test_bytes_that_are_no_text(bench, tmp_path):
    file = written(tmp_path / "bytes.png", b"\xff\xfe\x00\xff")
    ended = bench.run("scan", "--json", file)
    assert ended.document["codes"] == [{"symbology": "qr", "text": None, "hex": "fffe00ff"}]
    assert (ended.document["refused"], ended.code) == ("not_a_slip", 1)
    assert "fffe00ff" in bench.run("scan", file).out


def test_a_payers_code_among_bytes_that_are_no_text(bench, tmp_path):
    file = written(tmp_path / "bytes.png", b"\xff\xfe" + WECHAT.encode())
    ended = bench.run("scan", "--json", "--explain", file)
    assert ended.document["codes"] == [{"symbology": "qr", "text": None, "hex": ""}]
    assert (ended.document["refused"], ended.code) == ("payment_code", 1)
    assert WECHAT.encode().hex() not in ended.out + bench.run("scan", "--explain", file).out
    assert WECHAT.encode().hex() in bench.run("scan", "--json", "--unmask", file).out


def test_the_first_page_of_a_pdf(bench, tmp_path):
    slip = draw_slip(SIGNED, ONE, [])
    (tmp_path / "销售单.pdf").write_bytes(document([PdfPage(slip, ())]))
    assert bench.run("scan", "--json", str(tmp_path / "销售单.pdf")).document["slip"]["order_no"] == ONE


def test_a_pdf_without_its_package_says_which(bench, monkeypatch, tmp_path):
    (tmp_path / "a.pdf").write_bytes(document([PdfPage(draw_slip(SIGNED, ONE, []), ())]))
    without = "import sys; sys.modules['pypdfium2'] = None; from scanner.reader import child; child.main()"
    monkeypatch.setattr("terminal.cli.scan.Reader", partial(Reader, command=(sys.executable, "-P", "-c", without)))
    ended = bench.run("scan", str(tmp_path / "a.pdf"))
    assert (ended.code, "pip install pypdfium2" in ended.out) == (2, True)


def test_other_text_is_not_markup_nor_a_control(bench, tmp_path):
    out = bench.run("scan", written(tmp_path / "a.png", "\x1b[31mred\x07 [b]x[/b]")).out
    assert ("\x1b" in out, "\x07" in out, "[b]x[/b]" in out) == (False, False, True)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff.png"
    with open(path, "wb") as file:
        file.write(png(draw_slip(OTHER_SIGNED, OTHER, [])))
    run = "import sys; from terminal.cli import main; sys.exit(main())"
    words: list[str | bytes] = [sys.executable, "-P", "-c", run, "scan", "--json", path]
    done = subprocess.run(words, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["file"].endswith("/?.png")


@pytest.mark.parametrize(("does", "skipped"), [("abort", "died"), ("eat", "died"), ("print", None)])
def test_a_decoder_that_misbehaves_is_survived(tmp_path, does, skipped):
    """The whole verb: the slip is read by a later step, the next one as ever, and stderr stays empty."""
    tilted, plain = tmp_path / "tilted.png", tmp_path / "plain.png"
    slip = draw_slip("", ONE, [])
    tilted.write_bytes(png(slip.rotate(30, expand=True, fillcolor=255)))
    plain.write_bytes(png(slip))
    verb = f"""
import sys
from functools import partial
from terminal.cli import main, scan
scan.Reader = partial(scan.Reader, patience_s=5.0, command={with_step("zxing default", does)!r})
sys.exit(main())
"""
    words = [sys.executable, "-P", "-c", verb, "scan", "--json", "--explain", str(tilted), str(plain)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    first, second = map(json.loads, done.stdout.splitlines())
    assert [one["slip"]["order_no"] for one in (first, second)] == [ONE, ONE]
    assert [step["skipped"] for step in first["steps"] if step["name"] == "zxing default"] == [skipped]
    assert (done.returncode, done.stderr) == (0, "")


def test_doubted_bars_are_told_as_such(capsys):
    bars = Symbol("code128", "82222222222218", b"82222222222218", "", doubted=True)
    found = ScanResult(Path("a.png"), (bars,), None, "slip_codes_differ")
    Shown(translator("en"), as_json=True).picture(found)
    Shown(translator("en")).picture(found)
    document, _, line = capsys.readouterr().out.splitlines()
    assert json.loads(document)["codes"] == [{"symbology": "code128", "text": "82222222222218", "doubted": True}]
    assert line == "  Code 128  82222222222218 (not over the whole height: doubted)"


def test_bars_that_time_ran_out_before_are_told_as_such(capsys):
    found = ScanResult(Path("a.png"), (UNREAD_BARS,), None, "slip_bars_unread")
    Shown(translator("en"), as_json=True).picture(found)
    Shown(translator("zh_CN")).picture(found)
    document, _, line = capsys.readouterr().out.splitlines()
    assert json.loads(document)["codes"] == [{"symbology": "code128", "text": None, "hex": "", "unread": True}]
    assert line == "  Code 128  (超出时限，未读完)"
