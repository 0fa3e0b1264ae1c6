"""`tuihuo case step|attach`: a case is moved on, by whoever may."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from cyclopts import Parameter

from terminal.case.case import Case
from terminal.case.papers import Paper
from terminal.case.request import Form
from terminal.case.words import Intake, Party, Route, State, Venue, Wait
from terminal.cli.case.desk import WHO, Dash, Json, Several, Switch, Who, at_desk
from terminal.cli.case.fields import made, read_json
from terminal.cli.case.looking import say_printed
from terminal.cli.case.payee import payee_from
from terminal.cli.case.shown import document, say
from terminal.cli.case.steps import DESK_STEPS, STEPS, act_of, require_options
from terminal.cli.narration import check, narrate
from terminal.cli.refund_result import document as refund_document
from terminal.cli.refund_result import printed, report
from terminal.cli.typed import card_for
from terminal.desk.cashdesk import Desk
from terminal.desk.door import DONE, FAULTS, Refusal
from terminal.desk.operators import Admitted
from terminal.desk.refund_desk import error_word
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


@dataclass(frozen=True, slots=True)
class _Job:
    """One step that is to be done."""

    desk: Desk
    by: Admitted
    who: Who
    case: Case
    given: dict[str, Any]
    fields: dict[str, Any]
    texts: Texts
    as_json: bool

    @property
    def case_no(self) -> str:
        return self.case.case_no

    def show(self) -> int:
        """The case as it is now."""
        say(self.desk.cases.view(self.by, self.case_no), self.texts, as_json=self.as_json)
        return DONE


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
        job = _Job(desk, by, who, case, said.given, read_json(fields) if fields else {}, texts, as_json)
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


def _acted(job: _Job, name: str) -> int:
    act = act_of(name, job.given, job.fields, job.case)
    if STEPS[name].asks_host:
        job.who.signed_on(job.desk, job.by)
    job.desk.cases.act(job.by, job.case_no, act)
    return job.show()


def _change(job: _Job) -> int:
    if not job.fields:
        raise Refusal("usage", hint="change --fields FILE | -")
    job.who.signed_on(job.desk, job.by)
    known = msgspec.to_builtins(job.case.form)
    job.desk.cases.change_form(job.by, job.case_no, made(Form, known | job.fields))
    return job.show()


def _discard(job: _Job) -> int:
    sha256 = str(job.given.get("sha256", ""))
    found = [one.sha256 for one in job.case.kept if sha256 and one.sha256.startswith(sha256)]
    if not found:
        raise Refusal("paper_unknown", sha256=sha256[:12])
    job.desk.cases.discard(job.by, job.case_no, found[0], str(job.given.get("why", "")))
    return job.show()


def _draw(job: _Job) -> int:
    case, drawn = job.desk.cases.draw_agreement(job.by, job.case_no, anew=bool(job.given.get("anew")))
    sha256 = case.agreement.sha256 if case.agreement else ""
    told: dict[str, object] = {"case_no": job.case_no, "state": case.state.value, "sha256": sha256}
    say_printed(job.desk, drawn, job.texts, told, as_json=job.as_json)
    return DONE


def _refund(job: _Job) -> int:
    """The money through the terminal; its exit codes are those of `tuihuo refund`."""
    job.who.signed_on(job.desk, job.by)
    check(job.desk)
    sale = job.case.sale
    card = card_for(job.given.get("card", ""), sale.channel, sale.payer)
    result = printed(job.desk, job.desk.cases.refund(job.by, job.case_no, card, narrate))
    word = error_word(result.record)
    if not job.as_json:
        return report(result, job.texts, as_json=False)
    whole = document(job.desk.cases.view(job.by, job.case_no))
    told = {**whole, "error": word or None, "refund": refund_document(result, job.texts)}
    print(json.dumps(told, ensure_ascii=False))
    return FAULTS[word] if word else DONE


def _key_payee(job: _Job) -> int:
    job.desk.cases.key_payee(job.by, job.case_no, payee_from(job.given.get("payee", ""), _route(job.case), job.texts))
    return job.show()


def _enter(job: _Job) -> int:
    payee = payee_from(job.given.get("payee", ""), _route(job.case), job.texts)
    job.who.signed_on(job.desk, job.by)
    return _told(job, job.desk.cases.enter(job.by, job.case_no, payee))


def _pay(job: _Job) -> int:
    """By whoever paid, who keys the payee once more."""
    payee = payee_from(job.given.get("payee", ""), _route(job.case), job.texts)
    today = datetime.now().astimezone().date().isoformat()
    reference, day = str(job.given.get("reference", "")), str(job.given.get("day", today))
    job.desk.cases.pay_outside(job.by, job.case_no, payee, reference, day)
    return job.show()


def _release(job: _Job) -> int:
    job.who.signed_on(job.desk, job.by)
    return _told(job, job.desk.cases.release(job.by, job.case_no, str(job.given.get("why", ""))))


def _take_up(job: _Job) -> int:
    """Signing on asks about what had no answer; what has none still is the same as before."""
    if job.case.state not in (State.ENTERING, State.RELEASING):
        raise Refusal("case_not_ready", case=job.case_no, state=job.case.state.value)
    job.who.signed_on(job.desk, job.by)
    return _told(job, job.desk.cases.view(job.by, job.case_no).case)


def _told(job: _Job, case: Case) -> int:
    """What came of asking the host: an entry that it refused is REFUSED, no answer is UNKNOWN."""
    word = _HOST_SAID.get(case.state, "")
    refused = case.state is State.READY and case.life[-1].act == "entry_refused"
    word = "declined" if refused else word
    view = job.desk.cases.view(job.by, job.case_no)
    if job.as_json:
        print(json.dumps({**document(view), "error": word or None}, ensure_ascii=False))
    else:
        say(view, job.texts, as_json=False)
    if word:
        print(job.texts(f"fault.{word}", code=case.life[-1].words), file=sys.stderr)
    return FAULTS[word] if word else DONE


def _route(case: Case) -> Route:
    return case.decision.route if case.decision else Route.ORIGINAL


_HOST_SAID = {State.ENTERING: "no_answer", State.RELEASING: "no_answer"}
_DOES: dict[str, Callable[[_Job], int]] = {
    "change": _change,
    "discard": _discard,
    "draw": _draw,
    "refund": _refund,
    "payee": _key_payee,
    "enter": _enter,
    "release": _release,
    "pay": _pay,
    "take-up": _take_up,
}
