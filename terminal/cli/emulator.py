"""`tuihuo emulator serve`: the far end on a real line. Its first line on stdout is one JSON document."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Literal

from cyclopts import App, Parameter

from emulator.device import Device
from emulator.ledger.contract import LedgerError
from emulator.practice_host import open_front_end, open_ledger
from emulator.serve import MakeDevice, ServeError, serve_pty, serve_serial, serve_tcp
from protocol.session import Framing
from terminal.desk import DONE, MALFORMED, NOTHING_SENT
from terminal.links import LinkUrl, LinkUrlError, parse_link
from terminal.peers import require_spoken
from terminal.settings import load_settings

app = App(name="emulator", help="The other end of the line.")


@app.command
def serve(
    *,
    listen: str,
    role: Annotated[Literal["host"], Parameter(name="--as")] = "host",
    database: str | None = None,
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
    delay
        Seconds an answer takes.
    """
    url = parse_link(listen)
    require_spoken(url)
    try:
        ledger = open_ledger(database or load_settings().ledger)
    except LedgerError as error:
        print(error, file=sys.stderr)
        return MALFORMED
    front_end = open_front_end(ledger)

    def make(framing: Framing) -> Device:
        return Device(front_end, framing, delay)

    def announce(address: str) -> None:
        first = {"listening": address, "as": role, "framing": url.framing.value, "ledger": ledger.identity().ledger_id}
        print(json.dumps(first), flush=True)

    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(url, make, announce))
    except ServeError as error:
        print(error, file=sys.stderr)
        return NOTHING_SENT
    finally:
        ledger.close()
    return DONE


async def _serve(url: LinkUrl, make: MakeDevice, announce: Callable[[str], None]) -> None:
    if url.kind == "tcp":
        await serve_tcp(*url.host_port, make, url.framing, announce)
    elif url.kind == "pty":
        await serve_pty(make, url.framing, announce)
    elif url.kind == "serial":
        await serve_serial(url.address, url.baud, make, url.framing, announce)
    else:
        raise LinkUrlError(f"{url.kind}: can't be served")
