"""What is ours in a message: a peer that is any acquirer is sent none of it, but for the sign-on's own mark."""

from dataclasses import replace
from pathlib import Path

import pytest

from protocol.dialects.unionpay import terminal_side
from protocol.dialects.unionpay.dialect import UnionPay
from protocol.dialects.unionpay.envelope import read
from protocol.dialects.unionpay.profiles import PROFILES, Profile, open_profile
from protocol.errors import LocalProtocolError
from protocol.transactions import Channel, QrSale, QrVoid, Refund, Station, Voucher

PLAIN, PRACTICE = PROFILES["plain-acquirer"], PROFILES["practice"]
SENDER = Station("123456789012345", "10000001", "000007", "000123", "01")
CODE = "134567890123456789"
QR_SALE = QrSale(SENDER, 1234, Channel.WECHAT, CODE)
QR_VOID = QrVoid(SENDER, 1234, Channel.WECHAT, "925498334778", Voucher("000007", "000122", "1122"))


def fields_of(request: object, profile: Profile) -> dict[int, object]:
    return dict(read(terminal_side.encode(request, None, profile=profile), profile).message.fields)  # type: ignore[arg-type]


def test_a_refund_is_any_acquirers(refund: Refund) -> None:
    ours, plain = fields_of(refund, PRACTICE), fields_of(refund, PLAIN)
    assert {59, 62} <= ours.keys()
    assert plain == {number: value for number, value in ours.items() if number not in (59, 62)}


@pytest.mark.parametrize(("request_", "kept"), [(QR_SALE, f"A3018{CODE}"), (QR_VOID, "A4006000122")])
def test_a_scanned_payment_says_its_code_or_its_voucher_alone(request_: QrSale | QrVoid, kept: str) -> None:
    assert fields_of(request_, PRACTICE)[59] == f"{kept}CH006wechat"
    assert fields_of(request_, PLAIN)[59] == kept


def test_a_scanned_refund_has_no_form_there(refund: Refund) -> None:
    scanned = replace(refund, channel=Channel.WECHAT, card=None)
    assert 59 in fields_of(scanned, PRACTICE)
    with pytest.raises(LocalProtocolError):
        UnionPay(PLAIN).encode(scanned, None)


@pytest.mark.parametrize(
    ("declared", "own"),
    [("", False), ("sign_on = true", False), ("outcome_query = true", True), ("order_query = true", True)],
)
def test_a_file_has_them_where_it_declares_one_of_our_messages(tmp_path: Path, declared: str, own: bool) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(f'extends = "practice"\nname = "bank"\n[capabilities]\n{declared}\n', encoding="utf-8")
    assert open_profile(str(file)).own_parts is own
