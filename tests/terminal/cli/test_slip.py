"""`tuihuo slip`: what it prints reads back by two decoders, its labels are true, and no file is lost by it."""

import csv
import hashlib
import itertools
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from scanned_here import scan

from scanner.practice.photographer import LIMITS, Damage, mixed, photograph
from scanner.practice.seeded_slips import seeded_slip, shot
from scanner.salesslip import PRACTICE_MARK, PRACTICE_SLIP_KEY, make_payload, order_no
from terminal.cli import slip as slip_verb
from terminal.cli.slip import LABELS, MAX_PICTURES, MAX_SEED

ORDER = order_no("800000260001")
PAYLOAD = make_payload(ORDER, 12850, PRACTICE_SLIP_KEY)
CODES = {("QRCode", PAYLOAD), ("Code128", ORDER)}


def by_zxing(picture: Image.Image) -> set[tuple[str, str]]:
    return {(code.symbology.name, code.text) for code in zxingcpp.read_barcodes(picture)}


def by_zbar(picture: Image.Image) -> set[tuple[str, str]]:
    pyzbar = pytest.importorskip("pyzbar.pyzbar", exc_type=ImportError)
    names = {"QRCODE": "QRCode", "CODE128": "Code128"}
    return {(names[code.type], code.data.decode("ascii")) for code in pyzbar.decode(picture)}


@pytest.mark.parametrize("read", [by_zxing, by_zbar])
def test_a_slip_made_reads_back_as_picture_and_as_pdf(bench, tmp_path, read):
    png, pdf = tmp_path / "new" / "slip.png", tmp_path / "slip.pdf"
    assert [bench.run("slip", "make", "--order", ORDER, "-o", str(file)).code for file in (png, pdf)] == [0, 0]
    with Image.open(png) as picture:
        assert (picture.mode, picture.width, read(picture)) == ("L", 464, CODES)
    document = pypdfium2.PdfDocument(pdf)
    (page,) = document
    assert round(page.get_width() / 72 * 25.4) == 58  # of paper; the print is 48 wide
    assert read(page.render(scale=200 / 72, grayscale=True).to_pil()) == CODES
    page.close()
    document.close()


def test_what_a_slip_says(bench, tmp_path):
    ended = bench.run("slip", "make", "--order", "8000 0026 0001 49", "-o", str(tmp_path / "a.PDF"), "--json")
    assert ended.document == {
        "file": str(tmp_path / "a.PDF"), "order_no": ORDER, "amount_fen": 12850, "payload": PAYLOAD,
    }  # fmt: skip
    document = pypdfium2.PdfDocument(tmp_path / "a.PDF")
    page = document[0]
    words = page.get_textpage()
    text = words.get_text_bounded()
    assert "8000 0026 0001 49" in text
    assert "保温杯 x3" in text
    assert "128.50" in text
    words.close()
    page.close()
    document.close()
    made = bench.run("slip", "make", "--order", ORDER, "-o", str(tmp_path / "b.png"))
    assert (made.out, made.err) == (f"{tmp_path / 'b.png'}\n", "")
    found = scan(tmp_path / "b.png", PRACTICE_SLIP_KEY).slip
    assert (found.order_no, found.amount_fen, found.authenticated) == (ORDER, 12850, True)


def test_the_mark_stands_three_times(bench, tmp_path):
    from scanner.paper.lines import draw_lines

    bench.run("slip", "make", "--order", ORDER, "-o", str(tmp_path / "a.png"))
    mark = draw_lines([" " * 5 + PRACTICE_MARK]).tobytes()
    with Image.open(tmp_path / "a.png") as slip:
        strips = [slip.crop((40, top, 424, top + 30)).tobytes() for top in range(slip.height - 30)]
    assert strips.count(mark) == 3


def test_no_file_is_written_over_unasked(bench, tmp_path):
    file = tmp_path / "mine" / "slip.png"
    file.parent.mkdir()
    file.write_bytes(b"mine")
    refused = bench.run("slip", "make", "--order", ORDER, "-o", str(file))
    assert (refused.code, refused.out, refused.err) == (1, "", f"{file} 已存在。加 --force 才会覆盖\n")
    assert [one.name for one in file.parent.iterdir()] == ["slip.png"]
    assert file.read_bytes() == b"mine"
    assert bench.run("slip", "make", "--order", ORDER, "-o", str(file), "--force").code == 0
    assert file.read_bytes().startswith(b"\x89PNG")
    assert [one.name for one in file.parent.iterdir()] == ["slip.png"]


@pytest.mark.parametrize(
    ("order", "name", "code", "said"),
    [
        (order_no("899999999999"), "a.png", 1, "查无此销售单，请核对单号，或确认是否本店所售"),
        ("80000026000150", "a.png", 2, "销售单号校验位不符，请核对14位数字后重新输入"),
        ("1234", "a.png", 2, "销售单号是14位数字，请核对后重新输入"),
        (ORDER, "a.jpg", 2, "用法不对: -o FILE.png | FILE.pdf"),
        (ORDER, "a", 2, "用法不对: -o FILE.png | FILE.pdf"),
    ],
)
def test_a_slip_that_is_refused_leaves_no_file(bench, tmp_path, order, name, code, said):
    ended = bench.run("slip", "make", "--order", order, "-o", str(tmp_path / "new" / name))
    assert (ended.code, ended.out, ended.err) == (code, "", said + "\n")
    assert not (tmp_path / "new").exists()


