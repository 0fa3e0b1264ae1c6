"""The whole way of a camera: film, reading process, wire, the terminal's thread. Nothing native in the terminal."""

import os
import subprocess
import sys
from pathlib import Path
from queue import Queue

import pytest
from film import frame, mjpeg, numbered, sequence

from scanner.camera.camera import LIVES, Camera, cameras
from scanner.camera.devices import Device
from scanner.camera.news import Listed, News, Opened, Over, Preview, Seen
from scanner.camera.wording import message_of, news_of
from scanner.decode.symbol import Symbol
from scanner.reader.process import Child
from scanner.reader.wire import Message, WireError

WAIT_S = 30
LONG = 90
"""Frames of a film that is not over before the test is."""


def until(heard: "Queue[News]", kind: type) -> list[News]:
    """All news up to the first of this kind."""
    news = [heard.get(timeout=WAIT_S)]
    while not isinstance(news[-1], kind):
        news.append(heard.get(timeout=WAIT_S))
    return news


def test_a_film_is_opened_shown_read_and_over(tmp_path: Path) -> None:
    heard: Queue[News] = Queue()
    file = mjpeg(tmp_path / "影片 1.avi", numbered(12))
    camera = Camera(str(file), heard.put, (50, 28))
    opened, first, *_, over = until(heard, Over)
    camera.close()
    assert (opened, over) == (Opened("影片 1.avi", 1280, 720), Over("film_over", "影片 1.avi"))
    assert isinstance(first, Preview)
    assert (first.width, first.height, len(first.grey)) == (50, 28, 1400)
    assert heard.empty()


def test_a_code_is_heard_with_the_frame_it_was_on(tmp_path: Path) -> None:
    heard: Queue[News] = Queue()
    file = mjpeg(tmp_path / "film.avi", [frame("退货 🧾")] * 12)
    camera = Camera(str(file), heard.put)
    seen = until(heard, Seen)[-1]
    camera.close()
    assert isinstance(seen, Seen)
    assert [(code.symbology, code.text) for code in seen.codes] == [("qr", "退货 🧾")]
    assert seen.number < 12


@pytest.mark.parametrize(
    ("source", "over"),
    [("nothing.avi", Over("camera_file", "nothing.avi")), ("63", Over("camera_missing", "video63"))],
)
def test_what_cannot_be_opened_says_why(source: str, over: Over) -> None:
    heard: Queue[News] = Queue()
    camera = Camera(source, heard.put)
    assert until(heard, Over) == [over]
    camera.close()


def test_closing_ends_the_process_and_nothing_is_heard_after_it(tmp_path: Path) -> None:
    heard: Queue[News] = Queue()
    children: list[Child] = []

    def start() -> Child:
        children.append(Child())
        return children[0]

    film = mjpeg(tmp_path / "film.avi", [frame("1")] * LONG)
    camera = Camera(str(film), heard.put, start=start)
    until(heard, Preview)
    camera.close()
    with pytest.raises(ProcessLookupError):
        os.kill(children[0].pid, 0)
    before = heard.qsize()
    camera.close()
    assert heard.qsize() == before
    assert not [one for one in heard.queue if isinstance(one, Over)]


def test_a_process_that_dies_is_followed_by_another_until_the_camera_counts_as_lost(tmp_path: Path) -> None:
    heard: Queue[News] = Queue()
    children: list[Child] = []

    def start() -> Child:
        children.append(Child())
        return children[-1]

    camera = Camera(str(mjpeg(tmp_path / "film.avi", [frame("1")] * LONG)), heard.put, start=start)
    for life in range(LIVES):
        until(heard, Opened)
        children[life].kill()
    assert until(heard, Over)[-1] == Over("camera_lost")
    camera.close()
    assert len(children) == LIVES


