"""操作员签到: its pages."""

from terminal.screens.menus import MainMenu
from terminal.screens.page import PageScreen
from terminal.screens.signing.boot import BootPage
from terminal.screens.signing.idle import IdlePage, LockedPage
from terminal.screens.signing.signon import OperatorPage, PasswordPage

PAGES: tuple[PageScreen, ...] = (BootPage(), OperatorPage(), PasswordPage(), MainMenu(), IdlePage(), LockedPage())
