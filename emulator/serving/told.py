"""A line a message on stderr: when, who, what was asked and what was answered, masked; and who was not let in. A watch;
it decides nothing.

The rule: nobody waits for its reader (emulator.serving.aside), and a line is made of what may be shown alone
(emulator.serving.exchange).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TextIO

from emulator.serving.aside import Aside
from emulator.serving.exchange import read_exchange
from emulator.serving.watch import Ending, Refusal
from protocol.dialects.unionpay.profiles import Profile
from protocol.words import Lang, Words

MOST_CHARACTERS = 400
"""Of a line; a message of a register names every field it has."""

# fmt: off
_SHUT_OUT: Mapping[Refusal | Ending, Words] = {
    Refusal.CONNECTIONS: Words("没有空位", "no place is free"),
    Refusal.PER_ADDRESS: Words("此地址的连接已满", "its address holds as many as it may"),
    Refusal.NOT_ALLOWED: Words("地址不在允许的网络中", "its address is in no network that may come"),
    Refusal.STOPPING:    Words("正在停止", "the server ends"),
    Ending.HANDSHAKE:    Words("TLS 握手没有成功", "TLS did not come about"),
}
_NOT_IN  = {"zh": "未接入：", "en": "not let in: "}
_ARROW   = {"zh": "→", "en": "->"}
_MISSING = {"zh": "（有 {} 行没有人读，略去）", "en": "({} lines that nobody read were left out)"}
# fmt: on


class Told:
    """stream: where lines go. clock: local time. prefix: in front of each line ("plain-lab"), "" for none."""

    def __init__(
        self, stream: TextIO, clock: Callable[[], datetime], profile: Profile, lang: Lang = "zh", prefix: str = ""
    ) -> None:
        self._aside = Aside(stream, _MISSING[lang])
        self._clock, self._profile, self._lang = clock, profile, lang
        self._prefix = f"{prefix} " if prefix else ""

    def answered(self, peer: str, asked: bytes, answer: bytes | None, waited_s: float) -> None:
        """One line: both messages, and milliseconds."""
        read, lang = read_exchange(asked, answer, self._profile), self._lang
        told = f"{peer} {read.asked.told(lang)} {_ARROW[lang]} {read.said.told(lang)}"
        if len(told) > MOST_CHARACTERS:
            told = f"{told[: MOST_CHARACTERS - 1]}…"
        self._say(f"{told} {waited_s * 1000:.1f} ms")

    def close(self) -> None:
        """Say what waits."""
        self._aside.close()

    def opened(self, peer: str) -> None:
        """Not told."""

    def refused(self, peer: str, why: Refusal) -> None:
        """A line."""
        self._shut_out(peer, why)

    def closed(self, peer: str, why: Ending) -> None:
        """A line where TLS did not come about."""
        if why is Ending.HANDSHAKE:
            self._shut_out(peer, why)

    def received(self, peer: str, data: bytes) -> None:
        """Not told: a message is told when it is answered."""

    def sent(self, peer: str, data: bytes) -> None:
        """Not told."""

    def _shut_out(self, peer: str, why: Refusal | Ending) -> None:
        words = _SHUT_OUT[why]
        self._say(f"{peer} {_NOT_IN[self._lang]}{words.zh if self._lang == 'zh' else words.en}")

    def _say(self, told: str) -> None:
        self._aside.say(f"{self._prefix}{self._clock():%Y-%m-%d %H:%M:%S} {told}")
