"""One till: holds one conversation at a time with the host, over a session, signed on. Sans-IO, no loop.

The driver gives it bytes and time and writes what it says; journal and printer are ports passed in. The conversations
are in terminal.line.talks. Rule: a request that needs working keys signs on first by itself, also where the host asked
for a new sign-on meanwhile, and no question is asked of a host that it does not belong to.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

from protocol.dialects import Capabilities, Dialect, Progress
from protocol.dialects.unionpay.terminal_side import UNKNOWN_TERMINAL, TerminalAnswer
from protocol.errors import RemoteProtocolError
from protocol.security import MacKind, MasterKey, WorkingKeys, check_mac, open_working_keys
from protocol.session import Answered, Said, Session, Silence, Unanswered
from protocol.transactions import RefundAnswer, RefundKey, Request, SignOn, SignOnAnswer
from protocol.undecided import CameLate
from terminal.line import late
from terminal.trade.refund import Cause, LinkIdentity, RefundRecord

FIRST_BATCH = "000001"
"""Of a terminal that has closed none."""
_NONE = Capabilities()


class JournalPort(late.JournalPort, Protocol):
    """What a till needs of a journal."""

    epoch: str

    def next_trace(self) -> str:
        """The next trace number."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Whom the terminal talks to, before anything was said. terminal_no "00000000": the host gives one."""

    name: str
    merchant_no: str
    terminal_no: str = UNKNOWN_TERMINAL
    batch_no: str = FIRST_BATCH
    live: bool = False


@dataclass(frozen=True, slots=True)
class SignedOn:
    """What a sign-on gave. keys: None where the dialect has none. business_date: yyyymmdd, the terminal's own where the
    peer says none. host_time: hhmmss, "" where it says none. at_s: when, by the line's clock.
    """

    keys: WorkingKeys | None
    identity: LinkIdentity
    batch_no: str
    business_date: str
    emulator: bool
    host_time: str = ""
    at_s: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class NotSignedOn:
    """code: field 39 of the answer, or "" when there was none; silence says why then. foreign: not our emulator."""

    code: str = ""
    silence: Silence = Silence.NO_ANSWER
    foreign: bool = False


class Talk(Protocol):
    """One conversation with the host. done: it is over, and its result can be read."""

    done: bool

    def begin(self) -> None:
        """Ask the first question."""

    def hear(self, answer: TerminalAnswer) -> None:
        """The answer to the outstanding question."""

    def miss(self, cause: Cause, left: bool) -> None:
        """No answer that can be trusted. left: the question may have reached the host."""

    def wake(self) -> None:
        """The timer ran out."""


@runtime_checkable
class HearsLate(Protocol):
    """A conversation about one refund, which an answer may reach after its wait was over."""

    def came_late(self, key: RefundKey, answer: RefundAnswer) -> bool:
        """True: it was about this one, and it is taken care of."""


