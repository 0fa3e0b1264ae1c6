"""The judge judged: histories written by hand. A good one says nothing; for each rule one that breaks it is found."""

import json
import subprocess
import sys
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path
from typing import Any

import oracle
import pytest

PATH = Path(oracle.__file__)
Event = dict[str, Any]
MERCHANT, TERMINAL, EPOCH, BATCH = "888888800000001", "88000001", "c9eb6d35", "000001"
PAPER = "261122000001"
FIRST, SECOND, THIRD = ([MERCHANT, TERMINAL, EPOCH, BATCH, trace] for trace in ("000001", "000003", "000005"))
HEADS = {number: f"{number:064d}" for number in range(20)}


def row(seq: int, family: str, state: str, **parts: Any) -> Event:
    stands = {"state": state, "cause": "", "practice": True}
    return {"what": "durable", "terminal": "T0", "seq": seq, "previous": HEADS[seq - 1], "hash": HEADS[seq],
            "family": family, **stands, **parts}  # fmt: skip


def refund(seq: int, key: list[str], state: str, amount: int = 500, **parts: Any) -> Event:
    about = {"original": PAPER, "reference": "963260000001" if state == "approved" else "", "request": "R" + key[4]}
    people = {"operator": "01", "supervisor": "00", "closed_by": "", "closed_allowed": "", "closed_reason": ""}
    return row(seq, "refund", state, key=key, amount=amount, **{**about, **people, **parts})


def on(terminal: str, event: Event) -> Event:
    return {**event, "terminal": terminal}


def answered(key: list[str], code: str, **parts: Any) -> Event:
    told = {"amount": 500, "reference": "963260000001"} if code == "00" else {"amount": 500, "reference": ""}
    return {"what": "answered", "key": key, "message": "refund", "code": code, **told, **parts}


def arrived(key: list[str], code: str) -> Event:
    return {"what": "arrived", "terminal": "T0", "message": "refund", "key": key, "code": code}


def judged(key: list[str], outcome: str, amount: int = 500, **parts: Any) -> Event:
    about = {"kind": "refund", "original": PAPER, "amount": amount, "body": ["200000", amount, PAPER]}
    return {"what": "judged", "key": key, "outcome": outcome, **about, **parts}


def left(key: list[str], message: str = "refund", amount: int | None = 500) -> Event:
    return {"what": "left", "terminal": "T0", "message": message, "key": key, "amount": amount}


def told(key: list[str], state: str) -> Event:
    said = {"state": state, "amount": 500, "reference": "963260000001" if state == "approved" else ""}
    return {"what": "told", "terminal": "T0", "request": "R" + key[4], "key": key, **said}


def sheet(key: list[str], copy: str, *, reprint: bool = False) -> Event:
    named = [key[1], *key[3:]]
    return {"what": "printed", "terminal": "T0", "key": named, "kind": "refund", "copy": copy, "reprint": reprint}


def entry(key: list[str], amount: int = 500, **parts: Any) -> Event:
    stands = {"kind": "refund", "approved": True, "undone": False, "buried": False}
    return {"what": "row", "key": key, **stands, "original": PAPER, "amount": amount, "reference": "963260000001",
            **parts}  # fmt: skip


def asked(key: list[str], amount: int = 500, **parts: Any) -> Event:
    request = "R" + key[4]
    return {"what": "asked", "terminal": "T0", "request": request, "original": PAPER, "amount": amount, **parts}


def refused(key: list[str]) -> Event:
    return {"what": "refused", "terminal": "T0", "request": "R" + key[4], "word": "link_silent"}


SALE = {"what": "sale", "original": PAPER, "merchant": MERCHANT, "amount": 900, "refunded": 100}
BOOK = {"what": "book", "original": PAPER, "amount": 900, "refunded": 600, "voided": False}
STARTED, FAILED, QUIET = ({"what": what, "terminal": "T0"} for what in ("started", "failed", "quiet"))
SUMS = {"key": FIRST[:4], "ours": [0, 0, 1, 500], "host": [0, 0, 1, 500]}

