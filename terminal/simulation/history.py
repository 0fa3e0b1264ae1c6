"""A run written down for a judge who knows nothing of this program: what tests/simulation/oracle.py calls a history.

Nothing is judged here. The rule: what is written is what crossed an edge - asked, durable, left, answered, arrived,
judged by the ledger, printed, told - in the order in which it did.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.ledger.contract import Outcome
from emulator.ledger.memory_books import six_of
from emulator.ledger.moves import Attempt
from emulator.ledger.records import SaleState
from protocol.dialects.unionpay.envelope import read
from protocol.dialects.unionpay.profiles import Profile
from protocol.errors import DecodeError
from protocol.framing import Deframer, Frame, LengthDeframer
from protocol.message import Message
from protocol.session import Framing
from terminal.desk.door import RefundRequest, RefundResult
from terminal.records.format import COLUMNS
from terminal.records.store import Row
from terminal.simulation.chance import Chances
from terminal.simulation.faults import Swarm
from terminal.simulation.host import HostSide
from terminal.simulation.plan import plan_of
from terminal.simulation.run import Run, Simulation
from terminal.simulation.watch import Watch
from terminal.simulation.world import World

Event = dict[str, Any]
_AT = {name: place for place, name in enumerate((*COLUMNS, "previous", "hash"))}
_NAMES = {"0220": "refund", "0221": "again", "0400": "reversal", "0500": "settle", "0320": "upload", "0800": "sign_on"}
_OURS = {"901": "order", "902": "query", "903": "cancel"}
_KEY = ("merchant_no", "terminal_no", "epoch", "batch_no", "trace_no")
_SIDES = ("debit_count", "debit_fen", "credit_count", "credit_fen")


def history_of(seed: int) -> tuple[Run, list[Event]]:
    """One seed, and its history."""
    chances = Chances(seed)
    simulation = Simulation(seed, chances, Swarm(chances), plan_of(chances), Recorder)
    run = simulation.run()
    watch = simulation.watch
    if not isinstance(watch, Recorder):
        raise TypeError(watch)
    return run, watch.events


def history_text(events: Sequence[Event]) -> str:
    """As it stands in a file, a line an event."""
    return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)


class Recorder(Watch):
    """Watches as any does, and writes down. events: so far."""

    def __init__(self, world: World, host: HostSide, terminals: int) -> None:
        super().__init__(world, host, terminals)
        self.events: list[Event] = []
        self._epochs = [""] * terminals
        self._epoch_of: dict[str, str] = {}
        self._at, self._side = world, host
        self._tell("history", ordered=True, practice=True)
        for held in host.ledger.sales.values():
            sale = held.sale
            self._tell(
                "sale", original=sale.reference_no, merchant=sale.merchant_no, amount=held.amount_fen,
                refunded=held.refunded_fen,
            )  # fmt: skip

    def _tell(self, what: str, **parts: object) -> None:
        self.events.append({"what": what, "at": round(self._at.now, 4), **parts})

    def booted(self, machine: int) -> None:
        """See Watch."""
        super().booted(machine)
        self._tell("started", terminal=f"T{machine}")

    def asked(self, machine: int, request: RefundRequest) -> None:
        """See Watch."""
        super().asked(machine, request)
        self._tell(
            "asked", terminal=f"T{machine}", request=request.request_no, original=request.original.reference_no,
            amount=request.amount_fen,
        )  # fmt: skip

    def written(self, machine: int, rows: Sequence[Row], kept: bool, acknowledged: bool) -> None:
        """See Watch."""
        super().written(machine, rows, kept, acknowledged)
        for row in rows if kept else ():
            self._epochs[machine] = row[_AT["epoch"]]
            self._tell("durable", terminal=f"T{machine}", **durable(row))
        if not acknowledged:
            self._tell("failed", terminal=f"T{machine}")

    def sent(self, machine: int, data: bytes) -> None:
        """See Watch."""
        super().sent(machine, data)
        for frame in _deframer(self._side).feed(data):
            if isinstance(frame, Frame):
                told = summary(frame.data, self._side.profile, self._epochs[machine])
                self._epoch_of.update({"".join(told["key"][:2]): self._epochs[machine]})
                self._tell("left", terminal=f"T{machine}", **told)

    def arrived(self, machine: int, data: bytes) -> None:
        """See Watch."""
        super().arrived(machine, data)
        for frame in _deframer(self._side).feed(data):
            if isinstance(frame, Frame):
                told = summary(frame.data, self._side.profile, self._epochs[machine])
                self._tell("arrived", terminal=f"T{machine}", **told)

    def cut_off(self, terminal_no: str, batch_no: str) -> None:
        """See Watch."""
        super().cut_off(terminal_no, batch_no)
        at = self.seen.ledger.terminal(terminal_no)
        if at is not None:
            self._tell("cut_off", key=[at.merchant_no, terminal_no, at.epoch, batch_no])

    def answered(self, message: bytes, answer: bytes | None) -> None:
        """See Watch."""
        super().answered(message, answer)
        asked = summary(message, self._side.profile)
        if answer is not None:
            said = summary(answer, self._side.profile)
            if asked["key"] and not asked["key"][2]:
                asked["key"][2] = self._epoch_of.get("".join(asked["key"][:2]), "")
            self._tell("answered", **{**said, "key": asked["key"], "message": asked["message"]})

    def judged_by_host(self, attempt: Attempt, outcome: Outcome) -> None:
        """See Watch."""
        super().judged_by_host(attempt, outcome)
        line = self._side.ledger.lines.get(six_of(attempt.key))
        held = self._side.ledger.sales.get(line[3]) if line is not None and line[3] else None
        self._tell(
            "judged", key=list(six_of(attempt.key)[:5]), kind=attempt.kind.value,
            outcome=_OUTCOMES[type(outcome).__name__], original=held.sale.reference_no if held else "",
            amount=attempt.body[1], body=list(attempt.body),
        )  # fmt: skip

    def told(self, machine: int, request_no: str, result: RefundResult) -> None:
        """See Watch."""
        super().told(machine, request_no, result)
        record = result.record
        self._tell(
            "told", terminal=f"T{machine}", request=request_no, key=[getattr(record.key, part) for part in _KEY],
            state=record.state.value, amount=record.amount_fen, reference=record.reference_no,
        )  # fmt: skip

    def refused(self, machine: int, request_no: str, word: str) -> None:
        """See Watch."""
        super().refused(machine, request_no, word)
        self._tell("refused", terminal=f"T{machine}", request=request_no, word=word)

    def printed(self, machine: int, said: str) -> None:
        """See Watch."""
        super().printed(machine, said)
        *key, kind, copy, which = said.split()
        self._tell("printed", terminal=f"T{machine}", key=key, kind=kind, copy=copy, reprint=which == "reprint")

    def quiet(self) -> None:
        """See Watch."""
        super().quiet()
        for line in self._side.ledger.all_lines():
            held = self._side.ledger.sales.get(line.sale_id) if line.sale_id else None
            self._tell(
                "row", key=list(line.key[:5]), kind=line.kind, approved=line.approved, undone=line.reversed,
                buried=not line.kind, original=held.sale.reference_no if held else "", amount=line.answer.amount_fen,
                reference=line.answer.reference_no,
            )  # fmt: skip
        for held in self._side.ledger.sales.values():
            self._tell(
                "book", original=held.sale.reference_no, amount=held.amount_fen, refunded=held.refunded_fen,
                voided=held.state is SaleState.VOIDED,
            )  # fmt: skip
        self._tell("quiet")


_OUTCOMES = {
    "Applied": "applied",
    "Refused": "refused",
    "Repeated": "repeated",
    "BodyDiffers": "differs",
    "Tombstoned": "tombstoned",
}


def _deframer(host: HostSide) -> Deframer | LengthDeframer:
    return Deframer() if host.framing is Framing.LINK else LengthDeframer()


def durable(row: Sequence[Any]) -> Event:
    """A journal's row."""
    family = row[_AT["kind"]].partition(".")[0]
    event = {name: row[_AT[name]] for name in ("seq", "previous", "hash")} | {
        "family": family,
        "text": row[_AT["body"]],
    }
    if family not in _RECORDS:
        return event
    body, practice = json.loads(row[_AT["body"]]), bool(row[_AT["practice"]])
    stands = {"state": body["state"], "cause": body["cause"], "code": body["code"], "practice": practice}
    told = event | stands | _RECORDS[family](body)
    if family == "batch":
        link = body["link"]
        told["key"] = [link["merchant_no"], link["terminal_no"], row[_AT["epoch"]], body["batch_no"]]
    return told


