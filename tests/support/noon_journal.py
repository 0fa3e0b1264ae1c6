"""A journal at noon of the practice shop's day, drawn by counting: the same one each time."""

from datetime import UTC, datetime
from pathlib import Path

from terminal.records.journal import Journal

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def journal_at(path: Path, seed: int = 1) -> Journal:
    """seed: the first octet of whatever is drawn; two journals of two seeds are two journals."""
    return Journal(path, lambda: NOON, lambda size: bytes(range(seed, seed + size)))
