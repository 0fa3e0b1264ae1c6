"""Names of picture files: which are looked at, and what a terminal types when a file is dropped into it. Pure.

No file is opened here. The rule: a name says what a file may be; what it is, scanner.decode.picture finds out.
"""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".pdf"})
LONGEST = 4096
"""Characters of a path: PATH_MAX of Linux."""

_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_DRIVE = re.compile(r"/[A-Za-z]:/")
_QUOTES = "\"'"


def is_picture_name(name: str) -> bool:
    """It ends as pictures do."""
    return name.lower().endswith(tuple(SUFFIXES))


def is_path(text: str) -> bool:
    """It names a file or a folder, and is no address."""
    return any(sign in text for sign in "/\\") and ("://" not in text or text.startswith("file:"))


def dropped_picture(text: str) -> Path | None:
    """The picture that a pasted text names: a path as terminals type it for a dropped file - plain, in quotes, with
    its spaces escaped, or a file: URL. None for any other text, and for several files.
    """
    named = text.strip().removeprefix("& ")  # PowerShell's
    if not is_picture_name(named.rstrip(_QUOTES)) or len(named) > LONGEST:
        return None
    path = _of_url(named) if "://" in named else _unquoted(named)
    return at_home(path) if is_picture_name(path) and "\0" not in path else None


def at_home(path: str) -> Path:
    """The path with ~ read as the home folder, where there is one."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # nobody has that name here
        return Path(path)


def _of_url(text: str) -> str:
    """The path of file:///… as it stands in the file system; "" for any other URL."""
    try:
        url = urlsplit(text.strip(_QUOTES))
    except ValueError:
        return ""
    if url.scheme != "file" or url.netloc not in ("", "localhost"):
        return ""
    path = unquote(url.path)
    return path[1:] if _DRIVE.match(path) else path


def _unquoted(text: str) -> str:
    """As a shell would read it where that is one word; else as it stands."""
    if _WINDOWS.match(text.lstrip(_QUOTES)):
        return text.strip(_QUOTES)
    import shlex  # only where something was pasted

    try:
        words = shlex.split(text)
    except ValueError:  # a quote that is not closed is part of the name
        return text
    return words[0] if len(words) == 1 else "" if _many(words) else text


def _many(words: list[str]) -> bool:
    return all(is_picture_name(word) for word in words)
