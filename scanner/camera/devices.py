"""Which cameras there are, by the system's own list, and whether this user may open one. Opens none of them.

The rule: OpenCV gives one answer for "no camera" and "no permission", so both are found out here beforehand.
"""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/")
_NODES, _DEV = "sys/class/video4linux", "dev"
_NODE = re.compile(r"video([0-9]{1,3})")
_MAX_NAME = 80
_FIRST = "0"
"""A camera has a node for its pictures and often one for notes about them; the kernel counts them within the device."""


@dataclass(frozen=True, slots=True)
class Device:
    """One camera. index: as OpenCV counts, and N of /dev/videoN on Linux. name: the system's, cut short."""

    index: int
    name: str


def has_list() -> bool:
    """This system lists its cameras in files; elsewhere each has to be tried."""
    return sys.platform == "linux"


def listed(root: Path = ROOT) -> tuple[Device, ...]:
    """Cameras on Linux by index. root: where sys and dev lie."""
    try:
        nodes = [(match, node) for node in (root / _NODES).iterdir() if (match := _NODE.fullmatch(node.name))]
    except OSError:
        return ()
    found = (
        Device(int(match[1]), _line(node / "name")) for match, node in nodes if _line(node / "index") in ("", _FIRST)
    )
    return tuple(sorted(found, key=lambda device: device.index))


def node_of(index: int, root: Path = ROOT) -> Path:
    """The file that is opened for this camera on Linux."""
    return root / _DEV / f"video{index}"


def may_open(node: Path) -> bool:
    """This user may read and write it; where not, group video is missing."""
    return os.access(node, os.R_OK | os.W_OK)


May = Callable[[Path], bool]


def _line(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(_MAX_NAME).strip()
    except OSError:
        return ""