GOOD: dict[str, Event] = {
    "began": {"what": "history", "ordered": True},
    "sale": SALE,
    "started": STARTED,
    "asked": asked(FIRST),
    "intent": refund(1, FIRST, "pending"),
    "left": left(FIRST),
    "judged": judged(FIRST, "applied"),
    "answered": answered(FIRST, "00"),
    "unknown": refund(2, FIRST, "querying", cause="no_answer"),
    "asks": left(FIRST, "query", None),
    "found": answered(FIRST, "00", message="query", found="F"),
    "arrived": arrived(FIRST, "00"),
    "approved": refund(3, FIRST, "approved"),
    "merchant": sheet(FIRST, "merchant"),
    "cardholder": sheet(FIRST, "cardholder"),
    "told": told(FIRST, "approved"),
    "again": sheet(FIRST, "merchant", reprint=True),
    "asked 2": asked(SECOND),
    "intent 2": refund(4, SECOND, "pending"),
    "left 2": left(SECOND),
    "judged 2": judged(SECOND, "refused"),
    "answered 2": answered(SECOND, "61"),
    "arrived 2": arrived(SECOND, "61"),
    "declined": refund(5, SECOND, "declined"),
    "told 2": told(SECOND, "declined"),
    "begun": row(6, "batch", "begun", **SUMS),
    "closed": row(7, "batch", "closed", **SUMS),
    "row": entry(FIRST),
    "row 2": entry(SECOND, approved=False, reference=""),
    "book": BOOK,
    "quiet": QUIET,
}


def judge(events: Iterable[Event]) -> set[str]:
    return {rule for rule, _, _ in oracle.judge(events)}


def but(**changed: Event | None) -> list[Event]:
    """The good history with other events in place of some, or without them."""
    some = {**GOOD, **{name.replace("_", " "): one for name, one in changed.items()}}
    return [event for event in some.values() if event is not None]


def put(behind: str, *events: Event) -> list[Event]:
    """The good history with more behind one of them."""
    return [one for name, event in GOOD.items() for one in ((event, *events) if name == behind else (event,))]


def until(last: str, *events: Event) -> list[Event]:
    """The good history up to one of them, and more."""
    names = list(GOOD)
    return [*(GOOD[name] for name in names[: names.index(last) + 1]), *events]


def changed(name: str, **parts: Any) -> list[Event]:
    """The good history with other parts of one event."""
    return but(**{name: {**GOOD[name.replace("_", " ")], **parts}})


OTHER_EPOCH = [MERCHANT, TERMINAL, "0badc0de", BATCH, "000009"]
CARD = "6200000000000005"
CLOSED = {"closed_by": "02", "closed_allowed": "00", "closed_reason": "the acquirer said so"}
SAID_MORE = answered([*FIRST[:4], "000007"], "", message="settle", sums=[0, 0, 2, 1000])
SAID_AS_MUCH = answered([*FIRST[:4], "000007"], "", message="settle", sums=[0, 0, 1, 500])
LAST_NUMBER = [*SECOND[:4], "999999"]
SAID_YES = (
    refund(4, SECOND, "querying"), left(SECOND, "query", None), {**arrived(SECOND, "00"), "found": "F"},
    refund(5, SECOND, "closed_undone", **CLOSED),
)  # fmt: skip
SAME_REQUEST = refund(4, SECOND, "pending", request="R000001")

