"""The product calls nobody: a refund in a process that may not use a network, and in one that has none.

The first forbids it by an audit hook, so that a try is seen where the answer would be swallowed; the second is the
kernel's (a network namespace), for what native code might try.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FORBIDDEN = """
import sys
ASKED = {"socket." + word for word in "connect bind sendto sendmsg getaddrinfo gethostbyname".split()}
def heard(event, words):
    if event in ASKED:
        sys.__stderr__.write(f"NETWORK {event} {words[1:]}\\n")
        raise OSError("no network here")
sys.addaudithook(heard)
"""
VERB = "from terminal.cli.main import main; main()"
REFUND = ("refund", "--order", "80000026000149", "--json")
CALLS = FORBIDDEN + "import socket; socket.socket().connect(('127.0.0.1', 9))"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, encoding="utf-8", timeout=60, check=False)


def has_namespaces() -> bool:
    unshare = shutil.which("unshare")
    return unshare is not None and run(unshare, "-rn", "true").returncode == 0


def test_a_refund_asks_for_no_network(project_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUIHUO_PRACTICE_DELAY_S", "0")
    monkeypatch.setenv("PYTHONPATH", str(project_root))
    done = run(sys.executable, "-c", f"{FORBIDDEN}\n{VERB}", *REFUND)
    assert (done.returncode, json.loads(done.stdout)["state"], "NETWORK" in done.stderr) == (0, "approved", False)


@pytest.mark.skipif(
    not has_namespaces(), reason="NO NETWORK NAMESPACES (unshare -rn): the kernel's word is not had here"
)
def test_a_refund_where_there_is_no_network(project_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUIHUO_PRACTICE_DELAY_S", "0")
    monkeypatch.setenv("PYTHONPATH", str(project_root))
    done = run("unshare", "-rn", sys.executable, "-c", VERB, *REFUND)
    assert (done.returncode, json.loads(done.stdout)["state"]) == (0, "approved")


def test_the_hook_hears_a_call() -> None:
    assert "NETWORK socket.connect" in run(sys.executable, "-c", CALLS).stderr
