"""The page of one undecided refund: since when, why, whom to call, and its choices, on one LCD in both languages."""

from dataclasses import replace

import pytest

from terminal.desk.door import RefundResult
from terminal.face import stage
from terminal.face.pages import Page
from terminal.trade.refund import Cause, RefundRecord, State

# fmt: off
CHOICES = {  # what stands at its foot
    State.MANUAL:  ["3", "4"],
    State.UNKNOWN: ["1", "2", "3", "4"],
    State.PENDING: ["1"],
}
# fmt: on


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("state", CHOICES)
def test_why_since_when_and_the_hotline_stand_beside_the_choices(
    cashier_at, desk, open_record: RefundRecord, state: State, lang: str
) -> None:
    record = replace(
        open_record, state=state, cause=Cause.ANSWER_MISMATCH, payer="620000******0005", opened_at="2026-11-22T09:41:07"
    )
    desk.left_open.append(RefundResult(record))
    cashier = cashier_at(desk).sign_on()
    cashier.scene = replace(cashier.scene, lang=lang)
    cashier.press("1")
    view, t = stage.view(cashier.scene), stage.texts(cashier.scene)
    said = "\n".join(line.text for line in view.lines)
    assert cashier.page is Page.OPEN_ONE
    assert [line.key for line in view.lines if line.key] == CHOICES[state]
    assert "/" not in view.title  # it has one page
    assert cashier.scene.station is not None
    wanted = ["11-22 09:41", t("cause.answer_mismatch"), cashier.scene.station.hotline]
    manual = [t("advice.manual"), record.key.trace_no, record.key.batch_no]
    wanted += manual if state is State.MANUAL else []
    assert [words for words in wanted if words not in said] == []
