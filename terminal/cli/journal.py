"""`tuihuo journal show|verify|export`: the terminal's own record, also while the terminal runs (records/snapshot.py).

The rule: what is printed is masked as it is stored, and neither the journal's secret nor the hash of a password is ever
printed; what can't be read is said, with exit code 1, behind what could be.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from protocol.money import format_yuan
from terminal.cli.layout import fill, screen_columns
from terminal.columns import clean
from terminal.desk.door import Refusal
from terminal.desk.faults import DONE, REFUSED
from terminal.language import Texts, translator
from terminal.moments import zone_of
from terminal.records.audit import FORMATS, Event, events
from terminal.records.chain import MARK_DIGITS
from terminal.records.snapshot import snapshot
from terminal.records.sqlite_store import SqliteStore
from terminal.records.store import JournalError
from terminal.records.verdict import Verdict, is_mark, judge
from terminal.records.whole_file import write_whole
from terminal.records.words import closing_words
from terminal.settings import load_settings

app = App(name="journal", help="The terminal's journal, also while the terminal runs.")

Json = Annotated[bool, Parameter(name="--json", negative="")]
NUMBER, TIME, KIND, OPERATOR = 6, 19, 22, 2
"""Characters in the list for people; a time has its zone behind it, as the terminal's may have been set anew."""

_DIGITS = "0123456789abcdef"[:MARK_DIGITS]
"""As many as a mark has, for an example of one."""
_CLOSED = ("refund.closed_done", "refund.closed_undone")
_COMPARED = {
    ("file", True): "audit.holds_file",
    ("file", False): "audit.lacks_file",
    ("slip", True): "audit.holds_slip",
    ("slip", False): "audit.lacks_slip",
}


@app.command
def show(file: Path | None = None, /, *, last: int = 0, about: str = "", kind: str = "", as_json: Json = False) -> int:
    """Every event, oldest first: number, time, kind, operator, what it is about, amount; of a refund that was closed by
    hand also the evidence and who allowed it.

    Parameters
    ----------
    file
        Another journal than the practice terminal's.
    last
        So many events only, the last ones.
    about
        Only events about this record, by its key or a part of it.
    kind
        Only events whose kind begins so: refund, payment, batch, receipt, case, operator, terminal.
    as_json
        Print one JSON line an event, with all of it.
    """
    if last < 0:
        raise Refusal("usage", hint="--last N")
    chosen: list[Event] = []
    verdict = _read(file, lambda event: chosen.append(event) if _asked(event, about, kind) else None)
    for event in chosen[-last:]:
        print(*([event.as_json()] if as_json else fill(_cells(event), screen_columns())), sep="\n")
    code = _ended(verdict, file)
    if code == DONE and not chosen:
        print(_texts()("audit.none"), file=sys.stderr)
    return code


@app.command
def verify(
    file: Path | None = None,
    /,
    *,
    slip: Annotated[list[str] | None, Parameter(negative="")] = None,
    as_json: Json = False,
) -> int:
    """Whether every event fits the chain, and the chain the heads that were kept outside of it. Exit 1 where not, also
    where the file is no journal at all.

    Parameters
    ----------
    file
        Another journal than the practice terminal's.
    slip
        The mark of a settlement slip, "N HEX", that the chain must hold; may be given several times.
    as_json
        Print one JSON document.
    """
    marks = slip or []
    if not all(map(is_mark, marks)):
        raise Refusal("usage", hint=f'--slip "34 {_DIGITS}"')
    try:
        with _store(file) as store:
            verdict = judge(store, marks)
    except JournalError as error:
        verdict = Verdict(0, fault=error.reason)
    where = _where(file)
    lines = [json.dumps(_document(verdict, where), ensure_ascii=False)] if as_json else _said(verdict, clean(where))
    print(*lines, sep="\n")
    return DONE if verdict.good else REFUSED


