"""News of a camera as messages between the child process and the terminal, both ways. Pure.

The rule: what is no news of ours is a WireError, whoever sent it.
"""

from collections.abc import Callable, Mapping
from typing import get_args

from scanner.camera.devices import Device
from scanner.camera.news import Listed, News, Opened, Over, Preview, Seen, Word
from scanner.reader.answers import symbols_heard, symbols_told
from scanner.reader.wire import Message, WireError

_WORDS: Mapping[str, Word] = {word: word for word in get_args(Word)}


def message_of(news: News) -> Message:
    """What the child process sends."""
    match news:
        case Opened(name, width, height):
            return Message("opened", {"name": name, "width": width, "height": height})
        case Preview(number, width, height, grey):
            return Message("preview", {"number": number, "width": width, "height": height}, grey)
        case Seen(number, codes):
            return Message("seen", {"number": number, **symbols_told(codes).values})
        case Listed(devices):
            return Message("listed", {"devices": [[one.index, one.name] for one in devices]})
        case Over(word, name):
            return Message("over", {"word": word, "name": name})


def news_of(message: Message) -> News:
    """What the terminal hears. Raises WireError."""
    try:
        return _READ[message.word](message)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WireError("no news of a camera") from error


def _opened(message: Message) -> Opened:
    return Opened(_text(message, "name"), _whole(message, "width"), _whole(message, "height"))


def _preview(message: Message) -> Preview:
    return Preview(_whole(message, "number"), _whole(message, "width"), _whole(message, "height"), message.tail)


def _seen(message: Message) -> Seen:
    return Seen(_whole(message, "number"), symbols_heard(message))


def _listed(message: Message) -> Listed:
    rows = message.values["devices"]
    if not isinstance(rows, list):
        raise TypeError("devices")
    return Listed(tuple(Device(int(index), str(name)) for index, name in rows))


def _over(message: Message) -> Over:
    return Over(_WORDS[_text(message, "word")], _text(message, "name"))


def _text(message: Message, name: str) -> str:
    value = message.values[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _whole(message: Message, name: str) -> int:
    value = message.values[name]
    if not isinstance(value, int) or value < 0:
        raise TypeError(name)
    return value


_READ: Mapping[str, Callable[[Message], News]] = {
    "opened": _opened,
    "preview": _preview,
    "seen": _seen,
    "listed": _listed,
    "over": _over,
}
