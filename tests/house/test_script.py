"""The bootstrap script `./tuihuo`, with stand-ins for Python, pip, uv and apt: nothing is downloaded here.

The stand-ins write every call into a log, and the script's PATH holds nothing but them and the tools POSIX promises.
"""

import os
import resource
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TOOLS = (
    "cat",
    "chmod",
    "cksum",
    "dirname",
    "grep",
    "ln",
    "mkdir",
    "mv",
    "readlink",
    "rm",
    "sed",
    "sh",
    "sleep",
    "tail",
)
SECOND_START_CPU_S = 0.1

PYTHON = """#!/bin/sh
printf 'python %s\\n' "$*" >>"$LOG"
case "$*" in
    -I*) exit "${FIT:-0}" ;;
    '-m pip --version') [ "${PIP:-1}" = 1 ] ;;
    '-m pip config list') printf "global.index-url='https://configured.invalid/simple'\\n" ;;
    '-m venv --without-pip '*)
        mkdir -p "$4/bin"
        ln -s "$FAKES/python3" "$4/bin/python"
        : >"$4/pyvenv.cfg" ;;
    '-m ensurepip'*) ;;
    *'pip'*'install'*)
        printf 'index %s\\n' "${PIP_INDEX_URL:-}" >>"$LOG"
        cat "$VENV/uv.requirements" >"$LOG.uv"
        ln -s "$FAKES/uv" "$VENV/bin/uv" ;;
    '-m pytest'*) exit 7 ;;
esac
"""
UV = """#!/bin/sh
printf 'uv %s\\n' "$*" >>"$LOG"
case "$*" in
    *'pip sync'*) sleep "${SLOW:-0}"; exit "${SYNC:-0}" ;;
    *'pip install'*) ln -sf "$FAKES/product" "$VENV/bin/tuihuo" ;;
esac
"""
PRODUCT = """#!/bin/sh
printf '<%s>' "$@"
exit 3
"""
ID = """#!/bin/sh
echo "${USER_ID:-1000}"
"""
LDCONFIG = """#!/bin/sh
printf '%s\\n' "${LIBRARIES:-libc.so.6}"
"""
APT = """#!/bin/sh
printf 'apt-get %s\\n' "$*" >>"$LOG"
"""


@dataclass
class Sandbox:
    """A copy of the script in a folder with a space in its name, and its stand-ins."""

    root: Path
    env: dict[str, str]
    log_file: Path
    script: Path = field(init=False)

    def __post_init__(self) -> None:
        self.script = self.root / "tuihuo"

    def start(self, *words: str, via: Path | None = None, cwd: Path | None = None, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(via or self.script), *words],
            cwd=cwd or "/",
            env=self.env | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *words: str, **options: str | Path) -> tuple[int, str, str]:
        process = self.start(*words, **options)
        out, err = process.communicate(timeout=30)
        return process.returncode, out, err

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8") if self.log_file.exists() else ""

    def installs(self) -> int:
        return self.log().count("uv -q pip sync")


