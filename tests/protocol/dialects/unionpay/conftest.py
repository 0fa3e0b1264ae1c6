"""One request of every transaction with its fields written out by hand, and answers to them (`written`, `spoken`).

The fields are domain notes 2 (field table, F60, F61), 3 (matrix) and 6 (field 48) applied to one terminal, one card
and one batch; nothing here is made by the code under test. Card: the published UnionPay test card.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from protocol.cards import TEST_CARDS
from protocol.message import Message
from protocol.transactions import (
    Adjustment,
    Answer,
    Balance,
    ByOrder,
    Cancel,
    CardEntry,
    Channel,
    ChipRefund,
    ChipUpload,
    Completion,
    CompletionNotice,
    CompletionVoid,
    Detail,
    Echo,
    EntryMode,
    ManagementAnswer,
    OfflineSale,
    OrderQuery,
    OutcomeQuery,
    OutsideAnswer,
    OutsideEntry,
    OutsideRelease,
    OutsideRoute,
    OutsideStanding,
    Parameters,
    PaymentAnswer,
    Pin,
    PinCipher,
    PinForm,
    PreAuth,
    PreAuthVoid,
    QrSale,
    QrVoid,
    Refund,
    RefundAnswer,
    RefundKey,
    Request,
    Reversal,
    ReversalAnswer,
    ReversalReason,
    Reverses,
    Sale,
    ScriptResult,
    Settle,
    SettleAnswer,
    Signature,
    SignatureKind,
    SignOff,
    SignOn,
    Station,
    Status,
    Totals,
    Unneeded,
    UploadAnswer,
    UploadChip,
    UploadDetails,
    UploadEnd,
    Verdict,
    VoidSale,
    Voucher,
)

PUBLIC = Path(__file__).resolve().parents[4] / "fixtures" / "messages" / "unionpay.json"
MERCHANT, TERMINAL, BATCH = "123456789012345", "10000001", "000007"
NUMBER, EXPIRY = TEST_CARDS["unionpay"].number, TEST_CARDS["unionpay"].expiry
TRACK2 = f"{NUMBER}D30122011234500000"
TLV = bytes.fromhex("9F2608DEAE676D1C4734119F360203499F1A020156")  # three tags of the public V30
BLOCK = bytes.fromhex("0A766E5460EED5FA")  # a published PIN block, vectors
SENDER = Station(MERCHANT, TERMINAL, BATCH, "000123", "01")
NOTICE = Station(MERCHANT, TERMINAL, BATCH, "000123")
KEY = RefundKey(MERCHANT, TERMINAL, "0a1b2c3d", BATCH, "000123", "20261122")
ORIGINAL = Voucher(BATCH, "000099", "1120")
REFERENCE = "925498334778"

TYPED = CardEntry(EntryMode.MANUAL, NUMBER, EXPIRY)
SWIPED = CardEntry(EntryMode.SWIPE, track2=TRACK2, pin=Pin(BLOCK, 12))
INSERTED = CardEntry(EntryMode.CHIP, NUMBER, EXPIRY, "001", chip_data=TLV)
TAPPED = CardEntry(EntryMode.TAP, NUMBER, sequence="002", track2=TRACK2)
FELL_BACK = CardEntry(EntryMode.FALLBACK, track2=TRACK2, track3="99" + NUMBER + "D0",
                      pin=Pin(BLOCK, 6, PinForm.PLAIN, PinCipher.DES))  # fmt: skip

# Fields of the cards above.
F_TYPED = {2: NUMBER, 14: EXPIRY, 22: "012"}
F_SWIPED = {22: "021", 26: "12", 35: TRACK2, 52: BLOCK, 53: "2600000000000000"}
F_INSERTED = {2: NUMBER, 14: EXPIRY, 22: "052", 23: "001", 55: TLV}
F_TAPPED = {2: NUMBER, 22: "072", 23: "002", 35: TRACK2}
F_FELL_BACK = {22: "801", 26: "06", 35: TRACK2, 36: "99" + NUMBER + "D0", 52: BLOCK, 53: "1000000000000000"}
SENT = {11: "000123", 41: TERMINAL, 42: MERCHANT}
MONEY = {4: "000000001234", 49: "156", **SENT}
BY_01, BY_000 = {63: "01 "}, {63: "000"}


@dataclass(frozen=True)
class Written:
    """A request, the row it belongs to, and its message without the MAC."""

    row: str
    request: Request
    mti: str
    fields: dict[int, Any]


# fmt: off
WRITTEN = [
    Written("sale", Sale(SENDER, 1234, SWIPED), "0200",
            {**MONEY, **F_SWIPED, **BY_01, 3: "000000", 25: "00", 60: "22000007000600"}),
    Written("sale", Sale(SENDER, 1234, INSERTED), "0200",
            {**MONEY, **F_INSERTED, **BY_01, 3: "000000", 25: "00", 60: "22000007000600"}),
    Written("sale", Sale(SENDER, 1234, FELL_BACK), "0200",
            {**MONEY, **F_FELL_BACK, **BY_01, 3: "000000", 25: "00", 60: "22000007000620"}),
    Written("sale", Sale(SENDER, 1234, TYPED, instalment=True), "0200",
            {**MONEY, **F_TYPED, **BY_01, 3: "000000", 25: "64", 60: "22000007000600"}),
    Written("void", VoidSale(SENDER, 1234, TYPED, REFERENCE, ORIGINAL), "0200",
            {**MONEY, **F_TYPED, **BY_01, 3: "200000", 25: "00", 37: REFERENCE, 60: "23000007000600",
             61: "0000070000991120"}),
    Written("balance", Balance(NOTICE, SWIPED), "0200",
            {**SENT, **F_SWIPED, 3: "310000", 25: "00", 49: "156", 60: "01000007000600"}),
    Written("preauth", PreAuth(SENDER, 1234, INSERTED), "0100",
            {**MONEY, **F_INSERTED, **BY_01, 3: "030000", 25: "06", 60: "10000007000600"}),
    Written("preauth_void", PreAuthVoid(SENDER, 1234, TAPPED, "012345", "1120"), "0100",
            {**MONEY, **F_TAPPED, **BY_01, 3: "200000", 25: "06", 38: "012345", 60: "11000007000600",
             61: "0000000000001120"}),
    Written("completion", Completion(SENDER, 1234, TYPED, "012345", "1120"), "0200",
            {**MONEY, **F_TYPED, **BY_01, 3: "000000", 25: "06", 38: "012345", 60: "20000007000600",
             61: "0000000000001120"}),
    Written("completion_void", CompletionVoid(SENDER, 1234, TYPED, REFERENCE, ORIGINAL), "0200",
            {**MONEY, **F_TYPED, **BY_01, 3: "200000", 25: "06", 37: REFERENCE, 60: "21000007000600",
             61: "0000070000991120"}),
    Written("completion_notice", CompletionNotice(NOTICE, 1234, TYPED, "012345", "1120"), "0220",
            {**MONEY, **F_TYPED, **BY_000, 3: "000000", 25: "06", 38: "012345", 60: "24000007000600",
             61: "0000000000001120"}),
    Written("offline_sale", OfflineSale(NOTICE, 1234, TYPED, "012345"), "0220",
            {**MONEY, **F_TYPED, **BY_000, 3: "000000", 25: "00", 38: "012345", 60: "30000007000600"}),
    Written("offline_sale", OfflineSale(SENDER, 1234, TYPED), "0220",
            {**MONEY, **F_TYPED, **BY_01, 3: "000000", 25: "00", 60: "30000007000600"}),
    Written("adjustment", Adjustment(NOTICE, 1234, TYPED, ORIGINAL), "0220",
            {**MONEY, **F_TYPED, **BY_000, 3: "000000", 25: "00", 60: "32000007000600", 61: "0000070000991120"}),
    Written("tip", Adjustment(NOTICE, 1234, TYPED, ORIGINAL, tip=True), "0220",
            {**MONEY, **F_TYPED, **BY_000, 3: "000000", 25: "00", 60: "34000007000600", 61: "0000070000991120"}),
    Written("chip_refund", ChipRefund(NOTICE, 1234, TAPPED, ORIGINAL, "20000002"), "0220",
            {**MONEY, **F_TAPPED, **BY_000, 3: "200000", 25: "00", 60: "27000007000600", 61: "0000070000991120",
             62: b"20000002"}),
    Written("qr_sale", QrSale(SENDER, 1234, Channel.WECHAT, "134567890123456789"), "0200",
            {**MONEY, **BY_01, 3: "000000", 22: "032", 25: "00", 59: "A3018134567890123456789CH006wechat",
             60: "22000007000600"}),
    Written("qr_sale", QrSale(SENDER, 1234, None, "134567890123456789"), "0200",
            {**MONEY, **BY_01, 3: "000000", 22: "032", 25: "00", 59: "A3018134567890123456789",
             60: "22000007000600"}),
    Written("qr_void", QrVoid(SENDER, 1234, Channel.ALIPAY, REFERENCE, ORIGINAL), "0200",
            {**MONEY, **BY_01, 3: "200000", 22: "032", 25: "00", 37: REFERENCE, 59: "A4006000099CH006alipay",
             60: "23000007000600", 61: "0000070000991120"}),
    Written("reversal", Reversal(SENDER, Reverses.VOID, 1234, "051", ReversalReason.TIMED_OUT, NUMBER, EXPIRY, "001",
                                 ORIGINAL), "0400",
            {**MONEY, **BY_01, 2: NUMBER, 3: "200000", 14: EXPIRY, 22: "051", 23: "001", 25: "00", 39: "98",
             60: "23000007000600", 61: "0000070000991120"}),
    Written("reversal", Reversal(SENDER, Reverses.PRE_AUTH, 1234, "801", ReversalReason.BAD_MAC), "0400",
            {**MONEY, **BY_01, 3: "030000", 22: "801", 25: "06", 39: "A0", 60: "10000007000620"}),
    Written("reversal", Reversal(NOTICE, Reverses.QR_SALE, 1234, "032", ReversalReason.OTHER), "0400",
            {**MONEY, 3: "000000", 22: "032", 25: "00", 39: "06", 60: "22000007000600"}),
    Written("settlement", Settle(SENDER, Totals(12345, 3, 1000, 1), Totals(5, 1)), "0500",
            {**SENT, **BY_01, 49: "156", 60: "00000007201",
             48: "000000012345" "003" "000000001000" "001" "0" "000000000005" "001" "000000000000" "000" "0"}),
    Written("upload", UploadDetails(NOTICE, (Detail("000011", NUMBER, 12345), Detail("000012", "", 100, foreign=True))),
            "0320", {**SENT, 60: "00000007201",
                     48: "02" "00" "000011" f"0000{NUMBER}" "000000012345" "01" "000012" "00000000000000000000"
                         "000000000100"}),
    Written("upload_end", UploadEnd(NOTICE, 17, balanced=False), "0320", {**SENT, 48: "0017", 60: "00000007202"}),
    Written("upload_end", UploadEnd(NOTICE, 0, balanced=True), "0320", {**SENT, 48: "0000", 60: "00000007207"}),
    Written("upload_chip", UploadChip(NOTICE, ChipUpload.RECORD_UNBALANCED, "000000", "00", INSERTED, b"71\x00", 1234),
            "0320", {**MONEY, **F_INSERTED, 3: "000000", 25: "00", 60: "00000007205", 62: b"71\x00"}),
    Written("upload_chip", UploadChip(NOTICE, ChipUpload.NOTICE_BALANCED, "000000", "00", TYPED, b"71"), "0320",
            {**SENT, **F_TYPED, 3: "000000", 25: "00", 49: "156", 60: "00000007204", 62: b"71"}),
    Written("sign_on", SignOn(MERCHANT, "00000000", "0a1b2c3d", BATCH, "000001", "01"), "0800",
            {**BY_01, 11: "000001", 41: "00000000", 42: MERCHANT, 60: "00000007003", 62: b"RK10a1b2c3d00000000"}),
    Written("sign_off", SignOff(NOTICE), "0820", {**SENT, 60: "00000007002"}),
    Written("echo", Echo(MERCHANT, TERMINAL, BATCH), "0820", {41: TERMINAL, 42: MERCHANT, 60: "00000007301"}),
    Written("parameters", Parameters(MERCHANT, TERMINAL, BATCH, "370", b"1"), "0800",
            {41: TERMINAL, 42: MERCHANT, 60: "00000007370", 62: b"1"}),
    Written("status", Status(MERCHANT, TERMINAL, BATCH, report=b"\x9f\x06"), "0820",
            {41: TERMINAL, 42: MERCHANT, 60: "00000007362", 62: b"\x9f\x06"}),
    Written("script_result", ScriptResult(NOTICE, ORIGINAL, TLV), "0620",
            {**SENT, 55: TLV, 60: "00000007951", 61: "0000070000991120"}),
    Written("script_upload", ScriptResult(NOTICE, ORIGINAL, TLV, by_upload=True), "0320",
            {**SENT, 55: TLV, 60: "00000007203", 61: "0000070000991120"}),
    Written("signature", Signature(NOTICE, NUMBER, 1234, "1122", REFERENCE, b"\x00\xff", SignatureKind.EIGHT), "0920",
            {**SENT, 2: NUMBER, 4: "000000001234", 15: "1122", 37: REFERENCE, 60: "08000007000", 62: b"\x00\xff"}),
    Written("refund", Refund(KEY, 1234, REFERENCE, "1120", Channel.CARD, card=TEST_CARDS["unionpay"]), "0220",
            {**MONEY, **BY_000, 2: NUMBER, 3: "200000", 14: EXPIRY, 22: "052", 23: "001", 25: "00", 37: REFERENCE,
             59: "CH004card", 60: "25000007000600", 61: "0000000000001120", 62: b"RK10a1b2c3d20261122"}),
    Written("refund_again", Refund(KEY, 1234, REFERENCE, "1120", Channel.CARD, card=TEST_CARDS["unionpay"],
                                   repeat=True), "0221",
            {**MONEY, **BY_000, 2: NUMBER, 3: "200000", 14: EXPIRY, 22: "052", 23: "001", 25: "00", 37: REFERENCE,
             59: "CH004card", 60: "25000007000600", 61: "0000000000001120", 62: b"RK10a1b2c3d20261122"}),
    Written("qr_refund", Refund(KEY, 1234, REFERENCE, "1120", Channel.UNIONPAY_QR, "80000000000186"), "0220",
            {**MONEY, **BY_000, 3: "200000", 22: "032", 25: "00", 37: REFERENCE,
             59: "OD01480000000000186CH011unionpay_qr", 60: "25000007000600", 61: "0000000000001120",
             62: b"RK10a1b2c3d20261122"}),
    Written("qr_refund_again", Refund(KEY, 1234, REFERENCE, "1120", Channel.WECHAT, repeat=True), "0221",
            {**MONEY, **BY_000, 3: "200000", 22: "032", 25: "00", 37: REFERENCE, 59: "CH006wechat",
             60: "25000007000600", 61: "0000000000001120", 62: b"RK10a1b2c3d20261122"}),
    Written("order_query", OrderQuery(MERCHANT, TERMINAL, BATCH, "000123", ByOrder("80000000000186")), "0600",
            {**SENT, 60: "01000007901", 62: b"RQ101O80000000000186"}),
    Written("outcome_query", OutcomeQuery(KEY, "000123"), "0600",
            {**SENT, 60: "01000007902", 61: "0000070001231122", 62: b"RK10a1b2c3d20261122"}),
    Written("outside_entry", OutsideEntry(KEY, 1234, REFERENCE, "1120", OutsideRoute.BANK, "202611220001", "01", "00",
                                          "80000000000186"), "0620",
            {**MONEY, **BY_01, 37: REFERENCE, 59: "OD01480000000000186RT004bankCS012202611220001SP00200",
             60: "25000007904", 61: "0000000000001120", 62: b"RX10000070001230a1b2c3d20261122"}),
    Written("outside_entry", OutsideEntry(KEY, 1234, REFERENCE, "1120", OutsideRoute.ALIPAY, "202611220001", "98",
                                          "97", trace_no="000777"), "0620",
            {**MONEY, 11: "000777", 37: REFERENCE, 59: "RT006alipayCS012202611220001SP00297", 60: "25000007904",
             61: "0000000000001120", 62: b"RX10000070001230a1b2c3d20261122", 63: "98 "}),
    Written("outside_release", OutsideRelease(KEY, "000456", Unneeded.RETURNED), "0620",
            {**SENT, 11: "000456", 59: "WY008returned", 60: "25000007905", 62: b"RX10000070001230a1b2c3d20261122"}),
    Written("cancel", Cancel(KEY, "000123"), "0600",
            {**SENT, 60: "01000007903", 61: "0000070001231122", 62: b"RK10a1b2c3d20261122"}),
]
# fmt: on


@dataclass(frozen=True)
class Spoken:
    """A request, the host's answer to it, and the fields of that answer without the MAC."""

    request: Request
    answer: Answer
    mti: str
    fields: dict[int, Any]