@app.command
def export(to: Path, file: Path | None = None, /, *, force: Annotated[bool, Parameter(negative="")] = False) -> int:
    """Every event into a new file, with its hashes.

    Parameters
    ----------
    to
        A name that ends in .jsonl or .csv.
    file
        Another journal than the practice terminal's.
    force
        Write over a file that is there already.
    """
    make = FORMATS.get(to.suffix)
    if make is None:
        raise Refusal("usage", hint=f"FILE{' | FILE'.join(FORMATS)}")
    if to.exists() and not force:
        raise Refusal("file_exists", file=str(to), reason=str(to))
    found: list[Event] = []
    verdict = _read(file, found.append)
    try:
        write_whole(to, make(found))
    except OSError as error:
        raise Refusal("not_exported", reason=f"{to}: {error.strerror}") from None
    print(_texts()("audit.exported", events=len(found), file=clean(str(to))), file=sys.stderr)
    return _ended(verdict, file)


@contextmanager
def _store(file: Path | None) -> Iterator[SqliteStore]:
    """A copy to read. JournalError journal_damaged: it is none, or can't be read; Refusal of all else."""
    try:
        with snapshot(file or load_settings().journal) as store:
            yield store
    except JournalError as error:
        if error.word == "journal_damaged":
            raise
        raise Refusal(error.word, reason=error.reason) from None


def _read(file: Path | None, hear: Callable[[Event], None]) -> Verdict | str:
    """As far as it can be read, and then judged. A text: what kept us from reading on."""
    try:
        with _store(file) as store:
            for event in events(store.rows()):
                hear(event)
            return judge(store)
    except JournalError as error:
        return error.reason


def _asked(event: Event, about: str, kind: str) -> bool:
    return about in event.subject and (not kind or f"{event.kind}.".startswith(f"{kind}."))


def _ended(read: Verdict | str, file: Path | None) -> int:
    """Behind all that could be read: whether that was everything, and fits."""
    if isinstance(read, Verdict) and not read.fault:
        return DONE
    said = clean(_texts()("audit.unreadable", reason=read)) if isinstance(read, str) else _broken(read, _where(file))
    print(said, file=sys.stderr)
    return REFUSED


def _where(file: Path | None) -> str:
    return str(file or load_settings().journal)


def _broken(verdict: Verdict, where: str) -> str:
    word = "audit.broken" if verdict.seq else "audit.damaged"
    return clean(_texts()(word, seq=verdict.seq, reason=verdict.fault, file=where))


def _cells(event: Event) -> list[str]:
    at = event.at[:TIME] + zone_of(event.at)
    named = (str(event.seq).rjust(NUMBER), at, event.kind.ljust(KIND), event.operator_no.ljust(OPERATOR))
    amount = event.body.get("amount_fen")
    money = format_yuan(amount) if isinstance(amount, int) and not isinstance(amount, bool) else ""
    return [clean(word) for word in (*named, event.subject, money, *_closing(event)) if word]


def _closing(event: Event) -> list[str]:
    """Of a refund that a person ended: how it was found out, and who allowed it."""
    reason, allowed = event.body.get("closed_reason"), event.body.get("closed_allowed")
    if event.kind not in _CLOSED or not isinstance(reason, str):
        return []
    t = _texts()
    return [t("closing.said", words=closing_words(reason, t)), t("closing.allowed", number=allowed)]


def _said(verdict: Verdict, where: str) -> list[str]:
    if verdict.fault:
        return [_broken(verdict, where)]
    t = _texts()
    mark = verdict.head.mark if verdict.head is not None else ""
    counts = "  ".join(f"{kind} {count}" for kind, count in verdict.counts.items())
    lines = [t("audit.whole", file=clean(where), events=verdict.events, mark=mark, version=verdict.version)]
    lines += [counts] if counts else []
    lines += [t(_COMPARED[one.source, one.holds], said=clean(one.said)) for one in verdict.compared]
    return lines if verdict.compared else [*lines, t("audit.compared_with_nothing")]


def _document(verdict: Verdict, where: str) -> dict[str, object]:
    head = verdict.head
    return {
        "file": where,
        "good": verdict.good,
        "version": verdict.version,
        "events": verdict.events,
        "counts": verdict.counts,
        "head": {"epoch": head.epoch, "seq": head.seq, "hash": head.digest} if head is not None else None,
        "compared": [{"with": one.source, "said": one.said, "holds": one.holds} for one in verdict.compared],
        "settlements": list(verdict.settlements),
        "fault": {"seq": verdict.seq, "said": verdict.fault} if verdict.fault else None,
    }


def _texts() -> Texts:
    return translator(load_settings().lang)
