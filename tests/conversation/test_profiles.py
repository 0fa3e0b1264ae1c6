"""One refund in every spelling: the whole desk over a pipe, by `?profile=`, to the practice host behind that profile.

The host is the emulator's; only its spelling is put in front of it here. What the host is asked, what it answers and
what the desk records are typed values, and they must be the same in every profile. The clock is virtual.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest
from supervisor import BY
from virtual_clock import VirtualClock

from emulator.device import Device
from emulator.host import Host
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import host_side
from protocol.dialects.unionpay.profiles import VARIANTS, Profile, open_profile
from protocol.security import PRACTICE_MASTER_KEY, Key, MacKind, open_working_keys
from protocol.session import Framing
from protocol.transactions import (
    Answer,
    ByOrder,
    CoreRequest,
    OrderQuery,
    OutcomeQuery,
    Refund,
    SignOn,
    SignOnAnswer,
)
from protocol.transport.pipe import PipeTransport
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.settings import Settings
from terminal.trade.refund import Cause, RefundRecord, State

NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
LINES = {Framing.LINK: "serial://COM3?framing=link", Framing.LENGTH: "tcp://127.0.0.1:1?framing=length"}
TOGETHER = [
    "unionpay+length",
    "unionpay+no-tpdu+no-header+text-60+mac-x9.19",
    "unionpay+length+short-header+binary-prefix+right-digits+right-22+filler-f+text-48+text-61+mac-x9.19-text",
]
NAMES = [*(f"unionpay+{name}" for name in VARIANTS), *TOGETHER[1:]]


@dataclass
class SpelledHost:
    """The practice host behind a profile: reads and writes by it, checks the MAC where the profile has one.

    deaf: answers no refund from now on, though it carries them out.
    """

    profile: Profile
    ledger: SqliteLedger
    deaf: bool = False
    heard: list[tuple[CoreRequest, Answer]] = field(default_factory=list)

    def answer(self, data: bytes) -> bytes | None:
        packet, request = host_side.decode(data, self.profile)
        answer = Host(self.ledger, lambda: NOON, lambda size: bytes(range(7, 7 + size))).answer(request)
        self.heard.append((request, answer))
        key = self._key(answer, packet.message.text(41))
        if self.profile.mac is not MacKind.NONE and not isinstance(request, SignOn):
            packet.verify(key)
        silent = self.deaf and isinstance(request, Refund)
        return None if silent else host_side.encode(packet, request, answer, key, self.profile)

    def _key(self, answer: Answer, terminal_no: str) -> Key:
        if isinstance(answer, SignOnAnswer):
            return open_working_keys(PRACTICE_MASTER_KEY, answer.working_keys).mak
        terminal = self.ledger.terminal(terminal_no)
        assert terminal is not None
        return open_working_keys(PRACTICE_MASTER_KEY, terminal.sealed_keys).mak


@dataclass
class World:
    """A desk on a pipe, and the host at its other end."""

    desk: Desk
    host: SpelledHost

    def refund(self) -> RefundRecord:
        """5.00 of the first order, found by its number."""
        self.desk.sign_on("01")
        original = self.desk.find(ByOrder(load_shop().order(1).order_no))
        return self.desk.refund(BY, RefundRequest(original, 500), TEST_CARDS["unionpay"], lambda _record: None).record

    def asked(self) -> list[type]:
        return [type(request) for request, _ in self.host.heard]

    def typed(self) -> list[object]:
        """What was asked and answered, but for what this installation and this profile are called."""
        return [_nameless(value) for pair in self.host.heard for value in pair]


def _nameless(value: object) -> object:
    match value:
        case SignOn():
            return replace(value, epoch="")
        case Refund():
            return replace(value, key=replace(value.key, epoch="00000000"))
    return value


@pytest.fixture(scope="module")
def world_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., World]]:
    opened: list[Desk | SqliteLedger] = []

    def make(host_profile: str, named: str | None = None, framing: Framing = Framing.LINK) -> World:
        """named: what the link says, the host's own profile without it."""
        ledger = SqliteLedger(":memory:")
        ledger.open_shop(load_shop(), NOON, lambda size: bytes(range(size)))
        host = SpelledHost(replace(open_profile(host_profile), length=False), ledger)
        line = PipeTransport(lambda: Device(host, framing), VirtualClock())  # type: ignore[arg-type]
        settings = Settings(tmp_path_factory.mktemp("home"), "zh", 0.0)
        link = f"{LINES[framing]}&t_ack=0.5&t_resp=5&t_cap=12&profile={named or host_profile}"
        desk = open_desk(link, settings, Options(transport=lambda _line: line))
        opened.extend((desk, ledger))
        return World(desk, host)

    with pytest.MonkeyPatch.context() as patched:  # a picture of each receipt takes longer than its refund
        patched.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"")
        yield make
    for one in opened:
        one.close()