class Till:
    """See the module. new_session: for a fresh line. line_spent: the driver shall open a new one before it writes.

    station: the last sign-on, also after its keys were lost. today: yyyymmdd by the terminal's own clock.
    """

    def __init__(
        self,
        profile: Profile,
        journal: JournalPort,
        new_session: Callable[[], Session],
        master_key: MasterKey,
        capabilities: Callable[[bool], Capabilities],
        print_receipt: Callable[[RefundRecord], None],
        today: Callable[[], str],
    ) -> None:
        self.profile = profile
        self.journal = journal
        self.signed_on: SignedOn | NotSignedOn = NotSignedOn()
        self.station: SignedOn | None = None
        self.print_receipt = print_receipt
        self._today = today
        self.operator_no = "01"
        self._master_key = master_key
        self._capabilities = capabilities
        self._new_session = new_session
        self._session = self._spent = new_session()
        self._talk: Talk | None = None
        self._after_sign_on: tuple[Request, LinkIdentity | None] | None = None
        self._signing_on = False
        self.line_spent = False
        self._left = False
        self._left_before = False
        self._declared: dict[LinkIdentity, Capabilities] = {}
        self._timer: float | None = None
        self._now = 0.0

    @property
    def dialect(self) -> Dialect[Said]:
        """How requests are written on this line."""
        return self._session.dialect

    def can_of(self, record: RefundRecord) -> Capabilities:
        """What the record's own host declared at its last sign-on; nothing for any other host."""
        return self._declared.get(record.link, _NONE)

    @property
    def can(self) -> Capabilities:
        """What the peer of the present sign-on declared; nothing before."""
        on = self.signed_on
        return self._declared.get(on.identity, _NONE) if isinstance(on, SignedOn) else _NONE

    @property
    def busy(self) -> bool:
        """A conversation is under way."""
        return self._talk is not None and not self._talk.done

    @property
    def delivered(self) -> bool:
        """The host has the question, and its answer is awaited; see protocol.session."""
        return self._session.delivered

    def start(self, talk: Talk, now: float) -> None:
        """Begin a conversation."""
        self._talk, self._now, self._timer = talk, now, None
        talk.begin()

    def receive(self, data: bytes, now: float) -> None:
        """Bytes from the line."""
        self._now = now
        for event in self._session.receive(data, now):
            self._on(event)

    def tick(self, now: float) -> None:
        """Time has passed."""
        self._now = now
        for event in self._session.tick(now):
            self._on(event)
        if self._timer is not None and now >= self._timer and self._talk is not None:
            self._timer = None
            self._talk.wake()

    def due(self) -> float | None:
        """When `tick` wants to be called next."""
        times = [time for time in (self._session.due(), self._timer) if time is not None]
        return min(times, default=None)

    def take(self) -> bytes:
        """Bytes to write to the line, once."""
        data = self._session.take()
        self._left_before = self._left
        self._left = self._left or (bool(data) and not self._signing_on)
        return data

    def line_lost(self, now: float, *, left: bool) -> None:
        """The line went away, or could not be opened. left False: not one byte of what was taken last was written."""
        self._now = now
        self._session = self._new_session()
        self._miss(Cause.LINE_LOST, left=self._left if left else self._left_before)

    # --- what conversations use ----------------------------------------------------------------------------------

    def sign_on(self) -> None:
        """Ask for working keys."""
        self._signing_on, self._left = True, False
        profile = self.profile
        batch = self.station.batch_no if self.station is not None else profile.batch_no
        epoch, trace = self.journal.epoch, self.journal.next_trace()
        request = SignOn(profile.merchant_no, profile.terminal_no, epoch, batch, trace, self.operator_no)
        self._session.ask(request, None, self._now)

    def ask(self, request: Request, link: LinkIdentity | None = None) -> None:
        """Ask under the working keys, signing on first where there are none. link: whom the question belongs to."""
        self._left = False
        if isinstance(self.signed_on, NotSignedOn):
            self._after_sign_on = (request, link)
            self.sign_on()
        elif link is not None and link != self.signed_on.identity:
            self._miss(Cause.INTERRUPTED, left=False)
        else:
            self._session.knows_duplicates = self.can.same_key_resend
            self._session.ask(request, self.signed_on.keys, self._now)

    def signed_off(self, batch_no: str = "") -> None:
        """The keys are gone: the next request signs on first. batch_no: which batch it opens then, "" for the same."""
        self.signed_on = NotSignedOn()
        if batch_no and self.station is not None:
            self.station = replace(self.station, batch_no=batch_no)

    def give_up(self) -> None:
        """Nobody waits for the answer any more: what may still come stays behind on the line that is left."""
        self._go_on_elsewhere()

    def hear_out(self, data: bytes, now: float) -> None:
        """What had come on the spent line before it is left: answers to refunds that nobody waits for any more."""
        for event in self._spent.receive(data, now):
            if isinstance(event, CameLate):
                self._came_late(event)

    def wake_after(self, seconds: float) -> None:
        """Call the conversation's `wake` later."""
        self._timer = self._now + seconds

    # --- inside ----------------------------------------------------------------------------------------------------

    def _on(self, event: Answered | Progress | Unanswered | CameLate) -> None:
        if isinstance(event, Progress):
            return  # the session waits on
        if isinstance(event, CameLate):
            self._came_late(event)
            return
        if isinstance(event, Unanswered):
            self._silence(event.silence)
        elif isinstance(event.answer, SignOnAnswer):
            self._signed_on(event.answer)
        elif self._talk is not None:
            if event.sign_on_again:  # the answer counts all the same, and the next request signs on first
                self.signed_on = NotSignedOn(event.answer.code)
            if self.busy:  # else an answer that came late, just before it, has ended the conversation
                self._talk.hear(event.answer)

    def _signed_on(self, answer: SignOnAnswer) -> None:
        self._signing_on = False
        self.signed_on = self._judge(answer)
        waiting, self._after_sign_on = self._after_sign_on, None
        if self._talk is None or self._talk.done:
            return  # as in _on
        if waiting is None:
            self._talk.hear(answer)
        elif isinstance(self.signed_on, SignedOn):
            self.ask(*waiting)
        else:
            self._talk.miss(Cause(self.signed_on.silence.value), left=False)

    def _judge(self, answer: SignOnAnswer) -> SignedOn | NotSignedOn:
        if answer.code != "00":
            return NotSignedOn(answer.code)
        keys = None
        if self._session.dialect.capabilities.sign_on:
            try:
                keys = open_working_keys(self._master_key, answer.working_keys)
                if answer.mac_kind is not MacKind.NONE and (answer.mac or answer.emulator):
                    check_mac(keys.mak, answer.covered, answer.mac, answer.mac_kind)
            except RemoteProtocolError:
                return NotSignedOn(answer.code, Silence.BAD_MAC)
        if not (answer.emulator or self.profile.live):
            return NotSignedOn(foreign=True)
        today = self._today()
        date = answer.dated(today) or today
        try:  # with the next trace number, these are what the key of a refund is made of
            RefundKey(answer.merchant_no, answer.terminal_no, self.journal.epoch, answer.batch_no, "000000", date)
        except ValueError:
            return NotSignedOn(answer.code, Silence.ANSWER_MISMATCH)
        identity = LinkIdentity(self.profile.name, answer.merchant_no, answer.terminal_no, answer.ledger_id)
        self._declared[identity] = self._capabilities(answer.emulator)
        self.station = SignedOn(keys, identity, answer.batch_no, date, answer.emulator, answer.local_time, self._now)
        return self.station

    def _silence(self, silence: Silence) -> None:
        if silence is Silence.BAD_MAC:
            self.signed_on = NotSignedOn("", silence)
        if self._signing_on:
            self.signed_on = NotSignedOn("", silence)
        if self._session.spent:
            self._go_on_elsewhere()
        self._miss(Cause(silence.value), left=self._left)

    def _go_on_elsewhere(self) -> None:
        self._spent, self._session, self.line_spent = self._session, self._new_session(), True

    def _came_late(self, event: CameLate) -> None:
        talk: object = self._talk
        key = event.request.key
        if self.busy and isinstance(talk, HearsLate) and talk.came_late(key, event.answer):
            self._leave_if_over()
            return
        late.settle(self.journal, key, event.answer, self.can_of, self.print_receipt)

    def _leave_if_over(self) -> None:
        """An answer that came late has ended the conversation: what is outstanding is not said any more, nor is what a
        pause was for.
        """
        if not self.busy:
            self._signing_on, self._after_sign_on, self._timer = False, None, None
            self._session.leave()

    def _miss(self, cause: Cause, *, left: bool) -> None:
        self._signing_on, self._after_sign_on = False, None
        if self._talk is not None and not self._talk.done:
            self._talk.miss(cause, left)
