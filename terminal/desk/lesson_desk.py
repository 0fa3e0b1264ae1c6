"""练习任务 on a desk: which customer comes, the silence of the sixth task, and what each trainee has done best.

It judges nothing (terminal.lessons.judge) and refunds nothing. The rule: a task is given a customer whose order nobody
has touched since the practice data was renewed.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from terminal.desk.door import Refusal
from terminal.desk.workplace import Workplace, journal_refused
from terminal.lessons.judge import Begun
from terminal.lessons.results import Best, Done, Results, ResultsError, kept, read, written
from terminal.lessons.tasks import task_of
from terminal.records.whole_file import write_whole

MAX_FILE_BYTES = 1024 * 1024
"""Some eight times what MAX_TRAINEES with every task take."""
FILE = "lessons.json"
DAMAGED = ".damaged"


class LessonDesk:
    """Implements terminal.desk.doors.Lessons. The results lie beside the journal."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._trainee = ""

    @property
    def _path(self) -> Path:
        return self._place.journal.path.with_name(FILE)

    def begin(self, no: int) -> Begun:
        """A customer for this task. Refusal lesson_used_up."""
        counter = self._place.parts.counter
        waiting = {customer.id: customer for customer in counter.customers()} if counter else {}
        with journal_refused():
            touched = {record.order_no for record in self._place.journal.refunds()} - {""}
        for visit in task_of(no).visits:
            customer = waiting.get(visit.customer)
            if customer is not None and customer.order_no not in touched:
                return Begun(no, visit, customer.order_no)
        raise Refusal("lesson_used_up")

    def start(self, no: int) -> None:
        """See terminal.desk.doors.Lessons."""
        self._clear()
        self._trainee = self._place.till.operator_no
        silent, trouble = task_of(no).silent, self._place.parts.trouble
        if silent is not None and trouble is not None:
            trouble.arm(*silent)

    def worked_by(self, operator_no: str) -> None:
        """Once this one works at the terminal nothing goes wrong any more for the sake of another's task."""
        if operator_no != self._trainee:
            self._clear()

    def keep(self, trainee: str, word: str, done: Done) -> Mapping[str, Best]:
        """It is over. Refusal lesson_not_kept where it can't be written."""
        self._clear()
        results = kept(self._results(), trainee, word, done.at(self._place.at()))
        try:
            write_whole(self._path, written(results))
        except OSError as error:
            raise Refusal("lesson_not_kept", reason=error.strerror or "") from None
        return results[trainee]

    def results(self, trainee: str) -> Mapping[str, Best]:
        """Word of the task -> best."""
        return self._results().get(trainee, {})

    def _clear(self) -> None:
        if self._place.parts.trouble is not None:
            self._place.parts.trouble.clear()

    def _results(self) -> Results:
        """What the file says; one that says nothing we know is put aside, and the list begins anew."""
        try:
            with self._path.open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
            if len(data) > MAX_FILE_BYTES:
                raise ResultsError("too long")
            return read(data.decode("utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise Refusal("lesson_not_kept", reason=error.strerror or "") from None
        except (UnicodeDecodeError, ResultsError):
            with suppress(OSError):
                self._path.replace(self._path.with_suffix(DAMAGED))
            return {}
