"""Operators and parameters of a desk in memory, for the tests of the screens: the real rules, no journal, no file.

The rule: it refuses with the words of terminal.desk.door.FAULTS and remembers what it was asked; nothing clever.
"""

from dataclasses import asdict, dataclass, field

from terminal.desk.door import Refusal
from terminal.desk.office import LinkState, LinkTest, Setting
from terminal.desk.operators import PRACTICE_MANAGERS, PRACTICE_PASSWORDS, Admitted, Right
from terminal.desk.setup_desk import BATCH_NO, ORDER, TRACE_NO
from terminal.parameters import Parameters, ParametersError

OWN = {"merchant_name": "练习商店", "hotline": "95016", "tpdu": "6000030000", "header": "603110000100"}


@dataclass
class FakeStaff:
    """passwords: by number."""

    passwords: dict[str, str] = field(default_factory=lambda: dict(PRACTICE_PASSWORDS))
    appointed: set[str] = field(default_factory=lambda: set(PRACTICE_MANAGERS))

    def require(self, operator_no: str) -> None:
        if operator_no not in self.passwords:
            raise Refusal("operator_unknown")

    def numbers(self, by: Admitted) -> tuple[str, ...]:
        by.require(Right.DISMISS)
        return tuple(sorted(self.passwords))

    def managers(self, by: Admitted) -> tuple[str, ...]:
        by.require(Right.DISMISS)
        return tuple(sorted(self.appointed))

    def appoint(self, by: Admitted, operator_no: str) -> None:
        by.require(Right.APPOINT)
        self.appointed.add(operator_no)

    def dismiss(self, by: Admitted, operator_no: str) -> None:
        by.require(Right.DISMISS)
        self.appointed.discard(operator_no)

    def published(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(pair for pair in PRACTICE_PASSWORDS.items() if pair in self.passwords.items()))

    def add(self, by: Admitted, operator_no: str, password: str) -> None:
        by.require(Right.STAFF)
        self.passwords[operator_no] = password

    def remove(self, by: Admitted, operator_no: str) -> None:
        by.require(Right.STAFF)
        if operator_no == "01":
            raise Refusal("operator_signed_on")
        if self.passwords.pop(operator_no, None) is None:
            raise Refusal("operator_unknown")

    def _right(self, by: Admitted, operator_no: str) -> Right:
        if by.operator_no == operator_no:
            return Right.OWN_PASSWORD
        return Right.APPOINT if operator_no in self.appointed else Right.STAFF

    def set_password(self, by: Admitted, operator_no: str, password: str) -> None:
        by.require(self._right(by, operator_no))
        self.passwords[operator_no] = password


@dataclass
class FakeSetup:
    """given: by a command line. down: the line is dead. bound: something is unsettled."""

    parameters: Parameters = field(default_factory=Parameters)
    given: bool = False
    down: bool = False
    bound: bool = False

    def settings(self, by: Admitted) -> tuple[Setting, ...]:
        by.require(Right.SETUP)
        values = {name: str(value) for name, value in asdict(self.parameters).items()}
        values |= {BATCH_NO: "000001", TRACE_NO: "000045"}
        return tuple(Setting(name, values[name], OWN.get(name, ""), name == BATCH_NO) for name in ORDER)

    def change(self, by: Admitted, name: str, text: str) -> None:
        by.require(Right.SETUP)
        if self.bound:
            raise Refusal("parameter_bound")
        try:
            self.parameters = self.parameters.changed(name, text)
        except ParametersError as error:
            raise Refusal("parameter_malformed", name=error.key, reason=error.reason) from None

    def line(self, by: Admitted) -> LinkState:
        by.require(Right.SETUP)
        found = dict.fromkeys(("emulator:", self.parameters.link, "serial:///dev/ttyUSB0", "serial://COM3"))
        return LinkState(self.parameters.link, self.given, tuple(found))

    def try_line(self, by: Admitted) -> LinkTest:
        by.require(Right.SETUP)
        if self.down:
            raise Refusal("link_silent", reason="no_answer")
        return LinkTest(self.parameters.link, self.parameters.merchant_no, "88000001")