LISTING = """
from scanner.camera import capture
from scanner.reader import child
capture.has_list = lambda: False
capture._answers = lambda index: index in (0, 2)
child.main()
"""
HANGING = """
import sys, time, types
from scanner.reader import child
sys.modules["hanging"] = types.SimpleNamespace(serve=lambda command, inbox, answer: time.sleep(600))
child.SERVERS["camera"] = "hanging:serve"
child.main()
"""


def test_a_process_that_hangs_in_its_camera_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.camera.camera.SILENT_S", 0.1)
    heard: Queue[News] = Queue()
    camera = Camera("0", heard.put, start=lambda: Child((sys.executable, "-P", "-c", HANGING)))
    assert until(heard, Over) == [Over("camera_still")]
    camera.close()


def test_cameras_are_tried_where_the_system_has_no_list_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cameras() == ()
    monkeypatch.setattr("scanner.camera.camera.has_list", lambda: False)
    assert cameras(lambda: Child((sys.executable, "-P", "-c", LISTING))) == (Device(0, "0"), Device(2, "2"))
    assert cameras(lambda: Child((sys.executable, "-P", "-c", "pass"))) == ()


WATCH = """
import sys
from queue import Queue
from scanner.camera.camera import Camera
from scanner.camera.news import Over
heard = Queue()
camera = Camera(sys.argv[1], heard.put)
while not isinstance(news := heard.get(), Over):
    pass
camera.close()
print(news.word, *sorted({"cv2", "numpy", "zxingcpp", "PIL", "pyzbar"} & set(sys.modules)))
"""


def test_the_terminal_loads_nothing_native_and_hears_nothing_native_on_its_stderr(tmp_path: Path) -> None:
    """At the end of numbered pictures OpenCV writes a warning to its process's stderr."""
    pattern = sequence(tmp_path, numbered(3))
    done = subprocess.run([sys.executable, "-c", WATCH, str(pattern)], capture_output=True, timeout=WAIT_S, check=True)
    assert (done.stdout.decode().split(), done.stderr) == (["film_over"], b"")


NEWS = [
    Opened("摄像头", 1280, 720),
    Preview(7, 3, 2, b"\x00\x01\x02\xff\xfe\xfd"),
    Seen(9, (Symbol("qr", None, b"\xff\x00", "x"), Symbol("code128", "80000026000149", b"80000026000149", "y"))),
    Listed((Device(0, "a"), Device(3, ""))),
    Listed(()),
    Over("camera_busy", "HD Webcam"),
]


@pytest.mark.parametrize("news", NEWS, ids=lambda one: type(one).__name__)
def test_news_is_the_same_behind_the_wire(news: News) -> None:
    assert news_of(message_of(news)) == news


# fmt: off
STRANGE = [
    Message("step", {}),
    Message("opened", {"name": "x", "width": "1280", "height": 720}),
    Message("opened", {"name": 7, "width": 1280, "height": 720}),
    Message("preview", {"number": 1, "width": 3, "height": 2}, b"12345"),
    Message("preview", {"number": -1, "width": 1, "height": 1}, b"1"),
    Message("seen", {"number": 1, "symbols": [{"symbology": "qr"}]}),
    Message("seen", {"number": 1, "symbols": [{"symbology": "qr", "text": "x", "raw": "zz", "step": "s"}]}),
    Message("listed", {"devices": {"0": "x"}}),
    Message("listed", {"devices": [[0]]}),
    Message("over", {"word": "payment_code", "name": ""}),
    Message("over", {"word": ["camera_lost"], "name": ""}),
]
# fmt: on


@pytest.mark.parametrize("message", STRANGE, ids=range(len(STRANGE)))
def test_what_is_no_news_is_an_error_of_the_wire(message: Message) -> None:
    with pytest.raises(WireError):
        news_of(message)


def test_a_payer_code_stands_in_no_repr() -> None:
    code = "130123456789012345"
    seen = Seen(1, (Symbol("qr", code, code.encode(), "x"),))
    assert code not in repr(seen) + repr(message_of(seen))
    assert b"\xfe" not in repr(Preview(0, 1, 1, b"\xfe")).encode()
