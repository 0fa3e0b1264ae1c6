"""What the operating system gives as a reason, in words of the interface: "No space left on device" -> 磁盘空间不足;
and what our own errors say of a file or a line around it: "can't be read" -> 无法读取.

The rule: it is known by what the system says of a number; what has no text here is told by that number, and whatever
else stands in a reason stays as it is, also what the system says of many. Pure: the words come from the catalogues,
`errno.<NAME>` and `file.<name>`.
"""

import errno
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache

# fmt: off
COMMON: tuple[str, ...] = (
    # files
    "ENOENT", "EACCES", "EPERM", "ENOSPC", "EDQUOT", "EROFS", "EEXIST", "EISDIR", "ENOTDIR", "ENOTEMPTY", "EFBIG",
    "ENAMETOOLONG", "ELOOP", "EMFILE", "ENFILE", "ENOMEM", "EBADF", "EINVAL",
    # devices
    "EIO", "EBUSY", "ENODEV", "ENXIO", "ENOTTY", "EAGAIN",
    # the network
    "EPIPE", "ETIMEDOUT", "ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EHOSTUNREACH", "ENETUNREACH", "EADDRINUSE",
    "EADDRNOTAVAIL",
)
"""Names of errno that have a text of their own."""
OTHER = "other"
_SAID_OTHERWISE = {
    "timed out":                                    "ETIMEDOUT",
    "Name or service not known":                    "EAI_NONAME",  # glibc
    "nodename nor servname provided, or not known": "EAI_NONAME",  # macOS
    "getaddrinfo failed":                           "EAI_NONAME",  # Windows
    "Temporary failure in name resolution":         "EAI_AGAIN",
    "No address associated with hostname":          "EAI_NODATA",
}
"""Reasons of sockets that are no errno."""
OURS: dict[str, str] = {
    "can't be read":                                      "unread",
    "can't be written":                                   "unwritten",
    "not UTF-8 text":                                     "no_text",
    "not UTF-8 text, or no file's name":                  "no_text_or_name",
    "no file's name":                                     "no_name",
    "damaged: not ASCII text":                            "no_ascii",
    "a symbolic link":                                    "link",
    "no regular file":                                    "not_regular",
    "holds something that is no trace; it is left alone": "no_trace",
    "its last line is cut off; move it away":             "cut_off",
    "no emulator is running":                             "nobody",
    "no emulator is running there":                       "nobody_there",
    "the emulator went away":                             "went_away",
    "the emulator went away, or its token is another":    "went_away_or_token",
    "no such name":                                       "no_host",
    "the peer closed the connection":                     "hung_up",
}
"""What packages without texts say in English of a file or a line, and its name among the texts."""
# fmt: on
NAMES: tuple[str, ...] = (*dict.fromkeys((*COMMON, *_SAID_OTHERWISE.values())), OTHER)


def in_words(text: str, t: Callable[..., str]) -> str:
    """This text with each reason, of the system or of OURS, that stands in it alone or behind a colon, in t's words."""
    return _reasons().sub(lambda found: _said(found[0], t), text)


def _said(words: str, t: Callable[..., str]) -> str:
    if words in OURS:
        return t(f"file.{OURS[words]}")
    if words in _SAID_OTHERWISE:
        return t(f"errno.{_SAID_OTHERWISE[words]}")
    number = _numbers()[words]
    name = errno.errorcode[number]
    return t(f"errno.{name}") if name in COMMON else t(f"errno.{OTHER}", number=number)


@cache
def _numbers() -> dict[str, int]:
    """What the system says -> its number; the common one, where several say the same. What several of those say, or of
    the others, is no number's: "Unknown error" of Windows.
    """
    common = [number for number, name in errno.errorcode.items() if name in COMMON]
    return _said_once(errno.errorcode) | _said_once(common)


def _said_once(numbers: Iterable[int]) -> dict[str, int]:
    said = [(os.strerror(number), number) for number in numbers]
    often = Counter(words for words, _ in said)
    return {words: number for words, number in said if often[words] == 1}


@cache
def _reasons() -> re.Pattern[str]:
    """Longest first, as one may begin another."""
    words = sorted({*_numbers(), *_SAID_OTHERWISE, *OURS}, key=len, reverse=True)
    one = "|".join(map(re.escape, words))
    return re.compile(rf"(?:^|(?<=: )|(?<=[(（：]))(?:{one})(?=$|[:;,)）。，；])")
