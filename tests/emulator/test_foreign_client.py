"""A client that nobody here wrote: pyiso8583 with a field table of its own, keys and MACs by pycryptodome.

It signs on, sells, refunds, voids and settles against the front end, and over tcp against `emulator serve`, as any
UnionPay POS would: no field 62 of ours, no epoch, TPDU, header and MAC made here from the texts (domain notes 1, 2, 5).
Expected values are the trade's.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

import iso8583
import pytest
from Crypto.Cipher import DES3
from started import started

from emulator.front_end import FrontEnd
from emulator.host import Host
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.registry import ANYBODY
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.profiles import PROFILES

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
MERCHANT, TERMINAL = "123456789012345", "10000001"
NUMBER = TEST_CARDS["unionpay"].number
MASTER_KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")  # the published test key
FRONT = bytes.fromhex("6000030000603100000000")  # TPDU; header of a terminal in normal operation

FIXED = {"len_enc": "b", "len_type": 0, "data_enc": "b", "len_count": "bytes", "right_pad": "0"}
DIGITS = {"data_enc": "b", "len_enc": "bcd", "len_count": "nibbles", "right_pad": "0"}
TEXT = {"data_enc": "ascii", "len_enc": "bcd", "len_count": "bytes"}
OCTETS = {"data_enc": "b", "len_enc": "bcd", "len_count": "bytes"}


def n(length: int, prefix: int = 0) -> dict[str, Any]:
    return DIGITS | {"max_len": length, "len_type": prefix}


def ans(length: int, prefix: int = 0) -> dict[str, Any]:
    return TEXT | {"max_len": length, "len_type": prefix}


# fmt: off
SPEC = {  # the POS table of the 2002 text (domain notes 2), as pyiso8583 says it
    "h": FIXED | {"max_len": 0}, "t": FIXED | {"max_len": 2}, "p": FIXED | {"max_len": 8}, "1": FIXED | {"max_len": 8},
    "2": n(19, 1), "3": n(6), "4": n(12), "11": n(6), "12": n(6), "13": n(4), "14": n(4), "15": n(4),
    "22": n(3), "23": n(3) | {"left_pad": "0"}, "25": n(2), "32": n(11, 1), "35": n(37, 1), "37": ans(12), "38": ans(6),
    "39": ans(2), "41": ans(8), "42": ans(15), "44": ans(25, 1), "48": n(322, 2), "49": ans(3), "53": n(16),
    "54": ans(40, 2), "60": n(17, 2), "61": n(29, 2), "62": OCTETS | {"max_len": 512, "len_type": 2},
    "63": ans(163, 2), "64": OCTETS | {"max_len": 8, "len_type": 0},
}
# fmt: on


def mac_of(key: bytes, data: bytes) -> bytes:
    """UnionPay "ECB" (domain notes 5)."""
    folded = 0
    for at in range(0, len(data), 8):
        folded ^= int.from_bytes(data[at : at + 8].ljust(8, b"\0"), "big")
    text = f"{folded:016X}".encode()
    cipher = DES3.new(key, DES3.MODE_ECB)
    mixed = bytes(a ^ b for a, b in zip(cipher.encrypt(text[:8]), text[8:], strict=True))
    return cipher.encrypt(mixed).hex().upper().encode()[:8]


class Answering(Protocol):
    def answer(self, data: bytes) -> bytes | None: ...


class Client:
    """A terminal made of pyiso8583. `mak` is there after sign-on. today: MMDD on which it sells."""

    def __init__(self, front_end: Answering, today: str = "1122") -> None:
        self.front_end, self.mak, self.trace, self.today = front_end, b"", 0, today

    def ask(self, mti: str, *, mac: bool = True, vouched: bool = True, **fields: str) -> dict[str, str]:
        """One exchange; the answer's fields. vouched: a message with a MAC has an answer with one, and it verifies."""
        self.trace += 1
        message = {"t": mti, "11": f"{self.trace:06d}", "41": TERMINAL, "42": MERCHANT}
        message |= {name[1:]: value for name, value in fields.items()}
        if mac:
            covered = bytes(iso8583.encode(message | {"64": "00" * 8}, SPEC)[0])[:-8]
            message["64"] = mac_of(self.mak, covered).hex()
        answer = self.front_end.answer(FRONT + bytes(iso8583.encode(message, SPEC)[0])) or b""
        assert answer[:5] == bytes.fromhex("6000000003"), "the TPDU's addresses changed places"
        told: dict[str, str] = iso8583.decode(answer[11:], SPEC)[0]
        assert (told["41"], told["42"], told["11"]) == (TERMINAL, MERCHANT, message["11"])
        assert told.get("64", "") == (mac_of(self.mak, answer[11:-8]).hex().upper() if mac and vouched else "")
        return told

    def sign_on(self) -> dict[str, str]:
        told = self.ask("0800", mac=False, f60="00000007003", f63="01 ")
        sealed = bytes.fromhex(told["62"])
        cipher = DES3.new(MASTER_KEY, DES3.MODE_ECB)
        self.mak = cipher.decrypt(sealed[20:36])
        assert DES3.new(self.mak, DES3.MODE_ECB).encrypt(bytes(8))[:4] == sealed[36:40], "its check value"
        return told

    def sell(self, fen: int, **more: str) -> dict[str, str]:
        money = {"f3": "000000", "f4": f"{fen:012d}", "f22": "022", "f25": "00", "f49": "156", "f63": "01 "}
        track = {"f35": f"{NUMBER}D30122010000000000"}
        return self.ask("0200", **money, **track, f60="22000007000500", **more)

    def refund(self, fen: int, reference_no: str, *, vouched: bool = True, **more: str) -> dict[str, str]:
        money = {"f3": "200000", "f4": f"{fen:012d}", "f22": "012", "f25": "00", "f49": "156", "f63": "000"}
        said = {"f2": NUMBER, "f14": "3012", "f37": reference_no, "f60": "25000007000500"} | more
        return self.ask("0220", vouched=vouched, **money, **said, f61=f"000000000000{self.today}")

    def settle(self, totals: str) -> dict[str, str]:
        return self.ask("0500", mac=False, f48=totals, f49="156", f60="00000007201", f63="01 ")


