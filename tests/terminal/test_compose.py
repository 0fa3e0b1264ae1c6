"""Wiring: what a link URL becomes, who shares which file, and that a desk half opened gives everything back."""

import re
from pathlib import Path

import pytest
from scanned_here import scan

from protocol.transport.pipe import PipeTransport
from protocol.transport.serial_port import SerialTransport
from protocol.transport.tcp import TcpTransport
from scanner.salesslip import PRACTICE_SLIP_KEY
from terminal.compose import Options, open_desk
from terminal.desk.door import Refusal
from terminal.line.links import LinkUrlError
from terminal.settings import Settings
from terminal.trade.order_source import BookError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "zh", 0.0)


def free(settings: Settings) -> bool:
    """Nobody holds the practice journal."""
    open_desk("tcp://127.0.0.1:1", settings).close()
    return True


# fmt: off
LINES = [
    ("emulator:",                    PipeTransport,   True),
    ("tcp://127.0.0.1:1",            TcpTransport,    False),
    ("serial:///dev/ttyS99",         SerialTransport, False),
    ("serial://?vid=1a86&pid=7523",  SerialTransport, False),
    ("rfc2217://127.0.0.1:1",        SerialTransport, False),
]
# fmt: on


@pytest.mark.parametrize(("link", "kind", "counter"), LINES)
def test_the_line_of_a_link(settings, link, kind, counter):
    lines = []
    desk = open_desk(link, settings, Options(transport=lambda line: lines.append(line) or line))
    assert [type(line) for line in lines] == [kind]
    assert (desk.counter is not None, desk.practice) == (counter, True)
    desk.close()


@pytest.mark.parametrize("link", ["nowhere:", "pty:", "tcp://x", "tcp://x:1?profile=none.toml"])
def test_a_link_that_is_none_leaves_the_journal_free(settings, link):
    with pytest.raises(LinkUrlError):
        open_desk(link, settings)
    assert free(settings)


def test_a_book_that_is_none_leaves_the_journal_free(settings, tmp_path):
    with pytest.raises(BookError):
        open_desk("emulator:", settings, Options(book=tmp_path / "none.csv"))
    assert free(settings)


def test_a_broken_ledger_leaves_the_journal_free(settings):
    settings.ledger.parent.mkdir(parents=True)
    settings.ledger.write_bytes(b"no database" * 100)
    with pytest.raises(Refusal, match="link_unavailable"):
        open_desk("emulator:", settings)
    assert free(settings)


def test_a_second_desk_on_one_journal_is_refused(settings):
    desk = open_desk("emulator:", settings)
    with pytest.raises(Refusal, match="journal_held"):
        open_desk("tcp://127.0.0.1:1", settings)
    desk.close()
    assert free(settings)


def test_live_wants_a_profile_of_its_own_and_opens_nothing(settings):
    with pytest.raises(Refusal, match="no_live_profile"):
        open_desk("tcp://127.0.0.1:1", settings, Options(live=True))
    assert not settings.live_journal.exists()


def test_every_customer_has_a_slip_that_can_be_looked_at(settings):
    desk = open_desk("emulator:", settings)
    counter = desk.counter
    assert counter is not None
    slips = [counter.slip(index) for index in range(len(counter.customers()))]
    assert len({slip.picture for slip in slips}) == len(slips) >= 10
    assert counter.slip(0) is slips[0]
    said = {found.refused or "slip" for found in (scan(slip.picture, PRACTICE_SLIP_KEY) for slip in slips)}
    assert said == {"slip", "slip_foreign", "payment_code", "order_check_digits"}
    desk.close()
    open_desk("emulator:", settings).close()  # the next start clears them away
    assert list((settings.home / "practice" / "slips").iterdir()) == []


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("emulator:?scenario=supper", "scenario=supper: no scenario is called 'supper'"),
        ("emulator:?scenario=closed-half", "scenario=closed-half: closed-half: links: is for framing length"),
        ("emulator:?framing=length&scenario=nak-once", "scenario=nak-once: nak-once: links: is for framing link"),
        ("emulator:?scenario=none/x.toml", "scenario=none/x.toml: none/x.toml: can't be read"),
    ],
)
def test_a_scenario_that_can_not_be_played_is_a_wrong_link(settings, link, named):
    with pytest.raises(LinkUrlError, match=re.escape(named)):
        open_desk(link, settings)
