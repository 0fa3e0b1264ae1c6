"""A workplace: one terminal's journal, line, printers and passwords, signed on. What every desk of it stands on.

It knows no refund and no payment beyond what stands in the journal. The rule: a journal or a line that can't be used is
a Refusal, as long as nothing of a transaction has left.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from threading import Event

from protocol.transactions import Original
from protocol.transactions.checks import is_digits
from protocol.transport.base import LineError
from terminal.desk.door import Refusal
from terminal.desk.operators import Admitted, Right, require_trader
from terminal.desk.parts import Build, Outlet, Parts
from terminal.line.talks import SignOnTalk
from terminal.line.till import SignedOn, Talk, Till
from terminal.moments import moment_of
from terminal.records.journal import Journal, JournalError
from terminal.trade.batch import BATCH_LIMIT, SettlementRecord, SettlementState, Transaction, in_batch
from terminal.trade.order_source import TakenOutside, less_outside, less_since, less_unkept
from terminal.trade.refund import Cause, LinkIdentity

# Why there was no answer, before anything of a transaction was sent -> the word it is refused with.
_SILENT = {
    Cause.NO_ANSWER: "link_silent",
    Cause.LINE_LOST: "link_unavailable",
    Cause.BAD_FRAME: "link_garbled",
    Cause.BAD_MAC: "link_bad_mac",
    Cause.ANSWER_MISMATCH: "link_garbled",
    Cause.INTERRUPTED: "link_unavailable",
}
_HOUR_S, _DAY_S = 3600, 86_400
_DISTRUSTED = (Cause.BAD_MAC, Cause.ANSWER_MISMATCH)


class Workplace:
    """prepare: reads and checks the parameters, and says how the parts are wired by them; it opens nothing. clock: wall
    time, for records. host_offset_s: by which the host's clock was ahead of ours at the last sign-on; None where
    it told no time. taken_outside: what this terminal has entered as paid outside; the desk of cases says it.
    """

    def __init__(self, prepare: Callable[[], Build], clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.host_offset_s: int | None = None
        self.taken_outside: Callable[[], Iterable[TakenOutside]] = tuple
        self._prepare = prepare
        self._parts: Parts | None = None
        self._shut = ""
        self._outdated = False
        self._manned = False
        self._wake: Callable[[], None] = _nobody
        self._gone = Event()
        self._wire(prepare(), reset=False)

    @property
    def parts(self) -> Parts:
        """What is wired now. Refusal restart_wanted where nothing could be."""
        if self._parts is None:
            raise Refusal("restart_wanted", reason=self._shut)
        return self._parts

    @property
    def outlet(self) -> Outlet:
        """What the desk is."""
        return self.parts.outlet

    @property
    def journal(self) -> Journal:
        """The journal."""
        return self.parts.journal

    @property
    def till(self) -> Till:
        """Who talks to the host."""
        return self.parts.driver.till

    @property
    def station(self) -> SignedOn | None:
        """The present sign-on; None before it and after 签退."""
        on = self.till.signed_on
        return on if isinstance(on, SignedOn) else None

    @property
    def link(self) -> LinkIdentity:
        """Whose host it is; nothing is sent for it once there was a sign-on. Refusal not_signed_on …"""
        return (self.till.station or self.signed_on()).identity

    @property
    def batch_no(self) -> str:
        """The open batch, or the one to be proposed."""
        return (self.till.station or self.till.profile).batch_no

    def at(self) -> str:
        """Now, as records say it."""
        return self.clock().isoformat(timespec="seconds")

    def today(self) -> date:
        """The day at the host: as it was at the last sign-on, and as much later as has passed since, so that nobody
        makes another day of it by setting a clock (H9). Ours before a sign-on, and where the host says no time.
        """
        on = self.till.station
        if on is None:
            return self.clock().date()
        try:
            then = moment_of(on.business_date + on.host_time).replace(tzinfo=UTC)
        except ValueError:
            return self.clock().date()
        return (then + timedelta(seconds=self.parts.driver.now() - on.at_s)).date()

    def admitted(self, by: Admitted, right: Right) -> Admitted:
        """Whoever asks, as what they are now. Refusal right_missing, operator_unknown."""
        operators = self.parts.gate.operators
        if not operators.knows(by.operator_no):
            raise Refusal("operator_unknown")
        now = operators.admitted(by.operator_no)
        now.require(right)
        return now

    def allowed(self, by: Admitted) -> Admitted:
        """Whoever says yes to what the operator at the terminal does: another person. Refusal confirm_same_person,
        right_missing, operator_unknown.
        """
        now = self.admitted(by, Right.ALLOW)
        if self.station is not None and now.operator_no == self.till.operator_no:
            raise Refusal("confirm_same_person", operator=now.operator_no)
        return now

    def less_outside(self, original: Original) -> Original:
        """An original that another than the host told of: less what this terminal has entered as paid outside."""
        return less_outside(original, self.taken_outside())

    def less_unkept(self, original: Original) -> Original:
        """An original that the host told of: less what this terminal has entered as paid outside and this host does not
        keep, whatever it declares today, or has forgotten.
        """
        on = self.till.station
        return less_unkept(original, self.taken_outside(), on.identity) if on else self.less_outside(original)

    def less_since(self, original: Original) -> Original:
        """An original that was looked up before: less what this terminal has entered since, if that is more."""
        return less_since(original, self.taken_outside())

    def refit(self) -> None:
        """The parameters have changed: they count from the next 签到."""
        self._outdated = True

    def brought_up(self) -> bool:
        """Wire everything anew if the parameters have changed; whoever was signed on is not any more. Where they are
        refused journal and line stay as they were, but nobody is signed on, and it is tried again the next time. True:
        there is another line now.
        """
        if not self._outdated:
            return False
        self.leave()
        self._rewire(reset=False)
        self._outdated = False
        return True

    def sign_on(self, operator_no: str) -> SignedOn:
        """Open the line, get working keys. Refusal operator_unknown, operator_supervisor, operator_system,
        link_unavailable, link_silent, link_garbled, sign_on_refused …
        """
        if not self.parts.gate.operators.knows(operator_no):
            raise Refusal("operator_unknown")
        require_trader(operator_no)
        self.till.operator_no, self._manned = operator_no, True
        return self._join()

    def leave(self) -> None:
        """Whoever was signed on is not any more, and nothing signs on by itself until somebody does."""
        self._manned = False
        self.till.signed_off()
        self.parts.driver.close()

    def try_line(self) -> SignedOn:
        """Sign on for a test: nobody is signed on after it who was not."""
        before, manned, operator_no = self.station, self._manned, self.till.operator_no
        self.brought_up()
        self.till.operator_no, self._manned = operator_no, manned
        on = self._join()
        if before is None:
            self.till.signed_off()
            self.parts.driver.close()
        return on

    def _join(self) -> SignedOn:
        driver, till = self.parts.driver, self.till
        try:
            driver.open()
        except LineError as error:
            raise Refusal("link_unavailable", reason=error.reason) from None
        talk = SignOnTalk(till)
        self.run(talk)
        on = till.signed_on
        if isinstance(on, SignedOn):
            self.host_offset_s = _offset_s(on.host_time, self.clock())
            return on
        if on.foreign:
            driver.close()
            raise Refusal("not_emulator")
        if talk.cause is not Cause.NONE:
            raise silent(talk.cause)
        if on.silence.value in _DISTRUSTED:
            raise silent(Cause(on.silence.value))
        raise Refusal("sign_on_refused", code=on.code)

    def signed_on(self) -> SignedOn:
        """The present sign-on; a new one where the keys were lost. Refusal not_signed_on: no operator is there."""
        on = self.till.signed_on
        if isinstance(on, SignedOn):
            return on
        if not self._manned:
            raise Refusal("not_signed_on")
        return self.sign_on(self.till.operator_no)

    def run(self, talk: Talk) -> None:
        """Hold a conversation that moves no money."""
        with journal_refused():
            self.parts.driver.run(talk)

    def transactions(self) -> tuple[Transaction, ...]:
        """Every payment and refund, on whatever link."""
        with journal_refused():
            return self.journal.payments() + self.journal.refunds()

    def unfinished(self, link: LinkIdentity) -> SettlementRecord | None:
        """A settlement with this host that was begun and is not known to be over."""
        return next((one for one in self.unclosed() if one.link == link), None)

    def unclosed(self) -> tuple[SettlementRecord, ...]:
        """All such, on whatever link."""
        with journal_refused():
            return tuple(one for one in self.journal.settlements() if one.state is SettlementState.BEGUN)

    def require_open_batch(self, on: SignedOn) -> None:
        """Refusal settle_unfinished, batch_full or journal_full: nothing is sold or given back before that is done."""
        with journal_refused():
            self.journal.keep_room()
        if self.unfinished(on.identity) is not None:
            raise Refusal("settle_unfinished")
        some = self.transactions()
        if len(some) >= BATCH_LIMIT and len(in_batch(some, on.identity, on.batch_no)) >= BATCH_LIMIT:
            raise Refusal("batch_full")

    def listen(self, wake: Callable[[], None]) -> None:
        """Have `wake` called by the printers' thread whenever there is something to collect, also after a renewal."""
        self._wake = wake
        self.parts.printer.listen(wake)

    def renew(self) -> None:
        """Everything anew, under a new epoch."""
        self._rewire(reset=True)

    def interrupt(self) -> None:
        """See terminal.desk.door.CashDesk. It holds for every line that is wired after it, too."""
        self._gone.set()

    def close(self) -> None:
        """Give back line and journal, where there are any."""
        if self._parts is not None:
            self._parts.driver.close()
            self._parts.give_back()

    def _rewire(self, *, reset: bool) -> None:
        """By the parameters of now. Where that is refused everything is as it was, with nobody signed on; where even
        that can't be had again, nothing is, and says so from then on.
        """
        before, build = self._build, self._prepare()
        self.close()
        self._parts, self._manned = None, False
        try:
            self._wire(build, reset=reset)
        except Refusal:
            self._restore(before)
            raise

    def _restore(self, build: Build) -> None:
        try:
            self._wire(build, reset=False)
        except Refusal as refusal:
            self._parts, self._shut = None, str(refusal.details.get("reason", refusal.word))
            raise Refusal("restart_wanted", reason=self._shut) from None

    def _wire(self, build: Build, *, reset: bool) -> None:
        parts = build(reset)
        parts.driver.heed(self._gone)
        parts.printer.listen(self._wake)
        self._parts, self._build = parts, build


