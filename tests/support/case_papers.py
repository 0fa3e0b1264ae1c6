"""Cases as far as each paper needs them, and the shop; fixtures/case-papers says what stands on paper."""

from dataclasses import replace

from cases import CLERK, OTHER, SALE, SUPERVISOR, WANTED_FEN, opened, walked, with_papers

from terminal.case.acts import (
    Act,
    AgreementDrawn,
    Applied,
    Approved,
    ArrivalNoted,
    EntryIntended,
    EntryTaken,
    GoodsReceived,
    GoodsRejected,
    GoodsReturned,
    GoodsSent,
    PaidOutside,
    PapersAsked,
    PapersBegun,
    PayeeKeyed,
    RefundMoved,
    Refused,
    Signed,
)
from terminal.case.case import Case
from terminal.case.course import Payee
from terminal.case.paper import Facts, Paid
from terminal.case.papers import Kind, Paper
from terminal.case.words import Party, RefundStanding, Route
from terminal.receipt import Shop

SHOP = Shop("练习百货店", "898000000000001", "10000001", practice=True, hotline="400-000-0000")
ARRIVAL = "1-7个工作日(示例)"
FACTS = Facts(SHOP, ARRIVAL)
THROUGH = Facts(
    SHOP,
    ARRIVAL,
    (Paid(WANTED_FEN, Route.ORIGINAL, "银行卡 6222 00** **** 0005", "2026-11-22T10:30:00", "000000000231"),),
)
TEXT = "ab" * 32
KEY = "898000000000001/10000001/0a0b0c0d/000001/000031/20261122"
PAYEE = Payee(Route.BANK, "王**", "6222****0005", "中国工商银行北京分行", "cd" * 32, CLERK)
LONG_NAME = "阿卜杜热西提·买买提艾力·吐尔逊古丽" + "很长的名字" * 8
LONG_REASON = "设备到货后第三天出现无法开机的故障,联系客服后按指引重置仍未恢复。" * 14


def begun(kind: Kind = Kind.TRANSACTION, *, papers: int | None = None, **terms: int) -> Case:
    """Its form is there, and so many papers of those it needs."""
    return walked((CLERK, opened(kind, **terms)), (CLERK, PapersBegun()), *with_papers(kind)[:papers])


def applied(kind: Kind = Kind.TRANSACTION, **terms: int) -> Case:
    """Handed in with all its papers."""
    return walked((CLERK, Applied()), case=begun(kind, **terms))


def approved(kind: Kind = Kind.TRANSACTION, route: Route = Route.ORIGINAL, fee_fen: int = 0, words: str = "") -> Case:
    """Granted, less the fee."""
    return walked((SUPERVISOR, Approved(WANTED_FEN - fee_fen, fee_fen, route, words)), case=applied(kind))


def refused() -> Case:
    """Not granted."""
    return walked((SUPERVISOR, Refused("超过退货期限", "出示检测报告")), case=applied())


def wanting() -> Case:
    """Review wants more."""
    return walked((SUPERVISOR, PapersAsked((Paper.IDENTITY, Paper.OTHER), "身份证明须在有效期内")), case=applied())


def signed(kind: Kind = Kind.TRANSACTION, route: Route = Route.ORIGINAL) -> Case:
    """The agreement is in force."""
    both: tuple[tuple[str, Act], ...] = (
        (CLERK, Signed(Party.CUSTOMER, "王女士", TEXT)),
        (CLERK, Signed(Party.SHOP, "陈店长", TEXT)),
    )
    return walked((CLERK, AgreementDrawn(TEXT)), *both, case=approved(kind, route))


def paid() -> Case:
    """Refunded through the terminal, not seen to arrive."""
    return walked((SUPERVISOR, RefundMoved(KEY, WANTED_FEN, RefundStanding.PAID)), case=signed())


def arrived() -> Case:
    """The customer has it."""
    return walked((CLERK, ArrivalNoted(True, "到了")), case=paid())


def entered() -> Case:
    """To be paid outside."""
    keyed = (CLERK, PayeeKeyed(PAYEE))
    entry = (OTHER, EntryIntended(KEY, WANTED_FEN, PAYEE.digest, True))
    return walked(keyed, entry, (OTHER, EntryTaken(KEY)), case=signed(route=Route.BANK))


def paid_outside() -> Case:
    """Paid by bank transfer."""
    return walked((OTHER, PaidOutside("20261122000188", "2026-11-22", PAYEE.digest)), case=entered())


def sent_back() -> Case:
    """A device that did not pass, on its way back to the customer."""
    return walked(
        (CLERK, GoodsSent("顺丰速运", "SF1234567890")),
        (CLERK, GoodsReceived(("电源线",))),
        (SUPERVISOR, GoodsRejected("主板进水")),
        (CLERK, GoodsReturned("顺丰速运", "SF0000000099")),
        case=signed(Kind.DEVICE),
    )


def longest(case: Case) -> Case:
    """The same case with the longest names, reason and list of parts that a case can have."""
    parts = tuple(f"配件{at:02d}" + "专用连接线及转接头套装" * 5 for at in range(1, 41)) if case.form.fault else ()
    form = replace(
        case.form,
        applicant=LONG_NAME[:60],
        contact="138****0000 " + "w" * 48,
        reason=LONG_REASON[:500],
        parts=tuple(part[:60] for part in parts),
        return_address="北京市海淀区" + "中关村南大街" * 80,
    )
    return replace(case, form=form, sale=replace(SALE, payer="owx***" + "9" * 10 + "***" + "8" * 10))
