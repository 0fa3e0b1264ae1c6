"""docs/how-to-point-a-pos-at-it.md: every command on the page runs, and a terminal made of bytes signs on to each host.

The terminal is nobody's: its sign-on is written by hand, keys are opened by pycryptodome.
"""

import datetime as dt
import functools
import io
import json
import os
import re
import shlex
import signal
import socket
import ssl
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from Crypto.Cipher import DES3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from started import started

from emulator.serving.limits import RANGES, Limits
from protocol.security import PRACTICE_MASTER_KEY

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "how-to-point-a-pos-at-it.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
(LIST,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
(LIMITS,) = re.findall(r"<!-- generated: limits -->\n(.*?)<!-- end -->", PAGE, re.DOTALL)
ZMK = tomllib.loads((ROOT / "fixtures" / "messages" / "keys.toml").read_text(encoding="utf-8"))["zone_master_key"]
LAB, PUBLISHED = bytes.fromhex(ZMK["key"]), bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")

ENTRY = [sys.executable, "-P", "-c", "from terminal.cli import main; main()"]

# A sign-on as the texts have it (domain notes 1, 2, 5): TPDU, header, 0800 with fields 11, 41, 42, 60 (003: two keys of
# double length) and 63; and where field 62 of its answer stands, behind 11, 12, 13, 39, 41, 42 and 60.
SIGN_ON = bytes.fromhex(
    "6000030000" "603100000000" "0800" "0020000000C00012" "000001"
    "3130303030303031" "313233343536373839303132333435" "0011000000010030" "0003303120"
)  # fmt: skip
FIELD_62 = 5 + 6 + 2 + 8 + 3 + 3 + 2 + 2 + 8 + 15 + 8


def sealed_under(answer: bytes, key: bytes) -> bool:
    """Whether it is the answer to SIGN_ON, approved, and its two keys fit their check values under `key`."""
    assert (answer[:5].hex(), answer[11:13].hex(), answer[29:31]) == ("6000000003", "0810", b"00")
    assert answer[FIELD_62 : FIELD_62 + 2].hex() == "0040"
    block, master = answer[FIELD_62 + 2 : FIELD_62 + 42], DES3.new(key, DES3.MODE_ECB)
    slots = [(master.decrypt(block[at : at + 16]), block[at + 16 : at + 20]) for at in (0, 20)]
    return all(DES3.new(plain, DES3.MODE_ECB).encrypt(bytes(8))[:4] == check for plain, check in slots)


def over(line: socket.socket) -> bytes:
    """The answer to SIGN_ON on tcp."""
    line.sendall(len(SIGN_ON).to_bytes(2, "big") + SIGN_ON)
    with line.makefile("rb") as answers:
        return answers.read(int.from_bytes(answers.read(2), "big"))


def connect(first: dict[str, Any]) -> socket.socket:
    port = int(first["listening"].rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=10)


# --- what each host is tried with ------------------------------------------------------------------------------------


def anybody(first: dict[str, Any], at: Path) -> None:
    with connect(first) as line:
        assert sealed_under(over(line), PUBLISHED)


def the_list(first: dict[str, Any], at: Path) -> None:
    with connect(first) as line:
        assert sealed_under(over(line), LAB)


def the_list_in_tls(first: dict[str, Any], at: Path) -> None:
    context = ssl.create_default_context(cafile=at / "host.pem")
    with connect(first) as plain, context.wrap_socket(plain, server_hostname="127.0.0.1") as line:
        assert sealed_under(over(line), LAB)


def nobody_from_here(first: dict[str, Any], at: Path) -> None:
    assert (first["plain_lab"], says_nothing(first)) == (True, True)


def says_nothing(first: dict[str, Any]) -> bool:
    try:
        with connect(first) as line:
            line.settimeout(3)  # who is let in is closed for its silence, but later
            return line.recv(1) == b""
    except ConnectionResetError:
        return True


def on_the_port(first: dict[str, Any], at: Path) -> None:
    """Link frames by hand, on the other side of the pty that stands for the port."""
    far = int((at / "far").read_text(encoding="ascii"))
    checked = bytes.fromhex(f"{len(SIGN_ON):04d}") + SIGN_ON + b"\x03"
    os.write(far, b"\x02" + checked + bytes([functools.reduce(lambda a, b: a ^ b, checked)]))
    said = b""
    while len(said) < 4 or len(said) < 1 + 3 + int(said[2:4].hex()) + 2:
        said += os.read(far, 1000)
    assert said[:2] == b"\x06\x02"  # acknowledged, and a frame
    assert sealed_under(said[4:-2], PUBLISHED)


def our_own(first: dict[str, Any], at: Path) -> None:
    assert first["link"] == f"{first['listening']}?profile=unionpay+text-60+mac-x9.19"
    words = ["refund", "--order", "80000026000149", "--item", "1001=1", "--link", first["link"], "--json"]
    done = subprocess.run([*ENTRY, *words], capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, json.loads(done.stdout)["state"]) == (0, "approved")


# fmt: off
SERVED: dict[str, Callable[[dict[str, Any], Path], None]] = {
    # what stands in the command alone -> what the host is tried with
    "127.0.0.1:0 --any-terminal":           anybody,
    "--terminals terminals.toml --profile": the_list,
    "--tls-cert":                           the_list_in_tls,
    "--plain-lab":                          nobody_from_here,
    "serial:":                              on_the_port,
    "unionpay+text-60":                     our_own,
}
KEYS = {
    # command -> what it prints
    "keys load lab --components --check-value 07B198":  "lab  16字节  校验值 07B198",
    "keys load till2 --file till2.hex":                 "till2  16字节  校验值 07B198",
    "keys show":                                        "lab  16字节  校验值 07B198\ntill2  16字节  校验值 07B198",
    "keys remove till2":                                "",
}
# fmt: on


@pytest.fixture
def far() -> Iterator[tuple[int, str]]:
    """A pty: its far side, and the name of the near one, which stands for a serial port."""
    import pty
    import tty

    far, near = pty.openpty()
    tty.setraw(near)
    yield far, os.ttyname(near)
    os.close(far)
    os.close(near)


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, far: tuple[int, str]) -> Path:
    """A folder with the files that the page names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(ZMK["components"])))
    (tmp_path / "terminals.toml").write_text(LIST, encoding="utf-8")
    (tmp_path / "till2.hex").write_text(ZMK["key"], encoding="ascii")
    (tmp_path / "till2.hex").chmod(0o600)
    (tmp_path / "far").write_text(str(far[0]), encoding="ascii")
    certify(tmp_path)
    return tmp_path


def certify(folder: Path) -> None:
    """host.pem and host.key, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "host")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - dt.timedelta(1), now + dt.timedelta(1))
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = builder.add_extension(here, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip
    (folder / "host.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "host.key").write_bytes(private)


def serve(command: str, at: Path, port: str) -> None:
    """The host of this line of the page, tried, and ended as the page says."""
    (tried,) = [check for part, check in SERVED.items() if part in command]
    words = [word.replace("/dev/ttyUSB0", port) for word in shlex.split(command)[1:]]
    process = subprocess.Popen([*ENTRY, *words, "--quiet"], stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    with process:
        try:
            tried(json.loads(process.stdout.readline()), at)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()


def test_each_command_does_what_the_page_says(bench, at, far):
    """In the page's order, as the keys are loaded before the lists that name them."""
    done = {}
    for command in COMMANDS:
        words = command.removeprefix("tuihuo ")
        if words in KEYS:
            done[words] = bench.run(*shlex.split(words)).out
        else:
            serve(command, at, far[1])
    assert {words: KEYS[words] for words in done if KEYS[words] not in done[words]} == {}
    assert list(done) == list(KEYS)
    assert len(COMMANDS) == len(KEYS) + len(SERVED)


TLS = "--tls-cert host.pem --tls-key host.key"
FIRST, FRAME = "--limit first_byte_s=0.2", "--limit frame_s=0.2"
NO_TLS = "未接入：TLS 握手没有成功"
HELLO = bytes.fromhex("16030102000100")
"""How a terminal that speaks TLS begins (RFC 8446, 5.1)."""

# fmt: off
STRANGERS = [
    # row of the page,              options, sent, fault, closed, told
    ("`first_byte` in the trace",   FIRST, b"",                       "",       "first_byte", ""),
    ("and `broken` in the trace",   "",    SIGN_ON,                   "length", "broken",     ""),
    ("or TLS to a host without",    "",    HELLO,                     "length", "broken",     ""),
    ("link frames on tcp, or half", FRAME, b"\x02\x00\x46" + SIGN_ON, "",       "frame",      ""),
    ("`handshake` in the trace",    TLS,   b"\x00\x46" + SIGN_ON,     "",       "handshake",  NO_TLS),
]
# fmt: on


@pytest.mark.parametrize(
    ("row", "options", "sent", "fault", "closed", "told"), STRANGERS, ids=[row[0] for row in STRANGERS]
)
def test_what_a_stranger_leaves(at, tuihuo_home, row, options, sent, fault, closed, told):
    assert (PAGE.count(row), told in PAGE) == (1, True)
    words = ["emulator", "serve", "--listen", "tcp://127.0.0.1:0", "--any-terminal", "--trace", "t.jsonl"]
    with started(
        [*ENTRY, *words, *options.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        with connect(json.loads(process.stdout.readline())) as line:
            line.sendall(sent)
            rest(line)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    lines = [line.split(" ", 3)[3] for line in err.splitlines()]
    rows = [json.loads(text) for text in (at / "t.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    faults = " ".join(one["what"] for one in rows if one["kind"] == "fault")
    assert (process.returncode, lines, faults, rows[-1]["what"]) == (0, [told] if told else [], fault, closed)


def test_a_message_is_told_as_on_the_page(at, tuihuo_home):
    (shown,) = re.findall(r"```\n(2026.*)\n```", PAGE)
    words = shlex.split(COMMANDS[0])[1:]
    with started(
        [*ENTRY, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        anybody(json.loads(process.stdout.readline()), at)
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=20)
    varies = r"^\S+ \S+ \S+ | [\d.]+ ms$"
    assert re.sub(varies, "", told.rstrip()) == re.sub(varies, "", shown)


def rest(line: socket.socket) -> None:
    """Reads until the host closes."""
    with suppress(ConnectionResetError):
        while line.recv(1000):
            pass


def test_the_key_and_its_check_value_are_the_published_ones():
    (digits, check_value) = re.findall(r"`(0123[0-9A-F ]+)` \(check value `([0-9A-F]+)`\)", PAGE)[0]
    assert bytes.fromhex(digits) == PUBLISHED
    assert DES3.new(PUBLISHED, DES3.MODE_ECB).encrypt(bytes(8))[:3].hex().upper() == check_value
    assert PRACTICE_MASTER_KEY.check_value[:3].hex().upper() == check_value


def test_the_table_of_limits_is_the_programs():
    preset = Limits()
    rows = [
        f"| `{name}` | {getattr(preset, name):.8g} | {least:g} | {most:.8g} |" for name, (least, most) in RANGES.items()
    ]
    assert "\n".join(["| limit | preset | least | most |", "|---|---|---|---|", *rows, ""]) == LIMITS
