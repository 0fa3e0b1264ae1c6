"""Which start of the machine this is, where the system says so. It is no secret and no clock."""

from pathlib import Path

_FILE = Path("/proc/sys/kernel/random/boot_id")
_MOST = 64


def boot_id() -> str:
    """Another text after each start of the machine; "" where the system gives none (Windows, macOS)."""
    try:
        return _FILE.read_text(encoding="ascii")[:_MOST].strip()
    except (OSError, UnicodeDecodeError):
        return ""
