"""证据包: everything a case holds as one paper - its index, life, talks, decision, agreement and payments. Pure.

Pictures of its papers follow it, and are not made here. The rule: nothing is left out, nothing is judged; a file that
is not what was attached is named so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from terminal.case.case import Case
from terminal.case.course import Evidence, Mark
from terminal.case.paper.application import applied_on
from terminal.case.paper.facts import Facts, Paid
from terminal.case.paper.said import (
    amount,
    day_of,
    figures,
    named,
    of_goods,
    of_mark,
    of_parts,
    of_sale,
    of_shop,
    rules_of,
    where_to,
)
from terminal.case.paper.sheet import Blank, Pair, Row, Sheet, Words
from terminal.case.times import times
from terminal.case.words import Stage
from terminal.language import Texts


class Standing(StrEnum):
    """What has become of a paper's file. DISCARDED: under supervision; its hash stays."""

    KEPT = "kept"
    DISCARDED = "discarded"
    CHANGED = "changed"
    VANISHED = "vanished"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a bundle says beside the case. standings: of each file by its SHA-256. agreement: the text that was
    signed is whole, and follows. chain: how the journal stood after the case's last event. now: local time.
    """

    standings: Mapping[str, Standing]
    agreement: bool
    chain: str
    now: datetime


def bundle(case: Case, facts: Facts, proof: Proof, t: Texts) -> Sheet:
    """All of it."""
    sections = (
        (*named(case, t), *_where_it_stands(case, proof, t), *of_shop(facts, t)),
        _titled("bundle.index", _index(case, proof, t), t),
        _titled("bundle.form", _form(case, t), t),
        _titled("bundle.life", (_mark(mark, t) for mark in case.life), t),
        _titled("bundle.times", _times(case, proof.now, t), t),
        _titled("bundle.talks", _talks(case, t), t),
        _titled("bundle.decision", _decision(case, t), t),
        _titled("bundle.agreement", _agreement(case, proof, t), t),
        _titled("bundle.payments", _payments(case, facts.paid, t), t),
    )
    return Sheet(t("title.bundle"), sections, case.practice)


def spent_words(spent: timedelta, t: Texts) -> str:
    """A length of time: days and hours, or hours and minutes."""
    minutes = int(spent.total_seconds()) // 60
    hours, days = minutes // 60, spent.days
    if days:
        return t("spent.days", days=days, hours=hours % 24)
    return t("spent.hours", hours=hours, minutes=minutes % 60)


def _titled(title: str, rows: Iterable[Row], t: Texts) -> tuple[Row, ...]:
    """A section that says so where it has nothing."""
    return Words(t(title), bold=True), *(tuple(rows) or (Words(t("bundle.none")),))


def _where_it_stands(case: Case, proof: Proof, t: Texts) -> tuple[Row, ...]:
    return (
        Pair(t("bundle.state"), t(f"case_state.{case.state}")),
        Pair(t("bundle.opened"), f"{_moment(case.opened_at)} ({case.opened_by})"),
        *_venue(case, t),
        Words(rules_of(case, t)),
        Pair(t("bundle.against"), "  ".join(map(t, case.terms.against))),
        Pair(t("bundle.chain"), t("bundle.chained", mark=proof.chain)),
    )


def _venue(case: Case, t: Texts) -> tuple[Row, ...]:
    """Who else decides, and under which number, which may come later."""
    if case.venue is None:
        return ()
    number = t("bundle.venue_no")
    return Pair(t("bundle.venue"), t(f"venue.{case.venue}")), Pair(number, case.venue_no) if case.venue_no else Blank(
        number
    )


def _index(case: Case, proof: Proof, t: Texts) -> Iterable[Row]:
    for at, one in enumerate(case.papers, 1):
        yield Pair(f"{at}. {t(f'case_paper.{one.paper}')}", f"{one.name}  {one.size} B  {one.media}")
        yield Pair("   SHA-256", one.sha256)
        yield Pair(f"   {_moment(one.attached_at)}", t("bundle.attached", by=one.attached_by, until=one.keep_until))
        yield Pair(f"   {t('bundle.file')}", _standing(one, proof, t))
        if not one.discarded and not one.media.startswith("image/"):
            yield Words(f"   {t('bundle.beside')}")
    for paper in case.missing:
        yield Pair(f"{t('form.missing')} {t(f'case_paper.{paper}')}", t("form.not_come"))


def _standing(one: Evidence, proof: Proof, t: Texts) -> str:
    if one.discarded:
        return t("file_standing.discarded", words=one.discarded)
    return t(f"file_standing.{proof.standings.get(one.sha256, Standing.VANISHED)}")


def _form(case: Case, t: Texts) -> Iterable[Row]:
    form = case.form
    yield Pair(t("form.applied_on"), applied_on(case))
    yield Pair(t("form.applicant"), form.applicant)
    yield Pair(t("form.contact"), form.contact)
    yield Pair(t("form.intake"), t(f"intake.{form.intake}"))
    yield Pair(t("form.receipt_no"), form.receipt_no)
    yield from of_sale(case, t)
    yield from amount(t("form.wanted"), form.wanted_fen, case, t)
    yield Pair(t("form.wanted_by"), form.wanted_by)
    yield Pair(t("form.goods"), of_goods(case, t))
    yield Pair(t("form.reason"), form.reason)
    yield Pair(t("form.fault"), t(f"case_fault.{form.fault}") if form.fault else "")
    yield Pair(t("form.parts"), of_parts(case))
    yield Pair(t("form.return_address"), form.return_address)


def _mark(mark: Mark, t: Texts) -> Row:
    what = t(f"act.{mark.act}")
    said = t("bundle.mark", by=mark.by, act=what, state=t(f"case_state.{mark.state}"), words=of_mark(mark, t))
    return Pair(_moment(mark.at), said)


def _times(case: Case, now: datetime, t: Texts) -> Iterable[Row]:
    done = times(case, now)
    for stage, spent in zip(Stage, done.steps, strict=True):
        yield Pair(f"{stage.value}. {t(f'case_stage.{stage.name.lower()}')}", spent_words(spent, t))
    yield Pair(t("bundle.whole"), spent_words(done.whole, t))


def _talks(case: Case, t: Texts) -> Iterable[Row]:
    for talk in case.talks:
        who = f"{talk.who} ({t(f'intake.{talk.intake}')}, {talk.by}): {talk.words}"
        yield Pair(_moment(talk.at), who)


def _decision(case: Case, t: Texts) -> Iterable[Row]:
    said = case.decision
    if said is None:
        return
    yield Pair(t("answer.by"), f"{said.by}  {_moment(said.at)}")
    if said.granted_fen:
        yield from amount(t("answer.granted"), said.granted_fen, case, t)
        yield Pair(t("answer.fee"), figures(said.fee_fen, case, t) if said.fee_fen else t("answer.no_fee"))
        yield Pair(t("answer.route"), where_to(case, t))
        yield Pair(t("answer.words"), said.words)
    else:
        yield Words(t("bundle.refused"))
        yield Pair(t("answer.why"), said.words)
        yield Pair(t("answer.improve"), said.improve)


def _agreement(case: Case, proof: Proof, t: Texts) -> Iterable[Row]:
    drawn = case.agreement
    if drawn is None:
        return
    yield Pair("SHA-256", drawn.sha256)
    yield Pair(t("bundle.drawn"), f"{_moment(drawn.drawn_at)} ({drawn.drawn_by})")
    for one in drawn.signatures:
        yield Pair(t("bundle.signed", party=t(f"party.{one.party}")), f"{one.name}  {_moment(one.at)} ({one.by})")
    yield Pair(t("bundle.in_force"), t("bundle.yes" if drawn.in_force else "bundle.no"))
    yield Words(t("bundle.text_follows" if proof.agreement else "bundle.text_gone"))


def _payments(case: Case, paid: tuple[Paid, ...], t: Texts) -> Iterable[Row]:
    for one in case.refunds:
        said = f"{figures(one.amount_fen, case, t)}  {t(f'refund_standing.{one.standing}')}"
        yield Pair(t("route.original"), said)
        yield Words(f"   {one.key}")
    for done in paid:
        to = " ".join(filter(None, (t(f"route.{done.route}"), done.to)))
        found = t("confirmation.found_out") if done.found_out else ""
        yield Pair(_moment(done.at), f"{figures(done.fen, case, t)}  {to}  {done.reference or found}")
    if case.entry is not None:
        yield Pair(t("bundle.entered"), f"{figures(case.entry.amount_fen, case, t)}  {day_of(case.entry.at)}")
    for gone in case.released:
        yield Pair(t("bundle.released"), f"{figures(gone.amount_fen, case, t)}  {day_of(gone.at)}")


def _moment(at: str) -> str:
    return at[:16].replace("T", " ")
