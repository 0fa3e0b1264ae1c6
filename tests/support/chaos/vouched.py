"""Which bytes of a tcp connection bear a MAC, however they are cut. What turned elsewhere, tcp itself would see."""

_LENGTH = 2
_SAYS_MAC = 22
"""Behind length, TPDU, header and type the octet of the bitmap whose last bit says that there is a MAC."""


class Vouched:
    """One way of one connection."""

    def __init__(self) -> None:
        self._open = b""

    def follow(self, piece: bytes) -> bool:
        """The next bytes; every one of them is of a message that is known by now to have a MAC."""
        self._open += piece
        vouched = True
        while self._open:
            vouched = vouched and len(self._open) > _SAYS_MAC and bool(self._open[_SAYS_MAC] & 1)
            size = _LENGTH + int.from_bytes(self._open[:_LENGTH])
            if len(self._open) < max(size, _LENGTH):
                break
            self._open = self._open[size:]
        return vouched
