"""What is being done about refund cases: the list, the one that is open, what is keyed about it, by whose leave. Pure.

The rule: nothing of terminal.case is loaded here, so that no first page waits for it; and who is to be paid outside
the terminal stands in no repr.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.desk.operators import SUPERVISOR, Admitted

if TYPE_CHECKING:  # no first page needs a case
    from terminal.case.case import Case
    from terminal.desk.case_door import Bundle, CaseView, Listed
    from terminal.desk.case_inbox import Incoming

Value = str | int | tuple[str, ...]
"""What a field holds: words, fen, or what is ticked."""

WHICH = ("open", "due", "all")
"""Values of terminal.desk.case_door.Which, in the order in which 筛选 turns them."""


@dataclass(frozen=True, slots=True)
class CasesDraft:
    """which, text: what is listed. rows: what was found, None before anything was asked. at: the cursor in it. due:
    cases that are due, None before anybody asked. kind: of a case that is being opened, "" for none. view: the case
    that is open; stale: it may be another by now.

    form: the word of what is keyed, "" for nothing. values: by field; half: what was keyed of one and not
    confirmed. opening: the kind and the original that a new form is for. asking: the one being keyed. keyed: as it
    stands there; taken: it is a phrase, which the next digit replaces. number: who reviews, as keyed. reviewer:
    their password was right; may: what they may do. paper, sha256: the one that is looked at. files: in the folder
    they come in. file: the one that is to be attached. refunding: what is paid is paid from here. slow:
    lines of the report. out, bundle: what was written.
    """

    which: str = WHICH[0]
    text: str = ""
    rows: "tuple[Listed, ...] | None" = None
    at: int = 0
    due: int | None = None
    kind: str = ""
    view: "CaseView | None" = None
    stale: bool = False
    form: str = ""
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)
    half: Mapping[str, str] = field(default_factory=dict, repr=False)
    opening: tuple[str, str] = ("", "")
    asking: str = ""
    keyed: str = field(default="", repr=False)
    taken: bool = False
    number: str = SUPERVISOR
    reviewer: Admitted | None = None
    may: tuple[str, ...] = ()
    paper: str = ""
    sha256: str = ""
    files: "tuple[Incoming, ...]" = ()
    file: "Incoming | None" = None
    refunding: bool = False
    slow: tuple[str, ...] = ()
    out: tuple[Path, ...] = ()
    bundle: "Bundle | None" = None

    @property
    def case(self) -> "Case | None":
        """The case that is open."""
        return self.view.case if self.view is not None else None

    @property
    def facts(self) -> dict[str, bool]:
        """What the flow table may ask."""
        return {
            "opening": bool(self.kind),
            "reviewing": self.reviewer is not None and not self.sha256,
            "discarding": bool(self.sha256),
            "attaching": self.file is not None,
            "refunding": self.refunding,
        }

    def seen(self, view: "CaseView") -> "CasesDraft":
        """After an answer about the case that is open; what was keyed is put away, and lists are read anew."""
        return replace(self.put_down(), view=view, stale=False, kind="", rows=None)

    def put_down(self) -> "CasesDraft":
        """Nothing is keyed, and nobody's password counts any more."""
        return replace(
            self,
            form="",
            values={},
            half={},
            opening=("", ""),
            asking="",
            keyed="",
            taken=False,
            reviewer=None,
            may=(),
            sha256="",
            file=None,
            number=SUPERVISOR,
        )

    def valued(self, name: str, value: Value) -> "CasesDraft":
        """With this in that field."""
        half = {one: text for one, text in self.half.items() if one != name}
        return replace(self, values={**self.values, name: value}, half=half, keyed="", taken=False)

    def left(self) -> "CasesDraft":
        """The field that is being keyed is left: what stands there is kept for when it is keyed on."""
        keyed = "" if self.taken else self.keyed
        return replace(self, half={**self.half, self.asking: keyed}, keyed="", taken=False)


NO_CASES = CasesDraft()