@pytest.fixture
def sandbox(tmp_path, project_root) -> Sandbox:
    root, fakes = tmp_path / "a folder" / "tuihuo", tmp_path / "fakes"
    root.mkdir(parents=True)
    fakes.mkdir()
    for name in ("tuihuo", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(project_root / name, root / name)
    for name in TOOLS:
        (fakes / name).symlink_to(shutil.which(name))
    for name, text in {
        "python3": PYTHON,
        "uv": UV,
        "product": PRODUCT,
        "id": ID,
        "ldconfig": LDCONFIG,
        "apt-get": APT,
    }.items():
        (fakes / name).write_text(text, encoding="utf-8")
        (fakes / name).chmod(0o755)
    log = tmp_path / "log"
    env = {"PATH": str(fakes), "LOG": str(log), "FAKES": str(fakes), "VENV": str(root / ".venv"), "LANG": "C.UTF-8"}
    return Sandbox(root, env, log)


def test_syntax(project_root):
    subprocess.run(["sh", "-n", str(project_root / "tuihuo")], check=True)
    assert os.access(project_root / "tuihuo", os.X_OK)


def test_first_start_installs_and_hands_over_words_and_exit_code(sandbox):
    code, out, err = sandbox.run("refund", "--item", "a b=1", "")
    assert (code, out) == (3, "<refund><--item><a b=1><>")
    assert "Setting up" in err
    assert f"uv -q pip sync --python {sandbox.root}/.venv/bin/python --require-hashes --no-build" in sandbox.log()
    assert f"{sandbox.root}/requirements.lock" in sandbox.log()
    assert not (sandbox.root / ".venv.lock").exists()


def test_uv_comes_by_the_hash_in_the_lock(sandbox):
    sandbox.run()
    asked = Path(f"{sandbox.log_file}.uv").read_text(encoding="utf-8")
    assert asked.startswith("uv==")
    assert asked.count("==") == 1
    assert asked.count("--hash=sha256:") > 5
    assert not asked.rstrip().endswith("\\")


def test_second_start_is_silent_and_fast(sandbox):
    sandbox.run()
    (sandbox.log_file).unlink()
    costs = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert sandbox.run("x") == (3, "<x>", "")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert sandbox.log() == ""
    assert min(costs) < SECOND_START_CPU_S


@pytest.mark.parametrize("changed", ["requirements.lock", "requirements-dev.lock", "pyproject.toml"])
def test_a_changed_lock_installs_again(sandbox, changed):
    sandbox.run()
    with (sandbox.root / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    sandbox.run()
    sandbox.run()
    assert sandbox.installs() == 2
    assert sandbox.log().count("-m venv") == 1  # the venv itself was whole


def test_an_update_fails_over_to_a_new_venv(sandbox):
    sandbox.run()
    with (sandbox.root / "requirements.lock").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    sandbox.run(SYNC="1")
    assert sandbox.log().count("-m venv") == 2


def test_a_moved_tree_installs_again(sandbox):
    sandbox.run()
    moved = sandbox.root.rename(sandbox.root.with_name("moved"))
    (moved / ".venv" / "bin" / "python").unlink()
    code, out, _ = sandbox.run("x", via=moved / "tuihuo", VENV=str(moved / ".venv"))
    assert (code, out) == (3, "<x>")
    assert sandbox.installs() == 2


@pytest.mark.parametrize("broken", ["bin/python", "bin/tuihuo", "tuihuo.stamp", "bin", "pyvenv.cfg"])
def test_a_broken_venv_is_mended(sandbox, broken):
    sandbox.run()
    victim = sandbox.root / ".venv" / broken
    if victim.is_dir():
        shutil.rmtree(victim)
    else:
        victim.unlink()
    if broken == "pyvenv.cfg":
        (sandbox.root / ".venv" / "tuihuo.stamp").unlink()
    assert sandbox.run("x")[:2] == (3, "<x>")
    assert sandbox.run("x") == (3, "<x>", "")


def test_a_failed_install_leaves_no_stamp_and_the_next_start_mends_it(sandbox):
    code, out, err = sandbox.run("x", SYNC="1")
    assert (code, out) == (4, "")
    assert "Could not install" in err
    assert not (sandbox.root / ".venv.lock").exists()
    assert sandbox.run("x")[:2] == (3, "<x>")


def test_two_first_starts_install_once(sandbox):
    both = [sandbox.start("x", SLOW="1"), sandbox.start("x", SLOW="1")]
    results = [process.communicate(timeout=30)[0] for process in both]
    assert results == ["<x>", "<x>"]
    assert sandbox.installs() == 1


def test_a_lock_whose_owner_died_is_cleared(sandbox):
    process = subprocess.Popen(["true"])
    process.wait()
    (sandbox.root / ".venv.lock").mkdir()
    (sandbox.root / ".venv.lock" / "pid").write_text(f"{process.pid}\n", encoding="utf-8")
    assert sandbox.run("x")[:2] == (3, "<x>")


def test_without_pip_it_uses_ensurepip(sandbox):
    assert sandbox.run("x", PIP="0")[:2] == (3, "<x>")
    assert "-m ensurepip" in sandbox.log()
    assert "index https://configured.invalid/simple" in sandbox.log()


def test_without_either_it_prints_the_one_command(sandbox):
    code, out, err = sandbox.run("x", FIT="4")
    assert (code, out) == (4, "")
    assert "sudo apt-get install -y python3-venv" in err
    assert "apt-get" not in sandbox.log()
    assert not (sandbox.root / ".venv").exists()


@pytest.mark.skipif(not Path("/etc/debian_version").exists(), reason="apt is Debian's")
def test_as_root_on_debian_it_runs_that_command_unless_forbidden(sandbox):
    sandbox.run("x", FIT="4", USER_ID="0", TUIHUO_NO_APT="1")
    assert "apt-get" not in sandbox.log()
    sandbox.run("x", FIT="4", USER_ID="0")
    assert "apt-get install -y -q --no-install-recommends python3-venv" in sandbox.log()


@pytest.mark.skipif(not Path("/etc/debian_version").exists(), reason="apt is Debian's")
def test_as_root_on_debian_it_installs_zbar_and_says_so(sandbox):
    _, _, err = sandbox.run("x", USER_ID="0")
    assert "Installing libzbar0" in err
    assert "apt-get install -y -q --no-install-recommends libzbar0" in sandbox.log()


@pytest.mark.parametrize(
    "env", [{"TUIHUO_NO_APT": "1"}, {"LIBRARIES": "libzbar.so.0 (libc6,x86-64)"}, {"USER_ID": "1000"}]
)
def test_zbar_is_left_alone(sandbox, env):
    _, _, err = sandbox.run("x", **({"USER_ID": "0"} | env))
    assert "libzbar0" not in err
    assert "apt-get" not in sandbox.log()


def test_an_old_python_is_named(sandbox):
    _, _, err = sandbox.run("x", FIT="3")
    assert "python3 does not fit" in err


@pytest.mark.parametrize(
    ("env", "index"),
    [
        ({}, "https://configured.invalid/simple"),
        ({"PIP_INDEX_URL": "https://pip.invalid/simple"}, "https://pip.invalid/simple"),
        (
            {"UV_DEFAULT_INDEX": "https://uv.invalid/simple", "PIP_INDEX_URL": "https://pip.invalid/simple"},
            "https://uv.invalid/simple",
        ),
    ],
)
def test_one_index_serves_every_download(sandbox, env, index):
    sandbox.run("x", **env)
    assert f"index {index}" in sandbox.log()


@pytest.mark.parametrize(
    ("locale", "word"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "正在准备"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "正在准备"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "Setting up"),
        ({"LANG": ""}, "Setting up"),
    ],
)
def test_messages_follow_the_locale(sandbox, locale, word):
    assert word in sandbox.run("x", **locale)[2]


def test_by_symlink_from_elsewhere(sandbox, tmp_path):
    first, second = tmp_path / "first link", tmp_path / "second"
    first.symlink_to(os.path.relpath(sandbox.script, tmp_path))
    second.symlink_to(first.name)
    assert sandbox.run("x", via=second, cwd=tmp_path)[:2] == (3, "<x>")


def test_test_belongs_to_the_script_and_needs_the_dev_lock(sandbox):
    code, _, _ = sandbox.run("test", "-k", "a b")
    assert code == 7
    assert f"{sandbox.root}/requirements-dev.lock" in sandbox.log()
    assert f"--require-hashes -r {sandbox.root}/.venv/uv.requirements" in sandbox.log()
    assert "python -m pytest -n 3 --dist worksteal -k a b" in sandbox.log()
    assert sandbox.run("x") == (3, "<x>", "")  # the dev venv serves the product as well
    assert sandbox.installs() == 1


def test_the_user_path_knows_no_development_package(sandbox):
    sandbox.run("x")
    assert "requirements-dev.lock" not in sandbox.log()
    sandbox.run("test")
    assert sandbox.installs() == 2
