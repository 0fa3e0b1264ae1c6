"""A picture read by the decoders in the test's own process: quicker than another process, where that is no matter."""

from pathlib import Path

from scanner.decode import scan as deciding
from scanner.decode.cascade import read_picture
from scanner.decode.scan import ScanResult


def scan(path: Path | str, shop_key: bytes | None) -> ScanResult:
    """As scanner.reader.reader.Reader.scan."""
    return deciding.scan(path, shop_key, read_picture)
