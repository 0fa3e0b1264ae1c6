"""A case for tests of the case's rules: a sale of 299.00, a form, and what happens one act after another."""

from protocol.transactions import Channel
from terminal.case.acts import Act, Happened, Opened, PaperAttached
from terminal.case.case import Case
from terminal.case.papers import NEEDED, Kind, Paper
from terminal.case.request import Article, Form, Sale, Terms
from terminal.case.steps import step
from terminal.case.words import Fault, Intake
from terminal.trade.refund import LinkIdentity

CASE_NO = "202611220001"
CLERK, OTHER, SUPERVISOR, MANAGER = "01", "02", "00", "98"
WANTED_FEN = 29_900
HERE = LinkIdentity("practice", "898100000000001", "88000001", "ledger-1")
ELSEWHERE = LinkIdentity("practice", "898100000000001", "88000001", "ledger-2")
GOODS = (Article("10001", "电饭煲", 1), Article("10002", "保温杯", 2))
SALE = Sale(
    "80000026000149", "000000000149", "000012", "20261101", Channel.CARD, "622200******0005", WANTED_FEN, HERE, GOODS
)
AT = "2026-11-22T10:{:02d}:00"


def form(kind: Kind = Kind.TRANSACTION, wanted_fen: int = WANTED_FEN) -> Form:
    """What the customer wrote; a device has a fault and parts."""
    device = kind is Kind.DEVICE
    return Form(
        applicant="王女士",
        contact="138****0000",
        receipt_no="80000026000149",
        intake=Intake.SHOP,
        wanted_fen=wanted_fen,
        reason="买后第二天不能开机",
        wanted_by="2026-12-01",
        items=(("10001", 1),) if device else (),
        fault=Fault.FAULT if device else None,
        parts=("主机", "电源线") if device else (),
    )


def terms(kind: Kind, *, fee_fen: int = 0, limit_fen: int = 0) -> Terms:
    """The shop's rules of that day, with what the kind needs."""
    return Terms("示例", "2026-01-01", NEEDED[kind], fee_fen, (), limit_fen)


def opened(kind: Kind = Kind.TRANSACTION, *, fee_fen: int = 0, limit_fen: int = 0) -> Opened:
    """The first act."""
    return Opened(kind, SALE, form(kind), terms(kind, fee_fen=fee_fen, limit_fen=limit_fen), practice=True)


def attached(paper: Paper, version: int = 0) -> PaperAttached:
    """A paper's file, a different one for each paper and version."""
    digest = f"{list(Paper).index(paper) + version * len(Paper):064x}"
    return PaperAttached(paper, digest, f"{paper}.png", 1000, "image/png", "2029-11-22")


def walked(*happenings: tuple[str, Act], case: Case | None = None) -> Case:
    """The case after these (by, act), a minute apart."""
    after = case
    for minute, (by, act) in enumerate(happenings, len(case.life) if case else 0):
        after = step(after, Happened(CASE_NO, AT.format(minute), by, act))
    assert after is not None
    return after


def with_papers(kind: Kind) -> tuple[tuple[str, Act], ...]:
    """Every paper the kind needs, as CLERK brings them in."""
    return tuple((CLERK, attached(paper)) for paper in NEEDED[kind])
