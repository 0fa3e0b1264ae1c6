"""Hears everything that leaves a part of the simulated world, keeps what it saw, and has the checks judge each event.

It decides nothing and changes nothing. history: one line an event; two runs of a seed have the same one.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from emulator.ledger.contract import Outcome, Reversed
from emulator.ledger.memory_books import six_of
from emulator.ledger.moves import AnyKey, Attempt
from protocol.dialects.unionpay.envelope import front_bytes
from protocol.framing import STX
from protocol.session import Framing
from terminal.desk.door import RefundRequest, RefundResult
from terminal.line.late import KIND as LATE
from terminal.records.format import COLUMNS
from terminal.records.store import Row
from terminal.simulation import seen as of
from terminal.simulation.checks import judged
from terminal.simulation.host import HostSide
from terminal.simulation.seen import Seen, Terminal
from terminal.simulation.world import World
from terminal.trade.refund import RefundRecord, State

_KIND, _SUBJECT, _BODY = (COLUMNS.index(name) for name in ("kind", "subject", "body"))
_HASH = len(COLUMNS) + 1
_STX = bytes((STX,))
_read = json.JSONDecoder().raw_decode
_CONTROLS = bytes((0x04, 0x05, 0x06, 0x15))
_FRAME_FRONT, _LENGTH_FRONT = 3, 2
_REFUND = b"\x02"
_SAYS_MAC = 9
"""Octet of a message whose last bit says that it has a MAC: behind its wait, nothing without one is an answer."""
_PERSONS = of.BY_HAND | {"manual"}
MOST_VIOLATIONS = 20
"""Kept of one seed: what follows the first is often its consequence."""


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that did not hold. check: its name. said: what was seen."""

    check: str
    at: float
    said: str


