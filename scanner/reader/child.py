"""The reading process: `python -P -m scanner.reader.child`. Takes commands from its stdin and answers to its stdout.

It knows no shop and no key: what a code means is the terminal's to say. The rule: it ends the moment its stdin does,
whatever it is doing, and nothing but messages ever leaves it.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from queue import Full, Queue
from threading import Lock, Thread
from typing import BinaryIO

from scanner.reader.limits import limit_process
from scanner.reader.wire import Message, Sink, WireError, receive, send

Answer = Callable[[Message], None]
"""Sends one message to the terminal; from any thread."""

Inbox = Queue[Message]
"""Commands that have come and were not taken yet."""

Serve = Callable[[Message, Inbox, Answer], None]
"""Does what one command asks, answers as it goes on, and returns when that is done. It may look into the inbox for the
command that ends it; what it takes from there is its own to answer.
"""

# Who serves which command; loaded when the first such command comes.
SERVERS: dict[str, str] = {
    "read": "scanner.reader.reading:serve",
    "fit": "scanner.reader.fitting:serve",
    "camera": "scanner.camera.serving:serve",
    "cameras": "scanner.camera.serving:serve_list",
}
_MOST_WAITING = 2  # commands that were not taken: the terminal waits for an answer before it asks again


def main() -> int:
    """Serve until stdin ends; never returns before that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the terminal, which will end us
    commands, answers = _pipes()
    limit_process()
    inbox: Inbox = Queue(_MOST_WAITING)
    Thread(target=_listen, args=(commands, inbox), daemon=True).start()
    answer = _answerer(answers)
    answer(Message("ready"))
    while True:
        command = inbox.get()
        server = SERVERS.get(command.word)
        if server is None:
            answer(Message("fault", {"why": "unknown_command"}))
        else:
            _server(server)(command, inbox, answer)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Stdin and stdout for messages alone: what a library prints goes nowhere."""
    commands, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for taken in (0, 1):
        os.dup2(nowhere, taken)
    return os.fdopen(commands, "rb"), os.fdopen(answers, "wb")


def _listen(commands: BinaryIO, inbox: Inbox) -> None:
    """In a thread of its own: the end of stdin is heard also while a picture is read."""
    with suppress(WireError, OSError, Full):
        while (command := receive(commands)) is not None:
            inbox.put_nowait(command)
    os._exit(0)


def _answerer(answers: Sink) -> Answer:
    one_at_a_time = Lock()

    def answer(message: Message) -> None:
        with one_at_a_time:
            try:
                send(answers, message)
            except OSError:
                os._exit(0)  # nobody listens any more

    return answer


def _server(place: str) -> Serve:
    module, name = place.split(":")
    serve: Serve = getattr(import_module(module), name)
    return serve


if __name__ == "__main__":
    sys.exit(main())
