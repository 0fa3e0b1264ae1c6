"""`tuihuo case new`: a case is opened, by options or by a form as JSON."""

from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Parameter

from terminal.case.papers import Kind
from terminal.case.request import Form
from terminal.case.words import Fault, Intake
from terminal.cli.case.desk import WHO, Dash, Json, Several, Who, at_desk
from terminal.cli.case.fields import made, read_json
from terminal.cli.case.shown import say
from terminal.cli.original import OF_SALE, OfSale, found
from terminal.cli.typed import amount_of, item_of
from terminal.desk.cashdesk import Desk
from terminal.desk.faults import DONE
from terminal.desk.operators import Admitted
from terminal.language import Texts


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Written:
    """What the customer wrote.

    Parameters
    ----------
    form
        JSON file of the form, or - for stdin; options win over it.
    applicant
        Who wants money back.
    contact
        How they are reached.
    receipt
        Number of the paper in the customer's hand; without it the order's.
    intake
        How they came: shop, phone, web.
    amount
        What is wanted back, in yuan; without it all that remains.
    reason
        In the customer's words.
    wanted_by
        Until when, YYYY-MM-DD.
    item
        Goods, SKU=QTY; may be given several times.
    fault
        Of a device: fault, damage, non_compliant, personal.
    part
        A part of the device that comes back; may be given several times.
    return_address
        Where the device comes back to.
    """

    form: Annotated[str, Dash] = ""
    applicant: str = ""
    contact: str = ""
    receipt: str = ""
    intake: Intake | None = None
    amount: str = ""
    reason: str = ""
    wanted_by: str = ""
    item: Annotated[list[str] | None, Several] = None
    fault: Fault | None = None
    part: Annotated[list[str] | None, Several] = None
    return_address: str = ""

    def over(self, known: dict[str, Any]) -> Form:
        """The form: what is known, the file over it, and the options over both. Refusal usage, case_words."""
        given = {
            "applicant": self.applicant,
            "contact": self.contact,
            "receipt_no": self.receipt,
            "intake": self.intake.value if self.intake else "",
            "wanted_fen": amount_of(self.amount) if self.amount else None,
            "reason": self.reason,
            "wanted_by": self.wanted_by,
            "items": [item_of(text) for text in self.item or ()],
            "fault": self.fault.value if self.fault else None,
            "parts": self.part,
            "return_address": self.return_address,
        }
        file = read_json(self.form) if self.form else {}
        form: Form = made(Form, known | file | {name: value for name, value in given.items() if value})
        return form


WRITTEN = Written()


def new(
    kind: Kind,
    /,
    *,
    of: OfSale = OF_SALE,
    paid: str = "",
    written: Written = WRITTEN,
    who: Who = WHO,
    as_json: Json = False,
) -> int:
    """Open a case about a sale; its number is in the answer.

    Parameters
    ----------
    kind
        device, transaction, service, policy.
    of
        The sale.
    paid
        What was paid, in yuan, where no source says it; without it what is wanted back.
    written
        What the customer wrote.
    who
        Who acts, and where.
    as_json
        Print one JSON document.
    """

    def work(desk: Desk, by: Admitted, texts: Texts) -> int:
        who.signed_on(desk, by)
        typed = paid or written.amount
        original = found(desk, of.wanted(desk), amount_of(typed) if typed else None)
        known = {"wanted_fen": original.remaining_fen, "receipt_no": original.order_no, "intake": Intake.SHOP.value}
        case = desk.cases.open(by, kind, original, written.over(known))
        say(desk.cases.view(by, case.case_no), texts, as_json=as_json)
        return DONE

    return at_desk(who, work, as_json=as_json)
