"""Who may stand at the terminal: the trade's kinds of operators, what each may do, and who there is. Pure.

The rule: `RIGHTS` is the only place that says who may do what; the desk asks it before it does anything, and menus are
drawn from it. A password is kept as a hash only (password_hash.py); practice begins with the trade's usual defaults.
The shop manager (店长) has an operator's number and password, and was appointed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from terminal.desk import password_hash
from terminal.desk.door import Refusal
from terminal.desk.pepper import Pepper, mark

SUPERVISOR, SYSTEM = "00", "99"
ADDED, REMOVED, PASSWORD_SET = "operator.added", "operator.removed", "operator.password_set"
APPOINTED, DISMISSED = "operator.appointed", "operator.dismissed"


class Role(StrEnum):
    """What an operator's number says: 01-98, 00, 99. MANAGER: 店长, one of 01-98 who was appointed."""

    OPERATOR = "operator"
    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


class Right(StrEnum):
    """What an operator may do at this terminal. ALLOW: say yes, by 主管密码, to a refund, a void, or the end of
    a 冲正 by hand. EVERYBODY: see what other operators did, record by record or summed up by operator, and who
    changed parameters. What is the terminal's - 明细, 汇总 and 结算 of its batch, a voucher number in 查询, the totals
    of 日报 - is open to all: whoever settles a till prints its sums, and the trade keeps from operators what 00 and 99
    manage, no more (domain notes 7). CASE: work on refund cases (退款申请). REVIEW: decide on them. APPOINT: say who
    is shop manager, and set that one's password: 99 alone, as 00, whose approvals have a limit, would else review
    beyond it by a password of his own choice. DISMISS: end an appointment.
    """

    TRADE = "trade"
    ALLOW = "allow"
    EVERYBODY = "everybody"
    STAFF = "staff"
    SETUP = "setup"
    OWN_PASSWORD = "own_password"  # noqa: S105 - a right, no password
    CASE = "case"
    REVIEW = "review"
    APPOINT = "appoint"
    DISMISS = "dismiss"


