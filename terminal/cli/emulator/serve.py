"""`tuihuo emulator serve`: the far end on a real line, until it is interrupted or terminated.

It prints one JSON document first. What it is asked is told on stderr, masked, and what goes wrong on purpose too. The
rule: what is wrong with its words or files is exit code 2, and 4 is for a line that can't be served.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from emulator.control import TOKEN_BYTES, ControlError, control_open, say_what_runs
from emulator.front_end import OURS
from emulator.key_store import KeyRefusedError, KeyStoreError
from emulator.ledger.contract import LedgerError
from emulator.play import Play
from emulator.practice_host import MEMORY, open_ledger
from emulator.registry import RegistryError
from emulator.scenario import ScenarioError
from emulator.scenario_file import open_scenario
from emulator.serving.far_end import FarEnd, ServeError
from emulator.serving.limits import LimitError
from emulator.serving.lines import serve_pty, serve_serial
from emulator.serving.metrics import MetricsError
from emulator.serving.protection import PlainLab, Protection, Tls
from emulator.serving.running import run
from emulator.serving.tcp import serve_tcp
from emulator.serving.trace_file import TraceFileError
from protocol.words import Lang
from terminal.cli.emulator.ends import ENDS, Role, Terms, line_of
from terminal.cli.emulator.looking import Look, Seen, announced, spoken_name
from terminal.cli.emulator.options import MOST_DELAY_S, Guard, Rules, Several, Whom, limits_of
from terminal.cli.refusal import complain
from terminal.desk.door import Refusal
from terminal.desk.faults import DONE, MALFORMED, NOTHING_SENT, REFUSED
from terminal.language import Texts, translator
from terminal.line.links import LinkUrl, link_of
from terminal.line.peers import served_profile
from terminal.settings import Settings, load_settings

# fmt: off
_EXIT: Mapping[type[Exception], int] = {
    KeyRefusedError: REFUSED,
    KeyStoreError:   MALFORMED,
    LedgerError:     MALFORMED,
    LimitError:      MALFORMED,
    MetricsError:    MALFORMED,
    RegistryError:   MALFORMED,
    ScenarioError:   MALFORMED,
    TraceFileError:  MALFORMED,
    ControlError:    NOTHING_SENT,
    ServeError:      NOTHING_SENT,
}
# fmt: on
WHOM, RULES, GUARD, SEEN = Whom(), Rules(), Guard(), Seen()


def serve(
    *,
    listen: str,
    role: Annotated[Role | None, Parameter(name="--as")] = None,
    profile: str = "",
    serial_no: str = "",
    database: str = "",
    scenario: Annotated[tuple[str, ...], Several] = (),
    seed: int = 0,
    delay: float = 0.0,
    limit: Annotated[tuple[str, ...], Several] = (),
    whom: Whom = WHOM,
    rules: Rules = RULES,
    guard: Guard = GUARD,
    seen: Seen = SEEN,
) -> int:
    """Answer on a line until interrupted.

    Parameters
    ----------
    listen
        tcp://127.0.0.1:PORT (0: any), pty:, or serial:///dev/…
    role
        An acquirer, for terminals (preset on tcp), or a payment terminal, for a register (preset on serial and pty).
    profile
        How a host writes its messages: a name, as unionpay+text-60, or a TOML file; the same as ?profile= of --listen.
    serial_no
        Of a device: by it the books know it again. Two devices on one ledger need two.
    database
        Ledger file, postgresql://…, or memory: (nothing is kept); without it the practice ledger beside the journal.
    scenario
        What goes wrong from the start: a name of `tuihuo emulator scenarios`, or a TOML file.
    seed
        Of all chance in scenarios and on weak lines.
    delay
        Seconds an answer takes.
    limit
        NAME=VALUE, as connections=64; before it count TUIHUO_SERVE_NAME and the table [serve] of the configuration.
    whom, rules, guard, seen
        See terminal.cli.emulator.options and looking.
    """
    settings = load_settings()
    texts, lang = translator(settings.lang), _lang(settings)
    if not 0 <= delay <= MOST_DELAY_S:
        raise Refusal("usage", hint=f"--delay 0…{MOST_DELAY_S:g}")
    try:
        url, role = line_of(listen, role, profile, texts)
        spoken = served_profile(url) if role == "host" else OURS
        limits = limits_of(settings, limit)
        terms = Terms(url, spoken, whom.registry(settings, spoken, role, texts), rules.policy(), serial_no, seed)
        protection = guard.protection(_host_of(url), terms.registry, spoken, texts)
        mark = texts("serve.lab_mark") if isinstance(protection, PlainLab) else ""
        with ExitStack() as opened:
            ledger = opened.enter_context(open_ledger(_ledger_of(database, settings)))
            end = ENDS[role](terms, ledger)
            for name in scenario:
                end.play.load(open_scenario(name))
            look = opened.enter_context(seen.look(url, spoken, limits.frame_bytes, lang, mark))
            announced(end.play, look, texts, lang)
            for warning in _warnings(url, protection, database, texts):
                look.say(warning)
            kept = None if database == MEMORY else ledger
            far_end = end.far_end(url, kept, delay, limits, look.watch)
            first = {"as": role, "ledger": ledger.identity().ledger_id, **_told(terms, protection, look)}
            run(_serving(url, far_end, protection, end.play, first))
    except tuple(_EXIT) as error:
        complain(error)
        return next(code for kind, code in _EXIT.items() if isinstance(error, kind))
    return DONE


def _ledger_of(database: str, settings: Settings) -> Path | str:
    """What is opened. Raises LedgerError: a folder that is not there may be a typing error, and none is made of it."""
    if database and database != MEMORY and "://" not in database and not Path(database).parent.is_dir():
        raise LedgerError(f"--database {database}: there is no folder {Path(database).parent}")
    return database or settings.ledger


def _lang(settings: Settings) -> Lang:
    return "en" if settings.lang == "en" else "zh"


def _host_of(url: LinkUrl) -> str:
    return url.host_port[0] if url.kind == "tcp" else ""


def _warnings(url: LinkUrl, protection: Protection, database: str, texts: Texts) -> Iterator[str]:
    if isinstance(protection, PlainLab):
        networks = ", ".join(map(str, protection.networks))
        yield texts("serve.lab_warning", address=url.address, networks=networks)
    if database == MEMORY:
        yield texts("serve.memory")


def _told(terms: Terms, protection: Protection, look: Look) -> dict[str, object]:
    """Of the first line: how it is spoken to, and by whom."""
    return {
        "framing": terms.url.framing.value,
        "profile": spoken_name(terms.url, terms.profile),
        "terminals": len(terms.registry.listed),
        "others": terms.registry.others.value,
        "tls": isinstance(protection, Tls),
        "plain_lab": isinstance(protection, PlainLab),
        "metrics": look.metrics,
    }


async def _serving(url: LinkUrl, far_end: FarEnd, protection: Protection, play: Play, first: dict[str, object]) -> None:
    folder = load_settings().control
    async with control_open(play, folder, secrets.token_hex(TOKEN_BYTES)) as control:

        def announce(address: str) -> None:
            say_what_runs(control, str(first["as"]), address, str(first["ledger"]))
            where = {"listening": address, "link": link_of(address, url)}
            try:
                print(json.dumps({**where, **first, "control": str(control)}), flush=True)
            except BrokenPipeError:
                raise  # as everywhere
            except OSError as error:
                raise ServeError(f"stdout: {error.strerror}") from None

        await _listen(url, far_end, protection, announce)


async def _listen(url: LinkUrl, far_end: FarEnd, protection: Protection, announce: Callable[[str], None]) -> None:
    if url.kind == "tcp":
        await serve_tcp(*url.host_port, far_end, protection, announce)
    elif url.kind == "pty":
        await serve_pty(far_end, announce)
    else:
        await serve_serial(url.address, url.baud, far_end, announce)