@pytest.fixture(params=["practice", "plain-acquirer"])
def client(request: pytest.FixtureRequest) -> Client:
    ledger = SqliteLedger(":memory:")
    ledger.open_shop(load_shop(), NOON, lambda size: bytes(range(size)))
    host = Host(ledger, lambda: NOON, lambda size: bytes(range(3, 3 + size)), ANYBODY)
    return Client(FrontEnd(host, PROFILES[request.param]))


def test_it_signs_on(client):
    told = client.sign_on()
    assert (told["t"], told["39"], told["12"], told["13"], told["60"]) == (
        "0810",
        "00",
        "120000",
        "1122",
        "00000007003",
    )
    assert told["63"].startswith("LK1")
    assert "64" not in told


def test_it_sells_and_refunds_in_parts(client):
    client.sign_on()
    sold = client.sell(10_000)
    assert (sold["t"], sold["39"], sold["4"], sold["15"], sold["63"]) == ("0210", "00", "000000010000", "1122", "CUP")
    assert (sold["2"], len(sold["37"]), len(sold["38"]), "64" in sold) == (NUMBER, 12, 6, True)
    back = [client.refund(fen, sold["37"]) for fen in (4_000, 6_000, 1)]
    assert [one["39"] for one in back] == ["00", "00", "61"]
    assert back[0]["t"] == "0230"
    assert back[0]["37"] not in {sold["37"], back[1]["37"]}
    assert "38" not in back[0], "a refund's answer has no authorisation number (domain notes 3)"


