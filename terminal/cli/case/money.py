"""The steps of a case that move money, or tell the host of it: the refund, and what is entered there as paid outside.

The rule: whoever stops one half-way hears what is known of it by then, and the host is asked nothing more.
"""

import json
import sys
from collections.abc import Callable

from terminal.case.case import Case
from terminal.case.words import Route, State
from terminal.cli.case.job import Job
from terminal.cli.case.payee import payee_from
from terminal.cli.case.shown import document, say
from terminal.cli.narration import Heard, check
from terminal.cli.refund_result import document as refund_document
from terminal.cli.refund_result import printed, report
from terminal.cli.typed import card_for
from terminal.desk.case_door import Which
from terminal.desk.door import RefundResult, Refusal
from terminal.desk.faults import DONE, FAULTS
from terminal.desk.refund_desk import error_word

_ASKED = (State.ENTERING, State.RELEASING)
"""The host was asked, and has not said what it makes of it."""


def refund(job: Job) -> int:
    """The money through the terminal; its exit codes are those of `tuihuo refund`."""
    job.who.signed_on(job.desk, job.by)
    check(job.desk)
    sale, heard = job.case.sale, Heard()
    card = card_for(job.given.get("card", ""), sale.channel, sale.payer)
    try:
        result = printed(job.desk, job.desk.cases.refund(job.by, job.case_no, card, heard))
    except KeyboardInterrupt:
        if heard.last is None:
            raise
        return _refunded(job, RefundResult(heard.last), {"case_no": job.case_no})
    return _refunded(job, result, document(job.desk.cases.view(job.by, job.case_no)) if job.as_json else {})


def enter(job: Job) -> int:
    """What is to be paid outside is entered at the host."""
    payee = payee_from(job.given.get("payee", ""), route(job.case), job.texts)
    return _asked(job, lambda: job.desk.cases.enter(job.by, job.case_no, payee))


def release(job: Job) -> int:
    """… and taken back there."""
    return _asked(job, lambda: job.desk.cases.release(job.by, job.case_no, str(job.given.get("why", ""))))


def take_up(job: Job) -> int:
    """Signing on asks about what had no answer; what has none still is the same as before."""
    if job.case.state not in _ASKED:
        raise Refusal("case_not_ready", case=job.case_no, state=job.case.state.value)
    return _asked(job, lambda: job.desk.cases.view(job.by, job.case_no).case)


def route(case: Case) -> Route:
    """By which the money is to go."""
    return case.decision.route if case.decision else Route.ORIGINAL


def _refunded(job: Job, result: RefundResult, whole: dict[str, object]) -> int:
    """How it ended. whole: the case's document, as far as nobody need be asked for it."""
    if not job.as_json:
        return report(result, job.texts, as_json=False)
    word = error_word(result.record)
    told = {**whole, "error": word or None, "refund": refund_document(result, job.texts)}
    print(json.dumps(told, ensure_ascii=False))
    return FAULTS[word] if word else DONE


def _asked(job: Job, work: Callable[[], Case]) -> int:
    """What the host makes of it. Stopped half-way it is UNKNOWN where the question may have left."""
    try:
        job.who.signed_on(job.desk, job.by)
        return _told(job, work())
    except KeyboardInterrupt:
        listed = job.desk.cases.listed(job.by, Which.ALL, job.case_no)  # `view` would ask the host again
        state = next(one.case.state for one in listed if one.case.case_no == job.case_no)
        if state not in _ASKED:
            raise
        return _stopped(job, state)


def _stopped(job: Job, state: State) -> int:
    if job.as_json:
        print(json.dumps({"case_no": job.case_no, "error": "interrupted", "state": state.value}, ensure_ascii=False))
    print(job.texts("fault.interrupted"), file=sys.stderr)
    return FAULTS["interrupted"]


def _told(job: Job, case: Case) -> int:
    """What came of asking the host: an entry that it refused is REFUSED, no answer is UNKNOWN."""
    word = "no_answer" if case.state in _ASKED else ""
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
