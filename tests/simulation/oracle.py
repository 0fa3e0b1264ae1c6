"""Judges what happened between cashiers, terminals and one acquirer, from a recorded history. It knows nothing of ours.

It is written from the rules of money alone (RULES), imports no program that it judges, and believes no conclusion.
Usage: python tests/simulation/oracle.py HISTORY.jsonl; a line a finding, exit 1 where there is one.
A history is JSON lines, one event each; `what` names it, and parts that nobody can know may be left out. A key is
[merchant, terminal, epoch, batch, trace]; amounts are integer fen; an original is named by its reference.
  history   ordered: events stand as they happened; false: only those of one `what` do. practice: no money is real
  sale      original, merchant, amount, refunded          a sale as the host held it when all began
  asked     terminal, request, original, amount           a cashier wants a refund, under a number of their own
  durable   terminal, seq, previous, hash, family, text, practice, state, cause, key; of a refund or payment amount,
            original, reference, operator, supervisor, request, kind, closed_by, closed_allowed, closed_reason,
            closed_as; of a batch (whose key has no trace) ours and host: each [debits, fen, credits, fen]
  started, failed    terminal; cut_off: key to the batch  a write was not acknowledged (in order); the host ends a batch
  left      terminal, message, key, amount                a request left: refund, again, query, cancel, sale, void …
  answered  key, message, code, amount, reference; of query and cancel found (F, N, C), of settle sums: the host's word
  arrived   terminal, message, key, code                  an answer as it came in, whatever happened to it on its way
  judged    key, kind, outcome, original, amount, body    the ledger: applied, refused, repeated, differs, tombstoned
  printed   terminal, key, kind, copy, reprint            a sheet (its key without merchant and epoch)
  told      terminal, request, key, state, amount, reference; refused: word     what a cashier was told of a refund
  row       key, kind, approved, undone, buried, original, amount, reference     the ledger in the end
  book      original, amount, refunded, voided            each sale in the end; quiet: everybody has finished
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

RULES = {
    "once":      "what was asked for once is done once, a key stands once in the books (M1, M2, M8)",
    "body":      "a key that comes again is the same transaction, or is refused (M2)",
    "limit":     "what goes back is at most what was paid (M4)",
    "books":     "the books say what their rows add up to; no sale is voided and refunded (M4, M21, M27)",
    "meant":     "what the host does a terminal meant: this amount, of this original, of its merchant (M5, M9, M19)",
    "row":       "approved is one row of its amount, reference and original; what is final otherwise has none (M3)",
    "durable":   "no byte of a refund leaves before its intent is durable, and as it was written (M5)",
    "failed":    "behind a write that failed nothing leaves until the program starts again (M24)",
    "fen":       "an amount is a whole number of fen of at most twelve digits, at least one (M20)",
    "chain":     "each row of a journal stands behind the one before it, none is written anew (M28)",
    "trace":     "trace numbers of an epoch rise, and begin again only behind the last (M10)",
    "open":      "while a refund is open this terminal begins none of the same original (M7)",
    "final":     "what is final stays so, but what a person said, and nothing is sent for it",
    "asked":     "a refund is what a cashier asked for, and is begun once each time (M1, M7)",
    "begun":     "what is refused was not begun, unless a write failed (M23)",
    "people":    "who allows a refund or ends it by hand is named, does not ask, and heard no yes of the host (M14)",
    "practice":  "a batch is practice or it is not (M26)",
    "silence":   "yes, no and cancelled need the host's word on this key, or a person with a reason (M9, M22, M23)",
    "told":      "who was told that nothing moved was told the truth, for ever; yes is in the books (M23, M25)",
    "written":   "a last word is durable before it is told, and is never told otherwise (M12)",
    "buried":    "what was cancelled is never done (M25)",
    "slip":      "each copy of an approved refund is printed, once as the original, and only then (M13)",
    "batch":     "a closed batch is what stands in it, the host counts the same unless a person is to look (M17)",
    "over":      "no batch is closed over a refund or a payment that is open (H10)",
    "settled":   "in the end all that is approved is in exactly one settled batch (M18)",
    "quiet":     "in the end nothing is open but what a person has, with a cause (M6)",
    "owner":     "a terminal number never goes back to an earlier journal (M11)",
    "card":      "no card number anywhere (M29)",
}  # fmt: skip
YES = frozenset({"00", "11", "16", "A2", "A4", "A5", "A6", "10"})  # 10, a part, where it is the whole amount
NO = re.compile("0[1-57]|1[2-59]|2[1-35]|3[013-9]|4[0-5]|5[1-9]|6[0-7]|7[579]|9[03579]|A[01378]")
NOTHING, PERSON = frozenset({"declined", "cancelled", "not_sent"}), frozenset({"closed_done", "closed_undone"})
FINAL, BY_HAND = NOTHING | PERSON | {"approved"}, PERSON | {"manual", "closed"}
ENDED = FINAL | BY_HAND | {"reversed"}
COPIES, ASKING, SPOKEN = {"merchant", "cardholder"}, {"query", "cancel"}, {"told", "refused", "started", "failed"}
DEBIT, CREDIT = frozenset({"sale", "completion"}), frozenset({"refund", "void", "completion_void"})
CARD = re.compile(r"(?<![0-9A-Za-z])[3-6]\d{12,18}(?![0-9A-Za-z])")
Event = dict
Key = tuple[str, ...]
Finding = tuple[str, str, Sequence[int]]  # a name of RULES, what is wrong, and the lines of the history, from 1


class History:
    """Events with their lines, by sort and by key. Families of durable rows, outcomes and what stands are sorts too."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = list(events)
        self.of: dict[str, list[tuple[int, Event]]] = defaultdict(list)
        self.by: dict[str, dict[Key, list[tuple[int, Event]]]] = defaultdict(lambda: defaultdict(list))
        for line, event in enumerate(self.events, 1):
            key = tuple(event.get("key") or (event.get("terminal", ""), event.get("request", "")))
            more = event.get("family", "") if "state" in event else event.get("outcome", "")
            for sort in {event["what"], "stands" if event.get("approved") and not event["undone"] else more}:
                self.of[sort].append((line, event))
                self.by[sort][key].append((line, event))
        self.ordered = all(event["ordered"] for _, event in self.of["history"])
        self.ended, self.quiet = bool(self.of["row"] or self.of["quiet"]), bool(self.of["quiet"])

    def lives(self, sort: str) -> list[tuple[Key, list]]:  # what there is of each key, in order
        return [(key, placed) for key, placed in self.by[sort].items() if placed]

    def before(self, sort: str, key: Key, line: int) -> list[Event]:  # what came before that line, or may have
        return [event for at, event in self.by[sort][key] if at < line or not self.ordered]

    def done(self, key: Key) -> list[int]:  # where money moved: as the ledger did it, and as its books have it
        return [line for line, _ in self.by["applied"][key] + self.by["stands"][key]]


