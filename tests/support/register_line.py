"""A register's line to a payment terminal: the messages that a register says by hand, and what comes back."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from emulator.device import GAP_S
from emulator.host import Host
from emulator.ledger.memory import MemoryLedger
from emulator.play import Play
from emulator.register_device import MakeDevice, RegisterDevice
from emulator.scenario import Act, Links, Match, Rule, Scenario
from protocol.dialects.hypercom.register import Hypercom
from protocol.dialects.tlv.facts import Types
from protocol.dialects.tlv.register import Tlv
from protocol.framing import write_length
from protocol.transactions import Cancel, CardReader, Channel, Original, OutcomeQuery, Refund, RefundKey, SignOn
from protocol.words import Words

NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
TYPES = Types("01", "45", "46")
ASK = SignOn("888888800000001", "00000000", "0a1b2c3d", "000001", "000001", "01")
HEAD = b"6000000000"
C0 = HEAD + b"11C0001\x1c"
ABORT, ABORTED = HEAD + b"10D1000\x1c", HEAD + b"11D1000\x1c"


@dataclass
class World:
    """One line of a payment terminal at a host of its own, and the register's half of its dialect."""

    host: Host
    ledger: MemoryLedger
    play: Play
    device: RegisterDevice
    connect: MakeDevice
    register: Hypercom | Tlv
    now: float = 0.0
    days: list[timedelta] = field(default_factory=lambda: [timedelta()])

    def hear(self, data: bytes, device: RegisterDevice | None = None) -> list[bytes]:
        """What the device says to this message, as soon as it can."""
        (device or self.device).receive(write_length(data), self.now)
        return self.wait(GAP_S, device)

    def wait(self, seconds: float, device: RegisterDevice | None = None) -> list[bytes]:
        """What the device says while so many seconds pass."""
        one, said, until = device or self.device, b"", self.now + seconds
        while True:
            one.tick(self.now)
            said += one.take()
            due = one.due()
            if due is None or due > until:
                break
            self.now = max(due, self.now)
        self.now = until
        return messages(said)

    def sign_on(self) -> RefundKey:
        """The key of a refund with trace 000066, by what the answer to a first question says."""
        (said,) = self.hear(self.register.encode(ASK, None))
        answer = self.register.decode(said, ASK, None)
        assert (answer.emulator, answer.ledger_id) == (True, self.ledger.identity().ledger_id)
        return RefundKey(
            answer.merchant_no, answer.terminal_no, "0a1b2c3d", answer.batch_no, "000066", answer.business_date
        )

    def refund(self, fen: int = 100, order: int = 1, trace_no: str = "000066", epoch: str = "0a1b2c3d") -> Refund:
        """A refund of this order of the shop."""
        sale = self.sale(order)
        key = replace(self.sign_on(), trace_no=trace_no, epoch=epoch)
        return Refund(key, fen, sale.reference_no, sale.paid_date[4:], Channel.CARD, card_read_by=CardReader.DEVICE)

    def sale(self, order: int) -> Original:
        """The shop's order with this index, from 1."""
        return self.ledger.originals()[order - 1]

    def ask(self, request: Refund | OutcomeQuery | Cancel) -> object:
        """What the register understands of the one answer."""
        (said,) = self.hear(self.register.encode(request, None))
        return self.register.decode(said, request, None)

    @property
    def refunded_fen(self) -> int:
        assert self.ledger.discrepancies() == ()
        return sum(row.answer.amount_fen for row in self.ledger.all_refunds() if row.approved)


def messages(said: bytes) -> list[bytes]:
    """What was said, out of its length framing."""
    found = []
    while said:
        size = int.from_bytes(said[:2], "big")
        found.append(said[2 : 2 + size])
        said = said[2 + size :]
    return found


def scenario(act: Act, match: Match | None = None) -> Scenario:
    """One rule; of a refund, unless another match is given."""
    rules = (Rule(match or Match(("refund",)), act),)
    return Scenario("one", Words("名", "name"), Words("看", "sees"), Links.ANY, rules)


def foreign(sale: Original) -> bytes:
    """1.00 of it by a register that is not ours: no R1, trace 000066; fields as in fixtures/frames/D1.hex."""
    date, reference = sale.paid_date[2:].encode(), sale.reference_no.encode()
    fields = (
        b"40\x00\x12000000000100\x1cD3\x00\x12" + reference + b"\x1c03\x00\x06" + date + b"\x1c65\x00\x06000066\x1c"
    )
    return HEAD + b"1027000\x1c" + fields


def mis_refund(sale: Original) -> bytes:
    """1.00 of it in the order of the published driver: DF01 DF04 DF02 DF08 DF03 DF0D, the original, DF09."""
    front = bytes.fromhex("DF010100 DF04021234 DF020145 DF08025555 DF0306000000000100 DF0D0131 DF1A0C")
    return front + sale.reference_no.encode() + bytes.fromhex(f"DF1702{sale.paid_date[4:]} DF09023004")
