"""A journal in a folder of its own; a test file that needs another makes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from noon_journal import journal_at

from terminal.records.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal" / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    journal = journal_at(path)
    yield journal
    journal.close()
