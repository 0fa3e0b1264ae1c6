"""A scenario: what goes wrong, when, and what the cashier then sees. Values only; emulator.play lets it happen.

A rule is a match (which message of a terminal) and an act (what happens to it). The rules: a scenario never says that
money moved where it did not, and on a link that lacks what it disturbs it is refused by name when it is loaded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from emulator.conditions import Event
from protocol.dialects.unionpay.matrix import ROWS
from protocol.money import format_yuan
from protocol.session import Framing
from protocol.words import Words


class ScenarioError(ValueError):
    """A scenario that can't be had. `file` and `key` (a path such as rule[2].act.code, or "") say where."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(": ".join(part for part in (file, key, reason) if part))
        self.file, self.key, self.reason = file, key, reason


class Links(StrEnum):
    """What a scenario disturbs. FRAMES: link frames with their ACK, NAK and check. TCP: a connection that can close."""

    ANY = "any"
    FRAMES = "frames"
    TCP = "tcp"

    def has(self, framing: Framing) -> bool:
        """A line of this framing has it."""
        return self is Links.ANY or (self is Links.FRAMES) is (framing is Framing.LINK)


class Lost(StrEnum):
    """REQUEST: the host never sees it. ANSWER: the host did what was asked, and its answer goes nowhere."""

    REQUEST = "request"
    ANSWER = "answer"


class Closed(StrEnum):
    """When the connection goes: BEFORE the host is asked, AFTER it answered but nothing was said, HALF of an answer.
    RESET: as AFTER, and by a reset, as a machine does that lost its power or a firewall that forgot the connection.
    """

    BEFORE = "before"
    AFTER = "after"
    HALF = "half"
    RESET = "reset"


class Spoiled(StrEnum):
    """What happens to an answer's bytes on the way."""

    LRC = "lrc"
    MAC = "mac"
    BITS = "bits"
    BYTES = "bytes"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Match:
    """Which messages a rule is about. transactions: names of the matrix, none is any. amount_fen: exactly; ends: the
    last two digits of the amount, in fen. card: name of a test card. terminal: 8 characters. after: a transaction that
    was heard before since the scenario was loaded. nth: the first of those messages that it acts on, from 1; times: on
    how many from there, 0 for all.
    """

    transactions: tuple[str, ...] = ()
    amount_fen: int | None = None
    ends: int | None = None
    card: str = ""
    terminal: str = ""
    after: str = ""
    nth: int = 1
    times: int = 1


@dataclass(frozen=True, slots=True)
class Act:
    """What happens. Without code, lost, nak, busy and closed the host does what it was asked, and answers.

    code: the answer's field 39, and the host is not asked. nak: times this frame is refused, 0 never. busy_ms: how long
    the device neither hears nor says anything. ack_lost: the frame is not acknowledged. delay_ms: before the answer.
    late: the answer comes behind that to this transaction. copies: how often the answer is sent. replay: the answer
    before this one is sent instead. spoiled, sends: so many sends of the answer's bytes are damaged, 0 for all.
    fields: of the answer, changed, its MAC made anew. demand: 处理要求 in its header, or "". device: happens then.
    """

    code: str = ""
    lost: Lost | None = None
    closed: Closed | None = None
    nak: int = 0
    busy_ms: int = 0
    ack_lost: bool = False
    delay_ms: int = 0
    late: str = ""
    copies: int = 1
    replay: bool = False
    spoiled: Spoiled | None = None
    sends: int = 1
    fields: Mapping[int, str] = field(default_factory=dict)
    demand: str = ""
    device: tuple[Event, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which of KINDS happen, in that order."""
        return tuple(kind for kind, happens in _KINDS.items() if happens(self))


# fmt: off
_KINDS: Mapping[str, Callable[[Act], bool]] = {
    "code":         lambda act: bool(act.code),
    "request_lost": lambda act: act.lost is Lost.REQUEST,
    "answer_lost":  lambda act: act.lost is Lost.ANSWER,
    "closed":       lambda act: act.closed is not None,
    "nak":          lambda act: act.nak > 0,
    "busy":         lambda act: act.busy_ms > 0,
    "ack_lost":     lambda act: act.ack_lost,
    "delayed":      lambda act: act.delay_ms > 0,
    "late":         lambda act: bool(act.late),
    "copied":       lambda act: act.copies > 1,
    "replayed":     lambda act: act.replay,
    "spoiled":      lambda act: act.spoiled is not None,
    "changed":      lambda act: bool(act.fields),
    "demand":       lambda act: bool(act.demand),
    "device":       lambda act: bool(act.device),
}
# fmt: on
KINDS = tuple(_KINDS)
"""What may happen to a message, in words that a face has texts for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When, and what."""

    match: Match
    act: Act


@dataclass(frozen=True, slots=True)
class Scenario:
    """name: of its file. title: what goes wrong. sees: what the cashier sees, one line. device: happens at loading."""

    name: str
    title: Words
    sees: Words
    links: Links
    rules: tuple[Rule, ...]
    device: tuple[Event, ...] = ()

    def require(self, framing: Framing) -> None:
        """Raises ScenarioError where a line of this framing lacks what it disturbs."""
        if not self.links.has(framing):
            wants = Framing.LINK if self.links is Links.FRAMES else Framing.LENGTH
            raise ScenarioError(self.name, "links", f"is for framing {wants}, and this line has {framing}")

    @property
    def triggers(self) -> Words:
        """What sets it off."""
        each = [trigger(rule.match) for rule in self.rules] or [Words("一装上就有", "from the moment it is loaded")]
        return Words("；".join(dict.fromkeys(one.zh for one in each)), "; ".join(dict.fromkeys(one.en for one in each)))


def trigger(match: Match) -> Words:
    """When a rule acts, in words."""
    what = (
        Words("、".join(ROWS[name].zh for name in match.transactions), ", ".join(match.transactions).replace("_", " "))
        if match.transactions
        else Words("任何交易", "any message")
    )
    yuan = format_yuan(match.amount_fen or 0)
    rows = (
        (match.after, f"{ROWS[match.after].zh if match.after else ''}之后的", f"after {match.after.replace('_', ' ')}"),
        (match.terminal, f"终端{match.terminal}的", f"of terminal {match.terminal}"),
        (match.card, f"{match.card}卡的", f"with card {match.card}"),
        (match.amount_fen is not None, f"金额{yuan}的", f"of {yuan}"),
        (match.ends is not None, f"尾数.{match.ends or 0:02d}的", f"of an amount that ends in .{match.ends or 0:02d}"),
    )
    zh = "".join(zh for given, zh, _ in rows if given)
    en = "".join(f" {en}" for given, _, en in rows if given)
    count = _count(match)
    return Words(f"{count.zh}{zh}{what.zh}", f"{what.en}{en}{count.en}")


def _count(match: Match) -> Words:
    first, last = match.nth, match.nth + match.times - 1
    if match.times == 0:
        return Words("每次", "") if first == 1 else Words(f"第{first}次起每次", f", from no. {first} on")
    if first == last:
        return Words(f"第{first}次", f", no. {first}")
    return Words(f"第{first}至{last}次", f", no. {first} to {last}")