# fmt: off
BROKEN: list[tuple[str, str, list[Event]]] = [
    ("once",     "a key is applied twice",             put("judged", judged(FIRST, "applied"))),
    ("once",     "a key has two rows",                 put("row", entry(FIRST))),
    ("once",     "a request is done under two keys",   until("again", SAME_REQUEST, judged(SECOND, "applied"))),
    ("body",     "another body is done",               put("judged", judged(FIRST, "repeated", 501))),
    ("body",     "the same is judged anew",            put("judged", judged(FIRST, "refused"))),
    ("limit",    "more goes back than was paid",       changed("sale", refunded=401)),
    ("books",    "the books are short",                changed("book", refunded=599)),
    ("books",    "a voided sale went back",            changed("book", voided=True)),
    ("books",    "more than all is in the books",      [*changed("book", amount=599)]),
    ("meant",    "another amount is done",             changed("judged", amount=400)),
    ("meant",    "another original is done",           changed("judged", original="261122000002")),
    ("meant",    "nobody meant it",                    until("sale", judged(FIRST, "applied"))),
    ("meant",    "another merchant's sale",            changed("sale", merchant="888888800000002")),
    ("row",      "approved and no row",                changed("row", approved=False)),
    ("row",      "another reference in the row",       changed("row", reference="963260000002")),
    ("row",      "declined and a row",                 changed("row_2", approved=True)),
    ("row",      "a row that no terminal knows",       put("row", entry(THIRD))),
    ("row",      "a reversed payment stands",          put("row 2", row(8, "payment", "reversed", key=THIRD, amount=5,
                                                           kind="sale", reference=""), entry(THIRD, 5, kind="sale"))),
    ("durable",  "it leaves before it is written",     until("asked", left(FIRST), refund(1, FIRST, "pending"))),
    ("durable",  "another amount leaves",              changed("left", amount=501)),
    ("failed",   "it sends behind a failed write",     put("intent", FAILED)),
    ("fen",      "no fen",                             changed("left", amount=0)),
    ("fen",      "thirteen digits",                    changed("left", amount=10**12)),
    ("fen",      "a float",                            changed("told", amount=500.0)),
    ("fen",      "a bool",                             changed("intent", amount=True)),
    ("chain",    "a row is missing",                   but(unknown=None)),
    ("chain",    "a row is another",                   changed("unknown", previous=HEADS[9])),
    ("trace",    "a number comes again",               put("told 2", refund(6, [*THIRD[:4], "000002"], "pending"))),
    ("open",     "a second refund of what is open",    until("unknown", refund(3, SECOND, "pending"))),
    ("final",    "declined becomes approved",          until("told 2", refund(6, SECOND, "approved"))),
    ("asked",    "another amount than was asked for",  changed("asked", amount=499)),
    ("people",   "it allows itself",                   changed("intent", supervisor="01")),
    ("people",   "nobody allowed it",                  changed("intent", supervisor="")),
    ("people",   "closed by hand without a reason",    until("intent 2", refund(5, SECOND, "closed_done",
                                                             **{**CLOSED, "closed_reason": ""}))),
    ("people",   "not done, and the host has said yes", until("asked 2", *SAID_YES)),
    ("asked",    "nobody asked for it",                but(asked_2=None)),
    ("asked",    "asked for once, and begun twice",    until("told 2", refund(6, THIRD, "pending", request="R000003"))),
    ("begun",    "what is under way is refused",       until("left 2", refused(SECOND))),
    ("final",    "it is sent behind its approval",     put("told", left(FIRST, "again"))),
    ("final",    "it is asked about when declined",    put("told 2", left(SECOND, "query", None))),
    ("final",    "a reversal of a refund",             put("left 2", left(SECOND, "reversal", None))),
    ("slip",     "no slip at all",                     but(merchant=None, cardholder=None, again=None)),
    ("slip",     "no copy for the customer",           but(cardholder=None)),
    ("people",   "closed by hand by one alone",        until("intent 2", refund(5, SECOND, "closed_done",
                                                             **{**CLOSED, "closed_allowed": "02"}))),
    ("practice", "one of a batch is real",             changed("intent_2", practice=False)),
    ("practice", "all is real at a practice line",     changed("began", practice=False)),
    ("card",     "a card number in what is written",   changed("intent", text=f'{{"payer":"{CARD}"}}')),
    ("silence",  "approved and nobody said so",        but(answered=None, found=None)),
    ("silence",  "the host said another amount",       but(answered=answered(FIRST, "00", amount=501), found=None)),
    ("silence",  "declined on an unsure word",         changed("answered_2", code="96")),
    ("silence",  "cancelled and nobody said so",       until("intent 2", refund(5, SECOND, "cancelled"))),
    ("silence",  "not sent, and it left",              until("left 2", refund(5, SECOND, "not_sent"))),
    ("silence",  "nothing came in",                    changed("arrived", terminal="T1")),
    ("told",     "told declined, and it was done",     put("told", told(FIRST, "declined"))),
    ("told",     "told declined, and done later",      put("told 2", judged(SECOND, "applied"))),
    ("told",     "told approved, and it was not done", put("told 2", told(SECOND, "approved"))),
    ("written",  "told before it is written",          until("arrived", told(FIRST, "approved"))),
    ("written",  "told otherwise later",               changed("told_2", request="R000001")),
    ("written",  "told that nobody knows, later",      put("told", told(FIRST, "unknown"))),
    ("buried",   "cancelled and done later",           put("judged", answered(FIRST, "00", found="C"))),
    ("slip",     "a slip of what is not approved",     put("told 2", sheet(SECOND, "merchant"))),
    ("slip",     "a slip before it is durable",        put("arrived", sheet(FIRST, "bank"))),
    ("slip",     "two originals",                      changed("again", reprint=False)),
    ("batch",    "it counts another sum",              changed("closed", ours=[0, 0, 1, 501])),
    ("batch",    "the host counts more",               changed("closed", host=[0, 0, 2, 1000])),
    ("batch",    "the host truly said more",           put("begun", SAID_MORE)),
    ("over",     "a refund is open",                   but(declined=None)),
    ("settled",  "it is in no batch",                  but(closed=None)),
    ("settled",  "it is in two batches",               put("closed", row(8, "batch", "closed", **SUMS))),
    ("quiet",    "something is open in the end",       but(declined=None, told_2=None)),
    ("quiet",    "for a person, and nobody says why",  put("told 2", refund(6, THIRD, "manual"))),
    ("owner",    "an earlier journal comes back",      put("judged", judged(OTHER_EPOCH, "refused"),
                                                           judged(SECOND, "applied"))),
    ("card",     "a card number",                      changed("asked", note=f"card {CARD}")),
]
# fmt: on