def _money(body: Mapping[str, Any]) -> Event:
    return {
        "key": [body["key"][part] for part in _KEY],
        "amount": body["amount_fen"],
        "original": body["original_reference"],
        "reference": body["reference_no"],
        "operator": body["operator_no"],
        "supervisor": body["supervisor_no"],
    }


def _refund(body: Mapping[str, Any]) -> Event:
    by = {name: body.get(name, "") for name in ("closed_by", "closed_allowed", "closed_reason")}
    return _money(body) | by | {"request": body["request_no"]}


def _payment(body: Mapping[str, Any]) -> Event:
    return _money(body) | {"kind": body["kind"].removeprefix("qr_"), "closed_as": body["closed_as"]}


def _batch(body: Mapping[str, Any]) -> Event:
    ours, host = (_sums(body[side]) for side in ("ours", "host"))
    return {"ours": ours, "host": host}


def _sums(both: Mapping[str, Mapping[str, int]] | None) -> list[int] | None:
    return [both["domestic"][part] + both["foreign"][part] for part in _SIDES] if both else None


_RECORDS = {"refund": _refund, "payment": _payment, "batch": _batch}


def summary(data: bytes, profile: Profile, epoch: str = "") -> Event:
    """What a message is and about what: key, amount, code. epoch: of who says none. "unreadable" where it is so."""
    try:
        return _told(read(data, profile).message, epoch)
    except (DecodeError, ValueError):
        return {"message": "unreadable", "key": [], "bytes": len(data)}


