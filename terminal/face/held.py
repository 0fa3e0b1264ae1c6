"""确认 pressed by a hand, told from a key that is held down and from one pressed before a page could be read. Pure.

The rule: of a held key one 确认 counts, the first; a press is held back only where it may be the first that repeats.
The clock comes in with each press.
"""

import math
from dataclasses import dataclass

CALM_S = 0.3
"""Nobody reads a page and answers it in less; a held key repeats every 15 to 100 ms."""

REPEAT_S = 1.1
"""Keyboards wait 0.25 to 1 s before a held key repeats."""

HOLD_S = 0.12
"""As long a press is held back that may be such a repeat: the next one comes within that."""


@dataclass(frozen=True, slots=True)
class Held:
    """last_s: when 确认 was pressed last, counted or not, seconds. waiting: whether it counts is not clear yet."""

    last_s: float = -math.inf
    waiting: bool = False


def struck(before: Held, now_s: float) -> tuple[Held, bool]:
    """确认 was pressed: what is known now, and whether it counts at once. One that waited counts no more."""
    since_s = now_s - before.last_s
    if since_s < CALM_S:
        return Held(now_s), False
    waiting = since_s < REPEAT_S
    return Held(now_s, waiting), not waiting


def settled(before: Held) -> tuple[Held, bool]:
    """Nothing repeated in time, or another key came: does the one that waited count?"""
    return Held(before.last_s), before.waiting


def unread(now_s: float, arrived_s: float) -> bool:
    """The page came so lately that 确认 was not meant for it."""
    return now_s - arrived_s < CALM_S
