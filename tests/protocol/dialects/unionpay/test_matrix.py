"""The transaction matrix against the trade's own tables, the public messages, and every field left out once."""

from typing import Any

import pytest

from protocol.codes import CODES
from protocol.dialects.unionpay import matrix
from protocol.dialects.unionpay.matrix import ROWS, OnSilence, check, check_as, identify
from protocol.errors import DecodeError, EncodeError
from protocol.message import Message
from protocol.transactions import Reverses

# Which transaction each public message is (fixtures/messages). V43 is an acquirer's own refund (60.1 = 64, 3 = 209000),
# V45 another acquirer's (field 60 is text): neither is guessed at.
PUBLIC = {
    "V01": "sign_on", "V07": "sign_on", "V10": "sign_on", "V14": "sign_on", "V16": "sign_on", "V22": "parameters",
    "V24": "sale", "V28": "balance", "V30": "sale", "V32": "sale", "V34": "sale", "V36": "sale", "V39": "reversal",
    "V42": "reversal", "V52": "settlement", "V55": "upload_end",
}  # fmt: skip

# Domain notes 3: MTI, answer, 3, 25, 60.1, 60.3 and "Rev" of the trade's table, copied; ours from docs/protocol.md.
TRADE = """
    sign_on            签到            0800 0810 -      -  00    001,003,004,005,011  no
    sign_off           签退            0820 0830 -      -  00    002                  no
    balance            余额查询        0200 0210 310000 00 01    000                  no
    sale               消费            0200 0210 000000 00 22    000                  yes
    void               消费撤销        0200 0210 200000 00 23    000                  yes
    refund             退货            0220 0230 200000 00 25    000                  no
    refund_again       退货重发        0221 0230 200000 00 25    000                  no
    preauth            预授权          0100 0110 030000 06 10    000                  yes
    preauth_void       预授权撤销      0100 0110 200000 06 11    000                  yes
    completion         预授权完成请求  0200 0210 000000 06 20    000                  yes
    completion_void    预授权完成撤销  0200 0210 200000 06 21    000                  yes
    completion_notice  预授权完成通知  0220 0230 000000 06 24    000                  no
    offline_sale       离线结算        0220 0230 000000 00 30    000                  no
    adjustment         结算调整        0220 0230 000000 00 32    000                  no
    tip                小费            0220 0230 000000 00 34    000                  no
    chip_refund        IC脱机退货      0220 0230 200000 00 27    000                  no
    reversal           冲正            0400 0410 -      -  -     000                  no
    settlement         批结算          0500 0510 -      -  00    201                  no
    upload             批上送明细      0320 0330 -      -  00    201                  no
    upload_end         批上送结束      0320 0330 -      -  00    202,207              no
    upload_chip        批上送IC通知    0320 0330 -      -  00    203,204,205,206      no
    script_result      脚本结果通知    0620 0630 -      -  00    951                  no
    script_upload      脚本结果上送    0320 0330 -      -  00    203                  no
    echo               回响测试        0820 0830 -      -  00    301                  no
    status             状态上送        0820 0830 -      -  00    362,372,373,382      no
    parameters         参数传递        0800 0810 -      -  00    360..                no
    signature          电子签名        0920 0930 -      -  07,08 -                    no
    qr_sale            扫码消费        0200 0210 000000 00 22    000                  yes
    qr_void            扫码撤销        0200 0210 200000 00 23    000                  yes
    qr_refund          扫码退货        0220 0230 200000 00 25    000                  no
    qr_refund_again    扫码退货重发    0221 0230 200000 00 25    000                  no
    order_query        订单查询        0600 0610 -      -  01    901                  no
    outcome_query      结果查询        0600 0610 -      -  01    902                  no
    cancel             放弃            0600 0610 -      -  01    903                  no
    outside_entry      终端外支付登记  0620 0630 -      -  25    904                  no
    outside_release    终端外登记撤回  0620 0630 -      -  25    905                  no
"""

