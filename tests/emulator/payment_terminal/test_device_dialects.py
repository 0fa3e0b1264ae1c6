"""What a payment terminal sees in a message without knowing who it is, and with which code it refuses one."""

import pytest

from emulator.payment_terminal.dialects import HypercomDevice, MisDevice, why_not
from emulator.payment_terminal.forge import DeviceForge
from emulator.spoken import Heard
from protocol.dialects import DeviceStation
from protocol.dialects.hypercom.device import Abort
from protocol.dialects.tlv.facts import Types
from protocol.dialects.unionpay.device_state import DeviceState, Slot
from protocol.transactions import Cancel, Found, OutcomeAnswer, RefundKey, Rejected, SignOn

HEAD = b"60000000001"
STATION = DeviceStation("888888800000001", "88000001", "000001", "20261122")
HYPERCOM, MIS = HypercomDevice(), MisDevice(Types("01", "45", "46"))
SIGN_ON = SignOn(STATION.merchant_no, STATION.terminal_no, "00000000", "000001", "001234", "01")
H = bytes.fromhex


def saw(transaction: str, amount_fen: int | None = None) -> Heard:
    """Of a message, which names no terminal and no card."""
    return Heard(transaction, "", amount_fen, "")


# fmt: off
# (dialect, message, what is seen: None for what can't be read, the code of a refusal)
SEEN = {
    "refund":           (HYPERCOM, HEAD + b"027000\x1c40\x00\x12000000001234\x1c",          saw("refund", 1234), "30"),
    "without amount":   (HYPERCOM, HEAD + b"027000\x1c",                                    saw("refund"),       "30"),
    "amount of junk":   (HYPERCOM, HEAD + b"027000\x1c40\x00\x01x\x1c",                     saw("refund"),       "30"),
    "amount of bytes":  (HYPERCOM, HEAD + b"027000\x1c40\x00\x01\xff\x1c",                  saw("refund"),       "30"),
    "inquiry":          (HYPERCOM, HEAD + b"074000\x1c",                                    saw("outcome_query"), "30"),
    "cancel":           (HYPERCOM, HEAD + b"0D1000\x1c",                                    saw("cancel"),       "30"),
    "echo":             (HYPERCOM, HEAD + b"1D0000\x1c",                                    saw("sign_on"),      "30"),
    "sale":             (HYPERCOM, HEAD + b"020000\x1c",                                    saw(""),             "40"),
    "cut":              (HYPERCOM, HEAD + b"027000\x1c40\x00\x12",                          None,                "30"),
    "nothing":          (HYPERCOM, b"",                                                     None,                "30"),
    "MIS refund":       (MIS, H("DF010100 DF020145 DF0306000000001234"),                    saw("refund", 1234), "30"),
    "MIS sign-on":      (MIS, H("DF010100 DF020101"),                                       saw("sign_on"),      "30"),
    "MIS of no type":   (MIS, H("DF010100"),                                                saw(""),             "40"),
    "MIS code refund":  (MIS, H("DF010100 DF020146"),                                       saw(""),             "40"),
    "MIS printed":      (MIS, H("DF010100 DF020145 DF030430303031"),                        saw("refund"),       "30"),
    "MIS cut":          (MIS, H("DF010100 DF0201"),                                         None,                "30"),
    "MIS type of junk": (MIS, H("DF010100 DF0202FFFF"),                                     None,                "30"),
}
# fmt: on


@pytest.mark.parametrize("name", SEEN)
def test_what_is_seen_in_a_message(name: str) -> None:
    dialect, data, seen, code = SEEN[name]
    assert (dialect.look(data), why_not(data, dialect)) == (seen, code)


def test_only_a_dialect_with_a_word_for_it_says_that_it_waits() -> None:
    assert (HYPERCOM.progress, MIS.progress) == (b"600000000011C0001\x1c", None)


def test_what_one_link_knows_is_not_written_on_the_other() -> None:
    with pytest.raises(TypeError, match="MIS"):
        HYPERCOM.write(SIGN_ON, Rejected("00"), STATION)
    with pytest.raises(TypeError, match="MIS"):
        MIS.write(Abort(), Rejected("00"), STATION)
    with pytest.raises(TypeError, match="MIS"):
        MIS.write(SIGN_ON, OutcomeAnswer("00", Found.NOT_FOUND), STATION)


# --- for a play ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "card"),
    [
        (DeviceState(slot=Slot.TAPPED, presented="visa"), "visa"),
        (DeviceState(slot=Slot.SHOWN, presented="wechat-code"), ""),
        (DeviceState(), ""),
    ],
    ids=["a card", "a code", "nothing"],
)
def test_the_card_of_a_refund_is_in_the_slot(state: DeviceState, card: str) -> None:
    forge = DeviceForge(HYPERCOM)
    assert forge.look(HEAD + b"027000\x1c", state) == Heard("refund", "", None, card)
    assert forge.look(HEAD + b"074000\x1c", state) == Heard("outcome_query", "", None, "")
    assert forge.look(b"", state) is None


def test_an_answer_is_refused_whole_and_never_changed() -> None:
    forge = DeviceForge(MIS)
    assert forge.refusal(H("DF010100 DF04021234 DF020145"), "51") == H("DF010102 DF020145 DF04021234 DF07023531")
    with pytest.raises(TypeError, match="tlv"):
        forge.changed(b"", {4: "1"})
    assert forge.state_answer(b"DS1", DeviceState()) is None


def test_a_play_knows_what_each_hears() -> None:
    assert DeviceForge(HYPERCOM).spoken.transactions == {"refund", "outcome_query", "cancel", "sign_on"}
    assert DeviceForge(MIS).spoken.transactions == {"refund", "sign_on"}
    assert (HYPERCOM.spoken.has, MIS.spoken.has) == (frozenset(), frozenset())


def test_a_key_that_is_read_is_of_this_device() -> None:
    fields = b"R1\x00\x200a1b2c3d000007000123\x1cR2\x00\x2020261122            \x1c65\x00\x06000124\x1c"
    key = RefundKey(STATION.merchant_no, STATION.terminal_no, "0a1b2c3d", "000007", "000123", "20261122")
    assert HYPERCOM.read(HEAD + b"0D1000\x1c" + fields, STATION) == Cancel(key, "000124")