def _keys(h: History) -> Iterator[Finding]:
    requests, epochs = defaultdict[Key, list[int]](list), defaultdict[Key, list[str]](list)
    for key, some in [(key, some) for key, some in h.lives("applied") + h.lives("row") if some[1:]]:
        yield "once", f"{key}: {len(some)} times {some[0][1]['what']}", [line for line, _ in some]
    for key, [(line, first), *_] in h.lives("refund"):
        lines = requests[first["terminal"], first["request"]]
        lines.extend([line] if first["request"] and h.done(key) else [])
        if lines[1:] and lines[-1] == line:
            yield "once", f"request {first['request']} was done again", lines
    for line, event in h.of["judged"]:
        key, mine = tuple(event["key"]), epochs[tuple(event["key"][:2])]
        at, first = h.by["judged"][key][0]
        again = ("tombstoned", "repeated" if event["body"] == first["body"] else "differs")
        if at != line and event["outcome"] not in again:
            yield "body", f"{key} came again and was {event['outcome']}", (at, line)
        if event["outcome"] == "applied" and key[2] in mine[:-1]:
            yield "owner", f"{key} after {mine[-1]}", (line,)
        mine.extend([key[2]] if key[2] not in mine else [])


def _money(h: History) -> Iterator[Finding]:
    paid = {sale["original"]: sale for _, sale in h.of["sale"]}
    back, rows = (defaultdict(int, {name: sale["refunded"] for name, sale in paid.items()}) for _ in range(2))
    for line, event in [(line, event) for line, event in h.of["applied"] if event["kind"] == "refund"]:
        name, key = event["original"], tuple(event["key"])
        back[name] += event["amount"]
        if name in paid and back[name] > paid[name]["amount"]:
            yield "limit", f"{back[name]} of {paid[name]['amount']} fen went back of {name}", (line,)
        meant = [(one["amount"], one["original"]) for one in h.before("refund", key, line)][:1]
        if meant != [(event["amount"], name)] or (name in paid and paid[name]["merchant"] != key[0]):
            yield "meant", f"{key}: {event['amount']} fen of {name} went back, {meant} was meant", (line,)
    for _, row in h.of["stands"]:
        rows[row["original"]] += row["amount"] if row["kind"] == "refund" else 0
    for line, book in h.of["book"]:
        fen = rows[book["original"]]
        if book["refunded"] != fen or fen > book["amount"] or (fen and book["voided"]):
            yield "books", f"{book}, {fen} fen in its rows", (line,)


