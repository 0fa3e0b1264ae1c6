"""`tuihuo scan --camera`: a film read to its slip, what is refused before it, and each way to see nothing."""

from collections.abc import Callable
from pathlib import Path
from queue import Queue

import pytest
from film import EMPTY, frame, held_up, mjpeg

from scanner.camera.devices import Device
from scanner.camera.news import News, Seen
from scanner.decode.symbol import Symbol
from terminal.language import LANGUAGES, translator

PAYER = "134512345678901234"
NOTHING = {"codes": [], "slip": None}


@pytest.fixture
def film(tmp_path: Path, slips: Path) -> str:
    """Nobody, a payer's code on a phone, nobody, a slip, and much more after it."""
    parts = ((EMPTY, 4), (frame(PAYER), 8), (EMPTY, 4), (held_up(slips / "order-01.png"), 60))
    return str(mjpeg(tmp_path / "影片.avi", [picture for picture, count in parts for _ in range(count)]))


def test_codes_as_they_are_seen_until_the_first_slip(bench, film: str) -> None:
    ended = bench.run("scan", "--camera", film, "--json")
    assert (ended.code, ended.err) == (0, "")
    payer, slip = ended.documents
    assert payer == {
        "file": film,
        "codes": [{"symbology": "qr", "text": "13**************34"}],
        "slip": None,
        "refused": "payment_code",
    }
    assert (slip["slip"]["source"], slip["slip"]["authenticated"], slip["refused"]) == ("qr", True, None)
    assert PAYER not in bench.run("scan", "--camera", film).out


def test_a_film_without_a_slip_says_why_it_ended(bench, tmp_path: Path) -> None:
    film = str(mjpeg(tmp_path / "nobody.avi", [EMPTY] * 5))
    ended = bench.run("scan", "--camera", film, "--json")
    assert (ended.code, ended.documents) == (2, [{"file": film, **NOTHING, "refused": "film_over"}])


def test_the_time_is_over_before_anything_was_seen(bench, film: str) -> None:
    ended = bench.run("scan", "--camera", film, "--seconds", "0", "--json")
    assert (ended.code, ended.documents) == (2, [{"file": film, **NOTHING, "refused": "no_code"}])


def test_ctrl_c_ends_it_as_the_time_does(bench, monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[bool] = []

    class Eye:
        def __init__(self, source: str, heard: Callable[[News], None], size: tuple[int, int]) -> None:
            heard(Seen(0, (Symbol("qr", PAYER, PAYER.encode(), "x"),)))

        def close(self) -> None:
            given_back.append(True)

    class Interrupted(Queue):
        def get(self, block: bool = True, timeout: float | None = None) -> News:
            return super().get(block, timeout) if self.qsize() else interrupt()

    def interrupt() -> News:
        raise KeyboardInterrupt

    monkeypatch.setattr("terminal.cli.scan_camera.Camera", Eye)
    monkeypatch.setattr("terminal.cli.scan_camera.Queue", Interrupted)
    ended = bench.run("scan", "--camera", "0", "--json")
    assert (ended.code, [one["refused"] for one in ended.documents], given_back) == (1, ["payment_code"], [True])


@pytest.mark.parametrize(("source", "word"), [("none.avi", "camera_file"), ("63", "camera_missing")])
def test_what_is_no_camera(bench, source: str, word: str) -> None:
    ended = bench.run("scan", "--camera", source, "--json")
    assert (ended.code, ended.documents) == (2, [{"file": source, **NOTHING, "refused": word}])
    assert "none.avi" in bench.run("scan", "--camera", "none.avi").out.split(": ", 1)[1]


@pytest.mark.parametrize(
    "words",
    [
        ("slip.png", "--camera", "0"),
        ("--camera", "0", "--cameras"),
        ("--seconds", "3"),
        ("--camera", "0", "--seconds", "-1"),
        ("--camera", "0", "--seconds", "nan"),
        ("--camera", "0", "--seconds", "86401"),
    ],
)
def test_wrong_usage(bench, words: tuple[str, ...]) -> None:
    ended = bench.run("scan", *words)
    assert (ended.code, ended.out) == (2, "")


def test_the_list_of_cameras(bench, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = {translator(lang)("shell.camera_missing") for lang in LANGUAGES}
    assert bench.run("scan", "--cameras").err.strip() in missing
    found = (Device(0, "HD Webcam"), Device(2, "后置\x1b[2J"))
    monkeypatch.setattr("terminal.cli.scan_camera.cameras", lambda: found)
    ended = bench.run("scan", "--cameras", "--json")
    assert ended.documents == [{"camera": 0, "name": "HD Webcam"}, {"camera": 2, "name": "后置\x1b[2J"}]
    assert bench.run("scan", "--cameras").out.splitlines() == ["0  HD Webcam", "2  后置[2J"]
