"""What of a case and its events leaves this terminal for programs. Pure.

The rule: a keyed hash stays here: a payee's or a card's is for comparing, and little of either is left to guess.
"""

from typing import Any

KEYED = frozenset({"digest", "card_hash"})
"""Fields that hold one."""


def outward(body: Any) -> Any:
    """Builtins as they are, without those fields."""
    if isinstance(body, dict):
        return {name: outward(value) for name, value in body.items() if name not in KEYED}
    if isinstance(body, (list, tuple)):
        return [outward(one) for one in body]
    return body
