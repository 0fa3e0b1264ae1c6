"""Who works on a case without a screen, and on which terminal: the options that every verb of a case has.

The rule: a password is asked of whoever acts; the line is opened only where a host is to be asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from terminal.cli.narration import announce, narrate
from terminal.cli.refusal import refused
from terminal.cli.typed import SIGN_ON_VARIABLE, password_in, password_of
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.desk.operators import SUPERVISOR, Admitted, Right
from terminal.language import Texts, translator
from terminal.line.links import LinkUrlError
from terminal.settings import load_settings
from terminal.trade.order_source import BookError

Switch = Parameter(negative="")
Dash = Parameter(allow_leading_hyphen=True)
"""Takes - for stdin."""
Several = Parameter(negative="", consume_multiple=False)
Json = Annotated[bool, Parameter(name="--json", negative="")]

FIRST_OPERATOR = "01"
"""Signs on where whoever acts reviews, as 00 does not trade and nobody confirms what he does himself."""


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Who:
    """Who acts, and at which terminal.

    Parameters
    ----------
    operator
        Who acts: 01 to 98, or 00.
    password_file
        File with the password; without it TUIHUO_OPERATOR_PASSWORD, of 00 TUIHUO_SUPERVISOR_PASSWORD.
    sign_on
        Who is signed on where the host is asked and 00 or the shop manager acts, as who confirms is another; by the
        password in TUIHUO_SIGN_ON_PASSWORD, or asked for.
    book
        CSV or JSON file of original sales, instead of the host's query.
    link
        Link URL; without it the terminal's own.
    """

    operator: str = FIRST_OPERATOR
    password_file: Path | None = None
    sign_on: str = FIRST_OPERATOR
    book: Path | None = None
    link: str = ""

    def admitted(self, desk: Desk) -> Admitted:
        """By the password. Refusal operator_unknown, operator_password, supervisor_password, locked."""
        password = password_of(desk, self.operator, self.password_file, "--password-file")
        if self.operator == SUPERVISOR:
            return desk.check_supervisor(password)
        return desk.check_operator(self.operator, password)

    def signed_on(self, desk: Desk, by: Admitted) -> None:
        """The line is open, and whatever an earlier run left undecided was asked about. Refusal operator_unknown,
        operator_password …
        """
        at_terminal = by.operator_no
        if by.may(Right.ALLOW):
            at_terminal = desk.check_operator(self.sign_on, self._sign_on_password(desk)).operator_no
        desk.sign_on(at_terminal)
        desk.resume(narrate)

    def _sign_on_password(self, desk: Desk) -> str:
        return password_in(desk, self.sign_on, SIGN_ON_VARIABLE)


WHO = Who()

Work = Callable[[Desk, Admitted, Texts], int]
"""What a verb does at the desk; its exit code."""


def at_desk(who: Who, work: Work, *, as_json: bool) -> int:
    """Open the desk, let whoever acts in, do it, and close; a refusal is said and is the exit code."""
    settings = load_settings()
    texts = translator(settings.lang)
    try:
        desk = open_desk(who.link, settings, Options(book=who.book, announce=announce))
        try:
            return work(desk, who.admitted(desk), texts)
        finally:
            desk.close()
    except (Refusal, LinkUrlError, BookError) as error:
        return refused(error, texts, as_json=as_json)
