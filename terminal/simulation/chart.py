"""A run as a sequence chart: time, terminals, line and host as columns of a page of 80, one thing a line. It is drawn
from what history.py writes down, so that it is masked by what that leaves out: no card, no secret, no body.

The rule: what happened is drawn in the order in which it did, and every fault that fired stands where it struck.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from protocol.money import format_yuan
from terminal.columns import clean, pad, wrap
from terminal.language import Texts
from terminal.receipt.facts import Kind
from terminal.receipt.kinds import KINDS
from terminal.simulation.chance import Chances, Concern
from terminal.simulation.faults import CLASSES, Fault, Fired, Swarm
from terminal.simulation.history import Event, Recorder
from terminal.simulation.plan import plan_of
from terminal.simulation.run import Run, Simulation
from terminal.simulation.scenario import Scenario

COLUMNS = 80
_TIME, _TERMINAL, _LINE, _HOST = 9, 31, 13, 24
"""And a space between two: 80."""
_OUT, _IN = "------------>", "<------------"
_VOUCHER = 4
"""A key of so many parts ends with a number: a refund's or payment's trace number, a batch's own."""
_PLACES = MappingProxyType({Concern.NETWORK: "line", Concern.HOST: "host"})
"""Where faults of a concern strike; those of all others at the terminal."""
# fmt: off
HEADS = ("time", "terminal", "line", "host")
MESSAGES = (
    "refund", "again", "reversal", "settle", "upload", "sign_on", "order", "query", "cancel", "sale", "void",
)
"""What history.py calls those that have a name."""
OUTCOMES = ("applied", "refused", "repeated", "differs", "tombstoned")
RECORDS = ("refund", "payment", "batch")
EVENTS = ("asked", "told", "refused", "printed", "started", "killed")
# fmt: on
WORDS = frozenset({*HEADS, *MESSAGES, *OUTCOMES, *RECORDS, *EVENTS})
"""Each is a text."""


def chart_of(seed: int, scenario: Scenario | None, texts: Texts) -> tuple[Run, list[str]]:
    """A seed, or what a scenario says, and its chart."""
    chances = Chances(seed)
    plan = plan_of(chances)
    only = frozenset(scenario.faults) if scenario is not None else None
    if scenario is not None:
        plan = plan.only(frozenset(scenario.tasks))
    swarm = Swarm(chances, only=only)
    simulation = Simulation(seed, chances, swarm, plan, Charted)
    watch = simulation.watch
    if not isinstance(watch, Charted):
        raise TypeError(watch)
    swarm.fired = Heard(watch.fault)
    return simulation.run(), drawn(watch.events, texts)


class Heard(list[Fired]):
    """Faults that fired, each told when it does."""

    def __init__(self, tell: Callable[[Fired], None]) -> None:
        super().__init__()
        self._heard = tell

    def append(self, one: Fired) -> None:
        """It fires."""
        super().append(one)
        self._heard(one)


class Charted(Recorder):
    """A history in which faults stand, too, and what broke."""

    def fault(self, one: Fired) -> None:
        """It fired."""
        self._tell("fault", terminal=f"T{one.terminal}", fault=one.fault.value, where=struck_at(one.fault))

    def cut(self, machine: int) -> None:
        """See Watch."""
        super().cut(machine)
        self._tell("killed", terminal=f"T{machine}")

    def broken(self, check: str, said: str) -> None:
        """See Watch."""
        super().broken(check, said)
        self._tell("broken", check=check, said=said)


def struck_at(fault: Fault) -> str:
    """The column in which it stands."""
    return _PLACES.get(CLASSES[fault].concern, "terminal")


def drawn(events: Iterable[Event], texts: Texts) -> list[str]:
    """A page of 80 columns with the heads of its columns."""
    heads = (texts(f"chart.{name}") for name in HEADS)
    lines = [_row(*heads), _row("-" * _TIME, "-" * _TERMINAL, "-" * _LINE, "-" * _HOST)]
    for event in events:
        draw = _ROWS.get(event["what"])
        if draw is not None:
            lines += draw(event, texts)
    return lines


def _row(time: str, terminal: str = "", line: str = "", host: str = "") -> str:
    """A terminal has the whole line where nobody else says anything."""
    wide = _TERMINAL if line or host else COLUMNS - _TIME - 1
    cells = (pad(time, _TIME, "right"), pad(terminal, wide), pad(line, _LINE), pad(host, _HOST))
    return " ".join(cells).rstrip()


def _at(event: Event) -> str:
    return f"{event['at']:.3f}"


def _left(event: Event, texts: Texts) -> list[str]:
    return [_row(_at(event), f"{event['terminal']} {_message(event, texts)}", _OUT)]


def _arrived(event: Event, texts: Texts) -> list[str]:
    return [_row(_at(event), f"{event['terminal']} {_message(event, texts)}", "<-----")]


def _answered(event: Event, texts: Texts) -> list[str]:
    return [_row(_at(event), "", _IN, _message(event, texts))]


def _judged(event: Event, texts: Texts) -> list[str]:
    said = texts(f"chart.{event['outcome']}")
    return [_row(_at(event), "", "", f"{_voucher(event)} {said} {_money(event)}")]


def _durable(event: Event, texts: Texts) -> list[str]:
    if "state" not in event:
        return []
    about = " ".join(filter(None, (texts(f"chart.{event['family']}"), _voucher(event))))
    return [_row(_at(event), f"{event['terminal']}   [{about} {texts('chart_state.' + event['state'])}]")]


def _said(word: str) -> "Draw":
    def draw(event: Event, texts: Texts) -> list[str]:
        state = texts(f"chart_state.{event['state']}") if event.get("state") else ""
        said = (event.get("request"), state, event.get("word"), _sheet(event, texts), _money(event))
        about = " ".join(filter(None, (event["terminal"], texts(f"chart.{word}"), *said)))
        return [_row(_at(event), about)]

    return draw


def _sheet(event: Event, texts: Texts) -> str:
    """What was printed, and of which number."""
    if "copy" not in event:
        return ""
    kind, number = event["kind"], event["key"][-1]
    named = texts(f"kind.{kind}" if KINDS[Kind(kind)].copies else f"chart_slip.{kind}")
    return f"{named} {number}" if number.isdigit() else named


def _fault(event: Event, texts: Texts) -> list[str]:
    said = f"! {texts('chart_fault.' + event['fault'])}"
    place = {event["where"]: said if event["where"] != "terminal" else f"{event['terminal']} {said}"}
    return [_row(_at(event), **place)]


def _broken(event: Event, texts: Texts) -> list[str]:
    told = (f"{event['check']} {texts('invariant.' + event['check'])}", event["said"])
    return [f"*** {line}" for part in told for line in wrap(clean(part), COLUMNS - 4)]


def _message(event: Mapping[str, Any], texts: Texts) -> str:
    name = event["message"]
    named = texts(f"chart.{name}") if name in MESSAGES else name
    return " ".join(filter(None, (named, _voucher(event), event.get("code", ""), _money(event))))


def _voucher(event: Mapping[str, Any]) -> str:
    key = event.get("key") or []
    return str(key[-1]) if len(key) >= _VOUCHER else ""


def _money(event: Mapping[str, Any]) -> str:
    return format_yuan(event["amount"]) if event.get("amount") else ""


Draw = Callable[[Event, Texts], list[str]]
_ROWS: Mapping[str, Draw] = MappingProxyType(
    {
        "left": _left,
        "arrived": _arrived,
        "answered": _answered,
        "judged": _judged,
        "durable": _durable,
        "fault": _fault,
        "broken": _broken,
        **{word: _said(word) for word in EVENTS},
    }
)
