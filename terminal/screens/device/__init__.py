"""设备: its pages."""

from terminal.screens.device.knobs import KnobsPage
from terminal.screens.device.preflight import PreflightPage
from terminal.screens.device.state import StatePage
from terminal.screens.page import PageScreen

PAGES: tuple[PageScreen, ...] = (PreflightPage(), StatePage(), KnobsPage())
