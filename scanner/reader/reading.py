"""In the reading process: one picture, its steps told as they begin and end.

The rule: whatever is no PictureError ends the process, which the terminal takes as a step that fell over.
"""

from scanner.decode.cascade import read_picture
from scanner.decode.header import PictureError
from scanner.decode.symbol import StepTaken
from scanner.reader.answers import step_told, symbols_told
from scanner.reader.child import Answer, Inbox
from scanner.reader.limits import limited_picture
from scanner.reader.wire import Message


def serve(command: Message, inbox: Inbox, answer: Answer) -> None:
    """Read the picture in the tail. Values: budget_ms, and skip, the names of steps to leave out."""

    def heard(step: StepTaken) -> None:
        answer(step_told(step))

    def begins(name: str) -> None:
        answer(Message("begins", {"name": name}))

    budget_ms, skip = command.values["budget_ms"], command.values["skip"]
    if not (isinstance(budget_ms, int | float) and isinstance(skip, list)):
        raise TypeError(command)
    try:
        with limited_picture():
            read = read_picture(command.tail, budget_ms=budget_ms, skip=frozenset(skip), heard=heard, begins=begins)
    except PictureError as error:
        answer(Message("unreadable", {"why": error.why}))
    else:
        answer(symbols_told(read.symbols))
