"""打印: its pages."""

from terminal.screens.page import PageScreen
from terminal.screens.printing.printed import PrintedPage
from terminal.screens.printing.printing_menu import PrintMenu, VoucherPage

PAGES: tuple[PageScreen, ...] = (PrintMenu(), VoucherPage(), PrintedPage())
