"""Python source, made and compiled, for messages of one shape: what its makers (plan_readers, plan_writers) share.

Not a second reading of the rules: protocol.codec says what a message is, and every function made here is its short way.
Wherever anything is unusual it calls `slow`, the interpreter, on the same input. One rule: only ints and our own words
become source text. What a table says in letters - MTI, fillers, kinds - is bound by name, and `checked` refuses a row
whose numbers are none.
"""

from __future__ import annotations

from collections.abc import Callable

from protocol.codec import MAX_MESSAGE
from protocol.fields import FieldSpec, Kind, Table
from protocol.indexed import Seat

TYPE_CHECKING = False  # and no `import typing`: see plans.py
if TYPE_CHECKING:
    from typing import Any

_FAULTS = (IndexError, KeyError, TypeError, ValueError, AttributeError)
"""What the lines may run into where the input is unusual; the interpreter then finds the right words for it."""


def checked(table: Table) -> dict[int, FieldSpec]:
    """A copy of the table. Raises ValueError naming a row that no message could have."""
    for number, spec in table.items():
        integers = (spec.number, spec.length, spec.prefix)
        if not all(type(one) is int for one in integers) or number != spec.number or not 2 <= number <= 128:
            raise ValueError(f"row {number!r}: number, length and prefix are integers, the number from 2 to 128")
        if not 1 <= spec.length <= MAX_MESSAGE or spec.prefix not in {0, 2, 3}:
            raise ValueError(f"row {number}: a length is from 1 to {MAX_MESSAGE}, a prefix is 0, 2 or 3")
        if type(spec.kind) is not Kind or spec.filler not in tuple("0123456789ABCDEF"):
            raise ValueError(f"row {number}: a kind is one of Kind, a filler is one upper-case hex digit")
    return dict(table)


class Source:
    """Lines of one function of these arguments, and the things they name."""

    def __init__(self, arguments: str, slow: Callable[..., Any]) -> None:
        self._arguments = arguments
        self._lines: list[str] = []
        self._named: dict[str, Any] = {"slow": slow, "FAULTS": _FAULTS}

    def add(self, line: str) -> None:
        self._lines.append(f"  {line}\n")

    def need(self, *conditions: str) -> None:
        """A line that goes the slow way, unless all of these hold."""
        self.add(f"if not ({' and '.join(conditions)}): return slow({self._arguments})")

    def name(self, thing: object) -> str:
        """What the lines may call this thing."""
        name = f"k{len(self._named)}"
        self._named[name] = thing
        return name

    def function(self) -> Callable[..., Any]:
        text = (
            f"def run({self._arguments}):\n try:\n{''.join(self._lines)} except FAULTS: return slow({self._arguments})"
        )
        exec(compile(text, "<plan>", "exec"), self._named)  # noqa: S102 - ints and our own words, see the first lines
        made: Callable[..., Any] = self._named.pop("run")
        return made


def at(anchor: int, offset: int) -> str:
    """An offset in the bytes, as source; see Seat."""
    return f"a{anchor} + {offset}" if anchor and offset else f"a{anchor}" if anchor else f"{offset}"


def octets(first: Seat, last: Seat) -> str:
    """The octets from the value of one field to the end of another, as source."""
    return f"data[{at(first.start_anchor, first.start + first.skip)}:{at(last.end_anchor, last.end)}]"


def joined(parts: list[str], before: str = "") -> str:
    """The strings of these names in one, as source; behind the digits `before`."""
    return f'f"{before}' + "".join(f"{{{part}}}" for part in parts) + '"'
