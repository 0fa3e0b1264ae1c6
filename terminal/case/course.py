"""What comes to a case in its course: talks, papers, decisions, the device, payments. Pure values; steps.py sets them.

The rule: no account and no card number, only masks and keyed hashes; and no file, only its hash.
"""

from dataclasses import dataclass

from protocol.transactions.checks import require
from terminal.case.checks import require_keyed, require_masked
from terminal.case.papers import Paper
from terminal.case.words import Intake, Party, RefundStanding, Route, State, Wait
from terminal.trade.refund import LinkIdentity


@dataclass(frozen=True, slots=True)
class Talk:
    """One line of the log of talks (沟通记录): who spoke for the customer, how, and what was said."""

    at: str
    by: str
    intake: Intake
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One paper's file. name: as it was called where it came from. keep_until: ISO day. discarded: why it was taken
    away under supervision, "" while it is kept; its hash stays. handed_in: a review, or others, had it before them.
    asked_anew: it was there when review asked for this paper, and does not do.
    """

    paper: Paper
    sha256: str
    name: str
    size: int
    media: str
    keep_until: str
    attached_at: str
    attached_by: str
    discarded: str = ""
    handed_in: bool = False
    asked_anew: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What a review said. granted_fen: 0 where it refused. improve: what would help the customer's case. before_fen:
    what was paid back already when it was said.
    """

    at: str
    by: str
    granted_fen: int
    fee_fen: int
    route: Route
    words: str
    improve: str = ""
    before_fen: int = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """One side has signed the printed agreement. by: the operator who saw it."""

    party: Party
    name: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """协议. sha256: of its printed text, so that both know what they signed."""

    sha256: str
    drawn_at: str
    drawn_by: str
    signatures: tuple[Signature, ...] = ()

    @property
    def in_force(self) -> bool:
        """Both have signed."""
        return {one.party for one in self.signatures} == set(Party)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A device on its way back, or back to the customer. missing: parts that did not come."""

    courier: str = ""
    number: str = ""
    received_at: str = ""
    missing: tuple[str, ...] = ()
    checked: str = ""
    fit: bool | None = None
    back_courier: str = ""
    back_number: str = ""


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid outside the terminal. name, account: masked. bank: "" for a wallet. digest: keyed hash of route,
    name, account and bank, which the second keying must give again. keyed_by: the first person.
    """

    route: Route
    name: str
    account: str
    bank: str
    digest: str
    keyed_by: str

    def __post_init__(self) -> None:
        require(self.route is not Route.ORIGINAL, "a payee is paid outside the terminal")
        require_masked(self.account, "an account")
        require_keyed(self.digest, "a digest")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered against the original for a payment outside. key: as str(RefundKey). at_host: the host keeps it
    too, else this terminal alone. link: whose host. by: the second person. reference: of the payment, once it was paid.
    payee: who is paid, as masked as ever.
    """

    key: str
    amount_fen: int
    at_host: bool
    by: str
    at: str
    reference: str = ""
    paid_by: str = ""
    paid_day: str = ""
    link: LinkIdentity | None = None
    payee: Payee | None = None


@dataclass(frozen=True, slots=True)
class CaseRefund:
    """A refund through the terminal that was started from this case. key: as str(RefundKey)."""

    key: str
    amount_fen: int
    standing: RefundStanding


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of a case's life. act: its kind in the journal. state: that it led to. words: why. papers: whose file it
    is about.
    """

    at: str
    by: str
    act: str
    state: State
    words: str = ""
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitNote:
    """Somebody said why it waits; it holds until the case moves on."""

    why: Wait
    since: str
    words: str
