"""结算: its pages."""

from terminal.screens.page import PageScreen
from terminal.screens.settlement.settle import SettlePage
from terminal.screens.settlement.settled import SettledPage
from terminal.screens.settlement.settling import SettlingPage

PAGES: tuple[PageScreen, ...] = (SettlePage(), SettlingPage(), SettledPage())
