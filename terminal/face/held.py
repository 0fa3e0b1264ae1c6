"""确认 pressed by a hand, told from a key that is held down and from one pressed before a page could be read. Pure.

The rule: of a held key one 确认 counts, the first; a press is held back only where it may be the first that repeats.
The clock comes in with each press.
"""

import math
from dataclasses import dataclass

CALM_S = 0.3
"""Nobody reads a page and answers it in less; a held key repeats every 15 to 100 ms."""

REPEAT_S = 1.1
"""Keyboards wait 0.25 to 1 s before a held key repeats (typematic delay of IBM's AT and PS/2 keyboards, and Windows'
SPI_SETKEYBOARDDELAY)."""

HOLD_S = 0.12
"""As long a press is held back that may be such a repeat: as keyboards are set when they are bought, the next one comes
within that."""

SURE_HOLD_S = 0.55
"""The same where 确认 can't be taken back: the slowest a keyboard may be set to repeat is twice a second (AT and PS/2;
Windows' SPI_SETKEYBOARDSPEED ends at 2.5). Slower ones exist only as an aid for people (FilterKeys: up to 2 s), and are
not told from a hand.
"""


@dataclass(frozen=True, slots=True)
class Held:
    """last_s: when 确认 was pressed last, counted or not, seconds. waiting: whether it counts is not clear yet.
    repeats: it was one of a steady series.
    """

    last_s: float = -math.inf
    waiting: bool = False
    repeats: bool = False


def struck(before: Held, now_s: float, hold_s: float = HOLD_S) -> tuple[Held, bool]:
    """确认 was pressed: what is known now, and whether it counts at once. One that waited counts no more, and what
    follows it in the same step neither. hold_s: how long one may wait here.
    """
    since_s = now_s - before.last_s
    repeats = before.waiting or (before.repeats and since_s < hold_s)
    if since_s < CALM_S or repeats:
        return Held(now_s, repeats=repeats), False
    waiting = since_s < REPEAT_S
    return Held(now_s, waiting), not waiting


def settled(before: Held) -> tuple[Held, bool]:
    """Nothing repeated in time, or another key came: does the one that waited count?"""
    return Held(before.last_s), before.waiting


def unread(now_s: float, arrived_s: float) -> bool:
    """The page came so lately that 确认 was not meant for it."""
    return now_s - arrived_s < CALM_S
