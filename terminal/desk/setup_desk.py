"""参数 and 通讯 at the cash desk: implements terminal.desk.office.Setup on one workplace.

The rule: a change is checked, in the journal and on the disk before it is confirmed, and counts from the next sign-on;
what binds the terminal stands as long as anything it has done is not settled.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from protocol.transactions.checks import is_digits
from terminal.desk.door import Refusal
from terminal.desk.office import LinkState, LinkTest, Setting
from terminal.desk.operators import Admitted, Right
from terminal.desk.workplace import Workplace, journal_refused
from terminal.line.links import LinkUrl, LinkUrlError
from terminal.line.peers import Front, Peer, peer_of
from terminal.parameter_rows import PRACTICE_LINK, ROWS, UNGIVEN_TERMINAL
from terminal.parameters import Parameters, ParametersError, read_parameters, write_parameters
from terminal.records.changes import CHANGED, KEPT
from terminal.trade.batch import SettlementState, in_batch
from terminal.trade.payment import UNSETTLED
from terminal.trade.refund import State

TRACE_NO, BATCH_NO, LINK = "trace_no", "batch_no", "link"
TRACE_DIGITS = 6
ORDER = (
    "merchant_no", "terminal_no", "merchant_name", "tpdu", "header", BATCH_NO, TRACE_NO, "response_s", "exchange_s",
    "reversal_tries", "dialogue", "hotline", "paper_mm", "copies", "slip",
)  # fmt: skip
"""As they stand on the terminal; the link is 通讯's."""


@dataclass(frozen=True, slots=True)
class ParameterSource:
    """file: where they lie. given: a link that the command line named, "" for none. ports: links to what is plugged
    in. fits: raises LinkUrlError for what a link says of a peer in this process, and can't be.
    """

    file: Path
    given: str
    ports: Callable[[], tuple[str, ...]]
    fits: Callable[[LinkUrl], object]

    def read(self) -> Parameters:
        """Refusal parameters_damaged."""
        try:
            return read_parameters(self.file)
        except ParametersError as error:
            raise Refusal("parameters_damaged", file=error.file, key=error.key, reason=error.reason) from None

    def peer(self, parameters: Parameters) -> Peer:
        """Whom these speak to. Raises LinkUrlError."""
        return self._peer(parameters.url(self.given), parameters)

    def require(self, parameters: Parameters) -> None:
        """Their own link fits, too, where another one is given. Raises LinkUrlError."""
        self.peer(parameters)
        self._peer(parameters.url(), parameters)

    def _peer(self, url: LinkUrl, parameters: Parameters) -> Peer:
        self.fits(url)
        return peer_of(url, Front(parameters.tpdu, parameters.header))


class SetupDesk:
    """See the module."""

    def __init__(self, place: Workplace, source: ParameterSource) -> None:
        self._place = place
        self._source = source

    def settings(self, by: Admitted) -> tuple[Setting, ...]:
        """See terminal.desk.office.Setup."""
        by.require(Right.SETUP)
        values = {name: str(value) for name, value in asdict(self._source.read()).items()}
        values |= {BATCH_NO: self._place.batch_no, TRACE_NO: self._place.journal.upcoming_trace}
        shown = dict(self._place.outlet.own)
        station = self._place.station
        if values["terminal_no"] == UNGIVEN_TERMINAL and station is not None:
            shown["terminal_no"] = station.identity.terminal_no
        there = (name for name in ORDER if name not in ROWS or not ROWS[name].empty or name in shown)
        return tuple(Setting(name, values[name], shown.get(name, ""), fixed=name == BATCH_NO) for name in there)

    def change(self, by: Admitted, name: str, text: str) -> None:
        """See terminal.desk.office.Setup."""
        by.require(Right.SETUP)
        if name == TRACE_NO:
            return self._advance_trace(by, text)
        before = self._source.read()
        try:
            after = before.changed(name, text)
        except ParametersError as error:
            word = "link_malformed" if error.key == LINK else "parameter_malformed"
            raise Refusal(word, name=error.key, reason=error.reason) from None
        if after == before:
            return None
        if ROWS[name].binds:
            self._require_settled()
            self._require_spoken(name, after)
        self._save(by, name, before, after)
        return self._place.refit()

    def line(self, by: Admitted) -> LinkState:
        """See terminal.desk.office.Setup."""
        by.require(Right.SETUP)
        stored = self._source.read().link
        found = dict.fromkeys((PRACTICE_LINK, stored, *self._source.ports()))
        return LinkState(self._source.given or stored, bool(self._source.given), tuple(found))

    def try_line(self, by: Admitted) -> LinkTest:
        """See terminal.desk.office.Setup."""
        by.require(Right.SETUP)
        identity = self._place.try_line().identity
        return LinkTest(self._place.outlet.link, identity.merchant_no, identity.terminal_no)

    # --- inside ----------------------------------------------------------------------------------------------------

    def _save(self, by: Admitted, name: str, before: Parameters, after: Parameters) -> None:
        """Written down before it is saved, so that nothing is ever set by nobody. Refusal parameters_write."""
        values = str(getattr(before, name)), str(getattr(after, name))
        self._note(CHANGED, by, name, *values)
        try:
            write_parameters(self._source.file, after)
        except OSError as error:
            self._note(KEPT, by, name, *values)
            raise Refusal("parameters_write", reason=error.strerror or "") from None

    def _note(self, kind: str, by: Admitted, name: str, old: str, new: str) -> None:
        with journal_refused():
            self._place.journal.note(kind, operator_no=by.operator_no, subject=name, body={"old": old, "new": new})

    def _advance_trace(self, by: Admitted, text: str) -> None:
        if not is_digits(text, TRACE_DIGITS) or int(text) == 0:
            raise Refusal("parameter_malformed", name=TRACE_NO, reason="000001 to 999999 wanted")
        upcoming = self._place.journal.upcoming_trace
        if text < upcoming:
            raise Refusal("trace_backward", next=upcoming)
        self._require_settled()
        self._note(CHANGED, by, TRACE_NO, upcoming, text)
        with journal_refused():
            self._place.journal.advance_trace(text)

    def _require_spoken(self, name: str, after: Parameters) -> None:
        """Refusal link_malformed, parameter_not_here: there is no such peer, or it has no such part."""
        try:
            self._source.require(after)
        except LinkUrlError as error:
            word = "link_malformed" if name == LINK else "parameter_not_here"
            raise Refusal(word, name=name, reason=str(error)) from None

    def _require_settled(self) -> None:
        """Refusal parameter_bound while a batch holds anything, or anything is not decided. A refund that a person must
        decide is told by the totals of its settlement, and does not hold the terminal for ever.
        """
        journal = self._place.journal
        with journal_refused():
            waiting = any(one.state is not State.MANUAL for one in journal.open_refunds())
            owed = any(one.state in UNSETTLED for one in journal.payments())
            begun = any(one.state is SettlementState.BEGUN for one in journal.settlements())
            closed = {(one.link, one.batch_no) for one in journal.settlements() if one.over}
        done = self._place.transactions()
        batches = {(one.link, one.key.batch_no) for one in done} - closed
        if waiting or owed or begun or any(in_batch(done, link, batch_no) for link, batch_no in batches):
            raise Refusal("parameter_bound")
