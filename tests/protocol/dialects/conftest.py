"""Frames of fixtures/frames by name, for the dialects that ride in them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Framed:
    """octets: the whole frame. data: what it carries."""

    octets: bytes

    @property
    def data(self) -> bytes:
        return self.octets[3:-2]


@pytest.fixture(scope="session")
def frame_of(project_root: Path) -> Callable[[str], Framed]:
    def read(name: str) -> Framed:
        lines = (project_root / "fixtures/frames" / f"{name}.hex").read_text(encoding="utf-8").splitlines()
        return Framed(bytes.fromhex("".join(line.split("#")[0] for line in lines)))

    return read
