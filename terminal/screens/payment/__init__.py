"""消费, 撤销, 预授权, 查询, 待冲正: their pages, one step a file."""

from terminal.screens.page import PageScreen
from terminal.screens.payment.amount import PayAmountPage
from terminal.screens.payment.card import PayCardPage
from terminal.screens.payment.confirm import PayConfirmPage
from terminal.screens.payment.hold import AuthDatePage, AuthNoPage
from terminal.screens.payment.menus import HoldMenu, QueryMenu, SaleMenu
from terminal.screens.payment.owed import CloseByHandPage, OwedOnePage, OwedPage
from terminal.screens.payment.result import BalancePage, PayResultPage
from terminal.screens.payment.secret import PayerCodePage, PinPage
from terminal.screens.payment.sending import PaySendingPage
from terminal.screens.payment.supervisor import PaySupervisorPage
from terminal.screens.payment.transaction import TransactionPage
from terminal.screens.payment.voucher import VoidPage, VoucherPage

PAGES: tuple[PageScreen, ...] = (
    SaleMenu(),
    HoldMenu(),
    QueryMenu(),
    PaySupervisorPage(),
    VoucherPage(),
    VoidPage(),
    AuthNoPage(),
    AuthDatePage(),
    PayAmountPage(),
    PayCardPage(),
    PayConfirmPage(),
    PinPage(),
    PayerCodePage(),
    PaySendingPage(),
    PayResultPage(),
    BalancePage(),
    TransactionPage(),
    OwedPage(),
    OwedOnePage(),
    CloseByHandPage(),
)