@pytest.fixture(scope="module")
def plain(world_of: Callable[..., World]) -> tuple[RefundRecord, list[object]]:
    """The refund by the profile without a variant, and what went over the line."""
    world = world_of("unionpay")
    return world.refund(), world.typed()


def test_the_rows_are_every_variant() -> None:
    assert len(NAMES) == len(VARIANTS) + 2 >= 18


@pytest.mark.parametrize("name", NAMES)
def test_the_same_refund_in_every_spelling(
    name: str, plain: tuple[RefundRecord, list[object]], world_of: Callable[..., World]
) -> None:
    world, (known, typed) = world_of(name), plain
    record = world.refund()
    assert (record.state, known.state) == (State.APPROVED, State.APPROVED)
    assert world.asked() == [SignOn, OrderQuery, Refund]
    assert world.typed() == typed
    assert world.desk.journal.refunds() == (record,)
    here = {"link": known.link, "key": known.key, "opened_at": known.opened_at, "card_hash": known.card_hash}
    assert replace(record, **here) == known
    assert record.link == replace(known.link, profile=open_profile(name).name)


@pytest.mark.parametrize("name", TOGETHER)
def test_over_the_framing_that_writes_a_length_itself(name: str, world_of: Callable[..., World]) -> None:
    assert world_of(name, framing=Framing.LENGTH).refund().state is State.APPROVED


@pytest.mark.parametrize(
    ("host", "word"),
    [
        ("unionpay+no-header", "link_silent"),
        ("unionpay+text-60", "link_silent"),
        ("unionpay+mac-x9.19", "link_bad_mac"),
    ],
)
def test_another_spelling_than_the_hosts_never_gets_as_far_as_a_refund(
    host: str, word: str, world_of: Callable[..., World]
) -> None:
    world = world_of(host, "unionpay")
    world.host.answer = _unless_unreadable(world.host.answer)  # type: ignore[method-assign]
    with pytest.raises(Refusal, match=word):
        world.refund()
    assert Refund not in world.asked()
    assert world.desk.journal.refunds() == ()


def _unless_unreadable(answer: Callable[[bytes], bytes | None]) -> Callable[[bytes], bytes | None]:
    def heard(data: bytes) -> bytes | None:
        try:
            return answer(data)
        except host_side.DecodeError:
            return None

    return heard


# fmt: off
DECLARED = [
    # [capabilities] of the file                  silence ends in   by                what the host was asked
    ("outcome_query = false",                     State.MANUAL,     Cause.NO_ANSWER,  [SignOn, Refund]),
    ("outcome_query = true",                      State.APPROVED,   Cause.NONE,       [SignOn, Refund, OutcomeQuery]),
]
# fmt: on


@pytest.mark.parametrize(("declared", "state", "cause", "asked"), DECLARED, ids=[row[0] for row in DECLARED])
def test_what_a_file_declares_decides_what_silence_ends_in(
    declared: str, state: State, cause: Cause, asked: list[type], world_of: Callable[..., World], tmp_path: Path
) -> None:
    """The host says that it is our emulator, and would answer a query: the file's word counts, not what it might do."""
    file = tmp_path / "bank.toml"
    file.write_text(
        'extends = "unionpay+length+no-header"\nname = "bank"\nmac = "x9.19"\nfield60 = "ascii"\n'
        f"[capabilities]\norder_query = true\n{declared}\n",
        encoding="utf-8",
    )
    world = world_of(str(file))
    world.host.deaf = True
    record = world.refund()
    assert (record.state, record.cause, record.sends) == (state, cause, 1)
    assert [kind for kind in world.asked() if kind is not OrderQuery] == asked
    assert (record.link.profile, len(world.host.ledger.all_refunds())) == ("bank", 1)
