"""`tuihuo resolve`: what an earlier run left undecided - a settlement that was cut, refunds of unknown outcome.

The same desk as the screen's, without a screen. The rule: a settlement comes before the refunds, as nothing else is
done before it is over; whoever stops it half-way hears that the outcome is unknown, not that nothing was sent.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from protocol.cards import Card
from protocol.transactions import Channel
from terminal.cli.closing import ByHand, allowed, by_hand, close, require_as_said
from terminal.cli.narration import announce, narrate
from terminal.cli.refund_result import printed, report
from terminal.cli.refusal import refused
from terminal.cli.settlement import go_on, report_settlement
from terminal.cli.typed import test_card
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundResult, Refusal
from terminal.desk.faults import DONE
from terminal.language import Texts, translator
from terminal.line.links import LinkUrlError
from terminal.printers.outcome import Printout
from terminal.settings import load_settings
from terminal.trade.refund import State


def resolve(
    *,
    operator: str = "01",
    card: str = "",
    again: Annotated[bool, Parameter(negative="")] = False,
    cancel: Annotated[bool, Parameter(negative="")] = False,
    manual: str = "",
    outcome: str = "",
    reason: str = "",
    supervisor_file: Path | None = None,
    link: str = "",
    live: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Settle what an earlier run left: a settlement that was begun, then refunds whose outcome is not known - by query
    where the host can, else it shows what a person must decide.

    Parameters
    ----------
    operator
        Operator number.
    card
        Name of the original test card, presented again: what the host never saw is sent again under its key.
    again
        Send again, under its key, what the host never saw and needs no card.
    cancel
        Give up what the host never saw: it refuses that key from now on.
    manual
        Key of one refund that a person ends, or has ended wrongly: what became of it was found out elsewhere. The keys
        of open ones stand in this verb's own lines; a voucher number will do where one open refund alone has it.
    outcome
        With --manual: done (the money went back; also where it is left out, as that frees nothing) or not-done.
    reason
        With --manual: how it was found out.
    supervisor_file
        With --manual: file with the supervisor password (or TUIHUO_SUPERVISOR_PASSWORD).
    link
        Link URL; without it the terminal's own (管理 通讯), which is the emulator of this process until it is changed.
    live
        The peer may be another one than our emulator.
    as_json
        Print one JSON line for each refund, and before them one with "settlement" where one was gone on with.
    """
    settings = load_settings()
    texts = translator(settings.lang)
    try:
        presented = test_card(card) if card else None
        if cancel and (card or again):
            raise Refusal("usage", hint="--cancel | --card NAME | --again")
        said = by_hand(manual, outcome, reason)
        if said is not None and (cancel or card or again):
            raise Refusal("usage", hint="--manual KEY | --cancel | --card NAME | --again")
        if said is not None and not outcome:
            print(texts("resolve.unsaid"), file=sys.stderr)
        wish = _Wish(operator, presented, again, cancel, said, supervisor_file)
        desk = open_desk(link, settings, Options(live=live, announce=announce))
        try:
            return _resolved(desk, wish, texts, as_json=as_json)
        finally:
            desk.close()
    except (Refusal, LinkUrlError) as error:
        return refused(error, texts, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Wish:
    """The options of one run."""

    operator: str
    card: Card | None
    again: bool
    cancel: bool
    by_hand: ByHand | None
    supervisor_file: Path | None


def _resolved(desk: Desk, wish: _Wish, texts: Texts, *, as_json: bool) -> int:
    try:
        if wish.by_hand is None:
            return _settled(desk, wish, texts, as_json=as_json)
        by = allowed(desk, wish.by_hand, wish.supervisor_file)
        desk.sign_on(wish.operator)
        code = go_on(desk, texts, as_json=as_json)
        result = printed(desk, close(desk, by, wish.by_hand))
        require_as_said(result.record, wish.by_hand)
        return max(code, report(result, texts, as_json=as_json, settling=True))
    except KeyboardInterrupt:
        code = _left(desk, texts, as_json=as_json)
        if code == DONE:
            raise
        return code


def _settled(desk: Desk, wish: _Wish, texts: Texts, *, as_json: bool) -> int:
    desk.sign_on(wish.operator)
    begun = bool(desk.batch.unclosed())
    codes = [go_on(desk, texts, as_json=as_json)]
    results = desk.resume(narrate)
    for result in results:
        final = printed(desk, _press_on(desk, result, wish))
        codes.append(report(final, texts, as_json=as_json, settling=True))
    if not (begun or results):
        print(texts("resolve.nothing"), file=sys.stderr)
    shown = [record for record in desk.open_refunds() if not desk.belongs_here(record)]
    for record in shown:  # of other links, and for a person: shown, never queried
        codes.append(report(RefundResult(record), texts, as_json=as_json))
    return max(codes)


def _left(desk: Desk, texts: Texts, *, as_json: bool) -> int:
    """What is not decided where it was stopped; DONE where nothing is."""
    codes = [report_settlement(one, Printout(), texts, as_json=as_json) for one in desk.batch.unclosed()]
    codes += [report(RefundResult(record), texts, as_json=as_json) for record in desk.open_refunds()]
    return max(codes, default=DONE)


def _press_on(desk: Desk, result: RefundResult, wish: _Wish) -> RefundResult:
    """What a query alone did not settle: the card or the word to send it again, or the cancel."""
    record = result.record
    if record.state not in (State.NOT_FOUND, State.UNKNOWN):
        return result
    if wish.cancel:
        return desk.settle(record, None, True, narrate)
    needs_card = record.channel is Channel.CARD
    if record.state is State.NOT_FOUND and (wish.card is not None if needs_card else wish.again):
        return desk.settle(record, wish.card if needs_card else None, False, narrate)
    return result
