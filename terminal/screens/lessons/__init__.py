"""练习任务: its pages."""

from terminal.screens.lessons.end import LessonEndPage
from terminal.screens.lessons.list import LessonsPage
from terminal.screens.lessons.name import LessonNamePage
from terminal.screens.lessons.task import LessonPage
from terminal.screens.page import PageScreen

PAGES: tuple[PageScreen, ...] = (LessonNamePage(), LessonsPage(), LessonPage(), LessonEndPage())
