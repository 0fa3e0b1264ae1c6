"""退货: its pages, one a file."""

from terminal.screens.menus import RefundMenu
from terminal.screens.page import PageScreen
from terminal.screens.refund.amount import AmountPage
from terminal.screens.refund.camera import CameraPage, CamerasPage
from terminal.screens.refund.card import CardFirstPage, CardPage
from terminal.screens.refund.closing import ClosingPage, ClosingReasonPage, ClosingSupervisorPage
from terminal.screens.refund.confirm import ConfirmPage
from terminal.screens.refund.customers import CustomersPage
from terminal.screens.refund.ended import EndedPage
from terminal.screens.refund.goods import GoodsPage
from terminal.screens.refund.open_refunds import GiveUpPage, OpenOnePage, OpenPage
from terminal.screens.refund.option import OptionPage
from terminal.screens.refund.order import OrderPage
from terminal.screens.refund.orders import OrdersPage
from terminal.screens.refund.original import OriginalPage
from terminal.screens.refund.picture import PicturePage
from terminal.screens.refund.reason import ReasonPage
from terminal.screens.refund.reference import DatePage, KeyedPage, ReferencePage
from terminal.screens.refund.result import ResultPage
from terminal.screens.refund.sending import SendingPage
from terminal.screens.refund.sources import SourcesPage
from terminal.screens.refund.supervisor import SupervisorPage
from terminal.screens.refund.watch import WatchPage
from terminal.screens.refund.which import WhichPage

PAGES: tuple[PageScreen, ...] = (
    RefundMenu(),
    SupervisorPage(),
    CardFirstPage(),
    OrderPage(),
    OrdersPage(),
    WhichPage(),
    CustomersPage(),
    SourcesPage(),
    PicturePage(),
    WatchPage(),
    CameraPage(),
    CamerasPage(),
    ReferencePage(),
    DatePage(),
    KeyedPage(),
    OriginalPage(),
    OptionPage(),
    GoodsPage(),
    AmountPage(),
    ReasonPage(),
    CardPage(),
    ConfirmPage(),
    SendingPage(),
    ResultPage(),
    OpenPage(),
    EndedPage(),
    OpenOnePage(),
    GiveUpPage(),
    ClosingSupervisorPage(),
    ClosingReasonPage(),
    ClosingPage(),
)
