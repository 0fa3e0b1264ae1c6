"""管理: its pages, one subject a file."""

from terminal.screens.admin.authority import SetupPasswordPage, StaffPasswordPage
from terminal.screens.admin.language import LanguagePage
from terminal.screens.admin.line import LineAddressPage, LinePage
from terminal.screens.admin.menus import AdminMenu, DisplayMenu, OperatorsMenu, PracticeMenu, ShiftMenu
from terminal.screens.admin.operators import OperatorListPage, OperatorNoPage, RemoveOperatorPage, ShopManagerPage
from terminal.screens.admin.parameters import ParameterChoicePage, ParameterPage, ParametersPage
from terminal.screens.admin.passwords import NewAgainPage, NewPasswordPage, OldPasswordPage
from terminal.screens.admin.reset import ResetPage
from terminal.screens.admin.sign_in import SignInPage, SignOffPage
from terminal.screens.admin.theme import ThemePage
from terminal.screens.admin.version import VersionPage
from terminal.screens.page import PageScreen

PAGES: tuple[PageScreen, ...] = (
    AdminMenu(),
    SignInPage(),
    ShiftMenu(),
    SignOffPage(),
    StaffPasswordPage(),
    OperatorsMenu(),
    OperatorNoPage(),
    OperatorListPage(),
    RemoveOperatorPage(),
    ShopManagerPage(),
    OldPasswordPage(),
    NewPasswordPage(),
    NewAgainPage(),
    SetupPasswordPage(),
    ParametersPage(),
    ParameterPage(),
    ParameterChoicePage(),
    LinePage(),
    LineAddressPage(),
    DisplayMenu(),
    LanguagePage(),
    ThemePage(),
    PracticeMenu(),
    ResetPage(),
    VersionPage(),
)
