"""退款申请: its pages, one subject a file. What they need of terminal.case is loaded when one of them is drawn."""

from terminal.screens.cases.confirm import CaseConfirmPage
from terminal.screens.cases.fields import CaseChoicePage, CaseMarksPage, CaseSumPage
from terminal.screens.cases.files import CaseFilesPage, CasePathPage
from terminal.screens.cases.form import CaseFormPage
from terminal.screens.cases.listing import CasesFindPage, CasesPage
from terminal.screens.cases.log import CaseLifePage, CaseTalksPage
from terminal.screens.cases.new import CaseKindPage, CaseSaleMenu
from terminal.screens.cases.one import CasePage
from terminal.screens.cases.papers import CasePaperPage, CasePapersPage
from terminal.screens.cases.printing import CasePrintPage
from terminal.screens.cases.review import CasePasswordPage, CaseReviewPage, CaseWhoPage
from terminal.screens.cases.slow import SlowPage
from terminal.screens.cases.words import CaseWordsPage
from terminal.screens.page import PageScreen

PAGES: tuple[PageScreen, ...] = (
    CasesPage(),
    CasesFindPage(),
    SlowPage(),
    CaseKindPage(),
    CaseSaleMenu(),
    CasePage(),
    CaseFormPage(),
    CaseWordsPage(),
    CaseChoicePage(),
    CaseSumPage(),
    CaseMarksPage(),
    CaseWhoPage(),
    CasePasswordPage(),
    CaseReviewPage(),
    CasePapersPage(),
    CasePaperPage(),
    CaseFilesPage(),
    CasePathPage(),
    CaseTalksPage(),
    CaseLifePage(),
    CasePrintPage(),
    CaseConfirmPage(),
)