def _records(h: History) -> Iterator[Finding]:
    for line, row in h.of["stands"]:
        if row["kind"] == "refund" and not h.by["refund"][tuple(row["key"])]:
            yield "row", f"{row['key']}: no terminal knows of it", (line,)
    for key, states in h.lives("refund") + h.lives("payment") if h.ended else ():
        line, now = states[-1]
        parts = ("amount", "reference", "original")[: 2 + (now["family"] == "refund")]
        rows = [[row[part] for part in parts] for _, row in h.by["stands"][key]]
        wanted = [[now[part] for part in parts]] if now["state"] == "approved" else []
        if rows != wanted and now["state"] in NOTHING | {"approved", "reversed"}:
            yield "row", f"{key} is {now['state']}, rows {rows}, not {wanted}", (line, *h.done(key))
        if h.quiet and (now["state"] not in ENDED or (now["state"] == "manual" and not now["cause"])):
            yield "quiet", f"{key} is {now['state']}", (line,)


def _wire(h: History) -> Iterator[Finding]:
    broken, waits = dict[str, int](), dict[str, tuple[str, int]]()
    for line, event in enumerate(h.events, 1):
        what, terminal, amount = event["what"], event.get("terminal", ""), event.get("amount")
        key, first = tuple(event.get("key", ())), dict(h.by["refund"][tuple(event.get("key", ()))][:1])
        broken |= {terminal: line} if what == "failed" else {terminal: 0} if what == "started" else {}
        number, begun = waits.pop(terminal, ("", 0)) if what in SPOKEN else waits.get(terminal, ("", 0))
        if what == "refused" and begun and number == event["request"] and h.ordered:
            yield "begun", f"{number} of {terminal} was refused as {event['word']}", (begun, line)
        if what == "asked" or (terminal in waits and what == "durable" and line in first):
            waits[terminal] = (event["request"], 0) if what == "asked" else (number, line)
        over = h.ordered and any(one["state"] in FINAL - PERSON for one in h.before("refund", key, line)[-1:])
        if what == "left" and first and (over or event["message"] == "reversal"):
            yield "final", f"{event['message']} left for {key}", (line,)
        if what == "left" and broken.get(terminal) and h.ordered:
            yield "failed", f"{terminal} sent {event['message']}", (broken[terminal], line)
        whole = amount is None or (type(amount) is int and 0 < amount < 10**12)
        if what in ("left", "told", "durable") and not whole:
            yield "fen", f"{amount!r} fen", (line,)
        kept = [one["amount"] for one in h.before("refund", key, line)][:1] if what == "left" else []
        if what == "left" and event["message"] in ("refund", "again") and kept != [amount]:
            yield "durable", f"{amount} fen left as {event['key']}, {kept} is on the disk", (line,)
        for found in CARD.findall(json.dumps(event)):
            digits = [int(one) for one in reversed(found)]
            if sum(digits[::2] + [sum(divmod(2 * one, 10)) for one in digits[1::2]]) % 10 == 0:
                yield "card", f"{len(found)} digits that end in {found[-4:]}", (line,)


