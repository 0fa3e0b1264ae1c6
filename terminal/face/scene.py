"""Everything the face shows, as one frozen value: the page, what has been keyed, what the desk has answered.

Pure. The rule: a page keeps nothing of its own; what a cashier keyed lies here, so that 取消 finds it again.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from protocol.transactions import Channel
from terminal.desk.closing import waits_for_somebody
from terminal.desk.door import CounterCustomer, Preferences, RefundResult, Station
from terminal.desk.operators import PRACTICE_PASSWORDS, Admitted
from terminal.face.asks.ask import Ask
from terminal.face.drafts.admin import NO_ADMIN, AdminDraft
from terminal.face.drafts.camera import NO_CAMERA, CameraDraft
from terminal.face.drafts.cases import NO_CASES, CasesDraft
from terminal.face.drafts.device import NOTHING_TOLD, DeviceDraft
from terminal.face.drafts.lessons import NO_LESSONS, Lessons
from terminal.face.drafts.payment import NO_PAYMENT, PaymentDraft
from terminal.face.drafts.printing import PrintDraft
from terminal.face.drafts.records import RecordsDraft
from terminal.face.drafts.refund import EMPTY, Draft
from terminal.face.drafts.settlement import SettlementDraft
from terminal.face.drafts.sources import NO_SOURCES, SourcesDraft
from terminal.face.facts import Facts
from terminal.face.pages import Page
from terminal.themes import DEFAULT
from terminal.trade.arrival import Arrival
from terminal.trade.payment import UNSETTLED, PaymentRecord
from terminal.trade.refund import RefundRecord

PAPER_COLUMNS = 32
"""58 mm paper: 32 half-width columns."""


@dataclass(frozen=True, slots=True)
class Note:
    """A message on the LCD: text id and its details. alarm: something was refused, the bell rings once."""

    text: str
    details: tuple[tuple[str, str | int], ...] = ()
    alarm: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """What lies in the paper pane. roll: it comes out line by line. modules: a QR code under the lines; tail: below.
    case_no: whose case it is a paper of: it is taken away when that is left.
    """

    lines: tuple[str, ...] = ()
    modules: tuple[tuple[bool, ...], ...] = ()
    tail: tuple[str, ...] = ()
    roll: bool = False
    case_no: str = ""


BLANK = Sheet()
FIRST_OPERATOR = "01"
"""Preset where nobody is signed on."""
PRINTED = PrintDraft()
NOT_SETTLED = SettlementDraft()
NO_RECORDS = RecordsDraft()
PREFERENCES = Preferences()
PUBLISHED = tuple(PRACTICE_PASSWORDS.items())


@dataclass(frozen=True, slots=True)
class Scene:
    """size: columns and rows of the whole terminal. now_s: monotonic seconds. clock: YYYY-MM-DD HH:MM.

    locked_until_s: wrong passwords close the keys until then. busy: what the desk is working on; keys wait. cursor: the
    chosen row of a list. overlay: the key of what lies over the page, or ""; over: its own cursor. line_down: the last
    thing tried over the line got no answer. password: whatever secret is being keyed. results: what an earlier run
    left, and refunds that are still open. ended: those that a person ended, newest first. arrived_s: since when this
    page is shown. owed: payments that wait for their 冲正 or a person, and those that an earlier run left and that are
    undone by now. touched_s: when a key was pressed last, or an answer came. preferences: of the parameters. published:
    passwords of practice that were not changed. stray: a digit or a text came where only 确认 was asked for. allowed:
    by whose password what is being prepared may be done, None before it was keyed.
    """

    page: Page = Page.BOOT
    lang: str = "zh_CN"
    practice: bool = True
    customers: tuple[CounterCustomer, ...] | None = None
    station: Station | None = None
    line_down: bool = False
    operator_no: str = FIRST_OPERATOR
    password: str = field(default="", repr=False)
    locked_until_s: float = 0.0
    cursor: int = 0
    draft: Draft = EMPTY
    lessons: Lessons = NO_LESSONS
    device: DeviceDraft = NOTHING_TOLD
    results: tuple[RefundResult, ...] = ()
    ended: tuple[RefundRecord, ...] = ()
    payment: PaymentDraft = NO_PAYMENT
    owed: tuple[PaymentRecord, ...] = ()
    printing: PrintDraft = PRINTED
    settlement: SettlementDraft = NOT_SETTLED
    records: RecordsDraft = NO_RECORDS
    sheet: Sheet = BLANK
    busy: Ask | None = None
    note: Note | None = None
    overlay: str = ""
    over: int = 0
    size: tuple[int, int] = (80, 24)
    theme: str = DEFAULT
    now_s: float = 0.0
    arrived_s: float = 0.0
    clock: str = ""
    admin: AdminDraft = NO_ADMIN
    touched_s: float = 0.0
    preferences: Preferences = PREFERENCES
    published: tuple[tuple[str, str], ...] = PUBLISHED
    stray: bool = False
    allowed: Admitted | None = None
    cases: CasesDraft = NO_CASES
    sources: SourcesDraft = NO_SOURCES
    camera: CameraDraft = NO_CAMERA

    @property
    def by(self) -> Admitted:
        """Who stands for what is asked: the supervisor once the password was keyed, else who is at the terminal."""
        return self.allowed or Admitted(self.operator_no)

    @property
    def reader(self) -> Admitted:
        """Who looks at records: the supervisor once that was allowed, else who is at the terminal."""
        return self.records.allowed or Admitted(self.operator_no)

    @property
    def arrivals(self) -> Mapping[Channel, Arrival]:
        """Working days until money is back, by how it was paid, as far as the policy here is known."""
        return self.station.arrivals if self.station else {}

    @property
    def facts(self) -> Facts:
        """What the flow table may ask."""
        draft, original = self.draft, self.draft.original
        settled = draft.settling
        channel = settled.channel if settled else original.channel if original else None
        return Facts(
            by_reference=draft.by_reference,
            card=channel is Channel.CARD,
            goods=original is not None and original.remaining_fen > 0 and any(goods.left for goods in original.goods),
            known=not draft.unasked,
            card_first=self.preferences.card_first and draft.by_reference,
            carded=self.preferences.card_first and draft.by_reference and draft.card is not None,
            chosen_of_list=bool(draft.listed.rows),
            of_several=bool(draft.slips),
            dated=draft.dated,
            settling=settled is not None,
            open=any(waits_for_somebody(one.record) for one in self.results),
            found=bool(self.results),
            ended=bool(self.ended),
            correcting=draft.correcting,
            unclosed=self.settlement.untold,
            unprinted=self.printing.unprinted,
            unread=self.printing.failed,
            queried=self.records.queried,
            counter=bool(self.customers),
            watching=bool(self.sources.attached.watch),
            named=self.lessons.operator_no == self.operator_no,
            lesson=self.practising,
            judged=self.practising and self.lessons.judged,
            payments=self.station is not None and self.station.payments,
            owed=bool(self.owed),
            amiss=bool(self.device.amiss),
            signed_on=self.station is not None,
            **self.admin.facts(signed_on=self.station is not None),
            **self.payment.facts,
            **self.cases.facts,
        )

    @property
    def practising(self) -> bool:
        """A task is under way, and it is that of whoever stands here."""
        return self.lessons.running and self.lessons.operator_no == self.operator_no

    @property
    def served(self) -> CounterCustomer | None:
        """Whom the task on the pages of lessons is about."""
        begun = self.lessons.begun
        return next((one for one in self.customers or () if begun and one.id == begun.visit.customer), None)

    @property
    def waited_s(self) -> float:
        """Seconds on this page."""
        return self.now_s - self.arrived_s

    @property
    def locked_s(self) -> int:
        """Whole seconds until keys are taken again; 0 when they are."""
        return max(0, math.ceil(self.locked_until_s - self.now_s))

    def noted(self, text: str, *, alarm: bool = True, **details: str | int) -> "Scene":
        """This scene with a message on the LCD."""
        return replace(self, note=Note(text, tuple(details.items()), alarm))

    def managing(self, admin: AdminDraft) -> "Scene":
        """This scene with something else being done in 管理."""
        return replace(self, admin=admin)

    def published_of(self, operator_no: str) -> str:
        """The password that everybody may know, "" where there is none (any more)."""
        return dict(self.published).get(operator_no, "") if self.practice else ""

    def drafted(self, draft: Draft) -> "Scene":
        """This scene with another draft."""
        return replace(self, draft=draft)

    def paying(self, payment: PaymentDraft) -> "Scene":
        """This scene with another payment being prepared."""
        return replace(self, payment=payment)

    def looking(self, camera: CameraDraft) -> "Scene":
        """This scene with something else known of the camera."""
        return replace(self, camera=camera)

    def casing(self, cases: CasesDraft) -> "Scene":
        """This scene with something else being done about a case."""
        return replace(self, cases=cases)

    def owing(self, record: PaymentRecord) -> "Scene":
        """This scene after a payment has reached another state: it stands among what is owed, or no longer."""
        others = {one.key: one for one in self.owed} | {record.key: record}
        return replace(self, owed=tuple(one for one in others.values() if one.state in UNSETTLED))
