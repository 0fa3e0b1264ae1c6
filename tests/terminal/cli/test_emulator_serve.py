"""The options of `tuihuo emulator serve`: what each does to a served line, and every way in which they are refused."""

import asyncio
import datetime as dt
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from emulator.host.rules import HostPolicy
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.serving.running import run
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import terminal_side
from protocol.dialects.unionpay.profiles import open_profile
from protocol.security import MasterKey, WorkingKeys, open_working_keys
from protocol.transactions import FOREIGN_EPOCH, SignOn, SignOnAnswer
from terminal.cli.emulator.options import Rules
from terminal.settings import load_settings

ENTRY = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", "emulator", "serve"]
TCP = "tcp://127.0.0.1:0"
PLAIN = open_profile("plain-acquirer")
MERCHANT, TERMINAL = "123456789012345", "10000001"
ORDER = load_shop().order(1).order_no
KEYS = tomllib.loads((Path(__file__).parents[3] / "fixtures" / "messages" / "keys.toml").read_text(encoding="utf-8"))
ZMK = KEYS["zone_master_key"]
LIST = f"""
[[terminal]]
merchant_no = "{MERCHANT}"
name = "实验室"
terminal_no = "{TERMINAL}"
key = "lab"
"""
DEADLINE_S = 2.0
Start = Callable[..., tuple[dict[str, Any], "subprocess.Popen[str]"]]


