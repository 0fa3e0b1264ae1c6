"""付款通知单: whoever pays outside the terminal is told whom and how much; masked, no proof of a refund. Pure."""

from terminal.case.case import Case
from terminal.case.paper.facts import Facts
from terminal.case.paper.said import amount, applicant, day_of, named, of_sale, of_shop
from terminal.case.paper.sheet import Blank, Pair, Row, Sheet, Sign, Words
from terminal.language import Texts


def pay_order(case: Case, facts: Facts, t: Texts) -> Sheet:
    """ValueError where nothing was entered to be paid."""
    payee, entry = case.payee, case.entry
    if payee is None or entry is None:
        raise ValueError("nothing was entered to be paid")
    sections: tuple[tuple[Row, ...], ...] = (
        (Words(t("pay_order.no_proof"), bold=True),),
        (*named(case, t), Pair(t("form.applicant"), applicant(case, t)), *of_sale(case, t)),
        (
            *amount(t("pay_order.amount"), entry.amount_fen, case, t),
            Pair(t("answer.route"), t(f"route.{payee.route}")),
            Pair(t("pay_order.payee"), payee.name),
            Pair(t("pay_order.account"), payee.account),
            Pair(t("pay_order.bank"), payee.bank),
            Words(t("pay_order.whole_account")),
        ),
        (
            Pair(t("pay_order.entered"), t("pay_order.at_host" if entry.at_host else "pay_order.here_alone")),
            Pair(t("pay_order.entered_on"), day_of(entry.at)),
            Pair(t("pay_order.keyed_by"), payee.keyed_by),
            Pair(t("pay_order.checked_by"), entry.by),
        ),
        (
            *of_shop(facts, t),
            Blank(t("pay_order.reference")),
            Sign(t("pay_order.sign_payer"), t("form.date")),
            Words(t("pay_order.no_proof"), bold=True),
        ),
    )
    return Sheet(t("case_sheet.pay_order"), sections, case.practice)
