"""A case for programs: one ZIP with case.json, its events, the files of its papers and a list of their SHA-256.

Bytes in memory; the desk saves them. The rule: the same case and files give the same bytes, as no time and no name of
this machine stands in it; every file in it stands in SHA256SUMS, which `sha256sum -c` checks.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

import msgspec

from terminal.case.case import Case
from terminal.case.outward import outward
from terminal.records.entry import Entry

SUMS = "SHA256SUMS"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP can say."""

# fmt: off
_ENDINGS: Mapping[str, str] = {
    "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "application/pdf": "pdf", "text/plain": "txt",
}
# fmt: on


def case_copy(case: Case, entries: Iterable[Entry], chain: str, files: Mapping[str, bytes], agreement: bytes) -> bytes:
    """chain: as the journal's mark says it. files: those that are whole, by SHA-256. agreement: its text, b"" without
    one that is whole.
    """
    media = {one.sha256: one.media for one in case.papers}
    inside = {f"evidence/{sha256}.{_ENDINGS.get(media.get(sha256, ''), 'bin')}": data for sha256, data in files.items()}
    inside["case.json"] = _json({"chain": chain, "case": outward(msgspec.to_builtins(case))})
    inside["events.json"] = _json([_event(one) for one in entries])
    if agreement:
        inside["agreement-text.txt"] = agreement
    sums = "".join(f"{hashlib.sha256(inside[name]).hexdigest()}  {name}\n" for name in sorted(inside))
    return _zipped({**inside, SUMS: sums.encode("ascii")})


def _event(one: Entry) -> dict[str, Any]:
    return {"seq": one.seq, "at": one.at, "kind": one.kind, "operator_no": one.operator_no, "body": outward(one.body)}


def _json(said: object) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _zipped(inside: Mapping[str, bytes]) -> bytes:
    """Stored as they are: pictures get no smaller, and packers differ."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(inside):
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.create_system, info.external_attr = 3, 0o600 << 16
            packed.writestr(info, inside[name])
    return out.getvalue()