def _journals(h: History) -> Iterator[Finding]:
    head, trace, practice = dict[str, tuple[int, int, str]](), dict[Key, tuple[int, int]](), dict[Key, bool]()
    standing, begun = defaultdict[Key, dict[Key, tuple[int, str]]](dict), defaultdict[Key, int](int)
    for line, row in h.of["durable"]:
        at, seq, last = head.get(row["terminal"], (line, 0, row["previous"]))
        if (row["seq"], row["previous"]) != (seq + 1, last):
            yield "chain", f"{row['terminal']}: row {row['seq']} behind {seq}", (at, line)
        head[row["terminal"]] = line, row["seq"], row["hash"]
    for line, row in sorted(h.of["refund"] + h.of["payment"]):
        key = tuple(row["key"])
        at, before = trace.get((row["terminal"], key[2]), (line, 0))
        if h.by[row["family"]][key][0][0] == line:
            if not (int(key[4]) > before or before - int(key[4]) > 500_000):
                yield "trace", f"{key} behind {before}", (at, line)
            trace[row["terminal"], key[2]] = line, int(key[4])
        if practice.setdefault(key[:4], h.events[0].get("practice", row["practice"])) != row["practice"]:
            yield "practice", f"{key}", (line,)
    for line, row in h.of["refund"]:
        key, mine = tuple(row["key"]), standing[row["terminal"], row["original"]]
        waits = [at for at, state in mine.values() if state not in FINAL]
        if key not in mine and waits:
            yield "open", f"{key} was begun", (*waits, line)
        wanted = (row["terminal"], row["request"], str(row["amount"]), row["original"])
        begun[wanted] += key not in mine
        asked = [(str(one["amount"]), one["original"]) for one in h.before("asked", wanted[:2], line)]
        if h.of["asked"] and key not in mine and asked.count(wanted[2:]) < begun[wanted]:
            yield "asked", f"{key}: begun {begun[wanted]} times, {asked} was asked for", (line,)
        at, state = mine.get(key, (line, ""))
        if state in FINAL and row["state"] not in (PERSON | {"approved", "cancelling"} if state in PERSON else {state}):
            yield "final", f"{key} was {state} and became {row['state']}", (at, line)
        mine[key] = line, row["state"]
        by, allowed = ("closed_by", "closed_allowed") if row["state"] in PERSON else ("operator", "supervisor")
        since = max([at for at, one in h.by["left"][key] if at < line and one["message"] in ASKING], default=line)
        came = [one for at, one in h.by["arrived"][key] if since < at < line and one.get("found") == "F"]
        knew = h.ordered and row["state"] == "closed_undone" and any(one["code"] in YES for one in came)
        if knew or not row[by] or row[allowed] in ("", row[by]) or (by == "closed_by" and not row["closed_reason"]):
            yield "people", f"{key}: {row[by]!r} asked, {row[allowed]!r} allowed", (line,)


def _words(h: History) -> Iterator[Finding]:
    last: dict[Key, tuple[int, Event]] = {}
    for key, states in h.lives("refund"):
        line, now = next((one for one in states if one[1]["state"] in FINAL - PERSON), states[-1])
        words, done = h.before("answered", key, line), (now["amount"], now["reference"])
        yes = any((one["amount"], one["reference"]) == done for one in words if one["code"] in YES)
        no, dead = any(NO.fullmatch(one["code"]) for one in words), any(one.get("found") == "C" for one in words)
        witness = {"approved": yes, "declined": no, "cancelled": dead, "not_sent": not h.by["left"][key]}
        came = any(one["terminal"] == now["terminal"] and states[0][0] < at < line for at, one in h.of["arrived"])
        deaf = now["state"] in FINAL - PERSON - {"not_sent"} and h.of["arrived"] and h.ordered and not came
        if deaf or (h.of["answered"] and not witness.get(now["state"], True)):
            yield "silence", f"{key} is {now['state']}, and nobody said so", (line,)
        dead = any(said.get("found") == "C" for _, said in h.by["answered"][key])
        if (dead or states[-1][1]["state"] == "cancelled") and h.done(key):
            yield "buried", f"{key}", h.done(key)
    for line, told in h.of["told"]:
        key, state = tuple(told["key"]), told["state"]
        if h.done(key) if state in NOTHING else (state == "approved" and h.ended and not h.done(key)):
            yield "told", f"{state} of {key}", (line, *h.done(key))
        at, before = last.get((told["terminal"], told["request"] or key[4]), (line, told))
        if before["state"] != "not_sent" and any(before[one] != told[one] for one in ("state", "key", "amount")):
            yield "written", f"request {told['request']} was told otherwise", (at, line)
        if state in FINAL:
            if state not in [one["state"] for one in h.before("refund", key, line)]:
                yield "written", f"{state} of {key} was told", (line,)
            last |= {(told["terminal"], told["request"] or key[4]): (line, told)} if state not in PERSON else {}


