"""Commands of the child process: "camera" watches one until that ends, or the process does; "cameras" tries each."""

from collections.abc import Mapping
from typing import Any

from scanner.camera.capture import Picture, cameras
from scanner.camera.news import Listed
from scanner.camera.watching import watch
from scanner.camera.wording import message_of
from scanner.decode.cascade import read_frame
from scanner.decode.symbol import Reading
from scanner.reader.child import Answer, Inbox
from scanner.reader.wire import Message


def serve(command: Message, inbox: Inbox, answer: Answer) -> None:
    """Values: source and size, as scanner.camera.watching.watch has them. Answers: news; over or listed comes last."""
    values: Mapping[str, Any] = command.values
    columns, rows = values["size"]
    watch(values["source"], (columns, rows), _read, lambda news: answer(message_of(news)))


def serve_list(command: Message, inbox: Inbox, answer: Answer) -> None:
    """Answers once: all cameras, each tried."""
    answer(message_of(Listed(cameras())))


def _read(grey: Picture, turn: int, told: frozenset[bytes]) -> Reading:
    return read_frame(grey.data, turn, told)
