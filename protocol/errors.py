"""Whose fault it was, and where: the one error tree of the wire.

`LocalProtocolError`: we broke a rule (a value that does not fit its field). `RemoteProtocolError`: the peer did
(bytes that cannot be read). Every error can name the field and the byte offset; none carries field data in its text,
so that a card number never reaches a log through an exception.
"""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False  # and no `import typing`: see plans.py
if TYPE_CHECKING:
    from typing import Any


class ProtocolError(Exception):
    """A rule of the wire was broken; `reason` says which, `field` and `offset` (bytes) say where, if known."""

    def __init__(self, reason: str, *, field: str | None = None, offset: int | None = None) -> None:
        super().__init__(reason, field, offset)
        self.reason = reason
        self.field = field
        self.offset = offset

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.reason, self._place()))

    def __str__(self) -> str:
        place = f"field {self.field}: " if self.field is not None else ""
        where = f" at byte {self.offset}" if self.offset is not None else ""
        return f"{place}{self.reason}{where}"

    def _place(self) -> dict[str, object]:
        """The keyword arguments that make this error again."""
        return {"field": self.field, "offset": self.offset}


def _rebuild(kind: type[ProtocolError], reason: str, place: dict[str, object]) -> ProtocolError:
    return kind(reason, **place)  # type: ignore[arg-type]  # the keywords of _place are those of the class


class LocalProtocolError(ProtocolError):
    """We were about to break the rule: nothing was sent."""


class RemoteProtocolError(ProtocolError):
    """The peer broke the rule: what arrived is not to be trusted."""


class EncodeError(LocalProtocolError):
    """A value does not fit its field."""


class DecodeError(RemoteProtocolError):
    """Bytes are not a message of this profile.

    wanted: what the rule asks for at this place, in words ("6 bytes", "decimal digits"). left: bytes from here to the
    end of what was given. so_far: field number (of a link: type or tag) -> value of all that had been decoded. It is
    for whoever asks for it by name: no text, repr or pickle of the error carries it, so that no log or other process
    gets a card number by it.
    """

    def __init__(
        self,
        reason: str,
        *,
        field: str | None = None,
        offset: int | None = None,
        wanted: str | None = None,
        left: int | None = None,
        so_far: Mapping[Any, str | bytes] | None = None,
    ) -> None:
        super().__init__(reason, field=field, offset=offset)
        self.wanted = wanted
        self.left = left
        self.so_far = so_far

    def moved(self, start: int) -> DecodeError:
        """This error as one of the bytes around: what was read began at their byte `start`. No offset counts as 0."""
        place = self._place() | {"offset": start + (self.offset or 0), "so_far": self.so_far}
        return type(self)(self.reason, **place)  # type: ignore[arg-type]

    def _place(self) -> dict[str, object]:
        return super()._place() | {"wanted": self.wanted, "left": self.left}


class MacError(RemoteProtocolError):
    """Field 64 is missing or does not verify: the message says nothing, neither yes nor no."""
