"""The middle of the sheets that report a batch: its totals (结算总计单, 交易汇总单) and its list (明细单).

Pure. The rule: what goes back to the customer counts with a minus in a line of its own kind, and without one in the
credit total, as the host counts it; debit and credit are never set off against each other.
"""

from protocol.money import format_yuan
from protocol.transactions import Channel, Verdict
from terminal.columns import clean, pad, row, width, wrap
from terminal.receipt.facts import NO_TOTALS, Aside, Batch, Kind, Listing, Record, Subtotal
from terminal.receipt.kinds import KINDS, letter, signed_fen
from terminal.receipt.paper import MM80
from terminal.receipt.values import CHANNELS, grouped

_COUNT = 6  # columns of a number of transactions

# fmt: off
_SUM_TITLES: dict[Kind, str] = {Kind.SETTLEMENT: "终端结算总计(SUM TOTAL)", Kind.SUMMARY: "交易汇总(SUM TOTAL)"}
_SIDES = ("内卡", "外卡")
_VERDICTS: dict[Verdict, str] = {
    Verdict.NOT_JUDGED: "", Verdict.BALANCED: "对账平", Verdict.UNBALANCED: "对账不平", Verdict.ERROR: "对账错误",
}
# fmt: on
_BY_HOST = "主机已自行结算,未对账"
_LATE = "迟到应答 未计入本批"
_ASIDE: dict[Aside, str] = {
    Aside.CLOSED_DONE: "人工了结已退", Aside.CLOSED_UNDONE: "人工了结未退", Aside.MANUAL: "待人工核对",
    Aside.APPROVED: "前批迟到退货", Aside.OWN: "本批迟到退货",
}  # fmt: skip


def batch_lines(batch: Batch, kind: Kind, columns: int) -> list[str]:
    """Totals by kind, then debit and credit of either side, then what the host made of them."""
    lines = [_SUM_TITLES[kind], *_three("交易类型", "总笔数", "总金额", columns)]
    for one in batch.subtotals:
        lines += _three(_name(one), str(one.count), _yuan(signed_fen(one.kind, one.fen)), columns)
    lines.append("-" * columns)
    sides = zip(_SIDES, (batch.domestic, batch.foreign), (batch.domestic_verdict, batch.foreign_verdict), strict=True)
    for side, totals, verdict in sides:
        if side == _SIDES[0] or totals != NO_TOTALS:
            lines += _three(f"{side}借记", str(totals.debit_count), _yuan(totals.debit_fen), columns)
            lines += _three(f"{side}贷记", str(totals.credit_count), _yuan(totals.credit_fen), columns)
        lines += [side + _VERDICTS[verdict]] if _VERDICTS[verdict] else []
    lines += [_BY_HOST] if batch.by_host else []
    lines += ["另有退货不计入总额"] if batch.uncounted else []
    for aside in batch.uncounted:
        lines += _three(_ASIDE[aside.why], str(aside.count), _yuan(aside.fen), columns)
    return lines + (_head(batch.journal_head, columns) if batch.journal_head else [])


def _head(mark: str, columns: int) -> list[str]:
    """The journal's mark, and what it is kept for."""
    return ["凭链尾可核对流水账,请保留", *row("链尾(JOURNAL):", clean(mark), columns)]


def listing_lines(listing: Listing, columns: int) -> list[str]:
    """One record after the other, on two lines where the paper is narrow; then how many there are,
    and apart from them what came late.
    """
    if columns >= MM80.columns:
        lines = row("凭证号 类型 卡号", "金额 授权号", columns)
    else:
        lines = [*row("凭证号 类型", "卡号", columns), *row(" 授权号", "金额", columns)]
    for record in listing.records:
        lines += _record(record, columns)
    lines += ["-" * columns, *row("总笔数(COUNT):", str(len(listing.records)), columns)]
    lines += [_LATE] if listing.late else []
    for record in listing.late:
        lines += _record(record, columns)
    return lines


def _record(record: Record, columns: int) -> list[str]:
    named = f"{record.voucher_no} {letter(record.kind, record.channel)}"
    amount = _yuan(signed_fen(record.kind, record.fen))
    payer, auth_no = clean(record.payer or ""), clean(record.auth_no)
    if columns >= MM80.columns:
        return row(f"{named} {payer}", f"{amount} {pad(auth_no, 6)}", columns)
    return [*row(named, grouped(payer), columns), *row(f" {auth_no}", amount, columns)]


def _three(name: str, count: str, amount: str, columns: int) -> list[str]:
    """Name, count and amount under each other; the amount on a line of its own where it is too long."""
    space = columns * 5 // 8 - _COUNT
    names = wrap(name, space)
    counted = pad(names[-1], space) + " " * (_COUNT - width(count)) + count
    return [*names[:-1], *row(counted, amount, columns)]


def _name(one: Subtotal) -> str:
    return CHANNELS[one.channel] if one.kind is Kind.QR_SALE and one.channel is not Channel.CARD else KINDS[one.kind].zh


def _yuan(fen: int) -> str:
    return format_yuan(fen, commas=False)
