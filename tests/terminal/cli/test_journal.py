"""`tuihuo journal show|verify|export`, while a terminal holds the journal and after it has gone."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from supervisor import BY, nobody

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.desk.operators import Admitted
from terminal.records.format import VERSION
from terminal.settings import load_settings

CARD, WECHAT = order_no("800000260001"), order_no("800000260002")
KINDS = ["operator.password_set", "refund.intent", "refund.approved", "batch.begun", "batch.closed", "receipt.printed"]


@pytest.fixture
def desk(bench: object) -> Iterator[Desk]:
    """A terminal that runs, with a day behind it."""
    desk = open_desk("emulator:", load_settings())
    desk.staff.set_password(Admitted("01"), "01", "4711")
    desk.sign_on("01")
    desk.refund(BY, RefundRequest(desk.find(ByOrder(CARD)), 2850), TEST_CARDS["unionpay"], nobody)
    desk.batch.settle(nobody)
    desk.prints.wait(30)
    yield desk
    desk.close()


@pytest.fixture
def file(tuihuo_home: Path) -> Path:
    return tuihuo_home / "practice" / "journal.db"


def mark(desk: Desk) -> str:
    (closed,) = desk.journal.settlements()
    return desk.journal.mark("batch.closed", closed.key)


def test_the_events_are_shown_while_the_terminal_runs(bench, desk):
    ended = bench.run("journal", "show")
    lines = ended.out.splitlines()
    assert (ended.code, ended.err, [line.split()[2] for line in lines]) == (0, "", [*KINDS, "receipt.printed"])
    assert [lines[1].split()[0], lines[1].split()[3], lines[1].split()[-1]] == ["2", "01", "28.50"]
    assert [
        line for line in lines if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", line.split()[1])
    ] == []
    key = str(desk.journal.refunds()[0].key)
    assert [line.split()[2] for line in bench.run("journal", "show", "--about", key).out.splitlines()] == [
        "refund.intent",
        "refund.approved",
        "receipt.printed",
    ]
    assert [line.split()[0] for line in bench.run("journal", "show", "--kind", "batch").out.splitlines()] == ["4", "5"]
    assert len(bench.run("journal", "show", "--last", "2").out.splitlines()) == 2


@pytest.mark.parametrize("words", [["--about", "999999"], ["--about", "999999", "--json"], ["--kind", "nothing"]])
@pytest.mark.parametrize(("lang", "said"), [("zh", "没有相符的记录\n"), ("en", "No such record\n")])
def test_where_no_event_is_asked_for_it_says_so(bench, desk, monkeypatch, words, lang, said):
    monkeypatch.setenv("TUIHUO_LANG", lang)
    ended = bench.run("journal", "show", *words)
    assert (ended.code, ended.out, ended.err) == (0, "", said)


def test_as_documents_they_are_whole_but_for_hashes_of_passwords(bench, desk, file):
    said = bench.run("journal", "show", "--json").documents
    assert [one["kind"] for one in said] == [*KINDS, "receipt.printed"]
    assert said[0]["body"]["password"] == "***"
    assert (said[2]["body"]["state"], said[2]["body"]["amount_fen"], said[2]["practice"]) == ("approved", 2850, True)
    assert said[2]["previous"] == said[1]["hash"]
    secret = desk.journal._secret.hex()
    whole = json.dumps(said)
    assert (TEST_CARDS["unionpay"].number in whole, "$argon2id$" in whole, secret in whole) == (False, False, False)
    hashed = desk.journal.refunds()[0].card_hash
    assert (said[2]["body"]["card_hash"], hashed in whole) == ("***", False)
    assert len(hashed) == 72


def test_a_whole_journal_is_compared_with_what_stands_outside(bench, desk, file):
    ended = bench.run("journal", "verify", "--json", "--slip", mark(desk))
    (said,) = ended.documents
    assert (ended.code, said["good"], said["events"], said["version"], said["fault"]) == (0, True, 7, VERSION, None)
    assert said["counts"] == {"batch": 2, "operator": 1, "receipt": 2, "refund": 2}
    assert [(one["with"], one["holds"]) for one in said["compared"]] == [("file", True), ("slip", True)]
    assert (said["compared"][0]["said"].split()[0], said["settlements"]) == (
        "7",
        [mark(desk)],
    )  # each event is anchored
    ended = bench.run("journal", "verify")
    assert (ended.code, "流水完整，7条" in ended.out, "核对相符：7 " in ended.out) == (0, True, True)


def test_a_slip_that_it_does_not_hold_is_a_violation(bench, desk):
    ended = bench.run("journal", "verify", "--slip", "5 0123456789ab")
    assert (ended.code, "流水中没有结算单上的链尾：5 0123456789ab" in ended.out) == (1, True)
    assert bench.run("journal", "verify", "--slip", "99 " + mark(desk).split()[1]).code == 1


@pytest.mark.parametrize(
    "slip",
    [
        "0 000000000000",
        f"{'9' * 5000} 000000000000",
        "05 0123456789ab",
        "5",
        "5 0123456789a",
        "x 0123456789ab",
        "5 0123456789aX",
    ],
)
def test_what_no_slip_can_show_is_wrong_usage(bench, desk, slip):
    assert bench.run("journal", "verify", "--slip", slip).code == 2


def test_an_older_copy_is_seen_by_the_head_beside_it_or_by_the_slip(bench, desk, file):
    slip = mark(desk)
    desk.close()
    with sqlite3.connect(file) as db:
        from terminal.records.format import check_of

        facts = dict(db.execute("SELECT name, value FROM fact").fetchall())
        (previous,) = db.execute("SELECT previous FROM event WHERE seq = 5").fetchone()
        facts = {**facts, "head": f"4 {previous}"}
        del facts["check"]
        db.execute("DELETE FROM event WHERE seq >= 5")
        db.execute("UPDATE fact SET value = ? WHERE name = 'head'", (facts["head"],))
        db.execute("UPDATE fact SET value = ? WHERE name = 'check'", (check_of(facts),))
    db.close()
    ended = bench.run("journal", "verify")
    assert (ended.code, "与流水旁的链尾不符：7 " in ended.out) == (1, True)
    for ending in ("-head", "-now"):
        file.with_name(f"journal.db{ending}").unlink()
    ended = bench.run("journal", "verify")
    assert (ended.code, "没有可核对的链尾" in ended.out) == (0, True)
    assert bench.run("journal", "verify", "--slip", slip).code == 1


def test_the_first_event_that_does_not_fit_is_named_and_the_rest_can_still_be_had(bench, desk, file, tmp_path):
    desk.close()
    with sqlite3.connect(file) as db:
        db.execute("UPDATE event SET body = replace(body, '2850', '9850') WHERE seq = 3")
    db.close()
    ended = bench.run("journal", "verify", "--json")
    assert (ended.code, ended.document["good"], ended.document["fault"]["seq"]) == (1, False, 3)
    assert "在第3条处校验不符" in bench.run("journal", "verify").out
    shown, exported = bench.run("journal", "show"), bench.run("journal", "export", str(tmp_path / "all.jsonl"))
    assert (len(shown.out.splitlines()), (tmp_path / "all.jsonl").read_text("utf-8").count("\n")) == (7, 7)
    assert [(ended.code, "在第3条处校验不符" in ended.err) for ended in (shown, exported)] == [(1, True), (1, True)]


def test_what_can_still_be_read_is_shown_and_the_exit_says_that_it_is_not_all(bench, desk, file):
    desk.close()
    with sqlite3.connect(file) as db:
        db.execute("UPDATE event SET body = '{' WHERE seq = 4")
    db.close()
    ended = bench.run("journal", "show")
    assert (ended.code, len(ended.out.splitlines()), "后面的内容读不出来" in ended.err) == (1, 3, True)


@pytest.mark.parametrize("data", [b"", b"x" * 5000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_journal_fails_the_check_and_holds_nothing(bench, tmp_path, data):
    file = tmp_path / "some.db"
    file.write_bytes(data)
    ended = bench.run("journal", "verify", str(file), "--json")
    assert (ended.code, ended.document["good"], ended.document["fault"]["seq"]) == (1, False, 0)
    assert (ended.document["fault"]["said"] != "", bench.run("journal", "verify", str(file)).code) == (True, 1)
    shown = bench.run("journal", "show", str(file))
    assert (shown.code, shown.out, shown.err.count("\n")) == (1, "", 1)


@pytest.mark.parametrize("head", ["", "\n", "x", "a b c", f"0102030a {'9' * 5000} ab"])
def test_a_head_that_says_nothing_is_a_violation(bench, desk, file, head):
    desk.close()
    file.with_name("journal.db-head").write_text(head, encoding="ascii")
    file.with_name("journal.db-now").unlink()
    ended = bench.run("journal", "verify", "--json")
    assert (ended.code, [one["holds"] for one in ended.document["compared"]]) == (1, [False])
    assert ("unpack" in ended.out, "JournalError" in ended.out) == (False, False)


def test_json_lines_into_a_file_of_its_owner(bench, desk, tmp_path):
    to = tmp_path / "all.jsonl"
    ended = bench.run("journal", "export", str(to))
    assert (ended.code, ended.out, ended.err) == (0, "", f"已导出7条到{to}\n")
    assert to.stat().st_mode & 0o777 == 0o600
    said = to.read_text(encoding="utf-8")
    assert said == bench.run("journal", "show", "--json").out
    ended = bench.run("journal", "export", str(to))
    assert (ended.code, to.read_text(encoding="utf-8")) == (1, said)
    desk.journal.note("terminal.note")
    assert bench.run("journal", "export", str(to), "--force").code == 0
    assert to.read_text(encoding="utf-8").startswith(said)
    assert to.read_text(encoding="utf-8").count("\n") == 8
    assert bench.run("journal", "export", str(tmp_path / "all.txt")).code == 2
    ended = bench.run("journal", "export", str(tmp_path / "nosuch" / "all.csv"))
    assert (ended.code, ended.err.count("all.csv"), "磁盘" in ended.err) == (1, 1, False)


def test_a_spreadsheet_gets_text_and_no_formula(bench, desk, tmp_path):
    desk.journal.note("terminal.note", subject='=HYPERLINK("http://x")', body={"text": "+1"})
    to = tmp_path / "all.csv"
    assert bench.run("journal", "export", str(to)).code == 0
    data = to.read_bytes()
    assert (data[:3], data.count(b"\r\n"), data.count(b"\n")) == (b"\xef\xbb\xbf", 9, 9)
    titles, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert titles[0:3] == ["seq", "at", "kind"]
    assert rows[-1][titles.index("subject")] == '\'=HYPERLINK("http://x")'
    assert {json.loads(row[titles.index("body")])["text"] for row in rows[-1:]} == {"+1"}


def test_any_journal_by_its_file(bench, desk, file):
    desk.close()
    aside = file.rename(file.with_name("aside.db"))
    file.with_name("journal.db-head").rename(file.with_name("aside.db-head"))
    assert bench.run("journal", "verify").code == 2
    ended = bench.run("journal", "verify", str(aside), "--json")
    assert (ended.code, ended.document["file"], ended.document["compared"][0]["holds"]) == (0, str(aside), True)


def test_wrong_usage(bench, desk):
    assert bench.run("journal", "show", "--last", "-1").code == 2
