"""Papers of a case on the real desk: kept, looked at before an approval, taken away by two; nothing lost between."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from case_walk import BOSS, CLERK, MANAGER, QR_ORDER, CaseWalk, word

from terminal.case.acts import Applied, PapersBegun, Signed, Withdrawn
from terminal.case.case import Case
from terminal.case.papers import Paper
from terminal.case.words import Party, Route, State
from terminal.compose import open_desk
from terminal.desk.case_door import CaseSheet, Which
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.desk.operators import Admitted
from terminal.language import translator
from terminal.settings import Settings


@pytest.fixture
def walk(desk: Desk, tmp_path: Path) -> CaseWalk:
    return CaseWalk(desk, tmp_path).opened()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "截图.txt"
    file.write_text("截图", encoding="utf-8")
    return file


def kept_at(settings: Settings, case: Case, paper: Paper) -> Path:
    (sha256,) = [one.sha256 for one in case.kept if one.paper is paper]
    return settings.journal.parent / "evidence" / sha256


def test_a_paper_is_kept_with_the_day_until_which(desk: Desk, walk: CaseWalk, file: Path) -> None:
    case = desk.cases.attach(CLERK, walk.no, Paper.SCREENSHOTS, file)
    (one,) = case.papers
    assert (one.name, one.media, one.attached_by, one.keep_until > case.opened_at[:10]) == (
        "截图.txt",
        "text/plain",
        "01",
        True,
    )
    assert word(lambda: desk.cases.attach(CLERK, walk.no, Paper.SCREENSHOTS, file)) == "paper_twice"
    assert word(lambda: desk.cases.attach(CLERK, walk.no, Paper.OTHER, file)) == ""


def test_a_file_that_vanished_or_was_changed_stops_the_approval_by_name(
    desk: Desk, settings: Settings, walk: CaseWalk
) -> None:
    walk.gathered().applied()
    invoice = kept_at(settings, walk.case, Paper.INVOICE)
    invoice.write_text("another invoice", encoding="utf-8")
    with pytest.raises(Refusal) as changed:
        walk.approved()
    assert (changed.value.word, changed.value.details["paper"]) == ("evidence_changed", Paper.INVOICE)
    invoice.unlink()
    (fault,) = desk.cases.view(CLERK, walk.no).faulty
    assert (word(walk.approved), fault.paper, fault.vanished) == ("evidence_vanished", Paper.INVOICE, True)
    again = walk.folder / f"{walk.no}-{Paper.INVOICE}.txt"
    desk.cases.attach(CLERK, walk.no, Paper.OTHER, again)
    assert walk.approved().case.state is State.APPROVED


def test_two_take_a_paper_away_and_its_hash_stays(desk: Desk, settings: Settings, walk: CaseWalk, file: Path) -> None:
    desk.cases.attach(BOSS, walk.no, Paper.OTHER, file)
    sha256 = walk.case.papers[0].sha256
    assert word(lambda: desk.cases.discard(CLERK, walk.no, sha256, "客户要求")) == "right_missing"
    assert word(lambda: desk.cases.discard(BOSS, walk.no, sha256, "客户要求")) == "case_same_person"
    assert word(lambda: desk.cases.discard(MANAGER, walk.no, sha256, "")) == "case_words"
    after = desk.cases.discard(MANAGER, walk.no, sha256, "客户要求")
    assert (after.kept, after.papers[0].sha256, after.papers[0].discarded) == ((), sha256, "客户要求")
    assert not (settings.journal.parent / "evidence" / sha256).exists()
    assert word(lambda: desk.cases.discard(MANAGER, walk.no, sha256, "再来")) == "paper_unknown"


def test_a_paper_that_was_handed_in_stays_for_its_time(
    desk: Desk, walk: CaseWalk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.cases.attach(CLERK, walk.no, Paper.OTHER, file)
    kept = walk.case.papers[0]
    desk.cases.act(CLERK, walk.no, PapersBegun())
    assert "paper_discarded" in desk.cases.view(BOSS, walk.no).may
    desk.cases.act(CLERK, walk.no, Applied())
    assert "paper_discarded" not in desk.cases.view(BOSS, walk.no).may
    with pytest.raises(Refusal) as caught:
        desk.cases.discard(MANAGER, walk.no, kept.sha256, "不要了")
    said = translator("zh_CN")(f"fault.{caught.value.word}", **caught.value.details)
    assert said == f"其他材料已提交，须保管到{kept.keep_until}，结案后才能删除"
    desk.cases.act(CLERK, walk.no, Withdrawn("算了"))
    assert word(lambda: desk.cases.discard(MANAGER, walk.no, kept.sha256, "不要了")) == "paper_kept"
    over = datetime.now().astimezone() + timedelta(days=walk.case.terms.retain_days + 1)
    monkeypatch.setattr(desk._place, "clock", lambda: over)
    assert desk.cases.discard(MANAGER, walk.no, kept.sha256, "到期").kept == ()


def test_a_file_that_another_case_keeps_stays(desk: Desk, settings: Settings, walk: CaseWalk, file: Path) -> None:
    other = CaseWalk(desk, walk.folder, order=QR_ORDER).opened()
    desk.cases.attach(CLERK, walk.no, Paper.CONTRACT, file)
    desk.cases.attach(CLERK, other.no, Paper.CONTRACT, file)
    sha256 = walk.case.papers[0].sha256
    desk.cases.discard(BOSS, walk.no, sha256, "错收")
    assert desk.cases.view(CLERK, other.no).faulty == ()
    desk.cases.discard(BOSS, other.no, sha256, "错收")
    assert not (settings.journal.parent / "evidence" / sha256).exists()


def drawn(desk: Desk, settings: Settings, walk: CaseWalk) -> Path:
    """The file of the agreement's text, drawn and not signed yet."""
    case, _printed = desk.cases.draw_agreement(CLERK, walk.gathered().applied().approved().no)
    assert case.agreement is not None
    return settings.journal.parent / "evidence" / case.agreement.sha256


