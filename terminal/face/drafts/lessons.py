"""练习任务: who practises, which task is under way, and what has happened since it began. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from terminal.lessons.judge import UNDECIDED, Begun, Mark, Seen, Verdict, verdict_of
from terminal.lessons.results import Best, Done, trainee_of

MAX_SEEN = 200
"""Things that may happen in one task; what comes behind is not judged."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """operator_no: whose name it is; name: of the trainee, as keyed. best: word of the task -> what was done best.

    begun: the task on the pages of lessons. running: it counts. seen: what happened since. keys: pressed since.
    ended: the trainee says that this is all.
    """

    operator_no: str = ""
    name: str = ""
    best: Mapping[str, Best] = field(default_factory=dict)
    begun: Begun | None = None
    running: bool = False
    seen: tuple[Seen, ...] = ()
    keys: int = 0
    ended: bool = False

    @property
    def trainee(self) -> str:
        """Whom the result is kept for."""
        return trainee_of(self.operator_no, self.name)

    @property
    def verdict(self) -> Verdict:
        """What the task under way comes to, now."""
        return verdict_of(self.begun, self.seen, ended=self.ended) if self.begun else UNDECIDED

    @property
    def judged(self) -> bool:
        """The task under way is over."""
        return self.running and self.verdict.mark is not Mark.UNDECIDED

    @property
    def done(self) -> Done:
        """This try, to be kept."""
        return Done(self.verdict.mark is Mark.RIGHT, self.keys)

    def after(self, happened: Seen) -> "Lessons":
        """With one more thing that happened."""
        known = happened in self.seen or len(self.seen) >= MAX_SEEN
        return self if known else replace(self, seen=(*self.seen, happened))

    def worked_by(self, operator_no: str) -> "Lessons":
        """Once this one works at the terminal: the task of another is over, and nobody is told how it went."""
        return self if operator_no == self.operator_no else self.with_task(None)

    def with_task(self, begun: Begun | None) -> "Lessons":
        """Another task on the pages, of which nothing has happened yet; None for no task."""
        return replace(self, begun=begun, running=False, seen=(), keys=0, ended=False)


NO_LESSONS = Lessons()
