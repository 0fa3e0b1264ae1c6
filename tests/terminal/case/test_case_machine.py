"""Whatever people do, in whatever order: no case goes a way that an auditor would object to (10,000 runs in `--deep`).

The auditor is tests/support/case_oracle.py, which knows neither the table nor the rules. Mutants of the rules prove
that it would notice.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import pytest
from case_oracle import ACCOUNT, Auditor
from cases import (
    AT,
    CASE_NO,
    CLERK,
    ELSEWHERE,
    HERE,
    MANAGER,
    OTHER,
    SALE,
    SUPERVISOR,
    WANTED_FEN,
    attached,
    form,
    terms,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.case import judge, steps
from terminal.case.acts import (
    ACTS,
    Act,
    AgreementDrawn,
    Applied,
    Approved,
    ArrivalNoted,
    BarLifted,
    EntryIntended,
    EntryRefused,
    EntryReleased,
    EntryTaken,
    Escalated,
    EscalationEnded,
    FollowedUp,
    FormChanged,
    GoodsChecked,
    GoodsReceived,
    GoodsRejected,
    GoodsReturned,
    GoodsSent,
    Happened,
    Opened,
    PaidOutside,
    PaperDiscarded,
    PapersAsked,
    PapersBegun,
    PayeeKeyed,
    RefundMoved,
    Refused,
    ReleaseIntended,
    Reopened,
    Signed,
    TalkHeld,
    WaitNoted,
    Who,
    Withdrawn,
    who_may,
)
from terminal.case.case import Case
from terminal.case.course import Payee
from terminal.case.judge import CaseFault, require_payable
from terminal.case.papers import NEEDED, Kind, Paper
from terminal.case.table import TABLE
from terminal.case.words import Intake, Party, RefundStanding, Route, State, Venue, Wait
from terminal.trade.refund import LinkIdentity

STEPS = 60
RUNS, DEEP_RUNS = 300, 10_000
LIMIT_FEN = WANTED_FEN - 100
WORKERS, REVIEWERS = (CLERK, OTHER, SUPERVISOR, MANAGER), (SUPERVISOR, MANAGER)


def opened(random: Random) -> Opened:
    kind = random.choice(list(Kind))
    rules = terms(kind, fee_fen=random.choice((0, 0, 0, 0, 50)), limit_fen=LIMIT_FEN)
    rules = replace(rules, papers=NEEDED[kind][:2], refused=random.random() < 0.1)
    return Opened(kind, SALE, form(kind), rules, practice=True)


def somewhere(random: Random) -> LinkIdentity:
    return HERE if random.random() < 0.95 else ELSEWHERE


def wanted(case: Case, act: type[Act], by: str, random: Random) -> Act:
    """An act of that type as somebody might do it; often right, sometimes not."""
    fen = random.choice((*(case.due_fen or LIMIT_FEN,) * 8, WANTED_FEN, WANTED_FEN // 2, WANTED_FEN + 1, LIMIT_FEN))
    key = case.entry.key if case.entry and random.random() < 0.9 else f"key-{len(case.life)}"
    text = case.agreement.sha256 if case.agreement and random.random() < 0.9 else f"{len(case.life):064x}"
    route = case.decision.route if case.decision and random.random() < 0.9 else random.choice(list(Route))
    digest = case.payee.digest if case.payee and random.random() < 0.9 else f"{random.randrange(9):064x}"
    link = somewhere(random)
    paper = random.choice([*case.missing, *case.missing, *Paper])
    words = random.choice(("", "老顾客", "老顾客", "老顾客"))
    said = ACCOUNT if random.random() < 0.05 else "催"
    kept = [one.sha256 for one in case.papers] or ["0" * 64]
    # fmt: off
    made: dict[type[Act], Callable[[], Act]] = {
        Opened:           lambda: opened(random),
        TalkHeld:         lambda: TalkHeld(Intake.PHONE, "王女士", said),
        PapersBegun:      PapersBegun,
        FormChanged:      lambda: FormChanged(form(case.kind, max(1, fen)), case.terms),
        type(attached(paper)): lambda: replace(
            attached(paper, random.choice((0, 0, 1, 2))), keep_until=random.choice(("2029-11-22", "2026-11-21"))),
        PaperDiscarded:   lambda: PaperDiscarded(random.choice(kept), "附错"),
        Applied:          Applied,
        Approved:         lambda: Approved(
            max(1, fen), random.choice((0, 0, 50, 100)), random.choice(list(Route)), words, random.choice((0, 0, 100))),
        Refused:          lambda: Refused("不符", "补"),
        PapersAsked:      lambda: PapersAsked((paper,), ""),
        AgreementDrawn:   lambda: AgreementDrawn(f"{len(case.life):064x}"),
        Signed:           lambda: Signed(random.choice(list(Party)), "某", text),
        GoodsSent:        lambda: GoodsSent("顺丰", "SF1"),
        GoodsReceived:    lambda: GoodsReceived(random.choice(((), ("电源线",), ("没有的",)))),
        GoodsChecked:     lambda: GoodsChecked("看过"),
        GoodsRejected:    lambda: GoodsRejected("进水"),
        GoodsReturned:    lambda: GoodsReturned("顺丰", "SF2"),
        PayeeKeyed:       lambda: PayeeKeyed(
            Payee(route if route is not Route.ORIGINAL else Route.BANK, "王**", "6222****0005", "工行", digest, by)),
        EntryIntended:    lambda: EntryIntended(
            f"key-{len(case.life)}", max(1, fen), digest, at_host=True, link=link),
        EntryTaken:       lambda: EntryTaken(key),
        EntryRefused:     lambda: EntryRefused(key, "61"),
        ReleaseIntended:  lambda: ReleaseIntended(key, "账户有误"),
        EntryReleased:    lambda: EntryReleased(key),
        PaidOutside:      lambda: PaidOutside(
            "NB1", random.choice(("2026-11-22",) * 8 + ("2026-11-21", "2026-11-23")), digest),
        ArrivalNoted:     lambda: ArrivalNoted(random.random() < 0.7, ""),
        FollowedUp:       lambda: FollowedUp(5, ""),
        Escalated:        lambda: Escalated(random.choice(list(Venue)), "", "不服"),
        EscalationEnded:  lambda: EscalationEnded(random.random() < 0.7, "调解"),
        Withdrawn:        lambda: Withdrawn("算了"),
        Reopened:         lambda: Reopened("新材料"),
        BarLifted:        lambda: BarLifted("另有约定"),
        WaitNoted:        lambda: WaitNoted(Wait.MAINTENANCE, "维护"),
    }
    # fmt: on
    return made[act]()


RARE = frozenset({Withdrawn, Escalated, Refused, PapersAsked, TalkHeld, WaitNoted, PaperDiscarded, FormChanged})


class Counter:
    """A shop's people around one case, by a seed; the auditor listens."""

    def __init__(self, seed: int) -> None:
        self.random, self.auditor, self.minute = Random(seed), Auditor(), 0
        self.case: Case | None = None
        self.ways: set[tuple[State, type[Act], State]] = set()

    def run(self, moves: int = STEPS) -> "Counter":
        for _ in range(moves):
            if self.auditor.complaint:
                break
            self.move()
        return self

    def move(self) -> None:
        case, random = self.case, self.random
        if case is None:
            self.tried(CLERK, opened(random))
            return
        open_ones = [one for one in case.refunds if one.standing is RefundStanding.OPEN]
        if open_ones and random.random() < 0.4:
            standing = random.choice((RefundStanding.PAID, RefundStanding.PAID, RefundStanding.NOTHING))
            self.tried(SUPERVISOR, replace_standing(open_ones[0].key, open_ones[0].amount_fen, standing))
        elif random.random() < (0.5 if case.state is State.READY else 0.05):
            self.paid(
                case, random.choice((case.due_fen, case.due_fen, WANTED_FEN, 1)), random.choice((HERE, ELSEWHERE))
            )
        else:
            self.tried(*self.somebody(case))

    def somebody(self, case: Case) -> tuple[str, Act]:
        random = self.random
        possible = [act for act in judge.TABLE[case.state] if act is not RefundMoved]
        rare = RARE | {Approved} if case.agreement else RARE
        likely = [act for act in possible if act not in rare or random.random() < 0.08]
        every = [made for made, who in ACTS.values() if who is not Who.NOBODY]
        act = random.choice(likely if likely and random.random() < 0.93 else every)
        by = random.choice(REVIEWERS if who_may(act) is Who.REVIEW else WORKERS)
        return by, wanted(case, act, by, random)

    def paid(self, case: Case, fen: int, link: LinkIdentity) -> None:
        try:
            require_payable(case, fen)
            judge.require_here(case, link)
        except CaseFault:
            return
        self.auditor.start(fen, link)
        self.tried(SUPERVISOR, RefundMoved(f"refund-{len(case.life)}", fen, RefundStanding.OPEN))

    def tried(self, by: str, act: Act) -> None:
        it = Happened(CASE_NO, AT.format(self.minute % 60), by, act)
        before = self.case
        try:
            self.case = steps.step(before, it)
        except CaseFault:
            return
        self.minute += 1
        self.auditor.hear(it)
        if before is not None:
            self.ways.add((before.state, type(act), self.case.state))
        if self.auditor.facts.withheld and not self.case.blocks:
            self.auditor.complaint = self.auditor.complaint or "a barred case lets its original go"