def test_a_disk_that_takes_nothing(bench, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    ended = bench.run("slip", "make", "--order", ORDER, "-o", str(tmp_path / "file" / "a.png"))
    assert (ended.code, ended.out) == (1, "")
    assert "文件未能保存" in ended.err


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / LABELS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_photographs_of_made_up_slips_and_their_labels(bench, tmp_path):
    folder = tmp_path / "lot"
    ended = bench.run("slip", "photograph", "--random", "--seed", "4", "--count", "2", "-o", str(folder), "--json")
    assert ended.document == {"folder": str(folder), "pictures": 2, "labels": str(folder / LABELS)}
    assert sorted(one.name for one in folder.iterdir()) == [LABELS, "photo-000004.jpg", "photo-000005.jpg"]
    labels = rows(folder)
    assert [(row["file"], row["symbology"], row["expected_text"]) for row in labels] == [
        ("photo-000004.jpg", "QR", seeded_slip(4).payload),
        ("photo-000004.jpg", "CODE128", seeded_slip(4).order_no),
        ("photo-000005.jpg", "QR", seeded_slip(5).payload),
        ("photo-000005.jpg", "CODE128", seeded_slip(5).order_no),
    ]
    for row in labels:
        data = (folder / row["file"]).read_bytes()
        assert (data, row["sha256"]) == (shot(int(row["seed"])).jpeg, hashlib.sha256(data).hexdigest())
        assert all(float(row[name]) == getattr(mixed(int(row["seed"])), name) for name in LIMITS)
        with Image.open(folder / row["file"]) as picture:
            assert (str(picture.width), str(picture.height)) == (row["width"], row["height"])


def test_what_was_written_before_ctrl_c_has_its_labels(bench, tmp_path, monkeypatch):
    taken = slip_verb._taken

    def interrupted(*asked):
        yield from itertools.islice(taken(*asked), 2)
        raise KeyboardInterrupt

    monkeypatch.setattr(slip_verb, "_taken", interrupted)
    ended = bench.run("slip", "photograph", "--random", "--count", "5", "-o", str(tmp_path / "a"))
    rows = (tmp_path / "a" / LABELS).read_text(encoding="utf-8").splitlines()[1:]
    assert ended.code == 130
    assert {row.split(",")[0] for row in rows} == {"photo-000000.jpg", "photo-000001.jpg"}


def test_photographs_of_one_order_with_the_damage_asked_for(bench, tmp_path):
    words = ["--order", ORDER, "--count", "2", "--level", "blur_px=1.5", "--level", "dropout_lines=3"]
    assert bench.run("slip", "photograph", *words, "-o", str(tmp_path / "a")).out == f"{tmp_path / 'a' / LABELS}\n"
    labels = rows(tmp_path / "a")
    assert {row["expected_text"] for row in labels} == {PAYLOAD, ORDER}
    assert {(row["set"], row["blur_px"], row["dropout_lines"], row["noise"]) for row in labels} == {
        ("levels", "1.5", "3", "0.0"),
    }  # fmt: skip
    first, second = ((tmp_path / "a" / f"photo-00000{n}.jpg").read_bytes() for n in range(2))
    assert first != second
    found = scan(tmp_path / "a" / "photo-000000.jpg", PRACTICE_SLIP_KEY).slip
    assert (found.order_no, found.authenticated) == (ORDER, True)
    with Image.open(tmp_path / "a" / "photo-000000.jpg") as picture:
        assert picture.width < 1000
    assert photograph(seeded_slip(0).draw(), Damage(blur_px=1.5, dropout_lines=3), 0) != first


def test_a_folder_with_something_in_it_is_left_alone(bench, tmp_path):
    words = ["slip", "photograph", "--random", "-o", str(tmp_path)]
    assert bench.run(*words).code == 0
    before = (tmp_path / "photo-000000.jpg").read_bytes()
    refused = bench.run(*words, "--seed", "1")
    assert (refused.code, refused.err) == (1, f"{tmp_path} 已存在。加 --force 才会覆盖\n")
    assert sorted(one.name for one in tmp_path.iterdir()) == [LABELS, "photo-000000.jpg"]
    assert bench.run(*words, "--force").code == 0
    assert (tmp_path / "photo-000000.jpg").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ([], "--order NO | --random"),
        (["--random", "--order", ORDER], "--order NO | --random"),
        (["--random", "--count", "0"], "--count"),
        (["--random", "--count", str(MAX_PICTURES + 1)], "--count"),
        (["--random", "--seed", "-1"], "--count 1…10000 --seed 0…"),
        (["--random", "--seed", str(MAX_SEED)], "--count 1…10000 --seed 0…"),
        (["--random", "--level", "colour=1"], "--level px_a_dot|tilt_deg"),
        (["--random", "--level", "noise=91"], "--level noise=0…90"),
        (["--random", "--level", "noise=nan"], "--level noise=0…90"),
        (["--random", "--level", "jpeg_quality=2.5"], "--level jpeg_quality=2…95"),
    ],
)
def test_photographs_that_are_not_meant(bench, tmp_path, words, hint):
    ended = bench.run("slip", "photograph", *words, "-o", str(tmp_path / "lot"))
    assert (ended.code, ended.out) == (2, "")
    assert f"用法不对: {hint}" in ended.err
    assert not (tmp_path / "lot").exists()