# Domain notes 3, "min. request fields", copied; ours from docs/protocol.md, section 4.
FIELDS = {
    "sign_on": "11 41 42 60 63",
    "sign_off": "11 41 42 60",
    "balance": "3 11 22 25 41 42 49 60 64",
    "sale": "3 4 11 22 25 41 42 49 60 64",
    "void": "3 4 11 22 25 41 42 49 60 64 37 61",
    "refund": "3 4 11 22 25 37 41 42 49 60 61 63 64",
    "preauth": "3 4 11 22 25 41 42 49 60 64",
    "preauth_void": "3 4 11 22 25 41 42 49 60 64 38 61",
    "completion": "3 4 11 22 25 41 42 49 60 64 38 61",
    "completion_void": "3 4 11 22 25 41 42 49 60 64 37 61",
    "completion_notice": "3 4 11 22 25 41 42 49 60 64 38 61",
    "offline_sale": "2 3 4 11 22 25 41 42 60 63 64",
    "adjustment": "2 3 4 11 22 25 41 42 60 63 64 61",  # 61: "void/adjust fill 1-3 from the original" (F61)
    "chip_refund": "3 4 11 22 25 41 42 49 60 61 63 64 62",
    "reversal": "3 4 11 22 25 39 41 42 49 60 64",
    "settlement": "11 41 42 48 49 60 63",
    "upload": "11 41 42 48 60",
    "upload_end": "11 41 42 48 60",
    "upload_chip": "3 11 22 25 41 42 49 60 62",
    "script_result": "11 55 60 61 41 42",
    "script_upload": "11 41 42 55 60 61",  # V54, as the notes have it
    "echo": "41 42 60",
    "status": "41 42 60",
    "signature": "2 4 11 15 37 41 42 60 62 64",
    "order_query": "11 41 42 60 62 64",
    "outcome_query": "11 41 42 60 61 62 64",
    "outside_entry": "4 11 37 41 42 49 59 60 61 62 63 64",
    "outside_release": "11 41 42 59 60 62 64",
}


def spelled(row: matrix.Row) -> list[str]:
    networks = "360.." if row.name == "parameters" else ",".join(row.networks) or "-"
    kind = [row.processing or "-", row.condition or "-", ",".join(row.types) or "-", networks]
    return [row.name, row.zh, row.mti, row.answer_mti, *kind, "yes" if row.silence is OnSilence.REVERSE else "no"]


def test_the_rows_are_the_trades() -> None:
    assert [spelled(row) for row in ROWS.values()] == [line.split() for line in TRADE.strip().splitlines()]


@pytest.mark.parametrize("name", FIELDS)
def test_what_each_request_carries_at_least(name: str) -> None:
    assert sorted(ROWS[name].request.mandatory) == sorted(map(int, FIELDS[name].split()))


def test_what_can_be_reversed_is_what_silence_reverses() -> None:
    assert {row.name for row in ROWS.values() if row.silence is OnSilence.REVERSE} == set(Reverses)


def test_what_ends_in_finding_out_is_money_back() -> None:
    """A refund has no reversal (decision 0004)."""
    asks = {row.name for row in ROWS.values() if row.silence is OnSilence.FIND_OUT}
    assert asks == {"refund", "refund_again", "chip_refund", "qr_refund", "qr_refund_again"}


def test_messages_without_a_mac() -> None:
    """Domain notes 5: sign-in and -off, settlement, parameters, echo and 0320 carry none in the captures."""
    bare = {row.name for row in ROWS.values() if not row.has_mac}
    assert bare == {
        "sign_on", "sign_off", "settlement", "upload", "upload_end", "upload_chip", "script_result", "script_upload",
        "echo", "status", "parameters",
    }  # fmt: skip


def test_no_field_is_wanted_and_refused() -> None:
    bodies = [row.request for row in ROWS.values()]
    assert [body for body in bodies if set(body.forbidden) & {*body.mandatory, *body.optional}] == []
    assert [body for body in bodies if set(body.mandatory) & set(body.optional)] == []


def test_every_row_has_a_source_and_two_names() -> None:
    assert [row for row in ROWS.values() if not (row.source and row.zh and row.en.replace(" ", "").isalpha())] == []


# --- public messages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "row"), PUBLIC.items())
def test_which_transaction_a_public_message_is(name: str, row: str, public) -> None:
    assert identify(public(name)) is ROWS[row]
    assert check(public(name)) is ROWS[row]


@pytest.mark.parametrize("name", ["V43", "V45"])
def test_an_acquirers_own_message_is_not_guessed_at(name: str, public) -> None:
    assert identify(public(name)) is None
    with pytest.raises(DecodeError, match="field 60: no transaction is written so"):
        check(public(name))


