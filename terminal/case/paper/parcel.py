"""退货寄回单: a device on its way back - why, with which parts, by whom, and what was found. Pure.

The rule: what is not known yet is room to write by hand.
"""

from terminal.case.case import Case
from terminal.case.paper.facts import Facts
from terminal.case.paper.said import applicant, day_of, named, of_goods, of_sale, of_shop
from terminal.case.paper.sheet import Blank, Pair, Row, Sheet, Sign, Words
from terminal.language import Texts


def return_note(case: Case, facts: Facts, t: Texts) -> Sheet:
    """ValueError for what is no device."""
    fault = case.form.fault
    if fault is None:
        raise ValueError("nothing is to be sent back")
    parcel = case.parcel
    sections: tuple[tuple[Row, ...], ...] = (
        (*named(case, t), Pair(t("form.fault"), t(f"case_fault.{fault}")), Pair(t("form.reason"), case.form.reason)),
        (
            Pair(t("form.applicant"), applicant(case, t)),
            Pair(t("form.contact"), case.form.contact),
            *of_sale(case, t),
        ),
        (Pair(t("form.goods"), of_goods(case, t)), Words(t("parcel.parts")), *_parts(case, t)),
        (
            _known(t("form.return_address"), case.form.return_address),
            _known(t("parcel.courier"), parcel.courier),
            _known(t("parcel.number"), parcel.number),
            Words(t("parcel.keep")),
        ),
        _found(case, t),
        (
            *of_shop(facts, t),
            Sign(t("parcel.sign_sender"), t("form.date")),
            Sign(t("parcel.sign_shop"), t("form.date")),
        ),
    )
    return Sheet(t("case_sheet.return"), sections, case.practice)


def _known(label: str, value: str) -> Row:
    return Pair(label, value) if value else Blank(label)


def _parts(case: Case, t: Texts) -> tuple[Row, ...]:
    return tuple(Words(f"{_mark(case, part, t)} {at}. {part}") for at, part in enumerate(case.form.parts, 1)) or (
        Words(t("agreement.no_parts")),
    )


def _mark(case: Case, part: str, t: Texts) -> str:
    if not case.parcel.received_at:
        return t("parcel.to_tick")
    return t("form.missing" if part in case.parcel.missing else "form.here")


def _found(case: Case, t: Texts) -> tuple[Row, ...]:
    parcel = case.parcel
    if not parcel.received_at:
        return Blank(t("parcel.received")), Blank(t("parcel.lacking")), Blank(t("parcel.checked"))
    judged = t("parcel.fit" if parcel.fit else "parcel.unfit") if parcel.fit is not None else ""
    back = " ".join(filter(None, (parcel.back_courier, parcel.back_number)))
    return (
        Pair(t("parcel.received"), day_of(parcel.received_at)),
        Pair(t("parcel.lacking"), "  ".join(parcel.missing) or t("parcel.none_lacking")),
        _known(t("parcel.checked"), f"{judged} {parcel.checked}".strip()),
        Pair(t("parcel.back"), back),
    )