def _paper(h: History) -> Iterator[Finding]:
    slips, first, out = dict[Key, int](), dict[Key, int](), defaultdict[Key, set[str]](set)
    for line, now in [(line, now) for line, now in h.of["refund"] if now["state"] == "approved"]:
        slips[now["key"][1], *now["key"][3:]] = line if h.ordered else 0
    for line, sheet in [(line, sheet) for line, sheet in h.of["printed"] if sheet["kind"].endswith("refund")]:
        key, original = tuple(sheet["key"]), (*sheet["key"], sheet["copy"])
        if slips.get(key, line) >= line:
            yield "slip", f"of {key}, which is not approved", (line,)
        out[key].add(sheet["copy"])
        if not sheet["reprint"] and first.setdefault(original, line) != line:
            yield "slip", f"two originals of {key}", (first[original], line)
    for key in [key for key in slips if h.quiet and h.ordered and not out[key] >= COPIES]:
        yield "slip", f"{out[key]} of {key} came out", (slips[key],)


def _batches(h: History) -> Iterator[Finding]:
    closed, books, begun = defaultdict[Key, list[int]](list), dict[Key, Event](), dict[Key, tuple[list[int], bool]]()
    cut = {tuple(event["key"][:2]) for _, event in h.of["cut_off"]}
    for line, row in [(line, row) for line, row in h.of["durable"] if "state" in row]:
        key, place = tuple(row["key"]), tuple(row["key"][:4])
        if row["family"] != "batch":
            books[key] = {"kind": "refund", **row}
            continue
        mine = [one for other, one in books.items() if other[:4] == place]
        if row["state"] == "begun" and any(one["state"] not in ENDED for one in mine):
            yield "over", f"{place}", (line,)
        stands = [one for one in mine if one["state"] == "approved" or one.get("closed_as") == "stands"]
        sides = [[one["amount"] for one in stands if one["kind"] in side] for side in (DEBIT, CREDIT)]
        counted = [part for side in sides for part in (len(side), sum(side))]
        true = [said["sums"] for _, said in h.of["answered"] if "sums" in said and said["key"][:4] == row["key"]]
        host = row["host"] and (true or [row["host"]])[-1]  # where it is known, not as it came in
        counted, by_hand = begun.pop(place, (counted, place[:2] in cut or any(one["state"] in BY_HAND for one in mine)))
        if counted != row["ours"] or (host not in (None, counted) and not by_hand):
            yield "batch", f"{place} {row['ours']}, host {host}, records {counted}", (line,)
        begun |= {place: (counted, by_hand)} if row["state"] == "begun" else {}
        closed[place] += [line] if row["state"] in ("closed", "host_closed") else []
    for key, one in books.items() if h.quiet else ():
        if one["state"] == "approved" and one["kind"] in DEBIT | CREDIT and len(closed[key[:4]]) != 1:
            yield "settled", f"{key} is in {len(closed[key[:4]])}", closed[key[:4]]


def judge(events: Iterable[Event]) -> list[Finding]:  # what does not hold; nothing where all does
    history, parts = History(events), (_keys, _money, _records, _wire, _journals, _words, _paper, _batches)
    return [finding for part in parts for finding in part(history)]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        found = judge(json.loads(line) for line in file if line.strip())
    for rule, said, lines in found:
        print(rule, ",".join(map(str, lines)), said, f"({RULES[rule]})")
    sys.exit(bool(found))
