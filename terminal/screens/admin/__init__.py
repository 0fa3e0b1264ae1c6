"""管理: its pages."""

from terminal.screens.admin.settings_pages import LanguagePage, ResetPage, VersionPage
from terminal.screens.admin.theme import ThemePage
from terminal.screens.menus import AdminMenu
from terminal.screens.page import PageScreen

PAGES: tuple[PageScreen, ...] = (AdminMenu(), ResetPage(), LanguagePage(), ThemePage(), VersionPage())
