"""Asks of 练习任务: a customer for a task, its start, its end, and what a trainee has done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from terminal.desk.door import CashDesk
from terminal.face.asks.ask import Tell
from terminal.lessons.judge import Begun
from terminal.lessons.results import Best, Done


@dataclass(frozen=True, slots=True)
class LookUpResults:
    """Answered by a mapping of Best."""

    trainee: str
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> Mapping[str, Best]:
        return desk.lessons.results(self.trainee)


@dataclass(frozen=True, slots=True)
class BeginTask:
    """A customer for this task. Answered by Begun."""

    no: int
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> Begun:
        return desk.lessons.begin(self.no)


@dataclass(frozen=True, slots=True)
class StartTask:
    """From now on it counts. Answered by None."""

    no: int
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> None:
        desk.lessons.start(self.no)


@dataclass(frozen=True, slots=True)
class KeepResult:
    """The task is over. Answered by a mapping of Best."""

    trainee: str
    word: str
    done: Done
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> Mapping[str, Best]:
        return desk.lessons.keep(self.trainee, self.word, self.done)