def test_a_good_history_is_silent() -> None:
    assert oracle.judge(GOOD.values()) == []


WRAPPED = (
    asked(LAST_NUMBER), asked(THIRD),
    refund(4, LAST_NUMBER, "pending"), answered(LAST_NUMBER, "51"), arrived(LAST_NUMBER, "51"),
    refund(5, LAST_NUMBER, "declined"), refund(6, THIRD, "pending"),
)  # fmt: skip
BY_HAND = (refund(5, SECOND, "manual", cause="no_answer"), refund(6, SECOND, "closed_undone", **CLOSED))
LATE = until(
    "told 2", asked(THIRD, 100), refund(6, THIRD, "manual", 100, cause="no_answer"), row(7, "batch", "begun", **SUMS),
    arrived(THIRD, "00"), judged(THIRD, "applied", 100), answered(THIRD, "00", amount=100),
    refund(8, THIRD, "approved", 100), row(9, "batch", "closed", **{**SUMS, "host": [0, 0, 2, 600]}),
)  # fmt: skip
LATE_YES = (
    asked(THIRD, 100), refund(4, THIRD, "manual", 100, cause="no_answer"),
    refund(5, THIRD, "closed_undone", 100, **CLOSED), judged(THIRD, "applied", 100),
    answered(THIRD, "00", amount=100), arrived(THIRD, "00"), refund(6, THIRD, "approved", 100),
)  # fmt: skip
SPOILED = {**SUMS, "host": [0, 0, 9, 9]}
UNORDERED = {"what": "history", "ordered": False}
KEY_AGAIN = (judged(FIRST, "repeated"), judged(FIRST, "differs", 501))
# fmt: off
SILENT: dict[str, list[Event]] = {
    "open before the end":     until("unknown"),
    "asked and never begun":   put("sale", asked(SECOND)),
    "a key that comes again":  put("judged", *KEY_AGAIN),
    "sent behind a restart":   put("left 2", FAILED, STARTED, left(SECOND, "again")),
    "numbers begin again":     until("told", *WRAPPED),
    "late, while it settles":  LATE,
    "sums that a line spoiled": until("begun", SAID_AS_MUCH, row(7, "batch", "closed", **SPOILED)),
    "the host had closed it":  but(closed=row(7, "batch", "host_closed", **{**SUMS, "host": None})),
    "ended by a person":       until("left 2", *BY_HAND),
    "ended, and done late":    until("told", *LATE_YES),
    "refused, unwritten":      until("left 2", FAILED, refused(SECOND)),
    "refused, and not begun":  put("told 2", asked(THIRD), refused(THIRD)),
    "nothing left":            until("intent 2", refund(5, SECOND, "not_sent"), told(SECOND, "not_sent")),
    "numbers that are none":   changed("asked", note="order 80000026003544, 6200000000000006"),
    "by source, in no order":  [UNORDERED, *sorted(but(began=None), key=itemgetter("what"))],
}
# fmt: on


@pytest.mark.parametrize("events", SILENT.values(), ids=SILENT)
def test_what_may_be_is_silent(events: list[Event]) -> None:
    assert oracle.judge(events) == []


@pytest.mark.parametrize(
    ("rule", "events"), [pytest.param(rule, some, id=f"{rule}: {why}") for rule, why, some in BROKEN]
)
def test_what_is_broken_is_found(rule: str, events: list[Event]) -> None:
    assert rule in judge(events)


def test_every_rule_is_broken_here() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(oracle.RULES)


def test_it_is_a_program_of_its_own(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text("\n".join(map(json.dumps, GOOD.values())), encoding="utf-8")
    bad.write_text("\n".join(map(json.dumps, but(row=None))), encoding="utf-8")
    silent, loud = (
        subprocess.run([sys.executable, "-I", PATH, file], capture_output=True, encoding="utf-8", check=False)
        for file in (good, bad)
    )
    assert (silent.returncode, silent.stdout, silent.stderr) == (0, "", "")
    assert (loud.returncode, loud.stderr) == (1, "")
    assert loud.stdout.startswith("books 29 ")


def test_it_is_short_and_imports_nothing_of_ours() -> None:
    source = PATH.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 300
    imported = {
        line.split()[1].partition(".")[0] for line in source.splitlines() if line.startswith(("import", "from"))
    }
    assert imported <= sys.stdlib_module_names
