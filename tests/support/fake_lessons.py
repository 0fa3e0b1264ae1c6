"""练习任务 in memory for the tests of the screens: the same customer for every task, and one trainee's best."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from terminal.lessons.judge import Begun
from terminal.lessons.results import Best, Done, Results, kept
from terminal.lessons.tasks import task_of

AT = "2026-11-22T10:20:30+08:00"


@dataclass
class FakeLessons:
    """order_no: of whoever comes. started: numbers of the tasks that counted."""

    order_no: str = ""
    started: list[int] = field(default_factory=list)
    trainees: Results = field(default_factory=dict)

    def begin(self, no: int) -> Begun:
        return Begun(no, replace(task_of(no).visits[0], customer="first"), self.order_no)

    def start(self, no: int) -> None:
        self.started.append(no)

    def keep(self, trainee: str, word: str, done: Done) -> Mapping[str, Best]:
        self.trainees = kept(self.trainees, trainee, word, done.at(AT))
        return self.trainees[trainee]

    def results(self, trainee: str) -> Mapping[str, Best]:
        return self.trainees.get(trainee, {})