def test_a_refund_and_its_answer() -> None:
    """0230 with 60.1 = 25, whatever its code."""
    assert identify(Message("0230", {3: "200000", 39: "61", 60: "25000007000600"})) is ROWS["refund"]
    assert identify(Message("0230", {39: "00", 59: "CH006wechat", 60: "25000007"})) is ROWS["qr_refund"]
    assert identify(Message("0230", {2: "62", 39: "00", 59: "CH", 60: "25000007"})) is ROWS["refund"]


SCRIPT: dict[int, Any] = {11: "000123", 41: "1", 42: "2", 55: b"\xdf", 60: "00000007203", 61: "0000070000991120"}


def test_a_203_with_chip_data_and_no_note_is_the_result_of_a_script() -> None:
    assert check(Message("0320", SCRIPT)) is ROWS["script_upload"]
    chip = {3: "000000", 22: "051", 25: "00", 49: "156", 62: b"71"}
    assert identify(Message("0320", SCRIPT | chip)) is ROWS["upload_chip"]
    assert identify(Message("0320", {**SCRIPT, 60: "00000007204"})) is ROWS["upload_chip"]
    assert identify(Message("0320", {41: "1", 60: "00000007203"})) is ROWS["upload_chip"]


# --- one field more or less ----------------------------------------------------------------------------------------


def test_which_row_a_request_is(written) -> None:
    message = Message(written.mti, written.fields)
    assert check(message, EncodeError) is ROWS[written.row]
    assert identify(message) is ROWS[written.row]


def lacking(message: Message, number: int) -> Message:
    return Message(message.mti, {n: value for n, value in message.fields.items() if n != number})


def refused(message: Message) -> str | None:
    """The field that `check` names; None when it has nothing to say."""
    try:
        check(message)
    except DecodeError as error:
        return error.field
    return None


def test_every_field_that_must_be_there(written) -> None:
    """Without field 64, which is made later, each one's absence is named."""
    message = Message(written.mti, written.fields)
    wanted = [number for number in ROWS[written.row].request.mandatory if number != 64]
    assert len(wanted) > 2
    assert [refused(lacking(message, number)) for number in wanted] == list(map(str, wanted))


def test_every_field_that_must_not_be_there(written) -> None:
    forbidden = ROWS[written.row].request.forbidden
    assert len(forbidden) > 0
    found = [refused(Message(written.mti, {**written.fields, number: "0"})) for number in forbidden]
    assert found == list(map(str, forbidden))


def test_further_fields_are_nobodys_fault(written) -> None:
    assert refused(Message(written.mti, {**written.fields, 12: "101530", 40: "x", 47: "y", 57: "z"})) is None


def test_ours_and_theirs_differ_in_the_fault_alone() -> None:
    with pytest.raises(EncodeError) as caught:
        check(Message("0200", {3: "000000", 60: "22000001"}), EncodeError)
    assert caught.value.field == "4"


@pytest.mark.parametrize(
    ("mti", "fields", "field"),
    [
        ("0210", {}, "60"),
        ("0000", {60: "22000001"}, "0"),
        ("0240", {60: "22000001"}, "0"),
        ("0200", {3: "000000"}, "60"),
        ("0200", {60: "99000001"}, "60"),
        ("0200", {60: "22000001201"}, "60"),
        ("0200", {60: "25000001"}, "60"),
        ("0220", {3: "000000", 60: "25000001"}, "3"),
        ("0200", {3: "200000", 60: "22000001"}, "3"),
        ("0200", {25: "06", 60: "22000001"}, "25"),
        ("0100", {25: "00", 60: "10000001"}, "25"),
        ("0800", {60: "00000001"}, "60"),
        ("0800", {60: "00000001002"}, "60"),
        ("0820", {60: "01000001301"}, "60"),
        ("0400", {}, "60"),
    ],
)
def test_what_is_written_as_no_transaction(mti: str, fields: dict[int, Any], field: str) -> None:
    assert (identify(Message(mti, fields)), refused(Message(mti, fields))) == (None, field)


@pytest.mark.parametrize("condition", ["08", "64", "65", "82", "91"])
def test_conditions_of_acquirers_own_are_let_be(condition: str) -> None:
    assert identify(Message("0200", {25: condition, 60: "22000001"})) is ROWS["sale"]


