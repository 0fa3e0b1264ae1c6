"""操作员 at the cash desk: implements terminal.desk.office.Staff on one workplace.

The rule: nobody does here what RIGHTS does not give, and a change is durable before it is confirmed.
"""

from terminal.desk.door import Refusal
from terminal.desk.operators import Admitted, Right, Role, require_password, role_of
from terminal.desk.passwords import PasswordGate
from terminal.desk.workplace import Workplace, journal_refused


class StaffDesk:
    """See the module."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    @property
    def _gate(self) -> PasswordGate:
        return self._place.parts.gate

    def require(self, operator_no: str) -> None:
        """See terminal.desk.office.Staff."""
        if not self._gate.operators.knows(operator_no):
            raise Refusal("operator_unknown")

    def numbers(self, by: Admitted) -> tuple[str, ...]:
        """See terminal.desk.office.Staff."""
        by.require(Right.DISMISS)
        return self._gate.operators.numbers()

    def managers(self, by: Admitted) -> tuple[str, ...]:
        """See terminal.desk.office.Staff."""
        by.require(Right.DISMISS)
        return self._gate.operators.managers()

    def appoint(self, by: Admitted, operator_no: str) -> None:
        """See terminal.desk.office.Staff."""
        self._require_appointing(by, operator_no)
        _require_system(by)
        if operator_no in self._gate.operators.managers():
            raise Refusal("manager_already", operator=operator_no)
        with journal_refused():
            self._gate.appoint(operator_no, by.operator_no)

    def dismiss(self, by: Admitted, operator_no: str) -> None:
        """See terminal.desk.office.Staff."""
        self._require_appointing(by, operator_no)
        if operator_no not in self._gate.operators.managers():
            raise Refusal("manager_none", operator=operator_no)
        with journal_refused():
            self._gate.dismiss(operator_no, by.operator_no)

    def _require_appointing(self, by: Admitted, operator_no: str) -> None:
        by.require(Right.DISMISS)
        _require_operator(operator_no)
        self.require(operator_no)

    def published(self) -> tuple[tuple[str, str], ...]:
        """See terminal.desk.office.Staff."""
        return self._gate.operators.published()

    def add(self, by: Admitted, operator_no: str, password: str) -> None:
        """See terminal.desk.office.Staff."""
        by.require(Right.STAFF)
        _require_operator(operator_no)
        require_password(operator_no, password)
        if self._gate.operators.knows(operator_no):
            raise Refusal("operator_exists")
        with journal_refused():
            self._gate.add(operator_no, password, by.operator_no)

    def remove(self, by: Admitted, operator_no: str) -> None:
        """See terminal.desk.office.Staff."""
        by.require(Right.STAFF)
        _require_operator(operator_no)
        self.require(operator_no)
        if self._place.station is not None and self._place.till.operator_no == operator_no:
            raise Refusal("operator_signed_on")
        with journal_refused():
            self._gate.remove(operator_no, by.operator_no)

    def set_password(self, by: Admitted, operator_no: str, password: str) -> None:
        """See terminal.desk.office.Staff."""
        if operator_no == by.operator_no:
            by.require(Right.OWN_PASSWORD)
        else:
            self._require_setting(by, operator_no)
        self.require(operator_no)
        require_password(operator_no, password)
        with journal_refused():
            self._gate.set_password(operator_no, password, by.operator_no)

    def _require_setting(self, by: Admitted, operator_no: str) -> None:
        """An operator's password is the supervisor's to set, a shop manager's the system operator's."""
        by.require(Right.DISMISS)
        if operator_no in self._gate.operators.managers():
            _require_system(by)
        else:
            by.require(Right.STAFF)
            _require_operator(operator_no)


def _require_system(by: Admitted) -> None:
    """Refusal manager_by_system."""
    if not by.may(Right.APPOINT):
        raise Refusal("manager_by_system")


def _require_operator(operator_no: str) -> None:
    """Refusal operator_number: 00 and 99 are neither added nor removed, nor is their password another's to set."""
    if role_of(operator_no) is not Role.OPERATOR:
        raise Refusal("operator_number")
