"""`tuihuo emulator serve`: the far end on a real line.

It prints one JSON document first. What goes wrong on purpose is announced on stderr, rule by rule.
"""

import asyncio
import json
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Literal

from cyclopts import Parameter

from emulator.control import TOKEN_BYTES, ControlError, control_open
from emulator.device import Device
from emulator.forge import Forge
from emulator.front_end import FrontEnd
from emulator.ledger.contract import Ledger, LedgerError
from emulator.play import Play
from emulator.practice_host import open_front_end, open_ledger
from emulator.scenario import ScenarioError
from emulator.scenario_file import open_scenario
from emulator.serve import MakeDevice, ServeError, serve_pty, serve_serial, serve_tcp
from protocol.session import Framing
from terminal.cli.emulator.ctl import CONTROL_FOLDER
from terminal.desk import DONE, MALFORMED, NOTHING_SENT
from terminal.links import LinkUrl, LinkUrlError, parse_link
from terminal.peers import require_spoken
from terminal.settings import load_settings


def serve(
    *,
    listen: str,
    role: Annotated[Literal["host"], Parameter(name="--as")] = "host",
    database: str | None = None,
    scenario: tuple[str, ...] = (),
    seed: int = 0,
    delay: float = 0.0,
) -> int:
    """Answer as an acquirer until interrupted.

    Parameters
    ----------
    listen
        tcp://127.0.0.1:PORT (0: any), pty:, or serial:///dev/…
    role
        What it is: a host.
    database
        Ledger file, or postgresql://…; without it the practice ledger beside the journal.
    scenario
        What goes wrong from the start: a name of `tuihuo emulator scenarios`, or a TOML file.
    seed
        Of all chance in scenarios and on weak lines.
    delay
        Seconds an answer takes.
    """
    url = parse_link(listen)
    require_spoken(url)
    try:
        ledger = open_ledger(database or load_settings().ledger)
    except LedgerError as error:
        return _refuse(error, MALFORMED)
    try:
        front_end = open_front_end(ledger)
        play = _play(url.framing, front_end, seed, scenario)
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(url, ledger, front_end, play, delay, role))
    except ScenarioError as error:
        return _refuse(error, MALFORMED)
    except (ServeError, ControlError) as error:
        return _refuse(error, NOTHING_SENT)
    finally:
        ledger.close()
    return DONE


def _play(framing: Framing, front_end: FrontEnd, seed: int, scenarios: tuple[str, ...]) -> Play:
    forge = Forge(front_end.mac_key, lambda: datetime.now().astimezone())
    play = Play(framing, forge, seed)
    for name in scenarios:
        play.load(open_scenario(name))
    play.announce_to(_announce)
    return play


def _announce(text: str) -> None:
    with suppress(BrokenPipeError):  # nobody reads; that is no reason to end a line
        print(text, file=sys.stderr, flush=True)


async def _serve(url: LinkUrl, ledger: Ledger, front_end: FrontEnd, play: Play, delay: float, role: str) -> None:
    folder = load_settings().home / CONTROL_FOLDER

    def make(framing: Framing) -> Device:
        return Device(front_end, framing, delay, play=play)

    async with control_open(play, folder, secrets.token_hex(TOKEN_BYTES)) as control:

        def announce(address: str) -> None:
            first = {
                "listening": address, "as": role, "framing": url.framing.value, "ledger": ledger.identity().ledger_id,
                "control": str(control),
            }  # fmt: skip
            print(json.dumps(first), flush=True)

        await _listen(url, make, announce)


async def _listen(url: LinkUrl, make: MakeDevice, announce: Callable[[str], None]) -> None:
    if url.kind == "tcp":
        await serve_tcp(*url.host_port, make, url.framing, announce)
    elif url.kind == "pty":
        await serve_pty(make, url.framing, announce)
    elif url.kind == "serial":
        await serve_serial(url.address, url.baud, make, url.framing, announce)
    else:
        raise LinkUrlError(f"{url.kind}: can't be served")


def _refuse(error: Exception, code: int) -> int:
    print(error, file=sys.stderr)
    return code