SAID = {12: "101530", 13: "1122", 37: "926512345678"}
OK = {39: "00"}
PAID = PaymentAnswer(
    "00", "926512345678", "012345", 1234, "1122", "101530", "1123", "CUP", "01020000", "48031000", "请核对签名", -150,
    NUMBER, bytes.fromhex("9F36020047"),
)  # fmt: skip
F_PAID = {
    **MONEY, **SAID, **OK, 2: NUMBER, 3: "000000", 15: "1123", 25: "00", 38: "012345",
    44: "01020000   48031000   ", 54: "1002156D000000000150", 55: bytes.fromhex("9F36020047"), 60: "22000007000600",
    63: "CUP请核对签名",
}  # fmt: skip
ENTRY = OutsideEntry(KEY, 1234, REFERENCE, "1120", OutsideRoute.WECHAT, "202611220001", "01", "00")
CARD_REFUND = Refund(KEY, 1234, REFERENCE, "1120", Channel.CARD, card=TEST_CARDS["unionpay"])
SIDES = "00000000001101100000000000000210000000000000000000000000000000"

# fmt: off
SPOKEN = [
    Spoken(Sale(SENDER, 1234, SWIPED), PAID, "0210", F_PAID),
    Spoken(Sale(SENDER, 1234, INSERTED), PaymentAnswer("51", amount_fen=1234, number=NUMBER), "0210",
           {**MONEY, 2: NUMBER, 3: "000000", 14: EXPIRY, 25: "00", 39: "51", 60: "22000007000600"}),
    Spoken(Balance(NOTICE, SWIPED),
           PaymentAnswer("00", "926512345678", local_date="1122", local_time="101530", balance_fen=56700), "0210",
           {**SENT, **SAID, **OK, 3: "310000", 25: "00", 49: "156", 54: "1002156C000000056700", 60: "01000007000600"}),
    Spoken(Reversal(SENDER, Reverses.SALE, 1234, "021", ReversalReason.TIMED_OUT),
           ReversalAnswer("25", "926512345678", "1122", "101530"), "0410",
           {**MONEY, **SAID, 3: "000000", 25: "00", 39: "25", 60: "22000007000600"}),
    Spoken(Settle(SENDER, Totals(11, 11, 0, 2), Totals()),
           SettleAnswer(Totals(11, 11, 0, 2), Verdict.BALANCED, Totals(), Verdict.NOT_JUDGED, "1122", "101530", "1123",
                        "926512345678"), "0510",
           {**SENT, **SAID, 15: "1123", 48: SIDES, 49: "156", 60: "00000007201"}),
    Spoken(UploadEnd(NOTICE, 17, balanced=False), UploadAnswer("00", "1122", "101530", "926512345678", 17), "0330",
           {**SENT, **SAID, **OK, 48: "0017", 60: "00000007202"}),
    Spoken(UploadDetails(NOTICE, (Detail("000011", NUMBER, 1),)), UploadAnswer("00", "1122", "101530"), "0330",
           {**SENT, **OK, 12: "101530", 13: "1122", 60: "00000007201"}),
    Spoken(SignOff(NOTICE), ManagementAnswer("00", "1122", "101530", "926512345678"), "0830",
           {**SENT, **SAID, **OK, 60: "00000007002"}),
    Spoken(Parameters(MERCHANT, TERMINAL, BATCH, "360"), ManagementAnswer("00", data=b"3\x00\xff"), "0810",
           {**OK, 41: TERMINAL, 42: MERCHANT, 60: "00000007360", 62: b"3\x00\xff"}),
    Spoken(ENTRY, OutsideAnswer("00", OutsideStanding.ENTERED, 8766), "0630",
           {**SENT, **OK, 60: "25000007904", 62: b"RX1E0000000087660000070001230a1b2c3d20261122"}),
    Spoken(ENTRY, OutsideAnswer("61", None, 1000), "0630",
           {**SENT, 39: "61", 60: "25000007904", 62: b"RX1N0000000010000000070001230a1b2c3d20261122"}),
    Spoken(ENTRY, OutsideAnswer("12", OutsideStanding.RELEASED), "0630",
           {**SENT, 39: "12", 60: "25000007904", 62: b"RX1R            0000070001230a1b2c3d20261122"}),
    Spoken(OutsideRelease(KEY, "000456", Unneeded.MISTAKE), OutsideAnswer("00", OutsideStanding.RELEASED), "0630",
           {**SENT, **OK, 11: "000456", 60: "25000007905", 62: b"RX1R            0000070001230a1b2c3d20261122"}),
    Spoken(CARD_REFUND, RefundAnswer("00", "926512345678", 1234, "1122", "101530"), "0230",
           {**MONEY, **SAID, **OK, 2: NUMBER, 3: "200000", 14: EXPIRY, 25: "00", 60: "25000007000600"}),
]
# fmt: on


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "written" in metafunc.fixturenames:
        metafunc.parametrize("written", WRITTEN, ids=[f"{i}-{row.row}" for i, row in enumerate(WRITTEN)])
    if "spoken" in metafunc.fixturenames:
        metafunc.parametrize("spoken", SPOKEN, ids=[f"{i}-{row.mti}" for i, row in enumerate(SPOKEN)])


@pytest.fixture(scope="session")
def public() -> Callable[[str], Message]:
    """A public message by name (fixtures/messages), as its origin reads it."""
    rows = {row["id"]: row for row in json.loads(PUBLIC.read_text(encoding="utf-8"))}

    def read(name: str) -> Message:
        fields = {int(number): value_of(field) for number, field in rows[name]["fields"].items()}
        return Message(rows[name]["mti"], fields)

    return read


def value_of(field: dict[str, Any]) -> str | bytes:
    return bytes.fromhex(field["value"]) if field["kind"] == "hex" else field["value"]
