"""What the reading process says of a picture, as messages and back. The only place that knows how values are spelled.

The rule: what comes from that process is checked like a stranger's file; whatever does not fit is a WireError.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TypeVar

from scanner.decode.header import WORDS, Why
from scanner.decode.symbol import SKIPPED, StepTaken, Symbol
from scanner.reader.wire import Message, WireError

_T = TypeVar("_T")


def step_told(step: StepTaken) -> Message:
    """A step that has ended."""
    return Message("step", _step(step))


def step_heard(message: Message) -> StepTaken:
    """The same, back."""
    values = message.values
    return _checked(
        lambda: StepTaken(
            _text(values["name"]),
            float(_number(values["cpu_ms"])),
            tuple(_symbol_of(one) for one in _rows(values["accepted"])),
            _reason(values["skipped"]),
        )
    )


def symbols_told(symbols: tuple[Symbol, ...]) -> Message:
    """The end of a picture, and all its codes."""
    return Message("done", {"symbols": [_symbol(one) for one in symbols]})


def symbols_heard(message: Message) -> tuple[Symbol, ...]:
    """The same, back."""
    return _checked(lambda: tuple(_symbol_of(one) for one in _rows(message.values["symbols"])))


@dataclass(frozen=True, slots=True)
class Grey:
    """A grey picture. width, height: pixels, 1 or more. dots: a byte each, row by row; 0 is black."""

    width: int
    height: int
    dots: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1 or len(self.dots) != self.width * self.height:
            raise ValueError("a picture has as many dots as its size says")


def grey_told(grey: Grey) -> Message:
    """A picture that was fitted."""
    return Message("fitted", {"width": grey.width, "height": grey.height}, grey.dots)


def grey_heard(message: Message) -> Grey:
    """The same, back."""
    return _checked(lambda: Grey(_whole(message.values["width"]), _whole(message.values["height"]), message.tail))


def name_heard(message: Message) -> str:
    """Of a step that begins."""
    return _checked(lambda: _text(message.values["name"]))


def why_heard(message: Message) -> Why:
    """Why a picture can't be read."""
    why = message.values.get("why")
    return next((one for one in WORDS if one == why), "gave_up")


def _step(step: StepTaken) -> dict[str, object]:
    accepted = [_symbol(one) for one in step.accepted]
    return {"name": step.name, "cpu_ms": step.cpu_ms, "accepted": accepted, "skipped": step.skipped}


def _symbol(symbol: Symbol) -> dict[str, object]:
    return {
        "symbology": symbol.symbology,
        "text": symbol.text,
        "raw": symbol.raw.hex(),
        "step": symbol.step,
        "guessed": symbol.guessed,
        "doubted": symbol.doubted,
    }


def _symbol_of(row: Mapping[str, object]) -> Symbol:
    text = None if row["text"] is None else _text(row["text"])
    guessed, doubted = (_yes_or_no(row[name]) for name in ("guessed", "doubted"))
    return Symbol(_text(row["symbology"]), text, bytes.fromhex(_text(row["raw"])), _text(row["step"]), guessed, doubted)


def _checked(make: Callable[[], _T]) -> _T:
    try:
        return make()
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise WireError("not as agreed") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _reason(value: object) -> str:
    if value not in SKIPPED:
        raise ValueError
    return _text(value)


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise TypeError
    if not isfinite(value):
        raise ValueError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _rows(value: object) -> list[Mapping[str, object]]:
    if not (isinstance(value, list) and all(isinstance(row, dict) for row in value)):
        raise TypeError
    return value
