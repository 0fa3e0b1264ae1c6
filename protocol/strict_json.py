"""JSON in which nothing is said twice: a key that stands again in its object would hide what stood there before. Pure.

The rule: whatever can't be taken is a ValueError, also what nests too deep.
"""

import json
from typing import Any


def read_json(text: str) -> Any:
    """The document. Raises ValueError."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except RecursionError as error:
        raise ValueError(str(error)) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name} stands twice in one object")
        found[name] = value
    return found
