"""交易记录: its pages, one a file."""

from terminal.screens.page import PageScreen
from terminal.screens.records.day import DatePage, DayPage
from terminal.screens.records.export import ExportPage
from terminal.screens.records.filter import FilterPage, RecordsSupervisorPage
from terminal.screens.records.find import FindPage
from terminal.screens.records.life import LifePage
from terminal.screens.records.listing import RecordsPage
from terminal.screens.records.record import RecordPage
from terminal.screens.records.settled import LastSettledPage

PAGES: tuple[PageScreen, ...] = (
    RecordsPage(),
    RecordPage(),
    LifePage(),
    FindPage(),
    FilterPage(),
    RecordsSupervisorPage(),
    DayPage(),
    DatePage(),
    LastSettledPage(),
    ExportPage(),
)
