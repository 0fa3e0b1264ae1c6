"""In the reading process: one picture, its steps told as they begin and end.

The rule: whatever is no PictureError ends the process, which the terminal takes as a step that fell over.
"""

from scanner.decode.cascade import BUDGET_MS, read_picture
from scanner.decode.header import PictureError
from scanner.decode.symbol import StepTaken
from scanner.reader.answers import step_told, symbols_told
from scanner.reader.child import Answer, Inbox
from scanner.reader.limits import limited_picture
from scanner.reader.wire import Message


def serve(command: Message, inbox: Inbox, answer: Answer) -> None:
    """Read the picture in the tail. Values: spent_ms, of its budget, and skip, the names of steps to leave
    out.
    """

    def heard(step: StepTaken) -> None:
        answer(step_told(step))

    def begins(name: str) -> None:
        answer(Message("begins", {"name": name}))

    spent_ms, skip = command.values["spent_ms"], command.values["skip"]
    if not (isinstance(spent_ms, int | float) and isinstance(skip, list)):
        raise TypeError(command)
    left_ms = BUDGET_MS - spent_ms
    try:
        with limited_picture():
            read = read_picture(command.tail, budget_ms=left_ms, skip=frozenset(skip), heard=heard, begins=begins)
    except PictureError as error:
        answer(Message("unreadable", {"why": error.why}))
    else:
        answer(symbols_told(read.symbols))