def test_it_sends_a_refund_again_and_is_told_the_same(client):
    client.sign_on()
    sold = client.sell(10_000)
    first = client.refund(4_000, sold["37"])
    client.trace -= 1
    assert client.refund(4_000, sold["37"]) == first
    client.trace -= 1
    assert client.refund(3_999, sold["37"])["39"] == "94"


def test_it_reverses_a_sale(client):
    client.sign_on()
    sold = client.sell(10_000)
    client.trace -= 1
    money = {"f3": "000000", "f4": "000000010000", "f22": "022", "f25": "00", "f49": "156", "f60": "22000007000500"}
    assert client.ask("0400", **money, f39="98")["39"] == "00"
    assert client.refund(1, sold["37"])["39"] == "25"


def test_it_settles_and_goes(client):
    client.sign_on()
    sold = client.sell(10_000)
    client.refund(4_000, sold["37"])
    assert client.ask("0820", mac=False, f60="00000007002")["39"] == "95"
    sides = "000000010000001000000004000001"
    foreign = "0" * 31
    wrong = client.settle("000000010001" + sides[12:] + "0" + foreign)
    assert wrong["48"] == sides + "2" + "0" * 30 + "1"
    told = client.settle(sides + "0" + foreign)
    assert (told["48"], "39" in told) == (sides + "1" + "0" * 30 + "1", False)
    end = client.ask("0320", mac=False, f48="0002", f60="00000007207")
    assert (end["39"], end["48"]) == ("00", "0002")
    assert client.ask("0820", mac=False, f60="00000007002")["39"] == "00"
    inquiry = {"f3": "310000", "f22": "012", "f25": "00", "f2": NUMBER, "f49": "156", "f60": "01000008000500"}
    assert client.ask("0200", vouched=False, **inquiry)["39"] == "77"


def test_what_it_does_wrong_has_a_code(client):
    client.sign_on()
    sold = client.sell(100)
    assert client.refund(1, sold["37"], f2=TEST_CARDS["unionpay2"].number)["39"] == "14"
    assert client.refund(1, "A00000000000")["39"] == "25"
    assert client.refund(1, sold["37"], f60="99000007000500", vouched=False)["39"] == "40"
    client.mak = bytes(range(16))
    assert client.refund(1, sold["37"], vouched=False)["39"] == "A0"


# --- the same over tcp -----------------------------------------------------------------------------------------------


class Line:
    """A served host: two octets of length and the message, in both directions."""

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("tcp://").rpartition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=10)

    def answer(self, data: bytes) -> bytes:
        self.socket.sendall(len(data).to_bytes(2, "big") + data)
        with self.socket.makefile("rb") as file:
            return file.read(int.from_bytes(file.read(2), "big"))


@contextmanager
def served(*words: str) -> Iterator[Line]:
    """`tuihuo emulator serve` as a process of its own, and a connection to it."""
    command = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", "emulator", "serve"]
    with started(
        [*command, "--listen", "tcp://127.0.0.1:0", *words], stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        line = Line(json.loads(process.stdout.readline())["listening"])
        try:
            yield line
        finally:
            line.socket.close()
            process.terminate()


@pytest.mark.parametrize("profile", ["practice", "plain-acquirer"])
def test_a_process_serves_it(profile):
    with served("--any-terminal", "--profile", profile) as line:
        client = Client(line)
        today = client.sign_on()["13"]
        client.today = today
        sold = client.sell(10_000)
        assert (sold["t"], sold["39"], sold["15"]) == ("0210", "00", today)
        back = [client.refund(fen, sold["37"]) for fen in (4_000, 6_000, 1)]
        assert [(one["t"], one["39"]) for one in back] == [("0230", "00"), ("0230", "00"), ("0230", "61")]
        client.trace -= 2
        assert client.refund(6_000, sold["37"]) == back[1], "the second, sent again"
        sides = "000000010000001000000010000002"
        told = client.settle(sides + "0" + "0" * 31)
        assert (told["48"], "39" in told) == (sides + "1" + "0" * 30 + "1", False)
