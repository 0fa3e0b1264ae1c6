"""Who looks on while `emulator serve` runs: lines on stderr, a trace, counters. Opened and closed together.

The rule: what somebody looks at never costs an answer, and where strangers are let in without TLS every line says so.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from emulator.play import Hit, Play
from emulator.serving.aside import Aside
from emulator.serving.told import Told
from emulator.serving.trace_file import TraceFile
from emulator.serving.watch import Watch, Watches
from protocol.dialects.unionpay.matrix import ROWS
from protocol.dialects.unionpay.profiles import Profile
from protocol.money import format_yuan
from protocol.trace import Head
from protocol.words import Lang
from terminal.language import Texts
from terminal.line.links import LinkUrl, Speech


@dataclass(frozen=True, slots=True)
class Look:
    """watch: None where nobody looks. say: a line for the operator. metrics: the page of the counters, or ""."""

    watch: Watch | None
    say: Callable[[str], None]
    metrics: str = ""


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Seen:
    """What is shown of its work.

    Parameters
    ----------
    trace
        Every frame of every connection, masked, is appended to this file.
    metrics
        HOST:PORT, or PORT, of a page with counters for Prometheus, on this machine alone.
    quiet
        No line a message on stderr.
    """

    trace: Path | None = None
    metrics: str = ""
    quiet: Annotated[bool, Parameter(negative="")] = False

    @contextmanager
    def look(self, url: LinkUrl, profile: Profile, frame_bytes: int, lang: Lang, mark: str) -> Iterator[Look]:
        """profile: of the messages. frame_bytes: of one at most. mark: in front of each line, "" for none.

        Raises TraceFileError, MetricsError.
        """
        with ExitStack() as opened:
            aside = Aside(sys.stderr)
            opened.callback(aside.close)

            def say(text: str) -> None:
                aside.say(mark + text)

            watches: list[Watch] = []
            metrics = ""
            if not self.quiet:
                told = Told(sys.stderr, _now, profile, lang, mark.strip())
                opened.callback(told.close)
                watches.append(told)
            if self.trace is not None:
                head = Head(spoken_name(url, profile), url.framing, url.check, _now(), plain_lab=bool(mark))
                trace = TraceFile(self.trace, head, profile, time.monotonic, say, frame_bytes)
                opened.callback(trace.close)
                watches.append(trace)
            if self.metrics:
                from emulator.serving.metrics import Metrics  # its package is optional

                counters = Metrics(profile)
                opened.callback(counters.close)
                metrics = counters.serve(self.metrics)
                watches.append(counters)
            yield Look(_as_one(watches), say, metrics)


def spoken_name(url: LinkUrl, profile: Profile) -> str:
    """Of what is spoken on a line: a profile of UnionPay, or another dialect."""
    return profile.name if url.speech is Speech.UNIONPAY else url.speech.value


def told_hit(hit: Hit, texts: Texts, lang: Lang) -> str:
    """What a scenario does now, in the user's language; why a part of it could not happen stays English."""
    heard, name = hit.heard, hit.heard.transaction
    zh = ROWS[name].zh if name else ""
    what = (zh if lang == "zh" else name.replace("_", " ")) or texts("serve.hit_message")
    amount = "" if heard.amount_fen is None else f" {format_yuan(heard.amount_fen)}"
    failed = texts("serve.hit_failed", reason=hit.failed) if hit.failed else ""
    return texts("serve.hit", scenario=hit.scenario, rule=hit.rule, what=f"{what}{amount}{failed}")


def announced(play: Play, look: Look, texts: Texts, lang: Lang) -> None:
    """Each hit is a line for the operator, its time in front as of the others."""
    play.announce_to(look.say, lambda hit: f"{_now():%Y-%m-%d %H:%M:%S} {told_hit(hit, texts, lang)}")


def _as_one(watches: list[Watch]) -> Watch | None:
    return Watches(*watches) if len(watches) > 1 else watches[0] if watches else None


def _now() -> datetime:
    return datetime.now().astimezone()