class Watch:
    """Of one world. reached: rare states, and how often they were. refunds: durable intents."""

    def __init__(self, world: World, host: HostSide, terminals: int) -> None:
        self._world = world
        self._host = host
        self._front = front_bytes(host.profile)
        self._framed = host.framing is Framing.LINK
        self.history: list[str] = []
        self.violations: list[Violation] = []
        self.reached: Counter[str] = Counter()
        self.refunds = 0
        ledger = host.ledger
        self.seen = Seen(ledger, [Terminal() for _ in range(terminals)])
        self.seen.held = dict(ledger.sales)
        self.seen.refunded_fen = {number: held.refunded_fen for number, held in ledger.sales.items()}
        ledger.heard, ledger.heard_back = self.judged_by_host, self.reversed
        host.said = self.answered
        self._answered: set[bytes] = set()
        host.cut_off = self.cut_off

    @property
    def digest(self) -> str:
        """Of the history."""
        return hashlib.sha256("\n".join(self.history).encode()).hexdigest()

    # --- what is heard ---------------------------------------------------------------------------------------------

    def booted(self, machine: int) -> None:
        """A terminal starts."""
        terminal = self.seen.terminals[machine]
        terminal.failed = terminal.full = False
        if terminal.asked is not None:
            terminal.asked.waits = False
        terminal.heard.clear()
        self._note(f"T{machine} starts")

    def filled(self, machine: int) -> None:
        """A terminal's disk is full."""
        self.seen.terminals[machine].full = True

    def cut(self, machine: int) -> None:
        """A terminal was killed."""
        for body in self.seen.terminals[machine].refunds.values():
            if body["state"] not in of.FINAL:
                self.reached[f"killed while {body['state']}"] += 1
        self._note(f"T{machine} killed")

    def asked(self, machine: int, request: RefundRequest) -> None:
        """A cashier wants a refund."""
        terminal, name = self.seen.terminals[machine], request.original.reference_no
        terminal.asked = of.Asked(request.request_no, name, request.amount_fen, terminal.full)

    def arrived(self, machine: int, data: bytes) -> None:
        """Bytes came in at a terminal: for whoever writes a history."""

    def heard(self, machine: int, data: bytes) -> None:
        """A terminal has read this."""
        for said in [said for said in self.seen.answers if said in data]:  # one read may bring several
            self._heard(machine, self.seen.answers.pop(said))

    def _heard(self, machine: int, key: of.Key) -> None:
        if key in self.seen.intents:
            subject = of.subject_of(self.seen.intents[key][1])
            terminal = self.seen.terminals[machine]
            if terminal.refunds[subject]["state"] not in of.FINAL and subject not in terminal.late:
                terminal.heard.add(subject)

    def answered(self, message: bytes, answer: bytes | None) -> None:
        """The host has truly said this, before it is spoiled. Of two answers to one message only the first counts."""
        asked = message[self._front :]
        if asked[:1] == _REFUND and asked not in self._answered:
            self._answered.add(asked)
            if answer is not None and answer[self._front + _SAYS_MAC] & 1 and asked in self.seen.asking:
                self.seen.answers[answer[self._front :]] = self.seen.asking[asked]

    def written(self, machine: int, rows: Sequence[Row], kept: bool, acknowledged: bool) -> None:
        """A write to a terminal's disk."""
        terminal = self.seen.terminals[machine]
        terminal.failed = terminal.failed or not acknowledged
        for row in rows if kept else ():
            kind, subject = row[_KIND], row[_SUBJECT]
            self._note(f"T{machine} writes {row[0]} {kind} {subject} {row[_HASH][:8]}")
            word = kind.partition(".")[0]
            book = {"refund": terminal.refunds, "payment": terminal.payments, "batch": terminal.settlements}.get(word)
            body = _read(row[_BODY])[0] if book is not None else {}
            before = book.get(subject) if book is not None else None
            if kind == LATE:
                self.reached[kind] += 1
                terminal.late.add(subject)
            terminal.heard.discard(subject)
            event = of.Written(machine, row, kind, subject, body, before)
            self._judge(event)
            if book is not None:
                book[subject] = body
                if word == "refund" and body["state"] in _PERSONS:
                    terminal.loose.add((body["key"]["terminal_no"], body["key"]["batch_no"]))
                self.reached[f"{word} {before['state'] if before else 'new'} > {body['state']}"] += 1
                if word == "refund" and before is not None and before["contradicted"] and not body["contradicted"]:
                    self.reached[f"contradicted > {body['state']}"] += 1
            if before is None and "key" in body:
                trace = int(body["key"]["trace_no"])
                self.reached["trace numbers wrapped"] += trace < terminal.trace
                terminal.trace = trace
            if word == "refund" and before is None:
                self.refunds += 1
                if terminal.asked is not None:
                    terminal.asked.begun = subject
                self.seen.intents[of.key_of(body)] = ((machine, body["request_no"]), body)
            terminal.head = (row[0], row[_HASH])
            terminal.rows += 1
        for row in rows if kept else ():
            if row[_KIND] == LATE:
                self._judge_late(machine, row)
        if not acknowledged:
            self.reached["a row kept and not acknowledged"] += bool(kept and rows)
            self._note(f"T{machine} write not acknowledged, {'kept' if kept else 'lost'}")

    def _judge_late(self, machine: int, row: Row) -> None:
        said = _read(row[_BODY])[0]
        if said["code"] == "00":
            self._judge(of.Late(machine, row[_SUBJECT], said["amount_fen"]))

    def sent(self, machine: int, data: bytes) -> None:
        """Bytes leave a terminal."""
        message = self._message_of(data)
        if message:
            self.seen.sent.add(message)
        self._note(f"T{machine} sends {message[:2].hex() or data.hex()} {len(data)}")
        if message:  # else a link's control octets, or a frame again that was cut
            self._judge(of.Sent(machine, message))

    def _message_of(self, data: bytes) -> bytes:
        """From the MTI on, of the one frame that these bytes are; b"" where they are none."""
        frame = data.lstrip(_CONTROLS) if self._framed else data
        front = self._front + (_FRAME_FRONT if self._framed else _LENGTH_FRONT)
        whole = frame[front:-2] if self._framed else frame[front:]
        return whole if not self._framed or frame.startswith(_STX) else b""

    def judged_by_host(self, attempt: Attempt, outcome: Outcome) -> None:
        """The host has judged an attempt."""
        seen, six = self.seen, six_of(attempt.key)
        line = seen.ledger.lines.get(six)
        sale_id = line[3] if line is not None else None
        after = seen.ledger.sales.get(sale_id) if sale_id else None
        answer = getattr(outcome, "answer", None)
        event = of.Applied(
            key=six[:5],
            kind=attempt.kind.value,
            body=attempt.body,
            outcome=type(outcome).__name__,
            reference_no=answer.reference_no if answer is not None else "",
            sale_id=sale_id,
            before=seen.held.get(sale_id) if sale_id else None,
            after=after,
            message=self._host.asking[self._front :],
        )
        self._note(f"H {event.kind} {'-'.join(event.key[1:])} {event.outcome} {event.reference_no}")
        self.reached[f"host {event.kind} {event.outcome}"] += 1
        self._judge(event)
        if sale_id and after is not None:
            seen.held[sale_id] = after
        if event.outcome == "Applied" and event.kind == "refund" and sale_id:
            seen.refunded_fen[sale_id] = seen.refunded_fen.get(sale_id, 0) + int(attempt.body[1])
            seen.done[event.key] = event
            if event.key in seen.intents:
                seen.applied.setdefault(seen.intents[event.key][0], []).append(event.key)
        elif event.outcome == "Applied":
            seen.done[event.key] = event
        if event.kind == "refund":
            seen.asking[event.message] = event.key
        seen.bodies.setdefault(event.key, attempt.body)
        seen.epochs.setdefault(event.key[1], event.key[2])

    def reversed(self, key: AnyKey, outcome: Reversed) -> None:
        """The host was asked to undo a payment."""
        self._note(f"H reversal {key.trace_no} {outcome}")
        self.reached[f"host reversal {outcome}"] += 1
        self.seen.held.update(self.seen.ledger.sales)

    def cut_off(self, terminal_no: str, batch_no: str) -> None:
        """The host has closed a batch while a refund of that terminal was asked for."""
        self._note(f"H closes {terminal_no} {batch_no}")
        self.seen.cut_off.add(terminal_no)
        batch = (terminal_no, batch_no)
        refunds = (body for terminal in self.seen.terminals for body in terminal.refunds.values())
        under_way = any(body["state"] not in of.FINAL and of.batch_of(body) == batch for body in refunds)
        self.reached["batch closed under a refund"] += under_way

    def ends(self, machine: int, record: RefundRecord, reason: str, *, done: bool) -> None:
        """A person ends a refund by hand, or puts right what was ended so."""
        state = State.CLOSED_DONE if done else State.CLOSED_UNDONE
        self.seen.terminals[machine].ends = (str(record.key), state.value, reason)

    def told(self, machine: int, request_no: str, result: RefundResult) -> None:
        """A cashier hears how a refund stands."""
        record, key = result.record, result.record.key
        five = (key.merchant_no, key.terminal_no, key.epoch, key.batch_no, key.trace_no)
        event = of.Told(
            machine, (machine, request_no or of.name_of(five)), record.state.value, five, record.amount_fen,
            record.reference_no, result.replayed,
        )  # fmt: skip
        self._note(f"T{machine} told {request_no} {event.state} {record.cause.value}")
        self._judge(event)
        self._spoken_to(machine)
        if event.state in of.FINAL:
            self.seen.told[event.request] = event
        if event.state in of.NOTHING_MOVED:
            self.seen.never[five] = event.state

    def refused(self, machine: int, request_no: str, word: str) -> None:
        """A cashier hears that a refund was refused."""
        self._note(f"T{machine} refused {request_no} {word}")
        self.reached[f"refused {word}"] += 1
        self._judge(of.Refused(machine, (machine, request_no), word))
        self._spoken_to(machine)

    def _spoken_to(self, machine: int) -> None:
        terminal = self.seen.terminals[machine]
        if terminal.asked is not None and terminal.asked.waits:
            terminal.asked = None

    def printed(self, machine: int, said: str) -> None:
        """A sheet came out."""
        self._note(f"T{machine} prints {said}")
        words = tuple(said.split())
        self._judge(of.Printed(machine, words))
        self.seen.slips[words] = self.seen.slips.get(words, 0) + 1

    def quiet(self) -> None:
        """Everybody has finished."""
        self._judge(of.Quiet())

    def broken(self, check: str, said: str) -> None:
        """Something that no event shows; the run is over."""
        self._world.halt()
        if len(self.violations) < MOST_VIOLATIONS:
            self.violations.append(Violation(check, self._world.now, said))

    def _judge(self, event: object) -> None:
        for check, said in judged(self.seen, event):
            self._note(f"VIOLATION {check}: {said}")
            self.broken(check, said)

    def _note(self, line: str) -> None:
        self.history.append(f"{self._world.now:.4f} {line}")
