"""What the operating system gives as a reason, in words of the interface: "No space left on device" -> 磁盘空间不足.

The rule: what it says is known by its number; what has no text here is told by that number, and whatever else stands in
a reason stays as it is. Pure: the words come from the catalogues, `errno.<NAME>`.
"""

import errno
import os
import re
from collections.abc import Callable
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
    "timed out":                                 "ETIMEDOUT",
    "Name or service not known":                 "EAI_NONAME",
    "Temporary failure in name resolution":      "EAI_AGAIN",
    "No address associated with hostname":       "EAI_NODATA",
}
"""Reasons of sockets that are no errno."""
# fmt: on
NAMES: tuple[str, ...] = (*COMMON, *(name for name in _SAID_OTHERWISE.values() if name not in COMMON), OTHER)


def in_words(text: str, t: Callable[..., str]) -> str:
    """This text with each reason of the system that stands in it alone, or behind a colon, in the words of t."""
    return _reasons().sub(lambda found: _said(found[0], t), text)


def _said(words: str, t: Callable[..., str]) -> str:
    if words in _SAID_OTHERWISE:
        return t(f"errno.{_SAID_OTHERWISE[words]}")
    number = _numbers()[words]
    name = errno.errorcode[number]
    return t(f"errno.{name}") if name in COMMON else t(f"errno.{OTHER}", number=number)


@cache
def _numbers() -> dict[str, int]:
    """What the system says -> its number; the common one, where two numbers say the same."""
    common = {os.strerror(number): number for number, name in errno.errorcode.items() if name in COMMON}
    return {os.strerror(number): number for number in errno.errorcode} | common


@cache
def _reasons() -> re.Pattern[str]:
    """Longest first, as one may begin another."""
    words = sorted({*_numbers(), *_SAID_OTHERWISE}, key=len, reverse=True)
    one = "|".join(map(re.escape, words))
    return re.compile(rf"(?:^|(?<=: )|(?<=[(（：]))(?:{one})(?=$|[:;,)）。，；])")
