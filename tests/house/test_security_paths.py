"""A name from outside is never a way to another folder: what makes files of names takes none of these.

Where a person names a file on purpose (an option: profile, scenario, policy) any path is theirs to name.
"""

from pathlib import Path

import pytest

from emulator.registry import is_key_name
from emulator.scenario import ScenarioError
from emulator.scenario_file import open_scenario
from protocol.dialects.unionpay.profiles import ProfileError, named
from terminal.printers.files import save_new
from terminal.records.evidence import EvidenceStore

NAMES = [
    "../x", "..", ".", "a/../../x", "/etc/passwd", "~/x", "..\\x", "C:\\x", "C:x", "\\\\host\\x", "x\0.txt", "a/b",
    "x\n", "\u2025/x", "\uff0e\uff0e/x", "\u2215x", "\uff0fx", "%2e%2e/x", "x:stream", "..;/x", "", " ", "x\u202etxt",
]  # fmt: skip


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_no_slip_or_export_leaves_its_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "receipts").mkdir()
    with pytest.raises(ValueError, match="a file stem"):
        save_new(tmp_path / "receipts", name, "txt", b"slip")
    assert tree(tmp_path) == ["receipts"]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_no_key_is_called_so(name: str) -> None:
    assert not is_key_name(name) or set(name) == {"."}  # a word in a JSON file, and the name of none


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_no_paper_of_a_case_is_read_elsewhere(name: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"another's")
    store = EvidenceStore(tmp_path / "evidence")
    with pytest.raises(ValueError, match="64 hex"):
        store.data(name)


@pytest.mark.parametrize("name", [name for name in NAMES if "/" not in name and "\\" not in name], ids=ascii)
def test_no_shipped_file_is_called_so(name: str) -> None:
    with pytest.raises(ScenarioError):
        open_scenario(name)
    with pytest.raises(ProfileError):
        named(name)