def replace_standing(key: str, fen: int, standing: RefundStanding) -> RefundMoved:
    return RefundMoved(key, fen, standing)


@given(seed=st.integers(0, 2**63))
@settings(max_examples=RUNS, deadline=None)
def test_no_way_that_an_auditor_objects_to(seed: int) -> None:
    counter = Counter(seed).run()
    assert counter.auditor.complaint == "", f"seed {seed}"


@pytest.mark.deep
@given(seed=st.integers(0, 2**63))
@settings(max_examples=DEEP_RUNS, deadline=None)
def test_no_such_way_in_ten_thousand_runs(seed: int) -> None:
    counter = Counter(seed).run()
    assert counter.auditor.complaint == "", f"seed {seed}"


def test_every_state_is_reached() -> None:
    left = set(State)
    for seed in range(300):
        left -= {to for _state, _act, to in Counter(seed).run(120).ways}
        if not left:
            break
    assert left == set()


LATE = {State.ENTERING, State.RELEASING, State.SIGNING, State.GOODS_IN}
"""From here a case is paid, or being paid, only when a refund that had come to nothing, or was left open by an
escalation, turns out otherwise: tests/terminal/case/test_steps.py walks that.
"""


@pytest.mark.deep
@pytest.mark.timeout(900)
def test_every_way_from_one_state_to_another_is_gone() -> None:
    rows = {(state, act, to) for state, acts in TABLE.items() for act, leads in acts.items() for to in leads}
    late = {way for way in rows if way[0] in LATE and way[2] in (State.PAID, State.PAYING)}
    told = {way for way in rows if way[1] is RefundMoved and way[0] is not State.PAYING}
    left = {way for way in rows - late - told if way[0] is not way[2]}
    for seed in range(20_000):
        left -= Counter(seed).run(200).ways
        if not left:
            break
    assert sorted(map(str, left)) == []


