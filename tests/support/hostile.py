"""Text that would move a cursor, fill a clipboard, turn direction, hide itself or be markup; and answers full of it.

No test here. `Hostile` stands where the screens' tests have terminal.face.stage: what the desk answers is poisoned in
each field that an outsider can fill, and everything else is as it was.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from terminal.face import stage
from terminal.face.scene import Scene

PAYLOADS = (
    "[/x]", "[bold red]", "[link=https://x]", "{reason}", "%s", "&lt;b&gt;", "=cmd|' /C x'!A0",
    "\x1b]52;c;ZXZpbA==\x07", "\x1b[2J\x1b[H", "\x1b]0;title\x1b\\", "\x1bP$q\x1b\\", "\x1b[6n", "\x9b2J",
    "\x9d52;c;ZQ==\x9c", "\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\u2028", "\x85", "\x00", "\x07",
    "\x08\x08", "\x7f", "\r\n", "\t", "\U000e0041", "\ue000",
)  # fmt: skip
SEEN = "毒"
"""Stands in every poisoned text, so that it is seen to have been drawn."""

# fmt: off
FIELDS = frozenset({
    # goods and orders   the shop          people           cases and papers                 a peer or a file
    "name", "name_en",   "merchant_name",  "payer",         "applicant", "contact", "who",   "reason", "text", "link",
    "words", "words_en", "hotline",        "operator_name", "noted", "address", "courier",   "issuer", "label", "file",
    "note", "said",      "version", "bank", "fault_text", "place", "parcel", "printer",  "seen", "path",
})
# fmt: on
KEYS = {("Setting", "name"), ("Setting", "text"), ("Setting", "shown")}
"""Fields of such a name that hold a key of ours."""


def poisoned(value: Any, payloads: tuple[str, ...] = PAYLOADS, depth: int = 8) -> Any:
    """The same with each payload in every free text that can be constructed with it."""
    if depth == 0:
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if field.init:
                value = _with_poison_in(value, field.name, payloads, depth)
        return value
    return tuple(poisoned(one, payloads, depth - 1) for one in value) if type(value) is tuple else value


def _with_poison_in(value: Any, name: str, payloads: tuple[str, ...], depth: int) -> Any:
    before = getattr(value, name)
    if type(before) is not str:
        after = poisoned(before, payloads, depth - 1)
        return value if after is before else _replaced(value, name, after) or value
    if not before or name not in FIELDS or (type(value).__name__, name) in KEYS:
        return value
    for one in (SEEN, *sorted(payloads, key=len)):  # as many as there is room for
        value = _replaced(value, name, one + getattr(value, name)) or value
    return value


def _replaced(value: Any, name: str, after: Any) -> Any:
    """None where it can't hold that: so nobody is shown it."""
    try:
        return dataclasses.replace(value, **{name: after})
    except (ValueError, TypeError):
        return None


class Hostile:
    """terminal.face.stage, whose desk answers with poison."""

    def __getattr__(self, name: str) -> Any:
        return getattr(stage, name)

    def after_answer(self, scene: Scene, ask: Any, answer: Any) -> Any:
        return stage.after_answer(scene, ask, poisoned(answer))

    def after_told(self, scene: Scene, progress: Any) -> Scene:
        return stage.after_told(scene, poisoned(progress))

    def after_refusal(self, scene: Scene, ask: Any, refusal: Any) -> Any:
        details: Mapping[str, Any] = refusal.details
        for name, value in list(details.items()):
            if name in FIELDS and isinstance(value, str):
                refusal.details[name] = f"{SEEN}{''.join(PAYLOADS)}{value}"
        return stage.after_refusal(scene, ask, refusal)
