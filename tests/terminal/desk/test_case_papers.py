"""Papers of cases on the real desk: printed by the ways there are, the agreement as it was drawn, the bundle."""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from case_walk import ACCOUNT, BOSS, CLERK, QR_ORDER, CaseWalk, paid_now, word
from PIL import Image

from protocol.cards import TEST_CARDS
from scanner.salesslip import PRACTICE_MARK
from terminal.case.acts import ArrivalNoted, FollowedUp, PapersAsked, PapersBegun, Refused, Signed, TalkHeld
from terminal.case.papers import Kind, Paper
from terminal.case.words import Intake, Party, Route
from terminal.compose import open_desk
from terminal.desk.case_door import CaseSheet
from terminal.desk.cashdesk import Desk
from terminal.desk.operators import Admitted
from terminal.printers.outcome import Printout, Why
from terminal.settings import Settings
from terminal.trade.refund import State

S = CaseSheet


def desk_of(home: Path, *printers: str) -> Desk:
    desk = open_desk("emulator:", Settings(home, "zh", 0.0, printers=printers or ("txt:",)))
    desk.sign_on("01")
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = desk_of(tmp_path / "home")
    yield desk
    desk.close()


def come(desk: Desk, printed: Printout) -> Printout:
    """What came of it."""
    assert printed.printing
    (done,) = [one for one in desk.prints.wait(10) if one.number == printed.number]
    return done


def said(desk: Desk, walk: CaseWalk, sheet: CaseSheet, lang: str = "zh_CN") -> str:
    """The text file that was printed."""
    done = come(desk, desk.cases.print(CLERK, walk.no, sheet, lang))
    (file,) = done.files
    assert (done.trouble, file.name.startswith(f"case-{walk.no}-{sheet}")) == ((), True)
    return file.read_text(encoding="utf-8")


def pdf_text(data: bytes) -> str:
    """Every text of a PDF, read by its operators."""
    streams = [one.split(b"\nendstream")[0] for one in data.split(b"stream\n")[1::2]]
    drawn = [zlib.decompress(one) for one in streams]
    shown = [one.split(b"> Tj")[0] for text in drawn if text.startswith(b"q ") for one in text.split(b" Tm <")[1:]]
    return "\n".join(bytes.fromhex(one.decode()).decode("utf-16-be") for one in shown)


def test_each_state_has_its_papers(walk: CaseWalk) -> None:
    sheets = lambda: walk.desk.cases.view(BOSS, walk.no).sheets  # noqa: E731
    assert walk.opened()
    assert sheets() == (S.APPLICATION,)
    assert walk.gathered().applied().approved()
    assert sheets() == (S.APPLICATION, S.ANSWER)
    assert walk.signed()
    assert sheets() == (S.APPLICATION, S.ANSWER, S.AGREEMENT)
    assert walk.refund()
    assert sheets() == (S.APPLICATION, S.ANSWER, S.AGREEMENT, S.CONFIRMATION)


def test_a_device_has_a_return_note_and_an_outside_payment_an_order(desk: Desk, tmp_path: Path) -> None:
    walk = CaseWalk(desk, tmp_path, Kind.DEVICE)
    walk.opened().gathered().applied().approved(Route.BANK).signed()
    assert S.RETURN in desk.cases.view(BOSS, walk.no).sheets
    assert "快递单号" in said(desk, walk, S.RETURN)
    walk.returned().keyed().entered()
    assert S.PAY_ORDER in desk.cases.view(BOSS, walk.no).sheets
    order = said(desk, walk, S.PAY_ORDER)
    assert order.count("本单不是退款成功凭证, 待终端外支付。") == 2
    assert ACCOUNT not in order
    assert "张**" in order
    paid_now(desk, BOSS, walk.no, "20261122000188")
    assert "20261122000188" in said(desk, walk, S.CONFIRMATION)
    assert word(lambda: desk.cases.print(CLERK, walk.no, S.PAY_ORDER)) == "case_not_yet"


def test_the_answers_of_review(walk: CaseWalk, desk: Desk) -> None:
    walk.opened().gathered().applied()
    desk.cases.act(BOSS, walk.no, PapersAsked((Paper.IDENTITY,), ""))
    assert "- 身份证明" in said(desk, walk, S.ANSWER)
    file = walk.folder / "id.txt"
    file.write_text("id", encoding="utf-8")
    desk.cases.attach(CLERK, walk.no, Paper.IDENTITY, file)
    walk.applied()
    desk.cases.act(BOSS, walk.no, Refused("超过退货期限", "出示检测报告"))
    refused = said(desk, walk, S.ANSWER, "en")
    assert "Your application has not been approved." in refused
    assert "出示检测报告" in refused


