"""`tuihuo case step|attach`: a case is moved on, by whoever may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from cyclopts import Parameter

from terminal.case.papers import Paper
from terminal.case.request import Form
from terminal.case.words import Intake, Party, Route, Venue, Wait
from terminal.cli.case.desk import WHO, Dash, Json, Several, Switch, Who, at_desk
from terminal.cli.case.fields import made, read_json
from terminal.cli.case.job import Job
from terminal.cli.case.looking import say_printed
from terminal.cli.case.money import enter, refund, release, route, take_up
from terminal.cli.case.payee import payee_from
from terminal.cli.case.shown import say
from terminal.cli.case.steps import DESK_STEPS, STEPS, act_of, require_options
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.desk.faults import DONE
from terminal.desk.operators import Admitted
from terminal.language import Texts


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Said:
    """The words of an act; which of them it takes, `tuihuo case step` says where one is wrong.

    Parameters
    ----------
    words
        What was said.
    why
        The reason.
    improve
        refuse: what would help.
    amount
        approve: what is paid back, in yuan; without it what is wanted less the fee.
    fee
        approve: what the shop keeps, in yuan; without it the policy's.
    route
        approve: original, bank, wechat, alipay.
    paper
        ask: a paper that is wanted; may be given several times.
    intake
        talk: shop, phone, web.
    who
        talk: with whom.
    party
        sign: customer, shop.
    name
        sign: who signed.
    courier
        send, return: by which courier.
    number
        send, return: the courier's; escalate: theirs.
    missing
        receive: a part that did not come; may be given several times.
    anew
        draw: also where another text was signed already; whoever signed signs again.
    reference
        pay: of the payment outside.
    day
        pay: YYYY-MM-DD; without it today.
    arrived
        arrive: the money is there, or it is not.
    score
        close: 1 to 5, 0 where nobody was reached.
    venue
        escalate: bank, complaint.
    review
        settle: our side looks at it again, or it is over.
    wait
        wait: why it waits: papers, customer, host, maintenance, rules …
    sha256
        discard: of the paper's file.
    card
        refund: name of a test card; without it the card that paid.
    payee
        payee, enter, pay: JSON file (mode 600) of name, account and bank; without it stdin, where a person is asked.
    """

    words: str | None = None
    why: str | None = None
    improve: str | None = None
    amount: str | None = None
    fee: str | None = None
    route: Route | None = None
    paper: Annotated[list[Paper] | None, Several] = None
    intake: Intake | None = None
    who: str | None = None
    party: Party | None = None
    name: str | None = None
    courier: str | None = None
    number: str | None = None
    missing: Annotated[list[str] | None, Several] = None
    anew: Annotated[bool | None, Switch] = None
    reference: str | None = None
    day: str | None = None
    arrived: Annotated[bool | None, Parameter(negative="--not-arrived")] = None
    score: int | None = None
    venue: Venue | None = None
    review: Annotated[bool | None, Parameter(negative="--no-review")] = None
    wait: Wait | None = None
    sha256: str | None = None
    card: str | None = None
    payee: Annotated[str | None, Dash] = None

    @property
    def given(self) -> dict[str, Any]:
        """Those that were typed."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in said.items() if value is not None}


SAID = Said()


def step(
    case_no: str,
    act: str,
    /,
    *,
    said: Said = SAID,
    fields: Annotated[str, Dash] = "",
    who: Who = WHO,
    as_json: Json = False,
) -> int:
    """Move a case on. ACT: talk, papers, apply, approve, refuse, ask, draw, sign, send, receive, check, reject, return,
    refund, payee, enter, release, take-up, pay, arrive, close, escalate, settle, withdraw, reopen, unbar, wait, change,
    discard.

    Parameters
    ----------
    case_no
        12 digits.
    act
        What happens.
    said
        The words of the act.
    fields
        JSON file of the act's fields (change: of the form's that are others now), or - for stdin; options win over it.
    who
        Who acts, and where.
    as_json
        Print one JSON document.
    """
    if act not in STEPS and act not in DESK_STEPS:
        raise Refusal("usage", hint=f"ACT: {', '.join((*STEPS, *DESK_STEPS))}")

    def work(desk: Desk, by: Admitted, texts: Texts) -> int:
        case = desk.cases.view(by, case_no).case
        job = Job(desk, by, who, case, said.given, read_json(fields) if fields else {}, texts, as_json)
        if act in STEPS:
            return _acted(job, act)
        require_options(act, DESK_STEPS[act], job.given)
        return _DOES[act](job)

    return at_desk(who, work, as_json=as_json)


def attach(case_no: str, paper: Paper, file: Path, /, *, who: Who = WHO, as_json: Json = False) -> int:
    """Keep a copy of a paper's file; what it is, its bytes say.

    Parameters
    ----------
    case_no
        12 digits.
    paper
        slip, invoice, contract, voucher, fault_report, records, screenshots, evaluation, notice, courier, identity,
        other.
    file
        20 MiB at most.
    who
        Who acts, and where.
    as_json
        Print one JSON document.
    """

    def work(desk: Desk, by: Admitted, texts: Texts) -> int:
        desk.cases.attach(by, case_no, paper, file)
        say(desk.cases.view(by, case_no), texts, as_json=as_json)
        return DONE

    return at_desk(who, work, as_json=as_json)


def _acted(job: Job, name: str) -> int:
    act = act_of(name, job.given, job.fields, job.case)
    if STEPS[name].asks_host:
        job.who.signed_on(job.desk, job.by)
    job.desk.cases.act(job.by, job.case_no, act)
    return job.show()


def _change(job: Job) -> int:
    if not job.fields:
        raise Refusal("usage", hint="change --fields FILE | -")
    job.who.signed_on(job.desk, job.by)
    known = msgspec.to_builtins(job.case.form)
    job.desk.cases.change_form(job.by, job.case_no, made(Form, known | job.fields))
    return job.show()


def _discard(job: Job) -> int:
    sha256 = str(job.given.get("sha256", ""))
    found = [one.sha256 for one in job.case.kept if sha256 and one.sha256.startswith(sha256)]
    if not found:
        raise Refusal("paper_unknown", sha256=sha256[:12])
    job.desk.cases.discard(job.by, job.case_no, found[0], str(job.given.get("why", "")))
    return job.show()


def _draw(job: Job) -> int:
    case, drawn = job.desk.cases.draw_agreement(job.by, job.case_no, anew=bool(job.given.get("anew")))
    sha256 = case.agreement.sha256 if case.agreement else ""
    told: dict[str, object] = {"case_no": job.case_no, "state": case.state.value, "sha256": sha256}
    say_printed(job.desk, drawn, job.texts, told, as_json=job.as_json)
    return DONE


def _key_payee(job: Job) -> int:
    job.desk.cases.key_payee(job.by, job.case_no, payee_from(job.given.get("payee", ""), route(job.case), job.texts))
    return job.show()


def _pay(job: Job) -> int:
    """By whoever paid, who keys the payee once more."""
    payee = payee_from(job.given.get("payee", ""), route(job.case), job.texts)
    today = datetime.now().astimezone().date().isoformat()
    reference, day = str(job.given.get("reference", "")), str(job.given.get("day", today))
    job.desk.cases.pay_outside(job.by, job.case_no, payee, reference, day)
    return job.show()


_DOES: dict[str, Callable[[Job], int]] = {
    "change": _change,
    "discard": _discard,
    "draw": _draw,
    "refund": refund,
    "payee": _key_payee,
    "enter": enter,
    "release": release,
    "pay": _pay,
    "take-up": take_up,
}
