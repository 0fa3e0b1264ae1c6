"""Whose fault it was, and where: the one error tree of the wire.

`LocalProtocolError`: we broke a rule (a value that does not fit its field). `RemoteProtocolError`: the peer did
(bytes that cannot be read). Every error can name the field and the byte offset; none carries field data in its text,
so that a card number never reaches a log through an exception.
"""


class ProtocolError(Exception):
    """A rule of the wire was broken; `reason` says which, `field` and `offset` (bytes) say where, if known."""

    def __init__(self, reason: str, *, field: str | None = None, offset: int | None = None) -> None:
        super().__init__(reason, field, offset)
        self.reason = reason
        self.field = field
        self.offset = offset

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.reason, self.field, self.offset))

    def __str__(self) -> str:
        place = f"field {self.field}: " if self.field is not None else ""
        where = f" at byte {self.offset}" if self.offset is not None else ""
        return f"{place}{self.reason}{where}"


def _rebuild(kind: type[ProtocolError], reason: str, field: str | None, offset: int | None) -> ProtocolError:
    return kind(reason, field=field, offset=offset)


class LocalProtocolError(ProtocolError):
    """We were about to break the rule: nothing was sent."""


class RemoteProtocolError(ProtocolError):
    """The peer broke the rule: what arrived is not to be trusted."""


class EncodeError(LocalProtocolError):
    """A value does not fit its field."""


class DecodeError(RemoteProtocolError):
    """Bytes are not a message of this profile."""


class MacError(RemoteProtocolError):
    """Field 64 is missing or does not verify: the message says nothing, neither yes nor no."""