def test_a_confirmation_names_the_refund_as_the_journal_has_it(walk: CaseWalk, desk: Desk) -> None:
    record = walk.ready().refund().record
    letter = said(desk, walk, S.CONFIRMATION)
    assert record.reference_no in letter
    assert "(示例)" in letter
    assert letter.count(PRACTICE_MARK) == 3
    desk.cases.act(CLERK, walk.no, ArrivalNoted(arrived=True, words=""))
    assert "经您确认已到账" in said(desk, walk, S.CONFIRMATION)


def test_a_confirmation_says_what_a_person_found_out(walk: CaseWalk, desk: Desk) -> None:
    record = walk.ready().refund().record
    desk.journal.record("refund.manual", replace(record, state=State.MANUAL, reference_no="", reached=""))
    desk.close_by_hand(BOSS, desk.journal.open_refunds()[0], "acquirer", done=True)
    letter = said(desk, walk, S.CONFIRMATION)
    (row,) = [line for line in letter.splitlines() if "经人工核实已退" in line]
    assert f"{datetime.now().astimezone():%Y-%m-%d}" in row
    assert "参考号" not in letter.split("经人工核实已退")[1]


def test_the_agreement_is_kept_and_printed_as_it_was_drawn(walk: CaseWalk, desk: Desk) -> None:
    walk.opened().gathered().applied().approved()
    case, printed = desk.cases.draw_agreement(CLERK, walk.no, "en")
    assert case.agreement is not None
    sha256 = case.agreement.sha256
    kept = desk.journal.path.parent / "evidence" / sha256
    text = kept.read_text(encoding="utf-8")
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == sha256
    (file,) = come(desk, printed).files
    sheet = file.read_text(encoding="utf-8")
    assert sha256 in sheet
    assert "Party B signs" in text
    rules = [line for line in printed.lines if set(line) == {"-"}]
    assert (set(rules), [line for line in printed.lines if set(line) == {"_"}]) == ({"-" * 32}, [])
    assert len(rules) == sum(set(line) == {"-"} for line in text.splitlines())
    printed_lines = [line.strip() for line in sheet.splitlines() if line.strip()]
    drawn_lines = [line.strip() for line in text.splitlines() if line.strip()]
    start = printed_lines.index(drawn_lines[0])
    assert printed_lines[start : start + len(drawn_lines)] == drawn_lines
    again = said(desk, walk, S.AGREEMENT, "zh_CN")
    assert "Party B signs" in again
    assert sha256 in again


def test_the_same_decision_gives_the_same_agreement(walk: CaseWalk, desk: Desk) -> None:
    walk.opened().gathered().applied().approved()
    first = desk.cases.draw_agreement(CLERK, walk.no)[0].agreement
    second = desk.cases.draw_agreement(CLERK, walk.no)[0].agreement
    assert first is not None
    assert second is not None
    assert first.sha256 == second.sha256


def test_an_agreement_that_somebody_signed_gives_way_to_another_text_only_where_that_was_asked(
    walk: CaseWalk, desk: Desk
) -> None:
    case, _printed = desk.cases.draw_agreement(CLERK, walk.opened().gathered().applied().approved().no)
    assert case.agreement is not None
    desk.cases.act(CLERK, walk.no, Signed(Party.CUSTOMER, "王女士", case.agreement.sha256))
    again, printed = desk.cases.draw_agreement(CLERK, walk.no)
    assert (again, come(desk, printed).trouble) == (walk.case, ())
    assert word(lambda: desk.cases.draw_agreement(CLERK, walk.no, "en")) == "agreement_voids"
    assert walk.case.agreement == again.agreement
    other = desk.cases.draw_agreement(CLERK, walk.no, "en", anew=True)[0].agreement
    assert other is not None
    assert (other.signatures, other.sha256 != case.agreement.sha256) == ((), True)


def test_a_lost_text_is_drawn_again_where_it_is_the_same(walk: CaseWalk, desk: Desk) -> None:
    sha256 = drawn_sha256(walk)
    (desk.journal.path.parent / "evidence" / sha256).unlink()
    assert sha256 in said(desk, walk, S.AGREEMENT)


