"""Acts of a case whose device comes back, and of one that goes back again. Pure.

The rule: a parcel has a courier and a number, whichever way it goes.
"""

from dataclasses import dataclass

from terminal.case.checks import MOST_NAME, MOST_WORDS, require_said


@dataclass(frozen=True, slots=True)
class GoodsSent:
    """The customer sent the device back."""

    courier: str
    number: str

    def __post_init__(self) -> None:
        require_said(self.courier, "courier", MOST_NAME)
        require_said(self.number, "number", MOST_NAME)


@dataclass(frozen=True, slots=True)
class GoodsReceived:
    """The device is here. missing: parts of the list that are not."""

    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for part in self.missing:
            require_said(part, "missing", MOST_NAME)


@dataclass(frozen=True, slots=True)
class GoodsChecked:
    """The device was looked at, and is taken back."""

    words: str

    def __post_init__(self) -> None:
        require_said(self.words, "words", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class GoodsRejected:
    """The device was looked at, and is not taken back: nothing is paid, and it goes back to the customer."""

    why: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class GoodsReturned:
    """The device was sent back to the customer."""

    courier: str
    number: str

    def __post_init__(self) -> None:
        require_said(self.courier, "courier", MOST_NAME)
        require_said(self.number, "number", MOST_NAME)