def _told(message: Message, epoch: str) -> Event:
    mti, said, kind = message.mti, message.octets(62), message.text(60)
    batch, trace = kind[2:8], message.text(11)
    name = _NAMES.get(mti, _OURS.get(kind[8:11], mti) if mti == "0600" else mti)
    if mti == "0200":
        name = "void" if message.text(3)[:2] == "20" else "sale"
    if name in ("query", "cancel"):
        about = message.text(61)
        batch, trace = about[:6], about[6:12]
    if said.startswith(b"RK1"):
        epoch = said[3:11].decode("ascii", "replace")
    event: Event = {
        "message": name,
        "key": [message.text(42), message.text(41), epoch, batch, trace],
        "code": message.text(39),
        "reference": message.text(37),
        "amount": int(message.text(4)) if message.text(4) else None,
    }
    if mti == "0510":
        event["sums"] = _counted(message.text(48))
    return event | _found(said) if said.startswith(b"RO1") else event


def _counted(text: str) -> list[int]:
    """Field 48: fen and count of debits, then of credits, and a verdict; domestic, then foreign."""
    places = ((12, 15), (0, 12), (27, 30), (15, 27))
    return [int(text[first:last]) + int(text[31 + first : 31 + last]) for first, last in places]


def _found(said: bytes) -> Event:
    """Field 62 of the answer to a query or a cancel."""
    text = said.decode("ascii", "replace")
    if text[3:4] != "F":
        return {"found": text[3:4]}
    return {"found": "F", "code": text[4:6], "reference": text[6:18].rstrip(), "amount": int(text[18:30])}