def test_a_lost_text_that_would_be_another_today_is_not_printed(
    walk: CaseWalk, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = desk.journal.path.parent / "evidence" / drawn_sha256(walk)
    monkeypatch.setattr("terminal.desk.case_papers.digest", lambda _sheet: "0" * 64)  # a newer version's words
    kept.write_text("forged", encoding="utf-8")
    assert word(lambda: desk.cases.print(CLERK, walk.no, S.AGREEMENT)) == "evidence_changed"
    kept.unlink()
    assert word(lambda: desk.cases.print(CLERK, walk.no, S.AGREEMENT)) == "evidence_vanished"


def drawn_sha256(walk: CaseWalk) -> str:
    agreed = walk.opened().gathered().applied().approved().signed().case.agreement
    assert agreed is not None
    return agreed.sha256


def test_a_printer_with_a_roll_prints_answers_and_says_what_is_a4(tmp_path: Path) -> None:
    desk = desk_of(tmp_path / "home", "escpos:")
    walk = CaseWalk(desk, tmp_path)
    walk.opened().gathered().applied().approved()
    form = come(desk, desk.cases.print(CLERK, walk.no, S.APPLICATION))
    assert ([one.why for one in form.trouble], form.files) == ([Why.NO_ROLL], ())
    (answer,) = come(desk, desk.cases.print(CLERK, walk.no, S.ANSWER)).files
    assert "审核答复".encode("gb18030") in answer.read_bytes()
    desk.close()


def picture(folder: Path, name: str, form: str) -> Path:
    file = folder / name
    drawn = Image.effect_noise((1400, 900), 60).convert("L")
    drawn.paste(0, (100, 100, 600, 400))
    drawn.save(file, form)
    return file


@pytest.fixture
def disputed(walk: CaseWalk, desk: Desk) -> CaseWalk:
    """A case with pictures, a PDF, a discarded, a changed and a vanished paper; paid, arrived, closed."""
    folder = walk.folder
    walk.opened()
    desk.cases.act(CLERK, walk.no, TalkHeld(Intake.PHONE, "王女士", "说同一笔付了两次"))
    desk.cases.act(CLERK, walk.no, PapersBegun())
    (folder / "合同.pdf").write_bytes(b"%PDF-1.4 contract")
    papers = [
        (Paper.SLIP, picture(folder, "小票.png", "PNG")),
        (Paper.INVOICE, picture(folder, "发票.jpg", "JPEG")),
        (Paper.VOUCHER, picture(folder, "凭证.webp", "WEBP")),
        (Paper.CONTRACT, folder / "合同.pdf"),
    ]
    for paper, file in papers:
        desk.cases.attach(CLERK, walk.no, paper, file)
    for name in ("records", "screenshots", "other-1", "other-2", "other-3"):
        (folder / f"{name}.txt").write_text(name, encoding="utf-8")
        desk.cases.attach(CLERK, walk.no, Paper(name.split("-")[0]), folder / f"{name}.txt")
    lost = {one.name: one.sha256 for one in walk.case.papers}
    desk.cases.discard(BOSS, walk.no, lost["other-1.txt"], "重复材料")
    walk.applied().approved().signed()
    walk.refund()
    evidence = desk.journal.path.parent / "evidence"
    (evidence / lost["other-2.txt"]).write_text("forged", encoding="utf-8")
    (evidence / lost["other-3.txt"]).unlink()
    desk.cases.act(CLERK, walk.no, ArrivalNoted(arrived=True, words="到了"))
    desk.cases.act(CLERK, walk.no, FollowedUp(5, "满意"))
    return walk


def test_a_bundle_has_everything_and_an_independent_reader_finds_it(disputed: CaseWalk, desk: Desk) -> None:
    made = desk.cases.bundle(CLERK, disputed.no, "zh_CN")
    pdf, packed = made.pdf.read_bytes(), made.machine.read_bytes()
    assert made.sha256 == (hashlib.sha256(pdf).hexdigest(), hashlib.sha256(packed).hexdigest())
    case = disputed.case
    text = pdf_text(pdf)
    wanted = [one.sha256 for one in case.papers] + [one.name for one in case.papers]
    wanted += ["说同一笔付了两次", "完好", "重复材料", "文件已被改动", "文件已丢失", "满意", "流水记录", disputed.no]
    assert [one for one in wanted if one not in text] == []
    assert case.agreement is not None
    assert text.count(case.agreement.sha256) == 1
    assert "甲方签字" in text
    pictures = [one for one in case.papers if one.media.startswith("image/")]
    assert [text.count(f"SHA-256 {one.sha256}") for one in pictures] == [1, 1, 1]


def test_each_page_of_a_bundle_says_whose_and_which_it_is_and_what_is_not_drawn_is_named(
    disputed: CaseWalk, desk: Desk
) -> None:
    text = pdf_text(desk.cases.bundle(CLERK, disputed.no, "zh_CN").pdf.read_bytes())
    total = int(re.findall(r"1/([0-9]+)", text)[0])
    drawn = [int(page) for page in re.findall(rf"退款申请号 {disputed.no}  第([0-9]+)页", text)]
    assert drawn == list(range(total - 2, total + 1))
    assert all(f"{page}/{total}" in text for page in range(1, drawn[0]))
    beside = [one for one in disputed.case.papers if not one.discarded and not one.media.startswith("image/")]
    assert text.count("本文件未印此材料") == len(beside)


def test_a_sheet_says_when_it_was_printed_and_a_bundle_when_it_was_exported(disputed: CaseWalk, desk: Desk) -> None:
    bundle = pdf_text(desk.cases.bundle(CLERK, disputed.no, "zh_CN").pdf.read_bytes())
    sheet = said(desk, disputed, S.CONFIRMATION)
    assert [("导出时间" in one, "打印时间" in one) for one in (bundle, sheet)] == [(True, False), (False, True)]


def test_the_machines_copy_checks_itself(disputed: CaseWalk, desk: Desk) -> None:
    made = desk.cases.bundle(CLERK, disputed.no, "zh_CN").machine
    with zipfile.ZipFile(made) as packed:
        assert packed.testzip() is None
        sums = dict(line.split("  ")[::-1] for line in packed.read("SHA256SUMS").decode().splitlines())
        files = {name: packed.read(name) for name in packed.namelist()}
    assert {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "SHA256SUMS"} == sums
    case = disputed.case
    whole = [one for one in case.kept if one.name not in ("other-2.txt", "other-3.txt")]
    assert sorted(name for name in files if name.startswith("evidence/")) == sorted(
        next(name for name in files if one.sha256 in name) for one in whole
    )
    said = json.loads(files["case.json"])
    assert (said["case"]["case_no"], said["case"]["state"]) == (disputed.no, "closed")
    kinds = [one["kind"] for one in json.loads(files["events.json"])]
    assert (kinds[0], "case.approved" in kinds, "refund.approved" in kinds) == ("case.opened", True, True)
    assert case.agreement is not None
    assert hashlib.sha256(files["agreement-text.txt"]).hexdigest() == case.agreement.sha256


def test_the_machines_copy_is_the_same_each_time(disputed: CaseWalk, desk: Desk) -> None:
    first, second = (desk.cases.bundle(CLERK, disputed.no, lang) for lang in ("zh_CN", "en"))
    assert first.machine != second.machine
    assert first.machine.read_bytes() == second.machine.read_bytes()


def test_no_account_and_no_card_in_any_byte(desk: Desk, tmp_path: Path) -> None:
    walk = CaseWalk(desk, tmp_path).ready(Route.BANK).keyed()
    walk.entered()
    said(desk, walk, S.PAY_ORDER)
    desk.cases.bundle(CLERK, walk.no, "zh_CN")
    desk.close()
    files = [file for file in (tmp_path / "home").rglob("*") if file.is_file()]
    texts = [file.read_bytes() + pdf_text(file.read_bytes()).encode() for file in files if file.suffix == ".pdf"]
    texts += [file.read_bytes() for file in files]
    assert len(files) > 5
    for secret in (ACCOUNT, "张小明", TEST_CARDS["unionpay"].number):
        assert [text for text in texts if secret.encode() in text] == []


def test_no_keyed_hash_leaves_with_the_machines_copy(desk: Desk, tmp_path: Path) -> None:
    paid, other = CaseWalk(desk, tmp_path).ready(Route.BANK).keyed(), CaseWalk(desk, tmp_path, order=QR_ORDER).ready()
    paid.entered()
    paid_now(desk, BOSS, paid.no)
    other.refund()
    payee = paid.case.paid_outside[0].payee
    assert payee is not None
    for walk in (paid, other):
        with zipfile.ZipFile(desk.cases.bundle(CLERK, walk.no, "zh_CN").machine) as packed:
            said = packed.read("case.json").decode() + packed.read("events.json").decode()
        assert [word for word in (payee.digest, "digest", "card_hash") if word in said] == []


def test_slow_steps_as_lines_and_as_a_pdf(disputed: CaseWalk, desk: Desk) -> None:
    told = desk.cases.slow_lines(CLERK, 56, "zh_CN")
    assert told[0].split() == ["步骤", "件数", "中位数", "最长"]
    file = desk.cases.slow_report(CLERK, "zh_CN")
    assert file.suffix == ".pdf"
    assert "退款申请用时" in pdf_text(file.read_bytes())


def test_without_cases_there_is_nothing_slow(desk: Desk) -> None:
    assert desk.cases.slow_lines(CLERK, 56, "en") == ("No refund cases to count yet",)


def test_who_has_no_right_gets_no_paper(walk: CaseWalk, desk: Desk) -> None:
    walk.opened()
    system = Admitted("99")
    assert word(lambda: desk.cases.print(system, walk.no, S.APPLICATION)) == "right_missing"
    assert word(lambda: desk.cases.bundle(system, walk.no, "en")) == "right_missing"
    assert word(lambda: desk.cases.slow_lines(system, 56, "en")) == "right_missing"
