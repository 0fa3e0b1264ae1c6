"""Names of picture files: which are looked at, and what a terminal types when a file is dropped into it. Pure.

No file is opened here. The rule: a name says what a file may be; what it is, scanner.decode.picture finds out.
"""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".pdf"})
OTHER_SUFFIXES = frozenset({".heic", ".heif", ".avif", ".gif", ".tif", ".tiff"})
"""Of kinds that are not read, and that telephones and office scanners write: they are told, not passed over."""
LONGEST = 4096
"""Characters of a path: PATH_MAX of Linux."""

_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_DRIVE = re.compile(r"/[A-Za-z]:/")
_QUOTES = "\"'"
_WHOLE = re.compile(r"/[^/\s]|~[\\/]|file://|[A-Za-z]:[\\/]")
"""How a whole path begins; one to another computer is no such, as asking for it tells that computer who asks."""
_WINDOWS_WORD = re.compile(r""""[^"]*"|'[^']*'|\S+""")


def is_picture_name(name: str) -> bool:
    """It ends as pictures do."""
    return name.lower().endswith(tuple(SUFFIXES))


def is_any_picture_name(name: str) -> bool:
    """It ends as pictures do, also of a kind that is not read."""
    return name.lower().endswith(tuple(SUFFIXES | OTHER_SUFFIXES))


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


def dropped_files(text: str) -> tuple[Path, ...]:
    """The files that a pasted text names, one or several: pictures by their names, and whatever begins as a whole path
    does. () for any other text. What they are is not known here.
    """
    named = text.strip().removeprefix("& ")
    if len(named) > LONGEST or "\0" in named:
        return ()
    words = _words(named)
    if len(words) > 1 and (all(map(is_picture_name, words)) or all(map(_WHOLE.match, words))):
        return tuple(map(Path, words))
    if (picture := dropped_picture(text)) is not None:
        return (picture,)
    path = (_of_url(named) if "://" in named else named.strip(_QUOTES)) if _WHOLE.match(named.lstrip(_QUOTES)) else ""
    return (at_home(path),) if path else ()


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
    words = _words(text)
    return words[0] if len(words) == 1 else "" if all(map(is_picture_name, words)) else text


def _words(text: str) -> list[str]:
    """As a shell would part them; the text alone where a quote is not closed, which is part of its name then."""
    if _WINDOWS.match(text.lstrip(_QUOTES)):
        return [word.strip(_QUOTES) for word in _WINDOWS_WORD.findall(text)]
    import shlex  # only where something was pasted

    try:
        return shlex.split(text)
    except ValueError:
        return [text]