# --- mutants: each takes one rule away, and the auditor must notice -------------------------------------------------


def unchecked(act: type[Act]) -> Callable[[pytest.MonkeyPatch], None]:
    def away(patch: pytest.MonkeyPatch) -> None:
        patch.delitem(judge._CHECKS, act)

    return away


def told(name: str, rule: Callable[[Case, Happened, Act], Case]) -> Callable[[pytest.MonkeyPatch], None]:
    act = next(made for made, _who in ACTS.values() if made.__name__ == name)

    def other(patch: pytest.MonkeyPatch) -> None:
        whole = steps._RULES[act]
        patch.setitem(steps._RULES, act, lambda case, it, said: rule(whole(case, it, said), it, said))

    return other


def row(state: State, act: type[Act], *leads: State) -> Callable[[pytest.MonkeyPatch], None]:
    def more(patch: pytest.MonkeyPatch) -> None:
        rows = dict(TABLE) | {state: {**TABLE[state], act: frozenset(leads)}}
        patch.setattr(judge, "TABLE", rows)
        patch.setattr(steps, "TABLE", rows)

    return more


@contextmanager
def mutated(mutant: Callable[[pytest.MonkeyPatch], None]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        mutant(patch)
        yield


MUTANTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "anybody approves anything": unchecked(Approved),
    "his own refusal": unchecked(Refused),
    "his own wish for papers": unchecked(PapersAsked),
    "he turns his own device away": unchecked(GoodsRejected),
    "what review asked for was there already": told(
        "PapersAsked",
        lambda case, _it, _act: replace(case, papers=tuple(replace(one, asked_anew=False) for one in case.papers)),
    ),
    "any text is signed": unchecked(Signed),
    "any payee": unchecked(PayeeKeyed),
    "one person enters anything": unchecked(EntryIntended),
    "at any host": lambda patch: patch.setattr(judge, "require_here", lambda _case, _link: None),
    "papers are taken away by anybody": unchecked(PaperDiscarded),
    "handed in and thrown away": lambda patch: patch.setattr(judge, "_goes", lambda *_: True),
    "granted against the rules": lambda patch: patch.setattr(judge, "_require_reasoned", lambda *_: None),
    "paid on any day by anybody": unchecked(PaidOutside),
    "an account in words": lambda patch: patch.setattr(judge, "long_number", lambda *_: False),
    "any answer takes an entry": unchecked(EntryTaken),
    "more wanted than sold": unchecked(FormChanged),
    "refusal bars nothing": told("Refused", lambda case, _it, _act: replace(case, barred_fen=0)),
    "escalation bars nothing": told("Escalated", lambda case, _it, _act: replace(case, barred_fen=0)),
    "a bad device bars nothing": told("GoodsRejected", lambda case, _it, _act: replace(case, barred_fen=0)),
    "a smaller grant bars nothing": told("Approved", lambda case, _it, _act: replace(case, barred_fen=0)),
    "a withdrawal lifts a bar": told("Withdrawn", lambda case, _it, _act: replace(case, barred_fen=0)),
    "anybody lifts a bar": unchecked(BarLifted),
    "a fresh agreement keeps signatures": told(
        "AgreementDrawn",
        lambda case, it, act: (
            replace(
                case, agreement=replace(case.agreement, signatures=(steps.Signature(Party.SHOP, "某", it.at, it.by),))
            )
            if case.agreement
            else case
        ),
    ),
    "one signature is enough": told(
        "Signed", lambda case, _it, _act: replace(case, state=State.READY) if case.state is State.SIGNING else case
    ),
    "withdrawn with an entry": row(State.ENTERED, Withdrawn, State.WITHDRAWN),
    "closed while it waits": row(State.READY, FollowedUp, State.CLOSED, State.GOODS_BACK),
    "the form changes under review": row(State.APPLIED, FormChanged, State.APPLIED),
    "paid outside before it is entered": row(State.READY, PaidOutside, State.PAID),
}


SEEN_AT = {"withdrawn with an entry": 783, "any answer takes an entry": 386, "paid on any day by anybody": 334}
"""Where to look first for what is seen seldom; where the walk has changed, all seeds are looked through."""


@pytest.mark.parametrize("name", MUTANTS)
def test_the_auditor_notices_each_rule_that_is_missing(name: str) -> None:
    with mutated(MUTANTS[name]):
        complaints = (Counter(seed).run().auditor.complaint for seed in (SEEN_AT.get(name, 0), *range(10_000)))
        assert next(filter(None, complaints), "")