def _offset_s(host_time: str, now: datetime) -> int | None:
    """Hhmmss of the host against ours, the short way round the day; None for what is no time."""
    if not is_digits(host_time, 6):
        return None
    hours, minutes, seconds = int(host_time[:2]), int(host_time[2:4]), int(host_time[4:])
    ours = now.hour * _HOUR_S + now.minute * 60 + now.second
    return (hours * _HOUR_S + minutes * 60 + seconds - ours + _DAY_S // 2) % _DAY_S - _DAY_S // 2


def _nobody() -> None:
    """Nobody listens."""


def silent(cause: Cause) -> Refusal:
    """Why a question got no answer, where nothing else was sent."""
    return Refusal(_SILENT[cause], reason=cause.value)


class _JournalRefused:
    """See journal_refused. A class, as a generator for each of the many reads of a journal costs ten times as much."""

    __slots__ = ("_unwritten",)

    def __init__(self, unwritten: str) -> None:
        self._unwritten = unwritten

    def __enter__(self) -> None:
        """Nothing is held."""

    def __exit__(self, _kind: object, error: BaseException | None, _where: object) -> None:
        if isinstance(error, JournalError):
            word = self._unwritten if error.word == "journal_write" else error.word
            raise Refusal(word, reason=error.reason) from None


def journal_refused(unwritten: str = "journal_write") -> _JournalRefused:
    """A journal that can't be used, where nothing of a transaction has left yet: a Refusal. unwritten: its word where
    it can't be written; the usual one says that nothing was sent.
    """
    return _JournalRefused(unwritten)