@pytest.fixture(autouse=True)
def deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is served in this process, though it should have been refused, does not go on for ever."""
    monkeypatch.setattr(
        "terminal.cli.emulator.serve.run", lambda serving: run(asyncio.wait_for(serving, DEADLINE_S))
    )  # fmt: skip


@pytest.fixture
def started(tuihuo_home: Path) -> Iterator[Start]:
    """Serves with these options: the first line, and the process."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> tuple[dict[str, Any], "subprocess.Popen[str]"]:
        process = subprocess.Popen(
            [*ENTRY, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        running.append(process)
        assert process.stdout is not None
        return json.loads(process.stdout.readline()), process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def ended(process: "subprocess.Popen[str]", asked: signal.Signals = signal.SIGTERM) -> str:
    """The process after it was asked to stop: its stderr. It said no more on stdout, and all was well."""
    process.send_signal(asked)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    return err


def connect(url: str) -> socket.socket:
    host, _, port = url.removeprefix("tcp://").rpartition(":")
    return socket.create_connection((host, int(port)), timeout=10)


def sign_on(line: socket.socket) -> SignOnAnswer:
    """A terminal that brings its own number, in the plainest profile."""
    asked = SignOn(MERCHANT, TERMINAL, FOREIGN_EPOCH, "000001", "000001", "01")
    message = terminal_side.encode(asked, None, profile=PLAIN)
    line.sendall(len(message).to_bytes(2, "big") + message)
    with line.makefile("rb") as answers:
        said = answers.read(int.from_bytes(answers.read(2), "big"))
    answer = terminal_side.decode(said, asked, None, PLAIN)
    assert isinstance(answer, SignOnAnswer)
    return answer


def refused(url: str, wrap: Callable[[socket.socket], socket.socket] = lambda line: line) -> bool:
    """Whether a new connection is closed without a word; with TLS that may come as early as the handshake. Raises
    TimeoutError for one that is let in: it would be closed for its silence, later.
    """
    try:
        with connect(url) as line, wrap(line) as wrapped:
            wrapped.settimeout(3)
            return wrapped.recv(1) == b""
    except (ConnectionResetError, ssl.SSLError):
        return True


# --- what is served --------------------------------------------------------------------------------------------------


def test_the_first_line_and_the_clean_stop(started, tuihuo_home):
    first, process = started("--listen", TCP)
    port = first["listening"].rpartition(":")[2]
    control = next((tuihuo_home / "control").iterdir())
    with SqliteLedger(tuihuo_home / "practice" / "ledger.db") as ledger:
        ledger_id = ledger.identity().ledger_id
    assert first == {
        "listening": f"tcp://127.0.0.1:{port}", "link": f"tcp://127.0.0.1:{port}", "as": "host", "framing": "length",
        "profile": "practice", "ledger": ledger_id, "control": str(control), "terminals": 0, "others": "journals",
        "tls": False, "plain_lab": False, "metrics": "",
    }  # fmt: skip
    assert ended(process) == ""
    assert not control.exists()


def test_the_practice_data_is_not_renewed_while_it_is_served(bench, started, tmp_path):
    first, process = started("--listen", TCP, "--quiet")
    refused = bench.run("shop", "reset")
    assert (refused.code, refused.out) == (4, "")
    assert refused.err == f"账本正由 {first['listening']} 的服务使用，请先停止该服务\n"
    with SqliteLedger(load_settings().ledger) as ledger:
        assert ledger.identity().ledger_id == first["ledger"]
    ended(process)
    started("--listen", TCP, "--quiet", "--database", str(tmp_path / "other.db"))
    assert bench.run("shop", "reset").code == 0  # another ledger is nobody's business here


def test_a_host_of_another_profile(bench, started, tmp_path, generous):
    """With a longer window, told line by line, traced and counted; a refund as the proof."""
    profile, old = "unionpay+text-60+mac-x9.19", load_shop().order(20).order_no  # 45 days ago
    trace = tmp_path / "bank.trace"
    seen = ("--trace", str(trace), "--metrics", "0")
    first, process = started("--listen", f"{TCP}?profile={profile}", "--window-days", "45", *seen)
    assert (first["profile"], first["link"]) == (profile, f"{first['listening']}?profile={profile}")
    done = bench.run("refund", "--order", old, "--amount", "1.00", "--link", first["link"], "--json")
    assert (done.code, done.document["state"]) == (0, "approved")
    with urllib.request.urlopen(first["metrics"], timeout=10) as page:
        counted = page.read().decode()
    assert 'tuihuo_messages_total{code="00",transaction="refund"} 1.0' in counted
    told = [line for line in ended(process).splitlines() if "0220" in line]
    assert len(told) == 1
    assert "退货" in told[0]
    traced = trace.read_text(encoding="utf-8")
    assert json.loads(traced.splitlines()[0])["profile"] == profile
    number = TEST_CARDS[load_shop().order(20).payer].number
    assert [(number in text, number[6:12] in told[0]) for text in (traced, told[0])] == [(False, False)] * 2


def test_a_host_as_a_file_declares_it(bench, started, tmp_path):
    """No order query: the cashier keys the reference, and the host serves no message of ours."""
    file = tmp_path / "bank.toml"
    file.write_text('extends = "unionpay+no-header"\nname = "bank"\n[capabilities]\nsign_on = true', encoding="utf-8")
    first, _ = started("--listen", TCP, "--profile", str(file), "--quiet")
    assert (first["profile"], first["link"]) == ("bank", f"{first['listening']}?profile={file}")
    by_number = bench.run("refund", "--order", ORDER, "--link", first["link"], "--json")
    assert (by_number.code, by_number.error) == (2, "no_order_source")


def test_a_host_that_knows_no_order_query_is_told_from_one_that_refuses(bench, started):
    first, _ = started("--listen", TCP, "--profile", "plain-acquirer", "--any-terminal")
    asked = bench.run("refund", "--order", ORDER, "--link", first["listening"], "--json")  # without ?profile=
    assert (asked.code, asked.error, asked.document["details"]) == (4, "query_unsupported", {"code": "40"})
    assert "?profile=" in asked.err


def test_a_ledger_that_keeps_nothing_and_has_little(bench, started, tuihuo_home):
    first, process = started("--listen", TCP, "--database", "memory:", "--paid-out", "9,999,999.00", "--quiet")
    done = bench.run("refund", "--order", ORDER, "--item", "1001=1", "--link", first["listening"], "--json")
    assert (done.code, done.document["code"]) == (1, "51")
    assert ended(process) == "账本只在内存中，停止后不保留\n"
    assert not (tuihuo_home / "practice" / "ledger.db").exists()


def test_the_acquirers_own_rules():
    assert Rules().policy() == HostPolicy()
    assert Rules(window_days=0, same_day_void=True, paid_out="12.34").policy() == HostPolicy(0, True, 1234)


def test_a_list_of_terminals_with_a_loaded_key(bench, started, tmp_path):
    """From `keys load` to a sign-on under that key; what is in field 62 opens with the key of the fixture alone."""
    key, listed = tmp_path / "key", tmp_path / "terminals.toml"
    key.write_text(ZMK["key"], encoding="ascii")
    key.chmod(0o600)
    listed.write_text(LIST, encoding="utf-8")
    early = bench.run("emulator", "serve", "--listen", TCP, "--terminals", str(listed))
    assert (early.code, early.err) == (2, f"{listed}: terminal[1].key: no key 'lab' is loaded\n")
    assert bench.run("keys", "load", "lab", "--file", str(key)).code == 0
    first, process = started("--listen", TCP, "--terminals", str(listed), "--profile", "plain-acquirer")
    assert (first["terminals"], first["others"]) == (1, "nobody")
    with connect(first["listening"]) as line:
        answer = sign_on(line)
    assert answer.code == "00"
    assert isinstance(open_working_keys(MasterKey(bytes.fromhex(ZMK["key"])), answer.working_keys), WorkingKeys)
    stranger = bench.run("refund", "--order", ORDER, "--link", f"{first['listening']}?profile=plain-acquirer", "--json")
    assert (stranger.code, stranger.error) == (4, "sign_on_refused")
    err = ended(process)
    assert (f"终端 {TERMINAL}" in err, ZMK["key"][:16] in err) == (True, False)


def test_any_terminal_and_so_many_of_them(started, tuihuo_home, monkeypatch):
    """Limits: the file's, the environment's over it, and the option's over both."""
    tuihuo_home.mkdir()
    (tuihuo_home / "config.toml").write_text("[serve]\nconnections = 9\nframe_bytes = 40", encoding="utf-8")
    monkeypatch.setenv("TUIHUO_SERVE_CONNECTIONS", "5")
    monkeypatch.setenv("TUIHUO_SERVE_FRAME_BYTES", "1024")
    first, _ = started("--listen", TCP, "--any-terminal", "--profile", "plain-acquirer", "--limit", "connections=1")
    assert first["others"] == "anybody"
    with connect(first["listening"]) as line:
        assert sign_on(line).code == "00"
        assert refused(first["listening"])


def test_a_device_where_nothing_else_is_said(bench, started):
    first, process = started("--listen", "pty:", "--serial-no", "till-1", "--quiet")
    assert (first["as"], first["profile"], first["link"]) == (
        "device", "hypercom", f"{first['listening']}?dialect=hypercom",
    )  # fmt: skip
    sold = next(row for row in bench.run("shop", "list", "--json").documents if row["order_no"] == ORDER)
    named = ("--rrn", sold["reference_no"], "--date", sold["paid_date"][4:])
    done = bench.run("refund", *named, "--amount", "1.00", "--link", first["link"], "--json")
    assert (done.code, done.document["state"]) == (0, "approved")
    assert ended(process, signal.SIGINT) == ""


# --- who may come ----------------------------------------------------------------------------------------------------


def pem(folder: Path, name: str, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None) -> Any:
    """A certificate for 127.0.0.1 and its key as files; signed by `issuer`, or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .sign(issuer[1] if issuer else key, hashes.SHA256())
    )
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )  # fmt: skip
    return certificate, key, *files


def test_tls_on_every_address_with_certificates_on_both_sides(started, tmp_path):
    ca, ca_key, ca_file, _ = pem(tmp_path, "ca")
    _, _, cert, key = pem(tmp_path, "host", (ca, ca_key))
    _, _, mine, my_key = pem(tmp_path, "terminal", (ca, ca_key))
    first, _ = started(
        "--listen", "tcp://0.0.0.0:0", "--any-terminal", "--profile", "plain-acquirer", "--quiet",
        "--tls-cert", str(cert), "--tls-key", str(key), "--tls-client-ca", str(ca_file),
    )  # fmt: skip
    assert (first["tls"], first["listening"].startswith("tcp://0.0.0.0:")) == (True, True)
    url = first["listening"].replace("0.0.0.0", "127.0.0.1")
    context = ssl.create_default_context(cafile=ca_file)
    wrap = partial(context.wrap_socket, server_hostname="127.0.0.1")
    assert refused(url, wrap)
    context.load_cert_chain(mine, my_key)
    with connect(url) as known, wrap(known) as line:
        assert sign_on(line).code == "00"


def test_a_plain_laboratory_says_so_on_every_line(started, tmp_path):
    trace = tmp_path / "lab.trace"
    first, process = started(
        "--listen", "tcp://0.0.0.0:0", "--plain-lab", "--allow-from", "127.0.0.0/8", "--any-terminal", "--profile",
        "plain-acquirer", "--trace", str(trace),
    )  # fmt: skip
    assert (first["tls"], first["plain_lab"]) == (False, True)
    with connect(first["listening"].replace("0.0.0.0", "127.0.0.1")) as line:
        assert sign_on(line).code == "00"
    told = ended(process).splitlines()
    assert [line.startswith("[明文实验] ") for line in told] == [True, True]
    assert ("警告" in told[0], "127.0.0.0/8" in told[0], "0800 签到" in told[1]) == (True, True, True)
    assert json.loads(trace.read_text(encoding="utf-8").splitlines()[0])["plain_lab"] is True


def test_a_network_that_may_not_come(started):
    first, _ = started("--listen", "tcp://0.0.0.0:0", "--plain-lab", "--allow-from", "192.0.2.0/24", "--quiet")
    assert refused(first["listening"].replace("0.0.0.0", "127.0.0.1"))


# --- what is refused -------------------------------------------------------------------------------------------------

OUT = "tcp://0.0.0.0:0"
LAB = ("--listen", OUT, "--plain-lab", "--allow-from", "192.0.2.0/24")
# fmt: off
WRONG = [
    # options, what is said
    (("--listen", "emulator:"),                                             "'emulator:' 不能服务：--listen 应为 tcp://"),
    (("--listen", "rfc2217://127.0.0.1:1"),                                 "不能服务：--listen 应为 tcp://"),
    (("--listen", "serial://?vid=1a86&pid=7523"),                           "the name of a port is wanted"),
    (("--listen", "nowhere"),                                               "'nowhere' 不能服务：--listen 应为 tcp://"),
    (("--listen", "tcp://127.0.0.1:99999"),                                 "'127.0.0.1:99999': port 0…65535"),
    (("--listen", "tcp://127.0.0.1:1" + "0" * 5000),                        "port 0…65535"),
    (("--listen", TCP, "--terminals", "EMPTY"),                             "a table [[terminal]] for each"),
    (("--listen", OUT),                       "0.0.0.0 不是本机地址，不能明文对外服务：请给出 --tls-cert 与 --tls-key"),
    (("--listen", OUT),                                                     "--plain-lab 与 --allow-from CIDR"),
    (("--listen", "tcp://example.com:1"),                                   "example.com 不是本机地址"),
    (("--listen", OUT, "--plain-lab"),                                      "请同时给出 --allow-from"),
    (("--listen", OUT, "--allow-from", "192.0.2.0/24"),                     "请加上 --plain-lab，或去掉"),
    (("--listen", OUT, "--plain-lab", "--allow-from", "192.0.2.1/24"),      "“192.0.2.1/24”不是网络"),
    (("--listen", OUT, "--plain-lab", "--allow-from", "lab"),               "应写作 192.0.2.0/24"),
    (("--listen", TCP, "--plain-lab", "--allow-from", "192.0.2.0/24"),      "只用于本机以外的地址"),
    (("--listen", "pty:", "--plain-lab", "--allow-from", "192.0.2.0/24"),   "只用于本机以外的地址"),
    ((*LAB, "--allow-from", "0.0.0.0/0"),                                   "0.0.0.0/0 合起来是所有地址"),
    ((*LAB, "--allow-from", "::/0"),                                        "::/0 合起来是所有地址"),
    ((*LAB, "--terminals", "SECRET"),                                       "只接受公开测试密钥和练习参数"),
    ((*LAB, "--profile", "LIVE"),                                           "只接受公开测试密钥和练习参数"),
    ((*LAB, "--tls-cert", "x"),                                             "--plain-lab 不加密，与 --tls-cert"),
    (("--listen", OUT, "--tls-cert", "x"),                                  "--tls-cert 与 --tls-key 必须同时给出"),
    (("--listen", OUT, "--tls-key", "x"),                                   "--tls-cert 与 --tls-key 必须同时给出"),
    (("--listen", OUT, "--tls-client-ca", "x"),                             "--tls-cert 与 --tls-key 必须同时给出"),
    (("--listen", "pty:", "--tls-cert", "x", "--tls-key", "x"),             "--tls-cert 与 --tls-key 必须同时给出"),
    (("--listen", OUT, "--tls-cert", "none.pem", "--tls-key", "none.key"),  "none.pem: 没有这个文件或目录"),
    (("--listen", TCP, "--terminals", "t.toml", "--any-terminal"),          "互相矛盾：请只给一个"),
    (("--listen", TCP, "--terminals", "none.toml"),                         "none.toml: 无法读取: 没有这个文件或目录"),
    (("--listen", "pty:", "--any-terminal"),                                "请去掉，或加上 --as host"),
    (("--listen", "pty:", "--terminals", "none.toml"),                      "请去掉，或加上 --as host"),
    (("--listen", TCP, "--profile", "supper"),                              "profile=supper: no profile is called"),
    (("--listen", TCP, "--profile", "SILENT"),                              "capabilities.sign_on: a host of ours"),
    (("--listen", TCP + "?profile=unionpay", "--profile", "practice+no-tpdu"), "--profile 与 --listen 中的 ?profile="),
    (("--listen", TCP + "?dialect=hypercom"),                               "dialect=hypercom: a host speaks unionpay"),
    (("--listen", "pty:", "--profile", "unionpay"),                         "要作主机请加 --as host"),
    (("--listen", "pty:?dialect=unionpay"),                                 "要作主机请加 --as host"),
    (("--listen", "pty:?dialect=tlv"),                                      "types=: dialect=tlv wants"),
    (("--listen", TCP, "--limit", "connections"),                           "--limit NAME=VALUE"),
    (("--listen", TCP, "--limit", "=5"),                                    "--limit NAME=VALUE"),
    (("--listen", TCP, "--limit", "supper=5"),                              "--limit: 'supper': unknown limit"),
    (("--listen", TCP, "--limit", "connections=0"),                         "--limit: connections: a whole number"),
    (("--listen", TCP, "--delay", "-1"),                                    "--delay 0…3600"),
    (("--listen", TCP, "--delay", "nan"),                                   "--delay 0…3600"),
    (("--listen", TCP, "--delay", "3600.5"),                                "--delay 0…3600"),
    (("--listen", TCP, "--window-days", "-1"),                              "--window-days 0…3650"),
    (("--listen", TCP, "--window-days", "3651"),                            "--window-days 0…3650"),
    (("--listen", TCP, "--paid-out", "-1"),                                 "--paid-out YUAN"),
    (("--listen", TCP, "--paid-out", "1.005"),                              "--paid-out YUAN"),
    (("--listen", TCP, "--scenario", "supper"),                             "no scenario is called 'supper'"),
    (("--listen", TCP, "--database", "mysql://x"),                          "mysql://: a file, postgresql://…"),
    (("--listen", TCP, "--database", "none/bank/ledger.db"),                "ledger.db: there is no folder none/bank"),
    (("--listen", TCP, "--trace", "none/bank.trace"),                       "bank.trace: 没有这个文件或目录"),
    (("--listen", TCP, "--trace", "t.toml"),                                "t.toml: 不是跟踪文件，未改动"),
    (("--listen", TCP, "--metrics", "supper"),                              "'supper': HOST:PORT or PORT wanted"),
    (("--listen", TCP, "--metrics", "0.0.0.0:0"),                           "0.0.0.0 is no loopback address"),
]
# fmt: on


@pytest.fixture
def lab_files(bench: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Files by the words that stand for them in the rows."""
    monkeypatch.chdir(tmp_path)
    key, listed = tmp_path / "key", tmp_path / "t.toml"
    key.write_text(ZMK["key"], encoding="ascii")
    key.chmod(0o600)
    listed.write_text(LIST, encoding="utf-8")
    assert bench.run("keys", "load", "lab", "--file", str(key)).code == 0
    live, silent = tmp_path / "live.toml", tmp_path / "silent.toml"
    live.write_text(
        'extends = "practice"\nname = "live"\nlive = true\n[capabilities]\nsign_on = true', encoding="utf-8"
    )
    silent.write_text('extends = "practice"\nname = "silent"\n[capabilities]\nsign_on = false', encoding="utf-8")
    empty = tmp_path / "empty.toml"
    empty.write_text("", encoding="utf-8")
    return {"EMPTY": str(empty), "SECRET": str(listed), "LIVE": str(live), "SILENT": str(silent)}


@pytest.mark.parametrize(("words", "said"), WRONG, ids=range(len(WRONG)))
def test_what_does_not_go_together_is_wrong_usage(bench, lab_files, words, said):
    done = bench.run("emulator", "serve", *(lab_files.get(word, word) for word in words))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not Path("none").exists()


# fmt: off
ENGLISH = [
    (("--listen", OUT),                                            "--plain-lab and --allow-from"),
    (("--listen", OUT),                                            "--tls-cert and --tls-key"),
    (("--listen", OUT, "--plain-lab"),                             "give --allow-from too"),
    (("--listen", OUT, "--allow-from", "192.0.2.0/24"),            "add --plain-lab, or leave out --allow-from"),
    ((*LAB, "--allow-from", "::/0"),                               "::/0 together are every address"),
    ((*LAB, "--tls-cert", "x"),                                    "leave out one or the other"),
    (("--listen", TCP, "--terminals", "x", "--any-terminal"),      "give one of the two"),
    (("--listen", "pty:", "--any-terminal"),                       "leave them out, or add --as host"),
    (("--listen", "pty:", "--profile", "unionpay"),                "choose ?dialect=hypercom or tlv"),
    (("--listen", "foo"),                                          "'foo' can't be served: --listen wants tcp://"),
]
# fmt: on


@pytest.mark.parametrize(("words", "said"), ENGLISH, ids=range(len(ENGLISH)))
def test_what_to_do_in_english_too(bench, monkeypatch, words, said):
    monkeypatch.setenv("TUIHUO_LANG", "en")
    done = bench.run("emulator", "serve", *words)
    assert (done.code, done.out, said in done.err) == (2, "", True)


@pytest.mark.parametrize("source", ["file", "variable"])
def test_a_limit_says_where_it_stands(bench, tuihuo_home, monkeypatch, source):
    tuihuo_home.mkdir()
    if source == "file":
        (tuihuo_home / "config.toml").write_text("[serve]\nidle_s = 0", encoding="utf-8")
    monkeypatch.setenv("TUIHUO_SERVE_IDLE_S", "9" if source == "file" else "x")
    where = {"file": f"{tuihuo_home / 'config.toml'}: serve", "variable": "TUIHUO_SERVE_…"}[source]
    done = bench.run("emulator", "serve", "--listen", TCP)
    assert (done.code, done.err.startswith(f"{where}: idle_s: seconds from")) == (2, True)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_keys_that_others_may_read_are_not_used(bench, lab_files, tuihuo_home):
    (tuihuo_home / "keys.json").chmod(0o644)
    done = bench.run("emulator", "serve", "--listen", TCP, "--terminals", lab_files["SECRET"])
    assert (done.code, "others may read it (mode 0644)" in done.err) == (1, True)


def test_a_port_that_is_taken(bench):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = bench.run("emulator", "serve", "--listen", f"tcp://127.0.0.1:{taken.getsockname()[1]}")
    assert (done.code, done.out, "127.0.0.1" in done.err) == (4, "", True)
