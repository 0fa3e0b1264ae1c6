"""One step of a case that is to be done, as the verbs pass it on. No rule here."""

from dataclasses import dataclass
from typing import Any

from terminal.case.case import Case
from terminal.cli.case.desk import Who
from terminal.cli.case.shown import say
from terminal.desk.cashdesk import Desk
from terminal.desk.faults import DONE
from terminal.desk.operators import Admitted
from terminal.language import Texts


@dataclass(frozen=True, slots=True)
class Job:
    """given: its options. fields: its JSON."""

    desk: Desk
    by: Admitted
    who: Who
    case: Case
    given: dict[str, Any]
    fields: dict[str, Any]
    texts: Texts
    as_json: bool

    @property
    def case_no(self) -> str:
        return self.case.case_no

    def show(self) -> int:
        """The case as it is now."""
        say(self.desk.cases.view(self.by, self.case_no), self.texts, as_json=self.as_json)
        return DONE