BY_CODE: dict[int, Any] = {
    3: "000000", 4: "000000001234", 11: "000123", 22: "092", 25: "00", 41: "10000001", 42: "123456789012345", 49: "156",
    59: "A3018134567890123456789", 60: "22000007000600",
}  # fmt: skip


def test_a_payers_code_under_09_is_a_scanned_sale() -> None:
    """Domain notes 2: 22 = 09x is a soft POS (S18) or a code of the acquirer's own; the payer's code is A3 in 59."""
    assert check(Message("0200", BY_CODE)) is ROWS["qr_sale"]
    assert identify(Message("0200", {**BY_CODE, 59: "CH006wechatA3018134567890123456789"})) is ROWS["qr_sale"]
    assert identify(Message("0200", {**BY_CODE, 59: "000001000178"})) is ROWS["sale"]
    assert identify(Message("0200", {**BY_CODE, 22: "012"})) is ROWS["sale"]
    cards = [identify(Message("0200", {**BY_CODE, number: "0"})) for number in (2, 14, 23, 35, 36, 55)]
    assert cards == [ROWS["sale"]] * 6


def test_an_offline_chip_refund_has_no_reference_number() -> None:
    """Domain notes 3: "refund without 37, with 62"."""
    assert 37 in ROWS["chip_refund"].request.forbidden


def test_a_settlement_is_not_sent_again_and_not_reversed() -> None:
    """Domain notes 3: Rev "no"; "resend" stands at the uploads alone, and at ours that are the same by their key."""
    assert ROWS["settlement"].silence is OnSilence.NOTHING
    resent = {row.name for row in ROWS.values() if row.silence is OnSilence.RESEND}
    assert resent == {"reversal", "upload", "upload_end", "upload_chip", "outside_entry", "outside_release"}


# --- answers -------------------------------------------------------------------------------------------------------

SALE_ANSWER: dict[int, Any] = {
    11: "000001", 12: "101530", 13: "1122", 37: "926512345678", 39: "00", 41: "10000001", 42: "123456789012345",
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_every_field_an_approval_must_have(name: str) -> None:
    row = ROWS[name]
    wanted = row.answer.approved
    fields: dict[int, Any] = {number: SALE_ANSWER.get(number, "") for number in wanted}
    check_as(row, Message(row.answer_mti, fields))
    assert [named(row, fields, number) for number in wanted] == list(map(str, wanted))


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("code", ["51", "A0", "ZZ", "  "])
def test_every_field_a_rejection_must_have(name: str, code: str) -> None:
    """V32 and the like: no 37, 32 or 44; a settlement has no 39 as a rule, and is a rejection where it says one."""
    row = ROWS[name]
    wanted = row.answer.refused
    fields: dict[int, Any] = {number: SALE_ANSWER.get(number, "") for number in wanted} | {39: code}
    check_as(row, Message(row.answer_mti, fields))
    assert [named(row, fields, number) for number in wanted] == list(map(str, wanted))


def named(row: matrix.Row, fields: dict[int, Any], number: int) -> str | None:
    with pytest.raises(DecodeError) as caught:
        check_as(row, lacking(Message(row.answer_mti, fields), number))
    return caught.value.field


def test_every_operator_class_a_is_an_approval() -> None:
    approvals = [code for code, row in CODES.items() if row.operator_class == "A"]
    assert len(approvals) == 8
    refused_codes = [named(ROWS["sale"], {**SALE_ANSWER, 39: code}, 37) for code in approvals]
    assert refused_codes == ["37"] * 8


def test_an_answer_to_a_sign_off_says_which() -> None:
    """Domain notes 3: 11 is among its answer's fields, and not among those of an echo."""
    bare = {39: "00", 41: "1", 42: "2"}
    check_as(ROWS["echo"], Message("0830", bare))
    assert named(ROWS["sign_off"], {**bare, 11: "000123"}, 11) == "11"


@pytest.mark.parametrize("code", [{}, {39: "00"}])
def test_an_0510_has_no_39_as_a_rule_and_may_have_one(code: dict[int, Any]) -> None:
    check_as(ROWS["settlement"], Message("0510", {11: "1", 41: "1", 42: "1", 48: "0", **code}))


def test_an_0510_without_39_wants_its_totals() -> None:
    with pytest.raises(DecodeError, match="field 48"):
        check_as(ROWS["settlement"], Message("0510", {11: "1", 41: "1", 42: "1"}))
