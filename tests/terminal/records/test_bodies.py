"""Records come back from the journal as they went in; what is no record is a ValueError."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from protocol.transactions import Channel, RefundKey, Totals, Verdict, Voucher
from terminal.records.bodies import payment_of, refund_of, settlement_of
from terminal.trade.batch import BatchTotals, KindTotal, SettlementRecord, SettlementState
from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import Cause, LinkIdentity, RefundRecord, State

KEY = RefundKey("888888800000001", "88000001", "01020304", "000001", "000007", "20261122")
LINK = LinkIdentity("practice", "888888800000001", "88000001", "0" * 16)
RECORDS: list[tuple[Any, Any]] = [
    (refund_of, RefundRecord(KEY, LINK, 100, "961122000001", "1122", Channel.ALIPAY, "", "1350****7788", (("1001", 2),),
                             "customer", "01", "00", True, "now", state=State.UNKNOWN, cause=Cause.BAD_MAC)),
    (payment_of, PaymentRecord(KEY, LINK, PaymentKind.VOID, 100, Channel.CARD, "620000******0005", "021", "01", "00",
                               True, "now", "ab", Voucher("000001", "000003", "1122"), "961122000001",
                               state=PaymentState.DUE, cause=Cause.NO_ANSWER, tries=2)),
    (payment_of, PaymentRecord(KEY, LINK, PaymentKind.QR_SALE, 100, Channel.WECHAT, "134567********6789", "032", "01",
                               "", True, "now")),
    (settlement_of, SettlementRecord(LINK, "000001", "01", True, "now", BatchTotals(Totals(1, 1), Totals()),
                                     (KindTotal("sale", Channel.CARD, 1, 1),), BatchTotals(Totals(), Totals(2, 1)),
                                     (Verdict.UNBALANCED, Verdict.ERROR), 3, SettlementState.CLOSED, Cause.NONE, "00")),
    (settlement_of, SettlementRecord(LINK, "000001", "01", True, "now", BatchTotals(Totals(), Totals()))),
]  # fmt: skip


@pytest.mark.parametrize(("read", "record"), RECORDS, ids=lambda part: type(part).__name__)
def test_there_and_back(read: Any, record: Any) -> None:
    assert read(json.loads(json.dumps(asdict(record)))) == record


@pytest.mark.parametrize(("read", "record"), RECORDS, ids=lambda part: type(part).__name__)
def test_any_field_that_is_spoiled_or_strange_is_refused(read: Any, record: Any) -> None:
    body = json.loads(json.dumps(asdict(record)))
    for name in ("link", "state", "cause"):
        with pytest.raises(ValueError, match="no such record"):
            read(body | {name: "nonsense"})
    with pytest.raises(ValueError, match="no such record"):
        read(body | {"strange": 1})
    del body["link"]
    with pytest.raises(ValueError, match="no such record"):
        read(body)
