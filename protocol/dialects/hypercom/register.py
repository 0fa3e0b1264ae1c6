"""The register's half of the Hypercom link: typed requests out, answers and signs of progress in.

The rule: an answer counts only when all that it repeats is what was asked. Trace or key of another request: foreign,
and ignored; another type or amount: a contradiction, the outcome is unknown. There is no MAC: the line is a cable.
"""

from dataclasses import dataclass

from protocol.dialects import DEVICE, AnswerMismatchError, Capabilities, ForeignAnswerError, Progress
from protocol.dialects.hypercom import facts
from protocol.dialects.hypercom.body import REQUEST, RESPONSE, Body, read_body, write_body
from protocol.dialects.payment_device import read_ledger
from protocol.errors import LocalProtocolError
from protocol.security import WorkingKeys
from protocol.transactions import (
    Cancel,
    Channel,
    Found,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    Rejected,
    Request,
    SignOn,
    SignOnAnswer,
)

DeviceAnswer = SignOnAnswer | RefundAnswer | OutcomeAnswer | Rejected


@dataclass(frozen=True, slots=True)
class Hypercom:
    """See protocol.dialects.Dialect. capabilities: DEVICE for any device, OUR_DEVICE for our emulator."""

    capabilities: Capabilities = DEVICE

    def encode(self, request: Request, keys: WorkingKeys | None) -> bytes:
        return write_body(_body(request))

    def decode(self, data: bytes, request: Request, keys: WorkingKeys | None) -> DeviceAnswer | Progress:
        body = read_body(data)
        if body.indicator != RESPONSE:
            raise ForeignAnswerError("not a response")
        if body.code in facts.PROGRESS:
            return Progress(body.code, facts.PROGRESS[body.code])
        asked = _body(request)
        _belongs(body, asked)
        return _answer(body, request)

    def names_its_request(self, data: bytes) -> bool:
        return bool(_repeated(read_body(data)))


def _body(request: Request) -> Body:
    match request:
        case SignOn():
            return Body(REQUEST, facts.ECHO)
        case Refund() if request.channel is Channel.CARD:
            return Body(REQUEST, facts.REFUND, fields=_refund_fields(request))
        case OutcomeQuery(key, trace_no):
            return Body(
                REQUEST, facts.INQUIRY, fields=(*facts.key_fields(key), (facts.TRACE, trace_no.encode("ascii")))
            )
        case Cancel(key, trace_no):
            return Body(REQUEST, facts.CANCEL, fields=(*facts.key_fields(key), (facts.TRACE, trace_no.encode("ascii"))))
    raise LocalProtocolError(f"no message for this request ({type(request).__name__}) on the Hypercom link")


def _refund_fields(request: Refund) -> tuple[tuple[str, bytes], ...]:
    key = request.key
    return (
        (facts.AMOUNT, f"{request.amount_fen:012d}".encode("ascii")),
        (facts.REFERENCE, request.original_reference.encode("ascii")),
        (facts.DATE, facts.full_date(request.original_month_day, key.business_date).encode("ascii")),
        (facts.TRACE, key.trace_no.encode("ascii")),
        *facts.key_fields(key),
    )


def _repeated(body: Body) -> list[str]:
    """What an answer repeats of its request, so that it is known by it."""
    return [kind for kind in (facts.KEY, facts.TRACE) if body.text(kind)]


def _belongs(body: Body, asked: Body) -> None:
    """Raises ForeignAnswerError or AnswerMismatchError unless `body` answers `asked`."""
    repeated = _repeated(body)
    if any(body.text(kind) != asked.text(kind) for kind in repeated):
        raise ForeignAnswerError("an answer to another request", field=facts.TRACE)
    if body.code != asked.code:
        if not repeated:
            raise ForeignAnswerError("an answer to another kind of request", field="code")
        raise AnswerMismatchError("another transaction type", field="code")
    if body.digits(facts.AMOUNT, 12) not in ("", asked.text(facts.AMOUNT)) and asked.code == facts.REFUND:
        raise AnswerMismatchError("another amount", field=facts.AMOUNT)


def _answer(body: Body, request: Request) -> DeviceAnswer:
    match request:
        case SignOn():
            return _sign_on_answer(body, request)
        case Refund():
            return _refund_answer(body, _code(body))
        case _:
            return _outcome_answer(body)


def _sign_on_answer(body: Body, request: SignOn) -> SignOnAnswer:
    ours = read_ledger(body.text(facts.TEXT).rstrip())
    return SignOnAnswer(
        code=_code(body),
        merchant_no=body.text(facts.MERCHANT) or request.merchant_no,
        terminal_no=body.text(facts.TERMINAL) or request.terminal_no,
        batch_no=body.digits(facts.BATCH, 6) or request.batch_no,
        business_date=ours.business_date if ours else "",
        local_time=body.digits(facts.TIME, 6),
        ledger_id=ours.ledger_id if ours else "",
        emulator=ours is not None and ours.emulator,
        local_date=body.digits(facts.DATE, 6)[2:],
    )


def _refund_answer(body: Body, code: str) -> RefundAnswer:
    amount = int(body.digits(facts.AMOUNT, 12) or "0")
    return RefundAnswer(
        code, body.text(facts.REFERENCE).strip(), amount, body.digits(facts.DATE, 6)[2:], body.digits(facts.TIME, 6)
    )


def _outcome_answer(body: Body) -> OutcomeAnswer | Rejected:
    """RO1 and F, N or C in field 02, after F the code of the stored answer; nothing else says what became of a key."""
    said = body.text(facts.TEXT).rstrip()
    found = facts.OUTCOMES.get(said[:4])
    if _code(body) != facts.APPROVED or found is None:
        return Rejected(_code(body))
    if not body.text(facts.KEY):
        raise AnswerMismatchError("no key in the answer", field=facts.KEY)
    stored = _refund_answer(body, said[4:6]) if found is Found.FOUND else None
    return OutcomeAnswer(facts.APPROVED, found, stored)


def _code(body: Body) -> str:
    return facts.ISO_CODES.get(body.response, body.response)