# fmt: off
RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType({  # domain notes 7
    #                          签到, trade   主管密码      all records      操作员        参数, 通讯   own 密码
    Role.OPERATOR:   frozenset({Right.TRADE,                                                       Right.OWN_PASSWORD,
                                Right.CASE}),
    Role.MANAGER:    frozenset({Right.TRADE, Right.ALLOW, Right.EVERYBODY,                         Right.OWN_PASSWORD,
                                Right.CASE, Right.REVIEW}),
    Role.SUPERVISOR: frozenset({             Right.ALLOW, Right.EVERYBODY, Right.STAFF,            Right.OWN_PASSWORD,
                                Right.CASE, Right.REVIEW, Right.DISMISS}),
    Role.SYSTEM:     frozenset({                                                      Right.SETUP, Right.OWN_PASSWORD,
                                Right.APPOINT, Right.DISMISS}),
})
PASSWORD_DIGITS: Mapping[Role, int] = MappingProxyType({
    Role.OPERATOR: 4, Role.MANAGER: 4, Role.SUPERVISOR: 6, Role.SYSTEM: 8,
})
_NO_TRADE: Mapping[Role, str] = MappingProxyType({
    Role.SUPERVISOR: "operator_supervisor", Role.SYSTEM: "operator_system",
})
PRACTICE_PASSWORDS: Mapping[str, str] = MappingProxyType({
    "01": "0000", "98": "9898", SUPERVISOR: "123456", SYSTEM: "12345678",
})
"""Published, and shown on the prompts: nothing is guarded by them but the habit of asking."""
PRACTICE_MANAGERS = frozenset({"98"})
"""店长 of the practice shop."""
# fmt: on


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody whose password was right. manager: appointed 店长."""

    operator_no: str
    manager: bool = False

    @property
    def role(self) -> Role:
        """What the number says, and the appointment."""
        role = role_of(self.operator_no)
        return Role.MANAGER if self.manager and role is Role.OPERATOR else role

    def may(self, right: Right) -> bool:
        """RIGHTS gives it."""
        return right in RIGHTS[self.role]

    def require(self, right: Right) -> None:
        """Refusal right_missing."""
        if not self.may(right):
            raise Refusal("right_missing", operator=self.operator_no)


def role_of(operator_no: str) -> Role:
    """Raises Refusal operator_number for what is not two digits."""
    if not (len(operator_no) == 2 and operator_no.isascii() and operator_no.isdecimal()):
        raise Refusal("operator_number")
    return {SUPERVISOR: Role.SUPERVISOR, SYSTEM: Role.SYSTEM}.get(operator_no, Role.OPERATOR)


def require_trader(operator_no: str) -> None:
    """Refusal operator_supervisor or operator_system: these two neither sign on on line nor trade."""
    role = role_of(operator_no)
    if Right.TRADE not in RIGHTS[role]:
        raise Refusal(_NO_TRADE[role])


def require_password(operator_no: str, password: str) -> None:
    """Refusal password_malformed (digits): each kind of operator has its own length."""
    digits = PASSWORD_DIGITS[role_of(operator_no)]
    if not (len(password) == digits and password.isascii() and password.isdecimal()):
        raise Refusal("password_malformed", digits=digits)


class Event(Protocol):
    """A change as the journal remembers it. subject: the operator that it is about; body: `password`, hashed, and the
    mark of the `pepper` that was hashed with it (none in journals of before).
    """

    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> Mapping[str, object]: ...


class Operators:
    """Who there is. published: passwords that stand until they are changed, none on a live terminal. managers: who of
    them is shop manager until that is changed. pepper: for what an operator chose.
    """

    def __init__(self, published: Mapping[str, str], managers: frozenset[str], pepper: Pepper) -> None:
        self._published = dict(published)
        self._pepper = pepper
        self._hashes: dict[str, _Kept] = {}
        self._managers = set(managers)

    def hear(self, event: Event) -> None:
        """Take over one change that is durable. Raises ValueError for one that makes no sense."""
        if event.kind == APPOINTED:
            self._managers.add(event.subject)
        elif event.kind in (DISMISSED, ADDED, REMOVED):  # whoever gets a number anew is no manager by it
            self._managers.discard(event.subject)
        if event.kind not in (ADDED, PASSWORD_SET, REMOVED):
            return
        words, pepper = event.body.get("password", ""), event.body.get("pepper", "")
        self._published.pop(event.subject, None)
        self._hashes.pop(event.subject, None)
        if event.kind == REMOVED:
            return
        if not (isinstance(words, str) and password_hash.is_hash(words) and isinstance(pepper, str)):
            raise ValueError(f"{event.kind} of {event.subject}: no hash of a password")
        self._hashes[event.subject] = _Kept(words, pepper)

    def kept_of(self, password: str) -> dict[str, object]:
        """What the journal keeps of a password that is chosen. Refusal pepper_open, pepper_damaged."""
        pepper = self._pepper.made()
        return {"password": password_hash.hashed(password, pepper), "pepper": mark(pepper)}

    def knows(self, operator_no: str) -> bool:
        """There is such an operator."""
        return operator_no in self._published or operator_no in self._hashes

    def numbers(self) -> tuple[str, ...]:
        """Every operator, by number."""
        return tuple(sorted({*self._published, *self._hashes}))

    def managers(self) -> tuple[str, ...]:
        """Every shop manager, by number."""
        return tuple(sorted(self._managers.intersection(self.numbers())))

    def admitted(self, operator_no: str) -> Admitted:
        """Whoever has shown to be this one, as what they are now."""
        return Admitted(operator_no, self.knows(operator_no) and operator_no in self._managers)

    def published(self) -> tuple[tuple[str, str], ...]:
        """(number, password) of those who still have the published one."""
        return tuple(sorted(self._published.items()))

    def require_pepper(self, operator_no: str) -> None:
        """This operator's password can be compared. Refusal pepper_missing, pepper_open, pepper_damaged."""
        kept = self._hashes.get(operator_no)
        if kept is not None:
            self._pepper_of(kept)

    def fits(self, operator_no: str, password: str) -> bool:
        """This is the operator's password; False for somebody whom there is not. Refusal pepper_missing where the
        pepper of the hash is not there; pepper_open, pepper_damaged.
        """
        if operator_no in self._published:
            return password_hash.same(password, self._published[operator_no])
        kept = self._hashes.get(operator_no)
        return kept is not None and password_hash.fits(password, kept.words, self._pepper_of(kept))

    def _pepper_of(self, kept: "_Kept") -> bytes | None:
        if not kept.pepper:
            return None
        pepper = self._pepper.marked(kept.pepper)
        if pepper is None:
            raise Refusal("pepper_missing")
        return pepper


@dataclass(frozen=True, slots=True)
class _Kept:
    """words: the hash. pepper: the mark of what was hashed with it, "" for nothing."""

    words: str
    pepper: str
