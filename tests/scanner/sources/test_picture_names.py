"""Paths as terminals type them when a file is dropped: one picture, or nothing."""

from pathlib import Path

import pytest

from scanner.sources.picture_names import LONGEST, dropped_files, dropped_picture, is_path, is_picture_name

# fmt: off
DROPPED = [
    # what the terminal types                      the file                     whose way it is
    ("/home/li/slip.png",                          "/home/li/slip.png"),        # xterm, kitty
    ("  /home/li/slip.png \n",                     "/home/li/slip.png"),
    ("'/home/li/my slip.png'",                     "/home/li/my slip.png"),     # gnome-terminal
    (r"'/home/li/it'\''s.png'",                    "/home/li/it's.png"),
    (r"/Users/li/my\ slip\ \(1\).JPG",             "/Users/li/my slip (1).JPG"),  # Terminal.app, iTerm
    ("/home/li/my slip.png",                       "/home/li/my slip.png"),     # unquoted
    ('"C:\\Users\\li\\my slip.png"',               "C:\\Users\\li\\my slip.png"),  # Windows Terminal
    (r"C:\Users\li\slip.png",                      "C:\\Users\\li\\slip.png"),
    (r"& 'C:\Users\li\my slip.png'",               "C:\\Users\\li\\my slip.png"),  # PowerShell
    (r"\\shop\scans\slip.bmp",                     "\\\\shop\\scans\\slip.bmp"),
    ("file:///home/li/%E5%B0%8F%E7%A5%A8%201.png", "/home/li/小票 1.png"),       # VTE without a shell
    ("file://localhost/home/li/slip.png",          "/home/li/slip.png"),
    ("file:///C:/Users/li/slip.png",               "C:/Users/li/slip.png"),
    ("/桌面/小票（1）.webp",                        "/桌面/小票（1）.webp"),
    ("slip.pdf",                                   "slip.pdf"),
    ("/home/li/it's.png",                          "/home/li/it's.png"),        # a quote that is not closed
]
NOT = [
    "",
    "80000026000149",
    "LKR1*80000026000149*11268*ABCDEFGH",
    "134567890123456789",
    "/home/li",
    "/home/li/slip.txt",
    "/home/li/slip.png /home/li/other.png",
    "'/home/li/slip.png' '/home/li/other.png'",
    "https://example.com/slip.png",
    "https://[.png",
    "file://elsewhere/slip.png",
    "wxp://f2f0abc.png",
    "/" + "x" * LONGEST + ".png",
    "/home/\0.png",
]
# fmt: on


@pytest.mark.parametrize(("text", "path"), DROPPED)
def test_one_picture(text: str, path: str) -> None:
    assert dropped_picture(text) == Path(path)


@pytest.mark.parametrize("text", NOT)
def test_anything_else(text: str) -> None:
    assert dropped_picture(text) is None


# fmt: off
SEVERAL = [
    ("/a/x.png /a/y.png",                        ("/a/x.png", "/a/y.png")),
    ("'/a/my x.png' '/a/y.heic'",                ("/a/my x.png", "/a/y.heic")),
    (r"/a/my\ x.png /a/y.png",                   ("/a/my x.png", "/a/y.png")),
    ("x.png y.png",                              ("x.png", "y.png")),
    (r'"C:\my a\x.png" C:\b\y.gif',              ("C:\\my a\\x.png", "C:\\b\\y.gif")),
    ("/home/li/photos",                          ("/home/li/photos",)),         # a folder
    ("'/home/li/my photos'",                     ("/home/li/my photos",)),
    ("/home/li/my photos",                       ("/home/li/my photos",)),
    ("/home/li/IMG_1.HEIC",                      ("/home/li/IMG_1.HEIC",)),
    ("file:///home/li/a%20b.gif",                ("/home/li/a b.gif",)),
    (r"C:\Users\li\a.tif",                       ("C:\\Users\\li\\a.tif",)),
]
NO_FILES = [*(text for text in NOT if "/home/li" not in text), "/", "//", "a/b", "谢谢惠顾", r"\\evil\share", "1/2"]
# fmt: on


@pytest.mark.parametrize(("text", "paths"), SEVERAL)
def test_several_files_and_files_that_are_no_pictures(text: str, paths: tuple[str, ...]) -> None:
    assert dropped_files(text) == tuple(map(Path, paths))


@pytest.mark.parametrize(("text", "path"), DROPPED)
def test_one_picture_is_one_file(text: str, path: str) -> None:
    assert dropped_files(text) == (Path(path),)


@pytest.mark.parametrize("text", NO_FILES)
def test_what_names_no_file(text: str) -> None:
    assert dropped_files(text) == ()


def test_home_is_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/li")
    monkeypatch.setenv("USERPROFILE", "/home/li")
    assert dropped_picture("~/slip.png") == Path("/home/li/slip.png")
    assert dropped_picture("~nobody-has-this-name/slip.png") == Path("~nobody-has-this-name/slip.png")


PATHS = ["/home/li", "C:\\slips", "file:///home/li"]
NO_PATHS = ["https://qr.alipay.com/x", "wxp://f2f", "80000026000149", "LKR1*80000026000149*1*X"]


@pytest.mark.parametrize(("text", "named"), [(text, text in PATHS) for text in PATHS + NO_PATHS])
def test_paths(text: str, named: bool) -> None:
    assert is_path(text) is named


@pytest.mark.parametrize(("name", "is_one"), [("a.PNG", True), ("a.jpeg", True), ("a.gif", False), ("png", False)])
def test_names(name: str, is_one: bool) -> None:
    assert is_picture_name(name) is is_one