def test_the_agreements_text_is_not_taken_away_as_a_paper(desk: Desk, settings: Settings, walk: CaseWalk) -> None:
    text = drawn(desk, settings, walk)
    other = CaseWalk(desk, walk.folder, order=QR_ORDER).opened()
    desk.cases.attach(CLERK, other.no, Paper.OTHER, text)
    desk.cases.discard(BOSS, other.no, text.name, "重复")
    walk.approved()
    desk.resume(lambda _record: None)
    assert text.exists()


def test_an_agreement_that_is_not_whole_is_not_signed(desk: Desk, settings: Settings, walk: CaseWalk) -> None:
    text = drawn(desk, settings, walk)
    signed = Signed(Party.CUSTOMER, "王女士", text.name)
    text.write_text("another", encoding="utf-8")
    (fault,) = desk.cases.view(CLERK, walk.no).faulty
    assert (fault.paper, fault.vanished) == (CaseSheet.AGREEMENT, False)
    assert word(lambda: desk.cases.act(CLERK, walk.no, signed)) == "evidence_changed"
    text.unlink()
    assert word(lambda: desk.cases.act(CLERK, walk.no, signed)) == "evidence_vanished"
    desk.cases.print(CLERK, walk.no, CaseSheet.AGREEMENT, "zh_CN")
    assert (text.exists(), word(lambda: desk.cases.act(CLERK, walk.no, signed))) == (True, "")


@pytest.mark.parametrize("route", [Route.ORIGINAL, Route.BANK])
def test_no_money_goes_while_a_paper_or_the_agreement_is_not_whole(
    desk: Desk, settings: Settings, walk: CaseWalk, route: Route
) -> None:
    text = drawn(desk, settings, walk)
    walk.approved(route).signed()
    pay = walk.refund if route is Route.ORIGINAL else walk.keyed().entered
    text = settings.journal.parent / "evidence" / (walk.case.agreement.sha256 if walk.case.agreement else "")
    whole = text.read_bytes()
    text.unlink()
    assert word(pay) == "evidence_vanished"
    text.write_bytes(whole)
    kept_at(settings, walk.case, Paper.INVOICE).write_text("another", encoding="utf-8")
    assert word(pay) == "evidence_changed"
    desk.cases.attach(CLERK, walk.no, Paper.INVOICE, walk.folder / f"{walk.no}-{Paper.INVOICE}.txt")
    assert (desk.cases.view(CLERK, walk.no).faulty, word(pay)) == ((), "")


def test_a_start_finishes_what_a_kill_left(desk: Desk, settings: Settings, walk: CaseWalk, file: Path) -> None:
    desk.cases.attach(CLERK, walk.no, Paper.OTHER, file)
    kept = kept_at(settings, walk.case, Paper.OTHER)
    desk.cases.discard(BOSS, walk.no, kept.name, "错收")
    kept.write_text("截图", encoding="utf-8")
    half = kept.with_name(".part-x")
    half.write_bytes(b"half")
    desk.close()
    again = open_desk("emulator:", settings)
    again.sign_on("01")
    again.resume(lambda _record: None)
    assert list(kept.parent.iterdir()) == []
    again.close()


def test_what_is_not_attached_changes_nothing(desk: Desk, walk: CaseWalk, tmp_path: Path, file: Path) -> None:
    before = walk.case
    said = [
        word(lambda: desk.cases.attach(CLERK, walk.no, Paper.SLIP, tmp_path)),
        word(lambda: desk.cases.attach(CLERK, walk.no, Paper.SLIP, tmp_path / "nowhere")),
        word(lambda: desk.cases.attach(Admitted("99"), walk.no, Paper.SLIP, file)),
        word(lambda: desk.cases.attach(CLERK, "202601010001", Paper.SLIP, file)),
    ]
    assert said == ["evidence_no_file", "evidence_unreadable", "right_missing", "case_unknown"]
    assert walk.case == before


def test_papers_past_their_day_are_due(desk: Desk, walk: CaseWalk, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.cases.attach(CLERK, walk.no, Paper.OTHER, file)
    desk.cases.act(CLERK, walk.no, PapersBegun())
    desk.cases.act(CLERK, walk.no, Applied())
    assert desk.cases.listed(CLERK, Which.DUE) == ()
    days = walk.case.terms.retain_days + 1
    monkeypatch.setattr(desk._place, "clock", lambda: datetime.now().astimezone() + timedelta(days=days))
    assert [one.case.case_no for one in desk.cases.listed(CLERK, Which.DUE)] == [walk.no]


def test_practice_data_anew_puts_the_papers_aside_too(
    desk: Desk, settings: Settings, walk: CaseWalk, file: Path
) -> None:
    desk.cases.attach(CLERK, walk.no, Paper.OTHER, file)
    desk.reset_practice()
    desk.sign_on("01")
    assert desk.cases.listed(CLERK, Which.ALL) == ()
    assert not (settings.journal.parent / "evidence").exists()
    assert CaseWalk(desk, walk.folder).opened().no.endswith("0001")
